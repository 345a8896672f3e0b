package collections

import (
	"slices"
	"strings"
	"testing"
)

// shippedTown is a room that knows the shipped streams and objects.
func shippedTown(t testing.TB) *Service {
	t.Helper()
	streams, objects, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return service(&schedule{streams: streams, objects: objects}, nil, nil)
}

func TestTheShippedObjectsAreFitToShow(t *testing.T) {
	s := shippedTown(t)
	ways := []string{string(WayEcocentre), string(WayReturn), string(WayGive), string(WayPharmacy), string(WayElsewhere)}
	for _, stream := range s.Streams() {
		ways = append(ways, stream.Code)
		if !slices.Contains(Colours(), stream.Colour) || !slices.Contains(Icons(), stream.Icon) || stream.Letter == "" || stream.Name.EN == "" {
			t.Errorf("stream %s: %+v", stream.Code, stream)
		}
	}
	if n := s.ObjectCount(); n < 250 {
		t.Errorf("%d objects, want 250 at least", n)
	}
	seen := map[string]bool{}
	for _, o := range s.AllObjects() {
		if seen[o.Code] || !validCode(o.Code) || o.Name.FR == "" || o.Name.EN == "" || len(o.Ways) == 0 {
			t.Errorf("object %+v", o)
		}
		seen[o.Code] = true
		for _, way := range o.Ways {
			if !slices.Contains(ways, way) {
				t.Errorf("%s goes to %q, which is nowhere", o.Code, way)
			}
		}
		if o.Note.FR != "" && o.Note.EN == "" || strings.Contains(o.Note.FR, "'") {
			t.Errorf("%s: note %+v", o.Code, o.Note)
		}
		if o.Ways[0] == string(WayElsewhere) && o.Note.FR == "" {
			t.Errorf("%s goes elsewhere and does not say where", o.Code)
		}
	}
}

func TestAnObjectIsFoundAsPeopleCallIt(t *testing.T) {
	s := shippedTown(t)
	for typed, want := range map[string]string{
		"pile": "pile", "piles": "pile", "PILES AA": "pile", "battery": "pile", "boîte à pizza": "boite-a-pizza", "boite a pizza": "boite-a-pizza",
		"vieux sofa": "canape", "divan": "canape", "styrofoam": "contenant-de-styromousse", "journaux": "journal", "frigo": "refrigerateur",
		"matelat": "matelas", "refrigirateur": "refrigerateur", "medicaments": "medicament", "pneus d’hiver": "pneu", "gallons de peinture": "peinture",
		"sapin": "arbre-de-noel-naturel", "lightbulb led": "ampoule-a-del", "couches": "couche", "toaster": "grille-pain", "tetra pak": "boite-de-jus",
	} {
		found := s.Objects(typed, 5)
		if !slices.ContainsFunc(found, func(o Object) bool { return o.Code == want }) {
			var codes []string
			for _, o := range found {
				codes = append(codes, o.Code)
			}
			t.Errorf("%q: got %v, want %s", typed, codes, want)
		}
	}
	if first := s.Objects("pile", 3); first[0].Code != "pile" {
		t.Errorf("what is called so comes first: got %s", first[0].Code)
	}
	for _, nothing := range []string{"", "   ", "de la", "xyzzyq", "\x00"} {
		if found := s.Objects(nothing, 5); len(found) != 0 {
			t.Errorf("%q found %d objects", nothing, len(found))
		}
	}
}
