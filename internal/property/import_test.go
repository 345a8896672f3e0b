package property

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/intake"
	"sem/internal/places"
	"sem/internal/property/rollfile"
)

// took is a report in short.
type took struct{ Lines, Added, Changed, Unchanged, Gone int }

func (tw *town) imports(file string) took {
	tw.Helper()
	r, err := tw.Import(tw.Context(), strings.NewReader(file), ImportOptions{})
	if err != nil {
		tw.Fatal(err, r.Faults)
	}
	return took{r.Lines, r.Added, r.Changed, r.Unchanged, r.Gone}
}

func (tw *town) note(r intake.Report, label string) string {
	for _, n := range r.Notes {
		if n.Label == label {
			return n.Value
		}
	}
	return ""
}

func (tw *town) property(matricule string) places.PropertyID {
	tw.Helper()
	m, _ := places.ParseMatricule(matricule)
	p, err := tw.PropertyOf(tw.Context(), m)
	tw.ok(err)
	return p
}

func TestTheTwoRealUnitsOfTheMinistryAreTakenIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		file, err := os.Open("rollfile/testdata/RL02010_2026_extrait.xml")
		tw.ok(err)
		defer file.Close()
		r, err := tw.Import(t.Context(), file, ImportOptions{Municipality: "02010"})
		if err != nil {
			t.Fatal(err, r.Faults)
		}
		if tw.note(r, "Valeur des immeubles") != "215\u00a0200\u00a0$" || tw.note(r, "Rôle") != "2025-2026-2027" {
			t.Errorf("notes %q", r.Notes)
		}
		entries, err := tw.ByMatricule(t.Context(), "0668-90-0333")
		tw.ok(err)
		e := entries[0]
		if e.Line != "47, chemin Saint-Isidore" || e.Roll.FirstYear != 2025 || e.Sheet.Value.N != 214300 {
			t.Errorf("it is %q on the roll of %d, worth %d", e.Line, e.Roll.FirstYear, e.Sheet.Value.N)
		}
		entries, err = tw.ByMatricule(t.Context(), "0568-97-9054")
		tw.ok(err)
		if vacant := entries[0]; vacant.Sheet.BuildingValue.Known || vacant.Line != "3e Rang" {
			t.Errorf("the vacant land is %+v", vacant)
		}
	})
}

func TestASecondReadingChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.streets("84|rue du Moulin", "86|rue du Moulin")
		file := rollOf(2026, house("7247580001", "84", 484200), house("7247580002", "86", 400000))
		if got, want := tw.imports(file), (took{2, 2, 0, 0, 0}); got != want {
			t.Errorf("the first reading: %+v; want %+v", got, want)
		}
		before, changes := tw.property("7247-58-0001"), tw.Rolls()[0].ChangedAt
		tw.clock.Advance(1000)
		if got, want := tw.imports(file), (took{2, 0, 0, 2, 0}); got != want {
			t.Errorf("the second reading: %+v; want %+v", got, want)
		}
		if tw.property("7247-58-0001") != before || !tw.Rolls()[0].ChangedAt.Equal(changes) {
			t.Error("the second reading left a trace")
		}
		corrected := rollOf(2026, house("7247580001", "84", 500000), house("7247580003", "", 90000))
		if got, want := tw.imports(corrected), (took{2, 1, 1, 0, 1}); got != want {
			t.Errorf("a corrected file: %+v; want %+v", got, want)
		}
		entries, err := tw.Property(t.Context(), before)
		tw.ok(err)
		if len(entries) != 1 || entries[0].Sheet.Value.N != 500000 || len(tw.Rolls()) != 1 || tw.Rolls()[0].Total != 590000 {
			t.Errorf("after the correction: %+v of %+v", entries, tw.Rolls())
		}
		if n := tw.count(`SELECT COUNT(*) FROM property_roll`); n != 1 {
			t.Errorf("%d rolls are kept; want one", n)
		}
	})
}

