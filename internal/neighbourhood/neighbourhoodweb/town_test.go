package neighbourhoodweb_test

import (
	"context"
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
	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/neighbourhood"
	"sem/internal/neighbourhood/neighbourhoodweb"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/watering"
)

// september is a Wednesday, at ten in the morning in the town.
var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var (
	julie = session.Viewer{Account: "julie", Name: "Julie", Role: session.Communications}
	marie = session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie"}
)

// town is the pages of the neighbourhood, and whoever looks next.
type town struct {
	testing.TB
	db     *db.DB
	clock  *clock.Still
	home   places.Address
	room   *neighbourhood.Service
	pages  neighbourhoodweb.Pages
	mux    http.Handler
	viewer session.Viewer
	lang   i18n.Language
}

// ground draws nothing: a plan without streets.
type ground struct{}

func (ground) Draw(f plan.Frame) plan.Drawing {
	return plan.Drawing{Width: f.Width, Height: f.Height, Simplified: true}
}

// rain lets everybody water.
type rain struct{}

func (rain) Said(context.Context, places.Address, time.Time) (watering.Said, bool) {
	return watering.Said{Mark: watering.MarkLater, Headline: "Oui, ce soir de 20 h à 22 h", Why: "Adresse paire : les jours pairs."}, true
}

// roll knows one property, whose place is roughly known.
type roll struct{}

func (roll) PropertyOf(_ context.Context, m places.Matricule) (places.PropertyID, error) {
	if !strings.HasPrefix(string(m), "9939118086") {
		return "", fault.New(fault.NotFound, "Ce matricule n’est pas au rôle.")
	}
	return "p1", nil
}

func (roll) Position(context.Context, places.PropertyID) (geo.Point, property.PositionKind, error) {
	return geo.Point{Lat: 45.56, Lon: -73.9}, property.Approximate, nil
}

func (roll) OwnedBy(context.Context, people.ID) ([]property.Holding, error) { return nil, nil }

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{TB: t, db: d, clock: c, lang: i18n.French}
	book := &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	register := &people.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: &alerts.Service{DB: d, Clock: c, IDs: ids}}
	doors := places.New(d, c, ids)
	b.must(d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		b.home, err = doors.Save(t.Context(), tx, places.Address{Civic: "84", Street: "rue du Moulin", Point: geo.Point{Lat: 45.56, Lon: -73.9}})
		if err == nil {
			_, err = doors.Save(t.Context(), tx, places.Address{Civic: "84", Street: "chemin du Lac", Point: geo.Point{Lat: 45.577, Lon: -73.9}})
		}
		if err == nil {
			_, err = doors.Save(t.Context(), tx, places.Address{Civic: "9", Street: "rue Perdue"})
		}
		return err
	}))
	b.must(d.InTx(t.Context(), func(tx *db.Tx) error {
		return register.Load(t.Context(), tx, slices.Values([]people.Person{
			{ID: "marie", GivenName: "Marie", FamilyName: "Tremblay", Language: "fr", AddressID: string(b.home.ID), AddressLine: "84, rue du Moulin", Residence: people.Unknown, CreatedAt: september, UpdatedAt: september},
			{ID: "luc", GivenName: "Luc", FamilyName: "Roy", Language: "fr", Residence: people.Unknown, CreatedAt: september, UpdatedAt: september},
		}))
	}))
	b.room = &neighbourhood.Service{DB: d, Clock: c, IDs: ids, Places: doors, Journal: book, Properties: roll{}}
	b.must(b.room.Refresh(t.Context()))
	b.take("../testdata/lieux-municipaux.geojson")
	b.take("../testdata/osm.geojson")
	b.pages = neighbourhoodweb.Pages{Neighbourhood: b.room, People: register, Clock: c, Ground: ground{}, Watering: rain{}}
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

func (b *town) take(name string) {
	b.Helper()
	file, err := os.Open(name)
	b.must(err)
	defer file.Close()
	report, err := b.room.Import(b.Context(), file, neighbourhood.ImportOptions{})
	if err != nil {
		b.Fatalf("%s: %v %v", name, err, report.Faults)
	}
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
	return strings.ReplaceAll(w.Body.String(), "\u00a0", " ")
}

var markup = regexp.MustCompile(`<[^>]*>|\s+`)

func words(page string) string {
	return regexp.MustCompile(` +`).ReplaceAllString(markup.ReplaceAllString(page, " "), " ")
}

func (b *town) shows(page string, all ...string) {
	b.Helper()
	for _, want := range all {
		if !strings.Contains(page, want) {
			b.Errorf("the page lacks %q:\n%s", want, words(page))
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

// status is how a page answers whoever looks.
func (b *town) status(path string) int {
	w := httptest.NewRecorder()
	b.mux.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code
}
