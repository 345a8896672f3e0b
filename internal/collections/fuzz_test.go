package collections

import (
	"os"
	"strings"
	"testing"

	"sem/internal/civil"
	"sem/internal/geo"
	"sem/internal/intake"
)

func FuzzReadSchedule(f *testing.F) {
	for _, seed := range []string{
		"", "source = \"x\"\n[[flux]]\ncode = \"a\"\n", "[[regle]]\nflux=\"a\"\njour=\"jeudi\"\nsaison=[\"02-30\",\"\"]\n",
		"[[regle]]\ndates=[2026-01-07, \"x\", 3]\n", "[[regle]]\njour=\"lundi\"\ntoutes_les=-9223372036854775808\n", "[[regle]]\njour=\"lundi\"\nrang=99\n",
		"[[exception]]\ngenre=\"deplacee\"\njour=0001-01-01\nvers=9999-12-31\n", "\ufeffsource=\"é\"\n", "[[regle\n", "[[ferie]]\njour=2026-09-07T00:00:00Z\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, written string) {
		var report intake.Report
		file, err := readScheduleFile(strings.NewReader(written), &report)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range file.Rules {
			rule, faults := e.rule()
			if len(faults) > 0 {
				continue
			}
			n := 0
			rule.each(civil.DayAt(2026, 1, 1), civil.DayAt(2026, 12, 31), func(d civil.Day) {
				n++
				if !rule.Occurs(d) {
					t.Errorf("%s is and is not a day of %+v", d, rule)
				}
			})
			if n > 366 {
				t.Errorf("%d days in a year: %+v", n, rule)
			}
		}
		for _, e := range file.Exceptions {
			if x, faults := e.exception(); len(faults) == 0 && x.Day == 0 {
				t.Errorf("an exception of no day: %+v", x)
			}
		}
	})
}

func FuzzReadSectors(f *testing.F) {
	for _, name := range []string{"montreal-recyclables.geojson", "montreal-verts.geojson"} {
		raw, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Add(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1","nom":"1"},"geometry":{"type":"MultiPolygon","coordinates":[[]]}}]}`)
	s := shippedTown(f)
	f.Fuzz(func(t *testing.T, written string) {
		features, err := geo.ReadFeatures(strings.NewReader(written))
		if err != nil {
			return
		}
		c, known := columnsOf(features)
		if !known {
			return
		}
		var report intake.Report
		for _, m := range s.readSectors(features, c, SectorOptions{}, &report) {
			if _, _, err := geo.ReadGeometry([]byte(m.sector.geometry)); err != nil {
				t.Errorf("a sector that could not be read again: %v", err)
			}
		}
	})
}
