package leisureweb_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/leisure/leisureweb"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// september is a Wednesday, nine o’clock in town, the day before most things open.
var september = time.Date(2026, 9, 2, 13, 0, 0, 0, time.UTC)

var julie = session.Viewer{Account: "julie", Name: "Julie D.", Role: session.Agent}

// town is the pages of leisure, and whoever looks next.
type town struct {
	*webtest.Visitor
	db      *db.DB
	clock   *clock.Still
	leisure *leisure.Service
	people  *people.Service
	places  *places.Service
	pages   *leisureweb.Pages
	mine    *registry
	seats   seats
	leo     people.ID
	zoe     people.ID
	marie   people.ID
	home    places.Address
}

// registry is what registration knows of a family.
type registry struct {
	places []registration.Place
	passed map[string]bool
}

func (r *registry) PlacesOf(_ context.Context, who ...people.ID) (some []registration.Place, err error) {
	for _, p := range r.places {
		for _, one := range who {
			if p.Person == one {
				some = append(some, p)
			}
		}
	}
	return some, nil
}

func (r *registry) Passed(context.Context, people.ID) (map[string]bool, error) { return r.passed, nil }

// seats are what is left of some groups.
type seats map[leisure.GroupID]leisure.Left

func (s seats) Left(g leisure.GroupID) leisure.Left {
	if l, ok := s[g]; ok {
		return l
	}
	return leisure.Left{Places: 20, Taken: 11, Web: 9}
}

// blank draws nothing under the pin.
type blank struct{}

func (blank) Draw(f plan.Frame) plan.Drawing {
	return plan.Drawing{Width: f.Width, Height: f.Height, Simplified: true}
}

// newTown has one session, and Marie with her children Zoé, 10, and Léo, 6.
func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c, mine: &registry{}, seats: seats{}}
	book := &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: deaf{}}
	b.places = places.New(d, c, ids)
	b.leisure = &leisure.Service{DB: d, Clock: c, IDs: ids, Journal: book, Seats: b.seats}
	b.Must(b.places.Refresh(t.Context()))
	b.Must(b.leisure.Refresh(t.Context()))
	table, err := os.ReadFile("testdata/programme.csv")
	b.Must(err)
	report, err := b.leisure.ImportActivities(t.Context(), strings.NewReader(string(table)), leisure.ImportOptions{})
	if err != nil {
		t.Fatal(err, report.Faults)
	}
	b.household()
	b.pages = &leisureweb.Pages{Leisure: b.leisure, People: b.people, Places: b.places, Mine: b.mine, Ground: blank{}, Clock: c, Site: "https://ville.exemple"}
	b.Visit(b.pages.Routes(), ui.Options{Clock: c})
	return b
}

// deaf tells nobody.
type deaf struct{}

func (deaf) RegisterChanged(context.Context, *db.Tx, people.News) error { return nil }

// household is Marie with her children, at an address near the pool.
func (b *town) household() {
	b.Helper()
	ctx := b.Context()
	clerk := session.Viewer{Account: "clerk", Role: session.Administrator}
	b.Must(b.db.InTx(ctx, func(tx *db.Tx) (err error) {
		b.home, err = b.places.Save(ctx, tx, places.Address{Civic: "84", Street: "rue du Moulin", PostalCode: "J7R 1A1", Point: geo.Point{Lat: 45.5601, Lon: -73.8901}})
		return err
	}))
	b.Must(b.places.Refresh(ctx))
	add := func(given, born string) people.ID {
		who, err := b.people.Add(ctx, clerk, people.NewPerson{GivenName: given, FamilyName: "Tremblay", BirthDate: born, AddressID: string(b.home.ID), AddressLine: "84, rue du Moulin"}, forms.Key{})
		b.Must(err)
		b.Must(b.db.InTx(ctx, func(tx *db.Tx) error {
			_, err := b.people.ProveResidence(ctx, tx, who, september.AddDate(1, 0, 0))
			return err
		}))
		return who
	}
	b.marie, b.zoe, b.leo = add("Marie", "1986-04-02"), add("Zoé", "2016-03-03"), add("Léo", "2020-02-01")
	_, err := b.people.Join(ctx, clerk, "", b.marie, people.Adult, people.AllRights, forms.Key{})
	b.Must(err)
	homes, err := b.people.Households(ctx, b.marie)
	b.Must(err)
	for _, child := range []people.ID{b.zoe, b.leo} {
		_, err := b.people.Join(ctx, clerk, homes[0].ID, child, people.Child, people.Rights{}, forms.Key{})
		b.Must(err)
	}
}

// enter signs Marie in.
func (b *town) enter() {
	b.Viewer = session.Viewer{Account: "marie", Person: string(b.marie), Name: "Marie"}
}

// group is a group by its code.
func (b *town) group(code string) leisure.GroupID {
	b.Helper()
	s, ok := b.leisure.Program().SessionByCode("A2026")
	if !ok {
		b.Fatal("no session A2026")
	}
	g, ok := b.leisure.Program().GroupByCode(s.ID, code)
	if !ok {
		b.Fatalf("no group %s", code)
	}
	return g.ID
}

// seat gives a member of the family a place.
func (b *town) seat(code string, who people.ID, s registration.State, more ...func(*registration.Place)) {
	p := registration.Place{ID: registration.PlaceID("p-" + code), Group: b.group(code), Person: who, Payer: b.marie, State: s}
	for _, change := range more {
		change(&p)
	}
	b.mine.places = append(b.mine.places, p)
}
