package deskweb

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"sem/internal/clock"
	"sem/internal/desk"
	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/text"
	"sem/internal/ui"
)

// request is the workbench.
func (p Pages) request(w http.ResponseWriter, r *http.Request) error {
	var form requestForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	file, err := p.work(r, requests.Number(r.PathValue("no")))
	if err != nil {
		return err
	}
	v, err := p.requestView(r, file)
	if err != nil {
		return err
	}
	v.Done = deedDone(r.Context(), form.Done)
	if form.Template != "" {
		v.Deed, v.Form = "reponse", deedForm{Template: form.Template, Text: p.templateText(r.Context(), file, form.Template)}
	}
	return ui.Show(w, r, http.StatusOK, requestPage(v))
}

// mayWork tells whether a request is the viewer's to work on: of their departments, or
// anybody's at the desk.
func (p Pages) mayWork(by session.Viewer, r requests.Request) bool {
	return by.WorksFor(r.Department) || by.May(session.RequestsMerge)
}

// workOn reads a request for the workbench. Another department's does not exist here.
func (p Pages) workOn(ctx context.Context, by session.Viewer, n requests.Number) (requests.File, error) {
	file, err := p.Requests.File(ctx, by, n)
	if err != nil {
		return requests.File{}, err
	}
	if !p.mayWork(by, file.Request) {
		return requests.File{}, fault.New(fault.NotFound, "Cette demande n’est pas dans vos files.")
	}
	return file, nil
}

// work is workOn, with its line in the journal of whom the request is about.
func (p Pages) work(r *http.Request, n requests.Number) (requests.File, error) {
	file, err := p.workOn(r.Context(), viewer(r), n)
	if err != nil {
		return requests.File{}, err
	}
	return file, p.viewedRequest(r.Context(), viewer(r), file.Request)
}

// viewedRequest writes that a request was looked at, in the files of those it is about.
func (p Pages) viewedRequest(ctx context.Context, by session.Viewer, q requests.Request) error {
	about := []string{string(q.ReportedBy), string(q.Beneficiary)}
	for _, person := range slices.Compact(about) {
		if person == "" {
			continue
		}
		if err := p.Desk.Journal.Viewed(ctx, by, person, string(q.Number), desk.ForFollowUp.Words()); err != nil {
			return fmt.Errorf("journal a view: %w", err)
		}
	}
	return nil
}

// offered are the deeds of the workbench by the name of their address.
func offered(file requests.File, by session.Viewer) map[string]bool {
	may := map[string]bool{}
	for _, d := range deeds {
		may[d.name] = file.May(d.kind)
	}
	q := file.Request
	settled := q.State.Open() && q.ResolvedBy == by.Account
	may["prendre"] = may["attribuer"] && q.AssignedTo != by.Account && !settled
	return may
}

func (p Pages) requestView(r *http.Request, file requests.File) (requestView, error) {
	ctx, by, q := r.Context(), viewer(r), file.Request
	v := requestView{
		Number: string(q.Number), Path: requestPath(q.Number), Title: q.Title, Tag: tagOf(ctx, q.State),
		SLA: leftOf(ctx, file.Left, q), Ended: !q.State.Open(), Sentence: file.Sentence(ctx), Description: lines(q.Description),
		Facts: p.requestFacts(ctx, by, file), Person: p.personOf(ctx, file), Key: forms.NewKey(), May: offered(file, by),
		Assigned: q.AssignedTo, Templates: templateOptions(ctx, file.Type), Outcomes: outcomeOptions(ctx, file.Type),
		Others: p.Desk.Looking(by, "demande "+string(q.Number)),
	}
	v.Disputed = q.State == requests.Contested && q.ResolvedBy == by.Account
	v.Begins = q.State == requests.Received
	if q.ReportedBy == "" {
		v.PersonNote = i18n.T(ctx, "Personne hors registre : elle ne reçoit pas les réponses par le site.")
	}
	if by.May(session.DeskUse) {
		v.Receipt = requestPath(q.Number) + "/recu"
	}
	attached, err := p.attached(ctx, file)
	if err != nil {
		return requestView{}, err
	}
	v.Photos, v.Documents = sorted(attached[""])
	v.Thread = thread(ctx, file, attached)
	if v.Staff, err = p.staffOptions(ctx, by, q.Department, q.AssignedTo); err != nil {
		return requestView{}, err
	}
	for _, d := range p.Requests.Departments() {
		if d.Code != q.Department {
			v.Departments = append(v.Departments, ui.Option{Value: d.Code, Label: d.Name.In(ctx)})
		}
	}
	v.Similar, err = p.similar(ctx, q)
	return v, err
}

