// Package basemapweb shows the map by itself: a larger plan that moves and changes its scale
// by plain links, and the city's file of tiles for those who draw their own.
//
// Anybody may look. The plan adds nothing to the lists of the other pages, which say in words
// what it shows.
package basemapweb

import (
	"time"

	"sem/internal/basemap"
	"sem/internal/geo"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages show the map.
type Pages struct {
	Map *basemap.Service

	// Centre is where the plan opens when nobody says where, and how far the city reaches
	// from there, in metres.
	Centre func() (centre geo.Point, radiusMetres float64)
}

// planForm says what the plan shows.
type planForm struct {
	Lat    string `form:"lat" max:"20"` // Lat and Lon are the middle, in degrees; Here when empty.
	Lon    string `form:"lon" max:"20"`
	Radius string `form:"rayon" max:"10"` // Radius is how far it reaches, in metres.
	Here   string `form:"ici" max:"40"`   // Here is the place it was opened for: latitude, longitude.
}

// looks is how many plans one caller has drawn; a network may be a whole library.
var looks = ui.Limit{Account: 240, Address: 600, Per: time.Minute}

// ranges is how many pieces of the tiles one caller reads: a map that moves asks for dozens.
var ranges = ui.Limit{Account: 1200, Address: 3000, Per: time.Minute}

// Routes are the addresses of the map.
func (p Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /plan", Right: session.Anyone, Handle: p.plan, Form: planForm{}, Limit: looks,
			Says: "A larger plan, which moves and changes its scale by links."},
		{Pattern: "GET /plan/tuiles.pmtiles", Right: session.Anyone, Handle: p.tiles, Limit: ranges,
			Says: "The city's own map tiles in one PMTiles file, read by ranges; 404 when it has none."},
	}
}
