package requests

import (
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/intake"
)

func published(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("testdata/requetes_311_2024_extrait.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheRequestsOfARealCityAreImportedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		for _, c := range []struct {
			dry        bool
			want       intake.Report
			thenInside int
		}{
			{true, intake.Report{Lines: 128, Added: 128}, 0},
			{false, intake.Report{Lines: 128, Added: 128}, 128},
			{false, intake.Report{Lines: 128, Unchanged: 128}, 128},
			{true, intake.Report{Lines: 128, Unchanged: 128}, 128},
		} {
			got, err := tw.Import(tw.ctx(), strings.NewReader(published(t)), c.dry)
			tw.ok(err)
			if got.Lines != c.want.Lines || got.Added != c.want.Added || got.Unchanged != c.want.Unchanged {
				t.Errorf("import, dry %v: got %+v, want %+v", c.dry, got, c.want)
			}
			if n := tw.count("SELECT COUNT(*) FROM requests_request"); n != c.thenInside {
				t.Errorf("%d requests, want %d", n, c.thenInside)
			}
		}
		for _, c := range []struct {
			source, typeCode, title string
			channel                 Channel
			state                   State
			ended                   string
			delay                   float64
		}{
			{"24-35", "collecte-manquee", "Collecte des matières organiques", Telephone, Closed, "2024-01-18", 17.053},
			{"24-71", importedType, "Trou d'homme", Telephone, Closed, "2024-01-01", 0.018},
		} {
			var w db.Where
			w.And("r.source = ?", importSource+c.source)
			r, err := requestWith(tw.ctx(), tw.DB, w)
			tw.ok(err)
			delay := r.ResolvedAt.Sub(r.ReceivedAt).Hours() / 24
			if r.Title != c.title || r.Channel != c.channel || r.State != c.state || FormatDay(r.ClosedAt) != c.ended || math.Abs(delay-c.delay) > 0.001 {
				t.Errorf("%s: got %+v after %.3f days", c.source, r, delay)
			}
			if c.source == "24-71" && r.Answers[colWhat] != "*Z-Trou d'homme" {
				t.Errorf("%s: the activity as published is lost: %v", c.source, r.Answers)
			}
			if !strings.HasPrefix(string(r.Number), clock.Local(r.ReceivedAt).Format("2006")) {
				t.Errorf("%s has number %s", c.source, r.Number)
			}
			tw.want(r.Number, c.state)
		}
		var states []string
		rows, err := tw.DB.Query(tw.ctx(), "SELECT state FROM requests_request")
		states, err = db.Collect(rows, err, func(rows *db.Rows) (string, error) { var s string; return s, rows.Scan(&s) })
		tw.ok(err)
		counts := map[string]int{}
		for _, s := range states {
			counts[s]++
		}
		if counts["closed"] != 124 || counts["rejected"] != 3 || counts["in_progress"] != 1 {
			t.Errorf("states: %v, want 124 closed, 3 rejected, 1 in progress", counts)
		}
		if n := tw.count("SELECT COUNT(*) FROM requests_interaction WHERE channel = 'telephone'"); n != 85 {
			t.Errorf("%d calls, want 85", n)
		}
		if n := tw.count("SELECT COUNT(*) FROM alerts_notice"); n != 0 {
			t.Errorf("%d people were told of the past", n)
		}
	})
}

func TestAFaultyFileIsRefusedWholeAndEachFaultIsListed(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	lines := strings.Split(published(t), "\n")
	lines[2] = "24-35,2024-01-32,Collecte,Adresse,LaSalle,Pigeon,Terminée,2024-01-18,17.053"
	lines[4] = lines[3]
	lines[6] = "24-9999,2024-01-01,Bruit,Adresse,LaSalle,Mobile,Terminée,2024-01-01,5"
	lines[8] = "24-9998,2024-01-01,Bruit"
	report, err := tw.Import(tw.ctx(), strings.NewReader(strings.Join(lines, "\n")), false)
	if !errors.Is(err, intake.ErrFaulty) {
		t.Fatalf("got %v, want ErrFaulty", err)
	}
	var got []string
	for _, f := range report.Faults {
		line, rest, _ := strings.Cut(f.String(), ": ")
		field, reason, _ := strings.Cut(rest, ": ")
		if reason == "" {
			t.Errorf("%s has no reason", f)
		}
		got = append(got, line+" "+field)
	}
	want := []string{"3 provenance", "3 date_creation", "5 identifiant_requete", "7 delai_dernier_statut_jours", "9 ligne"}
	if !slices.Equal(got, want) {
		t.Errorf("faults: got %q, want %q", got, want)
	}
	if n := tw.count("SELECT COUNT(*) FROM requests_request") + tw.count("SELECT COUNT(*) FROM requests_counter"); n != 0 {
		t.Errorf("%d rows were written", n)
	}
	if report, err := tw.Import(tw.ctx(), strings.NewReader("a,b\n1,2\n"), false); !errors.Is(err, intake.ErrFaulty) || len(report.Faults) != 2+len(importColumns) {
		t.Errorf("another file altogether: %v, %v", report.Faults, err)
	}
}

func FuzzImport(f *testing.F) {
	b, err := os.ReadFile("testdata/requetes_311_2024_extrait.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[:1000])
	f.Add([]byte("identifiant_requete;date_creation\n"))
	f.Add([]byte("\xef\xbb\xbf\"a\nb"))
	f.Fuzz(func(t *testing.T, b []byte) {
		lines, report, err := parseImport(strings.NewReader(string(b)))
		if err == nil && len(report.Faults) == 0 && len(lines) != report.Lines {
			t.Errorf("%d lines read of %d", len(lines), report.Lines)
		}
		for _, line := range lines {
			if len(report.Faults) == 0 && line.ended.Before(line.received) {
				t.Errorf("ended before it was received: %+v", line)
			}
		}
	})
}
