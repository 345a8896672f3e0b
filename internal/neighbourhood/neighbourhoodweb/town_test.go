package neighbourhoodweb_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/neighbourhood"
	"sem/internal/neighbourhood/neighbourhoodweb"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/watering"
	"sem/internal/webtest"
)

// september is a Wednesday, at ten in the morning in the town.
var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var (
	julie = session.Viewer{Account: "julie", Name: "Julie", Role: session.Communications}
	marie = session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie"}
)

// town is the pages of the neighbourhood, and whoever looks next.
type town struct {
	*webtest.Visitor
	db    *db.DB
	clock *clock.Still
	home  places.Address
	room  *neighbourhood.Service
	pages neighbourhoodweb.Pages
}

// ground draws nothing: a plan without streets.
type ground struct{}

func (ground) Draw(f plan.Frame) plan.Drawing {
	return plan.Drawing{Width: f.Width, Height: f.Height, Simplified: true}
}

// rain lets everybody water.
type rain struct{}

func (rain) Said(context.Context, places.Address, time.Time) (watering.Said, bool) {
	return watering.Said{Mark: watering.MarkLater, Headline: "Oui, ce soir de 20 h à 22 h", Why: "Adresse paire : les jours pairs."}, true
}

// roll knows one property, whose place is roughly known.
type roll struct{}

func (roll) PropertyOf(_ context.Context, m places.Matricule) (places.PropertyID, error) {
	if !strings.HasPrefix(string(m), "9939118086") {
		return "", fault.New(fault.NotFound, "Ce matricule n’est pas au rôle.")
	}
	return "p1", nil
}

func (roll) Position(context.Context, places.PropertyID) (geo.Point, property.PositionKind, error) {
	return geo.Point{Lat: 45.56, Lon: -73.9}, property.Approximate, nil
}

func (roll) OwnedBy(context.Context, people.ID) ([]property.Holding, error) { return nil, nil }

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c}
	book := &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	register := &people.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: &alerts.Service{DB: d, Clock: c, IDs: ids}}
	doors := places.New(d, c, ids)
	b.Must(d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		b.home, err = doors.Save(t.Context(), tx, places.Address{Civic: "84", Street: "rue du Moulin", Point: geo.Point{Lat: 45.56, Lon: -73.9}})
		if err == nil {
			_, err = doors.Save(t.Context(), tx, places.Address{Civic: "84", Street: "chemin du Lac", Point: geo.Point{Lat: 45.577, Lon: -73.9}})
		}
		if err == nil {
			_, err = doors.Save(t.Context(), tx, places.Address{Civic: "9", Street: "rue Perdue"})
		}
		return err
	}))
	b.Must(d.InTx(t.Context(), func(tx *db.Tx) error {
		return register.Load(t.Context(), tx, slices.Values([]people.Person{
			{ID: "marie", GivenName: "Marie", FamilyName: "Tremblay", Language: "fr", AddressID: string(b.home.ID), AddressLine: "84, rue du Moulin", Residence: people.Unknown, CreatedAt: september, UpdatedAt: september},
			{ID: "luc", GivenName: "Luc", FamilyName: "Roy", Language: "fr", Residence: people.Unknown, CreatedAt: september, UpdatedAt: september},
		}))
	}))
	b.room = &neighbourhood.Service{DB: d, Clock: c, IDs: ids, Places: doors, Journal: book, Properties: roll{}}
	b.Must(b.room.Refresh(t.Context()))
	b.take("../testdata/lieux-municipaux.geojson")
	b.take("../testdata/osm.geojson")
	b.pages = neighbourhoodweb.Pages{Neighbourhood: b.room, People: register, Clock: c, Ground: ground{}, Watering: rain{}}
	b.Visit(b.pages.Routes(), ui.Options{Clock: c})
	return b
}

func (b *town) take(name string) {
	b.Helper()
	file, err := os.Open(name)
	b.Must(err)
	defer file.Close()
	report, err := b.room.Import(b.Context(), file, neighbourhood.ImportOptions{})
	if err != nil {
		b.Fatalf("%s: %v %v", name, err, report.Faults)
	}
}
