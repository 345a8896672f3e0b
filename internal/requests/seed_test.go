package requests

import (
	"slices"
	"strings"
	"testing"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/id"
	"sem/internal/text"
)

func TestTheShippedTypesAreComplete(t *testing.T) {
	types, departments, days, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(types) < 44 || len(departments) < 5 || len(days) < 40 {
		t.Fatalf("%d types, %d departments, %d holidays: too few", len(types), len(departments), len(days))
	}
	codes := map[string]bool{}
	for _, ty := range types {
		if codes[ty.Code] {
			t.Errorf("%s is there twice", ty.Code)
		}
		codes[ty.Code] = true
		if !slices.ContainsFunc(departments, func(d Department) bool { return d.Code == ty.Department }) {
			t.Errorf("%s: no department %q", ty.Code, ty.Department)
		}
		if ty.Target.Answer < 1 || ty.Target.Solution < ty.Target.Answer || ty.Target.Contest < 1 || len(ty.Outcomes) < 2 || len(ty.Templates) < 3 || ty.Group == "" || GroupWords(t.Context(), ty.Group) == ty.Group {
			t.Errorf("%s lacks targets, outcomes, templates or a group: %+v", ty.Code, ty)
		}
		for _, written := range wordsOf(ty) {
			if written.FR == "" || written.EN == "" {
				t.Errorf("%s: %q is not in both languages", ty.Code, written)
			}
			if strings.ContainsAny(written.FR+written.EN, "'") || strings.Contains(written.FR, " :") || strings.Contains(written.FR, " ?") {
				t.Errorf("%s: %q is not written as the city writes", ty.Code, written.FR)
			}
		}
		for _, q := range ty.Questions {
			if (q.Kind == AskChoice || q.Kind == AskSeveral) == (len(q.Choices) == 0) {
				t.Errorf("%s: question %s of kind %s has %d choices", ty.Code, q.Code, q.Kind, len(q.Choices))
			}
		}
	}
}

func wordsOf(ty Type) []Text {
	all := []Text{ty.Label}
	if !ty.Hint.IsZero() {
		all = append(all, ty.Hint)
	}
	if ty.Emergency.Phone != "" {
		all = append(all, ty.Emergency.When, ty.Emergency.Stop)
	}
	for _, q := range ty.Questions {
		all = append(all, q.Label)
		for _, c := range q.Choices {
			all = append(all, c.Label)
		}
	}
	for _, o := range ty.Outcomes {
		all = append(all, o.Label, o.Sentence)
	}
	for _, m := range ty.Templates {
		all = append(all, m.Label, m.Text)
	}
	for _, s := range ty.Sentences {
		all = append(all, s)
	}
	return all
}

func TestEveryTypeIsFoundByTwoLettersOfAWordForIt(t *testing.T) {
	types, _, _, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, ty := range types {
		for _, word := range append([]string{ty.Label.FR, ty.Label.EN}, ty.Words...) {
			two := string([]rune(text.Fold(word))[:2])
			if !slices.ContainsFunc(Matching(t.Context(), types, two), func(m Type) bool { return m.Code == ty.Code }) {
				t.Errorf("%q does not find %s", two, ty.Code)
			}
		}
	}
	for _, c := range []struct{ typed, want string }{
		{"ni", "nid-de-poule"}, {"pothole", "nid-de-poule"}, {"lampad", "lampadaire"}, {"vidange", "collecte-manquee"},
		{"chien err", "animal"}, {"egout", "egout"}, {"acces", "acces-information"}, {"matelas", "encombrants"},
	} {
		found := Matching(t.Context(), types, c.typed)
		if len(found) == 0 || !slices.ContainsFunc(found[:min(3, len(found))], func(m Type) bool { return m.Code == c.want }) {
			t.Errorf("%q: %s is not among the first three", c.typed, c.want)
		}
	}
}

func TestSeedingTwiceChangesNothingAndAChangedTypeIsANewVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &Service{DB: d, Clock: clock.At(at("2026-09-09 10:00")), IDs: id.Counting("x")}
		seed := func() error {
			return d.InTx(t.Context(), func(tx *db.Tx) error { return Seed(t.Context(), tx, s.Clock.Now()) })
		}
		for range 2 {
			if err := seed(); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.LoadTypes(t.Context()); err != nil {
			t.Fatal(err)
		}
		before, ok := s.Type("nid-de-poule")
		if !ok || before.Version != 1 || before.Department != "travaux" {
			t.Fatalf("seeded twice: got version %d of %q in %q, want version 1 in travaux", before.Version, before.Code, before.Department)
		}
		if slices.ContainsFunc(s.Types(), func(ty Type) bool { return ty.Hidden }) {
			t.Error("a hidden type is offered")
		}
		changed := before
		changed.Target.Solution = 3
		if err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return putType(t.Context(), tx, changed, definition{version: 1}, s.Clock.Now())
		}); err != nil {
			t.Fatal(err)
		}
		old, err := s.TypeOf(t.Context(), Request{Type: "nid-de-poule", TypeVersion: 1})
		if err != nil || old.Target.Solution != 5 {
			t.Errorf("an old request: got %d days, %v; want the 5 it was promised", old.Target.Solution, err)
		}
		fresh, err := s.TypeOf(t.Context(), Request{Type: "nid-de-poule", TypeVersion: 2})
		if err != nil || fresh.Target.Solution != 3 {
			t.Errorf("a version made by another process: got %d days, %v; want 3", fresh.Target.Solution, err)
		}
		if now, _ := s.Type("nid-de-poule"); now.Version != 2 {
			t.Errorf("the type offered now: got version %d, want 2", now.Version)
		}
	})
}
