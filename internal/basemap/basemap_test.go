package basemap_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/basemap"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/geo/tiles"
	"sem/internal/geo/tiles/tilestest"
	"sem/internal/intake"
)

var (
	noon = time.Date(2026, 9, 9, 16, 0, 0, 0, time.UTC)
	mill = geo.Point{Lat: 45.5631, Lon: -73.8962}
)

// around is the frame of 300 metres around the mill.
var around = plan.Around(mill, 300)

const village = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"r1","kind":"rue","name":"rue du Moulin"},"geometry":{"type":"LineString","coordinates":[[-73.900,45.563],[-73.892,45.563]]}},
{"type":"Feature","properties":{"kind":"rue","class":"artère","name":"boulevard Arthur-Sauvé"},"geometry":{"type":"MultiLineString","coordinates":[[[-73.894,45.559],[-73.894,45.567]]]}},
{"type":"Feature","properties":{"kind":"eau","name":"Rivière du Chêne"},"geometry":{"type":"Polygon","coordinates":[[[-73.902,45.558],[-73.890,45.558],[-73.890,45.561],[-73.902,45.561],[-73.902,45.558]]]}},
{"type":"Feature","properties":{"kind":"ruisseau"},"geometry":{"type":"LineString","coordinates":[[-73.898,45.566],[-73.898,45.561]]}},
{"type":"Feature","properties":{"kind":"parc","name":"Parc du Verger"},"geometry":{"type":"Polygon","coordinates":[[[-73.897,45.564],[-73.895,45.564],[-73.895,45.565],[-73.897,45.565],[-73.897,45.564]]]}},
{"type":"Feature","properties":{"kind":"banc"},"geometry":{"type":"Point","coordinates":[-73.896,45.5645]}}
]}`

func open(d *db.DB) *basemap.Service { return &basemap.Service{DB: d, Clock: clock.At(noon)} }

func imported(t testing.TB, s *basemap.Service, file string, o basemap.ImportOptions) intake.Report {
	t.Helper()
	report, err := s.Import(t.Context(), strings.NewReader(file), o)
	if err != nil {
		t.Fatalf("%v: %v", err, report.Faults)
	}
	return report
}

func kinds(d plan.Drawing) (all []string) {
	for _, l := range d.Layers {
		all = append(all, l.Kind)
	}
	return all
}

func TestTheCitysFileIsDrawn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(d)
		report := imported(t, s, village, basemap.ImportOptions{})
		if report.Lines != 6 || report.Added != 5 || !slices.Contains(report.Notes, intake.Note{Label: "Laissés de côté", Value: "1"}) {
			t.Errorf("got %+v, want five kept and the bench left aside", report)
		}
		drawing := s.Draw(around)
		want := []string{plan.Park, plan.Tree, plan.Wood, plan.Water, plan.Stream, plan.Street, plan.Major}
		if got := kinds(drawing); !slices.Equal(got, want) || drawing.Simplified || drawing.Credit != "" {
			t.Errorf("got %v, simplified %v, credit %q; want %v", got, drawing.Simplified, drawing.Credit, want)
		}
		if far := s.Draw(plan.Around(geo.Point{Lat: 45.7, Lon: -73.5}, 300)); len(far.Layers) != 0 || far.Simplified {
			t.Errorf("far away: got %v", kinds(far))
		}
	})
}

func TestImportingAgainChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(d)
		imported(t, s, village, basemap.ImportOptions{})
		if again := imported(t, s, village, basemap.ImportOptions{}); again.Added+again.Changed+again.Gone != 0 || again.Unchanged != 5 {
			t.Errorf("the same file: got %+v", again)
		}
		renamed := strings.Replace(village, "rue du Moulin", "rue de la Meunerie", 1)
		renamed = strings.Replace(renamed, `{"kind":"ruisseau"}`, `{"kind":"fossé"}`, 1)
		before := s.Draw(around)
		if dry := imported(t, s, renamed, basemap.ImportOptions{DryRun: true}); dry.Changed != 1 || dry.Gone != 1 || dry.Unchanged != 3 {
			t.Errorf("looking only: got %+v, want one changed and one gone", dry)
		}
		if after := s.Draw(around); len(after.Layers) != len(before.Layers) {
			t.Error("looking only has changed the map")
		}
		imported(t, s, renamed, basemap.ImportOptions{})
		after := s.Draw(around)
		if slices.Contains(kinds(after), plan.Stream) || !slices.ContainsFunc(after.Labels, func(l plan.Label) bool { return l.Text == "Rue de la Meunerie" }) {
			t.Errorf("got %v with %v, want the new name and no brook", kinds(after), after.Labels)
		}
	})
}

func TestSourcesStandBesideEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(d)
		imported(t, s, village, basemap.ImportOptions{})
		const export = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"@id":"way/7","railway":"rail"},"geometry":{"type":"LineString","coordinates":[[-73.900,45.565],[-73.892,45.566]]}},
{"type":"Feature","properties":{"@id":"way/8","highway":"service","name":"Ruelle"},"geometry":{"type":"LineString","coordinates":[[-73.900,45.564],[-73.892,45.564]]}},
{"type":"Feature","properties":{"@id":"way/9","building":"yes"},"geometry":{"type":"Polygon","coordinates":[[[-73.896,45.562],[-73.8955,45.562],[-73.8955,45.5624],[-73.896,45.562]]]}}
]}`
		report := imported(t, s, export, basemap.ImportOptions{})
		if report.Added != 2 || report.Gone != 0 {
			t.Errorf("got %+v, want a railway and a building more", report)
		}
		drawing := s.Draw(around)
		if got := kinds(drawing); !slices.Contains(got, plan.Rail) || !slices.Contains(got, plan.Street) || drawing.Credit != "© les contributeurs d’OpenStreetMap" {
			t.Errorf("got %v, credit %q, want both files drawn and the contributors named", got, drawing.Credit)
		}
	})
}

