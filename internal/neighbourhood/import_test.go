package neighbourhood_test

import (
	"fmt"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/geo"
	"sem/internal/neighbourhood"
	"sem/internal/session"
)

func TestTheSchoolsOfTheMinistryAreTakenAsTheyArePublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		report := b.take(file(t, "ecoles-meq.geojson"), neighbourhood.ImportOptions{})
		if report.Lines != 97 || report.Added == 0 || report.Added > 96 || len(report.Notes) == 0 {
			t.Errorf("got %+v, want 97 lines, those far away left aside and counted", report)
		}
		again := b.take(file(t, "ecoles-meq.geojson"), neighbourhood.ImportOptions{})
		if again.Unchanged != report.Added || again.Added+again.Changed+again.Gone != 0 {
			t.Errorf("a second time: got %+v", again)
		}
		near := b.Around(geo.Point{Lat: 45.57142, Lon: -73.87176}, 100)
		if len(near) == 0 || near[0].Place.Name != "École Terre des jeunes" || near[0].Place.Detail != "Préscolaire et primaire" ||
			near[0].Place.DetailEn != "Preschool and elementary" || near[0].Place.Address != "128, 25e Avenue" || near[0].Place.Category != "ecole" ||
			near[0].Place.Website != "http://www.cssmi.qc.ca/etablissements/terre_des_jeunes/" {
			t.Errorf("got %+v", near)
		}
		buildings := b.take(file(t, "immeubles-meq.geojson"), neighbourhood.ImportOptions{Source: "immeubles"})
		if buildings.Added != 4 || buildings.Gone != 0 {
			t.Errorf("another file of the ministry: got %+v, want four more and none gone", buildings)
		}
	})
}

func TestTheTownsOwnPlacesAreReadByTheirColumns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(file(t, "lieux-municipaux.geojson"), neighbourhood.ImportOptions{})
		near := b.Around(home, 500)
		if got := b.names(near); got != "Parc de la Rivière; Bibliothèque Guy-Bélisle; Piste de la Voie verte" {
			t.Fatalf("got %s", got)
		}
		if m := near[0].Metres; m < 38 || m > 40 {
			t.Errorf("in the hole of the park: got %.1f m to its inner edge, want about 39", m)
		}
		if m := near[2].Metres; m < 444 || m > 446 {
			t.Errorf("to the path: got %.1f m, want about 445, to its nearest point", m)
		}
		library := near[1].Place
		if library.Category != "bibliotheque" || library.Phone != "4505550142" || library.Website != "https://exemple.ca/biblio" || library.Access != neighbourhood.AccessFull {
			t.Errorf("got %+v", library)
		}
		if o := b.OpenAt(library, september); !o.Open || !b.OpenAt(near[2].Place, september).Until.IsZero() || b.OpenAt(near[2].Place, september).Known {
			t.Errorf("got %+v, want the library open and the path unknown", o)
		}
	})
}

func TestAnExportOfOpenStreetMapIsReadByItsTags(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		report := b.take(file(t, "osm.geojson"), neighbourhood.ImportOptions{})
		if report.Added != 3 || len(report.Notes) < 2 {
			t.Errorf("got %+v, want three, the bakery and the far library left aside", report)
		}
		near := b.Around(home, 500)
		if got := b.names(near); got != "Pharmacie du Moulin; Arrêt d’autobus et gare; Jeux \"du Verger\"" {
			t.Fatalf("got %s", got)
		}
		if p := near[0].Place; p.Address != "84, rue du Moulin" || p.Access != neighbourhood.AccessPartial || p.Category != "sante" {
			t.Errorf("got %+v", p)
		}
		if near[1].Place.Access != neighbourhood.AccessFull {
			t.Errorf("the bus stop: got %+v, want what stands in other_tags", near[1].Place)
		}
	})
}

