package basemapweb_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sem/internal/basemap"
	"sem/internal/basemap/basemapweb"
	"sem/internal/clock"
	"sem/internal/dbtest"
	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/geo/tiles"
	"sem/internal/geo/tiles/tilestest"
	"sem/internal/ui"
)

var mill = geo.Point{Lat: 45.5631, Lon: -73.8962}

const street = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"kind":"rue","name":"rue du Moulin"},"geometry":{"type":"LineString","coordinates":[[-73.900,45.563],[-73.892,45.563]]}}]}`

// town serves the pages of a map with one street.
func town(t *testing.T) (*basemap.Service, http.Handler) {
	t.Helper()
	s := &basemap.Service{DB: dbtest.SQLite(t), Clock: clock.At(time.Date(2026, 9, 9, 16, 0, 0, 0, time.UTC)), Log: slog.New(slog.DiscardHandler)}
	if report, err := s.Import(t.Context(), strings.NewReader(street), basemap.ImportOptions{}); err != nil {
		t.Fatalf("%v: %v", err, report.Faults)
	}
	pages := basemapweb.Pages{Map: s, Centre: func() (geo.Point, float64) { return mill, 4000 }}
	return s, ui.Mux(pages.Routes(), ui.Options{Log: slog.New(slog.DiscardHandler), City: ui.City{Name: "Saint-Eustache"}})
}

func get(t *testing.T, h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var link = regexp.MustCompile(`<a class="btn sec small" href="(/plan\?[^"]*)"[^>]*>`)

// moves are the links of the page by their words.
func moves(t *testing.T, page string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, m := range link.FindAllStringSubmatchIndex(page, -1) {
		words := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page[m[1]:m[1]+strings.Index(page[m[1]:], "</a>")], "")
		all[strings.TrimSpace(words)] = strings.ReplaceAll(page[m[2]:m[3]], "&amp;", "&")
	}
	return all
}

func TestThePlanOpensOnTheWholeCity(t *testing.T) {
	_, h := town(t)
	w := get(t, h, "/plan")
	page := w.Body.String()
	if w.Code != http.StatusOK || !strings.Contains(page, `<svg class="map" viewBox="0 0 1000 680" aria-hidden="true"`) {
		t.Fatalf("status %d:\n%s", w.Code, page)
	}
	for _, want := range []string{"Rapprocher", "Éloigner", "Nord", "Sud", "Ouest", "Est"} {
		if moves(t, page)[want] == "" {
			t.Errorf("nothing leads to %s", want)
		}
	}
	if strings.Contains(page, `class="home`) || strings.Contains(page, "point de départ") {
		t.Error("a place is marked that nobody asked for")
	}
}

// Each move is a plain link, and going there and back shows the same plan.
func TestThePlanMovesByLinks(t *testing.T) {
	_, h := town(t)
	start := ui.PlanPath(mill, 300)
	first := get(t, h, start).Body.String()
	if !strings.Contains(first, "Rue du Moulin") || !strings.Contains(first, `class="home"`) {
		t.Fatal("the plan does not show the street and the place it was opened for")
	}
	for _, way := range [][2]string{{"Nord", "Sud"}, {"Est", "Ouest"}, {"Rapprocher", "Éloigner"}} {
		there := get(t, h, strings.TrimSuffix(moves(t, first)[way[0]], "#plan")).Body.String()
		back, err := url.Parse(moves(t, there)[way[1]])
		if err != nil {
			t.Fatal(err)
		}
		q := back.Query()
		if q.Get("ici") != "45.56310,-73.89620" || q.Get("rayon") != "300" {
			t.Errorf("%s then %s: got %v, want the place and the scale kept", way[0], way[1], q)
		}
		if lat, lon := q.Get("lat"), q.Get("lon"); !strings.HasPrefix(lat, "45.563") || !strings.HasPrefix(lon, "-73.896") {
			t.Errorf("%s then %s: ends at %s, %s, want where it began", way[0], way[1], lat, lon)
		}
		if way[0] != "Rapprocher" && !strings.Contains(there, "Revenir au point de départ") {
			t.Errorf("%s: nothing leads back", way[0])
		}
	}
}

