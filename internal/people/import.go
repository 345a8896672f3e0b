package people

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/text"
)

// columnNames are the columns of an import, named on its first line in any order. The
// reference and one of the names must be there; the others may be absent.
var columnNames = []string{"reference", "prenom", "nom", "naissance", "courriel", "cellulaire", "telephone", "adresse", "langue"}

// Columns lists the columns of an import of people.
func Columns() []string { return slices.Clone(columnNames) }

// Report is what an import did, or with a dry run would do.
type Report struct {
	Lines     int // Lines is how many people the file holds.
	Added     int
	Unchanged int
	Completed int         // Completed is how many were known, with something missing that the file says.
	Faults    []LineFault // Faults keep the whole file out.
}

// LineFault is one thing wrong in a file.
type LineFault struct {
	Line   int
	Field  string
	Reason string // Reason is French, as the sentences of forms are.
}

// String is the fault as it is listed after the name of the file: 214: nom: …
func (f LineFault) String() string { return fmt.Sprintf("%d: %s: %s", f.Line, f.Field, f.Reason) }

// ErrFaulty is returned when a file has faults; nothing was written.
var ErrFaulty = errors.New("the file has faults; nothing was imported")

// mostLines bounds a file; mostFaults the faults listed of it.
const (
	mostLines  = 1_000_000
	mostFaults = 1000
)

// Import enters people from a CSV file (RFC 4180, UTF-8, comma or semicolon), and completes
// those it entered before: the column reference is who they are in the system they come
// from, so that a second import changes nothing. A file with a fault is refused
// whole. A dry run only reports.
func (s *Service) Import(ctx context.Context, file io.Reader, dryRun bool) (Report, error) {
	rows, report, err := s.parse(file)
	if err != nil || len(report.Faults) > 0 {
		return report, errors.Join(err, faulty(report))
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		report.Added, report.Completed, report.Unchanged = 0, 0, 0
		for start := 0; start < len(rows); start += together {
			if err := s.importSome(ctx, tx, rows[start:min(start+together, len(rows))], &report); err != nil {
				return err
			}
		}
		if dryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return report, fmt.Errorf("import people: %w", err)
	}
	return report, nil
}

// errDryRun undoes what a dry run wrote.
var errDryRun = errors.New("dry run")

func faulty(r Report) error {
	if len(r.Faults) == 0 {
		return nil
	}
	return ErrFaulty
}

func (s *Service) parse(file io.Reader) ([]NewPerson, Report, error) {
	var report Report
	r, header, err := open(file)
	if err != nil {
		return nil, report, err
	}
	at, problems := columnsOf(header)
	report.Faults = problems
	if len(problems) > 0 {
		return nil, report, nil
	}
	var rows []NewPerson
	lines := map[string]int{}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, report, nil
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			report.Faults = append(report.Faults, LineFault{Line: wrong.Line, Field: "ligne", Reason: "Cette ligne n’a pas le bon nombre de colonnes, ou un guillemet n’est pas fermé."})
			if !errors.Is(err, csv.ErrFieldCount) {
				return nil, report, nil
			}
			continue
		}
		if err != nil {
			return nil, report, fmt.Errorf("read the file: %w", err)
		}
		line, _ := r.FieldPos(0)
		report.Lines++
		if report.Lines > mostLines {
			return nil, report, fmt.Errorf("the file has more than %d lines; cut it into several", mostLines)
		}
		rows = append(rows, s.check(record, at, line, lines, &report))
		if len(report.Faults) > mostFaults {
			return nil, report, nil
		}
	}
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
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		r.Comma = ';'
	}
	header, err := r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("the first line must name the columns (%s): %w", strings.Join(columnNames, ", "), err)
	}
	return r, header, nil
}

func columnsOf(header []string) (map[string]int, []LineFault) {
	at := map[string]int{}
	var faults []LineFault
	for i, name := range header {
		name = strings.ReplaceAll(text.Fold(name), " ", "_")
		if _, twice := at[name]; twice || !slices.Contains(columnNames, name) {
			faults = append(faults, LineFault{1, header[i], "Cette colonne est inconnue ou répétée. Les colonnes sont " + strings.Join(columnNames, ", ") + "."})
			continue
		}
		at[name] = i
	}
	if _, ok := at["reference"]; !ok {
		faults = append(faults, LineFault{1, "reference", "Ajoutez cette colonne : le numéro de la personne dans le système d’où vient le fichier."})
	}
	return at, faults
}

