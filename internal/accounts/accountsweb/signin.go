package accountsweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"sem/internal/accounts"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/ui"
)

// deviceKept is how long a browser is known again.
const deviceKept = 365 * 24 * time.Hour

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func key(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

// home is where somebody lands who asked for no page in particular.
func home(isStaff bool) string {
	if isStaff {
		return "/guichet"
	}
	return "/dossier"
}

// onTo is the page of ours that a form leads to.
func onTo(back string, isStaff bool) string { return ui.LocalPath(back, home(isStaff)) }

// with is path, carrying the page to go on to.
func with(path, back string) string {
	if back = ui.LocalPath(back, ""); back == "" {
		return path
	}
	return path + "?suite=" + url.QueryEscape(back)
}

// again shows a form once more with what is wrong: its status is that of the refusal. What
// is neither about the answers nor about haste is not the form's matter.
func again(w http.ResponseWriter, r *http.Request, err error, page func(ui.Problems) templ.Component) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return err
	}
	problems := ui.ProblemsOf(r.Context(), err)
	switch f.Kind {
	case fault.Invalid:
	case fault.TooMany, fault.Unavailable, fault.Conflict:
		problems = ui.Problems{{Message: i18n.Message(r.Context(), f)}}
	default:
		return err
	}
	if f.RetryAfterSeconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfterSeconds))
	}
	return ui.Show(w, r, ui.Status(err), page(problems))
}

func (p Pages) askSignIn(w http.ResponseWriter, r *http.Request) error {
	var form arrivalForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if v := viewer(r); v.SignedIn() {
		if form.Back != "" && !v.ReassuredBy(p.Clock.Now()) {
			return ui.SeeOther(w, r, with("/connexion/confirmer", form.Back))
		}
		return ui.SeeOther(w, r, onTo(form.Back, v.Staff()))
	}
	return ui.Show(w, r, http.StatusOK, signInPage(signInView{Back: ui.LocalPath(form.Back, ""), Done: justDone(r.Context(), form.Done)}))
}

// justDone is what led to the sign-in page.
func justDone(ctx context.Context, what string) string {
	switch what {
	case "motdepasse":
		return i18n.T(ctx, "Votre mot de passe est changé. Connectez-vous.")
	case "compte":
		return i18n.T(ctx, "Votre compte est ouvert. Connectez-vous pour préparer votre deuxième facteur.")
	}
	return ""
}

func (p Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	var form signInForm
	entered, err := accounts.Entered{}, forms.Read(r, &form)
	if err == nil {
		err = form.lacks() // What was left empty is no try.
	}
	if err == nil {
		entered, err = p.Accounts.SignIn(r.Context(), accounts.SignIn{Name: form.Name, Password: form.Password, Code: form.Code, Remember: form.Remember, From: p.from(r)})
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return signInPage(signInView{Back: ui.LocalPath(form.Back, ""), Name: form.Name, Remember: form.Remember, Problems: problems})
		})
	}
	if entered.Secret == "" {
		p.Cookies.Write(w, session.SecondStep, entered.Second, 0)
		if entered.Enrol {
			return ui.SeeOther(w, r, with("/connexion/facteur", form.Back))
		}
		return ui.SeeOther(w, r, with("/connexion/code", form.Back))
	}
	p.letIn(w, entered)
	return ui.SeeOther(w, r, onTo(form.Back, entered.Account.Staff()))
}

// lacks names the fields left empty.
func (f signInForm) lacks() error {
	var p fault.Problems
	if f.Name == "" {
		p.Add("identifiant", "Entrez votre code d’utilisateur, votre courriel ou votre cellulaire.")
	}
	if f.Password == "" {
		p.Add("motdepasse", "Entrez votre mot de passe.")
	}
	return p.Err()
}

// letIn gives the browser the session and the mark by which it is known again.
func (p Pages) letIn(w http.ResponseWriter, entered accounts.Entered) {
	var keep time.Duration
	if entered.Remember {
		keep = session.RememberedBy
	}
	p.Cookies.Write(w, session.Ticket, entered.Secret, keep)
	if entered.Device != "" {
		p.Cookies.Write(w, session.DeviceTicket, entered.Device, deviceKept)
	}
	w.Header().Set("Cache-Control", "no-store")
}

func (p Pages) askSecond(w http.ResponseWriter, r *http.Request) error {
	return p.showSecond(w, r, http.StatusOK, nil)
}

func (p Pages) showSecond(w http.ResponseWriter, r *http.Request, status int, problems ui.Problems) error {
	var form backForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if p.Cookies.Read(r, session.SecondStep) == "" {
		return ui.SeeOther(w, r, with("/connexion", form.Back))
	}
	return ui.Show(w, r, status, secondPage(secondView{Back: ui.LocalPath(form.Back, ""), Problems: problems}))
}

