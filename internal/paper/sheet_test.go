package paper

import (
	"fmt"
	"strings"
	"time"
)

// statement is a statement of taxes as the tax room writes one, two pages long.
func statement(scale float64) *Document {
	d := New(Sheet{
		Title:      "Relevé de taxes 2026",
		Language:   "fr",
		City:       "Ville de Saint-Eustache",
		Subject:    "115, rue Saint-Laurent · matricule 7448-33-1234-5-000-0000",
		Letterhead: []string{"145, rue Saint-Louis", "Saint-Eustache (Québec) J7R 1X9", "450 974-5000"},
		Scale:      scale,
		Footer:     "SEM en ligne · relevé du 9 septembre 2026",
		Made:       time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC),
	})
	d.Strong("Vous devez 1 234,56 $ au plus tard le 14 septembre 2026.")
	d.Paragraph("Ce montant est le troisième versement de votre compte. Après cette date, l’intérêt court au taux de 12 % par année sur ce qui n’est pas payé, et seulement sur ce versement.")
	d.Heading(2, "Votre compte en bref")
	d.Facts(
		Fact{"Matricule", "7448-33-1234-5-000-0000"},
		Fact{"Propriétaire", "Marie Tremblay et Zoé L’Écuyer-Bœuf"},
		Fact{"Valeur au rôle", "412 300 $"},
		Fact{"Référence bancaire", "2026 0007 4483 3123"},
	)
	d.Heading(2, "D’où vient le montant")
	t := Table{
		Caption: "Lignes du compte de 2026",
		Columns: []Column{{Title: "Taxe ou service"}, {Title: "Base", Right: true}, {Title: "Taux", Right: true}, {Title: "Montant", Right: true}},
		Foot:    []string{"Total", "", "", "4 938,24 $"},
	}
	for i := range 14 {
		t.Rows = append(t.Rows, []string{
			[]string{"Taxe foncière générale", "Eau potable, compteur", "Collecte des matières résiduelles et organiques, immeuble de huit logements ou moins", "Dette, secteur des Moulins"}[i%4],
			"412 300 $", "0,7215 $ / 100 $", fmt.Sprintf("%d 974,%02d $", i+1, i*7%100),
		})
	}
	d.Table(t)
	d.Heading(2, "Vos versements")
	d.Table(Table{
		Columns: []Column{{Title: "Versement"}, {Title: "Échéance"}, {Title: "État"}, {Title: "Montant", Right: true}},
		Rows: [][]string{
			{"1", "9 mars 2026", "payé le 2 mars", "1 234,56 $"},
			{"2", "8 juin 2026", "payé le 8 juin", "1 234,56 $"},
			{"3", "14 septembre 2026", "à payer", "1 234,56 $"},
			{"4", "16 novembre 2026", "à venir", "1 234,56 $"},
		},
	})
	d.Heading(2, "La valeur de votre propriété")
	d.Bars(Bars{
		Alt:   "Valeur au rôle de 2020 : 298 000 $; de 2023 : 355 100 $; de 2026 : 412 300 $.",
		Items: []Bar{{"2020", "298 000 $", 298000}, {"2023", "355 100 $", 355100}, {"2026", "412 300 $", 412300}},
	})
	d.Heading(3, "Payer par votre institution financière")
	d.List("Choisissez « Saint-Eustache – taxes » parmi les fournisseurs de votre institution.",
		"Inscrivez la référence de 16 chiffres, sans espace.",
		"Payez au moins deux jours ouvrables avant l’échéance : c’est la date de réception qui compte.")
	d.Note("Renseignements : 450 974-5000, poste 5100. La réception de ce relevé ne change aucune échéance.")
	d.QR("https://exemple.quebec/taxes", "Code QR qui mène à la page de vos taxes.")
	return d
}

func long(n int) *Document {
	d := New(Sheet{Title: "Rôle", City: "Ville", Scale: 1})
	t := Table{Caption: "Toutes les unités", Columns: []Column{{Title: "Numéro"}, {Title: "Adresse"}, {Title: "Valeur", Right: true}}}
	for i := range n {
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), fmt.Sprintf("%d, rue des Érables", i+100), fmt.Sprintf("%d 000 $", 200+i)})
	}
	d.Table(t)
	d.Paragraph(strings.Repeat("Mot après mot, la phrase s’allonge. ", 90))
	return d
}
