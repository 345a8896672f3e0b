package taxweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sem/internal/i18n"
	"sem/internal/paper"
	"sem/internal/tax"
	"sem/internal/ui"
)

// statement is the account of a year on paper.
func (p Pages) statement(w http.ResponseWriter, r *http.Request) error {
	o, all, err := p.find(r)
	if err != nil {
		return err
	}
	year, err := yearOf(r)
	if err != nil {
		return err
	}
	ctx := onPaper(r.Context())
	f, err := p.Tax.File(ctx, o.Property, year, o.from())
	if err != nil {
		return err
	}
	owners, err := p.names(ctx, o)
	if err != nil {
		return err
	}
	v := p.view(ctx, o, all, f)
	d := p.sheet(ctx, i18n.T(ctx, "Relevé de compte de taxes %s", v.Year), o)
	d.Facts(
		paper.Fact{Label: i18n.T(ctx, "Matricule"), Value: v.Matricule},
		paper.Fact{Label: i18n.T(ctx, "Au nom de"), Value: owners}, paper.Fact{Label: i18n.T(ctx, "En date du"), Value: i18n.Date(ctx, f.Today().Time())},
	)
	answerOn(ctx, d, v)
	for i, b := range v.Bills {
		billOn(ctx, d, b, i == 0, f.Bills[i])
	}
	d.Heading(2, i18n.T(ctx, "Quand une date est passée"))
	for _, l := range howInterest(ctx, f.Bills[0].Rule) {
		d.Paragraph(l)
	}
	d.Note(i18n.T(ctx, "Ce relevé dit où en est le compte selon les données du service des finances. Le compte imprimé fait foi."))
	if v.Received != "" {
		d.Note(v.Received)
	}
	return paper.Serve(w, r, "releve-taxes-"+v.Year+".pdf", d)
}

// onPaper is ctx where dates say their year: a sheet is read years later.
func onPaper(ctx context.Context) context.Context { return i18n.WithNow(ctx, time.Time{}) }

func (p Pages) sheet(ctx context.Context, title string, o owned) *paper.Document {
	city := ui.CityFrom(ctx)
	return paper.New(paper.Sheet{
		Title: title, Language: language(ctx), City: i18n.T(ctx, "Ville de %s", city.Name), Subject: o.Line,
		Letterhead: []string{i18n.T(ctx, "Ville de %s", city.Name), i18n.T(ctx, "Service des finances"), city.Phone},
		Scale:      scale(ctx), Footer: i18n.T(ctx, "%s, matricule %s", title, o.Matricule), Made: p.Clock.Now(),
	})
}

// scale is the reader's text size.
func scale(ctx context.Context) float64 {
	switch ui.PrefsFrom(ctx).Text {
	case 2:
		return 1.5
	case 3:
		return 2
	}
	return 1
}

// names are the owners as the bill names them: one, « et autres ».
func (p Pages) names(ctx context.Context, o owned) (string, error) {
	owners, err := p.Roll.HoldersOf(ctx, p.Tax.DB, o.Property)
	if err != nil {
		return "", err
	}
	person, err := p.People.Person(ctx, o.Person)
	if err != nil {
		return "", err
	}
	if len(owners) > 1 {
		return i18n.T(ctx, "%s et autres", person.Name()), nil
	}
	return person.Name(), nil
}

func answerOn(ctx context.Context, d *paper.Document, v accountView) {
	d.Heading(2, v.Answer.Sentence)
	if v.Answer.Amount != "" {
		d.Strong(v.Answer.Amount)
	}
	d.Paragraph(v.Answer.Then)
	if len(v.Answer.Late) > 0 {
		d.List(v.Answer.Late...)
	}
	if v.Answer.Credit != "" {
		d.Paragraph(v.Answer.Credit)
	}
	if v.Answer.Owed {
		d.Facts(paper.Fact{Label: i18n.T(ctx, "Fournisseur, à votre institution financière"), Value: v.Answer.Payee}, paper.Fact{Label: i18n.T(ctx, "Numéro de référence"), Value: v.Answer.Reference})
	}
}

