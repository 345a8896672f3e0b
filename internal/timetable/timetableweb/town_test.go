package timetableweb_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/timetable"
	"sem/internal/timetable/timetableweb"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// september is Monday 14 September, ten o’clock in town.
var september = time.Date(2026, 9, 14, 14, 0, 0, 0, time.UTC)

// town is the pages of the timetable. Marie lives with Zoé and Léo, Paul with Léo in another
// household; Luc lives alone. The program has eight courses and two activities without
// registration.
type town struct {
	*webtest.Visitor
	db        *db.DB
	clock     *clock.Still
	leisure   *leisure.Service
	people    *people.Service
	places    *registration.Service
	timetable *timetable.Service
	pages     timetableweb.Pages
	parts     leisure.Parts
	orders    int
	bills     [1]payments.Bill
}

// BillsOf are the bills as the test says.
func (b *town) BillsOf(context.Context, ...people.ID) ([]payments.Bill, error) {
	return b.bills[:], nil
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c, parts: program()}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids}
	b.leisure = &leisure.Service{DB: d, Clock: c, IDs: ids}
	b.places = &registration.Service{DB: d, Clock: c, IDs: ids, People: b.people, Leisure: b.leisure}
	b.timetable = &timetable.Service{DB: d, Clock: c, IDs: ids, People: b.people, Leisure: b.leisure, Places: b.places, Key: []byte("0123456789abcdef0123456789abcdef")}
	b.pages = timetableweb.Pages{Timetable: b.timetable, Registration: b.places, Leisure: b.leisure, Bills: b, Clock: c, Site: "https://ville.exemple"}
	b.Must(d.InTx(t.Context(), func(tx *db.Tx) error { return b.leisure.LoadTx(t.Context(), tx, program()) }))
	b.Must(b.leisure.Refresh(t.Context()))
	b.Must(b.places.Refresh(t.Context()))
	b.Visit(b.pages.Routes(), ui.Options{Clock: c, City: ui.City{Name: "Saint-Exemple", Phone: "450 555-0142"}})
	b.families()
	return b.as("marie")
}

func (b *town) families() {
	b.Helper()
	person := func(name, born string) people.Person {
		return people.Person{
			ID: people.ID(name), GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Tremblay", BirthDate: born, Language: "fr",
			Residence: people.Resident, ResidenceUntil: september.AddDate(1, 0, 0), CreatedAt: september, UpdatedAt: september,
		}
	}
	all := []people.Person{person("marie", "1985-03-02"), person("luc", "1980-01-01"), person("léo", "2020-02-11"), person("zoé", "2016-03-03"), person("paul", "1984-05-05")}
	member := func(id, who string, kind people.MemberKind, may people.Rights) people.Member {
		return people.Member{ID: id, Person: people.Person{ID: people.ID(who)}, Kind: kind, May: may, Since: september.AddDate(-1, 0, 0)}
	}
	homes := []people.Household{
		{ID: "h1", CreatedAt: september, Members: []people.Member{member("m1", "marie", people.Adult, people.AllRights), member("m2", "léo", people.Child, people.Rights{}), member("m3", "zoé", people.Child, people.Rights{})}},
		{ID: "h2", CreatedAt: september, Members: []people.Member{member("m4", "paul", people.Adult, people.AllRights), member("m5", "léo", people.Child, people.Rights{})}},
	}
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		if err := b.people.Load(b.Context(), tx, slices.Values(all)); err != nil {
			return err
		}
		return b.people.LoadHouseholds(b.Context(), tx, slices.Values(homes))
	}))
}

func words(fr string) i18n.Words { return i18n.Words{FR: fr, EN: fr} }

func day(m time.Month, d int) civil.Day { return civil.DayAt(2026, m, d) }

func at(hour, minute int) civil.Time { return civil.Time(hour*60 + minute) }

