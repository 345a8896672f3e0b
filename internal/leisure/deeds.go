package leisure

import (
	"context"
	"io"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/intake"
	"sem/internal/money"
	"sem/internal/session"
)

// SaveSession enters or changes a session; its faults name the fields code, nom, debut, fin,
// ages, fenetres, famille. A new one has no ID.
func (s *Service) SaveSession(ctx context.Context, by session.Viewer, one Session, key forms.Key) (SessionID, error) {
	return "", errNotYet
}

// SaveActivity enters or changes an activity; its faults name the fields seance, code, titre,
// politique, prealables, formulaires, fenetres.
func (s *Service) SaveActivity(ctx context.Context, by session.Viewer, one Activity, key forms.Key) (ActivityID, error) {
	return "", errNotYet
}

// SaveGroup enters or changes a group and plans its classes anew: those that somebody moved,
// cancelled or added stay, and so do those that are past. The groups of its quota get its
// Places, Counter and WebShareUntil. Its faults name the fields activite, code, lieu, age_min,
// age_max, places, minimum, guichet, prix, options, horaire, debut, fin, fenetres.
func (s *Service) SaveGroup(ctx context.Context, by session.Viewer, one Group, key forms.Key) (GroupID, error) {
	return "", errNotYet
}

// SaveSite enters or changes a site; its faults name the fields code, nom, adresse.
func (s *Service) SaveSite(ctx context.Context, by session.Viewer, one Site, key forms.Key) (SiteID, error) {
	return "", errNotYet
}

// SavePolicy enters or changes a refund policy; its faults name the fields code, nom, etapes.
func (s *Service) SavePolicy(ctx context.Context, by session.Viewer, one Policy, key forms.Key) error {
	return errNotYet
}

// Publish shows a session to everybody, or hides it.
func (s *Service) Publish(ctx context.Context, by session.Viewer, which SessionID, shown bool, key forms.Key) error {
	return errNotYet
}

// Copying is a new session made after an old one.
type Copying struct {
	From  SessionID
	Code  string
	Name  i18n.Words
	Start civil.Day // Start is a day of the week in which the new session begins.
}

// Copied is what a copy would be.
type Copied struct {
	Session    Session
	Weeks      int // Weeks is by how much everything is later.
	Activities []Activity
	Groups     []Group
	Classes    map[string]int // Classes are how many each group has, by its code.
}

// PreviewCopy says what a copy would be, or what is wrong with it; its faults name the fields
// seance, code, nom, debut.
func (s *Service) PreviewCopy(c Copying) (Copied, error) { return Copied{}, errNotYet }

// CopySession copies a session by whole weeks, unpublished: activities, groups, prices,
// windows on the same days and hours of the clock. Cancelled groups stay behind, and so does
// what was changed of single classes.
func (s *Service) CopySession(ctx context.Context, by session.Viewer, c Copying, key forms.Key) (SessionID, error) {
	return "", errNotYet
}

// Bulk changes many groups at once; a nil field stays as it is.
type Bulk struct {
	Groups     []GroupID
	Places     *int
	Percent    money.Rate  // Percent raises the prices, or lowers them when negative: 5 000 000 is 5 %.
	RoundTo    money.Cents // RoundTo rounds the new prices to the nearest multiple; 0 is to the cent.
	Room       *string
	Instructor *string
	Windows    *[]Window
}

// BulkLine is what a bulk change does to a group.
type BulkLine struct{ Before, After *Group }

// PreviewBulk says what a bulk change would do, or what is wrong with it; its faults name the
// fields groupes, places, pourcent, fenetres.
func (s *Service) PreviewBulk(b Bulk) ([]BulkLine, error) { return nil, errNotYet }

// BulkChange changes many groups at once, and tells how many changed.
func (s *Service) BulkChange(ctx context.Context, by session.Viewer, b Bulk, key forms.Key) (int, error) {
	return 0, errNotYet
}

// CancelOccurrence cancels a class and tells those who go there; its faults name the field
// raison.
func (s *Service) CancelOccurrence(ctx context.Context, by session.Viewer, which OccurrenceID, reason i18n.Words, key forms.Key) error {
	return errNotYet
}

// MoveTo is where a class goes: an empty Site leaves it where the group meets.
type MoveTo struct {
	Day        civil.Day
	Start, End civil.Time
	Site       SiteID
	Room       string
}

// MoveOccurrence moves a class, or puts a cancelled one back, and tells those who go there. A
// class that comes back to its day and time is planned again. Its faults name the fields jour,
// debut, fin, lieu, raison.
func (s *Service) MoveOccurrence(ctx context.Context, by session.Viewer, which OccurrenceID, to MoveTo, reason i18n.Words, key forms.Key) error {
	return errNotYet
}

// AddOccurrence adds a class to a group, such as a make-up class, and tells those who go
// there; its faults are those of MoveOccurrence.
func (s *Service) AddOccurrence(ctx context.Context, by session.Viewer, g GroupID, at MoveTo, reason i18n.Words, key forms.Key) (OccurrenceID, error) {
	return "", errNotYet
}

// CancelGroupTx cancels a group and its classes from a day on, in the transaction of whoever
// ends its places and refunds them. It tells nobody. Cancelling it again changes nothing.
func (s *Service) CancelGroupTx(ctx context.Context, tx *db.Tx, by session.Viewer, which GroupID, reason i18n.Words) error {
	return errNotYet
}

// LoadTx writes the parts of a program as they are, each complete with its name and without
// a class that a slot would plan, as when a city's data comes in. Refresh reads them.
func (s *Service) LoadTx(ctx context.Context, tx *db.Tx, parts Parts) error { return errNotYet }

// ImportOptions say how a file is read.
type ImportOptions struct {
	// Session is the code of the session that takes in what a file has for no session of its
	// own, as the calendar of activities of a city does.
	Session string
	DryRun  bool // DryRun only reports.
}

// ImportActivities enters sessions, activities, groups and sites from a file, whole or not at
// all; a second time changes nothing. It reads the table that docs/leisure.md describes, and
// recognises the files of two other cities by how they begin.
func (s *Service) ImportActivities(ctx context.Context, file io.Reader, o ImportOptions) (intake.Report, error) {
	return intake.Report{}, errNotYet
}
