package collections_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/collections"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/intake"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

var wednesday = time.Date(2026, 9, 2, 15, 0, 0, 0, time.UTC)

var (
	marie   = session.Viewer{Account: "marie", Person: "marie", Name: "Marie"}
	luc     = session.Viewer{Account: "luc", Person: "luc", Name: "Luc"}
	foreman = session.Viewer{Account: "contremaitre", Name: "Sonia L.", Role: session.Works}
	agent   = session.Viewer{Account: "martin", Name: "Martin G.", Role: session.Agent}
)

const calendar = `
source = "calendrier-2026"

[[flux]]
code = "branches"
nom = { fr = "Branches", en = "Branches" }
lettre = "Br"
icone = "i-tree"
couleur = "sarcelle"
sur_inscription = true
fermeture_jours = 2
places = 1

[[classe]]
code = "petits"
nom = { fr = "8 logements ou moins" }
max = 8

[[secteur]]
code = "jeudi"
nom = "Secteur du jeudi"
rues = [{ rue = "rue du Moulin", de = 2, a = 198, cote = "pair" }]

[[regle]]
flux = "recyclage"
secteurs = ["jeudi"]
jour = "jeudi"
toutes_les = 2
depuis = 2026-09-03

[[regle]]
flux = "branches"
jour = "lundi"

[[exception]]
flux = ["recyclage"]
genre = "annulee"
jour = "2026-12-24"
raison = { fr = "Veille de Noël", en = "Christmas Eve" }

[[ferie]]
jour = 2026-09-07
nom = { fr = "fête du Travail" }
`

// town is the room on a real database.
type town struct {
	*testing.T
	db     *db.DB
	clock  *clock.Still
	ids    id.Source
	rooms  *collections.Service
	alerts *alerts.Service
	places *places.Service
	moulin places.Address
	pomme  places.Address
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(wednesday), id.Counting("n")
	b := &town{T: t, db: d, clock: c, ids: ids, alerts: &alerts.Service{DB: d, Clock: c, IDs: ids}, places: places.New(d, c, ids)}
	b.rooms = b.node()
	b.must(d.InTx(t.Context(), func(tx *db.Tx) error { return collections.Seed(t.Context(), tx, ids) }))
	b.must(b.rooms.Refresh(t.Context()))
	b.must(d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		if b.moulin, err = b.places.Save(t.Context(), tx, places.Address{Civic: "84", Street: "rue du Moulin"}); err != nil {
			return err
		}
		if b.pomme, err = b.places.Save(t.Context(), tx, places.Address{Civic: "86", Street: "rue du Moulin"}); err != nil {
			return err
		}
		for _, who := range []string{"marie", "luc"} {
			if _, err := tx.Exec(t.Context(), `
				INSERT INTO people_person (id, given_name, family_name, language, created_at, updated_at)
				VALUES ($1, $2, 'Tremblay', 'fr', $3, $4)`, who, who, wednesday, wednesday); err != nil {
				return err
			}
		}
		return nil
	}))
	return b
}

// node is the room as another process has it.
func (b *town) node() *collections.Service {
	return &collections.Service{
		DB: b.db, Clock: b.clock, IDs: b.ids, Journal: &journal.Service{DB: b.db, Clock: b.clock, IDs: b.ids, Key: []byte("key")}, Alerts: b.alerts, Places: b.places,
	}
}

func (b *town) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *town) imported(file string) intake.Report {
	b.Helper()
	report, err := b.rooms.ImportSchedule(b.Context(), strings.NewReader(file), false)
	if err != nil {
		b.Fatalf("%v: %v", err, report.Faults)
	}
	return report
}

// count is how many rows a query counts.
func (b *town) count(query string, args ...any) (n int) {
	b.Helper()
	b.must(b.db.QueryRow(b.Context(), query, args...).Scan(&n))
	return n
}

