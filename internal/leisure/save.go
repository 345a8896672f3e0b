package leisure

import (
	"cmp"
	"context"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/session"
)

// SaveSession enters or changes a session; its faults name the fields code, nom, debut, fin,
// ages, fenetres, famille. A new one has no ID.
func (s *Service) SaveSession(ctx context.Context, by session.Viewer, one Session, sent Sent) (SessionID, error) {
	if err := mayManage(by); err != nil {
		return "", err
	}
	one = one.cleaned()
	p := s.Program()
	problems := one.problems()
	if same, known := p.SessionByCode(one.Code); known && same.ID != one.ID {
		problems.Add("code", "Une autre session a déjà ce code. Choisissez-en un autre.")
	}
	if _, known := p.Session(one.ID); one.ID != "" && !known {
		return "", errGone
	}
	detail := "session"
	if one.ID == "" {
		one.ID, detail = SessionID(s.IDs.New()), "session added"
	}
	id, err := s.run(ctx, deed{by, sent.Key, string(one.ID), "session " + one.Code, detail}, func(tx *db.Tx) error {
		if err := problems.Err(); err != nil {
			return err
		}
		if err := unchanged(ctx, tx, sent.Seen, one.ID, sessionOf, touchedSession); err != nil {
			return err
		}
		return putSession(ctx, tx, one, s.Clock.Now())
	})
	return SessionID(id), err
}

// SaveActivity enters or changes an activity; its faults name the fields seance, code, titre,
// politique, prealables, formulaires, fenetres.
func (s *Service) SaveActivity(ctx context.Context, by session.Viewer, one Activity, sent Sent) (ActivityID, error) {
	if err := mayManage(by); err != nil {
		return "", err
	}
	one = one.cleaned()
	p := s.Program()
	problems := one.problems()
	before, known := p.Activity(one.ID)
	switch {
	case one.ID != "" && !known:
		return "", errGone
	case known && before.Session != one.Session:
		problems.Add("seance", "Une activité ne change pas de session. Copiez-la plutôt.")
	}
	if _, known := p.Session(one.Session); !known {
		problems.Add("seance", "Choisissez la session de l’activité.")
	}
	if same, known := p.ActivityByCode(one.Session, one.Code); known && same.ID != one.ID {
		problems.Add("code", "Une autre activité de la session a déjà ce code. Choisissez-en un autre.")
	}
	if _, known := p.Policy(one.Policy); one.Policy != "" && !known {
		problems.Add("politique", "Choisissez une politique de remboursement de la liste.")
	}
	detail := "activity"
	if one.ID == "" {
		one.ID, detail = ActivityID(s.IDs.New()), "activity added"
	}
	id, err := s.run(ctx, deed{by, sent.Key, string(one.ID), "activity " + one.Code, detail}, func(tx *db.Tx) error {
		if err := problems.Err(); err != nil {
			return err
		}
		if err := unchanged(ctx, tx, sent.Seen, one.ID, activityOf, touchedActivity); err != nil {
			return err
		}
		return putActivity(ctx, tx, one, s.Clock.Now())
	})
	return ActivityID(id), err
}

// CheckGroup says what is wrong with a group before it is saved.
func (s *Service) CheckGroup(one Group) error {
	p := s.Program()
	problems := one.problems()
	if _, known := p.Activity(one.Activity); !known {
		problems.Add("activite", "Choisissez l’activité du groupe.")
	}
	if same, known := p.GroupByCode(one.Session, one.Code); known && same.ID != one.ID {
		problems.Add("code", "Un autre groupe de la session a déjà ce code. Choisissez-en un autre.")
	}
	if _, known := p.Site(one.Site); one.Site != "" && !known {
		problems.Add("lieu", "Choisissez un lieu de la liste.")
	}
	return problems.Err()
}

// SaveGroup enters or changes a group and plans its classes anew: those that somebody moved,
// cancelled or added stay, and so do those that are past. The groups of its quota get its
// Places, Counter and WebShareUntil. Its faults name the fields activite, code, lieu, age_min,
// age_max, places, minimum, guichet, prix, options, horaire, debut, fin, fenetres.
func (s *Service) SaveGroup(ctx context.Context, by session.Viewer, one Group, sent Sent) (GroupID, error) {
	if err := mayManage(by); err != nil {
		return "", err
	}
	one = one.cleaned()
	p := s.Program()
	if a, known := p.Activity(one.Activity); known {
		one.Session = a.Session
	}
	before, known := p.Group(one.ID)
	if one.ID != "" && !known {
		return "", errGone
	}
	if known && before.Session != one.Session {
		return "", fault.New(fault.Conflict, "Un groupe ne change pas de session.")
	}
	wrong := s.CheckGroup(one)
	detail := "group"
	if one.ID == "" {
		one.ID, detail = GroupID(s.IDs.New()), "group added"
	}
	id, err := s.run(ctx, deed{by, sent.Key, string(one.ID), "group " + one.Code, detail}, func(tx *db.Tx) error {
		if wrong != nil {
			return wrong
		}
		if err := unchanged(ctx, tx, sent.Seen, one.ID, groupOf, touchedGroup); err != nil {
			return err
		}
		return s.putGroupTx(ctx, tx, one)
	})
	return GroupID(id), err
}

