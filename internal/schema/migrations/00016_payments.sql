-- +goose Up
CREATE TABLE payments_counter (
	kind TEXT NOT NULL,   -- F for bills, C for tills
	year BIGINT NOT NULL,
	last BIGINT NOT NULL,
	PRIMARY KEY (kind, year)
);

CREATE TABLE payments_bill (
	id       TEXT PRIMARY KEY,
	number   TEXT NOT NULL UNIQUE,
	room     TEXT NOT NULL,
	object   TEXT NOT NULL,          -- the room's name of the whole
	name     TEXT NOT NULL DEFAULT '', -- what people call it: the number of an order
	payer_id TEXT NOT NULL REFERENCES people_person (id),
	scope    TEXT NOT NULL DEFAULT '',
	path     TEXT NOT NULL DEFAULT '', -- the room's page of what was bought
	lines    TEXT NOT NULL,          -- what was bought, JSON, never changed
	total    BIGINT NOT NULL CHECK (total >= 0),
	paid     BIGINT NOT NULL DEFAULT 0 CHECK (paid >= 0),
	reduced  BIGINT NOT NULL DEFAULT 0 CHECK (reduced >= 0), -- taken off before it was paid
	refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0), -- given back of what was paid, or to be
	state    TEXT NOT NULL CHECK (state IN ('open', 'paid', 'void')),
	deferred BOOLEAN NOT NULL DEFAULT FALSE,
	told     BOOLEAN NOT NULL DEFAULT FALSE, -- the room has delivered
	booked   BOOLEAN NOT NULL DEFAULT FALSE, -- its income stands in the books
	version  BIGINT NOT NULL DEFAULT 0,
	due_at   TIMESTAMP,
	made_at  TIMESTAMP NOT NULL,
	paid_at  TIMESTAMP,
	CHECK (paid + reduced <= total),
	CHECK (refunded <= paid)
);
CREATE INDEX payments_bill_payer ON payments_bill (payer_id, made_at);
CREATE INDEX payments_bill_name ON payments_bill (name);

