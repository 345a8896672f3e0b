package paymentsweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/ui"
)

type openForm struct {
	Key   string `form:"cle"`
	Float string `form:"fonds" max:"20"`
}

// countForm is what was counted, in dollars.
type countForm struct {
	Key      string `form:"cle"`
	Cash     string `form:"comptant" max:"20"`
	Cheques  string `form:"cheques" max:"20"`
	Terminal string `form:"terminal" max:"20"`
	Note     string `form:"note" max:"500"`
}

type findForm struct {
	Number string `form:"numero" max:"40"`
}

// tillView is one's own till.
type tillView struct {
	Done     string
	Open     bool
	Form     openForm
	Problems ui.Problems
	Number   string
	Facts    []ui.Fact
	Payments ui.TableOf
	Past     ui.TableOf
	Asked    string // Asked is the number that no bill bears.
	Wrong    string
}

func (p Pages) till(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v := tillView{Form: openForm{Key: forms.NewKey(), Float: "150,00"}}
	if form.Done == "ouverte" {
		v.Done = i18n.T(r.Context(), "Votre caisse est ouverte.")
	}
	return p.showTill(w, r, http.StatusOK, v)
}

func (p Pages) showTill(w http.ResponseWriter, r *http.Request, status int, v tillView) error {
	ctx, by := r.Context(), viewer(r)
	mine, err := p.Payments.MyTill(ctx, by)
	switch {
	case err == nil:
		v.Open, v.Number, v.Facts = true, mine.Number, tillFacts(ctx, mine)[:2] // What is expected is not told before it is counted.
		_, all, err := p.Payments.TillAs(ctx, by, mine.ID)
		if err != nil {
			return err
		}
		v.Payments = takenTable(ctx, all, true)
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	past, err := p.Payments.TillsOf(ctx, by, civil.Day(0))
	if err != nil {
		return err
	}
	v.Past = pastTable(ctx, past)
	return ui.Show(w, r, status, tillPage(v))
}

func tillFacts(ctx context.Context, t payments.Till) []ui.Fact {
	return []ui.Fact{
		{Label: i18n.T(ctx, "Ouverte"), Value: i18n.Ago(ctx, t.OpenedAt)},
		{Label: i18n.T(ctx, "Fonds de caisse"), Value: amount(ctx, t.Float)},
		{Label: i18n.T(ctx, "Comptant attendu"), Value: amount(ctx, t.Expected.Cash)},
		{Label: i18n.T(ctx, "Chèques"), Value: amount(ctx, t.Expected.Cheques)},
		{Label: i18n.T(ctx, "Terminal"), Value: amount(ctx, t.Expected.Terminal)},
	}
}

// takenTable are payments of a till, with links to their bills while it is open.
func takenTable(ctx context.Context, all []payments.Payment, links bool) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Paiements de cette caisse"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Facture")}, {Label: i18n.T(ctx, "Heure")}, {Label: i18n.T(ctx, "Par")}, {Label: i18n.T(ctx, "Référence")}, {Label: i18n.T(ctx, "Montant"), Right: true},
	}}
	for _, p := range all {
		bill := ui.Cell{Text: p.Number}
		if links {
			bill.Href = "/gestion/caisse/factures/" + string(p.Bill)
		}
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			bill, {Text: i18n.Time(ctx, p.At)}, {Text: methodWords(ctx, p.Method)}, {Text: p.Reference}, {Text: amount(ctx, p.Amount+p.Rounding)},
		}})
	}
	return t
}

func pastTable(ctx context.Context, past []payments.Till) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Mes fermetures"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Caisse")}, {Label: i18n.T(ctx, "Ouverte")}, {Label: i18n.T(ctx, "Fermée")}, {Label: i18n.T(ctx, "Différence"), Right: true},
	}}
	for _, one := range past {
		if one.ClosedAt.IsZero() {
			continue
		}
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: one.Number, Href: slipPath(one.ID)}, {Text: i18n.Ago(ctx, one.OpenedAt)}, {Text: i18n.Ago(ctx, one.ClosedAt)}, {Text: differenceWords(ctx, one)},
		}})
	}
	return t
}

func slipPath(t payments.TillID) string {
	return "/gestion/caisse/fermetures/" + url.PathEscape(string(t))
}

func differenceWords(ctx context.Context, t payments.Till) string {
	if !t.Differs() {
		return i18n.T(ctx, "Aucune")
	}
	return amount(ctx, t.Difference())
}

