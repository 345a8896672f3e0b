-- +goose Up
-- sensitive_at is when this session first opened pages that ask for the password again (the
-- tax account); until it ends, it is not asked a second time.
ALTER TABLE session_session ADD COLUMN sensitive_at TIMESTAMP;

-- tax_account is one bill: a property's taxes of a year, a supplement, or money given back.
CREATE TABLE tax_account (
	id          TEXT PRIMARY KEY,
	number      TEXT NOT NULL UNIQUE, -- as printed on the bill
	property_id TEXT NOT NULL, -- the roll's name of the property, kept when its matricule changes
	matricule   TEXT NOT NULL, -- as it was when the bill was sent
	year        BIGINT NOT NULL,
	kind        TEXT NOT NULL CHECK (kind IN ('annual', 'supplement', 'refund')),
	sent_on     TEXT NOT NULL, -- 2026-01-29
	total       BIGINT NOT NULL, -- cents, the sum of the lines
	code        TEXT NOT NULL DEFAULT '', -- keyed digest of the code printed on the bill
	digest      TEXT NOT NULL, -- of all the file said of it, so that a second import changes nothing
	received_at TIMESTAMP NOT NULL
);
CREATE INDEX tax_account_property ON tax_account (property_id, year);
CREATE INDEX tax_account_year ON tax_account (year);

-- tax_line is a line of a bill.
CREATE TABLE tax_line (
	account_id TEXT NOT NULL REFERENCES tax_account (id),
	rank       BIGINT NOT NULL,
	category   TEXT NOT NULL, -- the same from year to year
	label      TEXT NOT NULL,
	label_en   TEXT NOT NULL DEFAULT '',
	purpose    TEXT NOT NULL DEFAULT '',
	scope      TEXT NOT NULL CHECK (scope IN ('city', 'sector', 'beneficiaries')),
	basis      TEXT NOT NULL CHECK (basis IN ('value', 'dwelling', 'unit', 'metre', 'square metre', 'cubic metre', 'fixed')),
	base       BIGINT NOT NULL, -- thousandths: of a dollar, a dwelling, a metre
	rate       BIGINT NOT NULL, -- millionths of a dollar, for each 100 $ or each unit
	amount     BIGINT NOT NULL, -- cents; a credit is negative
	PRIMARY KEY (account_id, rank)
);

-- tax_instalment is an instalment whose day and amount the finance system gave; others are
-- counted by tax_rule.
CREATE TABLE tax_instalment (
	account_id TEXT NOT NULL REFERENCES tax_account (id),
	rank       BIGINT NOT NULL,
	due_on     TEXT NOT NULL,
	amount     BIGINT NOT NULL,
	PRIMARY KEY (account_id, rank)
);

-- tax_payment is money received, or given back when negative.
CREATE TABLE tax_payment (
	id          TEXT PRIMARY KEY,
	reference   TEXT NOT NULL UNIQUE, -- in the finance system
	account_id  TEXT NOT NULL REFERENCES tax_account (id),
	paid_on     TEXT NOT NULL,
	method      TEXT NOT NULL,
	amount      BIGINT NOT NULL,
	received_at TIMESTAMP NOT NULL
);
CREATE INDEX tax_payment_account ON tax_payment (account_id, paid_on);

-- tax_rule is what the by-laws of a year say of instalments, interest and penalty; a year
-- without one has that of the year before.
CREATE TABLE tax_rule (
	year          BIGINT PRIMARY KEY,
	number        BIGINT NOT NULL,
	first_days    BIGINT NOT NULL, -- from sending to the first day due
	next_days     BIGINT NOT NULL, -- from one day due to the next
	minimum       BIGINT NOT NULL, -- cents; below it there is one instalment
	first_share   BIGINT NOT NULL DEFAULT 0, -- percent of the first instalment, 0 for equal ones
	fixed_days    TEXT NOT NULL DEFAULT '', -- 02-25 04-28, for annual accounts; empty counts days
	whole_due     BOOLEAN NOT NULL, -- a missed instalment makes the whole balance due
	interest      BIGINT NOT NULL, -- millionths of a percent a year
	penalty       BIGINT NOT NULL, -- millionths of a percent for each complete month
	penalty_cap   BIGINT NOT NULL, -- millionths of a percent in twelve months
	discount      BIGINT NOT NULL DEFAULT 0, -- millionths of a percent for who pays all by the first day due
	updated_at    TIMESTAMP NOT NULL
);

-- tax_consent is an owner's consent to receive the bill by e-mail only.
CREATE TABLE tax_consent (
	id           TEXT PRIMARY KEY,
	person_id    TEXT NOT NULL REFERENCES people_person (id),
	property_id  TEXT NOT NULL,
	wording      TEXT NOT NULL, -- which text was agreed to
	given_at     TIMESTAMP NOT NULL,
	withdrawn_at TIMESTAMP
);
CREATE INDEX tax_consent_person ON tax_consent (person_id, property_id);
CREATE UNIQUE INDEX tax_consent_open ON tax_consent (person_id, property_id) WHERE withdrawn_at IS NULL;

-- tax_delivery is a file that the finance department sent, for the date pages show.
CREATE TABLE tax_delivery (
	id          TEXT PRIMARY KEY,
	received_at TIMESTAMP NOT NULL,
	lines       BIGINT NOT NULL,
	added       BIGINT NOT NULL,
	changed     BIGINT NOT NULL
);
CREATE INDEX tax_delivery_at ON tax_delivery (received_at);
