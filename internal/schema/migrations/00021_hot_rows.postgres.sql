-- +goose Up
-- Rows that are written with every deed bear no index that no page asks: a count of seats whose
-- only index is its key changes in place.
DROP INDEX registration_seats_changed;
DROP INDEX forms_done_at;

-- Entries of the journal that are written together are noted together.
DROP TRIGGER journal_entry_note ON journal_entry;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION journal_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO journal_pending (entry_id) SELECT id FROM written;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER journal_entry_note AFTER INSERT ON journal_entry REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION journal_note();
