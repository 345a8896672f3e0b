package registration

import (
	"context"
	"fmt"
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
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/session"
)

// town is the room of registrations with some families, a program, and the cash office.
type town struct {
	*testing.T
	*Service
	clock    *clock.Still
	program  *fixed
	payments *payments.Service
	bank     *bank
}

// fixed is a program that stands as the test says.
type fixed struct {
	parts   leisure.Parts
	program *leisure.Program
}

func (f *fixed) Program() *leisure.Program     { return f.program }
func (f *fixed) Refresh(context.Context) error { return nil }
func (f *fixed) set(parts leisure.Parts) {
	f.parts = parts
	f.program = leisure.Assemble(leisure.Parts{
		Sessions: slices.Clone(parts.Sessions), Activities: slices.Clone(parts.Activities), Groups: slices.Clone(parts.Groups),
		Occurrences: slices.Clone(parts.Occurrences), Sites: slices.Clone(parts.Sites), Policies: slices.Clone(parts.Policies),
	})
}

// change changes one group.
func (f *fixed) change(id leisure.GroupID, how func(*leisure.Group)) {
	for i := range f.parts.Groups {
		if f.parts.Groups[i].ID == id {
			how(&f.parts.Groups[i])
		}
	}
	f.set(f.parts)
}

func (f *fixed) CancelGroupTx(_ context.Context, tx *db.Tx, _ session.Viewer, which leisure.GroupID, reason i18n.Words) error {
	tx.AfterCommit(func() { f.change(which, func(g *leisure.Group) { g.Cancelled, g.Reason = true, reason }) })
	return nil
}

