package ui

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"sem/internal/i18n"
)

// CardOf is an object or a block that holds an action.
type CardOf struct {
	Title string
	Quiet bool // Quiet keeps the title for screen readers.
	Flat  bool
	Level int  // Level is the title's heading level, 2 by default.
	Side  bool // Side makes it an aside.
	NoGap bool
}

// SectionOf is a part of a page under its own title.
type SectionOf struct {
	Title string
	More  Link // More is where the rest is: "Toutes mes demandes".
	Quiet bool
	Space bool // Space leaves room above.
}

// Fact is a question and its answer in a few words.
type Fact struct {
	Icon  string
	Label string
	Value string
	Body  templ.Component // Body takes the place of Value.
	Link  Link            // Link changes the answer.
}

// ColumnOf is a column of a Table.
type ColumnOf struct {
	Label  string
	Quiet  bool   // Quiet keeps the label for screen readers.
	Right  bool   // Right is for numbers.
	Sort   string // Sort is the address that sorts by this column.
	Sorted string // Sorted is "ascending" or "descending" on the column that sorts now.
}

// Cell is one value of a Table.
type Cell struct {
	Text string
	Href string
	Body templ.Component // Body takes the place of Text.
}

// RowOf is one row of a Table; its first cell names it.
type RowOf struct {
	Cells    []Cell
	Selected bool
}

// TableOf is a table that becomes labelled blocks when the page is narrow.
type TableOf struct {
	Caption string
	Quiet   bool // Quiet keeps the caption for screen readers.
	Columns []ColumnOf
	Rows    []RowOf
	Plain   bool     // Plain is a light table of facts and figures that stays a table.
	Pick    string   // Pick is the field name of the checkboxes that choose rows, empty for none.
	Keys    []PickOf // Keys are those checkboxes, one for each row.
}

// PickOf is the checkbox of a row.
type PickOf struct {
	Value string
	Label string
	On    bool
}

// TabOf is one of several views of the same matter, each at its own address.
type TabOf struct {
	Label   string
	Href    string
	Current bool
	Count   int
	Counted bool // Counted shows Count beside the label.
}

func (t TabOf) label() string {
	if t.Counted {
		return t.Label + " (" + strconv.Itoa(t.Count) + ")"
	}
	return t.Label
}

// CountOf is a number that matters, and the address of what it counts.
type CountOf struct {
	Number  int
	Label   string
	Href    string
	Tone    string
	Current bool
}

func (c CountOf) class() string {
	if c.Tone == Neutral {
		return "kpi"
	}
	return "kpi " + c.Tone + "-k"
}

// PagerOf tells where in a long list a page stands.
type PagerOf struct {
	From, To, Of int
	Previous     string // Previous is an address, empty on the first page.
	Next         string
}

func (p PagerOf) says(ctx context.Context) string {
	return i18n.T(ctx, "%d à %d de %d", p.From, p.To, p.Of)
}

// EmptyOf is what stands where nothing is yet: what will be here, and the first deed.
type EmptyOf struct {
	Text   string
	Action Link
}

// TodoOf is something to do, with its day and its button.
type TodoOf struct {
	Leaf   DateLeafOf
	Title  string
	Text   string
	Action Link
	Second bool // Second draws the button as a secondary one.
}

// FeedItem is a piece of news about one's own affairs.
type FeedItem struct {
	Icon  string
	Title string
	Href  string
	Text  string
	New   bool
}

// RequestRow is a request in a list: title, next sentence, four steps, state.
type RequestRow struct {
	Title string
	Href  string
	Text  string
	Step  int // Step is how many of the four steps are reached.
	Tag   TagOf
}

// PersonRow is somebody of the household.
type PersonRow struct {
	Who    WhoOf
	Title  string // Title is "Léo, 6 ans".
	Text   string
	Action Link
}

// TaskOf is a door of the home page: a verb, what it covers, where it leads.
type TaskOf struct {
	Icon  string
	Title string
	Text  string
	Href  string
}

// SummaryRow is an answer to check before sending, and the page that changes it.
type SummaryRow struct {
	Label  string
	Value  string
	Body   templ.Component
	Change string // Change is the address of the question.
}
