package feeds

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"
)

// refresh is how often followers are asked to come back.
const refresh = "PT12H"

// build makes the library's calendar of ours. What the library leaves to its caller is done
// here: characters TEXT may not hold (3.3.11), addresses, which it writes as they come
// (3.3.13), VALUE of properties that are not text (3.2.20), DTSTAMP (3.8.7.2), and no
// METHOD, which would oblige every event to name an organizer (RFC 5546, 3.2.1).
func (c Calendar) build() (*ics.Calendar, error) {
	calendar := &ics.Calendar{}
	calendar.SetVersion("2.0")
	calendar.SetProductId("-//SEM en ligne//Agenda//" + c.language())
	calendar.SetCalscale("GREGORIAN")
	if name := plain(c.Name); name != "" {
		calendar.SetName(name) // NAME (RFC 7986, 5.1) and X-WR-CALNAME, which older followers read.
	}
	if text := plain(c.Text); text != "" {
		calendar.SetDescription(text)
		calendar.SetXWRCalDesc(text)
	}
	if c.URL != "" {
		if err := absolute(c.URL); err != nil {
			return nil, fmt.Errorf("address of the calendar: %w", err)
		}
		calendar.SetUrl(c.URL)
	}
	calendar.SetRefreshInterval(refresh) // The library adds the VALUE that RFC 7986, 5.7 demands.
	calendar.SetXPublishedTTL(refresh)

	seen := make(map[string]bool, len(c.Events))
	for _, e := range c.Events {
		if seen[e.UID] {
			return nil, fmt.Errorf("two events are named %s: an event has one state in a feed", e.UID)
		}
		seen[e.UID] = true
		event, err := e.build()
		if err != nil {
			return nil, err
		}
		calendar.AddVEvent(event)
	}
	return calendar, nil
}

func (e Event) build() (*ics.VEvent, error) {
	uid := plain(e.UID)
	if uid == "" || uid != e.UID || strings.Contains(uid, "\n") {
		return nil, fmt.Errorf("event %q has no usable identity", e.UID)
	}
	event := ics.NewEvent(uid)
	event.SetDtStampTime(e.stamp())
	event.SetModifiedAt(e.stamp())
	if err := e.setTime(event); err != nil {
		return nil, err
	}
	event.SetSequence(max(e.Sequence, 0))
	title := plain(e.Title)
	event.SetSummary(title)
	if text := plain(e.Text); text != "" {
		event.SetDescription(text)
	}
	if place := plain(e.Place); place != "" {
		event.SetLocation(place)
	}
	if e.URL != "" {
		if err := absolute(e.URL); err != nil {
			return nil, fmt.Errorf("address of event %s: %w", e.UID, err)
		}
		event.SetURL(e.URL)
	}
	if e.Cancelled {
		event.SetStatus(ics.ObjectStatusCancelled)
		return event, nil // Nobody is reminded of what will not be.
	}
	event.SetStatus(ics.ObjectStatusConfirmed)
	if e.RemindBefore > 0 {
		alarm := event.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetDescription(title) // DISPLAY alarms must have one (3.6.6).
		alarm.SetTrigger("-" + duration(e.RemindBefore))
	}
	return event, nil
}

// setTime writes whole days as dates, which no zone can shift, and moments in UTC, which
// needs no description of a zone (3.3.5).
func (e Event) setTime(event *ics.VEvent) error {
	if e.Day == "" {
		if e.Start.IsZero() {
			return fmt.Errorf("event %s has no date", e.UID)
		}
		event.SetStartAt(e.Start)
		if e.End.After(e.Start) { // DTEND must be later than DTSTART (3.8.2.2).
			event.SetEndAt(e.End)
		}
		return nil
	}
	first, after, err := e.days()
	if err != nil {
		return err
	}
	event.SetAllDayStartAt(first)
	event.SetAllDayEndAt(after)
	event.SetTimeTransparency(ics.TransparencyTransparent) // A collection makes nobody busy.
	return nil
}

// stamp is the moment DTSTAMP and LAST-MODIFIED tell. Without one it is the beginning of
// time rather than now, which would make every answer a new one.
func (e Event) stamp() time.Time {
	if e.Modified.IsZero() {
		return time.Unix(0, 0)
	}
	return e.Modified
}

// duration writes d as RFC 5545, 3.3.6 does, to the second.
func duration(d time.Duration) string {
	total := int(d / time.Second)
	days, rest := total/86400, total%86400
	text := "P"
	if days > 0 {
		text += strconv.Itoa(days) + "D"
	}
	if rest == 0 && days > 0 {
		return text
	}
	text += "T"
	hours, minutes, seconds := rest/3600, rest/60%60, rest%60
	if hours > 0 {
		text += strconv.Itoa(hours) + "H"
	}
	if minutes > 0 || hours > 0 && seconds > 0 { // dur-hour is followed by dur-minute, never by dur-second.
		text += strconv.Itoa(minutes) + "M"
	}
	if seconds > 0 || rest == 0 {
		text += strconv.Itoa(seconds) + "S"
	}
	return text
}

var blanks = regexp.MustCompile(`[ \t]+`)

// plain is text without what TEXT may not hold (3.3.11): control characters other than the
// tab, half characters, and line ends of three kinds where one is known. Several spaces
// become one: folded, they would make a line that some followers take for empty.
func plain(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r) || r == '\uFEFF':
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(blanks.ReplaceAllString(text, " "))
}

// absolute refuses an address that a follower could not open, or that would end its line.
func absolute(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return fmt.Errorf("%q is not a web address with its host", address)
	}
	for _, r := range address {
		if r <= ' ' || r > '~' {
			return fmt.Errorf("%q holds a character that an address writes with %%", address)
		}
	}
	return nil
}
