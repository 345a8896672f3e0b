package rollfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"sem/internal/intake"
	"sem/internal/places"
)

// good is a roll of two houses, as the ministry publishes it.
const good = "\xef\xbb\xbf" + `<?xml version="1.0" encoding="utf-8"?>
<RL xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="RL.xsd">
<VERSION>2.9</VERSION>
<RLM01A>72005</RLM01A>
<RLM02A>2026</RLM02A>
<RLUEx>
<RL0101><RL0101x><RL0101Ax>84</RL0101Ax><RL0101Ex>RU</RL0101Ex><RL0101Gx>MOULIN</RL0101Gx></RL0101x></RL0101>
<RL0104><RL0104A>7247</RL0104A><RL0104B>58</RL0104B><RL0104C>0001</RL0104C></RL0104>
<RL0105A>1000</RL0105A>
<RL0401A>2024-07-01</RL0401A>
<RL0402A>161400</RL0402A>
<RL0403A>322800</RL0403A>
<RL0404A>484200</RL0404A>
</RLUEx>
<RLUEx>
<RL0104><RL0104A>7247</RL0104A><RL0104B>58</RL0104B><RL0104C>0002</RL0104C></RL0104>
<RL0105A>9100</RL0105A>
<RL0401A>2024-07-01</RL0401A>
<RL0402A>90000</RL0402A>
<RL0404A>90000</RL0404A>
</RLUEx>
</RL>
`

// read is all that a file says, as a city of code 72005 reads it.
func read(t testing.TB, file io.Reader) (units []Unit, report intake.Report) {
	t.Helper()
	r := NewReader(file, &report, Expected{Municipality: "72005"})
	for {
		u, err := r.Next()
		if errors.Is(err, io.EOF) {
			r.Tell()
			return units, report
		}
		if err != nil {
			t.Fatal(err)
		}
		units = append(units, u)
	}
}

func TestTheTwoRealUnitsOfTheMinistryAreRead(t *testing.T) {
	file, err := os.Open("testdata/RL02010_2026_extrait.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var report intake.Report
	r := NewReader(file, &report, Expected{Municipality: "02010"})
	house, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Sheet{
		Matricule: "066890033300000000", Doors: []Door{{Low: "47", Generic: "CH", Link: "J", Name: "SAINT-ISIDORE"}}, Lots: []string{"5648619"},
		Use: "1000", FileNumber: "80015100", Neighbourhood: "1108", Front: Measure{48770, true}, Land: Measure{177977000, true}, Zone: "0",
		Floors: Number{1, true}, Built: Number{2022, true}, BuiltAs: "R", FloorArea: Measure{92300, true}, Attached: "1", Construction: "1",
		Dwellings: Number{1, true}, ReferenceDate: "2023-07-01", LandValue: Number{35200, true}, BuildingValue: Number{179100, true},
		Value: Number{214300, true}, ValueBefore: Number{125100, true}, Vacant: "0",
	}, house.Sheet); diff != "" {
		t.Error(diff)
	}
	vacant, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	if vacant.Sheet.BuildingValue.Known || vacant.Sheet.Doors[0].Street() != "3e Rang" {
		t.Errorf("the vacant land is %+v", vacant.Sheet)
	}
	if _, err := r.Next(); err != io.EOF || report.Err() != nil || report.Lines != 2 {
		t.Errorf("after the last unit: %v, %+v", err, report)
	}
	if diff := cmp.Diff(Header{"2.9", "02010", 2026}, r.Header()); diff != "" {
		t.Error(diff)
	}
}

func TestWhatWasKeptIsReadAgain(t *testing.T) {
	units, _ := read(t, strings.NewReader(good))
	for _, u := range units {
		if diff := cmp.Diff(u.Sheet, Read(u.Written)); diff != "" {
			t.Errorf("%s: %s", u.Written, diff)
		}
	}
	if want := "RL0104A=7247\nRL0104B=58\nRL0104C=0002\nRL0105A=9100\nRL0401A=2024-07-01\nRL0402A=90000\nRL0404A=90000\n"; units[1].Written != want {
		t.Errorf("kept: %s; want %s", units[1].Written, want)
	}
}

func TestEachFaultHasItsLineAndItsCode(t *testing.T) {
	replaced := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%s is not in the file", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for name, c := range map[string]struct{ file, want string }{
		"truncated":            {good[:len(good)-16], "20: XML: "},
		"total that is wrong":  {replaced("<RL0404A>484200", "<RL0404A>484201"), "6: RL0404A: "},
		"total under the land": {replaced("<RL0404A>90000", "<RL0404A>80000"), "15: RL0404A: "},
		"value beyond belief":  {strings.ReplaceAll(good, "90000", "90000000000"), "15: RL0402A: "},
		"matricule twice":      {strings.ReplaceAll(good, "<RL0104C>0002", "<RL0104C>0001"), "15: RL0104: Le matricule 7247-58-0001 est déjà à la ligne 6."},
		"matricule short":      {replaced("<RL0104C>0001</RL0104C>", "<RL0104C>001</RL0104C>"), "8: RL0104C: "},
		"matricule absent":     {replaced("<RL0104B>58</RL0104B>", ""), "6: RL0104: "},
		"letters for value":    {replaced("<RL0402A>161400", "<RL0402A>cher"), "11: RL0402A: "},
		"negative value":       {replaced("<RL0402A>161400", "<RL0402A>-161400"), "11: RL0402A: "},
		"impossible day":       {replaced("2024-07-01", "2024-17-01"), "10: RL0401A: "},
		"no use":               {replaced("<RL0105A>1000</RL0105A>", ""), "6: RL0105A: "},
		"use of three digits":  {replaced("<RL0105A>1000", "<RL0105A>100"), "6: RL0105A: "},
		"built after the roll": {replaced("<RL0401A>", "<RL0307A>2031</RL0307A><RL0401A>"), "6: RL0307A: "},
		"another city":         {replaced("72005", "66023"), "6: RLM01A: "},
		"no year":              {replaced("<RLM02A>2026</RLM02A>", ""), "6: RLM02A: "},
		"version of tomorrow":  {replaced("2.9", "3.0"), "6: VERSION: "},
		"no unit":              {"<RL><VERSION>2.9</VERSION></RL>", ": RLUEx: "},
		"a page of HTML":       {"<html><body>Erreur</body></html>", "1: XML: "},
		"a bomb":               {"<!DOCTYPE RL [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><RL>&b;</RL>", "1: XML: "},
	} {
		_, report := read(t, strings.NewReader(c.file))
		if report.Err() == nil || !strings.Contains(report.Faults[0].String(), c.want) {
			t.Errorf("%s: %v; want %s", name, report.Faults, c.want)
		}
	}
	if _, report := read(t, strings.NewReader(strings.ReplaceAll(good, "<RL0403A>322800", "<RL0403A>1"))); len(report.Faults) != 1 {
		t.Errorf("%v; want one fault, and the next unit read all the same", report.Faults)
	}
}

