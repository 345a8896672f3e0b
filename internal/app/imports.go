package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"sem/internal/config"
	"sem/internal/intake"
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
	reader := map[string]reader{
		"people":   a.People.Import,
		"requests": a.Requests.Import,
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

// reader reads a file into the register of a room.
type reader func(ctx context.Context, file io.Reader, dryRun bool) (intake.Report, error)

func importFile(ctx context.Context, name string, o ImportOptions, read reader) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	o.Progress("import: "+name, 0, 0)
	done, err := read(ctx, bytes.NewReader(text), o.DryRun)
	if len(done.Faults) > 0 {
		var wrong []error
		for _, f := range done.Faults {
			wrong = append(wrong, errors.New(name+":"+f.String()))
		}
		return errors.Join(append(wrong, fmt.Errorf("%s: nothing was imported (faults: %d)", name, len(done.Faults)))...)
	}
	if err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	verb := "imported"
	if o.DryRun {
		verb = "would be imported; nothing was written"
	}
	_, err = fmt.Fprintf(o.Out, "%s: %d lines: %d added, %d changed, %d unchanged (%s)\n", name, done.Lines, done.Added, done.Changed, done.Unchanged, verb)
	return err
}
