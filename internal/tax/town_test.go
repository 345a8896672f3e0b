package tax

import (
	"context"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
	"sem/internal/intake"
	"sem/internal/people"
	"sem/internal/places"
)

// fakeRoll is an assessment roll of a few properties, and who owns them.
type fakeRoll struct {
	properties map[places.Matricule]places.PropertyID
	owned      map[people.ID][]places.PropertyID
}

func (r fakeRoll) Matricules(context.Context, db.Querier) (map[places.Matricule]places.PropertyID, error) {
	return r.properties, nil
}

func (r fakeRoll) PropertiesOf(_ context.Context, person people.ID) ([]places.PropertyID, error) {
	return r.owned[person], nil
}

const (
	moulin = places.PropertyID("moulin") // moulin is Marie's house, 7247-58-0000.
	ferme  = places.PropertyID("ferme")  // ferme is somebody else's, 7247-58-1111.
)

// town is a finance department in September.
type town struct {
	testing.TB
	*Service
	clock *clock.Still
	roll  fakeRoll
}

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	still := clock.At(time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC))
	ids := id.Counting("t")
	roll := fakeRoll{
		properties: map[places.Matricule]places.PropertyID{"724758000000000000": moulin, "724758111100000000": ferme},
		owned:      map[people.ID][]places.PropertyID{},
	}
	return &town{TB: t, clock: still, roll: roll, Service: &Service{
		DB: d, Clock: still, IDs: ids, Key: []byte("a key of tests, thirty-two bytes"), Roll: roll, Owners: roll,
		Alerts: &alerts.Service{DB: d, Clock: still, IDs: ids},
	}}
}

func (tw *town) ok(err error) {
	tw.Helper()
	if err != nil {
		tw.Fatal(err)
	}
}

// take imports a file that is right.
func (tw *town) take(file string) intake.Report {
	tw.Helper()
	r, err := tw.Import(tw.Context(), strings.NewReader(file), false)
	for _, f := range r.Faults {
		tw.Error(f)
	}
	tw.ok(err)
	return r
}

const header = "type;compte;annee;matricule;genre;envoi;code;categorie;libelle;portee;sorte_base;base;taux;montant;date;reference;mode\n"

// bill2026 is Marie's account as docs/taxes.md shows it.
const bill2026 = `compte;2026-004217;2026;7247-58-0000;annuel;2026-01-26;7KQ4MX;;;;;;;3 020,41;;;
ligne;2026-004217;;;;;;fonciere;Taxe foncière générale;ville;valeur;484 200;0,4260;2 062,69;;;
ligne;2026-004217;;;;;;patrimoine;Contribution au patrimoine;ville;valeur;484 200;0,0072;34,86;;;
ligne;2026-004217;;;;;;environnement;Contribution à l’environnement;ville;valeur;484 200;0,0072;34,86;;;
ligne;2026-004217;;;;;;eau;Eau potable;ville;logement;1;209,00;209,00;;;
ligne;2026-004217;;;;;;egout;Égouts;ville;logement;1;225,00;225,00;;;
ligne;2026-004217;;;;;;matieres;Matières résiduelles;ville;logement;1;226,00;226,00;;;
ligne;2026-004217;;;;;;transport;Transport en commun;ville;logement;1;228,00;228,00;;;
versement;2026-004217;;;;;;;;;;;;755,10;2026-02-25;;
versement;2026-004217;;;;;;;;;;;;755,10;2026-04-28;;
versement;2026-004217;;;;;;;;;;;;755,10;2026-06-30;;
versement;2026-004217;;;;;;;;;;;;755,11;2026-09-09;;
`

const paid2026 = `paiement;2026-004217;;;;;;;;;;;;755,10;2026-02-20;P-1;institution
paiement;2026-004217;;;;;;;;;;;;755,10;2026-04-27;P-2;institution
paiement;2026-004217;;;;;;;;;;;;755,10;2026-06-29;P-3;comptoir
`

const bill2025 = `compte;2025-000001;2025;7247-58-0000;annuel;2025-01-27;OLDCODE1;;;;;;;2 958,23;;;
ligne;2025-000001;;;;;;fonciere;Taxe foncière générale;ville;valeur;371 500;0,5475;2 033,96;;;
ligne;2025-000001;;;;;;patrimoine;Contribution au patrimoine;ville;valeur;371 500;0,0094;34,92;;;
ligne;2025-000001;;;;;;environnement;Contribution à l’environnement;ville;valeur;371 500;0,0094;34,92;;;
ligne;2025-000001;;;;;;eau;Eau potable;ville;logement;1;202,00;202,00;;;
ligne;2025-000001;;;;;;egout;Égouts;ville;logement;1;216,00;216,00;;;
ligne;2025-000001;;;;;;matieres;Matières résiduelles;ville;logement;1;218,00;218,00;;;
ligne;2025-000001;;;;;;transport;Transport en commun;ville;logement;1;218,43;218,43;;;
paiement;2025-000001;;;;;;;;;;;;1 479,11;2025-02-20;Q-1;institution
paiement;2025-000001;;;;;;;;;;;;1 479,12;2025-05-20;Q-2;institution
`
