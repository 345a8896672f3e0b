package deskweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/desk"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/text"
	"sem/internal/ui"
)

// contactOf is the empty form beside a file.
func (p Pages) contactOf(ctx context.Context, file desk.File) contactView {
	channel := requests.Telephone
	if p.Desk.Reason(session.From(ctx), file.Person.ID) == desk.ForCounter.Words() {
		channel = requests.Counter
	}
	v := p.contactView(ctx, contactForm{Person: string(file.Person.ID), Channel: string(channel), CallDay: requests.FormatDay(p.Clock.Now())})
	for _, m := range file.Open {
		v.Requests = append(v.Requests, ui.Option{Value: m.Number, Label: join(m.Title, m.Number)})
	}
	if len(v.Requests) > 0 {
		v.Requests = append([]ui.Option{{Label: i18n.T(ctx, "Aucune")}}, v.Requests...)
	}
	return v
}

func (p Pages) contactView(ctx context.Context, form contactForm) contactView {
	v := contactView{Key: forms.NewKey(), Form: form, Unknown: form.Person == "", Departments: p.departments(ctx)}
	for _, t := range p.Requests.Types() {
		v.Types = append(v.Types, ui.Option{Value: t.Code, Label: t.Label.In(ctx)})
	}
	return v
}

func (p Pages) departments(ctx context.Context) []ui.Option {
	options := []ui.Option{{Label: i18n.T(ctx, "Choisir un service")}}
	for _, d := range p.Requests.Departments() {
		options = append(options, ui.Option{Value: d.Code, Label: d.Name.In(ctx)})
	}
	return options
}

func contactChannels(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, c := range []requests.Channel{requests.Telephone, requests.Counter, requests.Email, requests.Letter} {
		options = append(options, ui.Option{Value: string(c), Label: c.Words(ctx)})
	}
	return options
}

func contactOutcomes(ctx context.Context, mayLink bool) []ui.Option {
	options := []ui.Option{
		{Value: "callback", Label: i18n.T(ctx, "Rappel promis")},
		{Value: "transferred", Label: i18n.T(ctx, "Transféré à un service")},
	}
	if mayLink {
		options = append(options, ui.Option{Value: "linked", Label: i18n.T(ctx, "Au sujet d’une demande ouverte")})
	}
	return append(options, ui.Option{Value: "none", Label: i18n.T(ctx, "Sans suite")})
}

func (p Pages) newContact(w http.ResponseWriter, r *http.Request) error {
	var form newContactForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	channel := requests.Channel(form.Channel)
	if !slices.Contains(requests.Channels, channel) {
		channel = requests.Telephone
	}
	reach := form.Phone
	if digits := text.PhoneDigits(reach); digits != "" {
		reach = text.FormatPhone(digits)
	}
	return ui.Show(w, r, http.StatusOK, contactPage(p.contactView(r.Context(), contactForm{Channel: string(channel), Reach: reach, Subject: form.Subject, CallDay: requests.FormatDay(p.Clock.Now())})))
}

// logContact notes a contact. A request whose type has questions takes a second step; both
// steps are the same form, so that nothing is kept between them.
func (p Pages) logContact(w http.ResponseWriter, r *http.Request) error {
	var form contactForm
	err := forms.Read(r, &form)
	if form.Direct != "" {
		form.Outcome = form.Direct
	}
	if err != nil {
		return p.contactAgain(w, r, form, err)
	}
	if form.Outcome == "" {
		return p.contactAgain(w, r, form, wrong("issue", "Choisissez la suite : répondu, demande, rappel ou transfert."))
	}
	contact, err := p.contact(r, form)
	if err != nil {
		return p.contactAgain(w, r, form, err)
	}
	if form.Outcome == "request" {
		return p.logRequest(w, r, form, contact)
	}
	if _, err = p.Requests.Log(r.Context(), viewer(r), contact, key(r)); err != nil {
		return p.contactAgain(w, r, form, err)
	}
	p.noted(r, contact)
	if form.Person == "" {
		return ui.SeeOther(w, r, "/guichet?fait=contact")
	}
	return ui.SeeOther(w, r, personPath(people.ID(form.Person))+"?fait=contact")
}

// noted ends the call that the contact was.
func (p Pages) noted(r *http.Request, contact requests.Contact) {
	call, taking := p.Desk.TakenCall(viewer(r))
	if taking && contact.Channel == requests.Telephone && (call.Person == contact.Person || call.Person == "") {
		p.Desk.HangUp(viewer(r))
	}
}

