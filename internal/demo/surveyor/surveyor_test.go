package surveyor

import (
	"bytes"
	"io"
	"os"
	"testing"

	"sem/internal/demo/ground"
	"sem/internal/geo"
)

func plan(t *testing.T) *Plan {
	t.Helper()
	p, err := ground.Read()
	if err != nil {
		t.Fatal(err)
	}
	return Survey(p, 1700)
}

func features(t *testing.T, write func(io.Writer) error) []geo.Feature {
	t.Helper()
	var file bytes.Buffer
	if err := write(&file); err != nil {
		t.Fatal(err)
	}
	if folder := os.Getenv("SEM_PICTURES"); folder != "" {
		if err := os.WriteFile(folder+"/"+t.Name()+".geojson", file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, err := geo.ReadFeatures(&file)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestThePlacesStandInTheTown(t *testing.T) {
	s := plan(t)
	all := features(t, s.WritePlaces)
	kinds, ids, near := map[string]int{}, map[string]bool{}, 0
	home := geo.Point{Lat: 45.557276, Lon: -73.886827} // 84, rue du Moulin
	for _, f := range all {
		kinds[f.Text("categorie")]++
		if ids[f.Text("id")] {
			t.Errorf("%s is there twice", f.Text("id"))
		}
		ids[f.Text("id")] = true
		if geo.DistanceMetres(home, f.Point) < 300 {
			near++
		}
	}
	for kind, least := range map[string]int{"bibliotheque": 2, "garderie": 11, "arret": 60, "defibrillateur": 11, "sport": 3, "communautaire": 4, "ecocentre": 1, "caserne": 3, "mairie": 1} {
		if kinds[kind] < least {
			t.Errorf("%d places are of kind %s, want %d", kinds[kind], kind, least)
		}
	}
	if near < 6 {
		t.Errorf("%d places lie within 300 m of 84, rue du Moulin, want 6", near)
	}
}

func TestTheParksAreAreasWithNamesOfTheirOwn(t *testing.T) {
	names := map[string]bool{}
	for _, f := range features(t, plan(t).WriteParks) {
		if names[f.Text("nom_parc")] || f.Area.IsZero() {
			t.Errorf("%s is there twice, or no area", f.Text("nom_parc"))
		}
		names[f.Text("nom_parc")] = true
	}
	if len(names) < 30 {
		t.Errorf("%d parks, want 30", len(names))
	}
}

func TestTheMapHasStreetsTheRiverAndHouses(t *testing.T) {
	kinds := map[string]int{}
	s := plan(t)
	for _, f := range features(t, func(w io.Writer) error { return s.WriteMap(w, 1700) }) {
		kinds[f.Text("kind")]++
	}
	for kind, least := range map[string]int{"street": 300, "water": 1, "park": 30, "building": 1000, "path": 30} {
		if kinds[kind] < least {
			t.Errorf("%d features are of kind %s, want %d", kinds[kind], kind, least)
		}
	}
}

func TestEverySectorIsAnArea(t *testing.T) {
	p := plan(t)
	for _, f := range features(t, p.WriteSectors) {
		if f.Area.IsZero() {
			t.Errorf("%s is no area", f.Text("nom"))
		}
	}
}

func TestTheSchoolsAreTheMinistrys(t *testing.T) {
	all, err := geo.ReadFeatures(bytes.NewReader(Schools))
	if err != nil || len(all) != 97 {
		t.Errorf("%d schools, error %v; want 97", len(all), err)
	}
}
