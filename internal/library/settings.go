package library

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/session"
	"sem/internal/text"
)

// mostField is how many characters a field of the settings has.
const mostField = 500

var errNotManager = fault.New(fault.Forbidden, "Seules les personnes qui règlent la bibliothèque peuvent faire cela.")

// Chosen is the driver that the city has chosen, and its settings without the secrets; kept
// names the secrets that are kept.
func (s *Service) Chosen(ctx context.Context, by session.Viewer) (driver string, shown Settings, kept map[string]bool, err error) {
	if !by.May(session.LibraryManage) {
		return "", nil, nil, errNotManager
	}
	c, err := readChoice(ctx, s.DB)
	if err != nil {
		return "", nil, nil, err
	}
	sealed, err := secretsOf(ctx, s.DB, c.driver)
	kept = map[string]bool{}
	for field := range sealed {
		kept[field] = true
	}
	return c.driver, c.fields, kept, err
}

// Choose sets the library's system, for all nodes within seconds. A secret that is left empty
// stays what it was, as long as nothing else changes of where it is sent. Whoever does gave the
// password a moment ago.
func (s *Service) Choose(ctx context.Context, by session.Viewer, driver string, with Settings, key forms.Key) error {
	d, with, err := s.prepare(ctx, by, driver, with)
	if err != nil {
		return err
	}
	if _, err := s.complete(ctx, d, with); err != nil {
		return err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		if earlier, err := forms.Claim(ctx, tx, key, driver, now); err != nil || earlier != "" {
			return err
		}
		was, err := readChoice(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.writeChoice(ctx, tx, was, d, with, by.Account, now); err != nil {
			return err
		}
		return s.Journal.Add(ctx, tx, journal.Entry{
			At: now, Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged, Object: object, Detail: changes(was, d, with),
		})
	})
	if err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// Furnish sets the system of a city without anybody asking for it: when a demonstration is
// built. It changes nothing when that system is set so already.
func (s *Service) Furnish(ctx context.Context, driver string, with Settings) error {
	d, ok := s.driver(driver)
	if !ok {
		return errNoDriver
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		was, err := readChoice(ctx, tx)
		if err != nil || was.driver == driver && len(differing(was, d, with)) == 0 {
			return err
		}
		return s.writeChoice(ctx, tx, was, d, with, "", s.Clock.Now())
	})
	if err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// Try checks a connection step by step, with settings that need not be saved. A secret left
// empty is the one kept.
func (s *Service) Try(ctx context.Context, by session.Viewer, driver string, with Settings, card, pin string) ([]Step, error) {
	d, with, err := s.prepare(ctx, by, driver, with)
	if err != nil {
		return nil, err
	}
	all, err := s.complete(ctx, d, with)
	if err != nil {
		return nil, err
	}
	if number := plainNumber(card); number != "" {
		if err := s.takeTry(ctx, by, number); err != nil {
			return nil, err
		}
		err := s.DB.InTx(ctx, func(tx *db.Tx) error {
			return s.record(ctx, tx, by, journal.SettingChanged, "", "connection tried with a card")
		})
		if err != nil {
			return nil, err
		}
	}
	asking, cancel := context.WithTimeout(ctx, tryPatience)
	defer cancel()
	return d.Try(asking, all, Key{Card: plainNumber(card), PIN: strings.TrimSpace(pin)}), nil
}

// tryPatience is how long the steps of a connection may take together.
const tryPatience = 20 * time.Second

// prepare is the driver of a form and its fields, tidied, for somebody who may set it.
func (s *Service) prepare(ctx context.Context, by session.Viewer, driver string, with Settings) (Driver, Settings, error) {
	if !by.May(session.LibraryManage) {
		return Driver{}, nil, errNotManager
	}
	if err := by.Demand(s.Clock.Now()); err != nil {
		return Driver{}, nil, err
	}
	d, ok := s.driver(driver)
	if !ok {
		return Driver{}, nil, errNoDriver
	}
	tidy := Settings{}
	for _, f := range d.Fields {
		value := with[f.Name]
		if f.Kind != SecretField {
			value = text.SafeLine(value)
		}
		tidy[f.Name] = text.Clip(value, mostField)
	}
	return d, tidy, checkFields(d, tidy)
}

// checkFields finds what no driver has to look for: a choice that is none of the list.
func checkFields(d Driver, with Settings) error {
	var wrong fault.Problems
	for _, f := range d.Fields {
		value := with[f.Name]
		if f.Kind == ChoiceField && value != "" && !slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.Value == value }) {
			wrong.Add(f.Name, "Choisissez une réponse de la liste.")
		}
	}
	return wrong.Err()
}

