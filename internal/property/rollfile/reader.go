package rollfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"sem/internal/intake"
	"sem/internal/places"
	"sem/internal/text"
)

// Header is what a file says of itself before its first unit.
type Header struct {
	Version      string
	Municipality string // Municipality is the five digits of its geographic code.
	Year         int
}

// Unit is one property of a file.
type Unit struct {
	Sheet   Sheet
	Written string // Written is all that the file says of it, in few bytes: Read gives the Sheet again.
}

// Expected is what is known of the city before its file is read. The zero value takes any.
type Expected struct {
	Municipality string                      // Municipality is the five digits that the file must bear.
	Holds        func(places.Matricule) bool // Holds tells whether a property can lie there.
}

// Reader reads the units of a file one after the other, and reports what is wrong with them.
type Reader struct {
	lexer    *lexer
	report   *intake.Report
	expected Expected
	header   Header
	seen     map[uint64]int32    // seen is the line of each matricule.
	unknown  map[string]int      // unknown counts the elements that the manual does not have.
	elements map[string]*element // elements are those met so far.
	rooted   bool
	began    bool

	leaves  []leaf
	spots   []spot
	values  []byte
	written []byte
}

// spot is where a leaf stands: its line in the file, its value in what is written.
type spot struct{ line, from, to int }

// NewReader reads a file, and adds to report what is wrong with it.
func NewReader(file io.Reader, report *intake.Report, e Expected) *Reader {
	return &Reader{
		lexer: newLexer(file), report: report, expected: e,
		seen: map[uint64]int32{}, unknown: map[string]int{}, elements: map[string]*element{},
	}
}

// Header is what the file says of itself. It is complete once a unit was read.
func (r *Reader) Header() Header { return r.header }

// Bytes is how much of the file was read.
func (r *Reader) Bytes() int64 { return r.lexer.read }

// Next is the next unit; io.EOF after the last one. A file that is no XML ends the reading and
// is reported; a unit that has faults is reported and still returned. Any other error is of
// reading, and no fault of the file.
func (r *Reader) Next() (Unit, error) {
	for {
		t, err := r.lexer.next()
		if err != nil {
			return Unit{}, r.stopped(err)
		}
		if t.kind != opens {
			continue
		}
		switch {
		case !r.rooted:
			if string(t.text) != "RL" {
				return Unit{}, r.stopped(&malformed{t.line, "Ce n’est pas un fichier de rôle : il doit commencer par la balise RL."})
			}
			r.rooted = true
		case string(t.text) == "RLUEx":
			if !r.began {
				r.began = true
				r.checkHeader(t.line)
			}
			return r.unit(t.line)
		default:
			if err := r.outside(string(t.text), t.line); err != nil {
				return Unit{}, r.stopped(err)
			}
		}
	}
}

// stopped reports what ended the reading; after that there is nothing more.
func (r *Reader) stopped(err error) error {
	if m, ok := errors.AsType[*malformed](err); ok {
		r.report.Add(m.line, "XML", m.reason)
		return io.EOF
	}
	if errors.Is(err, io.EOF) {
		if r.report.Lines == 0 {
			r.report.Add(r.lexer.line, "RLUEx", "Ce fichier ne contient aucune unité d’évaluation.")
		}
		return io.EOF
	}
	return fmt.Errorf("read the roll: %w", err)
}

// outside reads an element beside the units: the header, and what later versions may add.
func (r *Reader) outside(name string, line int) error {
	value, err := r.value()
	if err != nil {
		return err
	}
	switch name {
	case "VERSION":
		r.header.Version = value
	case "RLM01A":
		if len(value) != 5 || !allDigits(value) {
			r.report.Add(line, name, "Le code géographique de la municipalité doit avoir cinq chiffres.")
		}
		r.header.Municipality = value
	case "RLM02A":
		n, ok := wholeOf(value)
		if !ok || n < 1980 || n > 2200 {
			r.report.Add(line, name, "L’année du rôle doit avoir quatre chiffres, par exemple 2026.")
		}
		r.header.Year = int(n)
	default:
		r.unknown[name]++
	}
	return nil
}

// value reads to the end of the element just opened, and is the text right in it.
func (r *Reader) value() (string, error) {
	var value string
	for depth := 1; depth > 0; {
		t, err := r.lexer.next()
		if err != nil {
			return "", r.cutShort(err)
		}
		switch {
		case t.kind == opens:
			depth++
		case t.kind == closes:
			depth--
		case depth == 1:
			value += string(t.text)
		}
	}
	return value, nil
}

// cutShort is an end of the file where something is still open.
func (r *Reader) cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return r.lexer.wrong("Le fichier s’arrête trop tôt. Téléchargez-le de nouveau.")
	}
	return err
}

// unit reads one property, whose RLUEx was just opened at a line.
func (r *Reader) unit(line int) (Unit, error) {
	r.leaves, r.spots, r.values, r.written = r.leaves[:0], r.spots[:0], r.values[:0], r.written[:0]
	r.report.Lines++
	if err := r.collect(); err != nil {
		return Unit{}, r.stopped(err)
	}
	u := Unit{Written: string(r.written)}
	for i, s := range r.spots {
		r.leaves[i].value = u.Written[s.from:s.to]
	}
	u.Sheet = sheetOf(r.leaves, func(i int, reason string) { r.report.Add(r.spots[i].line, r.leaves[i].element.code, reason) })
	r.check(u.Sheet, line)
	return u, nil
}

// collect reads the leaves of a unit up to its end.
func (r *Reader) collect() error {
	var at *element
	depth, from, line := 1, 0, 0
	leafy := false // leafy: the element just opened has held no other.
	for depth > 0 {
		t, err := r.lexer.next()
		if err != nil {
			return r.cutShort(err)
		}
		switch t.kind {
		case opens:
			depth++
			at, from, line, leafy = r.element(t.text), len(r.values), t.line, true
			if at.repeats {
				r.leaf(at, nil, line)
			}
		case says:
			r.values = append(r.values, t.text...)
		case closes:
			depth--
			if leafy && !at.group && len(r.values) > from { // An empty element says nothing, as an absent one.
				r.leaf(at, oneLine(r.values[from:]), line)
			}
			leafy = false
		}
		if len(r.leaves) > mostLeaves {
			return r.lexer.wrong("Cette unité est trop longue pour un rôle.")
		}
	}
	return nil
}

// mostLeaves is how much one property may say: a tower of a thousand lots and addresses.
const mostLeaves = 50_000

// leaf notes what an element says.
func (r *Reader) leaf(e *element, value []byte, line int) {
	r.written = append(r.written, e.code...)
	from := len(r.written)
	if !e.group {
		from++
		r.written = append(append(r.written, '='), value...)
	}
	r.leaves, r.spots = append(r.leaves, leaf{element: e}), append(r.spots, spot{line, from, len(r.written)})
	r.written = append(r.written, '\n')
	if e.strange {
		r.unknown[e.code]++
	}
}

// element is what is known of a name.
func (r *Reader) element(name []byte) *element {
	if e, ok := r.elements[string(name)]; ok {
		return e
	}
	e := elementOf(string(name))
	if len(r.elements) < mostNames {
		r.elements[e.code] = e
	}
	return e
}

// mostNames is how many names of elements are remembered; the manual has a hundred.
const mostNames = 10_000

// oneLine is a value as the one line that it is kept on.
func oneLine(value []byte) []byte {
	if bytes.ContainsAny(value, "\n\r\t") {
		return []byte(text.SafeLine(string(value)))
	}
	return value
}