func (p Pages) requestFacts(ctx context.Context, by session.Viewer, file requests.File) []ui.Fact {
	q := file.Request
	var facts []ui.Fact
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, ui.Fact{Label: label, Value: value})
		}
	}
	add(i18n.T(ctx, "Type"), file.Type.Label.In(ctx))
	for _, question := range file.Type.Questions {
		if answer := q.Answers[question.Code]; answer != "" {
			add(question.Label.In(ctx), question.Answered(ctx, answer))
		}
	}
	add(i18n.T(ctx, "Lieu"), q.PlaceLine)
	add(i18n.T(ctx, "Service"), join(file.Department.Name.In(ctx), p.holder(ctx, by, q)))
	add(i18n.T(ctx, "Reçue"), join(i18n.Ago(ctx, q.ReceivedAt), q.Channel.Words(ctx)))
	if q.AnsweredAt.IsZero() && q.State.Open() {
		add(i18n.T(ctx, "Premier signe promis"), i18n.Date(ctx, q.AnswerBy))
	}
	if q.State.Open() {
		add(i18n.T(ctx, "Solution promise"), i18n.Date(ctx, q.PromisedAt))
	}
	add(i18n.T(ctx, "Ce que nous attendons"), q.Awaited)
	if outcome, ok := file.Type.Outcome(q.Outcome); ok {
		add(i18n.T(ctx, "Issue"), outcome.Label.In(ctx))
	}
	if q.Satisfaction > 0 {
		add(i18n.T(ctx, "Satisfaction"), i18n.T(ctx, "%d sur 5", q.Satisfaction))
	}
	if file.Followers > 1 {
		add(i18n.T(ctx, "Suivie par"), i18n.TN(ctx, "%d personne", "%d personnes", file.Followers))
	}
	if file.Original != nil {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Déjà signalée"), Value: file.Original.Title, Link: ui.Link{Href: requestPath(file.Original.Number), Label: string(file.Original.Number)}})
	}
	for _, d := range file.Duplicates {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Réunie avec"), Value: d.Title, Link: ui.Link{Href: requestPath(d.Number), Label: string(d.Number)}})
	}
	return facts
}

// personOf is who is behind a request, with the way to their file for whoever may open it.
func (p Pages) personOf(ctx context.Context, file requests.File) []ui.Fact {
	q := file.Request
	var facts []ui.Fact
	add := func(label, value, href string) {
		if value == "" {
			return
		}
		f := ui.Fact{Label: label, Value: value}
		if href != "" && session.From(ctx).May(session.DeskUse) {
			f.Value, f.Link = "", ui.Link{Href: href, Label: value}
		}
		facts = append(facts, f)
	}
	if q.ReportedBy != "" {
		add(i18n.T(ctx, "Signalée par"), join(nameOf(ctx, file.Reporter), age(ctx, file.Reporter)), personPath(q.ReportedBy)+"?motif=suivi")
		add(i18n.T(ctx, "Joindre"), contactsOf(file.Reporter), "")
	} else {
		add(i18n.T(ctx, "Signalée par"), reporter(ctx, join(q.ContactName, q.ContactValue)), "")
	}
	if q.Beneficiary != "" && q.Beneficiary != q.ReportedBy {
		add(i18n.T(ctx, "Pour"), nameOf(ctx, file.Beneficiary), personPath(q.Beneficiary)+"?motif=suivi")
	}
	for _, o := range preferences(ctx) {
		if o.Value != "" && o.Value == file.Reporter.Preferred {
			add(i18n.T(ctx, "Préfère être jointe par"), o.Label, "")
		}
	}
	return facts
}