// Another process has the same database and another memory.
func TestOtherProcessesSeeANewMap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		here, there := open(d), open(d)
		if err := there.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		imported(t, here, village, basemap.ImportOptions{})
		if !there.Draw(around).Simplified {
			t.Error("the other process knew before it looked")
		}
		if err := there.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if there.Draw(around).Simplified {
			t.Error("the other process does not see the map")
		}
	})
}

func TestAFaultyFileChangesNothing(t *testing.T) {
	d := dbtest.SQLite(t)
	for name, c := range map[string]struct {
		file string
		o    basemap.ImportOptions
		want string
	}{
		"swapped axes":    {strings.Replace(village, "[-73.900,45.563]", "[45.563,-73.900]", 1), basemap.ImportOptions{}, "2: geometry: Les axes"},
		"cut short":       {village[:400], basemap.ImportOptions{}, "geometry: Le fichier se termine"},
		"unknown columns": {strings.ReplaceAll(village, `"kind"`, `"sorte"`), basemap.ImportOptions{}, "0: mapping: Aucune colonne connue"},
		"unknown mapping": {village, basemap.ImportOptions{Mapping: "google"}, "0: mapping: La correspondance «\u00a0google"},
		"broken mapping":  {village, basemap.ImportOptions{Mapping: "name = \n"}, "0: mapping: La correspondance n’est pas du TOML"},
		"a strange kind":  {village, basemap.ImportOptions{Mapping: "name = \"x\"\n[[rule]]\ncolumn = \"kind\"\nvalues = [\"rue\"]\nkind = \"canal\"\n"}, "0: mapping: La règle de la colonne"},
	} {
		s := open(d)
		report, err := s.Import(t.Context(), strings.NewReader(c.file), c.o)
		if !errors.Is(err, intake.ErrFaulty) || len(report.Faults) == 0 || !strings.Contains(report.Faults[0].String(), c.want) {
			t.Errorf("%s: got %v, err %v, want %q", name, report.Faults, err, c.want)
		}
		if err := s.Refresh(t.Context()); err != nil || !s.Draw(around).Simplified {
			t.Errorf("%s: something was imported, err %v", name, err)
		}
	}
}

