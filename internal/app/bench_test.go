package app_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sem/internal/app"
	"sem/internal/clock"
	"sem/internal/config"
	"sem/internal/dbtest"
)

// crowd is a town in use: its handler, and people signed in to it.
type crowd struct {
	app     *app.App
	handler http.Handler
	clock   *clock.Still
}

// BenchmarkTown measures the whole program at the size of the city, on both databases,
// without the network: what a page costs the server, from the request to its last byte.
// SEM_BENCH_SIZE=large asks for a town ten times as large.
func BenchmarkTown(b *testing.B) {
	each := func(b *testing.B, given config.Given) {
		c := opened(b, given)
		b.Run("dashboard", c.dashboards)
		b.Run("search/prefix", func(b *testing.B) { c.searches(b, "trembl", "gagn", "bouch", "lavoi", "marie") })
		b.Run("search/typo", func(b *testing.B) { c.searches(b, "trenblay", "gangon", "bouchrd", "lavoei") })
		b.Run("search/accent", func(b *testing.B) { c.searches(b, "helene belanger", "eric cote", "zoe") })
		b.Run("search/phone", func(b *testing.B) { c.searches(b, "450555", "555-0142", "4505551460") })
		b.Run("search/address", func(b *testing.B) { c.searches(b, "84 rue du moulin", "st laurent") })
		b.Run("queue", c.queues)
		b.Run("contact", c.contacts)
		b.Run("sign-in", c.signIns)
		b.Run("weight", c.weight)
	}
	b.Run("sqlite", func(b *testing.B) { each(b, config.Given{}) })
	b.Run("postgres", func(b *testing.B) {
		each(b, config.Given{"database_url": dbtest.NewServer(b, true).URL(b)})
	})
}

func opened(b *testing.B, given config.Given) *crowd {
	b.Helper()
	given["data"], given["admin_addr"] = b.TempDir(), "off"
	c, err := config.Load(given)
	if err != nil {
		b.Fatal(err)
	}
	now := clock.At(clock.System().Now())
	a, err := app.Open(b.Context(), c, app.Options{Demo: true, Clock: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	if err := a.Build(b.Context(), config.BenchSize()); err != nil {
		b.Fatal(err)
	}
	if err := a.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	return &crowd{app: a, handler: a.Handler(), clock: now}
}

// ask has the handler answer a request, and fails the benchmark unless it says want.
func (c *crowd) ask(b *testing.B, r *http.Request, want int) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if w.Code != want {
		b.Errorf("%s %s answered %d, want %d", r.Method, r.URL.Path, w.Code, want)
	}
	return w
}

func request(method, target, body string, cookies []*http.Cookie) *http.Request {
	r := httptest.NewRequest(method, "http://127.0.0.1"+target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept-Encoding", "gzip")
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	return r
}

func (c *crowd) signIn(b *testing.B, who string) []*http.Cookie {
	form := url.Values{"identifiant": {who}, "motdepasse": {"demo-saint-eustache"}}
	return c.ask(b, request("POST", "/connexion", form.Encode(), nil), http.StatusSeeOther).Result().Cookies()
}

// many signs in as many citizens.
func (c *crowd) many(b *testing.B, count int) [][]*http.Cookie {
	all := make([][]*http.Cookie, count)
	for i := range all {
		all[i] = c.signIn(b, fmt.Sprint(200001+i))
	}
	return all
}

// times gathers how long each of many callers waited.
type times struct {
	mu   sync.Mutex
	took []time.Duration
}

func (t *times) add(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.took = append(t.took, d)
}

func (t *times) report(b *testing.B, rate string) {
	slices.Sort(t.took)
	b.ReportMetric(float64(t.took[len(t.took)*95/100].Microseconds())/1000, "ms-p95")
	b.ReportMetric(float64(t.took[len(t.took)/2].Microseconds())/1000, "ms-p50")
	if rate != "" {
		b.ReportMetric(float64(len(t.took))/b.Elapsed().Seconds(), rate)
	}
	b.ReportMetric(0, "ns/op")
}

// together has so many callers share the b.N rounds of a benchmark.
func together(b *testing.B, callers int, round func(caller, i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	b.ResetTimer()
	for caller := range callers {
		wait.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				round(caller, int(i))
			}
		})
	}
	wait.Wait()
	b.StopTimer()
}

