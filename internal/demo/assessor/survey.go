package assessor

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"sem/internal/demo/chance"
	"sem/internal/demo/ground"
	"sem/internal/geo"
	"sem/internal/places"
)

// The uses of the land (CUBF) that the town has.
const (
	dwelling   = 1000
	shop       = 5411
	garage     = 5531
	restaurant = 5811
	office     = 6599
	school     = 6812
	hall       = 6711
	park       = 7610
	farm       = 8131
	vacant     = 9100
	woods      = 9220
)

// surveyor goes through the town and gives each unit its numbers.
type surveyor struct {
	taken map[[2]int32]int // taken are the metres on the plane where a unit lies already, and how often.
	made  int
	left  int
}

const firstLot = 1_698_000 // firstLot is where the invented lots of the cadastre begin.

// unit begins a unit at a place of the plane: its matricule, lots and file.
func (s *surveyor) unit(x, y float64) Unit {
	u := Unit{Matricule: s.matricule(x, y, 0, 0), Lots: 1, Lot: firstLot + 3*s.made, File: strconv.Itoa(80_000_000 + 7*s.made)}
	p := ground.Plane.FromPlane(x, y)
	u.Point = geo.Point{Lat: rounded(p.Lat), Lon: rounded(p.Lon)}
	s.made++
	return u
}

func rounded(degrees float64) float64 { return math.Round(degrees*1e6) / 1e6 }

// matricule is made of the metres of the plane: two digits of kilometres east and north,
// one of hundreds each, then two of metres each. A second unit on the same square metre, as
// in a tower, is told apart by the number of its building.
func (s *surveyor) matricule(x, y float64, building, local int) places.Matricule {
	east, north := int(x)%100_000, int(y)%100_000
	if local == 0 {
		at := [2]int32{int32(int(x)), int32(int(y))}
		building += s.taken[at]
		s.taken[at]++
	}
	first := fmt.Sprintf("%02d%02d%d%d%02d%02d", east/1000, north/1000, east/100%10, north/100%10, east%100, north%100)
	if building == 0 && local == 0 {
		return places.Matricule(first + "00000000") // The roll leaves out what says nothing.
	}
	return places.Matricule(fmt.Sprintf("%s%d%03d%04d", first, check(first), building, local))
}

// check is the eleventh digit, from the ten before it.
func check(digits string) int {
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * (2 + i%3)
	}
	return sum % 10
}

// assess is what stands on one lot.
func (s *surveyor) assess(street ground.Street, lot ground.Lot) []Unit {
	x, y := street.At(lot.Along, lot.Off)
	u := s.unit(x, y)
	d := chance.For("unit "+u.File, lot.Number)
	u.Street, u.District, u.Doors = street.Name, street.District, lot.Doors
	u.Front = ground.LotFront - 0.9 + 0.01*float64(d.Between(0, 340))
	u.Area = math.Round(u.Front*(ground.LotDepth+4*d.NormFloat64())*10) / 10
	switch {
	case len(lot.Doors) == 0 && onMainStreet(street) && d.Happens(70):
		u.Number = lot.Number
		u.trade(d)
	case len(lot.Doors) == 0:
		u.Use = vacant
		u.value(d)
	case len(lot.Doors) == 1:
		u.Number = lot.Number
		u.house(d)
		if lot.Number == 84 && street.Name == "rue du Moulin" {
			u.marie()
		}
	case d.Happens(60):
		return u.condominiums(d, lot)
	default:
		u.Number = lot.Number
		u.apartments(d, len(lot.Doors))
	}
	if s.made%4001 == 7 {
		u.Before = u.Matricule[:10] + "7901" + u.Matricule[14:]
	}
	return []Unit{u}
}

// onMainStreet tells the streets with shops.
func onMainStreet(s ground.Street) bool {
	return s.Round < 2 || strings.HasPrefix(s.Name, "boulevard") || strings.HasSuffix(s.Name, " Avenue")
}

// reserved is what the town keeps for itself on a reserve: a park and a public building.
func (s *surveyor) reserved(r ground.Reserve) []Unit {
	x, y := r.At(100, 0)
	d := chance.For("reserve "+strconv.Itoa(r.District), r.Rank)
	green := s.unit(x, y)
	green.District, green.Use, green.Exempt, green.Front, green.Area = r.District, park, true, 200, 200*60
	green.Street = "rue du Parc-Public"
	green.value(d)
	x, y = r.At(r.Length-60, 0)
	built := s.unit(x, y)
	built.District, built.Exempt, built.Front, built.Area = r.District, true, 100, 100*60
	built.Use, built.Street, built.Number = anyOf(d, school, hall), "rue du Parc-Public", 100*r.District+r.Rank
	built.build(d, 1+d.IntN(2), 1400+200*float64(d.IntN(9)), 1962, 2012)
	built.value(d)
	return []Unit{green, built}
}

func anyOf(d chance.Dice, uses ...int) int { return chance.One(d, uses) }

// countryside are farms, woods and fields outside the villages, without end.
func (s *surveyor) countryside(p *ground.Plan) iter.Seq[Unit] {
	return func(yield func(Unit) bool) {
		for n := 0; ; n++ {
			of := &p.Districts[n%2*6+3] // The districts 4 and 10 hold the farmland.
			d := chance.For("field", n)
			at, ok := field(d, of)
			if !ok {
				continue
			}
			u := s.unit(ground.Plane.ToPlane(at))
			u.District, u.Agricultural, u.Lots = of.Number, true, d.Between(1, 3)
			u.Street = chance.One(d, []string{"rang du Domaine", "chemin de la Grande-Côte", "montée des Sucres", "chemin de la Rivière-Sud"})
			u.Area, u.Front = math.Round(d.Spread(31_000, 0.7)*10)/10, math.Round(d.Spread(70, 0.4)*100)/100
			u.Use = anyOf(d, farm, woods, vacant, vacant)
			if u.Use == farm {
				u.Number = d.Between(100, 999)
				u.Dwellings, u.Premises = 1, 1
				u.build(d, 2, float64(d.Between(120, 260)), 1890, 2005)
			}
			u.value(d)
			if !yield(u) {
				return
			}
		}
	}
}

// field is a place in a district that is no village.
func field(d chance.Dice, of *ground.District) (geo.Point, bool) {
	box := of.Area.Box()
	p := box.SouthWest
	p.Lat += d.Float64() * (box.NorthEast.Lat - box.SouthWest.Lat)
	p.Lon += d.Float64() * (box.NorthEast.Lon - box.SouthWest.Lon)
	return p, of.Area.Contains(p)
}
