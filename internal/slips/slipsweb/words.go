package slipsweb

import (
	"context"
	"strings"

	"sem/internal/i18n"
	"sem/internal/slips"
	"sem/internal/ui"
)

func codeWords(ctx context.Context, c slips.Code) string {
	switch c {
	case slips.Original:
		return i18n.T(ctx, "Original")
	case slips.Amended:
		return i18n.T(ctx, "Modifié")
	case slips.Cancelled:
		return i18n.T(ctx, "Annulé")
	}
	return ""
}

func codeTag(ctx context.Context, c slips.Code) ui.TagOf {
	t := ui.TagOf{Label: codeWords(ctx, c), Icon: "i-check-circle", Tone: ui.OK}
	switch c {
	case slips.Amended:
		t.Icon, t.Tone = "i-pencil-simple", ui.Info
	case slips.Cancelled:
		t.Icon, t.Tone = "i-x", ui.Warn
	}
	return t
}

func changeWords(ctx context.Context, all []slips.Change) string {
	var words []string
	for _, c := range all {
		switch c {
		case slips.NameChanged:
			words = append(words, i18n.T(ctx, "le nom"))
		case slips.ChildChanged:
			words = append(words, i18n.T(ctx, "l’enfant"))
		case slips.DaysChanged:
			words = append(words, i18n.T(ctx, "les jours de garde"))
		case slips.AmountChanged:
			words = append(words, i18n.T(ctx, "les montants"))
		}
	}
	return i18n.List(ctx, words)
}

func lackWords(ctx context.Context, all []slips.Lack) string {
	var words []string
	for _, l := range all {
		switch l {
		case slips.NoAddress:
			words = append(words, i18n.T(ctx, "adresse"))
		case slips.NoBirth:
			words = append(words, i18n.T(ctx, "date de naissance de l’enfant"))
		case slips.NoNAS:
			words = append(words, i18n.T(ctx, "numéro d’assurance sociale"))
		}
	}
	return strings.Join(words, ", ")
}

// stateTag is where a draft stands for those who issue.
func stateTag(ctx context.Context, d slips.Draft) ui.TagOf {
	switch {
	case d.Code() == "" && d.Last != nil:
		return ui.TagOf{Label: i18n.T(ctx, "Émis"), Icon: "i-check-circle", Tone: ui.OK}
	case d.Code() == "":
		return ui.TagOf{Label: i18n.T(ctx, "Rien à déclarer")}
	case d.Held():
		return ui.TagOf{Label: i18n.T(ctx, "En attente"), Icon: "i-hourglass-medium", Tone: ui.Warn}
	case d.Code() == slips.Amended:
		return ui.TagOf{Label: i18n.T(ctx, "À modifier"), Icon: "i-pencil-simple", Tone: ui.Info}
	case d.Code() == slips.Cancelled:
		return ui.TagOf{Label: i18n.T(ctx, "À annuler"), Icon: "i-x", Tone: ui.Warn}
	}
	return ui.TagOf{Label: i18n.T(ctx, "À émettre"), Icon: "i-receipt", Tone: ui.Info}
}

// lineTable explains amounts line by line.
func lineTable(ctx context.Context, c slips.Content, caption string) ui.TableOf {
	t := ui.TableOf{Caption: caption, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Date")}, {Label: i18n.T(ctx, "Ligne")}, {Label: i18n.T(ctx, "Facture")}, {Label: i18n.T(ctx, "Crédit d’impôt")}, {Label: i18n.T(ctx, "Montant"), Right: true},
	}}
	for _, l := range c.Lines {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: i18n.DateOnly(ctx, l.Day.Time())}, {Text: l.Text.In(ctx)}, {Text: l.Bill}, {Text: countsWords(ctx, l.Childcare)}, {Text: amount(ctx, l.Amount)},
		}})
	}
	return t
}

func countsWords(ctx context.Context, childcare bool) string {
	if childcare {
		return i18n.T(ctx, "oui")
	}
	return i18n.T(ctx, "non")
}

// boxFacts are the boxes of a slip.
func boxFacts(ctx context.Context, c slips.Content) []ui.Fact {
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "Payé en tout (case C)"), Value: amount(ctx, c.Paid)},
		{Label: i18n.T(ctx, "Repas, sorties et autres, qui ne donnent pas droit au crédit (case D)"), Value: amount(ctx, c.Ineligible)},
		{Label: i18n.T(ctx, "Garde, qui donne droit au crédit (case E)"), Value: amount(ctx, c.Eligible)},
	}
	if c.Days > 0 {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Jours de garde (case B)"), Value: i18n.TN(ctx, "%d jour", "%d jours", c.Days)})
	}
	return facts
}

func nasLabel(ctx context.Context, kept bool) string {
	if kept {
		return i18n.T(ctx, "Remplacer ce numéro")
	}
	return i18n.T(ctx, "Enregistrer ce numéro")
}
