-- +goose Up
-- forms_done remembers that a form had its effect, so that sending it again changes nothing.
CREATE TABLE forms_done (
	actor       TEXT NOT NULL,
	key         TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	result      TEXT NOT NULL,
	at          TIMESTAMP NOT NULL,
	PRIMARY KEY (actor, key)
);
CREATE INDEX forms_done_at ON forms_done (at);

-- files_file is one stored file; its bytes lie in the files folder under its id.
CREATE TABLE files_file (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	media_type TEXT NOT NULL,
	size       BIGINT NOT NULL,
	digest     TEXT NOT NULL,
	width      BIGINT NOT NULL DEFAULT 0,
	height     BIGINT NOT NULL DEFAULT 0,
	owner      TEXT NOT NULL DEFAULT '',
	state      TEXT NOT NULL CHECK (state IN ('waiting', 'clean', 'refused')),
	created_at TIMESTAMP NOT NULL
);
CREATE INDEX files_file_owner ON files_file (owner, created_at);

-- mail_message is one message to one recipient, kept until it was handed over.
CREATE TABLE mail_message (
	id         TEXT PRIMARY KEY,
	message_id TEXT NOT NULL UNIQUE,
	channel    TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
	recipient  TEXT NOT NULL,
	subject    TEXT NOT NULL DEFAULT '',
	body       TEXT NOT NULL,
	html       TEXT NOT NULL DEFAULT '',
	person     TEXT NOT NULL DEFAULT '',
	state      TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
	tries      BIGINT NOT NULL DEFAULT 0,
	reason     TEXT NOT NULL DEFAULT '',
	created_at TIMESTAMP NOT NULL,
	sent_at    TIMESTAMP
);
CREATE INDEX mail_message_created ON mail_message (created_at);
CREATE INDEX mail_message_person ON mail_message (person, created_at);

-- session_session is one open session; id is the digest of the secret in the cookie.
CREATE TABLE session_session (
	id           TEXT PRIMARY KEY,
	account_id   TEXT NOT NULL,
	device       TEXT NOT NULL DEFAULT '',
	origin       TEXT NOT NULL DEFAULT '',
	remembered   BOOLEAN NOT NULL DEFAULT FALSE,
	created_at   TIMESTAMP NOT NULL,
	last_seen_at TIMESTAMP NOT NULL,
	reassured_at TIMESTAMP,
	expires_at   TIMESTAMP NOT NULL
);
CREATE INDEX session_session_account ON session_session (account_id);
CREATE INDEX session_session_expires ON session_session (expires_at);
