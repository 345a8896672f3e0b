package rush_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"sem/internal/accounts"
	"sem/internal/accounts/accountsweb"
	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/demo/rush"
	"sem/internal/i18n"
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
	people       *people.Service
	leisure      *leisure.Service
	registration *registration.Service
	opening      *opening.Service
	handler      http.Handler
	others       []*city // others are the other processes of the same town.
	asked        atomic.Int64
}

// groups all open at nine, free of charge; they have places each.
func newCity(tb testing.TB, d *db.DB, groups, places int) *city {
	tb.Helper()
	c := &city{TB: tb, db: d, clock: clock.At(nine.Add(-20 * time.Minute))}
	c.must(d.InTx(tb.Context(), func(tx *db.Tx) error {
		return (&leisure.Service{DB: d, Clock: c.clock, IDs: id.Random()}).LoadTx(tb.Context(), tx, winter(groups, places))
	}))
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

func winter(groups, places int) leisure.Parts {
	day := func(m time.Month, d int) civil.Day { return civil.DayAt(2027, m, d) }
	parts := leisure.Parts{
		Sessions: []leisure.Session{{
			ID: "h2027", Code: "H2027", Name: i18n.Words{FR: "Hiver 2027"}, From: day(1, 11), To: day(3, 21), Published: true, Drawn: true, Windows: []leisure.Window{{Opens: nine}},
		}},
	}
	for i := range groups {
		code := fmt.Sprintf("nat%02d", i)
		parts.Activities = append(parts.Activities, leisure.Activity{ID: leisure.ActivityID(code), Session: "h2027", Code: code, Title: i18n.Words{FR: "Natation " + code}, Category: "sport"})
		parts.Groups = append(parts.Groups, leisure.Group{
			ID: leisure.GroupID(code + "-1"), Activity: leisure.ActivityID(code), Session: "h2027", Code: code + "-01", Places: places, Waits: true, From: day(1, 16), To: day(3, 13),
			Prices: []leisure.Price{{Amount: 0}}, Slots: []leisure.Slot{{Weekday: time.Saturday, Start: civil.Time(9 * 60), End: civil.Time(10 * 60)}},
		})
	}
	return parts
}

// families are so many residents with an account, each signed in, who want a place in one of
// the groups in turn.
func (c *city) families(n, groups int) []rush.Family {
	c.Helper()
	now := c.clock.Now()
	var all []people.Person
	var doors []accounts.Account
	families := make([]rush.Family, n)
	for i := range n {
		who := people.ID(fmt.Sprintf("personne-%05d", i))
		all = append(all, people.Person{ID: who, GivenName: fmt.Sprint("Alex", i), FamilyName: "Gagnon", BirthDate: "1988-05-05", Language: "fr", Residence: people.Resident, ResidenceUntil: now.AddDate(1, 0, 0), CreatedAt: now, UpdatedAt: now})
		doors = append(doors, accounts.Account{ID: accounts.ID(fmt.Sprintf("compte-%05d", i)), Person: who, UserCode: fmt.Sprint(200001 + i), State: accounts.Active, CreatedAt: now, UpdatedAt: now})
		families[i] = rush.Family{People: []string{string(who)}, Group: fmt.Sprintf("nat%02d-1", i%groups)}
	}
	register := &accounts.Service{DB: c.db, Clock: c.clock, IDs: id.Random(), People: c.people}
	store := session.Store{DB: c.db, Clock: c.clock}
	secrets := make([]string, n)
	c.must(c.db.InTx(c.Context(), func(tx *db.Tx) error {
		if err := c.people.Load(c.Context(), tx, slices.Values(all)); err != nil {
			return err
		}
		if err := register.Load(c.Context(), tx, "unused", slices.Values(doors)); err != nil {
			return err
		}
		for i, one := range doors {
			var err error
			if secrets[i], err = store.Start(c.Context(), tx, session.Session{Account: string(one.ID), Device: "essai", Origin: "192.0.2.0"}); err != nil {
				return err
			}
		}
		return nil
	}))
	for i := range families {
		families[i].Cookies = map[string]string{session.Ticket: secrets[i]}
	}
	return families
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
