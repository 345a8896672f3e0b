package requests

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

// Direction says who turned to whom.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Result is how a contact ended.
type Result string

// The results of a contact.
const (
	Answered    Result = "answered" // Answered: at first contact, nothing more is owed.
	Requested   Result = "request"  // Requested: a request was made of it.
	Linked      Result = "linked"   // Linked: it was about a request that exists.
	Transferred Result = "transferred"
	CallBack    Result = "callback" // CallBack: the city promised to call.
	NoResult    Result = "none"
)

var results = []Result{Answered, Requested, Linked, Transferred, CallBack, NoResult}

// Interaction is one contact between somebody and the city.
type Interaction struct {
	ID         string
	At         time.Time
	Channel    Channel
	Direction  Direction
	Person     people.ID // Person is empty for somebody unknown; Caller says who that was.
	Caller     string
	EnteredBy  string
	Subject    string
	Note       string // Note is for the staff.
	Outcome    Result
	Department string
	CallBackAt time.Time
	CalledAt   time.Time
	Source     string
	Requests   []Number // Requests are those it is about; filled where it is read.
}

// Contact is what an agent writes down of a contact.
type Contact struct {
	Channel    Channel
	Direction  Direction
	Person     people.ID
	Caller     string
	Subject    string
	Note       string
	Outcome    Result
	Department string    // Department is whom it was transferred to, or who calls back.
	CallBackAt time.Time // CallBackAt is when the city promised to call.
	Request    *Report   // Request is what is asked for, when work must be done.
	Link       []Number  // Link are existing requests it is about.
	At         time.Time // At is when it took place; now when zero.
}

// Logged is what comes of a contact written down.
type Logged struct {
	Interaction string
	Receipt     *Receipt // Receipt is that of the request made, if one was.
}

// Log writes a contact down, with the request made of it if any. The same key gives the
// same answer.
func (s *Service) Log(ctx context.Context, v session.Viewer, contact Contact, key forms.Key) (Logged, error) {
	if !v.May(session.DeskUse) {
		return Logged{}, fault.New(fault.Forbidden, "Votre rôle ne permet pas de noter un contact.")
	}
	i, err := s.logged(v, contact)
	if err != nil {
		return Logged{}, err
	}
	var report Report
	var t Type
	if contact.Request != nil {
		report = *contact.Request
		report.Channel, report.ReportedBy = i.Channel, i.Person
		if report, t, err = s.prepared(ctx, v, report); err != nil {
			return Logged{}, err
		}
	}
	request := ID(s.IDs.New())
	var done Logged
	err = s.again(func() error {
		return s.DB.InTx(ctx, func(tx *db.Tx) error {
			done = Logged{Interaction: i.ID}
			earlier, err := forms.Claim(ctx, tx, key, i.ID, s.Clock.Now())
			if err != nil {
				return err
			}
			if earlier != "" {
				done, err = loggedBefore(ctx, tx, earlier)
				return err
			}
			if err := s.writeContact(ctx, tx, v, i, contact.Link); err != nil || contact.Request == nil {
				return err
			}
			receipt, err := s.begin(ctx, tx, v, request, report, t)
			if err != nil {
				return err
			}
			done.Receipt = &receipt
			return linkInteraction(ctx, tx, i.ID, receipt.ID)
		})
	})
	return done, err
}

// logged checks a contact, and completes what follows from the rest.
func (s *Service) logged(v session.Viewer, contact Contact) (Interaction, error) {
	now := s.Clock.Now()
	i := Interaction{
		ID: s.IDs.New(), At: contact.At, Channel: contact.Channel, Direction: contact.Direction, Person: contact.Person,
		Caller: strings.TrimSpace(contact.Caller), EnteredBy: v.Account, Subject: strings.TrimSpace(contact.Subject),
		Note: strings.TrimSpace(contact.Note), Outcome: contact.Outcome, Department: contact.Department, CallBackAt: contact.CallBackAt,
	}
	if i.At.IsZero() {
		i.At = now
	}
	if i.Direction == "" {
		i.Direction = In
	}
	switch {
	case contact.Request != nil:
		i.Outcome = Requested
	case i.Outcome == "" && len(contact.Link) > 0:
		i.Outcome = Linked
	}
	if i.Subject == "" && contact.Request != nil {
		i.Subject = contact.Request.Title
		if t, ok := s.Type(contact.Request.Type); ok && i.Subject == "" {
			i.Subject = t.Label.FR
		}
	}
	return i, i.check(now)
}

