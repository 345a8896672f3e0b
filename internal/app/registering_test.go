package app_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sem/internal/accounts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/leisure"
	"sem/internal/payments"
	folk "sem/internal/people"
	"sem/internal/registration"
)

// books are the registers of leisure of a town that is closed.
type books struct {
	*db.DB
	program      *leisure.Program
	people       *folk.Service
	registration *registration.Service
}

func (w *town) books(at time.Time) books {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), db.Settings{URL: w.database, File: filepath.Join(w.data, "sem.db")})
	if err != nil {
		w.t.Fatal(err)
	}
	still := clock.At(at)
	program := &leisure.Service{DB: d, Clock: still}
	if err := program.Refresh(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	register := &folk.Service{DB: d, Clock: still}
	places := &registration.Service{DB: d, Clock: still, People: register, Leisure: program}
	if err := places.Refresh(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return books{DB: d, program: program.Program(), people: register, registration: places}
}

// parent is an adult with an account who registers for courses.
type parent struct {
	client *http.Client
	code   string
	person folk.ID
	groups []leisure.GroupID // groups are those they may register for now.

	patient bool // patient: a payment of theirs is awaited.
}

// parents are adults of the town, with the courses that are open to them.
func (b books) parents(t *testing.T, at time.Time, atMost int) (some []*parent) {
	t.Helper()
	doors := &accounts.Service{DB: b.DB, Clock: clock.At(at), People: b.people}
	all, err := b.people.Changed(t.Context(), time.Time{}, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range all {
		door, err := doors.OfPerson(t.Context(), who.ID)
		if err != nil || door.UserCode < "200001" || len(some) == atMost {
			continue
		}
		had, err := b.registration.PlacesOf(t.Context(), who.ID)
		if err != nil {
			t.Fatal(err)
		}
		taken := map[leisure.GroupID]bool{}
		for _, p := range had {
			taken[p.Group] = true
		}
		p := &parent{code: door.UserCode, person: who.ID}
		for _, s := range b.program.Sessions() {
			for _, g := range b.program.GroupsOf(s.ID) {
				a, _ := b.program.Activity(g.Activity)
				candidate := leisure.Candidate{Person: who, Audience: leisure.AudienceOf(who, at)}
				open := b.program.Check(g, candidate, at, leisure.Web, leisure.Left{Places: 1, Web: 1}).Verdict() == leisure.Yes
				if open && !a.Free && !taken[g.ID] {
					p.groups = append(p.groups, g.ID)
				}
			}
		}
		if len(p.groups) > 0 {
			some = append(some, p)
		}
	}
	return some
}

// entrance is where the town answers now. Whoever finds it shut waits until it opens again.
type entrance struct {
	mu     sync.Mutex
	url    string
	opened chan struct{} // opened is closed when the town opens again.
}

func (e *entrance) now() (string, <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.url, e.opened
}

func (e *entrance) open(url string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.url = url
	close(e.opened)
	e.opened = make(chan struct{})
}

// ask asks until the town answers, with the same form each time.
func (e *entrance) ask(ctx context.Context, c *http.Client, method, path string, form url.Values) (status int, to, body string, err error) {
	for {
		at, again := e.now()
		r, err := http.NewRequestWithContext(ctx, method, at+path, strings.NewReader(form.Encode()))
		if err != nil {
			return 0, "", "", err
		}
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		answer, err := c.Do(r)
		if err == nil {
			var page []byte
			page, err = io.ReadAll(answer.Body)
			answer.Body.Close()
			if err == nil {
				to := answer.Header.Get("Location")
				if u, err := url.Parse(to); err == nil && u.IsAbs() { // The hosted page, at the address of the city.
					to = u.RequestURI()
				}
				return answer.StatusCode, to, string(page), nil
			}
		}
		soon := time.NewTimer(200 * time.Millisecond)
		select {
		case <-again:
		case <-soon.C: // A connection may break without the town being closed.
		case <-ctx.Done():
			return 0, "", "", ctx.Err()
		}
		soon.Stop()
	}
}

// wanted is one course that a parent asks for, and what they were told.
type wanted struct {
	*parent
	group leisure.GroupID
	key   string
	asked bool
	added string // added is where the form of the cart led to.
	full  bool
	order string // order is the number that was told.
	waits string // waits is the page that says that the payment is awaited.
	again string // again is where the form of the cart led to when it was sent once more.
}

var ordered = regexp.MustCompile(`L\d{4}-\d{6}-[A-Z]`)

// register goes all the way: into the cart, to the hosted page, and back.
func (x *wanted) register(ctx context.Context, e *entrance) error {
	status, to, body, err := e.ask(ctx, x.client, http.MethodPost, "/panier/ajouter", url.Values{"groupe": {string(x.group)}, "personne": {string(x.person)}, "cle": {x.key}})
	x.added, x.full = to, strings.HasPrefix(to, "/loisirs/attente")
	if err != nil || x.full {
		return err
	}
	if status != http.StatusSeeOther {
		return fmt.Errorf("into the cart: %d: %s", status, sentence([]byte(body)))
	}
	status, to, body, err = e.ask(ctx, x.client, http.MethodPost, "/panier/payer", url.Values{"cle": {x.key + "-payer"}})
	if err != nil {
		return err
	}
	if status != http.StatusSeeOther {
		return fmt.Errorf("to the payment: %d: %s", status, sentence([]byte(body)))
	}
	for range 6 {
		switch path, query, _ := strings.Cut(to, "?"); {
		case strings.HasPrefix(path, "/demonstration/paiement/"):
			if _, to, _, err = e.ask(ctx, x.client, http.MethodPost, path, url.Values{"geste": {"payer"}}); err != nil {
				return err
			}
		case path == "/paiement/retour":
			x.waits = to
			return x.look(ctx, e)
		case query != "": // The card house did not answer: the order is paid from its page.
			if _, to, _, err = e.ask(ctx, x.client, http.MethodPost, path+"/payer", url.Values{"cle": {x.key + "-encore"}}); err != nil {
				return err
			}
		default:
			x.order = ordered.FindString(path)
			return nil
		}
	}
	return fmt.Errorf("paying leads to %q", to)
}

// look reads on the page that a card house sends back to whether the payment is booked.
func (x *wanted) look(ctx context.Context, e *entrance) error {
	status, _, body, err := e.ask(ctx, x.client, http.MethodGet, x.waits, nil)
	if err != nil {
		return err
	}
	switch {
	case status != http.StatusOK:
		return fmt.Errorf("back from the hosted page: %d: %s", status, sentence([]byte(body)))
	case strings.Contains(body, "Votre paiement est confirmé"):
		x.order, x.waits = ordered.FindString(body), ""
	}
	return nil
}

// send sends both forms once more, long after they were answered.
func (x *wanted) send(ctx context.Context, e *entrance) (order string, err error) {
	if _, x.again, _, err = e.ask(ctx, x.client, http.MethodPost, "/panier/ajouter", url.Values{"groupe": {string(x.group)}, "personne": {string(x.person)}, "cle": {x.key}}); err != nil || x.full {
		return "", err
	}
	_, to, _, err := e.ask(ctx, x.client, http.MethodPost, "/panier/payer", url.Values{"cle": {x.key + "-payer"}})
	return ordered.FindString(to), err
}

// enter signs a parent in.
func (p *parent) enter(ctx context.Context, e *entrance) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	p.client = &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	status, _, _, err := e.ask(ctx, p.client, http.MethodPost, "/connexion", url.Values{"identifiant": {p.code}, "motdepasse": {"demo-saint-eustache"}})
	if err == nil && status != http.StatusSeeOther {
		err = fmt.Errorf("signing %s in answers %d", p.code, status)
	}
	return err
}

// verify compares what families were told with the registers of the town that is closed.
func (b books) verify(t *testing.T, all []*wanted) {
	t.Helper()
	byPerson := map[folk.ID]map[leisure.GroupID][]registration.State{}
	orders := map[string]string{} // orders are the states, by number.
	for _, x := range all {
		if byPerson[x.person] != nil {
			continue
		}
		of := map[leisure.GroupID][]registration.State{}
		places, err := b.registration.PlacesOf(t.Context(), x.person)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range places {
			of[p.Group] = append(of[p.Group], p.State)
		}
		byPerson[x.person] = of
	}
	rows, err := b.Query(t.Context(), `
		SELECT o.number, o.state
		FROM   registration_order o`)
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var number, state string
		err := r.Scan(&number, &state)
		orders[number] += state
		return struct{}{}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for _, x := range all {
		states := fmt.Sprint(byPerson[x.person][x.group])
		switch {
		case x.full && states != "[]":
			t.Errorf("%s was told that %s is full, and is %s", x.code, x.group, states)
		case x.full:
		case x.order == "" || orders[x.order] != "confirmed" || states != "[confirmed]":
			t.Errorf("%s was told the order %q of %s, which is %q, with places %s", x.code, x.order, x.group, orders[x.order], states)
		case told[x.order] != "":
			t.Errorf("the order %s was told to %s for %s, and for %s", x.order, told[x.order], x.key, x.group)
		}
		told[x.order] = x.key
	}
	counted := 0
	rows, err = b.Query(t.Context(), `
		SELECT p.group_id, COUNT(*)
		FROM   registration_place p
		WHERE  p.state IN ('held', 'offered', 'confirmed')
		GROUP  BY p.group_id`)
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var group leisure.GroupID
		var n int
		if err := r.Scan(&group, &n); err != nil {
			return struct{}{}, err
		}
		g, ok := b.program.Group(group)
		if left := b.registration.Left(group); ok && len(b.program.Sharing(g)) <= 1 && (left.Taken+left.Held != n || n > left.Places) {
			t.Errorf("%s has %d places, %d live ones, and counts %d taken and %d held", g.Code, left.Places, n, left.Taken, left.Held)
		}
		counted++
		return struct{}{}, nil
	})
	if err != nil || counted == 0 {
		t.Fatalf("count the places of %d groups: %v", counted, err)
	}
	audit, err := payments.Verify(t.Context(), b.DB)
	if err != nil || !audit.OK() {
		t.Errorf("the books do not agree: %v %v", audit.Wrong, err)
	}
}

