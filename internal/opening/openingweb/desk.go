package openingweb

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/opening"
	"sem/internal/ui"
)

// span is a length of time in words.
func span(ctx context.Context, d time.Duration) string {
	if d < time.Minute {
		return i18n.TN(ctx, "%d seconde", "%d secondes", int(math.Round(d.Seconds())))
	}
	return i18n.TN(ctx, "%d minute", "%d minutes", int(math.Round(d.Minutes())))
}

// rate is families per second in words: 0,5 or 40.
func rate(v float64) string {
	return strings.Replace(strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64), ".", ",", 1)
}

func readRate(text string) float64 {
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(text), ",", ".", 1), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return -1
	}
	return v
}

type paceForm struct {
	Key     string `form:"cle"`
	Now     string `form:"cadence" max:"10"`
	Slowest string `form:"lent" max:"10"`
	Fastest string `form:"vite" max:"10"`
	Minutes string `form:"minutes" max:"4"`
}

// deskView is an opening for the staff.
type deskView struct {
	Title, Path, Lead         string
	Facts                     []ui.Fact
	Now, Slowest, Fastest     ui.Field
	Minutes                   ui.Field
	Problems                  ui.Problems
	Done                      string
	Key                       string
	Live, Paused, MayLift     bool
	Page, Draw, Report, Notes string
}

func (p Pages) desk(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), p.Clock.Now()
	t := ui.TableOf{Caption: i18n.T(ctx, "Ouvertures"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Session")}, {Label: i18n.T(ctx, "Ouverture")}, {Label: i18n.T(ctx, "État")},
		{Label: i18n.T(ctx, "Billets"), Right: true}, {Label: i18n.T(ctx, "En attente"), Right: true},
	}}
	for _, e := range p.Opening.Events() {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: p.name(ctx, e), Href: "/gestion/ouvertures/" + string(e.ID)}, {Text: i18n.DateTime(ctx, e.Opens)}, {Text: state(ctx, e, now)},
			{Text: strconv.Itoa(e.Arrivals)}, {Text: strconv.Itoa(waiting(e, now))},
		}})
	}
	return ui.Show(w, r, http.StatusOK, deskListPage(t))
}

// state is where an opening stands, in words.
func state(ctx context.Context, e opening.Event, now time.Time) string {
	switch {
	case e.Over(now):
		return i18n.T(ctx, "Terminée")
	case e.Guards(now) && e.Pace.Paused:
		return i18n.T(ctx, "En pause")
	case e.Guards(now) && !e.Drawn():
		return i18n.T(ctx, "Le tirage n’est pas fait")
	case e.Guards(now):
		return i18n.T(ctx, "En cours")
	case e.Gathering(now):
		return i18n.T(ctx, "Salle ouverte")
	}
	return i18n.T(ctx, "À venir")
}

// waiting is how many families stand in a line that is still there.
func waiting(e opening.Event, now time.Time) int {
	if e.Over(now) {
		return 0
	}
	return e.Waiting()
}

func (p Pages) deskEvent(w http.ResponseWriter, r *http.Request) error {
	e, err := p.Opening.Event(eventID(r))
	if err != nil {
		return err
	}
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v := p.deskOf(r.Context(), e, paceForm{Now: rate(e.Pace.Now), Slowest: rate(e.Pace.Slowest), Fastest: rate(e.Pace.Fastest), Minutes: strconv.Itoa(int(e.Pace.Finish / time.Minute))}, nil)
	if form.Done != "" {
		v.Done = i18n.T(r.Context(), "C’est fait. La file en tient compte tout de suite.")
	}
	return ui.Show(w, r, http.StatusOK, deskPage(v))
}

func (p Pages) deskOf(ctx context.Context, e opening.Event, form paceForm, problems ui.Problems) deskView {
	now := p.Clock.Now()
	v := deskView{
		Title: p.name(ctx, e), Path: "/gestion/ouvertures/" + string(e.ID), Lead: state(ctx, e, now) + " · " + i18n.DateTime(ctx, e.Opens),
		Live: !e.Over(now), Paused: e.Pace.Paused, MayLift: e.Guards(now), Page: e.Path(), Draw: e.Path() + "/tirage",
		Problems: problems, Key: forms.NewKey(),
		Facts: []ui.Fact{
			{Icon: "i-users", Label: i18n.T(ctx, "Billets"), Value: strconv.Itoa(e.Arrivals)},
			{Icon: "i-hourglass-medium", Label: i18n.T(ctx, "En attente"), Value: strconv.Itoa(waiting(e, now))},
			{Icon: "i-check", Label: i18n.T(ctx, "Ont eu leur tour"), Value: strconv.Itoa(e.Front)},
			{Icon: "i-clock", Label: i18n.T(ctx, "Cadence"), Value: i18n.T(ctx, "%s familles par seconde", rate(e.Pace.Now))},
		},
	}
	if e.Drawn() {
		v.Report = e.Path() + "/bilan"
	}
	field := func(name, label, hint, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Value: value, Wrong: problems.Wrong(name), Width: 5, InputMode: "decimal"}
	}
	v.Now = field("cadence", i18n.T(ctx, "Cadence maintenant, en familles par seconde"), i18n.T(ctx, "Elle suit ensuite le temps de réponse des inscriptions."), form.Now)
	v.Slowest = field("lent", i18n.T(ctx, "La plus petite"), i18n.T(ctx, "Même quand les réponses sont lentes."), form.Slowest)
	v.Fastest = field("vite", i18n.T(ctx, "La plus grande"), i18n.T(ctx, "Jamais dépassée."), form.Fastest)
	v.Minutes = field("minutes", i18n.T(ctx, "Minutes pour s’inscrire à son tour"), "", form.Minutes)
	return v
}

func (p Pages) setPace(w http.ResponseWriter, r *http.Request) error {
	var form paceForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	e, err := p.Opening.Event(eventID(r))
	if err != nil {
		return err
	}
	minutes, _ := strconv.Atoi(strings.TrimSpace(form.Minutes))
	pace := opening.Pace{Now: readRate(form.Now), Slowest: readRate(form.Slowest), Fastest: readRate(form.Fastest), Finish: time.Duration(minutes) * time.Minute, Paused: e.Pace.Paused}
	err = p.Opening.SetPace(r.Context(), viewer(r), e.ID, pace)
	if fault.KindOf(err) == fault.Invalid {
		return ui.Show(w, r, http.StatusUnprocessableEntity, deskPage(p.deskOf(r.Context(), e, form, ui.ProblemsOf(r.Context(), err))))
	}
	return p.back(w, r, e, err)
}

func (p Pages) pause(w http.ResponseWriter, r *http.Request) error {
	e, err := p.Opening.Event(eventID(r))
	if err != nil {
		return err
	}
	pace := e.Pace
	pace.Paused = r.PostFormValue("reprendre") == ""
	return p.back(w, r, e, p.Opening.SetPace(r.Context(), viewer(r), e.ID, pace))
}

func (p Pages) lift(w http.ResponseWriter, r *http.Request) error {
	e, err := p.Opening.Event(eventID(r))
	if err != nil {
		return err
	}
	return p.back(w, r, e, p.Opening.Lift(r.Context(), viewer(r), e.ID))
}

// back leads to the page of the opening once a deed is done.
func (p Pages) back(w http.ResponseWriter, r *http.Request, e opening.Event, err error) error {
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/ouvertures/"+string(e.ID)+"?fait=1")
}