var (
	marie   = session.Viewer{Account: "compte-marie", Person: "marie"}
	luc     = session.Viewer{Account: "compte-luc", Person: "luc"}
	voisine = session.Viewer{Account: "compte-voisine", Person: "voisine"}
	lea     = session.Viewer{Account: "lea", FullName: "Léa Roy", Role: session.Leisure}
	opening = at("2026-12-01 09:00")
	first   = civil.DayAt(2027, 1, 11) // a Monday
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Montreal)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// winter is a session of five groups: two of one course, two that share a quota, and one that
// is free. Courses last ten Mondays.
func winter() leisure.Parts {
	p := leisure.Parts{
		Sessions: []leisure.Session{{
			ID: "s", Code: "H2027", Name: i18n.Words{FR: "Hiver 2027"}, From: first, To: first + 69, Published: true, Family: []money.Rate{10_000_000, 20_000_000},
			Windows: []leisure.Window{
				{Audience: leisure.Resident, Opens: opening, Closes: at("2027-02-01 00:00")},
				{Audience: leisure.Other, Opens: opening.AddDate(0, 0, 7), Closes: at("2027-02-01 00:00")},
			},
		}},
		Activities: []leisure.Activity{
			{ID: "nage", Session: "s", Code: "NAGE", Title: i18n.Words{FR: "Natation"}, Policy: "normal"},
			{ID: "danse", Session: "s", Code: "DANSE", Title: i18n.Words{FR: "Danse"}, Policy: "normal"},
			{ID: "conte", Session: "s", Code: "CONTE", Title: i18n.Words{FR: "Atelier de contes"}},
		},
		Policies: []leisure.Policy{{Code: "normal", Text: i18n.Words{FR: "Moins 10 $ jusqu’à la veille."}, Steps: []leisure.Step{{DaysBefore: 1, Keep: 1000}}}},
		Sites:    []leisure.Site{{ID: "piscine", Name: "Piscine"}},
	}
	add := func(id leisure.GroupID, activity leisure.ActivityID, places int, price money.Cents, more func(*leisure.Group)) {
		g := leisure.Group{ID: id, Activity: activity, Session: "s", Code: string(id), Site: "piscine", Places: places, Waits: true, From: first, To: first + 63,
			Slots: []leisure.Slot{{Weekday: time.Monday, Start: 18 * 60, End: 19 * 60}}}
		if price > 0 {
			g.Prices = []leisure.Price{{Audience: leisure.Resident, Amount: price}, {Amount: price * 2}}
		}
		if more != nil {
			more(&g)
		}
		p.Groups = append(p.Groups, g)
		for week := range 10 {
			p.Occurrences = append(p.Occurrences, leisure.Occurrence{ID: leisure.OccurrenceID(fmt.Sprint(id, week)), Group: id,
				Day: first + civil.Day(7*week), Start: g.Slots[0].Start, End: g.Slots[0].End, State: leisure.Planned})
		}
	}
	add("nage-1", "nage", 2, 6000, func(g *leisure.Group) { g.MinAge, g.MaxAge = 5*12, 12*12 })
	add("nage-2", "nage", 3, 6000, func(g *leisure.Group) { g.Counter, g.WebShareUntil = 1, at("2026-12-15 09:00") })
	add("danse-1", "danse", 2, 5000, func(g *leisure.Group) { g.Quota = "danse" })
	add("danse-2", "danse", 2, 5000, func(g *leisure.Group) {
		g.Quota = "danse"
		g.Options = []leisure.Option{{Code: "costume", Name: i18n.Words{FR: "Costume"}, Amount: 1500}}
	})
	add("conte-1", "conte", 2, 0, nil)
	return p
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	still, ids := clock.At(opening), id.Counting("i")
	register := &people.Service{DB: d, Clock: still, IDs: ids}
	cash := &payments.Service{DB: d, Clock: still, IDs: ids, People: register, Rooms: map[string]payments.Room{}}
	provider := &bank{pages: map[string]payments.PageOrder{}, paid: map[string]bool{}}
	cash.Gateway, cash.Site = provider, "https://ville.example"
	program := &fixed{}
	program.set(winter())
	tw := &town{T: t, clock: still, program: program, payments: cash, bank: provider, Service: &Service{
		DB: d, Clock: still, IDs: ids, People: register, Leisure: program, Payments: cash, Key: []byte("01234567890123456789012345678901"),
		Alerts: &alerts.Service{DB: d, Clock: still, IDs: ids},
	}}
	cash.Rooms[Room] = tw.Service
	tw.settleFamilies()
	tw.ok(tw.Refresh(t.Context()))
	return tw
}