// attached are the photos by the event they came with; those of the report are under "".
func (p Pages) attached(ctx context.Context, file requests.File) (map[string][]ui.Photo, error) {
	photos := map[string][]ui.Photo{}
	if len(file.Attachments) == 0 {
		return photos, nil
	}
	var ids []string
	for _, a := range file.Attachments {
		ids = append(ids, a.File)
	}
	stored, err := p.Files.Files(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range file.Attachments {
		f, ok := stored[a.File]
		if !ok || f.State != files.Clean {
			continue
		}
		path := requestPath(file.Request.Number) + "/pieces/" + a.ID
		photo := ui.Photo{Href: path, Alt: a.Description}
		if f.IsImage() {
			photo.Src = path
		}
		if photo.Alt == "" {
			photo.Alt = f.Name
		}
		event := a.Event
		if len(file.Events) > 0 && file.Events[0].ID == event {
			event = ""
		}
		photos[event] = append(photos[event], photo)
	}
	return photos, nil
}

// thread is everything that was said and done, newest first.
func thread(ctx context.Context, file requests.File, attached map[string][]ui.Photo) []ui.ThreadItem {
	var items []ui.ThreadItem
	for _, e := range slices.Backward(file.Events) {
		items = append(items, eventItem(ctx, file, e, attached[e.ID]))
	}
	return items
}

// spoken are the events that are somebody's words more than a step.
var spoken = []requests.Kind{requests.DidReply, requests.DidMessage, requests.DidAnswer, requests.DidNote, requests.DidAsk}

func eventItem(ctx context.Context, file requests.File, e requests.Event, photos []ui.Photo) ui.ThreadItem {
	item := ui.ThreadItem{Lines: lines(e.Body), Internal: e.Visibility != requests.ForCitizen && e.Body != ""}
	var documents []ui.Link
	if item.Photos, documents = sorted(photos); len(documents) > 0 {
		item.Body = documentLinks(documents)
	}
	when := i18n.Sentence(i18n.Ago(ctx, e.At))
	author := e.By.Name
	if e.By.Kind == requests.ByCitizen {
		author = nameOf(ctx, file.Reporter)
	}
	if slices.Contains(spoken, e.Kind) {
		item.Person = ui.WhoOf{Name: author, Key: e.By.ID, City: e.By.Kind == requests.ByStaff}
		item.Author, item.Mine, item.Meta = author, e.By.Kind == requests.ByCitizen, join(e.Words(ctx), when)
		return item
	}
	item.Icon, item.Title, item.Meta = eventIcon(e), e.Words(ctx), join(when, author)
	if e.Kind == requests.DidAssign {
		item.Lines = nil // The title says to whom.
	}
	return item
}

func eventIcon(e requests.Event) string {
	switch e.Kind {
	case requests.DidReport:
		return "i-tray"
	case requests.DidAssign, requests.DidTransfer:
		return "i-user-check"
	case requests.DidPlan, requests.DidMovePromise:
		return "i-calendar-dots"
	case requests.DidAwait, requests.DidRemind:
		return "i-hourglass-medium"
	case requests.DidResolve, requests.DidClose, requests.DidRate:
		return "i-check-circle"
	case requests.DidContest, requests.DidReopen, requests.DidResume:
		return "i-arrow-counter-clockwise"
	case requests.DidDuplicate, requests.DidJoin:
		return "i-arrows-merge"
	case requests.DidSendAway:
		return "i-signpost"
	case requests.DidAttach:
		return "i-image"
	case requests.DidReply, requests.DidAsk, requests.DidMessage, requests.DidAnswer, requests.DidNote:
		return "i-chats"
	}
	return "i-x"
}

// similar are the open requests of the same type around the same place.
func (p Pages) similar(ctx context.Context, q requests.Request) ([]ui.Finding, error) {
	near, err := p.Requests.Similar(ctx, q.Type, geo.Point{Lat: q.Lat, Lon: q.Lon}, q.AddressID)
	if err != nil {
		return nil, err
	}
	var rows []ui.Finding
	for _, n := range near {
		if n.Number == q.Number {
			continue
		}
		distance := i18n.T(ctx, "même adresse")
		if n.Metres > 0 {
			distance = i18n.T(ctx, "à %d m", n.Metres)
		}
		rows = append(rows, ui.Finding{
			Href: requestPath(n.Number), Title: string(n.Number), Icon: "i-map-pin", Tag: tagOf(ctx, n.State),
			Text: join(n.PlaceLine, distance, i18n.ShortDate(ctx, clock.Local(n.ReceivedAt))),
		})
	}
	return rows, nil
}

func similarOptions(found []ui.Finding) []ui.Option {
	var options []ui.Option
	for _, f := range found {
		options = append(options, ui.Option{Value: f.Title, Label: join(f.Title, f.Text)})
	}
	return options
}

func templateOptions(ctx context.Context, t requests.Type) []ui.Option {
	options := []ui.Option{{Label: i18n.T(ctx, "Aucun modèle")}}
	for _, m := range t.Templates {
		options = append(options, ui.Option{Value: m.Code, Label: m.Label.In(ctx)})
	}
	return options
}

func outcomeOptions(ctx context.Context, t requests.Type) []ui.Option {
	var options []ui.Option
	for _, o := range t.Outcomes {
		options = append(options, ui.Option{Value: o.Code, Label: o.Label.In(ctx), Hint: o.Sentence.In(ctx)})
	}
	return options
}

// inTheirLanguage is ctx for words that the reporter of a request reads; French unless they
// chose another.
func inTheirLanguage(ctx context.Context, file requests.File) context.Context {
	language := i18n.French
	if file.Reporter.Language != "" {
		language = i18n.Parse(file.Reporter.Language)
	}
	return i18n.With(ctx, language)
}

// templateText is a reply written beforehand, its blanks filled in the reporter's language.
func (p Pages) templateText(ctx context.Context, file requests.File, code string) string {
	m, ok := file.Type.Template(code)
	if !ok {
		return ""
	}
	ctx = inTheirLanguage(ctx, file)
	return m.Fill(ctx, file.Request, text.SafeLine(file.Reporter.GivenName), file.Request.PromisedAt)
}

// uploading is a deed whose form carries files.
func uploading(d ui.DeedOf) ui.DeedOf {
	d.Upload = true
	return d
}

// sorted are the photos to show, and the links to the other files.
func sorted(all []ui.Photo) (photos []ui.Photo, documents []ui.Link) {
	for _, f := range all {
		if f.Src != "" {
			photos = append(photos, f)
			continue
		}
		documents = append(documents, ui.Link{Href: f.Href, Label: f.Alt})
	}
	return photos, documents
}

// attachment sends a file of a request to whoever may work on it.
func (p Pages) attachment(w http.ResponseWriter, r *http.Request) error {
	n := requests.Number(r.PathValue("no"))
	if _, err := p.work(r, n); err != nil {
		return err
	}
	a, err := p.Requests.Attachment(r.Context(), viewer(r), n, r.PathValue("id"))
	if err != nil {
		return err
	}
	body, f, err := p.Files.Open(r.Context(), a.File)
	if err != nil {
		return err
	}
	defer body.Close()
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if !f.IsImage() {
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(f.Name))
	}
	http.ServeContent(w, r, "", f.CreatedAt, body)
	return nil
}

// resumeTitle names the taking up of the work: the first time it begins.
func resumeTitle(ctx context.Context, v requestView) string {
	if v.Begins {
		return i18n.T(ctx, "Commencer le travail")
	}
	return i18n.T(ctx, "Reprendre le travail")
}

// replyBox is the identifier of the box where a reply is written.
func replyBox(v requestView) string {
	if id := v.id("reponse", "texte"); id != "" {
		return id
	}
	return "champ-texte"
}

// assignKey leads to the choice of who answers when the request cannot be taken.
func assignKey(v requestView) string {
	if v.May["prendre"] {
		return ""
	}
	return "a"
}
