package people

import (
	"context"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
)

// InvitationKind says what an invitation asks for.
type InvitationKind string

// The kinds of invitations.
const (
	JoinHousehold InvitationKind = "adult"   // JoinHousehold asks an adult to join a household.
	HelpMe        InvitationKind = "mandate" // HelpMe asks somebody to act for whoever invites.
)

// invitationLife is how long an invitation waits for its answer.
const invitationLife = 14 * 24 * time.Hour

// Invitation asks whoever has proved a contact to join a household, or to help somebody.
type Invitation struct {
	ID        string
	Kind      InvitationKind
	From      Person
	Household string
	Scope     Scope
	Until     time.Time
	Contact   string // Contact is shown to whoever invites, and to nobody else.
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Invite asks an adult, by e-mail address or mobile, to join a household of the viewer.
// The answer is the same whether the contact is known or not. Who accepts has no right over
// the children until SetRights gives some.
func (s *Service) Invite(ctx context.Context, by session.Viewer, household, contact string, key forms.Key) error {
	return s.invite(ctx, by, Invitation{Kind: JoinHousehold, Household: household, Contact: contact}, key)
}

// Ask asks somebody, by e-mail address or mobile, to act for the viewer within a scope,
// until a day or without end. The mandate begins when they accept.
func (s *Service) Ask(ctx context.Context, by session.Viewer, contact string, scope Scope, until time.Time, key forms.Key) error {
	return s.invite(ctx, by, Invitation{Kind: HelpMe, Contact: contact, Scope: scope, Until: until}, key)
}

func (s *Service) invite(ctx context.Context, by session.Viewer, inv Invitation, key forms.Key) error {
	if by.Person == "" {
		return errNoHousehold()
	}
	if err := s.sure(by); err != nil {
		return err
	}
	now := s.Clock.Now()
	inv.ID, inv.From.ID, inv.CreatedAt, inv.ExpiresAt = s.IDs.New(), ID(by.Person), now, now.Add(invitationLife)
	if err := inv.check(now); err != nil {
		return err
	}
	inv.Contact = Normalise(inv.Contact)
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, key, inv.ID, now)
		if err != nil || earlier != "" {
			return err
		}
		if inv.Kind == JoinHousehold {
			home, err := s.homeOf(ctx, tx, by, inv.Household)
			if err != nil {
				return err
			}
			inv.Household = home.ID
		}
		if err := insertInvitation(ctx, tx, inv); err != nil {
			return err
		}
		if err := s.record(ctx, tx, Deed{By: by, Person: inv.From.ID, Kind: inv.deed(), Object: inv.ID, Detail: "invited"}); err != nil {
			return err
		}
		return s.tellInvited(ctx, tx, inv)
	})
}

func (inv Invitation) deed() DeedKind {
	if inv.Kind == HelpMe {
		return MandateChanged
	}
	return HouseholdChanged
}

func (inv Invitation) check(now time.Time) error {
	var p fault.Problems
	if Normalise(inv.Contact) == "" {
		p.Add("contact", "Entrez un courriel, par exemple marie@exemple.com, ou un cellulaire à 10 chiffres.")
	}
	if inv.Kind == HelpMe {
		checkMandate(&p, Mandate{Scope: inv.Scope, Since: now, Until: inv.Until, Grantor: inv.From})
	}
	return p.Err()
}

func insertInvitation(ctx context.Context, tx *db.Tx, inv Invitation) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO people_invitation (id, kind, from_id, household_id, scope, until, contact, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		inv.ID, inv.Kind, inv.From.ID, db.Null(inv.Household), inv.Scope, inv.Until, inv.Contact, inv.CreatedAt, inv.ExpiresAt)
	if err != nil {
		return fmt.Errorf("invite: %w", err)
	}
	return nil
}

// tellInvited tells those who have proved the contact, and nobody else.
func (s *Service) tellInvited(ctx context.Context, tx *db.Tx, inv Invitation) error {
	from, err := ReachOf(ctx, tx, inv.From.ID)
	if err != nil {
		return err
	}
	invited, err := s.ByConfirmedContact(ctx, tx, inv.Contact)
	if err != nil {
		return err
	}
	for _, person := range invited {
		if person == inv.From.ID {
			continue
		}
		news := News{Key: "invitation/" + inv.ID + "/" + string(person), Person: person, Path: "/famille"}
		news.Words = func(ctx context.Context) (string, string) {
			return i18n.T(ctx, "%s vous invite dans son ménage", from.Name), i18n.T(ctx, "Acceptez ou refusez l’invitation dans « Ma famille », d’ici 14 jours.")
		}
		if inv.Kind == HelpMe {
			news.Path = "/mandats"
			news.Words = func(ctx context.Context) (string, string) {
				return i18n.T(ctx, "%s vous demande d’agir en son nom", from.Name), i18n.T(ctx, "Acceptez ou refusez dans « Mandats », d’ici 14 jours.")
			}
		}
		if err := s.tell(ctx, tx, news); err != nil {
			return err
		}
	}
	return nil
}

