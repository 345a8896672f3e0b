-- +goose Up
-- registration_place is one person in one group: wished, held, registered, or on the list.
CREATE TABLE registration_place (
	id           TEXT PRIMARY KEY,
	group_id     TEXT NOT NULL, -- of the program, which may delete a group with people on its list
	session_id   TEXT NOT NULL,
	seat         TEXT NOT NULL, -- what its place is counted under: the group, or the quota it shares
	person_id    TEXT NOT NULL REFERENCES people_person (id),
	payer_id     TEXT NOT NULL REFERENCES people_person (id), -- whose cart it is in, and who pays
	state        TEXT NOT NULL CHECK (state IN ('wished', 'held', 'confirmed', 'waiting', 'offered', 'withdrawn', 'lapsed', 'cancelled')),
	channel      TEXT NOT NULL CHECK (channel IN ('web', 'counter')),
	audience     TEXT NOT NULL,
	class        BIGINT NOT NULL DEFAULT 0, -- on the list residents, 0, come before neighbours, 1, and others, 2
	child        BOOLEAN NOT NULL DEFAULT FALSE, -- counts for the reduction of the family
	options      TEXT NOT NULL DEFAULT '', -- codes with a space between
	until        TIMESTAMP,             -- the end of a hold or of an offer
	extended     BOOLEAN NOT NULL DEFAULT FALSE,
	since        TIMESTAMP,             -- when it joined the list
	kept         BOOLEAN NOT NULL DEFAULT FALSE, -- an offer was declined, and the rank kept, once
	rest_until   TIMESTAMP,             -- no offer is made before
	together     TEXT NOT NULL DEFAULT '', -- the same for siblings on a list
	order_id     TEXT NOT NULL DEFAULT '',
	price        TEXT NOT NULL DEFAULT '', -- its lines, JSON
	paid         BIGINT NOT NULL DEFAULT 0, -- cents
	returned     BIGINT NOT NULL DEFAULT 0,
	passed       BOOLEAN NOT NULL DEFAULT FALSE, -- the team says that the person has passed
	added_at     TIMESTAMP NOT NULL,
	confirmed_at TIMESTAMP,
	ended_at     TIMESTAMP,
	reason       TEXT NOT NULL DEFAULT '', -- why it ended
	added_by     TEXT NOT NULL DEFAULT '' -- an account
);
-- A person has at most one live place in a group, whoever's cart it is in.
CREATE UNIQUE INDEX registration_place_live ON registration_place (group_id, person_id) WHERE state IN ('wished', 'held', 'confirmed', 'waiting', 'offered');
CREATE INDEX registration_place_person ON registration_place (person_id);
CREATE INDEX registration_place_payer ON registration_place (payer_id);
CREATE INDEX registration_place_order ON registration_place (order_id) WHERE order_id <> '';
CREATE INDEX registration_place_queue ON registration_place (seat, class, since, together) WHERE state IN ('waiting', 'offered');
CREATE INDEX registration_place_until ON registration_place (until) WHERE state IN ('held', 'offered');

-- registration_seats counts what is taken, so that the last place is taken once: in the
-- transaction of the place, by an UPDATE that fails when there is none.
CREATE TABLE registration_seats (
	seat       TEXT PRIMARY KEY,
	taken      BIGINT NOT NULL DEFAULT 0 CHECK (taken >= 0), -- held, registered or offered
	web        BIGINT NOT NULL DEFAULT 0 CHECK (web >= 0),   -- how many of them at the web
	held       BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),  -- how many of them may still come back: held or offered
	waiting    BIGINT NOT NULL DEFAULT 0 CHECK (waiting >= 0),
	changed_at TIMESTAMP NOT NULL
);
CREATE INDEX registration_seats_changed ON registration_seats (changed_at);

-- registration_order is one checkout: one number, one bill.
CREATE TABLE registration_order (
	id           TEXT PRIMARY KEY,
	number       TEXT NOT NULL UNIQUE, -- L2026-000217-K
	owner_id     TEXT NOT NULL REFERENCES people_person (id),
	state        TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'lapsed')),
	bill         TEXT NOT NULL DEFAULT '',
	total        BIGINT NOT NULL,
	channel      TEXT NOT NULL,
	at           TIMESTAMP NOT NULL,
	until        TIMESTAMP, -- how long its places are kept for the payment
	confirmed_at TIMESTAMP,
	made_by      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX registration_order_owner ON registration_order (owner_id, at);
CREATE INDEX registration_order_open ON registration_order (until) WHERE state = 'open';

-- registration_counter is the last number of a year.
CREATE TABLE registration_counter (
	year BIGINT PRIMARY KEY,
	last BIGINT NOT NULL
);

-- registration_override sets a rule aside for one person in one group.
CREATE TABLE registration_override (
	person_id TEXT NOT NULL REFERENCES people_person (id),
	group_id  TEXT NOT NULL,
	rule      TEXT NOT NULL,
	motive    TEXT NOT NULL,
	by_account TEXT NOT NULL,
	at        TIMESTAMP NOT NULL,
	PRIMARY KEY (person_id, group_id, rule)
);

CREATE TABLE registration_attendance (
	place_id TEXT NOT NULL REFERENCES registration_place (id),
	day      TEXT NOT NULL,
	presence TEXT NOT NULL CHECK (presence IN ('came', 'missed', 'excused')),
	noted_by TEXT NOT NULL,
	noted_at TIMESTAMP NOT NULL,
	PRIMARY KEY (place_id, day)
);

-- registration_sheet is what a team must know of a person: health, and who may pick them up.
CREATE TABLE registration_sheet (
	person_id  TEXT NOT NULL REFERENCES people_person (id),
	kind       TEXT NOT NULL CHECK (kind IN ('health', 'pickup')),
	sealed     TEXT NOT NULL, -- with the city's key
	updated_at TIMESTAMP NOT NULL,
	updated_by TEXT NOT NULL,
	PRIMARY KEY (person_id, kind)
);