// program is an autumn of three weeks.
func program() leisure.Parts {
	parts := leisure.Parts{
		Sessions: []leisure.Session{{ID: "a2026", Code: "A2026", Name: words("Automne 2026"), From: day(9, 7), To: day(12, 6), Published: true}},
		Sites: []leisure.Site{
			{ID: "piscine", Code: "piscine", Name: "Piscine municipale", Line: "300, boulevard du Parc"},
			{ID: "centre", Code: "centre", Name: "Centre culturel", Line: "12, place de l’Église"},
		},
	}
	add := func(code, title string, site leisure.SiteID, weekday time.Weekday, start, end civil.Time, change func(*leisure.Activity, *leisure.Group)) {
		a := leisure.Activity{ID: leisure.ActivityID(code), Session: "a2026", Code: code, Title: words(title), Category: "sport", Bring: words("Un maillot, un bonnet et deux cadenas")}
		g := leisure.Group{
			ID: leisure.GroupID(code + "-1"), Activity: a.ID, Session: "a2026", Code: code + "-01", Site: site, Places: 20, From: day(9, 14), To: day(10, 4),
			Slots: []leisure.Slot{{Weekday: weekday, Start: start, End: end}},
		}
		if change != nil {
			change(&a, &g)
		}
		parts.Activities, parts.Groups = append(parts.Activities, a), append(parts.Groups, g)
		for i := range 3 {
			on := day(9, 14) + civil.Day((int(weekday)+6)%7) + civil.Day(7*i)
			parts.Occurrences = append(parts.Occurrences, leisure.Occurrence{ID: leisure.OccurrenceID(fmt.Sprint(code, "-", i)), Group: g.ID, Day: on, Start: start, End: end, Site: site, State: leisure.Planned})
		}
	}
	add("natation", "Natation", "piscine", time.Saturday, at(9, 0), at(9, 45), nil)
	add("plongeon", "Plongeon", "piscine", time.Saturday, at(9, 15), at(10, 10), nil)
	add("danse", "Danse créative", "centre", time.Monday, at(17, 30), at(18, 30), func(a *leisure.Activity, _ *leisure.Group) { a.Bring = i18n.Words{} })
	add("yoga", "Yoga", "centre", time.Tuesday, at(19, 0), at(20, 15), nil)
	add("guitare", "Guitare", "centre", time.Saturday, at(9, 30), at(10, 30), nil)
	add("poterie", "Poterie", "centre", time.Wednesday, at(18, 0), at(20, 0), nil)
	add("hockey", "Hockey cosom", "centre", time.Thursday, at(18, 30), at(19, 45), nil)
	add("badminton", "Badminton parent-enfant", "centre", time.Sunday, at(13, 0), at(14, 0), nil)
	add("conte", "Heure du conte", "centre", time.Friday, at(18, 0), at(18, 45), func(a *leisure.Activity, _ *leisure.Group) { a.Free = true })
	add("patinage", "Patinage libre", "centre", time.Sunday, at(15, 0), at(16, 30), func(a *leisure.Activity, _ *leisure.Group) { a.Free = true })
	return parts
}

func (b *town) as(name string) *town {
	b.Viewer = session.Viewer{}
	if name != "" {
		b.Viewer = session.Viewer{Account: "compte-" + name, Person: name, Name: name, FullName: name}
	}
	return b
}

// registered gives somebody confirmed places in groups, in one order of the payer's.
func (b *town) registered(payer, who string, groups ...string) string {
	b.Helper()
	b.orders++
	at := b.clock.Now()
	o := registration.Order{ID: registration.OrderID(fmt.Sprint("o", b.orders)), Number: fmt.Sprintf("L2026-%06d-K", b.orders), Owner: people.ID(payer), State: registration.OrderConfirmed, Bill: payments.BillID(fmt.Sprint("bill", b.orders)), At: at, ConfirmedAt: at}
	var places []registration.Place
	for _, g := range groups {
		places = append(places, registration.Place{
			ID: registration.PlaceID(who + g), Group: leisure.GroupID(g), Session: "a2026", Person: people.ID(who), Payer: people.ID(payer), State: registration.Confirmed,
			Channel: leisure.Web, Audience: leisure.Resident, Order: o.ID, Price: []registration.PriceLine{{Kind: registration.BasePrice, Amount: 78_00}}, Paid: 78_00, AddedAt: at, ConfirmedAt: at,
		})
		o.Total += 78_00
	}
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		return b.places.Load(b.Context(), tx, slices.Values(places), slices.Values([]registration.Order{o}))
	}))
	b.Must(b.places.Refresh(b.Context()))
	return o.Number
}

// changed changes a class of the program as the leisure office would.
func (b *town) changed(class string, how func(*leisure.Occurrence)) {
	b.Helper()
	for i := range b.parts.Occurrences {
		if o := &b.parts.Occurrences[i]; string(o.ID) == class {
			o.Sequence++
			how(o)
		}
	}
	b.timetable.Leisure = fixed{leisure.Assemble(clone(b.parts))}
}

func clone(p leisure.Parts) leisure.Parts {
	return leisure.Parts{
		Sessions: slices.Clone(p.Sessions), Activities: slices.Clone(p.Activities), Groups: slices.Clone(p.Groups),
		Occurrences: slices.Clone(p.Occurrences), Sites: slices.Clone(p.Sites),
	}
}

type fixed struct{ program *leisure.Program }

func (f fixed) Program() *leisure.Program { return f.program }

// inBrowser serves the pages to a browser as Marie sees them.
func (b *town) inBrowser(t *testing.T) *httptest.Server {
	t.Helper()
	marie := session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie", FullName: "Marie Tremblay"}
	as := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(session.With(r.Context(), marie)))
		})
	}
	city := ui.City{Name: "Saint-Exemple", Phone: "450 555-0142"}
	site := httptest.NewServer(ui.Mux(b.pages.Routes(), ui.Options{Clock: b.clock, City: city, Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{as}}))
	t.Cleanup(site.Close)
	return site
}

// all is Marie's family with a place in every course.
func (b *town) all() *town {
	b.registered("marie", "léo", "natation-1")
	b.registered("marie", "zoé", "plongeon-1", "danse-1", "hockey-1", "badminton-1")
	b.registered("marie", "marie", "yoga-1", "poterie-1", "badminton-1")
	return b
}
