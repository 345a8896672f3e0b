package requestsweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/requests"
	"sem/internal/text"
	"sem/internal/ui"
)

// The steps of a draft, as their addresses name them.
const (
	stepDetails = "details"
	stepUrgent  = "urgence" // stepUrgent stops somebody who should call; only then.
	stepPlace   = "lieu"
	stepPhoto   = "photo"
	stepSimilar = "semblables"
	stepReach   = "joindre"
	stepCheck   = "verifier"
)

// stepView is a step, ready to be drawn.
type stepView struct {
	Draft    draft
	Path     string // Path is the step's own.
	Title    string
	Where    string // Where is "Étape 2 sur 5".
	Previous string
	Back     string
	Done     string
	Problems ui.Problems
	Fields   []ui.Field // Fields are the questions of the type, each with its kind.
	Kinds    []requests.QuestionKind
	Dates    []ui.Date
	Stop     stopView
	Matches  []ui.Option
	Home     ui.Option
	Photos   []photoRow
	FileAsks []ui.Fact // FileAsks are the questions that a file answers.
	Similar  []similarRow
	For      ui.Field
	Reach    ui.Field
	Name     ui.Field
	Summary  []ui.SummaryRow
	Key      string
	Visitor  bool
	Promise  string
}

// stopView is what stops somebody who should call.
type stopView struct {
	When, Stop, Phone string
}

// photoRow is a file of the draft.
type photoRow struct {
	ID, Name, Size string
	Picture        string // Picture is the address of what it shows; a document has none.
}

// similarRow is a request already made about the same thing, it seems.
type similarRow struct {
	Number string
	Title  string
	Text   string
	Tag    ui.TagOf
}

// step shows a step. One that has nothing to ask leads to the next.
func (p Pages) step(w http.ResponseWriter, r *http.Request) error {
	var form stepForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	if sent := d.Fields[fieldSent]; len(sent) == 2 {
		return p.sent(w, r, requests.Number(sent[0]), sent[1])
	}
	step := r.PathValue("etape")
	if step == stepCheck {
		if first, err := p.firstMissing(d); first != "" || err != nil {
			return p.toStep(w, r, d, first, "", err)
		}
	}
	v, err := p.stepView(r, d, step)
	if err != nil {
		return err
	}
	if step == stepSimilar && len(v.Similar) == 0 {
		return ui.SeeOther(w, r, d.path(p.after(r.Context(), d, step)))
	}
	v.Back, v.Done = backTo(form.Back), done(r.Context(), form.Done)
	return p.show(w, r, http.StatusOK, v, step)
}

func (p Pages) show(w http.ResponseWriter, r *http.Request, status int, v stepView, step string) error {
	switch step {
	case stepDetails:
		return ui.Show(w, r, status, detailsPage(v))
	case stepUrgent:
		return ui.Show(w, r, status, urgentPage(v))
	case stepPlace:
		return ui.Show(w, r, status, placePage(v))
	case stepPhoto:
		return ui.Show(w, r, status, photoPage(v))
	case stepSimilar:
		return ui.Show(w, r, status, similarPage(v))
	case stepReach:
		return ui.Show(w, r, status, reachPage(v))
	case stepCheck:
		return ui.Show(w, r, status, checkPage(v))
	}
	return fault.New(fault.NotFound, "Cette page n’existe pas ou plus.")
}

// backTo keeps the one page that a step may return to.
func backTo(back string) string {
	if back == stepCheck {
		return back
	}
	return ""
}

// stepsOf are the steps that a draft goes through. Similar requests are looked for once the
// place is known, so the page itself decides whether there is something to ask.
func stepsOf(d draft) []string {
	steps := []string{stepDetails, stepPlace, stepPhoto, stepSimilar, stepReach, stepCheck}
	return slices.DeleteFunc(steps, func(s string) bool { return !d.Type.NeedsPlace && (s == stepPlace || s == stepSimilar) })
}

// after is the step that follows.
func (p Pages) after(ctx context.Context, d draft, step string) string {
	if step == stepUrgent {
		step = stepDetails
	}
	steps := stepsOf(d)
	next := steps[min(slices.Index(steps, step)+1, len(steps)-1)]
	if next == stepSimilar {
		if near, err := p.similar(ctx, d); err != nil || len(near) == 0 {
			next = stepReach
		}
	}
	return next
}

func (p Pages) before(d draft, step string) string {
	steps := stepsOf(d)
	i := slices.Index(steps, step)
	if step == stepReach && d.Type.NeedsPlace {
		i-- // The similar requests are not asked about again on the way back.
	}
	if i <= 0 {
		return "/demandes/nouvelle"
	}
	return d.path(steps[i-1])
}

// toStep leads to a step, or to the check when an answer was being changed.
func (p Pages) toStep(w http.ResponseWriter, r *http.Request, d draft, step, back string, err error) error {
	if err != nil {
		return err
	}
	if backTo(back) != "" {
		step = stepCheck
	}
	return ui.SeeOther(w, r, d.path(step))
}

// where counts the steps a person sees; the similar requests are an aside.
func where(ctx context.Context, d draft, step string) string {
	steps := slices.DeleteFunc(stepsOf(d), func(s string) bool { return s == stepSimilar })
	i := slices.Index(steps, step)
	if i < 0 {
		return ""
	}
	return i18n.T(ctx, "Étape %d sur %d", i+1, len(steps))
}

// stepOf tells to which step a problem of requests belongs.
func stepOf(field string) string {
	switch field {
	case "place":
		return stepPlace
	case "files":
		return stepPhoto
	}
	return stepDetails
}