func TestThreeRollsTellTheHistoryOfAValueInWhateverOrderTheyCome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		for _, roll := range []struct{ year, value int }{{2026, 484200}, {2020, 271300}, {2023, 371500}} {
			tw.imports(rollOf(roll.year, house("7247580001", "84", roll.value), house("7247580009", "", 1000*roll.year)))
		}
		entries, err := tw.ByMatricule(t.Context(), "7247-58-0001")
		tw.ok(err)
		var values []int64
		for _, e := range entries {
			values = append(values, e.Sheet.Value.N)
		}
		if diff := cmp.Diff([]int64{484200, 371500, 271300}, values); diff != "" {
			t.Error(diff)
		}
		if got := entries[1].Roll.Years(); got != "2023-2024-2025" {
			t.Errorf("the roll before is that of %s", got)
		}
	})
}

func TestAPropertyOutlivesItsMatricule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.imports(rollOf(2023, house("7247580001", "84", 300000), house("7247580002", "86", 300000), house("7247580003", "88", 300000), house("7247580004", "90", 300000)))
		byFile, byPlace := tw.property("7247-58-0001"), tw.property("7247-58-0002")
		renumbered, moved := house("7247581111", "84", 400000), house("7247582222", "86", 400000)
		renumbered.file, renumbered.number = "F7247580001", "9999999"
		moved.file, moved.number = "", "5648002"
		twin, other := house("7247583333", "88", 1000), house("7247584444", "88", 1000)
		twin.file, other.file = "F7247580003", "F7247580003" // Two claim to be number 88: neither is believed.
		twin.number, other.number = "", ""
		r, err := tw.Import(t.Context(), strings.NewReader(rollOf(2026, renumbered, moved, twin, other, house("7247580004", "90", 400000))), ImportOptions{})
		tw.ok(err)
		if r.Added != 2 || r.Changed != 3 || r.Gone != 1 {
			t.Errorf("report %+v", r)
		}
		if got := tw.note(r, "Matricules changés"); got != "2 : 7247-58-0001 devient 7247-58-1111, 7247-58-0002 devient 7247-58-2222" {
			t.Errorf("the report says %q", got)
		}
		if tw.property("7247-58-1111") != byFile || tw.property("7247-58-2222") != byPlace || tw.property("7247-58-0001") != byFile {
			t.Error("a property lost its identifier with its matricule")
		}
		entries, err := tw.ByMatricule(t.Context(), "7247580001")
		tw.ok(err)
		if len(entries) != 2 || entries[0].Matricule != "724758111100000000" {
			t.Errorf("the old number leads to %+v", entries)
		}
		all, err := tw.Matricules(t.Context(), tw.DB)
		tw.ok(err)
		if len(all) != 8 || all["724758111100000000"] != all["724758000100000000"] {
			t.Errorf("%d matricules: %v", len(all), all)
		}
	})
}

