package accountsweb

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"sem/internal/accounts"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/text"
	"sem/internal/ui"
)

// shown is a contact as people read it.
func shown(contact string) string {
	if strings.Contains(contact, "@") {
		return contact
	}
	return text.FormatPhone(contact)
}

// dataURL is a PNG inside the page: nothing else can ask for it.
func dataURL(png []byte) string {
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)
}

// contactKinds say what a contact is.
func contactKind(ctx context.Context, kind people.ContactKind) string {
	switch kind {
	case people.Email:
		return i18n.T(ctx, "Courriel")
	case people.Mobile:
		return i18n.T(ctx, "Cellulaire")
	}
	return i18n.T(ctx, "Téléphone")
}

func (p Pages) showProfile(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return p.showProfileWith(w, r, http.StatusOK, form.Done, nil)
}

func (p Pages) showProfileWith(w http.ResponseWriter, r *http.Request, status int, done string, problems ui.Problems) error {
	ctx := r.Context()
	profile, err := p.Accounts.Profile(ctx, viewer(r))
	if err != nil {
		return err
	}
	v := profileView{
		Staff: profile.Account.Staff(), Name: viewer(r).FullName, Code: profile.Account.UserCode, Email: profile.Account.StaffEmail,
		Address: profile.Person.AddressLine, Done: profileDone(ctx, done), Problems: problems, Key: forms.NewKey(),
	}
	if v.Staff {
		v.Role = roleName(ctx, profile.Account.Role)
	}
	for _, c := range profile.Person.Contacts {
		v.Contacts = append(v.Contacts, contactRow{
			Kind: contactKind(ctx, c.Kind), Value: shown(c.Value), Raw: c.Value, IsProved: !c.ConfirmedAt.IsZero(), CanProve: c.Kind != people.Phone,
			Remove: "/profil/contacts/" + url.PathEscape(c.ID) + "/retirer",
		})
	}
	return ui.Show(w, r, status, profilePage(v))
}

func profileDone(ctx context.Context, what string) string {
	switch what {
	case "nom":
		return i18n.T(ctx, "Votre nom est corrigé.")
	case "contact":
		return i18n.T(ctx, "L’adresse est ajoutée et vérifiée.")
	case "retire":
		return i18n.T(ctx, "L’adresse est retirée.")
	case "motdepasse":
		return i18n.T(ctx, "Votre mot de passe est changé. Vos autres appareils sont déconnectés.")
	}
	return ""
}

func (p Pages) askOwnName(w http.ResponseWriter, r *http.Request) error {
	profile, err := p.Accounts.Profile(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	if profile.Account.Staff() {
		return fault.New(fault.NotFound, "")
	}
	return ui.Show(w, r, http.StatusOK, ownNamePage(nameView{Given: profile.Person.GivenName, Family: profile.Person.FamilyName, Key: forms.NewKey()}))
}

func (p Pages) ownName(w http.ResponseWriter, r *http.Request) error {
	var form nameForm
	err := forms.Read(r, &form)
	if err == nil {
		v := viewer(r)
		err = p.People.Correct(r.Context(), v, people.ID(v.Person), people.Correction{GivenName: &form.Given, FamilyName: &form.Family}, key(r))
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return ownNamePage(nameView{Given: form.Given, Family: form.Family, Key: form.Key, Problems: problems})
		})
	}
	return ui.SeeOther(w, r, "/profil?fait=nom")
}

// assured leads to the page that asks for the password, before the form is filled in.
func (p Pages) assured(r *http.Request) error { return viewer(r).Demand(p.Clock.Now()) }

func (p Pages) askNewContact(w http.ResponseWriter, r *http.Request) error {
	if err := p.assured(r); err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, newContactPage(contactView{Key: forms.NewKey()}))
}

