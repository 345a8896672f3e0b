package collectionsweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/ui"
)

// daysView is the exceptional days, and the form of one.
type daysView struct {
	Tabs     []ui.TabOf
	Done     string
	Problems ui.Problems
	Kind     ui.Field
	Streams  ui.Field
	Sector   ui.Field
	Day      ui.Field
	To       ui.Field
	Reason   ui.Field
	ReasonEN ui.Field
	Effects  []string // Effects say what changes; empty until they were asked for.
	Sent     []ui.HiddenField
	Key      string
	Days     ui.TableOf
}

// The kinds of changes.
const (
	kindMove   = "deplacer"
	kindCancel = "annuler"
	kindAdd    = "ajouter"
	kindKeep   = "remettre"
)

func (p Pages) days(w http.ResponseWriter, r *http.Request) error {
	var form dayForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v := p.daysView(r.Context(), form)
	if form.Shown == "" {
		return ui.Show(w, r, http.StatusOK, daysPage(v))
	}
	effects, err := p.Collections.PreviewChange(r.Context(), form.changing())
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component { return daysPage(v.wrong(problems)) })
	}
	p.showEffects(r.Context(), &v, effects, form)
	return ui.Show(w, r, http.StatusOK, daysPage(v))
}

// changing is the form as the room takes it.
func (f dayForm) changing() collections.Changing {
	c := collections.Changing{Streams: f.Streams, Sector: f.Sector, Shown: day(f.Day), To: day(f.To), Reason: collections.Words{FR: f.ReasonFR, EN: f.ReasonEN}}
	switch f.Kind {
	case kindMove:
		c.State = collections.Moved
	case kindCancel:
		c.State = collections.Cancelled
	case kindAdd:
		c.State, c.Added = collections.Held, true
	case kindKeep:
		c.State = collections.Held
	}
	return c
}

// day reads a date; what is none is no day, and the room says so beside its question.
func day(s string) civil.Day {
	d, err := civil.ParseDay(s)
	if err != nil {
		return 0
	}
	return d
}

func (v daysView) wrong(problems ui.Problems) daysView {
	v.Problems = problems
	for _, f := range []*ui.Field{&v.Kind, &v.Streams, &v.Sector, &v.Day, &v.To, &v.Reason, &v.ReasonEN} {
		f.Wrong = problems.Wrong(f.Name)
	}
	return v
}

func (p Pages) daysView(ctx context.Context, form dayForm) daysView {
	v := daysView{Tabs: tabs(ctx, "/jours"), Done: doneWords(ctx, form.Done)}
	v.Kind = ui.Field{Name: "genre", Label: i18n.T(ctx, "Ce qui change"), Value: form.Kind, Inline: true}
	for _, k := range []ui.Option{
		{Value: kindMove, Label: i18n.T(ctx, "Déplacer")}, {Value: kindCancel, Label: i18n.T(ctx, "Annuler")},
		{Value: kindAdd, Label: i18n.T(ctx, "Ajouter")}, {Value: kindKeep, Label: i18n.T(ctx, "Remettre comme prévu")},
	} {
		k.On = k.Value == form.Kind
		v.Kind.Options = append(v.Kind.Options, k)
	}
	v.Streams = ui.Field{Name: "flux", Label: i18n.T(ctx, "Ce qui est ramassé ce jour-là")}
	for _, s := range p.Collections.Streams() {
		o := ui.Option{Value: s.Code, Label: s.Name.In(ctx)}
		for _, chosen := range form.Streams {
			o.On = o.On || chosen == s.Code
		}
		v.Streams.Options = append(v.Streams.Options, o)
	}
	v.Sector = p.sectorChoice(ctx, form.Sector)
	v.Day = ui.Field{Name: "jour", Label: i18n.T(ctx, "Jour de la collecte"), Hint: i18n.T(ctx, "Tel qu’il est affiché maintenant, par exemple 2026-09-07."), Value: form.Day, Width: 10}
	v.To = ui.Field{Name: "vers", Label: i18n.T(ctx, "Nouveau jour"), Hint: i18n.T(ctx, "Seulement pour déplacer, par exemple 2026-09-08."), Value: form.To, Width: 10, Optional: true}
	v.Reason = ui.Field{Name: "raison", Label: i18n.T(ctx, "Raison, pour les gens"), Hint: i18n.T(ctx, "Par exemple : fête du Travail"), Value: form.ReasonFR, Max: 200}
	v.ReasonEN = ui.Field{Name: "raison_en", Label: i18n.T(ctx, "La même raison en anglais"), Value: form.ReasonEN, Max: 200, Optional: true, Lang: "en"}
	v.Days = p.dayTable(ctx)
	return v
}

func (p Pages) showEffects(ctx context.Context, v *daysView, effects []collections.Effect, form dayForm) {
	for _, e := range effects {
		v.Effects = append(v.Effects, p.effectWords(ctx, e))
		if e.Doors > 0 {
			v.Effects = append(v.Effects, i18n.TN(ctx, "Une adresse inscrite sera prévenue.", "%d adresses inscrites seront prévenues.", e.Doors))
		}
	}
	v.Key = forms.NewKey()
	v.Sent = []ui.HiddenField{
		{Name: "genre", Value: form.Kind}, {Name: "secteur", Value: form.Sector}, {Name: "jour", Value: form.Day}, {Name: "vers", Value: form.To},
		{Name: "raison", Value: form.ReasonFR}, {Name: "raison_en", Value: form.ReasonEN},
	}
	for _, s := range form.Streams {
		v.Sent = append(v.Sent, ui.HiddenField{Name: "flux", Value: s})
	}
}

