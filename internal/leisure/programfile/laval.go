package programfile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/intake"
	"sem/internal/text"
)

const (
	largestFile = 64 << 20
	longestDay  = 24 * time.Hour
	longestRun  = 800 // longestRun is in days: beyond it, an event has no end in truth.
)

// lavalEvent is what is read of an event.
type lavalEvent struct {
	Title, Excerpt, PageUrl string //nolint:revive // These are the names of the file.
	EventDate, EndDate      string
	Clienteles, Categories  []lavalLabel
	Locations               []lavalLabel
}

type lavalLabel struct{ Label string }

// ReadLaval reads the calendar of activities of Laval: an array of events, whose times are UTC
// without saying so. Events of one page at one place become one course with its times; a
// title that says so cancels. What lasts for days or months, such as an exhibition, has no
// times; what has no end within two years is kept aside and counted.
func ReadLaval(file io.Reader, report *intake.Report) ([]Course, error) {
	raw, err := io.ReadAll(io.LimitReader(file, largestFile+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > largestFile {
		report.Add(0, "fichier", "Ce fichier dépasse 64 Mo. Coupez-le en plusieurs.")
		return nil, nil
	}
	l := &lavalReader{report: report, byKey: map[string]*Course{}}
	l.read(raw)
	if l.aside > 0 {
		report.Tell("Événements sans fin connue, gardés de côté", fmt.Sprint(l.aside))
	}
	if l.again > 0 {
		report.Tell("Événements en double dans le fichier", fmt.Sprint(l.again))
	}
	courses := make([]Course, len(l.all))
	for i, c := range l.all {
		slices.SortFunc(c.Times, func(a, b Times) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Start, b.Start)) })
		c.Cancelled = len(c.Times) > 0 && !slices.ContainsFunc(c.Times, func(t Times) bool { return !t.Cancelled })
		c.Session = SeasonOf(c.From)
		courses[i] = *c
	}
	return courses, nil
}

type lavalReader struct {
	report *intake.Report
	all    []*Course
	byKey  map[string]*Course
	aside  int
	again  int
}

func (l *lavalReader) read(raw []byte) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	line, seen := 1, 0
	at := func() int { // The lines are counted on from where they were counted last.
		end := int(decoder.InputOffset())
		for end < len(raw) && (raw[end] == ',' || raw[end] == '\n' || raw[end] == '\r' || raw[end] == ' ' || raw[end] == '\t') {
			end++
		}
		line += bytes.Count(raw[seen:end], []byte("\n"))
		seen = end
		return line
	}
	if t, err := decoder.Token(); err != nil || t != json.Delim('[') {
		l.report.Add(1, "fichier", "Le fichier n’est pas une liste d’événements entre crochets.")
		return
	}
	for decoder.More() && !l.report.Full() {
		n := at()
		var e lavalEvent
		if err := decoder.Decode(&e); err != nil {
			l.report.Add(n, "fichier", "Cet événement n’est pas du JSON entier. Le fichier est-il coupé?")
			return
		}
		l.take(e, n)
	}
	if _, err := decoder.Token(); err != nil {
		l.report.Add(at(), "fichier", "Il manque le crochet de la fin. Le fichier est-il coupé?")
	}
}

var cancelledTitle = regexp.MustCompile(`(?i)^\s*annulée?s?\s*[-–—:]\s*|\s*[-–—]\s*annulée?s?\s*$|\s*\(\s*annulée?s?\s*\)\s*`)

func (l *lavalReader) take(e lavalEvent, line int) {
	before := len(l.report.Faults)
	starts, ends := l.moment(line, "EventDate", e.EventDate), l.moment(line, "EndDate", e.EndDate)
	title := tidy(plain(e.Title))
	if title = strings.Join(strings.Fields(title), " "); title == "" {
		l.report.Add(line, "Title", "Il manque le titre de l’événement.")
	}
	if len(l.report.Faults) > before {
		return
	}
	if ends.Before(starts) {
		l.report.Add(line, "EndDate", "La fin vient avant le début. Vérifiez les deux dates.")
		return
	}
	cancelled := cancelledTitle.MatchString(title)
	if cancelled {
		title = strings.TrimSpace(cancelledTitle.ReplaceAllString(title, " "))
	}
	first, last := civil.DayOf(starts), civil.DayOf(ends)
	if last > first+longestRun {
		l.aside++
		return
	}
	c := l.course(e, title, line)
	if c.From == 0 || first < c.From {
		c.From = first
	}
	c.To = max(c.To, last)
	if ends.Sub(starts) >= longestDay {
		return
	}
	t := Times{Day: first, Start: civil.TimeOf(starts), End: civil.TimeOf(ends), Cancelled: cancelled}
	if last > first || t.End <= t.Start {
		t.End = 24*60 - 1 // A class ends on its day: a night that goes on is known until midnight.
	}
	if t.End <= t.Start {
		return
	}
	if slices.ContainsFunc(c.Times, func(o Times) bool { return o.Day == t.Day && o.Start == t.Start }) {
		l.again++
		return
	}
	c.Times = append(c.Times, t)
}

// course is the course of an event: those of one page at one place are one.
func (l *lavalReader) course(e lavalEvent, title string, line int) *Course {
	page, site := tidy(e.PageUrl), strings.Join(labels(e.Locations), ", ")
	key := cmp.Or(page, title) + "|" + site
	if known := l.byKey[key]; known != nil {
		return known
	}
	c := &Course{Line: line, Key: key, About: cmp.Or(page, title), Title: text.Clip(title, 200), Text: plain(e.Excerpt), Category: firstLabel(e.Categories), Site: site}
	if len(e.Locations) > 1 {
		c.Site, c.Room = "", ""
		c.Text = strings.TrimSpace(c.Text + "\n" + strings.Join(labels(e.Locations), ", "))
	}
	c.MinAge, c.MaxAge = agesIn(title)
	if c.MinAge == 0 && c.MaxAge == 0 {
		c.MinAge, c.MaxAge = agesIn(c.Text)
	}
	if some := labels(e.Clienteles); len(some) > 0 {
		c.Text = strings.TrimSpace(c.Text + "\n" + strings.Join(some, ", "))
	}
	l.byKey[key] = c
	l.all = append(l.all, c)
	return c
}

func labels(some []lavalLabel) []string {
	var all []string
	for _, one := range some {
		if label := tidy(one.Label); label != "" {
			all = append(all, label)
		}
	}
	return all
}

func firstLabel(some []lavalLabel) string {
	if all := labels(some); len(all) > 0 {
		return all[0]
	}
	return ""
}

// moment reads a time in UTC that does not say so.
func (l *lavalReader) moment(line int, field, written string) time.Time {
	t, err := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(written, "Z"))
	if year := t.Year(); err != nil || year < 1990 || year > 2200 {
		l.report.Add(line, field, fmt.Sprintf("« %s » n’est pas une date et une heure comme 2025-02-13T23:30:00.", text.Clip(text.SafeLine(written), 40)))
	}
	return t
}