func TestAnUnreadablePlaceIsRefusedInWords(t *testing.T) {
	_, h := town(t)
	for _, q := range []string{"?lat=x&lon=-73.9", "?lat=91&lon=0", "?lat=45.5", "?ici=ici", "?lat=NaN&lon=NaN", "?lat=89.9&lon=10"} {
		if w := get(t, h, "/plan"+q); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "degrés de latitude") {
			t.Errorf("%s: status %d", q, w.Code)
		}
	}
	for _, q := range []string{"?rayon=x", "?rayon=-3", "?rayon=1e300", "?rayon=NaN", "?lat=-45&lon=106&rayon=100"} {
		if w := get(t, h, "/plan"+q); w.Code != http.StatusOK {
			t.Errorf("%s: status %d", q, w.Code)
		}
	}
}

func TestTheTilesAreReadByRanges(t *testing.T) {
	s, h := town(t)
	if w := get(t, h, "/plan/tuiles.pmtiles"); w.Code != http.StatusNotFound {
		t.Errorf("without tiles: status %d", w.Code)
	}
	var a tilestest.Archive
	a.Add(tiles.At(mill, 14), tilestest.Layer{Name: "roads"})
	s.Tiles = filepath.Join(t.TempDir(), "ville.pmtiles")
	if err := os.WriteFile(s.Tiles, a.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	whole := get(t, h, "/plan/tuiles.pmtiles")
	tag := whole.Header().Get("ETag")
	if whole.Code != http.StatusOK || whole.Body.String() != string(a.Bytes()) || tag == "" || whole.Header().Get("Content-Type") != "application/vnd.pmtiles" {
		t.Errorf("whole: status %d, %d bytes, headers %v", whole.Code, whole.Body.Len(), whole.Header())
	}
	head := get(t, h, "/plan/tuiles.pmtiles", "Range", "bytes=0-6", "If-Match", tag)
	if head.Code != http.StatusPartialContent || head.Body.String() != "PMTiles" || head.Header().Get("ETag") != tag {
		t.Errorf("the first seven bytes: status %d, %q", head.Code, head.Body)
	}
	if w := get(t, h, "/plan/tuiles.pmtiles", "If-None-Match", tag); w.Code != http.StatusNotModified {
		t.Errorf("again: status %d", w.Code)
	}
	if w := get(t, h, "/plan/tuiles.pmtiles", "Range", "bytes=0-6", "If-Match", `"another"`); w.Code != http.StatusPreconditionFailed {
		t.Errorf("a range of another file: status %d", w.Code)
	}
}

// A page with a plan stays a light page: a neighbourhood takes at most 25 KB, 8 on the wire.
func TestAPlanOfANeighbourhoodIsLight(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i := range 900 { // A suburb: 900 houses along 30 streets within a kilometre.
		lon, lat := mill.Lon-0.007+float64(i%30)*0.0005, mill.Lat-0.0045+float64(i/30)*0.0003
		fmt.Fprintf(&b, `{"type":"Feature","properties":{"kind":"bâtiment","id":"%d"},"geometry":{"type":"Polygon","coordinates":[[[%[2]f,%[3]f],[%[4]f,%[3]f],[%[4]f,%[5]f],[%[2]f,%[5]f],[%[2]f,%[3]f]]]}},`+"\n", i, lon, lat, lon+0.00015, lat+0.0001)
	}
	for i := range 30 {
		lat := mill.Lat - 0.00465 + float64(i)*0.0003
		fmt.Fprintf(&b, `{"type":"Feature","properties":{"kind":"rue","name":"rue Numéro-%d"},"geometry":{"type":"LineString","coordinates":[[%f,%f],[%f,%f]]}}`, i, mill.Lon-0.01, lat, mill.Lon+0.01, lat+0.0005)
		if i < 29 {
			b.WriteString(",\n")
		}
	}
	b.WriteString("]}")
	s := &basemap.Service{DB: dbtest.SQLite(t), Clock: clock.At(time.Date(2026, 9, 9, 16, 0, 0, 0, time.UTC))}
	if report, err := s.Import(t.Context(), strings.NewReader(b.String()), basemap.ImportOptions{}); err != nil {
		t.Fatalf("%v: %v", err, report.Faults)
	}
	var page, zipped bytes.Buffer
	if err := ui.Map(ui.MapView{Drawing: s.Draw(plan.Around(mill, 300)), Circle: 212}).Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write(page.Bytes())
	_ = z.Close()
	t.Logf("%d bytes, %d on the wire", page.Len(), zipped.Len())
	if page.Len() > 25<<10 || zipped.Len() > 8<<10 || !strings.Contains(page.String(), `class="f-building"`) {
		t.Errorf("a suburb takes %d bytes, %d on the wire, want 25 and 8 KB with its houses", page.Len(), zipped.Len())
	}
}
