package registrationweb

import (
	"context"
	"net/http"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/registration"
	"sem/internal/ui"
)

// withdrawView is what giving a place up means, before anybody does.
type withdrawView struct {
	Title    string
	Lead     string
	When     []string
	Problems ui.Problems
	Paid     string
	Kept     string
	Back     string
	Why      string
	Given    string // Given says how many classes were given.
	Way      string // Way is how the money comes back.
	Note     string // Note is where somebody with a medical note goes.
	Action   string
	Key      string
	Label    string
	Keep     ui.Link
	Counter  *counterWithdraw
}

// counterWithdraw is what only the counter may say.
type counterWithdraw struct {
	Noted      bool // Noted: a medical note was seen.
	With, Sans string
}

func (p Pages) askWithdraw(w http.ResponseWriter, r *http.Request) error {
	return p.showWithdraw(w, r, http.StatusOK, nil)
}

func (p Pages) showWithdraw(w http.ResponseWriter, r *http.Request, status int, problems ui.Problems) error {
	ctx := r.Context()
	what, err := p.Registration.Withdrawal(ctx, viewer(r), registration.PlaceID(r.PathValue("place")), false)
	if err != nil {
		return err
	}
	v, err := p.withdrawOf(ctx, citizenStand(r), what)
	if err != nil {
		return err
	}
	v.Problems = problems
	v.Action = "/loisirs/inscriptions/" + string(what.Place.ID) + "/annuler"
	v.Keep = ui.Link{Href: "/loisirs/inscriptions", Label: i18n.T(ctx, "Garder l’inscription")}
	v.Note = i18n.T(ctx, "Un billet médical peut changer ce montant. Apportez-le au comptoir ou appelez-nous avant d’annuler.")
	return ui.Show(w, r, status, withdrawPage(v))
}

func (p Pages) withdrawOf(ctx context.Context, at stand, what registration.Withdrawal) (withdrawView, error) {
	person, err := p.People.Person(ctx, what.Place.Person)
	if err != nil {
		return withdrawView{}, err
	}
	c := courseOf(p.Leisure.Program(), what.Place.Group)
	v := withdrawView{
		Title: i18n.T(ctx, "Annuler « %[1]s » pour %[2]s", c.title(ctx), given(person)), When: c.when(ctx), Key: forms.NewKey(),
		Paid: dollars(ctx, what.Paid), Kept: dollars(ctx, what.Kept), Back: dollars(ctx, what.Back), Why: what.Why.In(ctx),
	}
	if what.All > 0 && what.Given > 0 {
		v.Given = i18n.TN(ctx, "%[1]d cours sur %[2]d est donné.", "%[1]d cours sur %[2]d sont donnés.", what.Given, what.All)
	}
	counter := at.channel == leisure.Counter
	if what.Back > none {
		v.Way = i18n.T(ctx, "Ce qui a été payé par carte en ligne retourne sur la carte. Le reste revient par chèque.")
	}
	switch {
	case what.Back > none && counter:
		v.Lead = i18n.T(ctx, "Si la famille annule maintenant, %s lui reviennent.", v.Back)
		v.Label = i18n.T(ctx, "Annuler et rembourser %s", v.Back)
	case what.Back > none:
		v.Lead = i18n.T(ctx, "Si vous annulez maintenant, %s vous reviennent.", v.Back)
		v.Label = i18n.T(ctx, "Annuler et ravoir %s", v.Back)
	case what.Paid > none && counter:
		v.Lead = i18n.T(ctx, "Si la famille annule maintenant, rien ne lui revient.")
		v.Label = i18n.T(ctx, "Annuler sans remboursement")
	case what.Paid > none:
		v.Lead = i18n.T(ctx, "Si vous annulez maintenant, rien ne vous revient.")
		v.Label = i18n.T(ctx, "Annuler sans remboursement")
	default:
		v.Lead = i18n.T(ctx, "Cette inscription n’a rien coûté. La place ira à la personne suivante.")
		v.Label = i18n.T(ctx, "Annuler l’inscription")
	}
	return v, nil
}

func (p Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	_, err := p.Registration.Withdraw(r.Context(), viewer(r), registration.PlaceID(r.PathValue("place")), false, keyOf(r))
	if f, ok := asked(err); ok {
		return p.showWithdraw(w, r, ui.Status(err), problemsOf(r.Context(), err, f))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/loisirs/inscriptions?fait=annule")
}

// asked is a refusal that the person can do something about.
func asked(err error) (*fault.Fault, bool) {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		f := faultOf(err)
		return f, f != nil
	}
	return nil, false
}
