package people_test

import (
	"errors"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/intake"
	"sem/internal/people"
)

const twoPeople = "\ufeffreference;prénom;nom;naissance;courriel;cellulaire;telephone;adresse;langue\r\n" +
	"A-1;Zoé;Côté-L'Heureux;2016-05-14;zoe@exemple.com;450 974-5000;;\"84, rue du Moulin\";fr\r\n" +
	"A-2;;Suharto;;;;;;en\r\n"

func TestImportingAFileTwiceChangesNothingTheSecondTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		first := must(w.Import(t.Context(), strings.NewReader(twoPeople), true))(t)
		want(t, "dry run", first, intake.Report{Lines: 2, Added: 2})
		want(t, "nobody after a dry run", len(must(w.ByContact(t.Context(), d, "zoe@exemple.com"))(t)), 0)

		first = must(w.Import(t.Context(), strings.NewReader(twoPeople), false))(t)
		want(t, "first", first, intake.Report{Lines: 2, Added: 2})
		found := must(w.ByPhone(t.Context(), "450-974-5000"))(t)
		want(t, "name", found[0].Name(), "Zoé Côté-L’Heureux")

		if err := w.Correct(t.Context(), agent, found[0].ID, people.Correction{AddressLine: text("1, rue Une")}, forms.Key{}); err != nil {
			t.Fatal(err)
		}
		again := must(w.Import(t.Context(), strings.NewReader(twoPeople), false))(t)
		want(t, "second", again, intake.Report{Lines: 2, Unchanged: 2})
		want(t, "what was corrected since", must(w.Person(t.Context(), found[0].ID))(t).AddressLine, "1, rue Une")

		more := strings.Replace(twoPeople, "A-2;;Suharto;;;", "A-2;;Suharto;1950-01-01;s@exemple.com;", 1)
		want(t, "completed", must(w.Import(t.Context(), strings.NewReader(more), false))(t), intake.Report{Lines: 2, Unchanged: 1, Changed: 1})
		want(t, "found by the new address", len(must(w.ByContact(t.Context(), d, "s@exemple.com"))(t)), 1)
	})
}

func TestAFaultyFileIsRefusedWholeWithEachFaultyLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		file := "reference,prenom,nom,naissance,courriel\n" +
			"1,Zoé,Roy,2016-05-14,zoe@exemple.com\n" +
			"1,Léo,Roy,2016-13-14,leo\n" +
			",Max,,,\n" +
			"4,Eva,\"Roy\nDubé\",,,\n" +
			"5,,,,\n"
		report, err := w.Import(t.Context(), strings.NewReader(file), false)
		if !errors.Is(err, intake.ErrFaulty) {
			t.Fatalf("got %v, want a faulty file", err)
		}
		var lines []string
		for _, f := range report.Faults {
			line, field, _ := strings.Cut(f.String(), ": ")
			field, _, _ = strings.Cut(field, ": ")
			lines = append(lines, line+" "+field)
		}
		want(t, "faults", lines, []string{"3 naissance", "3 courriel", "3 reference", "4 reference", "5 ligne", "7 prenom"})
		want(t, "nobody was added", len(must(w.ByContact(t.Context(), d, "zoe@exemple.com"))(t)), 0)
	})
}

func TestAFileSaysItsColumns(t *testing.T) {
	w := newTown(t, dbtest.SQLite(t))
	for file, field := range map[string]string{
		"prenom,nom\nZoé,Roy\n":                "reference",
		"reference,prenom,prenom\n":            "prenom",
		"reference,nas\n1,123456789\n":         "nas",
		"reference,prenom\n1,\"jamais fermé\n": "ligne",
	} {
		report, err := w.Import(t.Context(), strings.NewReader(file), false)
		if !errors.Is(err, intake.ErrFaulty) || report.Faults[0].Field != field {
			t.Errorf("%q: got %v, %v, want a fault in %s", file, report.Faults, err, field)
		}
	}
	if _, err := w.Import(t.Context(), strings.NewReader(""), false); err == nil {
		t.Error("an empty file passes")
	}
}