-- payments_checkout is a hosted page that was asked for.
CREATE TABLE payments_checkout (
	id         TEXT PRIMARY KEY,
	bill_id    TEXT NOT NULL REFERENCES payments_bill (id),
	amount     BIGINT NOT NULL CHECK (amount > 0),
	back       TEXT NOT NULL DEFAULT '',
	state      TEXT NOT NULL CHECK (state IN ('asked', 'open', 'paid', 'over')),
	page       TEXT NOT NULL DEFAULT '', -- the provider's name, once it has answered
	url        TEXT NOT NULL DEFAULT '',
	language   TEXT NOT NULL DEFAULT 'fr',
	made_at    TIMESTAMP NOT NULL,
	expires_at TIMESTAMP NOT NULL,
	looked_at  TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX payments_checkout_one ON payments_checkout (bill_id) WHERE state IN ('asked', 'open');
CREATE UNIQUE INDEX payments_checkout_page ON payments_checkout (page) WHERE page <> '';
CREATE INDEX payments_checkout_waiting ON payments_checkout (looked_at) WHERE state IN ('asked', 'open');

-- payments_event is a message of the provider, kept so that it has its effect once.
CREATE TABLE payments_event (
	id       TEXT PRIMARY KEY, -- the provider's name of it
	kind     TEXT NOT NULL,
	page     TEXT NOT NULL DEFAULT '',
	payment  TEXT NOT NULL DEFAULT '',
	amount   BIGINT NOT NULL DEFAULT 0,
	currency TEXT NOT NULL DEFAULT '',
	outcome  TEXT NOT NULL,
	at       TIMESTAMP NOT NULL,
	day      TEXT NOT NULL     -- 2026-09-11, in town
);
CREATE INDEX payments_event_day ON payments_event (day);

-- payments_till is a drawer from its opening to its closing.
CREATE TABLE payments_till (
	id                TEXT PRIMARY KEY,
	number            TEXT NOT NULL UNIQUE,
	account           TEXT NOT NULL,
	name              TEXT NOT NULL,
	float_cents       BIGINT NOT NULL CHECK (float_cents >= 0),
	opened_at         TIMESTAMP NOT NULL,
	closed_at         TIMESTAMP,
	day               TEXT NOT NULL DEFAULT '', -- of its closing
	counted_cash      BIGINT NOT NULL DEFAULT 0,
	counted_cheques   BIGINT NOT NULL DEFAULT 0,
	counted_terminal  BIGINT NOT NULL DEFAULT 0,
	expected_cash     BIGINT NOT NULL DEFAULT 0,
	expected_cheques  BIGINT NOT NULL DEFAULT 0,
	expected_terminal BIGINT NOT NULL DEFAULT 0,
	note              TEXT NOT NULL DEFAULT '',
	version           BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX payments_till_one ON payments_till (account) WHERE closed_at IS NULL;
CREATE INDEX payments_till_opened ON payments_till (opened_at);

CREATE TABLE payments_payment (
	id        TEXT PRIMARY KEY,
	bill_id   TEXT NOT NULL REFERENCES payments_bill (id),
	payer_id  TEXT NOT NULL REFERENCES people_person (id),
	method    TEXT NOT NULL CHECK (method IN ('cash', 'cheque', 'terminal', 'card', 'credit')),
	amount    BIGINT NOT NULL CHECK (amount > 0),
	applied   BIGINT NOT NULL CHECK (applied >= 0), -- the part that the bill needed; the rest went back
	given     BIGINT NOT NULL DEFAULT 0,
	change    BIGINT NOT NULL DEFAULT 0,
	rounding  BIGINT NOT NULL DEFAULT 0,
	reference TEXT NOT NULL DEFAULT '',
	provider  TEXT NOT NULL DEFAULT '', -- the provider's name of it, for a card
	till_id   TEXT REFERENCES payments_till (id),
	account   TEXT NOT NULL DEFAULT '', -- who took it
	at        TIMESTAMP NOT NULL,
	day       TEXT NOT NULL,
	CHECK (applied <= amount)
);
CREATE UNIQUE INDEX payments_payment_once ON payments_payment (provider) WHERE provider <> '';
CREATE INDEX payments_payment_bill ON payments_payment (bill_id);
CREATE INDEX payments_payment_payer ON payments_payment (payer_id, at);
CREATE INDEX payments_payment_day ON payments_payment (day);

CREATE TABLE payments_refund (
	id         TEXT PRIMARY KEY,
	bill_id    TEXT NOT NULL REFERENCES payments_bill (id),
	payer_id   TEXT NOT NULL REFERENCES people_person (id),
	payment_id TEXT REFERENCES payments_payment (id), -- what a card is credited for
	way        TEXT NOT NULL CHECK (way IN ('cash', 'cheque', 'card', 'credit', '')),
	amount     BIGINT NOT NULL CHECK (amount > 0),
	reduced    BIGINT NOT NULL DEFAULT 0 CHECK (reduced >= 0),
	amounts    TEXT NOT NULL,          -- by object, JSON; none for what was paid too much
	reason     TEXT NOT NULL,
	state      TEXT NOT NULL CHECK (state IN ('asked', 'refused', 'granted', 'sent', 'failed', 'given')),
	reference  TEXT NOT NULL DEFAULT '',
	asked_by   TEXT NOT NULL DEFAULT '',
	asked_at   TIMESTAMP NOT NULL,
	decided_by TEXT NOT NULL DEFAULT '',
	decided_at TIMESTAMP,
	given_at   TIMESTAMP,
	day        TEXT NOT NULL DEFAULT '', -- of its leaving
	tries      BIGINT NOT NULL DEFAULT 0,
	version    BIGINT NOT NULL DEFAULT 0,
	CHECK (reduced <= amount)
);
CREATE INDEX payments_refund_bill ON payments_refund (bill_id);
CREATE INDEX payments_refund_payer ON payments_refund (payer_id, asked_at);
CREATE INDEX payments_refund_state ON payments_refund (state);
CREATE INDEX payments_refund_day ON payments_refund (day);
CREATE UNIQUE INDEX payments_refund_once ON payments_refund (reference) WHERE way = 'card' AND reference <> '';

-- payments_credit is what the city keeps for somebody.
CREATE TABLE payments_credit (
	person_id TEXT PRIMARY KEY REFERENCES people_person (id),
	balance   BIGINT NOT NULL CHECK (balance >= 0)
);

-- payments_movement and payments_entry are the books: added, never changed.
CREATE TABLE payments_movement (
	id      TEXT PRIMARY KEY,
	kind    TEXT NOT NULL,
	cause   TEXT NOT NULL UNIQUE, -- what it books, which is booked once
	at      TIMESTAMP NOT NULL,
	day     TEXT NOT NULL,
	account TEXT NOT NULL DEFAULT '' -- who did it, empty for the program
);
CREATE INDEX payments_movement_day ON payments_movement (day);
CREATE TABLE payments_entry (
	movement_id TEXT NOT NULL REFERENCES payments_movement (id),
	rank        BIGINT NOT NULL,
	account     TEXT NOT NULL,
	part        TEXT NOT NULL DEFAULT '', -- a till, or a kind of income
	amount      BIGINT NOT NULL CHECK (amount <> 0), -- debits are positive
	PRIMARY KEY (movement_id, rank)
);
CREATE INDEX payments_entry_account ON payments_entry (account, part);

-- payments_told is a line of the provider's own list, payments_asked when it was asked for.
CREATE TABLE payments_told (
	id        TEXT PRIMARY KEY,
	is_refund BOOLEAN NOT NULL,
	payment   TEXT NOT NULL,
	amount    BIGINT NOT NULL,
	currency  TEXT NOT NULL,
	at        TIMESTAMP NOT NULL,
	day       TEXT NOT NULL
);
CREATE INDEX payments_told_day ON payments_told (day);
CREATE TABLE payments_asked (
	day TEXT PRIMARY KEY,
	at  TIMESTAMP NOT NULL
);
