package demo

import (
	"bytes"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"sem/internal/geo"
	"sem/internal/places"
)

// district is one of the districts of the town, and the streets that lie in it by name.
type district struct {
	places.District
	streets []string
}

// readDistricts reads the outlines and the streets that each district begins with, and
// the specific names that further streets are formed of.
func readDistricts() (districts []district, specifics []string, err error) {
	file, err := data.ReadFile("data/districts.geojson")
	if err != nil {
		return nil, nil, fmt.Errorf("read the districts: %w", err)
	}
	read, err := places.ReadDistricts(bytes.NewReader(file), places.ElectionsQuebec)
	if err != nil {
		return nil, nil, fmt.Errorf("read the districts: %w", err)
	}
	for _, d := range read {
		districts = append(districts, district{District: d})
	}
	streets, err := lines("rues.txt")
	if err != nil {
		return nil, nil, err
	}
	for _, line := range streets {
		head, list, _ := strings.Cut(line, ":")
		if head == "*" {
			specifics = append(specifics, items(list)...)
			continue
		}
		for i := range districts {
			if strconv.Itoa(districts[i].Number) == head {
				districts[i].streets = append(districts[i].streets, items(list)...)
			}
		}
	}
	return districts, specifics, nil
}

// generics are the words that make another street of the same specific name.
var generics = []string{"rue", "place", "avenue", "croissant", "impasse", "allée", "terrasse", "chemin", "boulevard", "carré", "passage", "promenade"}

// furtherStreet is the n-th street beyond those that have a district.
func furtherStreet(specifics []string, n int) string {
	if n%7 == 6 {
		return strconv.Itoa(13+n/7) + "e Avenue"
	}
	n -= n / 7
	return generics[n/len(specifics)%len(generics)] + " " + specifics[n%len(specifics)]
}

// addresses lays out streets until the town has so many addresses: street by street, each
// a line of houses inside its district, even numbers on one side and odd ones on the other.
func addresses(districts []district, specifics []string, count int) iter.Seq[places.Address] {
	return func(yield func(places.Address) bool) {
		made, further := 0, 0
		for round := 0; made < count; round++ {
			for _, d := range districts {
				var name string
				if round < len(d.streets) {
					name = d.streets[round]
				} else {
					name, further = furtherStreet(specifics, further), further+1
				}
				for _, a := range street(d, name, round) {
					if made++; made > count || !yield(a) {
						return
					}
				}
			}
		}
	}
}

const (
	metresPerDegree = 111_195.0
	lotMetres       = 16.0 // lotMetres is the frontage of a house.
)

// street lays one street out.
func street(d district, name string, round int) []places.Address {
	dice := diceFor("street "+strconv.Itoa(d.Number), round)
	lots := dice.between(30, 62) // Houses on both sides together, before apartments.
	if round == 0 {
		lots = 62 // The street that the demonstration's own people live in is long enough.
	}
	for {
		for range 40 {
			if line, ok := axis(dice, d.Area, float64(lots)*lotMetres/2); ok {
				return line.houses(dice, d, name, lots)
			}
		}
		lots = lots * 3 / 4 // A bent district has room for a shorter street.
	}
}

// segment is the middle of a street.
type segment struct {
	start       geo.Point
	north, east float64 // north and east are degrees for each metre along the street.
}

// axis finds a place for a street inside an area. Streets follow the river or cross it.
func axis(d dice, area geo.Area, length float64) (segment, bool) {
	const river = 0.62 // radians north of east
	box := area.Box()
	start := geo.Point{
		Lat: box.SouthWest.Lat + d.Float64()*(box.NorthEast.Lat-box.SouthWest.Lat),
		Lon: box.SouthWest.Lon + d.Float64()*(box.NorthEast.Lon-box.SouthWest.Lon),
	}
	angle := river + float64(d.IntN(4))*math.Pi/2 + 0.08*d.NormFloat64()
	s := segment{
		start: start,
		north: math.Sin(angle) / metresPerDegree,
		east:  math.Cos(angle) / (metresPerDegree * math.Cos(start.Lat*math.Pi/180)),
	}
	for along := 0.0; along <= length; along += lotMetres {
		if !area.Contains(s.beside(along, 14)) || !area.Contains(s.beside(along, -14)) {
			return segment{}, false
		}
	}
	return s, true
}

// beside is the point so many metres along the street and off its middle.
func (s segment) beside(along, off float64) geo.Point {
	stretch := math.Cos(s.start.Lat * math.Pi / 180)
	return geo.Point{
		Lat: s.start.Lat + s.north*along + s.east*stretch*off,
		Lon: s.start.Lon + s.east*along - s.north/stretch*off,
	}
}

// houses numbers the two sides of the street. One lot in nine has apartments, one in
// fourteen is empty.
func (s segment) houses(d dice, of district, name string, lots int) []places.Address {
	first := 10 * d.between(0, 40)
	if of.Number == 1 {
		first = 0
	}
	var all []places.Address
	for lot := range lots {
		side := 14.0
		civic := first + 4 + lot/2*4
		if lot%2 == 1 {
			side, civic = -14, civic+1
		}
		keep := civic == 84 // Marie Tremblay's house is always there.
		if d.happens(7) && !keep {
			continue
		}
		at := s.beside(float64(lot/2)*lotMetres, side)
		a := places.Address{
			Civic:      strconv.Itoa(civic),
			Street:     name,
			PostalCode: postalCode(of.Number, name, lot/24),
			Point:      geo.Point{Lat: rounded(at.Lat), Lon: rounded(at.Lon)},
		}
		if !d.happens(11) || keep {
			all = append(all, a)
			continue
		}
		for apartment := range d.between(2, 8) {
			a.Apartment = strconv.Itoa(apartment + 1)
			all = append(all, a)
		}
	}
	return all
}

func rounded(degrees float64) float64 { return math.Round(degrees*1e6) / 1e6 }

// postalCode is the code of one stretch of a street: J7R in the old town and along the
// river, J7P elsewhere.
func postalCode(district int, street string, stretch int) string {
	const letters = "ABCEGHJKLMNPRSTVWXYZ"
	area := "J7P"
	if district <= 3 || district == 8 {
		area = "J7R"
	}
	own := diceFor(street, stretch)
	return fmt.Sprintf("%s %d%c%d", area, own.IntN(10), letters[own.IntN(len(letters))], own.IntN(10))
}
