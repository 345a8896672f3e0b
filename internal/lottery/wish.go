package lottery

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// Wishes is what a family asks of a lottery.
type Wishes struct {
	Lottery ID
	Owner   people.ID
	Most    int
	People  []Child
}

// Family are the people whom an owner may ask places for.
func (s *Service) Family(ctx context.Context, by session.Viewer, owner people.ID) ([]people.Person, error) {
	if err := s.Registration.MayRegister(ctx, by, owner); err != nil {
		return nil, err
	}
	return s.Registration.Registers(ctx, session.Viewer{Person: string(owner)})
}

// Choice is a group of a lottery as somebody may choose it or not.
type Choice struct {
	Group   *leisure.Group
	Against leisure.Findings // Against are the rules that stand in the way.
	No      bool             // No: one of them says no; otherwise something is still to be shown.
}

// ChoicesOf are the groups of a lottery as the rules look at somebody.
func (s *Service) ChoicesOf(ctx context.Context, l Lottery, who people.Person) ([]Choice, error) {
	var all []Choice
	for _, g := range l.Groups(s.Leisure.Program()) {
		f, err := s.Registration.Wishable(ctx, g, who)
		if err != nil {
			return nil, err
		}
		all = append(all, Choice{Group: g, Against: f.Against(), No: f.Verdict() == leisure.No})
	}
	return all, nil
}

// Wish keeps the choices of a family, in the place of those it had. Its ticket stays the same.
func (s *Service) Wish(ctx context.Context, by session.Viewer, w Wishes, key forms.Key) (Request, error) {
	l, err := s.Lottery(by, w.Lottery)
	if err != nil {
		return Request{}, err
	}
	if l.State(s.Clock.Now()) != Open {
		return Request{}, errClosed
	}
	r, err := s.requested(ctx, by, l, w)
	if err != nil {
		return Request{}, err
	}
	_, err = s.deed(ctx, key, string(r.ID), func(tx *db.Tx) error { return s.wish(ctx, tx, by, l, &r) })
	if db.IsDuplicate(err) {
		err = elsewhere()
	}
	if err != nil {
		return Request{}, err
	}
	return s.requestOf(ctx, s.DB, l.ID, w.Owner)
}

func elsewhere() error {
	return fault.New(fault.Conflict, "Une de ces personnes ne peut pas être ajoutée à vos choix pour ce tirage. Appelez-nous.")
}

// requested is the request that a family makes, once everything in it was looked at.
func (s *Service) requested(ctx context.Context, by session.Viewer, l Lottery, w Wishes) (Request, error) {
	who := make([]people.ID, len(w.People))
	for i, c := range w.People {
		who[i] = c.Person
	}
	if err := s.Registration.MayRegister(ctx, by, w.Owner, who...); err != nil {
		return Request{}, err
	}
	known, err := s.People.Persons(ctx, append(who, w.Owner))
	if err != nil {
		return Request{}, err
	}
	if _, ok := known[w.Owner]; !ok {
		return Request{}, errNoWish
	}
	if err := s.sound(ctx, l, w, known); err != nil {
		return Request{}, err
	}
	now := s.Clock.Now()
	r := Request{ID: RequestID(s.IDs.New()), Lottery: l.ID, Owner: w.Owner, Number: ticket(), Most: w.Most, Channel: leisure.Web, MadeAt: now, Changed: now, People: w.People}
	if by.Staff() {
		r.Channel = leisure.Counter
	}
	return r, nil
}

// ticket is a number that nobody can guess or choose.
func ticket() string {
	secret := make([]byte, 32)
	rand.Read(secret)
	sum := sha256.Sum256(secret)
	return hex.EncodeToString(sum[:])
}

// sound names all that is wrong with what a family asks.
func (s *Service) sound(ctx context.Context, l Lottery, w Wishes, known map[people.ID]people.Person) error {
	var wrong fault.Problems
	if len(w.People) == 0 {
		wrong.Add("choix", "Donnez au moins un premier choix à une personne.")
	}
	if w.Most < 1 || w.Most > l.Most {
		wrong.Add("places", "Choisissez un nombre de places parmi ceux offerts.")
	}
	var linked []Child
	for _, c := range w.People {
		if c.Together {
			linked = append(linked, c)
		}
		if err := s.soundChoices(ctx, l, c, known[c.Person], &wrong); err != nil {
			return err
		}
	}
	if len(linked) == 1 {
		wrong.Add("ensemble", "Cochez au moins deux personnes qui vont ensemble, ou aucune.")
	}
	if slices.ContainsFunc(linked, func(c Child) bool { return len(c.Choices) != len(linked[0].Choices) }) {
		wrong.Add("ensemble", "Les personnes qui vont ensemble ont le même nombre de choix : le premier va avec le premier, le deuxième avec le deuxième.")
	}
	return wrong.Err()
}

