package basemap_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sem/internal/basemap"
	"sem/internal/dbtest"
	"sem/internal/geo"
	"sem/internal/geo/plan"
)

// city is a GeoJSON file of 40 000 pieces of street, cut at each crossing, and 20 000 houses.
func city() string {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	lines := 0
	at := func(column, row float64) (lon, lat float64) {
		return mill.Lon + (column-71)*0.0012 + 0.0002*math.Sin(row/3), mill.Lat + (row-71)*0.0008 + 0.0001*math.Sin(column/4)
	}
	add := func(kind, name, geometry string) {
		if lines++; lines > 1 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `{"type":"Feature","properties":{"kind":%q,"name":%q,"id":"%d"},"geometry":%s}`, kind, name, lines, geometry)
	}
	for column := range 142 {
		for row := range 142 {
			c, r := float64(column), float64(row)
			for _, way := range []struct {
				name     string
				east, up float64
			}{{fmt.Sprintf("rue du Rang-%d", row), 1, 0}, {fmt.Sprintf("%de Avenue", column+1), 0, 1}} {
				x1, y1 := at(c, r)
				x2, y2 := at(c+way.east/2, r+way.up/2)
				x3, y3 := at(c+way.east, r+way.up)
				add("rue", way.name, fmt.Sprintf(`{"type":"LineString","coordinates":[[%f,%f],[%f,%f],[%f,%f]]}`, x1, y1, x2, y2, x3, y3))
			}
			x, y := at(c+0.4, r+0.4)
			add("bâtiment", "", fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%f,%f],[%f,%f],[%f,%f],[%f,%f],[%f,%f]]]}`,
				x, y, x+0.00015, y, x+0.00015, y+0.0001, x, y+0.0001, x, y))
		}
	}
	b.WriteString("]}")
	return b.String()
}

// BenchmarkDraw draws a neighbourhood of 300 metres of a city of 40 000 pieces of street.
func BenchmarkDraw(b *testing.B) {
	s := open(dbtest.SQLite(b))
	imported(b, s, city(), basemap.ImportOptions{})
	for b.Loop() {
		s.Draw(plan.Around(mill, 300))
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N), "draw_us")
}

// BenchmarkDrawWide draws two kilometres around, which are thousands of streets.
func BenchmarkDrawWide(b *testing.B) {
	s := open(dbtest.SQLite(b))
	imported(b, s, city(), basemap.ImportOptions{})
	for b.Loop() {
		s.Draw(plan.Around(geo.Point{Lat: mill.Lat, Lon: mill.Lon}, 2000))
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N), "draw_us")
}