func (p Pages) second(w http.ResponseWriter, r *http.Request) error {
	var form secondForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	entered, err := p.Accounts.Second(r.Context(), p.Cookies.Read(r, session.SecondStep), form.Code, p.from(r))
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return secondPage(secondView{Back: ui.LocalPath(form.Back, ""), Problems: onField(problems, "code")})
		})
	}
	p.Cookies.Clear(w, session.SecondStep)
	p.letIn(w, entered)
	return ui.SeeOther(w, r, onTo(form.Back, entered.Account.Staff()))
}

// onField puts a problem of the whole form beside its only question.
func onField(problems ui.Problems, field string) ui.Problems {
	for i := range problems {
		if problems[i].Field == "" {
			problems[i].Field = field
		}
	}
	return problems
}

func (p Pages) askEnrol(w http.ResponseWriter, r *http.Request) error {
	return p.showEnrol(w, r, http.StatusOK, nil)
}

func (p Pages) showEnrol(w http.ResponseWriter, r *http.Request, status int, problems ui.Problems) error {
	var form secondForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	secret := p.Cookies.Read(r, session.SecondStep)
	if secret == "" {
		return ui.SeeOther(w, r, with("/connexion", form.Back))
	}
	e, err := p.Accounts.Enrolment(r.Context(), secret)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return ui.Show(w, r, status, enrolPage(enrolView{Action: "/connexion/facteur", Back: ui.LocalPath(form.Back, ""), Seed: e.Seed, Picture: dataURL(e.QR), Problems: problems}))
}

func (p Pages) enrol(w http.ResponseWriter, r *http.Request) error {
	var form secondForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	entered, codes, err := p.Accounts.Enrol(r.Context(), p.Cookies.Read(r, session.SecondStep), form.Code, p.from(r))
	if fault.KindOf(err) == fault.Invalid {
		return p.showEnrol(w, r, http.StatusUnprocessableEntity, onField(ui.ProblemsOf(r.Context(), err), "code"))
	}
	if err != nil {
		return err
	}
	p.Cookies.Clear(w, session.SecondStep)
	p.letIn(w, entered)
	return ui.Show(w, r, http.StatusOK, recoveryPage(recoveryView{Codes: codes, Next: onTo(form.Back, true)}))
}

func (p Pages) askAgain(w http.ResponseWriter, r *http.Request) error {
	var form backForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, againPage(againView{Back: ui.LocalPath(form.Back, ""), Name: viewer(r).Name}))
}

func (p Pages) again(w http.ResponseWriter, r *http.Request) error {
	var form againForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	entered, err := p.Accounts.Reassure(r.Context(), viewer(r), form.Password, p.from(r))
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return againPage(againView{Back: ui.LocalPath(form.Back, ""), Name: viewer(r).Name, Problems: onField(problems, "motdepasse")})
		})
	}
	p.letIn(w, entered)
	return ui.SeeOther(w, r, onTo(form.Back, viewer(r).Staff()))
}

func (p Pages) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.Accounts.SignOut(r.Context(), p.from(r)); err != nil {
		return err
	}
	p.letOut(w)
	return ui.SeeOther(w, r, "/")
}

// letOut has the browser forget the session and what it kept of it. The cookies that remain
// say how big the letters are and that the device is known.
func (p Pages) letOut(w http.ResponseWriter) {
	p.Cookies.Clear(w, session.Ticket)
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
}

// tokenPage keeps the address of a page that carries a secret to ourselves.
func tokenPage(w http.ResponseWriter) {
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
}

func (p Pages) askForgotten(w http.ResponseWriter, r *http.Request) error {
	return ui.Show(w, r, http.StatusOK, forgottenPage(forgottenView{Key: forms.NewKey()}))
}

func (p Pages) forgotten(w http.ResponseWriter, r *http.Request) error {
	var form forgottenForm
	read := forms.Read(r, &form)
	reference, err := "", read
	if read == nil {
		reference, err = p.Accounts.ForgotPassword(r.Context(), form.Name, p.from(r), key(r))
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return forgottenPage(forgottenView{Name: form.Name, Key: forms.NewKey(), Problems: problems})
		})
	}
	return ui.SeeOther(w, r, "/connexion/oubli/envoye?envoi="+url.QueryEscape(reference))
}

func (p Pages) sent(w http.ResponseWriter, r *http.Request) error {
	var form sentForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, sentPage(sentView{Reference: form.Reference}))
}

func (p Pages) resetCode(w http.ResponseWriter, r *http.Request) error {
	var form sentForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	secret, err := p.Accounts.ResetCode(r.Context(), form.Reference, form.Code)
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return sentPage(sentView{Reference: form.Reference, Problems: problems})
		})
	}
	return ui.SeeOther(w, r, "/connexion/nouveau?jeton="+secret)
}

