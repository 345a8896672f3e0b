package deskweb

import (
	"context"
	"net/http"
	"strings"

	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/ui"
)

// deed is something the staff does to a request: its address, and the use case it calls.
type deed struct {
	name   string
	says   string
	kind   requests.Kind
	upload bool
	do     func(p Pages, d doing) error
}

// doing is a deed about to be done.
type doing struct {
	ctx    context.Context
	r      *http.Request
	by     session.Viewer
	number requests.Number
	form   deedForm
	key    forms.Key
}

// deeds is the one list of what can be done on the workbench, in the order of its forms.
var deeds = []deed{
	{name: "attribuer", says: "Assigns a request; moi=1 takes it, an empty responsable puts it back into the queue.", kind: requests.DidAssign, do: func(p Pages, d doing) error {
		if d.form.Me {
			d.form.Account = d.by.Account
		}
		return p.Requests.Assign(d.ctx, d.by, d.number, d.form.Account, d.key)
	}},
	{name: "transferer", says: "Hands a request over to another department.", kind: requests.DidTransfer, do: func(p Pages, d doing) error {
		return p.Requests.Transfer(d.ctx, d.by, d.number, d.form.Department, d.form.Reason, d.key)
	}},
	{name: "reponse", says: "Answers the citizen; apercu=1 shows the mail instead.", kind: requests.DidReply, upload: true, do: func(p Pages, d doing) error {
		uploads, err := p.uploads(d.r)
		if err != nil {
			return err
		}
		return p.Requests.Reply(d.ctx, d.by, d.number, d.form.Text, uploads, d.key)
	}},
	{name: "note", says: "Keeps an internal note that no citizen ever sees.", kind: requests.DidNote, do: func(p Pages, d doing) error {
		return p.Requests.Note(d.ctx, d.by, d.number, d.form.Text, d.form.Restricted, nil, d.key)
	}},
	{name: "question", says: "Asks the citizen; the clock stops until the answer.", kind: requests.DidAsk, do: func(p Pages, d doing) error {
		return p.Requests.Ask(d.ctx, d.by, d.number, d.form.Question, d.key)
	}},
	{name: "planifier", says: "Plans the work for a day and tells the citizen.", kind: requests.DidPlan, do: func(p Pages, d doing) error {
		return p.Requests.Plan(d.ctx, d.by, d.number, d.form.Date, d.form.Text, d.key)
	}},
	{name: "partenaire", says: "Waits for a third party until a day.", kind: requests.DidAwait, do: func(p Pages, d doing) error {
		return p.Requests.AwaitThirdParty(d.ctx, d.by, d.number, d.form.Who, d.form.Date, d.key)
	}},
	{name: "reprendre", says: "Takes the work up again.", kind: requests.DidResume, do: func(p Pages, d doing) error {
		return p.Requests.Resume(d.ctx, d.by, d.number, d.form.Text, d.key)
	}},
	{name: "promesse", says: "Moves the promised date, with a reason that the citizen reads.", kind: requests.DidMovePromise, do: func(p Pages, d doing) error {
		return p.Requests.MovePromise(d.ctx, d.by, d.number, d.form.Date, d.form.Reason, d.key)
	}},
	{name: "regler", says: "Settles a request with an outcome and a sentence.", kind: requests.DidResolve, upload: true, do: func(p Pages, d doing) error {
		sentence, err := p.sentence(d)
		if err != nil {
			return err
		}
		uploads, err := p.uploads(d.r)
		if err != nil {
			return err
		}
		return p.Requests.Resolve(d.ctx, d.by, d.number, d.form.Outcome, sentence, uploads, d.key)
	}},
	{name: "fermer", says: "Closes a settled request.", kind: requests.DidClose, do: func(p Pages, d doing) error {
		return p.Requests.Close(d.ctx, d.by, d.number, d.key)
	}},
	{name: "doublon", says: "Joins a request to the first one about the same thing.", kind: requests.DidDuplicate, do: func(p Pages, d doing) error {
		of := d.form.Of
		if of == "" {
			of = d.form.Like
		}
		if of == "" {
			return wrong("doublon", "Écrivez le numéro de la première demande, par exemple 2026-004217-K.")
		}
		number, err := p.numberOf(d.ctx, of)
		if err != nil {
			return err
		}
		return p.Requests.MarkDuplicate(d.ctx, d.by, d.number, number, d.key)
	}},
	{name: "hors-ressort", says: "Tells the citizen who takes care of it instead of the city.", kind: requests.DidSendAway, do: func(p Pages, d doing) error {
		return p.Requests.OutOfJurisdiction(d.ctx, d.by, d.number, d.form.Who, d.form.Phone, d.key)
	}},
	{name: "refuser", says: "Rejects a request, with the reason.", kind: requests.DidReject, do: func(p Pages, d doing) error {
		return p.Requests.Reject(d.ctx, d.by, d.number, d.form.Reason, d.key)
	}},
	{name: "rouvrir", says: "Opens a settled request again.", kind: requests.DidReopen, do: func(p Pages, d doing) error {
		return p.Requests.Reopen(d.ctx, d.by, d.number, d.form.Reason, d.key)
	}},
	{name: "pieces", says: "Attaches photos or documents.", kind: requests.DidAttach, upload: true, do: func(p Pages, d doing) error {
		uploads, err := p.uploads(d.r)
		if err != nil {
			return err
		}
		eyes := requests.ForCitizen
		if d.form.Internal {
			eyes = requests.ForStaff
		}
		return p.Requests.Attach(d.ctx, d.by, d.number, d.form.Text, uploads, eyes, d.key)
	}},
}

