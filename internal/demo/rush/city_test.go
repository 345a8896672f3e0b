package rush_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"sem/internal/accounts"
	"sem/internal/accounts/accountsweb"
	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/demo/rush"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/opening"
	"sem/internal/opening/openingweb"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/registration/registrationweb"
	"sem/internal/session"
	"sem/internal/ui"
)

// nine is the opening of the winter session on the clocks of the town.
var nine = time.Date(2026, time.December, 2, 14, 0, 0, 0, time.UTC)

var sonia = session.Viewer{Account: "sonia", FullName: "Sonia Lemay", Role: session.Leisure}

// city is as much of the town as the morning of an opening needs, on one node.
type city struct {
	testing.TB
	db           *db.DB
	clock        *clock.Still
	families     []rush.Family
	people       *people.Service
	leisure      *leisure.Service
	registration *registration.Service
	opening      *opening.Service
	handler      http.Handler
	others       []*city // others are the other processes of the same town.
	asked        atomic.Int64
}

// newCity has so many families who want a place in one of the groups in turn. The groups all
// open at nine, free of charge; they have places each.
func newCity(tb testing.TB, d *db.DB, families, groups, places int) *city {
	tb.Helper()
	c := &city{TB: tb, db: d, clock: clock.At(nine.Add(-20 * time.Minute))}
	var err error
	c.families, err = rush.Opening{Families: families, Groups: groups, Places: places, Opens: nine}.Furnish(tb.Context(), d, c.clock)
	c.must(err)
	c.node()
	return c
}

// node starts a process of the town, and has it answer from now on.
func (c *city) node() {
	c.Helper()
	ids := id.Random()
	c.people = &people.Service{DB: c.db, Clock: c.clock, IDs: ids}
	told := &alerts.Service{DB: c.db, Clock: c.clock, IDs: ids}
	c.leisure = &leisure.Service{DB: c.db, Clock: c.clock, IDs: ids}
	c.opening = &opening.Service{DB: c.db, Clock: c.clock, IDs: ids, Leisure: c.leisure}
	c.registration = &registration.Service{
		DB: c.db, Clock: c.clock, IDs: ids, People: c.people, Leisure: c.leisure, Alerts: told, Admission: c.opening, Key: []byte("0123456789abcdef0123456789abcdef"),
	}
	c.leisure.Seats = c.registration
	c.must(c.leisure.Refresh(c.Context()))
	c.must(c.registration.Refresh(c.Context()))
	c.must(c.opening.Tick(c.Context()))
	door := accountsweb.Pages{Accounts: &accounts.Service{DB: c.db, Clock: c.clock, IDs: ids, People: c.people, Sessions: session.Store{DB: c.db, Clock: c.clock}}, People: c.people, Clock: c.clock}
	cart := registrationweb.Pages{Registration: c.registration, Leisure: c.leisure, People: c.people, Clock: c.clock}
	room := openingweb.Pages{Opening: c.opening, Leisure: c.leisure, Clock: c.clock}
	c.handler = ui.Mux(append(cart.Routes(), room.Routes()...), ui.Options{
		Clock: c.clock, Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{room.Quick, room.Felt, door.Identify},
	})
}

// beside starts another process of the same town, on registers that it opens itself.
func (c *city) beside(d *db.DB) {
	c.Helper()
	other := &city{TB: c.TB, db: d, clock: c.clock}
	other.node()
	c.others = append(c.others, other)
}

// RoundTrip reaches whichever process answers now: each in turn.
func (c *city) RoundTrip(r *http.Request) (*http.Response, error) {
	if at := int(c.asked.Add(1)) % (len(c.others) + 1); at > 0 {
		return c.others[at-1].RoundTrip(r)
	}
	return rush.Inside(c.handler).RoundTrip(r)
}

// pass lets a second go by, in which every process hears of the others.
func (c *city) pass(ctx context.Context) error {
	c.clock.Advance(time.Second)
	for _, node := range append([]*city{c}, c.others...) {
		if err := errors.Join(node.opening.Tick(ctx), node.registration.Refresh(ctx)); err != nil {
			return err
		}
	}
	return nil
}

func (c *city) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// pace has the room let so many in each second.
func (c *city) pace(perSecond float64) {
	c.Helper()
	c.must(c.opening.SetPace(c.Context(), sonia, c.opening.Events()[0].ID, opening.Pace{Now: perSecond, Slowest: perSecond, Fastest: perSecond, Finish: 20 * time.Minute}))
}
