package programweb

import (
	"context"
	"strconv"

	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// rowsOf is a question whose answer has rows, such as the windows of a session.
type rowsOf struct {
	Name   string // Name is the field that problems are told of.
	Legend string
	Hint   string
	Wrong  string
	Wide   bool // Wide gives each cell more room, for days with their hours.
	Rows   [][]ui.Field
}

// blanks is how many empty rows follow those that are filled.
const blanks = 2

// column is a cell of every row: its name, and what was typed in each.
type column struct {
	ui.Field
	cells []string
}

// rowsFor lays rows out, with empty ones after them, at least so many in all.
func rowsFor(name string, least int, columns ...column) (v rowsOf) {
	v.Name = name
	filled := 0
	for _, c := range columns {
		for i, typed := range c.cells {
			if typed != "" && len(c.Options) == 0 {
				filled = max(filled, i+1)
			}
		}
	}
	for i := range max(least, filled+blanks) {
		var row []ui.Field
		for j, c := range columns {
			f := c.Field
			f.Value = cell(c.cells, i)
			f.ID = "champ-" + f.Name + "-" + strconv.Itoa(i+1)
			if i == 0 && j == 0 {
				f.ID = "champ-" + name // The summary of problems leads to the first cell.
			}
			row = append(row, f)
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// spoken names a row for those who hear the page.
func spoken(ctx context.Context, row int) string { return i18n.T(ctx, "Ligne %d", row+1) }

// windowRows asks for the windows in which registration is open. without says what counts
// where there are none.
func windowRows(ctx context.Context, w windowCells, wrong ui.Problems, without string) rowsOf {
	v := rowsFor("fenetres", 2,
		column{ui.Field{Name: "fen_public", Label: i18n.T(ctx, "Pour qui"), Options: audienceOptions(ctx)}, w.Audience},
		column{ui.Field{Name: "fen_canal", Label: i18n.T(ctx, "Par où"), Options: channelOptions(ctx)}, w.Channel},
		column{ui.Field{Name: "fen_ouvre", Label: i18n.T(ctx, "Ouvre"), Type: "datetime-local"}, w.Opens},
		column{ui.Field{Name: "fen_ferme", Label: i18n.T(ctx, "Ferme"), Type: "datetime-local"}, w.Closes},
	)
	v.Wide = true
	v.Legend, v.Wrong = i18n.T(ctx, "Quand l’inscription est ouverte"), wrong.Wrong("fenetres")
	v.Hint = i18n.T(ctx, "Une ligne par public et par voie. %s Videz une ligne pour la retirer.", without)
	return v
}

func audienceOptions(ctx context.Context) []ui.Option {
	options := []ui.Option{{Label: i18n.T(ctx, "Tout le monde")}}
	for _, a := range leisure.Audiences() {
		options = append(options, ui.Option{Value: string(a), Label: audienceWords(ctx, a)})
	}
	return options
}

func channelOptions(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Label: i18n.T(ctx, "Partout")}, {Value: string(leisure.Web), Label: channelWords(ctx, leisure.Web)},
		{Value: string(leisure.Counter), Label: channelWords(ctx, leisure.Counter)},
	}
}

func audienceWords(ctx context.Context, a leisure.Audience) string {
	switch a {
	case leisure.Resident:
		return i18n.T(ctx, "Résidents")
	case leisure.Neighbour:
		return i18n.T(ctx, "Villes voisines")
	case leisure.Other:
		return i18n.T(ctx, "Autres personnes")
	}
	return i18n.T(ctx, "Tout le monde")
}

func channelWords(ctx context.Context, c leisure.Channel) string {
	switch c {
	case leisure.Web:
		return i18n.T(ctx, "En ligne")
	case leisure.Counter:
		return i18n.T(ctx, "Au guichet")
	}
	return i18n.T(ctx, "Partout")
}

// windowLines say windows as people read them.
func windowLines(ctx context.Context, some []leisure.Window) (lines []string) {
	for _, w := range some {
		who := audienceWords(ctx, w.Audience)
		switch w.Channel {
		case leisure.Web:
			who = i18n.T(ctx, "%s, en ligne", who)
		case leisure.Counter:
			who = i18n.T(ctx, "%s, au guichet", who)
		}
		if w.Closes.IsZero() {
			lines = append(lines, i18n.T(ctx, "%[1]s : à partir du %[2]s", who, i18n.DateTime(ctx, w.Opens)))
			continue
		}
		lines = append(lines, i18n.T(ctx, "%[1]s : du %[2]s au %[3]s", who, i18n.DateTime(ctx, w.Opens), i18n.DateTime(ctx, w.Closes)))
	}
	return lines
}

// wrongs puts each problem beside its question.
func wrongs(problems ui.Problems, fields ...*ui.Field) {
	for _, f := range fields {
		f.Wrong = problems.Wrong(f.Name)
	}
}
