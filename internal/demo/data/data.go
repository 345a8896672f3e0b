// Package data holds the real facts on which the demonstration town is built, each folder
// with a SOURCE.md that says where they come from and on which terms.
package data

import _ "embed"

// Districts are the electoral districts of Saint-Eustache, as GeoJSON.
//
//go:embed districts/saint-eustache.geojson
var Districts []byte
