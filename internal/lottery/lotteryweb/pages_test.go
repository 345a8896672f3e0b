package lotteryweb_test

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/lottery"
	"sem/internal/lottery/lotteryweb"
	"sem/internal/opening"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

var (
	marie = session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie"}
	luc   = session.Viewer{Account: "compte-luc", Person: "luc", Name: "Luc"}
	sonia = session.Viewer{Account: "sonia", Name: "Sonia L.", FullName: "Sonia Lemay", Role: session.Leisure}
	ali   = session.Viewer{Account: "ali", Name: "Ali R.", FullName: "Ali Roy", Role: session.Agent}
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Montreal)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// camp is two weeks of camp with one place each, given by a draw.
type camp struct{}

func (camp) Refresh(context.Context) error { return nil }
func (camp) CancelGroupTx(context.Context, *db.Tx, session.Viewer, leisure.GroupID, i18n.Words) error {
	return nil
}
func (camp) Program() *leisure.Program { return program }

var program = func() *leisure.Program {
	first := civil.DayAt(2027, time.June, 28)
	parts := leisure.Parts{
		Sessions:   []leisure.Session{{ID: "e", Code: "E2027", Name: i18n.Words{FR: "Été 2027", EN: "Summer 2027"}, From: first, To: first + 60, Published: true, Windows: []leisure.Window{{Opens: at("2027-04-01 09:00")}}}},
		Activities: []leisure.Activity{{ID: "camp", Session: "e", Code: "CAMP", Title: i18n.Words{FR: "Camp de jour"}, Lottery: true}},
	}
	for week := range 2 {
		g := leisure.Group{ID: leisure.GroupID(fmt.Sprint("w", week+1)), Activity: "camp", Session: "e", Code: fmt.Sprint("CAMP-", week+1), Label: fmt.Sprint("semaine ", week+1),
			Places: 1, Waits: true, From: first + civil.Day(7*week), MinAge: 5 * 12, MaxAge: 12 * 12}
		g.To = g.From + 4
		parts.Groups = append(parts.Groups, g)
		parts.Occurrences = append(parts.Occurrences, leisure.Occurrence{ID: leisure.OccurrenceID(g.ID), Group: g.ID, Day: g.From, Start: 9 * 60, End: 16 * 60, State: leisure.Planned})
	}
	return leisure.Assemble(parts)
}()

// town is the pages of the lotteries, and whoever looks next.
type town struct {
	*webtest.Visitor
	clock   *clock.Still
	lottery *lottery.Service
	places  *registration.Service
	pages   lotteryweb.Pages
	path    string // path is the page of the lottery, once it is published.
}

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	still, ids := clock.At(at("2027-01-15 12:00")), id.Counting("i")
	register := &people.Service{DB: d, Clock: still, IDs: ids}
	told := &alerts.Service{DB: d, Clock: still, IDs: ids}
	tw := &town{Visitor: webtest.New(t), clock: still}
	tw.places = &registration.Service{DB: d, Clock: still, IDs: ids, People: register, Leisure: camp{}, Alerts: told}
	tw.lottery = &lottery.Service{DB: d, Clock: still, IDs: ids, Leisure: camp{}, Registration: tw.places, People: register, Alerts: told, Key: []byte("01234567890123456789012345678901")}
	tw.places.Lotteries = tw.lottery
	tw.pages = lotteryweb.Pages{Lottery: tw.lottery, Registration: tw.places, Leisure: camp{}, People: register, Clock: still}
	tw.Visit(tw.pages.Routes(), ui.Options{Clock: still, City: ui.City{Name: "Saint-Exemple", Phone: "450 555-0100"}})
	tw.families(d, register)
	tw.Must(tw.places.Refresh(t.Context()))
	tw.Must(tw.lottery.Refresh(t.Context()))
	return tw
}

// families are Marie with Zoé (9) and Léo (7), and Luc with Noé (8).
func (tw *town) families(d *db.DB, register *people.Service) {
	tw.Helper()
	now := tw.clock.Now()
	person := func(who people.ID, name, born string) people.Person {
		return people.Person{ID: who, GivenName: name, FamilyName: "Roy", Language: "fr", BirthDate: born, Residence: people.Resident, CreatedAt: now, UpdatedAt: now}
	}
	all := []people.Person{person("marie", "Marie", "1985-03-02"), person("luc", "Luc", "1984-01-01"), person("zoe", "Zoé", "2018-01-14"), person("leo", "Léo", "2020-01-14"), person("noe", "Noé", "2019-01-14")}
	member := func(id string, who people.ID, kind people.MemberKind, may people.Rights) people.Member {
		return people.Member{ID: id, Person: people.Person{ID: who}, Kind: kind, May: may, Since: now.AddDate(-1, 0, 0)}
	}
	homes := []people.Household{
		{ID: "h1", CreatedAt: now, Members: []people.Member{member("m1", "marie", people.Adult, people.AllRights), member("m2", "zoe", people.Child, people.Rights{}), member("m3", "leo", people.Child, people.Rights{})}},
		{ID: "h2", CreatedAt: now, Members: []people.Member{member("m4", "luc", people.Adult, people.AllRights), member("m5", "noe", people.Child, people.Rights{})}},
	}
	tw.Must(d.InTx(tw.Context(), func(tx *db.Tx) error {
		if err := register.Load(tw.Context(), tx, slices.Values(all)); err != nil {
			return err
		}
		return register.LoadHouseholds(tw.Context(), tx, slices.Values(homes))
	}))
}

