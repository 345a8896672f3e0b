package slips

import (
	"context"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/seal"
	"sem/internal/session"
)

// Service makes the slips.
type Service struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      id.Source
	People   *people.Service
	Payments Books
	Care     Care
	Alerts   *alerts.Service // Alerts tells payers; nil tells nobody.
	Sessions Door            // Sessions asks for the password again before the numbers of people are opened.
	Key      seal.Key        // Key seals social insurance numbers; it is not in the database.
	Income   string          // Income is the books' name of childcare.
}

// Books is what is asked of the books.
type Books interface {
	MovedIn(ctx context.Context, year int, payers ...people.ID) ([]payments.Moved, error)
}

// Care is what is asked of the places that were paid.
type Care interface {
	// CareDays are the days on which a child was looked after, by the payments' name of the place.
	CareDays(ctx context.Context, places []string) (map[string][]civil.Day, error)
	// Address is the whole address of somebody, empty when the register has none.
	Address(ctx context.Context, p people.Person) (string, error)
}

// Door is what is asked of sessions.
type Door interface {
	DemandSensitive(ctx context.Context, v session.Viewer) error
}

// What the journal is told.
const (
	DataChanged  journal.Action = "slip data changed"
	SplitChanged journal.Action = "slip split changed"
	Issued       journal.Action = "slip issued"
	FileMade     journal.Action = "slip file made" // FileMade: the number of this person was opened for the file of the tax office.
	Read         journal.Action = "slips read"
)

// Deadline is the day by which the slips of a year are to be with the payers and the tax office:
// the last day of February (Regulation respecting the Taxation Act, 1086R; RL-24.G).
func Deadline(year int) civil.Day { return civil.DayAt(year+1, time.March, 1) - 1 }

// do runs a deed once for one handing-in of a form.
func (s *Service) do(ctx context.Context, key forms.Key, deed func(tx *db.Tx, now time.Time) error) error {
	now := s.Clock.Now()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, "", now); err != nil || earlier != "" {
			return err
		}
		return deed(tx, now)
	})
}

func (s *Service) record(ctx context.Context, tx *db.Tx, by session.Viewer, at time.Time, e journal.Entry) error {
	e.At, e.Actor, e.ActorRole = at, by.Account, journal.RoleOf(by)
	return journal.Add(ctx, tx, s.IDs, e)
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, n alerts.Notice) error {
	if s.Alerts == nil {
		return nil
	}
	n.Subject, n.Path = "slips", Path
	return s.Alerts.RaiseTx(ctx, tx, n)
}

// Path is the page of the payers.
const Path = "/loisirs/releves"

// citizen is who acts for themself; the slips of others are nobody's.
func citizen(by session.Viewer) (people.ID, error) {
	if by.Person == "" || by.Staff() {
		return "", fault.New(fault.Forbidden, "Connectez-vous à votre dossier pour voir vos relevés.")
	}
	return people.ID(by.Person), nil
}

func manages(by session.Viewer) error {
	if !by.May(session.PaymentsManage) {
		return fault.New(fault.Forbidden, "Les relevés sont faits par les personnes qui gèrent les paiements.")
	}
	return nil
}