// putGroupTx writes a group whole: whether it is cancelled, and its sequence, are as the
// registers have them.
func (s *Service) putGroupTx(ctx context.Context, tx *db.Tx, one Group) error {
	now := s.Clock.Now()
	before, known, err := groupOf(ctx, tx, one.ID)
	if err != nil {
		return err
	}
	one.Cancelled, one.Reason, one.Sequence = before.Cancelled, before.Reason, before.Sequence
	if known && !sameGroup(before, one) {
		one.Sequence++
	}
	if err := putGroup(ctx, tx, one, now); err != nil {
		return err
	}
	if err := s.shareTx(ctx, tx, one); err != nil {
		return err
	}
	return s.replan(ctx, tx, one, !known)
}

// shareTx gives the groups of a quota what they share.
func (s *Service) shareTx(ctx context.Context, tx *db.Tx, one Group) error {
	if one.Quota == "" {
		return nil
	}
	sharing, err := groupsOfQuota(ctx, tx, one.Session, one.Quota)
	if err != nil {
		return err
	}
	for _, g := range sharing {
		if g.ID == one.ID || g.Places == one.Places && g.Counter == one.Counter && g.WebShareUntil.Equal(one.WebShareUntil) {
			continue
		}
		g.Places, g.Counter, g.WebShareUntil = one.Places, one.Counter, one.WebShareUntil
		if err := putGroup(ctx, tx, g, s.Clock.Now()); err != nil {
			return err
		}
	}
	return nil
}

// sameGroup tells whether two groups are written alike.
func sameGroup(a, b Group) bool {
	return a.Code == b.Code && a.Activity == b.Activity && a.Site == b.Site && a.Places == b.Places && a.Quota == b.Quota &&
		a.From == b.From && a.To == b.To && a.body() == b.body()
}

// SaveSite enters or changes a site; its faults name the fields code, nom, adresse. A site
// without a point gets the one of its address.
func (s *Service) SaveSite(ctx context.Context, by session.Viewer, one Site, sent Sent) (SiteID, error) {
	if err := mayManage(by); err != nil {
		return "", err
	}
	one = one.cleaned()
	p := s.Program()
	problems := one.problems()
	for _, other := range p.Sites() {
		if other.Code == one.Code && other.ID != one.ID {
			problems.Add("code", "Un autre lieu a déjà ce code. Choisissez-en un autre.")
		}
	}
	if _, known := p.Site(one.ID); one.ID != "" && !known {
		return "", errGone
	}
	one = s.located(ctx, one)
	detail := "site"
	if one.ID == "" {
		one.ID, detail = SiteID(s.IDs.New()), "site added"
	}
	id, err := s.run(ctx, deed{by, sent.Key, string(one.ID), "site " + one.Code, detail}, func(tx *db.Tx) error {
		if err := problems.Err(); err != nil {
			return err
		}
		if err := unchanged(ctx, tx, sent.Seen, one.ID, siteOf, touchedSite); err != nil {
			return err
		}
		return putSite(ctx, tx, one, s.Clock.Now())
	})
	return SiteID(id), err
}

// located finds the address of a site by its line, and its point by its address.
func (s *Service) located(ctx context.Context, one Site) Site {
	if s.Places == nil || one.Line == "" && one.Address == "" {
		return one
	}
	line, _, _ := strings.Cut(one.Line, ",")
	if rest := strings.TrimPrefix(one.Line, line+", "); line != "" && strings.IndexFunc(line, isLetter) < 0 {
		street, _, _ := strings.Cut(rest, ",")
		line += " " + street // « 465, 64e Rue Est, Québec » has its comma after the number.
	}
	found, err := s.Places.Find(ctx, line, one.Address)
	if err != nil || !found.Known {
		return one
	}
	one.Address = found.Address.ID
	if one.Point.IsZero() {
		one.Point = found.Address.Point
	}
	return one
}

func isLetter(r rune) bool { return r < '0' || r > '9' }

// SavePolicy enters or changes a refund policy; its faults name the fields code, nom, etapes.
func (s *Service) SavePolicy(ctx context.Context, by session.Viewer, one Policy, sent Sent) error {
	one = one.cleaned()
	if err := cmp.Or(mayManage(by), one.problems().Err()); err != nil {
		return err
	}
	_, err := s.run(ctx, deed{by, sent.Key, one.Code, "refund policy " + one.Code, "refund policy"}, func(tx *db.Tx) error {
		if err := unchanged(ctx, tx, sent.Seen, one.Code, policyOf, touchedPolicy); err != nil {
			return err
		}
		return putPolicy(ctx, tx, one, s.Clock.Now())
	})
	return err
}

// Publish shows a session to everybody, or hides it.
func (s *Service) Publish(ctx context.Context, by session.Viewer, which SessionID, shown bool, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	one, known := s.Program().Session(which)
	if !known {
		return errGone
	}
	detail := "published"
	if !shown {
		detail = "hidden"
	}
	_, err := s.run(ctx, deed{by, key, string(which), "session " + one.Code, detail}, func(tx *db.Tx) error {
		now, known, err := sessionOf(ctx, tx, which)
		if err != nil {
			return err
		}
		if !known {
			return errGone
		}
		now.Published = shown
		return putSession(ctx, tx, now, s.Clock.Now())
	})
	return err
}

var errGone = fault.New(fault.NotFound, "Cet élément du programme n’existe plus. Revenez au programme.")

func codeOf(s string) bool {
	return s != "" && len(s) <= 40 && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
	}) < 0
}
