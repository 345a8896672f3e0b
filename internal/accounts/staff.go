package accounts

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/text"
)

// Roles are the roles that can be granted, as lists show them.
var Roles = []session.Role{session.Agent, session.Works, session.Leisure, session.Communications, session.Moderator, session.Privacy, session.Administrator}

// Staff is a member of the staff.
type Staff struct {
	ID          ID
	Name        string
	Email       string
	Role        session.Role
	Departments []string
	State       State
}

// Short is the name as colleagues and citizens see it: "Martin G.".
func (m Staff) Short() string {
	words := strings.Fields(m.Name)
	if len(words) < 2 {
		return m.Name
	}
	return words[0] + " " + text.Initials(words[len(words)-1]) + "."
}

// staffList keeps the list of the staff for a minute, for the names on every page of the
// desk. Rights are never read from it.
type staffList struct {
	mu    sync.Mutex
	known []Staff
	at    time.Time
}

const staffKept = time.Minute

// Staff lists the members of the staff by name.
func (s *Service) Staff(ctx context.Context) ([]Staff, error) {
	s.staff.mu.Lock()
	defer s.staff.mu.Unlock()
	now := s.Clock.Now()
	if s.staff.known != nil && now.Sub(s.staff.at) < staffKept {
		return s.staff.known, nil
	}
	accounts, err := allStaff(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	known := make([]Staff, len(accounts))
	for i, a := range accounts {
		known[i] = Staff{a.ID, a.StaffName, a.StaffEmail, a.Role, a.Departments, a.State}
	}
	slices.SortStableFunc(known, func(a, b Staff) int { return strings.Compare(text.Fold(a.Name), text.Fold(b.Name)) })
	s.staff.known, s.staff.at = known, now
	return known, nil
}

// StaffName is the short name of a member of the staff, empty when the account is not one.
func (s *Service) StaffName(account string) string {
	known, err := s.Staff(context.Background())
	if err != nil {
		return ""
	}
	for _, m := range known {
		if string(m.ID) == account {
			return m.Short()
		}
	}
	return ""
}

// forgetStaff has the next reader read the list again.
func (s *Service) forgetStaff() {
	s.staff.mu.Lock()
	defer s.staff.mu.Unlock()
	s.staff.known = nil
}

// NewStaff is what is asked of a member of the staff who joins.
type NewStaff struct {
	Email, Name string
	Role        session.Role
	Departments []string // Departments are empty for all.
}

// inviteFor is how long an invitation to join the staff serves, and activateFor how long a
// letter or message that opens a citizen's account does.
const (
	inviteFor   = 72 * time.Hour
	activateFor = 30 * 24 * time.Hour
	firstFor    = 24 * time.Hour
)

func (n NewStaff) checked(ctx context.Context) (NewStaff, error) {
	var p fault.Problems
	n.Name = text.SafeLine(n.Name)
	if n.Name == "" {
		p.Add("nom", i18n.T(ctx, "Entrez le prénom et le nom de la personne."))
	}
	typed := n.Email
	if n.Email = people.NormaliseEmail(typed); n.Email == "" {
		p.Add("courriel", i18n.T(ctx, "Entrez une adresse de courriel complète, comme nom@exemple.com."))
	}
	if !slices.Contains(Roles, n.Role) {
		p.Add("role", i18n.T(ctx, "Choisissez le rôle de la personne."))
	}
	return n, p.Err()
}

// AddStaff invites somebody to join the staff: they choose their password and second factor
// by the link, which goes to their e-mail and to whoever invites. Without a signed-in
// administrator only the terminal of the machine calls it.
func (s *Service) AddStaff(ctx context.Context, by session.Viewer, n NewStaff) (link string, err error) {
	return s.AddStaffOnce(ctx, by, n, forms.Key{})
}

// AddStaffOnce is AddStaff for a form, which has its effect once; the link is then empty.
func (s *Service) AddStaffOnce(ctx context.Context, by session.Viewer, n NewStaff, key forms.Key) (link string, err error) {
	n, err = n.checked(ctx)
	if err != nil {
		return "", err
	}
	if by.SignedIn() {
		if err := s.mayManage(by); err != nil {
			return "", err
		}
	}
	secret, now := id.Secret(), s.Clock.Now()
	a := Account{ID: ID(s.IDs.New()), StaffEmail: n.Email, StaffName: n.Name, Role: n.Role, Departments: n.Departments, State: Pending, CreatedAt: now, UpdatedAt: now}
	link = s.City.Site + "/connexion/activer?jeton=" + secret
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, key, string(a.ID), now)
		if err != nil || earlier != "" {
			return err
		}
		inserted, err := insertAccount(ctx, tx, a)
		if err != nil {
			return err
		}
		if !inserted {
			var p fault.Problems
			p.Add("courriel", i18n.T(ctx, "Un compte du personnel a déjà ce courriel."))
			return p.Err()
		}
		if err := s.invite(ctx, tx, a.ID, secret, inviteFor); err != nil {
			return err
		}
		if err := s.recordBy(ctx, tx, by, a, StaffInvited, string(a.Role)); err != nil {
			return err
		}
		tx.AfterCommit(s.forgetStaff)
		return s.send(ctx, tx, letter{to: a.StaffEmail, name: a.StaffName, language: i18n.French}, staffInvitation(link))
	})
	return link, err
}

