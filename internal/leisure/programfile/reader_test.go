package programfile

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"sem/internal/civil"
	"sem/internal/intake"
)

func open(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestTheDaysOfTheWeekOfACourseAreOneCourse(t *testing.T) {
	var report intake.Report
	courses, err := ReadQuebec(bytes.NewReader(open(t, "quebec-libre.csv")), &report)
	if err != nil || len(report.Faults) > 0 || len(courses) != 7 {
		t.Fatalf("%v %v %d courses", err, report.Faults, len(courses))
	}
	camp := courses[0]
	if camp.Session != "E2012" || camp.Title != "Camp de jour" || camp.Label != "" || camp.Site != "École Joseph-Paquin" || camp.Room != "Gymnase" || camp.Organiser != "Jeunes Handicapés de Charlesbourg (Les)" {
		t.Errorf("%+v", camp)
	}
	if got := fmt.Sprint(camp.Slots[0], len(camp.Slots)); got != "{Monday 08:30 16:30} 5" {
		t.Errorf("slots %s", got)
	}
	for _, c := range courses {
		if strings.Contains(c.Label, "14 ans et plus") && (c.MinAge != 168 || c.MaxAge != 0) {
			t.Errorf("%s: from %d to %d months", c.Label, c.MinAge, c.MaxAge)
		}
	}
}

func TestRowsThatCannotBeReadAreToldByLineAndColumn(t *testing.T) {
	good := "E2012|Bain libre|Bain|Aquatique|Ville|Piscine|Piscine|Beauport|1, rue X|2012-06-27|2012-08-08|Jeudi|08:30:00|16:30:00"
	for _, c := range []struct{ from, to, want string }{
		{"E2012", "Été", "2: CODE_SESSION"}, {"2012-06-27", "27 juin", "2: DATE_DEB"}, {"2012-08-08", "2012-06-01", "2: DATE_FIN"},
		{"Jeudi", "jour de lune", "2: JOUR_SEMAINE"}, {"08:30:00", "25:00:00", "2: HEURE_DEBUT"}, {"16:30:00", "08:30:00", "2: HEURE_FIN"},
		{"|Bain|", "||", "2: DESCRIPTION_ACT"}, {"|Beauport", "", "2:"}, {good, good + "\n" + good, "3: JOUR_SEMAINE"},
	} {
		var report intake.Report
		_, err := ReadQuebec(strings.NewReader(strings.Join(quebecColumns, "|")+"\r\n"+strings.Replace(good, c.from, c.to, 1)+"\r\n"), &report)
		if err != nil || len(report.Faults) == 0 || !strings.HasPrefix(report.Faults[0].String(), c.want) {
			t.Errorf("%s: %v %v, want %s", c.to, err, report.Faults, c.want)
		}
	}
}

func TestTheTimesOfACalendarAreThoseOfTheTown(t *testing.T) {
	var report intake.Report
	courses, err := ReadLaval(bytes.NewReader(open(t, "laval-calendrier.json")), &report)
	if err != nil || len(report.Faults) > 0 || len(courses) != 8 {
		t.Fatalf("%v %v %d courses", err, report.Faults, len(courses))
	}
	seen := map[string]Course{}
	for _, c := range courses {
		seen[c.Title] = c
		if strings.ContainsAny(c.Text, "<>\u200b\u00a0") {
			t.Errorf("%s: marks are left in %q", c.Title, c.Text)
		}
	}
	// 2025-02-13T23:30:00 is 18:30 in town.
	off := seen["Rencontre avec Kevin Raphaël"]
	if !off.Cancelled || len(off.Times) != 1 || fmt.Sprint(off.Times[0]) != fmt.Sprint(Times{civil.DayAt(2025, 2, 13), 18*60 + 30, 19*60 + 30, true}) {
		t.Errorf("%+v", off)
	}
	tales := seen["Heure du conte 3 - 5 ans"]
	if tales.MinAge != 36 || tales.MaxAge != 60 || len(tales.Times) != 2 || tales.Cancelled {
		t.Errorf("%+v", tales)
	}
	if nursery := seen["Halte-garderie 6 mois à 5 ans"]; nursery.MinAge != 6 || nursery.MaxAge != 60 {
		t.Errorf("%+v", nursery)
	}
}

func TestAgesAreReadOnlyWhereTheyAreTold(t *testing.T) {
	for written, want := range map[string][2]int{
		"3 à 5 ans": {36, 60}, "3-5 ans": {36, 60}, "Pour les 12 à 17 ans": {144, 204}, "6 mois à 5 ans": {6, 60}, "0-12 mois": {0, 11}, "18 à 36 mois": {18, 35},
		"50 ans et plus": {600, 0}, "55 ans et +": {660, 0}, "12 ans et moins": {0, 144}, "4 et 5 ans": {48, 60}, "(camp pour les 12-17 ans)": {144, 204},
		"Depuis plus de 3 000 ans": {}, "Adultes": {}, "60e anniversaire": {}, "de 9 h à 11 h": {}, "5 à 3 ans": {}, "1,5 à 3 ans": {}, "2 000 ans et plus": {},
	} {
		lowest, highest := agesIn(written)
		if lowest != want[0] || highest != want[1] {
			t.Errorf("%q: %d to %d, want %v", written, lowest, highest, want)
		}
	}
}

func TestHTMLBecomesPlainText(t *testing.T) {
	for written, want := range map[string]string{
		"<p>\u200b\u200bRencontrez&#160;Louise<br></p>":                "Rencontrez Louise",
		"<p>Un</p><p>Deux</p>":                                         "Un\n\nDeux",
		"a<script>alert(1)</script>b<style>x{}</style>c":               "abc",
		"1<sup>re</sup> à 4<sup>e</sup>":                               "1re à 4e",
		"&lt;b&gt;gras&lt;/b&gt;":                                      "b gras /b",
		"coupé <a href=\"":                                             "coupé",
		"<script>jamais fini":                                          "",
		"<span style=\"font-size&#58;10pt\">Le Web</span>\r\n et plus": "Le Web\net plus",
	} {
		if got := plain(written); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}

func TestAFileThatIsCutShortIsRefused(t *testing.T) {
	whole := open(t, "laval-calendrier.json")
	for _, raw := range [][]byte{whole[:len(whole)/2], whole[:len(whole)-3], []byte("["), []byte("{}"), []byte(`[{"Title":"x"}]`), []byte(`[{"Title":1}]`)} {
		var report intake.Report
		if _, err := ReadLaval(bytes.NewReader(raw), &report); err != nil || len(report.Faults) == 0 {
			t.Errorf("%.20s: %v %v", raw, err, report.Faults)
		}
	}
}

func TestFilesAreRecognisedByHowTheyBegin(t *testing.T) {
	for name, want := range map[string]Kind{"quebec-libre.csv": Quebec, "laval-calendrier.json": Laval} {
		if got := KindOf(open(t, name)[:64]); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if KindOf([]byte("session;activite;groupe\n")) != Unknown {
		t.Error("our own table is taken for another")
	}
}

func FuzzReadQuebec(f *testing.F) {
	f.Add(open(f, "quebec-libre.csv"))
	f.Add([]byte(strings.Join(quebecColumns, "|") + "\nE2012|a|b|c|d|e|f|g|h|2012-01-01|2012-01-02|Lundi|08:00|09:00\n"))
	f.Add([]byte("\xef\xbb\xbfCODE_SESSION|\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var report intake.Report
		courses, err := ReadQuebec(bytes.NewReader(raw), &report)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range courses {
			if c.Title == "" || c.To < c.From || len(c.Slots) == 0 || c.MaxAge != 0 && c.MaxAge < c.MinAge {
				t.Errorf("a course that cannot be: %+v", c)
			}
		}
	})
}

func FuzzReadLaval(f *testing.F) {
	f.Add(open(f, "laval-calendrier.json"))
	f.Add([]byte(`[{"Title":"ANNULÉ - x","Excerpt":"<p>6 mois à 5 ans","EventDate":"2025-11-02T05:30:00","EndDate":"2025-11-02T06:30:00"}]`))
	f.Add([]byte("[[[[[[]]]]]]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var report intake.Report
		courses, err := ReadLaval(bytes.NewReader(raw), &report)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range courses {
			if c.Title == "" || c.To < c.From || strings.ContainsAny(c.Text+c.Title, "<>") {
				t.Errorf("a course that cannot be: %+v", c)
			}
			for _, one := range c.Times {
				if one.End <= one.Start || one.End > 24*60 || one.Day < c.From || one.Day > c.To {
					t.Errorf("a time that cannot be: %+v of %+v", one, c)
				}
			}
		}
	})
}
