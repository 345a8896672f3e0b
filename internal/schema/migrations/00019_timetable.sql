-- +goose Up
-- timetable_kept is an activity without registration that somebody keeps on a timetable.
CREATE TABLE timetable_kept (
	person_id TEXT NOT NULL REFERENCES people_person (id),
	group_id  TEXT NOT NULL, -- of the program, which may delete a group
	owner_id  TEXT NOT NULL REFERENCES people_person (id), -- on whose timetable it is
	added_at  TIMESTAMP NOT NULL,
	PRIMARY KEY (owner_id, person_id, group_id)
);
CREATE INDEX timetable_kept_person ON timetable_kept (person_id);

-- timetable_feed is the secret address of a timetable that a phone follows.
CREATE TABLE timetable_feed (
	id         TEXT PRIMARY KEY,
	digest     TEXT NOT NULL UNIQUE, -- of the secret in the address
	owner_id   TEXT NOT NULL REFERENCES people_person (id), -- whose view it is
	person_id  TEXT NOT NULL DEFAULT '', -- of whom it tells; empty is of all whom the owner sees
	created_at TIMESTAMP NOT NULL,
	revoked_at TIMESTAMP
);
CREATE UNIQUE INDEX timetable_feed_live ON timetable_feed (owner_id, person_id) WHERE revoked_at IS NULL;
