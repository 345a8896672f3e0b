-- +goose Up
-- journal_entry is one thing somebody did or looked at. Rows are added, never changed.
CREATE TABLE journal_entry (
	id         TEXT PRIMARY KEY,
	at         TIMESTAMP NOT NULL,
	actor      TEXT NOT NULL DEFAULT '', -- account id; empty for the program itself
	actor_role TEXT NOT NULL DEFAULT '',
	person     TEXT NOT NULL DEFAULT '', -- whose file it concerns
	action     TEXT NOT NULL,
	object     TEXT NOT NULL DEFAULT '',
	reason     TEXT NOT NULL DEFAULT '',
	detail     TEXT NOT NULL DEFAULT '',
	origin     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX journal_entry_person ON journal_entry (person, at);
CREATE INDEX journal_entry_actor ON journal_entry (actor, at);
CREATE INDEX journal_entry_at ON journal_entry (at, id);

-- journal_seal chains the entries: each seal authenticates its entry and the seal before.
CREATE TABLE journal_seal (
	seq      BIGINT PRIMARY KEY,
	entry_id TEXT NOT NULL UNIQUE REFERENCES journal_entry (id),
	seal     TEXT NOT NULL
);

-- journal_pending names the entries that no seal covers yet; the database itself fills it.
CREATE TABLE journal_pending (
	entry_id TEXT PRIMARY KEY
);
