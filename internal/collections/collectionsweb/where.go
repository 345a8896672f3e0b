package collectionsweb

import (
	"net/http"
	"net/url"

	"sem/internal/collections"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/ui"
)

// where is the door that a page answers for.
type where struct {
	Door    collections.Door
	Asked   bool   // Asked is false when nobody has said for which door.
	Line    string // Line is the address, or the name of the sector.
	Query   url.Values
	Found   places.Found
	Address places.AddressID
}

// path is a page for the same door, with some answers more.
func (w where) path(base string, more ...string) string {
	q := url.Values{}
	for name, values := range w.Query {
		q[name] = values
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if len(q) == 0 {
		return base
	}
	return base + "?" + q.Encode()
}

// where finds the door: a sector that was chosen, an address typed or chosen, or home.
func (p Pages) where(r *http.Request, form whereForm, home bool) (where, error) {
	if form.Sector != "" {
		return p.bySector(form), nil
	}
	if form.Typed == "" && form.Place == "" {
		if !home {
			return where{}, nil
		}
		return p.atHome(r, form)
	}
	found, err := p.Places.Find(r.Context(), form.Typed, places.AddressID(form.Place))
	if err != nil {
		return where{}, err
	}
	if !found.Known {
		return where{Asked: true, Line: form.Typed, Found: found}, nil
	}
	return p.at(found, form), nil
}

func (p Pages) bySector(form whereForm) where {
	sector, ok := p.Collections.Sector(form.Sector)
	if !ok {
		return where{Asked: true, Line: form.Sector}
	}
	w := where{Asked: true, Line: sector.Name, Query: url.Values{"secteur": {sector.Code}}, Door: p.Collections.DoorIn(sector.Code, form.Class)}
	if form.Class != "" {
		w.Query.Set("classe", form.Class)
	}
	return w
}

func (p Pages) at(found places.Found, form whereForm) where {
	w := where{
		Asked: true, Line: found.Address.Line(), Query: url.Values{"lieu": {string(found.Address.ID)}}, Found: found, Address: found.Address.ID,
		Door: p.Collections.DoorOf(found.Address),
	}
	if form.Class != "" {
		w.Door = w.Door.InClass(form.Class)
		w.Query.Set("classe", form.Class)
	}
	return w
}

// atHome is the door of whoever is signed in, when their file has an address.
func (p Pages) atHome(r *http.Request, form whereForm) (where, error) {
	ctx, v := r.Context(), viewer(r)
	if v.Person == "" {
		return where{}, nil
	}
	person, err := p.People.Person(ctx, people.ID(v.Person))
	if err != nil || person.AddressID == "" {
		return where{}, ignoreMissing(err)
	}
	address, err := p.Places.AddressByID(ctx, p.Collections.DB, places.AddressID(person.AddressID))
	if err != nil {
		return where{}, ignoreMissing(err)
	}
	return p.at(places.Found{Address: address, Known: true}, form), nil
}

// ignoreMissing leaves unanswered what is not in the registers.
func ignoreMissing(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// picker asks for an address on a page.
func (w where) picker(r *http.Request, action string, keep ...ui.HiddenField) ui.AddressPicker {
	ctx := r.Context()
	picker := ui.AddressPicker{Action: action, Typed: w.Line, Keep: keep, Button: i18n.T(ctx, "Changer")}
	if w.Query.Has("secteur") {
		picker.Typed = ""
	}
	if !w.Asked {
		picker.Button, picker.Hint = "", i18n.T(ctx, "Numéro et rue, par exemple 84, rue du Moulin")
	}
	if !w.Asked || w.Door.Known || w.Address != "" || w.Query.Has("secteur") {
		return picker
	}
	picker.Button, picker.More = "", w.Found.More
	for _, a := range w.Found.Choices {
		picker.Choices = append(picker.Choices, ui.AddressChoice{Label: a.Line(), Path: action + "?" + url.Values{"lieu": {string(a.ID)}}.Encode()})
	}
	if len(picker.Choices) == 0 {
		picker.Wrong = i18n.T(ctx, "Nous ne trouvons pas cette adresse. Vérifiez le numéro et la rue, ou choisissez votre secteur plus bas.")
	}
	return picker
}
