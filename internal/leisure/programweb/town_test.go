package programweb_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/leisure/programweb"
	"sem/internal/money"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// november is a Tuesday, ten o’clock in town.
var november = time.Date(2026, 11, 17, 15, 0, 0, 0, time.UTC)

// december is two days after registration opened to residents.
var december = time.Date(2026, 12, 10, 15, 0, 0, 0, time.UTC)

var (
	sophie = session.Viewer{Account: "sophie", Name: "Sophie R.", FullName: "Sophie Roy", Role: session.Leisure}
	martin = session.Viewer{Account: "martin", Name: "Martin G.", FullName: "Martin Gagnon", Role: session.Works}
	agent  = session.Viewer{Account: "julie", Name: "Julie D.", FullName: "Julie Dubois", Role: session.Agent}
)

// town is the staff's pages of the program, and whoever looks next.
type town struct {
	*webtest.Visitor
	db      *db.DB
	clock   *clock.Still
	leisure *leisure.Service
	places  *places.Service
	seats   seats
	told    *families
	used    files
}

// seats are what is left of some groups; of the others everything is.
type seats map[leisure.GroupID]leisure.Left

func (s seats) Left(g leisure.GroupID) leisure.Left { return s[g] }

// families remembers what they were told.
type families struct {
	people int
	heard  []leisure.Occurrence
}

func (f *families) Told(context.Context, leisure.GroupID) (int, error) { return f.people, nil }

func (f *families) ClassChanged(_ context.Context, _ *db.Tx, _ session.Viewer, _ *leisure.Group, _, after leisure.Occurrence) error {
	f.heard = append(f.heard, after)
	return nil
}

// files are the groups and the activities that somebody's file names.
type files map[string]bool

func (f files) Used(_ context.Context, _ db.Querier, a leisure.ActivityID, g leisure.GroupID) (bool, error) {
	if g == "" {
		return f[string(a)], nil
	}
	return f[string(g)], nil
}

// newTown has the winter of 2027, not published: swimming in two groups, and the story hour
// without registration. Nobody has registered.
func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(november), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c, seats: seats{}, told: &families{}, used: files{}}
	b.places = places.New(d, c, ids)
	b.Must(b.places.Refresh(t.Context()))
	b.leisure = &leisure.Service{
		DB: d, Clock: c, IDs: ids, Journal: &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}, Places: b.places, Seats: b.seats, Families: b.told, Uses: []leisure.Uses{b.used},
	}
	b.Must(d.InTx(t.Context(), func(tx *db.Tx) error { return b.leisure.LoadTx(t.Context(), tx, winter()) }))
	b.Must(b.leisure.Refresh(t.Context()))
	b.Visit(programweb.Pages{Leisure: b.leisure, Places: b.places, Clock: c, Staff: staff{}}.Routes(), ui.Options{Clock: c})
	b.Viewer = sophie
	for _, g := range []leisure.GroupID{"sa9", "di10"} {
		b.seats[g] = leisure.Left{Places: 12, Web: 12}
	}
	return b
}

func winter() leisure.Parts {
	opens := time.Date(2026, 12, 8, 14, 0, 0, 0, time.UTC)
	from, to := civil.DayAt(2027, 1, 11), civil.DayAt(2027, 3, 21)
	prices := []leisure.Price{{Audience: leisure.Resident, Amount: money.Dollars(85)}, {Audience: leisure.Other, Amount: money.Dollars(125)}}
	parts := leisure.Parts{
		Sites: []leisure.Site{{ID: "piscine", Code: "piscine", Name: "Piscine municipale", Line: "84, rue du Moulin", Accessible: true}},
		Policies: []leisure.Policy{{
			Code: "generale", Name: i18n.Words{FR: "Générale"}, Text: i18n.Words{FR: "Tout est rendu, moins 10 $, jusqu’à la veille du premier cours."},
			Steps: []leisure.Step{{DaysBefore: 1, Keep: money.Dollars(10)}, {DaysBefore: -2, KeepRate: 50_000_000, WithNote: true}},
		}},
		Sessions: []leisure.Session{{
			ID: "hiver", Code: "H2027", Name: i18n.Words{FR: "Hiver 2027", EN: "Winter 2027"}, From: from, To: to,
			Windows: []leisure.Window{{Audience: leisure.Resident, Opens: opens}, {Audience: leisure.Other, Opens: opens.AddDate(0, 0, 7)}},
		}},
		Activities: []leisure.Activity{
			{ID: "nageur", Session: "hiver", Code: "nageur-3", Title: i18n.Words{FR: "Natation : Nageur 3", EN: "Swimming: Swimmer 3"}, Category: "Aquatique", Policy: "generale"},
			{ID: "conte", Session: "hiver", Code: "conte", Title: i18n.Words{FR: "Heure du conte"}, Category: "Bibliothèque", Free: true},
		},
		Groups: []leisure.Group{
			{ID: "sa9", Activity: "nageur", Code: "N3-SA", Site: "piscine", Places: 12, Minimum: 4, Waits: true, MinAge: 72, MaxAge: 120, Prices: prices, From: from, To: to, Slots: []leisure.Slot{{Weekday: time.Saturday, Start: 540, End: 585}}},
			{ID: "di10", Activity: "nageur", Code: "N3-DI", Site: "piscine", Places: 12, Waits: true, Prices: prices, From: from, To: to, Slots: []leisure.Slot{{Weekday: time.Sunday, Start: 600, End: 645}}},
			{ID: "conte1", Activity: "conte", Code: "CONTE", From: from, To: to, Slots: []leisure.Slot{{Weekday: time.Wednesday, Start: 1080, End: 1125}}},
		},
	}
	for _, g := range parts.Groups {
		for i, o := range g.Classes(nil) {
			o.ID = leisure.OccurrenceID(string(g.ID) + "-" + string(rune('a'+i)))
			parts.Occurrences = append(parts.Occurrences, o)
		}
	}
	return parts
}

// door enters an address of the registers.
func (b *town) door(civic string) {
	b.Helper()
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		_, err := b.places.Save(b.Context(), tx, places.Address{Civic: civic, Street: "rue du Moulin", PostalCode: "J7R 1A1", Point: geo.Point{Lat: 45.56, Lon: -73.9}})
		return err
	}))
	b.Must(b.places.Refresh(b.Context()))
}

// empty takes the program away.
func (b *town) empty() {
	b.leisure = &leisure.Service{DB: b.db, Clock: b.clock, IDs: id.Counting("e")}
	b.Visit(programweb.Pages{Leisure: b.leisure, Places: b.places, Clock: b.clock}.Routes(), ui.Options{Clock: b.clock})
}

func keyOf(value string) forms.Key {
	return forms.Key{Value: value, Actor: sophie.Account, Fingerprint: value}
}

// posted is a form on its way.
func posted(path string, fields url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// staff names everybody of the city hall by their account.
type staff struct{}

func (staff) StaffName(account string) string {
	return strings.ToUpper(account[:1]) + account[1:] + " R."
}

// journaled counts the entries of the journal about something.
func (b *town) journaled(object string) (n int) {
	b.Helper()
	b.Must(b.db.QueryRow(b.Context(), `SELECT COUNT(*) FROM journal_entry WHERE object = $1`, object).Scan(&n))
	return n
}
