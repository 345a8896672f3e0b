package slipsweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sem/internal/i18n"
	"sem/internal/paper"
	"sem/internal/slips"
	"sem/internal/ui"
)

// paper is one's own slip.
func (p Pages) paper(w http.ResponseWriter, r *http.Request) error {
	slip, err := p.Slips.Slip(r.Context(), viewer(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	d, err := p.sheet(r.Context(), []slips.Slip{slip})
	if err != nil {
		return err
	}
	return paper.Serve(w, r, "releve-24-"+strconv.Itoa(slip.Year)+"-"+slip.Number+".pdf", d)
}

// sheet are slips on paper, each on a page of its own.
func (p Pages) sheet(ctx context.Context, all []slips.Slip) (*paper.Document, error) {
	filer, err := p.Slips.Filer(ctx)
	if err != nil {
		return nil, err
	}
	ctx = i18n.WithNow(ctx, time.Time{}) // A slip is read years later: dates say their year.
	title := i18n.T(ctx, "Relevé 24, année %d", all[0].Year)
	d := paper.New(paper.Sheet{
		Title: title, Language: string(i18n.Lang(ctx)), City: filer.Name, Subject: i18n.T(ctx, "Frais de garde d’enfants"),
		Letterhead: []string{filer.Line, filer.Town + " (Québec)  " + filer.PostalCode, i18n.T(ctx, "NEQ %s", filer.NEQ)},
		Scale:      []float64{1, 1, 1.5, 2}[min(max(ui.PrefsFrom(ctx).Text, 0), 3)], Footer: title, Made: p.Clock.Now(),
	})
	for i, slip := range all {
		if i > 0 {
			d.NewPage()
			d.Heading(1, title)
		}
		onPaper(ctx, d, slip)
	}
	return d, nil
}

func onPaper(ctx context.Context, d *paper.Document, slip slips.Slip) {
	c := slip.Content
	d.Paragraph(strings.ReplaceAll(c.PayerName+"\n"+c.PayerAddress, "\n", ", "))
	facts := []paper.Fact{
		{Label: i18n.T(ctx, "Code du relevé"), Value: string(slip.Code) + ", " + codeWords(ctx, slip.Code)},
		{Label: i18n.T(ctx, "Numéro du relevé"), Value: slip.Number},
	}
	if slip.Code == slips.Amended {
		facts = append(facts, paper.Fact{Label: i18n.T(ctx, "Remplace le relevé"), Value: slip.Replaces}, paper.Fact{Label: i18n.T(ctx, "Ce qui change"), Value: changeWords(ctx, slip.Changed)})
	}
	facts = append(facts,
		paper.Fact{Label: i18n.T(ctx, "Enfant"), Value: c.ChildName}, paper.Fact{Label: i18n.T(ctx, "Date de naissance"), Value: c.ChildBirth},
		paper.Fact{Label: i18n.T(ctx, "Fait le"), Value: i18n.DateOnly(ctx, slip.IssuedAt)},
	)
	d.Facts(facts...)
	if slip.Code == slips.Cancelled {
		d.Strong(i18n.T(ctx, "Annulé : ne mettez pas ces montants dans votre déclaration de revenus."))
	}
	var rows [][]string
	for _, f := range boxFacts(ctx, c) {
		rows = append(rows, []string{f.Label, f.Value})
	}
	d.Table(paper.Table{Caption: i18n.T(ctx, "Ce que dit le relevé"), Rows: rows, Columns: []paper.Column{{Title: i18n.T(ctx, "Case"), Share: 3}, {Title: i18n.T(ctx, "Montant"), Right: true, Share: 1}}})
	if c.Halved {
		d.Paragraph(i18n.T(ctx, "Deux parents partagent ces frais en parts égales : ces montants sont la moitié de ce que disent les lignes ci-dessous."))
	}
	t := paper.Table{Caption: i18n.T(ctx, "D’où viennent ces montants"), Columns: []paper.Column{
		{Title: i18n.T(ctx, "Date"), Share: 2}, {Title: i18n.T(ctx, "Ligne"), Share: 5}, {Title: i18n.T(ctx, "Facture"), Share: 2}, {Title: i18n.T(ctx, "Crédit d’impôt"), Share: 2}, {Title: i18n.T(ctx, "Montant"), Right: true, Share: 2},
	}}
	for _, l := range c.Lines {
		t.Rows = append(t.Rows, []string{i18n.DateOnly(ctx, l.Day.Time()), l.Text.In(ctx), l.Bill, countsWords(ctx, l.Childcare), amount(ctx, l.Amount)})
	}
	d.Table(t)
	d.Note(i18n.T(ctx, "Gardez ce relevé six ans avec vos déclarations de revenus. Le numéro d’assurance sociale n’y est pas écrit : s’il a été donné, Revenu Québec l’a reçu."))
}
