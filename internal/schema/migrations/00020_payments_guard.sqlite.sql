-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER payments_movement_no_update BEFORE UPDATE ON payments_movement BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER payments_movement_no_delete BEFORE DELETE ON payments_movement BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER payments_entry_no_update BEFORE UPDATE ON payments_entry BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER payments_entry_no_delete BEFORE DELETE ON payments_entry BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER payments_payment_no_update BEFORE UPDATE ON payments_payment BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER payments_payment_no_delete BEFORE DELETE ON payments_payment BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
-- +goose StatementEnd
