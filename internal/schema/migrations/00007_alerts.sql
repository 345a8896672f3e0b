-- +goose Up
-- alerts_notice is one thing a person should know, told once.
CREATE TABLE alerts_notice (
	id         TEXT PRIMARY KEY,
	key        TEXT NOT NULL UNIQUE, -- the cause: one cause is told once to one person
	person_id  TEXT NOT NULL REFERENCES people_person (id),
	subject    TEXT NOT NULL, -- request, account, …
	object     TEXT NOT NULL DEFAULT '',
	title      TEXT NOT NULL,
	body       TEXT NOT NULL DEFAULT '',
	path       TEXT NOT NULL DEFAULT '',
	at         TIMESTAMP NOT NULL,
	seen_at    TIMESTAMP
);
CREATE INDEX alerts_notice_person ON alerts_notice (person_id, at);
CREATE INDEX alerts_notice_unseen ON alerts_notice (person_id) WHERE seen_at IS NULL;
