package accounts

import (
	"context"
	"errors"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/session"
)

const selectAccount = `
	SELECT id, COALESCE(person_id, ''), COALESCE(user_code, ''), COALESCE(staff_email, ''), staff_name, role, departments,
	       password, state, text_size, theme, font, language, failures, created_at, updated_at
	FROM   accounts_account`

type scanner interface{ Scan(...any) error }

func scanAccount(r scanner) (a Account, err error) {
	var departments string
	err = r.Scan(&a.ID, &a.Person, &a.UserCode, &a.StaffEmail, &a.StaffName, &a.Role, &departments,
		&a.password, &a.State, &a.Prefs.Text, &a.Prefs.Theme, &a.Prefs.Font, &a.Prefs.Language, &a.Failures, &a.CreatedAt, &a.UpdatedAt)
	a.Departments = list(departments)
	return a, err
}

func list(codes string) []string {
	if codes == "" {
		return nil
	}
	return strings.Split(codes, ",")
}

func byID(ctx context.Context, q db.Querier, account ID) (Account, error) {
	a, err := scanAccount(q.QueryRow(ctx, selectAccount+`
		WHERE  id = $1`, account))
	return a, db.NotFound(err, errNoAccount)
}

func byUserCode(ctx context.Context, q db.Querier, code string) ([]Account, error) {
	return accountsOf(q.Query(ctx, selectAccount+`
		WHERE  user_code = $1`, code))
}

func byStaffEmail(ctx context.Context, q db.Querier, address string) ([]Account, error) {
	return accountsOf(q.Query(ctx, selectAccount+`
		WHERE  staff_email = $1`, address))
}

func byPerson(ctx context.Context, q db.Querier, person people.ID) ([]Account, error) {
	return accountsOf(q.Query(ctx, selectAccount+`
		WHERE  person_id = $1`, person))
}

func allStaff(ctx context.Context, q db.Querier) ([]Account, error) {
	return accountsOf(q.Query(ctx, selectAccount+`
		WHERE  staff_email IS NOT NULL
		ORDER  BY staff_name, id`))
}

func accountsOf(rows *db.Rows, err error) ([]Account, error) {
	return db.Collect(rows, err, func(r *db.Rows) (Account, error) { return scanAccount(r) })
}

// accountColumns and accountRow are one row of accounts_account, for one or for thousands.
var accountColumns = []string{"id", "person_id", "user_code", "staff_email", "staff_name", "role", "departments", "password", "state",
	"text_size", "theme", "font", "language", "created_at", "updated_at"}

func accountRow(a Account) []any {
	p := a.Prefs.valid()
	return []any{string(a.ID), db.Null(a.Person), db.Null(a.UserCode), db.Null(a.StaffEmail), a.StaffName, string(a.Role),
		strings.Join(a.Departments, ","), a.password, string(a.State), p.Text, p.Theme, p.Font, string(p.Language), a.CreatedAt, a.UpdatedAt}
}

// insertAccount writes an account; false means that its code, address or person has one.
func insertAccount(ctx context.Context, tx *db.Tx, a Account) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO accounts_account (id, person_id, user_code, staff_email, staff_name, role, departments, password, state,
		                              text_size, theme, font, language, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT DO NOTHING`, accountRow(a)...)
	return n == 1, err
}

func setPassword(ctx context.Context, tx *db.Tx, account ID, hash string, at time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE accounts_account
		SET    password = $1, failures = 0, failed_at = NULL, updated_at = $2
		WHERE  id = $3`, hash, at, account)
	return err
}

// rehash replaces the hash of a password that stays the same.
func rehash(ctx context.Context, tx *db.Tx, account ID, was, is string) error {
	_, err := tx.Exec(ctx, `
		UPDATE accounts_account
		SET    password = $1
		WHERE  id = $2 AND password = $3`, is, account, was)
	return err
}

func setState(ctx context.Context, tx *db.Tx, account ID, is State, at time.Time) error {
	n, err := tx.Exec(ctx, `
		UPDATE accounts_account
		SET    state = $1, updated_at = $2
		WHERE  id = $3`, is, at, account)
	if err == nil && n == 0 {
		return errNoAccount
	}
	return err
}

func setRole(ctx context.Context, tx *db.Tx, account ID, role session.Role, departments []string, at time.Time) error {
	n, err := tx.Exec(ctx, `
		UPDATE accounts_account
		SET    role = $1, departments = $2, updated_at = $3
		WHERE  id = $4 AND staff_email IS NOT NULL`, role, strings.Join(departments, ","), at, account)
	if err == nil && n == 0 {
		return errNoAccount
	}
	return err
}