// FieldOf is the name of the question for a choice of somebody, counted from one.
func FieldOf(who people.ID, choice int) string {
	return "choix-" + string(who) + "-" + strconv.Itoa(choice)
}

func (s *Service) soundChoices(ctx context.Context, l Lottery, c Child, who people.Person, wrong *fault.Problems) error {
	if len(c.Choices) == 0 || len(c.Choices) > l.Choices {
		wrong.Add(FieldOf(c.Person, 1), "Donnez au moins un choix, et pas plus que le tirage n’en prend.")
	}
	for i, id := range c.Choices {
		field := FieldOf(c.Person, i+1)
		g, ok := s.Leisure.Program().Group(id)
		switch {
		case !ok || !l.has(s.Leisure.Program(), id):
			wrong.Add(field, "Ce groupe n’est pas dans le tirage. Choisissez-en un autre.")
			continue
		case slices.Contains(c.Choices[:i], id):
			wrong.Add(field, "Ce groupe est déjà un choix de cette personne. Choisissez-en un autre, ou laissez vide.")
			continue
		}
		f, err := s.Registration.Wishable(ctx, g, who)
		if err != nil {
			return err
		}
		for _, one := range f.Against() {
			if one.Answer == leisure.No {
				wrong.Add(field, one.Reason(i18n.With(ctx, i18n.French)))
				break
			}
		}
	}
	return nil
}

func (s *Service) wish(ctx context.Context, tx *db.Tx, by session.Viewer, l Lottery, r *Request) error {
	open, err := enter(ctx, tx, l.ID, s.Clock.Now())
	if err != nil {
		return err
	}
	if !open {
		return errClosed
	}
	if had, err := s.requestOf(ctx, tx, l.ID, r.Owner); err == nil {
		r.ID, r.Number, r.MadeAt = had.ID, had.Number, had.MadeAt
	} else if fault.KindOf(err) != fault.NotFound {
		return err
	}
	for _, c := range r.People {
		held, err := heldPerson(ctx, tx, l.ID, c.Person, r.ID)
		if err != nil {
			return err
		}
		if held {
			return elsewhere()
		}
	}
	if err := putRequest(ctx, tx, *r, by.Account); err != nil {
		return err
	}
	for _, c := range r.People {
		if err := s.record(ctx, tx, by, journal.Entry{Person: string(c.Person), Action: Wished, Object: object(l.ID)}); err != nil {
			return err
		}
	}
	return s.tellWished(ctx, tx, l, *r)
}

// Unwish takes the choices of a family back, before the close.
func (s *Service) Unwish(ctx context.Context, by session.Viewer, which ID, owner people.ID, key forms.Key) error {
	l, err := s.Lottery(by, which)
	if err != nil {
		return err
	}
	if err := s.Registration.MayRegister(ctx, by, owner); err != nil {
		return err
	}
	_, err = s.deed(ctx, key, string(l.ID), func(tx *db.Tx) error {
		open, err := enter(ctx, tx, l.ID, s.Clock.Now())
		if err != nil {
			return err
		}
		if !open {
			return errClosed
		}
		r, err := s.requestOf(ctx, tx, l.ID, owner)
		if err != nil {
			return err
		}
		if err := s.record(ctx, tx, by, journal.Entry{Person: string(owner), Action: Withdrawn, Object: object(l.ID)}); err != nil {
			return err
		}
		return dropRequest(ctx, tx, r.ID)
	})
	return err
}

// Request is what an owner has asked of a lottery.
func (s *Service) Request(ctx context.Context, by session.Viewer, which ID, owner people.ID) (Request, error) {
	if err := s.Registration.MayRegister(ctx, by, owner); err != nil {
		return Request{}, err
	}
	return s.requestOf(ctx, s.DB, which, owner)
}

func (s *Service) requestOf(ctx context.Context, q db.Querier, which ID, owner people.ID) (Request, error) {
	found, err := requestsWhere(ctx, q, "r.draw_id = $1 AND r.owner_id = $2", string(which), string(owner))
	if err != nil {
		return Request{}, err
	}
	if len(found) == 0 {
		return Request{}, errNoWish
	}
	return found[0], nil
}

// RequestsOf are all that an owner has asked of lotteries, for their file.
func (s *Service) RequestsOf(ctx context.Context, owner people.ID) ([]Request, error) {
	return requestsWhere(ctx, s.DB, "r.owner_id = $1", string(owner))
}

// Results are what the draw gave to a request, by person; empty before the draw.
func (s *Service) Results(ctx context.Context, r Request) ([]Result, error) {
	return resultsWhere(ctx, s.DB, "s.request_id = $1", string(r.ID))
}
