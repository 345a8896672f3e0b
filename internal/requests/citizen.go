package requests

import (
	"context"
	"fmt"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/session"
)

// Message is what a citizen writes to the city about their request. It is the answer when
// something was asked.
func (s *Service) Message(ctx context.Context, v session.Viewer, n Number, message string, uploads []files.File, key forms.Key) error {
	return s.change(ctx, v, n, key, owners, func(ctx context.Context, c *change) error {
		if message == "" && len(uploads) > 0 {
			message = i18n.T(ctx, "Voici un fichier.")
		}
		if err := c.add(c.request.CitizenMessage(c.act, message)); err != nil {
			return err
		}
		c.attach(uploads, ForCitizen)
		return nil
	})
}

// Contest says that it is not settled. Somebody else takes it up, with a new promise.
func (s *Service) Contest(ctx context.Context, v session.Viewer, n Number, why string, key forms.Key) error {
	return s.change(ctx, v, n, key, ownersOrWorkers, func(_ context.Context, c *change) error {
		if err := c.add(c.request.Contest(c.act, why)); err != nil {
			return err
		}
		return c.renew()
	})
}

// Cancel gives a request up.
func (s *Service) Cancel(ctx context.Context, v session.Viewer, n Number, reason string, key forms.Key) error {
	return s.change(ctx, v, n, key, ownersOrWorkers, func(_ context.Context, c *change) error {
		return c.add(c.request.Cancel(c.act, reason))
	})
}

// Rate is what a citizen thinks of how their request was settled, from 1 to 5.
func (s *Service) Rate(ctx context.Context, v session.Viewer, n Number, stars int, comment string, key forms.Key) error {
	return s.change(ctx, v, n, key, owners, func(_ context.Context, c *change) error {
		return c.add(c.request.Rate(c.act, stars, comment))
	})
}

// Follow has a citizen hear of a problem that somebody else reported. Only what lies in
// the public space can be followed; a duplicate is followed where it leads.
func (s *Service) Follow(ctx context.Context, v session.Viewer, n Number) error {
	if v.Person == "" {
		return fault.New(fault.SignIn, "Entrez dans votre dossier pour suivre une demande.")
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := s.followable(ctx, tx, n)
		if err != nil {
			return err
		}
		if r.ReportedBy == people.ID(v.Person) {
			return nil
		}
		if err := addFollower(ctx, tx, r.ID, v.Person, s.Clock.Now()); err != nil {
			return fmt.Errorf("follow %s: %w", n, err)
		}
		return nil
	})
}

func (s *Service) followable(ctx context.Context, q db.Querier, n Number) (Request, error) {
	r, err := requestByNumber(ctx, q, n)
	if err != nil {
		return Request{}, err
	}
	if r.DuplicateOf != "" {
		if r, err = requestByID(ctx, q, r.DuplicateOf); err != nil {
			return Request{}, err
		}
	}
	t, err := s.TypeOf(ctx, r)
	if err != nil {
		return Request{}, err
	}
	if !t.NeedsPlace || !r.State.Open() {
		return Request{}, notFound()
	}
	return r, nil
}

// Unfollow ends it. Whoever does not follow is told nothing.
func (s *Service) Unfollow(ctx context.Context, v session.Viewer, n Number) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := requestByNumber(ctx, tx, n)
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			DELETE FROM requests_follower
			WHERE  request_id = $1 AND person_id = $2`, string(r.ID), v.Person)
		return err
	})
}
