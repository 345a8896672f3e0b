package neighbourhood

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sem/internal/geo"
	"sem/internal/intake"
	"sem/internal/text"
)

// territory tells whether a place is near enough to the town to be of use to anybody in it.
type territory func(geo.Shape) bool

// reader turns the features of a file into places.
type reader struct {
	mapping    Mapping
	source     string
	only       string // only is the category asked for, empty for that of the mapping.
	categories []Category
	inTown     territory
	report     *intake.Report

	seen    map[string]int // seen are the lines by key.
	outside int
	unknown int
}

// places are the places of the features; what is wrong goes into the report.
func (in *reader) places(features []geo.Feature) []Place {
	in.seen = make(map[string]int, len(features))
	places := make([]Place, 0, len(features))
	for _, f := range features {
		in.report.Lines++
		if p, ok := in.place(f); ok {
			places = append(places, p)
		}
		if in.report.Full() {
			break
		}
	}
	if in.outside > 0 {
		in.report.Tell("Hors du territoire, laissés de côté", strconv.Itoa(in.outside))
	}
	if in.unknown > 0 {
		in.report.Tell("D’un genre que nous ne montrons pas, laissés de côté", strconv.Itoa(in.unknown))
	}
	return places
}

func (in *reader) place(f geo.Feature) (Place, bool) {
	tags := tagsOf(f.Properties)
	category, ok := in.category(tags, f.Line)
	if !ok {
		return Place{}, false
	}
	if !in.inTown(f.Shape) {
		if in.mapping.Region {
			in.outside++
		} else {
			in.report.Add(f.Line, "geometry", "Ce lieu est hors du territoire de la Ville. Vérifiez sa position, ou retirez-le du fichier.")
		}
		return Place{}, false
	}
	p := Place{Source: in.source, Category: category, Shape: f.Shape, geometry: compact(f.Geometry)}
	m := in.mapping
	p.Name = first(tags, m.Places)
	p.Detail, p.DetailEn = in.details(tags)
	p.Address = joined(tags, m.Address)
	p.Phone, p.Hours = first(tags, m.Phone), first(tags, m.Hours)
	p.Access = in.access(first(tags, m.Access))
	if site, ok := website(first(tags, m.Website)); ok {
		p.Website = site
	}
	if p.Name == "" && m.Nameless {
		p.Name = in.nameOf(category)
	}
	if p.Name == "" {
		in.report.Add(f.Line, strings.Join(m.Places, ", "), "Le lieu n’a pas de nom. Donnez-lui un nom dans cette colonne.")
		return Place{}, false
	}
	p, err := p.cleaned(func(code string) bool { return in.nameOf(code) != "" })
	if err != nil {
		in.report.Add(f.Line, "", "Ce lieu ne peut pas être lu. Corrigez ses colonnes.")
		return Place{}, false
	}
	return in.named(p, tags, f.Line)
}

// named is the place with the key that names it in its source: the columns of the mapping,
// or else its name and position, which is the most that can be known.
func (in *reader) named(p Place, tags map[string]string, line int) (Place, bool) {
	p.Key = keyOf(tags, in.mapping.Key)
	if p.Key == "" {
		c := p.Shape.Centre()
		p.Key = fmt.Sprintf("%s@%.5f,%.5f", text.Fold(p.Name), c.Lat, c.Lon)
	}
	p.digest = p.sum()
	if earlier, twice := in.seen[p.Key]; twice {
		in.report.Add(line, strings.Join(in.mapping.Key, ", "), fmt.Sprintf("Le même lieu est déjà à la ligne %d. Gardez-en un seul, ou donnez-leur des clés différentes.", earlier))
		return p, false
	}
	in.seen[p.Key] = line
	return p, true
}

// category is the category of a place, or false when it is none of ours.
func (in *reader) category(tags map[string]string, line int) (string, bool) {
	if in.only != "" {
		return in.only, true
	}
	for _, rule := range in.mapping.Rules {
		if v, has := tags[rule.Column]; has && (len(rule.Values) == 0 || slices.Contains(rule.Values, v)) {
			return rule.Category, true
		}
	}
	if in.mapping.Category != "" {
		if written := tags[in.mapping.Category]; written != "" {
			code := in.codeOf(written)
			if code == "" {
				in.report.Add(line, in.mapping.Category, fmt.Sprintf("La catégorie « %s » n’existe pas. Écrivez-en une parmi : %s.", text.Clip(text.SafeLine(written), 40), in.codes()))
			}
			return code, code != ""
		}
	}
	if in.mapping.Is != "" {
		return in.mapping.Is, true
	}
	if len(in.mapping.Rules) > 0 {
		in.unknown++
		return "", false
	}
	return otherPlace, true
}

