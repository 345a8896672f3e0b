package property

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"strconv"
	"strings"

	"sem/internal/intake"
	"sem/internal/places"
	"sem/internal/text"
)

// header is what a file says of itself before its first unit.
type header struct {
	version      string
	municipality string
	year         int
}

// unit is one property of a file, ready to be compared and kept.
type unit struct {
	matricule  places.Matricule
	line       string // line is the address in words.
	doors      []places.AddressID
	dwellings  int64 // dwellings is -1 when the roll does not say.
	digest     int64
	fileKey    int64
	placeKey   int64
	sheet      string
	reference  string
	land       int64
	building   int64
	total      int64
	fileNumber string
}

// most values that one property may be worth, in dollars: more is a slip of the finger.
const dearest = 20_000_000_000

// reader reads the units of a file one after the other, and reports what is wrong with them.
type reader struct {
	lexer     *lexer
	report    *intake.Report
	header    header
	register  *register        // register finds doors; nil finds none.
	territory territory        // territory tells what is plausible; the zero one takes all.
	seen      map[uint64]int32 // seen is the line of each matricule.
	extras    map[string]int   // extras counts the elements that the manual does not have.
	names     map[string]string
	rooted    bool
	began     bool

	leaves []leaf
	lines  []int
	values []byte
	kept   []byte
}

func newReader(file io.Reader, report *intake.Report, register *register, t territory) *reader {
	return &reader{
		lexer: newLexer(file), report: report, register: register, territory: t,
		seen: map[uint64]int32{}, extras: map[string]int{}, names: map[string]string{},
	}
}

// next is the next unit; io.EOF after the last one. A file that is no XML ends the reading and
// is reported; a unit that has faults is reported and still returned.
func (r *reader) next() (unit, error) {
	for {
		t, err := r.lexer.next()
		if err != nil {
			return unit{}, r.stopped(err)
		}
		if t.kind != opens {
			continue
		}
		switch {
		case !r.rooted:
			if string(t.text) != "RL" {
				return unit{}, r.stopped(&malformed{t.line, "Ce n’est pas un fichier de rôle : il doit commencer par la balise RL."})
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
				return unit{}, r.stopped(err)
			}
		}
	}
}

