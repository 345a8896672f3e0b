package ground

import (
	"cmp"
	"math"
	"slices"

	"sem/internal/demo/chance"
	"sem/internal/geo"
)

// The measures of the plan, in metres.
const (
	LotFront  = 16.0 // LotFront is the frontage of a lot.
	LotDepth  = 31.0 // LotDepth is how deep a lot is.
	setback   = 14.0 // setback is from the middle of the street to the middle of a house.
	rowPitch  = 76.0 // rowPitch is from one street to the next.
	crossing  = 264.0
	crossWide = 24.0
	longest   = 31 // longest is how many lots one side of a street has at most.
	shortest  = 6
	river     = 0.62 // river is how many radians north of east the river flows, and the streets with it.
)

// Axis is a straight line on the plane: the middle of a street.
type Axis struct {
	X, Y     float64 // X and Y are where it begins.
	DX, DY   float64 // DX and DY are its direction, one metre long.
	Length   float64
	crossing float64 // crossing is how far before its beginning the last cross street lies.
}

// At is the place so many metres along the street and off its middle, to the left.
func (a Axis) At(along, off float64) (x, y float64) {
	return a.X + a.DX*along - a.DY*off, a.Y + a.DY*along + a.DX*off
}

// Point is the point at the same place, as registers write it.
func (a Axis) Point(along, off float64) geo.Point {
	p := Plane.FromPlane(a.At(along, off))
	return geo.Point{Lat: rounded(p.Lat), Lon: rounded(p.Lon)}
}

func rounded(degrees float64) float64 { return math.Round(degrees*1e6) / 1e6 }

// row is a stretch of the district that a street runs through: lots on both sides.
type row struct {
	Axis
	u, v float64 // u and v are its middle in the district's own frame.
}

// frame is the plane of one district, turned so that u follows the river.
type frame struct {
	x, y     float64
	cos, sin float64
	reach    float64 // reach is how far from its middle the district is ruled.
	area     geo.Area
}

func (f frame) at(u, v float64) (x, y float64) {
	return f.x + f.cos*u - f.sin*v, f.y + f.sin*u + f.cos*v
}

func (f frame) inside(u, v float64) bool { return f.area.Contains(Plane.FromPlane(f.at(u, v))) }

// has tells whether the lots on both sides lie in the district.
func (f frame) has(u, v float64) bool {
	return f.inside(u, v+setback+4) && f.inside(u, v-setback-4)
}

// reach is how far at most from the middle of its box a district is ruled: the two that hold the
// farmland are settled around one village.
const reach = 1900.0

// rule draws the rows of a district, the nearest to its heart first.
func (d *District) rule() {
	dice := chance.For("district", d.Number)
	box := d.Area.Box()
	middle := geo.Point{Lat: (box.SouthWest.Lat + box.NorthEast.Lat) / 2, Lon: (box.SouthWest.Lon + box.NorthEast.Lon) / 2}
	angle := river + 0.1*dice.NormFloat64()
	f := frame{cos: math.Cos(angle), sin: math.Sin(angle), area: d.Area}
	f.x, f.y = Plane.ToPlane(middle)
	f.reach = min(reach, geo.DistanceMetres(box.SouthWest, box.NorthEast)/2)
	f.reach = rowPitch * math.Ceil(f.reach/rowPitch)
	d.ruled = f.rows()
	if len(d.ruled) == 0 {
		return
	}
	heart := d.heart(f)
	slices.SortStableFunc(d.ruled, func(a, b row) int { return cmp.Compare(a.from(heart), b.from(heart)) })
	d.setAside(f)
}

// hearts are where some districts are settled from, for want of a better rule than the
// middle of their outline: the old town from its church, near the river and the school.
var hearts = map[int]geo.Point{1: {Lat: 45.5562, Lon: -73.8890}}

// heart is the row that the district is settled from: a long one.
func (d *District) heart(f frame) row {
	var u, v float64
	if p, ok := hearts[d.Number]; ok {
		x, y := Plane.ToPlane(p)
		u, v = f.cos*(x-f.x)+f.sin*(y-f.y), -f.sin*(x-f.x)+f.cos*(y-f.y)
	}
	off := func(r row) float64 {
		return math.Hypot(r.u-u, r.v-v) + 1000*math.Max(0, longest-r.usable())
	}
	return slices.MinFunc(d.ruled, func(a, b row) int { return cmp.Compare(off(a), off(b)) })
}

// usable is how many lots one side of the row has.
func (r row) usable() float64 { return float64(len(r.places())) }

// from is how far one row lies from another; along the street counts less.
func (r row) from(other row) float64 { return math.Hypot((r.u-other.u)/2, r.v-other.v) }

// rows are the stretches of every street of the district.
func (f frame) rows() []row {
	var all []row
	for v := -f.reach; v <= f.reach; v += rowPitch {
		begin, open := 0.0, false
		for u := -f.reach; u <= f.reach+LotFront; u += LotFront {
			lies := u <= f.reach && f.has(u, v)
			length := u - begin
			if open && (!lies || length >= longest*LotFront+2*crossWide) {
				if length >= shortest*LotFront {
					all = append(all, f.row(begin, v, length))
				}
				open = false
			}
			if lies && !open {
				begin, open = u, true
			}
		}
	}
	return all
}

func (f frame) row(u, v, length float64) row {
	x, y := f.at(u, v)
	since := math.Mod(u, crossing)
	if since < 0 {
		since += crossing
	}
	return row{Axis: Axis{X: x, Y: y, DX: f.cos, DY: f.sin, Length: length, crossing: since}, u: u + length/2, v: v}
}

// places are how far along the street the lots of one side begin: where no street crosses.
func (a Axis) places() []float64 {
	var all []float64
	for along := 0.0; along+LotFront <= a.Length && len(all) < longest; along += LotFront {
		since := math.Mod(a.crossing+along, crossing)
		if since >= crossWide/2 && since+LotFront <= crossing-crossWide/2 {
			all = append(all, along)
		}
	}
	return all
}

// Crossings are how far along the street others cross it, those of its ends included.
func (a Axis) Crossings() []float64 {
	var all []float64
	for along := crossing - a.crossing; along <= a.Length; along += crossing {
		all = append(all, along)
	}
	return all
}

// Reserve is land that is kept for a park and for what the town builds beside it.
type Reserve struct {
	Axis
	District int
	Rank     int // Rank counts from one, the nearest to the heart of the district first.
}

// reserved are the rows kept free of houses, by their rank from the heart.
var reserved = []int{3, 11, 24, 38}

// setAside takes the reserves out of the rows.
func (d *District) setAside(f frame) {
	for i, rank := range reserved {
		at := rank - i
		if at >= len(d.ruled) {
			return
		}
		d.reserve = append(d.reserve, Reserve{Axis: d.ruled[at].Axis, District: d.Number, Rank: i + 1})
		d.ruled = slices.Delete(d.ruled, at, at+1)
	}
}

// Reserves are all the reserves of the town.
func (p *Plan) Reserves() []Reserve {
	var all []Reserve
	for _, d := range p.Districts {
		all = append(all, d.reserve...)
	}
	return all
}
