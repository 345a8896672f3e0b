package tax

import (
	"errors"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/intake"
)

func TestAFileOfTheFinanceDepartmentBecomesAnAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		if r := tw.take(header + bill2025 + bill2026 + paid2026); r.Added != 7 || r.Changed+r.Unchanged != 0 {
			t.Errorf("got %+v, want 2 accounts and 5 payments added", r)
		}

		f, err := tw.File(t.Context(), moulin, 0, 0)
		tw.ok(err)

		b, ok := f.Annual()
		if !ok || b.Total != 3020_41 || len(b.Lines) != 7 || b.Lines[0].Rate.String() != "0,4260" || b.Lines[0].Value() != 484_200_00 {
			t.Fatalf("got %+v", b.Account)
		}
		if next, ok := b.Balance.Next(); !ok || next.Due != "2026-09-09" || next.Unpaid != 755_11 || next.State != Due {
			t.Errorf("got next %+v, want 755,11 $ due on 9 September", next)
		}
		if owed, credit := f.Owing(); owed != 755_11 || credit != 0 {
			t.Errorf("owed %v, credit %v, want 755,11 $ and nothing", owed, credit)
		}
		if !f.Compared || f.Comparison.Sum() != 62_18 {
			t.Errorf("got %v more than in 2025, want 62,18 $", f.Comparison.Sum())
		}
		if !f.ReceivedAt.Equal(tw.clock.Now()) {
			t.Errorf("received at %v, want %v", f.ReceivedAt, tw.clock.Now())
		}
	})
}

func TestImportingAFileTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.take(header + bill2026 + paid2026)
		if r := tw.take(header + bill2026 + paid2026); r.Added+r.Changed != 0 || r.Unchanged != 4 {
			t.Errorf("got %+v, want 4 unchanged", r)
		}
	})
}

func TestADryRunWritesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		r, err := tw.Import(t.Context(), strings.NewReader(header+bill2026), true)
		tw.ok(err)
		if r.Added != 1 {
			t.Errorf("got %+v, want 1 to add", r)
		}
		if _, err := tw.File(t.Context(), moulin, 0, 0); fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v, want no account", err)
		}
	})
}

func TestALaterFileCorrectsAnAccountAndAPayment(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.take(header + bill2026 + paid2026)
		corrected := strings.NewReplacer("209,00;209,00", "210,00;210,00", "3 020,41", "3 021,41", "755,11", "756,11").Replace(bill2026)
		if r := tw.take(header + corrected + strings.ReplaceAll(paid2026, "2026-06-29", "2026-06-30")); r.Changed != 2 || r.Unchanged != 2 {
			t.Errorf("got %+v, want the account and one payment changed", r)
		}
		f, err := tw.File(t.Context(), moulin, 2026, 0)
		tw.ok(err)
		b, _ := f.Annual()
		if b.Total != 3021_41 || len(b.Lines) != 7 || len(b.Instalments) != 4 || b.Payments[2].Day != "2026-06-30" {
			t.Errorf("got %+v", b.Account)
		}
	})
}

func TestPaymentsMayComeAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.take(header + bill2026)
		if r := tw.take(header + paid2026); r.Added != 3 {
			t.Errorf("got %+v, want 3 payments", r)
		}
		if _, err := tw.Import(t.Context(), strings.NewReader(header+"paiement;2019-1;;;;;;;;;;;;1,00;2026-02-20;X;autre\n"), false); !errors.Is(err, intake.ErrFaulty) {
			t.Errorf("a payment of no account: got %v, want it refused", err)
		}
	})
}

func TestWindowsFilesAreRead(t *testing.T) {
	t.Parallel()
	tw := newTown(t, dbtest.SQLite(t))
	windows, err := charmap.Windows1252.NewEncoder().String(strings.ReplaceAll(header+bill2026, "\n", "\r\n"))
	tw.ok(err)
	tw.take(windows)
	f, err := tw.File(t.Context(), moulin, 2026, 0)
	tw.ok(err)
	if got := f.Bills[0].Lines[2].Label; got != "Contribution à l’environnement" {
		t.Errorf("got %q", got)
	}
}

func TestTheDocumentedFileIsTakenIn(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/taxes.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```csv\n")
	example, _, _ := strings.Cut(rest, "```")
	tw := newTown(t, dbtest.SQLite(t))
	if r := tw.take(example); r.Added != 2 {
		t.Errorf("got %+v, want an account and a payment", r)
	}
	for _, c := range columns {
		if !strings.Contains(string(page), "| `"+c.Name+"` |") {
			t.Errorf("docs/taxes.md does not tell of the column %s", c.Name)
		}
	}
}