// deed does one thing to a request: it comes back to the workbench, or to the queue that
// it was called from. What cannot be used comes back as it was typed.
func (p Pages) deed(what deed) ui.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var form deedForm
		number := requests.Number(r.PathValue("no"))
		file, err := p.work(r, number)
		if err != nil {
			return err
		}
		if err = forms.Read(r, &form); err == nil {
			if form.Preview && what.kind == requests.DidReply {
				return p.previewReply(w, r, file, form)
			}
			err = what.do(p, doing{ctx: r.Context(), r: r, by: viewer(r), number: number, form: form, key: key(r)})
		}
		if fault.KindOf(err) == fault.Invalid {
			v, bad := p.requestView(r, file)
			if bad != nil {
				return bad
			}
			v.Deed, v.Form, v.Problems = what.name, form, renamed(r.Context(), err)
			return ui.Show(w, r, http.StatusUnprocessableEntity, requestPage(v))
		}
		if err != nil {
			return err
		}
		return ui.SeeOther(w, r, withDone(ui.LocalPath(form.Back, requestPath(number)), what.name))
	}
}

// previewReply shows the mail that a reply will be, and sends nothing.
func (p Pages) previewReply(w http.ResponseWriter, r *http.Request, file requests.File, form deedForm) error {
	ctx := r.Context()
	v, err := p.requestView(r, file)
	if err != nil {
		return err
	}
	if form.Text == "" {
		form.Text = p.templateText(ctx, file, form.Template)
	}
	v.Deed, v.Form = "reponse", form
	v.Mail = &mailView{
		To:      i18n.T(ctx, "À : %s", p.recipient(ctx, file)),
		Subject: i18n.T(ctx, "%s : %s", i18n.T(ctx, "Réponse de la Ville"), file.Request.Title),
		Lines:   lines(form.Text),
	}
	return ui.Show(w, r, http.StatusOK, requestPage(v))
}

