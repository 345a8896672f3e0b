package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/intake"
	"sem/internal/text"
)

// columns are those of an import, named on its first line in any order.
var columns = []intake.Column{
	{Name: "reference", Required: true}, {Name: "prenom"}, {Name: "nom"}, {Name: "naissance"}, {Name: "courriel"},
	{Name: "cellulaire"}, {Name: "telephone"}, {Name: "adresse"}, {Name: "langue"},
}

// mostLines bounds a file.
const mostLines = 1_000_000

// Import enters people from a CSV file (RFC 4180, UTF-8, comma or semicolon), and completes
// those it entered before: the column reference is who they are in the system they come
// from, so that a second import changes nothing. A file with a fault is refused
// whole. A dry run only reports.
func (s *Service) Import(ctx context.Context, file io.Reader, dryRun bool) (intake.Report, error) {
	rows, report, err := s.parse(file)
	if err := cmp.Or(err, report.Err()); err != nil {
		return report, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		report.Added, report.Changed, report.Unchanged = 0, 0, 0
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

func (s *Service) parse(file io.Reader) ([]NewPerson, intake.Report, error) {
	var report intake.Report
	var rows []NewPerson
	lines := map[string]int{}
	for row, err := range intake.Table(file, columns, &report) {
		if err != nil {
			return nil, report, err
		}
		if report.Lines > mostLines {
			return nil, report, fmt.Errorf("the file has more than %d lines; cut it into several", mostLines)
		}
		rows = append(rows, s.check(row, lines, &report))
	}
	return rows, report, nil
}

// check is the person of a line; what is wrong with it goes into the report.
func (s *Service) check(row intake.Row, lines map[string]int, report *intake.Report) NewPerson {
	cell := row.Cell
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
		lines[n.Source] = row.Line
	}
	if f, ok := errors.AsType[*fault.Fault](p.Err()); ok {
		for _, field := range f.Fields {
			report.Add(row.Line, field.Name, field.Message)
		}
	}
	return n
}

// importSome enters a group of people, or completes them.
func (s *Service) importSome(ctx context.Context, tx *db.Tx, rows []NewPerson, report *intake.Report) error {
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
			report.Changed++
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