func TestEachFaultyLineIsListedAndNothingIsTaken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, was, is string
		line          int
		field         string
	}{
		{"an amount that is not base times rate", "2 062,69", "2 062,70", 3, colAmount},
		{"a total that is not that of the lines", "3 020,41", "3 020,40", 2, colAmount},
		{"instalments that do not add up", "755,11", "755,12", 2, colAmount},
		{"instalments out of order", "2026-06-30", "2026-09-30", 2, colDay},
		{"a day that does not exist", "2026-02-25", "2026-02-30", 10, colDay},
		{"an unknown matricule", "7247-58-0000", "7247-58-9999", 2, colMatricule},
		{"a short matricule", "7247-58-0000", "72475", 2, colMatricule},
		{"an unknown kind", "annuel", "mensuel", 2, colKind},
		{"an unknown type", "versement;2026-004217;;;;;;;;;;;;755,11", "solde;2026-004217;;;;;;;;;;;;755,11", 13, colType},
		{"a code that is too short", "7KQ4MX", "7K", 2, colCode},
		{"no amount at all", "209,00;209,00", "209,00;", 6, colAmount},
		{"a base in words", "logement;1;209", "logement;un;209", 6, colBase},
		{"a base beyond any city", "logement;1;209", "logement;1000000000000;209", 6, colBase},
		{"a rate beyond any city", "logement;1;209", "logement;1000000000;999999999", 6, colRate},
		{"an unknown scope", "Eau potable;ville", "Eau potable;pays", 6, colScope},
		{"an account without its row", "compte;2026-004217", "compte;2026-004218", 3, colAccount},
		{"a reference given twice", "P-2", "P-1", 15, colReference},
		{"a mode nobody knows", "P-2;institution", "P-2;troc", 15, colMethod},
		{"no category", "eau;Eau potable", ";Eau potable", 6, colCategory},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tw := newTown(t, dbtest.SQLite(t))
			file := strings.ReplaceAll(header+bill2026+paid2026, c.was, c.is)
			r, err := tw.Import(t.Context(), strings.NewReader(file), false)
			if !errors.Is(err, intake.ErrFaulty) {
				t.Fatalf("got %v, want the file refused", err)
			}
			found := false
			for _, f := range r.Faults {
				found = found || f.Line == c.line && f.Field == c.field
			}
			if !found {
				t.Errorf("got %v, want %s at line %d", r.Faults, c.field, c.line)
			}
			if bills, err := tw.Bills(t.Context(), moulin); err != nil || len(bills) != 0 {
				t.Errorf("got %d bills, %v: something was taken in", len(bills), err)
			}
		})
	}
}

func TestTheCodeOfABillOpensItsPropertyAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.take(header + bill2025 + bill2026)
		for _, c := range []struct {
			code string
			ok   bool
		}{{"7KQ4MX", true}, {"7kq4-mx ", true}, {"oldcode1", true}, {"7KQ4MY", false}, {"", false}} {
			if ok, err := tw.BillCode(t.Context(), moulin, c.code, ""); err != nil || ok != c.ok {
				t.Errorf("%q: got %v, %v, want %v", c.code, ok, err, c.ok)
			}
		}
		if ok, _ := tw.BillCode(t.Context(), ferme, "7KQ4MX", ""); ok {
			t.Error("the code of one property opens another")
		}
		for after, want := range map[string]bool{"2026-01-25": true, "2026-01-26": false, "2026-06-01": false} {
			if ok, err := tw.BillCode(t.Context(), moulin, "7KQ4MX", after); err != nil || ok != want {
				t.Errorf("a bill of 26 January after a sale of %s: got %v, %v, want %v", after, ok, err, want)
			}
		}
		tw.clock.Set(tw.clock.Now().AddDate(1, 0, 0))
		if ok, _ := tw.BillCode(t.Context(), moulin, "oldcode1", ""); ok {
			t.Error("the code of a bill of two years ago still opens")
		}
		var kept string
		tw.ok(d.QueryRow(t.Context(), `SELECT code FROM tax_account WHERE year = 2026`).Scan(&kept))
		if len(kept) != 64 || strings.Contains(kept, "7KQ4MX") {
			t.Errorf("got %q in the registers, want a digest", kept)
		}
	})
}

// One number given to all rows by mistake makes one bill of them, which nobody must pay.
func TestABillHasAsManyLinesAsABillHas(t *testing.T) {
	var file strings.Builder
	file.WriteString("type;compte;annee;matricule;genre;envoi;categorie;libelle;portee;sorte_base;montant\ncompte;1;2026;7247-58-0000;annuel;2026-01-26;;;;;\n")
	for range mostOfBill + 1 {
		file.WriteString("ligne;1;;;;;eau;Eau;ville;fixe;100000000000\n")
	}
	d := newDelivery()
	if err := d.read(strings.NewReader(file.String())); err != nil || len(d.report.Faults) != 1 || d.report.Faults[0].Line != 2 {
		t.Errorf("%v, %v", err, d.report.Faults)
	}
}