func (s *Service) invite(ctx context.Context, tx *db.Tx, account ID, secret string, kept time.Duration) error {
	now := s.Clock.Now()
	if err := voidTokens(ctx, tx, account, toInvite, now); err != nil {
		return err
	}
	return insertToken(ctx, tx, token{id: s.IDs.New(), digest: id.Digest(secret), purpose: toInvite, account: account, createdAt: now, expiresAt: now.Add(kept)})
}

// InviteAgain makes a new link for a member of the staff who has not joined yet, or who has
// lost both password and second factor: these are then to be chosen anew.
func (s *Service) InviteAgain(ctx context.Context, by session.Viewer, account ID) (link string, err error) {
	if err := s.mayManage(by); err != nil {
		return "", err
	}
	secret := id.Secret()
	link = s.City.Site + "/connexion/activer?jeton=" + secret
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := s.member(ctx, tx, account)
		if err != nil {
			return err
		}
		if ID(by.Account) == a.ID {
			return errOwnAccount
		}
		if err := setState(ctx, tx, a.ID, Pending, s.Clock.Now()); err != nil {
			return err
		}
		if err := setPassword(ctx, tx, a.ID, "", s.Clock.Now()); err != nil {
			return err
		}
		if err := s.noFactor(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := s.Sessions.EndAll(ctx, tx, string(a.ID), ""); err != nil {
			return err
		}
		if err := s.invite(ctx, tx, a.ID, secret, inviteFor); err != nil {
			return err
		}
		if err := s.recordBy(ctx, tx, by, a, StaffInvited, "again"); err != nil {
			return err
		}
		tx.AfterCommit(s.forgetStaff)
		return s.send(ctx, tx, letter{to: a.StaffEmail, name: a.StaffName, language: i18n.French}, staffInvitation(link))
	})
	return link, err
}

var errOwnAccount = fault.New(fault.Conflict, "Un autre administrateur doit changer votre propre compte.")

func (s *Service) mayManage(by session.Viewer) error {
	if !by.May(session.StaffManage) {
		return fault.New(fault.Forbidden, "Votre rôle ne permet pas de gérer le personnel.")
	}
	return by.Demand(s.Clock.Now())
}

func (s *Service) member(ctx context.Context, q db.Querier, account ID) (Account, error) {
	a, err := byID(ctx, q, account)
	if err == nil && !a.Staff() {
		err = errNoAccount
	}
	return a, err
}

// ChangeRole gives a member of the staff another role or other departments, and ends their
// sessions: what they may no longer do, they may no longer do now.
func (s *Service) ChangeRole(ctx context.Context, by session.Viewer, account ID, role session.Role, departments []string) error {
	if err := s.mayManage(by); err != nil {
		return err
	}
	if !slices.Contains(Roles, role) {
		var p fault.Problems
		p.Add("role", i18n.T(ctx, "Choisissez le rôle de la personne."))
		return p.Err()
	}
	return s.changeMember(ctx, by, account, RoleChanged, string(role), func(tx *db.Tx, a Account) error {
		return setRole(ctx, tx, a.ID, role, departments, s.Clock.Now())
	})
}