// settleFamilies has Marie and Luc, who do not live together, share Zoé; Marie also has Léo and
// Mia. Twenty others live alone.
func (tw *town) settleFamilies() {
	born := map[people.ID]string{"marie": "1985-03-02", "luc": "1984-01-01", "voisine": "1980-01-01", "zoé": "2017-05-14", "léo": "2019-05-14", "mia": "2020-02-29"}
	var all []people.Person
	add := func(who people.ID, birth string, r people.Residence) {
		all = append(all, people.Person{ID: who, GivenName: string(who), Language: "fr", BirthDate: birth, Residence: r, CreatedAt: opening.AddDate(0, -1, 0), UpdatedAt: opening})
	}
	for _, who := range []people.ID{"marie", "luc", "zoé", "léo", "mia"} {
		add(who, born[who], people.Resident)
	}
	add("voisine", born["voisine"], people.Outside)
	add("cousine", "2018-02-03", people.Outside)
	for i := range 20 {
		add(people.ID(fmt.Sprintf("p%02d", i)), "2018-01-01", people.Resident)
	}
	member := func(who people.ID, kind people.MemberKind, may people.Rights) people.Member {
		return people.Member{ID: tw.IDs.New(), Person: people.Person{ID: who}, Kind: kind, May: may, Since: opening.AddDate(0, -1, 0)}
	}
	homes := []people.Household{
		{ID: "h1", CreatedAt: opening, Members: []people.Member{member("marie", people.Adult, people.AllRights), member("zoé", people.Child, people.Rights{}), member("léo", people.Child, people.Rights{}), member("mia", people.Child, people.Rights{})}},
		{ID: "h2", CreatedAt: opening, Members: []people.Member{member("luc", people.Adult, people.AllRights), member("zoé", people.Child, people.Rights{})}},
	}
	tw.ok(tw.DB.InTx(tw.T.Context(), func(tx *db.Tx) error {
		if err := tw.People.Load(tw.T.Context(), tx, slices.Values(all)); err != nil {
			return err
		}
		return tw.People.LoadHouseholds(tw.T.Context(), tx, slices.Values(homes))
	}))
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

func key(value string) forms.Key { return forms.Key{Value: value, Actor: "x", Fingerprint: value} }

// viewer is somebody who lives alone.
func viewer(who people.ID) session.Viewer {
	return session.Viewer{Account: "compte-" + string(who), Person: string(who)}
}

// add puts somebody into their own cart.
func (tw *town) add(by session.Viewer, group leisure.GroupID, who ...people.ID) []Outcome {
	tw.Helper()
	o, err := tw.Add(tw.T.Context(), by, AddTo{Owner: people.ID(by.Person), People: who, Group: group}, forms.Key{})
	tw.ok(err)
	return o
}

// registered puts somebody into a group as the counter does, paid later.
func (tw *town) registered(who people.ID, group leisure.GroupID) Place {
	tw.Helper()
	o, err := tw.Add(tw.T.Context(), lea, AddTo{Owner: who, People: []people.ID{who}, Group: group, Channel: leisure.Counter}, forms.Key{})
	tw.ok(err)
	if o[0].State != Held {
		tw.Fatalf("%s in %s: %+v", who, group, o[0])
	}
	order, err := tw.CheckOut(tw.T.Context(), lea, who, CheckOut{Channel: leisure.Counter, Tender: &payments.Tender{Method: payments.Deferred}}, forms.Key{})
	tw.ok(err)
	if order.State != OrderConfirmed {
		tw.Fatalf("order of %s: %+v", who, order)
	}
	return tw.place(o[0].Place)
}

func (tw *town) place(which PlaceID) Place {
	tw.Helper()
	p, err := placeByID(tw.T.Context(), tw.DB, which)
	tw.ok(err)
	one := []Place{p}
	tw.ok(tw.rank(tw.T.Context(), tw.DB, one))
	return one[0]
}

func (tw *town) waits(by session.Viewer, group leisure.GroupID, who ...people.ID) PlaceID {
	tw.Helper()
	o, err := tw.Wait(tw.T.Context(), by, WaitFor{Owner: people.ID(by.Person), People: who, Group: group}, forms.Key{})
	tw.ok(err)
	for _, one := range o {
		if one.State != Waiting {
			tw.Fatalf("waiting for %s: %+v", group, o)
		}
	}
	return o[0].Place
}

func (tw *town) state(which PlaceID, want State) {
	tw.Helper()
	if p := tw.place(which); p.State != want {
		tw.Errorf("place of %s in %s is %s, want %s", p.Person, p.Group, p.State, want)
	}
}

func (tw *town) told(who people.ID) (titles []string) {
	tw.Helper()
	notices, err := tw.Alerts.List(tw.T.Context(), who, 50)
	tw.ok(err)
	for _, n := range notices {
		titles = append(titles, n.Title)
	}
	return titles
}

// toldWords is all that somebody was told.
func (tw *town) toldWords(who people.ID) (words string) {
	tw.Helper()
	notices, err := tw.Alerts.List(tw.T.Context(), who, 50)
	tw.ok(err)
	for _, n := range notices {
		words += n.Title + "\n" + n.Body + "\n"
	}
	return words
}

// page opens the hosted page of an order.
func (tw *town) page(o Order) {
	tw.Helper()
	by := viewer(o.Owner)
	if o.Owner == "marie" {
		by = marie
	}
	tw.bank.opening = o.Number
	_, err := tw.payments.Checkout(tw.T.Context(), by, o.Bill, "/panier")
	tw.ok(err)
}

// pay has an order paid on its hosted page; another time is another message of the same.
func (tw *town) pay(o Order) {
	tw.Helper()
	if _, open := tw.bank.pages["page-"+o.Number]; !open {
		tw.page(o)
	}
	tw.bank.messages++
	tw.ok(tw.payments.Webhook(tw.T.Context(), []byte(o.Number), ""))
}

// bank is a provider of hosted pages, on each of which one bill is paid.
type bank struct {
	opening  string // opening is the number of the order whose page is asked for.
	pages    map[string]payments.PageOrder
	paid     map[string]bool // paid are the pages that were paid, of which no message has come.
	messages int
}

func (b *bank) Open(_ context.Context, p payments.PageOrder) (payments.Page, error) {
	b.pages["page-"+b.opening] = p
	return payments.Page{ID: "page-" + b.opening, URL: "https://banque.example/" + b.opening, Expires: p.Expires}, nil
}

func (b *bank) Read(body []byte, _ string, at time.Time) (payments.Event, error) {
	page := "page-" + string(body)
	p := b.pages[page]
	return payments.Event{ID: fmt.Sprint("e", b.messages), Kind: payments.PagePaid, Page: page, Checkout: p.Checkout, Payment: "p-" + page, Amount: p.Amount, Currency: "cad", Live: true, At: at}, nil
}

func (b *bank) Look(_ context.Context, page string) (payments.Event, error) {
	if p := b.pages[page]; b.paid[page] {
		return payments.Event{Kind: payments.PagePaid, Page: page, Checkout: p.Checkout, Payment: "p-" + page, Amount: p.Amount, Currency: "cad", Live: true, At: opening}, nil
	}
	return payments.Event{Kind: payments.PageWaiting, Page: page}, nil
}

func (b *bank) Close(context.Context, string) error { return nil }
func (b *bank) Refund(context.Context, payments.RefundOrder) (payments.RefundAnswer, error) {
	return payments.RefundAnswer{ID: "r", State: payments.Given}, nil
}
func (b *bank) List(context.Context, time.Time, time.Time) ([]payments.Told, error) { return nil, nil }

// wantCounted compares the seats with the places, in the registers and in memory.
func (tw *town) wantCounted() {
	tw.Helper()
	places, err := placesWhere(tw.T.Context(), tw.DB, "p.id <> $1", "")
	tw.ok(err)
	want := map[string]seats{}
	for _, p := range places {
		want[p.seat] = want[p.seat].plus(countOf(p.State, p.Channel))
	}
	for _, g := range tw.program.program.GroupsOf("s") {
		var n seats
		tw.ok(tw.DB.QueryRow(tw.T.Context(), `
			SELECT s.taken, s.web, s.held, s.waiting
			FROM   registration_seats s
			WHERE  s.seat = $1`, g.SeatKey()).Scan(&n.taken, &n.web, &n.held, &n.waiting))
		if n != want[g.SeatKey()] || tw.memory.of(g.SeatKey()) != n {
			tw.Errorf("seats of %s: %+v, in memory %+v, by the places %+v", g.ID, n, tw.memory.of(g.SeatKey()), want[g.SeatKey()])
		}
		if n.taken > g.Places {
			tw.Errorf("%s has %d places and %d taken", g.ID, g.Places, n.taken)
		}
	}
}

// counted are the seats as they are kept.
func (tw *town) counted(seat string) (n seats, err error) {
	err = tw.DB.QueryRow(tw.T.Context(), `
		SELECT s.taken, s.web, s.held, s.waiting
		FROM   registration_seats s
		WHERE  s.seat = $1`, seat).Scan(&n.taken, &n.web, &n.held, &n.waiting)
	return n, err
}

// offerDeed is an answer to an offer.
type offerDeed = func(context.Context, session.Viewer, PlaceID, forms.Key) error
