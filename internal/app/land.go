package app

import (
	"context"
	"errors"
	"slices"

	"sem/internal/basemap"
	"sem/internal/basemap/basemapweb"
	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/collections/collectionsweb"
	"sem/internal/dossier"
	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/neighbourhood"
	"sem/internal/neighbourhood/neighbourhoodweb"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/property/propertyweb"
	"sem/internal/session"
	"sem/internal/tax"
	"sem/internal/tax/taxweb"
	"sem/internal/ui"
	"sem/internal/watering"
	"sem/internal/watering/wateringweb"
)

// Land are the rooms of what stands on the ground: properties and their taxes, what lies
// around them, and what the city does at each door.
type Land struct {
	Property      *property.Service
	Tax           *tax.Service
	Collections   *collections.Service
	Watering      *watering.Service
	Neighbourhood *neighbourhood.Service
	Map           *basemap.Service
}

// openLand gives these rooms what they need.
func (a *App) openLand() {
	a.Map = &basemap.Service{DB: a.DB, Clock: a.Clock, Sectors: a.districts, Tiles: a.Config.Path(a.Config.Map.Tiles), Log: a.Log}
	a.Property = &property.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, People: a.People, Places: a.Places, Journal: a.Journal, Alerts: a.Alerts, Key: a.keys.For(letterKey),
	}
	a.Tax = &tax.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, Key: a.keys.For(billKey), Roll: a.Property, Owners: a.Property, Alerts: a.Alerts,
	}
	a.Property.Bills = a.Tax
	a.Places.Roll = matricules{a.Property}
	a.Collections = &collections.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, Journal: a.Journal, Alerts: a.Alerts, Places: a.Places, Buildings: a.Property,
	}
	a.Watering = &watering.Service{DB: a.DB, Clock: a.Clock, IDs: a.IDs, People: a.People, Places: a.Places, Alerts: a.Alerts}
	a.Neighbourhood = &neighbourhood.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, Places: a.Places, Journal: a.Journal, Holidays: restDays{a.Collections}, Properties: a.Property,
	}
}

// landPages are the pages of these rooms.
type landPages struct {
	property      propertyweb.Pages
	tax           taxweb.Pages
	collections   collectionsweb.Pages
	watering      wateringweb.Pages
	neighbourhood neighbourhoodweb.Pages
	plan          basemapweb.Pages
}

// land makes the pages. The desk stands before them: who looks at an account gives a reason there.
func (a *App) land() landPages {
	site := a.Config.Site()
	return landPages{
		property: propertyweb.Pages{Property: a.Property, People: a.People, Places: a.Places, Clock: a.Clock, Maps: a.Map, Taxes: true},
		tax: taxweb.Pages{
			Tax: a.Tax, Roll: a.Property, People: a.People, Desk: a.Desk, Sessions: session.Store{DB: a.DB, Clock: a.Clock}, Clock: a.Clock,
			Bank: taxweb.Bank{Payee: a.Config.Bank.Payee, Prefix: a.Config.Bank.Prefix, Digits: a.Config.Bank.Digits},
		},
		collections: collectionsweb.Pages{Collections: a.Collections, People: a.People, Places: a.Places, Notices: a.Alerts, Clock: a.Clock, Site: site},
		watering:    wateringweb.Pages{Watering: a.Watering, People: a.People, Places: a.Places, Journal: a.Journal, Clock: a.Clock, Site: site},
		neighbourhood: neighbourhoodweb.Pages{
			Neighbourhood: a.Neighbourhood, People: a.People, Clock: a.Clock, Ground: a.Map, Collections: a.Collections, Watering: a.Watering,
		},
		plan: basemapweb.Pages{Map: a.Map, Centre: a.centre},
	}
}

// routes are the addresses of these pages.
func (l landPages) routes() []ui.Route {
	return slices.Concat(l.property.Routes(), l.tax.Routes(), l.collections.Routes(), l.watering.Routes(), l.neighbourhood.Routes(), l.plan.Routes())
}

// sources are what these rooms give to the citizen's file.
func (l landPages) sources() []dossier.Source {
	return []dossier.Source{
		taxweb.Source{Pages: l.tax},
		propertyweb.Source{Property: l.property.Property},
		l.bins(),
		wateringweb.Source{Pages: l.watering},
	}
}

// bins are the collections at home, for those who look at a week.
func (l landPages) bins() collectionsweb.Source {
	return collectionsweb.Source{Collections: l.collections.Collections, People: l.collections.People, Places: l.collections.Places}
}

// refreshLand reads what these rooms keep in memory, or what has changed of it since.
func (a *App) refreshLand(ctx context.Context) error {
	return errors.Join(a.Property.Refresh(ctx), a.Tax.Refresh(ctx), a.Collections.Refresh(ctx), a.Watering.Refresh(ctx), a.Neighbourhood.Refresh(ctx), a.Map.Refresh(ctx))
}

// districts are those of the city, as the map draws them where it has nothing better.
func (a *App) districts() []basemap.Sector {
	var all []basemap.Sector
	for _, d := range a.Places.Districts() {
		all = append(all, basemap.Sector{Name: d.Name, Area: d.Area})
	}
	return all
}

// centre is the middle of the city and how far it reaches from there, in metres.
func (a *App) centre() (geo.Point, float64) {
	var whole geo.Box
	for i, d := range a.Places.Districts() {
		box := d.Area.Box()
		if i == 0 {
			whole = box
		}
		whole.SouthWest.Lat, whole.SouthWest.Lon = min(whole.SouthWest.Lat, box.SouthWest.Lat), min(whole.SouthWest.Lon, box.SouthWest.Lon)
		whole.NorthEast.Lat, whole.NorthEast.Lon = max(whole.NorthEast.Lat, box.NorthEast.Lat), max(whole.NorthEast.Lon, box.NorthEast.Lon)
	}
	middle := geo.Point{Lat: (whole.SouthWest.Lat + whole.NorthEast.Lat) / 2, Lon: (whole.SouthWest.Lon + whole.NorthEast.Lon) / 2}
	return middle, geo.DistanceMetres(middle, whole.NorthEast)
}

// matricules tell the map where the properties of the roll are.
type matricules struct{ property *property.Service }

func (m matricules) AddressOf(ctx context.Context, which places.Matricule) (places.AddressID, error) {
	entries, err := m.property.ByMatricule(ctx, string(which))
	if err != nil {
		return "", err
	}
	if entries[0].Address == "" {
		return "", fault.New(fault.NotFound, "Cette adresse n’est pas au registre de la Ville.")
	}
	return entries[0].Address, nil
}

// restDays are the holidays of the city, which those who know the collections keep.
type restDays struct{ collections *collections.Service }

// IsHoliday tells whether a day, as 2026-09-07, is a public holiday.
func (r restDays) IsHoliday(day string) bool {
	d, err := civil.ParseDay(day)
	return err == nil && r.Holiday(d)
}
