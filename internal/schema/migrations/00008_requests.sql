-- +goose Up
CREATE TABLE requests_department (
	code     TEXT PRIMARY KEY,
	name_fr  TEXT NOT NULL,
	name_en  TEXT NOT NULL,
	phone    TEXT NOT NULL DEFAULT '',
	position BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE requests_holiday (
	day     TEXT PRIMARY KEY, -- 2026-12-25
	name_fr TEXT NOT NULL,
	name_en TEXT NOT NULL
);

-- requests_type is a kind of request; its versions say how it was asked at each time.
CREATE TABLE requests_type (
	code    TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	active  BOOLEAN NOT NULL DEFAULT TRUE
);
CREATE TABLE requests_type_version (
	code       TEXT NOT NULL REFERENCES requests_type (code),
	version    BIGINT NOT NULL,
	body       TEXT NOT NULL, -- the whole definition, JSON
	created_at TIMESTAMP NOT NULL,
	PRIMARY KEY (code, version)
);

CREATE TABLE requests_counter (
	year BIGINT PRIMARY KEY,
	last BIGINT NOT NULL
);

-- requests_request is one piece of work the city owes an answer for.
CREATE TABLE requests_request (
	id             TEXT PRIMARY KEY,
	number         TEXT NOT NULL UNIQUE,
	tracking       TEXT NOT NULL UNIQUE,
	type_code      TEXT NOT NULL,
	type_version   BIGINT NOT NULL,
	department     TEXT NOT NULL REFERENCES requests_department (code),
	state          TEXT NOT NULL,
	title          TEXT NOT NULL,
	description    TEXT NOT NULL DEFAULT '',
	answers        TEXT NOT NULL DEFAULT '{}',
	channel        TEXT NOT NULL,
	reported_by    TEXT REFERENCES people_person (id),
	beneficiary    TEXT REFERENCES people_person (id),
	entered_by     TEXT NOT NULL DEFAULT '', -- the member of the staff who wrote it down
	contact_name   TEXT NOT NULL DEFAULT '', -- of somebody not in the register
	contact_value  TEXT NOT NULL DEFAULT '',
	assigned_to    TEXT NOT NULL DEFAULT '',
	place_line     TEXT NOT NULL DEFAULT '',
	address_id     TEXT REFERENCES places_address (id),
	district_id    TEXT REFERENCES places_district (id),
	lat            DOUBLE PRECISION NOT NULL DEFAULT 0,
	lon            DOUBLE PRECISION NOT NULL DEFAULT 0,
	received_at    TIMESTAMP NOT NULL,
	answer_by      TIMESTAMP NOT NULL, -- the first answer is promised for then
	promised_at    TIMESTAMP NOT NULL, -- the solution is promised for then
	answered_at    TIMESTAMP,
	paused_at      TIMESTAMP,          -- set while the city waits for the citizen
	awaited        TEXT NOT NULL DEFAULT '', -- what the citizen, or the third party, owes
	planned_for    TEXT NOT NULL DEFAULT '', -- 2026-09-11
	resolved_at    TIMESTAMP,
	closed_at      TIMESTAMP,
	outcome        TEXT NOT NULL DEFAULT '',
	outcome_text   TEXT NOT NULL DEFAULT '',
	resolved_by    TEXT NOT NULL DEFAULT '', -- a contest is answered by somebody else
	duplicate_of   TEXT REFERENCES requests_request (id),
	satisfaction   BIGINT NOT NULL DEFAULT 0, -- 1 to 5, 0 not given
	source         TEXT NOT NULL DEFAULT '', -- system:number it was imported from
	events         BIGINT NOT NULL DEFAULT 0, -- how many events it has; the next one's rank
	updated_at     TIMESTAMP NOT NULL
);
CREATE INDEX requests_request_reporter ON requests_request (reported_by, received_at);
CREATE INDEX requests_request_beneficiary ON requests_request (beneficiary, received_at);
-- Work in hand is what is not settled; the queues are counted and ordered from this index
-- alone, which for SQLite must hold resolved_at too.
CREATE INDEX requests_request_hand ON requests_request (department, promised_at, id, assigned_to, paused_at, state, type_code, received_at, resolved_at) WHERE resolved_at IS NULL;
CREATE INDEX requests_request_assigned ON requests_request (assigned_to, promised_at, id, resolved_at) WHERE resolved_at IS NULL;
CREATE INDEX requests_request_nearby ON requests_request (type_code, lat, lon) WHERE resolved_at IS NULL;
CREATE INDEX requests_request_state ON requests_request (state, promised_at);
CREATE INDEX requests_request_received ON requests_request (received_at, id);
CREATE INDEX requests_request_department ON requests_request (department, received_at, id);
CREATE INDEX requests_request_address ON requests_request (address_id);
CREATE INDEX requests_request_duplicate ON requests_request (duplicate_of);
CREATE UNIQUE INDEX requests_request_source ON requests_request (source) WHERE source <> '';

-- requests_event is one thing that happened to a request. Rows are added, never changed.
CREATE TABLE requests_event (
	id         TEXT PRIMARY KEY,
	request_id TEXT NOT NULL REFERENCES requests_request (id),
	rank       BIGINT NOT NULL, -- from 1, without holes
	at         TIMESTAMP NOT NULL,
	kind       TEXT NOT NULL,
	visibility TEXT NOT NULL CHECK (visibility IN ('citizen', 'staff', 'restricted')),
	actor      TEXT NOT NULL DEFAULT '', -- account of the staff, or person
	actor_kind TEXT NOT NULL CHECK (actor_kind IN ('citizen', 'staff', 'system')),
	actor_name TEXT NOT NULL DEFAULT '', -- of the staff, as it is shown: Martin G.
	from_state TEXT NOT NULL DEFAULT '',
	to_state   TEXT NOT NULL DEFAULT '',
	body       TEXT NOT NULL DEFAULT '', -- what was said
	detail     TEXT NOT NULL DEFAULT '', -- a date, a department, a number: what the kind says
	UNIQUE (request_id, rank)
);

CREATE TABLE requests_attachment (
	id          TEXT PRIMARY KEY,
	request_id  TEXT NOT NULL REFERENCES requests_request (id),
	event_id    TEXT NOT NULL REFERENCES requests_event (id),
	file_id     TEXT NOT NULL REFERENCES files_file (id),
	visibility  TEXT NOT NULL CHECK (visibility IN ('citizen', 'staff', 'restricted')),
	description TEXT NOT NULL DEFAULT '',
	created_at  TIMESTAMP NOT NULL
);
CREATE INDEX requests_attachment_request ON requests_attachment (request_id);
CREATE UNIQUE INDEX requests_attachment_file ON requests_attachment (file_id);

CREATE TABLE requests_follower (
	request_id TEXT NOT NULL REFERENCES requests_request (id),
	person_id  TEXT NOT NULL REFERENCES people_person (id),
	since      TIMESTAMP NOT NULL,
	PRIMARY KEY (request_id, person_id)
);
CREATE INDEX requests_follower_person ON requests_follower (person_id);

-- requests_draft is a report being written, kept at each step.
CREATE TABLE requests_draft (
	id         TEXT PRIMARY KEY,
	person_id  TEXT NOT NULL DEFAULT '', -- empty for somebody without an account
	type_code  TEXT NOT NULL DEFAULT '',
	body       TEXT NOT NULL DEFAULT '{}',
	created_at TIMESTAMP NOT NULL,
	updated_at TIMESTAMP NOT NULL
);
CREATE INDEX requests_draft_person ON requests_draft (person_id, updated_at);
CREATE INDEX requests_draft_updated ON requests_draft (updated_at);

-- requests_interaction is one contact between somebody and the city.
CREATE TABLE requests_interaction (
	id           TEXT PRIMARY KEY,
	at           TIMESTAMP NOT NULL,
	channel      TEXT NOT NULL,
	direction    TEXT NOT NULL CHECK (direction IN ('in', 'out')),
	person_id    TEXT REFERENCES people_person (id),
	caller       TEXT NOT NULL DEFAULT '', -- name or number of somebody unknown
	entered_by   TEXT NOT NULL DEFAULT '',
	subject      TEXT NOT NULL,
	note         TEXT NOT NULL DEFAULT '',
	outcome      TEXT NOT NULL CHECK (outcome IN ('answered', 'request', 'linked', 'transferred', 'callback', 'none')),
	department   TEXT NOT NULL DEFAULT '',
	call_back_at TIMESTAMP,
	called_at    TIMESTAMP,
	source       TEXT NOT NULL DEFAULT ''
);
CREATE INDEX requests_interaction_person ON requests_interaction (person_id, at);
CREATE INDEX requests_interaction_callback ON requests_interaction (call_back_at) WHERE call_back_at IS NOT NULL AND called_at IS NULL;
CREATE INDEX requests_interaction_at ON requests_interaction (at);

CREATE TABLE requests_interaction_request (
	interaction_id TEXT NOT NULL REFERENCES requests_interaction (id),
	request_id     TEXT NOT NULL REFERENCES requests_request (id),
	PRIMARY KEY (interaction_id, request_id)
);
CREATE INDEX requests_interaction_request_request ON requests_interaction_request (request_id);
