package neighbourhood

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/intake"
	"sem/internal/journal"
	"sem/internal/places"
)

// ImportOptions say how a file of places is read.
type ImportOptions struct {
	Mapping  string // Mapping is the name of one that comes with the program; empty is found by the file's columns.
	Custom   *Mapping
	Source   string // Source is the code of the source, by SourceOf of the file's name; empty is the mapping's name.
	Category string // Category is that of all places of the file; empty is that of the mapping.
	DryRun   bool
}

// mostFile bounds a file, in bytes: the parks of a large city are a few megabytes.
const mostFile = 256 << 20

// marginMetres is how far beyond the town's borders a place may still be of use to somebody
// within: farther than anybody looks around.
const marginMetres = 5_000

// Import takes in a GeoJSON file of places: points, lines and areas. A file with a fault is
// refused whole. A second import changes nothing; a newer file of the same source changes
// what changed, and what it no longer holds disappears. What the staff corrected or hid
// stays so. A dry run only reports.
func (s *Service) Import(ctx context.Context, file io.Reader, o ImportOptions) (intake.Report, error) {
	var report intake.Report
	features, err := readFile(file, &report)
	if err := cmp.Or(err, report.Err()); err != nil {
		return report, err
	}
	m, err := s.mapping(o, features)
	if err != nil {
		report.Add(0, "", sentenceOf(ctx, err))
		return report, report.Err()
	}
	in := reader{mapping: m, source: cmp.Or(o.Source, m.Name), only: o.Category, categories: s.Categories(), inTown: s.territory(), report: &report}
	if in.source == TownSource {
		in.source = m.Name // The places added by hand are nobody's file.
	}
	if o.Category != "" && in.nameOf(o.Category) == "" {
		report.Add(0, "category", fmt.Sprintf("La catégorie « %s » n’existe pas. Choisissez parmi : %s.", o.Category, in.codes()))
		return report, report.Err()
	}
	found := in.places(features)
	if report.Err() == nil && len(found) == 0 {
		report.Add(0, "", "Aucun lieu de ce fichier ne peut être pris. Vérifiez que c’est le bon fichier.")
	}
	if err := report.Err(); err != nil {
		return report, err
	}
	report.Tell("Correspondance", m.Name)
	report.Tell("Source", in.source)
	return report, s.take(ctx, Source{Code: in.source, Title: cmp.Or(m.Title, m.Name), Mapping: m.Name}, found, o.DryRun, &report)
}

func readFile(file io.Reader, report *intake.Report) ([]geo.Feature, error) {
	bounded := &io.LimitedReader{R: file, N: mostFile + 1}
	features, err := geo.ReadFeatures(bounded)
	if bounded.N <= 0 {
		report.Add(0, "", "Le fichier dépasse 256 Mo. Séparez-le en plusieurs fichiers.")
		return nil, nil
	}
	lines := geo.LineErrors(err)
	for _, l := range lines {
		report.Add(l.Line, "geometry", l.Remedy())
	}
	if len(lines) > 0 {
		return nil, nil
	}
	return features, err
}

func (s *Service) mapping(o ImportOptions, features []geo.Feature) (Mapping, error) {
	if o.Custom != nil {
		return *o.Custom, nil
	}
	return mappingFor(o.Mapping, features)
}

// sentenceOf is what an error says to whoever sent the file.
func sentenceOf(ctx context.Context, err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return i18n.Message(ctx, f)
	}
	return err.Error()
}

// territory is the town with a margin, by its districts; everything while there are none.
func (s *Service) territory() territory {
	var boxes []geo.Box
	for _, d := range s.districts() {
		b := d.Area.Box()
		south, north := geo.Around(b.SouthWest, marginMetres), geo.Around(b.NorthEast, marginMetres)
		boxes = append(boxes, geo.Box{SouthWest: south.SouthWest, NorthEast: north.NorthEast})
	}
	return func(shape geo.Shape) bool {
		b := shape.Box()
		for _, t := range boxes {
			if b.SouthWest.Lat <= t.NorthEast.Lat && b.NorthEast.Lat >= t.SouthWest.Lat &&
				b.SouthWest.Lon <= t.NorthEast.Lon && b.NorthEast.Lon >= t.SouthWest.Lon {
				return true
			}
		}
		return len(boxes) == 0
	}
}

func (s *Service) districts() []places.District {
	if s.Places == nil {
		return nil
	}
	return s.Places.Districts()
}

// errDryRun undoes what a dry run wrote.
var errDryRun = errors.New("dry run")

// take writes the places of a source.
func (s *Service) take(ctx context.Context, source Source, found []Place, dryRun bool, report *intake.Report) error {
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		source.ImportedAt = now
		before, err := standingOf(ctx, tx, source.Code)
		if err != nil {
			return err
		}
		if err := upsertSource(ctx, tx, source); err != nil {
			return err
		}
		if err := s.compare(ctx, tx, before, found, report); err != nil {
			return err
		}
		if dryRun {
			return errDryRun
		}
		if report.Added+report.Changed+report.Gone > 0 {
			if err := touchSource(ctx, tx, source.Code); err != nil {
				return err
			}
		}
		return s.Journal.Add(ctx, tx, journal.Entry{At: now, Action: journal.ImportMade, Object: "places:" + source.Code})
	})
	if errors.Is(err, errDryRun) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("import places: %w", err)
	}
	return s.Refresh(ctx)
}

// compare adds what is new, changes what changed, and lets go what is no longer there.
func (s *Service) compare(ctx context.Context, tx *db.Tx, before map[string]standing, found []Place, report *intake.Report) error {
	now := s.Clock.Now()
	report.Added, report.Changed, report.Unchanged, report.Gone = 0, 0, 0, 0
	var fresh []Place
	held := make(map[string]bool, len(found))
	for _, p := range found {
		held[p.Key] = true
		was, known := before[p.Key]
		p.UpdatedAt = now
		var err error
		switch {
		case !known:
			p.ID = PlaceID(s.IDs.New())
			fresh = append(fresh, p)
		case was.digest == p.digest && !was.gone:
			report.Unchanged++
		case was.corrected:
			report.Changed++
			err = returnPlace(ctx, tx, was.id, p.digest, now)
		default:
			report.Changed++
			p.ID = was.id
			err = updatePlace(ctx, tx, p)
		}
		if err != nil {
			return err
		}
	}
	for key, was := range before {
		if held[key] || was.gone {
			continue
		}
		report.Gone++
		if err := leavePlace(ctx, tx, was.id, now); err != nil {
			return err
		}
	}
	report.Added = len(fresh)
	return insertPlaces(ctx, tx, fresh)
}