func setPrefs(ctx context.Context, tx *db.Tx, account ID, p Prefs, at time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE accounts_account
		SET    text_size = $1, theme = $2, font = $3, language = $4, updated_at = $5
		WHERE  id = $6`, p.Text, p.Theme, p.Font, p.Language, at, account)
	return err
}

// addFailure counts one more wrong password and tells how many that makes.
func addFailure(ctx context.Context, tx *db.Tx, account ID, at time.Time) (int, error) {
	_, err := tx.Exec(ctx, `
		UPDATE accounts_account
		SET    failures = failures + 1, failed_at = $1
		WHERE  id = $2`, at, account)
	if err != nil {
		return 0, err
	}
	var n int
	err = tx.QueryRow(ctx, `
		SELECT failures
		FROM   accounts_account
		WHERE  id = $1`, account).Scan(&n)
	return n, err
}

func clearFailures(ctx context.Context, tx *db.Tx, account ID) error {
	_, err := tx.Exec(ctx, `
		UPDATE accounts_account
		SET    failures = 0, failed_at = NULL
		WHERE  id = $1 AND failures > 0`, account)
	return err
}

// Attempts.

// begin makes sure that an attempt under a key is counted by somebody, and forgets those of
// another day.
func beginAttempts(ctx context.Context, tx *db.Tx, key string, now, forgotten time.Time) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM accounts_attempt
		WHERE  key = $1 AND at < $2`, key, forgotten); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO accounts_attempt (key, failures, at, open_at)
		VALUES ($1, 0, $2, $2)
		ON CONFLICT DO NOTHING`, key, now)
	return err
}

// addAttempt counts one more, unless the key must wait; the row stays locked until the end
// of the transaction, so that attempts at the same instant are counted one by one.
func addAttempt(ctx context.Context, tx *db.Tx, key string, now time.Time) (counted bool, err error) {
	n, err := tx.Exec(ctx, `
		UPDATE accounts_attempt
		SET    failures = failures + 1, at = $1
		WHERE  key = $2 AND open_at <= $1`, now, key)
	return n == 1, err
}

func attemptOf(ctx context.Context, q db.Querier, key string) (failures int, openAt time.Time, err error) {
	err = q.QueryRow(ctx, `
		SELECT failures, open_at
		FROM   accounts_attempt
		WHERE  key = $1`, key).Scan(&failures, &openAt)
	return failures, openAt, err
}

func closeAttempts(ctx context.Context, tx *db.Tx, key string, until time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE accounts_attempt
		SET    open_at = $1
		WHERE  key = $2`, until, key)
	return err
}

func dropAttempts(ctx context.Context, tx *db.Tx, key string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM accounts_attempt
		WHERE  key = $1`, key)
	return err
}

// Tokens.

type token struct {
	id        string
	digest    string
	purpose   purpose
	account   ID
	contact   string
	code      string
	tries     int
	body      string
	createdAt time.Time
	expiresAt time.Time
	usedAt    time.Time
}

type purpose string

const (
	toRegister purpose = "register"
	toReset    purpose = "reset"
	toChange   purpose = "change"
	toSecond   purpose = "second"
	toInvite   purpose = "invite"
	toFirst    purpose = "first_admin"
)

func insertToken(ctx context.Context, tx *db.Tx, t token) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO accounts_token (id, digest, purpose, account_id, contact, code, body, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		t.id, t.digest, t.purpose, db.Null(t.account), t.contact, t.code, t.body, t.createdAt, t.expiresAt)
	return err
}

const selectToken = `
	SELECT id, digest, purpose, COALESCE(account_id, ''), contact, code, tries, body, created_at, expires_at, used_at
	FROM   accounts_token`

func scanToken(r scanner) (t token, err error) {
	err = r.Scan(&t.id, &t.digest, &t.purpose, &t.account, &t.contact, &t.code, &t.tries, &t.body, &t.createdAt, &t.expiresAt, &t.usedAt)
	return t, err
}

// tokenByDigest is a token that still serves.
func tokenByDigest(ctx context.Context, q db.Querier, p purpose, digest string, at time.Time) (token, error) {
	return scanToken(q.QueryRow(ctx, selectToken+`
		WHERE  digest = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3`, digest, p, at))
}

// anyToken is a token, used up or not.
func anyToken(ctx context.Context, q db.Querier, p purpose, digest string) (token, error) {
	return scanToken(q.QueryRow(ctx, selectToken+`
		WHERE  digest = $1 AND purpose = $2`, digest, p))
}

// tokenByID is a token that still serves.
func tokenByID(ctx context.Context, q db.Querier, p purpose, id string, at time.Time) (token, error) {
	return scanToken(q.QueryRow(ctx, selectToken+`
		WHERE  id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3`, id, p, at))
}

// useToken uses a token up; false means that it has served, or is past its time.
func useToken(ctx context.Context, tx *db.Tx, id string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE accounts_token
		SET    used_at = $1
		WHERE  id = $2 AND used_at IS NULL AND expires_at > $1`, at, id)
	return n == 1, err
}

