package requestsweb

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/ui"
)

// check sums the draft up, each answer with the way to change it.
func (p Pages) check(r *http.Request, v *stepView) error {
	ctx, d := r.Context(), v.Draft
	add := func(label, value, step string) {
		if value != "" {
			v.Summary = append(v.Summary, ui.SummaryRow{Label: label, Value: value, Change: d.path(step) + "?retour=" + stepCheck})
		}
	}
	v.Summary = append(v.Summary, ui.SummaryRow{Label: i18n.T(ctx, "Sujet"), Value: d.Type.Label.In(ctx)})
	add(i18n.T(ctx, "Titre"), d.get(fieldTitle), stepDetails)
	add(i18n.T(ctx, "Description"), d.get(fieldDescription), stepDetails)
	for _, q := range d.asked() {
		if value := d.answer(q); value != "" {
			add(q.Label.In(ctx), q.Answered(ctx, value), stepDetails)
		}
	}
	if len(v.Summary) == 1 {
		add(i18n.T(ctx, "Description"), i18n.T(ctx, "Rien à préciser"), stepDetails)
	}
	add(i18n.T(ctx, "Lieu"), d.get(fieldLine), stepPlace)
	var names []string
	for _, f := range d.photos(p.Clock.Now()) {
		names = append(names, f.Name)
	}
	if len(names) == 0 {
		names = []string{i18n.T(ctx, "Aucune")}
	}
	add(i18n.T(ctx, "Photos"), strings.Join(names, ", "), stepPhoto)
	if err := p.addReach(r, d, add); err != nil {
		return err
	}
	now, calendar := p.Clock.Now(), p.Requests.Calendar()
	v.Promise = i18n.T(ctx, "Nous vous répondrons d’ici le %s. Nous visons une solution d’ici le %s.", i18n.Date(ctx, d.Type.AnswerBy(calendar, now)), i18n.Date(ctx, d.Type.SolvedBy(calendar, now)))
	v.Key = draftKey(d)
	return nil
}

// addReach says for whom it is, and how the reporter is reached.
func (p Pages) addReach(r *http.Request, d draft, add func(label, value, step string)) error {
	ctx := r.Context()
	if viewer(r).SignedIn() {
		who := i18n.T(ctx, "Moi")
		if whom := d.get(fieldFor); whom != "" {
			person, err := p.People.Person(ctx, people.ID(whom))
			if err != nil {
				return err
			}
			who = person.Name()
		}
		add(i18n.T(ctx, "Pour"), who, stepReach)
	} else {
		name := d.get(fieldName)
		if name == "" {
			name = i18n.T(ctx, "Sans nom")
		}
		add(i18n.T(ctx, "Nom"), name, stepReach)
	}
	contact := d.get(fieldContact)
	switch {
	case contact == "" && viewer(r).SignedIn():
		contact = i18n.T(ctx, "Dans mon dossier")
	case contact == "":
		contact = i18n.T(ctx, "Avec le code de suivi seulement")
	}
	add(i18n.T(ctx, "Pour vous joindre"), contact, stepReach)
	return nil
}

// draftKey makes one request of a draft, however often and from whichever window it is sent.
func draftKey(d draft) string { return "brouillon-" + d.ID }

// send makes the request. What remains of the draft is its receipt, so that a form sent
// twice, or from a second window, is answered the same.
func (p Pages) send(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	if sent := d.Fields[fieldSent]; len(sent) == 2 {
		return p.sent(w, r, requests.Number(sent[0]), sent[1])
	}
	if first, err := p.firstMissing(d); first != "" || err != nil {
		return p.toStep(w, r, d, first, "", err)
	}
	receipt, err := p.Requests.Report(ctx, viewer(r), d.report(p.Clock.Now()), forms.Key{Value: draftKey(d), Actor: d.owner.Person})
	if err != nil {
		return err
	}
	d.Fields = map[string][]string{fieldSent: {string(receipt.Number), receipt.Tracking}}
	if err := p.save(ctx, d); err != nil {
		return err
	}
	return p.sent(w, r, receipt.Number, receipt.Tracking)
}

// sent leads to the receipt. A visitor's is opened by a cookie, since whoever knows the
// address must not read the code.
func (p Pages) sent(w http.ResponseWriter, r *http.Request, n requests.Number, tracking string) error {
	if viewer(r).SignedIn() {
		return ui.SeeOther(w, r, requestPath(n)+"/recu?fait=envoyee")
	}
	p.Cookies.Write(w, trackCookie, p.sign(tracking), trackKept)
	return ui.SeeOther(w, r, "/suivi?fait=envoyee")
}

// receiptView is what somebody takes away.
type receiptView struct {
	Title    string
	Number   string
	Tracking string
	Path     string
	Received string
	Sentence string
	Answer   string
	Promise  string
	Place    string
	Done     string
	Visitor  bool
}

