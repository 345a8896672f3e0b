package tiles_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sem/internal/geo"
	"sem/internal/geo/tiles"
	"sem/internal/geo/tiles/tilestest"
)

var mill = geo.Point{Lat: 45.5631, Lon: -73.8962}

// town is an archive with one street and one lake around the mill, in the tiles of two zooms.
func town(t testing.TB, leaves, plain bool) []byte {
	t.Helper()
	w := tilestest.Archive{Attribution: `<a href="https://example.org">&copy; OpenStreetMap</a>`, Leaves: leaves, Plain: plain}
	for z := uint32(13); z <= 14; z++ {
		w.Add(tiles.At(mill, z), tilestest.Layer{Name: "roads", Features: []tilestest.Feature{
			{Kind: tiles.Lines, Tags: map[string]any{"kind": "minor_road", "name": "Rue du Moulin", "lanes": 2, "oneway": true, "width": 7.5}, Lines: [][][2]int{{{0, 2048}, {2048, 2048}, {4096, 2000}}}},
		}}, tilestest.Layer{Name: "water", Features: []tilestest.Feature{
			{Kind: tiles.Areas, Tags: map[string]any{"kind": "lake"}, Lines: [][][2]int{{{0, 0}, {1000, 0}, {1000, 1000}, {0, 1000}}, {{200, 200}, {200, 300}, {300, 300}}}},
		}})
	}
	return w.Bytes()
}

func TestATileIsFoundAndReadAsItWasWritten(t *testing.T) {
	for _, leaves := range []bool{false, true} {
		a, err := tiles.Open(bytes.NewReader(town(t, leaves, leaves)))
		if err != nil {
			t.Fatal(err)
		}
		if a.MinZoom != 13 || a.MaxZoom != 14 || a.Credit != "© OpenStreetMap" {
			t.Errorf("got zooms %d to %d, credit %q", a.MinZoom, a.MaxZoom, a.Credit)
		}
		here := tiles.At(mill, 14)
		data, err := a.Tile(here)
		if err != nil {
			t.Fatal(err)
		}
		features, err := tiles.Decode(data, here, func(layer string) bool { return layer == "roads" })
		if err != nil || len(features) != 1 {
			t.Fatalf("got %d features, err %v, want the street", len(features), err)
		}
		want := map[string]string{"kind": "minor_road", "name": "Rue du Moulin", "lanes": "2", "oneway": "true", "width": "7.5"}
		if diff := cmp.Diff(want, features[0].Tags); diff != "" {
			t.Error(diff)
		}
		if line := features[0].Lines[0]; len(line) != 3 || geo.DistanceMetres(line[1], mill) > 1300 {
			t.Errorf("the street runs through %v, want three points near the mill", line)
		}
		for _, elsewhere := range []tiles.Tile{{Z: 14}, {Z: 12, X: 1, Y: 1}, {Z: 15}, {Z: 14, X: 1 << 20}} {
			if data, err := a.Tile(elsewhere); err != nil || data != nil {
				t.Errorf("%v: got %d bytes, err %v, want none", elsewhere, len(data), err)
			}
		}
	}
}

func TestAreasAreClosedAndKeepTheirHoles(t *testing.T) {
	a, err := tiles.Open(bytes.NewReader(town(t, false, false)))
	if err != nil {
		t.Fatal(err)
	}
	here := tiles.At(mill, 13)
	data, err := a.Tile(here)
	if err != nil {
		t.Fatal(err)
	}
	features, err := tiles.Decode(data, here, func(layer string) bool { return layer == "water" })
	if err != nil || len(features) != 1 || len(features[0].Lines) != 2 {
		t.Fatalf("got %v, err %v, want a lake with an island", features, err)
	}
	for _, ring := range features[0].Lines {
		if ring[0] != ring[len(ring)-1] {
			t.Errorf("the ring %v is open", ring)
		}
	}
}

