package leisure

import (
	"context"
	"slices"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/session"
)

// Kind is what a thing of the program is.
type Kind string

// The kinds of things.
const (
	KindSession  Kind = "session"
	KindActivity Kind = "activity"
	KindGroup    Kind = "group"
	KindSite     Kind = "site"
	KindPolicy   Kind = "refund policy"
)

// Thing names a thing of the program: by its identifier, a policy by its code.
type Thing struct {
	Kind Kind
	ID   string
}

// MayDelete says why a thing cannot be deleted, and what can be done instead; nil when it can:
// nothing is deleted that another thing names, or that somebody's file does.
func (s *Service) MayDelete(ctx context.Context, by session.Viewer, what Thing) error {
	if err := mayManage(by); err != nil {
		return err
	}
	_, err := s.deletable(ctx, s.DB, what)
	return err
}

// Delete takes a thing away for good, a group with its classes. What MayDelete refuses is
// refused here again, in the transaction.
func (s *Service) Delete(ctx context.Context, by session.Viewer, what Thing, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	d := deed{by, key, what.ID, string(what.Kind) + " " + s.codeOf(what), string(what.Kind) + " deleted"}
	_, err := s.run(ctx, d, func(tx *db.Tx) error {
		remove, err := s.deletable(ctx, tx, what)
		if err != nil {
			return err
		}
		for _, sql := range remove {
			if err := tx.Send(ctx, sql, what.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// codeOf is the code by which the journal names a thing.
func (s *Service) codeOf(what Thing) string {
	p := s.Program()
	switch what.Kind {
	case KindSession:
		if one, known := p.Session(SessionID(what.ID)); known {
			return one.Code
		}
	case KindActivity:
		if one, known := p.Activity(ActivityID(what.ID)); known {
			return one.Code
		}
	case KindGroup:
		if one, known := p.Group(GroupID(what.ID)); known {
			return one.Code
		}
	case KindSite:
		if one, known := p.Site(SiteID(what.ID)); known {
			return one.Code
		}
	}
	return what.ID
}

// deletable is what deletes a thing, when nothing needs it.
func (s *Service) deletable(ctx context.Context, q db.Querier, what Thing) (remove []string, err error) {
	switch what.Kind {
	case KindSession:
		return s.sessionDeletable(ctx, q, SessionID(what.ID))
	case KindActivity:
		return s.activityDeletable(ctx, q, ActivityID(what.ID))
	case KindGroup:
		return s.groupDeletable(ctx, q, GroupID(what.ID))
	case KindSite:
		return siteDeletable(ctx, q, SiteID(what.ID))
	case KindPolicy:
		return policyDeletable(ctx, q, what.ID)
	}
	return nil, errGone
}

func (s *Service) sessionDeletable(ctx context.Context, q db.Querier, which SessionID) ([]string, error) {
	one, known, err := sessionOf(ctx, q, which)
	if err != nil || !known {
		return nil, goneOr(err)
	}
	if one.Published {
		return nil, fault.New(fault.Conflict, "La session est publiée. Cachez-la d’abord.")
	}
	n, err := count(ctx, q, `SELECT COUNT(id) FROM leisure_activity WHERE session_id = $1`, string(which))
	if err == nil && n > 0 {
		err = fault.New(fault.Conflict, "La session a encore des activités. Supprimez-les d’abord, ou cachez la session.")
	}
	return []string{`DELETE FROM leisure_session WHERE id = $1`}, err
}

func (s *Service) activityDeletable(ctx context.Context, q db.Querier, which ActivityID) ([]string, error) {
	if _, known, err := activityOf(ctx, q, which); err != nil || !known {
		return nil, goneOr(err)
	}
	n, err := count(ctx, q, `SELECT COUNT(id) FROM leisure_group WHERE activity_id = $1`, string(which))
	if err != nil {
		return nil, err
	}
	if n > 0 {
		return nil, fault.New(fault.Conflict, "L’activité a encore des groupes. Supprimez-les d’abord, ou annulez-les si des personnes y ont eu une place.")
	}
	used, err := s.used(ctx, q, which, "")
	if err == nil && used {
		err = fault.New(fault.Conflict, "Un tirage nomme cette activité. Retirez-la du tirage d’abord.")
	}
	return []string{`DELETE FROM leisure_activity WHERE id = $1`}, err
}

func (s *Service) groupDeletable(ctx context.Context, q db.Querier, which GroupID) ([]string, error) {
	one, known, err := groupOf(ctx, q, which)
	if err != nil || !known {
		return nil, goneOr(err)
	}
	used, err := s.used(ctx, q, one.Activity, which)
	if left := s.Left(&one); len(s.Uses) == 0 && s.Seats != nil && left.Taken+left.Held+left.Waiting > 0 {
		used = true // With no room to ask, the places that are taken now say it.
	}
	if err == nil && used {
		err = fault.New(fault.Conflict, "Des personnes ont ou ont eu une place dans ce groupe, ou un tirage peut en donner : leurs dossiers le nomment. Annulez-le plutôt : tout est rendu, et les familles sont averties.")
	}
	return []string{`DELETE FROM leisure_occurrence WHERE group_id = $1`, `DELETE FROM leisure_group WHERE id = $1`}, err
}

func siteDeletable(ctx context.Context, q db.Querier, which SiteID) ([]string, error) {
	if _, known, err := siteOf(ctx, q, which); err != nil || !known {
		return nil, goneOr(err)
	}
	groups, err := count(ctx, q, `SELECT COUNT(id) FROM leisure_group WHERE site_id = $1`, string(which))
	if err != nil {
		return nil, err
	}
	classes, err := count(ctx, q, `SELECT COUNT(id) FROM leisure_occurrence WHERE site_id = $1`, string(which))
	if err == nil && groups+classes > 0 {
		err = fault.New(fault.Conflict, "Des groupes se réunissent à ce lieu, ou s’y sont réunis. Donnez-leur un autre lieu d’abord.")
	}
	return []string{`DELETE FROM leisure_site WHERE id = $1`}, err
}

func policyDeletable(ctx context.Context, q db.Querier, code string) ([]string, error) {
	if _, known, err := policyOf(ctx, q, code); err != nil || !known {
		return nil, goneOr(err)
	}
	activities, err := allActivities(ctx, q)
	if err == nil && slices.ContainsFunc(activities, func(a Activity) bool { return a.Policy == code }) {
		err = fault.New(fault.Conflict, "Des activités suivent cette politique. Donnez-leur une autre politique d’abord.")
	}
	return []string{`DELETE FROM leisure_policy WHERE code = $1`}, err
}

// used tells whether a room keeps what people did with a group or an activity.
func (s *Service) used(ctx context.Context, q db.Querier, a ActivityID, g GroupID) (bool, error) {
	for _, room := range s.Uses {
		if used, err := room.Used(ctx, q, a, g); err != nil || used {
			return used, err
		}
	}
	return false, nil
}

func count(ctx context.Context, q db.Querier, sql, of string) (n int, err error) {
	err = q.QueryRow(ctx, sql, of).Scan(&n)
	return n, err
}

// goneOr is what went wrong, or that the thing is gone.
func goneOr(err error) error {
	if err != nil {
		return err
	}
	return errGone
}
