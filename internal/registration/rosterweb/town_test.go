package rosterweb_test

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

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/registration/rosterweb"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// september is Saturday 12 September, eight o’clock in town.
var september = time.Date(2026, 9, 12, 12, 0, 0, 0, time.UTC)

var (
	nadia  = session.Viewer{Account: "nadia", FullName: "Nadia Fortin", Name: "Nadia F.", Role: session.Leisure}
	sonia  = session.Viewer{Account: "sonia", FullName: "Sonia Roy", Name: "Sonia R.", Role: session.Agent}
	worker = session.Viewer{Account: "guy", FullName: "Guy Roy", Name: "Guy R.", Role: session.Works}
)

// town is the pages of a team. Natation has two places and Zoé, Léo in it; Luc waits for one.
// Plongeon has free places.
type town struct {
	*webtest.Visitor
	db       *db.DB
	clock    *clock.Still
	people   *people.Service
	leisure  *leisure.Service
	journal  *journal.Service
	alerts   *alerts.Service
	service  *registration.Service
	payments *payments.Service
	pages    rosterweb.Pages
	keys     int
}

type seats struct{ *registration.Service }

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c}
	b.alerts = &alerts.Service{DB: d, Clock: c, IDs: ids}
	b.journal = &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("0123456789abcdef0123456789abcdef")}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids}
	b.leisure = &leisure.Service{DB: d, Clock: c, IDs: ids, Journal: b.journal}
	b.payments = &payments.Service{DB: d, Clock: c, IDs: ids, People: b.people, ApproveAbove: 500_00}
	b.service = &registration.Service{DB: d, Clock: c, IDs: ids, People: b.people, Leisure: b.leisure, Payments: b.payments, Alerts: b.alerts, Key: []byte("0123456789abcdef0123456789abcdef")}
	b.payments.Rooms = map[string]payments.Room{registration.Room: b.service}
	b.leisure.Seats, b.leisure.Families = seats{b.service}, b.service
	b.Must(d.InTx(t.Context(), func(tx *db.Tx) error { return b.leisure.LoadTx(t.Context(), tx, program()) }))
	b.Must(b.leisure.Refresh(t.Context()))
	b.Must(b.service.Refresh(t.Context()))
	b.pages = rosterweb.Pages{Registration: b.service, Leisure: b.leisure, Clock: c}
	b.Visit(b.pages.Routes(), ui.Options{Clock: c})
	b.families()
	b.registered("zoé", "natation-1")
	b.registered("léo", "natation-1")
	_, err := b.service.Wait(t.Context(), nadia, registration.WaitFor{Owner: "luc", People: []people.ID{"luc"}, Group: "natation-1", Channel: leisure.Counter}, b.key())
	b.Must(err)
	b.Viewer = nadia
	return b
}

func (b *town) families() {
	b.Helper()
	person := func(name, born string) people.Person {
		return people.Person{
			ID: people.ID(name), GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Tremblay", BirthDate: born, Language: "fr",
			Residence: people.Resident, ResidenceUntil: september.AddDate(1, 0, 0), CreatedAt: september, UpdatedAt: september,
		}
	}
	marie := person("marie", "1985-03-02")
	marie.Contacts = []people.Contact{{ID: "c1", Kind: people.Mobile, Value: "4505550142", CreatedAt: september}}
	all := []people.Person{marie, person("luc", "1980-01-01"), person("léo", "2018-02-11"), person("zoé", "2016-03-03")}
	member := func(id, who string, kind people.MemberKind, may people.Rights) people.Member {
		return people.Member{ID: id, Person: people.Person{ID: people.ID(who)}, Kind: kind, May: may, Since: september.AddDate(-1, 0, 0)}
	}
	homes := []people.Household{{ID: "h1", CreatedAt: september, Members: []people.Member{
		member("m1", "marie", people.Adult, people.AllRights), member("m2", "léo", people.Child, people.Rights{}), member("m3", "zoé", people.Child, people.Rights{}),
	}}}
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		if err := b.people.Load(b.Context(), tx, slices.Values(all)); err != nil {
			return err
		}
		return b.people.LoadHouseholds(b.Context(), tx, slices.Values(homes))
	}))
}

