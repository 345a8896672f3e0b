package neighbourhoodweb_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

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
		page := b.Get("/quartier?adresse=84+rue+du+moulin", http.StatusOK)
		page.Shows("Autour de cette adresse", "Oui, ce soir de 20 h à 22 h", "À moins de 300 mètres", "Pharmacie du Moulin", "Ouvert jusqu’à 22\u00a0h", "84, rue du Moulin",
			"450\u00a0555-0199", "Accès partiel", "Parc de la Rivière", "Bibliothèque (1)", "lieux utiles, du plus proche au plus loin", "Plan simplifié", "Distances à vol d’oiseau, jusqu’au bord le plus proche")
		page.Hides("Piste de la Voie verte", "approximative")
		said := page.Words()
		if near, far := strings.Index(said, "Parc de la Rivière"), strings.Index(said, "Bibliothèque Guy-Bélisle"); near > far {
			t.Error("the library stands before the park, which is nearer")
		}
		b.Get("/quartier?adresse=84+rue+du+moulin&autre=450", http.StatusOK).Shows("À moins de 450 mètres", "Piste de la Voie verte", "Horaire\u00a0: au lever du jour")
	})
}

func TestTheNumbersOfTheListAreThoseOfThePlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.Get("/quartier?adresse=84+rue+du+moulin", http.StatusOK)
		listed := len(regexp.MustCompile(`<span class="n" aria-hidden="true">\d+</span>`).FindAllString(page.Body, -1))
		pinned := len(regexp.MustCompile(`<g class="pin[^"]*"`).FindAllString(page.Body, -1))
		if listed == 0 || listed != pinned {
			t.Errorf("%d places in the list, %d pins", listed, pinned)
		}
		page.Shows(`aria-hidden="true" focusable="false"`)
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
		b.Must(err)
		first := b.Get("/quartier?adresse=84+rue+du+moulin&genre=parc", http.StatusOK)
		first.Shows("302 lieux utiles", "1 à 25 de 302", "page=2", "Seulement\u00a0: Parc et aire de jeux.", "Tout montrer")
		last := b.Get("/quartier?adresse=84+rue+du+moulin&genre=parc&page=13", http.StatusOK)
		last.Shows("301 à 302 de 302", `start="301"`)
		b.Get("/quartier?adresse=84+rue+du+moulin&genre=parc&page=999", http.StatusOK).Shows("301 à 302 de 302")
	})
}

func jsonNumber(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

func TestHomeIsTheDefaultOfWhoHasOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Viewer = marie
		b.Get("/quartier", http.StatusOK).Shows("Autour de chez vous", "Pharmacie du Moulin")
		b.Viewer = session.Viewer{Account: "compte-luc", Person: "luc", Name: "Luc"}
		b.Get("/quartier", http.StatusOK).Hides("Autour de chez vous", "Pharmacie du Moulin")
		b.Viewer = session.Viewer{}
		page := b.Get("/quartier", http.StatusOK)
		page.Shows("Mon quartier", "Numéro et rue, par exemple 84, rue du Moulin", "/collectes", "/arrosage")
	})
}

func TestAnAddressIsChosenWhenSeveralMayBeMeant(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.Get("/quartier?adresse=84&rayon=500&genre=parc", http.StatusOK)
		link := regexp.MustCompile(`href="(/quartier\?[^"]*lieu=[^"]*)"`).FindAllStringSubmatch(page.Body, -1)
		if len(link) != 2 {
			t.Fatalf("got %v, want two addresses to choose from", link)
		}
		b.Get(strings.ReplaceAll(link[0][1], "&amp;", "&"), http.StatusOK).Shows("À moins de 500 mètres", "Seulement\u00a0: Parc")
		b.Get("/quartier?adresse=9999+rue+Nulle", http.StatusOK).Shows("Nous ne trouvons pas cette adresse", `aria-invalid="true"`)
		b.Get("/quartier?adresse=9+rue+Perdue", http.StatusOK).Shows("Cette adresse n’est pas encore sur le plan")
		b.Get("/quartier?adresse=9939-11-8086", http.StatusOK).Shows("Position approximative, d’après le matricule", "Pharmacie du Moulin")
		b.Get("/quartier?adresse=1111-11-1111", http.StatusOK).Shows("Nous ne trouvons pas cette adresse")
	})
}

func TestADistanceBeyondTheLimitsIsAskedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		for _, wrong := range []string{"99", "2001", "abc", "-5"} {
			page := b.Get("/quartier?adresse=84+rue+du+moulin&autre="+wrong, http.StatusUnprocessableEntity)
			page.Shows("Une réponse est à corriger", "Écrivez une distance de 100 à 2", `value="`+wrong+`"`, "Pharmacie du Moulin")
		}
		b.Get("/quartier.csv?adresse=84+rue+du+moulin&autre=1", http.StatusUnprocessableEntity)
	})
}

func TestWhenNothingIsNearTheNearestOfEachKindIsNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.Get("/quartier?adresse=84+chemin+du+Lac", http.StatusOK)
		page.Shows("Aucun lieu connu de la Ville à moins de 300 m.", "Le plus proche de chaque genre, plus loin", "Voir à moins de 2 km", "Parc de la Rivière")
		b.Get("/quartier?adresse=84+rue+du+moulin&genre=sport&ouvert=1", http.StatusOK).Shows("Rien de ce que vous cherchez", "Tout montrer")
	})
}

func TestTheListIsTakenAwayAsATableAndAsAMap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		table := b.Get("/quartier.csv?adresse=84+rue+du+moulin&genre=sante", http.StatusOK)
		table.Shows("\ufeffno,nom,categorie,distance_m", "1,Pharmacie du Moulin,sante,14,\"84, rue du Moulin\",4505550199,Mo-Su 08:00-22:00,limited")
		if strings.Count(table.Body, "\r\n") != 2 {
			t.Errorf("got %q, want a header and one line", table.Body)
		}
		file := b.Get("/quartier.geojson?adresse=84+rue+du+moulin", http.StatusOK)
		features, err := geo.ReadFeatures(strings.NewReader(file.Body))
		if err != nil || len(features) < 4 {
			t.Errorf("the file is not GeoJSON: %d features, %v", len(features), err)
		}
		b.Get("/quartier.csv", http.StatusNotFound)
		b.Get("/quartier.geojson?adresse=9+rue+Perdue", http.StatusNotFound)
	})
}

func TestAPlaceHasItsPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.Get(b.placePath("Bibliothèque Guy-Bélisle")+"?lieu="+url.QueryEscape(string(b.home.ID)), http.StatusOK)
		page.Shows("Bibliothèque Guy-Bélisle", "Ouvert jusqu’à 20\u00a0h\u00a030", "De 84, rue du Moulin", "80 m, 2 min à pied", "Horaire des sept prochains jours", "de 9\u00a0h à 20\u00a0h\u00a030", "tel:+14505550142", "https://exemple.ca/biblio", "Accessible en fauteuil roulant")
		b.Get(b.placePath("Piste de la Voie verte"), http.StatusOK).Shows("au lever du jour")
		b.Get("/quartier/lieux/rien", http.StatusNotFound)
		b.Prefs.Lang = i18n.English
		b.Get(b.placePath("Parc de la Rivière"), http.StatusOK)
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
		b.Get("/quartier?adresse=84+rue+du+moulin", http.StatusOK).Hides("<script>alert", "javascript:", "<b>gras")
		b.Get("/quartier.csv?adresse=84+rue+du+moulin", http.StatusOK).Shows("'=HYPERLINK(1)")
	})
}

