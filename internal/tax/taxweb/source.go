package taxweb

import (
	"context"
	"slices"
	"strconv"
	"time"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/tax"
)

// Source is what the tax accounts give to the owner's file: the instalments to pay, as
// things to do and in the calendar, what happened, and a copy of it all.
//
// The dashboard says amounts without asking for the password again: it is the owner's own,
// and what is owed by when is what they come for. The account itself, with its lines and
// what is late, asks.
type Source struct{ Pages Pages }

// Name is the room's name as the person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "Vos taxes") }

// held is the bills of a look, with the properties they are of.
type held struct {
	properties []owned
	bills      []tax.Bill
}

func (h held) of(id places.PropertyID) owned {
	i := slices.IndexFunc(h.properties, func(o owned) bool { return o.Property == id })
	if i < 0 {
		return owned{}
	}
	return h.properties[i]
}

// name says which property, when there are several, and whose when it is not the viewer's.
func (h held) name(id places.PropertyID) string {
	if len(h.properties) < 2 && h.of(id).Owner == "" {
		return ""
	}
	return joined(h.of(id).Line, h.of(id).Owner)
}

type heldKey struct{}

// held reads the bills of the viewer's properties once for all the blocks of a page.
func (s Source) held(ctx context.Context, scope dossier.Scope) (held, error) {
	return dossier.Once(scope, heldKey{}, func() (held, error) {
		all, err := s.owned(ctx, scope)
		if err != nil || len(all) == 0 {
			return held{}, err
		}
		ids := make([]places.PropertyID, len(all))
		for i, o := range all {
			ids[i] = o.Property
		}
		bills, err := s.Pages.Tax.Bills(ctx, ids...)
		h := held{properties: all}
		for _, o := range all {
			h.bills = append(h.bills, tax.From(o.among(bills), o.from())...)
		}
		return h, err
	})
}

// owned is Pages.owned by the reading that the property shares.
func (s Source) owned(ctx context.Context, scope dossier.Scope) ([]owned, error) {
	whose := scope.Mandated(people.Property)
	all, err := dossier.Once(scope, property.HeldInLook{}, func() ([]property.Holding, error) {
		return s.Pages.Roll.HeldByEach(ctx, dossier.IDs(whose)...)
	})
	return ownedAmong(all, whose), err
}