// contact is what the form says, without its request.
func (p Pages) contact(r *http.Request, form contactForm) (requests.Contact, error) {
	contact := requests.Contact{
		Channel: requests.Channel(form.Channel), Direction: requests.In, Person: people.ID(form.Person),
		Caller: join(form.Name, form.Reach), Subject: form.Subject, Note: form.Note, Outcome: requests.Result(form.Outcome), At: p.Clock.Now(),
	}
	if t, ok := p.meant(r.Context(), form); ok && form.Subject == "" {
		contact.Subject = t.Label.In(r.Context())
	}
	var problems fault.Problems
	if contact.Subject == "" {
		problems.Add("sujet", "Écrivez le sujet en quelques mots.")
	}
	switch form.Outcome {
	case "callback":
		at, err := time.ParseInLocation("2006-01-02 15:04", form.CallDay+" "+form.CallTime, clock.Montreal)
		if err != nil || at.Before(p.Clock.Now()) {
			problems.Add("rappel-jour", "Écrivez le jour et l’heure du rappel, à venir.")
		}
		contact.CallBackAt = at
	case "transferred":
		if form.Department == "" {
			problems.Add("service", "Choisissez le service à qui la personne est transférée.")
		}
		contact.Department = form.Department
	case "linked":
		if form.Request == "" {
			problems.Add("demande", "Choisissez la demande dont il s’agit.")
		}
		contact.Link = []requests.Number{requests.Number(form.Request)}
	}
	return contact, problems.Err()
}

// meant is the type of request that the subject means, when it means one only.
func (p Pages) meant(ctx context.Context, form contactForm) (requests.Type, bool) {
	if t, ok := p.Requests.Type(form.Type); ok {
		return t, true
	}
	if strings.TrimSpace(form.Subject) == "" {
		return requests.Type{}, false
	}
	matching := requests.Matching(ctx, p.Requests.Types(), form.Subject)
	for _, t := range matching {
		if text.Fold(t.Label.In(ctx)) == text.Fold(form.Subject) {
			return t, true
		}
	}
	if len(matching) == 1 {
		return matching[0], true
	}
	return requests.Type{}, false
}

