-- +goose Up
-- accounts_account lets one person sign in. A member of the staff has a name and a work
-- address of their own, and no person.
CREATE TABLE accounts_account (
	id             TEXT PRIMARY KEY,
	person_id      TEXT UNIQUE REFERENCES people_person (id),
	user_code      TEXT UNIQUE, -- six digits, given by the city; NULL for staff
	staff_email    TEXT UNIQUE, -- NULL for citizens
	staff_name     TEXT NOT NULL DEFAULT '',
	role           TEXT NOT NULL DEFAULT '',
	departments    TEXT NOT NULL DEFAULT '', -- codes between commas; empty means all
	password       TEXT NOT NULL DEFAULT '', -- Argon2id with its parameters
	state          TEXT NOT NULL CHECK (state IN ('pending', 'active', 'disabled')),
	text_size      BIGINT NOT NULL DEFAULT 1 CHECK (text_size BETWEEN 1 AND 3),
	theme          TEXT NOT NULL DEFAULT '',
	font           TEXT NOT NULL DEFAULT '',
	language       TEXT NOT NULL DEFAULT 'fr',
	failures       BIGINT NOT NULL DEFAULT 0,
	failed_at      TIMESTAMP,
	created_at     TIMESTAMP NOT NULL,
	updated_at     TIMESTAMP NOT NULL
);

-- accounts_token is a link or a code sent to prove an address: one use, short life.
CREATE TABLE accounts_token (
	id         TEXT PRIMARY KEY,
	digest     TEXT NOT NULL UNIQUE,
	purpose    TEXT NOT NULL CHECK (purpose IN ('register', 'reset', 'change', 'second', 'invite', 'first_admin')),
	account_id TEXT REFERENCES accounts_account (id),
	contact    TEXT NOT NULL DEFAULT '', -- the address or number it proves
	code       TEXT NOT NULL DEFAULT '', -- digest of the six digits, when there are any
	tries      BIGINT NOT NULL DEFAULT 0,
	body       TEXT NOT NULL DEFAULT '', -- what is kept until it is proved
	created_at TIMESTAMP NOT NULL,
	expires_at TIMESTAMP NOT NULL,
	used_at    TIMESTAMP
);
CREATE INDEX accounts_token_account ON accounts_token (account_id);
CREATE INDEX accounts_token_expires ON accounts_token (expires_at);

CREATE TABLE accounts_factor (
	id           TEXT PRIMARY KEY,
	account_id   TEXT NOT NULL UNIQUE REFERENCES accounts_account (id),
	secret       TEXT NOT NULL, -- sealed with the city's key
	last_step    BIGINT NOT NULL DEFAULT 0, -- the last time step used, so that a code serves once
	confirmed_at TIMESTAMP,
	created_at   TIMESTAMP NOT NULL
);

CREATE TABLE accounts_recovery (
	id         TEXT PRIMARY KEY,
	account_id TEXT NOT NULL REFERENCES accounts_account (id),
	digest     TEXT NOT NULL,
	used_at    TIMESTAMP,
	UNIQUE (account_id, digest)
);

CREATE TABLE accounts_device (
	id         TEXT PRIMARY KEY, -- digest of the device's cookie and the account
	account_id TEXT NOT NULL REFERENCES accounts_account (id),
	label      TEXT NOT NULL DEFAULT '',
	first_seen TIMESTAMP NOT NULL,
	last_seen  TIMESTAMP NOT NULL
);
CREATE INDEX accounts_device_account ON accounts_device (account_id);

-- accounts_attempt counts wrong passwords in a row, by name typed or by known device, so
-- that each next try waits longer.
CREATE TABLE accounts_attempt (
	key      TEXT PRIMARY KEY, -- digest
	failures BIGINT NOT NULL,
	at       TIMESTAMP NOT NULL,
	open_at  TIMESTAMP NOT NULL -- the next try is looked at from then
);
CREATE INDEX accounts_attempt_at ON accounts_attempt (at);
