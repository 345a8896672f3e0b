package rollfile

import (
	"strconv"
	"strings"
	"unicode"

	"sem/internal/text"
)

// mostNumbers is how many doors a range may have: a long row of houses.
const mostNumbers = 100

// Numbers are the numbers on the doors of an address: one, or those of a range on one side of
// the street.
func (d Door) Numbers() []string {
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

// Line is the address on one line, with its street as it is printed: 84-88, rue du Moulin,
// app. 3.
func (d Door) Line(street string) string {
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

// GenericWord is the word that the code of an address begins its street with: rue. It is empty
// when the code is not known.
func (d Door) GenericWord() string { return generics[d.Generic] }

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

// BareName is the name of a street as every office writes it alike: moulin, for rue du Moulin
// and for RU MOULIN.
func BareName(street string) string {
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

// BareName is that of the street of an address.
func (d Door) BareName() string {
	name := BareName(d.Name)
	if c := cardinals[d.Cardinal]; c != "" {
		name += " " + text.Fold(c)
	}
	return name
}

// Street is the street in words, as well as the roll allows: chemin Saint-Isidore. The code of
// the small word between is left out, for each office has its own.
func (d Door) Street() string {
	var words []string
	generic := d.GenericWord()
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
