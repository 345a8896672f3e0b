// Package assessor is the demonstration's assessor: it looks at the land of the town and
// writes the assessment rolls, in the structure in which the ministry publishes them, so
// that the importer eats only what a city would send it.
//
// Every unit, lot and value is invented. A unit comes from a lot of the ground: a house, a
// building of apartments, the condominiums of one, a shop, a school, a park, a farm or land
// that nobody built on. Matricules follow from where the unit lies on the plane of the
// surveyors (MTM zone 8), as those of the province do.
package assessor

import (
	"fmt"
	"iter"

	"sem/internal/demo/ground"
	"sem/internal/geo"
	"sem/internal/money"
	"sem/internal/places"
)

// Unit is a unit of assessment: a property of the town.
type Unit struct {
	Matricule places.Matricule
	Before    places.Matricule // Before is the matricule that it bore in the first of the rolls, if another.
	Number    int              // Number is on the door, 0 for land without a number.
	Street    string           // Street is as it is printed: rue du Moulin.
	Apartment string
	Doors     []places.Address // Doors are its addresses, none where nobody lives.
	Point     geo.Point
	District  int
	Lot       int // Lot is the first number of the cadastre.
	Lots      int // Lots is how many there are.
	File      string
	Use       int // Use is the predominant use (CUBF).

	Front, Area  float64 // Front is in metres, Area in square metres.
	Agricultural bool
	Storeys      int
	Built        int // Built is 0 where there is no building.
	Estimated    bool
	Floor        float64
	Link, Kind   int
	Dwellings    int
	Premises     int
	Exempt       bool // Exempt: a school, a park, the city's own.

	land, building [3]int // land and building are the values in dollars on each roll, the latest first.
}

// Years are the first years of the rolls, the latest first.
var Years = [3]int{2026, 2023, 2020}

// roll is the index of the roll in force in a year.
func roll(year int) int {
	for i, first := range Years {
		if year >= first {
			return i
		}
	}
	return len(Years) - 1
}

// Value is the land and the building in dollars, on the roll in force in a year.
func (u Unit) Value(year int) (land, building int) {
	i := roll(year)
	return u.land[i], u.building[i]
}

// Total is the value of the property in a year.
func (u Unit) Total(year int) money.Cents {
	land, building := u.Value(year)
	return money.Dollars(int64(land + building))
}

// Residential tells whether people live there.
func (u Unit) Residential() bool { return u.Dwellings > 0 && u.Use < 2000 }

// Vacant tells land that nobody built on.
func (u Unit) Vacant() bool { return u.Use/100 == 91 }

// line is where the unit is, for the messages of tests.
func (u Unit) line() string { return fmt.Sprintf("%d, %s (%s)", u.Number, u.Street, u.Matricule) }

// Units looks at the whole town: the lots along the streets of so many addresses, what the
// town keeps for itself, and farms and woods until there are as many units as addresses.
func Units(p *ground.Plan, addresses int) iter.Seq[Unit] {
	return func(yield func(Unit) bool) {
		s := &surveyor{taken: make(map[[2]int32]int, addresses), left: addresses}
		for street := range p.Streets(addresses) {
			for _, lot := range street.Lots {
				for _, u := range s.assess(street, lot) {
					if s.left <= 0 || !yield(u) {
						return
					}
					s.left--
				}
			}
		}
		for _, r := range p.Reserves() {
			for _, u := range s.reserved(r) {
				if s.left <= 0 || !yield(u) {
					return
				}
				s.left--
			}
		}
		for u := range s.countryside(p) {
			if s.left <= 0 || !yield(u) {
				return
			}
			s.left--
		}
	}
}
