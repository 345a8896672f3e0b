package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"sem/internal/app"
	"sem/internal/config"
)

// commands is what can be typed after sem.
type commands struct {
	Demo    demoCommand    `cmd:"" help:"Serve the demonstration city; no configuration, no network."`
	Serve   serveCommand   `cmd:"" help:"Serve the city."`
	Migrate migrateCommand `cmd:"" help:"Bring the database to the shape this version knows; serve does it by itself."`
	Doctor  doctorCommand  `cmd:"" help:"Print every setting and where it came from; ask the database and the mail server whether they answer."`
	Version versionCommand `cmd:"" help:"Print the version."`
	Import  importCommand  `cmd:"" help:"Import files: roll, points, taxes, places, map, sectors, collections, watering, activities, requests, people, library."`
	Backup  backupCommand  `cmd:"" help:"Write everything the city holds into one encrypted file."`
	Restore restoreCommand `cmd:"" help:"Put a backup back into an empty database and an empty files folder."`
	Staff   struct {
		Add staffAddCommand `cmd:"" help:"Add a member of the staff; prints a link, good once, to choose a password."`
	} `cmd:"" help:"The staff of the city."`
}

type runner interface {
	Run(ctx context.Context) error
}

// parse reads the command line. An error is wrong usage.
func parse(args []string) (runner, error) {
	var all commands
	parser, err := kong.New(&all, kong.Name("sem"), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Description("One file, one desk: the online services of a city. Every setting is also a variable SEM_… and a key of sem.toml in the data folder; sem doctor lists them."))
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return nil, fmt.Errorf("%w; see sem --help", err)
	}
	command, ok := chosen.Selected().Target.Addr().Interface().(runner)
	if !ok {
		return nil, errors.New("a command is missing; see sem --help")
	}
	return command, nil
}

// place is where the data lies; every command takes it.
type place struct {
	Data     string            `help:"Data folder." placeholder:"DIR"`
	Database string            `help:"postgres:// address; the SQLite file in the data folder when absent." placeholder:"URL"`
	Set      map[string]string `help:"Any setting: --set city.name=Laval." placeholder:"KEY=VALUE"`
}

// settings reads the configuration, flags first.
func (p place) settings(more config.Given) (config.Config, error) {
	given := config.Given{}
	maps.Copy(given, p.Set)
	for _, flags := range []config.Given{more, {"data": p.Data, "database_url": p.Database}} {
		for key, value := range flags {
			if value != "" { // A flag that was left out says nothing.
				given[key] = value
			}
		}
	}
	return config.Load(given)
}

// addresses are where to serve.
type addresses struct {
	Addr      string `help:"Address to serve on." placeholder:"HOST:PORT"`
	AdminAddr string `help:"Address of metrics and readiness details; off for none." placeholder:"HOST:PORT"`
}

func (a addresses) given() config.Given {
	return config.Given{"addr": a.Addr, "admin_addr": a.AdminAddr}
}

// logTo sets the program's log up as the settings say.
func logTo(w io.Writer, c config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(strings.ToUpper(c.LogLevel))); err != nil {
		level = slog.LevelInfo // The settings were checked; nothing else is written there.
	}
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewJSONHandler(w, options)
	if c.LogFormat == "text" {
		handler = slog.NewTextHandler(w, options)
	}
	log := slog.New(handler)
	slog.SetDefault(log)
	return log
}

type serveCommand struct {
	place
	addresses
}

// Run serves the city until it is told to stop.
func (c *serveCommand) Run(ctx context.Context) error {
	settings, err := c.settings(c.given())
	if err != nil {
		return err
	}
	return app.Run(ctx, settings, app.Options{Log: logTo(os.Stderr, settings)})
}

type demoCommand struct {
	place
	addresses
	Size string    `help:"small (300 people), city (45 000) or large (ten times city)." enum:"small,city,large" default:"small"`
	Now  time.Time `help:"The moment the demonstration begins at; the clock runs on from there." placeholder:"RFC3339"`
}

