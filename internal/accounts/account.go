package accounts

import (
	"context"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/jobs"
	"sem/internal/mail"
	"sem/internal/people"
	"sem/internal/seal"
	"sem/internal/session"
	"sem/internal/text"
)

// ID names an account.
type ID string

// State is whether an account opens.
type State string

// The states of an account.
const (
	Pending  State = "pending"  // Pending waits for its person to choose a password.
	Active   State = "active"   // Active opens.
	Disabled State = "disabled" // Disabled was closed by an administrator.
)

// Account lets one person sign in.
type Account struct {
	ID          ID
	Person      people.ID // Person is empty for the staff.
	UserCode    string    // UserCode is six digits, empty for the staff.
	StaffEmail  string    // StaffEmail is empty for citizens.
	StaffName   string
	Role        session.Role
	Departments []string // Departments are those a member of the staff works for; empty means all.
	State       State
	Prefs       Prefs
	Failures    int // Failures are the wrong passwords since the last right one.
	CreatedAt   time.Time
	UpdatedAt   time.Time

	password string
}

// Staff tells whether the account is of a member of the staff.
func (a Account) Staff() bool { return a.StaffEmail != "" }

// shortestPassword is the least number of characters of the account's password.
func (a Account) shortestPassword() int {
	if a.Staff() {
		return ShortestWithFactor
	}
	return ShortestAlone
}

// Prefs is how a person wants to see every page.
type Prefs struct {
	Text     int    // Text is 1, 2 or 3.
	Theme    string // Theme is empty, light, dark or contrast.
	Font     string // Font is empty or atkinson.
	Language i18n.Language
}

// City is what messages say about who writes.
type City struct {
	Name    string // Name is "Saint-Eustache".
	Product string // Product is the name of the service.
	Site    string // Site is the address of the site, "https://…", without a slash at its end.
	Phone   string
}

// Service is the door.
type Service struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      id.Source
	People   *people.Service
	Mail     *mail.Service
	Journal  Journal
	Sessions session.Store
	Hasher   *Hasher
	City     City
	Key      seal.Key // Key seals the seeds of second factors.
	// SecondFactorWaived lets the staff in without a second factor. Only the demonstration
	// sets it.
	SecondFactorWaived bool
	// NetworkLimitsWaived lets one machine sign in as thousands, for load tests of the
	// demonstration. The limits per account stay.
	NetworkLimitsWaived bool

	queue   *jobs.Queue
	buckets buckets
	staff   staffList
}

// Journal is all that accounts ask of the journal.
type Journal interface {
	AccountUsed(ctx context.Context, tx *db.Tx, d Deed) error
}

// Deed is what somebody did to an account, or tried to.
type Deed struct {
	Actor  ID // Actor is the account of who did it, empty for a stranger or the program.
	Role   session.Role
	Object ID        // Object is the account it concerns.
	Person people.ID // Person is the citizen it concerns, empty for the staff.
	Kind   DeedKind
	Detail string // Detail names what changed, never values.
	From   string // From is the network.
	At     time.Time
}

// DeedKind says what was done.
type DeedKind string

// What is done to accounts, in the words of the journal.
const (
	Registered      DeedKind = "account opened"
	SignedIn        DeedKind = "sign in"
	SignInFailed    DeedKind = "sign in failed"
	SignedOut       DeedKind = "sign out"
	SessionEnded    DeedKind = "session ended"
	Reassured       DeedKind = "reassured"
	PasswordChanged DeedKind = "password changed"
	ResetAsked      DeedKind = "reset asked"
	ContactChanged  DeedKind = "contact changed"
	FactorChanged   DeedKind = "factor changed"
	RoleChanged     DeedKind = "role changed"
	StaffInvited    DeedKind = "staff added"
	AccountDisabled DeedKind = "account disabled"
	AccountEnabled  DeedKind = "account enabled"
	AccountAttached DeedKind = "account attached"
)

