-- +goose Up
-- library_card is a card that somebody linked to a person's file.
CREATE TABLE library_card (
	id         TEXT PRIMARY KEY,
	person_id  TEXT NOT NULL REFERENCES people_person (id),
	number     TEXT NOT NULL,            -- as it is printed, without spaces and hyphens
	patron     TEXT NOT NULL DEFAULT '', -- the system's own name for the holder
	pin        TEXT NOT NULL DEFAULT '', -- sealed; empty where the system does not ask for it
	linked_by  TEXT NOT NULL,            -- an account
	linked_at  TIMESTAMP NOT NULL,
	shares     BOOLEAN NOT NULL DEFAULT FALSE,
	keeps      BOOLEAN NOT NULL DEFAULT FALSE,
	refused_at TIMESTAMP,                -- since when the library knows number and PIN no more
	UNIQUE (person_id, number)
);

-- library_copy is what the library said last of a card.
CREATE TABLE library_copy (
	card_id    TEXT PRIMARY KEY REFERENCES library_card (id),
	account    TEXT NOT NULL DEFAULT '', -- loans, holds and fees, JSON; empty before it ever told
	as_of      TIMESTAMP,
	silent_at  TIMESTAMP,                -- since when it does not answer
	failures   BIGINT NOT NULL DEFAULT 0,
	owing_at   TIMESTAMP,                -- since when something is owed
	wanted_at  TIMESTAMP,                -- when a page last asked for a fresh one
	next_at    TIMESTAMP NOT NULL,       -- when it is asked for again
	held_until TIMESTAMP,                -- until when one process has it to itself
	held_by    TEXT NOT NULL DEFAULT '',
	version    BIGINT NOT NULL DEFAULT 0 -- counts the writings: an answer from before one is dropped
);
CREATE INDEX library_copy_next ON library_copy (next_at);
CREATE INDEX library_copy_held ON library_copy (held_by) WHERE held_by <> '';

-- library_past is a document that was returned, for those who asked that they be kept.
CREATE TABLE library_past (
	card_id TEXT NOT NULL REFERENCES library_card (id),
	item    TEXT NOT NULL,
	title   TEXT NOT NULL,
	author  TEXT NOT NULL,
	medium  TEXT NOT NULL,
	out_at  TIMESTAMP NOT NULL,
	back_at TIMESTAMP NOT NULL,
	PRIMARY KEY (card_id, item, back_at)
);

-- library_order is an order that a citizen gave to the library, kept two days.
CREATE TABLE library_order (
	id       TEXT PRIMARY KEY,
	kind     TEXT NOT NULL CHECK (kind IN ('renew', 'hold', 'cancel')),
	account  TEXT NOT NULL,
	asked_at TIMESTAMP NOT NULL,
	state    TEXT NOT NULL CHECK (state IN ('asked', 'done', 'unsent'))
);
CREATE INDEX library_order_account ON library_order (account, asked_at);
CREATE INDEX library_order_asked ON library_order (asked_at);

-- library_line is one document of an order.
CREATE TABLE library_line (
	order_id   TEXT NOT NULL REFERENCES library_order (id),
	place      BIGINT NOT NULL,
	card_id    TEXT NOT NULL REFERENCES library_card (id),
	item       TEXT NOT NULL,
	title      TEXT NOT NULL,
	state      TEXT NOT NULL CHECK (state IN ('asked', 'done', 'refused', 'unsure', 'unsent')),
	due_before TIMESTAMP,
	due        TIMESTAMP,
	rank       BIGINT NOT NULL DEFAULT 0,
	why        TEXT NOT NULL DEFAULT '',
	words      TEXT NOT NULL DEFAULT '', -- the library's own
	PRIMARY KEY (order_id, place)
);
CREATE INDEX library_line_card ON library_line (card_id);

-- library_try is an attempt to link a card, right or wrong.
CREATE TABLE library_try (
	id      TEXT PRIMARY KEY,
	account TEXT NOT NULL,
	card    TEXT NOT NULL, -- the number typed, digested; it may not exist
	network TEXT NOT NULL,
	at      TIMESTAMP NOT NULL
);
CREATE INDEX library_try_account ON library_try (account, at);
CREATE INDEX library_try_card ON library_try (card, at);
CREATE INDEX library_try_network ON library_try (network, at);

-- library_setting is the system that the city chose: one row.
CREATE TABLE library_setting (
	id         TEXT PRIMARY KEY,
	driver     TEXT NOT NULL,
	fields     TEXT NOT NULL, -- JSON, without the secrets
	version    BIGINT NOT NULL,
	changed_by TEXT NOT NULL, -- an account; empty for the program itself
	changed_at TIMESTAMP NOT NULL
);

-- library_secret is a password to the system, sealed.
CREATE TABLE library_secret (
	driver TEXT NOT NULL,
	field  TEXT NOT NULL,
	sealed TEXT NOT NULL,
	PRIMARY KEY (driver, field)
);

-- library_export is the file of last night, where the library sends one: one row.
CREATE TABLE library_export (
	id          TEXT PRIMARY KEY,
	as_of       TIMESTAMP NOT NULL,
	imported_at TIMESTAMP NOT NULL
);

-- library_reader is what that file says of one card.
CREATE TABLE library_reader (
	card    TEXT PRIMARY KEY,
	proof   TEXT NOT NULL, -- keyed digest of the PIN or of the date of birth
	account TEXT NOT NULL, -- loans, holds and fees, JSON
	digest  TEXT NOT NULL  -- of all that the file says of it
);