// Each start is some minutes after the last one: less than a place is kept for its payment, and
// more than it takes until the card house is asked what became of it.
const (
	firstDay   = "2026-09-02T10:40:00-04:00"
	laterStart = 4 * time.Minute
)

func TestAKillUnderLoadLosesNoRegistration(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	t.Run("sqlite", func(t *testing.T) { killWhileRegistering(t, "") })
	t.Run("postgres", func(t *testing.T) { killWhileRegistering(t, dbtest.NewServer(t, true).URL(t)) })
}

func killWhileRegistering(t *testing.T, database string) {
	at, err := time.Parse(time.RFC3339, firstDay)
	if err != nil {
		t.Fatal(err)
	}
	w := openTownAt(t, database, firstDay)
	w.kill()
	b := w.books(at)
	parents := b.parents(t, at, 24)
	b.Close()
	again := func() {
		at = at.Add(laterStart)
		w.now = at.Format(time.RFC3339)
		w.start()
	}
	again()
	e := &entrance{url: w.url, opened: make(chan struct{})}
	var all []*wanted
	for _, p := range parents {
		for i, g := range p.groups {
			all = append(all, &wanted{parent: p, group: g, key: fmt.Sprintf("%s-%d", p.code, i)})
		}
	}
	if len(all) < 60 {
		t.Fatalf("%d parents want %d places", len(parents), len(all))
	}
	var done atomic.Int64
	reached := make(chan struct{}, len(all))
	gone := make(chan struct{})
	var families sync.WaitGroup
	for i, p := range parents {
		families.Go(func() {
			if err := p.enter(t.Context(), e); err != nil {
				t.Error(err)
				return
			}
			for turn := range p.groups {
				x := wantedBy(all, p, (turn+i)%len(p.groups))
				if !p.patient { // Whoever waits for a payment to be booked asks for nothing else meanwhile.
					if err := x.register(t.Context(), e); err != nil {
						t.Errorf("%s for %s: %v", p.code, x.group, err)
					}
					x.asked, p.patient = true, x.waits != ""
				}
				done.Add(1)
				reached <- struct{}{}
			}
		})
	}
	go func() { families.Wait(); close(gone) }()
	const kills = 3
	for range kills {
		for range len(all) / (kills + 1) {
			select {
			case <-reached:
			case <-gone:
				t.Fatal("the families were done before the town was killed")
			case <-time.After(time.Minute):
				t.Fatalf("%d of %d registrations within a minute\n%s", done.Load(), len(all), w.log)
			}
		}
		w.kill()
		again()
		e.open(w.url)
	}
	<-gone
	all = slices.DeleteFunc(all, func(x *wanted) bool { return !x.asked })
	settled(t, e, all)
	w.kill()
	b = w.books(at)
	defer b.Close()
	b.verify(t, all)
}

// wantedBy is the i-th course of a parent.
func wantedBy(all []*wanted, p *parent, i int) *wanted {
	for _, x := range all {
		if x.parent == p && x.group == p.groups[i] {
			return x
		}
	}
	return nil
}

// settled waits until every payment is booked, and sends some forms again.
func settled(t *testing.T, e *entrance, all []*wanted) {
	t.Helper()
	full, late := 0, 0
	for i, x := range all {
		if x.full {
			full++
		}
		if x.waits != "" {
			late++
			until(t, "the payment of "+x.key, func() bool {
				if err := x.look(t.Context(), e); err != nil {
					t.Fatal(err)
				}
				return x.waits == ""
			})
		}
		if i%3 > 0 {
			continue
		}
		order, err := x.send(t.Context(), e)
		if err != nil || order != x.order || x.again != x.added {
			t.Errorf("%s sent again led to %q and order %q (%v), before to %q and %q", x.key, x.again, order, err, x.added, x.order)
		}
	}
	t.Logf("%d courses asked for: %d were full, %d payments were booked after a kill", len(all), full, late)
	if full == 0 || full == len(all) {
		t.Errorf("%d of %d were told that a course is full; the places must be fewer than the families", full, len(all))
	}
}
