package library

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/seal"
	"sem/internal/session"
)

// lent is what the invented library has of one card.
type lent struct {
	pin     string
	account Account
}

// stacks is an invented library, with the ways in which a real one fails.
type stacks struct {
	mu      sync.Mutex
	cards   map[string]*lent
	may     Abilities
	down    bool
	swapped bool                // swapped answers about the neighbour.
	unsure  map[string]bool     // unsure are items whose order is carried out without an answer.
	refuses map[string]Reason   // refuses are items that are not renewed, and why.
	asked   map[string][]string // asked are the questions, by what was asked.
	during  func()              // during runs while the library thinks.
}

func (l *stacks) Abilities() Abilities { return l.may }
func (l *stacks) Close() error         { return nil }

func (l *stacks) heard(question, about string) error {
	if during := l.during; during != nil {
		l.during = nil
		during()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked[question] = append(l.asked[question], about)
	if l.down {
		return fault.New(fault.Unavailable, "La bibliothèque ne répond pas.")
	}
	return nil
}

func (l *stacks) Check(_ context.Context, card, pin string) (Patron, error) {
	if err := l.heard("check", card); err != nil {
		return Patron{}, err
	}
	c := l.cards[card]
	if c == nil || c.pin != pin {
		return Patron{}, ErrWrongCard
	}
	return Patron{Card: card, Patron: "p" + card}, nil
}

func (l *stacks) Account(_ context.Context, k Key) (Account, error) {
	if err := l.heard("account", k.Card); err != nil {
		return Account{}, err
	}
	c := l.cards[k.Card]
	if c == nil || l.may.NeedsPIN && k.PIN != c.pin {
		return Account{}, ErrWrongCard
	}
	a := c.account
	a.Card, a.Patron = k.Card, "p"+k.Card
	a.Loans = slices.Clone(a.Loans)
	if l.swapped {
		a.Card, a.Loans = "999", []Loan{{Item: "x", Title: "Le livre d’un autre", Due: dueIn(1)}}
	}
	return a, nil
}

func (l *stacks) Renew(_ context.Context, k Key, item string) (Renewal, error) {
	if err := l.heard("renew", item); err != nil {
		return Renewal{}, err
	}
	if why := l.refuses[item]; why != "" {
		return Renewal{Item: item, Why: why, Words: "Réservé par quelqu’un d’autre"}, nil
	}
	for i := range l.cards[k.Card].account.Loans {
		if loan := &l.cards[k.Card].account.Loans[i]; loan.Item == item {
			loan.Due = loan.Due.AddDate(0, 0, 28)
			if l.unsure[item] {
				return Renewal{}, ErrUnsure
			}
			return Renewal{Item: item, Renewed: true, Due: loan.Due}, nil
		}
	}
	return Renewal{Item: item, Why: NotOut}, nil
}

func (l *stacks) RenewAll(ctx context.Context, k Key) (all []Renewal, err error) {
	for _, loan := range slices.Clone(l.cards[k.Card].account.Loans) {
		r, err := l.Renew(ctx, k, loan.Item)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

func (l *stacks) PlaceHold(_ context.Context, k Key, w Wish) (Outcome, error) {
	if err := l.heard("hold", w.Record+w.Item); err != nil {
		return Outcome{}, err
	}
	return Outcome{Done: true, Rank: 3}, nil
}

func (l *stacks) CancelHold(_ context.Context, k Key, hold string) (Outcome, error) {
	return Outcome{Done: true}, l.heard("cancel", hold)
}

// today is a Wednesday morning in September.
var today = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

// dueIn is the end of a day so many days from today.
func dueIn(days int) time.Time { return (civil.DayOf(today) + civil.Day(days)).Time() }

func loan(item, title string, days int) Loan {
	return Loan{Item: item, Title: title, Due: dueIn(days), DueAtEnd: true, Renewals: 0, Left: 2, Renewable: Yes}
}

// The cards of the invented library.
const (
	mariesCard  = "21234000000001"
	zoesCard    = "21234000000002"
	gerardsCard = "21234000000003"
)

// town is a library with a few families around it: Marie with Zoé and Gérard, another adult of
// her house; Patrick, who is Zoé’s other parent; Aline, who gave Marie a mandate; and Ève, whom
// nobody knows.
type town struct {
	testing.TB
	*Service
	clock  *clock.Still
	stacks *stacks
	person map[string]people.ID
	jobs   []Fetch
	log    strings.Builder
	key    int
}

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	still, ids := clock.At(today), id.Counting("i")
	tw := &town{TB: t, clock: still, person: map[string]people.ID{}, stacks: &stacks{
		may:    Abilities{Renew: true, RenewAll: true, Hold: true, CancelHold: true, Fees: true, NeedsPIN: true, Instant: true},
		unsure: map[string]bool{}, refuses: map[string]Reason{}, asked: map[string][]string{},
		cards: map[string]*lent{
			mariesCard:  {pin: "1111", account: Account{Loans: []Loan{loan("b1", "Maria Chapdelaine", 2), loan("b2", "Bonheur d’occasion", 20)}}},
			zoesCard:    {pin: "2222", account: Account{Loans: []Loan{loan("b3", "Le Petit Prince", 10)}}},
			gerardsCard: {pin: "3333", account: Account{Loans: []Loan{loan("b4", "Les Anciens Canadiens", 12)}, Balance: 250}},
		},
	}}
	tw.Service = &Service{
		DB: d, Clock: still, IDs: ids, People: &people.Service{DB: d, Clock: still, IDs: ids},
		Journal: &journal.Service{DB: d, Clock: still, IDs: ids}, Alerts: &alerts.Service{DB: d, Clock: still, IDs: ids},
		Key: seal.Key("a key of tests, thirty-two bytes"), Log: slog.New(slog.NewTextHandler(&tw.log, nil)),
		Later: func(_ context.Context, _ *db.Tx, job Fetch) error { tw.jobs = append(tw.jobs, job); return nil },
		Guard: GuardSettings{Retries: -1, Pause: time.Millisecond},
	}
	tw.People.Journal = tw.Service.Journal
	tw.Drivers = []Driver{None(), tw.invented(), tw.Nightly()}
	tw.moveIn()
	tw.ok(tw.Furnish(t.Context(), "invented", Settings{"host": "biblio.example"}))
	return tw
}

// invented is the driver of the invented library.
func (tw *town) invented() Driver {
	same := func(text string) func(context.Context) string { return func(context.Context) string { return text } }
	return Driver{
		Code: "invented", Name: same("Inventé"), Text: same(""),
		Fields: []Field{
			{Name: "host", Kind: TextField, Label: same("Adresse"), Needed: true}, {Name: "password", Kind: SecretField, Label: same("Mot de passe")},
			{Name: "checksum", Kind: ChoiceField, Choices: []Choice{{Value: "strict"}, {Value: "off"}}},
			{Name: "tls", Kind: ChoiceField, Travels: true, Choices: []Choice{{Value: "on"}, {Value: "off"}}},
		},
		Open: func(Settings) (System, error) { return tw.stacks, nil },
		Check: func(s Settings) error {
			var wrong fault.Problems
			if s["host"] == "" {
				wrong.Add("host", "Écrivez l’adresse du serveur.")
			}
			return wrong.Err()
		},
		Try: func(_ context.Context, s Settings, k Key) []Step {
			return []Step{{Name: "Mot de passe", Good: s["password"] != "", Text: k.Card}}
		},
	}
}

// moveIn has the families move in.
func (tw *town) moveIn() {
	tw.Helper()
	for name, born := range map[string]string{"Marie": "1988-05-05", "Gérard": "1951-01-01", "Zoé": "2016-05-14", "Patrick": "1985-01-01", "Aline": "1944-01-01", "Ève": "1990-01-01"} {
		tw.ok(tw.DB.InTx(tw.Context(), func(tx *db.Tx) (err error) {
			tw.person[name], err = tw.People.AddTx(tw.Context(), tx, people.NewPerson{GivenName: name, FamilyName: "Tremblay", BirthDate: born, Language: "fr"})
			return err
		}))
	}
	since := today.AddDate(-1, 0, 0)
	member := func(name string, kind people.MemberKind) people.Member {
		m := people.Member{ID: tw.IDs.New(), Person: people.Person{ID: tw.person[name]}, Kind: kind, Since: since}
		if kind == people.Adult {
			m.May = people.AllRights
		}
		return m
	}
	homes := []people.Household{
		{ID: "moulin", CreatedAt: since, Members: []people.Member{member("Marie", people.Adult), member("Gérard", people.Adult), member("Zoé", people.Child)}},
		{ID: "erables", CreatedAt: since, Members: []people.Member{member("Patrick", people.Adult), member("Zoé", people.Child)}},
	}
	homes[0].Members[1].May = people.Rights{}
	tw.ok(tw.DB.InTx(tw.Context(), func(tx *db.Tx) error {
		if err := tw.People.LoadHouseholds(tw.Context(), tx, slices.Values(homes)); err != nil {
			return err
		}
		return tw.People.LoadMandates(tw.Context(), tx, slices.Values([]people.Mandate{{
			ID: "mandate", Grantor: people.Person{ID: tw.person["Aline"]}, Helper: people.Person{ID: tw.person["Marie"]}, Scope: people.Library, Since: since, CreatedAt: since,
		}}))
	}))
}

func (tw *town) ok(err error) {
	tw.Helper()
	if err != nil {
		tw.Fatal(err)
	}
}

func (tw *town) as(name string) session.Viewer {
	tw.Helper()
	if tw.person[name] == "" {
		tw.Fatalf("nobody is called %s", name)
	}
	return session.Viewer{Account: "account-" + name, Person: string(tw.person[name]), Name: name}
}

func (tw *town) fresh() forms.Key {
	tw.key++
	return forms.Key{Value: strings.Repeat("k", tw.key), Actor: "any", Fingerprint: "same"}
}

// linked links somebody's card by somebody.
func (tw *town) linked(by, whose, number string) Card {
	tw.Helper()
	c, err := tw.Link(tw.Context(), tw.as(by), tw.person[whose], number, tw.stacks.cards[number].pin, tw.fresh())
	tw.ok(err)
	return c
}

// family are the linked cards of Marie, Zoé and Gérard.
func (tw *town) family() (marie, zoe, gerard Card) {
	tw.Helper()
	return tw.linked("Marie", "Marie", mariesCard), tw.linked("Marie", "Zoé", zoesCard), tw.linked("Gérard", "Gérard", gerardsCard)
}

// seen are the cards that somebody sees: Marie: Maria Chapdelaine, Bonheur d’occasion.
func (tw *town) seen(by string) []string {
	tw.Helper()
	cards, err := tw.Cards(tw.Context(), tw.as(by))
	tw.ok(err)
	var all []string
	for _, c := range cards {
		var titles []string
		for _, l := range c.Account.Loans {
			titles = append(titles, l.Title)
		}
		all = append(all, c.Name+": "+strings.Join(titles, ", "))
	}
	return all
}

// card is a card as somebody sees it.
func (tw *town) card(by string, id CardID) Card {
	tw.Helper()
	cards, err := tw.Cards(tw.Context(), tw.as(by))
	tw.ok(err)
	for _, c := range cards {
		if c.ID == id {
			return c
		}
	}
	tw.Fatalf("%s does not see card %s", by, id)
	return Card{}
}

func (tw *town) wantSeen(by string, want ...string) {
	tw.Helper()
	if got := tw.seen(by); !slices.Equal(got, want) {
		tw.Errorf("%s sees %q, want %q", by, got, want)
	}
}

func wantKind(t testing.TB, what string, err error, want fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); got != want {
		t.Errorf("%s: %v, which is %q; want %q", what, err, got, want)
	}
}

func (tw *town) count(query string, args ...any) (n int) {
	tw.Helper()
	tw.ok(tw.DB.QueryRow(tw.Context(), query, args...).Scan(&n))
	return n
}

// told are the titles of what somebody was told, the newest first.
func (tw *town) told(name string) (titles []string) {
	tw.Helper()
	notices, err := tw.Alerts.List(tw.Context(), tw.person[name], 50)
	tw.ok(err)
	for _, n := range notices {
		titles = append(titles, n.Title)
	}
	return titles
}

func (tw *town) wantTold(name string, want ...string) {
	tw.Helper()
	if got := tw.told(name); !slices.Equal(got, want) {
		tw.Errorf("%s was told %q, want %q", name, got, want)
	}
}

// later lets time go by, and the library be asked.
func (tw *town) later(d time.Duration) {
	tw.Helper()
	tw.clock.Advance(d)
	tw.ok(tw.Sweep(tw.Context()))
}

// journaled are the actions of a person's entries, with their details.
func (tw *town) journaled(name string) (all []string) {
	tw.Helper()
	entries, err := tw.Journal.List(tw.Context(), journal.Filter{Person: string(tw.person[name])})
	tw.ok(err)
	for _, e := range entries.Lines {
		all = append(all, strings.TrimSpace(string(e.Action)+" "+e.Detail))
	}
	return all
}
