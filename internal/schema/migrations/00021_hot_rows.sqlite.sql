-- +goose Up
-- Rows that are written with every deed stand once, in the order of their key, and bear no index
-- that no page asks.
DROP INDEX registration_seats_changed;

CREATE TABLE forms_done_2 (
	actor       TEXT NOT NULL,
	key         TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	result      TEXT NOT NULL,
	at          TIMESTAMP NOT NULL,
	PRIMARY KEY (actor, key)
) WITHOUT ROWID;
INSERT INTO forms_done_2 (actor, key, fingerprint, result, at)
SELECT actor, key, fingerprint, result, at
FROM   forms_done;
DROP TABLE forms_done;
ALTER TABLE forms_done_2 RENAME TO forms_done;

DROP TRIGGER journal_entry_note;
CREATE TABLE journal_pending_2 (
	entry_id TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO journal_pending_2 (entry_id)
SELECT entry_id
FROM   journal_pending;
DROP TABLE journal_pending;
ALTER TABLE journal_pending_2 RENAME TO journal_pending;
-- +goose StatementBegin
CREATE TRIGGER journal_entry_note AFTER INSERT ON journal_entry BEGIN INSERT INTO journal_pending (entry_id) VALUES (NEW.id); END;
-- +goose StatementEnd