func day(s string) civil.Day {
	d, err := civil.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func key() forms.Key { return forms.Key{Value: forms.NewKey()} }

func TestAScheduleImportedTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		dry, err := b.rooms.ImportSchedule(t.Context(), strings.NewReader(calendar), true)
		b.must(err)
		if dry.Added != 6 || dry.Changed != 1 || len(b.rooms.Sectors()) != 0 || len(b.rooms.Streams()) != 7 {
			t.Errorf("a dry run: %+v, %d sectors", dry, len(b.rooms.Sectors()))
		}
		first := b.imported(calendar)
		if first.Added != 6 || first.Changed != 1 || first.Lines != 7 {
			t.Errorf("first: %+v", first)
		}
		second := b.imported(calendar)
		if second.Added+second.Changed+second.Gone != 0 || second.Unchanged != 7 {
			t.Errorf("second: %+v", second)
		}
		next := b.rooms.Next(b.moulin, day("2026-09-02"), 2)
		if len(next) != 2 || next[0].Day.String() != "2026-09-03" || next[1].Day.String() != "2026-09-17" {
			t.Errorf("next: %+v", next)
		}
		shorter := strings.Replace(calendar, "flux = \"branches\"\njour = \"lundi\"", "flux = \"branches\"\njour = \"mardi\"", 1)
		if third := b.imported(shorter); third.Added != 1 || third.Gone != 1 {
			t.Errorf("a rule that changed: %+v", third)
		}
	})
}

// misread is a schedule with a fault in each part, as far as its last rule, which a test ends.
const misread = `source = "x"
[[secteur]]
code = "Mal Nommé"
[[regle]]
flux = "inconnu"
jour = "jeudi"
[[regle]]
flux = "recyclage"
jour = "jeudredi"
[[regle]]
flux = "recyclage"
jour = "jeudi"
toutes_les = 2
depuis = 2026-09-02
[[exception]]
flux = ["recyclage"]
genre = "deplacee"
jour = 2026-09-03
vers = "3 septembre"
[[ferie]]
jour = 2026-09-07
[[regle]]
flux = "ordures"
`

