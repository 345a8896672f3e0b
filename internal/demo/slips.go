package demo

import (
	"context"
	"slices"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/registration"
	"sem/internal/slips"
)

// camp registers Zoé at what the season has of childcare, with the hours before and after and
// an outing, so that Marie has something on her relevé 24.
func (e *enrolment) camp(session string) {
	s, ok := e.program.SessionByCode(session)
	if !ok || e.cared > 0 {
		return
	}
	for _, g := range e.program.GroupsOf(s.ID) {
		a, _ := e.program.Activity(g.Activity)
		if !a.Childcare || len(g.Options) == 0 || !e.suits(g, e.cast.zoe) {
			continue
		}
		if p := e.placeIn(g, e.cast.zoe, e.cast.marie.ID); p != nil {
			for _, o := range g.Options {
				p.Options = append(p.Options, o.Code)
			}
			price, err := registration.PriceOf(e.program, g, p.Audience, p.Options, civil.DayOf(e.Now))
			if err != nil {
				return
			}
			p.Price = price
			e.confirm(p, e.opened(p).Add(3*time.Hour))
			e.cared = clock.Local(p.ConfirmedAt).Year()
			return
		}
	}
}

// lastYear are the slips of last year: Marie paid a week of camp for Zoé, and has its slip, which
// she receives on line. She proposes to the children’s father to share this year’s.
func (b *builder) lastYear(ctx context.Context) error {
	if b.Slips == nil || b.Payments == nil {
		return nil
	}
	k, year := b.cast, clock.Local(b.Now).Year()-1
	if issuedOn(year).After(b.Now) { // In January the slips of the year before are the last.
		year--
	}
	paid := civil.DayAt(year, time.June, 3).At(19)
	line := func(fr, en string, amount money.Cents, income string) payments.Line {
		return payments.Line{Text: i18n.Words{FR: "Zoé, Camp de jour d’été : " + fr, EN: "Zoé, Summer day camp: " + en}, Amount: amount, Income: income, Object: "camp-" + string(k.zoe.ID), For: k.zoe.ID}
	}
	bill := payments.Bill{
		ID: payments.BillID(b.IDs.New()), Room: registration.Room, Object: "camp", Payer: k.marie.ID, Scope: people.Leisure, At: paid, PaidAt: paid,
		Lines: []payments.Line{
			line("Inscription", "Registration", 105_00, registration.ChildcareIncome), line("Service de garde", "Day care", 43_00, registration.ChildcareIncome),
			line("Sortie de la semaine", "Outing of the week", 17_00, registration.LeisureIncome),
		},
	}
	content := slips.Content{
		PayerName: familyFirst(k.marie), ChildName: familyFirst(k.zoe), ChildBirth: k.zoe.BirthDate, PayerAddress: b.postal(k.marie), Days: 5, Paid: 165_00, Ineligible: 17_00, Eligible: 148_00,
	}
	for _, l := range bill.Lines {
		content.Lines = append(content.Lines, slips.Line{Day: civil.DayOf(paid), Text: l.Text, Amount: l.Amount, Childcare: l.Income == registration.ChildcareIncome})
	}
	filer := slips.Filer{
		Name: "Ville de démonstration", Line: "1, rue de la Mairie", Town: "Démonstration", PostalCode: "J7R 0A0", NEQ: "0000000000", Preparer: "NP000000", First: 90_000_000, Last: 90_009_999, Used: 1,
	}
	since, issued := paid.Add(20*time.Minute), issuedOn(year)
	past := slips.Past{
		Filer: filer, Consents: map[people.ID]time.Time{k.marie.ID: since},
		Slips: slices.Values([]slips.Slip{{
			Year: year, Payer: k.marie.ID, Child: k.zoe.ID, Batch: 1, Code: slips.Original, Number: slips.NumberOf(filer.First), Content: content, Electronic: true, IssuedAt: issued,
		}}),
		Splits: b.proposed(b.cared, b.Now.AddDate(0, 0, -3)),
	}
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := b.Payments.Load(ctx, tx, slices.Values([]payments.Settled{{Bill: bill, Method: payments.Card, Reference: "pi_" + string(bill.ID)}})); err != nil {
			return err
		}
		return b.Slips.Load(ctx, tx, past)
	})
}

// proposed is what Marie asks the children’s father for the year of the camp.
func (b *builder) proposed(year int, at time.Time) func(func(slips.Split) bool) {
	k := b.cast
	var all []slips.Split
	for _, h := range k.households {
		_, father := h.Of(k.patrick.ID)
		if _, child := h.Of(k.zoe.ID); father && child && year > 0 {
			all = append(all, slips.Split{Year: year, Payer: k.marie.ID, Child: k.zoe.ID, Household: h.ID, State: slips.Asked, AskedAt: at})
		}
	}
	return slices.Values(all)
}

// issuedOn is when the slips of a year were issued.
func issuedOn(year int) time.Time { return civil.DayAt(year+1, time.February, 12).At(10) }

func familyFirst(p people.Person) string { return p.FamilyName + ", " + p.GivenName }

// postal is where a letter reaches somebody.
func (b *builder) postal(p people.Person) string {
	i := slices.IndexFunc(b.addresses, func(a places.Address) bool { return string(a.ID) == p.AddressID })
	if i < 0 {
		return p.AddressLine
	}
	return strings.TrimSpace(b.addresses[i].Line() + "\n" + b.addresses[i].PostalCode)
}