// feature is a place of the town's own with a geometry.
func feature(id, name, geometry string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"id":%q,"nom":%q,"categorie":"parc"},"geometry":%s}`, id, name, geometry)
}

func collection(features ...string) string {
	return "{\"type\":\"FeatureCollection\",\"features\":[\n" + strings.Join(features, ",\n") + "\n]}"
}

func pointAt(lon, lat float64) string {
	return fmt.Sprintf(`{"type":"Point","coordinates":[%g,%g]}`, lon, lat)
}

func TestAFileWithFaultsIsRefusedWholeLineByLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		got := b.refused(collection(
			feature("1", "Bon", pointAt(-73.9, 45.56)),
			feature("2", "Axes", pointAt(45.56, -73.9)),
			feature("3", "Mètres", pointAt(274000, 5046000)),
			feature("4", "Huit", `{"type":"Polygon","coordinates":[[[-73.90,45.55],[-73.89,45.56],[-73.89,45.55],[-73.90,45.56],[-73.90,45.55]]]}`),
			feature("5", "Ouvert", `{"type":"Polygon","coordinates":[[[-73.90,45.55],[-73.89,45.55],[-73.89,45.56],[-73.90,45.56]]]}`),
			feature("6", "Fidji", `{"type":"LineString","coordinates":[[179.9,-16],[-179.9,-16]]}`),
			feature("7", "Rien", `{"type":"LineString","coordinates":[]}`),
			feature("8", "Collection", `{"type":"GeometryCollection","geometries":[]}`),
		), neighbourhood.ImportOptions{})
		for _, want := range []string{"3: geometry: Les axes", "4: geometry: La position n’est pas en degrés", "5: geometry: Un contour se croise", "6: geometry: Un contour n’est pas fermé",
			"7: geometry: La forme traverse le 180e", "8: geometry: La géométrie est vide", "9: geometry: La géométrie n’est ni"} {
			if !strings.Contains(got, want) {
				t.Errorf("got %s\nwant %q", got, want)
			}
		}
		got = b.refused(collection(
			feature("1", "Bon", pointAt(-73.9, 45.56)),
			feature("1", "Encore", pointAt(-73.9, 45.56)),
			feature("2", "Québec", pointAt(-71.2, 46.8)),
			feature("3", "", pointAt(-73.9, 45.56)),
			strings.Replace(feature("4", "Genre", pointAt(-73.9, 45.56)), "parc", "volcan", 1),
		), neighbourhood.ImportOptions{})
		for _, want := range []string{"3: id: Le même lieu est déjà à la ligne 2", "4: geometry: Ce lieu est hors du territoire", "5: nom: Le lieu n’a pas de nom", "6: categorie: La catégorie « volcan »"} {
			if !strings.Contains(got, want) {
				t.Errorf("got %s\nwant %q", got, want)
			}
		}
		for what, file := range map[string]string{"cut short": collection(feature("1", "Bon", pointAt(-73.9, 45.56)))[:120], "not GeoJSON": "<html>", "empty": `{"features":[]}`, "unknown columns": `{"features":[{"type":"Feature","properties":{"x":1},"geometry":{"type":"Point","coordinates":[-73.9,45.56]}}]}`} {
			if b.refused(file, neighbourhood.ImportOptions{}) == "" {
				t.Errorf("%s: no fault is told", what)
			}
		}
		b.refused(collection(feature("1", "Bon", pointAt(-73.9, 45.56))), neighbourhood.ImportOptions{Mapping: "inconnue"})
		b.refused(collection(feature("1", "Bon", pointAt(-73.9, 45.56))), neighbourhood.ImportOptions{Category: "volcan"})
		if n := b.count(`SELECT COUNT(*) FROM neighbourhood_place`); n != 0 {
			t.Errorf("%d places were written", n)
		}
	})
}

func TestWhatANewerFileNoLongerHoldsDisappears(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		parks := neighbourhood.ImportOptions{Source: neighbourhood.SourceOf("parcs-2026-09.geojson")}
		b.take(collection(feature("1", "Verger", pointAt(-73.9, 45.56)), feature("2", "Rivière", pointAt(-73.9, 45.561))), parks)
		b.take(collection(feature("9", "Ailleurs", pointAt(-73.9, 45.562))), neighbourhood.ImportOptions{Source: "autres"})
		newer := collection(feature("1", "Grand Verger", pointAt(-73.9, 45.56)), feature("3", "Pommiers", pointAt(-73.9, 45.5605)))

		dry := parks
		dry.DryRun = true
		if r := b.take(newer, dry); r.Added != 1 || r.Changed != 1 || r.Gone != 1 || b.names(b.Around(home, 500)) != "Verger; Rivière; Ailleurs" {
			t.Errorf("a dry run: got %+v and %s", r, b.names(b.Around(home, 500)))
		}
		if r := b.take(newer, parks); r.Added != 1 || r.Changed != 1 || r.Gone != 1 {
			t.Errorf("got %+v", r)
		}
		if got := b.names(b.Around(home, 500)); got != "Grand Verger; Pommiers; Ailleurs" {
			t.Errorf("got %s", got)
		}
		if r := b.take(newer, parks); r.Unchanged != 2 || r.Added+r.Changed+r.Gone != 0 {
			t.Errorf("again: got %+v", r)
		}
		if r := b.take(collection(feature("2", "Rivière", pointAt(-73.9, 45.561))), parks); r.Changed != 1 || r.Gone != 2 {
			t.Errorf("one came back: got %+v", r)
		}
	})
}

func TestWhatTheStaffSaidSurvivesImports(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(collection(feature("1", "Verger", pointAt(-73.9, 45.56)), feature("2", "Rivière", pointAt(-73.9, 45.561))), neighbourhood.ImportOptions{})
		near := b.Around(home, 500)
		corrected := *near[0].Place
		corrected.Name, corrected.Hours = "Parc du Verger", "24/7"
		if _, err := b.Save(t.Context(), clerk, corrected, key()); err != nil {
			t.Fatal(err)
		}
		b.must(b.Hide(t.Context(), clerk, near[1].Place.ID, true, key()))
		added, err := b.Save(t.Context(), clerk, neighbourhood.Place{Name: "Défibrillateur", Category: "defibrillateur", Shape: geo.ShapeOfPoints(home)}, key())
		b.must(err)
		b.take(collection(feature("1", "Vergers", pointAt(-73.9, 45.5601)), feature("2", "Rivière du Nord", pointAt(-73.9, 45.561))), neighbourhood.ImportOptions{})
		if got := b.names(b.Around(home, 500)); got != "Défibrillateur; Parc du Verger" {
			t.Errorf("after a newer file: got %s", got)
		}
		b.must(b.Restore(t.Context(), clerk, corrected.ID, key()))
		b.must(b.Hide(t.Context(), clerk, near[1].Place.ID, false, key()))
		b.take(collection(feature("1", "Vergers", pointAt(-73.9, 45.5601)), feature("2", "Rivière du Nord", pointAt(-73.9, 45.561))), neighbourhood.ImportOptions{})
		if got := b.names(b.Around(home, 500)); got != "Défibrillateur; Vergers; Rivière du Nord" {
			t.Errorf("given back to the file: got %s", got)
		}
		if p, err := b.Place(added); err != nil || p.Source != neighbourhood.TownSource {
			t.Errorf("got %+v, %v", p, err)
		}
		if n := b.count(`SELECT COUNT(*) FROM journal_entry WHERE action = 'setting changed'`); n != 5 {
			t.Errorf("%d deeds are journaled, want 5", n)
		}
	})
}

func TestOnlyWhoKeepsTheRegisterChangesIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(collection(feature("1", "Verger", pointAt(-73.9, 45.56))), neighbourhood.ImportOptions{})
		p := b.Around(home, 500)[0].Place
		for _, by := range []session.Viewer{{}, {Account: "marie", Person: "marie"}, {Account: "martin", Role: session.Agent}} {
			_, saving := b.Save(t.Context(), by, neighbourhood.Place{Name: "x", Category: "parc", Shape: geo.ShapeOfPoints(home)}, key())
			for what, err := range map[string]error{
				"save": saving, "hide": b.Hide(t.Context(), by, p.ID, true, key()), "restore": b.Restore(t.Context(), by, p.ID, key()),
				"category": b.SaveCategory(t.Context(), by, neighbourhood.Category{French: "x"}, key()),
			} {
				if err == nil {
					t.Errorf("%s by %+v was let through", what, by)
				}
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM neighbourhood_place`); n != 1 {
			t.Errorf("got %d places", n)
		}
	})
}

