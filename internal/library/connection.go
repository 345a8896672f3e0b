package library

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
)

// connection is the way to the system that the city chose. It is never changed.
type connection struct {
	driver  string
	version int64 // version is that of the settings it was made of.
	guarded *Guarded
	broken  bool // broken: the settings kept cannot be used.
	cards   int
	late    int
	counted time.Time // counted is when cards and late were.
}

// connected is the present connection; before the first Refresh, one that leads nowhere.
func (s *Service) connected() *connection {
	if c := s.line.Load(); c != nil {
		return c
	}
	return &connection{driver: NoDriver, guarded: s.guard(absent{})}
}

func (s *Service) guard(system System) *Guarded {
	g := s.Guard
	g.Clock = s.Clock
	return Guard(system, g)
}

// abilities are what can be asked of the library now: nothing while it rests after failures.
func (s *Service) abilities() Abilities {
	c := s.connected()
	may := c.guarded.Abilities()
	if c.guarded.Health().Resting {
		may.Renew, may.RenewAll, may.Hold, may.CancelHold = false, false, false, false
	}
	return may
}

// State is how the connection stands, from memory.
func (s *Service) State() Line {
	c := s.connected()
	h := c.guarded.Health()
	return Line{
		Driver: c.driver, Abilities: c.guarded.Abilities(), Absent: c.driver == NoDriver, Up: h.Up && !c.broken, Since: h.Since, Answered: h.Answered,
		Cards: c.cards, Late: c.late,
	}
}

// countEach is how often the cards are counted for State.
const countEach = 15 * time.Second

// Refresh reads which system the city chose when it has changed since the last time, in this
// process or in another. It is cheap when it has not.
func (s *Service) Refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	chosen, err := readChoice(ctx, s.DB)
	if err != nil {
		return err
	}
	was := s.line.Load()
	now := s.Clock.Now()
	if was != nil && was.version == chosen.version && now.Sub(was.counted) < countEach {
		return nil
	}
	next := connection{}
	if was != nil && was.version == chosen.version {
		next = *was
	} else {
		next = s.connect(ctx, chosen)
	}
	next.counted = now
	err = s.DB.QueryRow(ctx, `
		SELECT COUNT(*), COALESCE(SUM(CASE WHEN as_of IS NULL OR as_of < $1 THEN 1 ELSE 0 END), 0)
		FROM   library_copy`, now.Add(-24*time.Hour)).Scan(&next.cards, &next.late)
	if err != nil {
		return fmt.Errorf("count the library cards: %w", err)
	}
	s.line.Store(&next)
	if was != nil && was.guarded != next.guarded {
		return was.guarded.Close()
	}
	return nil
}

// connect makes the connection of a choice. One that cannot be made is kept as silent, so that
// pages go on showing the copies.
func (s *Service) connect(ctx context.Context, c choice) connection {
	made := connection{driver: c.driver, version: c.version}
	system, err := s.open(ctx, c)
	if err != nil {
		s.Log.ErrorContext(ctx, "the system of the library cannot be opened", "driver", c.driver, "err", err)
		system, made.broken = absent{}, true
	}
	made.guarded = s.guard(system)
	return made
}

func (s *Service) open(ctx context.Context, c choice) (System, error) {
	d, ok := s.driver(c.driver)
	if !ok {
		return nil, fmt.Errorf("no driver is called %q", c.driver)
	}
	all, err := s.withSecrets(ctx, d, c.fields)
	if err != nil {
		return nil, err
	}
	return d.Open(all)
}

// driver is the driver of a code. The absent one is always there.
func (s *Service) driver(code string) (Driver, bool) {
	i := slices.IndexFunc(s.Drivers, func(d Driver) bool { return d.Code == code })
	switch {
	case i >= 0:
		return s.Drivers[i], true
	case code == NoDriver:
		return None(), true
	}
	return Driver{}, false
}

// choice is what the city chose, without the secrets.
type choice struct {
	driver  string
	fields  Settings
	version int64
}

// settingID names the one row of the choice.
const settingID = "system"

// readChoice is what the city chose; no system when it has chosen none.
func readChoice(ctx context.Context, q db.Querier) (c choice, err error) {
	var fields string
	err = q.QueryRow(ctx, `
		SELECT driver, fields, version
		FROM   library_setting
		WHERE  id = $1`, settingID).Scan(&c.driver, &fields, &c.version)
	if errors.Is(err, db.ErrNoRows) {
		return choice{driver: NoDriver, fields: Settings{}}, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(fields), &c.fields)
	}
	if err != nil {
		return c, fmt.Errorf("read which system the library has: %w", err)
	}
	return c, nil
}

// secretPlace is where a secret is sealed.
func secretPlace(driver, field string) string { return "library_secret/sealed/" + driver + "/" + field }

// withSecrets adds the kept secrets to settings where these have none.
func (s *Service) withSecrets(ctx context.Context, d Driver, with Settings) (Settings, error) {
	kept, err := secretsOf(ctx, s.DB, d.Code)
	if err != nil {
		return nil, err
	}
	all := Settings{}
	for _, f := range d.Fields {
		all[f.Name] = with[f.Name]
		if f.Kind == SecretField && all[f.Name] == "" && kept[f.Name] != "" {
			if all[f.Name], err = s.Key.Open(secretPlace(d.Code, f.Name), kept[f.Name]); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// secretsOf are the sealed secrets of a driver.
func secretsOf(ctx context.Context, q db.Querier, driver string) (map[string]string, error) {
	rows, err := q.Query(ctx, `
		SELECT field, sealed
		FROM   library_secret
		WHERE  driver = $1`, driver)
	sealed := map[string]string{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (field string, err error) {
		var text string
		err = r.Scan(&field, &text)
		sealed[field] = text
		return field, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the secrets of the library: %w", err)
	}
	return sealed, nil
}

// Close lets go of the connections to the library.
func (s *Service) Close() error { return s.connected().guarded.Close() }

var errNoDriver = fault.New(fault.Invalid, "Choisissez un des systèmes de la liste.")
