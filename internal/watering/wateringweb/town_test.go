package wateringweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/watering"
	"sem/internal/watering/wateringweb"
)

// september is a Wednesday, ten o’clock in town: an even date.
var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var martin = session.Viewer{Account: "martin", Name: "Martin G.", FullName: "Martin Gagnon", Role: session.Works, Departments: []string{"travaux"}}

// town is the pages of watering, and whoever looks next.
type town struct {
	testing.TB
	db       *db.DB
	clock    *clock.Still
	watering *watering.Service
	people   *people.Service
	places   *places.Service
	alerts   *alerts.Service
	pages    wateringweb.Pages
	mux      http.Handler
	viewer   session.Viewer
	lang     i18n.Language
	home     places.Address
	next     places.Address // next is the neighbour's door, with an odd number.
}

// newTown has two doors and two citizens, Marie at 84 and Luc at nowhere known, and the
// by-law of even and odd dates.
func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{TB: t, db: d, clock: c, lang: i18n.French}
	book := &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	b.alerts = &alerts.Service{DB: d, Clock: c, IDs: ids}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: b.alerts}
	b.places = places.New(d, c, ids)
	b.watering = &watering.Service{DB: d, Clock: c, IDs: ids, People: b.people, Places: b.places, Alerts: b.alerts}
	b.must(b.places.Refresh(t.Context()))
	b.home, b.next = b.door("84"), b.door("85")
	b.citizen("marie", string(b.home.ID))
	b.citizen("luc", "")
	b.load("1-parite-des-dates")
	b.pages = wateringweb.Pages{Watering: b.watering, People: b.people, Places: b.places, Journal: book, Clock: c, Site: "https://ville.exemple"}
	b.mux = ui.Mux(b.pages.Routes(), ui.Options{Clock: c, Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(i18n.With(session.With(r.Context(), b.viewer), b.lang)))
		})
	}}})
	return b
}

func (b *town) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *town) load(name string) {
	b.Helper()
	file, err := os.Open("../testdata/" + name + ".toml")
	b.must(err)
	defer file.Close()
	_, err = b.watering.Import(b.Context(), file, false)
	b.must(err)
}

func (b *town) door(civic string) (saved places.Address) {
	b.Helper()
	b.must(b.db.InTx(b.Context(), func(tx *db.Tx) (err error) {
		saved, err = b.places.Save(b.Context(), tx, places.Address{Civic: civic, Street: "rue du Moulin", PostalCode: "J7R 1A1", Point: geo.Point{Lat: 45.56, Lon: -73.9}})
		return err
	}))
	b.must(b.places.Refresh(b.Context()))
	return saved
}

func (b *town) citizen(name, address string) {
	b.Helper()
	b.must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		return b.people.Load(b.Context(), tx, slices.Values([]people.Person{{
			ID: people.ID(name), GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Tremblay", BirthDate: "1980-01-01", Language: "fr", AddressID: address,
			Residence: people.Unknown, CreatedAt: september, UpdatedAt: september,
		}}))
	}))
}

func (b *town) as(name string) *town {
	b.viewer = session.Viewer{Account: "compte-" + name, Person: name, Name: name, FullName: name + " Tremblay"}
	return b
}

func (b *town) atWork() *town {
	b.viewer = martin
	return b
}

func (b *town) get(path string, status int) string {
	b.Helper()
	return b.do(httptest.NewRequest("GET", path, nil), status)
}

func (b *town) post(path string, status int, fields ...string) string {
	b.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r, status)
}

// do sends a request; a redirection gives its address.
func (b *town) do(r *http.Request, status int) string {
	b.Helper()
	w := httptest.NewRecorder()
	b.mux.ServeHTTP(w, r)
	if w.Code != status {
		b.Fatalf("%s %s: status %d %s, want %d\n%s", r.Method, r.URL, w.Code, w.Header().Get("Location"), status, words(w.Body.String()))
	}
	if status == http.StatusSeeOther {
		return w.Header().Get("Location")
	}
	return w.Body.String()
}

var markup = regexp.MustCompile(`<[^>]*>|\s+`)

// words are the words of a page.
func words(page string) string {
	return strings.Join(strings.FieldsFunc(markup.ReplaceAllString(page, " "), func(r rune) bool { return r == ' ' }), " ")
}

func (b *town) shows(page string, all ...string) {
	b.Helper()
	for _, want := range all {
		if !strings.Contains(page, want) && !strings.Contains(words(page), want) {
			b.Errorf("the page lacks %q", want)
		}
	}
}

func (b *town) hides(page string, all ...string) {
	b.Helper()
	for _, want := range all {
		if strings.Contains(page, want) {
			b.Errorf("the page shows %q", want)
		}
	}
}

func (b *town) count(query string, args ...any) (n int) {
	b.Helper()
	b.must(b.db.QueryRow(b.Context(), query, args...).Scan(&n))
	return n
}