// complete is settings with the secrets that are kept, found good by their driver. A kept
// secret is sent only where it was sent before: to another address it is typed anew, so that
// nobody reads it by pointing the program at a machine of their own.
func (s *Service) complete(ctx context.Context, d Driver, with Settings) (Settings, error) {
	was, err := readChoice(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	all, err := s.withSecrets(ctx, d, with)
	if err != nil {
		return nil, err
	}
	moved := was.driver != d.Code || movedTo(was, d, with)
	var wrong fault.Problems
	for _, f := range d.Fields {
		if f.Kind == SecretField && with[f.Name] == "" && all[f.Name] != "" && moved {
			wrong.Add(f.Name, "L’adresse ou le nom d’utilisateur a changé. Tapez ce secret de nouveau.")
		}
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	return all, d.Check(all)
}

// movedTo tells whether settings lead elsewhere than before, or in another way: a connection that
// is no longer encrypted would carry the secret in the open.
func movedTo(was choice, d Driver, with Settings) bool {
	return slices.ContainsFunc(d.Fields, func(f Field) bool {
		leads := f.Kind == TextField || f.Kind == NumberField || f.Travels
		return leads && was.fields[f.Name] != with[f.Name]
	})
}

// writeChoice writes the system of the city and its secrets. Another system knows the holders
// of the cards by other names, and is asked for all of them within the hour.
func (s *Service) writeChoice(ctx context.Context, tx *db.Tx, was choice, d Driver, with Settings, account string, now time.Time) error {
	shown := Settings{}
	for _, f := range d.Fields {
		if f.Kind != SecretField {
			shown[f.Name] = with[f.Name]
			continue
		}
		if with[f.Name] == "" {
			continue
		}
		if err := s.writeSecret(ctx, tx, d.Code, f.Name, with[f.Name]); err != nil {
			return err
		}
	}
	fields, err := json.Marshal(shown)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO library_setting (id, driver, fields, version, changed_by, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE
		SET    driver = excluded.driver, fields = excluded.fields, version = excluded.version,
		       changed_by = excluded.changed_by, changed_at = excluded.changed_at`, settingID, d.Code, string(fields), was.version+1, account, now)
	if err != nil {
		return fmt.Errorf("set the system of the library: %w", err)
	}
	if was.driver == d.Code {
		return nil
	}
	if err := dropSecrets(ctx, tx, d.Code); err != nil {
		return err
	}
	return meetAgain(ctx, tx, now)
}

func (s *Service) writeSecret(ctx context.Context, tx *db.Tx, driver, field, secret string) error {
	sealed, err := s.Key.Close(secretPlace(driver, field), secret)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO library_secret (driver, field, sealed)
		VALUES ($1, $2, $3)
		ON CONFLICT (driver, field) DO UPDATE
		SET    sealed = excluded.sealed`, driver, field, sealed)
	if err != nil {
		return fmt.Errorf("keep a secret of the library: %w", err)
	}
	return nil
}

// dropSecrets erases the secrets of the systems that are no longer used.
func dropSecrets(ctx context.Context, tx *db.Tx, but string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM library_secret
		WHERE  driver <> $1`, but)
	return err
}

// meetAgain forgets what an earlier system called the holders, and has all copies asked for.
func meetAgain(ctx context.Context, tx *db.Tx, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		UPDATE library_card
		SET    patron = ''`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE library_copy
		SET    next_at = $1, failures = 0`, now)
	return err
}

// differing are the fields that settings change of a choice; a secret that is given counts.
func differing(was choice, d Driver, with Settings) []string {
	var fields []string
	for _, f := range d.Fields {
		if f.Kind == SecretField && with[f.Name] != "" || f.Kind != SecretField && was.fields[f.Name] != with[f.Name] {
			fields = append(fields, f.Name)
		}
	}
	return fields
}

// changes names what was changed for the journal, never its value.
func changes(was choice, d Driver, with Settings) string {
	fields := differing(was, d, with)
	if was.driver != d.Code {
		fields = append([]string{"library " + d.Code}, fields...)
	}
	return strings.Join(fields, ",")
}
