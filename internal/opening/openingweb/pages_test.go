package openingweb_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/opening"
	"sem/internal/opening/openingweb"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// nine is the opening of the winter session on the clocks of the town.
var nine = time.Date(2026, time.December, 2, 14, 0, 0, 0, time.UTC)

var (
	marie = session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie"}
	sonia = session.Viewer{Account: "sonia", Name: "Sonia L.", FullName: "Sonia Lemay", Role: session.Leisure}
)

// winter is a program of one session with a draw.
type winter struct{}

func (winter) Program() *leisure.Program {
	return leisure.Assemble(leisure.Parts{
		Sessions:   []leisure.Session{{ID: "h", Code: "H2027", Name: i18n.Words{FR: "Hiver 2027", EN: "Winter 2027"}, Published: true, Drawn: true, Windows: []leisure.Window{{Opens: nine}}}},
		Activities: []leisure.Activity{{ID: "a", Session: "h", Code: "NAT", Title: i18n.Words{FR: "Natation"}}},
		Groups:     []leisure.Group{{ID: "g", Activity: "a", Session: "h", Code: "NAT-1", Places: 12}},
	})
}

func (winter) Left(g *leisure.Group) leisure.Left { return leisure.Left{Places: g.Places, Taken: 7} }

// town is the pages of the openings, and whoever looks next.
type town struct {
	*webtest.Visitor
	clock   *clock.Still
	opening *opening.Service
	pages   openingweb.Pages
	path    string
}

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	c := clock.At(nine.Add(-2 * time.Hour))
	tw := &town{Visitor: webtest.New(t), clock: c}
	tw.opening = &opening.Service{DB: d, Clock: c, IDs: id.Random(), Leisure: winter{}}
	tw.Must(tw.opening.Tick(t.Context()))
	tw.pages = openingweb.Pages{Opening: tw.opening, Leisure: winter{}, Clock: c}
	tw.path = tw.opening.Events()[0].Path()
	tw.Visit(tw.pages.Routes(), ui.Options{Clock: c, City: ui.City{Name: "Saint-Exemple", Phone: "450 555-0100"}, Around: []func(http.Handler) http.Handler{tw.pages.Quick}})
	tw.Cookies = map[string]string{session.Ticket: "the session of marie"}
	return tw
}

// at sets the clock and does what is due.
func (tw *town) at(when time.Time) {
	tw.Helper()
	tw.clock.Set(when)
	tw.Must(tw.opening.Tick(tw.Context()))
}

// crowd has so many other families take a ticket.
func (tw *town) crowd(n int) {
	tw.Helper()
	for i := range n {
		_, err := tw.opening.Attend(tw.Context(), session.Viewer{Account: fmt.Sprint("compte-", i)}, tw.opening.Events()[0].ID)
		tw.Must(err)
	}
}

// join takes a ticket and keeps its slip as a browser does.
func (tw *town) join() {
	tw.Helper()
	tw.Post(tw.path, http.StatusSeeOther)
	tw.keepSlip(tw.Get(tw.path, http.StatusOK))
}

func (tw *town) keepSlip(p webtest.Page) {
	for _, c := range (&http.Response{Header: p.Header}).Cookies() {
		tw.Cookies[c.Name] = c.Value
	}
}

func TestMarieWaitsForHerTurn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.Get(tw.path, http.StatusOK).Says("Ouverture des inscriptions : Hiver 2027", "La salle d’attente ouvre").Hides("Prendre mon billet")
		tw.Get("/loisirs/ouverture", http.StatusOK).Says("Hiver 2027", "À venir")

		tw.at(nine.Add(-20 * time.Minute))
		tw.Get(tw.path, http.StatusOK).Shows("/connexion?suite=" + tw.path).Hides("<form method=\"post\" action=\"/loisirs")
		tw.Viewer = marie
		tw.Get(tw.path, http.StatusOK).Says("Prenez votre billet avant 9 h.")
		tw.crowd(9)
		tw.join()
		p := tw.Get(tw.path, http.StatusOK).Says("Vous êtes sur place", "L’ordre sera tiré au sort à 9 h.", "10 familles sont sur place.", "votre billet reste")
		if p.Header.Get("Refresh") == "" {
			t.Error("the page of the line does not come again by itself")
		}

		tw.Must(tw.opening.SetPace(t.Context(), sonia, tw.opening.Events()[0].ID, opening.Pace{Now: 0.1, Slowest: 0.1, Fastest: 0.1, Finish: 20 * time.Minute}))
		tw.at(nine)
		at, err := tw.opening.Position(t.Context(), marie, tw.opening.Events()[0].ID)
		tw.Must(err)
		p = tw.Get(tw.path, http.StatusOK).Says(fmt.Sprintf("Votre rang : %d", at.Rank), "Vous pouvez fermer cette page, votre rang reste.")
		if p.Header.Get("Refresh") == "" {
			t.Error("who waits is not told when it changes")
		}
		for i := range 11 {
			tw.at(nine.Add(time.Duration(i+1) * 10 * time.Second))
		}
		p = tw.Get(tw.path, http.StatusOK).Says("C’est votre tour", "Ouvrir mon panier").Shows(`href="/panier"`)
		if again := p.Header.Get("Refresh"); again != "" {
			t.Errorf("the page goes away under her hands in %s s", again)
		}
	})
}

