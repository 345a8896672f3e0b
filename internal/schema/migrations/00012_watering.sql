-- +goose Up
-- watering_version counts the writings, so that each process knows when to read again.
CREATE TABLE watering_version (
	only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
	version  BIGINT NOT NULL
);

CREATE TABLE watering_device (
	code       TEXT PRIMARY KEY,
	position   BIGINT NOT NULL,
	body       TEXT NOT NULL, -- names, hint and icon, JSON
	updated_at TIMESTAMP NOT NULL
);

CREATE TABLE watering_area (
	code       TEXT PRIMARY KEY,
	position   BIGINT NOT NULL,
	name_fr    TEXT NOT NULL,
	name_en    TEXT NOT NULL DEFAULT '',
	districts  TEXT NOT NULL DEFAULT '', -- identifiers with a space between
	geometry   TEXT NOT NULL DEFAULT '', -- GeoJSON of a polygon or several
	updated_at TIMESTAMP NOT NULL
);

CREATE TABLE watering_bylaw (
	code       TEXT PRIMARY KEY,
	position   BIGINT NOT NULL,
	body       TEXT NOT NULL, -- number, names, days in force, JSON
	updated_at TIMESTAMP NOT NULL
);

CREATE TABLE watering_rule (
	bylaw      TEXT NOT NULL REFERENCES watering_bylaw (code),
	code       TEXT NOT NULL,
	position   BIGINT NOT NULL,
	body       TEXT NOT NULL, -- the whole rule, JSON
	updated_at TIMESTAMP NOT NULL,
	PRIMARY KEY (bylaw, code)
);

-- watering_terms is a kind of permit that a by-law offers.
CREATE TABLE watering_terms (
	bylaw      TEXT NOT NULL REFERENCES watering_bylaw (code),
	code       TEXT NOT NULL,
	position   BIGINT NOT NULL,
	body       TEXT NOT NULL,
	updated_at TIMESTAMP NOT NULL,
	PRIMARY KEY (bylaw, code)
);

CREATE TABLE watering_ban (
	code          TEXT PRIMARY KEY,
	reason_fr     TEXT NOT NULL,
	reason_en     TEXT NOT NULL DEFAULT '',
	devices       TEXT NOT NULL DEFAULT '', -- codes with a space between; none is all of them
	areas         TEXT NOT NULL DEFAULT '', -- codes with a space between
	districts     TEXT NOT NULL DEFAULT '',
	lat           DOUBLE PRECISION NOT NULL DEFAULT 0,
	lon           DOUBLE PRECISION NOT NULL DEFAULT 0,
	radius_metres DOUBLE PRECISION NOT NULL DEFAULT 0,
	centre_line   TEXT NOT NULL DEFAULT '',
	starts_at     TIMESTAMP NOT NULL,
	ends_at       TIMESTAMP,              -- NULL until it is lifted
	spare_permits BOOLEAN NOT NULL DEFAULT FALSE,
	declared_by   TEXT NOT NULL DEFAULT '', -- an account, empty when it came from a file
	declared_at   TIMESTAMP NOT NULL,
	lifted_at     TIMESTAMP,
	lifted_by     TEXT NOT NULL DEFAULT ''
);

CREATE TABLE watering_permit (
	id           TEXT PRIMARY KEY,
	number       TEXT NOT NULL UNIQUE,   -- random: it opens the public page of the permit
	bylaw        TEXT NOT NULL,
	kind         TEXT NOT NULL,
	terms        TEXT NOT NULL,          -- the terms of the day on which it was asked, JSON
	person_id    TEXT NOT NULL REFERENCES people_person (id),
	address_id   TEXT NOT NULL REFERENCES places_address (id),
	address_line TEXT NOT NULL,
	civic        TEXT NOT NULL,
	street       TEXT NOT NULL,
	area_metres  BIGINT NOT NULL DEFAULT 0,
	from_day     TEXT NOT NULL,          -- 2026-09-11
	to_day       TEXT NOT NULL,          -- the last day, included
	state        TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn')),
	once         TEXT NOT NULL,          -- what may exist once: kind, door and year, or the id when it is renewable
	fee_cents    BIGINT NOT NULL DEFAULT 0,
	reason       TEXT NOT NULL DEFAULT '',
	asked_at     TIMESTAMP NOT NULL,
	decided_at   TIMESTAMP,
	decided_by   TEXT NOT NULL DEFAULT '' -- an account, empty when granted by rule
);
CREATE UNIQUE INDEX watering_permit_once ON watering_permit (once) WHERE state IN ('asked', 'granted');
CREATE INDEX watering_permit_person ON watering_permit (person_id, asked_at);
CREATE INDEX watering_permit_state ON watering_permit (state, to_day);
