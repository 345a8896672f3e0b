package programfile

import (
	"bytes"
	"time"

	"sem/internal/civil"
)

// Kind is who writes a file.
type Kind string

// The kinds of files.
const (
	Unknown Kind = ""
	Quebec  Kind = "quebec"
	Laval   Kind = "laval"
)

// KindOf recognises a file by how it begins.
func KindOf(beginning []byte) Kind {
	beginning = bytes.TrimPrefix(beginning, []byte("\ufeff"))
	switch trimmed := bytes.TrimLeft(beginning, " \t\r\n"); {
	case bytes.HasPrefix(beginning, []byte("CODE_SESSION|")):
		return Quebec
	case bytes.HasPrefix(trimmed, []byte("[")):
		return Laval
	}
	return Unknown
}

// Course is people who meet for something at one place, as a file has it.
type Course struct {
	Line      int    // Line is where the file first speaks of it.
	Key       string // Key tells the course from all others of the file, in every edition of it.
	Session   string // Session is the code of the season: H2012.
	About     string // About tells what it is about: courses of one About are one activity.
	Title     string
	Label     string // Label tells it from the other courses of the activity.
	Text      string
	Category  string
	Organiser string
	Site      string
	Address   string
	Room      string
	From, To  civil.Day
	Slots     []Slot  // Slots are its times of the week.
	Times     []Times // Times are its times one by one, where the file names them so.
	// MinAge and MaxAge are in months, 0 when the file tells none. A whole number of years
	// includes the whole last year.
	MinAge, MaxAge int
	Cancelled      bool
}

// Slot is a time of the week.
type Slot struct {
	Weekday    time.Weekday
	Start, End civil.Time
}

// Times is one time.
type Times struct {
	Day        civil.Day
	Start, End civil.Time
	Cancelled  bool
}

// SeasonOf is the code of the season of a day: the letter of winter (hiver), spring, summer
// (été) or fall, and the year.
func SeasonOf(day civil.Day) string {
	_, month, _ := day.Date()
	return string("HHHPPPEEAAAA"[month-1]) + day.String()[:4]
}
