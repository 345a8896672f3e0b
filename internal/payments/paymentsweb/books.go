package paymentsweb

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/ui"
)

type dayForm struct {
	Key  string `form:"cle"`
	Day  string `form:"jour" max:"10"`
	Done string `form:"fait"`
}

// dayView is the book of a day.
type dayView struct {
	Title    string
	Day      string
	Previous string
	Next     string
	CSV      string
	Gaps     ui.TableOf
	Compared string // Compared says when the card house was asked, and what came of it.
	Methods  ui.TableOf
	Incomes  ui.TableOf
	Tills    ui.TableOf
	Payments ui.TableOf
	Waiting  int // Waiting is how many refunds want somebody.
	Online   bool
	Key      string
	Done     string
	Problems ui.Problems
}

// dayOf is the day that is asked for, today when none is.
func (p Pages) dayOf(form dayForm) (civil.Day, error) {
	today := civil.DayOf(p.Clock.Now())
	if form.Day == "" {
		return today, nil
	}
	day, err := civil.ParseDay(form.Day)
	if err != nil || day > today {
		var problems fault.Problems
		problems.Add("jour", "Choisissez un jour passé ou aujourd’hui.")
		return today, problems.Err()
	}
	return day, nil
}

func (p Pages) day(w http.ResponseWriter, r *http.Request) error {
	var form dayForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, status := r.Context(), http.StatusOK
	day, wrong := p.dayOf(form)
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	book, err := p.Payments.BookOf(ctx, viewer(r), day)
	if err != nil {
		return err
	}
	waiting, err := p.Payments.RefundsIn(ctx, viewer(r), payments.Asked, payments.Failed)
	if err != nil {
		return err
	}
	v := p.dayView(ctx, book)
	v.Waiting, v.Problems = len(waiting), ui.ProblemsOf(ctx, wrong)
	if form.Done == "compare" {
		v.Done = i18n.T(ctx, "La liste du fournisseur est à jour.")
	}
	return ui.Show(w, r, status, dayPage(v))
}

func dayPath(day civil.Day) string { return "/gestion/paiements?jour=" + day.String() }

func (p Pages) dayView(ctx context.Context, b payments.DayBook) dayView {
	v := dayView{
		Title: i18n.T(ctx, "Paiements du %s", i18n.Date(ctx, b.Day.Time())), Day: b.Day.String(), Previous: dayPath(b.Day - 1),
		CSV: "/gestion/paiements.csv?jour=" + b.Day.String(), Online: p.Payments.Online(), Key: forms.NewKey(),
		Gaps: gapTable(ctx, b.Differences), Methods: methodTable(ctx, b.Methods), Incomes: incomeTable(ctx, b.Incomes, b.Apart), Tills: tillTable(ctx, b.Tills),
		Payments: dayTable(ctx, b.Payments),
	}
	if b.Day < civil.DayOf(p.Clock.Now()) {
		v.Next = dayPath(b.Day + 1)
	}
	switch {
	case !v.Online:
	case b.AskedAt.IsZero():
		v.Compared = i18n.T(ctx, "La liste du fournisseur n’a pas encore été demandée pour ce jour.")
	default:
		v.Compared = i18n.T(ctx, "Comparé avec la liste du fournisseur : %s.", i18n.Ago(ctx, b.AskedAt))
	}
	return v
}

func gapTable(ctx context.Context, gaps []payments.Gap) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Ce qui ne concorde pas"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Quoi")}, {Label: i18n.T(ctx, "Référence")}, {Label: i18n.T(ctx, "Aux livres"), Right: true}, {Label: i18n.T(ctx, "Trouvé"), Right: true},
	}}
	for _, g := range gaps {
		reference := ui.Cell{Text: g.Reference}
		if g.Bill != "" {
			reference.Href = "/gestion/caisse/factures/" + string(g.Bill)
		}
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{{Text: gapWords(ctx, g)}, reference, {Text: amount(ctx, g.Books)}, {Text: amount(ctx, g.Theirs)}}})
	}
	return t
}

