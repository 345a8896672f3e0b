package paymentsweb

import (
	"context"

	"sem/internal/i18n"
	"sem/internal/payments"
	"sem/internal/ui"
)

func methodWords(ctx context.Context, m payments.Method) string {
	switch m {
	case payments.Cash:
		return i18n.T(ctx, "Comptant")
	case payments.Cheque:
		return i18n.T(ctx, "Chèque")
	case payments.Terminal:
		return i18n.T(ctx, "Terminal au comptoir")
	case payments.Card:
		return i18n.T(ctx, "Carte, en ligne")
	case payments.Credit:
		return i18n.T(ctx, "Crédit à la Ville")
	case payments.Deferred:
		return i18n.T(ctx, "À payer plus tard")
	}
	return i18n.T(ctx, "Déduit de la facture")
}

// incomeWords names the incomes that the rooms of the town have; another bears its own name.
func incomeWords(ctx context.Context, income string) string {
	switch income {
	case "leisure":
		return i18n.T(ctx, "Loisirs")
	case "childcare":
		return i18n.T(ctx, "Garde d’enfants")
	case "options":
		return i18n.T(ctx, "Options")
	}
	return income
}

// apartWords say what makes the incomes of a day add up to what came in.
func apartWords(ctx context.Context, e payments.Earned) string {
	switch {
	case e.Income == "refunds" && e.Amount > 0:
		return i18n.T(ctx, "Remboursements promis, pas encore partis")
	case e.Income == "refunds":
		return i18n.T(ctx, "Remboursements partis, promis un autre jour")
	case e.Income == "receivable" && e.Amount < 0:
		return i18n.T(ctx, "Facturé, pas encore payé")
	case e.Income == "receivable":
		return i18n.T(ctx, "Payé pour des factures d’un autre jour")
	}
	return i18n.T(ctx, "Arrondi du comptant")
}

func billTag(ctx context.Context, b payments.Bill) ui.TagOf {
	switch {
	case b.State == payments.Void:
		return ui.TagOf{Label: i18n.T(ctx, "Annulée"), Icon: "i-x", Tone: ui.Neutral}
	case b.State == payments.Paid && b.Refunded > 0 && b.Refunded == b.Paid:
		return ui.TagOf{Label: i18n.T(ctx, "Remboursée"), Icon: "i-arrow-counter-clockwise", Tone: ui.Info}
	case b.State == payments.Paid:
		return ui.TagOf{Label: i18n.T(ctx, "Payée"), Icon: "i-check", Tone: ui.OK}
	case b.Deferred:
		return ui.TagOf{Label: i18n.T(ctx, "À payer plus tard"), Icon: "i-clock", Tone: ui.Warn}
	}
	return ui.TagOf{Label: i18n.T(ctx, "À payer"), Icon: "i-clock", Tone: ui.Warn}
}

func refundTag(ctx context.Context, s payments.RefundState) ui.TagOf {
	switch s {
	case payments.Asked:
		return ui.TagOf{Label: i18n.T(ctx, "Attend une deuxième personne"), Icon: "i-hourglass-medium", Tone: ui.Warn}
	case payments.Refused:
		return ui.TagOf{Label: i18n.T(ctx, "Refusé"), Icon: "i-prohibit", Tone: ui.Neutral}
	case payments.Given:
		return ui.TagOf{Label: i18n.T(ctx, "Remboursé"), Icon: "i-check", Tone: ui.OK}
	case payments.Failed:
		return ui.TagOf{Label: i18n.T(ctx, "Refusé par la carte"), Icon: "i-warning", Tone: ui.Bad}
	}
	return ui.TagOf{Label: i18n.T(ctx, "En route"), Icon: "i-hourglass-medium", Tone: ui.Info}
}

// refundTagForCitizen says of a refund what its payer should know: whose signature it waits for is the city's matter.
func refundTagForCitizen(ctx context.Context, s payments.RefundState) ui.TagOf {
	if s == payments.Asked || s == payments.Failed {
		return ui.TagOf{Label: i18n.T(ctx, "À l’étude"), Icon: "i-hourglass-medium", Tone: ui.Info}
	}
	return refundTag(ctx, s)
}

func wayWords(ctx context.Context, r payments.Refund) string {
	switch r.Way {
	case payments.Card:
		return i18n.T(ctx, "Sur la carte")
	case payments.Cheque:
		return i18n.T(ctx, "Par chèque")
	case payments.Credit:
		return i18n.T(ctx, "En crédit à la Ville")
	case payments.Cash:
		return i18n.T(ctx, "En comptant")
	}
	return i18n.T(ctx, "Déduit de la facture")
}

func gapWords(ctx context.Context, g payments.Gap) string {
	switch g.Kind {
	case payments.OnlyProvider:
		return i18n.T(ctx, "Le fournisseur l’a, les livres non")
	case payments.OnlyBooks:
		return i18n.T(ctx, "Les livres l’ont, le fournisseur non")
	case payments.OtherAmount:
		return i18n.T(ctx, "Le montant n’est pas le même")
	case payments.Unsettled:
		return i18n.T(ctx, "Un avis annonce un autre montant ou une autre monnaie")
	case payments.TillGap:
		return i18n.T(ctx, "Une caisse a été comptée autrement")
	}
	return i18n.T(ctx, "Une carte a refusé le remboursement")
}