// Invitations are those that wait: sent by a person, and received by them at a contact they
// have proved.
func (s *Service) Invitations(ctx context.Context, person ID) (sent, received []Invitation, err error) {
	now := s.Clock.Now()
	rows, err := s.DB.Query(ctx, `
		SELECT i.id, i.kind, i.from_id, COALESCE(i.household_id, ''), i.scope, i.until, i.contact, i.created_at, i.expires_at
		FROM   people_invitation i
		WHERE  i.ended_at IS NULL AND i.expires_at > $1
		AND    (i.from_id = $2 OR i.contact IN (
		        SELECT c.value
		        FROM   people_contact c
		        WHERE  c.person_id = $3 AND c.confirmed_at IS NOT NULL))
		ORDER BY i.created_at, i.id`, now, person, person)
	all, err := db.Collect(rows, err, func(r *db.Rows) (Invitation, error) { return scanInvitation(r.Scan) })
	if err != nil {
		return nil, nil, fmt.Errorf("read the invitations of %s: %w", person, err)
	}
	var ids []ID
	for _, inv := range all {
		ids = append(ids, inv.From.ID)
	}
	found, err := s.Persons(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, inv := range all {
		inv.From = found[inv.From.ID]
		if inv.From.ID == person {
			sent = append(sent, inv)
			continue
		}
		inv.Contact = ""
		received = append(received, inv)
	}
	return sent, received, nil
}

func scanInvitation(scan func(...any) error) (Invitation, error) {
	var inv Invitation
	return inv, scan(&inv.ID, &inv.Kind, &inv.From.ID, &inv.Household, &inv.Scope, &inv.Until, &inv.Contact, &inv.CreatedAt, &inv.ExpiresAt)
}

// Accept takes an invitation: the viewer becomes an adult of the household, without rights
// over its children for now, or may act for whoever asked. Only whoever has proved the
// contact may, and once.
func (s *Service) Accept(ctx context.Context, by session.Viewer, invitation string, key forms.Key) error {
	if err := s.sure(by); err != nil {
		return err
	}
	return s.answer(ctx, by, invitation, key, func(tx *db.Tx, inv Invitation) error {
		if inv.Kind == HelpMe {
			return s.grant(ctx, tx, by, Mandate{ID: s.IDs.New(), Grantor: inv.From, Helper: Person{ID: ID(by.Person)}, Scope: inv.Scope, Until: inv.Until})
		}
		home, err := s.household(ctx, tx, inv.Household)
		if err != nil {
			return err
		}
		me, err := personIn(ctx, tx, ID(by.Person))
		if err != nil {
			return err
		}
		return s.join(ctx, tx, by, home, Member{Person: me, Kind: Adult}, me.GivenName)
	})
}

// Decline refuses an invitation, or takes back one that the viewer sent.
func (s *Service) Decline(ctx context.Context, by session.Viewer, invitation string, key forms.Key) error {
	return s.answer(ctx, by, invitation, key, nil)
}

// answer ends an invitation that waits for by; then does, for an acceptance.
func (s *Service) answer(ctx context.Context, by session.Viewer, invitation string, key forms.Key, then func(*db.Tx, Invitation) error) error {
	absent := fault.New(fault.NotFound, "Cette invitation n’existe plus. Demandez-en une autre à la personne.")
	if by.Person == "" {
		return absent
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		earlier, err := forms.Claim(ctx, tx, key, invitation, now)
		if err != nil || earlier != "" {
			return err
		}
		inv, err := invitationFor(ctx, tx, ID(by.Person), invitation, now)
		if err != nil {
			return db.NotFound(err, absent)
		}
		if then != nil && inv.From.ID == ID(by.Person) {
			return absent
		}
		n, err := tx.Exec(ctx, `
			UPDATE people_invitation
			SET    ended_at = $1
			WHERE  id = $2 AND ended_at IS NULL`, now, invitation)
		if err != nil {
			return fmt.Errorf("answer invitation %s: %w", invitation, err)
		}
		if n == 0 {
			return absent
		}
		if then == nil {
			return nil
		}
		return then(tx, inv)
	})
}

// invitationFor is an invitation that waits, sent by a person or to a contact they proved.
func invitationFor(ctx context.Context, tx *db.Tx, person ID, invitation string, now time.Time) (Invitation, error) {
	return scanInvitation(tx.QueryRow(ctx, `
		SELECT i.id, i.kind, i.from_id, COALESCE(i.household_id, ''), i.scope, i.until, i.contact, i.created_at, i.expires_at
		FROM   people_invitation i
		WHERE  i.id = $1 AND i.ended_at IS NULL AND i.expires_at > $2
		AND    (i.from_id = $3 OR i.contact IN (
		        SELECT c.value
		        FROM   people_contact c
		        WHERE  c.person_id = $4 AND c.confirmed_at IS NOT NULL))`, invitation, now, person, person).Scan)
}
