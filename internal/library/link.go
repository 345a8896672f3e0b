package library

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/text"
)

// What the journal keeps of a card.
const (
	CardLinked     journal.Action = "library card linked"
	CardUnlinked   journal.Action = "library card unlinked"
	CardChanged    journal.Action = "library card changed"    // CardChanged: whether titles are shared, or past loans kept.
	LoansRenewed   journal.Action = "library loans renewed"   // LoansRenewed: asked for; its detail tells how it went.
	HoldChanged    journal.Action = "library hold changed"    // HoldChanged: a document was reserved, or given up.
	AnswerMistaken journal.Action = "library answer mistaken" // AnswerMistaken: the library answered about somebody else; it was dropped.
)

// object names in the journal the matter of an entry; the number of a card is not written there.
const object = "bibliotheque"

// Link links a card after the library has checked its PIN, and copies what it says of it. An
// unknown card, a wrong PIN and a blocked card are refused alike; too many tries wait. A card
// that was linked for the same person before is proved anew.
func (s *Service) Link(ctx context.Context, by session.Viewer, who people.ID, number, pin string, key forms.Key) (Card, error) {
	if by.Person == "" {
		return Card{}, errNoPerson
	}
	number, err := checkTyped(number, pin)
	if err != nil {
		return Card{}, err
	}
	if err := s.People.MayAct(ctx, s.DB, people.ID(by.Person), who, people.Library); err != nil {
		return Card{}, err
	}
	done, err := s.linkedBefore(ctx, by, key)
	if err != nil || done.ID != "" {
		return done, err
	}
	if err := s.takeTry(ctx, by, number); err != nil {
		return Card{}, err
	}
	c := s.connected()
	patron, err := c.guarded.Check(ctx, number, strings.TrimSpace(pin))
	switch {
	case errors.Is(err, ErrWrongCard):
		return Card{}, errWrongCard()
	case errors.Is(err, ErrOtherPatron) || err == nil && !sameCard(number, patron.Card):
		return Card{}, errors.Join(errSilent, s.mistaken(ctx, who, ""))
	case err != nil:
		return Card{}, unavailable(err)
	}
	r := record{id: CardID(s.IDs.New()), person: who, number: number, patron: patron.Patron, linked: s.Clock.Now()}
	id, err := s.keepCard(ctx, by, c, r, strings.TrimSpace(pin), key)
	if err != nil {
		return Card{}, err
	}
	return s.firstCopy(ctx, by, id)
}

// checkTyped is the number without what people write between its figures.
func checkTyped(number, pin string) (string, error) {
	var wrong fault.Problems
	bare := plainNumber(number)
	if len(bare) < 4 || len(bare) > 40 {
		wrong.Add("numero", "Recopiez le numéro imprimé sous le code-barres de la carte.")
	}
	if pin = strings.TrimSpace(pin); pin == "" || len(pin) > 60 || text.SafeLine(pin) != pin {
		wrong.Add("nip", "Écrivez le NIP de la carte : celui que vous donnez au site de la bibliothèque.")
	}
	return bare, wrong.Err()
}

// plainNumber keeps letters and figures: 2 3456 0001 is written 234560001. It is empty when
// there is something else than what people put between them.
func plainNumber(number string) string {
	other := false
	bare := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case strings.ContainsRune(" -.\u00a0\u202f\t", r):
			return -1
		}
		other = true
		return -1
	}, number)
	if other {
		return ""
	}
	return bare
}

// sameCard tells whether the library speaks of the card that was asked for.
func sameCard(asked, answered string) bool {
	return plainNumber(answered) == plainNumber(asked) && plainNumber(asked) != ""
}

func errWrongCard() error {
	var wrong fault.Problems
	wrong.Add("nip", "La bibliothèque n’a pas pu confirmer ce numéro avec ce NIP. Vérifiez les deux, ou appelez la bibliothèque. Après 5 essais, il y a une pause de 15 minutes.")
	return wrong.Err()
}

// unavailable is the answer to whoever asked of a library that does not answer.
func unavailable(err error) error {
	if fault.KindOf(err) == fault.Unavailable {
		return err
	}
	return fault.Wrap(fault.Unavailable, err, "La bibliothèque ne répond pas en ce moment. Rien n’a changé. Réessayez dans quelques minutes.")
}

