package slips

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

// SplitState is how far an agreement is.
type SplitState string

// The states of an agreement.
const (
	Asked    SplitState = "asked"
	Accepted SplitState = "accepted"
	Refused  SplitState = "refused"
	Ended    SplitState = "ended" // Ended: one of the two took it back.
)

// Split is the agreement of two parents to share the fees of a child in a year, half each.
type Split struct {
	ID         string
	Year       int
	Payer      people.ID
	Child      people.ID
	Household  string // Household is whose adults were asked.
	Other      people.ID
	State      SplitState
	AskedAt    time.Time
	AnsweredAt time.Time
}

// Partner is a household of a child whose adults may share its fees. Who lives in another
// household is not told to the payer.
type Partner struct {
	Household string
	Own       bool // Own: it is the payer's household.
	Adults    []people.Person
}

func clockYear(t time.Time) int { return clock.Local(t).Year() }

func splitsWhere(ctx context.Context, q db.Querier, condition string, values ...any) ([]Split, error) {
	rows, err := q.Query(ctx, `
		SELECT id, year, payer_id, child_id, household_id, COALESCE(other_id, ''), state, asked_at, answered_at
		FROM   slips_split
		WHERE  `+condition+`
		ORDER BY asked_at, id`, values...)
	return db.Collect(rows, err, func(r *db.Rows) (p Split, err error) {
		err = r.Scan(&p.ID, &p.Year, &p.Payer, &p.Child, &p.Household, &p.Other, &p.State, &p.AskedAt, &p.AnsweredAt)
		return p, err
	})
}

// Partners are the households of a child in which somebody else than the payer may agree.
func (s *Service) Partners(ctx context.Context, payer, child people.ID) ([]Partner, error) {
	homes, err := s.People.Households(ctx, child)
	if err != nil {
		return nil, err
	}
	var all []Partner
	for _, h := range homes {
		_, own := h.Of(payer)
		p := Partner{Household: h.ID, Own: own, Adults: mayAgree(h, payer)}
		if len(p.Adults) > 0 {
			all = append(all, p)
		}
	}
	return all, nil
}

// mayAgree are the adults of a household who decide for its children, but one.
func mayAgree(h people.Household, but people.ID) (some []people.Person) {
	for _, m := range h.Members {
		if m.Kind == people.Adult && m.May.Pay && m.Person.ID != but {
			some = append(some, m.Person)
		}
	}
	return some
}