// checked are the problems of a draft that belong to a step.
func (p Pages) checked(d draft, step string) error {
	err := d.report(p.Clock.Now()).Check(d.Type)
	f, ok := err.(*fault.Fault)
	if !ok || f.Kind != fault.Invalid {
		return err
	}
	var found fault.Problems
	for _, field := range f.Fields {
		if d.isFile(field.Name) {
			if step == stepPhoto {
				found.Add("photo", field.Message)
			}
			continue
		}
		if stepOf(field.Name) == step {
			found.Add(field.Name, field.Message)
		}
	}
	return found.Err()
}

// isFile tells whether a field is a question that a file answers.
func (d draft) isFile(field string) bool {
	code, ok := strings.CutPrefix(field, "q.")
	return ok && slices.ContainsFunc(d.Type.Questions, func(q requests.Question) bool {
		return q.Code == code && q.Kind == requests.AskFile
	})
}

// firstMissing is the first step that lacks an answer, empty when none does.
func (p Pages) firstMissing(d draft) (string, error) {
	for _, step := range []string{stepDetails, stepPlace, stepPhoto} {
		switch err := p.checked(d, step); fault.KindOf(err) {
		case "":
		case fault.Invalid:
			return step, nil
		default:
			return "", err
		}
	}
	return "", nil
}

// mendStep is the step again, with what was typed and what is wrong with it.
func (p Pages) mendStep(w http.ResponseWriter, r *http.Request, d draft, step, back string, err error) error {
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	v, failed := p.stepView(r, d, step)
	if failed != nil {
		return failed
	}
	v.Problems, v.Back = problems(r.Context(), err), backTo(back)
	for i := range v.Fields {
		v.Fields[i].Wrong = v.Problems.Wrong(v.Fields[i].Name)
	}
	for i := range v.Dates {
		v.Dates[i].Wrong = v.Problems.Wrong(v.Dates[i].Name)
	}
	return p.show(w, r, http.StatusUnprocessableEntity, v, step)
}

func (p Pages) stepView(r *http.Request, d draft, step string) (stepView, error) {
	ctx := r.Context()
	v := stepView{Draft: d, Path: d.path(step), Where: where(ctx, d, step), Previous: p.before(d, step), Visitor: !viewer(r).SignedIn()}
	if e := d.Type.Emergency; !e.When.IsZero() || !e.Stop.IsZero() {
		v.Stop = stopView{When: e.When.In(ctx), Stop: e.Stop.In(ctx), Phone: phone(e.Phone)}
	}
	switch step {
	case stepDetails:
		v.Title = d.Type.Label.In(ctx)
		v.questions(ctx)
	case stepUrgent:
		v.Title = i18n.T(ctx, "Appelez maintenant")
		v.Previous = d.path(p.after(ctx, d, step))
	case stepPlace:
		v.Title = i18n.T(ctx, "Où est-ce?")
		return v, p.places(r, &v)
	case stepPhoto:
		v.Title = i18n.T(ctx, "Avez-vous une photo?")
		p.photos(ctx, &v)
	case stepSimilar:
		v.Title = i18n.T(ctx, "Est-ce déjà signalé?")
		return v, p.nearby(ctx, &v)
	case stepReach:
		v.Title = i18n.T(ctx, "Comment vous joindre?")
		return v, p.reach(r, &v)
	case stepCheck:
		v.Title = i18n.T(ctx, "Vérifiez avant d’envoyer")
		return v, p.check(r, &v)
	}
	return v, nil
}

func phone(number string) string {
	if len(number) == 10 {
		return text.FormatPhone(number)
	}
	return number
}

// questions are those of the type, as fields.
func (v *stepView) questions(ctx context.Context) {
	d := v.Draft
	for _, q := range d.asked() {
		name := "q." + q.Code
		f := ui.Field{Name: name, Label: q.Label.In(ctx), Hint: q.Hint.In(ctx), Value: d.get(name), Optional: !q.Required, Autocomplete: "off"}
		date := ui.Date{}
		switch q.Kind {
		case requests.AskNumber:
			f.InputMode, f.Width = "decimal", 5
		case requests.AskYesNo:
			f.Inline = true
			f.Options = []ui.Option{{Value: "yes", Label: i18n.T(ctx, "Oui")}, {Value: "no", Label: i18n.T(ctx, "Non")}}
		case requests.AskChoice, requests.AskSeveral:
			for _, c := range q.Choices {
				f.Options = append(f.Options, ui.Option{Value: c.Code, Label: c.Label.In(ctx), On: slices.Contains(d.Fields[name], c.Code)})
			}
		case requests.AskDate:
			date = ui.Date{Field: f, Day: d.get(name + "-jour"), Month: d.get(name + "-mois"), Year: d.get(name + "-annee")}
		}
		v.Fields, v.Kinds, v.Dates = append(v.Fields, f), append(v.Kinds, q.Kind), append(v.Dates, date)
	}
}

func (p Pages) saveDetails(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	var form detailsForm
	err = forms.Read(r, &form)
	d.set(fieldTitle, form.Title)
	d.set(fieldDescription, form.Description)
	d.readAnswers(r)
	if err == nil {
		err = p.checked(d, stepDetails)
	}
	if err != nil {
		return p.mendStep(w, r, d, stepDetails, form.Back, err)
	}
	if err := p.save(ctx, d); err != nil {
		return err
	}
	if d.Type.Urgent(d.report(p.Clock.Now()).Answers) {
		return ui.SeeOther(w, r, d.path(stepUrgent))
	}
	return p.toStep(w, r, d, p.after(ctx, d, stepDetails), form.Back, nil)
}
