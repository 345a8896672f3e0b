package assessor

import (
	"encoding/xml"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"sem/internal/demo/ground"
	"sem/internal/geo"
	"sem/internal/places"
)

func town(t testing.TB, addresses int) []Unit {
	t.Helper()
	plan, err := ground.Read()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(Units(plan, addresses))
}

func TestTheRollHoldsEveryKindOfPropertyOnce(t *testing.T) {
	const count = 17_000
	units := town(t, count)
	if len(units) != count {
		t.Errorf("got %d units, want %d", len(units), count)
	}
	seen, lots, files, uses := map[places.Matricule]bool{}, map[int]bool{}, map[string]bool{}, map[int]int{}
	doors, houses, sum := 0, 0, 0
	for _, u := range units {
		if _, ok := places.ParseMatricule(string(u.Matricule)); !ok || seen[u.Matricule] || files[u.File] {
			t.Errorf("%s: its matricule or its file is no good, or there twice", u.line())
		}
		seen[u.Matricule], files[u.File] = true, true
		for i := range u.Lots {
			if n := u.Lot + i; lots[n] || n < 1_000_000 || n > 9_999_999 {
				t.Errorf("%s: lot %d is there twice, or has not seven digits", u.line(), n)
			}
			lots[u.Lot+i] = true
		}
		uses[u.Use]++
		doors += len(u.Doors)
		if u.Use == dwelling && u.Dwellings == 1 && u.Front > 0 {
			land, building := u.Value(2026)
			houses, sum = houses+1, sum+land+building
		}
		for _, year := range Years {
			if land, building := u.Value(year); land <= 0 || building < 0 || building > 0 != u.standsIn(year) {
				t.Errorf("%s: in %d, land %d and building %d", u.line(), year, land, building)
			}
		}
	}
	if doors != count {
		t.Errorf("the units have %d addresses, want all %d", doors, count)
	}
	for _, use := range []int{dwelling, shop, school, park, farm, vacant, woods} {
		if uses[use] == 0 {
			t.Errorf("no unit has use %d", use)
		}
	}
	if mean := sum / houses; mean < 450_000 || mean > 510_000 {
		t.Errorf("a house is worth %d $, want about 480 000 $", mean)
	}
}

func TestMatriculesTellWhereTheUnitIs(t *testing.T) {
	for _, u := range town(t, 3000) {
		x, y := ground.Plane.ToPlane(u.Point)
		m := string(u.Matricule)
		digits := func(s string) (n float64) {
			for _, c := range s {
				n = 10*n + float64(c-'0')
			}
			return n
		}
		east := 200_000 + 1000*digits(m[:2]) + 100*digits(m[4:5]) + digits(m[6:8])
		north := 5_000_000 + 1000*digits(m[2:4]) + 100*digits(m[5:6]) + digits(m[8:10])
		if math.Abs(east-x) > 1.5 || math.Abs(north-y) > 1.5 {
			t.Fatalf("%s lies at %.0f, %.0f; its matricule says %.0f, %.0f", u.line(), x, y, east, north)
		}
		if len(u.Doors) > 0 && geo.DistanceMetres(u.Doors[0].Point, u.Point) > 1 {
			t.Fatalf("%s does not lie at its door", u.line())
		}
	}
}

func TestMariesHouseIsWorthWhatTheDocumentsSay(t *testing.T) {
	for _, u := range town(t, 300) {
		if u.Number != 84 || u.Street != "rue du Moulin" {
			continue
		}
		land, building := u.Value(2026)
		if land != 186_400 || building != 297_800 || u.Total(2023) != 371_500_00 || u.Total(2020) != 271_300_00 || u.Built != 1974 || u.Area != 548.3 {
			t.Errorf("got %+v", u)
		}
		return
	}
	t.Error("84, rue du Moulin is no unit")
}

func TestTheFileIsSoundXMLWithTheMinistrysElements(t *testing.T) {
	var file strings.Builder
	units := town(t, 800)
	if err := WriteRoll(&file, 2026, slices.Values(units)); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(file.String(), "\uFEFF<?xml") {
		t.Error("the file has no mark")
	}
	found := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(file.String(), "\uFEFF")))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if begin, ok := token.(xml.StartElement); ok {
			found[begin.Name.Local]++
		}
	}
	if found["RLUEx"] != len(units) || found["RL0404A"] != len(units) || found["RL0104C"] != len(units) || found["RL0101Gx"] != len(units) {
		t.Errorf("%d units, but %v", len(units), found)
	}
}

// The file of a large city: how fast it is written.
func BenchmarkWriteRoll(b *testing.B) {
	units := town(b, 17_000)
	for b.Loop() {
		counted := &counter{}
		if err := WriteRoll(counted, 2026, slices.Values(units)); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(counted.written)
	}
}

type counter struct{ written int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.written += int64(len(p))
	return len(p), nil
}
