package leisure

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"sem/internal/i18n"
	"sem/internal/intake"
	"sem/internal/leisure/programfile"
	"sem/internal/text"
)

// takeCourses drafts the courses of another city's file. They need no registration, for these
// files tell nothing of places or prices; their sessions are made hidden where there are none.
func (d *draft) takeCourses(courses []programfile.Course, o ImportOptions) {
	for _, c := range courses {
		if o.Session != "" {
			c.Session = o.Session
		}
		d.stretchSession(c)
		activity := namedAfter(c.Title, c.About)
		key := inSession(c.Session, activity)
		if one, isNew := d.activities.at(key, c.Line); isNew {
			*one = activityDraft{session: c.Session, described: true, Activity: Activity{
				Code: activity, Title: i18n.Words{FR: c.Title}, Text: i18n.Words{FR: text.Clip(c.Text, mostText)}, Category: c.Category, Organiser: c.Organiser, Free: true,
			}}
		}
		code := namedAfter(c.Title, c.Key)
		one, isNew := d.groups.at(inSession(c.Session, code), c.Line)
		if !isNew {
			continue
		}
		*one = groupDraft{session: c.Session, activity: activity, site: d.siteOf(c), Group: Group{
			Code: code, Label: text.Clip(c.Label, mostLine), Room: text.Clip(c.Room, mostLine), MinAge: c.MinAge, MaxAge: c.MaxAge, From: c.From, To: c.To, Cancelled: c.Cancelled,
		}}
		for _, s := range c.Slots {
			one.Slots = append(one.Slots, Slot(s))
		}
		for _, t := range c.Times {
			class := Occurrence{Day: t.Day, Start: t.Start, End: t.End, State: Added}
			if t.Cancelled {
				class.State, class.Reason = Cancelled, cancelledThere
			}
			one.classes = append(one.classes, class)
		}
	}
}

// check tells what is wrong with what another city's file holds.
func (d *draft) check(report *intake.Report) {
	named := func(string) string { return "cours" }
	for key, s := range d.sessions.thing {
		tellProblems(report, d.sessions.line[key], s.problems(), named)
	}
	for key, a := range d.activities.thing {
		tellProblems(report, d.activities.line[key], a.problems(), named)
	}
	for key, g := range d.groups.thing {
		tellProblems(report, d.groups.line[key], g.problems(), named)
	}
	for key, s := range d.sites.thing {
		tellProblems(report, d.sites.line[key], s.problems(), named)
	}
	slices.SortStableFunc(report.Faults, func(a, b intake.Fault) int { return a.Line - b.Line })
}

// cancelledThere is the reason of what a file says is cancelled.
var cancelledThere = i18n.Words{FR: "Annulé par l’équipe qui l’organise.", EN: "Cancelled by the team that runs it."}

// stretchSession makes a session that holds all courses of the file that are of it.
func (d *draft) stretchSession(c programfile.Course) {
	one, isNew := d.sessions.at(c.Session, c.Line)
	if isNew {
		*one = sessionDraft{described: true, onlyMissing: true, Session: Session{Code: c.Session, Name: seasonName(c.Session), From: c.From, To: c.To}}
		return
	}
	one.From, one.To = min(one.From, c.From), max(one.To, c.To)
	one.To = min(one.To, one.From+mostDays)
}

var seasons = map[byte]i18n.Words{
	'H': {FR: "Hiver", EN: "Winter"}, 'P': {FR: "Printemps", EN: "Spring"}, 'E': {FR: "Été", EN: "Summer"}, 'A': {FR: "Automne", EN: "Fall"},
}

// seasonName is the name of a session by its code: Hiver 2012 for H2012.
func seasonName(code string) i18n.Words {
	season, known := seasons[code[0]]
	if !known || len(code) != 5 || strings.Trim(code[1:], "0123456789") != "" {
		return i18n.Words{FR: code}
	}
	return i18n.Words{FR: season.FR + " " + code[1:], EN: season.EN + " " + code[1:]}
}

func (d *draft) siteOf(c programfile.Course) string {
	if c.Site == "" {
		return ""
	}
	code := namedAfter(c.Site, c.Site+"|"+c.Address)
	if one, isNew := d.sites.at(code, c.Line); isNew {
		*one = Site{Code: code, Name: c.Site, Line: c.Address}
	}
	return code
}

// namedAfter is a code for a thing without one: words of its name that people recognise, and a
// mark of its whole identity that no other has.
func namedAfter(name, identity string) string {
	sum := sha256.Sum256([]byte(identity))
	code := codeFrom(name)
	if len(code) > 30 {
		code = strings.TrimRight(code[:30], "-")
	}
	return strings.TrimLeft(code+"-"+hex.EncodeToString(sum[:4]), "-")
}