// record journals what an account's own person did.
func (s *Service) record(ctx context.Context, tx *db.Tx, a Account, kind DeedKind, detail, from string) error {
	return s.Journal.AccountUsed(ctx, tx, Deed{
		Actor: a.ID, Role: a.Role, Object: a.ID, Person: a.Person, Kind: kind, Detail: detail, From: from, At: s.Clock.Now(),
	})
}

// recordBy journals what somebody did to another's account.
func (s *Service) recordBy(ctx context.Context, tx *db.Tx, by session.Viewer, a Account, kind DeedKind, detail string) error {
	return s.Journal.AccountUsed(ctx, tx, Deed{
		Actor: ID(by.Account), Role: by.Role, Object: a.ID, Person: a.Person, Kind: kind, Detail: detail, At: s.Clock.Now(),
	})
}

// From is where a request comes from, as far as the door cares.
type From struct {
	Network string // Network is the address without its last part: a /24 or a /64.
	Browser string // Browser is told to the account's owner: "Firefox, Windows".
	Device  string // Device is the secret by which a browser is known again, empty for a new one.
	Session string // Session is the secret of the session it has open, empty for none.
}

// nameKind says what somebody typed to be recognised by.
type nameKind int

const (
	unreadable nameKind = iota
	userCode
	email
	mobile
)

// readName is what was typed as it is kept, and what it is. Spaces and dashes that people
// put into numbers do not matter.
func readName(typed string) (string, nameKind) {
	typed = text.SafeLine(typed)
	if strings.Contains(typed, "@") {
		if address := people.NormaliseEmail(typed); address != "" {
			return address, email
		}
		return strings.ToLower(typed), unreadable
	}
	compact := strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(typed)
	if len(compact) == 6 && isDigits(compact) {
		return compact, userCode
	}
	if digits := text.PhoneDigits(typed); digits != "" {
		return digits, mobile
	}
	return strings.ToLower(typed), unreadable
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// accountsNamed are the active accounts that a name opens, at most mostSharing of them.
func (s *Service) accountsNamed(ctx context.Context, q db.Querier, name string, kind nameKind, onlyProved bool) ([]Account, error) {
	var found []Account
	switch kind {
	case userCode:
		return active(byUserCode(ctx, q, name))
	case email:
		a, err := byStaffEmail(ctx, q, name)
		if err != nil || len(a) > 0 {
			return active(a, err)
		}
	case mobile:
	default:
		return nil, nil
	}
	holders, err := s.holders(ctx, q, name, onlyProved)
	if err != nil {
		return nil, err
	}
	for _, person := range holders {
		a, err := active(byPerson(ctx, q, person))
		if err != nil {
			return nil, err
		}
		found = append(found, a...)
	}
	return found[:min(len(found), mostSharing)], nil
}

func (s *Service) holders(ctx context.Context, q db.Querier, contact string, onlyProved bool) ([]people.ID, error) {
	if onlyProved {
		return s.People.ByConfirmedContact(ctx, q, contact)
	}
	return s.People.ByContact(ctx, q, contact)
}

func active(accounts []Account, err error) ([]Account, error) {
	var open []Account
	for _, a := range accounts {
		if a.State == Active {
			open = append(open, a)
		}
	}
	return open, err
}

// Account is one account, or NotFound.
func (s *Service) Account(ctx context.Context, account ID) (Account, error) {
	return byID(ctx, s.DB, account)
}

// OfPerson is the account of a person, or NotFound.
func (s *Service) OfPerson(ctx context.Context, person people.ID) (Account, error) {
	found, err := byPerson(ctx, s.DB, person)
	if err != nil {
		return Account{}, err
	}
	if len(found) == 0 {
		return Account{}, errNoAccount
	}
	return found[0], nil
}

var errNoAccount = fault.New(fault.NotFound, "Ce compte n’existe pas.")