func TestAFaultyFileIsRefusedWholeWithItsLines(t *testing.T) {
	good := rollOf(2026, house("7247580001", "84", 484200), house("7247580002", "86", 400000))
	replaced := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%s is not in the file", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.imports(rollOf(2023, house("7247580001", "84", 300000)))
		rolls, entries := tw.count(`SELECT COUNT(*) FROM property_roll`), tw.count(`SELECT COUNT(*) FROM property_entry`)
		for name, c := range map[string]struct{ file, want string }{
			"truncated":           {good[:len(good)-40], "24: XML: "},
			"total that is wrong": {replaced("<RL0404A>484200", "<RL0404A>484201"), "6: RL0404A: "},
			"matricule twice":     {strings.ReplaceAll(good, "<RL0104C>0002", "<RL0104C>0001"), "16: RL0104: Le matricule 7247-58-0001 est déjà à la ligne 6."},
			"another city":        {replaced("72005", "66023"), "6: RLM01A: "},
			"no unit":             {rollOf(2026), ": RLUEx: "},
			"a bomb":              {"<!DOCTYPE RL [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><RL>&b;</RL>", "1: XML: "},
			"two faults":          {strings.ReplaceAll(good, "<RL0105A>1000</RL0105A>", ""), "6: RL0105A: "},
		} {
			r, err := tw.Import(t.Context(), strings.NewReader(c.file), ImportOptions{Municipality: "72005"})
			if !errors.Is(err, intake.ErrFaulty) || len(r.Faults) == 0 {
				t.Errorf("%s: %v, %v; want a fault", name, err, r.Faults)
				continue
			}
			if !strings.Contains(r.Faults[0].String(), c.want) {
				t.Errorf("%s: %s; want %s", name, r.Faults[0], c.want)
			}
			if tw.count(`SELECT COUNT(*) FROM property_roll`) != rolls || tw.count(`SELECT COUNT(*) FROM property_entry`) != entries || tw.count(`SELECT COUNT(*) FROM property_unit`) != 1 {
				t.Errorf("%s: something stayed of the file", name)
			}
		}
		if r, _ := tw.Import(t.Context(), strings.NewReader(strings.ReplaceAll(good, "<RL0105A>1000</RL0105A>", "")), ImportOptions{}); len(r.Faults) != 2 {
			t.Errorf("%d faults are listed; want both", len(r.Faults))
		}
	})
}

func TestAPropertyOutsideTheTerritoryIsAFault(t *testing.T) {
	d := dbtest.SQLite(t)
	tw := newTown(t, d)
	tw.districts()
	tw.imports(rollOf(2026, house("7347580001", "84", 484200)))
	r, err := tw.Import(t.Context(), strings.NewReader(rollOf(2026, house("9939118086", "84", 484200))), ImportOptions{})
	if !errors.Is(err, intake.ErrFaulty) || r.Faults[0].Field != "RL0104" {
		t.Errorf("a house in Montréal: %v, %v", err, r.Faults)
	}
}

