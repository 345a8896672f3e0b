package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sem/internal/intake"
)

var columns = []intake.Column{{Name: "matricule", Required: true}, {Name: "date_envoi"}, {Name: "montant"}}

func read(t testing.TB, file string) (rows []string, report intake.Report) {
	t.Helper()
	for row, err := range intake.Table(strings.NewReader(file), columns, &report) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, fmt.Sprintf("%d %s|%s|%s", row.Line, row.Cell("matricule"), row.Cell("date_envoi"), row.Cell("montant")))
	}
	return rows, report
}

func TestATableIsReadHoweverItsSpreadsheetWroteIt(t *testing.T) {
	for name, file := range map[string]string{
		"commas":                "matricule,date envoi,montant\n1,été,\"1 234,50\"\n2,,\n",
		"semicolons and a mark": "\xef\xbb\xbfMatricule;Date_envoi;Montant\r\n1;été;1 234,50\r\n2;;\r\n",
		"tabs":                  "matricule\tdate envoi\tmontant\n1\tété\t1 234,50\n2\t\t\n",
		"Windows-1252":          "matricule;date envoi;montant\n1;\xe9t\xe9;1 234,50\n2;;\n",
	} {
		rows, report := read(t, file)
		if diff := cmp.Diff([]string{"2 1|été|1 234,50", "3 2||"}, rows); diff != "" || report.Lines != 2 || report.Err() != nil {
			t.Errorf("%s: %v %s", name, report, diff)
		}
	}
}

func TestEachFaultyLineIsListed(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []int
	}{
		"nothing":             {"", []int{1}},
		"an unknown column":   {"matricule,nom\n1,2\n", []int{1}},
		"a column twice":      {"matricule,matricule\n1,2\n", []int{1}},
		"no matricule":        {"montant\n1\n", []int{1}},
		"cells missing":       {"matricule,montant\n1\n2,3\n4\n", []int{2, 4}},
		"a quotation unended": {"matricule,montant\n1,2\n\"3,4\n", []int{3}},
		"zero bytes":          {"matricule,montant\n1,\x00\n", []int{2}},
	} {
		_, report := read(t, c.file)
		var lines []int
		for _, f := range report.Faults {
			lines = append(lines, f.Line)
		}
		if diff := cmp.Diff(c.want, lines); diff != "" || report.Err() == nil {
			t.Errorf("%s: faults %v: %s", name, report.Faults, diff)
		}
	}
}

func TestAFileOfFaultsIsNotReadToItsEnd(t *testing.T) {
	_, report := read(t, "matricule,montant\n"+strings.Repeat("1\n", 5000))
	if len(report.Faults) != intake.MostFaults || report.Lines > intake.MostFaults {
		t.Errorf("%d faults of %d lines; want %d", len(report.Faults), report.Lines, intake.MostFaults)
	}
}

func FuzzTable(f *testing.F) {
	f.Add("matricule,montant\n1,2\n")
	f.Add("\xef\xbb\xbfmatricule;montant\n\"1\n")
	f.Fuzz(func(t *testing.T, file string) { read(t, file) })
}

func ExampleTable() {
	var report intake.Report
	for row, err := range intake.Table(strings.NewReader("Matricule;Montant\n7548-70-8212;12,00 $\n"), columns, &report) {
		fmt.Println(row.Line, row.Cell("matricule"), row.Cell("montant"), err)
	}
	// Output: 2 7548-70-8212 12,00 $ <nil>
}

// endless is a file that never ends, as a cell whose quotation mark is never closed seems to be.
type endless struct {
	begin string
	read  int
}

func (e *endless) Read(b []byte) (int, error) {
	n := copy(b, e.begin)
	e.begin = e.begin[n:]
	for i := n; i < len(b); i++ {
		b[i] = 'x'
	}
	e.read += len(b)
	return len(b), nil
}

func TestARowThatNeverEndsIsRefusedEarly(t *testing.T) {
	for name, begin := range map[string]string{
		"a cell": "nom\nA\n\"", "a row": "nom\nA\n", "the titles": "", "quoted titles": "\"", "with a mark": "\xef\xbb\xbfnom;ville\nA;B\n\"",
	} {
		file := &endless{begin: begin}
		var report intake.Report
		for _, err := range intake.Table(file, []intake.Column{{Name: "nom", Required: true}, {Name: "ville"}}, &report) {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(report.Faults) != 1 || !strings.Contains(report.Faults[0].Reason, "1 Mo") || file.read > 4<<20 {
			t.Errorf("%s: %d bytes were read, and the report says %v", name, file.read, report.Faults)
		}
	}
}

func TestWhatReplacesMoreThanATenthIsApprovedFirst(t *testing.T) {
	for _, c := range []struct {
		report intake.Report
		want   bool
	}{
		{intake.Report{Added: 5000}, false},
		{intake.Report{Added: 5000, Changed: 20}, false}, // A few, whatever their share.
		{intake.Report{Changed: 21}, true},
		{intake.Report{Changed: 100, Unchanged: 900}, false},
		{intake.Report{Changed: 101, Unchanged: 899}, true},
		{intake.Report{Gone: 101, Unchanged: 899}, true},
		{intake.Report{Changed: 51, Gone: 50, Unchanged: 899}, true},
		{intake.Report{Changed: 1000, Beside: true}, false},
	} {
		if n, of, approve := c.report.Replaces(); approve != c.want || n != c.report.Changed+c.report.Gone || of != n+c.report.Unchanged {
			t.Errorf("%+v: %d of %d, %v", c.report, n, of, approve)
		}
	}
}
