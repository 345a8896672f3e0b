package ui

import (
	"context"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/session"
)

// The sizes of what people send.
const (
	FormLimit   = 64 << 10 // FormLimit is the largest form, in bytes.
	UploadLimit = 12 << 20 // UploadLimit is the largest form with photos, in bytes.
)

// Options is what Mux needs of the city.
type Options struct {
	City  City
	Clock clock.Clock // Clock is the machine's by default.
	IDs   id.Source   // IDs number the requests; random by default.
	Log   *slog.Logger
	HTTPS bool     // HTTPS is true behind TLS: HSTS, and links upgraded.
	Hosts []string // Hosts are the names we answer to; empty answers to any.
	Pay   []string // Pay are the origins of payment pages that a form may lead to.
	Hooks []string // Hooks are exact paths that other systems post to, checked by their signature.
	// Reports is the path that browsers tell of what the content policy kept out; empty for none.
	Reports string
	// Refused hears of what somebody was not let do, or did too often; nil when nobody cares.
	Refused func(ctx context.Context, r Refusal)
	// Around wraps the routes, inside of the protections: the session that finds the viewer,
	// the profile that knows the preferences. The first one is the outermost.
	Around []func(http.Handler) http.Handler
}

// Refusal is somebody who was turned away.
type Refusal struct {
	Viewer session.Viewer
	Route  string // Route is its pattern, never the address that was asked for.
	Status int
	From   string // From is the network.
}

// Mux serves the routes with the protections of the house. It panics when a route is not
// fit to be served: a defect to be seen at the start, not on opening day.
func Mux(routes []Route, o Options) http.Handler {
	m := newCounter(routes, o)
	var inner http.Handler = http.HandlerFunc(m.serve)
	for _, around := range slices.Backward(o.Around) {
		inner = around(inner)
	}
	return m.protect(inner)
}

// counter is where requests arrive.
type counter struct {
	Options
	mux   *http.ServeMux
	paths map[string]session.Right // paths are the pages one can open, for the menus.
	cross *http.CrossOriginProtection
	csp   string
}

func newCounter(routes []Route, o Options) *counter {
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.IDs == nil {
		o.IDs = id.Random()
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	m := &counter{Options: o, mux: http.NewServeMux(), paths: map[string]session.Right{}, cross: http.NewCrossOriginProtection(), csp: contentPolicy(o)}
	for _, path := range o.Hooks {
		m.cross.AddInsecureBypassPattern(path)
	}
	for _, route := range append(AssetRoutes(), routes...) {
		m.add(route)
	}
	m.mux.HandleFunc("/", m.unplanned)
	return m
}

func (m *counter) add(route Route) {
	method, path, ok := strings.Cut(route.Pattern, " ")
	switch {
	case route.Right == "":
		panic("ui: the route " + route.Pattern + " names no right")
	case route.Handle == nil:
		panic("ui: the route " + route.Pattern + " has no handler")
	case !ok || method == "":
		panic("ui: the route " + route.Pattern + " names no method")
	case path == "/":
		panic(`ui: "` + route.Pattern + `" answers every address; write "` + method + ` /{$}"`)
	}
	if method == http.MethodGet {
		m.paths[strings.TrimSuffix(path, "{$}")] = route.Right
	}
	fail := route.Fail
	if fail == nil {
		fail = Apologise
	}
	m.mux.Handle(route.Pattern, handle(m.guard(route), fail))
}

// guard lets through whoever holds the route's right, with a body that is not too large.
func (m *counter) guard(route Route) Handler {
	limit := int64(FormLimit)
	if route.Upload {
		limit = UploadLimit
	}
	uses := &limited{limit: route.Limit}
	return func(w http.ResponseWriter, r *http.Request) error {
		viewer := session.From(r.Context())
		q := requestOf(r.Context())
		q.pattern, q.actor, q.viewer = route.Pattern, viewer.Account, viewer
		if err := admit(viewer, route.Right); err != nil {
			q.refused = viewer.SignedIn()
			return err
		}
		if viewer.SignedIn() {
			w.Header().Set("Cache-Control", "no-store")
		}
		if route.Upload && r.ContentLength > limit && r.ContentLength <= heavyLimit {
			return uses.handle(w, r, m.Clock.Now(), heavy(route))
		}
		if r.ContentLength > limit {
			return &http.MaxBytesError{Limit: limit}
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		if err := parse(r, route.Upload); err != nil {
			return err
		}
		if r.MultipartForm != nil {
			defer r.MultipartForm.RemoveAll()
		}
		return uses.handle(w, r, m.Clock.Now(), route.Handle)
	}
}

// admit refuses whoever may not: visitors are shown the door with a bell, citizens are not
// told that the staff's places exist.
func admit(viewer session.Viewer, right session.Right) error {
	switch {
	case viewer.May(right):
		return nil
	case !viewer.SignedIn():
		return fault.New(fault.SignIn, "Connectez-vous pour voir cette page.")
	case !viewer.Staff():
		return fault.New(fault.NotFound, "")
	}
	return fault.New(fault.Forbidden, "Votre rôle ne permet pas de faire cela.")
}

// inMemory is how much of a photo is held in memory; the rest waits in a temporary file.
const inMemory = 256 << 10

// parse reads the form at once, so that a form too large is refused in one place.
func parse(r *http.Request, upload bool) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		return readable(r.ParseForm())
	case "multipart/form-data":
		if !upload {
			return readable(r.ParseMultipartForm(FormLimit))
		}
		return readable(r.ParseMultipartForm(inMemory))
	}
	return nil
}