// settings are what Sonia writes.
func settings() url.Values {
	return url.Values{
		"seance": {"e"}, "nom": {"Camp 2027"}, "activite": {"camp"}, "ouvre": {"2027-02-01 09:00"}, "ferme": {"2027-02-15 09:00"}, "tire": {"2027-02-16 09:00"}, "libere": {"2027-04-05 09:00"},
		"choix": {"2"}, "places": {"1"}, "payer": {"7"},
	}
}

// published has Sonia set a lottery up and publish it; its choices are open then.
func (tw *town) published() {
	tw.Helper()
	tw.Viewer = sonia
	kept := tw.Send("/gestion/tirages/nouveau", http.StatusSeeOther, settings())
	desk := strings.TrimSuffix(kept.To, "?fait=garde")
	tw.Post(desk+"/publier", http.StatusSeeOther)
	tw.path = "/loisirs/tirages/" + strings.TrimPrefix(desk, "/gestion/tirages/")
	tw.clock.Set(at("2027-02-02 12:00"))
}

func (tw *town) desk() string {
	return "/gestion/tirages/" + strings.TrimPrefix(tw.path, "/loisirs/tirages/")
}

// drawn closes the choices and has Sonia draw.
func (tw *town) drawn() {
	tw.Helper()
	tw.Viewer = sonia
	tw.clock.Set(at("2027-02-15 10:00"))
	tw.Post(tw.desk()+"/tirer", http.StatusSeeOther)
}

func TestAFamilyRanksItsChoicesAndReadsWhatTheDrawGaveIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.Get("/loisirs/tirages", http.StatusOK).Says("Aucun tirage n’est annoncé pour l’instant.")
		tw.published()
		tw.Viewer = session.Viewer{}
		tw.Get(tw.path, http.StatusOK).Says("Camp 2027", "Être rapide ne sert à rien", "Se connecter pour inscrire nos choix", "semaine 1").Hides("Marie")

		tw.Viewer = marie
		tw.Get(tw.path, http.StatusOK).Says("Inscrire nos choix")
		tw.Get(tw.path+"/choix", http.StatusOK).Says("1er choix de Zoé", "2e choix de Léo", "Semaine 1, dès le 28 juin", "Marie (vous) : Marie").Hides("1er choix de Marie")
		done := tw.Post(tw.path+"/choix", http.StatusSeeOther, "choix", "zoe 1 w1", "choix", "zoe 2 w2", "choix", "leo 2 w2", "choix", "leo 1 ", "places", "1")
		tw.Get(done.To, http.StatusOK).Says("Vos choix sont inscrits.", "1er choix : Camp de jour, semaine 1", "Changer nos choix")
		tw.Get(tw.path+"/choix", http.StatusOK).Shows(`<option value="zoe 1 w1" selected>`, `<option value="leo 1 w2" selected>`)

		tw.Viewer = luc
		tw.Get(tw.path, http.StatusOK).Hides("Zoé", "Léo")
		tw.Post(tw.path+"/choix", http.StatusSeeOther, "choix", "noe 1 w1", "places", "1")

		tw.drawn()
		tw.Viewer = marie
		page := tw.Get(tw.path, http.StatusOK).Says("Votre billet est au rang", "sur 2.").Hides("Noé", "Changer nos choix")
		if !strings.Contains(page.Words(), "Une place est à vous") && !strings.Contains(page.Words(), "en attente") {
			t.Errorf("marie does not read what she was given: %s", page.Words())
		}
		tw.Get(tw.path+"/choix", http.StatusConflict)
		tw.Post(tw.path+"/choix", http.StatusConflict, "choix", "zoe 1 w1", "places", "1")
	})
}