// check is the person of a line; what is wrong with it goes into the report.
func (s *Service) check(record []string, at map[string]int, line int, lines map[string]int, report *Report) NewPerson {
	cell := func(name string) string {
		i, ok := at[name]
		if !ok {
			return ""
		}
		return strings.TrimSpace(record[i])
	}
	var p fault.Problems
	n := NewPerson{
		GivenName: cell("prenom"), FamilyName: cell("nom"), BirthDate: cell("naissance"), Email: cell("courriel"),
		Mobile: cell("cellulaire"), Phone: cell("telephone"), AddressLine: cell("adresse"), Language: cell("langue"), Source: cell("reference"),
	}.check(&p, s.Clock.Now())
	switch {
	case n.Source == "":
		p.Add("reference", "Entrez le numéro de la personne dans le système d’où vient le fichier.")
	case len(n.Source) > 100 || text.SafeLine(n.Source) != n.Source:
		p.Add("reference", "Une référence a au plus 100 caractères, sur une ligne.")
	case lines[n.Source] > 0:
		p.Add("reference", fmt.Sprintf("Cette référence est déjà à la ligne %d.", lines[n.Source]))
	default:
		lines[n.Source] = line
	}
	if slices.ContainsFunc(record, func(c string) bool { return !utf8.ValidString(c) || strings.ContainsRune(c, 0) }) {
		p.Add("ligne", "Cette ligne n’est pas en UTF-8. Enregistrez le fichier en « CSV UTF-8 ».")
	}
	if f, ok := errors.AsType[*fault.Fault](p.Err()); ok {
		for _, field := range f.Fields {
			report.Faults = append(report.Faults, LineFault{line, field.Name, field.Message})
		}
	}
	return n
}

// importSome enters a group of people, or completes them.
func (s *Service) importSome(ctx context.Context, tx *db.Tx, rows []NewPerson, report *Report) error {
	known, err := bySource(ctx, tx, rows)
	if err != nil {
		return err
	}
	for _, n := range rows {
		before, ok := known[n.Source]
		if !ok {
			report.Added++
			if err := insertPerson(ctx, tx, s.begin(ID(s.IDs.New()), n, s.Clock.Now())); err != nil {
				return err
			}
			continue
		}
		changed, err := s.update(ctx, tx, before, n)
		if err != nil {
			return err
		}
		if changed {
			report.Completed++
		} else {
			report.Unchanged++
		}
	}
	return nil
}

// bySource are the people of a group who were imported before, by their reference.
func bySource(ctx context.Context, tx *db.Tx, rows []NewPerson) (map[string]Person, error) {
	sources := make([]ID, len(rows))
	for i, n := range rows {
		sources[i] = ID(n.Source)
	}
	people, err := collectPersons(ctx, tx, oneOf("p.source", sources), "")
	if err != nil || len(people) == 0 {
		return nil, err
	}
	ids, found := make([]ID, len(people)), map[ID]Person{}
	for i, p := range people {
		ids[i], found[p.ID] = p.ID, p
	}
	if err := addContacts(ctx, tx, ids, found); err != nil {
		return nil, err
	}
	known := make(map[string]Person, len(found))
	for _, p := range found {
		known[p.Source] = p
	}
	return known, nil
}

// update completes what the register does not know yet. What it knows stands: the person or
// the staff may have corrected it since.
func (s *Service) update(ctx context.Context, tx *db.Tx, before Person, n NewPerson) (bool, error) {
	c := Correction{BirthDate: missing(before.BirthDate, n.BirthDate), AddressLine: missing(before.AddressLine, n.AddressLine)}
	for _, contact := range []struct {
		kind  ContactKind
		value string
		field **string
	}{{Email, n.Email, &c.Email}, {Mobile, n.Mobile, &c.Mobile}, {Phone, n.Phone, &c.Phone}} {
		*contact.field = missing(before.Contact(contact.kind), contact.value)
	}
	after, changed, err := c.applied(before, s.Clock.Now())
	if err != nil || len(changed) == 0 {
		return false, err
	}
	if err := updatePerson(ctx, tx, after); err != nil {
		return false, err
	}
	return true, s.correctContacts(ctx, tx, before, c)
}

// missing is what the file says of something that the register does not know.
func missing(known, said string) *string {
	if known != "" || said == "" {
		return nil
	}
	return &said
}
