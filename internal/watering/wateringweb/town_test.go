package wateringweb_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/watering"
	"sem/internal/watering/wateringweb"
	"sem/internal/webtest"
)

// september is a Wednesday, ten o’clock in town: an even date.
var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var martin = session.Viewer{Account: "martin", Name: "Martin G.", FullName: "Martin Gagnon", Role: session.Works, Departments: []string{"travaux"}}

// town is the pages of watering, and whoever looks next.
type town struct {
	*webtest.Visitor
	db       *db.DB
	clock    *clock.Still
	watering *watering.Service
	people   *people.Service
	places   *places.Service
	alerts   *alerts.Service
	pages    wateringweb.Pages
	home     places.Address
	next     places.Address // next is the neighbour's door, with an odd number.
}

// newTown has two doors and two citizens, Marie at 84 and Luc at nowhere known, and the
// by-law of even and odd dates.
func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c}
	book := &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	b.alerts = &alerts.Service{DB: d, Clock: c, IDs: ids}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: b.alerts}
	b.places = places.New(d, c, ids)
	b.watering = &watering.Service{DB: d, Clock: c, IDs: ids, People: b.people, Places: b.places, Alerts: b.alerts}
	b.Must(b.places.Refresh(t.Context()))
	b.home, b.next = b.door("84"), b.door("85")
	b.citizen("marie", string(b.home.ID))
	b.citizen("luc", "")
	b.load("1-parite-des-dates")
	b.pages = wateringweb.Pages{Watering: b.watering, People: b.people, Places: b.places, Journal: book, Clock: c, Site: "https://ville.exemple"}
	b.Visit(b.pages.Routes(), ui.Options{Clock: c})
	return b
}

func (b *town) load(name string) {
	b.Helper()
	file, err := os.Open("../testdata/" + name + ".toml")
	b.Must(err)
	defer file.Close()
	_, err = b.watering.Import(b.Context(), file, false)
	b.Must(err)
}

func (b *town) door(civic string) (saved places.Address) {
	b.Helper()
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) (err error) {
		saved, err = b.places.Save(b.Context(), tx, places.Address{Civic: civic, Street: "rue du Moulin", PostalCode: "J7R 1A1", Point: geo.Point{Lat: 45.56, Lon: -73.9}})
		return err
	}))
	b.Must(b.places.Refresh(b.Context()))
	return saved
}

func (b *town) citizen(name, address string) {
	b.Helper()
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		return b.people.Load(b.Context(), tx, slices.Values([]people.Person{{
			ID: people.ID(name), GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Tremblay", BirthDate: "1980-01-01", Language: "fr", AddressID: address,
			Residence: people.Unknown, CreatedAt: september, UpdatedAt: september,
		}}))
	}))
}

func (b *town) as(name string) *town {
	b.Viewer = session.Viewer{Account: "compte-" + name, Person: name, Name: name, FullName: name + " Tremblay"}
	return b
}

func (b *town) atWork() *town {
	b.Viewer = martin
	return b
}

func (b *town) count(query string, args ...any) (n int) {
	b.Helper()
	b.Must(b.db.QueryRow(b.Context(), query, args...).Scan(&n))
	return n
}
