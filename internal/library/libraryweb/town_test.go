package libraryweb_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dossier"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/library"
	"sem/internal/library/libraryweb"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// september is Wednesday 2 September, ten o’clock in town.
var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var (
	agent = session.Viewer{Account: "agente", FullName: "Sonia Lavoie", Name: "Sonia Lavoie", Role: session.Agent}
	admin = session.Viewer{Account: "admin", FullName: "Luc Roy", Name: "Luc Roy", Role: session.Administrator, Reassured: september}
)

// shelf is a library of a few cards.
type shelf struct {
	mu       sync.Mutex
	away     bool
	lost     bool // lost: it takes an order and does not answer.
	accounts map[string]library.Account
	refuses  map[string]library.Renewal // refuses are the outcomes of the loans that it does not renew.
	shuns    library.Outcome            // shuns is the outcome of a hold, unless it is done.
	limited  bool                       // limited: it only lets read.
	disowns  bool                       // disowns: it knows no card any more.
}

var errAway = fault.New(fault.Unavailable, "Personne ne répond.")

func (s *shelf) Abilities() library.Abilities {
	if s.limited {
		return library.Abilities{Fees: true, Instant: true}
	}
	return library.Abilities{Renew: true, Hold: true, CancelHold: true, Fees: true, Instant: true}
}

func (s *shelf) Check(_ context.Context, card, pin string) (library.Patron, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return library.Patron{}, errAway
	}
	if _, ok := s.accounts[card]; !ok || pin != "1234" {
		return library.Patron{}, library.ErrWrongCard
	}
	return library.Patron{Card: card}, nil
}

func (s *shelf) Account(_ context.Context, k library.Key) (library.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return library.Account{}, errAway
	}
	if s.disowns {
		return library.Account{}, library.ErrWrongCard
	}
	a := s.accounts[k.Card]
	a.Loans, a.Holds = slices.Clone(a.Loans), slices.Clone(a.Holds)
	return a, nil
}

func (s *shelf) Renew(_ context.Context, k library.Key, item string) (library.Renewal, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.away:
		return library.Renewal{}, errAway
	case s.lost:
		return library.Renewal{}, library.ErrUnsure
	}
	if refusal, ok := s.refuses[item]; ok {
		refusal.Item = item
		return refusal, nil
	}
	for i, l := range s.accounts[k.Card].Loans {
		if l.Item == item {
			l.Due = l.Due.AddDate(0, 0, 28)
			s.accounts[k.Card].Loans[i] = l
			return library.Renewal{Item: item, Title: l.Title, Renewed: true, Due: l.Due}, nil
		}
	}
	return library.Renewal{Item: item, Why: library.NotOut}, nil
}

func (s *shelf) RenewAll(context.Context, library.Key) ([]library.Renewal, error) {
	return nil, library.ErrCannot
}

func (s *shelf) PlaceHold(_ context.Context, k library.Key, w library.Wish) (library.Outcome, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return library.Outcome{}, errAway
	}
	if s.shuns.Why != library.NoReason {
		return s.shuns, nil
	}
	a := s.accounts[k.Card]
	a.Holds = append(a.Holds, library.Hold{ID: "h-" + w.Record + w.Item, Title: "Notice " + w.Record + w.Item, State: library.Queued, Rank: 3})
	s.accounts[k.Card] = a
	return library.Outcome{Done: true, Rank: 3}, nil
}

func (s *shelf) CancelHold(_ context.Context, k library.Key, hold string) (library.Outcome, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return library.Outcome{}, errAway
	}
	a := s.accounts[k.Card]
	a.Holds = slices.DeleteFunc(a.Holds, func(h library.Hold) bool { return h.ID == hold })
	s.accounts[k.Card] = a
	return library.Outcome{Done: true}, nil
}

func (s *shelf) Close() error { return nil }

func word(fr string) func(context.Context) string {
	return func(context.Context) string { return fr }
}