// The numbers are those of the reference implementation of PMTiles.
func TestTilesAreNumberedAlongTheCurveOfHilbert(t *testing.T) {
	for _, c := range []struct {
		tile tiles.Tile
		want uint64
	}{
		{tiles.Tile{}, 0}, {tiles.Tile{Z: 1}, 1}, {tiles.Tile{Z: 1, Y: 1}, 2}, {tiles.Tile{Z: 1, X: 1, Y: 1}, 3},
		{tiles.Tile{Z: 1, X: 1}, 4}, {tiles.Tile{Z: 2}, 5}, {tiles.Tile{Z: 12, X: 3423, Y: 1763}, 19078479},
	} {
		if got := c.tile.Number(); got != c.want {
			t.Errorf("%v: got %d, want %d", c.tile, got, c.want)
		}
	}
	seen := map[uint64]bool{}
	for x := range uint32(16) {
		for y := range uint32(16) {
			seen[tiles.Tile{Z: 4, X: x, Y: y}.Number()] = true
		}
	}
	for n := uint64(85); n < 85+256; n++ {
		if !seen[n] {
			t.Errorf("no tile of zoom 4 has the number %d", n)
		}
	}
}

func TestABrokenArchiveIsRefused(t *testing.T) {
	whole := town(t, true, false)
	change := func(at int, b byte) []byte {
		broken := bytes.Clone(whole)
		broken[at] = b
		return broken
	}
	for name, file := range map[string][]byte{
		"empty": nil, "short": whole[:100], "another file": change(0, 'p'), "version 2": change(7, 2), "pictures": change(99, 2),
		"brotli": change(97, 3), "zoom 99": change(101, 99), "a root beyond the end": change(15, 9), "a root of a terabyte": change(21, 1),
	} {
		if _, err := tiles.Open(bytes.NewReader(file)); !errors.Is(err, tiles.ErrBroken) {
			t.Errorf("%s: got %v, want it refused as broken", name, err)
		}
	}
	for cut := 127; cut < len(whole); cut += 7 { // A cut file never gives a tile that is not whole.
		a, err := tiles.Open(bytes.NewReader(whole[:cut]))
		if err != nil {
			continue
		}
		here := tiles.At(mill, 14)
		if data, err := a.Tile(here); err == nil && data != nil {
			if _, err := tiles.Decode(data, here, func(string) bool { return true }); err != nil {
				t.Fatalf("cut after %d bytes: %v", cut, err)
			}
		}
	}
}

func TestAPackedBombIsNotUnpacked(t *testing.T) {
	w := tilestest.Archive{}
	here := tiles.At(mill, 14)
	w.Raw(here, make([]byte, 64<<20))
	a, err := tiles.Open(bytes.NewReader(w.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Tile(here); !errors.Is(err, tiles.ErrBroken) {
		t.Errorf("got %v, want a tile of 64 MB refused", err)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(town(f, false, true))
	f.Add(town(f, true, true))
	f.Fuzz(func(t *testing.T, file []byte) {
		a, err := tiles.Open(bytes.NewReader(file))
		if err != nil {
			return
		}
		for z := a.MinZoom; z <= a.MaxZoom; z++ {
			here := tiles.At(mill, z)
			data, err := a.Tile(here)
			if err == nil {
				_, _ = tiles.Decode(data, here, func(string) bool { return true })
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(tilestest.Tile(tilestest.Layer{Name: "roads", Features: []tilestest.Feature{{Kind: tiles.Lines, Tags: map[string]any{"name": "x"}, Lines: [][][2]int{{{0, 0}, {4096, 4096}}}}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		features, err := tiles.Decode(data, tiles.Tile{Z: 14, X: 4828, Y: 5857}, func(string) bool { return true })
		for _, feature := range features {
			if err == nil && (len(feature.Lines) == 0 || len(feature.Lines[0]) == 0) {
				t.Errorf("a feature of %s has no point", feature.Layer)
			}
		}
	})
}

func ExampleArchive_Tile() {
	w := tilestest.Archive{Attribution: "© OpenStreetMap"}
	here := tiles.At(geo.Point{Lat: 45.5631, Lon: -73.8962}, 14)
	w.Add(here, tilestest.Layer{Name: "roads", Features: []tilestest.Feature{
		{Kind: tiles.Lines, Tags: map[string]any{"name": "Rue du Moulin"}, Lines: [][][2]int{{{0, 2048}, {4096, 2048}}}},
	}})
	archive, err := tiles.Open(bytes.NewReader(w.Bytes()))
	if err != nil {
		fmt.Println(err)
		return
	}
	data, _ := archive.Tile(here)
	features, _ := tiles.Decode(data, here, func(layer string) bool { return layer == "roads" })
	fmt.Println(features[0].Tags["name"], archive.Credit)
	// Output: Rue du Moulin © OpenStreetMap
}
