package collectionsweb_test

import (
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/collections"
	"sem/internal/collections/collectionsweb"
	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// wednesday is the evening before a collection.
var wednesday = time.Date(2026, 9, 2, 15, 0, 0, 0, time.UTC)

var (
	marie   = session.Viewer{Account: "marie", Person: "marie", Name: "Marie", FullName: "Marie Tremblay"}
	luc     = session.Viewer{Account: "luc", Person: "luc", Name: "Luc", FullName: "Luc Roy"}
	foreman = session.Viewer{Account: "contremaitre", Name: "Sonia L.", FullName: "Sonia Lavoie", Role: session.Works}
	agent   = session.Viewer{Account: "martin", Name: "Martin G.", FullName: "Martin Gagnon", Role: session.Agent}
)

// calendar is the schedule of the town of tests.
const calendar = `
source = "calendrier-2026"

[[flux]]
code = "branches"
nom = { fr = "Branches", en = "Branches" }
dans_la_rue = { fr = "branches", en = "branches" }
lettre = "Br"
icone = "i-tree"
couleur = "sarcelle"
consigne = { fr = "En tas, le gros bout vers la rue.", en = "In a pile." }
sur_inscription = true
fermeture_jours = 2
places = 1

[[classe]]
code = "petits"
nom = { fr = "8 logements ou moins", en = "8 dwellings or fewer" }
min = 0
max = 8

[[classe]]
code = "grands"
nom = { fr = "9 logements ou plus", en = "9 dwellings or more" }
min = 9

[[secteur]]
code = "jeudi"
nom = "Secteur du jeudi"
rues = [{ rue = "rue du Moulin" }]

[[secteur]]
code = "mardi"
nom = "Secteur du mardi"
rues = [{ rue = "rue des Pommiers" }]

[[regle]]
flux = "recyclage"
secteurs = ["jeudi"]
jour = "jeudi"
toutes_les = 2
depuis = 2026-09-03

[[regle]]
flux = "organiques"
secteurs = ["jeudi", "mardi"]
jour = "jeudi"
saison = ["05-01", "11-07"]

[[regle]]
flux = "ordures"
secteurs = ["jeudi"]
classe = "petits"
jour = "jeudi"
toutes_les = 2
depuis = 2026-09-10

[[regle]]
flux = "ordures"
secteurs = ["jeudi"]
classe = "grands"
jour = "lundi"

[[regle]]
flux = "encombrants"
jour = "mercredi"
rang = -1

[[regle]]
flux = "branches"
jour = "lundi"
saison = ["05-01", "10-31"]

[[exception]]
flux = ["organiques"]
secteurs = ["jeudi"]
genre = "deplacee"
jour = 2026-09-17
vers = 2026-09-18
raison = { fr = "Fête du village", en = "Village fair" }

[[ferie]]
jour = 2026-09-07
nom = { fr = "fête du Travail", en = "Labour Day" }
`

// town is the pages of the collections, and whoever looks.
type town struct {
	*webtest.Visitor
	db          *db.DB
	clock       *clock.Still
	ids         id.Source
	collections *collections.Service
	people      *people.Service
	places      *places.Service
	alerts      *alerts.Service
	pages       collectionsweb.Pages
	home        places.Address // home is Marie's, 84, rue du Moulin.
	shop        places.Address // shop is on a street of the other sector.
	away        places.Address // away is in no sector.
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(wednesday), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c, ids: ids}
	book := &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	b.alerts = &alerts.Service{DB: d, Clock: c, IDs: ids}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: b.alerts}
	b.places = places.New(d, c, ids)
	b.collections = &collections.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: b.alerts, Places: b.places}
	b.Must(d.InTx(t.Context(), func(tx *db.Tx) error { return collections.Seed(t.Context(), tx, ids) }))
	b.Must(b.collections.Refresh(t.Context()))
	report, err := b.collections.ImportSchedule(t.Context(), strings.NewReader(calendar), false)
	if err != nil {
		t.Fatal(err, report.Faults)
	}
	b.settle()
	b.pages = collectionsweb.Pages{Collections: b.collections, People: b.people, Places: b.places, Notices: b.alerts, Clock: c, Site: "https://ville.example"}
	b.Visit(b.pages.Routes(), ui.Options{Clock: c})
	return b
}

// settle gives the town its addresses and two people.
func (b *town) settle() {
	b.Helper()
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		for _, a := range []struct {
			to *places.Address
			is places.Address
		}{
			{&b.home, places.Address{Civic: "84", Street: "rue du Moulin", Point: geo.Point{Lat: 45.56, Lon: -73.9}}},
			{&b.shop, places.Address{Civic: "12", Street: "rue des Pommiers"}},
			{&b.away, places.Address{Civic: "7", Street: "chemin Perdu"}},
		} {
			saved, err := b.places.Save(b.Context(), tx, a.is)
			if err != nil {
				return err
			}
			*a.to = saved
		}
		for _, who := range []struct {
			person string
			at     places.AddressID
		}{{"marie", b.home.ID}, {"luc", b.shop.ID}} {
			given := strings.ToUpper(who.person[:1]) + who.person[1:]
			_, err := tx.Exec(b.Context(), `
				INSERT INTO people_person (id, given_name, family_name, language, address_id, address_line, created_at, updated_at)
				VALUES ($1, $2, 'Tremblay', 'fr', $3, 'chez eux', $4, $5)`, who.person, given, string(who.at), wednesday, wednesday)
			if err != nil {
				return err
			}
		}
		return nil
	}))
	b.Must(b.places.Refresh(b.Context()))
}