// driver is the kind of system that the shelf is.
func (s *shelf) driver() library.Driver {
	return library.Driver{
		Code: "rayon", Name: word("Rayonnage"), Text: word("Pour une petite bibliothèque."),
		Fields: []library.Field{
			{Name: "adresse", Label: word("Adresse du serveur"), Hint: word("Un nom, ou quatre nombres."), Kind: library.TextField, Needed: true},
			{Name: "port", Label: word("Port"), Kind: library.NumberField, Default: "6001"},
			{Name: "secret", Label: word("Mot de passe du poste"), Kind: library.SecretField},
			{Name: "codage", Label: word("Codage"), Kind: library.ChoiceField, Default: "utf8", Choices: []library.Choice{{Value: "utf8", Label: word("UTF-8")}, {Value: "cp850", Label: word("CP850")}}},
			{Name: "tls", Label: word("Chiffrer"), Kind: library.YesNoField},
		},
		Open: func(library.Settings) (library.System, error) { return s, nil },
		Check: func(with library.Settings) error {
			var wrong fault.Problems
			if with["adresse"] == "" {
				wrong.Add("adresse", "Entrez l’adresse du serveur.")
			}
			return wrong.Err()
		},
		Try: func(_ context.Context, with library.Settings, card library.Key) []library.Step {
			steps := []library.Step{{Name: "Connexion au serveur", Good: !s.away, Text: "Le serveur " + with["adresse"] + " répond en 12 ms."}}
			if s.away {
				steps[0].Text = "Le serveur refuse la connexion. Vérifiez le port."
				return steps
			}
			steps = append(steps, library.Step{Name: "Ouverture du poste", Good: with["secret"] == "sésame", Text: "Mot de passe vérifié."})
			if card.Card != "" {
				steps = append(steps, library.Step{Name: "Carte d’essai", Good: true, Text: "2 prêts comptés."})
			}
			return steps
		},
	}
}

// town is the pages of the library, and two families: Marie with Léo (6), and Paul, another adult
// of their home; Luc alone.
type town struct {
	*webtest.Visitor
	db      *db.DB
	clock   *clock.Still
	shelf   *shelf
	service *library.Service
	people  *people.Service
	book    *journal.Service
	pages   libraryweb.Pages
	source  libraryweb.Source
	keys    int
}

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c, shelf: newShelf()}
	b.book = &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	told := &alerts.Service{DB: d, Clock: c, IDs: ids}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids}
	key := []byte("0123456789abcdef0123456789abcdef")
	b.service = &library.Service{
		DB: d, Clock: c, IDs: ids, People: b.people, Journal: b.book, Alerts: told, Key: key, Drivers: []library.Driver{library.None(), b.shelf.driver()},
		Log: slog.New(slog.DiscardHandler), Guard: library.GuardSettings{Retries: -1, Failures: 1},
	}
	b.Must(b.service.Refresh(t.Context()))
	b.pages = libraryweb.Pages{Library: b.service, People: b.people, Clock: c, Key: key, Site: "https://ville.exemple"}
	b.source = libraryweb.Source{Pages: b.pages}
	b.Visit(b.pages.Routes(), ui.Options{Clock: c})
	b.families()
	return b.as("marie")
}

// open is a town whose library is connected.
func open(t testing.TB, d *db.DB) *town {
	t.Helper()
	b := newTown(t, d)
	b.Must(b.service.Furnish(t.Context(), "rayon", library.Settings{"adresse": "localhost", "secret": "sésame"}))
	return b
}

func (b *town) families() {
	b.Helper()
	person := func(name, born string) people.Person {
		return people.Person{
			ID: people.ID(name), GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Tremblay", BirthDate: born, Language: "fr",
			Residence: people.Resident, ResidenceUntil: september.AddDate(1, 0, 0), CreatedAt: september, UpdatedAt: september,
		}
	}
	all := []people.Person{person("marie", "1985-03-02"), person("luc", "1980-01-01"), person("léo", "2020-02-11"), person("paul", "1984-05-05")}
	adult := people.Rights{Register: true, Pay: true, See: true, PickUp: true}
	member := func(id, who string, kind people.MemberKind, may people.Rights) people.Member {
		return people.Member{ID: id, Person: people.Person{ID: people.ID(who)}, Kind: kind, May: may, Since: september.AddDate(-1, 0, 0)}
	}
	homes := []people.Household{{ID: "h1", CreatedAt: september, Members: []people.Member{
		member("m1", "marie", people.Adult, adult), member("m2", "paul", people.Adult, adult), member("m3", "léo", people.Child, people.Rights{}),
	}}}
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		if err := b.people.Load(b.Context(), tx, slices.Values(all)); err != nil {
			return err
		}
		return b.people.LoadHouseholds(b.Context(), tx, slices.Values(homes))
	}))
}