func TestTheFileOfSomebodyInTheLineSaysWhereTheyStand(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	source := openingweb.Source{Pages: tw.pages}
	todo := func(who session.Viewer) (titles []string) {
		t.Helper()
		tasks, err := source.ToDo(t.Context(), dossier.Scope{Viewer: who, Now: tw.clock.Now()})
		tw.Must(err)
		for _, task := range tasks {
			titles = append(titles, task.Title)
		}
		return titles
	}
	want := func(when string, title ...string) {
		t.Helper()
		if got := todo(marie); !slices.Equal(got, title) {
			t.Errorf("%s her file says %q, want %q", when, got, title)
		}
		if got := todo(session.Viewer{Account: "somebody"}); len(got) != 0 {
			t.Errorf("%s the file of somebody without a ticket says %q", when, got)
		}
	}
	want("before the room opens")
	tw.at(nine.Add(-20 * time.Minute))
	want("without a ticket")
	tw.Viewer = marie
	tw.join()
	want("before the draw", "Votre billet est pris : Hiver 2027")
	tw.Must(tw.opening.SetPace(t.Context(), sonia, tw.opening.Events()[0].ID, opening.Pace{Now: 0.1, Slowest: 0.1, Fastest: 0.1, Finish: 20 * time.Minute}))
	tw.at(nine)
	want("after the draw", "Votre rang est 1 : Hiver 2027")
	tw.at(nine.Add(10 * time.Second))
	want("at her turn", "C’est votre tour : Hiver 2027")
	tw.at(nine.Add(7 * time.Hour))
	want("once the room is over")
}

func TestASlipShowsTheRankWithoutASessionAndOpensNothing(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.at(nine.Add(-time.Minute))
	tw.Viewer = marie
	tw.join()
	tw.Viewer = session.Viewer{} // Nobody was looked up: the slip alone answers.
	tw.Get(tw.path, http.StatusOK).Says("Vous êtes sur place")

	mine := tw.Cookies[session.Ticket]
	tw.Cookies[session.Ticket] = "the session of luc"
	tw.Get(tw.path, http.StatusOK).Says("Ouverture des inscriptions").Hides("Vous êtes sur place")
	tw.Cookies[session.Ticket] = mine
	tw.Cookies["sem-rang"] = strings.Replace(tw.Cookies["sem-rang"], "~", "0~", 1)
	tw.Get(tw.path, http.StatusOK).Hides("Vous êtes sur place")
	tw.Post(tw.path, http.StatusSeeOther)
	if n := tw.opening.Events()[0].Arrivals; n != 1 {
		t.Errorf("%d tickets were given, want that of marie alone", n)
	}
}

// Who reads the page and the file draws again without any of our code but the hash functions.
func TestTheDrawIsPublishedSoThatAnybodyMayCheckIt(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	commitment := tw.Get(tw.path+"/tirage", http.StatusOK).Says("La graine sera révélée ici après le tirage.").Find(`<code class="proof">([0-9a-f]{64})`)
	tw.Get(tw.path+"/tirage.csv", http.StatusNotFound)
	tw.Get(tw.path+"/bilan", http.StatusNotFound)
	tw.at(nine.Add(-time.Minute))
	tw.crowd(25)
	tw.at(nine)

	p := tw.Get(tw.path+"/tirage", http.StatusOK).Says("25 billets ont été tirés.").Shows(commitment)
	seed, err := hex.DecodeString(p.Find(`révélée après le tirage[^<]*</p>\s*<p><code class="proof">([0-9a-f]{64})`))
	tw.Must(err)
	if sum := sha256.Sum256(seed); hex.EncodeToString(sum[:]) != commitment {
		t.Error("the seed is not the one the town committed to")
	}
	file := tw.Get(tw.path+"/tirage.csv", http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
	tw.Must(err)
	var numbers []string
	for _, row := range rows[1:] {
		numbers = append(numbers, row[1])
	}
	list := fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(numbers)), "\n")+"\n")))
	key := func(number string) string {
		mac := hmac.New(sha256.New, seed)
		fmt.Fprintf(mac, "%s\n%s", list, number)
		return fmt.Sprintf("%x", mac.Sum(nil))
	}
	slices.SortFunc(numbers, func(a, b string) int { return strings.Compare(key(a), key(b)) })
	for i, row := range rows[1:] {
		if row[0] != fmt.Sprint(i+1) || row[1] != numbers[i] || row[2] != key(numbers[i]) {
			t.Fatalf("line %d of the file is %v, want the ticket %s", i+1, row, numbers[i])
		}
	}
	file.Hides("compte-")
}

