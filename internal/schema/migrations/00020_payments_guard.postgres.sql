-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION payments_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'the books are append-only';
END $$;
-- +goose StatementEnd
CREATE TRIGGER payments_movement_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_movement FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse();
CREATE TRIGGER payments_entry_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_entry FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse();
CREATE TRIGGER payments_payment_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_payment FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse();