func (c *crowd) dashboards(b *testing.B) {
	sessions := c.many(b, 40)
	var t times
	together(b, 4, func(_, i int) {
		start := clock.System().Now()
		c.ask(b, request("GET", "/dossier", "", sessions[i%len(sessions)]), http.StatusOK)
		t.add(clock.Since(start))
	})
	t.report(b, "pages/s")
}

func (c *crowd) searches(b *testing.B, typed ...string) {
	agent := c.signIn(b, "agent@demo.sem")
	c.ask(b, request("GET", "/guichet/recherche?q=premier", "", agent), http.StatusOK)
	random := rand.New(rand.NewPCG(1, 1))
	var t times
	for b.Loop() {
		c.clock.Advance(300 * time.Millisecond) // An agent may search four times a second.
		q := url.Values{"q": {typed[random.IntN(len(typed))]}}
		start := clock.System().Now()
		c.ask(b, request("GET", "/guichet/recherche?"+q.Encode(), "", agent), http.StatusOK)
		t.add(clock.Since(start))
	}
	t.report(b, "")
}

func (c *crowd) queues(b *testing.B) {
	agent := c.signIn(b, "agent@demo.sem")
	var t times
	for b.Loop() {
		start := clock.System().Now()
		c.ask(b, request("GET", "/guichet/file?vue=retard", "", agent), http.StatusOK)
		t.add(clock.Since(start))
	}
	t.report(b, "")
}

// contacts are noted by 64 agents at once, each durable before it is answered.
func (c *crowd) contacts(b *testing.B) {
	agent := c.signIn(b, "agent@demo.sem")
	var t times
	together(b, 64, func(_, i int) {
		form := url.Values{
			"cle": {fmt.Sprint("contact-", b.N, "-", i)}, "canal": {"telephone"}, "nom": {"Zoé Essai"},
			"sujet": {"Heures de la bibliothèque"}, "note": {"Ouvert jusqu’à 20 h."}, "direct": {"answered"},
		}
		start := clock.System().Now()
		c.ask(b, request("POST", "/guichet/contacts", form.Encode(), agent), http.StatusSeeOther)
		t.add(clock.Since(start))
	})
	t.report(b, "contacts/s")
}

func (c *crowd) signIns(b *testing.B) {
	var t times
	together(b, 2, func(_, i int) {
		start := clock.System().Now()
		c.signIn(b, fmt.Sprint(200001+i%40))
		t.add(clock.Since(start))
	})
	t.report(b, "sign-ins/s")
}

var (
	assetLink = regexp.MustCompile(`(?:href|src)="(/assets/[^"#]+)"`)
	fontFace  = regexp.MustCompile(`url\(["']?([^"')]+(?:literata|public-sans)[^"')]*)["']?\)`)
)

// weight is what the dashboard sends to a browser that comes for the first time, and to
// one that comes again. Fonts that the style sheets name are counted.
func (c *crowd) weight(b *testing.B) {
	citizen := c.signIn(b, "100001")
	plain := request("GET", "/dossier", "", citizen)
	plain.Header.Del("Accept-Encoding")
	html := c.ask(b, plain, http.StatusOK).Body.String()
	again := c.ask(b, request("GET", "/dossier", "", citizen), http.StatusOK).Body.Len()
	first := again
	wanted := matches(assetLink, html)
	for i := 0; i < len(wanted); i++ { // A style sheet adds its fonts to the list.
		if slices.Contains(wanted[:i], wanted[i]) {
			continue
		}
		first += c.ask(b, request("GET", wanted[i], "", nil), http.StatusOK).Body.Len()
		if strings.HasSuffix(wanted[i], ".css") {
			sheet := request("GET", wanted[i], "", nil)
			sheet.Header.Del("Accept-Encoding")
			wanted = append(wanted, matches(fontFace, c.ask(b, sheet, http.StatusOK).Body.String())...)
		}
	}
	for b.Loop() {
	}
	b.ReportMetric(float64(first)/1024, "KB-first")
	b.ReportMetric(float64(again)/1024, "KB-again")
	b.ReportMetric(0, "ns/op")
}

// matches are the first groups of a pattern in a text, as addresses of assets.
func matches(pattern *regexp.Regexp, text string) []string {
	var found []string
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		found = append(found, "/assets/"+m[1][strings.LastIndexByte(m[1], '/')+1:])
	}
	return found
}
