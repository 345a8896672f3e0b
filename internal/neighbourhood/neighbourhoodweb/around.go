package neighbourhoodweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"sem/internal/collections"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/neighbourhood"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/ui"
	"sem/internal/watering"
)

// perPage is how many places a page lists; the rest is on the next ones.
const perPage = 25

// around is what is around an address, or the question for one.
func (p Pages) around(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, spot, err := p.asked(r)
	if err != nil {
		return err
	}
	v := p.frame(ctx, r, form, spot)
	status := http.StatusOK
	if len(v.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if spot.Known {
		v.Watering, v.Collection = p.waterCard(ctx, spot), p.collectionCard(ctx, spot)
		if !spot.Point.IsZero() {
			p.fill(ctx, &v, form, spot)
		}
	}
	return ui.Show(w, r, status, aroundPage(v))
}

// asked reads the question, and finds the spot it is about: the address typed or chosen, or
// the home of whoever asks.
func (p Pages) asked(r *http.Request) (aroundForm, neighbourhood.Spot, error) {
	var form aroundForm
	if err := forms.Read(r, &form); err != nil {
		return form, neighbourhood.Spot{}, err
	}
	if form.Typed != "" || form.Chosen != "" {
		spot, err := p.Neighbourhood.Spot(r.Context(), form.Typed, places.AddressID(form.Chosen))
		return form, spot, err
	}
	spot, err := p.home(r.Context(), people.ID(viewer(r).Person))
	return form, spot, err
}

// home is where a person lives; nobody's home is not known.
func (p Pages) home(ctx context.Context, who people.ID) (neighbourhood.Spot, error) {
	if who == "" {
		return neighbourhood.Spot{}, nil
	}
	person, err := p.People.Person(ctx, who)
	if fault.KindOf(err) == fault.NotFound {
		return neighbourhood.Spot{}, nil
	}
	if err != nil {
		return neighbourhood.Spot{}, err
	}
	return p.Neighbourhood.HomeOf(ctx, who, places.AddressID(person.AddressID))
}

// frame is the page before anything is looked for: its title and its questions.
func (p Pages) frame(ctx context.Context, r *http.Request, form aroundForm, spot neighbourhood.Spot) aroundView {
	asked := form.Typed != "" || form.Chosen != ""
	v := aroundView{Title: i18n.T(ctx, "Mon quartier"), Spot: spot.Known, Crumbs: crumbs(ctx, r)}
	v.Picker = ui.AddressPicker{Action: "/quartier", Typed: spot.Typed, Keep: form.kept()}
	switch {
	case spot.Known && !asked:
		v.Title = i18n.T(ctx, "Autour de chez vous")
	case spot.Known:
		v.Title = i18n.T(ctx, "Autour de cette adresse")
	}
	if spot.Known {
		v.Line, v.Picker.Button = spot.Label, i18n.T(ctx, "Changer")
		v.Lost = spot.Point.IsZero()
		v.Printed = i18n.T(ctx, "%[1]s, le %[2]s", spot.Label, i18n.DateTime(ctx, p.Clock.Now()))
	} else {
		v.Lead = i18n.T(ctx, "Écoles, parcs, arrêts et services autour d’une adresse, prochaine collecte et règle d’arrosage.")
		v.Picker.Hint = i18n.T(ctx, "Numéro et rue, par exemple 84, rue du Moulin. Un matricule convient aussi.")
	}
	if !spot.Known && asked {
		v.Picker.Choices, v.Picker.More = choices(form, spot.Choices), spot.More
		if len(spot.Choices) == 0 {
			v.Picker.Wrong = i18n.T(ctx, "Nous ne trouvons pas cette adresse. Vérifiez le numéro et la rue.")
		}
	}
	if _, ok := form.metres(); !ok {
		v.Problems = ui.Problems{{Field: "autre", Message: i18n.T(ctx, "Écrivez une distance de 100 à 2 000 mètres, par exemple 450.")}}
	}
	return v
}

func crumbs(ctx context.Context, r *http.Request) []ui.Link {
	if viewer(r).SignedIn() && !viewer(r).Staff() {
		return []ui.Link{{Href: "/dossier", Label: i18n.T(ctx, "Mon dossier")}}
	}
	return []ui.Link{{Href: "/", Label: i18n.T(ctx, "Accueil")}}
}

func choices(form aroundForm, found []places.Address) []ui.AddressChoice {
	var all []ui.AddressChoice
	for _, a := range found {
		form.Typed, form.Chosen = "", string(a.ID)
		all = append(all, ui.AddressChoice{Label: a.Line(), Path: "/quartier" + form.query()})
	}
	return all
}

// look is the question as the room understands it.
func (p Pages) look(form aroundForm, spot neighbourhood.Spot) neighbourhood.Look {
	metres, _ := form.metres()
	return neighbourhood.Look{From: spot.Point, Metres: float64(metres), Categories: form.Categories, OpenNow: form.OpenNow, At: p.Clock.Now()}
}

// fill looks around and writes down what is seen.
func (p Pages) fill(ctx context.Context, v *aroundView, form aroundForm, spot neighbourhood.Spot) {
	if form.Chosen == "" && spot.Address.ID != "" {
		form.Chosen = string(spot.Address.ID)
	}
	metres, _ := form.metres()
	seen := p.Neighbourhood.Look(p.look(form, spot))
	v.Heading = within(ctx, metres)
	v.Approximate = spot.Approximate
	v.Filters = p.filters(ctx, form, seen.Counts, v.Problems)
	v.Distances = distances(ctx, form, metres)
	v.Clear = "/quartier" + form.query("genre", "", "ouvert", "")
	v.CSV, v.GeoJSON = "/quartier.csv"+form.query(), "/quartier.geojson"+form.query()
	v.Count = len(seen.Near)
	from := min(max(form.Page-1, 0)*perPage, max(len(seen.Near)-1, 0)/perPage*perPage)
	shown := seen.Near[from:min(from+perPage, len(seen.Near))]
	v.First = from + 1
	v.Rows = p.rows(ctx, shown, from, form)
	if len(seen.Near) > perPage {
		v.Pager = pagerOf(form, from, len(shown), len(seen.Near))
	}
	if len(seen.Near) == 0 {
		v.Beyond = p.rows(ctx, seen.Beyond, 0, form)
		v.Empty = emptyWords(ctx, form, metres)
		v.Widen = widen(ctx, form, seen.Beyond, metres)
		shown = nil
	}
	v.Map = p.plan(ctx, spot, shown, from, float64(metres))
}

func pagerOf(form aroundForm, from, shown, of int) ui.PagerOf {
	page := ui.PagerOf{From: from + 1, To: from + shown, Of: of}
	here := from/perPage + 1
	if from > 0 {
		page.Previous = "/quartier" + form.query("page", strconv.Itoa(here-1)) + "#liste"
	}
	if from+shown < of {
		page.Next = "/quartier" + form.query("page", strconv.Itoa(here+1)) + "#liste"
	}
	return page
}

// distances are the usual radiuses, each at its own address.
func distances(ctx context.Context, form aroundForm, metres int) []ui.TabOf {
	var all []ui.TabOf
	for _, m := range []int{100, 300, 500, 1000, 2000} {
		other := form
		other.Radius, other.Own = m, ""
		all = append(all, ui.TabOf{Label: exactly(ctx, m), Href: "/quartier" + other.query(), Current: m == metres})
	}
	return all
}

// filters are the kinds of places there are, with how many of each, and the other questions.
func (p Pages) filters(ctx context.Context, form aroundForm, counts map[string]int, wrong ui.Problems) filtersView {
	f := filtersView{
		Kinds: ui.Field{Name: "genre", Label: i18n.T(ctx, "Quoi?")},
		Own: ui.Field{
			Name: "autre", Label: i18n.T(ctx, "Autre distance, en mètres"), Hint: i18n.T(ctx, "De 100 à 2 000"), Value: form.Own, InputMode: "numeric", Width: 5, Optional: true, Wrong: wrong.Wrong("autre"),
		},
		Open: ui.Field{Name: "ouvert", Label: i18n.T(ctx, "Quand?"), Quiet: true, Small: true, Options: []ui.Option{{Value: "1", Label: i18n.T(ctx, "Ouvert maintenant seulement"), On: form.OpenNow}}},
		On:   len(form.Categories) > 0 || form.OpenNow,
	}
	for _, kept := range []ui.HiddenField{{Name: "lieu", Value: form.Chosen}, {Name: "adresse", Value: form.Typed}} {
		if kept.Value != "" {
			f.Keep = append(f.Keep, kept)
			break
		}
	}
	if metres, _ := form.metres(); form.Own == "" && metres != neighbourhood.UsualRadius {
		f.Keep = append(f.Keep, ui.HiddenField{Name: "rayon", Value: strconv.Itoa(metres)})
	}
	for _, c := range p.Neighbourhood.Categories() {
		on := slices.Contains(form.Categories, c.Code)
		if counts[c.Code] > 0 && !c.Hidden || on {
			f.Kinds.Options = append(f.Kinds.Options, ui.Option{Value: c.Code, Label: i18n.T(ctx, "%[1]s (%[2]d)", c.In(ctx), counts[c.Code]), On: on})
		}
	}
	f.Says = p.onlyWords(ctx, form)
	return f
}

// onlyWords say what the filters leave.
func (p Pages) onlyWords(ctx context.Context, form aroundForm) string {
	var names []string
	for _, c := range p.Neighbourhood.Categories() {
		if slices.Contains(form.Categories, c.Code) {
			names = append(names, c.In(ctx))
		}
	}
	switch {
	case len(names) == 0:
		return i18n.T(ctx, "Ouvert maintenant seulement.")
	case form.OpenNow:
		return i18n.T(ctx, "Seulement : %s. Ouvert maintenant.", i18n.List(ctx, names))
	}
	return i18n.T(ctx, "Seulement : %s.", i18n.List(ctx, names))
}

// rows are places as the list shows them, numbered from the one after before.
func (p Pages) rows(ctx context.Context, some []neighbourhood.Near, before int, form aroundForm) []nearRow {
	now := p.Clock.Now()
	var rows []nearRow
	for i, n := range some {
		c := p.Neighbourhood.Category(n.Place.Category)
		o := p.Neighbourhood.OpenAt(n.Place, now)
		row := nearRow{
			Number: before + i + 1, Name: n.Place.Name, Kind: c.In(ctx), Icon: c.Icon, Tone: c.Tone,
			Href:     "/quartier/lieux/" + string(n.Place.ID) + fromHere(form),
			Distance: distance(ctx, n.Metres), Walk: walk(ctx, n), Opening: opening(ctx, o, now), Open: o.Open,
			Detail: detailOf(ctx, n.Place), Address: n.Place.Address, Phone: phone(n.Place.Phone), Call: call(n.Place.Phone), Access: accessShort(ctx, n.Place.Access), Site: n.Place.Website,
		}
		if !o.Known {
			row.Opening = hoursAsWritten(ctx, n.Place)
		}
		rows = append(rows, row)
	}
	return rows
}

// hoursAsWritten shows hours that could not be read, and nothing for those that are not known.
func hoursAsWritten(ctx context.Context, place *neighbourhood.Place) string {
	if place.Hours == "" {
		return ""
	}
	return i18n.T(ctx, "Horaire : %s", place.Hours)
}

// fromHere keeps the address on the way to the page of a place.
func fromHere(form aroundForm) string {
	switch {
	case form.Chosen != "":
		return "?" + url.Values{"lieu": {form.Chosen}}.Encode()
	case form.Typed != "":
		return "?" + url.Values{"adresse": {form.Typed}}.Encode()
	}
	return ""
}

func emptyWords(ctx context.Context, form aroundForm, metres int) string {
	if len(form.Categories) > 0 || form.OpenNow {
		return i18n.T(ctx, "Rien de ce que vous cherchez à moins de %s.", exactly(ctx, metres))
	}
	return i18n.T(ctx, "Aucun lieu connu de la Ville à moins de %s.", exactly(ctx, metres))
}

// widen leads to the least usual radius that shows something.
func widen(ctx context.Context, form aroundForm, beyond []neighbourhood.Near, metres int) ui.Link {
	for _, m := range []int{300, 500, 1000, 2000} {
		if m > metres && len(beyond) > 0 && beyond[0].Metres <= float64(m) {
			form.Radius, form.Own = m, ""
			return ui.Link{Href: "/quartier" + form.query(), Label: i18n.T(ctx, "Voir à moins de %s", exactly(ctx, m))}
		}
	}
	return ui.Link{}
}

// waterCard is what the watering says of the address.
func (p Pages) waterCard(ctx context.Context, spot neighbourhood.Spot) *waterCard {
	if p.Watering == nil || spot.Address.ID == "" {
		return nil
	}
	said, ok := p.Watering.Said(ctx, spot.Address, p.Clock.Now())
	if !ok {
		return nil
	}
	c := &waterCard{Headline: said.Headline, Text: sentences(said.Why, said.Next), Path: "/arrosage?" + lieu(spot), Icon: "i-x", Tone: ui.Bad, Free: said.Free}
	switch said.Mark {
	case watering.MarkYes, watering.MarkLater:
		c.Icon, c.Tone = "i-check", ui.OK
	case watering.MarkAsk:
		c.Icon, c.Tone = "i-question", ui.Info
	}
	return c
}

// collectionCard is what goes out next at the address.
func (p Pages) collectionCard(ctx context.Context, spot neighbourhood.Spot) *collectionCard {
	if p.Collections == nil || spot.Address.ID == "" {
		return nil
	}
	return cardOf(ctx, p.Collections.DoorOf(spot.Address), p.Clock.Now(), lieu(spot))
}

func cardOf(ctx context.Context, door collections.Door, now time.Time, query string) *collectionCard {
	card := door.Card(ctx, now, query)
	c := &collectionCard{Title: card.Title, Text: card.Text, Path: card.Path}
	if card.Known {
		leaf := ui.Leaf(ctx, card.Day)
		c.Leaf = &leaf
	}
	return c
}

func lieu(spot neighbourhood.Spot) string {
	return url.Values{"lieu": {string(spot.Address.ID)}}.Encode()
}
