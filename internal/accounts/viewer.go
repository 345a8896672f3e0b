package accounts

import (
	"context"

	"sem/internal/people"
	"sem/internal/session"
)

// Seen is who stands behind a session, and how they see pages.
type Seen struct {
	Viewer session.Viewer
	Prefs  Prefs
	Faint  bool // Faint sessions are remembered ones past their hours: they open pages of low risk only.
}

// Viewer tells who stands behind the secret of a session: three readings by key, nothing
// remembered, so that an ended session, a changed role or a closed account counts at the
// next request on every node. NotFound when nobody does.
func (s *Service) Viewer(ctx context.Context, secret string) (Seen, error) {
	open, err := s.Sessions.Find(ctx, secret)
	if err != nil {
		return Seen{}, err
	}
	a, err := byID(ctx, s.DB, ID(open.Account))
	if err != nil {
		return Seen{}, err
	}
	now, idle := s.Clock.Now(), session.CitizenIdle
	if a.Staff() {
		idle = session.StaffIdle
	}
	isFresh := open.Fresh(now, idle)
	if a.State != Active || !isFresh && !open.Kept(now) {
		return Seen{}, errNoAccount
	}
	seen := Seen{Prefs: a.Prefs, Faint: !isFresh, Viewer: session.Viewer{
		Session: open.ID, Account: string(a.ID), Person: string(a.Person), Name: a.StaffName, FullName: a.StaffName,
		Role: a.Role, Departments: a.Departments, Reassured: open.ReassuredAt,
		Sensitive: isFresh && !open.SensitiveAt.IsZero(),
	}}
	if a.Person != "" {
		given, family, err := people.Names(ctx, s.DB, a.Person)
		if err != nil {
			return Seen{}, err
		}
		seen.Viewer.Name, seen.Viewer.FullName = given, people.Person{GivenName: given, FamilyName: family}.Name()
	}
	if isFresh {
		s.touch(ctx, open)
	}
	return seen, nil
}

// touch writes down that a session is in use. Should the disk be full, the page is shown
// all the same: the worst is a session that ends a little early.
func (s *Service) touch(ctx context.Context, open session.Session) {
	_ = s.Sessions.Touch(ctx, open)
}
