package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/i18n"
	"sem/internal/leisure"
	folk "sem/internal/people"
	"sem/internal/session"
)

// BenchmarkRegisterHTTP has citizens register for free courses at once, by the form of the page:
// session, rights, rules, seat, place, order with its number, the journal and the notice, durably.
// The first measures the handler alone, the second the network of the machine and its clients too.
func BenchmarkRegisterHTTP(b *testing.B) {
	each := func(b *testing.B, given config.Given) {
		c := opened(b, given)
		crowd := c.citizens(b, 5000)
		b.Run("handler", func(b *testing.B) { c.register(b, crowd, c.pressed) })
		b.Run("loopback", func(b *testing.B) {
			server := httptest.NewServer(c.handler)
			defer server.Close()
			client := &http.Client{
				Transport:     &http.Transport{MaxIdleConnsPerHost: pressing},
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			}
			defer client.CloseIdleConnections()
			c.register(b, crowd, func(b *testing.B, who citizen, form url.Values) string { return sent(b, client, server.URL, who, form) })
		})
	}
	b.Run("sqlite", func(b *testing.B) { each(b, config.Given{}) })
	b.Run("postgres", func(b *testing.B) { each(b, config.Given{"database_url": dbtest.NewServer(b, true).URL(b)}) })
}

// The morning: how many press at once, and how many groups they want.
const (
	pressing  = 256
	hotGroups = 20
)

// citizen is somebody with an open session.
type citizen struct {
	person folk.ID
	cookie *http.Cookie
}

// citizens opens sessions for adults of the town, without the wait that a password costs.
func (c *crowd) citizens(b *testing.B, most int) (some []citizen) {
	b.Helper()
	all, err := c.app.People.Changed(b.Context(), time.Time{}, "", 4*most)
	if err != nil {
		b.Fatal(err)
	}
	store := session.Store{DB: c.app.DB, Clock: c.clock}
	err = c.app.DB.InTx(b.Context(), func(tx *db.Tx) error {
		some = nil
		for _, who := range all {
			door, err := c.app.Accounts.OfPerson(b.Context(), who.ID)
			if err != nil || len(some) == most {
				continue
			}
			secret, err := store.Start(b.Context(), tx, session.Session{Account: string(door.ID)})
			if err != nil {
				return err
			}
			some = append(some, citizen{person: who.ID, cookie: &http.Cookie{Name: session.Ticket, Value: secret}})
		}
		return nil
	})
	if err != nil || len(some) == 0 {
		b.Fatalf("%d citizens: %v", len(some), err)
	}
	return some
}

// courses opens so many free groups with room for everybody.
func (c *crowd) courses(b *testing.B, groups int) (some []string) {
	b.Helper()
	now := c.clock.Now()
	name := fmt.Sprintf("rush%d", now.UnixNano())
	first := civil.DayOf(now) + 30
	parts := leisure.Parts{
		Sessions: []leisure.Session{{ID: leisure.SessionID(name), Code: name, Name: i18n.Words{FR: name}, Published: true, From: first, To: first + 69,
			Windows: []leisure.Window{{Opens: now.Add(-time.Hour)}}}},
		Activities: []leisure.Activity{{ID: leisure.ActivityID(name), Session: leisure.SessionID(name), Code: name, Title: i18n.Words{FR: "Natation"}}},
	}
	for i := range groups {
		g := fmt.Sprintf("%s-%d", name, i)
		some = append(some, g)
		parts.Groups = append(parts.Groups, leisure.Group{ID: leisure.GroupID(g), Activity: leisure.ActivityID(name), Session: leisure.SessionID(name), Code: g, Places: b.N, From: first, To: first + 63})
	}
	err := c.app.DB.InTx(b.Context(), func(tx *db.Tx) error { return c.app.Leisure.LoadTx(b.Context(), tx, parts) })
	if err == nil {
		err = c.app.Leisure.Refresh(b.Context())
	}
	if err == nil {
		err = c.app.Registration.Refresh(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
	c.clock.Advance(time.Second) // The next session has another name.
	return some
}

// register has the crowd register b.N times, each once in a group.
func (c *crowd) register(b *testing.B, crowd []citizen, press func(*testing.B, citizen, url.Values) string) {
	groups := c.courses(b, max(hotGroups, (b.N+len(crowd)-1)/len(crowd)))
	took := &times{}
	before := processor()
	together(b, pressing, func(_, i int) {
		i--
		who := crowd[i%len(crowd)]
		group := groups[(i/len(crowd)+i%len(crowd))%len(groups)]
		form := url.Values{"groupe": {group}, "personne": {string(who.person)}, "aussitot": {"1"}, "cle": {fmt.Sprintf("%s-%d", group, i)}}
		start := time.Now()
		to := press(b, who, form)
		took.add(time.Since(start))
		if !strings.HasPrefix(to, "/loisirs/inscriptions/L") {
			b.Errorf("%s registers for %s and is led to %q", who.person, group, to)
		}
	})
	b.ReportMetric(float64((processor()-before).Microseconds())/float64(b.N), "cpu_µs")
	slices.Sort(took.took)
	b.ReportMetric(float64(took.took[len(took.took)*99/100].Microseconds())/1000, "ms-p99")
	took.report(b, "registrations/s")
}

// pressed has the handler take a form, and tells where it leads.
func (c *crowd) pressed(b *testing.B, who citizen, form url.Values) string {
	return c.ask(b, request("POST", "/panier/ajouter", form.Encode(), []*http.Cookie{who.cookie}), http.StatusSeeOther).Header().Get("Location")
}

// sent sends a form over the network, and tells where it leads.
func sent(b *testing.B, client *http.Client, to string, who citizen, form url.Values) string {
	r, err := http.NewRequestWithContext(b.Context(), "POST", to+"/panier/ajouter", strings.NewReader(form.Encode()))
	if err != nil {
		b.Error(err)
		return ""
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(who.cookie)
	answer, err := client.Do(r)
	if err != nil {
		b.Error(err)
		return ""
	}
	answer.Body.Close()
	return answer.Header.Get("Location")
}

// processor is the processor's time that this process has used.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
