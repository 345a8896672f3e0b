-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'the journal is append-only';
END $$;
-- +goose StatementEnd
CREATE TRIGGER journal_entry_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_seal_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_seal FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
-- +goose StatementBegin
CREATE FUNCTION journal_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO journal_pending (entry_id) VALUES (NEW.id);
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER journal_entry_note AFTER INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_note();
