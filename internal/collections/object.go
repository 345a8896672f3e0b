package collections

import (
	"cmp"
	"slices"
	"strings"

	"sem/internal/text"
	"sem/internal/text/index"
)

// Way is how somebody gets rid of a thing.
type Way string

// The ways out. A stream's is the code of the stream.
const (
	WayEcocentre Way = "ecocentre" // WayEcocentre: brought to the écocentre.
	WayReturn    Way = "retour"    // WayReturn: brought back to a store.
	WayGive      Way = "don"       // WayGive: given, sold or repaired, for somebody else uses it.
	WayPharmacy  Way = "pharmacie" // WayPharmacy: brought back to a pharmacy.
	WayElsewhere Way = "autre"     // WayElsewhere: what the note says.
)

// Object is a thing somebody wants to be rid of, and where it goes.
type Object struct {
	Code  string   `json:"-"`
	Name  Words    `json:"name"`
	Also  []string `json:"also"` // Also are other words it is called by, in both languages.
	Ways  []string `json:"ways"` // Ways are the best one first: the code of a stream, or a Way.
	Note  Words    `json:"note"`
	Alert bool     `json:"alert"` // Alert is for what hurts somebody in the wrong bin.
}

// finder finds objects by the words people type.
type finder struct {
	index  *index.Index
	object map[string]Object
}

func newFinder(objects []Object) *finder {
	f := &finder{index: index.New(), object: make(map[string]Object, len(objects))}
	for _, o := range objects {
		f.object[o.Code] = o
		f.index.Put(index.Doc{ID: o.Code, Weight: 1, Tokens: words(o.Name.FR + " " + o.Name.EN + " " + strings.Join(o.Also, " "))})
	}
	return f
}

// words are the words of a text as they are compared: without accents, small words and the
// marks of the plural.
func words(s string) []string {
	var kept []string
	for _, w := range text.Tokens(s) {
		if len(w) > 1 && !small[w] {
			kept = append(kept, singular(w))
		}
	}
	return kept
}

var small = map[string]bool{
	"de": true, "du": true, "des": true, "la": true, "le": true, "les": true, "un": true, "une": true, "en": true, "au": true, "aux": true,
	"et": true, "ou": true, "pour": true, "avec": true, "mon": true, "ma": true, "mes": true, "the": true, "of": true, "an": true, "and": true, "my": true,
}

// singular takes the mark of the plural off: bouteilles, journaux, batteries.
func singular(w string) string {
	switch {
	case len(w) > 4 && strings.HasSuffix(w, "eaux"):
		return strings.TrimSuffix(w, "x")
	case len(w) > 4 && strings.HasSuffix(w, "aux"):
		return strings.TrimSuffix(w, "ux") + "l"
	case len(w) > 3 && (strings.HasSuffix(w, "s") || strings.HasSuffix(w, "x")) && !strings.HasSuffix(w, "ss"):
		return w[:len(w)-1]
	}
	return w
}

// Objects finds where a thing goes by the words of somebody, the likeliest first. When not
// every word is known, the objects that answer one of them are offered.
func (s *Service) Objects(typed string, limit int) []Object {
	f := s.memory().finder
	query := words(text.SafeLine(typed))
	if len(query) == 0 {
		return nil
	}
	found := f.search(query)
	for i := 0; len(found) == 0 && i < len(query); i++ {
		if found = f.search(query[i : i+1]); len(found) > 0 {
			query = query[i : i+1]
		}
	}
	// What is called so comes before what is also called so, and that before the rest.
	slices.SortStableFunc(found, func(a, b Object) int { return cmp.Compare(likeness(a, query), likeness(b, query)) })
	return found[:min(len(found), limit)]
}

// likeness is how far the name of an object is from what was asked: 0 is the same words.
func likeness(o Object, query []string) int {
	best := len(query) + 10
	for _, name := range append([]string{o.Name.FR, o.Name.EN}, o.Also...) {
		own := words(name)
		missing := len(own)
		for _, w := range query {
			if slices.Contains(own, w) {
				missing--
			} else {
				missing += 3
			}
		}
		best = min(best, missing)
	}
	return best
}

// mostAlike is how many objects are compared with what was asked.
const mostAlike = 60

func (f *finder) search(query []string) []Object {
	var found []Object
	for _, hit := range f.index.Search(query, mostAlike) {
		found = append(found, f.object[hit.ID])
	}
	return found
}

// ObjectCount is how many objects the city knows.
func (s *Service) ObjectCount() int { return len(s.memory().objects) }

// AllObjects are the objects the city knows, by their code. Shared; not to be changed.
func (s *Service) AllObjects() []Object { return s.memory().objects }