func (p Pages) askReset(w http.ResponseWriter, r *http.Request) error {
	var form tokenForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	tokenPage(w)
	if err := p.Accounts.MayReset(r.Context(), form.Token); err != nil {
		return deadLink(w, r, err, "/connexion/oubli")
	}
	return ui.Show(w, r, http.StatusOK, newPasswordPage(p.resetView(r.Context(), form.Token, nil)))
}

func (p Pages) resetView(ctx context.Context, token string, problems ui.Problems) newPasswordView {
	return newPasswordView{
		Title: i18n.T(ctx, "Choisissez un nouveau mot de passe"), Action: "/connexion/nouveau", Token: token, Key: forms.NewKey(),
		Submit: i18n.T(ctx, "Changer mon mot de passe"), Lead: i18n.T(ctx, "Vos appareils seront déconnectés. Vous vous connecterez avec ce mot de passe."), Problems: problems,
	}
}

func (p Pages) reset(w http.ResponseWriter, r *http.Request) error {
	var form newPasswordForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	tokenPage(w)
	err := p.Accounts.Reset(r.Context(), form.Token, form.Password, p.from(r), key(r))
	if fault.KindOf(err) == fault.NotFound {
		return deadLink(w, r, err, "/connexion/oubli")
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return newPasswordPage(p.resetView(r.Context(), form.Token, problems))
		})
	}
	return ui.SeeOther(w, r, "/connexion?fait=motdepasse")
}

// deadLink says that a link no longer serves, and where another one comes from.
func deadLink(w http.ResponseWriter, r *http.Request, err error, another string) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.NotFound {
		return err
	}
	return ui.Show(w, r, http.StatusNotFound, deadLinkPage(deadLinkView{Text: i18n.Message(r.Context(), f), Another: another}))
}

func (p Pages) askActivate(w http.ResponseWriter, r *http.Request) error {
	var form tokenForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	tokenPage(w)
	if form.Token == "" {
		return ui.Show(w, r, http.StatusOK, letterCodePage(letterCodeView{}))
	}
	return p.showActivation(w, r, form.Token)
}

func (p Pages) showActivation(w http.ResponseWriter, r *http.Request, token string) error {
	a, err := p.Accounts.Activation(r.Context(), token, p.from(r))
	if fault.KindOf(err) == fault.NotFound {
		return deadLink(w, r, err, "/connexion/activer")
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component { return letterCodePage(letterCodeView{Problems: problems}) })
	}
	return ui.Show(w, r, http.StatusOK, newPasswordPage(activationView(r.Context(), a, token, nil)))
}

func activationView(ctx context.Context, a accounts.Activation, token string, problems ui.Problems) newPasswordView {
	return newPasswordView{
		Title: i18n.T(ctx, "Choisissez votre mot de passe"), Lead: i18n.T(ctx, "Bonjour %s. Il ne manque que votre mot de passe pour ouvrir votre compte.", a.Name),
		Action: "/connexion/activer", Token: token, Key: forms.NewKey(), Submit: i18n.T(ctx, "Ouvrir mon compte"), Short: a.Staff, Problems: problems,
	}
}

func (p Pages) activate(w http.ResponseWriter, r *http.Request) error {
	var form newPasswordForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	tokenPage(w)
	entered, err := p.Accounts.Activate(r.Context(), form.Token, form.Password, p.from(r), key(r))
	if fault.KindOf(err) == fault.NotFound {
		return deadLink(w, r, err, "/connexion/activer")
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			a, _ := p.Accounts.Activation(r.Context(), form.Token, p.from(r))
			return newPasswordPage(activationView(r.Context(), a, form.Token, problems))
		})
	}
	if entered.Secret == "" {
		return ui.SeeOther(w, r, "/connexion?fait=compte")
	}
	p.letIn(w, entered)
	return ui.SeeOther(w, r, "/inscription/bienvenue")
}

func (p Pages) askFirst(w http.ResponseWriter, r *http.Request) error {
	var form tokenForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	tokenPage(w)
	if err := p.Accounts.MayBeFirst(r.Context(), form.Token); err != nil {
		return deadLink(w, r, err, "")
	}
	return ui.Show(w, r, http.StatusOK, firstPage(firstView{Token: form.Token}))
}

func (p Pages) first(w http.ResponseWriter, r *http.Request) error {
	var form firstForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	tokenPage(w)
	err := p.Accounts.BeFirst(r.Context(), form.Token, accounts.NewStaff{Name: form.Name, Email: form.Email}, form.Password, p.from(r))
	if fault.KindOf(err) == fault.NotFound {
		return deadLink(w, r, err, "")
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return firstPage(firstView{Token: form.Token, Name: form.Name, Email: form.Email, Problems: problems})
		})
	}
	return ui.SeeOther(w, r, "/connexion?fait=compte")
}
