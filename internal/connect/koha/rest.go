package koha

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"

	"sem/internal/clock"
	"sem/internal/library"
)

// rest is the REST interface of one Koha.
type rest struct {
	wire  *wire
	purse *purse
	clock clock.Clock
	works *shelf[work]
	names *shelf[string] // names are those of branches, by their code.

	// What a release does not know is asked the older way from then on.
	onlyUserid atomic.Bool // onlyUserid: a password check takes userid, not identifier.
	noEmbed    atomic.Bool // noEmbed: titles do not come with the loans.
	noNested   atomic.Bool // noNested: loans are asked of /checkouts, not of the patron.
	oldNames   atomic.Bool // oldNames: holds are placed with borrowernumber and branchcode.
	plural     atomic.Bool // plural: renewals are asked of /renewals only.
}

func newREST(base *url.URL, local bool, a account, c clock.Clock) *rest {
	base = base.JoinPath("/api/v1")
	w := newWire(base, local)
	return &rest{wire: w, purse: newPurse(w, a, c), clock: c, works: newShelf[work](4000), names: newShelf[string](200)}
}

// Abilities are all but one order for all renewals, which Koha has not.
func (s *rest) Abilities() library.Abilities {
	return library.Abilities{Renew: true, Hold: true, CancelHold: true, Fees: true, Instant: true}
}

// Close lets go of the connections.
func (s *rest) Close() error {
	s.wire.close()
	return nil
}

// RenewAll is not an order of Koha's.
func (s *rest) RenewAll(context.Context, library.Key) ([]library.Renewal, error) {
	return nil, library.ErrCannot
}

// patron is a patron in the names of all releases.
type patron struct {
	ID         word `json:"patron_id"`
	OldID      word `json:"borrowernumber"`
	Card       word `json:"cardnumber"`
	Userid     word `json:"userid"`
	First      word `json:"firstname"`
	Last       word `json:"surname"`
	Expires    word `json:"expiry_date"`
	OldExpires word `json:"dateexpiry"`
	Library    word `json:"library_id"`
	OldLibrary word `json:"branchcode"`
	Restricted word `json:"restricted"`
	Debarred   word `json:"debarred"`
	Lost       word `json:"patron_card_lost"`
	NoAddress  word `json:"incorrect_address"`
	Notes      word `json:"opac_notes"`
	OldNotes   word `json:"opacnote"`
}

func (p patron) id() word      { return first(p.ID, p.OldID) }
func (p patron) library() word { return first(p.Library, p.OldLibrary) }

// is tells whether the patron is who the key names.
func (p patron) is(k library.Key) bool {
	return p.id().number() && sameCard(string(p.Card), k.Card) && (k.Patron == "" || k.Patron == string(p.id()))
}

// Check asks Koha whether a card and a PIN go together. Koha says the same of a wrong PIN, of
// nobody and of a card that tried too often. It lets people sign in by a name too, which is no
// card.
func (s *rest) Check(ctx context.Context, card, pin string) (library.Patron, error) {
	card = bare(card)
	if s.onlyUserid.Load() {
		return s.checkByName(ctx, card, pin)
	}
	a, err := s.validate(ctx, "identifier", card, pin)
	switch {
	case err != nil:
		return library.Patron{}, err
	case a.status == http.StatusBadRequest && a.problem().form():
		s.onlyUserid.Store(true) // The form was refused before the PIN was looked at: to ask again is no second try of it.
		return s.checkByName(ctx, card, pin)
	case a.status == http.StatusNoContent: // It went together, and the release does not say whose it is.
		return s.whose(ctx, card)
	}
	p, err := s.checked(a)
	switch {
	case err != nil:
		return library.Patron{}, err
	case p.id().number() && sameCard(string(p.Card), card):
		return s.named(ctx, p)
	case sameCard(string(p.Userid), card):
		return library.Patron{}, fmt.Errorf("koha: %s: a name: %w", checking, library.ErrWrongCard)
	}
	return library.Patron{}, fmt.Errorf("koha: %s: %w", checking, library.ErrOtherPatron)
}

const checking = "check a card"

// validate sends a PIN with a card or a name, once.
func (s *rest) validate(ctx context.Context, by, name, pin string) (answer, error) {
	return s.ask(ctx, question{doing: checking, method: http.MethodPost, path: "/auth/password/validation", body: map[string]string{by: name, "password": pin}})
}

// checked reads what a good check tells of the holder.
func (s *rest) checked(a answer) (p patron, err error) {
	if a.status == http.StatusBadRequest && !a.problem().form() {
		return p, fmt.Errorf("koha: %w", library.ErrWrongCard)
	}
	return p, a.read(checking, &p)
}

