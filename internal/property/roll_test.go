package property

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/geo"
	"sem/internal/intake"
	"sem/internal/places"
	"sem/internal/property/rollfile"
)

func TestARollBeginsEighteenMonthsAfterItsReferenceDate(t *testing.T) {
	for _, c := range []struct {
		reference string
		file      int
		want      string
	}{{"2024-07-01", 2026, "2026-2027-2028"}, {"2024-07-01", 2028, "2026-2027-2028"}, {"2023-07-01", 2026, "2025-2026-2027"}, {"", 2026, "2026-2027-2028"}} {
		if got := (Roll{FirstYear: firstYearOf(c.reference, c.file)}).Years(); got != c.want {
			t.Errorf("values of %q in a file of %d are the roll %s; want %s", c.reference, c.file, got, c.want)
		}
	}
}

func TestAReviewMayBeAskedUntilTheLaterOfAprilAndSixtyDays(t *testing.T) {
	roll := Roll{FirstYear: 2026}
	for notice, want := range map[string]string{"": "2026-04-30", "2026-01-29": "2026-04-30", "2026-03-01": "2026-04-30", "2026-03-02": "2026-05-01", "2026-09-10": "2026-11-09"} {
		if got := roll.ReviewUntil(notice); got != want {
			t.Errorf("a notice of %q may be contested until %s; want %s", notice, got, want)
		}
	}
}

func TestAnAddressOfTheRollFindsTheDoorsItMeans(t *testing.T) {
	r := newRegister()
	for i, a := range []places.Address{
		{Civic: "84", Street: "rue du Moulin"}, {Civic: "84A", Street: "rue du Moulin"}, {Civic: "86", Street: "rue du Moulin"}, {Civic: "88", Street: "rue du Moulin"},
		{Civic: "84", Street: "chemin du Moulin"}, {Civic: "12", Street: "rue Saint-Laurent"}, {Civic: "5", Street: "25e Avenue"},
		{Civic: "100", Street: "rue de l’Île"}, {Civic: "100", Street: "rue de l’Île", Apartment: "1"}, {Civic: "100", Street: "rue de l’Île", Apartment: "2"},
		{Civic: "7", Street: "boulevard Industriel Est"},
	} {
		a.ID = places.AddressID(fmt.Sprint(i))
		r.add(a)
	}
	for _, c := range []struct {
		door rollfile.Door
		line string
		want string
	}{
		{rollfile.Door{Low: "84", Generic: "RU", Link: "U", Name: "MOULIN"}, "84, rue du Moulin", "0"},
		{rollfile.Door{Low: "84", LowPart: "A", Generic: "RU", Name: "MOULIN"}, "84A, rue du Moulin", "1"},
		{rollfile.Door{Low: "84", Generic: "CH", Name: "MOULIN"}, "84, chemin du Moulin", "4"},
		{rollfile.Door{Low: "84", Name: "MOULIN"}, "84, Moulin", ""}, // Rue or chemin? Neither is guessed.
		{rollfile.Door{Low: "84", High: "88", Generic: "RU", Name: "MOULIN"}, "84-88, rue du Moulin", "0 2 3"},
		{rollfile.Door{Low: "12", Generic: "RU", Name: "ST-LAURENT"}, "12, rue Saint-Laurent", "5"},
		{rollfile.Door{Low: "5", Generic: "AV", Name: "25E"}, "5, 25e Avenue", "6"},
		{rollfile.Door{Low: "100", Generic: "RU", Name: "L'ÎLE"}, "100, rue de l’Île", "7 8 9"},
		{rollfile.Door{Low: "100", Generic: "RU", Name: "ILE", Apartment: "2"}, "100, rue de l’Île, app. 2", "9"},
		{rollfile.Door{Low: "7", Generic: "BD", Name: "INDUSTRIEL", Cardinal: "E"}, "7, boulevard Industriel Est", "10"},
		{rollfile.Door{Generic: "RU", Name: "MOULIN"}, "rue du Moulin", ""}, // A vacant lot.
		{rollfile.Door{Low: "9", Generic: "CH", Name: "GRANDE-CÔTE DE LA RIVIÈRE"}, "9, chemin Grande-Côte de la Rivière", ""},
		{rollfile.Door{Low: "47", LowPart: "1/2", Generic: "ZZ", Name: "D'ARC"}, "47 1/2, D’Arc", ""},
		{rollfile.Door{Generic: "CH", Name: "RIVIÈRE-DES-MILLE-ÎLES"}, "chemin Rivière-des-Mille-Îles", ""},
		{rollfile.Door{Name: "3E RANG"}, "3e Rang", ""},
	} {
		line, found := r.find([]rollfile.Door{c.door})
		var ids []string
		for _, id := range found {
			ids = append(ids, string(id))
		}
		if line != c.line || strings.Join(ids, " ") != c.want {
			t.Errorf("%+v is %q with the doors %v; want %q with %s", c.door, line, ids, c.line, c.want)
		}
	}
}

