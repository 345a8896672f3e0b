package requestsweb_test

import (
	"bytes"
	"image"
	"image/png"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/requests"
	"sem/internal/requests/requestsweb"
	"sem/internal/session"
	"sem/internal/ui"
)

var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var martin = session.Viewer{Account: "martin", Name: "Martin G.", FullName: "Martin Gagnon", Role: session.Agent}

// town is the pages of requests, and the browser of whoever looks next.
type town struct {
	*testing.T
	db       *db.DB
	clock    *clock.Still
	requests *requests.Service
	people   *people.Service
	places   *places.Service
	pages    requestsweb.Pages
	mux      http.Handler
	viewer   session.Viewer
	lang     i18n.Language
	cookies  map[string]string
	keys     int
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{T: t, db: d, clock: c, lang: i18n.French, cookies: map[string]string{}}
	book := &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	told := &alerts.Service{DB: d, Clock: c, IDs: ids}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: told}
	b.places = places.New(d, c, ids)
	vault := &files.Service{DB: d, Clock: c, IDs: ids, Folder: t.TempDir(), Free: func(string) (float64, error) { return 1, nil }}
	b.requests = &requests.Service{DB: d, Clock: c, IDs: ids, People: b.people, Alerts: told, Files: vault, Places: b.places}
	b.must(d.InTx(t.Context(), func(tx *db.Tx) error { return requests.Seed(t.Context(), tx, september) }))
	b.must(b.requests.LoadTypes(t.Context()))
	b.pages = requestsweb.Pages{Requests: b.requests, People: b.people, Places: b.places, Files: vault, Notices: told, Clock: c}
	b.mux = ui.Mux(b.pages.Routes(), ui.Options{Clock: c, Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(i18n.With(session.With(r.Context(), b.viewer), b.lang)))
		})
	}}})
	b.citizen("marie", "1985-03-02")
	b.citizen("luc", "1980-01-01")
	return b
}

func (b *town) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *town) citizen(name, born string) {
	b.Helper()
	b.must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		return b.people.Load(b.Context(), tx, slices.Values([]people.Person{{
			ID: people.ID(name), GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Tremblay", BirthDate: born, Language: "fr",
			Residence: people.Unknown, CreatedAt: september, UpdatedAt: september,
			Contacts: []people.Contact{{ID: "c" + name, Kind: people.Email, Value: name + "@exemple.com", ConfirmedAt: september, CreatedAt: september}},
		}}))
	}))
}

func (b *town) address(civic string) places.Address {
	b.Helper()
	var saved places.Address
	b.must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		var err error
		saved, err = b.places.Save(b.Context(), tx, places.Address{Civic: civic, Street: "rue du Moulin", PostalCode: "J7R 1A1", Point: geo.Point{Lat: 45.56, Lon: -73.9}})
		return err
	}))
	b.must(b.places.Refresh(b.Context()))
	return saved
}

func citizenOf(name string) session.Viewer {
	return session.Viewer{Account: "compte-" + name, Person: name, Name: name}
}

func (b *town) as(name string) *town {
	b.viewer = citizenOf(name)
	return b
}

// stranger is a visitor with a browser of their own.
func (b *town) stranger() {
	b.viewer, b.cookies = session.Viewer{}, map[string]string{}
}

func (b *town) key() forms.Key {
	b.keys++
	return forms.Key{Value: "k" + string(rune('0'+b.keys)), Actor: "test"}
}

// reported is a request of somebody, made without the pages.
func (b *town) reported(who string, title string) requests.Number {
	b.Helper()
	receipt, err := b.requests.Report(b.Context(), citizenOf(who), requests.Report{Type: "nid-de-poule", Title: title, Description: "Gros trou devant chez moi.", PlaceLine: "Rue du Moulin",
		Answers: map[string]string{"profondeur": "grand", "taille": "grand"}}, forms.Key{})
	b.must(err)
	return receipt.Number
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

// send posts a form with a file in photo.
func (b *town) send(path string, status int, name string, content []byte, fields ...string) string {
	b.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		form.WriteField(fields[i], fields[i+1])
	}
	if name != "" {
		part, err := form.CreateFormFile("photo", name)
		b.must(err)
		part.Write(content)
	}
	form.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r, status)
}

// do sends a request with the cookies of the browser; a redirection gives its address.
func (b *town) do(r *http.Request, status int) string {
	b.Helper()
	w := b.answer(r)
	if w.Code != status {
		b.Fatalf("%s %s: status %d %s, want %d\n%s", r.Method, r.URL, w.Code, w.Header().Get("Location"), status, words(w.Body.String()))
	}
	if status == http.StatusSeeOther {
		return w.Header().Get("Location")
	}
	return w.Body.String()
}

func (b *town) answer(r *http.Request) *httptest.ResponseRecorder {
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.mux.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
		if !c.HttpOnly {
			b.Errorf("scripts can read the cookie %s", c.Name)
		}
	}
	return w
}

var markup = regexp.MustCompile(`<[^>]*>|\s+`)

func words(page string) string { return markup.ReplaceAllString(page, " ") }

func (b *town) shows(page string, all ...string) {
	b.Helper()
	for _, want := range all {
		if !strings.Contains(page, want) {
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

// count is how many requests there are.
func (b *town) count() (n int) {
	b.Helper()
	b.must(b.db.QueryRow(b.Context(), `SELECT COUNT(*) FROM requests_request`).Scan(&n))
	return n
}

func photo(t *testing.T) []byte {
	t.Helper()
	var body bytes.Buffer
	if err := png.Encode(&body, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return body.Bytes()
}
