package ground

import (
	"fmt"
	"iter"
	"math"
	"strconv"

	"sem/internal/demo/chance"
	"sem/internal/geo"
	"sem/internal/places"
)

// Street is a street with its lots.
type Street struct {
	Axis
	Name     string
	District int
	Round    int // Round is how many streets its district had before.
	Lots     []Lot
}

// Lot is a piece of land along a street.
type Lot struct {
	Along, Off float64          // Along and Off are where the middle of its house is, from the axis of the street.
	Number     int              // Number is what a house has on its door here, or would have.
	Doors      []places.Address // Doors are the addresses: several where there are apartments, none where nobody lives.
}

// Streets lays out streets until the town has so many addresses.
func (p *Plan) Streets(addresses int) iter.Seq[Street] {
	return func(yield func(Street) bool) {
		left, further := addresses, 0
		for round := 0; left > 0; round++ {
			for i := range p.Districts {
				d := &p.Districts[i]
				var name string
				if round < len(d.streets) {
					name = d.streets[round]
				} else {
					name, further = p.furtherStreet(further), further+1
				}
				s := d.street(name, round)
				left = s.keep(left)
				if !yield(s) || left <= 0 {
					return
				}
			}
		}
	}
}

// Addresses are the doors of the streets, so many of them.
func (p *Plan) Addresses(count int) iter.Seq[places.Address] {
	return func(yield func(places.Address) bool) {
		for s := range p.Streets(count) {
			for _, l := range s.Lots {
				for _, a := range l.Doors {
					if !yield(a) {
						return
					}
				}
			}
		}
	}
}

// keep leaves the street no more doors than that, and tells how many more may follow.
func (s *Street) keep(doors int) int {
	for i := range s.Lots {
		l := &s.Lots[i]
		if len(l.Doors) > doors {
			l.Doors = l.Doors[:doors]
		}
		if doors -= len(l.Doors); doors == 0 {
			s.Lots = s.Lots[:i+1]
			return 0
		}
	}
	return doors
}

// street lays one street out: the next row of the district, or, when its rows are used up,
// any line that fits.
func (d *District) street(name string, round int) Street {
	dice := chance.For("street "+strconv.Itoa(d.Number), round)
	s := Street{Name: name, District: d.Number, Round: round}
	if round < len(d.ruled) {
		s.Axis = d.ruled[round].Axis
	} else {
		s.Axis = d.anywhere(dice)
	}
	s.settle(dice, d.Area)
	return s
}

// anywhere is a line inside the district, along the river or across.
func (d *District) anywhere(dice chance.Dice) Axis {
	box := d.Area.Box()
	for length := float64(longest) * LotFront; ; length *= 0.75 {
		for range 40 {
			at := box.SouthWest
			at.Lat += dice.Float64() * (box.NorthEast.Lat - box.SouthWest.Lat)
			at.Lon += dice.Float64() * (box.NorthEast.Lon - box.SouthWest.Lon)
			angle := river + float64(dice.IntN(4))*math.Pi/2 + 0.08*dice.NormFloat64()
			a := Axis{DX: math.Cos(angle), DY: math.Sin(angle), Length: length, crossing: crossWide}
			a.X, a.Y = Plane.ToPlane(at)
			if d.holds(a) {
				return a
			}
		}
	}
}

func (d *District) holds(a Axis) bool {
	for along := 0.0; along <= a.Length; along += LotFront {
		if !d.Area.Contains(a.Point(along, setback)) || !d.Area.Contains(a.Point(along, -setback)) {
			return false
		}
	}
	return true
}

// settle numbers the two sides of the street, even to the left. One lot in nine has
// apartments, one in fourteen is empty.
func (s *Street) settle(dice chance.Dice, inside geo.Area) {
	first := 10 * dice.Between(0, 40)
	if s.District == 1 {
		first = 0
	}
	for rank, along := range s.places() {
		for side := range 2 {
			off, civic := setback, first+4+rank*4
			if side == 1 {
				off, civic = -setback, civic+1
			}
			if !inside.Contains(s.Point(along+LotFront/2, off)) {
				continue // A corner of the district.
			}
			s.Lots = append(s.Lots, s.lot(dice, along+LotFront/2, off, civic, rank/12))
		}
	}
}

func (s *Street) lot(dice chance.Dice, along, off float64, civic, stretch int) Lot {
	keep := civic == 84 // Marie Tremblay's house is always there.
	l := Lot{Along: along, Off: off, Number: civic}
	if dice.Happens(7) && !keep {
		return l
	}
	a := places.Address{Civic: strconv.Itoa(civic), Street: s.Name, PostalCode: postalCode(s.District, s.Name, stretch), Point: s.Point(along, off)}
	if !dice.Happens(11) || keep {
		l.Doors = []places.Address{a}
		return l
	}
	for apartment := range dice.Between(2, 8) {
		a.Apartment = strconv.Itoa(apartment + 1)
		l.Doors = append(l.Doors, a)
	}
	return l
}

// postalCode is the code of one stretch of a street: J7R in the old town and along the
// river, J7P elsewhere.
func postalCode(district int, street string, stretch int) string {
	const letters = "ABCEGHJKLMNPRSTVWXYZ"
	area := "J7P"
	if district <= 3 || district == 8 {
		area = "J7R"
	}
	own := chance.For(street, stretch)
	return fmt.Sprintf("%s %d%c%d", area, own.IntN(10), letters[own.IntN(len(letters))], own.IntN(10))
}
