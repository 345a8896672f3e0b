package requestsweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/ui"
)

// requestView is a request, ready to be drawn.
type requestView struct {
	Number    string
	Path      string
	Title     string
	Tag       ui.TagOf
	Received  string
	Sentence  string
	Progress  []ui.ProgressStep
	Thread    []ui.ThreadItem
	Facts     []ui.Fact
	Followers string
	Done      string
	Problems  ui.Problems
	Deed      string // Deed is the one that needs mending.
	Text      string // Text is what was typed in it.
	Stars     string
	Key       string
	Question  string // Question is what the city waits for.
	Receipt   bool
	Follows   bool
	Original  ui.Link
	Deeds     map[requests.Kind]bool
	Overdue   bool   // Overdue says that the day which Sentence speaks of is past.
	Late      bool   // Late says that the promise is broken.
	Reached   string // Reached says how the person hears of the next step.
}

func (v requestView) may(k requests.Kind) bool { return v.Deeds[k] }

func (v requestView) mayWrite() bool { return v.may(requests.DidMessage) || v.may(requests.DidAnswer) }

// wrong is what is wrong with an answer of the deed that was tried.
func (v requestView) wrong(deed, field string) string {
	if v.Deed != deed {
		return ""
	}
	return v.Problems.Wrong(field)
}

// typed is what was typed in the deed that was tried; others come empty.
func (v requestView) typed(deed string) string {
	if v.Deed != deed {
		return ""
	}
	return v.Text
}

func (p Pages) request(w http.ResponseWriter, r *http.Request) error {
	number := requests.Number(r.PathValue("no"))
	if viewer(r).Staff() {
		return ui.SeeOther(w, r, "/guichet/demandes/"+string(number))
	}
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.requestView(r, number)
	if err != nil {
		return err
	}
	if p.Notices != nil {
		if err := p.Notices.Seen(r.Context(), people.ID(viewer(r).Person), string(number)); err != nil {
			return err
		}
	}
	v.Done = done(r.Context(), form.Done)
	return ui.Show(w, r, http.StatusOK, requestPage(v))
}

func (p Pages) requestView(r *http.Request, number requests.Number) (requestView, error) {
	ctx := r.Context()
	f, err := p.Requests.File(ctx, viewer(r), number)
	if err != nil {
		return requestView{}, err
	}
	known, err := p.filesOf(ctx, f.Attachments)
	if err != nil {
		return requestView{}, err
	}
	req := f.Request
	v := requestView{
		Number: string(req.Number), Path: requestPath(req.Number), Title: title(ctx, req, f.Type), Tag: tagOf(ctx, req.State),
		Received: i18n.Date(ctx, req.ReceivedAt), Sentence: f.Sentence(ctx), Progress: progress(ctx, f), Thread: p.thread(ctx, r, f, known),
		Facts: p.facts(ctx, f), Followers: followers(ctx, f), Key: forms.NewKey(), Receipt: f.Whole,
		Follows: f.Follows, Deeds: map[requests.Kind]bool{}, Reached: reached(ctx, people.ID(viewer(r).Person), f), Late: f.Left.Level == requests.Red,
		Overdue: f.Overdue(ctx),
	}
	if req.State == requests.WaitingCitizen && f.Whole {
		v.Question = req.Awaited
	}
	if f.Original != nil {
		v.Original = ui.Link{Href: requestPath(f.Original.Number), Label: string(f.Original.Number)}
	}
	for _, k := range f.Deeds {
		v.Deeds[k] = true
	}
	if req.Satisfaction > 0 {
		v.Deeds[requests.DidRate] = false
	}
	return v, nil
}

func (p Pages) filesOf(ctx context.Context, attachments []requests.Attachment) (map[string]files.File, error) {
	if len(attachments) == 0 {
		return nil, nil
	}
	ids := make([]string, len(attachments))
	for i, a := range attachments {
		ids[i] = a.File
	}
	return p.Files.Files(ctx, ids)
}

