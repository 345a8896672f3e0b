-- +goose Up
-- collections_mark remembers small facts of the room: under 'changed' a text that is
-- another one after every change, so that other nodes know when to read again.
CREATE TABLE collections_mark (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
);

-- collections_stream is what is collected apart from the rest: waste, recycling, organics.
CREATE TABLE collections_stream (
	code     TEXT PRIMARY KEY,
	position BIGINT NOT NULL,
	body     TEXT NOT NULL -- the whole definition, JSON
);

-- collections_class tells buildings apart by their number of dwellings.
CREATE TABLE collections_class (
	code     TEXT PRIMARY KEY,
	name_fr  TEXT NOT NULL,
	name_en  TEXT NOT NULL DEFAULT '',
	least    BIGINT NOT NULL,
	most     BIGINT NOT NULL DEFAULT 0, -- 0 has no end
	position BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE collections_sector (
	code     TEXT PRIMARY KEY,
	name     TEXT NOT NULL,
	stream   TEXT NOT NULL DEFAULT '', -- empty is for every stream without sectors of its own
	geometry TEXT NOT NULL DEFAULT '', -- GeoJSON, empty when only its streets are known
	position BIGINT NOT NULL DEFAULT 0, -- where two overlap, the lower one wins
	source   TEXT NOT NULL DEFAULT ''
);

-- collections_range is a stretch of street in a sector; it wins over the shape.
CREATE TABLE collections_range (
	sector TEXT NOT NULL REFERENCES collections_sector (code) ON DELETE CASCADE,
	street TEXT NOT NULL,
	first  BIGINT NOT NULL DEFAULT 0, -- 0 is from the beginning
	last   BIGINT NOT NULL DEFAULT 0, -- 0 is to the end
	side   TEXT NOT NULL DEFAULT '',  -- even, odd, or both when empty
	PRIMARY KEY (sector, street, first, last, side)
);

-- collections_rule says on which days a stream is collected.
CREATE TABLE collections_rule (
	id          TEXT PRIMARY KEY,
	stream      TEXT NOT NULL REFERENCES collections_stream (code),
	sector      TEXT NOT NULL DEFAULT '', -- empty is the whole city
	class       TEXT NOT NULL DEFAULT '', -- empty is every building
	season_from TEXT NOT NULL DEFAULT '', -- 05-01
	season_to   TEXT NOT NULL DEFAULT '',
	pace        TEXT NOT NULL,            -- weekly, monthly, dates
	weekday     BIGINT NOT NULL DEFAULT 0, -- 0 is Sunday
	every       BIGINT NOT NULL DEFAULT 1, -- weeks
	anchor      TEXT NOT NULL DEFAULT '',  -- 2026-01-08, a day of the collection
	nth         BIGINT NOT NULL DEFAULT 0, -- 1 to 5, or -1 for the last of the month
	days        TEXT NOT NULL DEFAULT '',  -- explicit days, with spaces between
	note_fr     TEXT NOT NULL DEFAULT '',
	note_en     TEXT NOT NULL DEFAULT '',
	source      TEXT NOT NULL DEFAULT '',  -- the file it came from, empty when a person entered it
	updated_by  TEXT NOT NULL DEFAULT '',
	updated_at  TIMESTAMP NOT NULL
);
CREATE INDEX collections_rule_sector ON collections_rule (sector, stream);

-- collections_prose is what a file says in words of the days of a sector: nobody guesses
-- a rule from it, a person enters one.
CREATE TABLE collections_prose (
	sector       TEXT NOT NULL REFERENCES collections_sector (code) ON DELETE CASCADE,
	stream       TEXT NOT NULL REFERENCES collections_stream (code),
	text_fr      TEXT NOT NULL,
	text_en      TEXT NOT NULL DEFAULT '',
	exception_fr TEXT NOT NULL DEFAULT '',
	exception_en TEXT NOT NULL DEFAULT '',
	checked      BOOLEAN NOT NULL DEFAULT FALSE, -- a person read it as it stands and did what it asks
	updated_at   TIMESTAMP NOT NULL,
	PRIMARY KEY (sector, stream)
);

-- collections_exception is one date that differs. Its row stays when it is changed or taken
-- back, and its sequence grows: calendars follow it.
CREATE TABLE collections_exception (
	id         TEXT PRIMARY KEY,
	stream     TEXT NOT NULL REFERENCES collections_stream (code),
	sector     TEXT NOT NULL DEFAULT '', -- empty is the whole city
	day        TEXT NOT NULL,            -- 2026-09-07, the day by the rule, or the day added
	added      BOOLEAN NOT NULL DEFAULT FALSE,
	state      TEXT NOT NULL,            -- held, moved, cancelled
	moved_to   TEXT NOT NULL DEFAULT '',
	reason_fr  TEXT NOT NULL DEFAULT '',
	reason_en  TEXT NOT NULL DEFAULT '',
	sequence   BIGINT NOT NULL DEFAULT 1,
	source     TEXT NOT NULL DEFAULT '',
	updated_by TEXT NOT NULL DEFAULT '',
	updated_at TIMESTAMP NOT NULL,
	UNIQUE (stream, sector, day)
);

CREATE TABLE collections_holiday (
	day     TEXT PRIMARY KEY, -- 2026-09-07
	name_fr TEXT NOT NULL,
	name_en TEXT NOT NULL DEFAULT ''
);

-- collections_inscription asks the crew to come by on a day of a stream that is collected
-- on demand only.
CREATE TABLE collections_inscription (
	id           TEXT PRIMARY KEY,
	person       TEXT NOT NULL REFERENCES people_person (id),
	address_id   TEXT NOT NULL REFERENCES places_address (id),
	line         TEXT NOT NULL,
	stream       TEXT NOT NULL REFERENCES collections_stream (code),
	sector       TEXT NOT NULL DEFAULT '',
	day          TEXT NOT NULL, -- the day by the rule; an exception may have moved it
	what         TEXT NOT NULL DEFAULT '',
	created_at   TIMESTAMP NOT NULL,
	cancelled_at TIMESTAMP
);
CREATE INDEX collections_inscription_person ON collections_inscription (person, created_at);
CREATE INDEX collections_inscription_day ON collections_inscription (stream, day);
-- A door is on the crew's list once.
CREATE UNIQUE INDEX collections_inscription_door ON collections_inscription (address_id, stream, day) WHERE cancelled_at IS NULL;

-- collections_list counts the doors on the list of a day, so that its last place is taken once.
CREATE TABLE collections_list (
	stream TEXT NOT NULL REFERENCES collections_stream (code),
	sector TEXT NOT NULL,
	day    TEXT NOT NULL,
	taken  BIGINT NOT NULL DEFAULT 0 CHECK (taken >= 0),
	PRIMARY KEY (stream, sector, day)
);

-- collections_object is a thing somebody wants to be rid of, and where it goes.
CREATE TABLE collections_object (
	code   TEXT PRIMARY KEY,
	body   TEXT NOT NULL, -- the whole definition, JSON
	source TEXT NOT NULL DEFAULT '' -- empty is shipped with the program, whose next version may change it
);
