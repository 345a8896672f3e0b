package feeds

import (
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Calendar is a list of dates that somebody follows.
type Calendar struct {
	Name     string // Name is what the follower's calendar calls it: "Collectes, rue Saint-Laurent".
	Text     string // Text is a sentence about it, empty for none.
	Language string // Language is that of its words, "fr" by default.
	URL      string // URL is the page that shows the same dates, absolute, empty for none.
	Public   bool   // Public is true when anybody may read it, so that caches may share it.
	Events   []Event
}

// Event is one date. An event with a Day lasts whole days; any other has a Start.
type Event struct {
	// UID names the event for good: it stays when the date moves. It is unique among all
	// calendars of the city and says nothing about anybody.
	UID string
	// Sequence counts the changes a follower must notice: date, place, cancellation
	// (RFC 5545, 3.8.7.4).
	Sequence int
	Day      string // Day is the first day of an event that lasts whole days: "2026-09-11".
	LastDay  string // LastDay is the last of these days, included; empty is Day itself.
	Start    time.Time
	End      time.Time // End is when an event with a Start ends; zero when nobody knows.
	Title    string
	Text     string
	Place    string
	URL      string // URL is the page about this event, absolute, empty for none.
	// Modified is when the event last changed. It dates the event in the feed, so that
	// nothing changed gives the same bytes.
	Modified time.Time
	// Cancelled keeps the event in the feed, struck out, until followers have seen it.
	Cancelled bool
	// RemindBefore asks the follower's device to ring that long before; zero is silence.
	// For whole days it counts back from midnight, where the first day begins.
	RemindBefore time.Duration
}

// Write sends the calendar as iCalendar text. It refuses an event without identity or
// date, as followers would drop the whole feed for it.
func (c Calendar) Write(w io.Writer) error {
	calendar, err := c.build()
	if err != nil {
		return err
	}
	return calendar.SerializeTo(w, ics.WithNewLine("\r\n")) // Everywhere: the library follows the machine (RFC 5545, 3.1).
}

const dayLayout = "2006-01-02"

// days is the first day of an event and the day after its last: DTEND is exclusive
// (RFC 5545, 3.6.1).
func (e Event) days() (first, after time.Time, err error) {
	first, err = time.Parse(dayLayout, e.Day)
	if err != nil {
		return first, after, fmt.Errorf("first day of %s: %w", e.UID, err)
	}
	last := first
	if e.LastDay != "" {
		if last, err = time.Parse(dayLayout, e.LastDay); err != nil {
			return first, after, fmt.Errorf("last day of %s: %w", e.UID, err)
		}
	}
	if last.Before(first) {
		return first, after, fmt.Errorf("event %s ends on %s, before it begins on %s", e.UID, e.LastDay, e.Day)
	}
	return first, last.AddDate(0, 0, 1), nil
}

// language is the language of the words, in capitals as PRODID writes it.
func (c Calendar) language() string {
	if c.Language == "" {
		return "FR"
	}
	return strings.ToUpper(c.Language)
}
