package slips

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/session"
)

// Filer is the city before the tax office.
type Filer struct {
	Name          string
	Line          string // Line is the street and number.
	Town          string
	PostalCode    string
	NEQ           string // NEQ is the enterprise number of Québec: ten digits.
	Preparer      string // Preparer is the transmitter number: NP and six digits.
	Certification string // Certification is the number of the program for a year, empty before it is certified.
	First, Last   int    // First and Last bound the series of numbers that the tax office reserves, without the check digit.
	Used          int    // Used is how many of them were given.
}

// Left is how many numbers of the series remain.
func (f Filer) Left() int { return max(f.Last-f.First+1-f.Used, 0) }

// NumberOf is a number of a series with its check digit: the rest of its division by seven
// (Revenu Québec, IN-800).
func NumberOf(serial int) string { return fmt.Sprintf("%08d%d", serial, serial%7) }

// Filer is what the city told of itself, as slips show it; the zero Filer when nothing yet.
func (s *Service) Filer(ctx context.Context) (Filer, error) { return readFiler(ctx, s.DB) }

func readFiler(ctx context.Context, q db.Querier) (f Filer, err error) {
	err = q.QueryRow(ctx, `
		SELECT name, line, town, postal_code, neq, preparer, certification, first_number, last_number, used
		FROM   slips_filer
		WHERE  id = 'city'`).Scan(&f.Name, &f.Line, &f.Town, &f.PostalCode, &f.NEQ, &f.Preparer, &f.Certification, &f.First, &f.Last, &f.Used)
	if errors.Is(err, db.ErrNoRows) {
		return Filer{}, nil
	}
	return f, err
}

var (
	neqForm           = regexp.MustCompile(`^\d{10}$`)
	preparerForm      = regexp.MustCompile(`^NP\d{6}$`)
	certificationForm = regexp.MustCompile(`^RQ-\d{2}-\d{2}-\d{3}$`)
	postalForm        = regexp.MustCompile(`^[A-Z]\d[A-Z] \d[A-Z]\d$`)
)

func (f *Filer) check() error {
	var wrong fault.Problems
	for _, text := range []*string{&f.Name, &f.Line, &f.Town, &f.PostalCode, &f.NEQ, &f.Preparer, &f.Certification} {
		*text = strings.TrimSpace(*text)
	}
	f.PostalCode, f.Preparer, f.Certification = strings.ToUpper(f.PostalCode), strings.ToUpper(f.Preparer), strings.ToUpper(f.Certification)
	f.NEQ = strings.ReplaceAll(f.NEQ, " ", "")
	for _, one := range []struct {
		bad         bool
		field, says string
	}{
		{f.Name == "", "nom", "Écrivez le nom de la Ville, comme dans ses dossiers fiscaux."},
		{f.Line == "", "rue", "Écrivez le numéro et la rue."},
		{f.Town == "", "ville", "Écrivez la ville."},
		{!postalForm.MatchString(f.PostalCode), "code_postal", "Écrivez le code postal comme J7P 1S1."},
		{!neqForm.MatchString(f.NEQ), "neq", "Le numéro d’entreprise du Québec a dix chiffres."},
		{!preparerForm.MatchString(f.Preparer), "preparateur", "Écrivez le numéro de préparateur comme NP123456."},
		{f.Certification != "" && !certificationForm.MatchString(f.Certification), "certification", "Écrivez le numéro de certification comme RQ-26-01-123, ou rien."},
		{f.First < 1 || f.First > 99_999_999, "premier", "Écrivez le premier numéro de la série : de un à huit chiffres."},
		{f.Last < f.First || f.Last > 99_999_999, "dernier", "Le dernier numéro de la série suit le premier et a huit chiffres au plus."},
	} {
		if one.bad {
			wrong.Add(one.field, one.says)
		}
	}
	return wrong.Err()
}

// SaveFiler keeps what the city says of itself. Another series begins at its first number; the
// numbers that were given are never given again.
func (s *Service) SaveFiler(ctx context.Context, by session.Viewer, f Filer, key forms.Key) error {
	if err := manages(by); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	return s.do(ctx, key, func(tx *db.Tx, now time.Time) (err error) {
		if f.Used, err = usedOf(ctx, tx, f); err != nil {
			return err
		}
		if f.Last < f.First+f.Used-1 {
			var wrong fault.Problems
			wrong.Add("dernier", "Des numéros plus grands ont déjà été donnés.")
			return wrong.Err()
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO slips_filer (id, name, line, town, postal_code, neq, preparer, certification, first_number, last_number, used, updated_at, updated_by)
			VALUES ('city', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			ON CONFLICT (id) DO UPDATE
			SET name = excluded.name, line = excluded.line, town = excluded.town, postal_code = excluded.postal_code, neq = excluded.neq,
			    preparer = excluded.preparer, certification = excluded.certification, first_number = excluded.first_number,
			    last_number = excluded.last_number, used = excluded.used, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
			f.Name, f.Line, f.Town, f.PostalCode, f.NEQ, f.Preparer, f.Certification, f.First, f.Last, f.Used, now, by.Account)
		if err != nil {
			return fmt.Errorf("keep the filer: %w", err)
		}
		return s.record(ctx, tx, by, now, journal.Entry{Action: journal.SettingChanged, Object: "gestion/releves/emetteur"})
	})
}

// usedOf is how many numbers from the first of a series were given, whatever series they were
// given from. It holds the row of the series, so that none is given meanwhile.
func usedOf(ctx context.Context, tx *db.Tx, f Filer) (used int, err error) {
	if _, err := tx.Exec(ctx, `UPDATE slips_filer SET used = used WHERE id = 'city'`); err != nil {
		return 0, fmt.Errorf("hold the filer: %w", err)
	}
	before, err := readFiler(ctx, tx)
	if err != nil {
		return 0, err
	}
	if before.First == f.First {
		used = before.Used
	}
	var greatest string
	err = tx.QueryRow(ctx, `
		SELECT COALESCE(MAX(number), '')
		FROM   slips_slip
		WHERE  number >= $1 AND number <= $2`, NumberOf(f.First), NumberOf(f.Last)).Scan(&greatest)
	if err != nil || len(greatest) < 2 {
		return used, err
	}
	serial, err := strconv.Atoi(greatest[:len(greatest)-1])
	return max(used, serial-f.First+1), err
}

// takeNumbers takes the next numbers of the series.
func takeNumbers(ctx context.Context, tx *db.Tx, count int) (first int, err error) {
	if count == 0 {
		return 0, nil
	}
	n, err := tx.Exec(ctx, `
		UPDATE slips_filer
		SET    used = used + $1
		WHERE  id = 'city' AND first_number + used + $2 - 1 <= last_number`, count, count)
	if err != nil {
		return 0, err
	}
	f, err := readFiler(ctx, tx)
	switch {
	case err != nil:
		return 0, err
	case n == 0 && f.First == 0:
		return 0, fault.New(fault.Conflict, "Dites d’abord qui est la Ville pour Revenu Québec, et quels numéros elle donne.")
	case n == 0:
		return 0, fault.New(fault.Conflict, "La série de numéros ne suffit pas : il en reste %[1]d et il en faut %[2]d. Demandez-en une autre à Revenu Québec.", f.Left(), count)
	}
	return f.First + f.Used - count, nil
}
