package slips

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/session"
)

// february is Thursday 11 February 2027: the slips of 2026 are due by the end of the month.
var february = time.Date(2027, 2, 11, 15, 0, 0, 0, time.UTC)

var (
	marie = session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie"}
	luc   = session.Viewer{Account: "compte-luc", Person: "luc", Name: "Luc"}
	nadia = session.Viewer{Account: "nadia", Name: "Nadia", Role: session.Leisure}
	agent = session.Viewer{Account: "caroline", Name: "Caroline", Role: session.Agent}
)

// maries is a number that passes its check.
const maries = "130 692 544"

// town is Marie and Luc, who do not live together and share Zoé; Léo is Marie's.
type town struct {
	*testing.T
	*Service
	clock *clock.Still
	cash  *payments.Service
	care  *care
	door  *door
}

type care struct {
	days    map[string][]civil.Day
	address map[people.ID]string
}

func (c *care) CareDays(context.Context, []string) (map[string][]civil.Day, error) {
	return c.days, nil
}
func (c *care) Address(_ context.Context, p people.Person) (string, error) {
	return c.address[p.ID], nil
}

// door lets in whoever gave their password a moment ago.
type door struct{ refuses bool }

func (d *door) DemandSensitive(context.Context, session.Viewer) error {
	if d.refuses {
		return fault.New(fault.SignIn, "Entrez votre mot de passe encore une fois pour continuer.")
	}
	return nil
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	still, ids := clock.At(february), id.Counting("i")
	register := &people.Service{DB: d, Clock: still, IDs: ids}
	tw := &town{T: t, clock: still, door: &door{}, cash: &payments.Service{DB: d, Clock: still, IDs: ids, People: register, ApproveAbove: 1000_00}}
	tw.care = &care{days: map[string][]civil.Day{}, address: map[people.ID]string{
		"marie": "84, rue du Moulin\nSaint-Exemple (Québec) J7R 1A1", "luc": "12, rue Dubois\nSaint-Exemple (Québec) J7P 2B2",
	}}
	tw.Service = &Service{
		DB: d, Clock: still, IDs: ids, People: register, Payments: tw.cash, Care: tw.care, Alerts: &alerts.Service{DB: d, Clock: still, IDs: ids}, Sessions: tw.door,
		Key: bytes.Repeat([]byte{7}, 32), Income: "childcare",
	}
	person := func(who people.ID, given, born string) people.Person {
		return people.Person{ID: who, GivenName: given, FamilyName: "Tremblay", BirthDate: born, Language: "fr", Residence: people.Resident, CreatedAt: february.AddDate(-2, 0, 0), UpdatedAt: february}
	}
	member := func(who people.ID, kind people.MemberKind) people.Member {
		m := people.Member{ID: ids.New(), Person: people.Person{ID: who}, Kind: kind, Since: february.AddDate(-2, 0, 0)}
		if kind == people.Adult {
			m.May = people.AllRights
		}
		return m
	}
	tw.tx(func(tx *db.Tx) error {
		all := []people.Person{person("marie", "Marie", "1985-03-02"), person("luc", "Luc", "1984-01-01"), person("zoé", "Zoé", "2016-05-14"), person("léo", "Léo", "2020-02-11"), person("voisine", "Ana", "1990-01-01")}
		if err := register.Load(t.Context(), tx, slices.Values(all)); err != nil {
			return err
		}
		return register.LoadHouseholds(t.Context(), tx, slices.Values([]people.Household{
			{ID: "h1", CreatedAt: february, Members: []people.Member{member("marie", people.Adult), member("zoé", people.Child), member("léo", people.Child)}},
			{ID: "h2", CreatedAt: february, Members: []people.Member{member("luc", people.Adult), member("zoé", people.Child)}},
		}))
	})
	return tw
}

func (tw *town) tx(do func(*db.Tx) error) {
	tw.Helper()
	tw.ok(tw.DB.InTx(tw.T.Context(), do))
}