// checkByName checks a PIN where a release knows people by the name they sign in with: the name
// of whoever holds the card.
func (s *rest) checkByName(ctx context.Context, card, pin string) (library.Patron, error) {
	holder, err := s.patronBy(ctx, "cardnumber", card)
	if err != nil {
		return library.Patron{}, err
	}
	if holder == nil {
		return library.Patron{}, fmt.Errorf("koha: %s: %w", checking, library.ErrWrongCard)
	}
	a, err := s.validate(ctx, "userid", string(first(holder.Userid, holder.Card)), pin)
	if err != nil {
		return library.Patron{}, err
	}
	if a.status == http.StatusNoContent {
		return holder.told(), nil
	}
	p, err := s.checked(a)
	switch {
	case err != nil:
		return library.Patron{}, err
	case p.id() != holder.id():
		return library.Patron{}, fmt.Errorf("koha: %s: %w", checking, library.ErrOtherPatron)
	}
	return holder.told(), nil
}

// named adds the name of the holder, which a password check does not tell.
func (s *rest) named(ctx context.Context, p patron) (library.Patron, error) {
	whole, err := s.patron(ctx, library.Key{Card: string(p.Card), Patron: string(p.id())})
	if err != nil {
		return library.Patron{}, err
	}
	return whole.told(), nil
}

func (p patron) told() library.Patron {
	return library.Patron{Card: p.Card.plain(), Patron: string(p.id()), Name: word(p.First + " " + p.Last).plain()}
}

// whose looks up who holds a card that a PIN went with. Koha lets somebody sign in by a name that
// is the number of another's card; whose PIN it was is not known then.
func (s *rest) whose(ctx context.Context, card string) (library.Patron, error) {
	const doing = "look a patron up"
	holder, err := s.patronBy(ctx, "cardnumber", card)
	if err != nil {
		return library.Patron{}, err
	}
	if holder == nil {
		return library.Patron{}, fmt.Errorf("koha: %s: a name: %w", doing, library.ErrWrongCard)
	}
	user, err := s.patronBy(ctx, "userid", card)
	switch {
	case err != nil:
		return library.Patron{}, err
	case user != nil && user.id() != holder.id():
		return library.Patron{}, fmt.Errorf("koha: %s: %w", doing, library.ErrOtherPatron)
	}
	return holder.told(), nil
}

// patronBy is the one patron whose cardnumber or userid is a text, nil when nobody's is.
func (s *rest) patronBy(ctx context.Context, name, text string) (*patron, error) {
	const doing = "look a patron up"
	found, a, err := list[patron](ctx, s, question{doing: doing, path: "/patrons", query: url.Values{name: {text}, "_match": {"exact"}}})
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusOK {
		return nil, away(doing, wrongAnswer{status: a.status, code: a.problem().code()})
	}
	if len(found) == 0 {
		return nil, nil //nolint:nilnil // Nobody is an answer: the caller asks by another name.
	}
	has := found[0].Card
	if name == "userid" {
		has = found[0].Userid
	}
	if len(found) > 1 || !found[0].id().number() || !sameCard(string(has), text) {
		return nil, fmt.Errorf("koha: %s: %w", doing, library.ErrOtherPatron)
	}
	return &found[0], nil
}

// patron is the patron of a key, by Koha's own name when it is known.
func (s *rest) patron(ctx context.Context, k library.Key) (patron, error) {
	const doing = "look a patron up"
	if k.Patron == "" {
		p, err := s.patronBy(ctx, "cardnumber", bare(k.Card))
		switch {
		case err != nil:
			return patron{}, err
		case p == nil:
			return patron{}, fmt.Errorf("koha: %s: %w", doing, library.ErrWrongCard)
		}
		return *p, nil
	}
	if !word(k.Patron).number() {
		return patron{}, fmt.Errorf("koha: %s: %w", doing, library.ErrWrongCard)
	}
	a, err := s.ask(ctx, question{doing: doing, path: "/patrons/" + k.Patron})
	if err != nil {
		return patron{}, err
	}
	if a.status == http.StatusNotFound {
		return patron{}, fmt.Errorf("koha: %s: %w", doing, library.ErrWrongCard)
	}
	var p patron
	if err := a.read(doing, &p); err != nil {
		return patron{}, err
	}
	if !p.is(k) {
		return patron{}, fmt.Errorf("koha: %s: %w", doing, library.ErrOtherPatron)
	}
	return p, nil
}

// shelf remembers what the catalogue says, which is nobody's: at most twice its size, the
// longest unseen half forgotten at once.
type shelf[T any] struct {
	size     int
	mu       sync.Mutex
	now, was map[string]T
}

func newShelf[T any](size int) *shelf[T] { return &shelf[T]{size: size, now: map[string]T{}} }

func (s *shelf[T]) take(key string) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.now[key]; ok {
		return v, true
	}
	v, ok := s.was[key]
	if ok {
		s.put(key, v)
	}
	return v, ok
}

func (s *shelf[T]) keep(key string, v T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(key, v)
}

func (s *shelf[T]) put(key string, v T) {
	if len(s.now) >= s.size {
		s.was, s.now = s.now, map[string]T{}
	}
	s.now[key] = v
}
