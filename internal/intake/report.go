package intake

import (
	"errors"
	"fmt"
)

// ErrFaulty is returned when a file has faults; nothing was written.
var ErrFaulty = errors.New("the file has faults; nothing was imported")

// MostFaults is how many faults of one file are listed: who has more needs another file.
const MostFaults = 1000

// Report is what the import of a file did, or with a dry run would do.
type Report struct {
	Lines     int // Lines is how many things the file holds.
	Added     int
	Changed   int
	Unchanged int
	Gone      int     // Gone is how many things were here that the file holds no longer.
	Beside    bool    // Beside: the file stands beside what was here, and replaces nothing of it.
	Notes     []Note  // Notes are counts, totals, and what was kept aside.
	Faults    []Fault // Faults keep the whole file out.
}

// Note is something to know about a file that keeps nothing out.
type Note struct{ Label, Value string }

// A file that replaces more than a tenth of what it speaks of, and more than a few things, is
// likely the wrong one, or half of one: somebody says yes first.
const (
	mostReplaced = 10 // percent
	fewReplaced  = 20
)

// Replaces is how many things here a file changes or takes away, of how many that it knows,
// and whether that is so much that somebody must approve it.
func (r Report) Replaces() (n, of int, approve bool) {
	n = r.Changed + r.Gone
	of = n + r.Unchanged
	return n, of, !r.Beside && n > fewReplaced && n*100 > of*mostReplaced
}

// Fault is one thing wrong in a file.
type Fault struct {
	Line   int // Line counts from 1; 0 is the file as a whole.
	Field  string
	Reason string // Reason is a French sentence with the remedy, as forms say it.
}

// String is the fault as it is listed after the name of the file: 214: matricule: …
func (f Fault) String() string { return fmt.Sprintf("%d: %s: %s", f.Line, f.Field, f.Reason) }

// Add lists a fault; those beyond MostFaults are not kept.
func (r *Report) Add(line int, field, reason string) {
	if len(r.Faults) < MostFaults {
		r.Faults = append(r.Faults, Fault{line, field, reason})
	}
}

// Tell adds a note.
func (r *Report) Tell(label, value string) { r.Notes = append(r.Notes, Note{label, value}) }

// Full tells whether enough faults are known to stop reading.
func (r *Report) Full() bool { return len(r.Faults) >= MostFaults }

// Err is ErrFaulty when the file has faults.
func (r *Report) Err() error {
	if len(r.Faults) > 0 {
		return ErrFaulty
	}
	return nil
}
