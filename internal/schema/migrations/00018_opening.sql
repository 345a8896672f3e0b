-- +goose Up
-- opening_event is the opening of a session, with its waiting room.
CREATE TABLE opening_event (
	id             TEXT PRIMARY KEY,
	session        TEXT NOT NULL,             -- of the leisure program
	gathers_at     TIMESTAMP NOT NULL,        -- the room opens
	opens_at       TIMESTAMP NOT NULL,        -- those present are drawn
	ends_at        TIMESTAMP NOT NULL,        -- the session is registered for without a room again
	commitment     TEXT NOT NULL,             -- SHA-256 of the seed, published from the beginning
	seed           TEXT NOT NULL,             -- hexadecimal; shown once drawn_at stands
	seal_key       TEXT NOT NULL,             -- hexadecimal; signs the tickets in browsers, never shown
	arrivals       BIGINT NOT NULL DEFAULT 0, -- places given in the line, each counted once
	present        BIGINT NOT NULL DEFAULT 0, -- arrivals when it was drawn: they were drawn, the later ones not
	drawn_at       TIMESTAMP,
	front          BIGINT NOT NULL DEFAULT 0, -- whoever's rank is at most this may register
	front_at       TIMESTAMP,                 -- until when the pace has been counted out
	pace           DOUBLE PRECISION NOT NULL, -- families let in per second, now
	slowest        DOUBLE PRECISION NOT NULL,
	fastest        DOUBLE PRECISION NOT NULL,
	finish_minutes BIGINT NOT NULL,
	paused         BOOLEAN NOT NULL DEFAULT FALSE,
	ended_at       TIMESTAMP,
	places         BIGINT NOT NULL DEFAULT 0, -- at its end, for its report
	taken          BIGINT NOT NULL DEFAULT 0,
	UNIQUE (session, opens_at),
	CHECK (gathers_at <= opens_at AND opens_at < ends_at),
	CHECK (0 <= present AND present <= arrivals AND front <= arrivals),
	CHECK (0 < slowest AND slowest <= fastest AND finish_minutes > 0)
);

-- opening_ticket is an account's place in the line of an event.
CREATE TABLE opening_ticket (
	event      TEXT NOT NULL REFERENCES opening_event (id),
	arrival    BIGINT NOT NULL,    -- counts from one; at most the event's present: it is drawn
	place      BIGINT NOT NULL,    -- the same, or a later count for who came back after their turn
	number     TEXT NOT NULL,      -- random; its digest is what the draw is made with and the public reads
	account    TEXT NOT NULL,
	arrived_at TIMESTAMP NOT NULL,
	placed_at  TIMESTAMP NOT NULL, -- when the place was given
	entered_at TIMESTAMP,          -- when their turn was first used
	PRIMARY KEY (event, arrival),
	UNIQUE (event, account),
	UNIQUE (event, place)
);

-- opening_step is how far the line had come at a moment: what the waits are counted from.
CREATE TABLE opening_step (
	event TEXT NOT NULL REFERENCES opening_event (id),
	front BIGINT NOT NULL,
	at    TIMESTAMP NOT NULL,
	pace  DOUBLE PRECISION NOT NULL,
	PRIMARY KEY (event, front)
);
