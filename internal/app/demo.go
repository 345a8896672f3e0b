package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"sem/internal/clock"
	"sem/internal/config"
	"sem/internal/demo"
	"sem/internal/demo/city"
)

// DemoOptions say which demonstration to serve.
type DemoOptions struct {
	Size     string
	Now      time.Time // Now is when the demonstration begins; the zero time is the real clock.
	Log      *slog.Logger
	Progress Progress
	Out      io.Writer // Out is told the address and the accounts.
}

// demoVersion changes when the demonstration town is built otherwise than before; data of
// another version is built anew.
const demoVersion = 5

// label is what a folder of demonstration data says of itself. It is written before the
// town is built, so that a town left half built is known as one.
type label struct {
	Demonstration bool      `json:"demonstration"`
	Size          string    `json:"size"`
	Version       int       `json:"version"`
	Built         bool      `json:"built"`
	Now           time.Time `json:"now"`
}

const labelFile = "demo.json"

// importsFolder is where the files lie that the other offices of the demonstration sent.
const importsFolder = "importations"

// FurnishDemo lays the settings, the coat and the picture of the demonstration city into a
// folder, before its settings are read.
func FurnishDemo(folder string) error { return city.Furnish(folder) }

// RunDemo builds the demonstration town where there is none, and serves it until ctx is done.
func RunDemo(ctx context.Context, c config.Config, o DemoOptions) error {
	want := label{Demonstration: true, Size: o.Size, Version: demoVersion, Now: o.Now}
	stands, err := clearDemo(c, want, o)
	if err != nil {
		return err
	}
	if !stands {
		if err := writeLabel(c.Data, want); err != nil {
			return err
		}
	}
	run := Options{Log: o.Log, Demo: true, Clock: clock.System()}
	if !o.Now.IsZero() {
		run.Clock = clock.From(o.Now)
	}
	a, err := Open(ctx, c, run)
	if err != nil {
		return err
	}
	if err := a.Listen(); err != nil { // An address that is taken is said before the long work.
		return errors.Join(err, a.Close())
	}
	if !stands {
		if err := a.buildDemo(ctx, want, o); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	a.tellDemo(o.Out)
	err = a.Serve(ctx)
	return errors.Join(err, a.Close())
}

// clearDemo tells whether the town that is wanted stands in the folder. What another size
// or version, or an interrupted build, has left there is thrown away; nothing is touched
// but the data of a demonstration.
func clearDemo(c config.Config, want label, o DemoOptions) (stands bool, err error) {
	found, err := readLabel(c.Data)
	if errors.Is(err, fs.ErrNotExist) {
		if _, made := os.Stat(c.DatabaseFile()); made == nil && c.DatabaseURL == "" {
			return false, fmt.Errorf("%s holds registers that are not a demonstration; choose another folder with --data", c.Data)
		}
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if found.Built && found.Size == want.Size && found.Version == want.Version && found.near(o.Now) {
		return true, nil
	}
	why := fmt.Sprintf("the demonstration in %s is of size %s and was not finished", c.Data, found.Size)
	if found.Built {
		why = fmt.Sprintf("the demonstration in %s is of size %s, made for %s by version %d", c.Data, found.Size, found.Now.Format(time.DateOnly), found.Version)
	}
	if c.DatabaseURL != "" {
		return false, fmt.Errorf("%s; empty its PostgreSQL database and remove %s to build another one", why, filepath.Join(c.Data, labelFile))
	}
	fmt.Fprintln(o.Out, why+"; it is thrown away and built anew")
	for _, name := range []string{c.DatabaseFile(), c.DatabaseFile() + "-wal", c.DatabaseFile() + "-shm", c.FilesFolder(), filepath.Join(c.Data, "journal.head"), filepath.Join(c.Data, cardsFile), filepath.Join(c.Data, booksFile), filepath.Join(c.Data, importsFolder)} {
		if err := os.RemoveAll(name); err != nil {
			return false, fmt.Errorf("throw the old demonstration away: %w", err)
		}
	}
	return false, nil
}

// near tells whether the town suits the moment that was asked for; whoever asks for none
// takes the town as it is.
func (l label) near(now time.Time) bool {
	return now.IsZero() || now.Sub(l.Now).Abs() < 24*time.Hour
}

func readLabel(folder string) (label, error) {
	var l label
	b, err := os.ReadFile(filepath.Join(folder, labelFile))
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal(b, &l); err != nil || !l.Demonstration {
		return l, fmt.Errorf("%s in %s is not the label of a demonstration; choose another folder with --data", labelFile, folder)
	}
	return l, nil
}

func writeLabel(folder string, l label) error {
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, labelFile), append(b, '\n'), 0o600)
}

// buildDemo builds the town, unless another folder had it built in the same database.
func (a *App) buildDemo(ctx context.Context, want label, o DemoOptions) error {
	if err := a.Ready(); err != nil {
		return err
	}
	rooms := demo.Rooms{
		DB: a.DB, Clock: a.Clock, Places: a.Places, People: a.People, Accounts: a.Accounts,
		Requests: a.Requests, Journal: a.Journal, Alerts: a.Alerts, Files: a.Files,
		Property: a.Property, Tax: a.Tax, Collections: a.Collections, Watering: a.Watering, Neighbourhood: a.Neighbourhood, Map: a.Map, Leisure: a.Leisure,
		Registration: a.Registration, Payments: a.Payments, Slips: a.Slips, Library: a.Library,
	}
	stands, err := demo.Ready(ctx, rooms)
	if err != nil {
		return err
	}
	if !stands {
		err := demo.Build(ctx, rooms, demo.Options{
			Size: demo.Size(o.Size), Now: a.Clock.Now(), Folder: filepath.Join(a.Config.Data, importsFolder),
			Progress: func(done, total int, what string) { o.Progress(what, done, total) },
		})
		if err != nil {
			return err
		}
		if err := errors.Join(a.DB.Analyse(ctx), a.Places.Refresh(ctx), a.refreshLand(ctx), a.refreshCourses(ctx)); err != nil {
			return err
		}
	}
	want.Built, want.Now = true, a.Clock.Now()
	return writeLabel(a.Config.Data, want)
}

// tellDemo says where the town is and who may be played.
func (a *App) tellDemo(to io.Writer) {
	fmt.Fprintf(to, `
SEM en ligne, %s (démonstration)
  http://%s

  Mot de passe de tous les comptes : %s
    100001  Marie Tremblay, propriétaire, deux enfants
    100002  un locataire, sans demande
    100003  une personne aînée, aidée par une proche
    100004  l’autre parent des enfants de Marie
    agent@demo.sem  travaux@demo.sem  loisirs@demo.sem  communications@demo.sem
    moderation@demo.sem  vieprivee@demo.sem  admin@demo.sem

  Ctrl-C arrête le tout.
`, a.Config.City.Name, a.Addr(), demo.Password)
}
