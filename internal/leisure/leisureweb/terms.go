package leisureweb

import (
	"context"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

func formWords(ctx context.Context, a *leisure.Activity) (all []string) {
	for _, f := range a.Forms {
		switch f {
		case leisure.FormHealth:
			all = append(all, i18n.T(ctx, "Après l’inscription, nous vous demanderons la fiche de santé de l’enfant."))
		case leisure.FormPickUp:
			all = append(all, i18n.T(ctx, "Après l’inscription, vous direz qui peut venir chercher l’enfant."))
		}
	}
	if a.Childcare {
		all = append(all, i18n.T(ctx, "Vous recevrez un relevé 24 pour les frais de garde."))
	}
	return all
}

// refundWords are the refund policy as the city wrote it.
func refundWords(ctx context.Context, program *leisure.Program, a *leisure.Activity) []string {
	policy, ok := program.Policy(a.Policy)
	if !ok {
		return nil
	}
	said := paragraphs(policy.Text.In(ctx))
	return append(said, i18n.T(ctx, "Avant d’annuler, nous vous montrons ce qui vous serait rendu. Si la Ville annule, tout est rendu."))
}

func audienceWords(ctx context.Context, a leisure.Audience) string {
	switch a {
	case leisure.Resident:
		return i18n.T(ctx, "Résidents")
	case leisure.Neighbour:
		return i18n.T(ctx, "Villes voisines")
	}
	return i18n.T(ctx, "Autres personnes")
}

// priceFacts are the prices of all audiences, and of the options.
func priceFacts(ctx context.Context, program *leisure.Program, g *leisure.Group, now time.Time) (facts []ui.Fact) {
	lang := string(i18n.Lang(ctx))
	for _, a := range leisure.Audiences() {
		if amount, ok := program.Price(g, a, civil.DayOf(now)); ok {
			facts = append(facts, ui.Fact{Label: audienceWords(ctx, a), Value: amount.In(lang)})
		}
	}
	for _, o := range g.Options {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "En plus : %s", o.Name.In(ctx)), Value: o.Amount.In(lang)})
	}
	return facts
}

// windowFacts say when each audience may register on the web.
func windowFacts(ctx context.Context, program *leisure.Program, g *leisure.Group, now time.Time) (facts []ui.Fact) {
	for _, a := range leisure.Audiences() {
		o := program.Window(g, a, leisure.Web, now)
		f := ui.Fact{Label: audienceWords(ctx, a)}
		switch {
		case o.Never():
			f.Value = i18n.T(ctx, "au comptoir seulement")
		case o.Over():
			f.Value = i18n.T(ctx, "terminé")
		case !o.Open:
			f.Value = fromWords(ctx, now, o.Next)
		case o.Closes.IsZero():
			f.Value = i18n.T(ctx, "ouvert")
		case near(now, o.Closes):
			f.Value = i18n.T(ctx, "ouvert jusqu’à %s", i18n.Ago(ctx, o.Closes))
		default:
			f.Value = i18n.T(ctx, "ouvert jusqu’au %s", i18n.Date(ctx, o.Closes))
		}
		facts = append(facts, f)
	}
	return facts
}
