package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// ProgressStep is one of the public steps of a request.
type ProgressStep struct {
	Label   string
	When    string
	Done    bool
	Current bool
}

// ThreadItem is a message, with Person, or an event, with Icon.
type ThreadItem struct {
	Person   WhoOf
	Author   string // Author is "Martin Gagnon" or "Vous".
	From     string // From is where the author works: "Travaux publics".
	Icon     string
	Title    string // Title is what happened, for an event.
	Href     string // Href is where the event's title leads, if anywhere.
	Meta     string // Meta is when, and by what channel.
	Lines    []string
	Body     templ.Component // Body comes after the lines.
	Photos   []Photo
	Mine     bool // Mine draws the reader's own message.
	Internal bool // Internal is a note that only the staff sees.
}

// Photo is a picture that came with a message.
type Photo struct {
	Href string // Href is the full picture.
	Src  string
	Alt  string
}

// WeekDay is one of the seven next days.
type WeekDay struct {
	Name  string // Name is "Aujourd’hui" or "Jeudi".
	Day   string // Day is "mer. 2" or "3".
	Now   bool
	Items []WeekItem
}

// WeekItem is something on a day.
type WeekItem struct {
	Icon string
	Text string
	Href string
}

func dayClass(d WeekDay) string {
	switch {
	case d.Now:
		return "now"
	case len(d.Items) == 0:
		return "no"
	}
	return ""
}

func stepNumber(i int) string { return strconv.Itoa(i + 1) }