func (tw *town) ok(err error) {
	tw.Helper()
	if err != nil {
		tw.Fatal(err)
	}
}

func (tw *town) refused(err error, kind fault.Kind) {
	tw.Helper()
	if fault.KindOf(err) != kind {
		tw.Errorf("got %v, want %s", err, kind)
	}
}

func on(day string) time.Time {
	d, err := civil.ParseDay(day)
	if err != nil {
		panic(err)
	}
	return d.At(10)
}

// camp are the lines of a week of camp with childcare before and after, and an outing.
func camp(place string, child people.ID) []payments.Line {
	line := func(fr string, amount money.Cents, income string) payments.Line {
		return payments.Line{Text: i18n.Words{FR: fr, EN: fr}, Amount: amount, Income: income, Object: place, For: child}
	}
	return []payments.Line{line("Camp", 110_00, "childcare"), line("Réduction familiale", -10_00, "childcare"), line("Garde", 45_00, "childcare"), line("Sortie", 18_00, "leisure")}
}

// pays has somebody pay a bill on a day.
func (tw *town) pays(bill payments.BillID, who people.ID, day string, lines ...payments.Line) {
	tw.Helper()
	tw.tx(func(tx *db.Tx) error {
		return tw.cash.Load(tw.T.Context(), tx, slices.Values([]payments.Settled{{Method: payments.Cheque, Reference: "1", Bill: payments.Bill{
			ID: bill, Room: "registration", Object: string(bill), Payer: who, Scope: people.Leisure, Lines: lines, At: on(day), PaidAt: on(day),
		}}}))
	})
}

// givesBack gives a part of a place back, now.
func (tw *town) givesBack(bill payments.BillID, place string, amount money.Cents) {
	tw.Helper()
	tw.tx(func(tx *db.Tx) error {
		_, err := tw.cash.RefundTx(tw.T.Context(), tx, payments.NewRefund{Bill: bill, Amounts: map[string]money.Cents{place: amount}, Reason: "Retrait", Way: payments.Credit, Owed: true})
		return err
	})
}

func (tw *town) settled() *town {
	tw.Helper()
	tw.ok(tw.SaveFiler(tw.T.Context(), nadia, Filer{
		Name: "Ville de Saint-Exemple", Line: "1, rue de la Mairie", Town: "Saint-Exemple", PostalCode: "J7P 1S1", NEQ: "8831854938", Preparer: "NP000000", First: 12345670, Last: 12345699,
	}, forms.Key{}))
	return tw
}

// draft is what the next issue would say to a payer of a child.
func (tw *town) draft(year int, payer, child people.ID) Draft {
	tw.Helper()
	y, err := tw.Simulate(tw.T.Context(), nadia, year)
	tw.ok(err)
	i := slices.IndexFunc(y.Drafts, func(d Draft) bool { return d.Payer == payer && d.Child == child })
	if i < 0 {
		return Draft{}
	}
	return y.Drafts[i]
}

func (tw *town) wants(d Draft, code Code, paid, ineligible, eligible money.Cents) {
	tw.Helper()
	c := d.Content
	if d.Code() != code || c.Paid != paid || c.Ineligible != ineligible || c.Eligible != eligible {
		tw.Errorf("%s: %q, paid %s, ineligible %s, eligible %s; want %q, %s, %s, %s", d.Child, d.Code(), c.Paid, c.Ineligible, c.Eligible, code, paid, ineligible, eligible)
	}
	var sum money.Cents
	for _, l := range c.Lines {
		sum += l.Amount
	}
	if !c.Halved && sum != c.Paid {
		tw.Errorf("%s: the lines come to %s, the slip says %s", d.Child, sum, c.Paid)
	}
}

func (tw *town) issues(year, want int) {
	tw.Helper()
	if made, err := tw.Issue(tw.T.Context(), nadia, year, forms.Key{}); err != nil || made != want {
		tw.Errorf("issued %d, %v; want %d", made, err, want)
	}
}
