// Package feeds hands the town's dates to the calendars people already keep: a feed that a
// phone or a computer follows, and that moves when the town moves a date.
//
// A room fills a Calendar with Events and serves it; it says who may read it. The package
// knows RFC 5545 (iCalendar) and RFC 7986 (names and colours of calendars), and no matter of
// the town. It writes through a library, whose gaps are closed here: see write.go.
//
// It has no table.
package feeds