func TestTheReportHasFiguresAndNoNames(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.at(nine.Add(-20 * time.Minute))
	tw.crowd(5)
	tw.at(nine.Add(-2 * time.Minute))
	tw.Viewer = marie
	tw.join()
	tw.at(nine)
	tw.at(nine.Add(time.Second))
	tw.Get(tw.path+"/bilan", http.StatusOK).Says("Familles présentes au tirage", "7 sur 12", "8 h 40", "L’ouverture est en cours.").Hides("compte-", "Marie Tremblay")
	tw.Viewer = sonia
	tw.Post("/gestion/ouvertures/"+strings.TrimPrefix(tw.path, "/loisirs/ouverture/")+"/fin", http.StatusSeeOther)
	tw.Get(tw.path+"/bilan", http.StatusOK).Says("L’ouverture du mercredi 2 décembre, 9 h.")
	tw.Get(tw.path, http.StatusOK).Says("La salle d’attente est fermée. On s’inscrit directement.")
	tw.Viewer = marie
	tw.Get(tw.path+"/tirage", http.StatusOK).Says("Cherchez ce numéro dans la liste.")
}

func TestTheStaffSetsThePaceAndCitizensDoNotSeeIt(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	desk := "/gestion/ouvertures/" + strings.TrimPrefix(tw.path, "/loisirs/ouverture/")
	tw.Viewer = marie
	tw.Get("/gestion/ouvertures", http.StatusNotFound)
	tw.Post(desk, http.StatusNotFound)
	tw.Viewer = sonia
	tw.Get("/gestion/ouvertures", http.StatusOK).Says("Hiver 2027", "À venir")
	tw.Get(desk, http.StatusOK).Says("40 familles par seconde", "Mettre la file en pause")

	wrong := tw.Post(desk, http.StatusUnprocessableEntity, "cadence", "beaucoup", "lent", "0", "vite", "50", "minutes", "2")
	wrong.Says("Entrez un nombre de minutes, de 5 à 120.", "de 0,1 à 10 000").Shows(`value="beaucoup"`)
	tw.Post(desk, http.StatusUnprocessableEntity, "cadence", "beaucoup", "lent", "5", "vite", "50", "minutes", "20").Says("plus grand que zéro")
	done := tw.Post(desk, http.StatusSeeOther, "cadence", "0,5", "lent", "0,5", "vite", "50", "minutes", "30")
	tw.Get(done.To, http.StatusOK).Says("0,5 familles par seconde", "C’est fait.")

	tw.Post(desk+"/pause", http.StatusSeeOther)
	tw.Get(desk, http.StatusOK).Says("La file est en pause. Les rangs restent.")
	tw.Post(desk+"/pause", http.StatusSeeOther, "reprendre", "1")
	if e := tw.opening.Events()[0]; e.Pace.Paused || e.Pace.Finish != 30*time.Minute {
		t.Errorf("the pace is %+v", e.Pace)
	}
	tw.Get(tw.path, http.StatusOK).Says("Le personnel inscrit au comptoir sans passer par la salle.").Hides("Prendre mon billet")
}

func TestTheLineComesInEnglishAndInLargeLetters(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.at(nine.Add(-time.Minute))
	tw.Viewer = marie
	tw.Prefs = ui.Prefs{Text: 3, Theme: "contrast", Lang: i18n.English}
	tw.join()
	tw.Prefs = ui.Prefs{} // The slip answers, and nobody looks up what she prefers.
	tw.Get(tw.path, http.StatusOK).Shows(`lang="en`, `data-text="3"`, `data-theme="contrast"`, "Winter 2027")
}

// The page of the line is asked for by thousands at once and again: it stays small.
func TestThePageOfTheLineStaysSmall(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.at(nine.Add(-time.Minute))
	tw.Viewer = marie
	tw.join()
	p := tw.Get(tw.path, http.StatusOK)
	p.Hides("<script", ".woff2")
	sheet := p.Find(`href="(/assets/[^"]*room.css)"`)
	total := 0
	for _, path := range []string{tw.path, sheet} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		body := tw.Ask(r).Body
		t.Logf("%s: %d bytes", path, len(body))
		total += len(body)
	}
	if total > 12<<10 {
		t.Errorf("the page and its sheet are %d bytes, want at most 12 KB", total)
	}
}