func TestWhatWasDrawnIsTakenIntoTheCartAndTheFileAsksForIt(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.published()
	tw.Viewer = marie
	tw.Post(tw.path+"/choix", http.StatusSeeOther, "choix", "zoe 1 w1", "choix", "leo 1 w2", "places", "1")
	source := lotteryweb.Source{Pages: tw.pages}
	scope := func() dossier.Scope { return dossier.Scope{Viewer: marie, Now: tw.clock.Now()} }
	coming, err := source.Coming(t.Context(), scope(), tw.clock.Now(), tw.clock.Now().AddDate(0, 1, 0))
	tw.Must(err)
	if len(coming) != 2 {
		t.Errorf("%d dates are coming, want the close and the draw", len(coming))
	}
	tw.drawn()
	tasks, err := source.ToDo(t.Context(), scope())
	tw.Must(err)
	if len(tasks) != 1 || tasks[0].Title != "Prendre et payer 2 places : Camp 2027" {
		t.Errorf("the file asks %+v", tasks)
	}
	tw.Viewer = luc
	tw.Post(tw.path+"/prendre", http.StatusNotFound)
	tw.Viewer = marie
	tw.Get(tw.path, http.StatusOK).Says("Prendre les 2 places et les payer")
	if to := tw.Post(tw.path+"/prendre", http.StatusSeeOther).To; to != "/panier?fait=accepte" {
		t.Errorf("it leads to %s", to)
	}
	cart, err := tw.places.Cart(t.Context(), marie, "marie")
	tw.Must(err)
	if len(cart.Places) != 2 || !cart.Until.Equal(at("2027-02-22 10:00")) {
		t.Errorf("the cart holds %d places until %s", len(cart.Places), cart.Until)
	}
	for _, line := range cart.Places {
		if against := line.Findings.Against(); len(against) > 0 && against[0].Rule == leisure.RuleWindow {
			t.Error("the window of who comes later stands against what was drawn")
		}
	}
	if tasks, err := source.ToDo(t.Context(), scope()); err != nil || len(tasks) != 0 {
		t.Errorf("the file still asks %+v, %v", tasks, err)
	}
	sections, err := source.Export(t.Context(), scope())
	tw.Must(err)
	if len(sections) != 1 || len(sections[0].Rows) != 2 || sections[0].Rows[0][9] != "place donnée" {
		t.Errorf("the export has %+v", sections)
	}
}

func TestAWrongFormKeepsWhatWasTypedAndSaysWhatToMend(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.published()
	tw.Viewer = marie
	p := tw.Post(tw.path+"/choix", http.StatusUnprocessableEntity, "choix", "zoe 1 w1", "choix", "zoe 2 w1", "ensemble", "zoe", "places", "1")
	p.Says("Ce groupe est déjà un choix de cette personne.", "Cochez au moins deux personnes qui vont ensemble, ou aucune.").
		Shows(`<option value="zoe 2 w1" selected>`, `href="#champ-choix-zoe-2"`, `id="champ-choix-zoe-2"`)
	tw.Post(tw.path+"/choix", http.StatusUnprocessableEntity, "places", "1").Says("Donnez au moins un premier choix à une personne.")
	tw.Post(tw.path+"/choix", http.StatusUnprocessableEntity, "choix", "zoe 1 ailleurs", "places", "1").Says("Ce groupe n’est pas dans le tirage.")
	tw.Post(tw.path+"/choix", http.StatusNotFound, "choix", "noe 1 w1", "places", "1") // A child of another family.
	tw.Viewer = session.Viewer{}
	if to := tw.Get(tw.path+"/choix", http.StatusSeeOther).To; !strings.HasPrefix(to, "/connexion") {
		t.Errorf("a stranger is led to %s", to)
	}
}

func TestAFormSentTwiceIsOneRequestAndMayBeTakenBack(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.published()
	tw.Viewer = marie
	key := tw.Get(tw.path+"/choix", http.StatusOK).Key()
	for range 2 {
		tw.Post(tw.path+"/choix", http.StatusSeeOther, "cle", key, "choix", "zoe 1 w1", "places", "1")
	}
	figures, err := tw.lottery.Figures(t.Context(), sonia, lottery.ID(strings.TrimPrefix(tw.path, "/loisirs/tirages/")))
	tw.Must(err)
	if figures.Requests != 1 || figures.People != 1 {
		t.Errorf("two clicks made %+v", figures)
	}
	tw.Post(tw.path+"/retirer", http.StatusSeeOther)
	tw.Get(tw.path, http.StatusOK).Says("Inscrire nos choix")
}

func TestTheCounterEntersTheChoicesOfAFamilyOnThePhone(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.published()
	const counter = "/guichet/inscrire/luc/tirages"
	tw.Viewer = marie
	tw.Get(counter, http.StatusNotFound)
	tw.Viewer = ali
	tw.Get(counter, http.StatusOK).Says("Tirages : Luc Roy", "Camp 2027")
	one := counter + "/" + strings.TrimPrefix(tw.path, "/loisirs/tirages/")
	tw.Get(one, http.StatusOK).Says("1er choix de Noé")
	tw.Post(one, http.StatusUnprocessableEntity, "places", "1").Says("Donnez au moins un premier choix à une personne.")
	done := tw.Post(one, http.StatusSeeOther, "choix", "noe 1 w2", "places", "1")
	tw.Get(done.To, http.StatusOK).Says("Les choix sont inscrits.").Shows(`<option value="noe 1 w2" selected>`)
	tw.Viewer = luc
	tw.Get(tw.path, http.StatusOK).Says("1er choix : Camp de jour, semaine 2")
}

