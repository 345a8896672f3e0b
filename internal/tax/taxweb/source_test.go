package taxweb_test

import (
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/tax/taxweb"
)

func scopeOf(v session.Viewer) dossier.Scope {
	return dossier.Scope{Viewer: v, Now: september, People: []people.Care{{Person: people.Person{ID: people.ID(v.Person)}}}}
}

func TestTheOwnersFileHasTheirTaxes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(header + bill2025 + bill2026 + paid2026)
		source, scope, ctx := taxweb.Source{Pages: b.pages}, scopeOf(b.Viewer), t.Context()

		tasks, err := source.ToDo(ctx, scope)
		b.Must(err)
		if len(tasks) != 1 || tasks[0].Title != "Payer 755,11\u00a0$ de taxes" || tasks[0].Path != "/taxes/7247-58-0000" || !strings.Contains(tasks[0].Text, "9 septembre") {
			t.Errorf("to do: got %+v", tasks)
		}
		coming, err := source.Coming(ctx, scope, september, september.AddDate(0, 0, 10))
		b.Must(err)
		if len(coming) != 1 || !coming[0].AllDay || coming[0].Title != "Versement de taxes, 755,11\u00a0$" {
			t.Errorf("coming: got %+v", coming)
		}
		entries, err := source.Entries(ctx, scope, dossier.Filter{Limit: 3})
		b.Must(err)
		if len(entries) != 3 || entries[0].Title != "Paiement de taxes reçu\u00a0: 755,10\u00a0$" || !entries[0].At.After(entries[2].At) || !entries[0].AllDay {
			t.Errorf("history: got %+v", entries)
		}
		older, err := source.Entries(ctx, scope, dossier.Filter{Limit: 30, Before: entries[2].At})
		b.Must(err)
		if len(older) != 4 || older[0].Title != "Compte de taxes 2026\u00a0: 3\u00a0020,41\u00a0$" {
			t.Errorf("older: got %+v", older)
		}
		sections, err := source.Export(ctx, scope)
		b.Must(err)
		rows := map[string]int{}
		for _, s := range sections {
			rows[s.Name] = len(s.Rows)
			for _, r := range s.Rows {
				if len(r) != len(s.Columns) {
					t.Errorf("%s: a row has %d values for %d columns", s.Name, len(r), len(s.Columns))
				}
			}
		}
		if rows["taxes_comptes"] != 2 || rows["taxes_lignes"] != 14 || rows["taxes_versements"] != 6 || rows["taxes_paiements"] != 5 {
			t.Errorf("export: got %v", rows)
		}
		owing, err := source.Owing(ctx, scope)
		b.Must(err)
		if len(owing) != 1 || owing[0].Text != "755,11\u00a0$ à payer au plus tard le mercredi 9 septembre 2026." || owing[0].Owner != "" {
			t.Errorf("owing: got %+v", owing)
		}
		open, err := b.tax.ComingInstalments(ctx, "marie", "2026-09-01", "2026-09-30")
		b.Must(err)
		if len(open) != 1 || open[0].Number != 4 {
			t.Errorf("for calendars: got %+v", open)
		}
	})
}

func TestWhoOwnsNothingHasNothingOfTaxesInTheirFile(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + paid2026)
	source, scope, ctx := taxweb.Source{Pages: b.pages}, scopeOf(sure("luc")), t.Context() // Luc lives in Marie's house.
	tasks, err := source.ToDo(ctx, scope)
	b.Must(err)
	coming, err := source.Coming(ctx, scope, september, september.AddDate(1, 0, 0))
	b.Must(err)
	entries, err := source.Entries(ctx, scope, dossier.Filter{Limit: 30})
	b.Must(err)
	panel, err := source.Owing(ctx, scope)
	b.Must(err)
	if len(tasks)+len(coming)+len(entries) != 0 || panel != nil {
		t.Errorf("got %v, %v, %v, %v, want nothing", tasks, coming, entries, panel)
	}
	sections, err := source.Export(ctx, scope)
	b.Must(err)
	for _, s := range sections {
		if len(s.Rows) > 0 {
			t.Errorf("the export has %d rows of %s", len(s.Rows), s.Name)
		}
	}
}

func TestTheDeskPanelLeadsToTheAccountsOfWhoOwns(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	works := julie
	works.Role = session.Works
	for _, c := range []struct {
		by    session.Viewer
		whose people.ID
		shown bool
	}{{julie, "marie", true}, {julie, "luc", false}, {works, "marie", false}} {
		panel, err := b.pages.DeskPanel(t.Context(), c.by, c.whose)
		if err != nil || (panel != nil) != c.shown {
			t.Errorf("%s looks at %s: got %v, %v", c.by.Role, c.whose, panel, err)
		}
	}
}
