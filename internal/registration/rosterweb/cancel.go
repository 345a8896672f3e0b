package rosterweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

type page = templ.Component

const leisureTeam = session.LeisureTeam

// cancelView is what cancelling a group means, before it is done.
type cancelView struct {
	head
	Problems ui.Problems
	Key      string
	Facts    []ui.Fact
	People   []cancelRow
	Reason   ui.Field
	ReasonEN ui.Field
	Instead  ui.Field // Instead offers other groups; it has no options when there is none.
	Sure     ui.Field
	Message  []string // Message is what the families read, with the reason as it stands.
	Button   string
}

// cancelRow is somebody who loses a place.
type cancelRow struct{ Name, Payer, Back string }

func (p Pages) askCancel(w http.ResponseWriter, r *http.Request) error {
	v, err := p.cancelOf(r, cancelForm{})
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, cancelPage(v))
}

func (p Pages) cancelOf(r *http.Request, form cancelForm) (cancelView, error) {
	ctx := r.Context()
	g, err := p.group(r)
	if err != nil {
		return cancelView{}, err
	}
	v := cancelView{head: p.headOf(r, g), Key: forms.NewKey(), Button: i18n.T(ctx, "Annuler le groupe")}
	if g.Cancelled {
		return v, nil
	}
	c, err := p.Registration.Cancellation(ctx, viewer(r), g.ID)
	if err != nil {
		return v, err
	}
	lang := string(i18n.Lang(ctx))
	v.Facts = []ui.Fact{
		{Label: i18n.T(ctx, "Perdent leur place"), Value: i18n.TN(ctx, "%d personne inscrite", "%d personnes inscrites", len(c.Confirmed))},
		{Label: i18n.T(ctx, "Payé, et rendu aux familles"), Value: (c.Back - c.Unowed).In(lang)},
		{Label: i18n.T(ctx, "À payer plus tard, et retiré de leur facture"), Value: c.Unowed.In(lang)},
		{Label: i18n.T(ctx, "Dans des paniers"), Value: i18n.TN(ctx, "%d personne", "%d personnes", c.InCarts)},
		{Label: i18n.T(ctx, "Sur la liste d’attente"), Value: i18n.TN(ctx, "%d personne", "%d personnes", c.Waiting)},
	}
	if n := len(c.Confirmed); n > 0 {
		v.Button = i18n.TN(ctx, "Annuler le groupe, avertir et rembourser %d personne", "Annuler le groupe, avertir et rembourser %d personnes", n)
	}
	for _, l := range c.Confirmed {
		v.People = append(v.People, cancelRow{l.Person.Name(), l.Payer.Name(), (l.Place.Paid - l.Place.Returned).In(lang)})
	}
	v.Reason = ui.Field{Name: "raison", Label: i18n.T(ctx, "Pourquoi le groupe est annulé"), Hint: i18n.T(ctx, "Les familles le lisent dans le message, par exemple : Il n’y a pas assez d’inscriptions."), Value: form.Reason, Rows: 3, Max: 500}
	v.ReasonEN = ui.Field{Name: "raison_en", Label: i18n.T(ctx, "En anglais"), Value: form.ReasonEN, Optional: true, Lang: "en", Rows: 3, Max: 500}
	v.Sure = ui.Field{Name: "certain", Label: i18n.T(ctx, "J’ai vérifié le groupe, le montant et le message"), Options: []ui.Option{{On: form.Sure}}}
	if len(c.Confirmed) > 0 {
		v.Instead = p.insteadOf(ctx, g, form.Instead)
	}
	v.Message = messageOf(ctx, v.Title, c, len(v.Instead.Options) > 0)
	return v, nil
}

// mostInstead is how many groups are shown to choose from.
const mostInstead = 12

// insteadOf asks which groups are offered to those who lose their place.
func (p Pages) insteadOf(ctx context.Context, g *leisure.Group, chosen []string) ui.Field {
	f := ui.Field{
		Name: "ailleurs", Label: i18n.T(ctx, "Offrir une place dans un autre groupe"), Optional: true,
		Hint: i18n.T(ctx, "Chaque personne inscrite reçoit l’offre du premier groupe choisi qui a une place et qui lui convient, dans l’ordre des inscriptions. Cinq groupes au plus."),
	}
	others := p.Registration.Instead(g.ID)
	for _, other := range others[:min(len(others), mostInstead)] {
		left := p.Registration.Left(other.ID).Free(leisure.Counter)
		f.Options = append(f.Options, ui.Option{
			Value: string(other.ID), Label: titleOf(ctx, p.Leisure.Program(), other), On: slices.Contains(chosen, string(other.ID)),
			Hint: joined(other.WhenWords(ctx), other.AgeWords(ctx), i18n.TN(ctx, "%d place libre", "%d places libres", left)),
		})
	}
	return f
}

// groupIDs are the groups that a form names.
func groupIDs(values []string) (ids []leisure.GroupID) {
	for _, v := range values {
		ids = append(ids, leisure.GroupID(v))
	}
	return ids
}

// messageOf is what the families read, but for the reason.
func messageOf(ctx context.Context, title string, c registration.Cancellation, instead bool) []string {
	name := i18n.T(ctx, "Zoé")
	if len(c.Confirmed) > 0 {
		name = c.Confirmed[0].Person.GivenName
	}
	said := []string{
		i18n.T(ctx, "Groupe annulé : %s", title),
		i18n.T(ctx, "Le groupe auquel %s était inscrit n’aura pas lieu.", name),
		i18n.T(ctx, "(votre raison)"),
		i18n.T(ctx, "Nous vous rendons ce que vous avez payé. Vous n’avez rien à faire."),
	}
	if instead {
		said = append(said, i18n.T(ctx, "(la place offerte dans un autre groupe, pour qui en a une)"))
	}
	return said
}

func (p Pages) cancel(w http.ResponseWriter, r *http.Request) error {
	var form cancelForm
	wrong := forms.Read(r, &form)
	g, err := p.group(r)
	if err != nil {
		return err
	}
	if wrong == nil && !form.Sure {
		var problems fault.Problems
		problems.Add("certain", "Cochez la case pour confirmer. Rien n’est encore annulé.")
		wrong = problems.Err()
	}
	if wrong == nil {
		_, wrong = p.Registration.CancelGroup(r.Context(), viewer(r), g.ID, i18n.Words{FR: form.Reason, EN: form.ReasonEN}, groupIDs(form.Instead), keyOf(r))
	}
	if wrong == nil {
		return ui.SeeOther(w, r, groupPath(g)+"/liste?fait=annule")
	}
	v, err := p.cancelOf(r, form)
	if err != nil {
		return err
	}
	return again(w, r, wrong, func(problems ui.Problems) page {
		v.Problems = problems
		v.Reason.Wrong, v.Sure.Wrong = problems.Wrong("raison"), problems.Wrong("certain")
		v.Instead.Wrong = problems.Wrong("ailleurs")
		return cancelPage(v)
	})
}
