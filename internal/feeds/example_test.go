package feeds_test

import (
	"fmt"
	"strings"
	"time"

	"sem/internal/feeds"
)

// The collections of an address. The second was moved by a day: it kept its identity, and
// its sequence tells followers to look again.
func Example() {
	c := feeds.Calendar{Name: "Collectes", Language: "fr", Public: true, Events: []feeds.Event{{
		UID:      "ordures-2026-09-07@exemple.quebec",
		Sequence: 1,
		Day:      "2026-09-08",
		Title:    "Ordures",
		Modified: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC),
	}}}
	var text strings.Builder
	err := c.Write(&text)
	fmt.Println(strings.ReplaceAll(text.String(), "\r\n", "\n"), err)
	// Output:
	// BEGIN:VCALENDAR
	// VERSION:2.0
	// PRODID:-//SEM en ligne//Agenda//FR
	// CALSCALE:GREGORIAN
	// NAME:Collectes
	// X-WR-CALNAME:Collectes
	// REFRESH-INTERVAL;VALUE=DURATION:PT12H
	// X-PUBLISHED-TTL:PT12H
	// BEGIN:VEVENT
	// UID:ordures-2026-09-07@exemple.quebec
	// DTSTAMP:20260901T120000Z
	// LAST-MODIFIED:20260901T120000Z
	// DTSTART;VALUE=DATE:20260908
	// DTEND;VALUE=DATE:20260909
	// TRANSP:TRANSPARENT
	// SEQUENCE:1
	// SUMMARY:Ordures
	// STATUS:CONFIRMED
	// END:VEVENT
	// END:VCALENDAR
	//  <nil>
}