func TestAPropertyOutsideTheTerritoryIsAFault(t *testing.T) {
	var report intake.Report
	r := NewReader(strings.NewReader(good), &report, Expected{Holds: func(m places.Matricule) bool { return m < "724758000200000000" }})
	for _, err := r.Next(); err == nil; _, err = r.Next() {
	}
	if len(report.Faults) != 1 || report.Faults[0].Line != 15 || report.Faults[0].Field != "RL0104" {
		t.Errorf("%v; want the second unit refused", report.Faults)
	}
}

func TestWhatTheManualDoesNotHaveIsKeptAndCounted(t *testing.T) {
	more := `<RL0599A note="x">neuf</RL0599A><RL0504><RL0504x><RL0504Ax>1</RL0504Ax></RL0504x></RL0504><RL0316A>12.5</RL0316A>`
	file := strings.Replace(strings.Replace(good, "</RLUEx>", more+"</RLUEx>", 1), "<RLUEx>", `<RLUEx id="1" xsi:type="u">`, 1)
	units, report := read(t, strings.NewReader(file))
	if diff := cmp.Diff([]intake.Note{{Label: "Éléments inconnus gardés tels quels", Value: "1\u00a0: RL0599A (1)"}}, report.Notes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Extra{{"RL0599A", "neuf"}, {"RL0316A", "12.5"}}, units[0].Sheet.Extras); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Extra{{"RL0504x", ""}, {"RL0504Ax", "1"}}, units[0].Sheet.Fiscal); diff != "" {
		t.Error(diff)
	}
}

func TestAReaderThatFailsIsNoFaultOfTheFile(t *testing.T) {
	var report intake.Report
	broken := errors.New("the disk is gone")
	r := NewReader(io.MultiReader(strings.NewReader(good[:400]), iotest.ErrReader(broken)), &report, Expected{})
	if _, err := r.Next(); !errors.Is(err, broken) || len(report.Faults) > 0 {
		t.Errorf("%v, %v; want the error of the disk", err, report.Faults)
	}
}

// FuzzReader feeds the whole reader: whatever the bytes are, there is a report and no panic.
func FuzzReader(f *testing.F) {
	f.Add(good)
	real, err := os.ReadFile("testdata/RL02010_2026_extrait.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(real))
	f.Add("<RL><RLUEx><RL0104><RL0104A>1</RL0104A></RL0104></RLUEx></RL>")
	f.Add("<RL><RLUEx><A>x<B>y</B>z</A><RL0504Z>\n1\n2</RL0504Z></RLUEx></RL>")
	f.Fuzz(func(t *testing.T, file string) {
		var report intake.Report
		r := NewReader(strings.NewReader(file), &report, Expected{})
		for range 1000 {
			u, err := r.Next()
			if err != nil {
				break
			}
			if again := Read(u.Written); len(report.Faults) == 0 && !cmp.Equal(again, u.Sheet) {
				t.Errorf("%q is kept as %q, which is read as %s", file, u.Written, cmp.Diff(u.Sheet, again))
			}
			for _, d := range u.Sheet.Doors {
				d.Line(d.Street())
				d.Numbers()
			}
		}
	})
}

// many is a roll of so many units.
func many(units int) string {
	var b strings.Builder
	head, rest, _ := strings.Cut(good, "<RLUEx>")
	unit, _, _ := strings.Cut(rest, "<RLUEx>")
	b.WriteString(head)
	for i := range units {
		b.WriteString("<RLUEx>")
		b.WriteString(strings.NewReplacer(">7247", fmt.Sprintf(">%04d", i/10_000), ">0001", fmt.Sprintf(">%04d", i%10_000)).Replace(unit))
	}
	b.WriteString("</RL>\n")
	return b.String()
}

// BenchmarkLexer is what the XML itself costs; BenchmarkReader, what the properties do.
func BenchmarkLexer(b *testing.B) {
	file := many(40_000)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		l := newLexer(strings.NewReader(file))
		for _, err := l.next(); err == nil; _, err = l.next() {
		}
	}
}

func BenchmarkReader(b *testing.B) {
	file := many(40_000)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if units, report := read(b, strings.NewReader(file)); len(units) != 40_000 || report.Err() != nil {
			b.Fatal(len(units), report.Faults)
		}
	}
}