func TestTheStaffSetsALotteryUpAndDrawsIt(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.Viewer = marie
	tw.Get("/gestion/tirages", http.StatusNotFound)
	tw.Viewer = ali
	tw.Get("/gestion/tirages", http.StatusForbidden)
	tw.Viewer = sonia
	tw.Get("/gestion/tirages", http.StatusOK).Says("Aucun tirage.", "Été 2027 : 1 activité à tirer")
	tw.Get("/gestion/tirages/nouveau?seance=e", http.StatusOK).Says("Nouveau tirage", "Camp de jour")
	wrong := settings()
	wrong.Set("ferme", "hier")
	wrong.Set("libere", "2027-02-17")
	wrong.Del("nom")
	tw.Send("/gestion/tirages/nouveau", http.StatusUnprocessableEntity, wrong).Says("Donnez un nom au tirage", "Les choix ferment après leur ouverture.", "ouvrent à tous après la date de paiement").Shows(`value="2027-02-17`)

	tw.published()
	tw.Viewer = session.Viewer{}
	tw.Get(tw.desk(), http.StatusSeeOther)
	tw.Viewer = sonia
	tw.Get(tw.desk(), http.StatusOK).Says("Choix ouverts", "En premier choix", "Effacer ce tirage").Hides("Tirer maintenant", "Publier le tirage")
	tw.Post(tw.desk()+"/tirer", http.StatusConflict).Says("Les choix ne sont pas encore fermés.")
	earlier := settings()
	earlier.Set("ferme", "2027-02-03 09:00")
	tw.Send(tw.desk(), http.StatusUnprocessableEntity, earlier).Says("cette date peut seulement être remise à plus tard")
	tw.Viewer = marie
	tw.Post(tw.path+"/choix", http.StatusSeeOther, "choix", "zoe 1 w1", "choix", "leo 1 w1", "places", "1")
	tw.Viewer = sonia
	tw.Post(tw.desk()+"/effacer", http.StatusConflict).Says("On ne peut plus l’effacer.")
	tw.drawn()
	tw.Get(tw.desk(), http.StatusOK).Says("Tiré", "Données", "Le bilan du tirage").Hides("Marie", "Zoé", "Enregistrer le tirage")
}

// Who reads the page and the file draws again without any of our code but the hash functions.
func TestTheDrawIsPublishedWithItsSeedAndItsFiguresWithoutNames(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.published()
	tw.Viewer = session.Viewer{}
	commitment := tw.Get(tw.path+"/tirage", http.StatusOK).Says("La graine sera révélée ici après le tirage.").Find(`<code class="proof">([0-9a-f]{64})`)
	tw.Get(tw.path+"/tirage.csv", http.StatusNotFound)
	tw.Get(tw.path+"/bilan", http.StatusNotFound)
	tw.Viewer = marie
	tw.Post(tw.path+"/choix", http.StatusSeeOther, "choix", "zoe 1 w1", "choix", "leo 1 w1", "places", "1")
	tw.Viewer = luc
	tw.Post(tw.path+"/choix", http.StatusSeeOther, "choix", "noe 1 w1", "places", "1")
	tw.drawn()

	tw.Viewer = session.Viewer{}
	p := tw.Get(tw.path+"/tirage", http.StatusOK).Says("2 billets ont été tirés.").Shows(commitment)
	seed, err := hex.DecodeString(p.Find(`révélée après le tirage[^<]*</p>\s*<p><code class="proof">([0-9a-f]{64})`))
	tw.Must(err)
	if sum := sha256.Sum256(seed); hex.EncodeToString(sum[:]) != commitment {
		t.Error("the seed is not the one the town committed to")
	}
	rows, err := csv.NewReader(strings.NewReader(tw.Get(tw.path+"/tirage.csv", http.StatusOK).Body)).ReadAll()
	tw.Must(err)
	var numbers []string
	for _, row := range rows[1:] {
		numbers = append(numbers, row[1])
	}
	for i, lot := range opening.Draw(seed, numbers) {
		if row := rows[i+1]; row[0] != fmt.Sprint(lot.Rank) || row[1] != lot.Number || row[2] != lot.Key {
			t.Errorf("line %d is %v, want %+v", i+1, row, lot)
		}
	}
	tw.Get(tw.path+"/bilan", http.StatusOK).Says("Familles", "1 sur 2", "1er choix", "Personnes sans place").Hides("Zoé", "Noé", "Marie")
}
