package neighbourhoodweb_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/intake"
	"sem/internal/neighbourhood"
	"sem/internal/people"
	"sem/internal/session"
)

func TestAnybodySeesWhatIsAroundAnAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.get("/quartier?adresse=84+rue+du+moulin", http.StatusOK)
		b.shows(page, "Autour de cette adresse", "Oui, ce soir de 20 h à 22 h", "À moins de 300 mètres", "Pharmacie du Moulin", "Ouvert jusqu’à 22 h", "84, rue du Moulin",
			"450 555-0199", "Accès partiel", "Parc de la Rivière", "Bibliothèque (1)", "lieux utiles, du plus proche au plus loin", "Plan simplifié", "Distances à vol d’oiseau, jusqu’au bord le plus proche")
		b.hides(page, "Piste de la Voie verte", "approximative")
		said := words(page)
		if near, far := strings.Index(said, "Parc de la Rivière"), strings.Index(said, "Bibliothèque Guy-Bélisle"); near > far {
			t.Error("the library stands before the park, which is nearer")
		}
		b.shows(b.get("/quartier?adresse=84+rue+du+moulin&autre=450", http.StatusOK), "À moins de 450 mètres", "Piste de la Voie verte", "Horaire : au lever du jour")
	})
}

func TestTheNumbersOfTheListAreThoseOfThePlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.get("/quartier?adresse=84+rue+du+moulin", http.StatusOK)
		listed := len(regexp.MustCompile(`<span class="n" aria-hidden="true">\d+</span>`).FindAllString(page, -1))
		pinned := len(regexp.MustCompile(`<g class="pin[^"]*"`).FindAllString(page, -1))
		if listed == 0 || listed != pinned {
			t.Errorf("%d places in the list, %d pins", listed, pinned)
		}
		b.shows(page, `aria-hidden="true" focusable="false"`)
	})
}

func TestThreeHundredPlacesStandOnSeveralPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		var many []string
		for i := range 300 {
			many = append(many, `{"type":"Feature","properties":{"nom_parc":"Parc `+string(rune('A'+i%26))+`","id":`+jsonNumber(i)+`},"geometry":{"type":"Point","coordinates":[-73.9,`+jsonNumber(45.56+float64(i)*1e-6)+`]}}`)
		}
		_, err := b.room.Import(t.Context(), strings.NewReader(`{"features":[`+strings.Join(many, ",")+`]}`), neighbourhood.ImportOptions{})
		b.must(err)
		first := b.get("/quartier?adresse=84+rue+du+moulin&genre=parc", http.StatusOK)
		b.shows(first, "302 lieux utiles", "1 à 25 de 302", "page=2", "Seulement : Parc et aire de jeux.", "Tout montrer")
		last := b.get("/quartier?adresse=84+rue+du+moulin&genre=parc&page=13", http.StatusOK)
		b.shows(last, "301 à 302 de 302", `start="301"`)
		b.shows(b.get("/quartier?adresse=84+rue+du+moulin&genre=parc&page=999", http.StatusOK), "301 à 302 de 302")
	})
}

func jsonNumber(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

func TestHomeIsTheDefaultOfWhoHasOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.viewer = marie
		b.shows(b.get("/quartier", http.StatusOK), "Autour de chez vous", "Pharmacie du Moulin")
		b.viewer = session.Viewer{Account: "compte-luc", Person: "luc", Name: "Luc"}
		b.hides(b.get("/quartier", http.StatusOK), "Autour de chez vous", "Pharmacie du Moulin")
		b.viewer = session.Viewer{}
		page := b.get("/quartier", http.StatusOK)
		b.shows(page, "Mon quartier", "Numéro et rue, par exemple 84, rue du Moulin", "/collectes", "/arrosage")
	})
}

func TestAnAddressIsChosenWhenSeveralMayBeMeant(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.get("/quartier?adresse=84&rayon=500&genre=parc", http.StatusOK)
		link := regexp.MustCompile(`href="(/quartier\?[^"]*lieu=[^"]*)"`).FindAllStringSubmatch(page, -1)
		if len(link) != 2 {
			t.Fatalf("got %v, want two addresses to choose from", link)
		}
		b.shows(b.get(strings.ReplaceAll(link[0][1], "&amp;", "&"), http.StatusOK), "À moins de 500 mètres", "Seulement : Parc")
		b.shows(b.get("/quartier?adresse=9999+rue+Nulle", http.StatusOK), "Nous ne trouvons pas cette adresse", `aria-invalid="true"`)
		b.shows(b.get("/quartier?adresse=9+rue+Perdue", http.StatusOK), "Cette adresse n’est pas encore sur le plan")
		b.shows(b.get("/quartier?adresse=9939-11-8086", http.StatusOK), "Position approximative, d’après le matricule", "Pharmacie du Moulin")
		b.shows(b.get("/quartier?adresse=1111-11-1111", http.StatusOK), "Nous ne trouvons pas cette adresse")
	})
}

func TestADistanceBeyondTheLimitsIsAskedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		for _, wrong := range []string{"99", "2001", "abc", "-5"} {
			page := b.get("/quartier?adresse=84+rue+du+moulin&autre="+wrong, http.StatusUnprocessableEntity)
			b.shows(page, "Une réponse est à corriger", "Écrivez une distance de 100 à 2", `value="`+wrong+`"`, "Pharmacie du Moulin")
		}
		b.get("/quartier.csv?adresse=84+rue+du+moulin&autre=1", http.StatusUnprocessableEntity)
	})
}

func TestWhenNothingIsNearTheNearestOfEachKindIsNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.get("/quartier?adresse=84+chemin+du+Lac", http.StatusOK)
		b.shows(page, "Aucun lieu connu de la Ville à moins de 300 m.", "Le plus proche de chaque genre, plus loin", "Voir à moins de 2 km", "Parc de la Rivière")
		b.shows(b.get("/quartier?adresse=84+rue+du+moulin&genre=sport&ouvert=1", http.StatusOK), "Rien de ce que vous cherchez", "Tout montrer")
	})
}

func TestTheListIsTakenAwayAsATableAndAsAMap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		table := b.get("/quartier.csv?adresse=84+rue+du+moulin&genre=sante", http.StatusOK)
		b.shows(table, "\ufeffno,nom,categorie,distance_m", "1,Pharmacie du Moulin,sante,14,\"84, rue du Moulin\",4505550199,Mo-Su 08:00-22:00,limited")
		if strings.Count(table, "\r\n") != 2 {
			t.Errorf("got %q, want a header and one line", table)
		}
		file := b.get("/quartier.geojson?adresse=84+rue+du+moulin", http.StatusOK)
		features, err := geo.ReadFeatures(strings.NewReader(file))
		if err != nil || len(features) < 4 {
			t.Errorf("the file is not GeoJSON: %d features, %v", len(features), err)
		}
		b.get("/quartier.csv", http.StatusNotFound)
		b.get("/quartier.geojson?adresse=9+rue+Perdue", http.StatusNotFound)
	})
}

func TestAPlaceHasItsPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.get(b.placePath("Bibliothèque Guy-Bélisle")+"?lieu="+url.QueryEscape(string(b.home.ID)), http.StatusOK)
		b.shows(page, "Bibliothèque Guy-Bélisle", "Ouvert jusqu’à 20 h 30", "De 84, rue du Moulin", "80 m, 2 min à pied", "Horaire des sept prochains jours", "de 9 h à 20 h 30", "tel:+14505550142", "https://exemple.ca/biblio", "Accessible en fauteuil roulant")
		b.shows(b.get(b.placePath("Piste de la Voie verte"), http.StatusOK), "au lever du jour")
		b.get("/quartier/lieux/rien", http.StatusNotFound)
		b.lang = i18n.English
		b.get(b.placePath("Parc de la Rivière"), http.StatusOK)
	})
}

func (b *town) placePath(name string) string {
	b.Helper()
	page, _ := b.room.List(neighbourhood.Filter{Words: name})
	if len(page) == 0 {
		b.Fatalf("no place is called %s", name)
	}
	return "/quartier/lieux/" + string(page[0].ID)
}

func TestWordsOfAFileAreNeverMarkup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		file := `{"features":[{"type":"Feature","properties":{"id":"x","nom":"<script>alert(1)</script>","categorie":"parc","site":"javascript:alert(1)","horaire":"<b>gras"},"geometry":{"type":"Point","coordinates":[-73.9,45.56]}},
			{"type":"Feature","properties":{"id":"y","nom":"=HYPERLINK(1)","categorie":"parc"},"geometry":{"type":"Point","coordinates":[-73.9,45.56]}}]}`
		report, err := b.room.Import(t.Context(), strings.NewReader(file), neighbourhood.ImportOptions{Source: "mauvais"})
		if err != nil {
			t.Fatal(report.Faults, intake.ErrFaulty)
		}
		b.hides(b.get("/quartier?adresse=84+rue+du+moulin", http.StatusOK), "<script>alert", "javascript:", "<b>gras")
		b.shows(b.get("/quartier.csv?adresse=84+rue+du+moulin", http.StatusOK), "'=HYPERLINK(1)")
	})
}

