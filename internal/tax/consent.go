package tax

import (
	"context"
	"fmt"
	"time"

	"sem/internal/alerts"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// Wording names the text of the consent that is asked now; another text is another name, so
// that what somebody agreed to can be shown (Loi sur l’accès, art. 53.1).
const Wording = "ebill-1"

// Consent is an owner's agreement to receive the bill of a property by e-mail only.
type Consent struct {
	ID          string
	Person      people.ID
	Property    places.PropertyID
	Wording     string
	GivenAt     time.Time
	WithdrawnAt time.Time
}

// Open tells whether the consent holds.
func (c Consent) Open() bool { return c.ID != "" && c.WithdrawnAt.IsZero() }

// Consent is the last consent a person gave for a property; the zero Consent when they never
// did.
func (s *Service) Consent(ctx context.Context, person people.ID, property places.PropertyID) (Consent, error) {
	all, err := consentsOf(ctx, s.DB, person)
	for _, c := range all {
		if c.Property == property {
			return c, err
		}
	}
	return Consent{}, err
}

// Consents are all consents a person gave, the newest first.
func (s *Service) Consents(ctx context.Context, person people.ID) ([]Consent, error) {
	return consentsOf(ctx, s.DB, person)
}

// Agree keeps an owner's consent to the bill by e-mail only. That they own the property is
// checked by who calls.
func (s *Service) Agree(ctx context.Context, by session.Viewer, property places.PropertyID, key forms.Key) error {
	return s.consent(ctx, by, property, key, "ebill given", func(tx *db.Tx, now time.Time) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO tax_consent (id, person_id, property_id, wording, given_at)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (person_id, property_id) WHERE withdrawn_at IS NULL DO NOTHING`, s.IDs.New(), by.Person, property, Wording, now)
		return err
	})
}

// Withdraw ends the consent: the next bill comes by mail again.
func (s *Service) Withdraw(ctx context.Context, by session.Viewer, property places.PropertyID, key forms.Key) error {
	return s.consent(ctx, by, property, key, "ebill withdrawn", func(tx *db.Tx, now time.Time) error {
		_, err := tx.Exec(ctx, `
			UPDATE tax_consent
			SET    withdrawn_at = $1
			WHERE  person_id = $2 AND property_id = $3 AND withdrawn_at IS NULL`, now, by.Person, property)
		return err
	})
}

func (s *Service) consent(ctx context.Context, by session.Viewer, property places.PropertyID, key forms.Key, detail string, do func(*db.Tx, time.Time) error) error {
	now := s.Clock.Now()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, "", now); err != nil || earlier != "" {
			return err
		}
		if err := do(tx, now); err != nil {
			return err
		}
		return journal.Add(ctx, tx, s.IDs, journal.Entry{
			At: now, Actor: by.Account, Person: by.Person, Action: journal.SettingChanged, Object: "taxes", Detail: detail,
		})
	})
}

func consentsOf(ctx context.Context, q db.Querier, person people.ID) ([]Consent, error) {
	rows, err := q.Query(ctx, `
		SELECT id, person_id, property_id, wording, given_at, withdrawn_at
		FROM   tax_consent
		WHERE  person_id = $1
		ORDER  BY given_at DESC, id`, person)
	return db.Collect(rows, err, func(r *db.Rows) (c Consent, err error) {
		return c, r.Scan(&c.ID, &c.Person, &c.Property, &c.Wording, &c.GivenAt, &c.WithdrawnAt)
	})
}

// tellArrived tells those who chose the bill by e-mail that new ones are here. Whether they
// still own the property is asked again, for a sale ends no consent by itself.
func (s *Service) tellArrived(ctx context.Context, tx *db.Tx, added []*bill) error {
	if s.Alerts == nil || len(added) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `
		SELECT person_id, property_id
		FROM   tax_consent
		WHERE  withdrawn_at IS NULL`)
	chosen, err := db.Collect(rows, err, func(r *db.Rows) (c Consent, err error) { return c, r.Scan(&c.Person, &c.Property) })
	if err != nil || len(chosen) == 0 {
		return err
	}
	readers := map[places.PropertyID][]people.ID{}
	for _, c := range chosen {
		readers[c.Property] = append(readers[c.Property], c.Person)
	}
	for _, b := range added {
		for _, person := range readers[b.Property] {
			owns, err := s.owns(ctx, person, b.Property)
			if err != nil {
				return err
			}
			if !owns {
				continue
			}
			if err := s.Alerts.RaiseTx(ctx, tx, arrived(b, person, s.Clock.Now())); err != nil {
				return err
			}
		}
	}
	return nil
}

func arrived(b *bill, person people.ID, now time.Time) alerts.Notice {
	year, matricule := b.Year, b.Matricule.String()
	return alerts.Notice{
		Key: fmt.Sprintf("tax/%s/%s", b.ID, person), Person: person, Subject: "tax", Object: b.Number,
		Path: fmt.Sprintf("/taxes/%s/%d", matricule, year), At: now,
		Words: func(ctx context.Context) (title, body string) {
			return i18n.T(ctx, "Votre compte de taxes %d est arrivé", year),
				i18n.T(ctx, "Le compte de la propriété %s est dans votre dossier. Vous y trouverez les montants et les dates.", matricule)
		},
	}
}

func (s *Service) owns(ctx context.Context, person people.ID, property places.PropertyID) (bool, error) {
	owned, err := s.Owners.PropertiesOf(ctx, person)
	for _, p := range owned {
		if p == property {
			return true, err
		}
	}
	return false, err
}
