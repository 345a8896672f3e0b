package collections

import (
	"context"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/text"
)

// Inscription asks the crew to come by on a day of a stream collected on demand.
type Inscription struct {
	ID          string
	Person      people.ID
	Address     places.AddressID
	Line        string
	Stream      string
	Sector      string
	Day         civil.Day // Day is the day by the rule; When follows what became of it.
	What        string
	CreatedAt   time.Time
	CancelledAt time.Time
}

// When is the day on which the crew comes, and whether it does.
func (s *Service) When(i Inscription) (civil.Day, bool) {
	if e := s.memory().exception(i.Stream, i.Sector, i.Day); e != nil {
		return e.When()
	}
	return i.Day, true
}

// Closes is the last moment at which a day of a stream takes inscriptions: noon, so many
// days before.
func (s Stream) Closes(day civil.Day) time.Time { return (day - civil.Day(s.CloseDays)).At(12) }

// openAhead is how many days ahead a list is open: beyond it nobody knows their branches.
const openAhead = 200

// Open are the days of a stream that a door may be put on the list of, at most n.
func (s *Service) Open(d Door, stream Stream, now time.Time, n int) []Pickup {
	var open []Pickup
	today := civil.DayOf(now)
	for _, p := range d.Offered(stream.Code, today, today+openAhead) {
		if len(open) < n && now.Before(stream.Closes(p.Day)) {
			open = append(open, p)
		}
	}
	return open
}

// WithPlaces keeps the days whose list still takes a door.
func (s *Service) WithPlaces(ctx context.Context, stream Stream, days []Pickup) ([]Pickup, error) {
	if stream.Places == 0 || len(days) == 0 {
		return days, nil
	}
	full, err := filled(ctx, s.DB, stream.Code, days[0].Sector, stream.Places)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(days), func(p Pickup) bool { return full[p.Planned] }), nil
}

// Asking is what somebody writes to have their door on a list.
type Asking struct {
	Address places.AddressID
	Stream  string
	Day     civil.Day // Day is the day by the rule.
	What    string
}

// Inscribe puts a door on the list of a day, for the person who asks.
func (s *Service) Inscribe(ctx context.Context, by session.Viewer, a Asking, key forms.Key) (string, error) {
	if !by.SignedIn() || by.Person == "" {
		return "", fault.New(fault.SignIn, "Connectez-vous pour vous inscrire à une collecte.")
	}
	address, err := s.Places.AddressByID(ctx, s.DB, a.Address)
	if err != nil {
		return "", err
	}
	i, stream, err := s.inscription(by, address, a)
	if err != nil {
		return "", err
	}
	result := ""
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		i.ID = s.IDs.New()
		earlier, err := forms.Claim(ctx, tx, key, i.ID, i.CreatedAt)
		if err != nil || earlier != "" {
			result = earlier
			return err
		}
		result = i.ID
		return list(ctx, tx, i, stream.Places)
	})
	return result, err
}

// inscription checks what was asked against the days on offer.
func (s *Service) inscription(by session.Viewer, address places.Address, a Asking) (Inscription, Stream, error) {
	now := s.Clock.Now()
	stream, ok := s.Stream(a.Stream)
	if !ok || !stream.OnDemand {
		return Inscription{}, stream, asFault([]wrong{{"flux", "Choisissez ce que la Ville doit ramasser."}})
	}
	var faults []wrong
	what := text.SafeText(a.What)
	if what == "" {
		faults = append(faults, wrong{"quoi", "Écrivez ce que l’équipe doit ramasser, par exemple un sofa."})
	}
	if a.Day == 0 {
		faults = append(faults, wrong{"date", "Choisissez une date."})
	}
	if err := asFault(faults); err != nil {
		return Inscription{}, stream, err
	}
	for _, p := range s.Open(s.DoorOf(address), stream, now, mostAhead) {
		if p.Planned == a.Day {
			return Inscription{
				Person: people.ID(by.Person), Address: address.ID, Line: address.Line(), Stream: stream.Code, Sector: p.Sector, Day: a.Day, What: what, CreatedAt: now,
			}, stream, nil
		}
	}
	return Inscription{}, stream, errClosed()
}

// list writes an inscription; the door is on the list once, and the list no longer than
// the crew's day.
func list(ctx context.Context, tx *db.Tx, i Inscription, places int) error {
	left, err := takePlace(ctx, tx, i, places)
	if err == nil && !left {
		return fault.New(fault.Conflict, "Cette date vient de se remplir. Choisissez une autre date.")
	}
	if err == nil {
		err = putInscription(ctx, tx, i)
	}
	if db.IsDuplicate(err) {
		return fault.New(fault.Conflict, "Cette adresse est déjà inscrite à cette date.")
	}
	return err
}

// Withdraw takes one's own door off a list.
func (s *Service) Withdraw(ctx context.Context, by session.Viewer, id string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		i, err := inscriptionByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if string(i.Person) != by.Person || by.Person == "" {
			return fault.New(fault.NotFound, "Nous ne trouvons pas cette inscription.")
		}
		if !i.CancelledAt.IsZero() {
			return nil
		}
		day, held := s.When(i)
		if now := s.Clock.Now(); held && !now.Before(day.At(0)) {
			return fault.New(fault.Conflict, "L’équipe passe aujourd’hui ou est déjà passée. Appelez-nous si rien ne doit être ramassé.")
		}
		return cancelInscription(ctx, tx, i, s.Clock.Now())
	})
}

// Inscriptions are those of some people, the newest first.
func (s *Service) Inscriptions(ctx context.Context, whose []people.ID) ([]Inscription, error) {
	return inscriptionsOf(ctx, s.DB, whose)
}

// CrewList are the doors on the list of a stream from a day on, by day and address. Only
// the staff that manages the collections reads it.
func (s *Service) CrewList(ctx context.Context, by session.Viewer, stream string, from civil.Day) ([]Inscription, error) {
	if err := mayManage(by); err != nil {
		return nil, err
	}
	return crewList(ctx, s.DB, stream, from)
}
