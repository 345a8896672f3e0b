package watering

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/id"
	"sem/internal/intake"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// town is the room of watering with two doors, Marie who lives at the first, and Martin who
// manages it.
type town struct {
	*testing.T
	*Service
	clock       *clock.Still
	home, other places.Address
}

var (
	marie  = session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie"}
	luc    = session.Viewer{Account: "compte-luc", Person: "luc", Name: "Luc"}
	martin = session.Viewer{Account: "martin", FullName: "Martin Gagnon", Role: session.Works}
	lea    = session.Viewer{Account: "lea", FullName: "Léa Roy", Role: session.Leisure}
)

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	still, ids := clock.At(at("2026-09-02 10:00").UTC()), id.Counting("i")
	told := &alerts.Service{DB: d, Clock: still, IDs: ids}
	maps := places.New(d, still, ids)
	tw := &town{T: t, clock: still, Service: &Service{DB: d, Clock: still, IDs: ids, People: &people.Service{DB: d, Clock: still, IDs: ids}, Places: maps, Alerts: told}}
	tw.ok(maps.Refresh(t.Context()))
	tw.home, tw.other = tw.door("84"), tw.door("85")
	tw.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
		return tw.People.Load(t.Context(), tx, slices.Values([]people.Person{
			{ID: "marie", GivenName: "Marie", Language: "fr", AddressID: string(tw.home.ID), Residence: people.Unknown, CreatedAt: still.Now(), UpdatedAt: still.Now()},
			{ID: "luc", GivenName: "Luc", Language: "fr", Residence: people.Unknown, CreatedAt: still.Now(), UpdatedAt: still.Now()},
		}))
	}))
	return tw
}

func (tw *town) ok(err error) {
	tw.Helper()
	if err != nil {
		tw.Fatal(err)
	}
}

func (tw *town) refused(err error, kind fault.Kind) {
	tw.Helper()
	if fault.KindOf(err) != kind {
		tw.Errorf("got %v, want %s", err, kind)
	}
}

func (tw *town) door(civic string) (saved places.Address) {
	tw.Helper()
	tw.ok(tw.DB.InTx(tw.T.Context(), func(tx *db.Tx) (err error) {
		saved, err = tw.Places.Save(tw.T.Context(), tx, places.Address{Civic: civic, Street: "rue du Moulin", Point: geo.Point{Lat: 45.56, Lon: -73.89}})
		return err
	}))
	return saved
}

func (tw *town) load(name string, dryRun bool) intake.Report {
	tw.Helper()
	file, err := os.Open("testdata/" + name + ".toml")
	tw.ok(err)
	defer file.Close()
	report, err := tw.Import(tw.T.Context(), file, dryRun)
	tw.ok(err)
	return report
}

func (tw *town) key(value string) forms.Key {
	return forms.Key{Value: value, Actor: "x", Fingerprint: value}
}

func (tw *town) lawn() Application {
	return Application{Kind: "pelouse", Address: tw.home.ID, AreaMetres: 120, From: "2026-09-03", Accepted: true}
}

func (tw *town) count(query string, args ...any) (n int) {
	tw.Helper()
	tw.ok(tw.DB.QueryRow(tw.T.Context(), query, args...).Scan(&n))
	return n
}

func TestAFileIsTakenWholeAndASecondTimeWithoutEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		if r := tw.load("6-canicule", true); r.Added != 8 || len(tw.Book().Rules) != 0 {
			t.Errorf("a dry run: %+v, %d rules", r, len(tw.Book().Rules))
		}
		if r := tw.load("6-canicule", false); r.Added != 8 || r.Changed+r.Unchanged+r.Gone != 0 {
			t.Errorf("the first time: %+v", r)
		}
		if r := tw.load("6-canicule", false); r.Unchanged != 8 || r.Added+r.Changed+r.Gone != 0 {
			t.Errorf("the second time: %+v", r)
		}
		tw.load("1-parite-des-dates", false)
		tw.load("3-secteurs", false)
		got := tw.Book().Contents
		for _, file := range []string{"3-secteurs", "1-parite-des-dates", "6-canicule"} {
			want := bookOf(t, file)
			for _, l := range want.Bylaws {
				if diff := cmp.Diff(want.RulesOf(l.Code), tw.Book().RulesOf(l.Code)); diff != "" {
					t.Errorf("%s: %s", file, diff)
				}
			}
		}
		if len(got.Bans) != 2 || len(got.Areas) != 2 || len(got.Bylaws) != 3 {
			t.Errorf("%d bans, %d areas, %d by-laws", len(got.Bans), len(got.Areas), len(got.Bylaws))
		}
	})
}