func (p Pages) newContact(w http.ResponseWriter, r *http.Request) error {
	var form contactForm
	err, reference := forms.Read(r, &form), ""
	if err == nil {
		reference, err = p.Accounts.AddContact(r.Context(), viewer(r), form.Contact, key(r))
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return newContactPage(contactView{Contact: form.Contact, Key: form.Key, Problems: problems})
		})
	}
	return ui.SeeOther(w, r, "/profil/contacts/confirmer?envoi="+url.QueryEscape(reference))
}

func (p Pages) askConfirm(w http.ResponseWriter, r *http.Request) error {
	return p.showConfirm(w, r, http.StatusOK, nil)
}

func (p Pages) showConfirm(w http.ResponseWriter, r *http.Request, status int, problems ui.Problems) error {
	var form sentForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	awaited, err := p.Accounts.AwaitedContact(r.Context(), viewer(r), form.Reference)
	if err != nil {
		return deadLink(w, r, err, "/profil/contacts/nouveau")
	}
	return ui.Show(w, r, status, confirmPage(confirmView{Reference: form.Reference, Contact: shown(awaited), Problems: problems}))
}

func (p Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	var form sentForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	err := p.Accounts.ConfirmContact(r.Context(), viewer(r), form.Reference, form.Code, p.from(r))
	switch fault.KindOf(err) {
	case "":
		return ui.SeeOther(w, r, "/profil?fait=contact")
	case fault.Invalid:
		return p.showConfirm(w, r, http.StatusUnprocessableEntity, ui.ProblemsOf(r.Context(), err))
	}
	return deadLink(w, r, err, "/profil/contacts/nouveau")
}

func (p Pages) removeContact(w http.ResponseWriter, r *http.Request) error {
	if err := p.Accounts.RemoveContact(r.Context(), viewer(r), r.PathValue("id"), p.from(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/profil?fait=retire")
}

func (p Pages) askOwnPassword(w http.ResponseWriter, r *http.Request) error {
	if err := p.assured(r); err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, newPasswordPage(ownPasswordView(r, nil)))
}

func ownPasswordView(r *http.Request, problems ui.Problems) newPasswordView {
	return newPasswordView{
		Title: i18n.T(r.Context(), "Changez votre mot de passe"), Action: "/profil/motdepasse", Submit: i18n.T(r.Context(), "Changer mon mot de passe"),
		Lead: i18n.T(r.Context(), "Vos autres appareils seront déconnectés."), Short: viewer(r).Staff(), Key: forms.NewKey(), Problems: problems,
	}
}

func (p Pages) ownPassword(w http.ResponseWriter, r *http.Request) error {
	var form newPasswordForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Accounts.ChangePassword(r.Context(), viewer(r), form.Password, p.from(r), key(r))
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component { return newPasswordPage(ownPasswordView(r, problems)) })
	}
	return ui.SeeOther(w, r, "/profil?fait=motdepasse")
}

func (p Pages) security(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	open, err := p.Accounts.OpenSessions(ctx, viewer(r))
	if err != nil {
		return err
	}
	profile, err := p.Accounts.Profile(ctx, viewer(r))
	if err != nil {
		return err
	}
	v := securityView{Done: securityDone(ctx, form.Done), HasFactor: profile.HasFactor, Staff: profile.Account.Staff(), CodesLeft: profile.RecoveryLeft, Key: forms.NewKey()}
	for _, s := range open {
		v.Sessions = append(v.Sessions, sessionRow{
			ID: s.ID, Device: i18n.Translate(ctx, s.Device), Network: s.Origin, Since: i18n.Ago(ctx, s.CreatedAt), Seen: i18n.Ago(ctx, s.LastSeenAt),
			IsThis: s.ID == viewer(r).Session, IsKept: s.Remembered,
		})
	}
	return ui.Show(w, r, http.StatusOK, securityPage(v))
}

func securityDone(ctx context.Context, what string) string {
	switch what {
	case "fermee":
		return i18n.T(ctx, "L’appareil est déconnecté.")
	case "fermees":
		return i18n.T(ctx, "Vos autres appareils sont déconnectés.")
	case "sansfacteur":
		return i18n.T(ctx, "Le deuxième facteur est retiré.")
	}
	return ""
}