// AskSplit has the payer ask the adults of a household of the child to share its fees of a year.
func (s *Service) AskSplit(ctx context.Context, by session.Viewer, year int, child people.ID, household string, key forms.Key) error {
	who, err := citizen(by)
	if err != nil {
		return err
	}
	all, err := s.Payments.MovedIn(ctx, year, who)
	if err != nil {
		return err
	}
	if reckon(year, s.Income, all)[pair{who, child}] == nil {
		return absent()
	}
	partners, err := s.Partners(ctx, who, child)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(partners, func(p Partner) bool { return p.Household == household })
	if i < 0 {
		var wrong fault.Problems
		wrong.Add("menage", "Choisissez avec qui partager.")
		return wrong.Err()
	}
	return s.do(ctx, key, func(tx *db.Tx, now time.Time) error {
		one := s.IDs.New()
		_, err := tx.Exec(ctx, `
			INSERT INTO slips_split (id, year, payer_id, child_id, household_id, state, asked_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, one, year, string(who), string(child), household, string(Asked), now)
		if db.IsDuplicate(err) {
			return fault.New(fault.Conflict, "Ce partage est déjà demandé.")
		}
		if err != nil {
			return fmt.Errorf("ask for a split: %w", err)
		}
		for _, adult := range partners[i].Adults {
			if err := s.tellSplit(ctx, tx, "slips/split/"+one+"/"+string(adult.ID), adult.ID, who, child, year, Asked); err != nil {
				return err
			}
		}
		return s.recordSplit(ctx, tx, by, now, who, Asked)
	})
}

// AnswerSplit has an adult of the household that was asked agree or not.
func (s *Service) AnswerSplit(ctx context.Context, by session.Viewer, which string, accept bool, key forms.Key) error {
	who, err := citizen(by)
	if err != nil {
		return err
	}
	p, err := splitByID(ctx, s.DB, which)
	if err != nil {
		return err
	}
	asked, err := s.wasAsked(ctx, p, who)
	if err != nil {
		return err
	}
	if !asked {
		return absent()
	}
	return s.do(ctx, key, func(tx *db.Tx, now time.Time) error {
		to := Refused
		if accept {
			to = Accepted
		}
		n, err := tx.Exec(ctx, `
			UPDATE slips_split
			SET    state = $1, other_id = $2, answered_at = $3
			WHERE  id = $4 AND state = 'asked'`, string(to), string(who), now, p.ID)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "Quelqu’un a déjà répondu, ou la demande a été retirée.")
		}
		if err != nil {
			return err
		}
		if err := s.tellSplit(ctx, tx, "slips/split/"+p.ID+"/answer", p.Payer, who, p.Child, p.Year, to); err != nil {
			return err
		}
		return s.recordSplit(ctx, tx, by, now, p.Payer, to)
	})
}

// EndSplit has one of the two take the agreement back, or the payer the request.
func (s *Service) EndSplit(ctx context.Context, by session.Viewer, which string, key forms.Key) error {
	who, err := citizen(by)
	if err != nil {
		return err
	}
	return s.do(ctx, key, func(tx *db.Tx, now time.Time) error {
		p, err := splitByID(ctx, tx, which)
		if err != nil {
			return err
		}
		other := p.Payer
		switch who {
		case p.Payer:
			other = p.Other
		case p.Other:
		default:
			return absent()
		}
		n, err := tx.Exec(ctx, `
			UPDATE slips_split
			SET    state = 'ended', answered_at = $1
			WHERE  id = $2 AND state IN ('asked', 'accepted')`, now, p.ID)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "Ce partage est déjà terminé.")
		}
		if err != nil {
			return err
		}
		if p.State == Accepted {
			if err := s.tellSplit(ctx, tx, "slips/split/"+p.ID+"/end", other, who, p.Child, p.Year, Ended); err != nil {
				return err
			}
		}
		return s.recordSplit(ctx, tx, by, now, p.Payer, Ended)
	})
}

// wasAsked tells whether somebody is among the adults who were asked.
func (s *Service) wasAsked(ctx context.Context, p Split, who people.ID) (bool, error) {
	partners, err := s.Partners(ctx, p.Payer, p.Child)
	return slices.ContainsFunc(partners, func(one Partner) bool {
		return one.Household == p.Household && slices.ContainsFunc(one.Adults, func(a people.Person) bool { return a.ID == who })
	}), err
}

func splitByID(ctx context.Context, q db.Querier, which string) (Split, error) {
	found, err := splitsWhere(ctx, q, "id = $1", which)
	if err == nil && len(found) == 0 {
		err = absent()
	}
	if err != nil {
		return Split{}, err
	}
	return found[0], nil
}

func absent() error {
	return fault.New(fault.NotFound, "Ce relevé n’existe pas, ou n’est pas à vous.")
}

func (s *Service) recordSplit(ctx context.Context, tx *db.Tx, by session.Viewer, now time.Time, payer people.ID, to SplitState) error {
	return s.record(ctx, tx, by, now, journal.Entry{Person: string(payer), Action: SplitChanged, Object: "loisirs/releves", Detail: string(to)})
}

func (s *Service) tellSplit(ctx context.Context, tx *db.Tx, key string, to, from, child people.ID, year int, state SplitState) error {
	name, family, err := people.Names(ctx, tx, from)
	if err != nil {
		return err
	}
	given, _, err := people.Names(ctx, tx, child)
	if err != nil {
		return err
	}
	asker := people.Person{GivenName: name, FamilyName: family}.Name()
	return s.tell(ctx, tx, alerts.Notice{Key: key, Person: to, Words: func(ctx context.Context) (string, string) {
		switch state {
		case Asked:
			return i18n.T(ctx, "Partager les frais de garde de %s?", given), i18n.T(ctx, "%[1]s propose de partager en deux le relevé 24 de %[2]d de %[3]s. Rien ne change sans votre accord.", asker, year, given)
		case Accepted:
			return i18n.T(ctx, "Partage accepté pour %s", given), i18n.T(ctx, "Le relevé 24 de %[1]d de %[2]s sera partagé en deux.", year, given)
		case Refused:
			return i18n.T(ctx, "Partage refusé pour %s", given), i18n.T(ctx, "Le relevé 24 de %[1]d de %[2]s reste entier à votre nom.", year, given)
		}
		return i18n.T(ctx, "Partage terminé pour %s", given), i18n.T(ctx, "Le relevé 24 de %[1]d de %[2]s n’est plus partagé.", year, given)
	}})
}