// progress is the four public steps with their dates.
func progress(ctx context.Context, f requests.File) []ui.ProgressStep {
	req := f.Request
	stage := req.State.Stage()
	steps := []ui.ProgressStep{
		{Label: i18n.T(ctx, "Reçue"), When: moment(ctx, f.Request.ReceivedAt)},
		{Label: i18n.T(ctx, "Prise en charge"), When: f.Department.Name.In(ctx)},
		planned(ctx, f),
		ending(ctx, f),
	}
	e, worked := takenUp(f.Events)
	if worked {
		steps[1].When = i18n.DateOnly(ctx, e.At) + ", " + f.Department.Name.In(ctx)
	}
	switch req.State {
	case requests.Received:
		steps[1].When = ""
	case requests.WaitingCitizen, requests.WaitingThirdParty, requests.Contested, requests.Reopened:
		steps[1].When = req.State.Words(ctx)
	}
	if unsolved(req.State) { // Nobody is told that a solution was found where there is none.
		return given(steps, worked)
	}
	for i := range steps {
		steps[i].Done = i+1 < stage || i+1 == stage && stage == 4 && req.State != requests.Resolved
		steps[i].Current = i+1 == stage && !steps[i].Done
	}
	return steps
}

// unsolved tells that a request ended otherwise than by a solution.
func unsolved(s requests.State) bool {
	return !s.Open() && s != requests.Resolved && s != requests.Closed
}

// given are the steps of a request that ended without a solution: it was received, perhaps
// taken up, and it ended.
func given(steps []ui.ProgressStep, worked bool) []ui.ProgressStep {
	walked := []ui.ProgressStep{steps[0], steps[3]}
	if worked {
		walked = []ui.ProgressStep{steps[0], steps[1], steps[3]}
	}
	for i := range walked {
		walked[i].Done = true
	}
	return walked
}

// takenUp is the event by which the city took the request up, to work on it.
func takenUp(events []requests.Event) (requests.Event, bool) {
	for _, e := range events {
		if e.From == requests.Received && e.To != requests.Received && e.To.Open() {
			return e, true
		}
	}
	return requests.Event{}, false
}

// planned is the third step: the work and its day, or the solution and its promise.
func planned(ctx context.Context, f requests.File) ui.ProgressStep {
	req := f.Request
	step := ui.ProgressStep{Label: i18n.T(ctx, "Solution")}
	if req.State == requests.Planned {
		step.Label = i18n.T(ctx, "Travaux prévus")
		if day, err := requests.ParseDay(req.PlannedFor); err == nil {
			step.When = by(ctx, day)
		}
		return step
	}
	for _, e := range f.Events {
		if e.Kind == requests.DidPlan {
			step.Label = i18n.T(ctx, "Travaux prévus")
		}
	}
	switch {
	case req.State == requests.WaitingCitizen:
		step.When = i18n.T(ctx, "Le délai est en pause")
	case req.State.Open():
		step.When = by(ctx, req.PromisedAt)
	}
	return step
}

// by is a date to come, or one that was promised and is past.
func by(ctx context.Context, day time.Time) string {
	if clock.Day(day).Before(clock.Day(i18n.Now(ctx))) {
		return i18n.T(ctx, "Promise pour le %s, en retard", i18n.DateOnly(ctx, day))
	}
	return i18n.T(ctx, "D’ici le %s", i18n.DateOnly(ctx, day))
}

func ending(ctx context.Context, f requests.File) ui.ProgressStep {
	req := f.Request
	if req.State.Open() {
		return ui.ProgressStep{Label: i18n.T(ctx, "Réglée"), When: i18n.T(ctx, "Vous pourrez nous dire si ça va")}
	}
	return ui.ProgressStep{Label: req.State.Words(ctx), When: i18n.DateOnly(ctx, req.ResolvedAt)}
}

