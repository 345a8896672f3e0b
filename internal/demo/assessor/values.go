package assessor

import (
	"fmt"
	"math"

	"sem/internal/demo/chance"
	"sem/internal/demo/ground"
	"sem/internal/places"
)

// marie gives Marie Tremblay's house what the documents of the program say of it.
func (u *Unit) marie() {
	u.Front, u.Area = 18.29, 548.3
	u.Built, u.Storeys, u.Floor, u.Link, u.Kind, u.Dwellings = 1974, 1, 112, 1, 1, 1
	u.land, u.building = [3]int{186_400, 143_000, 104_400}, [3]int{297_800, 228_500, 166_900}
}

// house is a dwelling of one household.
func (u *Unit) house(d chance.Dice) {
	u.Use, u.Dwellings = dwelling, 1
	storeys := d.Between(1, 2)
	u.build(d, storeys, float64(d.Between(88, 138))*(1+0.35*float64(storeys-1)), 1946, 2019)
	u.Link = chance.Weighted(d, []chance.Share[int]{{Of: 1, Weight: 80}, {Of: 2, Weight: 14}, {Of: 3, Weight: 6}})
	if d.Happens(2) {
		u.Built = d.Between(2020, 2024) // New, so that earlier rolls know vacant land.
	}
	u.value(d)
}

// apartments is a building of several dwellings and one owner.
func (u *Unit) apartments(d chance.Dice, doors int) {
	u.Use, u.Dwellings = dwelling, doors
	u.build(d, 2+doors/5, 78*float64(doors), 1955, 2012)
	u.value(d)
}

// condominiums are the units of a building of which each door has an owner.
func (u Unit) condominiums(d chance.Dice, lot ground.Lot) []Unit {
	u.Use, u.Dwellings, u.Number = dwelling, 1, lot.Number
	u.build(d, 2, float64(d.Between(72, 118)), 1982, 2019)
	u.Link = 5
	area := u.Area / float64(len(lot.Doors))
	var all []Unit
	for i := range lot.Doors {
		one := u
		one.Matricule = u.Matricule[:10] + places.Matricule(fmt.Sprintf("%d%s%04d", check(string(u.Matricule[:10])), tower(u.Matricule), i+1))
		one.Apartment, one.Doors = lot.Doors[i].Apartment, lot.Doors[i:i+1]
		one.File, one.Lot, one.Lots = fmt.Sprintf("%s%02d", u.File, i+1), 4_900_000+10*(u.Lot-firstLot)/3+i, 1
		one.Front, one.Area, one.Floor = 0, math.Round(area*10)/10, u.Floor+float64(i%3)*2
		one.value(d)
		all = append(all, one)
	}
	return all
}

// tower is the number of the building in a matricule, counted from one.
func tower(m places.Matricule) string {
	if n := string(m[11:14]); n != "000" {
		return n
	}
	return "001"
}

// trade is a shop, a workshop or an office.
func (u *Unit) trade(d chance.Dice) {
	u.Use, u.Premises = anyOf(d, shop, garage, restaurant, office), d.Between(1, 3)
	u.Area *= 2
	u.build(d, 1, float64(d.Between(180, 520)), 1958, 2016)
	u.value(d)
}

// build describes the building before it is valued.
func (u *Unit) build(d chance.Dice, storeys int, floor float64, from, to int) {
	u.Storeys, u.Floor, u.Built, u.Link, u.Kind = storeys, math.Round(floor*10)/10, d.Between(from, to), 1, min(2*storeys-1, 5)
	u.Estimated = u.Built < 1955
}

// pricePerMetre is what a square metre of a lot is worth in each district, in dollars of
// the latest roll.
var pricePerMetre = [11]float64{0, 340, 318, 345, 302, 330, 352, 322, 378, 360, 310}

// value values the unit on the three rolls. Between one roll and the next, each property
// went its own way a little.
func (u *Unit) value(d chance.Dice) {
	land := u.Area * pricePerMetre[u.District] * (1 + 0.05*d.NormFloat64())
	if u.Area > 2000 { // Large land is worth less for each metre.
		land = 2000*pricePerMetre[u.District]*0.6 + (u.Area-2000)*2.4
	}
	if u.Agricultural {
		land = u.Area * (1.6 + 0.5*d.Float64())
	}
	var building float64
	if u.Built > 0 {
		age := math.Max(0, 2024-float64(u.Built))
		building = u.Floor * 2870 * (1 - 0.0042*math.Min(age, 95)) * (1 + 0.07*d.NormFloat64())
		if u.Dwellings > 2 {
			building *= 0.72
		}
	}
	for i, share := range [3]float64{1, 0.767 + 0.02*d.NormFloat64(), 0.56 + 0.02*d.NormFloat64()} {
		u.land[i] = max(100, hundreds(land*share))
		u.building[i] = hundreds(building * share)
		if u.Built > Years[i]-2 {
			u.building[i] = 0
		}
	}
}

// hundreds rounds dollars as the roll does.
func hundreds(dollars float64) int { return int(math.Round(dollars/100)) * 100 }

// standsIn tells whether the building is on the roll that begins in a year.
func (u Unit) standsIn(year int) bool { return u.Built > 0 && u.Built <= year-2 }