// logRequest creates the request that the contact calls for, once everything is known.
func (p Pages) logRequest(w http.ResponseWriter, r *http.Request, form contactForm, contact requests.Contact) error {
	ctx := r.Context()
	t, ok := p.meant(ctx, form)
	if !ok {
		return p.contactAgain(w, r, form, wrong("type", "Choisissez le type de la demande."))
	}
	form.Type = t.Code
	if form.Step == "" && (len(t.Questions) > 0 || t.NeedsPlace) {
		if form.Title == "" {
			form.Title = t.Label.In(ctx)
		}
		return p.step(w, r, http.StatusOK, form, t, nil, nil)
	}
	answers := answersOf(r, t)
	report := requests.Report{
		Type: t.Code, Title: form.Title, Description: form.Note, Answers: answers, Channel: contact.Channel,
		ReportedBy: contact.Person, EnteredBy: viewer(r).Account, ContactName: form.Name, ContactValue: form.Reach,
	}
	report.AddressID, report.PlaceLine, report.DistrictID = p.address(ctx, form.Place)
	if contact.Person != "" {
		report.ContactName, report.ContactValue = "", ""
	}
	var err error
	if report.Files, err = p.uploads(r); err == nil {
		contact.Request = &report
		var logged requests.Logged
		if logged, err = p.Requests.Log(ctx, viewer(r), contact, key(r)); err == nil {
			p.noted(r, contact)
			return ui.SeeOther(w, r, requestPath(logged.Receipt.Number)+"/recu?fait=demande")
		}
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	return p.step(w, r, http.StatusUnprocessableEntity, form, t, answers, err)
}

// step shows what a type of request needs to know.
func (p Pages) step(w http.ResponseWriter, r *http.Request, status int, form contactForm, t requests.Type, answers map[string]string, err error) error {
	ctx := r.Context()
	v := stepView{
		Key: forms.NewKey(), Form: form, Title: t.Label.In(ctx), Place: t.NeedsPlace, Problems: renamed(ctx, err),
		Promise: i18n.T(ctx, "Premier signe de nous d’ici le %s, solution d’ici le %s.", i18n.Date(ctx, t.AnswerBy(p.Requests.Calendar(), p.Clock.Now())), i18n.Date(ctx, t.SolvedBy(p.Requests.Calendar(), p.Clock.Now()))),
	}
	if form.Person != "" {
		person, err := p.People.Person(ctx, people.ID(form.Person))
		if err != nil {
			return err
		}
		v.Who, v.WhoHref = nameOf(ctx, person), personPath(person.ID)
		if v.Form.Place == "" && form.Step == "" {
			v.Form.Place = person.AddressLine
		}
	}
	if !t.Emergency.Stop.IsZero() {
		v.Emergency = ui.NoteOf{Tone: ui.Warn, Title: t.Emergency.When.In(ctx), Text: join(t.Emergency.Stop.In(ctx), text.FormatPhone(t.Emergency.Phone))}
	}
	for _, q := range t.Questions {
		if q.Kind == requests.AskFile {
			continue // The files of the form answer it.
		}
		v.Questions = append(v.Questions, questionField(ctx, q, answers[q.Code], v.Problems))
		v.Kinds = append(v.Kinds, string(q.Kind))
	}
	return ui.Show(w, r, status, stepPage(v))
}

func questionField(ctx context.Context, q requests.Question, answer string, problems ui.Problems) ui.Field {
	name := "q." + q.Code
	f := ui.Field{Name: name, Label: q.Label.In(ctx), Hint: q.Hint.In(ctx), Value: answer, Wrong: problems.Wrong(name), Optional: !q.Required, Small: true, Autocomplete: "off"}
	chosen := strings.Split(answer, ",")
	switch q.Kind {
	case requests.AskChoice, requests.AskSeveral:
		for _, c := range q.Choices {
			f.Options = append(f.Options, ui.Option{Value: c.Code, Label: c.Label.In(ctx), On: slices.Contains(chosen, c.Code)})
		}
		f.Inline = len(q.Choices) < 4
	case requests.AskYesNo:
		f.Options = []ui.Option{{Value: "yes", Label: i18n.T(ctx, "Oui")}, {Value: "no", Label: i18n.T(ctx, "Non")}}
		f.Inline = true
	case requests.AskNumber:
		f.InputMode, f.Width = "decimal", 5
	case requests.AskDate:
		f.Type, f.Width = "date", 10
	}
	return f
}

// answersOf are the answers to a type's questions; several choices go between commas.
func answersOf(r *http.Request, t requests.Type) map[string]string {
	answers := map[string]string{}
	for _, q := range t.Questions {
		answers[q.Code] = strings.Join(r.Form["q."+q.Code], ",")
	}
	return answers
}

func (p Pages) contactAgain(w http.ResponseWriter, r *http.Request, form contactForm, err error) error {
	ctx := r.Context()
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	v := p.contactView(ctx, form)
	v.Problems = renamed(ctx, err)
	if form.Person != "" {
		file, err := p.Desk.File(ctx, viewer(r), people.ID(form.Person), desk.Filter{Limit: 1})
		if err != nil {
			return err
		}
		if err := p.Desk.ViewedFor(ctx, viewer(r), file.Person.ID, "dossier", p.reasonOf(r, file.Person.ID, form)); err != nil {
			return err
		}
		v.Requests = p.contactOf(ctx, file).Requests
		v.Who = ui.Link{Href: personPath(file.Person.ID), Label: nameOf(ctx, file.Person)}
	}
	if form.Outcome == "request" {
		for _, t := range requests.Matching(ctx, p.Requests.Types(), form.Subject) {
			v.Choices = append(v.Choices, ui.Option{Value: t.Code, Label: t.Label.In(ctx), Hint: t.Hint.In(ctx)})
		}
		if len(v.Choices) == 0 { // Nothing is meant by these words: everything is offered.
			for _, t := range p.Requests.Types() {
				v.Choices = append(v.Choices, ui.Option{Value: t.Code, Label: t.Label.In(ctx)})
			}
		}
	}
	return ui.Show(w, r, http.StatusUnprocessableEntity, contactPage(v))
}

// reasonOf is why the file of a contact's person is before the viewer: the reason given a
// moment ago, or the contact itself.
func (p Pages) reasonOf(r *http.Request, whose people.ID, form contactForm) string {
	if earlier := p.Desk.Reason(viewer(r), whose); earlier != "" {
		return earlier
	}
	switch requests.Channel(form.Channel) {
	case requests.Telephone:
		return desk.ForCall.Words()
	case requests.Counter:
		return desk.ForCounter.Words()
	}
	return desk.ForFollowUp.Words()
}

func contactLead(ctx context.Context, v contactView) string {
	if !v.Unknown {
		return ""
	}
	return i18n.T(ctx, "Pour quelqu’un qui n’est pas au registre, ou qui ne donne pas son nom.")
}

func wrong(field, message string) error {
	var problems fault.Problems
	problems.Add(field, message)
	return problems.Err()
}

// formNames are the forms' names for what requests calls otherwise.
var formNames = map[string]string{
	"account": "responsable", "department": "service", "reason": "raison", "text": "texte", "who": "organisme", "until": "date",
	"outcome": "issue", "of": "doublon", "phone": "telephone", "title": "titre", "description": "note", "place": "lieu",
	"subject": "sujet", "note": "note", "channel": "canal", "call_back_at": "rappel-jour", "link": "demande", "files": "fichiers", "file": "fichiers",
}

// renamed is what is wrong, under the forms' names.
func renamed(ctx context.Context, err error) ui.Problems {
	all := ui.ProblemsOf(ctx, err)
	for i := range all {
		if name, ok := formNames[all[i].Field]; ok {
			all[i].Field = name
		}
	}
	return all
}

func (p Pages) markCalled(w http.ResponseWriter, r *http.Request) error {
	var form backForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if err := p.Requests.MarkCalled(r.Context(), viewer(r), r.PathValue("id")); err != nil {
		return err
	}
	return ui.SeeOther(w, r, withDone(ui.LocalPath(form.Back, "/guichet"), "rappel"))
}

// withDone is a page's address that will say what was done.
func withDone(path, done string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	q := u.Query()
	q.Set("fait", done)
	u.RawQuery = q.Encode()
	return u.String()
}