func TestAScheduleWithFaultsIsRefusedWholeLineByLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		report, err := b.rooms.ImportSchedule(t.Context(), strings.NewReader(misread+"jour = \"lundi\"\nfrequence = 3\n"), false)
		if !errors.Is(err, intake.ErrFaulty) {
			t.Fatalf("err %v, %+v", err, report)
		}
		if len(report.Faults) != 1 || report.Faults[0].Line != 25 || report.Faults[0].Field != "regle.frequence" {
			t.Errorf("an unknown field: %v", report.Faults)
		}
		report, err = b.rooms.ImportSchedule(t.Context(), strings.NewReader(misread+"secteurs = [\"nulle-part\"]\njour = \"lundi\"\n"), false)
		if !errors.Is(err, intake.ErrFaulty) {
			t.Fatalf("err %v, %+v", err, report)
		}
		want := []struct {
			line  int
			field string
		}{{2, "code"}, {20, "ferie"}, {4, "flux"}, {7, "jour"}, {10, "depuis"}, {22, "secteurs"}, {15, "vers"}}
		if len(report.Faults) != len(want) {
			t.Fatalf("faults: %v", report.Faults)
		}
		for i, w := range want {
			if got := report.Faults[i]; got.Line != w.line || got.Field != w.field || got.Reason == "" {
				t.Errorf("fault %d: %s, want line %d %s", i, got, w.line, w.field)
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM collections_rule`); n != 0 {
			t.Errorf("%d rules came of a file that was refused", n)
		}
		report, err = b.rooms.ImportSchedule(t.Context(), strings.NewReader("source = \"x\"\n[[regle\n"), false)
		if !errors.Is(err, intake.ErrFaulty) || report.Faults[0].Line != 3 {
			t.Errorf("no TOML: %v %v", err, report.Faults)
		}
	})
}

func open(t *testing.T, name string) *bytes.Reader {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b)
}

func TestProseIsKeptAndWaitsForAPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		ctx := t.Context()
		for _, file := range []string{"montreal-recyclables.geojson", "montreal-alimentaires.geojson", "montreal-verts.geojson"} {
			report, err := b.rooms.ImportSectors(ctx, open(t, file), collections.SectorOptions{})
			if err != nil {
				t.Fatalf("%s: %v %v", file, err, report.Faults)
			}
			again, err := b.rooms.ImportSectors(ctx, open(t, file), collections.SectorOptions{})
			b.must(err)
			if again.Added+again.Changed+again.Gone != 0 {
				t.Errorf("%s a second time: %+v", file, again)
			}
		}
		if n := len(b.rooms.Sectors()); n != 6 {
			t.Errorf("%d sectors, want 6: one is in two parts", n)
		}
		if n := len(b.rooms.Unread()); n != 6 {
			t.Errorf("%d texts wait, want 6", n)
		}
		prose, ok := b.rooms.ProseOf("recyclage-141", "recyclage")
		if !ok || !strings.HasPrefix(prose.Text.FR, "La collecte a lieu le JEUDI.") || !strings.Contains(prose.Text.EN, "THURSDAY") {
			t.Errorf("the prose: %+v", prose)
		}
		sector, _ := b.rooms.Sector("recyclage-141")
		door := b.rooms.DoorOf(places.Address{Point: inside(sector)})
		if _, by, found := door.SectorOf("recyclage"); !found || by != collections.ByPoint || len(door.Next(day("2026-09-02"), 1)) != 0 {
			t.Error("days were guessed from prose")
		}
		b.must(b.rooms.SaveRule(ctx, foreman, collections.Rule{
			Stream: "recyclage", Sector: "recyclage-141", Pace: collections.Pace{Kind: collections.Weekly, Weekday: time.Thursday, Every: 1},
		}, key()))
		if n := len(b.rooms.Unread()); n != 5 {
			t.Errorf("%d texts wait after a rule was entered, want 5", n)
		}
		b.must(b.rooms.CheckProse(ctx, foreman, "organiques-rpp-ra-12", "organiques", forms.Key{}))
		if n := len(b.rooms.Unread()); n != 4 {
			t.Errorf("%d texts wait after one was read, want 4", n)
		}
		newer := strings.NewReader(strings.ReplaceAll(read(t, "montreal-recyclables.geojson"), "JEUDI", "VENDREDI"))
		report, err := b.rooms.ImportSectors(ctx, newer, collections.SectorOptions{})
		b.must(err)
		if report.Changed != 1 || len(b.rooms.Unread()) != 5 {
			t.Errorf("a newer text is not listed again: %+v", report)
		}
	})
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAMapThatCannotBeUsedIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		square := `"geometry":{"type":"Polygon","coordinates":[[[-73.9,45.5],[-73.8,45.5],[-73.8,45.6],[-73.9,45.6],[-73.9,45.5]]]}`
		for name, file := range map[string]string{
			"no GeoJSON":        `<xml/>`,
			"other columns":     `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"zone":"1"},` + square + `}]}`,
			"no code":           `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"","nom":""},` + square + `}]}`,
			"unknown stream":    `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1","nom":"1","flux":"poubelles"},` + square + `}]}`,
			"a point":           `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1","nom":"1"},"geometry":{"type":"Point","coordinates":[-73.9,45.5]}}]}`,
			"stream not said":   `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ID":"1","SECTEUR":"1","TYPE_DECHET":null},` + square + `}]}`,
			"twice, other days": `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1","nom":"1","texte":"jeudi"},` + square + `},{"type":"Feature","properties":{"code":"1","nom":"1","texte":"lundi"},` + square + `}]}`,
			"swapped axes":      `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1","nom":"1"},"geometry":{"type":"Polygon","coordinates":[[[45.5,-173.9],[45.5,-73.8],[45.6,-73.8],[45.5,-173.9]]]}}]}`,
		} {
			report, err := b.rooms.ImportSectors(t.Context(), strings.NewReader(file), collections.SectorOptions{})
			if !errors.Is(err, intake.ErrFaulty) || len(report.Faults) == 0 || len(b.rooms.Sectors()) != 0 {
				t.Errorf("%s: %v, %+v", name, err, report)
			}
		}
		report, err := b.rooms.ImportSectors(t.Context(), strings.NewReader(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"ouest","nom":"Ouest"},`+square+`}]}`), collections.SectorOptions{DryRun: true})
		if err != nil || report.Added != 1 || len(b.rooms.Sectors()) != 0 {
			t.Errorf("a dry run: %v %+v", err, report)
		}
	})
}

func TestARuleIsSeenByEveryNodeAndJournaled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.imported(calendar)
		other := b.node()
		b.must(other.Refresh(t.Context()))
		rule := collections.Rule{Stream: "ordures", Sector: "jeudi", Pace: collections.Pace{Kind: collections.Weekly, Weekday: time.Friday, Every: 1}}
		if err := b.rooms.SaveRule(t.Context(), agent, rule, key()); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("an agent entered a rule: %v", err)
		}
		same := key()
		b.must(b.rooms.SaveRule(t.Context(), foreman, rule, same))
		b.must(b.rooms.SaveRule(t.Context(), foreman, rule, same))
		if n := len(b.rooms.RulesOf("jeudi", "ordures")); n != 1 {
			t.Errorf("%d rules of one form", n)
		}
		b.must(other.Refresh(t.Context()))
		if next := other.Next(b.moulin, day("2026-09-04"), 1); len(next) != 1 || next[0].Stream.Code != "ordures" {
			t.Errorf("another node sees %+v", next)
		}
		if n := b.count(`SELECT COUNT(*) FROM journal_entry WHERE actor = $1`, "contremaitre"); n != 1 {
			t.Errorf("%d entries in the journal", n)
		}
		b.must(b.rooms.RemoveRule(t.Context(), foreman, b.rooms.RulesOf("jeudi", "ordures")[0].ID))
		if n := len(b.rooms.RulesOf("jeudi", "ordures")); n != 0 {
			t.Error("a rule stays after it was taken away")
		}
		bad := rule
		bad.Sector, bad.Stream, bad.Class = "nulle-part", "poubelles", "chateaux"
		if err := b.rooms.SaveRule(t.Context(), foreman, bad, key()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a rule of nothing: %v", err)
		}
	})
}

func TestAMovedDayTellsThoseOnItsListOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.imported(calendar)
		ctx := i18n.WithNow(t.Context(), wednesday)
		ask := collections.Asking{Address: b.moulin.ID, Stream: "branches", Day: day("2026-09-14"), What: "Deux branches d’érable"}
		same := key()
		first, err := b.rooms.Inscribe(ctx, marie, ask, same)
		b.must(err)
		if again, err := b.rooms.Inscribe(ctx, marie, ask, same); err != nil || again != first {
			t.Errorf("the same form again: %q %v", again, err)
		}
		if _, err := b.rooms.Inscribe(ctx, marie, ask, key()); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a door twice on a list: %v", err)
		}
		if _, err := b.rooms.Inscribe(ctx, luc, collections.Asking{Address: b.pomme.ID, Stream: "branches", Day: day("2026-09-14"), What: "x"}, key()); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a list longer than the crew's day: %v", err)
		}
		moved := collections.Changing{Streams: []string{"branches"}, Shown: day("2026-09-14"), State: collections.Moved, To: day("2026-09-15"), Reason: collections.Words{FR: "Camion brisé"}}
		effects, err := b.rooms.PreviewChange(ctx, moved)
		b.must(err)
		if len(effects) != 1 || effects[0].Doors != 1 {
			t.Errorf("the preview: %+v", effects)
		}
		b.must(b.rooms.ChangeDay(ctx, foreman, moved, key()))
		if unseen, _ := b.alerts.Unseen(ctx, "marie"); unseen != 1 {
			t.Errorf("Marie was told %d times", unseen)
		}
		if unseen, _ := b.alerts.Unseen(ctx, "luc"); unseen != 0 {
			t.Errorf("Luc was told %d times", unseen)
		}
		mine, err := b.rooms.Inscriptions(ctx, []people.ID{"marie"})
		b.must(err)
		if when, held := b.rooms.When(mine[0]); when != day("2026-09-15") || !held {
			t.Errorf("the crew comes on %s", when)
		}
		list, err := b.rooms.CrewList(ctx, foreman, "branches", day("2026-09-01"))
		b.must(err)
		if len(list) != 1 || list[0].What != "Deux branches d’érable" {
			t.Errorf("the crew's list: %+v", list)
		}
		if _, err := b.rooms.CrewList(ctx, agent, "branches", day("2026-09-01")); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("an agent reads the crew's list: %v", err)
		}
	})
}

func TestADoorIsTakenOffItsListByItsPersonOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.imported(calendar)
		ctx := t.Context()
		id, err := b.rooms.Inscribe(ctx, marie, collections.Asking{Address: b.moulin.ID, Stream: "branches", Day: day("2026-09-14"), What: "x"}, key())
		b.must(err)
		if err := b.rooms.Withdraw(ctx, luc, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Luc withdrew Marie: %v", err)
		}
		b.must(b.rooms.Withdraw(ctx, marie, id))
		b.must(b.rooms.Withdraw(ctx, marie, id))
		stream, _ := b.rooms.Stream("branches")
		open, err := b.rooms.WithPlaces(ctx, stream, b.rooms.Open(b.rooms.DoorOf(b.pomme), stream, wednesday, 2))
		b.must(err)
		if len(open) != 2 {
			t.Errorf("the place was not given back: %v", open)
		}
		_, err = b.rooms.Inscribe(ctx, luc, collections.Asking{Address: b.pomme.ID, Stream: "branches", Day: day("2026-09-14"), What: "x"}, key())
		b.must(err)
		if open, err = b.rooms.WithPlaces(ctx, stream, b.rooms.Open(b.rooms.DoorOf(b.pomme), stream, wednesday, 2)); err != nil || len(open) != 1 {
			t.Errorf("a full day is on offer: %v %v", open, err)
		}
		for name, ask := range map[string]collections.Asking{
			"closed":  {Address: b.moulin.ID, Stream: "branches", Day: day("2026-09-02"), What: "x"},
			"no day":  {Address: b.moulin.ID, Stream: "branches", What: "x"},
			"nothing": {Address: b.moulin.ID, Stream: "branches", Day: day("2026-09-21")},
			"regular": {Address: b.moulin.ID, Stream: "recyclage", Day: day("2026-09-03"), What: "x"},
		} {
			if _, err := b.rooms.Inscribe(ctx, marie, ask, key()); fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.rooms.Inscribe(ctx, session.Viewer{}, collections.Asking{}, key()); fault.KindOf(err) != fault.SignIn {
			t.Errorf("a visitor: %v", err)
		}
	})
}

func TestAnExceptionOfAPersonIsNotChangedByAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.imported(calendar)
		ctx := t.Context()
		change := collections.Changing{Streams: []string{"recyclage"}, Shown: day("2026-12-24"), State: collections.Moved, To: day("2026-12-23"), Reason: collections.Words{FR: "Veille de Noël"}}
		b.must(b.rooms.ChangeDay(ctx, foreman, change, key()))
		if report := b.imported(calendar); report.Changed != 0 {
			t.Errorf("the file changed it: %+v", report)
		}
		e := b.rooms.Exceptions(day("2026-12-01"))
		if len(e) != 1 || e[0].State != collections.Moved || e[0].Sequence != 2 {
			t.Errorf("exceptions: %+v", e)
		}
		nobody := change
		nobody.Reason = collections.Words{}
		if err := b.rooms.ChangeDay(ctx, foreman, nobody, key()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		if err := b.rooms.ChangeDay(ctx, marie, change, key()); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a citizen moved a collection: %v", err)
		}
	})
}

func TestTheCityKeepsItsOwnStreamsAndObjects(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.imported(`source = "ville"
[[objet]]
code = "pile"
nom = { fr = "Pile", en = "Battery" }
ou = ["ecocentre"]
`)
		b.must(d.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `UPDATE collections_mark SET value = 'older' WHERE name = 'shipped'`); err != nil {
				return err
			}
			return collections.Seed(t.Context(), tx, b.ids)
		}))
		b.must(b.rooms.Refresh(t.Context()))
		if found := b.rooms.Objects("pile", 1); len(found) != 1 || len(found[0].Ways) != 1 {
			t.Errorf("a newer program changed the city's word: %+v", found)
		}
	})
}

// inside is a point of a sector: the first of a grid over its box that it holds.
func inside(s collections.Sector) geo.Point {
	box := s.Area.Box()
	for i := 1; i < 20; i++ {
		for j := 1; j < 20; j++ {
			p := geo.Point{
				Lat: box.SouthWest.Lat + (box.NorthEast.Lat-box.SouthWest.Lat)*float64(i)/20,
				Lon: box.SouthWest.Lon + (box.NorthEast.Lon-box.SouthWest.Lon)*float64(j)/20,
			}
			if s.Area.Contains(p) {
				return p
			}
		}
	}
	return geo.Point{}
}