// ToDo are the instalments due within thirty days, and those past their day.
func (s Source) ToDo(ctx context.Context, scope dossier.Scope) ([]dossier.Task, error) {
	h, err := s.held(ctx, scope)
	if err != nil {
		return nil, err
	}
	var tasks []dossier.Task
	today := tax.DayAt(scope.Now)
	for _, o := range tax.OpenInstalments(h.bills) {
		if o.State != tax.Late && today.Until(o.Called) > 30 {
			continue
		}
		t := dossier.Task{
			Day: o.Called.Time(), Title: i18n.T(ctx, "Payer %s de taxes", amount(ctx, o.Owing())), Text: h.name(o.Bill.Property),
			Action: i18n.T(ctx, "Voir comment payer"), Path: h.of(o.Bill.Property).path(),
		}
		if o.State == tax.Late {
			t.Text = joined(t.Text, i18n.T(ctx, "La date est passée depuis le %s.", i18n.DateOnly(ctx, o.Called.Time())))
		} else {
			t.Text = joined(t.Text, i18n.T(ctx, "Au plus tard le %s.", date(ctx, o.Called)))
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

// Coming are the instalments due between two times.
func (s Source) Coming(ctx context.Context, scope dossier.Scope, from, to time.Time) ([]dossier.Occasion, error) {
	h, err := s.held(ctx, scope)
	if err != nil {
		return nil, err
	}
	var coming []dossier.Occasion
	for _, o := range tax.OpenInstalments(h.bills) {
		at := o.Called.Time()
		if at.Before(from) || !at.Before(to) {
			continue
		}
		coming = append(coming, dossier.Occasion{
			At: at, AllDay: true, Title: joined(i18n.T(ctx, "Versement de taxes, %s", amount(ctx, o.Owing())), h.name(o.Bill.Property)),
			Icon: "i-receipt", Path: h.of(o.Bill.Property).path(),
		})
	}
	return coming, nil
}

// kindTaxes is the word that the timeline is filtered by.
const kindTaxes = "taxes"

// Kinds are the filters of the timeline that taxes answer to.
func (Source) Kinds(ctx context.Context) []dossier.Kind {
	return []dossier.Kind{{Value: kindTaxes, Label: i18n.T(ctx, "Taxes")}}
}

// Entries are the bills sent and the payments received.
func (s Source) Entries(ctx context.Context, scope dossier.Scope, f dossier.Filter) ([]dossier.Entry, error) {
	h, err := s.held(ctx, scope)
	if err != nil {
		return nil, err
	}
	var entries []dossier.Entry
	add := func(day tax.Day, e dossier.Entry) {
		e.At, e.AllDay, e.Kind = day.Time(), true, kindTaxes
		if f.Before.IsZero() || e.At.Before(f.Before) {
			entries = append(entries, e)
		}
	}
	for _, b := range h.bills {
		if f.Person != "" && f.Person != h.of(b.Property).Person {
			continue
		}
		path := h.of(b.Property).path() + "/" + strconv.Itoa(b.Year)
		add(b.SentOn, dossier.Entry{Title: issued(ctx, b), Text: h.name(b.Property), Path: path, Icon: "i-receipt"})
		for _, p := range b.Payments {
			add(p.Day, dossier.Entry{Title: i18n.T(ctx, "Paiement de taxes reçu : %s", amount(ctx, p.Amount)), Text: h.name(b.Property), Channel: methodWords(ctx, p.Method), Path: path, Icon: "i-check-circle"})
		}
	}
	slices.SortStableFunc(entries, func(a, b dossier.Entry) int { return b.At.Compare(a.At) })
	return entries[:min(len(entries), f.Limit)], nil
}

func issued(ctx context.Context, b tax.Bill) string {
	switch b.Kind {
	case tax.Supplement:
		return i18n.T(ctx, "Supplément de taxes %d : %s", b.Year, amount(ctx, b.Total))
	case tax.Refund:
		return i18n.T(ctx, "Remboursement de taxes %d : %s", b.Year, amount(ctx, -b.Total))
	}
	return i18n.T(ctx, "Compte de taxes %d : %s", b.Year, amount(ctx, b.Total))
}

// Export is every account of the viewer's own properties, and what they chose about them.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	who := people.ID(scope.Viewer.Person)
	all, err := s.owned(ctx, scope)
	if err != nil {
		return nil, err
	}
	var bills []tax.Bill
	for _, o := range all {
		if o.Owner != "" {
			continue // Whoever gave a mandate takes their own copy.
		}
		own, err := s.Pages.Tax.WithLines(ctx, o.Property)
		if err != nil {
			return nil, err
		}
		bills = append(bills, tax.From(own, o.from())...)
	}
	consents, err := s.Pages.Tax.Consents(ctx, who)
	if err != nil {
		return nil, err
	}
	chosen := dossier.Section{Name: "taxes_courriel", Columns: []string{"propriete", "texte", "accepte_le", "retire_le"}}
	for _, c := range consents {
		chosen.Rows = append(chosen.Rows, []any{string(c.Property), c.Wording, c.GivenAt, c.WithdrawnAt})
	}
	return append(billSections(bills), chosen), nil
}

func billSections(bills []tax.Bill) []dossier.Section {
	accounts := dossier.Section{Name: "taxes_comptes", Columns: []string{"compte", "annee", "genre", "matricule", "envoye_le", "total", "solde"}}
	lines := dossier.Section{Name: "taxes_lignes", Columns: []string{"compte", "ligne", "portee", "sorte_base", "base", "taux", "montant"}}
	instalments := dossier.Section{Name: "taxes_versements", Columns: []string{"compte", "date", "montant", "reste", "interet", "penalite", "etat"}}
	payments := dossier.Section{Name: "taxes_paiements", Columns: []string{"compte", "reference", "date", "mode", "montant"}}
	for _, b := range bills {
		accounts.Rows = append(accounts.Rows, []any{b.Number, b.Year, string(b.Kind), b.Matricule.String(), string(b.SentOn), b.Total.Plain(), b.Balance.Owing().Plain()})
		for _, l := range b.Lines {
			lines.Rows = append(lines.Rows, []any{b.Number, l.Label, string(l.Scope), string(l.Basis), quantity(i18n.With(context.Background(), i18n.English), l.Base), l.Rate.In("en"), l.Amount.Plain()})
		}
		for _, s := range b.Balance.Instalments {
			instalments.Rows = append(instalments.Rows, []any{b.Number, string(s.Due), s.Amount.Plain(), s.Unpaid.Plain(), s.Interest.Plain(), s.Penalty.Plain(), string(s.State)})
		}
		for _, p := range b.Payments {
			payments.Rows = append(payments.Rows, []any{b.Number, p.Reference, string(p.Day), string(p.Method), p.Amount.Plain()})
		}
	}
	return []dossier.Section{accounts, lines, instalments, payments}
}

// Owing is what one property owes, in a sentence.
type Owing struct {
	Property places.PropertyID
	Line     string // Line is the address.
	Owner    string // Owner names who owns it, empty when it is the viewer.
	Text     string
	Path     string // Path leads to its account.
}

// Owing is what the properties of the viewer owe, and those of whoever gave them a mandate, for
// the block of the property on the dashboard.
func (s Source) Owing(ctx context.Context, scope dossier.Scope) ([]Owing, error) {
	h, err := s.held(ctx, scope)
	if err != nil {
		return nil, err
	}
	var all []Owing
	for _, o := range h.properties {
		all = append(all, Owing{Property: o.Property, Line: o.Line, Owner: o.Owner, Text: owes(ctx, o.among(h.bills)), Path: o.path()})
	}
	return all, nil
}