// newShelf has Marie’s card (1111), of which one loan is late, Léo’s (2222), Paul’s (3333) and
// Luc’s (4444).
func newShelf() *shelf {
	day := func(d int) time.Time { return civil.DayAt(2026, 9, d).At(23) }
	loan := func(item, title string, d int) library.Loan {
		return library.Loan{Item: item, Title: title, Author: "A. Auteur", Medium: library.Book, Due: day(d), DueAtEnd: true, Renewals: 1, Left: 1}
	}
	reserved := loan("m3", "Le jardin des ombres", 4)
	reserved.Renewable, reserved.Why, reserved.Words = library.No, library.Reserved, "Item on hold"
	marie := library.Account{
		Card: "21111", Loans: []library.Loan{loan("m1", "La rivière", 20), loan("m2", "Un été", 1), reserved},
		Holds: []library.Hold{
			{ID: "h2", Title: "Les hivers", State: library.Queued, Rank: 2},
			{ID: "h1", Title: "L’aurore", State: library.Ready, Until: civil.DayAt(2026, 9, 8), PickUp: "Succursale du Centre"},
		},
		Fees:     []library.Fee{{ID: "f1", Kind: library.DamageFee, Text: "Couverture", Title: "Le chat", Amount: 5_00, On: civil.DayAt(2026, 8, 20)}},
		Balance:  5_00,
		Messages: []string{"Votre carte a été renouvelée."},
	}
	return &shelf{refuses: map[string]library.Renewal{"l2": {Why: library.TooMany, Words: "Maximum renewals reached"}}, accounts: map[string]library.Account{
		"21111": marie,
		"22222": {Card: "22222", Loans: []library.Loan{loan("l1", "Le loup", 5), loan("l2", "La lune", 3)}},
		"23333": {Card: "23333", Loans: []library.Loan{loan("p1", "Secret de Paul", 3)}},
		"24444": {Card: "24444"},
	}}
}

func citizenOf(name string) session.Viewer {
	return session.Viewer{Account: "compte-" + name, Person: name, Name: name, FullName: name}
}

func (b *town) as(name string) *town {
	b.Viewer = citizenOf(name)
	return b
}

func (b *town) key() forms.Key {
	b.keys++
	return forms.Key{Value: fmt.Sprint("clé ", b.keys), Actor: "test"}
}

// links links a card without the pages.
func (b *town) links(by, who, number string) library.Card {
	b.Helper()
	c, err := b.service.Link(b.Context(), citizenOf(by), people.ID(who), number, "1234", b.key())
	b.Must(err)
	return c
}

// family links the cards of Marie and Léo, and Paul’s.
func (b *town) family() *town {
	b.Helper()
	b.links("marie", "marie", "21111")
	b.links("marie", "léo", "22222")
	b.links("paul", "paul", "23333")
	return b
}

// silence has the library answer no more, and the room notice it.
func (b *town) silence() {
	b.Helper()
	b.shelf.away = true
	b.clock.Advance(24 * time.Hour)
	b.Must(b.service.Sweep(b.Context()))
}

func (b *town) seen(path string) webtest.Page {
	b.Helper()
	return b.Get(path, http.StatusOK)
}

// scope is a look of somebody at their own file.
func (b *town) scope(name string) dossier.Scope {
	b.Helper()
	care, err := b.people.InCare(b.Context(), people.ID(name), people.All)
	b.Must(err)
	return dossier.Scope{Viewer: citizenOf(name), People: care, Now: b.clock.Now()}
}

func (b *town) now() context.Context { return i18n.WithNow(b.Context(), b.clock.Now()) }
