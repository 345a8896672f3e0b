package basemap

import (
	"slices"

	"sem/internal/geo/plan"
	"sem/internal/geo/tiles"
)

// drawnLayers are the layers that plans show, by their names in the basemap of Protomaps
// (version 4) and in OpenMapTiles (version 3.15).
func drawnLayers(layer string) bool {
	return slices.Contains([]string{
		"water", "landuse", "roads", "buildings", "pois", // Protomaps.
		"waterway", "water_name", "landcover", "park", "transportation", "transportation_name", "building", // OpenMapTiles.
	}, layer)
}

// kindOfTile is what a feature of a tile is drawn as, empty when it is not, and whether only
// its name is: both schemas give some names as features of their own.
func kindOfTile(f tiles.Feature) (kind string, nameOnly bool) {
	class := f.Tags["kind"]
	if class == "" {
		class = f.Tags["class"]
	}
	switch f.Layer {
	case "water", "waterway":
		return byGeometry(f, plan.Water, plan.Stream)
	case "water_name":
		if f.Kind == tiles.Points {
			return plan.Water, true
		}
		return plan.Stream, true
	case "landuse", "landcover", "park":
		return green(f, class)
	case "pois":
		if slices.Contains(greens, class) && f.Kind == tiles.Points {
			return plan.Park, true
		}
	case "buildings", "building":
		return areaOnly(f, plan.Building), false
	case "roads", "transportation":
		return road(f, class), false
	case "transportation_name":
		return road(f, class), true
	}
	return "", false
}

// greens are the grounds that are drawn as parks.
var greens = []string{
	"park", "wood", "forest", "nature_reserve", "national_park", "protected_area", "cemetery", "golf_course",
	"recreation_ground", "playground", "garden", "village_green", "dog_park", "grass", "meadow",
}

func green(f tiles.Feature, class string) (kind string, nameOnly bool) {
	switch {
	case f.Kind == tiles.Points:
		return plan.Park, true
	case f.Layer == "park" || slices.Contains(greens, class):
		return areaOnly(f, plan.Park), false
	}
	return "", false
}

// byGeometry is one kind for areas and another for lines; a point is the place of a name.
func byGeometry(f tiles.Feature, area, line string) (kind string, nameOnly bool) {
	switch f.Kind {
	case tiles.Areas:
		return area, false
	case tiles.Lines:
		return line, false
	}
	return area, true
}

func areaOnly(f tiles.Feature, kind string) string {
	if f.Kind != tiles.Areas {
		return ""
	}
	return kind
}

// road is the kind of a way; service lanes, ferries and runways are not drawn.
func road(f tiles.Feature, class string) string {
	if f.Kind != tiles.Lines {
		return ""
	}
	detail := f.Tags["kind_detail"]
	switch class {
	case "highway", "motorway", "trunk", "primary", "secondary":
		return plan.Major
	case "major_road":
		if detail == "tertiary" || detail == "tertiary_link" {
			return plan.Street
		}
		return plan.Major
	case "minor_road":
		if detail == "service" {
			return ""
		}
		return plan.Street
	case "tertiary", "minor", "medium_road":
		return plan.Street
	case "path", "pedestrian", "track":
		return plan.Path
	case "rail", "transit":
		return plan.Rail
	}
	return ""
}
