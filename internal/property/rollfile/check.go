package rollfile

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"sem/internal/places"
	"sem/internal/text"
)

// checkHeader looks at what the file says of itself, at its first unit.
func (r *Reader) checkHeader(line int) {
	if r.header.Municipality == "" {
		r.report.Add(line, "RLM01A", "Le code géographique de la municipalité manque avant la première unité.")
	}
	if r.header.Year == 0 {
		r.report.Add(line, "RLM02A", "L’année du rôle manque avant la première unité.")
	}
	if r.expected.Municipality != "" && r.header.Municipality != r.expected.Municipality {
		r.report.Add(line, "RLM01A", "Ce rôle est celui de la municipalité "+r.header.Municipality+". Celui de la Ville porte le code "+r.expected.Municipality+".")
	}
	switch r.header.Version {
	case "2.6", "2.7", "2.8", "2.9":
	default:
		if !strings.HasPrefix(r.header.Version, "2.") {
			r.report.Add(line, "VERSION", "Les versions 2.6 à 2.9 du format sont connues. Celle-ci est « "+text.Clip(r.header.Version, 20)+" ».")
		}
	}
}

// check looks at one property as a whole.
func (r *Reader) check(s Sheet, line int) {
	r.checkMatricule(s.Matricule, line)
	switch {
	case s.Use == "":
		r.report.Add(line, "RL0105A", "L’utilisation prédominante de cette unité manque.")
	case len(s.Use) != 4:
		r.report.Add(line, "RL0105A", "L’utilisation prédominante doit avoir quatre chiffres.")
	}
	r.checkValues(s, line)
	if s.Built.Known && r.header.Year > 0 && s.Built.N > int64(r.header.Year)+1 {
		r.report.Add(line, "RL0307A", "L’année de construction vient après celle du rôle.")
	}
}

// checkMatricule refuses a number that is not whole, that another unit has, or that lies
// outside the territory.
func (r *Reader) checkMatricule(m places.Matricule, line int) {
	if m == "" {
		r.report.Add(line, "RL0104", "Le matricule de cette unité manque ou n’est pas complet. Il en faut au moins les dix premiers chiffres.")
		return
	}
	key := m.Number()
	if earlier, twice := r.seen[key]; twice {
		r.report.Add(line, "RL0104", "Le matricule "+m.String()+" est déjà à la ligne "+strconv.Itoa(int(earlier))+".")
	} else {
		r.seen[key] = int32(min(line, math.MaxInt32))
	}
	if r.expected.Holds != nil && !r.expected.Holds(m) {
		r.report.Add(line, "RL0104", "Le matricule "+m.String()+" place cette unité hors du territoire de la municipalité.")
	}
}

// dearest is the most that one property may be worth, in dollars: more is a slip of the finger.
const dearest = 20_000_000_000

// checkValues refuses values beyond belief, and a total that is not one.
func (r *Reader) checkValues(s Sheet, line int) {
	for _, v := range [...]struct {
		code string
		Number
	}{{"RL0402A", s.LandValue}, {"RL0403A", s.BuildingValue}, {"RL0404A", s.Value}, {"RL0405A", s.ValueBefore}} {
		if v.N > dearest {
			r.report.Add(line, v.code, "Cette valeur est trop grande pour une propriété.")
		}
	}
	if !s.Value.Known || !s.LandValue.Known || !s.BuildingValue.Known && s.Value.N >= s.LandValue.N {
		return // What is left open may be the rest.
	}
	if s.LandValue.N+s.BuildingValue.N != s.Value.N {
		r.report.Add(line, "RL0404A", fmt.Sprintf("La valeur de l’immeuble (%d) n’est pas la somme du terrain (%d) et du bâtiment (%d).", s.Value.N, s.LandValue.N, s.BuildingValue.N))
	}
}

// mostNamed is how many unknown elements a report writes out.
const mostNamed = 20

// Tell adds to the report what the house does not know and keeps as it is.
func (r *Reader) Tell() {
	if len(r.unknown) == 0 {
		return
	}
	names := slices.SortedFunc(maps.Keys(r.unknown), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.unknown[b], r.unknown[a]), cmp.Compare(a, b))
	})
	total := 0
	for i, name := range names {
		total += r.unknown[name]
		if i < mostNamed {
			names[i] = name + " (" + strconv.Itoa(r.unknown[name]) + ")"
		}
	}
	r.report.Tell("Éléments inconnus gardés tels quels", strconv.Itoa(total)+"\u00a0: "+strings.Join(names[:min(len(names), mostNamed)], ", "))
}