func TestACategoryMayBeRenamedHiddenAndAdded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(collection(feature("1", "Verger", pointAt(-73.9, 45.56))), neighbourhood.ImportOptions{})
		other := neighbourhood.Service{DB: d, Clock: b.clock, IDs: b.IDs, Places: b.Places, Journal: b.Journal}
		b.must(other.Refresh(t.Context()))
		hidden := b.Category("parc")
		hidden.Hidden, hidden.French = true, "Parcs"
		b.must(b.SaveCategory(t.Context(), clerk, hidden, key()))
		b.must(b.SaveCategory(t.Context(), clerk, neighbourhood.Category{French: "Marché public", Tone: "eco"}, key()))
		for name, c := range map[string]neighbourhood.Category{"without a name": {French: "***"}, "that nobody has": {Code: "=1+1", French: "Formule"}} {
			if err := b.SaveCategory(t.Context(), clerk, c, key()); err == nil {
				t.Errorf("a category %s was kept", name)
			}
		}
		if err := b.SaveCategory(t.Context(), clerk, neighbourhood.Category{French: "Marché public"}, key()); err == nil {
			t.Error("the same category twice")
		}
		b.must(other.Refresh(t.Context()))
		if len(other.Around(home, 500)) != 0 || other.Category("parc").French != "Parcs" || other.Category("marche-public").Tone != "eco" || other.Category("volcan").Code != "autre" {
			t.Errorf("another process sees %+v", other.Categories())
		}
	})
}

