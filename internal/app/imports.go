package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"sem/internal/basemap"
	"sem/internal/collections"
	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/intake"
	"sem/internal/journal"
	"sem/internal/neighbourhood"
	"sem/internal/property"
)

// ImportOptions say what to import.
type ImportOptions struct {
	Kind     string // Kind is one of ImportKinds.
	Files    []string
	Mapping  string // Mapping says what the columns of places or of a map mean: the name of one that comes with the program, or a TOML file.
	Category string // Category is that of all places of the files.
	Stream   string // Stream is what sectors are for.
	DryRun   bool   // DryRun tells what would change and writes nothing.
	Approve  bool   // Approve lets files replace more than a tenth of what they speak of.
	Progress Progress
	Out      io.Writer
}

// opened is a file that is being imported.
type opened struct {
	io.Reader
	name string
	size int64
	ImportOptions
}

// intakes are the importers by the kind of file.
func (a *App) intakes() map[string]func(context.Context, opened) (intake.Report, error) {
	plain := func(take func(context.Context, io.Reader, bool) (intake.Report, error)) func(context.Context, opened) (intake.Report, error) {
		return func(ctx context.Context, f opened) (intake.Report, error) { return take(ctx, f, f.DryRun) }
	}
	return map[string]func(context.Context, opened) (intake.Report, error){
		"people":      plain(a.People.Import),
		"requests":    plain(a.Requests.Import),
		"roll":        a.importRoll,
		"points":      a.importPoints,
		"taxes":       plain(a.Tax.Import),
		"places":      a.importPlaces,
		"map":         a.importMap,
		"sectors":     a.importSectors,
		"collections": plain(a.Collections.ImportSchedule),
		"watering":    plain(a.Watering.Import),
		"activities":  a.importActivities,
		"library":     plain(a.Library.Import),
	}
}

