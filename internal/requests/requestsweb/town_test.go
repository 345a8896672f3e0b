package requestsweb_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http/httptest"
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
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/requests"
	"sem/internal/requests/requestsweb"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var martin = session.Viewer{Account: "martin", Name: "Martin G.", FullName: "Martin Gagnon", Role: session.Agent}

// town is the pages of requests, and the browser of whoever looks next.
type town struct {
	*webtest.Visitor
	db       *db.DB
	clock    *clock.Still
	requests *requests.Service
	people   *people.Service
	places   *places.Service
	pages    requestsweb.Pages
	keys     int
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c}
	book := &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	told := &alerts.Service{DB: d, Clock: c, IDs: ids}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: told}
	b.places = places.New(d, c, ids)
	vault := &files.Service{DB: d, Clock: c, IDs: ids, Folder: t.TempDir(), Free: func(string) (float64, error) { return 1, nil }}
	b.requests = &requests.Service{DB: d, Clock: c, IDs: ids, People: b.people, Alerts: told, Files: vault, Places: b.places}
	b.Must(d.InTx(t.Context(), func(tx *db.Tx) error { return requests.Seed(t.Context(), tx, september) }))
	b.Must(b.requests.LoadTypes(t.Context()))
	b.pages = requestsweb.Pages{Requests: b.requests, People: b.people, Places: b.places, Files: vault, Notices: told, Clock: c}
	b.Visit(b.pages.Routes(), ui.Options{Clock: c})
	b.citizen("marie", "1985-03-02")
	b.citizen("luc", "1980-01-01")
	return b
}

func (b *town) citizen(name, born string) {
	b.Helper()
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
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
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		var err error
		saved, err = b.places.Save(b.Context(), tx, places.Address{Civic: civic, Street: "rue du Moulin", PostalCode: "J7R 1A1", Point: geo.Point{Lat: 45.56, Lon: -73.9}})
		return err
	}))
	b.Must(b.places.Refresh(b.Context()))
	return saved
}

func citizenOf(name string) session.Viewer {
	return session.Viewer{Account: "compte-" + name, Person: name, Name: name}
}

func (b *town) as(name string) *town {
	b.Viewer = citizenOf(name)
	return b
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
	b.Must(err)
	return receipt.Number
}

// sendPhoto posts a form with a file in photo.
func (b *town) sendPhoto(path string, status int, name string, content []byte, fields ...string) webtest.Page {
	b.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		form.WriteField(fields[i], fields[i+1])
	}
	if name != "" {
		part, err := form.CreateFormFile("photo", name)
		b.Must(err)
		part.Write(content)
	}
	form.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.Do(r, status)
}

// count is how many requests there are.
func (b *town) count() (n int) {
	b.Helper()
	b.Must(b.db.QueryRow(b.Context(), `SELECT COUNT(*) FROM requests_request`).Scan(&n))
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