func methodTable(ctx context.Context, flows []payments.Flow) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Par moyen"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Moyen")}, {Label: i18n.T(ctx, "Nombre"), Right: true}, {Label: i18n.T(ctx, "Reçu"), Right: true}, {Label: i18n.T(ctx, "Remboursé"), Right: true}, {Label: i18n.T(ctx, "Net"), Right: true},
	}}
	var in, out payments.Flow
	for _, f := range flows {
		in.In, in.Ins, out.Out, out.Outs = in.In+f.In, in.Ins+f.Ins, out.Out+f.Out, out.Outs+f.Outs
		t.Rows = append(t.Rows, flowRow(ctx, methodWords(ctx, f.Method), f))
	}
	if len(flows) > 0 {
		t.Rows = append(t.Rows, flowRow(ctx, i18n.T(ctx, "Total"), payments.Flow{In: in.In, Ins: in.Ins, Out: out.Out, Outs: out.Outs}))
	}
	return t
}

func flowRow(ctx context.Context, label string, f payments.Flow) ui.RowOf {
	return ui.RowOf{Cells: []ui.Cell{
		{Text: label}, {Text: strconv.Itoa(f.Ins + f.Outs)}, {Text: amount(ctx, f.In)}, {Text: amount(ctx, f.Out)}, {Text: amount(ctx, f.In-f.Out)},
	}}
}

func incomeTable(ctx context.Context, incomes, apart []payments.Earned) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Par revenu"), Quiet: true, Columns: []ui.ColumnOf{{Label: i18n.T(ctx, "Revenu")}, {Label: i18n.T(ctx, "Montant"), Right: true}}}
	var total money.Cents
	row := func(label string, of money.Cents) {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{{Text: label}, {Text: amount(ctx, of)}}})
	}
	for _, e := range incomes {
		row(incomeWords(ctx, e.Income), e.Amount)
		total += e.Amount
	}
	for _, e := range apart {
		row(apartWords(ctx, e), e.Amount)
		total += e.Amount
	}
	if len(t.Rows) > 0 {
		row(i18n.T(ctx, "Total"), total)
	}
	return t
}

func tillTable(ctx context.Context, tills []payments.Till) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Caisses fermées ce jour"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Caisse")}, {Label: i18n.T(ctx, "Tenue par")}, {Label: i18n.T(ctx, "Fermée")}, {Label: i18n.T(ctx, "Différence"), Right: true},
	}}
	for _, one := range tills {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: one.Number, Href: slipPath(one.ID)}, {Text: one.Name}, {Text: i18n.Time(ctx, one.ClosedAt)}, {Text: differenceWords(ctx, one)},
		}})
	}
	return t
}

// shownADay is how many payments of a day the page lists; the file has them all.
const shownADay = 100

func dayTable(ctx context.Context, all []payments.Payment) ui.TableOf {
	return takenTable(ctx, all[:min(len(all), shownADay)], true)
}

// dayFile is the payments of a day as CSV (RFC 4180), in UTF-8 with a mark so that spreadsheets
// read the accents. It names nobody: a number leads to the bill.
func (p Pages) dayFile(w http.ResponseWriter, r *http.Request) error {
	var form dayForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	day, err := p.dayOf(form)
	if err != nil {
		return err
	}
	book, err := p.Payments.BookOf(r.Context(), viewer(r), day)
	if err != nil {
		return err
	}
	if err := p.Payments.Exported(r.Context(), viewer(r), day); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="paiements-`+day.String()+`.csv"`)
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return err
	}
	file := csv.NewWriter(w)
	file.UseCRLF = true
	file.Write([]string{"heure", "facture", "moyen", "montant", "arrondi", "remis", "rendu", "reference", "fournisseur", "caisse"})
	for _, one := range book.Payments {
		file.Write([]string{
			civil.TimeOf(one.At).String(), one.Number, string(one.Method), one.Amount.Plain(), one.Rounding.Plain(), one.Given.Plain(), one.Change.Plain(),
			plainCell(one.Reference), plainCell(one.Provider), string(one.Till),
		})
	}
	file.Flush()
	return file.Error()
}

// plainCell keeps a spreadsheet from running a text as a formula (OWASP, CSV injection).
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

func (p Pages) compare(w http.ResponseWriter, r *http.Request) error {
	var form dayForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	day, err := p.dayOf(form)
	if err != nil {
		return err
	}
	if err := p.Payments.AskList(r.Context(), day); err != nil {
		return err
	}
	return ui.SeeOther(w, r, dayPath(day)+"&fait=compare")
}