// Disable closes the account of a member of the staff at once.
func (s *Service) Disable(ctx context.Context, by session.Viewer, account ID) error {
	if err := s.mayManage(by); err != nil {
		return err
	}
	return s.changeMember(ctx, by, account, AccountDisabled, "", func(tx *db.Tx, a Account) error {
		if err := voidTokens(ctx, tx, a.ID, toInvite, s.Clock.Now()); err != nil {
			return err
		}
		return setState(ctx, tx, a.ID, Disabled, s.Clock.Now())
	})
}

// Enable opens again the account of a member of the staff.
func (s *Service) Enable(ctx context.Context, by session.Viewer, account ID) error {
	if err := s.mayManage(by); err != nil {
		return err
	}
	return s.changeMember(ctx, by, account, AccountEnabled, "", func(tx *db.Tx, a Account) error {
		if a.password == "" {
			return fault.New(fault.Conflict, "Cette personne n’a pas encore choisi de mot de passe. Invitez-la de nouveau.")
		}
		return setState(ctx, tx, a.ID, Active, s.Clock.Now())
	})
}

// changeMember changes a colleague's account and ends their sessions. Nobody changes their
// own, so that the last administrator stays.
func (s *Service) changeMember(ctx context.Context, by session.Viewer, account ID, kind DeedKind, detail string, change func(*db.Tx, Account) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := s.member(ctx, tx, account)
		if err != nil {
			return err
		}
		if a.ID == ID(by.Account) {
			return errOwnAccount
		}
		if err := change(tx, a); err != nil {
			return err
		}
		if err := s.Sessions.EndAll(ctx, tx, string(a.ID), ""); err != nil {
			return err
		}
		tx.AfterCommit(s.forgetStaff)
		return s.recordBy(ctx, tx, by, a, kind, detail)
	})
}

// FirstAdminToken makes the token by which the first administrator joins, for the terminal
// of the machine only; empty once there is a member of the staff. An earlier token dies.
func (s *Service) FirstAdminToken(ctx context.Context) (string, error) {
	secret := ""
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		secret = ""
		members, err := allStaff(ctx, tx)
		if err != nil || len(members) > 0 {
			return err
		}
		now := s.Clock.Now()
		if err := voidAll(ctx, tx, toFirst, now); err != nil {
			return err
		}
		secret = id.Secret()
		return insertToken(ctx, tx, token{id: s.IDs.New(), digest: id.Digest(secret), purpose: toFirst, createdAt: now, expiresAt: now.Add(firstFor)})
	})
	return secret, err
}

// MayBeFirst tells whether a first administrator's token serves.
func (s *Service) MayBeFirst(ctx context.Context, secret string) error {
	_, err := tokenByDigest(ctx, s.DB, toFirst, id.Digest(secret), s.Clock.Now())
	return db.NotFound(err, errLinkOver)
}

// BeFirst makes the first administrator, who then signs in and prepares a second factor.
func (s *Service) BeFirst(ctx context.Context, secret string, n NewStaff, password string, from From) error {
	if err := s.MayBeFirst(ctx, secret); err != nil {
		return err
	}
	n.Role, n.Departments = session.Administrator, nil
	n, err := n.checked(ctx)
	if err != nil {
		return err
	}
	if err := s.checkPassword(ctx, password, ShortestWithFactor, n.Name, n.Email); err != nil {
		return err
	}
	hash, err := s.Hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	a := Account{ID: ID(s.IDs.New()), StaffEmail: n.Email, StaffName: n.Name, Role: n.Role, State: Active, password: hash, CreatedAt: now, UpdatedAt: now}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		t, err := tokenByDigest(ctx, tx, toFirst, id.Digest(secret), now)
		if err != nil {
			return db.NotFound(err, errLinkOver)
		}
		used, err := useToken(ctx, tx, t.id, now)
		if err != nil {
			return err
		}
		members, err := allStaff(ctx, tx)
		if err != nil {
			return err
		}
		if !used || len(members) > 0 {
			return errLinkOver
		}
		if _, err := insertAccount(ctx, tx, a); err != nil {
			return err
		}
		tx.AfterCommit(s.forgetStaff)
		return s.record(ctx, tx, a, RoleChanged, string(a.Role), from.Network)
	})
}
