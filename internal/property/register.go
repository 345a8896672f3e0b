package property

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"sem/internal/places"
	"sem/internal/text"
)

// register finds the doors of the city that a roll means: the roll writes in capitals, without
// accents, with codes for the small words. A nil register knows no door.
type register struct {
	doors   map[string][]registered // doors are those of a number and a street's bare name: 84|moulin.
	streets map[string][]string     // streets are those of a bare name, as they are printed.
	bare    map[string]string       // bare are the bare names of the roll's streets, each worked out once.
}

// registered is a door of the register of addresses.
type registered struct {
	id        places.AddressID
	street    string
	apartment string
}

func newRegister() *register {
	return &register{doors: map[string][]registered{}, streets: map[string][]string{}, bare: map[string]string{}}
}

func (r *register) add(a places.Address) {
	name := bareName(a.Street)
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
func (r *register) find(doors []Door) (line string, found []places.AddressID) {
	for i, d := range doors {
		street := r.street(d)
		if i == 0 {
			line = d.line(street)
		}
		for _, id := range r.doorsOf(d) {
			if !slices.Contains(found, id) {
				found = append(found, id)
			}
		}
	}
	return line, found
}

// mostStreets bounds what is worked out once: no city has more streets.
const mostStreets = 20_000

func (r *register) bareNameOf(d Door) string {
	key := d.Name + "|" + d.Cardinal
	name, ok := r.bare[key]
	if !ok {
		name = d.bareName()
		if len(r.bare) < mostStreets {
			r.bare[key] = name
		}
	}
	return name
}

// street is a street as the register prints it, or as well as the roll's words allow.
func (r *register) street(d Door) string {
	if r != nil {
		if known := ofGeneric(r.streets[r.bareNameOf(d)], d.Generic, func(s string) string { return s }); len(known) == 1 {
			return known[0]
		}
	}
	return d.street()
}

// doorsOf are the doors of one address. With an apartment it is that one's door; without, the
// house and every apartment behind its number.
func (r *register) doorsOf(d Door) []places.AddressID {
	if r == nil || d.Low == "" {
		return nil
	}
	apartment := apartmentKey(d.Apartment + d.ApartmentPart)
	var found []places.AddressID
	for _, civic := range d.numbers() {
		known := ofGeneric(r.doors[doorKey(civic, r.bareNameOf(d))], d.Generic, func(k registered) string { return k.street })
		for _, k := range known {
			if apartment == "" || k.apartment == apartment {
				found = append(found, k.id)
			}
		}
	}
	return found
}

// ofGeneric keeps what stands on a street of the right kind, when several have the same name:
// rue du Moulin and chemin du Moulin. Two that cannot be told apart are both left out.
func ofGeneric[T any](all []T, generic string, street func(T) string) []T {
	var kept []T
	var name string
	for _, t := range all {
		word := generics[generic]
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

// mostNumbers is how many doors a range may have: a long row of houses.
const mostNumbers = 100

// numbers are the numbers on the doors of an address: one, or those of a range on one side of
// the street.
func (d Door) numbers() []string {
	first := d.Low + d.LowPart
	low, errLow := strconv.Atoi(d.Low)
	high, errHigh := strconv.Atoi(d.High)
	if errLow != nil || errHigh != nil || high <= low || (high-low)/2 > mostNumbers {
		if last := d.High + d.HighPart; last != "" && last != first {
			return []string{first, last}
		}
		return []string{first}
	}
	step := 2
	if (high-low)%2 == 1 {
		step = 1
	}
	all := []string{first}
	for n := low + step; n < high; n += step {
		all = append(all, strconv.Itoa(n))
	}
	return append(all, d.High+d.HighPart)
}

// line is the address on one line: 84-88, rue du Moulin, app. 3.
func (d Door) line(street string) string {
	civic := d.Low + spaced(d.LowPart)
	if last := d.High + spaced(d.HighPart); last != "" && last != civic {
		civic += "-" + last
	}
	var parts []string
	if civic != "" {
		parts = append(parts, civic)
	}
	if street != "" {
		parts = append(parts, street)
	}
	if apartment := d.Apartment + spaced(d.ApartmentPart); apartment != "" {
		parts = append(parts, "app. "+apartment)
	}
	return strings.Join(parts, ", ")
}

// spaced sets a fraction apart, 84 1/2, and no letter, 84A.
func spaced(part string) string {
	if part != "" && part[0] >= '0' && part[0] <= '9' {
		return " " + part
	}
	return part
}

// generics are the words of the codes that rolls begin a street with. The codes are the
// ministry's; of those not listed here nothing is said, rather than something wrong.
var generics = map[string]string{
	"AL": "allée", "AV": "avenue", "BD": "boulevard", "BO": "boulevard", "CA": "carré", "CH": "chemin", "CR": "croissant",
	"IM": "impasse", "MT": "montée", "PL": "place", "PR": "promenade", "RG": "rang", "RT": "route", "RU": "rue", "TS": "terrasse",
}

// cardinals are the words of the codes that may end a street.
var cardinals = map[string]string{
	"N": "nord", "S": "sud", "E": "est", "O": "ouest", "NE": "nord-est", "NO": "nord-ouest", "SE": "sud-est", "SO": "sud-ouest",
}

// genericWords are the words that begin or end the name of a street without being its name.
var genericWords = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range generics {
		words[text.Fold(w)] = true
	}
	return words
}()

// links are the small words before a name.
var links = map[string]bool{"a": true, "au": true, "aux": true, "d": true, "de": true, "des": true, "du": true, "en": true, "l": true, "la": true, "le": true, "les": true}

// bareName is the name of a street as everybody writes it alike: moulin, for rue du Moulin.
func bareName(street string) string {
	words := text.Tokens(street)
	if len(words) > 1 && genericWords[words[0]] {
		words = words[1:]
	} else if last := len(words) - 1; last > 0 && genericWords[words[last]] {
		words = words[:last]
	}
	for len(words) > 1 && links[words[0]] {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// bareName is that of the street of an address.
func (d Door) bareName() string {
	name := bareName(d.Name)
	if c := cardinals[d.Cardinal]; c != "" {
		name += " " + text.Fold(c)
	}
	return name
}

// street is the street in words when the register does not have it: chemin Saint-Isidore. The
// code of the small word between is left out, for each office has its own.
func (d Door) street() string {
	var words []string
	generic := generics[d.Generic]
	name := capitalised(d.Name)
	ordinal := name != "" && name[0] >= '0' && name[0] <= '9' // 25e Avenue: the generic word comes after.
	if generic != "" && !ordinal {
		words = append(words, generic)
	}
	if name != "" {
		words = append(words, name)
	}
	if generic != "" && ordinal {
		words = append(words, capitalised(generic))
	}
	if c := cardinals[d.Cardinal]; c != "" {
		words = append(words, capitalised(c))
	}
	return strings.Join(words, " ")
}

// capitalised writes a name of capitals as people do: VIEUX-QUAI is Vieux-Quai, 3E RANG is
// 3e Rang, GRANDE-CÔTE DE L'ÎLE is Grande-Côte de l’Île.
func capitalised(name string) string {
	name = strings.ReplaceAll(strings.ToLower(text.SafeLine(name)), "'", "’")
	var b strings.Builder
	start := 0
	for i, r := range name + " " {
		if r != ' ' && r != '-' && r != '’' {
			continue
		}
		word := name[start:i]
		switch {
		case start > 0 && links[text.Fold(word)]: // Rivière-des-Mille-Îles
			b.WriteString(word)
		default:
			for j, c := range word {
				if j == 0 {
					c = unicode.ToUpper(c)
				}
				b.WriteRune(c)
			}
		}
		if i < len(name) {
			b.WriteRune(r)
		}
		start = i + len(string(r))
	}
	return b.String()
}