func (p Pages) endSession(w http.ResponseWriter, r *http.Request) error {
	var form sessionForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if form.Session == "" {
		if err := p.Accounts.EndOtherSessions(r.Context(), viewer(r)); err != nil {
			return err
		}
		return ui.SeeOther(w, r, "/profil/securite?fait=fermees")
	}
	if err := p.Accounts.EndSession(r.Context(), viewer(r), form.Session); err != nil {
		return err
	}
	if form.Session == viewer(r).Session {
		p.letOut(w)
		return ui.SeeOther(w, r, "/")
	}
	return ui.SeeOther(w, r, "/profil/securite?fait=fermee")
}

func (p Pages) askOwnFactor(w http.ResponseWriter, r *http.Request) error {
	return p.showOwnFactor(w, r, http.StatusOK, nil)
}

func (p Pages) showOwnFactor(w http.ResponseWriter, r *http.Request, status int, problems ui.Problems) error {
	e, err := p.Accounts.PrepareFactor(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	return ui.Show(w, r, status, enrolPage(enrolView{Action: "/profil/facteur", Seed: e.Seed, Picture: dataURL(e.QR), Problems: problems}))
}

func (p Pages) ownFactor(w http.ResponseWriter, r *http.Request) error {
	var form codeForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	codes, err := p.Accounts.ConfirmFactor(r.Context(), viewer(r), form.Code, p.from(r))
	if fault.KindOf(err) == fault.Invalid {
		return p.showOwnFactor(w, r, http.StatusUnprocessableEntity, onField(ui.ProblemsOf(r.Context(), err), "code"))
	}
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, recoveryPage(recoveryView{Codes: codes, Next: "/profil/securite"}))
}

func (p Pages) removeFactor(w http.ResponseWriter, r *http.Request) error {
	if err := p.Accounts.RemoveFactor(r.Context(), viewer(r), p.from(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/profil/securite?fait=sansfacteur")
}

func (p Pages) newCodes(w http.ResponseWriter, r *http.Request) error {
	codes, err := p.Accounts.NewRecoveryCodes(r.Context(), viewer(r), p.from(r))
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, recoveryPage(recoveryView{Codes: codes, Next: "/profil/securite"}))
}

// roleName is a role in words.
func roleName(ctx context.Context, role session.Role) string {
	switch role {
	case session.Agent:
		return i18n.T(ctx, "Guichet")
	case session.Works:
		return i18n.T(ctx, "Travaux")
	case session.Leisure:
		return i18n.T(ctx, "Loisirs")
	case session.Communications:
		return i18n.T(ctx, "Communications")
	case session.Moderator:
		return i18n.T(ctx, "Modération")
	case session.Privacy:
		return i18n.T(ctx, "Vie privée")
	case session.Administrator:
		return i18n.T(ctx, "Administration")
	}
	return string(role)
}

// roleWork is what a role is for.
func roleWork(ctx context.Context, role session.Role) string {
	switch role {
	case session.Agent:
		return i18n.T(ctx, "Répond au comptoir, au téléphone et au courrier.")
	case session.Works:
		return i18n.T(ctx, "Traite les demandes de ses services.")
	case session.Leisure:
		return i18n.T(ctx, "Prépare les sessions et les cours.")
	case session.Communications:
		return i18n.T(ctx, "Publie les nouvelles et les urgences.")
	case session.Moderator:
		return i18n.T(ctx, "Garde les groupes courtois.")
	case session.Privacy:
		return i18n.T(ctx, "Répond des renseignements personnels.")
	case session.Administrator:
		return i18n.T(ctx, "Règle le service et accorde les rôles.")
	}
	return ""
}

func roleOptions(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, role := range accounts.Roles {
		options = append(options, ui.Option{Value: string(role), Label: roleName(ctx, role), Hint: roleWork(ctx, role)})
	}
	return options
}