func billOn(ctx context.Context, d *paper.Document, b billView, first bool, from tax.Bill) {
	if !first {
		d.Heading(2, b.Title)
	}
	if len(b.Instalments) > 0 {
		dates := paper.Table{
			Caption: i18n.T(ctx, "Les versements"),
			Columns: []paper.Column{{Title: i18n.T(ctx, "À payer le")}, {Title: i18n.T(ctx, "Où il en est")}, {Title: i18n.T(ctx, "Montant"), Right: true}},
		}
		for _, in := range b.Instalments {
			dates.Rows = append(dates.Rows, []string{in.Day, strings.TrimSuffix(in.State+". "+in.More, ". "), in.Amount})
		}
		d.Table(dates)
	}
	table := paper.Table{
		Caption: i18n.T(ctx, "Les lignes du compte %s", from.Number), Foot: []string{i18n.T(ctx, "Total"), "", b.Total},
		Columns: []paper.Column{{Title: i18n.T(ctx, "Ligne du compte")}, {Title: i18n.T(ctx, "Comment elle se compte")}, {Title: i18n.T(ctx, "Montant"), Right: true}},
	}
	for _, l := range b.Lines {
		table.Rows = append(table.Rows, []string{l.Label, l.Words, l.Amount})
	}
	d.Table(table)
	if len(from.Balance.Payments) == 0 {
		return
	}
	paid := paper.Table{
		Caption: i18n.T(ctx, "Les paiements reçus"), Foot: []string{i18n.T(ctx, "Total"), "", amount(ctx, from.Balance.Received)},
		Columns: []paper.Column{{Title: i18n.T(ctx, "Reçu le")}, {Title: i18n.T(ctx, "Par")}, {Title: i18n.T(ctx, "Montant"), Right: true}},
	}
	for _, pay := range from.Balance.Payments {
		paid.Rows = append(paid.Rows, []string{i18n.DateOnly(ctx, pay.Day.Time()), methodWords(ctx, pay.Method), amount(ctx, pay.Amount)})
	}
	d.Table(paid)
}

func methodWords(ctx context.Context, m tax.Method) string {
	switch m {
	case tax.ByBank:
		return i18n.T(ctx, "institution financière")
	case tax.ByAgreement:
		return i18n.T(ctx, "paiement préautorisé")
	case tax.ByCounter:
		return i18n.T(ctx, "comptoir")
	case tax.ByCheque:
		return i18n.T(ctx, "chèque")
	case tax.ByLender:
		return i18n.T(ctx, "créancier hypothécaire")
	case tax.ByReimbursement:
		return i18n.T(ctx, "remboursement de la Ville")
	}
	return i18n.T(ctx, "autre")
}

// receipt is one payment on paper.
func (p Pages) receipt(w http.ResponseWriter, r *http.Request) error {
	o, _, err := p.find(r)
	if err != nil {
		return err
	}
	year, err := yearOf(r)
	if err != nil {
		return err
	}
	ctx := onPaper(r.Context())
	f, err := p.Tax.File(ctx, o.Property, year, o.from())
	if err != nil {
		return err
	}
	id, isPDF := strings.CutSuffix(r.PathValue("paiement"), ".pdf")
	for _, b := range f.Bills {
		for _, pay := range b.Balance.Payments {
			if !isPDF || string(pay.ID) != id || pay.Amount <= 0 {
				continue
			}
			d, err := p.receiptOf(ctx, o, b, pay)
			if err != nil {
				return err
			}
			return paper.Serve(w, r, "recu-taxes-"+string(pay.Day)+".pdf", d)
		}
	}
	return tax.ErrNoAccount
}

func (p Pages) receiptOf(ctx context.Context, o owned, b tax.Bill, pay tax.Applied) (*paper.Document, error) {
	owners, err := p.names(ctx, o)
	if err != nil {
		return nil, err
	}
	d := p.sheet(ctx, i18n.T(ctx, "Reçu de paiement de taxes"), o)
	d.Heading(2, i18n.T(ctx, "Nous avons reçu %s le %s", amount(ctx, pay.Amount), i18n.Date(ctx, pay.Day.Time())))
	d.Facts(
		paper.Fact{Label: i18n.T(ctx, "Matricule"), Value: o.Matricule.String()},
		paper.Fact{Label: i18n.T(ctx, "Au nom de"), Value: owners}, paper.Fact{Label: i18n.T(ctx, "Compte"), Value: b.Number + " (" + strconv.Itoa(b.Year) + ")"},
		paper.Fact{Label: i18n.T(ctx, "Référence du paiement"), Value: pay.Reference}, paper.Fact{Label: i18n.T(ctx, "Par"), Value: methodWords(ctx, pay.Method)},
	)
	table := paper.Table{
		Caption: i18n.T(ctx, "À quoi ce paiement a servi"), Foot: []string{i18n.T(ctx, "Total"), amount(ctx, pay.Amount)},
		Columns: []paper.Column{{Title: i18n.T(ctx, "Ligne du compte")}, {Title: i18n.T(ctx, "Montant"), Right: true}},
	}
	for _, part := range []struct {
		label string
		cents string
		isNil bool
	}{
		{i18n.T(ctx, "Taxes"), amount(ctx, pay.Principal), pay.Principal == 0}, {i18n.T(ctx, "Intérêt"), amount(ctx, pay.Interest), pay.Interest == 0},
		{i18n.T(ctx, "Pénalité"), amount(ctx, pay.Penalty), pay.Penalty == 0}, {i18n.T(ctx, "Payé en trop"), amount(ctx, pay.Over), pay.Over == 0},
	} {
		if !part.isNil {
			table.Rows = append(table.Rows, []string{part.label, part.cents})
		}
	}
	d.Table(table)
	return d, nil
}
