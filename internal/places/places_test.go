package places_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/id"
	"sem/internal/places"
)

var noon = time.Date(2026, 9, 9, 16, 0, 0, 0, time.UTC)

// Two districts side by side: the first west of 73.89, the second east of it.
const twoDistricts = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"noDistrict":2,"district":"de l’Est"},"geometry":{"type":"Polygon","coordinates":[[[-73.89,45.55],[-73.88,45.55],[-73.88,45.56],[-73.89,45.56],[-73.89,45.55]]]}},
{"type":"Feature","properties":{"noDistrict":1,"district":"de l’Ouest"},"geometry":{"type":"Polygon","coordinates":[[[-73.90,45.55],[-73.89,45.55],[-73.89,45.56],[-73.90,45.56],[-73.90,45.55]]]}}
]}`

var (
	inTheWest = geo.Point{Lat: 45.555, Lon: -73.895}
	inTheEast = geo.Point{Lat: 45.555, Lon: -73.885}
)

// town is a map with two districts.
func town(t *testing.T, d *db.DB) *places.Service {
	t.Helper()
	s := places.New(d, clock.At(noon), id.Counting("place-"))
	districts(t, s, twoDistricts)
	return s
}

func districts(t *testing.T, s *places.Service, file string) int {
	t.Helper()
	read, err := places.ReadDistricts(strings.NewReader(file), places.ElectionsQuebec)
	if err != nil {
		t.Fatal(err)
	}
	changed, err := s.SaveDistricts(t.Context(), read)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func save(t *testing.T, d *db.DB, s *places.Service, a places.Address) places.Address {
	t.Helper()
	var saved places.Address
	err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		saved, err = s.Save(t.Context(), tx, a)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func suggested(t *testing.T, s *places.Service, typed string) string {
	t.Helper()
	offered, err := s.Suggest(t.Context(), typed, 10)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, a := range offered {
		lines = append(lines, a.Line())
	}
	return strings.Join(lines, "; ")
}

func TestTheDistrictsOfARealCityAreImportedOnce(t *testing.T) {
	file, err := os.ReadFile("../demo/ground/data/districts.geojson")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := places.New(d, clock.At(noon), id.Counting("place-"))
		if got := districts(t, s, string(file)); got != 10 {
			t.Errorf("first import: got %d changes, want 10", got)
		}
		if got := districts(t, s, string(file)); got != 0 {
			t.Errorf("second import: got %d changes, want none", got)
		}
		if got, found := s.DistrictAt(geo.Point{Lat: 45.5605, Lon: -73.9017}); !found || got.Name != "Vieux-Saint-Eustache" {
			t.Errorf("in the old town: got %q", got.Name)
		}
		if got, found := s.DistrictAt(geo.Point{Lat: 45.5017, Lon: -73.5673}); found {
			t.Errorf("in Montréal: got %q, want none", got.Name)
		}
		var numbers []int
		for _, district := range s.Districts() {
			numbers = append(numbers, district.Number)
		}
		if diff := cmp.Diff([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, numbers); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAFaultyFileOfDistrictsIsRefusedLineByLine(t *testing.T) {
	file := strings.NewReplacer(`"noDistrict":2`, `"noDistrict":"deux"`, `"de l’Ouest"`, `""`).Replace(twoDistricts)
	_, err := places.ReadDistricts(strings.NewReader(file), places.ElectionsQuebec)
	if err == nil || !strings.Contains(err.Error(), "line 2: noDistrict") || !strings.Contains(err.Error(), "line 3: district") {
		t.Errorf("got %v, want lines 2 and 3 named", err)
	}
	twice := strings.ReplaceAll(twoDistricts, `"noDistrict":2`, `"noDistrict":1`)
	if _, err := places.ReadDistricts(strings.NewReader(twice), places.ElectionsQuebec); err == nil {
		t.Error("the same district twice: got no error")
	}
}

func TestAnAddressMovesWithTheBorders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := town(t, d)
		home := save(t, d, s, places.Address{Civic: "84", Street: "rue du Moulin", Point: inTheEast})
		if home.District != "district-2" {
			t.Fatalf("at first: got %q, want district-2", home.District)
		}
		districts(t, s, strings.NewReplacer("[-73.89,", "[-73.881,").Replace(twoDistricts))

		moved, err := s.AddressByID(t.Context(), d, home.ID)
		if err != nil || moved.District != "district-1" {
			t.Errorf("after the border moved: got %q, %v, want district-1", moved.District, err)
		}
	})
}

func TestTheSameDoorIsWrittenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := town(t, d)
		first := save(t, d, s, places.Address{Civic: "84a", Street: " rue  du Moulin", PostalCode: "j7r1a1", Point: inTheWest})
		again := save(t, d, s, places.Address{Civic: "84A", Street: "rue du Moulin"})
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("knowing less changed the address: %s", diff)
		}
		more := save(t, d, s, places.Address{Civic: "84A", Street: "rue du Moulin", PostalCode: "J7R 2B2", Point: inTheEast})
		if more.ID != first.ID || more.PostalCode != "J7R 2B2" || more.District != "district-2" || more.Point != inTheEast {
			t.Errorf("knowing better: got %+v, want the same door corrected", more)
		}
		if other := save(t, d, s, places.Address{Civic: "84A", Street: "rue du Moulin", Apartment: "2"}); other.ID == first.ID {
			t.Error("an apartment got the identifier of the house")
		}
	})
}

func TestAnAddressThatCannotBeIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := town(t, d)
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := s.Save(t.Context(), tx, places.Address{Civic: "84", PostalCode: "H0H"})
			return err
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("got %v, want an invalid fault", err)
		}
		if _, err := s.AddressByID(t.Context(), d, "nowhere"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v, want not found", err)
		}
	})
}

func TestAddressesAreOfferedAsTheyAreTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := town(t, d)
		for _, a := range []places.Address{
			{Civic: "84", Street: "rue du Moulin", Apartment: "3"},
			{Civic: "84", Street: "rue du Moulin"},
			{Civic: "845", Street: "rue du Moulin"},
			{Civic: "12", Street: "boulevard de la Montée-Saint-Eustache", PostalCode: "J7R 1A1"},
		} {
			save(t, d, s, a)
		}
		other := places.New(d, clock.At(noon), id.Counting("other-"))
		if err := other.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, memory := range []*places.Service{s, other} { // The process that wrote, and one started later.
			for typed, want := range map[string]string{
				"84 moulin":         "84, rue du Moulin; 84, rue du Moulin, app. 3; 845, rue du Moulin",
				"84, rue du moul":   "84, rue du Moulin; 84, rue du Moulin, app. 3; 845, rue du Moulin",
				"845 rue du muolin": "845, rue du Moulin",
				"montee st eust":    "12, boulevard de la Montée-Saint-Eustache",
				"j7r 1a1":           "12, boulevard de la Montée-Saint-Eustache",
				"99 moulin":         "",
				"":                  "",
			} {
				if got := suggested(t, memory, typed); got != want {
					t.Errorf("Suggest(%q): got %q, want %q", typed, got, want)
				}
			}
		}
		if len(other.Districts()) != 2 {
			t.Errorf("a later process knows %d districts, want 2", len(other.Districts()))
		}
	})
}

func TestAnotherProcessHearsOfANewAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := clock.At(noon)
		here, there := places.New(d, now, id.Counting("here-")), places.New(d, now, id.Counting("there-"))
		if err := there.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		now.Advance(time.Hour)
		save(t, d, here, places.Address{Civic: "84", Street: "rue du Moulin"})
		now.Advance(time.Second)
		if err := there.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := suggested(t, there, "moulin"); got != "84, rue du Moulin" {
			t.Errorf("got %q, want the new address", got)
		}
	})
}

func TestWhatWasRolledBackIsNotOffered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := town(t, d)
		d.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := s.Save(t.Context(), tx, places.Address{Street: "rue du Moulin"}); err != nil {
				t.Error(err)
			}
			return fault.New(fault.Conflict, "Changement d’avis.")
		})
		if got := suggested(t, s, "moulin"); got != "" {
			t.Errorf("got %q, want nothing", got)
		}
	})
}

func TestFillingARegisterEqualsSavingOneByOne(t *testing.T) {
	var addresses []places.Address
	for i := range 250 {
		addresses = append(addresses, places.Address{
			Civic: fmt.Sprint(2 * i), Street: "rue Saint-Laurent", PostalCode: "j7p4x2",
			Point: geo.Point{Lat: 45.555, Lon: -73.90 + float64(i)/10_000},
		})
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := town(t, d)
		var filled []places.Address
		err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
			filled, err = s.Fill(t.Context(), tx, addresses)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range addresses {
			saved := save(t, d, s, a)
			if diff := cmp.Diff(saved, filled[i]); diff != "" {
				t.Fatalf("address %d: %s", i, diff)
			}
		}
		if got := suggested(t, s, "498 saint laurent"); got != "498, rue Saint-Laurent" {
			t.Errorf("got %q, want the last address", got)
		}
	})
}

func TestMatriculesAreReadAndPrinted(t *testing.T) {
	for typed, want := range map[string]string{
		"9939-11-8086":            "9939-11-8086",
		"9939118086":              "9939-11-8086",
		"9939-11-8086-4-000-0012": "9939-11-8086-4-000-0012",
		"9939-11-808":             "",
		"9939-11-808X":            "",
		"":                        "",
	} {
		got, ok := places.ParseMatricule(typed)
		if got.String() != want || ok != (want != "") {
			t.Errorf("ParseMatricule(%q): got %q, %v, want %q", typed, got, ok, want)
		}
	}
}

func ExampleAddress_Line() {
	fmt.Println(places.Address{Civic: "84", Street: "rue du Moulin", Apartment: "3"}.Line())
	// Output: 84, rue du Moulin, app. 3
}
