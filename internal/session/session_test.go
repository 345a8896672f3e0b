package session_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/session"
)

var noon = time.Date(2026, 9, 9, 16, 0, 0, 0, time.UTC)

func begin(t *testing.T, d *db.DB, store session.Store, s session.Session) (secret string) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		secret, err = store.Start(t.Context(), tx, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestTheDatabaseKeepsNoSecretOfASession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store := session.Store{DB: d, Clock: clock.At(noon)}
		secret := begin(t, d, store, session.Session{Account: "marie"})
		open, err := store.Of(t.Context(), "marie")
		if err != nil || len(open) != 1 {
			t.Fatalf("got %d sessions, %v, want 1", len(open), err)
		}
		if open[0].ID == secret || open[0].ID != id.Digest(secret) {
			t.Errorf("got id %q for the secret %q, want its digest", open[0].ID, secret)
		}
	})
}

func TestTheLastUseIsWrittenOnceAMinute(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := clock.At(noon)
		store := session.Store{DB: d, Clock: now}
		secret := begin(t, d, store, session.Session{Account: "marie"})
		for _, step := range []struct{ after, want time.Duration }{{59 * time.Second, 0}, {time.Second, time.Minute}, {30 * time.Second, time.Minute}} {
			now.Advance(step.after)
			found, err := store.Find(t.Context(), secret)
			if err != nil {
				t.Fatal(err)
			}
			if err := store.Touch(t.Context(), found); err != nil {
				t.Fatal(err)
			}
			if found, err = store.Find(t.Context(), secret); err != nil || !found.LastSeenAt.Equal(noon.Add(step.want)) {
				t.Errorf("got last use %v, %v, want %v after noon", found.LastSeenAt, err, step.want)
			}
		}
	})
}

func TestASessionPastItsTimeIsSweptAndTheOthersStay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := clock.At(noon)
		store := session.Store{DB: d, Clock: now}
		short := begin(t, d, store, session.Session{Account: "marie"})
		long := begin(t, d, store, session.Session{Account: "marie", Remembered: true})
		now.Advance(13 * time.Hour)
		if err := store.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Find(t.Context(), short); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the short one: got %v, want it gone", err)
		}
		kept, err := store.Find(t.Context(), long)
		if err != nil || kept.Fresh(now.Now(), session.CitizenIdle) || !kept.Kept(now.Now()) {
			t.Errorf("the remembered one: got %+v, %v, want it kept, not fresh", kept, err)
		}
	})
}

func TestSensitivePagesAskForThePasswordOnceASession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := clock.At(noon)
		store := session.Store{DB: d, Clock: now}
		secret := begin(t, d, store, session.Session{Account: "marie"})
		viewer := func() session.Viewer {
			open, err := store.Find(t.Context(), secret)
			if err != nil {
				t.Fatal(err)
			}
			return session.Viewer{Session: open.ID, Account: open.Account, Reassured: open.ReassuredAt, Sensitive: !open.SensitiveAt.IsZero()}
		}

		now.Advance(session.ReassuredFor + time.Second)
		if err := store.DemandSensitive(t.Context(), viewer()); fault.KindOf(err) != fault.SignIn || viewer().Sensitive {
			t.Errorf("after a while: got %v, want the password asked and nothing remembered", err)
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
			secret, err = store.Reassure(t.Context(), tx, id.Digest(secret))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := store.DemandSensitive(t.Context(), viewer()); err != nil || !viewer().Sensitive {
			t.Errorf("right after the password: got %v, want it open and remembered", err)
		}
		now.Advance(2 * time.Hour)
		if err := store.DemandSensitive(t.Context(), viewer()); err != nil {
			t.Errorf("later in the session: got %v, want it open", err)
		}
		if err := viewer().Demand(now.Now()); fault.KindOf(err) != fault.SignIn {
			t.Errorf("a graver deed: got %v, want the password asked", err)
		}
		other := begin(t, d, store, session.Session{Account: "marie"})
		if open, err := store.Find(t.Context(), other); err != nil || !open.SensitiveAt.IsZero() {
			t.Errorf("another session: got %+v, %v, want it to ask for itself", open, err)
		}
		if err := store.DemandSensitive(t.Context(), session.Viewer{Sensitive: true}); fault.KindOf(err) != fault.SignIn {
			t.Errorf("a visitor: got %v, want a sign-in", err)
		}
	})
}

func TestCookiesBehindTLSBearTheHostPrefix(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		https bool
		want  string
	}{
		{true, "__Host-sem=s; Path=/; HttpOnly; Secure; SameSite=Lax"},
		{false, "sem=s; Path=/; HttpOnly; SameSite=Lax"},
	} {
		w := httptest.NewRecorder()
		session.Cookies{HTTPS: c.https}.Write(w, session.Ticket, "s", 0)
		if got := w.Header().Get("Set-Cookie"); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", strings.SplitN(c.want, ";", 2)[0])
		if got := (session.Cookies{HTTPS: c.https}).Read(r, session.Ticket); got != "s" {
			t.Errorf("got %q back, want s", got)
		}
		if got := (session.Cookies{HTTPS: !c.https}).Read(r, session.Ticket); got != "" {
			t.Errorf("the cookie of the other kind of address is read as %q, want it ignored", got)
		}
	}
}

func ExampleViewer_Demand() {
	v := session.Viewer{Account: "marie", Reassured: noon}
	fmt.Println(v.Demand(noon.Add(4 * time.Minute)))
	fmt.Println(fault.KindOf(v.Demand(noon.Add(6 * time.Minute))))
	// Output:
	// <nil>
	// sign in
}