func (p Pages) effectWords(ctx context.Context, e collections.Effect) string {
	name, where, planned := p.streamName(ctx, e.After.Stream), p.sectorName(ctx, e.After.Sector), i18n.Date(ctx, e.After.Day.Time())
	switch {
	case e.After.State == collections.Moved:
		return i18n.T(ctx, "%s, %s : la collecte du %s passe au %s.", name, where, planned, i18n.Date(ctx, e.After.To.Time()))
	case e.After.State == collections.Cancelled:
		return i18n.T(ctx, "%s, %s : la collecte du %s n’a pas lieu.", name, where, planned)
	case e.After.Added:
		return i18n.T(ctx, "%s, %s : une collecte s’ajoute le %s.", name, where, planned)
	}
	return i18n.T(ctx, "%s, %s : la collecte du %s a lieu comme prévu.", name, where, planned)
}

// shownBack is how many days back the list of exceptional days begins.
const shownBack = 31

func (p Pages) dayTable(ctx context.Context) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Jours exceptionnels"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Jour prévu")}, {Label: i18n.T(ctx, "Collecte")}, {Label: i18n.T(ctx, "Secteur")}, {Label: i18n.T(ctx, "Ce qui change")}, {Label: i18n.T(ctx, "Raison")},
	}}
	for _, e := range p.Collections.Exceptions(civil.DayOf(p.Clock.Now()) - shownBack) {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: i18n.Sentence(i18n.Date(ctx, e.Day.Time()))}, {Text: p.streamName(ctx, e.Stream)}, {Text: p.sectorName(ctx, e.Sector)}, {Text: changeWords(ctx, e)}, {Text: e.Reason.In(ctx)},
		}})
	}
	return t
}

func changeWords(ctx context.Context, e collections.Exception) string {
	switch {
	case e.State == collections.Moved:
		return i18n.T(ctx, "Déplacée au %s", i18n.Date(ctx, e.To.Time()))
	case e.State == collections.Cancelled:
		return i18n.T(ctx, "Annulée")
	case e.Added:
		return i18n.T(ctx, "Ajoutée")
	}
	return i18n.T(ctx, "Comme prévu")
}

func (p Pages) changeDay(w http.ResponseWriter, r *http.Request) error {
	var form dayForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	err := p.Collections.ChangeDay(r.Context(), viewer(r), form.changing(), key(r))
	if err == nil {
		return ui.SeeOther(w, r, managePath+"/jours?fait=jour")
	}
	v := p.daysView(r.Context(), form)
	return again(w, r, err, func(problems ui.Problems) templ.Component { return daysPage(v.wrong(problems)) })
}

// crewView is the doors on the lists of a stream.
type crewView struct {
	Tabs    []ui.TabOf
	Streams []ui.TabOf
	Days    []crewDay
	Empty   string
}

// crewDay is the doors of one day.
type crewDay struct {
	Title string
	Table ui.TableOf
}

func (p Pages) crewList(w http.ResponseWriter, r *http.Request) error {
	var form crewForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	v := crewView{Tabs: tabs(ctx, "/inscriptions"), Empty: i18n.T(ctx, "Aucune adresse n’est inscrite pour l’instant.")}
	for _, s := range p.Collections.Streams() {
		if !s.OnDemand {
			continue
		}
		if form.Stream == "" {
			form.Stream = s.Code
		}
		v.Streams = append(v.Streams, ui.TabOf{Label: s.Name.In(ctx), Href: managePath + "/inscriptions?flux=" + s.Code, Current: s.Code == form.Stream})
	}
	from := day(form.From)
	if from == 0 {
		from = civil.DayOf(p.Clock.Now()) - 7
	}
	all, err := p.Collections.CrewList(ctx, viewer(r), form.Stream, from)
	if err != nil {
		return err
	}
	p.fillCrew(ctx, &v, all)
	return ui.Show(w, r, http.StatusOK, crewPage(v))
}

func (p Pages) fillCrew(ctx context.Context, v *crewView, all []collections.Inscription) {
	last := civil.Day(0)
	for _, i := range all {
		when, held := p.Collections.When(i)
		if !held {
			continue
		}
		if when != last {
			v.Days = append(v.Days, crewDay{Title: i18n.Sentence(i18n.Date(ctx, when.Time())), Table: ui.TableOf{
				Caption: i18n.T(ctx, "Adresses du %s", i18n.Date(ctx, when.Time())), Quiet: true,
				Columns: []ui.ColumnOf{{Label: i18n.T(ctx, "Adresse")}, {Label: i18n.T(ctx, "Secteur")}, {Label: i18n.T(ctx, "À ramasser")}},
			}})
			last = when
		}
		t := &v.Days[len(v.Days)-1].Table
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{{Text: i.Line}, {Text: p.sectorName(ctx, i.Sector)}, {Text: i.What}}})
	}
}
