-- +goose Up
-- lottery_draw is a lottery: activities whose places are given by a draw among ranked choices.
CREATE TABLE lottery_draw (
	id           TEXT PRIMARY KEY,
	session      TEXT NOT NULL,             -- of the leisure program
	name_fr      TEXT NOT NULL,
	name_en      TEXT NOT NULL DEFAULT '',
	opens_at     TIMESTAMP NOT NULL,        -- families rank their choices from here
	closes_at    TIMESTAMP NOT NULL,        -- until here
	draws_at     TIMESTAMP NOT NULL,        -- it is drawn by itself, unless somebody did before
	releases_at  TIMESTAMP NOT NULL,        -- what is left is for who comes first
	choices      BIGINT NOT NULL,           -- how many a family may rank for each person
	most         BIGINT NOT NULL,           -- how many places one person may have
	pay_hours    BIGINT NOT NULL,           -- how long a place that was drawn is kept for its payment
	commitment   TEXT NOT NULL DEFAULT '',  -- SHA-256 of the seed, public once it is published
	seed         TEXT NOT NULL DEFAULT '',  -- sealed until it was drawn with, hexadecimal from then on
	published_at TIMESTAMP,
	drawn_at     TIMESTAMP,
	pay_by       TIMESTAMP,
	told_at      TIMESTAMP,                 -- every family has been told
	report       TEXT NOT NULL DEFAULT '',  -- figures of the draw, JSON, no names
	version      BIGINT NOT NULL DEFAULT 0, -- grows with each request, whose writing holds the row
	CHECK (opens_at < closes_at AND closes_at <= draws_at AND draws_at < releases_at),
	CHECK (choices > 0 AND most > 0 AND most <= choices AND pay_hours > 0)
);

-- lottery_activity is an activity of a lottery; none is in two.
CREATE TABLE lottery_activity (
	activity TEXT PRIMARY KEY,
	draw_id  TEXT NOT NULL REFERENCES lottery_draw (id)
);
CREATE INDEX lottery_activity_draw ON lottery_activity (draw_id);

-- lottery_request is what a family asks of a lottery: one ticket.
CREATE TABLE lottery_request (
	id         TEXT PRIMARY KEY,
	draw_id    TEXT NOT NULL REFERENCES lottery_draw (id),
	owner_id   TEXT NOT NULL REFERENCES people_person (id), -- who pays
	number     TEXT NOT NULL UNIQUE, -- random, hexadecimal; what the public reads of it
	most       BIGINT NOT NULL,      -- how many places for each person, at most
	channel    TEXT NOT NULL,
	made_at    TIMESTAMP NOT NULL,
	changed_at TIMESTAMP NOT NULL,
	made_by    TEXT NOT NULL DEFAULT '', -- an account
	told_at    TIMESTAMP,
	UNIQUE (draw_id, owner_id)
);
CREATE INDEX lottery_request_owner ON lottery_request (owner_id);
CREATE INDEX lottery_request_untold ON lottery_request (draw_id) WHERE told_at IS NULL;

-- lottery_child is one person of a request, with their choices; nobody is in two requests.
CREATE TABLE lottery_child (
	draw_id    TEXT NOT NULL REFERENCES lottery_draw (id),
	person_id  TEXT NOT NULL REFERENCES people_person (id),
	request_id TEXT NOT NULL REFERENCES lottery_request (id),
	position   BIGINT NOT NULL,
	together   BOOLEAN NOT NULL DEFAULT FALSE, -- with the others of the request who are, or not at all
	choices    TEXT NOT NULL,                  -- groups, the best first, with a space between
	PRIMARY KEY (draw_id, person_id)
);
CREATE INDEX lottery_child_request ON lottery_child (request_id);

-- lottery_lot is a ticket as it was drawn.
CREATE TABLE lottery_lot (
	draw_id TEXT NOT NULL REFERENCES lottery_draw (id),
	rank    BIGINT NOT NULL,
	number  TEXT NOT NULL,
	lot_key TEXT NOT NULL,
	PRIMARY KEY (draw_id, rank)
);
CREATE INDEX lottery_lot_number ON lottery_lot (number);

-- lottery_result is what the draw gave to a person of a request: a place, or a rank on a list.
CREATE TABLE lottery_result (
	request_id TEXT NOT NULL REFERENCES lottery_request (id),
	person_id  TEXT NOT NULL REFERENCES people_person (id),
	group_id   TEXT NOT NULL,   -- of the program, which may delete a group
	choice     BIGINT NOT NULL, -- counts from one
	waits      BOOLEAN NOT NULL DEFAULT FALSE,
	place_id   TEXT NOT NULL,   -- of registration
	PRIMARY KEY (request_id, person_id, group_id)
);