func (p Pages) receipt(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if viewer(r).Staff() {
		return ui.SeeOther(w, r, "/guichet/demandes/"+string(number(r))+"/recu")
	}
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	f, err := p.Requests.File(ctx, viewer(r), number(r))
	if err != nil {
		return err
	}
	if !f.Whole { // The code of a request opens it: it is for its owners.
		return fault.New(fault.NotFound, "Nous ne trouvons pas cette demande. Vérifiez le numéro.")
	}
	v := receiptOf(ctx, f)
	v.Tracking, v.Done = spaced(f.Request.Tracking), done(ctx, form.Done)
	return ui.Show(w, r, http.StatusOK, receiptPage(v))
}

func receiptOf(ctx context.Context, f requests.File) receiptView {
	req := f.Request
	v := receiptView{
		Title: title(ctx, req, f.Type), Number: string(req.Number), Path: requestPath(req.Number), Received: i18n.DateTime(ctx, req.ReceivedAt),
		Sentence: f.Sentence(ctx), Place: req.PlaceLine,
	}
	if req.State.Open() && req.PausedAt.IsZero() {
		v.Answer, v.Promise = i18n.Date(ctx, req.AnswerBy), i18n.Date(ctx, req.PromisedAt)
	}
	return v
}

// spaced writes a tracking code in two halves, as it is read aloud.
func spaced(code string) string {
	if len(code) != 8 {
		return code
	}
	return code[:4] + " " + code[4:]
}

// The cookie that opens the tracking page, and for how long.
const (
	trackCookie = "suivi"
	trackKept   = 30 * time.Minute
)

// sign is a tracking code that this city gave to a browser.
func (p Pages) sign(code string) string {
	mac := hmac.New(sha256.New, p.Key)
	mac.Write([]byte("suivi/" + code))
	return code + "." + hex.EncodeToString(mac.Sum(nil))
}

// signed is the tracking code that a browser was given, empty for one that it made up: a
// code is tried with the form, where tries are counted.
func (p Pages) signed(carried string) string {
	code, _, _ := strings.Cut(carried, ".")
	if !hmac.Equal([]byte(p.sign(code)), []byte(carried)) {
		return ""
	}
	return code
}

// trackView is the tracking page.
type trackView struct {
	Receipt  *receiptView // Receipt is the request whose code was just given.
	Fresh    bool         // Fresh says that it was just sent.
	Tag      ui.TagOf
	Progress []ui.ProgressStep
	Thread   []ui.ThreadItem
	Done     string
	Problems ui.Problems
	Code     string
}

// tracking shows the request of the code in the cookie, and asks for another.
func (p Pages) tracking(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	v := trackView{}
	code := p.signed(p.Cookies.Read(r, trackCookie))
	f, err := p.Requests.ByTracking(ctx, code)
	if fault.KindOf(err) == fault.NotFound {
		return ui.Show(w, r, http.StatusOK, trackPage(v))
	}
	if err != nil {
		return err
	}
	receipt := receiptOf(ctx, f)
	receipt.Tracking, receipt.Visitor = spaced(code), true
	v.Receipt, v.Fresh, v.Done = &receipt, form.Done == "envoyee", done(ctx, form.Done)
	v.Tag, v.Progress, v.Thread = tagOf(ctx, f.Request.State), progress(ctx, f), p.thread(ctx, r, f, nil)
	return ui.Show(w, r, http.StatusOK, trackPage(v))
}

// track opens a request by its code. A code that is none and one that is nobody's get the
// same answer.
func (p Pages) track(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form trackForm
	err := forms.Read(r, &form)
	code := strings.ToUpper(strings.Join(strings.FieldsFunc(form.Code, func(c rune) bool { return c == ' ' || c == '-' || c == '\u00a0' }), ""))
	if err == nil {
		_, err = p.Requests.ByTracking(ctx, code)
	}
	switch fault.KindOf(err) {
	case "":
		p.Cookies.Write(w, trackCookie, p.sign(code), trackKept)
		return ui.SeeOther(w, r, "/suivi")
	case fault.NotFound, fault.Invalid:
		problem := i18n.T(ctx, "Aucune demande n’a ce code. Vérifiez les 8 lettres et chiffres de votre reçu.")
		if code == "" {
			problem = i18n.T(ctx, "Entrez les 8 lettres et chiffres de votre reçu.")
		}
		return ui.Show(w, r, http.StatusUnprocessableEntity, trackPage(trackView{Code: form.Code, Problems: ui.Problems{{Field: "code", Message: problem}}}))
	}
	return err
}

func (p Pages) untrack(w http.ResponseWriter, r *http.Request) error {
	p.Cookies.Clear(w, trackCookie)
	return ui.SeeOther(w, r, "/suivi")
}