func TestACityMayBringItsOwnMapping(t *testing.T) {
	s := open(dbtest.SQLite(t))
	const file = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"TYPE_VOIE":"RUE","NOM":"rue Dubois"},"geometry":{"type":"LineString","coordinates":[[-73.900,45.563],[-73.892,45.563]]}}]}`
	const mapping = `
name = "mrc"
credit = "© MRC de Deux-Montagnes"
names = ["NOM"]
[[rule]]
column = "TYPE_VOIE"
values = ["*"]
kind = "street"
`
	imported(t, s, file, basemap.ImportOptions{Mapping: mapping})
	if d := s.Draw(around); d.Credit != "© MRC de Deux-Montagnes" || len(d.Labels) == 0 || d.Labels[0].Text != "Rue Dubois" {
		t.Errorf("got %+v, want the street and whom it is owed to", d)
	}
}

func TestWithoutAnyFileThePlanSaysThatItIsSimple(t *testing.T) {
	s := open(dbtest.SQLite(t))
	features, err := geo.ReadFeatures(strings.NewReader(village))
	if err != nil {
		t.Fatal(err)
	}
	s.Sectors = func() []basemap.Sector { return []basemap.Sector{{Name: "du Moulin", Area: features[2].Area}} }
	if d := s.Draw(around); !d.Simplified || !slices.Equal(kinds(d), []string{plan.Sector}) {
		t.Errorf("got %v, simplified %v, want the district alone", kinds(d), d.Simplified)
	}
}

// tileFile writes the tiles around the mill as Protomaps or OpenMapTiles would.
func tileFile(t testing.TB, path string, layers ...tilestest.Layer) {
	t.Helper()
	w := tilestest.Archive{Attribution: "<a href='x'>© OpenStreetMap</a>"}
	middle := tiles.At(mill, 15)
	for dx := range uint32(3) {
		for dy := range uint32(3) {
			w.Add(tiles.Tile{Z: 15, X: middle.X + dx - 1, Y: middle.Y + dy - 1}, layers...)
		}
	}
	if err := os.WriteFile(path, w.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func line(layer string, tags map[string]any, points ...[2]int) tilestest.Layer {
	return tilestest.Layer{Name: layer, Features: []tilestest.Feature{{Kind: tiles.Lines, Tags: tags, Lines: [][][2]int{points}}}}
}

func ground(layer string, tags map[string]any, points ...[2]int) tilestest.Layer {
	return tilestest.Layer{Name: layer, Features: []tilestest.Feature{{Kind: tiles.Areas, Tags: tags, Lines: [][][2]int{points}}}}
}

func protomaps() []tilestest.Layer {
	return []tilestest.Layer{
		line("roads", map[string]any{"kind": "minor_road", "name": "Rue Chénier"}, [2]int{-64, 1000}, [2]int{4160, 1000}),
		line("roads", map[string]any{"kind": "minor_road", "kind_detail": "service"}, [2]int{0, 1200}, [2]int{4096, 1200}),
		line("roads", map[string]any{"kind": "major_road", "kind_detail": "primary"}, [2]int{2000, -64}, [2]int{2000, 4160}),
		line("roads", map[string]any{"kind": "rail"}, [2]int{0, 10}, [2]int{4096, 10}),
		ground("water", map[string]any{"kind": "river"}, [2]int{0, 3000}, [2]int{4096, 3000}, [2]int{4096, 3500}, [2]int{0, 3500}),
		ground("landuse", map[string]any{"kind": "park"}, [2]int{2200, 1200}, [2]int{3000, 1200}, [2]int{3000, 2000}, [2]int{2200, 2000}),
		ground("landuse", map[string]any{"kind": "residential"}, [2]int{0, 0}, [2]int{4096, 0}, [2]int{4096, 4096}, [2]int{0, 4096}),
		ground("buildings", map[string]any{"kind": "building"}, [2]int{100, 100}, [2]int{200, 100}, [2]int{200, 200}, [2]int{100, 200}),
		ground("boundaries", map[string]any{"kind": "country"}, [2]int{0, 0}, [2]int{9, 0}, [2]int{9, 9}),
	}
}

func openMapTiles() []tilestest.Layer {
	return []tilestest.Layer{
		line("transportation", map[string]any{"class": "minor"}, [2]int{-64, 1000}, [2]int{4160, 1000}),
		line("transportation_name", map[string]any{"class": "minor", "name": "Rue Chénier"}, [2]int{-64, 1000}, [2]int{4160, 1000}),
		line("transportation", map[string]any{"class": "primary"}, [2]int{2000, -64}, [2]int{2000, 4160}),
		line("transportation", map[string]any{"class": "rail"}, [2]int{0, 10}, [2]int{4096, 10}),
		ground("water", map[string]any{"class": "river"}, [2]int{0, 3000}, [2]int{4096, 3000}, [2]int{4096, 3500}, [2]int{0, 3500}),
		ground("landcover", map[string]any{"class": "grass"}, [2]int{2200, 1200}, [2]int{3000, 1200}, [2]int{3000, 2000}, [2]int{2200, 2000}),
		ground("building", map[string]any{}, [2]int{100, 100}, [2]int{200, 100}, [2]int{200, 200}, [2]int{100, 200}),
	}
}

func TestTheCitysTilesAreDrawnBeforeItsFiles(t *testing.T) {
	for name, layers := range map[string][]tilestest.Layer{"Protomaps": protomaps(), "OpenMapTiles": openMapTiles()} {
		s := open(dbtest.SQLite(t))
		imported(t, s, village, basemap.ImportOptions{})
		s.Tiles = filepath.Join(t.TempDir(), "ville.pmtiles")
		if err := s.Refresh(t.Context()); err != nil || s.Draw(around).Credit != "" {
			t.Fatalf("%s: without the file: err %v", name, err)
		}
		tileFile(t, s.Tiles, layers...)
		if err := s.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		d := s.Draw(around)
		want := []string{plan.Park, plan.Tree, plan.Wood, plan.Water, plan.Building, plan.Rail, plan.Street, plan.Major}
		if got := kinds(d); !slices.Equal(got, want) || d.Credit != "© OpenStreetMap" || d.Simplified {
			t.Errorf("%s: got %v, credit %q; want %v", name, got, d.Credit, want)
		}
		if !slices.ContainsFunc(d.Labels, func(l plan.Label) bool { return l.Text == "Rue Chénier" }) {
			t.Errorf("%s: got %v, want the street named", name, d.Labels)
		}
		if far := s.Draw(plan.Around(geo.Point{Lat: 45.563, Lon: -73.2}, 300)); len(far.Layers) != 0 {
			t.Errorf("%s: far from the tiles: got %v", name, kinds(far))
		}
	}
}

func TestABrokenFileOfTilesIsToldOnceAndTheMapGoesOn(t *testing.T) {
	s := open(dbtest.SQLite(t))
	var log bytes.Buffer
	s.Log = slog.New(slog.NewTextHandler(&log, nil))
	imported(t, s, village, basemap.ImportOptions{})
	s.Tiles = filepath.Join(t.TempDir(), "ville.pmtiles")
	if err := os.WriteFile(s.Tiles, []byte("PMTiles\x03 and no more"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := s.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Count(log.String(), "the map tiles cannot"); got != 1 {
		t.Errorf("told %d times in %q, want once", got, &log)
	}
	if d := s.Draw(around); d.Simplified || len(d.Layers) == 0 {
		t.Error("the streets are gone")
	}
}

func ExampleService_Draw() {
	var s basemap.Service // The city has given no file: the plan is simple, and says so.
	f := plan.Around(geo.Point{Lat: 45.5631, Lon: -73.8962}, 300)
	school := geo.Point{Lat: 45.5645, Lon: -73.8940}
	d := s.Draw(f.Pinned(school))
	x, y := f.XY(school)
	fmt.Printf("the school stands at %.0f, %.0f; the circle is %.0f wide; simplified: %v\n", x, y, f.Units(300), d.Simplified)
	// Output: the school stands at 521, 250; the circle is 212 wide; simplified: true
}
