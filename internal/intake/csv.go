package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"sem/internal/text"
)

// Column is one column that a table may have.
type Column struct {
	Name     string // Name is as the documentation writes it; a file may write it with accents, capitals and spaces.
	Required bool
}

// Row is one line of a table.
type Row struct {
	Line  int // Line is where the row begins in the file, from 1.
	cells []string
	at    map[string]int
}

// Cell is the text in a column, without spaces around it; empty when the file has no such
// column.
func (r Row) Cell(column string) string {
	i, ok := r.at[column]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// Table reads a file of rows with a header as spreadsheets write it: separated by commas,
// semicolons or tabs, in UTF-8 with or without a mark, or in Windows-1252. What is wrong with
// the form of the file goes into the report, and those rows are left out. The error is of
// reading, not of the file. RFC 4180 with the freedoms that spreadsheets take.
func Table(file io.Reader, columns []Column, report *Report) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		paced := &pace{from: file, left: longestRow}
		r, header, err := open(paced)
		if errors.Is(err, errLongRow) {
			report.Add(1, "ligne", longRow)
			return
		}
		if err != nil {
			report.Add(1, "colonnes", "La première ligne doit nommer les colonnes : "+names(columns)+".")
			return
		}
		at := place(header, columns, report)
		if len(report.Faults) > 0 {
			return
		}
		for !report.Full() {
			paced.left = longestRow
			cells, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if errors.Is(err, errLongRow) {
				report.Add(report.Lines+2, "ligne", longRow)
				return
			}
			if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
				report.Add(wrong.Line, "ligne", "Cette ligne n’a pas le bon nombre de colonnes, ou un guillemet n’est pas fermé.")
				if !errors.Is(err, csv.ErrFieldCount) {
					return
				}
				continue
			}
			if err != nil {
				yield(Row{}, fmt.Errorf("read the file: %w", err))
				return
			}
			line, _ := r.FieldPos(0)
			report.Lines++
			if !clean(cells) {
				report.Add(line, "ligne", "Cette ligne contient des octets qui ne sont pas du texte. Enregistrez le fichier en « CSV UTF-8 ».")
				continue
			}
			if !yield(Row{Line: line, cells: cells, at: at}, nil) {
				return
			}
		}
	}
}

// longestRow is how many bytes may be read for one row: a quotation mark that is never closed
// would otherwise bring the whole file into memory.
const longestRow = 1 << 20

var errLongRow = errors.New("a row is too long")

const longRow = "Cette ligne dépasse 1 Mo. Un guillemet n’est sans doute pas fermé."

// pace reads on as long as the row under way is not too long.
type pace struct {
	from io.Reader
	left int
}

// Read reads on.
func (p *pace) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, errLongRow
	}
	n, err := p.from.Read(b[:min(len(b), p.left)])
	p.left -= n
	return n, err
}

// open finds the separator on the first line, and reads that line.
func open(file io.Reader) (*csv.Reader, []string, error) {
	b := bufio.NewReaderSize(file, 1<<16)
	if mark, _ := b.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		b.Discard(3)
	}
	first, _ := b.Peek(1 << 12)
	first, _, _ = bytes.Cut(first, []byte("\n"))
	r := csv.NewReader(b)
	for _, mark := range ";\t" {
		if bytes.Count(first, []byte(string(mark))) > bytes.Count(first, []byte(string(r.Comma))) {
			r.Comma = mark
		}
	}
	header, err := r.Read()
	if err == nil && !clean(header) {
		err = errors.New("not text")
	}
	return r, header, err
}

// place finds the column of each name.
func place(header []string, columns []Column, report *Report) map[string]int {
	at := map[string]int{}
	for i, written := range header {
		name := strings.ReplaceAll(text.Fold(written), " ", "_")
		known := slices.ContainsFunc(columns, func(c Column) bool { return c.Name == name })
		if _, twice := at[name]; twice || !known {
			report.Add(1, written, "Cette colonne est inconnue ou répétée. Les colonnes sont "+names(columns)+".")
			continue
		}
		at[name] = i
	}
	for _, c := range columns {
		if _, ok := at[c.Name]; c.Required && !ok {
			report.Add(1, c.Name, "Ajoutez cette colonne. Les colonnes sont "+names(columns)+".")
		}
	}
	return at
}

func names(columns []Column) string {
	var all []string
	for _, c := range columns {
		all = append(all, c.Name)
	}
	return strings.Join(all, ", ")
}

// clean makes text of the cells of a line: what is not UTF-8 is taken for Windows-1252, which
// spreadsheets of this country write unasked. It tells whether all of it is text.
func clean(cells []string) bool {
	for i, c := range cells {
		if !utf8.ValidString(c) {
			var err error
			if c, err = charmap.Windows1252.NewDecoder().String(c); err != nil {
				return false
			}
		}
		if strings.ContainsFunc(c, func(r rune) bool { return r == 0 || r == utf8.RuneError }) {
			return false
		}
		cells[i] = strings.TrimSpace(c)
	}
	return true
}
