package collections

import (
	"context"

	"sem/internal/civil"
	"sem/internal/i18n"
)

// Words are a text in both languages.
type Words struct {
	FR string `json:"fr" toml:"fr"`
	EN string `json:"en" toml:"en"`
}

// In is the text in the language of ctx; French when there is no other.
func (w Words) In(ctx context.Context) string {
	if i18n.Lang(ctx) == i18n.English && w.EN != "" {
		return w.EN
	}
	return w.FR
}

// Stream is what is collected apart from the rest.
type Stream struct {
	Code      string `json:"-" toml:"code"`
	Position  int    `json:"-" toml:"-"`
	Name      Words  `json:"name" toml:"nom"`            // Name is Recyclage.
	Short     Words  `json:"short" toml:"dans_la_rue"`   // Short names it in a sentence: bac brun.
	Letter    string `json:"letter" toml:"lettre"`       // Letter tells it apart on paper, without colour: R.
	Icon      string `json:"icon" toml:"icone"`          // Icon is of ui's drawings: i-recycle.
	Colour    string `json:"colour" toml:"couleur"`      // Colour is one of Colours.
	Container Words  `json:"container" toml:"contenant"` // Container is Bac bleu.
	Advice    Words  `json:"advice" toml:"consigne"`     // Advice says how to put it out.
	OutFrom   int    `json:"out_from" toml:"sortir_des"` // OutFrom is the hour of the evening before.
	OutBy     int    `json:"out_by" toml:"sortir_avant"` // OutBy is the hour of the morning.
	Until     int    `json:"until" toml:"camion_jusqua"` // Until is the hour by which the trucks have passed.
	OnDemand  bool   `json:"on_demand" toml:"sur_inscription"`
	CloseDays int    `json:"close_days" toml:"fermeture_jours"` // CloseDays is how many days before the day its list closes.
	Places    int    `json:"places" toml:"places"`              // Places is how many doors one day takes; 0 is no limit.
}

// The usual hours: out from 19:00 the evening before and by 7:00, trucks until 18:00.
const (
	usualOutFrom = 19
	usualOutBy   = 7
	usualUntil   = 18
)

// Colours are the colours a stream may have; style sheets know them by these names.
func Colours() []string {
	return []string{"bleu", "brun", "gris", "vert", "jaune", "orange", "mauve", "sarcelle"}
}

// completed has the usual hours where the definition says none.
func (s Stream) completed() Stream {
	if s.OutFrom == 0 {
		s.OutFrom = usualOutFrom
	}
	if s.OutBy == 0 {
		s.OutBy = usualOutBy
	}
	if s.Until == 0 {
		s.Until = usualUntil
	}
	if s.Short.FR == "" {
		s.Short = s.Name
	}
	return s
}

// Class is a size of building.
type Class struct {
	Code     string `toml:"code"`
	Name     Words  `toml:"nom"`
	Least    int    `toml:"min"` // Least and Most are numbers of dwellings, both included.
	Most     int    `toml:"max"` // Most is 0 where there is no end.
	Position int    `toml:"-"`
}

// Holds tells whether a building of so many dwellings is of the class.
func (c Class) Holds(dwellings int) bool {
	return dwellings >= c.Least && (c.Most == 0 || dwellings <= c.Most)
}

// Holiday is a day to which a notice is due: either its collections change by exceptions,
// or nothing changes.
type Holiday struct {
	Day  civil.Day
	Name Words
}

// Icons are the drawings a stream may have.
func Icons() []string {
	return []string{"i-trash", "i-recycle", "i-plant", "i-leaf", "i-package", "i-tree", "i-tree-evergreen", "i-couch"}
}