func TestARuleThatTheFileHoldsNoLongerIsGone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		raw, err := os.ReadFile("testdata/1-parite-des-dates.toml")
		tw.ok(err)
		tw.load("1-parite-des-dates", false)
		shorter := strings.Replace(string(raw), `heures = ["03:00-06:00"]`, `heures = ["02:00-06:00"]`, 1)
		from, to := strings.Index(shorter, "[[regle]]\nreglement = \"eau-1825\"\ncode = \"manuel\""), strings.Index(shorter, "[[permis]]")
		report, err := tw.Import(t.Context(), strings.NewReader(shorter[:from]+shorter[to:]), false)
		if err != nil || report.Gone != 1 || report.Changed != 1 || report.Added != 0 {
			t.Errorf("got %+v, %v", report, err)
		}
		if a := tw.Answer(tw.home, "automatique", at("2026-09-02 02:30")); !a.Allowed {
			t.Error("the new hours are not answered")
		}
	})
}

func TestAFaultyFileIsRefusedLineByLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		for file, want := range map[string]string{
			"[[appareil]]\ncode = \"A B\"\nnom = \"\"\nicone = \"fusée\"":                                               "2: code: ; 3: nom: ; 4: icone: ",
			"[[regle]]\nreglement = \"x\"\ncode = \"r\"\nappareils = [\"y\"]\njours = \"parfois\"\nheures = [\"soir\"]": "4: appareils: ; 6: heures: ; 5: jours: ; 2: reglement: ",
			"[[regle]]\nreglement = \"x\"\ncode = \"r\"\njours = \"semaine\"\nsaison = [\"13-01\"]":                     "5: saison: ; 2: reglement: ; 1: appareils: ; 1: semaine: ",
			"[[reglement]]\ncode = \"x\"\nnumero = \"1\"\nnom = \"N\"\nen_vigueur = \"demain\"\nhors = 1":               "6: hors: ; 5: en_vigueur: ",
			"[[reglement]]\ncode = \"x\"\ncode = \"y\"":                                                                 "3: ",
			"[[permis]]\nreglement = \"x\"\ncode = \"p\"\nnom = \"P\"\njours = 0\ntarif = \"gros\"\nappareils = []":     "2: reglement: ; 7: appareils: ; 5: jours: ; 6: tarif: ",
			"[[interdiction]]\ncode = \"i\"\nraison = \"\"\ndebut = \"hier\"":                                           "4: debut: ; 3: raison: ; 4: debut: ",
			"[[secteur]]\ncode = \"s\"\nnom = \"S\"\ngeojson = '{\"type\":\"Point\",\"coordinates\":[1,2]}'":            "4: geojson: ",
			"[[appareil]]\ncode = \"a\"\nnom = \"A\"\n[[appareil]]\ncode = \"a\"\nnom = \"B\"":                          "5: code: ",
			"":                "0: fichier: ",
			"appareil = 3":    "1: appareil: ",
			"\xff\xfe":        "0: fichier: ",
			"[[regle]\nx = 1": "2: ",
		} {
			report, err := tw.Import(t.Context(), strings.NewReader(file), false)
			if err == nil || len(report.Faults) == 0 {
				t.Errorf("%q was taken", file)
				continue
			}
			var got []string
			for _, f := range report.Faults {
				line := f.String()
				got = append(got, line[:min(len(line), strings.Index(line, ": ")+2)+fieldLength(f)])
			}
			if !strings.HasPrefix(strings.Join(got, "; "), strings.TrimSuffix(want, " ")) {
				t.Errorf("%q:\n got %s\nwant %s\n%v", file, strings.Join(got, "; "), want, report.Faults)
			}
		}
		if n := tw.count(`SELECT COUNT(*) FROM watering_bylaw`); n != 0 {
			t.Errorf("%d by-laws were written", n)
		}
	})
}

// fieldLength is the length of the field of a fault and what follows it.
func fieldLength(f intake.Fault) int {
	if f.Field == "" {
		return 0
	}
	return len(f.Field) + 2
}