func TestTheNearestOfEachKindIsShownWhenNothingIsNear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(file(t, "lieux-municipaux.geojson"), neighbourhood.ImportOptions{})
		far := geo.Point{Lat: 45.58, Lon: -73.9}
		v := b.Look(neighbourhood.Look{From: far, Metres: 300, At: september})
		if len(v.Near) != 0 || b.names(v.Beyond) != "Parc de la Rivière; Bibliothèque Guy-Bélisle; Piste de la Voie verte" {
			t.Errorf("got %s and beyond %s", b.names(v.Near), b.names(v.Beyond))
		}
		v = b.Look(neighbourhood.Look{From: home, Metres: 500, At: september, OpenNow: true, Categories: []string{"bibliotheque", "sport"}})
		if b.names(v.Near) != "Bibliothèque Guy-Bélisle" || v.Counts["parc"] != 1 {
			t.Errorf("open now: got %s, %v", b.names(v.Near), v.Counts)
		}
		if n := v.Near[0].WalkMinutes(); n != 2 {
			t.Errorf("%.0f m on foot: got %d min, want 2", v.Near[0].Metres, n)
		}
	})
}

func TestTheSourceOfAFileIsItsNameWithoutItsDate(t *testing.T) {
	for name, want := range map[string][2]string{
		"/tmp/ecoles-2026-09.geojson": {"ecoles", ""}, "ecoles-meq-20260901.geojson.gz": {"ecoles-meq", "ecoles-meq"},
		`C:\Mes parcs\Parcs 2025.geojson`: {"parcs", "parcs"}, "osm_quartier.geojson": {"osm-quartier", "osm"}, "851000-ecoles.geojson": {"851000-ecoles", ""},
	} {
		if got := neighbourhood.SourceOf(name); got != want[0] {
			t.Errorf("%s: got source %q, want %q", name, got, want[0])
		}
		if got := neighbourhood.MappingOf(name); got != want[1] {
			t.Errorf("%s: got mapping %q, want %q", name, got, want[1])
		}
	}
}

func TestAMappingOfTheirOwnIsReadStrictly(t *testing.T) {
	m, err := neighbourhood.ReadMapping(strings.NewReader("name = \"bornes\"\nname_columns = [\"titre\"]\nis = \"autre\"\n"))
	if err != nil || m.Name != "bornes" {
		t.Errorf("got %+v, %v", m, err)
	}
	for _, file := range []string{"", "name = 1", "name = \"x\"", "name = \"x\"\nname_columns = [\"y\"]\ncolour = \"red\""} {
		if _, err := neighbourhood.ReadMapping(strings.NewReader(file)); err == nil {
			t.Errorf("%q was taken", file)
		}
	}
}

func FuzzImport(f *testing.F) {
	for _, properties := range []string{
		`{"id":1,"nom":"Verger","categorie":"parc","horaire":"24/7"}`, `{"code":"8","ordreEnseignement":"","adresse":{"civique":"1, rue"},"nom":"École","primaire":1}`,
		`{"osm_id":"2","other_tags":"\"amenity\"=>\"library\",\"name\"=>\"B\\\"\""}`,
	} {
		f.Add(`{"features":[{"type":"Feature","properties":` + properties + `,"geometry":` + pointAt(-73.9, 45.56) + `}]}`)
	}
	f.Fuzz(func(t *testing.T, file string) {
		places, report := neighbourhood.ReadPlaces(file)
		if report.Err() == nil && len(places) == 0 && report.Lines > 0 && len(report.Notes) == 0 {
			t.Errorf("%q: neither places nor faults nor notes: %+v", file, report)
		}
		for _, p := range places {
			if p.Name == "" || p.Key == "" || p.Shape.IsZero() {
				t.Errorf("%q: an unusable place %+v", file, p)
			}
		}
	})
}
