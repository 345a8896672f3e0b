package requestsweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/people"
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

// of tells to which step a problem of requests belongs.
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
func (p Pages) checked(ctx context.Context, d draft, step string) error {
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
		switch err := p.checked(context.Background(), d, step); fault.KindOf(err) {
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
		err = p.checked(ctx, d, stepDetails)
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

// mostMatches is how many addresses are offered for some words.
const mostMatches = 6

// places offers what fits the words typed, and the viewer's own door.
func (p Pages) places(r *http.Request, v *stepView) error {
	ctx, d := r.Context(), v.Draft
	if who := viewer(r); who.Person != "" {
		me, err := p.People.Person(ctx, people.ID(who.Person))
		if err != nil {
			return err
		}
		if me.AddressID != "" {
			v.Home = ui.Option{Value: me.AddressID, Label: i18n.T(ctx, "Chez moi : %s", me.AddressLine)}
		}
	}
	line := d.get(fieldLine)
	if line == "" || d.get(fieldAddress) != "" {
		return nil
	}
	found, err := p.Places.Suggest(ctx, line, mostMatches)
	if err != nil || len(found) == 0 {
		return err
	}
	for _, a := range found {
		v.Matches = append(v.Matches, ui.Option{Value: string(a.ID), Label: join(a.Line(), a.PostalCode)})
	}
	v.Matches = append(v.Matches, ui.Option{Value: byWords, Label: i18n.T(ctx, "Aucune : garder « %s »", line)})
	return nil
}

// savePlace keeps the place. Words that fit addresses are kept too, and the next page asks
// which of them is meant.
func (p Pages) savePlace(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	var form placeForm
	err = forms.Read(r, &form)
	typed := text.SafeLine(form.Line)
	changed := typed != d.get(fieldLine)
	if err == nil {
		err = p.place(ctx, d, typed, form.Choice, changed)
	}
	if err == nil {
		err = p.checked(ctx, d, stepPlace)
	}
	if err != nil {
		return p.mendStep(w, r, d, stepPlace, form.Back, err)
	}
	if err := p.save(ctx, d); err != nil {
		return err
	}
	if d.get(fieldAddress) == "" {
		path := d.path(stepPlace)
		if backTo(form.Back) != "" {
			path += "?retour=" + stepCheck
		}
		return ui.SeeOther(w, r, path)
	}
	return p.toStep(w, r, d, p.after(ctx, d, stepPlace), form.Back, nil)
}

// place writes the place into the draft: the address chosen, or the words. Words that may
// mean addresses leave the choice open.
func (p Pages) place(ctx context.Context, d draft, typed, choice string, changed bool) error {
	if choice != "" && choice != byWords && (!changed || typed == "") {
		d.set(fieldAddress, choice)
		a, ok := p.located(ctx, d)
		if !ok {
			d.set(fieldAddress)
			return wrong("adresse", "Choisissez une adresse de la liste, ou écrivez l’endroit.")
		}
		d.set(fieldLine, a.Line())
		return nil
	}
	if !changed && choice == "" && d.get(fieldAddress) != "" {
		return nil
	}
	d.set(fieldLine, typed)
	d.set(fieldAddress)
	if typed == "" || choice == byWords && !changed {
		d.set(fieldAddress, byWords)
		return nil
	}
	found, err := p.Places.Suggest(ctx, typed, mostMatches)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		d.set(fieldAddress, byWords)
		return nil
	}
	if !changed {
		return wrong("choix", i18n.T(ctx, "Choisissez une adresse, ou gardez vos mots."))
	}
	for _, a := range found {
		if text.Fold(a.Line()) == text.Fold(typed) {
			d.set(fieldAddress, string(a.ID))
			d.set(fieldLine, a.Line())
		}
	}
	return nil
}

func (p Pages) photos(ctx context.Context, v *stepView) {
	for _, f := range v.Draft.photos(p.Clock.Now()) {
		v.Photos = append(v.Photos, photoRow{ID: f.ID, Name: f.Name, Size: size(ctx, f.Size)})
	}
	for _, q := range v.Draft.Type.Questions {
		if q.Kind == requests.AskFile {
			v.FileAsks = append(v.FileAsks, ui.Fact{Label: q.Label.In(ctx), Value: q.Hint.In(ctx)})
		}
	}
}

func size(ctx context.Context, bytes int64) string {
	if bytes < 1<<20 {
		return i18n.T(ctx, "%s Ko", strconv.FormatInt(max(bytes>>10, 1), 10))
	}
	return i18n.T(ctx, "%s Mo", strconv.FormatInt(bytes>>20, 10))
}

// mostPhotos is how many files a request is sent with.
const mostPhotos = 8

func (p Pages) savePhoto(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	var form photoForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	kept := d.photos(p.Clock.Now())
	stay := d.path(stepPhoto) + "?fait="
	if form.Remove != "" {
		for i, f := range kept {
			if f.ID == form.Remove {
				kept = slices.Delete(kept, i, i+1)
				break
			}
		}
		return p.keepPhotos(w, r, d, kept, stay+"photo-retiree")
	}
	saved, err := p.uploads(r, d.uploader())
	if err == nil && len(kept)+len(saved) > mostPhotos {
		err = wrong("photo", i18n.T(ctx, "Gardez au plus %d photos. Retirez-en une avant d’en ajouter.", mostPhotos))
	}
	if err == nil && form.Next == "ajouter" && len(saved) == 0 {
		err = wrong("photo", i18n.T(ctx, "Choisissez une photo à ajouter, ou continuez sans photo."))
	}
	if err != nil {
		return p.mendStep(w, r, d, stepPhoto, form.Back, err)
	}
	kept = append(kept, saved...)
	if form.Next == "ajouter" {
		return p.keepPhotos(w, r, d, kept, stay+"photo")
	}
	if err := d.setPhotos(kept); err != nil {
		return err
	}
	if err := p.checked(ctx, d, stepPhoto); err != nil {
		return p.mendStep(w, r, d, stepPhoto, form.Back, err)
	}
	next := stepCheck
	if backTo(form.Back) == "" {
		next = p.after(ctx, d, stepPhoto)
	}
	return p.keepPhotos(w, r, d, kept, d.path(next))
}

func (p Pages) keepPhotos(w http.ResponseWriter, r *http.Request, d draft, kept []files.File, next string) error {
	if err := d.setPhotos(kept); err != nil {
		return err
	}
	if err := p.save(r.Context(), d); err != nil {
		return err
	}
	return ui.SeeOther(w, r, next)
}

// uploader is whose quota the files of a draft count in.
func (d draft) uploader() string {
	if d.owner.SignedIn() {
		return d.owner.Account
	}
	return d.owner.Person
}

// similar are the open requests that may be about the same thing.
func (p Pages) similar(ctx context.Context, d draft) ([]requests.Nearby, error) {
	a, ok := p.located(ctx, d)
	if !ok {
		return nil, nil
	}
	return p.Requests.Similar(ctx, d.Type.Code, geo.Point{Lat: a.Point.Lat, Lon: a.Point.Lon}, string(a.ID))
}

func (p Pages) nearby(ctx context.Context, v *stepView) error {
	near, err := p.similar(ctx, v.Draft)
	for _, n := range near {
		v.Similar = append(v.Similar, similarRow{
			Number: string(n.Number), Title: n.Label.In(ctx), Tag: tagOf(ctx, n.State),
			Text: join(n.PlaceLine, i18n.T(ctx, "reçue le %s", i18n.Date(ctx, n.ReceivedAt)), i18n.TN(ctx, "%d personne la suit", "%d personnes la suivent", n.Followers)),
		})
	}
	return err
}

// saveSimilar follows the request already made, and drops the draft; without one it goes on.
func (p Pages) saveSimilar(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	var form similarForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if form.Number == "" {
		return ui.SeeOther(w, r, d.path(stepReach))
	}
	if err := p.Requests.Follow(ctx, viewer(r), requests.Number(form.Number)); err != nil {
		return err
	}
	if err := p.Requests.DropDraft(ctx, d.owner, d.ID); err != nil {
		return err
	}
	return ui.SeeOther(w, r, requestPath(requests.Number(form.Number))+"?fait=suivre")
}

// reach asks for whom it is, and how to reach whoever reports.
func (p Pages) reach(r *http.Request, v *stepView) error {
	ctx, d := r.Context(), v.Draft
	if v.Visitor {
		v.Name = ui.Field{Name: "nom", Label: i18n.T(ctx, "Votre nom"), Value: d.get(fieldName), Optional: true, Autocomplete: "name"}
		v.Reach = ui.Field{Name: "joindre", Label: i18n.T(ctx, "Courriel ou téléphone"), Value: d.get(fieldContact), Optional: true, Width: 30,
			Hint: i18n.T(ctx, "Seulement si l’équipe a une question à vous poser.")}
		return nil
	}
	care, err := p.People.InCare(ctx, people.ID(viewer(r).Person), people.Requests)
	if err != nil {
		return err
	}
	v.For = ui.Field{Name: "pour", Label: i18n.T(ctx, "Pour qui est cette demande?"), Value: d.get(fieldFor)}
	for i, c := range care {
		label, value := c.Person.Name(), string(c.Person.ID)
		if i == 0 {
			label, value = i18n.T(ctx, "Pour moi"), ""
		}
		v.For.Options = append(v.For.Options, ui.Option{Value: value, Label: label, On: value == d.get(fieldFor)})
	}
	v.Reach = ui.Field{Name: "joindre", Label: i18n.T(ctx, "Si l’équipe a une question, où vous joindre?"), Value: d.get(fieldContact)}
	for _, c := range care[0].Person.Contacts {
		value := c.Value
		if c.Kind != people.Email {
			value = text.FormatPhone(c.Value)
		}
		v.Reach.Options = append(v.Reach.Options, ui.Option{Value: value, Label: value})
	}
	v.Reach.Options = append(v.Reach.Options, ui.Option{Value: "", Label: i18n.T(ctx, "Ici, dans mon dossier, c’est assez"), On: d.get(fieldContact) == ""})
	return nil
}

func (p Pages) saveReach(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	var form reachForm
	err = forms.Read(r, &form)
	d.set(fieldContact, form.Contact)
	if viewer(r).SignedIn() {
		d.set(fieldFor, form.For)
		if form.For != "" && err == nil {
			err = p.People.MayAct(ctx, p.Requests.DB, people.ID(viewer(r).Person), people.ID(form.For), people.Requests)
		}
	} else {
		d.set(fieldName, form.Name)
		if err == nil {
			err = reachable(ctx, form.Contact)
		}
	}
	if err != nil {
		return p.mendStep(w, r, d, stepReach, form.Back, err)
	}
	if err := p.save(ctx, d); err != nil {
		return err
	}
	return ui.SeeOther(w, r, d.path(stepCheck))
}

// reachable refuses what is neither an e-mail address nor a telephone number.
func reachable(ctx context.Context, contact string) error {
	if contact == "" || text.PhoneDigits(contact) != "" {
		return nil
	}
	name, host, ok := strings.Cut(contact, "@")
	if ok && name != "" && strings.Contains(strings.Trim(host, "."), ".") && !strings.ContainsAny(contact, " \t") {
		return nil
	}
	return wrong("joindre", i18n.T(ctx, "Écrivez un courriel comme nom@exemple.ca, ou un téléphone à 10 chiffres."))
}
