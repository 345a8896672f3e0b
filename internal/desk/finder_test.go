package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"sem/internal/clock"
)

var morning = time.Date(2026, 9, 9, 13, 0, 0, 0, time.UTC)

// register is a feed made of a list.
type register struct {
	kind Kind
	docs []Document
	away error
	read int // read counts the documents handed out.
}

func (r *register) Kind() Kind { return r.kind }

func (r *register) Documents(_ context.Context, since time.Time, after string, limit int) ([]Document, error) {
	if r.away != nil {
		return nil, r.away
	}
	var page []Document
	for _, d := range r.docs {
		if order := d.ChangedAt.Compare(since); order > 0 || order == 0 && d.ID > after {
			page = append(page, d)
		}
	}
	slices.SortFunc(page, func(a, b Document) int { return cmp.Or(a.ChangedAt.Compare(b.ChangedAt), cmp.Compare(a.ID, b.ID)) })
	page = page[:min(limit, len(page))]
	r.read += len(page)
	return page, nil
}

func (r *register) add(at time.Time, id, given, family, line string, phones ...string) {
	r.docs = append(r.docs, Document{ID: id, ChangedAt: at, Names: []string{given, family}, Words: []string{line}, Phones: phones, Reachable: len(phones) > 0})
}

// town is a finder over a few persons, filled.
func town(t *testing.T) (*Finder, *register, *clock.Still) {
	t.Helper()
	year := morning.AddDate(-1, 0, 0)
	r := &register{kind: PersonKind}
	r.add(year, "marie", "Marie-Ève", "Tremblay", "12, rue de la Seigneurie", "4505550112")
	r.add(year, "gerard", "Gérard", "Paquette", "84, rue du Moulin", "4505550187")
	r.add(year, "aline", "Aline", "Bouchard", "3, 3e Avenue", "5145550187")
	r.add(year, "moulin", "Luc", "Moulin", "9, rue Saint-Louis", "4505550999")
	r.add(year, "zoe", "Zoé", "St-Pierre", "7, boul. Arthur-Sauvé")
	r.add(year, "simon", "Simon", "Debellefeuille", "5, rue Boileau", "4505551234")
	still := clock.At(morning)
	f := &Finder{Feeds: []Feed{r}, Clock: still}
	if err := f.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	return f, r, still
}

func (f *Finder) ask(typed string) []string {
	q := read(typed)
	return f.found(q, PersonKind, 10)
}

func TestPeopleAreFoundHoweverTheyAreTyped(t *testing.T) {
	f, _, _ := town(t)
	for typed, want := range map[string][]string{
		"tremblay marie":       {"marie"},
		"MARIE EVE":            {"marie"},
		"marieeve":             {"marie"},
		"marie-ève tremb":      {"marie"},
		"trembaly":             {"marie"},
		"saint pierre":         {"zoe"},
		"st-pierre":            {"zoe"},
		"stpierre":             {"zoe"},
		"saintpierre":          {"zoe"},
		"de bellefeuille":      {"simon"},
		"moulin":               {"moulin", "gerard"}, // Called so before living there.
		"84 du moulin":         {"gerard"},
		"450 555-0187":         {"gerard"},
		"(450) 555.0187":       {"gerard"},
		"1 450 555 0187":       {"gerard"},
		"555-0187":             {"aline", "gerard"},
		"0187":                 {"aline", "gerard"},
		"5145":                 {"aline"},
		"paquette 0187":        {"gerard"},
		"bouchard 450":         nil,
		"personne de ce nom":   nil,
		"85 rue du moulin":     nil, // Another house number is another house.
		"   ":                  nil,
		"<script>alert(1)":     nil,
		"gérard paquette 84 r": {"gerard"},
	} {
		if diff := gocmp.Diff(want, f.ask(typed)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", typed, diff)
		}
	}
}

func TestSomebodyAddedASecondAgoIsFound(t *testing.T) {
	f, r, still := town(t)
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	still.Advance(time.Hour)
	r.add(still.Now().Add(-time.Second), "nouveau", "Karim", "Haddad", "")
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff([]string{"nouveau"}, f.ask("haddad")); diff != "" {
		t.Error(diff)
	}
}

func TestAChangeCommittedLateIsFoundToo(t *testing.T) {
	f, r, still := town(t)
	began := still.Now()
	still.Advance(3 * time.Second)
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.add(began, "lent", "Rose", "Côté", "") // Its transaction began before, and ended after.
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff([]string{"lent"}, f.ask("rose cote")); diff != "" {
		t.Error(diff)
	}
}

func TestACorrectedNameReplacesTheOldOne(t *testing.T) {
	f, r, still := town(t)
	still.Advance(time.Minute)
	r.docs[0].Names, r.docs[0].ChangedAt = []string{"Marie-Ève", "Gagnon"}, still.Now()
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := f.ask("marie tremblay"); got != nil {
		t.Errorf("under the old name: got %v, want nobody", got)
	}
	if diff := gocmp.Diff([]string{"marie"}, f.ask("marie gagnon")); diff != "" {
		t.Error(diff)
	}
}