// stopped reports what ended the reading; after that there is nothing more.
func (r *reader) stopped(err error) error {
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
func (r *reader) outside(name string, line int) error {
	value, err := r.value()
	if err != nil {
		return err
	}
	switch name {
	case "VERSION":
		r.header.version = value
	case "RLM01A":
		if len(value) != 5 || !allDigits(value) {
			r.report.Add(line, name, "Le code géographique de la municipalité doit avoir cinq chiffres.")
		}
		r.header.municipality = value
	case "RLM02A":
		n, ok := wholeOf(value)
		if !ok || n < 1980 || n > 2200 {
			r.report.Add(line, name, "L’année du rôle doit avoir quatre chiffres, par exemple 2026.")
		}
		r.header.year = int(n)
	default:
		r.extras[name]++
	}
	return nil
}

// value reads to the end of the element just opened, and is the text right in it.
func (r *reader) value() (string, error) {
	var value string
	for depth := 1; depth > 0; {
		t, err := r.lexer.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = r.lexer.wrong("Le fichier s’arrête trop tôt. Téléchargez-le de nouveau.")
			}
			return "", err
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

func (r *reader) checkHeader(line int) {
	if r.header.municipality == "" {
		r.report.Add(line, "RLM01A", "Le code géographique de la municipalité manque avant la première unité.")
	}
	if r.header.year == 0 {
		r.report.Add(line, "RLM02A", "L’année du rôle manque avant la première unité.")
	}
	if r.territory.municipality != "" && r.header.municipality != r.territory.municipality {
		r.report.Add(line, "RLM01A", "Ce rôle est celui de la municipalité "+r.header.municipality+". Celui de la Ville porte le code "+r.territory.municipality+".")
	}
	switch r.header.version {
	case "2.6", "2.7", "2.8", "2.9":
	default:
		if !strings.HasPrefix(r.header.version, "2.") {
			r.report.Add(line, "VERSION", "Les versions 2.6 à 2.9 du format sont connues. Celle-ci est « "+text.Clip(r.header.version, 20)+" ».")
		}
	}
}

// unit reads one property, whose RLUEx was just opened at a line.
func (r *reader) unit(line int) (unit, error) {
	r.leaves, r.lines, r.values = r.leaves[:0], r.lines[:0], r.values[:0]
	r.report.Lines++
	if err := r.collect(); err != nil {
		return unit{}, r.stopped(err)
	}
	s := sheetOf(r.leaves, func(i int, reason string) { r.report.Add(r.lines[i], r.leaves[i].code, reason) })
	r.check(s, line)
	r.kept = written(r.kept[:0], r.leaves)
	u := unit{
		matricule: s.Matricule, dwellings: -1, sheet: string(r.kept), reference: s.ReferenceDate, fileNumber: s.FileNumber,
		land: s.LandValue.N, building: s.BuildingValue.N, total: s.Value.N, fileKey: keyOf(s.FileNumber),
	}
	if s.Dwellings.Known {
		u.dwellings = s.Dwellings.N
	}
	u.line, u.doors = r.register.find(s.Doors)
	if len(s.Lots) > 0 && u.line != "" {
		u.placeKey = keyOf(strings.Join(s.Lots, " ") + "|" + u.line)
	}
	u.digest = digestOf(u)
	return u, nil
}

// collect reads the leaves of a unit up to its end.
func (r *reader) collect() error {
	depth, at, from, lineAt := 1, "", 0, 0
	leafy := false // leafy: the element just opened has held no other.
	for depth > 0 {
		t, err := r.lexer.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = r.lexer.wrong("Le fichier s’arrête trop tôt. Téléchargez-le de nouveau.")
			}
			return err
		}
		switch t.kind {
		case opens:
			depth++
			at, from, lineAt, leafy = r.intern(t.text), len(r.values), t.line, true
			if groups[at] {
				r.leaves, r.lines = append(r.leaves, leaf{code: at}), append(r.lines, t.line)
				leafy = false
			}
		case says:
			r.values = append(r.values, t.text...)
		case closes:
			depth--
			_, group := groups[at]
			if leafy && !group && len(r.values) > from { // An empty element says nothing, as an absent one.
				r.leaves = append(r.leaves, leaf{at, oneLine(r.values[from:])})
				r.lines = append(r.lines, lineAt)
				r.strange(at)
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

// strange counts the codes that the manual does not have.
func (r *reader) strange(code string) {
	if _, ok := fields[code]; ok || known[code] || strings.HasPrefix(code, "RL0504") {
		return
	}
	if _, ok := matriculeParts[code]; !ok {
		r.extras[code]++
	}
}

// intern is name as a string that is made once.
func (r *reader) intern(name []byte) string {
	if s, ok := r.names[string(name)]; ok {
		return s
	}
	s := string(name)
	if len(r.names) < 10_000 {
		r.names[s] = s
	}
	return s
}

func oneLine(value []byte) string {
	if bytes.ContainsAny(value, "\n\r\t") {
		return text.SafeLine(string(value))
	}
	return string(value)
}

// check looks at one property as a whole.
func (r *reader) check(s Sheet, line int) {
	if s.Matricule == "" {
		r.report.Add(line, "RL0104", "Le matricule de cette unité manque ou n’est pas complet. Il en faut au moins les dix premiers chiffres.")
	} else {
		key := number(s.Matricule)
		if earlier, twice := r.seen[key]; twice {
			r.report.Add(line, "RL0104", "Le matricule "+s.Matricule.String()+" est déjà à la ligne "+strconv.Itoa(int(earlier))+".")
		} else {
			r.seen[key] = int32(min(line, math.MaxInt32))
		}
		if !r.territory.holds(s.Matricule) {
			r.report.Add(line, "RL0104", "Le matricule "+s.Matricule.String()+" place cette unité hors du territoire de la municipalité.")
		}
	}
	if s.Use == "" {
		r.report.Add(line, "RL0105A", "L’utilisation prédominante de cette unité manque.")
	} else if len(s.Use) != 4 {
		r.report.Add(line, "RL0105A", "L’utilisation prédominante doit avoir quatre chiffres.")
	}
	for code, n := range map[string]Number{"RL0402A": s.LandValue, "RL0403A": s.BuildingValue, "RL0404A": s.Value, "RL0405A": s.ValueBefore} {
		if n.N > dearest {
			r.report.Add(line, code, "Cette valeur est trop grande pour une propriété.")
		}
	}
	if s.Value.Known && s.LandValue.Known && (s.BuildingValue.Known || s.Value.N < s.LandValue.N) && s.LandValue.N+s.BuildingValue.N != s.Value.N {
		r.report.Add(line, "RL0404A", fmt.Sprintf("La valeur de l’immeuble (%d) n’est pas la somme du terrain (%d) et du bâtiment (%d).", s.Value.N, s.LandValue.N, s.BuildingValue.N))
	}
	if s.Built.Known && r.header.year > 0 && s.Built.N > int64(r.header.year)+1 {
		r.report.Add(line, "RL0307A", "L’année de construction vient après celle du rôle.")
	}
}

// number is a matricule as a number: 18 digits fit.
func number(m places.Matricule) uint64 {
	n, _ := strconv.ParseUint(string(m), 10, 64) // A matricule is 18 digits, or 0 here.
	return n
}

// keyOf is a number for a text that is compared with others; 0 for an empty one.
func keyOf(s string) int64 {
	if s == "" {
		return 0
	}
	h := fnv.New64a()
	io.WriteString(h, s)
	return int64(h.Sum64() | 1)
}

// digestOf tells a unit from how it was before: what the roll says, and the doors found for it.
func digestOf(u unit) int64 {
	h := fnv.New64a()
	io.WriteString(h, u.sheet)
	io.WriteString(h, u.line)
	for _, d := range u.doors {
		io.WriteString(h, string(d))
	}
	return int64(h.Sum64())
}
