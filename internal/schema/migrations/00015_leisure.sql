-- +goose Up
-- leisure_mark remembers small facts of the room: under 'changed' a text that is another one
-- after every change, so that other nodes know when to read again.
CREATE TABLE leisure_mark (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
);

-- leisure_site is a building or a park where groups meet.
CREATE TABLE leisure_site (
	id         TEXT PRIMARY KEY,
	code       TEXT NOT NULL UNIQUE,
	name       TEXT NOT NULL,
	line       TEXT NOT NULL DEFAULT '', -- the address as people write it
	address_id TEXT REFERENCES places_address (id),
	lat        DOUBLE PRECISION NOT NULL DEFAULT 0, -- 0 and 0 are not known
	lon        DOUBLE PRECISION NOT NULL DEFAULT 0,
	accessible BOOLEAN NOT NULL DEFAULT FALSE,
	updated_at TIMESTAMP NOT NULL
);

-- leisure_policy says what comes back to whoever withdraws.
CREATE TABLE leisure_policy (
	code       TEXT PRIMARY KEY,
	body       TEXT NOT NULL, -- names, text and steps, JSON
	updated_at TIMESTAMP NOT NULL
);

-- leisure_session is a season of leisure.
CREATE TABLE leisure_session (
	id         TEXT PRIMARY KEY,
	code       TEXT NOT NULL UNIQUE, -- H2027
	from_day   TEXT NOT NULL,        -- 2027-01-11
	to_day     TEXT NOT NULL,
	published  BOOLEAN NOT NULL DEFAULT FALSE,
	body       TEXT NOT NULL, -- the rest of the definition, JSON
	updated_at TIMESTAMP NOT NULL
);

-- leisure_activity is something to do in a session.
CREATE TABLE leisure_activity (
	id         TEXT PRIMARY KEY,
	session_id TEXT NOT NULL REFERENCES leisure_session (id),
	code       TEXT NOT NULL, -- the same from session to session
	title      TEXT NOT NULL, -- in French
	body       TEXT NOT NULL, -- the rest of the definition, JSON
	updated_at TIMESTAMP NOT NULL,
	UNIQUE (session_id, code)
);

-- leisure_group is what one registers for.
CREATE TABLE leisure_group (
	id          TEXT PRIMARY KEY,
	activity_id TEXT NOT NULL REFERENCES leisure_activity (id),
	session_id  TEXT NOT NULL REFERENCES leisure_session (id),
	code        TEXT NOT NULL,
	site_id     TEXT REFERENCES leisure_site (id),
	places      BIGINT NOT NULL CHECK (places >= 0),
	quota       TEXT NOT NULL DEFAULT '', -- groups of one quota share their places
	from_day    TEXT NOT NULL,
	to_day      TEXT NOT NULL,
	cancelled   BOOLEAN NOT NULL DEFAULT FALSE,
	sequence    BIGINT NOT NULL DEFAULT 0, -- RFC 5545, 3.8.7.4: calendars follow it
	body        TEXT NOT NULL,             -- the rest of the definition, JSON
	updated_at  TIMESTAMP NOT NULL,
	UNIQUE (session_id, code)
);
CREATE INDEX leisure_group_activity ON leisure_group (activity_id);

-- leisure_occurrence is one class of a group. It is named by its day and time in the plan,
-- whatever becomes of it.
CREATE TABLE leisure_occurrence (
	id            TEXT PRIMARY KEY,
	group_id      TEXT NOT NULL REFERENCES leisure_group (id),
	planned_day   TEXT NOT NULL, -- 2027-01-11
	planned_start TEXT NOT NULL, -- 18:30
	day           TEXT NOT NULL,
	start_time    TEXT NOT NULL,
	end_time      TEXT NOT NULL,
	site_id       TEXT REFERENCES leisure_site (id), -- NULL is where the group meets
	room          TEXT NOT NULL DEFAULT '',
	state         TEXT NOT NULL, -- planned, cancelled, moved, added
	reason_fr     TEXT NOT NULL DEFAULT '',
	reason_en     TEXT NOT NULL DEFAULT '',
	sequence      BIGINT NOT NULL DEFAULT 0,
	updated_at    TIMESTAMP NOT NULL,
	UNIQUE (group_id, planned_day, planned_start)
);
