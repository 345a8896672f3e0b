package leisure

import (
	"fmt"
	"slices"

	"sem/internal/fault"
	"sem/internal/intake"
)

// draft is what a file says, before it is compared with the registers. Things name each other
// by their codes, and remember the line that described them.
type draft struct {
	policies   drafts[Policy]
	sites      drafts[Site]
	sessions   drafts[sessionDraft]
	activities drafts[activityDraft]
	groups     drafts[groupDraft]
}

type sessionDraft struct {
	Session
	described   bool
	shown       *bool // shown is nil when the file does not say whether it is published.
	onlyMissing bool  // onlyMissing leaves a session that exists as it is.
	windows     []Window
}

type activityDraft struct {
	Activity
	session   string
	described bool
	windows   []Window
}

type groupDraft struct {
	Group
	session, activity, site string
	classes                 []Occurrence // classes are those that the file names day by day.
}

// drafts are things of one kind in the order of the file.
type drafts[T any] struct {
	keys  []string
	line  map[string]int
	thing map[string]*T
}

// at is the thing of a key, made when it is new.
func (d *drafts[T]) at(key string, line int) (one *T, isNew bool) {
	if one, known := d.thing[key]; known {
		return one, false
	}
	if d.thing == nil {
		d.thing, d.line = map[string]*T{}, map[string]int{}
	}
	d.keys = append(d.keys, key)
	d.line[key], d.thing[key] = line, new(T)
	return d.thing[key], true
}

func (d *drafts[T]) all(see func(key string, line int, one *T) error) error {
	for _, key := range d.keys {
		if err := see(key, d.line[key], d.thing[key]); err != nil {
			return err
		}
	}
	return nil
}

func (d *draft) size() int {
	return len(d.policies.keys) + len(d.sites.keys) + len(d.sessions.keys) + len(d.activities.keys) + len(d.groups.keys)
}

// inSession names a thing of a session by the codes of both.
func inSession(session, code string) string { return session + "\x00" + code }

// same refuses a second description of a thing that differs from the first.
func same(report *intake.Report, line, before int, field, first, second string) {
	if first != second {
		report.Add(line, field, fmt.Sprintf("La ligne %d le décrit autrement. Écrivez la même description, ou laissez-la vide ici.", before))
	}
}

// tellProblems lists what is wrong with a thing of the file by the columns of the table.
func tellProblems(report *intake.Report, line int, problems *fault.Problems, column func(string) string) {
	f, ok := problems.Err().(*fault.Fault) //nolint:errorlint // Problems answers a Fault or nil.
	if !ok {
		return
	}
	for _, field := range f.Fields {
		name := column(field.Name)
		if !slices.ContainsFunc(report.Faults, func(f intake.Fault) bool { return f.Line == line && f.Field == name }) {
			report.Add(line, name, field.Message) // A cell that cannot be read is told once.
		}
	}
}
