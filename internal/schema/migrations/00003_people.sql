-- +goose Up
-- people_person is somebody the city knows, with or without an account.
CREATE TABLE people_person (
	id               TEXT PRIMARY KEY,
	given_name       TEXT NOT NULL DEFAULT '',
	family_name      TEXT NOT NULL DEFAULT '',
	birth_date       TEXT NOT NULL DEFAULT '', -- 2016-05-14, or empty
	language         TEXT NOT NULL DEFAULT 'fr',
	address_id       TEXT REFERENCES places_address (id),
	address_line     TEXT NOT NULL DEFAULT '',
	district_id      TEXT REFERENCES places_district (id),
	residence        TEXT NOT NULL DEFAULT 'unknown' CHECK (residence IN ('unknown', 'resident', 'neighbour', 'outside')),
	residence_until  TIMESTAMP,
	preferred        TEXT NOT NULL DEFAULT '', -- the channel the person prefers
	card_number      TEXT NOT NULL DEFAULT '', -- the citizen card
	source           TEXT NOT NULL DEFAULT '', -- the reference of the system it was imported from
	created_at       TIMESTAMP NOT NULL,
	updated_at       TIMESTAMP NOT NULL
);
CREATE INDEX people_person_updated ON people_person (updated_at, id);
CREATE INDEX people_person_address ON people_person (address_id);
CREATE UNIQUE INDEX people_person_source ON people_person (source) WHERE source <> '';

-- people_contact is one way to reach a person; two people may share one.
CREATE TABLE people_contact (
	id           TEXT PRIMARY KEY,
	person_id    TEXT NOT NULL REFERENCES people_person (id),
	kind         TEXT NOT NULL CHECK (kind IN ('email', 'mobile', 'phone')),
	value        TEXT NOT NULL, -- normalised: lower-case address, or ten digits
	confirmed_at TIMESTAMP,
	created_at   TIMESTAMP NOT NULL,
	UNIQUE (person_id, kind, value)
);
CREATE INDEX people_contact_value ON people_contact (value);

CREATE TABLE people_household (
	id         TEXT PRIMARY KEY,
	created_at TIMESTAMP NOT NULL
);

-- people_member ties a person to a household for a time. The rights are those the adult
-- holds over the children and dependants of this household.
CREATE TABLE people_member (
	id           TEXT PRIMARY KEY,
	household_id TEXT NOT NULL REFERENCES people_household (id),
	person_id    TEXT NOT NULL REFERENCES people_person (id),
	kind         TEXT NOT NULL CHECK (kind IN ('adult', 'child', 'dependant')),
	may_register BOOLEAN NOT NULL DEFAULT FALSE,
	may_pay      BOOLEAN NOT NULL DEFAULT FALSE,
	may_see      BOOLEAN NOT NULL DEFAULT FALSE,
	may_pick_up  BOOLEAN NOT NULL DEFAULT FALSE,
	since        TIMESTAMP NOT NULL,
	until        TIMESTAMP
);
CREATE INDEX people_member_person ON people_member (person_id);
CREATE INDEX people_member_household ON people_member (household_id);
CREATE UNIQUE INDEX people_member_now ON people_member (household_id, person_id) WHERE until IS NULL;

-- people_mandate lets a helper act for a person, within a scope and a time.
CREATE TABLE people_mandate (
	id         TEXT PRIMARY KEY,
	grantor_id TEXT NOT NULL REFERENCES people_person (id),
	helper_id  TEXT NOT NULL REFERENCES people_person (id),
	scope      TEXT NOT NULL CHECK (scope IN ('requests', 'leisure', 'library', 'property', 'all')),
	since      TIMESTAMP NOT NULL,
	until      TIMESTAMP,
	created_at TIMESTAMP NOT NULL
);
CREATE INDEX people_mandate_grantor ON people_mandate (grantor_id);
CREATE INDEX people_mandate_helper ON people_mandate (helper_id);

-- people_invitation asks whoever proves a contact to join a household, or to help somebody.
-- It says nothing about whether the contact is known.
CREATE TABLE people_invitation (
	id           TEXT PRIMARY KEY,
	kind         TEXT NOT NULL CHECK (kind IN ('adult', 'mandate')),
	from_id      TEXT NOT NULL REFERENCES people_person (id),
	household_id TEXT REFERENCES people_household (id), -- of an adult
	scope        TEXT NOT NULL DEFAULT '',              -- of a mandate
	until        TIMESTAMP,                             -- of a mandate
	contact      TEXT NOT NULL,                         -- normalised, as in people_contact
	created_at   TIMESTAMP NOT NULL,
	expires_at   TIMESTAMP NOT NULL,
	ended_at     TIMESTAMP -- accepted, declined or withdrawn
);
CREATE INDEX people_invitation_contact ON people_invitation (contact) WHERE ended_at IS NULL;
CREATE INDEX people_invitation_from ON people_invitation (from_id);
