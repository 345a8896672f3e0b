package leisure

import (
	"os"
	"strings"
	"testing"

	"sem/internal/intake"
)

func FuzzReadTable(f *testing.F) {
	for _, name := range []string{"quebec-libre.csv", "laval-calendrier.json"} {
		raw, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Add("session,activite,groupe\nA2026,a,g\n")
	f.Add("session;session_nom;session_debut;session_fin;ouvre;ferme;activite;titre;groupe;age_min;age_max;debut;fin;horaire;sans_cours;prix;options;politique;politique_nom;politique_etapes\n" +
		"A2026;Automne;2026-09-14;2026-12-06;2026-08-24 9h;2026-09-01;a;A;g;18 mois;35 mois;2026-09-14;2026-10-01;lundi 9 h-10 h 30;2026-09-21;85; ;x;X;14 jours; 2 cours 10 % note\n")
	f.Add("\x1f\x8b\x08\x00")
	f.Fuzz(func(t *testing.T, written string) {
		var report intake.Report
		d, err := readDraft(strings.NewReader(written), ImportOptions{}, &report)
		if err != nil || report.Err() != nil || d == nil {
			return
		}
		for _, g := range d.groups.thing {
			if err := g.problems().Err(); err != nil && len(g.classes) == 0 {
				t.Errorf("a group that could not be saved: %v %+v", err, g.Group)
			}
			if n := len(g.Classes(nil)); n > 24*60*(mostDays+1) {
				t.Errorf("%d classes", n)
			}
			var again Group
			if err := again.read(g.body()); err != nil {
				t.Errorf("a group that could not be read again: %v", err)
			}
		}
		for _, s := range d.sessions.thing {
			if err := s.problems().Err(); err != nil && s.described {
				t.Errorf("a session that could not be saved: %v %+v", err, s.Session)
			}
		}
	})
}
