-- +goose Up
-- basemap_source is a file that the map was drawn from; importing it again replaces it.
CREATE TABLE basemap_source (
	code        TEXT PRIMARY KEY,
	credit      TEXT NOT NULL DEFAULT '', -- whom the drawing is owed to, shown under it
	digest      TEXT NOT NULL,            -- of all its features: other processes see that it changed
	features    BIGINT NOT NULL,
	imported_at TIMESTAMP NOT NULL
);

-- basemap_feature is a street, a water, a park, a building or a railway as it is drawn.
CREATE TABLE basemap_feature (
	source   TEXT NOT NULL REFERENCES basemap_source (code),
	key      TEXT NOT NULL, -- the identifier of the file, or a digest of what is drawn
	kind     TEXT NOT NULL CHECK (kind IN ('park', 'water', 'stream', 'building', 'path', 'rail', 'street', 'major')),
	name     TEXT NOT NULL DEFAULT '',
	geometry TEXT NOT NULL, -- GeoJSON, WGS84
	PRIMARY KEY (source, key)
);
