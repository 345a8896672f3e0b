package requests

import (
	"context"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/session"
)

// Assign gives a request to a member of the staff, or to nobody when account is empty.
func (s *Service) Assign(ctx context.Context, v session.Viewer, n Number, account string, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		name := ""
		if account != "" {
			name = s.staffName(account, nameIf(account == v.Account, v.FullName))
		}
		return c.add(c.request.Assign(c.act, account, name))
	})
}

func nameIf(isViewer bool, name string) string {
	if isViewer {
		return name
	}
	return ""
}

// Transfer hands a request over to another department.
func (s *Service) Transfer(ctx context.Context, v session.Viewer, n Number, department, reason string, key forms.Key) error {
	if !s.hasDepartment(department) {
		return invalid(fault.Field{Name: "department", Message: "Choisissez un service de la liste."})
	}
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		return c.add(c.request.Transfer(c.act, department, reason))
	})
}

func (s *Service) hasDepartment(code string) bool {
	for _, d := range s.Departments() {
		if d.Code == code {
			return true
		}
	}
	return false
}

// Note keeps something for the staff, or for the department alone when restricted.
func (s *Service) Note(ctx context.Context, v session.Viewer, n Number, note string, restricted bool, uploads []files.File, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		if err := c.add(c.request.Note(c.act, note, restricted)); err != nil {
			return err
		}
		eyes := ForStaff
		if restricted {
			eyes = ForDepartment
		}
		c.attach(uploads, eyes)
		return nil
	})
}

// Reply answers the citizen.
func (s *Service) Reply(ctx context.Context, v session.Viewer, n Number, reply string, uploads []files.File, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		if err := c.add(c.request.Reply(c.act, reply)); err != nil {
			return err
		}
		c.attach(uploads, ForCitizen)
		return nil
	})
}

// Ask asks the citizen for something; the clock stops until the answer.
func (s *Service) Ask(ctx context.Context, v session.Viewer, n Number, question string, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		return c.add(c.request.Ask(c.act, question))
	})
}

// Plan says on which day the work is done. A day after the promise moves it, and the
// citizen hears of both.
func (s *Service) Plan(ctx context.Context, v session.Viewer, n Number, day, explanation string, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(ctx context.Context, c *change) error {
		if err := c.unpause(); err != nil {
			return err
		}
		if err := c.add(c.request.Plan(c.act, day, explanation)); err != nil {
			return err
		}
		date, err := ParseDay(day)
		if err != nil {
			return fmt.Errorf("plan %s: %w", n, err)
		}
		end := c.act.Calendar.Close(date)
		if !end.After(c.request.PromisedAt) {
			return nil
		}
		if explanation == "" {
			return invalid(fault.Field{Name: "text", Message: "Cette date est après la date promise. Écrivez pourquoi : la personne le lira."})
		}
		return c.add(c.request.MovePromise(c.act, end, explanation))
	})
}

// unpause takes up a request that waits for the citizen, before something else is decided.
func (c *change) unpause() error {
	if c.request.State != WaitingCitizen {
		return nil
	}
	return c.add(c.request.Resume(c.act, ""))
}

// AwaitThirdParty says who outside the city owes something, and when the citizen hears of
// it again.
func (s *Service) AwaitThirdParty(ctx context.Context, v session.Viewer, n Number, who, until string, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		if err := c.unpause(); err != nil {
			return err
		}
		return c.add(c.request.AwaitThirdParty(c.act, who, until))
	})
}

// Resume takes the work up again.
func (s *Service) Resume(ctx context.Context, v session.Viewer, n Number, explanation string, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		return c.add(c.request.Resume(c.act, explanation))
	})
}

// MovePromise promises the closing of another day, for a reason that the citizen reads.
func (s *Service) MovePromise(ctx context.Context, v session.Viewer, n Number, day, reason string, key forms.Key) error {
	date, err := ParseDay(day)
	if err != nil {
		return invalid(fault.Field{Name: "date", Message: "Entrez une date, par exemple 2026-09-11."})
	}
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		return c.add(c.request.MovePromise(c.act, c.act.Calendar.Close(date), reason))
	})
}

// Resolve says how a request was settled, with pictures if there are any.
func (s *Service) Resolve(ctx context.Context, v session.Viewer, n Number, outcome, sentence string, uploads []files.File, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		if err := c.add(c.request.Resolve(c.act, outcome, sentence)); err != nil {
			return err
		}
		c.attach(uploads, ForCitizen)
		return nil
	})
}