func TestCatchingUpReadsOnlyWhatIsRecent(t *testing.T) {
	f, r, still := town(t)
	r.read = 0
	for range 5 {
		still.Advance(time.Minute)
		if err := f.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if r.read != 0 {
		t.Errorf("documents read again: got %d, want none", r.read)
	}
}

func TestARegisterThatIsAwayIsAnErrorAndRecovers(t *testing.T) {
	f, r, still := town(t)
	still.Advance(time.Minute)
	r.away = errors.New("away")
	if err := f.CatchUp(t.Context()); err == nil {
		t.Error("catching up without the register: got no error")
	}
	r.add(still.Now(), "apres", "Nadia", "Roy", "")
	still.Advance(time.Hour)
	r.away = nil
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff([]string{"apres"}, f.ask("nadia roy")); diff != "" {
		t.Error(diff)
	}
}

func TestSixDigitsAreAlsoReadAsAUserCode(t *testing.T) {
	for typed, want := range map[string]string{"100001": "100001", "100 001": "100001", "1000012": "", "tremblay": "", "12345": ""} {
		if got := read(typed).userCode; got != want {
			t.Errorf("%q: got user code %q, want %q", typed, got, want)
		}
	}
}

func BenchmarkFinder(b *testing.B) {
	for _, size := range []int{45_000, 450_000} {
		f, people := city(b, size)
		random := rand.New(rand.NewPCG(2, 2))
		for _, way := range ways(random) {
			b.Run(fmt.Sprint(size, "/", way.name), func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					typed := way.of(people[random.IntN(len(people))])
					start := clock.System().Now()
					if err := f.CatchUp(b.Context()); err != nil {
						b.Fatal(err)
					}
					f.ask(typed)
					took = append(took, clock.Since(start))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
			})
		}
	}
}

// way is one of the ways agents type, and what they type for somebody.
type way struct {
	name string
	of   func(Document) string
}

func ways(random *rand.Rand) []way {
	return []way{
		{"prefix", func(d Document) string { return d.Names[1][:min(len(d.Names[1]), 1+random.IntN(4))] }},
		{"typo", func(d Document) string { return swapped(random, d.Names[1]) }},
		{"accent", func(d Document) string {
			return strings.NewReplacer("e", "é", "a", "Â").Replace(d.Names[0]) + " " + d.Names[1]
		}},
		{"phone", func(d Document) string { return d.Phones[0][6-random.IntN(4):] }},
		{"address", func(d Document) string { return d.Words[0] }},
	}
}

func city(b *testing.B, size int) (*Finder, []Document) {
	b.Helper()
	random := rand.New(rand.NewPCG(1, uint64(size)))
	syllables := []string{"trem", "blay", "ga", "gnon", "bou", "chard", "cô", "té", "pa", "quette", "ber", "ge", "ron", "lé", "ves", "que", "mar", "tin", "si", "mard"}
	name := func() string {
		return syllables[min(random.IntN(20), random.IntN(20))] + syllables[random.IntN(20)] + syllables[min(random.IntN(20), random.IntN(20))]
	}
	streets := make([]string, 900)
	for i := range streets {
		streets[i] = "rue " + name()
	}
	r := &register{kind: PersonKind}
	for i := range size {
		r.docs = append(r.docs, Document{
			ID: fmt.Sprintf("p%07d", i), ChangedAt: morning.Add(time.Duration(i-size) * time.Minute), Names: []string{name(), name()},
			Words:     []string{fmt.Sprintf("%d, %s", 1+random.IntN(900), streets[random.IntN(900)]), fmt.Sprintf("%s@exemple.com", name())},
			Phones:    []string{fmt.Sprintf("450%07d", random.IntN(10_000_000))},
			Reachable: true,
		})
	}
	f := &Finder{Feeds: []Feed{&sorted{r}}, Clock: clock.At(morning)}
	if err := f.Fill(b.Context()); err != nil {
		b.Fatal(err)
	}
	return f, r.docs
}

// sorted is a register that is already in the order of its changes, as an index makes it.
type sorted struct{ *register }

func (s *sorted) Documents(_ context.Context, since time.Time, after string, limit int) ([]Document, error) {
	from, _ := slices.BinarySearchFunc(s.docs, since, func(d Document, at time.Time) int {
		if order := d.ChangedAt.Compare(at); order != 0 {
			return order
		}
		return cmp.Compare(d.ID, after+"\x00")
	})
	return s.docs[from:min(from+limit, len(s.docs))], nil
}

func swapped(random *rand.Rand, word string) string {
	letters := []rune(word)
	at := 1 + random.IntN(len(letters)-2)
	letters[at], letters[at+1] = letters[at+1], letters[at]
	return string(letters)
}