// facts are the side of the page: where, what, what was promised, who sees it.
func (p Pages) facts(ctx context.Context, f requests.File) []ui.Fact {
	req := f.Request
	var facts []ui.Fact
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, ui.Fact{Label: label, Value: value})
		}
	}
	add(i18n.T(ctx, "Lieu"), req.PlaceLine)
	add(i18n.T(ctx, "Sujet"), f.Type.Label.In(ctx))
	add(i18n.T(ctx, "Service"), f.Department.Name.In(ctx))
	add(i18n.T(ctx, "Notre engagement"), commitment(ctx, f.Type))
	if !f.Whole {
		add(i18n.T(ctx, "Visible par"), i18n.T(ctx, "Vous voyez où en est la demande. Le reste est à la personne qui l’a faite."))
		return facts
	}
	add(i18n.T(ctx, "Pour"), f.Beneficiary.Name())
	if req.Channel != requests.Web {
		add(i18n.T(ctx, "Reçue par"), req.Channel.Words(ctx))
	}
	for _, q := range f.Type.Questions {
		if value := req.Answers[q.Code]; value != "" && q.Kind != requests.AskFile {
			add(q.Label.In(ctx), q.Answered(ctx, value))
		}
	}
	add(i18n.T(ctx, "Visible par"), i18n.T(ctx, "Vous, les personnes qui gèrent votre dossier et la Ville"))
	return facts
}

// commitment is what the city promises for a type.
func commitment(ctx context.Context, t requests.Type) string {
	if t.Target.CalendarDays {
		return i18n.TN(ctx, "Répondre en %[1]d jour, régler en %[2]d", "Répondre en %[1]d jours, régler en %[2]d", t.Target.Answer, t.Target.Solution)
	}
	return i18n.TN(ctx, "Répondre en %[1]d jour ouvrable, régler en %[2]d", "Répondre en %[1]d jours ouvrables, régler en %[2]d", t.Target.Answer, t.Target.Solution)
}

// followers counts the others, whom the person should know to be told too.
func followers(ctx context.Context, f requests.File) string {
	if others := f.Followers - 1; others > 0 {
		return i18n.TN(ctx, "%d autre personne suit cette situation. Nous écrivons à tout le monde en même temps.", "%d autres personnes suivent cette situation. Nous écrivons à tout le monde en même temps.", others)
	}
	return ""
}

// reached says how the person hears of what comes.
func reached(ctx context.Context, reader people.ID, f requests.File) string {
	if !f.Request.State.Open() {
		return ""
	}
	for _, told := range []people.Person{f.Reporter, f.Beneficiary} {
		if email := told.ConfirmedEmail(); told.ID == reader && email != "" {
			return i18n.T(ctx, "Nous vous écrivons ici et à %s à chaque étape.", email)
		}
	}
	return i18n.T(ctx, "Chaque étape est écrite ici.")
}

// mended is the page again, with what was typed and what is wrong with it.
func (p Pages) mended(w http.ResponseWriter, r *http.Request, deed string, err error, typed string) error {
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	v, failed := p.requestView(r, requests.Number(r.PathValue("no")))
	if failed != nil {
		return failed
	}
	v.Deed, v.Text, v.Problems, v.Key = deed, typed, problems(r.Context(), err), forms.NewKey()
	if deed == "satisfaction" {
		v.Stars = r.PostForm.Get("note")
	}
	return ui.Show(w, r, http.StatusUnprocessableEntity, requestPage(v))
}

// fields are the names of the forms' fields, by those of the room's.
var fields = map[string]string{
	"title": "titre", "place": "adresse", "text": "texte", "stars": "note", "reason": "raison", "files": "photo",
}

// problems are what is wrong with a form, under the names of its fields.
func problems(ctx context.Context, err error) ui.Problems {
	found := ui.ProblemsOf(ctx, err)
	for i := range found {
		if name, ok := fields[found[i].Field]; ok {
			found[i].Field = name
		}
	}
	return found
}

// moment is a day with its time, as the first step shows it.
func moment(ctx context.Context, t time.Time) string {
	return i18n.DateOnly(ctx, t) + ", " + i18n.Time(ctx, t)
}
