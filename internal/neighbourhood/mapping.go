package neighbourhood

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/intake"
	"sem/internal/text"
)

// Mapping says which column of a file means what. It is a small TOML file; those of the
// files that towns are given most often come with the program. Each list of columns gives
// the first that has something, and adresse.civique reaches into an object.
type Mapping struct {
	Name     string   `toml:"name"`
	Title    string   `toml:"title"`   // Title is what the source is called on the screens of the staff.
	Markers  []string `toml:"markers"` // Markers are columns that a file of this kind has, all of them.
	Key      []string `toml:"key"`     // Key are the columns that together name a place for good.
	Places   []string `toml:"name_columns"`
	Detail   []string `toml:"detail"`
	DetailEn []string `toml:"detail_en"`
	Address  []string `toml:"address"` // Address columns are joined, those that are empty left out.
	Phone    []string `toml:"phone"`
	Website  []string `toml:"website"`
	Hours    []string `toml:"hours"`
	Access   []string `toml:"access"`
	// Category is the column with a category: a code of ours, or its French or English name.
	Category string `toml:"category"`
	// Is is the category of all places of the file that no rule below knows.
	Is string `toml:"is"`
	// Rules give a category by the value of a column, the first that fits.
	Rules []MappingRule `toml:"rule"`
	// Flags are columns with 0 or 1, told as words one after the other.
	Flags []MappingFlag `toml:"flag"`
	// Words translate the values of the access column into yes, limited and no.
	Words map[string]Access `toml:"words"`
	// Region is true for files that reach beyond the town: what lies outside is left out and
	// counted, where it is a fault otherwise.
	Region bool `toml:"region"`
	// Nameless places take the name of their category; otherwise a missing name is a fault.
	Nameless bool `toml:"nameless"`
}

// MappingRule gives a category to what has one of the values in a column; no values is any
// value.
type MappingRule struct {
	Column   string   `toml:"column"`
	Values   []string `toml:"values"`
	Category string   `toml:"category"`
}

// MappingFlag is a column that is 1 when its words are true of the place.
type MappingFlag struct {
	Column string `toml:"column"`
	French string `toml:"fr"`
	Eng    string `toml:"en"`
}

// mostMapping is the largest mapping, in bytes.
const mostMapping = 1 << 20

// ReadMapping reads a mapping from its file.
func ReadMapping(r io.Reader) (Mapping, error) {
	var m Mapping
	raw, err := io.ReadAll(io.LimitReader(r, mostMapping+1))
	if err != nil {
		return m, fmt.Errorf("read the mapping: %w", err)
	}
	if _, deep := intake.TooDeep(raw); deep || len(raw) > mostMapping {
		return m, errors.New("read the mapping: it is no TOML file of at most 1 MB without lists in lists")
	}
	meta, err := toml.Decode(string(raw), &m)
	if err != nil {
		return m, fmt.Errorf("read the mapping: %w", err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return m, fmt.Errorf("read the mapping: %s means nothing here", unknown[0])
	}
	if m.Name == "" || len(m.Places) == 0 && !m.Nameless {
		return m, errors.New("read the mapping: name and name_columns are needed")
	}
	return m, nil
}

// Mappings are those that come with the program, by name.
var Mappings = sync.OnceValue(func() []Mapping {
	files, err := fs.Glob(cityFiles, "mappings/*.toml")
	if err != nil {
		panic(err)
	}
	var all []Mapping
	for _, name := range files {
		f, err := cityFiles.Open(name)
		if err != nil {
			panic(err)
		}
		m, err := ReadMapping(f)
		if err != nil || m.Name != strings.TrimSuffix(path.Base(name), ".toml") {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
		all = append(all, m)
	}
	return all
})

// mappingFor is the mapping that was asked for, or the one whose markers the file has.
func mappingFor(asked string, features []geo.Feature) (Mapping, error) {
	all := Mappings()
	if asked != "" {
		if i := slices.IndexFunc(all, func(m Mapping) bool { return m.Name == asked }); i >= 0 {
			return all[i], nil
		}
		return Mapping{}, fault.New(fault.Invalid, "La correspondance « %s » n’existe pas. Choisissez parmi : %s.", asked, strings.Join(mappingNames(), ", "))
	}
	var best Mapping
	for _, m := range all {
		if len(m.Markers) > len(best.Markers) && m.marks(features) {
			best = m
		}
	}
	if best.Name == "" {
		return best, fault.New(fault.Invalid, "Les colonnes de ce fichier ne sont pas connues. Choisissez une correspondance parmi : %s.", strings.Join(mappingNames(), ", "))
	}
	return best, nil
}

func mappingNames() []string {
	var names []string
	for _, m := range Mappings() {
		names = append(names, m.Name)
	}
	return names
}

// marks tells whether each marker stands in some feature: files leave out columns that have
// nothing to say. A marker a|b is there when one of the two is.
func (m Mapping) marks(features []geo.Feature) bool {
	for _, marker := range m.Markers {
		one := strings.Split(marker, "|")
		if !slices.ContainsFunc(features, func(f geo.Feature) bool {
			return slices.ContainsFunc(one, func(name string) bool { _, has := f.Properties[name]; return has })
		}) {
			return false
		}
	}
	return len(m.Markers) > 0
}

var datedName = regexp.MustCompile(`[-_. ]?(19|20)\d\d([-_.]?\d\d){0,2}$`)

// SourceOf is the code of the source that a file is a writing of: its name without folder,
// ending and date, so that ecoles-2026-09.geojson is newer than ecoles-2025-09.geojson.
func SourceOf(file string) string {
	name := path.Base(strings.ReplaceAll(file, `\`, "/"))
	name, _, _ = strings.Cut(name, ".")
	name = datedName.ReplaceAllString(name, "")
	return strings.Join(text.Tokens(name), "-")
}

// MappingOf is the mapping whose name a file's name begins with, empty when none does.
func MappingOf(file string) string {
	source := SourceOf(file)
	for _, name := range mappingNames() {
		if source == name || strings.HasPrefix(source, name+"-") {
			return name
		}
	}
	return ""
}
