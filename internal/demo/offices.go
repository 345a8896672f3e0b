package demo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"sem/internal/basemap"
	"sem/internal/collections"
	"sem/internal/db"
	"sem/internal/demo/assessor"
	"sem/internal/demo/crews"
	"sem/internal/demo/program"
	"sem/internal/demo/surveyor"
	"sem/internal/demo/treasury"
	"sem/internal/intake"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/neighbourhood"
	"sem/internal/property"
	"sem/internal/tax"
)

// sentFile is a file that another office sends: how it is written, and which importer eats it.
type sentFile struct {
	name string
	says string // says is what the file is about, for the progress.
	make func(io.Writer) error
	take func(context.Context, io.Reader) (intake.Report, error)
}

// offices has the other offices send their files, and the ordinary importers take them in.
// The files stay in the folder, so that anybody can see what a city sends.
func (b *builder) offices(ctx context.Context) error {
	if b.Folder == "" {
		return errors.New("no folder for the files of other offices")
	}
	if err := os.MkdirAll(b.Folder, 0o700); err != nil {
		return fmt.Errorf("make the folder of files: %w", err)
	}
	units := slices.Collect(assessor.Units(b.plan, b.measure.addresses))
	for _, f := range slices.Concat(b.ofTheLand(units), b.ofTheCity(), b.ofTheTreasury(units), b.ofLeisure()) {
		b.Progress(0, b.people, f.says)
		if err := b.takeIn(ctx, f); err != nil {
			return fmt.Errorf("receive %s: %w", f.name, err)
		}
	}
	if err := b.taxRules(ctx); err != nil {
		return err
	}
	if _, err := b.Journal.Seal(ctx); err != nil { // Some importers wrote into it.
		return err
	}
	return b.findDwellings(ctx, units)
}

// takeIn writes a file and takes it in.
func (b *builder) takeIn(ctx context.Context, f sentFile) error {
	path := filepath.Join(b.Folder, f.name)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := f.make(file); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	report, err := f.take(ctx, bufio.NewReaderSize(file, 1<<16))
	if len(report.Faults) > 0 {
		return fmt.Errorf("%w: %s", err, report.Faults[0])
	}
	return err
}

// ofTheLand are the rolls, the oldest first, as they came in.
func (b *builder) ofTheLand(units []assessor.Unit) []sentFile {
	var all []sentFile
	for _, year := range slices.Backward(assessor.Years[:]) {
		all = append(all, sentFile{
			name: "RL" + assessor.Municipality + "_" + strconv.Itoa(year) + ".xml", says: "rôle de " + strconv.Itoa(year),
			make: func(w io.Writer) error { return assessor.WriteRoll(w, year, slices.Values(units)) },
			take: func(ctx context.Context, r io.Reader) (intake.Report, error) {
				return b.Property.Import(ctx, r, property.ImportOptions{Municipality: assessor.Municipality})
			},
		})
	}
	return all
}

// ofTheCity are the maps, the schedule and the by-law.
func (b *builder) ofTheCity() []sentFile {
	s := surveyor.Survey(b.plan, b.measure.addresses)
	bytes := func(file []byte) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := w.Write(file)
			return err
		}
	}
	placesBy := func(mapping string) func(context.Context, io.Reader) (intake.Report, error) {
		return func(ctx context.Context, r io.Reader) (intake.Report, error) {
			return b.Neighbourhood.Import(ctx, r, neighbourhood.ImportOptions{Mapping: mapping})
		}
	}
	return []sentFile{
		{"ecoles-meq.geojson", "écoles", bytes(surveyor.Schools), placesBy("ecoles-meq")},
		{"lieux-municipaux.geojson", "lieux municipaux", s.WritePlaces, placesBy("lieux-municipaux")},
		{"parcs.geojson", "parcs", s.WriteParks, placesBy("parcs")},
		{"plan.geojson", "plan", func(w io.Writer) error { return s.WriteMap(w, b.measure.addresses) },
			func(ctx context.Context, r io.Reader) (intake.Report, error) {
				return b.Map.Import(ctx, r, basemap.ImportOptions{Source: "plan", Mapping: "ville"})
			}},
		{"secteurs.geojson", "secteurs de collecte", s.WriteSectors, func(ctx context.Context, r io.Reader) (intake.Report, error) {
			return b.Collections.ImportSectors(ctx, r, collections.SectorOptions{})
		}},
		{"calendrier.toml", "calendrier des collectes", func(w io.Writer) error { return crews.WriteSchedule(w, b.Now) },
			func(ctx context.Context, r io.Reader) (intake.Report, error) {
				return b.Collections.ImportSchedule(ctx, r, false)
			}},
		{"arrosage.toml", "règlement sur l’arrosage", bytes(crews.Watering), func(ctx context.Context, r io.Reader) (intake.Report, error) {
			return b.Watering.Import(ctx, r, false)
		}},
	}
}

// ofTheTreasury are the tax accounts of two years.
func (b *builder) ofTheTreasury(units []assessor.Unit) []sentFile {
	var all []sentFile
	for _, y := range treasury.Years(b.Now) {
		all = append(all, sentFile{
			name: "taxes-" + strconv.Itoa(y.Year) + ".csv", says: "comptes de taxes de " + strconv.Itoa(y.Year),
			make: func(w io.Writer) error { return treasury.WriteAccounts(w, y, slices.Values(units), isMaries) },
			take: func(ctx context.Context, r io.Reader) (intake.Report, error) { return b.Tax.Import(ctx, r, false) },
		})
	}
	return all
}

// ofLeisure is the program of two sessions of leisure.
func (b *builder) ofLeisure() []sentFile {
	if b.Leisure == nil {
		return nil
	}
	return []sentFile{{
		name: "loisirs.csv", says: "programme des loisirs",
		make: func(w io.Writer) error {
			sites := surveyor.Survey(b.plan, b.measure.addresses).Sites(program.Venues()...)
			return program.Write(w, program.Options{Now: b.Now, City: b.Size != Small, Sites: sites})
		},
		take: func(ctx context.Context, r io.Reader) (intake.Report, error) {
			return b.Leisure.ImportActivities(ctx, r, leisure.ImportOptions{})
		},
	}}
}

// isMaries tells Marie Tremblay's house, of which the documents tell.
func isMaries(u assessor.Unit) bool { return u.Number == 84 && u.Street == "rue du Moulin" }

// taxRules are what the council decided of late payments: twelve percent a year, and only
// the instalment that was missed is due.
func (b *builder) taxRules(ctx context.Context) error {
	const percent = 1_000_000
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		r := tax.Rule{
			Year: treasury.Years(b.Now)[0].Year, Number: 4, FirstDays: 30, NextDays: 60, Minimum: 300_00, FixedDays: treasury.UsualDays(),
			Interest: money.Rate(12 * percent), Penalty: money.Rate(percent / 2), PenaltyCap: money.Rate(5 * percent),
		}
		return b.Tax.SetRule(ctx, tx, r)
	})
}
