-- +goose Up
-- slips_filer is the city before the tax office: one row.
CREATE TABLE slips_filer (
	id            TEXT PRIMARY KEY CHECK (id = 'city'),
	name          TEXT NOT NULL,
	line          TEXT NOT NULL,
	town          TEXT NOT NULL,
	postal_code   TEXT NOT NULL,
	neq           TEXT NOT NULL,
	preparer      TEXT NOT NULL,              -- NP and six digits
	certification TEXT NOT NULL DEFAULT '',   -- RQ-26-01-123, of the year
	first_number  BIGINT NOT NULL,            -- the series that the tax office reserves, without the check digit
	last_number   BIGINT NOT NULL,
	used          BIGINT NOT NULL DEFAULT 0,  -- how many numbers of the series were given
	updated_at    TIMESTAMP NOT NULL,
	updated_by    TEXT NOT NULL DEFAULT '',
	CHECK (last_number >= first_number)
);

-- slips_payer is what somebody told for their slips.
CREATE TABLE slips_payer (
	person_id    TEXT PRIMARY KEY REFERENCES people_person (id),
	nas          TEXT NOT NULL DEFAULT '', -- sealed with the city's key, or empty
	nas_at       TIMESTAMP,
	electronic   BOOLEAN NOT NULL DEFAULT FALSE,
	consented_at TIMESTAMP,
	withdrawn_at TIMESTAMP
);

-- slips_split is the agreement of two parents to share the fees of a child in a year.
CREATE TABLE slips_split (
	id           TEXT PRIMARY KEY,
	year         BIGINT NOT NULL,
	payer_id     TEXT NOT NULL REFERENCES people_person (id),
	child_id     TEXT NOT NULL REFERENCES people_person (id),
	household_id TEXT NOT NULL, -- whose adults are asked
	other_id     TEXT REFERENCES people_person (id), -- the adult who agreed
	state        TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'refused', 'ended')),
	asked_at     TIMESTAMP NOT NULL,
	answered_at  TIMESTAMP
);
CREATE UNIQUE INDEX slips_split_live ON slips_split (year, payer_id, child_id) WHERE state IN ('asked', 'accepted');
CREATE INDEX slips_split_asked ON slips_split (asked_at) WHERE state = 'asked';
CREATE INDEX slips_split_other ON slips_split (other_id);

-- slips_slip is a slip that was issued. What it says is never changed: another one amends it.
CREATE TABLE slips_slip (
	id            TEXT PRIMARY KEY,
	year          BIGINT NOT NULL,
	payer_id      TEXT NOT NULL REFERENCES people_person (id),
	child_id      TEXT NOT NULL REFERENCES people_person (id),
	rank          BIGINT NOT NULL, -- the slips of one payer for one child, from 0
	batch         BIGINT NOT NULL, -- the issues of a year, from 1
	code          TEXT NOT NULL CHECK (code IN ('R', 'A', 'D')),
	number        TEXT NOT NULL,   -- of the series, with its check digit; a cancellation bears the number that it cancels
	replaces      TEXT NOT NULL DEFAULT '',
	payer_name    TEXT NOT NULL,
	payer_address TEXT NOT NULL,
	child_name    TEXT NOT NULL,
	child_birth   TEXT NOT NULL,
	days          BIGINT NOT NULL,
	paid          BIGINT NOT NULL, -- cents
	ineligible    BIGINT NOT NULL,
	eligible      BIGINT NOT NULL,
	halved        BOOLEAN NOT NULL,
	electronic    BOOLEAN NOT NULL, -- the consent when it was issued
	changed       TEXT NOT NULL DEFAULT '', -- what an amendment changed, words with a space between
	lines         TEXT NOT NULL,    -- how the amounts came, JSON
	issued_at     TIMESTAMP NOT NULL,
	issued_by     TEXT NOT NULL,
	CHECK (paid = ineligible + eligible),
	UNIQUE (year, payer_id, child_id, rank),
	UNIQUE (number, code)
);
CREATE INDEX slips_slip_payer ON slips_slip (payer_id, year);
CREATE INDEX slips_slip_batch ON slips_slip (year, batch);
