package collectionsweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/ui"
)

// askingView is the form of an inscription, and one's inscriptions.
type askingView struct {
	Picker   ui.AddressPicker
	Line     string
	Place    string
	Streams  []ui.TabOf
	Stream   string
	Name     string // Name is the stream's, as the title of its form.
	Advice   string
	Days     ui.Field
	What     ui.Field
	Empty    string
	Key      string
	Mine     []inscriptionRow
	Done     string
	Problems ui.Problems
}

// inscriptionRow is one of one's inscriptions.
type inscriptionRow struct {
	Title    string
	Text     string
	Tag      ui.TagOf
	Withdraw string // Withdraw is empty when it is too late.
}

// offeredDays is how many days a form offers.
const offeredDays = 8

func (p Pages) inscription(w http.ResponseWriter, r *http.Request) error {
	var form askingForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	if p.Notices != nil {
		for _, i := range p.mine(r) {
			if day, held := p.Collections.When(i); held && day == i.Day {
				continue // Nothing was told of it.
			}
			if err := p.Notices.Seen(ctx, people.ID(viewer(r).Person), i.ID); err != nil {
				return err
			}
		}
	}
	v, err := p.asking(r, form, inscribeForm{Stream: form.Stream})
	if err != nil {
		return err
	}
	v.Done = doneWords(ctx, form.Done)
	return ui.Show(w, r, http.StatusOK, askingPage(v))
}

func doneWords(ctx context.Context, done string) string {
	switch done {
	case "inscrite":
		return i18n.T(ctx, "Votre adresse est inscrite. Sortez le tout la veille après 19 h.")
	case "retiree":
		return i18n.T(ctx, "Votre inscription est retirée. L’équipe ne passera pas.")
	case "regle":
		return i18n.T(ctx, "La règle est enregistrée. Les calendriers la montrent déjà.")
	case "regle-retiree":
		return i18n.T(ctx, "La règle est retirée.")
	case "lu":
		return i18n.T(ctx, "C’est noté : ce texte ne demande pas d’autre règle.")
	case "jour":
		return i18n.T(ctx, "Le changement est enregistré. Les calendriers le montrent déjà.")
	}
	return ""
}

// mine are the viewer's inscriptions; a page that fails to read them shows none.
func (p Pages) mine(r *http.Request) []collections.Inscription {
	all, err := p.Collections.Inscriptions(r.Context(), []people.ID{people.ID(viewer(r).Person)})
	if err != nil {
		ui.LogFailure(r, err)
	}
	return all
}

// asking is the page with what was typed.
func (p Pages) asking(r *http.Request, form askingForm, typed inscribeForm) (askingView, error) {
	ctx := r.Context()
	at, err := p.where(r, whereForm{Typed: form.Typed, Place: form.Place}, true)
	if err != nil {
		return askingView{}, err
	}
	v := askingView{Picker: at.picker(r, "/collectes/inscription", ui.HiddenField{Name: "flux", Value: typed.Stream}), Line: at.Line, Place: string(at.Address), Key: forms.NewKey()}
	for _, i := range p.mine(r) {
		v.Mine = append(v.Mine, p.inscriptionRow(ctx, i))
	}
	return v, p.offer(ctx, &v, at, typed)
}

