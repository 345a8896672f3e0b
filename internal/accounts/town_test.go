package accounts_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sem/internal/accounts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/mail"
	"sem/internal/people"
	"sem/internal/session"
)

const passphrase = "girafe bleue sous escalier"

// town is a city hall whose door is under test.
type town struct {
	*accounts.Service
	t     *testing.T
	clock *clock.Still
	book  *book
}

// book is a journal that remembers what was done.
type book struct{ deeds []accounts.Deed }

func (b *book) AccountUsed(_ context.Context, tx *db.Tx, d accounts.Deed) error {
	tx.AfterCommit(func() { b.deeds = append(b.deeds, d) })
	return nil
}

func (b *book) count(kind accounts.DeedKind) (n int) {
	for _, d := range b.deeds {
		if d.Kind == kind {
			n++
		}
	}
	return n
}

func open(t *testing.T, d *db.DB) *town {
	t.Helper()
	now := clock.At(time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC))
	ids := id.Counting("x")
	b := &book{}
	return &town{t: t, clock: now, book: b, Service: &accounts.Service{
		DB: d, Clock: now, IDs: ids,
		People:   &people.Service{DB: d, Clock: now, IDs: ids},
		Mail:     &mail.Service{DB: d, Clock: now, IDs: ids, Domain: "saint-eustache.test"},
		Journal:  b,
		Sessions: session.Store{DB: d, Clock: now},
		Hasher:   &accounts.Hasher{Cost: accounts.Cost{MemoryKiB: 64, Passes: 1}},
		City:     accounts.City{Name: "Saint-Eustache", Product: "SEM en ligne", Site: "https://sem.test"},
		Key:      []byte("0123456789abcdef0123456789abcdef"),
	}}
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// last is the words of the last message to an address, and how many there are.
func (w *town) last(to string) (words string, n int) {
	w.t.Helper()
	rows, err := w.DB.Query(w.t.Context(), `
		SELECT subject, body
		FROM   mail_message
		WHERE  recipient = $1
		ORDER  BY created_at, id`, to)
	w.must(err)
	defer rows.Close()
	for rows.Next() {
		var subject, body string
		w.must(rows.Scan(&subject, &body))
		words = subject + "\n" + body
		n++
	}
	return words, n
}

var (
	sixDigits = regexp.MustCompile(`\b\d{6}\b`)
	linkToken = regexp.MustCompile(`jeton=([0-9a-z]+)`)
)

func (w *town) codeSentTo(to string) string {
	w.t.Helper()
	words, _ := w.last(to)
	code := sixDigits.FindString(words)
	if code == "" {
		w.t.Fatalf("no code in the message to %s: %q", to, words)
	}
	return code
}

func (w *town) linkSentTo(to string) string {
	w.t.Helper()
	words, _ := w.last(to)
	m := linkToken.FindStringSubmatch(words)
	if m == nil {
		w.t.Fatalf("no link in the message to %s: %q", to, words)
	}
	return m[1]
}

// register opens an account through every step.
func (w *town) register(given, contact string) accounts.Entered {
	w.t.Helper()
	ctx := w.t.Context()
	secret, err := w.Begin(ctx, "", given, "Tremblay", accounts.From{Network: given})
	w.must(err)
	w.must(w.SendCode(ctx, secret, contact, forms.Key{}))
	w.must(w.ProveContact(ctx, secret, w.codeSentTo(people.Normalise(contact))))
	w.must(w.ChoosePassword(ctx, secret, passphrase))
	w.must(w.LiveAt(ctx, secret, accounts.Address{}))
	entered, err := w.Finish(ctx, secret, accounts.From{Network: given, Browser: "Firefox, Windows"}, forms.Key{})
	w.must(err)
	return entered
}

func (w *town) signIn(name, password string) (accounts.Entered, error) {
	return w.SignIn(w.t.Context(), accounts.SignIn{Name: name, Password: password, From: accounts.From{Network: "203.0.113.0/24", Browser: "Safari, iPhone"}})
}

func (w *town) viewer(secret string) session.Viewer {
	w.t.Helper()
	seen, err := w.Viewer(w.t.Context(), secret)
	w.must(err)
	return seen.Viewer
}

func (w *town) wantKind(err error, want fault.Kind) {
	w.t.Helper()
	if got := fault.KindOf(err); got != want {
		w.t.Errorf("got %v (%v), want a refusal of kind %q", err, got, want)
	}
}

// staff makes a member of the staff who has joined, and gives their authenticator's seed.
func (w *town) member(email string, role session.Role) (seed string) {
	w.t.Helper()
	ctx := w.t.Context()
	link, err := w.AddStaff(ctx, session.Viewer{}, accounts.NewStaff{Email: email, Name: "Martin Gagnon", Role: role})
	w.must(err)
	_, err = w.Activate(ctx, linkToken.FindStringSubmatch(link)[1], passphrase, accounts.From{}, forms.Key{})
	w.must(err)
	entered, err := w.signIn(email, passphrase)
	w.must(err)
	if entered.Secret != "" || !entered.Enrol {
		w.t.Fatalf("a member of the staff without second factor got in: %+v", entered)
	}
	e, err := w.Enrolment(ctx, entered.Second)
	w.must(err)
	seed = strings.ReplaceAll(e.Seed, "-", "")
	_, codes, err := w.Enrol(ctx, entered.Second, w.totp(seed), accounts.From{})
	w.must(err)
	if len(codes) != 10 {
		w.t.Errorf("got %d recovery codes, want 10", len(codes))
	}
	return seed
}

func (w *town) totp(seed string) string {
	w.t.Helper()
	code, err := totp.GenerateCode(seed, w.clock.Now())
	w.must(err)
	return code
}

func (w *town) staffIn(email, seed string) session.Viewer {
	w.t.Helper()
	w.clock.Advance(time.Minute)
	entered, err := w.SignIn(w.t.Context(), accounts.SignIn{Name: email, Password: passphrase, Code: w.totp(seed)})
	w.must(err)
	return w.viewer(entered.Secret)
}

// guessedAt has strangers try n wrong passwords; only the last ones are really tried.
func (w *town) guessedAt(code string, n int) {
	w.t.Helper()
	const tried = 7
	w.must(w.DB.InTx(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), `
			UPDATE accounts_account
			SET    failures = $1
			WHERE  user_code = $2`, n-tried, code)
		return err
	}))
	for range tried {
		w.signIn(code, "faux")
		w.clock.Advance(16 * time.Minute)
	}
}