// Run builds the demonstration city where there is none, and serves it.
func (c *demoCommand) Run(ctx context.Context) error {
	given := c.given()
	if c.Data == "" {
		given["data"] = "data/demo"
	}
	if err := app.FurnishDemo(firstOf(c.Data, "data/demo")); err != nil {
		return err
	}
	settings, err := c.settings(given)
	if err != nil {
		return err
	}
	progress, end := app.ShowProgress(os.Stderr)
	defer end()
	return app.RunDemo(ctx, settings, app.DemoOptions{Size: c.Size, Now: c.Now, Log: logTo(os.Stderr, settings), Progress: progress, Out: os.Stdout})
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

type migrateCommand struct{ place }

// Run migrates the database.
func (c *migrateCommand) Run(ctx context.Context) error {
	settings, err := c.settings(nil)
	if err != nil {
		return err
	}
	return app.Migrate(ctx, settings)
}

type doctorCommand struct {
	place
	Journal bool   `help:"Verify the journal: edits, removals, reordering, truncation."`
	Library bool   `help:"Ask the system of the library, step by step."`
	Card    string `help:"With --library: a card to ask for; its PIN is read from the standard input. Prints what was said, masked, for the vendor." placeholder:"NUMBER"`
}

// Run prints what the settings are and what answers.
func (c *doctorCommand) Run(ctx context.Context) error {
	settings, err := c.settings(nil)
	if err != nil {
		return err
	}
	err = app.Doctor(ctx, settings, c.Journal, os.Stdout)
	if !c.Library {
		return err
	}
	pin, wrong := c.pin()
	if wrong != nil {
		return wrong
	}
	return errors.Join(err, app.DoctorLibrary(ctx, settings, c.Card, pin, os.Stdout))
}

// pin reads the PIN of the card: on the command line others would see it.
func (c *doctorCommand) pin() (string, error) {
	if c.Card == "" {
		return "", nil
	}
	fmt.Fprint(os.Stderr, "PIN: ")
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the PIN: %w", err)
	}
	return strings.TrimSpace(line), nil
}

type versionCommand struct{}

// Run prints the version.
func (*versionCommand) Run(context.Context) error {
	_, err := fmt.Println("sem " + app.Version())
	return err
}

type importCommand struct {
	place
	Kind     string   `arg:"" enum:"roll,points,taxes,places,map,sectors,collections,watering,activities,requests,people,library" help:"What the files hold: roll (the ministry's XML), points (where properties are, GeoJSON), taxes (CSV), places, map or sectors (GeoJSON), collections or watering (TOML), activities (TOML or JSON), requests, people or library (CSV)."`
	Files    []string `arg:"" type:"existingfile" help:"Files of that kind."`
	Mapping  string   `help:"For places and map: what the columns mean, by the name of a mapping that comes with the program (ecoles-meq, lieux-municipaux, parcs, osm, ville) or a .toml file. Found by the columns when absent." placeholder:"NAME|FILE"`
	Category string   `help:"For places: the category of all of them." placeholder:"CODE"`
	Flux     string   `help:"For sectors: the collection they are for." placeholder:"CODE"`
	DryRun   bool     `help:"Say what would change and write nothing."`
	Approve  bool     `help:"Import even what would change or remove more than a tenth of what is there."`
}

// Run imports files.
func (c *importCommand) Run(ctx context.Context) error {
	settings, err := c.settings(nil)
	if err != nil {
		return err
	}
	progress, end := app.ShowProgress(os.Stderr)
	defer end()
	return app.Import(ctx, settings, app.ImportOptions{
		Kind: c.Kind, Files: c.Files, Mapping: c.Mapping, Category: c.Category, Stream: c.Flux, DryRun: c.DryRun, Approve: c.Approve, Progress: progress, Out: os.Stdout,
	})
}

type backupCommand struct {
	place
	File string `arg:"" help:"The file to write."`
}

// Run writes a backup.
func (c *backupCommand) Run(ctx context.Context) error {
	settings, err := c.settings(nil)
	if err != nil {
		return err
	}
	progress, end := app.ShowProgress(os.Stderr)
	defer end()
	return app.Backup(ctx, settings, c.File, progress)
}

type restoreCommand struct {
	place
	File string `arg:"" type:"existingfile" help:"The backup to read."`
}

// Run restores a backup.
func (c *restoreCommand) Run(ctx context.Context) error {
	settings, err := c.settings(nil)
	if err != nil {
		return err
	}
	progress, end := app.ShowProgress(os.Stderr)
	defer end()
	return app.Restore(ctx, settings, c.File, progress)
}

type staffAddCommand struct {
	place
	Email string `arg:"" help:"Work address, which is how the person signs in."`
	Name  string `required:"" help:"Given and family name."`
	Role  string `required:"" enum:"agent,travaux,loisirs,communications,moderation,vieprivee,admin" help:"agent, travaux, loisirs, communications, moderation, vieprivee or admin."`
}

// Run adds a member of the staff.
func (c *staffAddCommand) Run(ctx context.Context) error {
	settings, err := c.settings(nil)
	if err != nil {
		return err
	}
	return app.AddStaff(ctx, settings, app.NewStaff{Email: c.Email, Name: c.Name, Role: c.Role}, os.Stdout)
}
