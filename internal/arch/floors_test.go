package arch

import (
	"fmt"
	"testing"
)

func TestEveryPackageStandsOnAFloorAndImportsDownwards(t *testing.T) {
	lines := floors(t)
	for _, p := range parcels(t) {
		for _, wrong := range wrongImports(lines, p) {
			t.Error(wrong)
		}
	}
}

// wrongImports lists what is wrong with where a package stands and what it knows.
func wrongImports(lines []line, p parcel) []string {
	here, found := stand(lines, p.name())
	if !found && isForTests(p.name()) {
		return nil
	}
	if !found {
		return []string{fmt.Sprintf("%s stands on no floor: give it its place in floors.txt, with an ADR, "+
			"or put its code into the room where it belongs", p.name())}
	}
	var wrong []string
	look := func(imports []string, inTests bool) {
		for _, i := range imports {
			if !isOurs(i) || i == p.ImportPath || inTests && isForTests(nameOf(i)) {
				continue
			}
			there, found := stand(lines, nameOf(i))
			switch {
			case !found: // Said once, where that package is looked at.
			case there.order == here.order:
				wrong = append(wrong, fmt.Sprintf("%s imports its neighbour %s: neighbours never call each other; "+
					"declare a small interface and let app hand over the answer", p.name(), nameOf(i)))
			case there.order > here.order:
				wrong = append(wrong, fmt.Sprintf("%s (floor %d) imports %s (floor %d): everything imports downwards, "+
					"so that a room can be read without what lies above it", p.name(), here.floor, nameOf(i), there.floor))
			}
		}
	}
	look(p.Imports, false)
	look(p.TestImports, true)
	look(p.XTestImports, true)
	return wrong
}

func TestOnlyTestsImportPackagesForTests(t *testing.T) {
	for _, p := range parcels(t) {
		if isForTests(p.name()) {
			continue
		}
		for _, i := range p.Imports {
			if isOurs(i) && isForTests(nameOf(i)) {
				t.Errorf("%s imports %s: what serves tests is not shipped to a city", p.name(), nameOf(i))
			}
		}
	}
}

func TestTheInspectorSeesWrongImports(t *testing.T) {
	lines, err := parseFloors("1 fault\n2 db\n6 requests tax\n8 *web connect/*\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		imports []string
		wrong   int
	}{
		{"requests", []string{"sem/internal/db", "sem/internal/fault", "net/url"}, 0},
		{"requests", []string{"sem/internal/tax"}, 1},
		{"db", []string{"sem/internal/requests"}, 1},
		{"requests/requestsweb", []string{"sem/internal/requests", "sem/internal/tax/taxweb"}, 1},
		{"connect/moneris", []string{"sem/internal/tax"}, 0},
		{"attic", nil, 1},
		{"requests/requeststest", []string{"sem/internal/requests"}, 0},
	} {
		p := parcel{ImportPath: "sem/internal/" + c.name, Imports: c.imports}
		if got := wrongImports(lines, p); len(got) != c.wrong {
			t.Errorf("%s importing %v: got %q, want %d complaints", c.name, c.imports, got, c.wrong)
		}
	}
}
