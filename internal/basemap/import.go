package basemap

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/intake"
	"sem/internal/text"
)

// ImportOptions say how a file is read.
type ImportOptions struct {
	Source  string // Source names the file for good: another file of the same source replaces it. It is the name of the mapping when empty.
	Mapping string // Mapping is the name of one of Mappings, or the text of a TOML mapping; found from the columns when empty.
	DryRun  bool
}

// drawn is a feature as basemap_feature keeps it.
type drawn struct{ key, kind, name, geometry string }

// Import reads a GeoJSON file of what is to be drawn into the map, in the place of what the
// same source gave before. What the mapping does not know is left aside and counted.
func (s *Service) Import(ctx context.Context, file io.Reader, o ImportOptions) (intake.Report, error) {
	var report intake.Report
	features, err := geo.ReadFeatures(file)
	if err != nil {
		for _, wrong := range geo.LineErrors(err) {
			report.Add(wrong.Line, "geometry", wrong.Remedy())
		}
		if len(report.Faults) == 0 {
			return report, fmt.Errorf("read the map: %w", err)
		}
		return report, report.Err()
	}
	report.Lines = len(features)
	m, refused := mappingFor(o.Mapping, features)
	if refused != "" {
		report.Add(0, "mapping", refused)
		return report, report.Err()
	}
	kept := m.read(features, &report)
	if err := report.Err(); err != nil {
		return report, err
	}
	source := Source{Code: cmp.Or(o.Source, m.Name), Credit: m.Credit, Digest: digestOf(m.Credit, kept), Features: len(kept)}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		before, err := keptFeatures(ctx, tx, source.Code)
		if err != nil {
			return err
		}
		compare(&report, before, kept)
		if o.DryRun || report.Added+report.Changed+report.Gone == 0 {
			return nil
		}
		return replace(ctx, tx, source, kept, s.Clock.Now())
	})
	if err != nil || o.DryRun {
		return report, err
	}
	return report, s.Refresh(ctx)
}

// compare counts what an import changes.
func compare(report *intake.Report, before map[string]drawn, after []drawn) {
	report.Added, report.Changed, report.Unchanged = 0, 0, 0
	for _, f := range after {
		switch old, ok := before[f.key]; {
		case !ok:
			report.Added++
		case old != f:
			report.Changed++
		default:
			report.Unchanged++
		}
	}
	report.Gone = len(before) - report.Changed - report.Unchanged
}

// read turns the features of a file into those of the map.
func (m mapping) read(features []geo.Feature, report *intake.Report) []drawn {
	var kept []drawn
	seen := map[string]bool{}
	counts := map[string]int{}
	aside := 0
	for _, f := range features {
		kind, ok := m.kindOf(f)
		if !ok {
			aside++
			continue
		}
		d, err := m.draw(f, kind)
		if err != nil {
			report.Add(f.Line, "geometry", "L’élément n’est pas du GeoJSON valable. Exportez le fichier de nouveau.")
			continue
		}
		if seen[d.key] {
			d.key = digest(d.key, d.kind, d.name, d.geometry)
		}
		if seen[d.key] {
			aside++ // The same thing twice is drawn once.
			continue
		}
		seen[d.key] = true
		counts[kind]++
		kept = append(kept, d)
	}
	slices.SortFunc(kept, func(a, b drawn) int { return cmp.Compare(a.key, b.key) })
	for _, w := range words {
		if n := counts[w.kind]; n > 0 {
			report.Tell(w.word, fmt.Sprint(n))
		}
	}
	if aside > 0 {
		report.Tell("Laissés de côté", fmt.Sprint(aside))
	}
	return kept
}

// words name the kinds in the reports of imports.
var words = []struct{ kind, word string }{
	{plan.Street, "Rues"}, {plan.Major, "Grandes voies"}, {plan.Path, "Sentiers"}, {plan.Rail, "Voies ferrées"},
	{plan.Water, "Plans d’eau"}, {plan.Stream, "Cours d’eau"}, {plan.Park, "Parcs"}, {plan.Building, "Bâtiments"},
}

func (m mapping) draw(f geo.Feature, kind string) (drawn, error) {
	var geometry bytes.Buffer
	if err := json.Compact(&geometry, f.Geometry); err != nil {
		return drawn{}, err
	}
	d := drawn{kind: kind, name: text.SafeLine(first(f, m.Names)), geometry: geometry.String()}
	if d.key = first(f, m.Keys); d.key == "" {
		d.key = digest(d.kind, d.name, d.geometry)
	}
	return d, nil
}

// first is the text of the first of several columns that has any.
func first(f geo.Feature, columns []string) string {
	for _, c := range columns {
		if v := f.Text(c); v != "" {
			return v
		}
	}
	return ""
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

func digestOf(credit string, features []drawn) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d:%s", len(credit), credit)
	for _, f := range features {
		h.Write([]byte(digest(f.key, f.kind, f.name, f.geometry)))
	}
	return hex.EncodeToString(h.Sum(nil))
}