func TestTheStaffKeepsTheRegisterOfPlaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Viewer = julie
		b.Get("/gestion/lieux", http.StatusOK).Shows("OpenStreetMap", "lieux-municipaux", "2 septembre", "Pharmacie du Moulin", "Horaire non compris")
		b.Get("/gestion/lieux?q=pharmcie", http.StatusOK).Shows("Pharmacie du Moulin")
		b.Get("/gestion/lieux?q=pharmcie", http.StatusOK).Hides("Piste de la Voie verte")

		wrong := b.Post("/gestion/lieux/nouveau", http.StatusUnprocessableEntity, "cle", "k0", "nom", "", "categorie", "volcan", "site", "pas un site", "latitude", "abc", "longitude", "1")
		wrong.Shows("Écrivez la latitude et la longitude en degrés", `value="pas un site"`)
		wrong = b.Post("/gestion/lieux/nouveau", http.StatusUnprocessableEntity, "cle", "k0", "nom", "", "categorie", "volcan", "site", "pas un site")
		wrong.Shows("Écrivez le nom du lieu.", "Choisissez une catégorie de la liste.", "Écrivez l’adresse du site", "Donnez une position")

		to := b.Post("/gestion/lieux/nouveau", http.StatusSeeOther, "cle", "k1", "nom", "Borne de la mairie", "categorie", "autre", "adresse", "84, rue du Moulin", "horaire", "24/7").To
		if again := b.Post("/gestion/lieux/nouveau", http.StatusSeeOther, "cle", "k1", "nom", "Borne de la mairie", "categorie", "autre", "adresse", "84, rue du Moulin", "horaire", "24/7").To; again != to {
			t.Errorf("sent twice: %s, then %s", to, again)
		}
		b.Get(to, http.StatusOK).Shows("Le lieu est enregistré", "Comment l’horaire est compris", "Jour et nuit", "45.560000, -73.900000")
		b.Get("/quartier?adresse=84+rue+du+moulin", http.StatusOK).Shows("Borne de la mairie", "Ici même", "Ouvert jour et nuit")

		path, _, _ := strings.Cut(to, "?")
		b.Post(path+"/cacher", http.StatusSeeOther, "cle", "k2")
		b.Get("/quartier?adresse=84+rue+du+moulin", http.StatusOK).Hides("Borne de la mairie")
		b.Get("/gestion/lieux?caches=1", http.StatusOK).Shows("Borne de la mairie", "Caché")
		b.Post(path+"/cacher", http.StatusSeeOther, "cle", "k3", "montrer", "1")
		b.Post(path, http.StatusSeeOther, "cle", "k4", "nom", "Borne du Moulin", "categorie", "autre", "adresse", "84, rue du Moulin")
		b.Get("/quartier?adresse=84+rue+du+moulin", http.StatusOK).Shows("Borne du Moulin")

		osm := strings.Replace(b.placePath("Pharmacie du Moulin"), "/quartier/", "/gestion/", 1)
		b.Post(osm, http.StatusSeeOther, "cle", "k5", "nom", "Pharmacie", "categorie", "sante", "adresse", "84, rue du Moulin")
		b.Get(osm, http.StatusOK).Shows("Revenir à ce que dit le fichier", "Corrigé")
		b.Post(osm+"/rendre", http.StatusSeeOther, "cle", "k6")
	})
}

func TestTheStaffNamesTheCategories(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Viewer = julie
		b.Get("/gestion/lieux/categories", http.StatusOK).Shows("Parc et aire de jeux", "Ajouter une catégorie")
		b.Post("/gestion/lieux/categories", http.StatusSeeOther, "cle", "k1", "code", "parc", "nom", "Parcs", "couleur", "par")
		b.Get("/quartier?adresse=84+rue+du+moulin", http.StatusOK).Shows("Parcs (2)")
		b.Post("/gestion/lieux/categories", http.StatusSeeOther, "cle", "k2", "code", "parc", "nom", "Parcs", "couleur", "par", "cachee", "1")
		b.Get("/quartier?adresse=84+rue+du+moulin", http.StatusOK).Hides("Parc de la Rivière", "Parcs (")
		b.Post("/gestion/lieux/categories", http.StatusUnprocessableEntity, "cle", "k3", "code", "", "nom", "Parc").Shows("Cette catégorie existe déjà")
	})
}

func TestOnlyWhoKeepsPlacesSeesTheirRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		for _, viewer := range []session.Viewer{{}, marie, {Account: "martin", Role: session.Agent}} {
			b.Viewer = viewer
			for _, path := range []string{"/gestion/lieux", "/gestion/lieux/nouveau", "/gestion/lieux/categories"} {
				if b.Ask(httptest.NewRequest(http.MethodGet, path, nil)).Status == http.StatusOK {
					t.Errorf("%s is shown to %+v", path, viewer)
				}
			}
		}
	})
}

func TestTheDashboardTellsOfTheThreeNearest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		panel := func(viewer session.Viewer) templ.Component {
			me, err := b.pages.People.Person(t.Context(), people.ID(viewer.Person))
			b.Must(err)
			panel, err := b.pages.Panel(t.Context(), dossier.Scope{Viewer: viewer, Now: september, People: []people.Care{{Person: me}}})
			b.Must(err)
			return panel
		}
		seen := b.Draw(t.Context(), panel(marie))
		seen.Shows("À la maison", "84, rue du Moulin", "Autour de chez vous", "Pharmacie du Moulin", "Oui, ce soir de 20 h à 22 h", "/quartier")
		if n := strings.Count(seen.Body, "min à pied"); n != 3 {
			t.Errorf("got %d places, want three", n)
		}
		if panel(session.Viewer{Account: "compte-luc", Person: "luc"}) != nil {
			t.Error("who gave no address has a panel")
		}
	})
}