func TestAnotherProcessHearsOfABan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.load("1-parite-des-dates", false)
		there := &Service{DB: d, Clock: tw.clock, IDs: tw.IDs, Places: tw.Places}
		tw.ok(there.Refresh(t.Context()))
		before := there.Book()
		tw.ok(there.Refresh(t.Context()))
		if there.Book() != before {
			t.Error("nothing was written, and the book was read again")
		}
		tw.ok(tw.Declare(t.Context(), martin, NewBan{Reason: "L’eau manque.", Where: WholeCity}, forms.Key{}))
		if there.Answer(tw.home, "arroseur", at("2026-09-02 21:00")).Because == ByBan {
			t.Error("heard of the ban before being told")
		}
		tw.ok(there.Refresh(t.Context()))
		if a := there.Answer(tw.home, "arroseur", at("2026-09-02 21:00")); a.Because != ByBan {
			t.Errorf("after hearing: %s", told(a))
		}
	})
}

func TestAPermitThatTheBylawGrantsByItselfIsForOnesHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		raw, err := os.ReadFile("testdata/1-parite-des-dates.toml")
		tw.ok(err)
		_, err = tw.Import(t.Context(), strings.NewReader(strings.Replace(string(raw), `tarif = "0"`, "automatique = true", 1)), false)
		tw.ok(err)
		mine, err := tw.Ask(t.Context(), marie, tw.lawn(), tw.key("a"))
		tw.ok(err)
		if p, err := tw.Permit(t.Context(), mine); err != nil || p.State != Granted || p.To != "2026-09-17" {
			t.Errorf("at home: %+v, %v", p, err)
		}
		if a := tw.Answer(tw.home, "arroseur", at("2026-09-03 21:00")); a.Because != ByPermit {
			t.Errorf("at once: %s", told(a))
		}
		elsewhere := tw.lawn()
		elsewhere.Address = tw.other.ID
		theirs, err := tw.Ask(t.Context(), marie, elsewhere, tw.key("b"))
		tw.ok(err)
		if p, err := tw.Permit(t.Context(), theirs); err != nil || p.State != Asked {
			t.Errorf("elsewhere: %s, %v", p.State, err)
		}
		notices, err := tw.Alerts.List(t.Context(), "marie", 10)
		if err != nil || len(notices) != 1 {
			t.Errorf("told %d times, %v; want once, of the permit granted", len(notices), err)
		}
	})
}

func TestAFeeIsReceivedBeforeThePermitIsGranted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		raw, err := os.ReadFile("testdata/1-parite-des-dates.toml")
		tw.ok(err)
		_, err = tw.Import(t.Context(), strings.NewReader(strings.Replace(string(raw), `tarif = "0"`, "tarif = \"25,00 $\"\nautomatique = true", 1)), false)
		tw.ok(err)
		number, err := tw.Ask(t.Context(), marie, tw.lawn(), tw.key("a"))
		tw.ok(err)
		tw.refused(tw.Decide(t.Context(), martin, number, Decision{Grant: true}, tw.key("b")), fault.Invalid)
		tw.refused(tw.Decide(t.Context(), lea, number, Decision{Grant: true, Paid: true}, tw.key("b")), fault.Forbidden)
		tw.refused(tw.Decide(t.Context(), marie, number, Decision{Grant: true, Paid: true}, tw.key("b")), fault.Forbidden)
		tw.clock.Advance(4 * 24 * time.Hour) // The first day passes while the city waits.
		tw.ok(tw.Decide(t.Context(), martin, number, Decision{Grant: true, Paid: true}, tw.key("c")))
		if p, err := tw.Permit(t.Context(), number); err != nil || p.From != "2026-09-06" || p.To != "2026-09-20" || p.Fee != 2500 {
			t.Errorf("granted from %s to %s for %s, %v; want fifteen days from today", p.From, p.To, p.Fee, err)
		}
		tw.ok(tw.Decide(t.Context(), martin, number, Decision{Grant: true, Paid: true}, tw.key("c")))
		tw.refused(tw.Decide(t.Context(), martin, number, Decision{Reason: "Non."}, tw.key("d")), fault.Conflict)
		if n := tw.count(`SELECT COUNT(*) FROM journal_entry WHERE object = $1`, "arrosage/permis/"+string(number)); n != 2 {
			t.Errorf("%d entries, want the asking and the granting", n)
		}
	})
}

func TestADoorHasOnePermitOfAKindAYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.load("1-parite-des-dates", false)
		first, err := tw.Ask(t.Context(), marie, tw.lawn(), tw.key("a"))
		tw.ok(err)
		again, err := tw.Ask(t.Context(), marie, tw.lawn(), tw.key("a"))
		if err != nil || again != first {
			t.Errorf("the same form: %s, %v; want %s", again, err, first)
		}
		_, err = tw.Ask(t.Context(), luc, tw.lawn(), tw.key("b"))
		tw.refused(err, fault.Conflict)
		tw.ok(tw.Decide(t.Context(), martin, first, Decision{Reason: "Il manque le plan."}, tw.key("c")))
		if _, err = tw.Ask(t.Context(), luc, tw.lawn(), tw.key("d")); err != nil {
			t.Errorf("once the other was refused: %v", err)
		}
		_, err = tw.Ask(t.Context(), martin, tw.lawn(), tw.key("e"))
		tw.refused(err, fault.Forbidden)
		_, err = tw.Ask(t.Context(), session.Viewer{}, tw.lawn(), tw.key("f"))
		tw.refused(err, fault.Forbidden)
		own, err := tw.PermitsOf(t.Context(), "marie")
		if err != nil || len(own) != 1 || own[0].Reason != "Il manque le plan." {
			t.Errorf("Marie's permits: %+v, %v", own, err)
		}
	})
}

func TestOnlyWhoManagesWateringForbids(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.load("3-secteurs", false)
		n := NewBan{Reason: "Bris.", Where: InAreas, Areas: []string{"est"}}
		for _, who := range []session.Viewer{marie, lea, {}} {
			tw.refused(tw.Declare(t.Context(), who, n, forms.Key{}), fault.Forbidden)
			_, err := tw.Preview(t.Context(), who, n)
			tw.refused(err, fault.Forbidden)
			tw.refused(tw.SaveRule(t.Context(), who, RuleText{}, forms.Key{}), fault.Forbidden)
			tw.refused(tw.DropRule(t.Context(), who, "r3", "est", forms.Key{}), fault.Forbidden)
			tw.refused(tw.Lift(t.Context(), who, "x", forms.Key{}), fault.Forbidden)
		}
		c, err := tw.Preview(t.Context(), martin, n)
		if err != nil || c.Addresses != 2 || c.Of != 2 {
			t.Errorf("concerned: %d of %d, %v", c.Addresses, c.Of, err)
		}
		if n := tw.count(`SELECT COUNT(*) FROM watering_ban`) + tw.count(`SELECT COUNT(*) FROM journal_entry`); n != 0 {
			t.Errorf("looking and being refused wrote %d rows", n)
		}
	})
}

func FuzzReadFile(f *testing.F) {
	for _, name := range []string{"1-parite-des-dates", "3-secteurs", "4-strict", "5-nuit", "6-canicule"} {
		raw, err := os.ReadFile("testdata/" + name + ".toml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Add("[[regle]]\nheures = [\"24:00-00:00\", \"99:99-1:1\"]\nsaison = [\"02-29\", \"02-30\"]")
	f.Add("a.b.c = 1\n[[regle]]")
	f.Fuzz(func(t *testing.T, file string) {
		var report intake.Report
		c, err := readFile(strings.NewReader(file), NewBook(Contents{}).known(), &report)
		if err != nil || report.Err() != nil {
			return
		}
		b := NewBook(c) // What is taken can be answered.
		for _, d := range c.Devices {
			b.Answer(house("84"), d.Code, at("2026-03-08 02:30"))
			b.Week(inTheEast, d.Code, at("2026-11-01 01:30"))
		}
		for _, r := range c.Rules {
			again, wrong := TextOf(r).rule(b.known())
			if diff := cmp.Diff(r, again); diff != "" || len(wrong) > 0 {
				t.Errorf("a rule written and read again: %s %v", diff, wrong)
			}
		}
	})
}

func TestHoursAreReadAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]string{
		"20:00-23:00": "20:00-23:00", "20 h à 23 h 30": "20:00-23:30", "3h-6h": "03:00-06:00", "22:00 – 2:00": "22:00-02:00", "20:00-24:00": "20:00-24:00",
		"20-23": "20:00-23:00", "le soir": "", "20:00-20:00": "", "24:00-02:00": "", "25:00-26:00": "", "20:75-21:00": "", "": "",
	} {
		got := ""
		if h, ok := ParseHours(typed); ok {
			got = h.String()
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func TestTheFileOfTheDocumentationIsTaken(t *testing.T) {
	document, err := os.ReadFile("../../docs/watering.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(document), "```toml\n")
	file, _, _ := strings.Cut(rest, "```")
	var report intake.Report
	c, err := readFile(strings.NewReader(file), NewBook(Contents{}).known(), &report)
	if err != nil || report.Err() != nil || len(c.Rules) != 1 || len(c.Terms) != 1 || len(c.Bans) != 1 || len(c.Areas) != 1 {
		t.Errorf("%d rules, %v, %v", len(c.Rules), err, report.Faults)
	}
}
