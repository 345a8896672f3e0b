package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"sem/internal/config"
)

// ImportOptions say what to import.
type ImportOptions struct {
	Kind     string // Kind is requests or people.
	Files    []string
	DryRun   bool // DryRun tells what would change and writes nothing.
	Progress Progress
	Out      io.Writer
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
	reader := map[string]func(context.Context, io.Reader, bool) (imported, error){
		"people":   a.importPeople,
		"requests": a.importRequests,
	}[o.Kind]
	if reader == nil {
		return fmt.Errorf("no room imports %s", o.Kind)
	}
	for _, name := range o.Files {
		if err := importFile(ctx, name, o, reader); err != nil {
			return err
		}
	}
	return nil
}

// imported is what the import of one file did, or would do.
type imported struct {
	lines, added, changed, unchanged int
	faults                           []string // faults are "LINE: field: reason".
}

func importFile(ctx context.Context, name string, o ImportOptions, read func(context.Context, io.Reader, bool) (imported, error)) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	o.Progress("import: "+name, 0, 0)
	done, err := read(ctx, bytes.NewReader(text), o.DryRun)
	if len(done.faults) > 0 {
		var wrong []error
		for _, f := range done.faults {
			wrong = append(wrong, errors.New(name+":"+f))
		}
		return errors.Join(append(wrong, fmt.Errorf("%s: nothing was imported (faults: %d)", name, len(done.faults)))...)
	}
	if err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	verb := "imported"
	if o.DryRun {
		verb = "would be imported; nothing was written"
	}
	_, err = fmt.Fprintf(o.Out, "%s: %d lines: %d added, %d changed, %d unchanged (%s)\n", name, done.lines, done.added, done.changed, done.unchanged, verb)
	return err
}

func (a *App) importPeople(ctx context.Context, file io.Reader, dryRun bool) (imported, error) {
	report, err := a.People.Import(ctx, file, dryRun)
	done := imported{lines: report.Lines, added: report.Added, changed: report.Completed, unchanged: report.Unchanged}
	for _, f := range report.Faults {
		done.faults = append(done.faults, f.String())
	}
	return done, err
}

func (a *App) importRequests(ctx context.Context, file io.Reader, dryRun bool) (imported, error) {
	report, err := a.Requests.Import(ctx, file, dryRun)
	done := imported{lines: report.Lines, added: report.Added, unchanged: report.Unchanged}
	for _, f := range report.Faults {
		done.faults = append(done.faults, f.String())
	}
	return done, err
}
