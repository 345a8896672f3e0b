package neighbourhood

import (
	"time"

	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/text"
)

// PlaceID names a place for good.
type PlaceID string

// Access says whether a place can be entered in a wheelchair.
type Access string

// What is known of the access. OpenStreetMap knows the same three words.
const (
	AccessUnknown Access = ""
	AccessFull    Access = "yes"
	AccessPartial Access = "limited"
	AccessNone    Access = "no"
)

// Place is a service, a school, a park: something to go to.
type Place struct {
	ID          PlaceID
	Source      string // Source is the code of the file it came from, TownSource when the staff added it.
	Key         string // Key names it in its source.
	Name        string
	Category    string // Category is a code of the list of categories.
	Detail      string // Detail is a few words more, in French: préscolaire et primaire.
	DetailEn    string // DetailEn is the same in English, empty when nobody wrote it.
	Address     string
	Phone       string // Phone is ten digits, or as it was written when it is something else.
	Website     string // Website begins with http:// or https://.
	Hours       string // Hours are as they were written.
	Access      Access
	Shape       geo.Shape
	Hidden      bool      // Hidden places are shown to nobody but the staff.
	CorrectedAt time.Time // CorrectedAt is when the staff last changed its words; imports leave those alone.
	UpdatedAt   time.Time

	hours    Hours
	centre   geo.Point
	geometry string // geometry is the shape as the file wrote it.
	digest   string // digest is of what the source said.
}

// Opening are the hours that could be read.
func (p *Place) Opening() Hours { return p.hours }

// Centre is where its pin stands.
func (p *Place) Centre() geo.Point { return p.centre }

// TownSource is the source of the places that the staff adds by hand.
const TownSource = "ville"

// The most characters of what is kept of a place.
const (
	mostName   = 120
	mostWords  = 300
	mostDetail = 500
)

// cleaned is the place as it is kept, or what is wrong with it. The fields are named as the
// form of the staff names them.
func (p Place) cleaned(known func(category string) bool) (Place, error) {
	var wrong fault.Problems
	p.Name = text.Clip(text.SafeLine(p.Name), mostName)
	p.Detail = text.Clip(text.SafeLine(p.Detail), mostDetail)
	p.DetailEn = text.Clip(text.SafeLine(p.DetailEn), mostDetail)
	p.Address = text.Clip(text.SafeLine(p.Address), mostWords)
	p.Hours = text.SafeLine(p.Hours)
	if p.Name == "" {
		wrong.Add("nom", "Écrivez le nom du lieu.")
	}
	if !known(p.Category) {
		wrong.Add("categorie", "Choisissez une catégorie de la liste.")
	}
	if len(p.Hours) > mostHours {
		wrong.Add("horaire", "L’horaire est trop long. Écrivez-le en moins de 500 caractères.")
	}
	var ok bool
	if p.Website, ok = website(p.Website); !ok {
		wrong.Add("site", "Écrivez l’adresse du site comme ceci : https://exemple.ca.")
	}
	switch p.Access {
	case AccessUnknown, AccessFull, AccessPartial, AccessNone:
	default:
		wrong.Add("acces", "Choisissez une réponse de la liste.")
	}
	if digits := text.PhoneDigits(p.Phone); digits != "" {
		p.Phone = digits
	}
	p.Phone = text.Clip(text.SafeLine(p.Phone), 40)
	if p.Shape.IsZero() {
		wrong.Add("position", "Donnez une position : une adresse de la Ville, ou une latitude et une longitude.")
	}
	return p, wrong.Err()
}

// ready works out what is asked of a place again and again.
func (p *Place) ready() {
	p.hours, _ = ParseHours(p.Hours)
	p.centre = p.Shape.Centre()
}

// Geometry is the shape as GeoJSON.
func (p *Place) Geometry() string { return p.geometry }