// districts draws one square around the town.
func (tw *town) districts() {
	tw.Helper()
	file := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"noDistrict":1,"district":"Centre"},"geometry":{"type":"Polygon","coordinates":[[[-74.02,45.53],[-73.84,45.53],[-73.84,45.63],[-74.02,45.63],[-74.02,45.53]]]}}]}`
	districts, err := places.ReadDistricts(strings.NewReader(file), places.ElectionsQuebec)
	tw.ok(err)
	_, err = tw.Places.SaveDistricts(tw.Context(), districts)
	tw.ok(err)
}

func TestWhatTheHouseDoesNotKnowIsKeptAndCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		l := house("7247580001", "84", 484200)
		l.more = `<RL0599A note="x">neuf</RL0599A><RL0504><RL0504x><RL0504Ax>1</RL0504Ax></RL0504x></RL0504><RL0316A>12.5</RL0316A>`
		r, err := tw.Import(t.Context(), strings.NewReader(strings.Replace(rollOf(2026, l), "<RLUEx>", `<RLUEx id="1" xsi:type="u">`, 1)), ImportOptions{})
		tw.ok(err)
		if got := tw.note(r, "Éléments inconnus gardés tels quels"); got != "1 : RL0599A (1)" {
			t.Errorf("the report says %q", got)
		}
		entries, err := tw.ByMatricule(t.Context(), "7247580001")
		tw.ok(err)
		if diff := cmp.Diff([]rollfile.Extra{{Name: "RL0599A", Value: "neuf"}, {Name: "RL0316A", Value: "12.5"}}, entries[0].Sheet.Extras); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]rollfile.Extra{{Name: "RL0504x"}, {Name: "RL0504Ax", Value: "1"}}, entries[0].Sheet.Fiscal); diff != "" {
			t.Error(diff)
		}
	})
}

func TestADryRunTellsAndWritesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		r, err := tw.Import(t.Context(), strings.NewReader(rollOf(2026, house("7247580001", "84", 484200))), ImportOptions{DryRun: true})
		if err != nil || r.Added != 1 {
			t.Errorf("%+v, %v", r, err)
		}
		if tw.count(`SELECT COUNT(*) FROM property_roll`)+tw.count(`SELECT COUNT(*) FROM property_unit`) != 0 {
			t.Error("the dry run wrote something")
		}
	})
}

func TestARollThatACrashLeftIsSeenByNobodyAndRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		left := Roll{ID: "left", FirstYear: 2026, FileYear: 2026, ImportedAt: tw.clock.Now(), ChangedAt: tw.clock.Now()}
		tw.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := insertRoll(t.Context(), tx, left); err != nil {
				return err
			}
			u := unit{matricule: "724758000100000000", line: "84, rue du Moulin", sheet: "RL0105A=1000\n"}
			return writeEntries(t.Context(), tx, left, []entry{{unit: u, property: "p-left", fresh: true}}, tw.clock.Now())
		}))
		tw.ok(tw.Refresh(t.Context()))
		if _, err := tw.ByMatricule(t.Context(), "7247-58-0001"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("somebody saw the pending roll: %v", err)
		}
		if all, err := tw.Matricules(t.Context(), d); err != nil || len(all) != 0 {
			t.Errorf("its matricules are seen: %v, %v", all, err)
		}
		tw.imports(rollOf(2026, house("7247580002", "84", 484200)))
		if n := tw.count(`SELECT COUNT(*) FROM property_unit`); n != 1 {
			t.Errorf("%d units; want only the new one", n)
		}
	})
}

func TestWhoGivesUpHalfWayLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		var lots []lot
		for i := range 3 * batchSize {
			lots = append(lots, house(fmt.Sprintf("72%08d", i), "", 1000))
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		batches := 0
		_, err := tw.Import(ctx, strings.NewReader(rollOf(2026, lots...)), ImportOptions{Progress: func(int64, int64) {
			if batches++; batches == 2 {
				stop()
			}
		}})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the import ended with %v", err)
		}
		if tw.count(`SELECT COUNT(*) FROM property_roll`)+tw.count(`SELECT COUNT(*) FROM property_entry`)+tw.count(`SELECT COUNT(*) FROM property_unit`) != 0 {
			t.Error("half a roll stayed")
		}
	})
}

func TestAReaderThatFailsIsNoFaultOfTheFile(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	file := rollOf(2026, house("7247580001", "84", 484200))
	broken := io.MultiReader(strings.NewReader(file[:400]), iotest.ErrReader(errors.New("the disk is gone")))
	if r, err := tw.Import(t.Context(), broken, ImportOptions{}); err == nil || errors.Is(err, intake.ErrFaulty) || len(r.Faults) > 0 {
		t.Errorf("%v, %v; want the error of the disk", err, r.Faults)
	}
}

func TestAnOlderFileOfTheSameRollIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	tw := newTown(t, d)
	later := strings.Replace(rollOf(2026, house("7247580001", "84", 484200)), "<RLM02A>2026", "<RLM02A>2027", 1)
	tw.imports(later)
	r, err := tw.Import(t.Context(), strings.NewReader(rollOf(2026, house("7247580001", "84", 100))), ImportOptions{})
	if !errors.Is(err, intake.ErrFaulty) || r.Faults[0].Field != "RLM02A" {
		t.Errorf("%v, %v; want a fault about the year", err, r.Faults)
	}
}

// A new roll stands beside those of before; a newer file of the same years replaces.
func TestANewRollStandsBesideThoseOfBefore(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	for _, c := range []struct {
		year, value int
		beside      bool
	}{{2023, 300000, true}, {2026, 400000, true}, {2027, 410000, false}, {2023, 310000, false}} {
		file := strings.Replace(rollOf(c.year, house("7247580001", "84", c.value)), "2025-07-01", "2024-07-01", 1) // 2027 is of the roll of 2026.
		report, err := tw.Import(t.Context(), strings.NewReader(file), ImportOptions{})
		if err != nil || report.Beside != c.beside {
			t.Errorf("%d at %d: beside %v, %v; want %v", c.year, c.value, report.Beside, err, c.beside)
		}
	}
}
