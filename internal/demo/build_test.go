package demo

import (
	"testing"
	"time"

	"sem/internal/accounts"
	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/files"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/requests"
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
	return Rooms{DB: d, Clock: still, Places: maps, People: register, Accounts: door, Requests: desk, Journal: book, Alerts: told, Files: strongroom}
}