func words(fr string) i18n.Words { return i18n.Words{FR: fr, EN: fr} }

func program() leisure.Parts {
	day := func(m time.Month, d int) civil.Day { return civil.DayAt(2026, m, d) }
	parts := leisure.Parts{
		Sessions: []leisure.Session{{
			ID: "a2026", Code: "A2026", Name: words("Automne 2026"), From: day(9, 7), To: day(12, 6), Published: true,
			Windows: []leisure.Window{{Opens: time.Date(2026, 8, 25, 13, 0, 0, 0, time.UTC)}},
		}},
		Sites: []leisure.Site{{ID: "piscine", Code: "piscine", Name: "Piscine municipale", Line: "12, rue de l’Eau"}},
	}
	for i, one := range []struct {
		code, title string
		places      int
	}{{"natation", "Natation", 2}, {"plongeon", "Plongeon", 10}} {
		a := leisure.Activity{ID: leisure.ActivityID(one.code), Session: "a2026", Code: one.code, Title: words(one.title), Category: "sport", Forms: []string{leisure.FormHealth, leisure.FormPickUp}}
		g := leisure.Group{
			ID: leisure.GroupID(one.code + "-1"), Activity: a.ID, Session: "a2026", Code: one.code + "-01", Site: "piscine", Places: one.places, Waits: true, From: day(9, 12), To: day(9, 26),
			Prices: []leisure.Price{{Amount: 100_00}}, Slots: []leisure.Slot{{Weekday: time.Saturday, Start: civil.Time((9 + i) * 60), End: civil.Time((9+i)*60 + 45)}},
		}
		parts.Activities, parts.Groups = append(parts.Activities, a), append(parts.Groups, g)
		for i := range 3 {
			parts.Occurrences = append(parts.Occurrences, leisure.Occurrence{
				ID: leisure.OccurrenceID(fmt.Sprint(one.code, "-", i)), Group: g.ID, Day: g.From + civil.Day(7*i), Start: g.Slots[0].Start, End: g.Slots[0].End, State: leisure.Planned,
			})
		}
	}
	return parts
}

func (b *town) key() forms.Key {
	b.keys++
	return forms.Key{Value: fmt.Sprint("clé ", b.keys), Actor: "test"}
}

// registered takes a place at the counter in Marie's cart, paid by cheque at no till: later.
func (b *town) registered(who, group string) {
	b.Helper()
	a := registration.AddTo{Owner: "marie", People: []people.ID{people.ID(who)}, Group: leisure.GroupID(group), Channel: leisure.Counter}
	_, err := b.service.Add(b.Context(), nadia, a, b.key())
	b.Must(err)
	how := registration.CheckOut{Channel: leisure.Counter, Tender: &payments.Tender{Method: payments.Deferred}}
	_, err = b.service.CheckOut(b.Context(), nadia, "marie", how, b.key())
	b.Must(err)
}

// placeOf is the live place of somebody in a group.
func (b *town) placeOf(who, group string) registration.Place {
	b.Helper()
	places, err := b.service.PlacesOf(b.Context(), people.ID(who))
	b.Must(err)
	for _, p := range places {
		if string(p.Group) == group && p.State.Live() {
			return p
		}
	}
	return registration.Place{}
}

// told are the titles of what somebody was told.
func (b *town) told(who string) (titles []string) {
	b.Helper()
	notices, err := b.alerts.List(b.Context(), people.ID(who), 50)
	b.Must(err)
	for _, n := range notices {
		titles = append(titles, n.Title)
	}
	return titles
}

func (b *town) inBrowser(t *testing.T) *httptest.Server {
	t.Helper()
	as := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(session.With(r.Context(), nadia)))
		})
	}
	site := httptest.NewServer(ui.Mux(b.pages.Routes(), ui.Options{Clock: b.clock, Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{as}}))
	t.Cleanup(site.Close)
	return site
}

// read counts the readings of sheets in the journal.
func (b *town) read() (n int) {
	b.Helper()
	b.Must(b.db.QueryRow(context.Background(), `SELECT COUNT(*) FROM journal_entry WHERE action = 'sheet read'`).Scan(&n))
	return n
}
