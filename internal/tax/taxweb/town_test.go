package taxweb_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/desk"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/session"
	"sem/internal/tax"
	"sem/internal/tax/taxweb"
	"sem/internal/ui"
	"sem/internal/webtest"
)

var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var julie = session.Viewer{Account: "julie", Name: "Julie D.", FullName: "Julie Desrosiers", Role: session.Agent}

// fakeRoll is a roll of a few properties, and who holds them.
type fakeRoll struct {
	held map[people.ID][]property.Holding
	all  map[places.Matricule]places.PropertyID
}

func (r fakeRoll) OwnedBy(_ context.Context, person people.ID) ([]property.Holding, error) {
	return slices.DeleteFunc(slices.Clone(r.held[person]), func(h property.Holding) bool { return h.Role != property.Owner }), nil
}

func (r fakeRoll) PropertiesOf(ctx context.Context, person people.ID) ([]places.PropertyID, error) {
	held, err := r.OwnedBy(ctx, person)
	var all []places.PropertyID
	for _, h := range held {
		all = append(all, h.Property)
	}
	return all, err
}

func (r fakeRoll) HoldersOf(_ context.Context, _ db.Querier, of places.PropertyID) ([]people.ID, error) {
	var all []people.ID
	for _, person := range []people.ID{"marie", "gerard", "luc"} {
		if slices.ContainsFunc(r.held[person], func(h property.Holding) bool { return h.Property == of && h.Role == property.Owner }) {
			all = append(all, person)
		}
	}
	return all, nil
}

func (r fakeRoll) PropertyOf(_ context.Context, m places.Matricule) (places.PropertyID, error) {
	if p, ok := r.all[m]; ok {
		return p, nil
	}
	return "", fault.New(fault.NotFound, "Aucune propriété.")
}

func (r fakeRoll) Property(_ context.Context, p places.PropertyID) ([]property.Entry, error) {
	return []property.Entry{{Property: p, Line: "84, rue du Moulin"}}, nil
}

func (r fakeRoll) Matricules(context.Context, db.Querier) (map[places.Matricule]places.PropertyID, error) {
	return r.all, nil
}

const (
	moulinMatricule = places.Matricule("724758000000000000")
	chaletMatricule = places.Matricule("724758111100000000")
	oldMatricule    = places.Matricule("724700000000000000")
)

// town is the pages of taxes, and the browser of whoever looks next. Marie owns a house with
// an account; Luc lives with her; Gérard owns a house and gave Luc a mandate for it.
type town struct {
	*webtest.Visitor
	db      *db.DB
	clock   *clock.Still
	tax     *tax.Service
	journal *journal.Service
	people  *people.Service
	roll    fakeRoll
	pages   taxweb.Pages
}

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c, roll: fakeRoll{
		held: map[people.ID][]property.Holding{
			"marie":  {{Property: "moulin", Person: "marie", Matricule: moulinMatricule, Line: "84, rue du Moulin", Role: property.Owner, Since: september.AddDate(-1, 0, 0)}},
			"gerard": {{Property: "chalet", Person: "gerard", Matricule: chaletMatricule, Line: "12, rue des Érables", Role: property.Owner}},
			"luc":    {{Property: "moulin", Person: "luc", Matricule: moulinMatricule, Line: "84, rue du Moulin", Role: property.Tenant}},
		},
		all: map[places.Matricule]places.PropertyID{moulinMatricule: "moulin", oldMatricule: "moulin", chaletMatricule: "chalet"},
	}}
	b.journal = &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	told := &alerts.Service{DB: d, Clock: c, IDs: ids}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids, Journal: b.journal, Alerts: told}
	b.tax = &tax.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key"), Roll: b.roll, Owners: b.roll, Alerts: told}
	b.pages = taxweb.Pages{
		Tax: b.tax, Roll: b.roll, People: b.people, Clock: c, Sessions: session.Store{DB: d, Clock: c},
		Desk: &desk.Service{DB: d, Clock: c, Log: slog.New(slog.DiscardHandler), People: b.people, Journal: b.journal},
	}
	b.Visit(b.pages.Routes(), ui.Options{City: ui.City{Name: "Saint-Eustache", Phone: "450 555-0142"}, Clock: c})
	for _, name := range []string{"marie", "luc", "gerard"} {
		b.citizen(name)
	}
	b.Viewer = sure("marie")
	return b
}

