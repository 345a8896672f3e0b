-- +goose Up
-- neighbourhood_source is a file of places that was imported, or the city itself.
CREATE TABLE neighbourhood_source (
	code        TEXT PRIMARY KEY,
	title       TEXT NOT NULL,
	mapping     TEXT NOT NULL DEFAULT '',
	imported_at TIMESTAMP, -- NULL for the places added by hand
	version     BIGINT NOT NULL DEFAULT 1 -- grows with each change of one of its places, for the other processes
);

CREATE TABLE neighbourhood_place (
	id           TEXT PRIMARY KEY,
	source       TEXT NOT NULL REFERENCES neighbourhood_source (code),
	source_key   TEXT NOT NULL,
	name         TEXT NOT NULL,
	category     TEXT NOT NULL,
	detail       TEXT NOT NULL DEFAULT '',
	detail_en    TEXT NOT NULL DEFAULT '',
	address      TEXT NOT NULL DEFAULT '',
	phone        TEXT NOT NULL DEFAULT '',
	website      TEXT NOT NULL DEFAULT '',
	hours        TEXT NOT NULL DEFAULT '', -- as written; OpenStreetMap's notation is understood
	access       TEXT NOT NULL DEFAULT '' CHECK (access IN ('', 'yes', 'limited', 'no')),
	geometry     TEXT NOT NULL, -- GeoJSON, WGS84
	digest       TEXT NOT NULL, -- of what the source said
	hidden       BOOLEAN NOT NULL DEFAULT FALSE,
	gone         BOOLEAN NOT NULL DEFAULT FALSE, -- no longer in its source; kept for what the staff said of it
	corrected_at TIMESTAMP, -- the staff changed its words: imports leave them alone
	updated_at   TIMESTAMP NOT NULL,
	UNIQUE (source, source_key)
);

-- neighbourhood_category is a kind of place that the city changed or added.
CREATE TABLE neighbourhood_category (
	code       TEXT PRIMARY KEY,
	name_fr    TEXT NOT NULL,
	name_en    TEXT NOT NULL DEFAULT '',
	icon       TEXT NOT NULL,
	tone       TEXT NOT NULL,
	hidden     BOOLEAN NOT NULL DEFAULT FALSE,
	version    BIGINT NOT NULL DEFAULT 1 -- grows with each change, for the other processes
);
