package peopleweb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/ui"
)

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func me(r *http.Request) people.ID { return people.ID(viewer(r).Person) }

// keyOf is the key of the form of r.
func keyOf(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

// citizen refuses whoever is signed in without being in the register: the staff.
func citizen(r *http.Request) error {
	if me(r) == "" {
		return fault.New(fault.NotFound, "Cette page est celle des citoyens.")
	}
	return nil
}

// again shows a form once more with what is wrong; what is not about the answers is not
// the form's matter.
func again(w http.ResponseWriter, r *http.Request, err error, page func(ui.Problems) templ.Component) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	problems := ui.ProblemsOf(r.Context(), err)
	if len(problems) == 0 {
		problems = ui.Problems{{Message: i18n.Message(r.Context(), f)}}
	}
	return ui.Show(w, r, ui.Status(err), page(problems))
}

// familyView is what the page of the household shows.
type familyView struct {
	Done     string
	Homes    []homeView
	Received []invitationView
	Sent     []invitationView
}

type homeView struct {
	ID      string
	Title   string
	Members []ui.PersonRow
	Decides bool
}

type invitationView struct {
	Text    string
	When    string
	Accept  string
	Decline string
	Key     string
}

func (p Pages) family(w http.ResponseWriter, r *http.Request) error {
	if err := citizen(r); err != nil {
		return err
	}
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	homes, err := p.People.Households(ctx, me(r))
	if err != nil {
		return err
	}
	sent, received, err := p.People.Invitations(ctx, me(r))
	if err != nil {
		return err
	}
	view := familyView{Done: familyDone(ctx, form.Done)}
	for i, home := range homes {
		view.Homes = append(view.Homes, p.homeOf(ctx, home, me(r), i, len(homes)))
	}
	view.Sent = invitations(ctx, sent, people.JoinHousehold, "/famille")
	view.Received = invitations(ctx, received, people.JoinHousehold, "/famille")
	return ui.Show(w, r, http.StatusOK, familyPage(view))
}

func familyDone(ctx context.Context, what string) string {
	switch what {
	case "enfant":
		return i18n.T(ctx, "L’enfant est dans votre ménage. Les autres adultes du ménage sont avertis.")
	case "invitation":
		return i18n.T(ctx, "L’invitation est prête. Si cette adresse est celle d’une personne inscrite, elle la verra dans sa page « Ma famille ».")
	case "accepter":
		return i18n.T(ctx, "Vous faites maintenant partie de ce ménage.")
	case "refuser":
		return i18n.T(ctx, "L’invitation est annulée.")
	case "droits":
		return i18n.T(ctx, "Les droits sont changés dès maintenant. Les autres adultes du ménage sont avertis.")
	case "retirer":
		return i18n.T(ctx, "Le ménage est à jour dès maintenant. Les autres adultes du ménage sont avertis.")
	}
	return ""
}

func (p Pages) homeOf(ctx context.Context, home people.Household, whose people.ID, i, of int) homeView {
	view := homeView{ID: home.ID, Title: i18n.T(ctx, "Mon ménage")}
	if of > 1 {
		view.Title = i18n.T(ctx, "Ménage %d", i+1)
	}
	mine, _ := home.Of(whose)
	view.Decides = mine.Decides()
	for _, m := range home.Members {
		view.Members = append(view.Members, p.row(ctx, m, whose))
	}
	return view
}

func (p Pages) row(ctx context.Context, m people.Member, whose people.ID) ui.PersonRow {
	return ui.PersonRow{
		Who:    ui.WhoOf{Name: m.Person.Name(), Key: string(m.Person.ID)},
		Title:  p.nameAndAge(ctx, m, whose),
		Text:   mayText(ctx, m),
		Action: ui.Link{Href: "/famille/membres/" + m.ID, Label: i18n.T(ctx, "Voir %s", givenOf(m.Person))},
	}
}

// givenOf is what a person is called in a sentence.
func givenOf(p people.Person) string { return firstOf(p.GivenName, p.FamilyName) }

