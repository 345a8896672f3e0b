package paper

import (
	"slices"
	"time"
)

// Sheet is what every page of a document shares.
type Sheet struct {
	Title      string   // Title is the first heading, the name of the window, and never empty.
	Language   string   // Language is that of the words: "fr" (the default) or "en".
	City       string   // City is who speaks: "Ville de Saint-Eustache".
	Subject    string   // Subject is the sentence below the title, empty for none.
	Letterhead []string // Letterhead is the sender's address beside City, line by line, on the first page.
	// Scale is the size of the text: 1, 1.5 or 2 for 11, 16.5 or 22 points. Zero is 1.
	Scale float64
	// Footer stands at the foot of each page beside its number. Readers of a screen skip
	// it, so it repeats only what the text says.
	Footer string
	Made   time.Time // Made dates the file; the zero time leaves it undated.
}

// Document is a sheet being written. Its blocks appear in the order they are added.
type Document struct {
	sheet  Sheet
	blocks []block
	level  int // level is that of the last heading: levels are never skipped.
}

// block is one thing a document says.
type block interface {
	// lay cuts the block into pieces that pages can hold.
	lay(s *setter)
}

// New begins a document with its letterhead and its title.
func New(s Sheet) *Document {
	if s.Title == "" {
		s.Title = s.City
	}
	if s.Language == "" {
		s.Language = "fr"
	}
	s.Scale = min(max(s.Scale, 1), 2)
	s.Letterhead = slices.DeleteFunc(slices.Clone(s.Letterhead), func(line string) bool {
		return clean(line) == "" || clean(line) == clean(s.City) // The city is named once.
	})
	return &Document{sheet: s, level: 1}
}

// Heading opens a section. The title of the sheet is the heading of level 1, so sections
// have level 2 and their parts level 3.
func (d *Document) Heading(level int, text string) {
	d.level = min(max(level, 1), d.level+1, 3) // ISO 14289-1, 7.4.2: no level is skipped.
	d.add(text, heading{level: d.level, text: text})
}

// Paragraph adds a paragraph. A line feed in it begins a new line.
func (d *Document) Paragraph(text string) { d.add(text, paragraph{text: text, style: plain}) }

// Strong adds the sentence that matters most: larger than a paragraph, and bold.
func (d *Document) Strong(text string) { d.add(text, paragraph{text: text, style: strong}) }

// Note adds a paragraph in small letters: a source, a reference, a condition.
func (d *Document) Note(text string) { d.add(text, paragraph{text: text, style: note}) }

// List adds points, each after a bullet.
func (d *Document) List(items ...string) {
	said := slices.DeleteFunc(slices.Clone(items), func(item string) bool { return clean(item) == "" })
	if len(said) > 0 {
		d.blocks = append(d.blocks, list(said))
	}
}

// Fact is a thing and its name: "Matricule", "7448-33-1234".
type Fact struct{ Label, Value string }

// Facts adds names and values, one pair a line. A fact without value is left out.
func (d *Document) Facts(facts ...Fact) {
	known := slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool { return clean(f.Value) == "" })
	if len(known) > 0 {
		d.blocks = append(d.blocks, factList(known))
	}
}

// Column is a column of a Table.
type Column struct {
	Title string
	Right bool    // Right aligns amounts on their last figure.
	Share float64 // Share is the column's part of the width; zero for all follows the contents.
}

// Table is rows under titles. Each row, and Foot, has a cell for each column; what is
// missing is empty. A table whose columns do not fit becomes a list of "title: cell".
type Table struct {
	Caption string // Caption is the title above the table, empty for none.
	Columns []Column
	Rows    [][]string
	Foot    []string // Foot is the last row, the totals; nil for none.
}

// Table adds a table. Its titles are repeated at the top of each page it goes on to.
func (d *Document) Table(t Table) {
	if len(t.Columns) > 0 {
		d.blocks = append(d.blocks, t)
	}
}

// Bar is one bar of Bars: what it measures, the measure in words and in length.
type Bar struct {
	Label, Value string
	Size         float64 // Size is the length, in any unit the bars share; below zero is zero.
}

// Bars is a chart of horizontal bars. Alt says all that it shows, as it is read in its place.
type Bars struct {
	Alt   string
	Items []Bar
}

// Bars adds a chart.
func (d *Document) Bars(b Bars) {
	if len(b.Items) > 0 {
		d.blocks = append(d.blocks, b)
	}
}

// QR adds a square that a phone reads as text. Alt says where it leads, and is read in its
// place. Text that no square can hold is left out: what matters stands in words too.
func (d *Document) QR(text, alt string) { d.add(text, qrCode{text: text, alt: alt}) }

// Gap leaves the height of a line free, except at the top of a page.
func (d *Document) Gap() { d.blocks = append(d.blocks, gap{}) }

// NewPage goes on at the top of a page.
func (d *Document) NewPage() { d.blocks = append(d.blocks, newPage{}) }

// add adds a block that text must not leave empty: nothing empty is tagged.
func (d *Document) add(text string, b block) {
	if clean(text) != "" {
		d.blocks = append(d.blocks, b)
	}
}