// offer fills the choices of the form.
func (p Pages) offer(ctx context.Context, v *askingView, at where, typed inscribeForm) error {
	var chosen *collections.Stream
	for _, s := range p.Collections.Streams() {
		if !s.OnDemand {
			continue
		}
		if chosen == nil || s.Code == typed.Stream {
			chosen = &s
		}
	}
	if chosen == nil {
		v.Empty = i18n.T(ctx, "Aucune collecte ne demande d’inscription en ce moment.")
		return nil
	}
	v.Stream, v.Name, v.Advice = chosen.Code, chosen.Name.In(ctx), chosen.Advice.In(ctx)
	for _, s := range p.Collections.Streams() {
		if s.OnDemand {
			v.Streams = append(v.Streams, ui.TabOf{Label: s.Name.In(ctx), Href: at.path("/collectes/inscription", "flux", s.Code), Current: s.Code == chosen.Code})
		}
	}
	if !at.Door.Known || at.Address == "" {
		return nil
	}
	days, err := p.Collections.WithPlaces(ctx, *chosen, p.Collections.Open(at.Door, *chosen, p.Clock.Now(), 3*offeredDays))
	if err != nil {
		return err
	}
	v.What = ui.Field{
		Name: "quoi", Label: i18n.T(ctx, "Que faut-il ramasser?"), Hint: i18n.T(ctx, "Par exemple : un sofa et deux matelas."), Value: typed.What, Max: 500, Rows: 3,
		Wrong: v.Problems.Wrong("quoi"),
	}
	v.Days = ui.Field{Name: "date", Label: i18n.T(ctx, "Quel jour?"), Value: typed.Day, Wrong: v.Problems.Wrong("date")}
	for _, d := range days[:min(len(days), offeredDays)] {
		v.Days.Options = append(v.Days.Options, ui.Option{
			Value: d.Planned.String(), Label: i18n.Sentence(i18n.Date(ctx, d.Day.Time())), On: d.Planned.String() == typed.Day,
			Hint: i18n.T(ctx, "Inscription d’ici le %s", i18n.DateTime(ctx, chosen.Closes(d.Day))),
		})
	}
	if len(v.Days.Options) == 0 {
		v.Empty = i18n.T(ctx, "Aucune date n’est ouverte à cette adresse pour l’instant.")
	}
	return nil
}

func (p Pages) inscriptionRow(ctx context.Context, i collections.Inscription) inscriptionRow {
	name := i.Stream
	if s, ok := p.Collections.Stream(i.Stream); ok {
		name = s.Name.In(ctx)
	}
	day, held := p.Collections.When(i)
	row := inscriptionRow{Title: i18n.T(ctx, "%s, %s", name, i18n.Date(ctx, day.Time())), Text: i18n.T(ctx, "%s. %s", i.Line, i.What)}
	switch {
	case !i.CancelledAt.IsZero():
		row.Tag = ui.TagOf{Label: i18n.T(ctx, "Retirée"), Icon: "i-x"}
	case !held:
		row.Tag = ui.TagOf{Label: i18n.T(ctx, "Annulée par la Ville"), Icon: "i-calendar-x", Tone: ui.Warn}
	case day < civil.DayOf(p.Clock.Now()):
		row.Tag = ui.TagOf{Label: i18n.T(ctx, "Passée"), Icon: "i-check"}
	default:
		row.Tag = ui.TagOf{Label: i18n.T(ctx, "Inscrite"), Icon: "i-check-circle", Tone: ui.OK}
		if day > civil.DayOf(p.Clock.Now()) {
			row.Withdraw = "/collectes/inscription/" + i.ID + "/retirer"
		}
	}
	return row
}

func (p Pages) inscribe(w http.ResponseWriter, r *http.Request) error {
	var form inscribeForm
	err := forms.Read(r, &form)
	if err == nil {
		day, bad := civil.ParseDay(form.Day)
		if bad != nil {
			day = 0
		}
		_, err = p.Collections.Inscribe(r.Context(), viewer(r), collections.Asking{
			Address: places.AddressID(form.Place), Stream: form.Stream, Day: day, What: form.What,
		}, key(r))
	}
	if err == nil {
		return ui.SeeOther(w, r, "/collectes/inscription?fait=inscrite")
	}
	v, failed := p.asking(r, askingForm{Place: form.Place, Stream: form.Stream}, form)
	if failed != nil {
		return failed
	}
	return again(w, r, err, func(problems ui.Problems) templ.Component {
		v.Problems = problems
		v.What.Wrong, v.Days.Wrong = problems.Wrong("quoi"), problems.Wrong("date")
		return askingPage(v)
	})
}

func (p Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	if err := p.Collections.Withdraw(r.Context(), viewer(r), r.PathValue("id")); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/collectes/inscription?fait=retiree")
}