func (p Pages) openTill(w http.ResponseWriter, r *http.Request) error {
	var form openForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	var problems fault.Problems
	float := dollars(&problems, "fonds", form.Float)
	err := problems.Err()
	if err == nil {
		_, err = p.Payments.OpenTill(r.Context(), viewer(r), float, key(r))
	}
	if fault.KindOf(err) == fault.Invalid {
		return p.showTill(w, r, http.StatusUnprocessableEntity, tillView{Form: form, Problems: ui.ProblemsOf(r.Context(), err)})
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/caisse?fait=ouverte")
}

// dollars reads an amount of a form; nothing is zero.
func dollars(problems *fault.Problems, field, typed string) money.Cents {
	if strings.TrimSpace(typed) == "" {
		return 0
	}
	c, err := money.Parse(typed)
	if err != nil {
		problems.Add(field, "Écrivez un montant en dollars, par exemple 150,00.")
	}
	return c
}

// closingView asks what is in the till, without saying what should be.
type closingView struct {
	Number   string
	Form     countForm
	Facts    []ui.Fact // Facts is what the books expect, once something was counted otherwise.
	Problems ui.Problems
}

func (p Pages) closing(w http.ResponseWriter, r *http.Request) error {
	t, err := p.Payments.MyTill(r.Context(), viewer(r))
	if fault.KindOf(err) == fault.NotFound {
		return ui.SeeOther(w, r, "/gestion/caisse")
	}
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, closingPage(closingView{Number: t.Number, Form: countForm{Key: forms.NewKey()}}))
}

func (p Pages) closeTill(w http.ResponseWriter, r *http.Request) error {
	var form countForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	var problems fault.Problems
	found := payments.Count{
		Cash: dollars(&problems, "comptant", form.Cash), Cheques: dollars(&problems, "cheques", form.Cheques), Terminal: dollars(&problems, "terminal", form.Terminal),
	}
	err := problems.Err()
	var closed payments.Till
	if err == nil {
		closed, err = p.Payments.CloseTill(ctx, viewer(r), found, form.Note, key(r))
	}
	if fault.KindOf(err) == fault.Invalid {
		t, wrong := p.Payments.MyTill(ctx, viewer(r))
		if wrong != nil {
			return wrong
		}
		v := closingView{Number: t.Number, Form: form, Problems: ui.ProblemsOf(ctx, err)}
		if v.Problems.Wrong("note") != "" {
			v.Facts = append(tillFacts(ctx, t)[2:], ui.Fact{Label: i18n.T(ctx, "Différence"), Value: amount(ctx, found.Cash+found.Cheques+found.Terminal-t.Expected.Cash-t.Expected.Cheques-t.Expected.Terminal)})
		}
		return ui.Show(w, r, http.StatusUnprocessableEntity, closingPage(v))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, slipPath(closed.ID))
}

// slipView is the closing slip of a till.
type slipView struct {
	Title    string
	Facts    []ui.Fact
	Counts   ui.TableOf
	Payments ui.TableOf
	Note     string
	Differs  bool
}

func (p Pages) slip(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t, all, err := p.Payments.TillAs(ctx, viewer(r), payments.TillID(r.PathValue("id")))
	if err == nil && t.ClosedAt.IsZero() {
		err = fault.New(fault.NotFound, "Cette caisse est encore ouverte.")
	}
	if err != nil {
		return err
	}
	v := slipView{
		Title: i18n.T(ctx, "Fermeture de caisse %s", t.Number), Note: t.Note, Differs: t.Differs(), Payments: takenTable(ctx, all, false),
		Facts: []ui.Fact{
			{Label: i18n.T(ctx, "Tenue par"), Value: t.Name}, {Label: i18n.T(ctx, "Ouverte"), Value: i18n.DateTime(ctx, t.OpenedAt)},
			{Label: i18n.T(ctx, "Fermée"), Value: i18n.DateTime(ctx, t.ClosedAt)}, {Label: i18n.T(ctx, "Fonds de caisse"), Value: amount(ctx, t.Float)},
		},
		Counts: ui.TableOf{Caption: i18n.T(ctx, "Ce qui a été compté"), Quiet: true, Columns: []ui.ColumnOf{
			{Label: i18n.T(ctx, "Moyen")}, {Label: i18n.T(ctx, "Attendu"), Right: true}, {Label: i18n.T(ctx, "Compté"), Right: true}, {Label: i18n.T(ctx, "Différence"), Right: true},
		}},
	}
	for _, c := range []struct {
		label        string
		want, counts money.Cents
	}{
		{i18n.T(ctx, "Comptant, avec le fonds"), t.Expected.Cash, t.Counted.Cash}, {i18n.T(ctx, "Chèques"), t.Expected.Cheques, t.Counted.Cheques},
		{i18n.T(ctx, "Terminal"), t.Expected.Terminal, t.Counted.Terminal},
	} {
		v.Counts.Rows = append(v.Counts.Rows, ui.RowOf{Cells: []ui.Cell{{Text: c.label}, {Text: amount(ctx, c.want)}, {Text: amount(ctx, c.counts)}, {Text: amount(ctx, c.counts-c.want)}}})
	}
	return ui.Show(w, r, http.StatusOK, slipPage(v))
}