// recipient is who reads a reply, and where.
func (p Pages) recipient(ctx context.Context, file requests.File) string {
	if file.Request.ReportedBy == "" {
		return join(file.Request.ContactName, file.Request.ContactValue, i18n.T(ctx, "personne hors registre, à joindre vous-même"))
	}
	person, err := p.People.Person(ctx, file.Request.ReportedBy)
	if err != nil {
		return ""
	}
	if mail := person.ConfirmedEmail(); mail != "" {
		return join(nameOf(ctx, person), mail)
	}
	return join(nameOf(ctx, person), i18n.T(ctx, "dans son dossier seulement, sans courriel confirmé"))
}

// sentence is what the citizen reads when the request is settled: the agent's own words,
// or those that the outcome proposes.
func (p Pages) sentence(d doing) (string, error) {
	if d.form.Text != "" {
		return d.form.Text, nil
	}
	file, err := p.Requests.File(d.ctx, d.by, d.number)
	if err != nil {
		return "", err
	}
	outcome, _ := file.Type.Outcome(d.form.Outcome)
	return outcome.Sentence.In(inTheirLanguage(d.ctx, file)), nil
}

// numberOf is the number that was typed, whole or as agents shorten it.
func (p Pages) numberOf(ctx context.Context, typed string) (requests.Number, error) {
	found, err := p.Requests.Find(ctx, typed)
	if err != nil {
		return "", err
	}
	if len(found) == 1 {
		return found[0].Request.Number, nil
	}
	return requests.Number(strings.ToUpper(typed)), nil
}

// mostFiles is how many files come with one form.
const mostFiles = 5

// uploads saves the files of the form; they stay nobody's until the deed keeps them.
func (p Pages) uploads(r *http.Request) ([]files.File, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	headers := r.MultipartForm.File["fichiers"]
	if len(headers) > mostFiles {
		return nil, wrong("fichiers", "Choisissez au plus 5 fichiers à la fois.")
	}
	var saved []files.File
	for _, header := range headers {
		if header.Size == 0 {
			continue
		}
		body, err := header.Open()
		if err != nil {
			return nil, err
		}
		f, err := p.Files.Save(r.Context(), files.NewFile{Name: header.Filename, Owner: viewer(r).Account, Body: body})
		body.Close()
		if f, ok := err.(*fault.Fault); ok && f.Kind == fault.Invalid {
			return nil, wrong("fichiers", f.Message)
		}
		if err != nil {
			return nil, err
		}
		saved = append(saved, f)
	}
	return saved, nil
}

// done says that a deed succeeded.
func deedDone(ctx context.Context, what string) string {
	switch what {
	case "attribuer":
		return i18n.T(ctx, "La demande est attribuée.")
	case "transferer":
		return i18n.T(ctx, "La demande est transférée.")
	case "reponse":
		return i18n.T(ctx, "La réponse est envoyée à la personne.")
	case "note":
		return i18n.T(ctx, "La note est gardée. La personne ne la voit pas.")
	case "question":
		return i18n.T(ctx, "La question est envoyée. Le délai est en pause.")
	case "planifier":
		return i18n.T(ctx, "La date est prévue, la personne en est avertie.")
	case "partenaire":
		return i18n.T(ctx, "La demande attend le partenaire, la personne en est avertie.")
	case "reprendre":
		return i18n.T(ctx, "Le travail reprend.")
	case "promesse":
		return i18n.T(ctx, "La promesse est déplacée, la personne en est avertie.")
	case "regler":
		return i18n.T(ctx, "La demande est réglée, la personne en est avertie.")
	case "fermer":
		return i18n.T(ctx, "La demande est fermée.")
	case "doublon":
		return i18n.T(ctx, "Les deux demandes sont réunies. Les personnes suivent la première.")
	case "hors-ressort":
		return i18n.T(ctx, "La personne sait qui s’en occupe.")
	case "refuser":
		return i18n.T(ctx, "La demande est refusée, la personne en est avertie.")
	case "rouvrir":
		return i18n.T(ctx, "La demande est rouverte.")
	case "pieces":
		return i18n.T(ctx, "Les fichiers sont joints.")
	case "selection":
		return i18n.T(ctx, "Les demandes cochées sont attribuées.")
	}
	return ""
}
