package property

import (
	"context"
	"fmt"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/text"
)

// Holder is somebody who holds or held a property, as the staff sees them.
type Holder struct {
	Holding
	Name string
}

// Holders are those who hold or held a property, the present ones first. Only the staff that
// works on properties asks, and the look is written down in the file of each of them.
func (s *Service) Holders(ctx context.Context, by session.Viewer, property places.PropertyID, reason string) ([]Holder, error) {
	if err := mayWork(by); err != nil {
		return nil, err
	}
	if reason == "" {
		return nil, fault.New(fault.Invalid, "Dites pourquoi vous regardez à qui est cette propriété. Ces personnes pourront le lire.")
	}
	var w db.Where
	w.And("unit_id = ?", property)
	held, err := s.holdings(ctx, w, presentFirst)
	if err != nil {
		return nil, err
	}
	var ids []people.ID
	for _, h := range held {
		ids = append(ids, h.Person)
	}
	known, err := s.People.Persons(ctx, ids)
	if err != nil {
		return nil, err
	}
	var holders []Holder
	for _, h := range held {
		if err := s.Journal.Viewed(ctx, by, string(h.Person), h.Matricule.String(), reason); err != nil {
			return nil, err
		}
		holders = append(holders, Holder{h, known[h.Person].Name()})
	}
	return holders, nil
}

// LinkAtCounter ties a person to a property whose papers the staff has seen.
func (s *Service) LinkAtCounter(ctx context.Context, by session.Viewer, property places.PropertyID, person people.ID, role Role, papers string, key forms.Key) (Holding, error) {
	if err := mayWork(by); err != nil {
		return Holding{}, err
	}
	var wrong fault.Problems
	papers = text.Clip(text.SafeLine(papers), 200)
	if papers == "" {
		wrong.Add("preuve", "Écrivez quels papiers vous avez vus, par exemple : acte de vente et permis de conduire.")
	}
	if role != Owner && role != Tenant {
		wrong.Add("role", "Choisissez propriétaire ou locataire.")
	}
	if _, err := s.People.Person(ctx, person); err != nil {
		if fault.KindOf(err) != fault.NotFound {
			return Holding{}, err
		}
		wrong.Add("personne", "Choisissez une personne inscrite. Ouvrez son dossier d’abord si elle n’y est pas.")
	}
	if err := wrong.Err(); err != nil {
		return Holding{}, err
	}
	return s.tie(ctx, by, tie{property: property, person: person, role: role, proof: AtCounter, papers: papers}, key)
}

// Unlink ends a holding of the viewer's own, at their wish.
func (s *Service) Unlink(ctx context.Context, by session.Viewer, holding string, key forms.Key) error {
	return s.end(ctx, by, ending{holding: holding, why: AtRequest}, key)
}

// Sale is what the staff saw that ends a holding.
type Sale struct {
	Holding string
	Day     string // Day is the day of the deed, 2026-09-11; none when the link was a mistake.
	Mistake bool
}

// UnlinkOnSale ends somebody's holding because the property was sold, or because the link was a
// mistake. The history stays; that person is told, and the other owners hear nothing.
func (s *Service) UnlinkOnSale(ctx context.Context, by session.Viewer, sale Sale, key forms.Key) error {
	if err := mayWork(by); err != nil {
		return err
	}
	e := ending{holding: sale.Holding, why: Mistake}
	if !sale.Mistake {
		e.why, e.day = Sold, sale.Day
		day, err := time.ParseInLocation(time.DateOnly, sale.Day, clock.Montreal)
		if err != nil || day.After(s.Clock.Now()) {
			var wrong fault.Problems
			wrong.Add("vente", "Écrivez le jour de l’acte de vente. Il doit être passé, par exemple 11 9 2026.")
			return wrong.Err()
		}
	}
	return s.end(ctx, by, e, key)
}

// ending is a holding about to end.
type ending struct {
	holding string
	why     Ended
	day     string
}

func (s *Service) end(ctx context.Context, by session.Viewer, e ending, key forms.Key) error {
	h, err := s.holding(ctx, e.holding)
	if err != nil {
		return err
	}
	if e.why == AtRequest && (by.Person == "" || string(h.Person) != by.Person) {
		return errNotYours()
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		if earlier, err := forms.Claim(ctx, tx, key, h.ID, now); err != nil || earlier != "" {
			return err
		}
		n, err := tx.Exec(ctx, `
			UPDATE property_holding
			SET    until = $1, ended = $2, ended_day = $3
			WHERE  id = $4 AND until IS NULL`, now, string(e.why), e.day, h.ID)
		if err != nil {
			return fmt.Errorf("end holding %s: %w", h.ID, err)
		}
		if n == 0 {
			return nil // It has ended already.
		}
		if err := s.record(ctx, tx, by, journal.PropertyUnlinked, h, string(e.why)); err != nil || e.why == AtRequest {
			return err
		}
		return s.raise(ctx, tx, h, "unlinked", func(ctx context.Context) (string, string) {
			body := i18n.T(ctx, "La Ville a vu l’acte de vente. La fiche publique reste ouverte à tous; le compte de taxes ne s’ouvre plus dans votre dossier.\n\nC’est une erreur? Appelez-nous.")
			if e.why == Mistake {
				body = i18n.T(ctx, "Ce lien était une erreur de notre part. Le compte de taxes ne s’ouvre plus dans votre dossier.\n\nVous n’êtes pas d’accord? Appelez-nous.")
			}
			return i18n.T(ctx, "Cette propriété n’est plus liée à votre dossier : %s", h.Line), body
		})
	})
}
