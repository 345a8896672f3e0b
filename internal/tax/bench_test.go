package tax

import (
	"fmt"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/places"
)

// cityAccounts is how many properties a city has.
const cityAccounts = 17_000

// cityFile is a year of a city: 8 lines, 2 instalments and a payment for each account.
func cityFile(roll fakeRoll) string {
	var w strings.Builder
	w.WriteString(header)
	for i := range cityAccounts {
		number, matricule := fmt.Sprintf("2026-%06d", i), fmt.Sprintf("%010d", i)
		roll.properties[places.Matricule(matricule+"00000000")] = places.PropertyID(number)
		fmt.Fprintf(&w, "compte;%s;2026;%s;annuel;2026-01-26;CODE%05d;;;;;;;3 068,83;;;\n", number, matricule, i)
		for _, l := range []string{
			"fonciere;Taxe foncière générale;ville;valeur;484 200;0,4260;2 062,69", "patrimoine;Contribution au patrimoine;ville;valeur;484 200;0,0072;34,86",
			"environnement;Contribution à l’environnement;ville;valeur;484 200;0,0072;34,86", "eau;Eau potable;ville;logement;1;209,00;209,00",
			"egout;Égouts;ville;logement;1;225,00;225,00", "matieres;Matières résiduelles;ville;logement;1;226,00;226,00",
			"transport;Transport en commun;ville;logement;1;228,00;228,00", "pavage;Pavage de la rue;beneficiaires;metre;18,29;2,6472;48,42",
		} {
			fmt.Fprintf(&w, "ligne;%s;;;;;;%s;;;\n", number, l)
		}
		fmt.Fprintf(&w, "versement;%s;;;;;;;;;;;;1 534,41;2026-02-25;;\nversement;%s;;;;;;;;;;;;1 534,42;2026-05-26;;\n", number, number)
		fmt.Fprintf(&w, "paiement;%s;;;;;;;;;;;;1 534,41;2026-02-20;P-%d;institution\n", number, i)
	}
	return w.String()
}

func benchmarkImport(b *testing.B, open func(testing.TB) *db.DB) {
	for b.Loop() {
		b.StopTimer()
		tw := newTown(b, open(b))
		file := cityFile(tw.roll)
		b.StartTimer()
		if r := tw.take(file); r.Added != 2*cityAccounts {
			b.Fatalf("got %+v", r)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/city")
}

func BenchmarkImportSQLite(b *testing.B)   { benchmarkImport(b, dbtest.SQLite) }
func BenchmarkImportPostgres(b *testing.B) { benchmarkImport(b, dbtest.Postgres) }

func BenchmarkImportAgain(b *testing.B) {
	tw := newTown(b, dbtest.SQLite(b))
	file := cityFile(tw.roll)
	tw.take(file)
	for b.Loop() {
		if r := tw.take(file); r.Unchanged != 2*cityAccounts {
			b.Fatalf("got %+v", r)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/city")
}

// BenchmarkFile is what a page of taxes asks of the registers, in a city of accounts.
func BenchmarkFile(b *testing.B) {
	tw := newTown(b, dbtest.SQLite(b))
	tw.take(cityFile(tw.roll))
	for b.Loop() {
		if _, err := tw.File(b.Context(), "2026-008000", 0, 0); err != nil {
			b.Fatal(err)
		}
	}
}
