-- +goose Up
-- property_roll is one triennial assessment roll. A pending one is being read and is seen by
-- nobody; what it wrote is removed when its reading did not come to an end.
CREATE TABLE property_roll (
	id             TEXT PRIMARY KEY,
	first_year     BIGINT NOT NULL, -- of the three fiscal years
	file_year      BIGINT NOT NULL, -- the year of the newest file read into it
	municipality   TEXT NOT NULL,   -- five digits
	version        TEXT NOT NULL,   -- of the ministry's format
	reference_date TEXT NOT NULL DEFAULT '', -- 2024-07-01
	units          BIGINT NOT NULL DEFAULT 0,
	land           BIGINT NOT NULL DEFAULT 0, -- whole dollars, as all values of a roll
	building       BIGINT NOT NULL DEFAULT 0,
	total          BIGINT NOT NULL DEFAULT 0,
	published      BOOLEAN NOT NULL DEFAULT FALSE,
	imported_at    TIMESTAMP NOT NULL,
	changed_at     TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX property_roll_years ON property_roll (first_year) WHERE published;

-- property_unit is a property for good, whatever its matricule. Its row may be of a pending
-- roll: only an entry of a published roll makes it known.
CREATE TABLE property_unit (
	id         TEXT PRIMARY KEY,
	roll_id    TEXT NOT NULL REFERENCES property_roll (id), -- the roll that brought it
	created_at TIMESTAMP NOT NULL
);
CREATE INDEX property_unit_roll ON property_unit (roll_id);

-- property_matricule is every number a property bears or bore.
CREATE TABLE property_matricule (
	matricule TEXT NOT NULL, -- 18 digits
	unit_id   TEXT NOT NULL REFERENCES property_unit (id),
	since     BIGINT NOT NULL, -- the year of the file that said so first
	PRIMARY KEY (matricule, unit_id)
);
CREATE INDEX property_matricule_unit ON property_matricule (unit_id);

-- property_entry is what one roll says of one property.
CREATE TABLE property_entry (
	roll_id    TEXT NOT NULL REFERENCES property_roll (id),
	unit_id    TEXT NOT NULL REFERENCES property_unit (id),
	matricule  TEXT NOT NULL,
	address_id TEXT REFERENCES places_address (id), -- its first door, when the register has it
	line       TEXT NOT NULL, -- the address as it is printed
	dwellings  BIGINT NOT NULL, -- -1 when the roll does not say
	digest     BIGINT NOT NULL, -- of the sheet and its doors
	file_key   BIGINT NOT NULL, -- of the file number, 0 without
	place_key  BIGINT NOT NULL, -- of lots and address, 0 without
	sheet      TEXT NOT NULL, -- all that the roll says, code=value by line; what it leaves open is absent
	PRIMARY KEY (roll_id, unit_id)
);
CREATE INDEX property_entry_unit ON property_entry (unit_id);
CREATE INDEX property_entry_matricule ON property_entry (matricule);

-- property_door is an address that a roll gives to a property.
CREATE TABLE property_door (
	roll_id    TEXT NOT NULL REFERENCES property_roll (id),
	address_id TEXT NOT NULL REFERENCES places_address (id),
	unit_id    TEXT NOT NULL REFERENCES property_unit (id),
	PRIMARY KEY (address_id, unit_id, roll_id)
);
CREATE INDEX property_door_roll ON property_door (roll_id, unit_id);
CREATE INDEX property_door_unit ON property_door (unit_id);

-- property_point is where a property is, by the map of its assessor.
CREATE TABLE property_point (
	matricule  TEXT PRIMARY KEY,
	lat        DOUBLE PRECISION NOT NULL,
	lon        DOUBLE PRECISION NOT NULL,
	updated_at TIMESTAMP NOT NULL
);

-- property_holding ties a person to a property for a time.
CREATE TABLE property_holding (
	id          TEXT PRIMARY KEY,
	unit_id     TEXT NOT NULL REFERENCES property_unit (id),
	person_id   TEXT NOT NULL REFERENCES people_person (id),
	role        TEXT NOT NULL CHECK (role IN ('owner', 'tenant')),
	proof       TEXT NOT NULL CHECK (proof IN ('bill', 'letter', 'counter', 'word', 'file')),
	since       TIMESTAMP NOT NULL,
	until       TIMESTAMP,
	ended       TEXT NOT NULL DEFAULT '' CHECK (ended IN ('', 'asked', 'sold', 'mistake')),
	ended_day   TEXT NOT NULL DEFAULT '' -- the day of the deed of sale: 2026-09-11
);
CREATE UNIQUE INDEX property_holding_now ON property_holding (person_id, unit_id, role) WHERE until IS NULL;
CREATE INDEX property_holding_unit ON property_holding (unit_id);
CREATE INDEX property_holding_person ON property_holding (person_id);

-- property_code is a code in a letter to the owner, good for one use. The code itself is in
-- the letter only.
CREATE TABLE property_code (
	id         TEXT PRIMARY KEY,
	unit_id    TEXT NOT NULL REFERENCES property_unit (id),
	digest     TEXT NOT NULL, -- keyed
	issued_by  TEXT NOT NULL, -- an account
	issued_at  TIMESTAMP NOT NULL,
	expires_at TIMESTAMP NOT NULL,
	used_at    TIMESTAMP,
	used_by    TEXT REFERENCES people_person (id)
);
CREATE INDEX property_code_unit ON property_code (unit_id);

-- property_try is a code that did not fit.
CREATE TABLE property_try (
	id        TEXT PRIMARY KEY,
	person_id TEXT NOT NULL REFERENCES people_person (id),
	typed     TEXT NOT NULL, -- the property that was meant, digested; it may not exist
	at        TIMESTAMP NOT NULL
);
CREATE INDEX property_try_person ON property_try (person_id, at);
CREATE INDEX property_try_typed ON property_try (typed, at);