func (b *town) citizen(name string) {
	b.Helper()
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		return b.people.Load(b.Context(), tx, slices.Values([]people.Person{{
			ID: people.ID(name), GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Tremblay", BirthDate: "1980-01-01", Language: "fr",
			Residence: people.Unknown, CreatedAt: september, UpdatedAt: september,
		}}))
	}))
}

// sure is somebody who has just given their password.
func sure(name string) session.Viewer {
	return session.Viewer{Session: "s-" + name, Account: "compte-" + name, Person: name, Name: name, Reassured: september}
}

func (b *town) take(file string) {
	b.Helper()
	r, err := b.tax.Import(b.Context(), strings.NewReader(file), false)
	for _, f := range r.Faults {
		b.Error(f)
	}
	b.Must(err)
}

const header = "type;compte;annee;matricule;genre;envoi;code;categorie;libelle;explication;portee;sorte_base;base;taux;montant;date;reference;mode\n"

const bill2026 = `compte;2026-004217;2026;7247-58-0000;annuel;2026-01-26;7KQ4MX;;;;;;;;3 020,41;;;
ligne;2026-004217;;;;;;fonciere;Taxe foncière générale;Police, pompiers, rues, parcs, bibliothèque;ville;valeur;484 200;0,4260;2 062,69;;;
ligne;2026-004217;;;;;;patrimoine;Contribution au patrimoine;;ville;valeur;484 200;0,0072;34,86;;;
ligne;2026-004217;;;;;;environnement;Contribution à l’environnement;;ville;valeur;484 200;0,0072;34,86;;;
ligne;2026-004217;;;;;;eau;Eau potable;;ville;logement;1;209,00;209,00;;;
ligne;2026-004217;;;;;;egout;Égouts;;ville;logement;1;225,00;225,00;;;
ligne;2026-004217;;;;;;matieres;Matières résiduelles;Collectes et recyclage;ville;logement;1;226,00;226,00;;;
ligne;2026-004217;;;;;;transport;Transport en commun;;ville;logement;1;228,00;228,00;;;
versement;2026-004217;;;;;;;;;;;;;755,10;2026-02-25;;
versement;2026-004217;;;;;;;;;;;;;755,10;2026-04-28;;
versement;2026-004217;;;;;;;;;;;;;755,10;2026-06-30;;
versement;2026-004217;;;;;;;;;;;;;755,11;2026-09-09;;
`

const paid2026 = `paiement;2026-004217;;;;;;;;;;;;;755,10;2026-02-20;P-1;institution
paiement;2026-004217;;;;;;;;;;;;;755,10;2026-04-27;P-2;institution
paiement;2026-004217;;;;;;;;;;;;;755,10;2026-06-29;P-3;comptoir
`

const bill2025 = `compte;2025-000001;2025;7247-58-0000;annuel;2025-01-27;OLDCODE1;;;;;;;;2 958,23;;;
ligne;2025-000001;;;;;;fonciere;Taxe foncière générale;;ville;valeur;371 500;0,5475;2 033,96;;;
ligne;2025-000001;;;;;;patrimoine;Contribution au patrimoine;;ville;valeur;371 500;0,0094;34,92;;;
ligne;2025-000001;;;;;;environnement;Contribution à l’environnement;;ville;valeur;371 500;0,0094;34,92;;;
ligne;2025-000001;;;;;;eau;Eau potable;;ville;logement;1;202,00;202,00;;;
ligne;2025-000001;;;;;;egout;Égouts;;ville;logement;1;216,00;216,00;;;
ligne;2025-000001;;;;;;matieres;Matières résiduelles;;ville;logement;1;218,00;218,00;;;
ligne;2025-000001;;;;;;transport;Transport en commun;;ville;logement;1;218,43;218,43;;;
paiement;2025-000001;;;;;;;;;;;;;1 479,11;2025-02-20;Q-1;institution
paiement;2025-000001;;;;;;;;;;;;;1 479,12;2025-05-20;Q-2;institution
`
