package deskweb_test

import (
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/accounts"
	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/desk"
	"sem/internal/desk/deskweb"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/ui"
)

var morning = time.Date(2026, 9, 9, 13, 0, 0, 0, time.UTC)

var (
	agent   = session.Viewer{Account: "agent", Name: "Julie D.", FullName: "Julie Dubé", Role: session.Agent}
	works   = session.Viewer{Account: "works", Name: "Martin G.", FullName: "Martin Gagnon", Role: session.Works, Departments: []string{"travaux"}}
	waters  = session.Viewer{Account: "waters", Name: "Sonia L.", FullName: "Sonia Lavoie", Role: session.Works, Departments: []string{"eau"}}
	citizen = session.Viewer{Account: "citizen", Person: "p999", Name: "Marie"}
)

// town is a desk over real registers, seen through its pages.
type town struct {
	t *testing.T
	deskweb.Pages
	pages http.Handler
	db    *db.DB
	still *clock.Still
	who   session.Viewer
}

func open(t *testing.T) *town {
	t.Helper()
	d, still := dbtest.SQLite(t), clock.At(morning)
	book := &journal.Service{DB: d, Clock: still, IDs: id.Counting("j"), Key: []byte("key")}
	register := &people.Service{DB: d, Clock: still, IDs: id.Counting("p"), Journal: book}
	notices := &alerts.Service{DB: d, Clock: still, IDs: id.Counting("n")}
	strongroom := &files.Service{DB: d, Clock: still, IDs: id.Counting("f"), Folder: t.TempDir()}
	where := places.New(d, still, id.Counting("a"))
	door := &accounts.Service{DB: d, Clock: still, IDs: id.Counting("c"), People: register}
	work := &requests.Service{DB: d, Clock: still, IDs: id.Counting("r"), People: register, Alerts: notices, Files: strongroom, Places: where, Staff: names{}}
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return requests.Seed(t.Context(), tx, morning) }); err != nil {
		t.Fatal(err)
	}
	if err := work.LoadTypes(t.Context()); err != nil {
		t.Fatal(err)
	}
	finder := &desk.Finder{Feeds: []desk.Feed{desk.PeopleFeed{People: register}}, Clock: still}
	if err := finder.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	source := deskweb.RequestsSource{Requests: work}
	counter := &desk.Service{
		DB: d, Clock: still, Log: slog.New(slog.DiscardHandler), People: register, Places: where, Journal: book, Codes: door,
		Finder:  finder,
		Numbers: []desk.Numbers{source}, Sources: []desk.Source{source},
	}
	h := &town{t: t, db: d, still: still, who: agent, Pages: deskweb.Pages{
		Desk: counter, Requests: work, People: register, Places: where, Accounts: door, Files: strongroom, Clock: still,
	}}
	h.pages = ui.Mux(h.Routes(), ui.Options{Clock: still, Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{h.signIn}})
	return h
}

type names struct{}

func (names) StaffName(account string) string {
	return map[string]string{"agent": "Julie D.", "works": "Martin G.", "waters": "Sonia L."}[account]
}

func (h *town) signIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(session.With(r.Context(), h.who)))
	})
}

// as changes who is at the desk.
func (h *town) as(who session.Viewer) *town {
	h.who = who
	return h
}

// answer is what a page answered, its text with entities read.
type answer struct {
	status int
	to     string
	text   string
}

func (h *town) get(path string) answer {
	return h.send(httptest.NewRequest(http.MethodGet, path, nil))
}

func (h *town) post(path string, fields ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.send(r)
}

func (h *town) send(r *http.Request) answer {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.pages.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer{w.Code, w.Header().Get("Location"), html.UnescapeString(string(body))}
}

func (a answer) want(t *testing.T, status int, words ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status: got %d to %q, want %d; page:\n%s", a.status, a.to, status, plain(a.text))
	}
	for _, w := range words {
		if !strings.Contains(a.text, w) {
			t.Errorf("page: %q is missing from:\n%s", w, plain(a.text))
		}
	}
	return a
}

func (a answer) lacks(t *testing.T, words ...string) answer {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.text, w) {
			t.Errorf("page: %q is there, and should not be", w)
		}
	}
	return a
}

func (a answer) leads(t *testing.T, to string) answer {
	t.Helper()
	if a.status != http.StatusSeeOther || a.to != to {
		t.Fatalf("answer: got %d to %q, want 303 to %q; page:\n%s", a.status, a.to, to, plain(a.text))
	}
	return a
}

var markup = regexp.MustCompile(`(?s)<svg class="sprite".*?</svg>|<[^>]*>|\s+`)

func plain(page string) string { return markup.ReplaceAllString(page, " ") }

func (h *town) person(n people.NewPerson) people.ID {
	h.t.Helper()
	whose, err := h.People.Add(h.t.Context(), agent, n, forms.Key{})
	if err != nil {
		h.t.Fatal(err)
	}
	return whose
}

// pothole is a request about a pothole, which is the public works department's.
func (h *town) pothole(by people.ID, title string) requests.Number {
	h.t.Helper()
	return h.report(requests.Report{Type: "nid-de-poule", Title: title, Description: "Un trou profond.", Channel: requests.Telephone, ReportedBy: by, PlaceLine: "rue Saint-Laurent"})
}

func (h *town) report(report requests.Report) requests.Number {
	h.t.Helper()
	kind, ok := h.Requests.Type(report.Type)
	if !ok {
		h.t.Fatalf("no type %q", report.Type)
	}
	report.Answers = map[string]string{}
	for _, q := range kind.Questions {
		if q.Required && q.Kind == requests.AskChoice {
			report.Answers[q.Code] = q.Choices[0].Code
		}
	}
	receipt, err := h.Requests.Report(h.t.Context(), agent, report, forms.Key{})
	if err != nil {
		h.t.Fatal(err)
	}
	return receipt.Number
}

func (h *town) views(whose people.ID) []journal.Consultation {
	h.t.Helper()
	seen, err := h.Desk.Journal.OfPerson(h.t.Context(), string(whose), 1)
	if err != nil {
		h.t.Fatal(err)
	}
	return slices.DeleteFunc(seen.Lines, func(c journal.Consultation) bool { return c.Action != journal.View })
}