func TestTheMatriculeTellsAboutWhereAPropertyIs(t *testing.T) {
	saintEustache := geo.Point{Lat: 45.56, Lon: -73.9}
	for matricule, want := range map[places.Matricule]geo.Point{
		"754870821200000000": {Lat: 45.571421, Lon: -73.871768},
		"993911808600000000": {Lat: 45.492575, Lon: -73.571903},
	} {
		if got := pointOf(matricule, 8, saintEustache); geo.DistanceMetres(got, want) > 2 {
			t.Errorf("%s is at %v; want %v", matricule, got, want)
		}
	}
	dice := rand.New(rand.NewPCG(1, 2))
	for range 500 { // What the plane says of a point, the matricule says again within its metre.
		x, y := 263_781+14_000*dice.Float64(), 5_043_762+9_000*dice.Float64()
		m := places.Matricule(fmt.Sprintf("%02d%02d%d%d%02d%02d00000000", int(x)%100000/1000, int(y)%100000/1000, int(x)/100%10, int(y)/100%10, int(x)%100, int(y)%100))
		if got, want := pointOf(m, 8, saintEustache), geo.MTM(8).FromPlane(x, y); geo.DistanceMetres(got, want) > 1.5 {
			t.Fatalf("%s is at %v; want %v", m, got, want)
		}
	}
}

func TestTheBestKnownPositionWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.districts()
		tw.streets("84|rue du Moulin")
		tw.imports(rollOf(2026, house("7247580001", "84", 484200), house("7247580002", "86", 400000)))
		want := func(matricule string, kind PositionKind) {
			t.Helper()
			if p, got, err := tw.Position(t.Context(), tw.property(matricule)); err != nil || got != kind || p.IsZero() {
				t.Errorf("%s is %s at %v, %v; want %s", matricule, got, p, err, kind)
			}
		}
		want("7247-58-0001", Geocoded)
		want("7247-58-0002", Approximate)
		file := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id_provinc":"72005724758000200000000"},"geometry":{"type":"Point","coordinates":[-73.9,45.58]}},` + "\n" + `{"type":"Feature","properties":{"id_provinc":"66023724758000200000000"},"geometry":{"type":"Point","coordinates":[-73.5,45.5]}}]}`
		for i, unchanged := range []int{0, 1} {
			r, err := tw.ImportPoints(t.Context(), strings.NewReader(file), "72005", false)
			if err != nil || r.Lines != 2 || r.Added != 1-unchanged || r.Unchanged != unchanged {
				t.Errorf("reading %d: %+v, %v", i, r, err)
			}
		}
		want("7247-58-0002", Surveyed)
		for name, bad := range map[string]string{
			"outside":        strings.Replace(file, "45.58", "48.58", 1),
			"a short number": strings.Replace(file, "72005724758000200000000", "7200", 1),
			"a polygon":      strings.Replace(file, `{"type":"Point","coordinates":[-73.9,45.58]}`, `{"type":"Polygon","coordinates":[[[-73.9,45.58],[-73.9,45.6],[-73.8,45.58],[-73.9,45.58]]]}`, 1),
			"cut short":      file[:90],
		} {
			if r, err := tw.ImportPoints(t.Context(), strings.NewReader(bad), "72005", false); !errors.Is(err, intake.ErrFaulty) || len(r.Faults) == 0 {
				t.Errorf("%s: %v, %v; want a fault", name, r.Faults, err)
			}
		}
	})
}

func TestTheDwellingsOfABuildingAreCountedTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.streets("84|rue du Moulin", "100|rue du Moulin|1", "100|rue du Moulin|2", "102|rue du Moulin", "90|rue du Moulin", "95|rue du Moulin", "97|rue du Moulin")
		block := house("7247580001", "84", 484200)
		block.dwellings = 12
		one, two := house("724758000220010001", "100", 200000), house("724758000270010002", "100", 210000) // Condominiums of one building.
		one.apartment, two.apartment = "1", "2"
		common := house("724758000260010000", "102", 1000) // The janitor's, on the lot of both.
		common.number = ""
		shop := house("7247580003", "90", 484200)
		shop.dwellings = 0
		tw.imports(rollOf(2026, block, one, two, common, shop, house("7247580004", "95", 1000)))
		for address, want := range map[string]int{"84, rue du Moulin": 12, "100, rue du Moulin, app. 1": 3, "102, rue du Moulin": 3, "90, rue du Moulin": -1, "95, rue du Moulin": 1, "97, rue du Moulin": -1} {
			got, ok := tw.DwellingsAt(tw.address(address))
			if !ok {
				got = -1
			}
			if got != want {
				t.Errorf("%s has %d dwellings; want %d", address, got, want)
			}
		}
		other := &Service{DB: d, Clock: tw.clock, IDs: tw.IDs} // Another process.
		tw.ok(other.Refresh(t.Context()))
		if n, ok := other.DwellingsAt(tw.address("84, rue du Moulin")); n != 12 || !ok {
			t.Errorf("another node counts %d, %v", n, ok)
		}
	})
}