// readable makes a form that cannot be read the sender's matter; one too large stays as it is.
func readable(err error) error {
	if err == nil || Status(err) == http.StatusRequestEntityTooLarge {
		return err
	}
	return fault.Wrap(fault.Invalid, err, "Ce formulaire est arrivé incomplet. Réessayez.")
}

func (m *counter) serve(w http.ResponseWriter, r *http.Request) { m.mux.ServeHTTP(w, r) }

// unplanned answers an address that no route knows, or knows under other methods only.
func (m *counter) unplanned(w http.ResponseWriter, r *http.Request) {
	requestOf(r.Context()).actor = session.From(r.Context()).Account
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if _, pattern := m.mux.Handler(&http.Request{Method: method, URL: r.URL, Host: r.Host}); pattern != "/" && pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		apologise(w, r, http.StatusNotFound, nil)
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	apologise(w, r, http.StatusMethodNotAllowed, nil)
}

// protect wraps everything: number, log line, headers, apology for a panic, hosts, compression.
func (m *counter) protect(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := m.Clock.Now()
		q := &request{number: shortNumber(m.IDs.New()), paths: m.paths, back: backPath(r), log: m.Log}
		out := &answer{ResponseWriter: w, request: r}
		ctx := context.WithValue(r.Context(), requestKey{}, q)
		ctx = WithCity(ctx, m.City)
		ctx = i18n.WithNow(ctx, start)
		ctx = WithPrefs(ctx, ReadPrefs(r))
		r = r.WithContext(ctx)
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				m.recovered(out, r, panicked{v, debug.Stack()})
			}
			out.close()
			m.tellRefusal(r, q, out.status)
			m.Log.InfoContext(r.Context(), "request", "request", q.number, "method", r.Method, "route", q.pattern,
				"status", out.status, "ms", float64(m.Clock.Now().Sub(start).Microseconds())/1000, "actor", q.actor)
		}()
		m.headers(out.Header(), q.number)
		if !m.answersTo(r.Host) {
			apologise(out, r, http.StatusMisdirectedRequest, nil)
			return
		}
		if err := m.cross.Check(r); err != nil {
			apologise(out, r, http.StatusForbidden, fault.Wrap(fault.Forbidden, err, "Ce formulaire vient d’un autre site. Ouvrez notre page et recommencez."))
			return
		}
		inner.ServeHTTP(out, r)
	})
}

// tellRefusal passes on that somebody was turned away.
func (m *counter) tellRefusal(r *http.Request, q *request, status int) {
	if m.Refused == nil || !q.refused && status != http.StatusForbidden && status != http.StatusTooManyRequests {
		return
	}
	pattern := q.pattern
	if pattern == "" { // It did not come as far as its route.
		_, pattern = m.mux.Handler(r)
	}
	m.Refused(r.Context(), Refusal{Viewer: q.viewer, Route: pattern, Status: status, From: network(r.RemoteAddr)})
}

func (m *counter) recovered(out *answer, r *http.Request, err error) {
	LogFailure(r, err)
	if out.status == 0 {
		apologise(out, r, http.StatusInternalServerError, nil)
	}
}

// shortNumber is what is left of an identifier once it must be told on the phone.
func shortNumber(long string) string {
	if len(long) > 8 {
		long = long[len(long)-8:]
	}
	return strings.ToUpper(long)
}

// backPath is the page a display preference returns to: this one, or the one its form was on.
func backPath(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return LocalPath(r.URL.RequestURI(), "/")
	}
	return LocalPath(cameFrom(r), "/")
}

func (m *counter) answersTo(host string) bool {
	if len(m.Hosts) == 0 {
		return true
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]") // An IPv6 address without a port.
	}
	return slices.Contains(m.Hosts, name) || slices.Contains(m.Hosts, host)
}

// contentPolicy is the Content-Security-Policy: everything from us, nothing inline.
func contentPolicy(o Options) string {
	forms := strings.Join(append([]string{"'self'"}, o.Pay...), " ")
	policy := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
		"worker-src 'self'; manifest-src 'self'; form-action " + forms + "; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
	if o.HTTPS {
		policy += "; upgrade-insecure-requests"
	}
	if o.Reports != "" {
		policy += "; report-uri " + o.Reports
	}
	return policy
}

func (m *counter) headers(h http.Header, number string) {
	Protect(h, m.csp, m.HTTPS)
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Cookie")
	h.Set("X-Request-Id", number)
}

// Protect puts the headers on an answer that every answer of the city wears.
func Protect(h http.Header, policy string, https bool) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
	if https {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}