// Close ends a settled request before the time to contest is over; it can still be contested.
func (s *Service) Close(ctx context.Context, v session.Viewer, n Number, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		return c.add(c.request.Close(c.act))
	})
}

// OutOfJurisdiction says who else takes care of it.
func (s *Service) OutOfJurisdiction(ctx context.Context, v session.Viewer, n Number, who, phone string, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		return c.add(c.request.OutOfJurisdiction(c.act, who, phone))
	})
}

// Reject says no, and why.
func (s *Service) Reject(ctx context.Context, v session.Viewer, n Number, reason string, key forms.Key) error {
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		return c.add(c.request.Reject(c.act, reason))
	})
}

// Reopen takes an ended request up again, with a new promise when the old one is short.
func (s *Service) Reopen(ctx context.Context, v session.Viewer, n Number, reason string, key forms.Key) error {
	return s.change(ctx, v, n, key, mergers, func(_ context.Context, c *change) error {
		if err := c.add(c.request.Reopen(c.act, reason)); err != nil {
			return err
		}
		return c.renew()
	})
}

// renew gives a request taken up again the time that a new one has.
func (c *change) renew() error {
	act := c.act
	act.By = System
	promise := c.request.Renewed(act)
	if promise.Equal(c.request.PromisedAt) {
		return nil
	}
	return c.add(c.request.MovePromise(act, promise, ""))
}

// Attach adds files to a request, for some eyes.
func (s *Service) Attach(ctx context.Context, v session.Viewer, n Number, about string, uploads []files.File, eyes Visibility, key forms.Key) error {
	if len(uploads) == 0 {
		return invalid(fault.Field{Name: "files", Message: "Choisissez un fichier à ajouter."})
	}
	return s.change(ctx, v, n, key, workers, func(_ context.Context, c *change) error {
		if err := c.add(c.request.Attach(c.act, about, eyes)); err != nil {
			return err
		}
		c.attach(uploads, eyes)
		return nil
	})
}

// MarkDuplicate says that a request is about the same thing as another. Whoever reported
// or follows it follows the other, and so do the duplicates it had.
func (s *Service) MarkDuplicate(ctx context.Context, v session.Viewer, n, of Number, key forms.Key) error {
	return s.change(ctx, v, n, key, mergers, func(ctx context.Context, c *change) error {
		original, err := requestByNumber(ctx, c.tx, of)
		if fault.KindOf(err) == fault.NotFound {
			return invalid(fault.Field{Name: "of", Message: "Nous ne trouvons pas ce numéro. Vérifiez-le."})
		}
		if err != nil {
			return err
		}
		if err := c.add(c.request.MarkDuplicate(c.act, &original)); err != nil {
			return err
		}
		if err := joinFollowers(ctx, c.tx, *c.request, original.ID, c.act.At); err != nil {
			return fmt.Errorf("have %s followed by those of %s: %w", of, n, err)
		}
		return s.perform(ctx, c.tx, v, c.act.By, original, func(_ context.Context, other *change) error {
			return other.add(other.request.Join(other.act, n))
		})
	})
}

// joinFollowers has everybody concerned by a duplicate follow the original.
func joinFollowers(ctx context.Context, tx *db.Tx, duplicate Request, original ID, at time.Time) error {
	if err := tx.Send(ctx, `
		INSERT INTO requests_follower (request_id, person_id, since)
		SELECT o.id, f.person_id, f.since
		FROM   requests_follower f
		JOIN   requests_request o ON o.id = $1
		WHERE  f.request_id = $2 AND f.person_id <> COALESCE(o.reported_by, '')
		ON CONFLICT DO NOTHING`, string(original), string(duplicate.ID)); err != nil {
		return err
	}
	if err := tx.Send(ctx, `
		UPDATE requests_request
		SET    duplicate_of = $1
		WHERE  duplicate_of = $2`, string(original), string(duplicate.ID)); err != nil {
		return err
	}
	if person := duplicate.concerned(); person != "" {
		return addFollower(ctx, tx, original, string(person), at)
	}
	return nil
}

func addFollower(ctx context.Context, tx *db.Tx, request ID, person string, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO requests_follower (request_id, person_id, since)
		VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, string(request), person, at)
	return err
}
