package demo

import (
	"testing"
	"time"

	"sem/internal/accounts"
	"sem/internal/alerts"
	"sem/internal/basemap"
	"sem/internal/clock"
	"sem/internal/collections"
	"sem/internal/db"
	"sem/internal/files"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/neighbourhood"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/requests"
	"sem/internal/tax"
	"sem/internal/watering"
)

// morning is the present of the towns in these tests: a Wednesday, 10:40 in the town.
var morning = time.Date(2026, 9, 2, 14, 40, 0, 0, time.UTC)

// rooms are empty rooms on a database, at a time that stands still.
func rooms(t testing.TB, d *db.DB) Rooms {
	t.Helper()
	still := clock.At(morning)
	ids := id.Random()
	book := &journal.Service{DB: d, Clock: still, IDs: ids, Key: []byte("a key of the tests, 32 bytes long")}
	told := &alerts.Service{DB: d, Clock: still, IDs: ids}
	register := &people.Service{DB: d, Clock: still, IDs: ids, Journal: book, Alerts: told}
	door := &accounts.Service{DB: d, Clock: still, IDs: ids, People: register, Hasher: &accounts.Hasher{Cost: accounts.Cost{MemoryKiB: 64, Passes: 1}}}
	maps := places.New(d, still, ids)
	strongroom := &files.Service{DB: d, Clock: still, IDs: ids, Folder: t.TempDir(), Free: func(string) (float64, error) { return 1, nil }}
	desk := &requests.Service{DB: d, Clock: still, IDs: ids, People: register, Alerts: told, Files: strongroom, Places: maps}
	roll := &property.Service{DB: d, Clock: still, IDs: ids, People: register, Places: maps, Journal: book, Alerts: told, Key: []byte("another key of the tests, 32 bytes")}
	bills := &tax.Service{DB: d, Clock: still, IDs: ids, Key: []byte("a third key of the tests, 32 bytes"), Roll: roll, Owners: roll}
	roll.Bills = bills
	return Rooms{
		DB: d, Clock: still, Places: maps, People: register, Accounts: door, Requests: desk, Journal: book, Alerts: told, Files: strongroom,
		Property: roll, Tax: bills,
		Collections:   &collections.Service{DB: d, Clock: still, IDs: ids, Journal: book, Alerts: told, Places: maps, Buildings: roll},
		Watering:      &watering.Service{DB: d, Clock: still, IDs: ids, People: register, Places: maps, Alerts: told},
		Neighbourhood: &neighbourhood.Service{DB: d, Clock: still, IDs: ids, Places: maps, Journal: book, Properties: roll},
		Map:           &basemap.Service{DB: d, Clock: still},
	}
}