// codeOf is the code of a category by its code or its name, empty when there is none.
func (in *reader) codeOf(written string) string {
	folded := text.Fold(written)
	for _, c := range in.categories {
		if folded == text.Fold(c.Code) || folded == text.Fold(c.French) || folded == text.Fold(c.Eng) {
			return c.Code
		}
	}
	return ""
}

func (in *reader) codes() string {
	var all []string
	for _, c := range in.categories {
		all = append(all, c.Code)
	}
	return strings.Join(all, ", ")
}

func (in *reader) nameOf(code string) string {
	if i := slices.IndexFunc(in.categories, func(c Category) bool { return c.Code == code }); i >= 0 {
		return in.categories[i].French
	}
	return ""
}

// details are the words of the flags, then those of the columns.
func (in *reader) details(tags map[string]string) (french, english string) {
	var fr, en []string
	for _, flag := range in.mapping.Flags {
		if v := tags[flag.Column]; v == "1" || v == "true" {
			fr, en = append(fr, flag.French), append(en, flag.Eng)
		}
	}
	french, english = sentence(fr, "et"), sentence(en, "and")
	if more := first(tags, in.mapping.Detail); more != "" {
		french = strings.TrimPrefix(french+". "+more, ". ")
	}
	if more := first(tags, in.mapping.DetailEn); more != "" {
		english = strings.TrimPrefix(english+". "+more, ". ")
	}
	return french, english
}

// sentence is words in a row with a capital: Préscolaire, primaire et secondaire.
func sentence(words []string, and string) string {
	if len(words) == 0 {
		return ""
	}
	last := len(words) - 1
	s := words[last]
	if last > 0 {
		s = strings.Join(words[:last], ", ") + " " + and + " " + words[last]
	}
	return capital(s)
}

func capital(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

func (in *reader) access(written string) Access {
	folded := text.Fold(written)
	for word, access := range in.mapping.Words {
		if folded == text.Fold(word) {
			return access
		}
	}
	return AccessUnknown
}

// tagsOf are the properties as texts: objects as object.column, the other_tags of ogr as
// tags of their own.
func tagsOf(properties map[string]any) map[string]string {
	tags := make(map[string]string, len(properties))
	addTags(tags, "", properties)
	for name, value := range hstore(tags["other_tags"]) {
		if _, has := tags[name]; !has {
			tags[name] = value
		}
	}
	return tags
}

func addTags(tags map[string]string, prefix string, properties map[string]any) {
	for name, value := range properties {
		switch v := value.(type) {
		case string:
			if s := strings.TrimSpace(v); s != "" {
				tags[prefix+name] = s
			}
		case float64:
			tags[prefix+name] = strconv.FormatFloat(v, 'f', -1, 64)
		case bool:
			tags[prefix+name] = strconv.FormatBool(v)
		case map[string]any:
			if prefix == "" {
				addTags(tags, name+".", v)
			}
		}
	}
}

// hstore reads the tags that ogr writes in one column: "amenity"=>"library","level"=>"0".
func hstore(s string) map[string]string {
	tags := map[string]string{}
	for s != "" {
		name, rest, ok := quoted(s)
		if !ok || !strings.HasPrefix(rest, "=>") {
			return tags
		}
		value, rest, ok := quoted(rest[2:])
		if !ok {
			return tags
		}
		tags[name] = value
		s = strings.TrimLeft(strings.TrimPrefix(rest, ","), " ")
	}
	return tags
}

// quoted takes a text in quotation marks from the beginning of s; a backslash frees the next
// character of its meaning.
func quoted(s string) (content, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		return "", s, false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] == '"':
			return b.String(), s[i+1:], true
		default:
			b.WriteByte(s[i])
		}
	}
	return "", s, false
}

func first(tags map[string]string, columns []string) string {
	for _, c := range columns {
		if v := tags[c]; v != "" {
			return text.SafeLine(v)
		}
	}
	return ""
}

func joined(tags map[string]string, columns []string) string {
	var parts []string
	for _, c := range columns {
		if v := text.SafeLine(tags[c]); v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, ", ")
}

func keyOf(tags map[string]string, columns []string) string {
	var parts []string
	for _, c := range columns {
		if v := tags[c]; v != "" {
			parts = append(parts, v)
		}
	}
	return text.Clip(strings.Join(parts, "/"), mostName)
}

func compact(raw json.RawMessage) string {
	var b strings.Builder
	for _, c := range string(raw) {
		if !strings.ContainsRune(" \t\r\n", c) {
			b.WriteRune(c) // A geometry holds no text but the names of its kinds, which have no spaces.
		}
	}
	return b.String()
}

// sum is a digest of everything a source says of a place.
func (p *Place) sum() string {
	h := sha256.New()
	for _, part := range []string{p.Name, p.Category, p.Detail, p.DetailEn, p.Address, p.Phone, p.Website, p.Hours, string(p.Access), p.geometry} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