// Import reads files into the registers: each whole or not at all, and a second time
// without effect. Faults are listed as FILE:LINE: field: reason.
func Import(ctx context.Context, c config.Config, o ImportOptions) error {
	a, err := Open(ctx, c, Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Ready(); err != nil {
		return err
	}
	release, alone, err := a.DB.Alone(ctx, "import")
	if err != nil {
		return err
	}
	defer release()
	if !alone {
		return errImporting
	}
	if o.Progress == nil {
		o.Progress = Silent
	}
	for _, name := range o.Files {
		if err := a.importFile(ctx, name, o); err != nil {
			return err
		}
	}
	return nil
}

// errImporting is returned while another process imports: each would clear away what the other
// has begun.
var errImporting = errors.New("another import is under way; wait until it ends")

// importFile looks at what a file would do, then takes it in, and says what came of it. One that
// would replace a large part of what is here waits for somebody's yes: it is likely the wrong
// one, or half of one.
func (a *App) importFile(ctx context.Context, name string, o ImportOptions) error {
	if !o.DryRun && !o.Approve {
		look := o
		look.DryRun = true
		report, err := a.takeFile(ctx, name, "look: ", look)
		if err != nil {
			return err
		}
		if n, of, approve := report.Replaces(); approve {
			return fmt.Errorf("%s: %d of the %d things here that it speaks of would change or go: nothing was imported; "+
				"look with --dry-run whether it is the right file, then say --approve", name, n, of)
		}
	}
	report, err := a.takeFile(ctx, name, "import: ", o)
	if err != nil {
		return err
	}
	if !o.DryRun {
		if err := a.journalImport(ctx, o, report); err != nil {
			return fmt.Errorf("%s was imported, and that could not be written in the journal: %w", name, err)
		}
	}
	return tellImport(o.Out, name, report, o.DryRun)
}

// takeFile hands a file to its importer as a stream.
func (a *App) takeFile(ctx context.Context, name, what string, o ImportOptions) (intake.Report, error) {
	take := a.intakes()[o.Kind]
	if take == nil {
		return intake.Report{}, fmt.Errorf("no room imports %s", o.Kind)
	}
	file, err := os.Open(name)
	if err != nil {
		return intake.Report{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return intake.Report{}, err
	}
	if !info.Mode().IsRegular() {
		return intake.Report{}, fmt.Errorf("%s is no file that can be read twice", name)
	}
	report, err := take(ctx, opened{Reader: watched(file, what+name, info.Size(), o.Progress), name: name, size: info.Size(), ImportOptions: o})
	if len(report.Faults) > 0 {
		return report, faultsOf(name, report)
	}
	if err != nil {
		return report, fmt.Errorf("import %s: %w", name, err)
	}
	return report, nil
}

// journalImport writes that a file came in, and how much it changed. The roll and the places
// write it themselves.
func (a *App) journalImport(ctx context.Context, o ImportOptions, r intake.Report) error {
	if o.Kind == "roll" || o.Kind == "places" {
		return nil
	}
	detail := fmt.Sprintf("%d added, %d changed, %d gone", r.Added, r.Changed, r.Gone)
	if _, _, much := r.Replaces(); much {
		detail += ", approved"
	}
	return a.DB.InTx(ctx, func(tx *db.Tx) error {
		return a.Journal.Add(ctx, tx, journal.Entry{At: a.Clock.Now(), Action: journal.ImportMade, Object: o.Kind, Detail: detail})
	})
}

// faultsOf lists what keeps a file out.
func faultsOf(name string, report intake.Report) error {
	var wrong []error
	for _, f := range report.Faults {
		wrong = append(wrong, errors.New(name+":"+f.String()))
	}
	return errors.Join(append(wrong, fmt.Errorf("%s: nothing was imported (faults: %d)", name, len(report.Faults)))...)
}

func tellImport(to io.Writer, name string, r intake.Report, dryRun bool) error {
	verb := "imported"
	if dryRun {
		verb = "would be imported; nothing was written"
	}
	gone := ""
	if r.Gone > 0 {
		gone = fmt.Sprintf(", %d gone", r.Gone)
	}
	if n, of, approve := r.Replaces(); approve && dryRun {
		verb += fmt.Sprintf("; replaces %d of %d, which takes --approve", n, of)
	}
	_, err := fmt.Fprintf(to, "%s: %d lines: %d added, %d changed, %d unchanged%s (%s)\n", name, r.Lines, r.Added, r.Changed, r.Unchanged, gone, verb)
	for _, n := range r.Notes {
		if err == nil {
			_, err = fmt.Fprintf(to, "  %s: %s\n", n.Label, n.Value)
		}
	}
	return err
}

// watched tells how much of a file was read, in thousands of bytes.
func watched(r io.Reader, what string, size int64, progress Progress) io.Reader {
	w := &watcher{Reader: r, what: what + " (kB)", of: int(size / 1000), progress: progress}
	progress(w.what, 0, w.of)
	return w
}

type watcher struct {
	io.Reader
	what     string
	read     int64
	of       int
	progress Progress
}

// Read reads on.
func (w *watcher) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	w.read += int64(n)
	if n > 0 {
		w.progress(w.what, int(w.read/1000), w.of)
	}
	return n, err
}

func (a *App) importRoll(ctx context.Context, f opened) (intake.Report, error) {
	return a.Property.Import(ctx, f, property.ImportOptions{DryRun: f.DryRun, Municipality: a.Config.City.Code, Total: f.size})
}

func (a *App) importPoints(ctx context.Context, f opened) (intake.Report, error) {
	return a.Property.ImportPoints(ctx, f, a.Config.City.Code, f.DryRun)
}

func (a *App) importPlaces(ctx context.Context, f opened) (intake.Report, error) {
	o := neighbourhood.ImportOptions{Mapping: f.Mapping, Source: neighbourhood.SourceOf(f.name), Category: f.Category, DryRun: f.DryRun}
	if o.Mapping == "" {
		o.Mapping = neighbourhood.MappingOf(f.name)
	}
	if strings.HasSuffix(f.Mapping, ".toml") {
		own, err := os.Open(f.Mapping)
		if err != nil {
			return intake.Report{}, err
		}
		defer own.Close()
		m, err := neighbourhood.ReadMapping(own)
		if err != nil {
			return intake.Report{}, fmt.Errorf("read the mapping %s: %w", f.Mapping, err)
		}
		o.Mapping, o.Custom = "", &m
	}
	return a.Neighbourhood.Import(ctx, f, o)
}

func (a *App) importMap(ctx context.Context, f opened) (intake.Report, error) {
	o := basemap.ImportOptions{Source: strings.TrimSuffix(filepath.Base(f.name), filepath.Ext(f.name)), Mapping: f.Mapping, DryRun: f.DryRun}
	if strings.HasSuffix(f.Mapping, ".toml") {
		own, err := os.ReadFile(f.Mapping)
		if err != nil {
			return intake.Report{}, err
		}
		o.Mapping = string(own)
	}
	return a.Map.Import(ctx, f, o)
}

func (a *App) importSectors(ctx context.Context, f opened) (intake.Report, error) {
	return a.Collections.ImportSectors(ctx, f, collections.SectorOptions{Stream: f.Stream, DryRun: f.DryRun})
}
