package collections

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// rules are named by what they say, so that the same rule of the next file is the same.
func (w *intakeWork) rules(ctx context.Context) error {
	kept := map[string]bool{}
	for n, e := range w.file.Rules {
		line := w.file.line("regle", n)
		rule, faults := e.rule()
		for _, f := range faults {
			w.report.Add(line, f.field, f.reason)
		}
		good := w.must(line, "flux", "flux", e.Stream) && len(faults) == 0
		if e.Class != "" {
			good = w.must(line, "classe", "classe", e.Class) && good
		}
		for _, sector := range orWholeCity(e.Sectors) {
			if sector != "" && !w.must(line, "secteurs", "secteur", sector) || !good {
				continue
			}
			rule.Sector, rule.Source = sector, w.file.Source
			rule.ID = rule.fingerprint()
			if kept[rule.ID] {
				continue
			}
			kept[rule.ID] = true
			if err := w.rule(ctx, rule); err != nil {
				return err
			}
		}
	}
	return w.dropRules(ctx, kept)
}

func orWholeCity(sectors []string) []string {
	if len(sectors) == 0 {
		return []string{""}
	}
	return sectors
}

func (w *intakeWork) rule(ctx context.Context, rule Rule) error {
	if slices.ContainsFunc(w.before.rules, func(b Rule) bool { return b.ID == rule.ID }) {
		w.report.Unchanged++
		return nil
	}
	w.report.Added++
	now := w.s.Clock.Now()
	if len(w.report.Faults) > 0 {
		return nil // Nothing will be kept, and what it names may not be there.
	}
	if err := putRule(ctx, w.tx, rule, "", now); err != nil {
		return err
	}
	return checkProse(ctx, w.tx, rule.Sector, rule.Stream, now)
}

func (w *intakeWork) dropRules(ctx context.Context, kept map[string]bool) error {
	if len(w.file.Rules) == 0 {
		return nil // A file without rules changes something else.
	}
	for _, b := range w.before.rules {
		if b.Source != w.file.Source || kept[b.ID] {
			continue
		}
		if _, err := deleteRule(ctx, w.tx, b.ID); err != nil {
			return err
		}
		w.report.Gone++
	}
	return nil
}

// fingerprint is the name of a rule that came from a file.
func (r Rule) fingerprint() string {
	r.ID = ""
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", r))
	return "f" + hex.EncodeToString(sum[:12])
}

func (w *intakeWork) exceptions(ctx context.Context) error {
	for n, e := range w.file.Exceptions {
		line := w.file.line("exception", n)
		x, faults := e.exception()
		for _, f := range faults {
			w.report.Add(line, f.field, f.reason)
		}
		if len(e.Streams) == 0 {
			w.report.Add(line, "flux", "Nommez ce qui est ramassé, par exemple flux = [\"recyclage\"].")
		}
		for _, stream := range e.Streams {
			for _, sector := range orWholeCity(e.Sectors) {
				if !w.must(line, "flux", "flux", stream) || sector != "" && !w.must(line, "secteurs", "secteur", sector) || len(faults) > 0 {
					continue
				}
				x.Stream, x.Sector, x.Source = stream, sector, w.file.Source
				if err := w.exception(ctx, x); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// exception leaves alone what a person said of a day after the file.
func (w *intakeWork) exception(ctx context.Context, x Exception) error {
	before, known := w.before.exceptions[exceptionKey{x.Stream, x.Sector, x.Day}]
	if known && (before.Source == "" || before.same(x)) {
		w.report.Unchanged++
		return nil
	}
	w.count("", "changed", known)
	if len(w.report.Faults) > 0 {
		return nil
	}
	x.ID, x.Sequence, x.UpdatedAt = w.s.IDs.New(), 1, w.s.Clock.Now()
	if known {
		x.ID, x.Sequence = before.ID, before.Sequence+1
	}
	if err := putException(ctx, w.tx, x); err != nil {
		return err
	}
	return w.s.tellListed(ctx, w.tx, x)
}
