-- +goose Up
-- places_district is an electoral district, or any sector the city is divided into.
CREATE TABLE places_district (
	id         TEXT PRIMARY KEY,
	number     BIGINT NOT NULL,
	name       TEXT NOT NULL,
	geometry   TEXT NOT NULL, -- GeoJSON, WGS84
	updated_at TIMESTAMP NOT NULL
);

CREATE TABLE places_address (
	id          TEXT PRIMARY KEY,
	civic       TEXT NOT NULL,
	street      TEXT NOT NULL, -- as it is printed: rue du Moulin
	apartment   TEXT NOT NULL DEFAULT '',
	postal_code TEXT NOT NULL DEFAULT '',
	district_id TEXT REFERENCES places_district (id),
	lat         DOUBLE PRECISION NOT NULL DEFAULT 0,
	lon         DOUBLE PRECISION NOT NULL DEFAULT 0,
	folded      TEXT NOT NULL, -- for searching: 84 rue du moulin
	updated_at  TIMESTAMP NOT NULL,
	UNIQUE (civic, street, apartment)
);
CREATE INDEX places_address_folded ON places_address (folded);
CREATE INDEX places_address_updated ON places_address (updated_at, id);