func TestTheStaffKeepsTheRegisterOfPlaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.viewer = julie
		b.shows(b.get("/gestion/lieux", http.StatusOK), "OpenStreetMap", "lieux-municipaux", "2 septembre", "Pharmacie du Moulin", "Horaire non compris")
		b.shows(b.get("/gestion/lieux?q=pharmcie", http.StatusOK), "Pharmacie du Moulin")
		b.hides(b.get("/gestion/lieux?q=pharmcie", http.StatusOK), "Piste de la Voie verte")

		wrong := b.post("/gestion/lieux/nouveau", http.StatusUnprocessableEntity, "cle", "k0", "nom", "", "categorie", "volcan", "site", "pas un site", "latitude", "abc", "longitude", "1")
		b.shows(wrong, "Écrivez la latitude et la longitude en degrés", `value="pas un site"`)
		wrong = b.post("/gestion/lieux/nouveau", http.StatusUnprocessableEntity, "cle", "k0", "nom", "", "categorie", "volcan", "site", "pas un site")
		b.shows(wrong, "Écrivez le nom du lieu.", "Choisissez une catégorie de la liste.", "Écrivez l’adresse du site", "Donnez une position")

		to := b.post("/gestion/lieux/nouveau", http.StatusSeeOther, "cle", "k1", "nom", "Borne de la mairie", "categorie", "autre", "adresse", "84, rue du Moulin", "horaire", "24/7")
		if again := b.post("/gestion/lieux/nouveau", http.StatusSeeOther, "cle", "k1", "nom", "Borne de la mairie", "categorie", "autre", "adresse", "84, rue du Moulin", "horaire", "24/7"); again != to {
			t.Errorf("sent twice: %s, then %s", to, again)
		}
		b.shows(b.get(to, http.StatusOK), "Le lieu est enregistré", "Comment l’horaire est compris", "Jour et nuit", "45.560000, -73.900000")
		b.shows(b.get("/quartier?adresse=84+rue+du+moulin", http.StatusOK), "Borne de la mairie", "Ici même", "Ouvert jour et nuit")

		path, _, _ := strings.Cut(to, "?")
		b.post(path+"/cacher", http.StatusSeeOther, "cle", "k2")
		b.hides(b.get("/quartier?adresse=84+rue+du+moulin", http.StatusOK), "Borne de la mairie")
		b.shows(b.get("/gestion/lieux?caches=1", http.StatusOK), "Borne de la mairie", "Caché")
		b.post(path+"/cacher", http.StatusSeeOther, "cle", "k3", "montrer", "1")
		b.post(path, http.StatusSeeOther, "cle", "k4", "nom", "Borne du Moulin", "categorie", "autre", "adresse", "84, rue du Moulin")
		b.shows(b.get("/quartier?adresse=84+rue+du+moulin", http.StatusOK), "Borne du Moulin")

		osm := strings.Replace(b.placePath("Pharmacie du Moulin"), "/quartier/", "/gestion/", 1)
		b.post(osm, http.StatusSeeOther, "cle", "k5", "nom", "Pharmacie", "categorie", "sante", "adresse", "84, rue du Moulin")
		b.shows(b.get(osm, http.StatusOK), "Revenir à ce que dit le fichier", "Corrigé")
		b.post(osm+"/rendre", http.StatusSeeOther, "cle", "k6")
	})
}

func TestTheStaffNamesTheCategories(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.viewer = julie
		b.shows(b.get("/gestion/lieux/categories", http.StatusOK), "Parc et aire de jeux", "Ajouter une catégorie")
		b.post("/gestion/lieux/categories", http.StatusSeeOther, "cle", "k1", "code", "parc", "nom", "Parcs", "couleur", "par")
		b.shows(b.get("/quartier?adresse=84+rue+du+moulin", http.StatusOK), "Parcs (2)")
		b.post("/gestion/lieux/categories", http.StatusSeeOther, "cle", "k2", "code", "parc", "nom", "Parcs", "couleur", "par", "cachee", "1")
		b.hides(b.get("/quartier?adresse=84+rue+du+moulin", http.StatusOK), "Parc de la Rivière", "Parcs (")
		b.shows(b.post("/gestion/lieux/categories", http.StatusUnprocessableEntity, "cle", "k3", "code", "", "nom", "Parc"), "Cette catégorie existe déjà")
	})
}

func TestOnlyWhoKeepsPlacesSeesTheirRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		for _, viewer := range []session.Viewer{{}, marie, {Account: "martin", Role: session.Agent}} {
			b.viewer = viewer
			for _, path := range []string{"/gestion/lieux", "/gestion/lieux/nouveau", "/gestion/lieux/categories"} {
				w := b.status(path)
				if w == http.StatusOK {
					t.Errorf("%s is shown to %+v", path, viewer)
				}
			}
		}
	})
}

func TestTheDashboardTellsOfTheThreeNearest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		show := func(viewer session.Viewer) string {
			me, err := b.pages.People.Person(t.Context(), people.ID(viewer.Person))
			b.must(err)
			panel, err := b.pages.Panel(t.Context(), dossier.Scope{Viewer: viewer, Now: september, People: []people.Care{{Person: me}}})
			b.must(err)
			if panel == nil {
				return ""
			}
			var page strings.Builder
			b.must(panel.Render(t.Context(), &page))
			return strings.ReplaceAll(page.String(), "\u00a0", " ")
		}
		b.shows(show(marie), "À la maison", "84, rue du Moulin", "Autour de chez vous", "Pharmacie du Moulin", "Oui, ce soir de 20 h à 22 h", "/quartier")
		if n := strings.Count(show(marie), "min à pied"); n != 3 {
			t.Errorf("got %d places, want three", n)
		}
		if got := show(session.Viewer{Account: "compte-luc", Person: "luc"}); got != "" {
			t.Errorf("who gave no address sees %s", got)
		}
	})
}