// tryToken counts one try at a code; false means that there were too many, or that it is
// past its time.
func tryToken(ctx context.Context, tx *db.Tx, id string, most int, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE accounts_token
		SET    tries = tries + 1
		WHERE  id = $1 AND tries < $2 AND used_at IS NULL AND expires_at > $3`, id, most, at)
	return n == 1, err
}

func updateToken(ctx context.Context, tx *db.Tx, t token) error {
	_, err := tx.Exec(ctx, `
		UPDATE accounts_token
		SET    account_id = $1, contact = $2, code = $3, tries = $4, body = $5
		WHERE  id = $6`, db.Null(t.account), t.contact, t.code, t.tries, t.body, t.id)
	return err
}

// voidTokens ends the tokens of an account for a purpose, so that only the last serves.
func voidTokens(ctx context.Context, tx *db.Tx, account ID, p purpose, at time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE accounts_token
		SET    used_at = $1
		WHERE  account_id = $2 AND purpose = $3 AND used_at IS NULL`, at, account, p)
	return err
}

// voidAll ends the tokens for a purpose, whoever they are for.
func voidAll(ctx context.Context, tx *db.Tx, p purpose, at time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE accounts_token
		SET    used_at = $1
		WHERE  purpose = $2 AND used_at IS NULL`, at, p)
	return err
}

// Factors.

type factor struct {
	id          string
	account     ID
	sealed      string
	lastStep    int64
	ConfirmedAt time.Time
}

func factorOf(ctx context.Context, q db.Querier, account ID) (f factor, err error) {
	err = q.QueryRow(ctx, `
		SELECT id, account_id, secret, last_step, confirmed_at
		FROM   accounts_factor
		WHERE  account_id = $1`, account).Scan(&f.id, &f.account, &f.sealed, &f.lastStep, &f.ConfirmedAt)
	return f, err
}

// hasFactor tells whether an account has a second factor that works.
func hasFactor(ctx context.Context, q db.Querier, account ID) (bool, error) {
	f, err := factorOf(ctx, q, account)
	if errors.Is(err, db.ErrNoRows) {
		return false, nil
	}
	return !f.ConfirmedAt.IsZero(), err
}

func insertFactor(ctx context.Context, tx *db.Tx, f factor, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO accounts_factor (id, account_id, secret, created_at)
		VALUES ($1, $2, $3, $4)`, f.id, f.account, f.sealed, at)
	return err
}

func confirmFactor(ctx context.Context, tx *db.Tx, account ID, at time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE accounts_factor
		SET    confirmed_at = $1
		WHERE  account_id = $2 AND confirmed_at IS NULL`, at, account)
	return err
}

// advanceStep uses a half-minute up; false means that it, or a later one, has served.
func advanceStep(ctx context.Context, tx *db.Tx, account ID, step int64) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE accounts_factor
		SET    last_step = $1
		WHERE  account_id = $2 AND last_step < $1`, step, account)
	return n == 1, err
}

func dropFactor(ctx context.Context, tx *db.Tx, account ID) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM accounts_factor
		WHERE  account_id = $1`, account)
	return err
}

func insertRecovery(ctx context.Context, tx *db.Tx, id string, account ID, digest string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO accounts_recovery (id, account_id, digest)
		VALUES ($1, $2, $3)`, id, account, digest)
	return err
}

func useRecovery(ctx context.Context, tx *db.Tx, account ID, digest string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE accounts_recovery
		SET    used_at = $1
		WHERE  account_id = $2 AND digest = $3 AND used_at IS NULL`, at, account, digest)
	return n == 1, err
}

func dropRecovery(ctx context.Context, tx *db.Tx, account ID) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM accounts_recovery
		WHERE  account_id = $1`, account)
	return err
}

func recoveryLeft(ctx context.Context, q db.Querier, account ID) (n int, err error) {
	err = q.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM   accounts_recovery
		WHERE  account_id = $1 AND used_at IS NULL`, account).Scan(&n)
	return n, err
}

// Devices.

// knownDevice tells whether an account has been used from a device before.
func knownDevice(ctx context.Context, q db.Querier, device string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM   accounts_device
		WHERE  id = $1`, device).Scan(&n)
	return n > 0, err
}

func countDevices(ctx context.Context, q db.Querier, account ID) (n int, err error) {
	err = q.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM   accounts_device
		WHERE  account_id = $1`, account).Scan(&n)
	return n, err
}

func saveDevice(ctx context.Context, tx *db.Tx, device string, account ID, label string, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO accounts_device (id, account_id, label, first_seen, last_seen)
		VALUES ($1, $2, $3, $4, $4)
		ON CONFLICT (id) DO UPDATE SET label = $3, last_seen = $4`, device, account, label, at)
	return err
}

func dropDevices(ctx context.Context, tx *db.Tx, account ID) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM accounts_device
		WHERE  account_id = $1`, account)
	return err
}

// sweep removes what is past its time: tokens a day after, attempts of another day,
// devices not seen for a year.
func sweep(ctx context.Context, tx *db.Tx, tokens, attempts, devices time.Time) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM accounts_token
		WHERE  expires_at < $1`, tokens); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		DELETE FROM accounts_attempt
		WHERE  at < $1`, attempts); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		DELETE FROM accounts_device
		WHERE  last_seen < $1`, devices)
	return err
}

func (p Prefs) valid() Prefs {
	if p.Text < 1 || p.Text > 3 {
		p.Text = 1
	}
	if p.Language != i18n.English {
		p.Language = i18n.French
	}
	return p
}