func (p Pages) nameAndAge(ctx context.Context, m people.Member, whose people.ID) string {
	age := m.Person.Age(p.Clock.Now())
	switch {
	case m.Person.ID == whose:
		return i18n.T(ctx, "%s (vous)", m.Person.Name())
	case m.Kind == people.Child && age >= 0:
		return i18n.TN(ctx, "%[2]s, %[1]d an", "%[2]s, %[1]d ans", age, m.Person.Name())
	}
	return m.Person.Name()
}

// mayText is what a member is, and may do, in words.
func mayText(ctx context.Context, m people.Member) string {
	switch m.Kind {
	case people.Child:
		return i18n.T(ctx, "Enfant")
	case people.Dependant:
		return i18n.T(ctx, "Adulte à charge")
	}
	var may []string
	for _, o := range rightOptions(ctx, m.May) {
		if o.On {
			may = append(may, strings.ToLower(o.Label))
		}
	}
	if len(may) == 0 {
		return i18n.T(ctx, "Adulte, sans droit sur les enfants")
	}
	return i18n.T(ctx, "Adulte. Pour les enfants du ménage : %s", strings.Join(may, ", "))
}

// rightOptions are the rights, with those held.
func rightOptions(ctx context.Context, may people.Rights) []ui.Option {
	return []ui.Option{
		{Value: "voir", Label: i18n.T(ctx, "Voir leurs dossiers"), Hint: i18n.T(ctx, "Leurs demandes, leurs cours et leurs avis."), On: may.See},
		{Value: "inscrire", Label: i18n.T(ctx, "Les inscrire"), Hint: i18n.T(ctx, "Aux cours et aux activités."), On: may.Register},
		{Value: "payer", Label: i18n.T(ctx, "Payer pour eux"), On: may.Pay},
		{Value: "chercher", Label: i18n.T(ctx, "Venir les chercher"), Hint: i18n.T(ctx, "À la fin d’une activité."), On: may.PickUp},
	}
}

func rightsOf(values []string) people.Rights {
	has := func(v string) bool { return slices.Contains(values, v) }
	return people.Rights{See: has("voir"), Register: has("inscrire"), Pay: has("payer"), PickUp: has("chercher")}
}

// invitations are those of one kind, for the page at base.
func invitations(ctx context.Context, all []people.Invitation, kind people.InvitationKind, base string) []invitationView {
	var views []invitationView
	for _, inv := range all {
		if inv.Kind != kind {
			continue
		}
		view := invitationView{When: i18n.T(ctx, "À répondre d’ici le %s", i18n.DateOnly(ctx, inv.ExpiresAt)), Decline: base + "/invitations/" + inv.ID + "/refuser", Key: forms.NewKey()}
		if inv.Contact != "" {
			view.Text = inv.Contact
		} else {
			view.Text = askedBy(ctx, inv)
			view.Accept = base + "/invitations/" + inv.ID + "/accepter"
		}
		views = append(views, view)
	}
	return views
}

func askedBy(ctx context.Context, inv people.Invitation) string {
	if inv.Kind == people.HelpMe {
		return i18n.T(ctx, "%s vous demande d’agir en son nom : %s.", inv.From.Name(), strings.ToLower(scopeLabel(ctx, inv.Scope)))
	}
	return i18n.T(ctx, "%s vous invite dans son ménage.", inv.From.Name())
}

func (p Pages) accept(base string) ui.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := p.People.Accept(r.Context(), viewer(r), r.PathValue("id"), keyOf(r)); err != nil {
			return err
		}
		return ui.SeeOther(w, r, base+"?fait=accepter")
	}
}

func (p Pages) decline(base string) ui.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := p.People.Decline(r.Context(), viewer(r), r.PathValue("id"), keyOf(r)); err != nil {
			return err
		}
		return ui.SeeOther(w, r, base+"?fait=refuser")
	}
}
