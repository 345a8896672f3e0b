package paper_test

import (
	"fmt"
	"io"
	"time"

	"sem/internal/paper"
)

// A receipt: what was paid, when, and what is left.
func Example() {
	d := paper.New(paper.Sheet{
		Title:      "Reçu de paiement",
		Language:   "fr",
		City:       "Ville de Saint-Eustache",
		Letterhead: []string{"145, rue Saint-Louis"},
		Scale:      1.5, // as the reader chose
		Made:       time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC),
	})
	d.Strong("Nous avons reçu 1 234,56 $ le 8 septembre 2026.")
	d.Facts(paper.Fact{Label: "Référence", Value: "2026 0007 4483 3123"})
	d.Table(paper.Table{
		Caption: "Versements",
		Columns: []paper.Column{{Title: "Échéance"}, {Title: "Montant", Right: true}},
		Rows:    [][]string{{"14 septembre 2026", "1 234,56 $"}},
		Foot:    []string{"Total", "1 234,56 $"},
	})
	_, err := d.WriteTo(io.Discard)
	fmt.Println(err)
	// Output: <nil>
}
