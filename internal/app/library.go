package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"sem/internal/clock"
	"sem/internal/config"
	"sem/internal/connect/koha"
	"sem/internal/connect/sip2"
	"sem/internal/db"
	"sem/internal/demo/stacks"
	"sem/internal/library"
	"sem/internal/library/libraryweb"
	"sem/internal/session"
)

// Books are the room of the library.
type Books struct {
	Library *library.Service

	stacks *stacks.Library // stacks is the library of a demonstration, nil in a city.
}

// booksFile is what changed in the library of a demonstration.
const booksFile = "bibliotheque.jsonl"

// openLibrary gives this room what it needs.
func (a *App) openLibrary() {
	wire := sip2.Wire{Clock: a.Clock}
	if a.Demo {
		a.stacks = &stacks.Library{Clock: a.Clock, File: filepath.Join(a.Config.Data, booksFile)}
		wire.Dial = a.stacks.Dial
	}
	a.Library = &library.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, People: a.People, Journal: a.Journal, Alerts: a.Alerts, Log: a.Log, Key: a.keys.For(cardKey),
		Later: func(ctx context.Context, tx *db.Tx, job library.Fetch) error { return a.Jobs.Add(ctx, tx, job) },
	}
	if !a.Demo {
		a.Library.Network = networkOf(session.Store{DB: a.DB, Clock: a.Clock})
	}
	a.Library.Drivers = drivers(a.Library, wire)
}

// drivers are the kinds of systems that a city may choose.
func drivers(room *library.Service, wire sip2.Wire) []library.Driver {
	return []library.Driver{library.None(), wire.Driver(), koha.REST(wire.Clock), koha.ILSDI(wire.Clock), room.Nightly()}
}

// networkOf tells the network that a session was opened from.
func networkOf(sessions session.Store) func(context.Context, session.Viewer) (string, error) {
	return func(ctx context.Context, by session.Viewer) (string, error) {
		open, err := sessions.Of(ctx, by.Account)
		for _, s := range open {
			if s.ID == by.Session {
				return s.Origin, err
			}
		}
		return "", err
	}
}

// libraryPages makes the pages of this room.
func (a *App) libraryPages() libraryweb.Pages {
	return libraryweb.Pages{Library: a.Library, People: a.People, Clock: a.Clock, Key: a.keys.For(triedKey), Site: a.Config.Site()}
}

// startLibrary opens the library of a demonstration, and reads which system the city has.
func (a *App) startLibrary(ctx context.Context) error {
	if a.stacks != nil {
		if err := a.stacks.Start(); err != nil {
			return fmt.Errorf("open the library of the demonstration: %w", err)
		}
	}
	return a.Library.Refresh(ctx)
}

// closeLibrary hangs up.
func (a *App) closeLibrary() error {
	err := a.Library.Close()
	if a.stacks != nil {
		a.stacks.Stop()
	}
	return err
}

// DoctorLibrary asks the system of the library, step by step, and prints what came of it. With a
// card it prints what both sides said, masked, for whoever sold the system.
func DoctorLibrary(ctx context.Context, c config.Config, card, pin string, to io.Writer) error {
	keys, err := c.Keys()
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Settings{URL: c.DatabaseURL, File: c.DatabaseFile(), Connections: 2})
	if err != nil {
		return err
	}
	defer d.Close()
	wire := sip2.Wire{Clock: clock.System()}
	room := &library.Service{DB: d, Clock: clock.System(), Key: keys.For(cardKey)}
	room.Drivers = drivers(room, wire)
	driver, settings, err := room.Reach(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(to, "\nok  library: the system is %s\n", driver.Code)
	ctx, cancel := context.WithTimeout(ctx, libraryPatience)
	defer cancel()
	for _, step := range driver.Try(ctx, settings, library.Key{Card: card, PIN: pin}) {
		said := "ok "
		if !step.Good {
			said, err = "NO ", errUnwell
		}
		fmt.Fprintf(to, "%s library: %s: %s\n", said, step.Name, step.Text)
	}
	if card == "" || driver.Code != sip2.Code {
		return err
	}
	fmt.Fprintln(to)
	return errors.Join(err, wire.Record(ctx, settings, card, pin, to))
}

const libraryPatience = 30 * time.Second
