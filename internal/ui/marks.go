package ui

import (
	"context"
	"hash/fnv"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"sem/internal/clock"
	"sem/internal/i18n"
)

// ButtonOf is a button or, with Href, a link that looks like one.
type ButtonOf struct {
	Label    string
	Kind     string // Kind is "" for the main action, "sec", "ter" or "sun".
	Icon     string
	After    string // After is an icon after the label.
	Small    bool
	Full     bool
	Href     string
	Name     string // Name and Value tell the server which button was pressed.
	Value    string
	Action   string // Action sends the form elsewhere than it says.
	Spoken   string // Spoken follows the label for screen readers: " la demande 004817-K".
	Disabled string // Disabled is why it cannot be pressed now, shown beside it.
	Copy     string // Copy is what the button puts on the clipboard where a script may; without one it is not there.
	Print    bool   // Print opens the print window where a script may.
	Shortcut string // Shortcut is the key that leads here at the desk.
}

// shortcut is how the page tells the script, and screen readers, which key leads here.
func shortcut(key string) templ.Attributes {
	if key == "" {
		return nil
	}
	return templ.Attributes{"data-shortcut": key, "aria-keyshortcuts": key}
}

func (b ButtonOf) class() string {
	class := "btn"
	if b.Kind != "" {
		class += " " + b.Kind
	}
	if b.Small {
		class += " small"
	}
	if b.Full {
		class += " full"
	}
	return class
}

// The tones of a Tag, a Note or a mark.
const (
	Neutral = ""
	OK      = "ok"
	Warn    = "warn"
	Bad     = "bad"
	Info    = "info"
	Plum    = "plum"
	River   = "river"
)

// TagOf is a state in a word, an icon and a tone.
type TagOf struct {
	Label string
	Icon  string
	Tone  string
}

// NoteOf is something to know before going on; never the error of a form.
type NoteOf struct {
	Tone  string // Tone is Info, Warn or OK.
	Icon  string // Icon is the tone's own by default.
	Title string
	Text  string
}

func (n NoteOf) icon() string {
	switch {
	case n.Icon != "":
		return n.Icon
	case n.Tone == OK:
		return "i-check-circle"
	case n.Tone == Warn, n.Tone == Bad:
		return "i-warning"
	}
	return "i-info"
}

func (n NoteOf) tone() string {
	if n.Tone == "" {
		return Info
	}
	return n.Tone
}

// DateLeafOf is a calendar leaf.
type DateLeafOf struct {
	Weekday, Day, Month string
	Hot                 bool // Hot is for the next seven days.
}

// Leaf is the calendar leaf of a day, yellow when it comes within seven days.
func Leaf(ctx context.Context, t time.Time) DateLeafOf {
	var l DateLeafOf
	l.Weekday, l.Day, l.Month = i18n.Leaf(ctx, t)
	if now := i18n.Now(ctx); !now.IsZero() {
		l.Hot = clock.Day(t).Before(clock.Day(now).AddDate(0, 0, 8))
	}
	return l
}

// WhoOf is a person as initials in a colour; the name stands beside it in text.
type WhoOf struct {
	Name string
	Key  string // Key picks the colour, the name by default: give the person's id so that it never changes.
	Big  bool
	City bool // City draws somebody of the city in the city's colour.
}

// initials are one letter for a first name alone, two for a full name.
func (p WhoOf) initials() string {
	words := strings.Fields(p.Name)
	if len(words) == 0 {
		return "?"
	}
	letters := firstLetter(words[0])
	if len(words) > 1 {
		letters += firstLetter(words[len(words)-1])
	}
	return letters
}

func firstLetter(word string) string {
	r, _ := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r))
}

func (p WhoOf) class() string {
	class := "who"
	switch {
	case p.City:
		class += " p-5"
	default:
		key := p.Key
		if key == "" {
			key = p.Name
		}
		h := fnv.New32a()
		io.WriteString(h, key)
		class += " p-" + strconv.Itoa(int(h.Sum32()%4)+1)
	}
	if p.Big {
		class += " big"
	}
	return class
}

// SLAOf is the time left to keep a promise.
type SLAOf struct {
	Tone  string // Tone is OK, Warn (today), Bad (late) or Neutral (paused).
	Text  string // Text is "3 h", "En retard, 1 j" or "En pause".
	Share int    // Share is how much of the time has gone, in hundredths.
}

func (s SLAOf) icon() string {
	switch s.Tone {
	case Bad:
		return "i-warning"
	case Neutral:
		return "i-pause-circle"
	}
	return "i-clock"
}

// width is the bar's, out of 200.
func (s SLAOf) width() string { return strconv.Itoa(2 * min(max(s.Share, 0), 100)) }