func (i Interaction) check(now time.Time) error {
	var p fault.Problems
	if !slices.Contains(Channels, i.Channel) {
		p.Add("channel", "Choisissez comment la personne nous a joints.")
	}
	if i.Direction != In && i.Direction != Out {
		p.Add("direction", "Choisissez qui a joint l’autre.")
	}
	if i.Subject == "" {
		p.Add("subject", "Écrivez en quelques mots de quoi il s’agit.")
	}
	if len(i.Subject) > 4*longestTitle {
		p.Add("subject", "Ce sujet est trop long. Gardez le détail pour la note.")
	}
	if len(i.Note) > longestText {
		p.Add("note", "Ce texte est trop long. Écrivez au plus 5 000 caractères.")
	}
	if !slices.Contains(results, i.Outcome) {
		p.Add("outcome", "Choisissez ce qui est sorti de ce contact.")
	}
	if i.Outcome == Transferred && i.Department == "" {
		p.Add("department", "Choisissez à quel service vous transférez la personne.")
	}
	if i.Outcome == CallBack && !i.CallBackAt.After(now) {
		p.Add("call_back_at", "Choisissez quand nous rappelons, à venir.")
	}
	if i.At.After(now) {
		p.Add("at", "Ce contact est dans l’avenir. Corrigez la date.")
	}
	return p.Err()
}

// writeContact is the hot path of the desk: one row, and one line in the journal.
func (s *Service) writeContact(ctx context.Context, tx *db.Tx, v session.Viewer, i Interaction, links []Number) error {
	if err := insertInteraction(ctx, tx, i); err != nil {
		return fmt.Errorf("write a contact: %w", err)
	}
	for _, n := range links {
		r, err := requestByNumber(ctx, tx, n)
		if err != nil {
			return err
		}
		if err := linkInteraction(ctx, tx, i.ID, r.ID); err != nil {
			return fmt.Errorf("link a contact to %s: %w", n, err)
		}
	}
	return journal.Add(ctx, tx, s.IDs, journal.Entry{
		At: s.Clock.Now(), Actor: v.Account, ActorRole: journal.RoleOf(v), Person: string(i.Person),
		Action: journal.ContactLogged, Object: i.ID, Detail: string(i.Outcome),
	})
}

func loggedBefore(ctx context.Context, q db.Querier, interaction string) (Logged, error) {
	done := Logged{Interaction: interaction}
	rows, err := q.Query(ctx, selectRequest+`
		JOIN   requests_interaction_request l ON l.request_id = r.id
		JOIN   requests_interaction i ON i.id = l.interaction_id
		WHERE  l.interaction_id = $1 AND i.outcome = 'request'`, interaction)
	made, err := db.Collect(rows, err, scanRequest)
	if err != nil {
		return Logged{}, err
	}
	if len(made) > 0 {
		receipt := receiptFor(made[0])
		done.Receipt = &receipt
	}
	return done, nil
}

// CallBacks are the calls promised and not made yet, the most urgent first: those of the
// viewer's departments, and those they promised themselves.
func (s *Service) CallBacks(ctx context.Context, v session.Viewer) ([]Interaction, error) {
	if !v.May(session.DeskUse) {
		return nil, fault.New(fault.Forbidden, "Votre rôle ne permet pas de voir les rappels promis.")
	}
	promised, err := callBacks(ctx, s.DB)
	if err != nil {
		return nil, fmt.Errorf("read the promised calls: %w", err)
	}
	return slices.DeleteFunc(promised, func(i Interaction) bool {
		return i.EnteredBy != v.Account && i.Department != "" && !v.WorksFor(i.Department)
	}), nil
}

// MarkCalled says that a promised call was made. Saying it twice changes nothing.
func (s *Service) MarkCalled(ctx context.Context, v session.Viewer, interaction string) error {
	if !v.May(session.DeskUse) {
		return fault.New(fault.Forbidden, "Votre rôle ne permet pas de voir les rappels promis.")
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		i, err := interactionByID(ctx, tx, interaction)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `
			UPDATE requests_interaction
			SET    called_at = $1
			WHERE  id = $2 AND call_back_at IS NOT NULL AND called_at IS NULL`, s.Clock.Now(), interaction)
		if err != nil || n == 0 {
			return err
		}
		return journal.Add(ctx, tx, s.IDs, journal.Entry{
			At: s.Clock.Now(), Actor: v.Account, ActorRole: journal.RoleOf(v), Person: string(i.Person),
			Action: journal.ContactLogged, Object: i.ID, Detail: "called",
		})
	})
}

// Interactions are the contacts of a person before a moment, the newest first; now when
// before is zero. They are for the staff: a citizen is not shown the notes.
func (s *Service) Interactions(ctx context.Context, person people.ID, before time.Time, limit int) ([]Interaction, error) {
	if before.IsZero() {
		before = s.Clock.Now().Add(time.Second)
	}
	found, err := interactionsOf(ctx, s.DB, person, before, limit)
	if err != nil {
		return nil, fmt.Errorf("read the contacts of a person: %w", err)
	}
	return found, nil
}