// keepCard writes a card that was proved, or proves it anew.
func (s *Service) keepCard(ctx context.Context, by session.Viewer, c *connection, r record, pin string, key forms.Key) (id CardID, err error) {
	now := s.Clock.Now()
	told, err := s.toTell(ctx, r, string(r.person) != by.Person)
	if err != nil {
		return "", err
	}
	told = slices.DeleteFunc(told, func(who people.ID) bool { return string(who) == by.Person })
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := s.People.MayAct(ctx, tx, people.ID(by.Person), r.person, people.Library); err != nil {
			return err
		}
		known, again, err := linkedCard(ctx, tx, r.person, r.number)
		if err != nil {
			return err
		}
		id = r.id
		if again {
			id = known.id
		}
		if earlier, err := forms.Claim(ctx, tx, key, string(id), now); err != nil || earlier != "" {
			id = CardID(earlier)
			return err
		}
		sealed := record{id: id, person: r.person, number: r.number, patron: r.patron, linked: now}
		if sealed.pin, err = s.sealPIN(c, id, pin); err != nil {
			return err
		}
		if again {
			err = proveAgain(ctx, tx, sealed, now)
		} else {
			err = insertCard(ctx, tx, sealed, by.Account, now)
		}
		if err != nil {
			return fmt.Errorf("keep library card %s: %w", id, err)
		}
		if err := forgetTries(ctx, tx, by.Account, s.tried(r.number)); err != nil {
			return err
		}
		if err := s.record(ctx, tx, by, CardLinked, r.person, ""); err != nil {
			return err
		}
		return s.raise(ctx, tx, told, []notice{linkedNotice(sealed)})
	})
	if db.IsDuplicate(err) {
		return "", fault.Wrap(fault.Conflict, err, "Cette carte est déjà liée à ce dossier.")
	}
	return id, err
}

// linkedCard is the card of a number in a person's file, if it is there.
func linkedCard(ctx context.Context, q db.Querier, who people.ID, number string) (r record, there bool, err error) {
	var w db.Where
	w.And("c.person_id = ? AND c.number = ?", who, number)
	found, err := records(ctx, q, w)
	if err != nil || len(found) == 0 {
		return record{}, false, err
	}
	return found[0], true, nil
}

// pinPlace is where the PIN of a card is sealed.
func pinPlace(card CardID) string { return "library_card/pin/" + string(card) }

// sealPIN is what is kept of a PIN: nothing where the system does not ask for it again.
func (s *Service) sealPIN(c *connection, card CardID, pin string) (string, error) {
	if !c.guarded.Abilities().NeedsPIN {
		return "", nil
	}
	return s.Key.Close(pinPlace(card), pin)
}

// linkedNotice tells of a card that somebody else linked: its holder, or a child's other parent.
func linkedNotice(r record) notice {
	return notice{card: r.id, key: fmt.Sprintf("linked/%d", r.linked.Unix()), words: func(ctx context.Context) (string, string) {
		return i18n.T(ctx, "Une carte de bibliothèque est liée"),
			i18n.T(ctx, "Une personne qui peut le faire l’a liée : ses prêts, ses réservations et ses frais sont dans le dossier.\n\nVous n’êtes pas d’accord? Déliez la carte, ou appelez-nous.") + ofCard(ctx, r)
	}}
}

// record writes in the journal, in the file of whoever it concerns.
func (s *Service) record(ctx context.Context, tx *db.Tx, by session.Viewer, action journal.Action, who people.ID, detail string) error {
	return s.Journal.Add(ctx, tx, journal.Entry{
		At: s.Clock.Now(), Actor: by.Account, ActorRole: journal.RoleOf(by), Person: string(who), Action: action, Object: object, Detail: detail,
	})
}

// linkedBefore is the card that the same form linked the first time it came: the library is not
// asked twice.
func (s *Service) linkedBefore(ctx context.Context, by session.Viewer, key forms.Key) (Card, error) {
	earlier, err := s.doneBefore(ctx, key)
	if err != nil || earlier == "" {
		return Card{}, err
	}
	return s.mine(ctx, by, CardID(earlier))
}

// errLooked ends a transaction that only looked.
var errLooked = errors.New("only looked")

// doneBefore is what the same form gave the first time it came, empty when this is the first.
func (s *Service) doneBefore(ctx context.Context, key forms.Key) (earlier string, err error) {
	if key.Value == "" {
		return "", nil
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if earlier, err = forms.Claim(ctx, tx, key, "", s.Clock.Now()); err != nil {
			return err
		}
		return errLooked
	})
	if errors.Is(err, errLooked) {
		return earlier, nil
	}
	return "", err
}

// mine is one card of the viewer's circle, as Cards has it.
func (s *Service) mine(ctx context.Context, by session.Viewer, id CardID) (Card, error) {
	cards, err := s.Cards(ctx, by)
	if err != nil {
		return Card{}, err
	}
	for _, c := range cards {
		if c.ID == id && c.Mine {
			return c, nil
		}
	}
	return Card{}, errNoCard
}

// linkPatience is how long whoever links a card waits for its first copy.
const linkPatience = 5 * time.Second

// firstCopy asks for what the library says of a card that was just linked. When it does not
// answer any more, the background does.
func (s *Service) firstCopy(ctx context.Context, by session.Viewer, id CardID) (Card, error) {
	asking, cancel := context.WithTimeout(ctx, linkPatience)
	defer cancel()
	if err := s.Fetch(asking, Fetch{Card: id}); err != nil && asking.Err() == nil {
		return Card{}, err
	}
	return s.mine(ctx, by, id)
}
