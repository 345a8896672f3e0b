package basemap

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/intake"
)

//go:embed mappings/*.toml
var mappingFiles embed.FS

// Mappings are the names of the mappings that come with the program: ville is the plain
// columns kind, name and class; osm is the tags of OpenStreetMap.
func Mappings() []string { return []string{"ville", "osm"} }

// mostMapping is the largest mapping, in bytes.
const mostMapping = 1 << 20

// mapping says what the columns of a file mean to the map.
type mapping struct {
	Name   string   `toml:"name"`
	Credit string   `toml:"credit"` // Credit is whom the file is owed to, shown under each plan.
	Marks  []string `toml:"marks"`  // Marks are columns that only such a file has.
	Names  []string `toml:"names"`  // Names are the columns of the name, the best first.
	Keys   []string `toml:"keys"`   // Keys are the columns of the identifier, the best first.
	Rules  []rule   `toml:"rule"`
}

// rule gives a kind to features whose column has one of the values, or any value with "*".
type rule struct {
	Column string   `toml:"column"`
	Values []string `toml:"values"`
	Kind   string   `toml:"kind"` // Kind is empty for what is not drawn.
}

// mappingFor finds or reads a mapping, or says in a French sentence why there is none.
func mappingFor(asked string, features []geo.Feature) (m mapping, refused string) {
	if strings.Contains(asked, "\n") {
		return readMapping(asked)
	}
	for _, name := range Mappings() {
		b, err := mappingFiles.ReadFile("mappings/" + name + ".toml")
		if err != nil {
			return mapping{}, err.Error()
		}
		if m, refused = readMapping(string(b)); refused != "" {
			return mapping{}, refused
		}
		if asked == name || asked == "" && m.marks(features) {
			return m, ""
		}
	}
	if asked != "" {
		return mapping{}, fmt.Sprintf("La correspondance «\u00a0%s\u00a0» n’existe pas. Choisissez %s, ou donnez un fichier TOML.", asked, strings.Join(Mappings(), " ou "))
	}
	return mapping{}, "Aucune colonne connue. Donnez les colonnes kind et name, ou une correspondance."
}

func readMapping(file string) (m mapping, refused string) {
	if _, deep := intake.TooDeep([]byte(file)); deep || len(file) > mostMapping {
		return m, "La correspondance n’est pas un fichier TOML d’au plus 1 Mo, sans listes imbriquées."
	}
	if _, err := toml.Decode(file, &m); err != nil {
		return m, "La correspondance n’est pas du TOML valable\u00a0: " + err.Error()
	}
	if m.Name == "" || len(m.Rules) == 0 {
		return m, "La correspondance doit avoir un nom et au moins une règle."
	}
	for _, r := range m.Rules {
		if r.Column == "" || len(r.Values) == 0 || r.Kind != "" && !known(r.Kind) {
			return m, fmt.Sprintf("La règle de la colonne «\u00a0%s\u00a0» doit avoir des valeurs et un genre connu, et non «\u00a0%s\u00a0».", r.Column, r.Kind)
		}
	}
	return m, ""
}

// known tells whether a rule may give this kind: those of areas or lines, which are told
// apart by the geometry.
func known(kind string) bool {
	return slices.Contains([]string{plan.Park, plan.Water, plan.Building, plan.Path, plan.Rail, plan.Street, plan.Major}, kind)
}

// marks tells whether a file has a column that only files of this mapping have.
func (m mapping) marks(features []geo.Feature) bool {
	for _, f := range features[:min(len(features), 500)] {
		for _, column := range m.Marks {
			if f.Text(column) != "" {
				return true
			}
		}
	}
	return false
}

// kindOf is what a feature is drawn as: the first rule that fits decides, and the geometry
// must be of that kind.
func (m mapping) kindOf(f geo.Feature) (string, bool) {
	for _, r := range m.Rules {
		value := strings.ToLower(f.Text(r.Column))
		if value != "" && (r.Values[0] == "*" || slices.Contains(r.Values, value)) {
			return fitting(r.Kind, f.Shape)
		}
	}
	return "", false
}

// fitting is a kind for a geometry: water that is a line is a stream, a park that is a line
// is nothing, and a street that is an area is a square, which other offices draw better.
func fitting(kind string, shape geo.Shape) (string, bool) {
	isArea, isLine := !shape.Area().IsZero(), shape.Area().IsZero() && len(shape.Lines()) > 0
	switch kind {
	case plan.Water:
		if isLine {
			return plan.Stream, true
		}
		return kind, isArea
	case plan.Park, plan.Building:
		return kind, isArea
	case "":
		return "", false
	}
	return kind, isLine
}
