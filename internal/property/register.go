package property

import (
	"slices"
	"strings"

	"sem/internal/places"
	"sem/internal/property/rollfile"
	"sem/internal/text"
)

// register finds the doors of the city that a roll means: the roll writes in capitals, without
// accents, with codes for the small words. A nil register knows no door.
type register struct {
	doors   map[string][]registered // doors are those of a number and a street's bare name: 84|moulin.
	streets map[string][]string     // streets are those of a bare name, as they are printed.
	met     map[written]spelling    // met are the streets of the roll, each worked out once.
}

// registered is a door of the register of addresses.
type registered struct {
	id        places.AddressID
	street    string
	apartment string
}

// written is a street as the roll writes it.
type written struct{ generic, name, cardinal string }

// spelling is what a street of the roll is called.
type spelling struct {
	bare    string // bare is its name as every office writes it alike.
	printed string // printed is as the register prints it, or as well as the roll's words allow.
}

func newRegister() *register {
	return &register{doors: map[string][]registered{}, streets: map[string][]string{}, met: map[written]spelling{}}
}

func (r *register) add(a places.Address) {
	name := rollfile.BareName(a.Street)
	if a.Civic != "" {
		key := doorKey(a.Civic, name)
		r.doors[key] = append(r.doors[key], registered{a.ID, a.Street, apartmentKey(a.Apartment)})
	}
	if !slices.Contains(r.streets[name], a.Street) {
		r.streets[name] = append(r.streets[name], a.Street)
	}
}

func doorKey(civic, name string) string {
	return strings.ToUpper(strings.ReplaceAll(civic, " ", "")) + "|" + name
}

func apartmentKey(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }

// find is the first address in words, and every door of the register that the addresses mean.
func (r *register) find(doors []rollfile.Door) (line string, found []places.AddressID) {
	for i, d := range doors {
		s := r.street(d)
		if i == 0 {
			line = d.Line(s.printed)
		}
		for _, id := range r.doorsOf(d, s) {
			if !slices.Contains(found, id) {
				found = append(found, id)
			}
		}
	}
	return line, found
}

// mostStreets bounds what is worked out once: no city has more streets.
const mostStreets = 20_000

// street is what the street of an address is called.
func (r *register) street(d rollfile.Door) spelling {
	if r == nil {
		return spelling{printed: d.Street()}
	}
	s, ok := r.met[written{d.Generic, d.Name, d.Cardinal}]
	if ok {
		return s
	}
	s.bare = d.BareName()
	if known := ofGeneric(r.streets[s.bare], d, func(s string) string { return s }); len(known) == 1 {
		s.printed = known[0]
	} else {
		s.printed = d.Street()
	}
	if len(r.met) < mostStreets { // Its own copy of the words, for theirs belong to a whole unit.
		r.met[written{strings.Clone(d.Generic), strings.Clone(d.Name), strings.Clone(d.Cardinal)}] = s
	}
	return s
}

// doorsOf are the doors of one address. With an apartment it is that one's door; without, the
// house and every apartment behind its number.
func (r *register) doorsOf(d rollfile.Door, s spelling) []places.AddressID {
	if r == nil || d.Low == "" {
		return nil
	}
	apartment := apartmentKey(d.Apartment + d.ApartmentPart)
	var found []places.AddressID
	for _, civic := range d.Numbers() {
		for _, k := range ofGeneric(r.doors[doorKey(civic, s.bare)], d, func(k registered) string { return k.street }) {
			if apartment == "" || k.apartment == apartment {
				found = append(found, k.id)
			}
		}
	}
	return found
}

// ofGeneric keeps what stands on a street of the right kind, when several have the same name:
// rue du Moulin and chemin du Moulin. Two that cannot be told apart are both left out.
func ofGeneric[T any](all []T, d rollfile.Door, street func(T) string) []T {
	var kept []T
	var name string
	for _, t := range all {
		word := d.GenericWord()
		if word != "" && !hasGeneric(street(t), word) {
			continue
		}
		if name != "" && street(t) != name {
			return nil
		}
		name, kept = street(t), append(kept, t)
	}
	return kept
}

func hasGeneric(street, word string) bool {
	return slices.Contains(text.Tokens(street), text.Fold(word))
}
