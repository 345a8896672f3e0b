package places

import (
	"strings"
	"time"

	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/text"
)

// AddressID names an address for good, whatever it is called later.
type AddressID string

// Address is a door of the city.
type Address struct {
	ID         AddressID
	Civic      string     // Civic is the number on the door, with its letter if any: 84, 84A. Vacant lots have none.
	Street     string     // Street is as it is printed: rue du Moulin.
	Apartment  string     // Apartment is empty for a house.
	PostalCode string     // PostalCode is as in J7R 1A1, or empty.
	District   DistrictID // District is empty when the point is not known or lies outside.
	Point      geo.Point
	UpdatedAt  time.Time
}

// Line is the address on one line: 84, rue du Moulin, app. 3.
func (a Address) Line() string {
	var parts []string
	if a.Civic != "" {
		parts = append(parts, a.Civic)
	}
	parts = append(parts, a.Street)
	if a.Apartment != "" {
		parts = append(parts, "app. "+a.Apartment)
	}
	return strings.Join(parts, ", ")
}

// folded is what the address is found by.
func (a Address) folded() string {
	return text.Fold(a.Civic + " " + a.Street + " " + a.Apartment + " " + a.PostalCode)
}

// cleaned is the address as the register keeps it, or what is wrong with it.
func (a Address) cleaned() (Address, error) {
	var wrong fault.Problems
	a.Civic = strings.ToUpper(text.SafeLine(a.Civic))
	a.Street = text.SafeLine(a.Street)
	a.Apartment = strings.ToUpper(text.SafeLine(a.Apartment))
	if a.Street == "" {
		wrong.Add("street", "Écrivez le nom de la rue.")
	}
	if a.PostalCode != "" {
		code, ok := text.PostalCode(a.PostalCode)
		if !ok {
			wrong.Add("postal_code", "Écrivez le code postal comme ceci : J7R 1A1.")
		}
		a.PostalCode = code
	}
	if !a.Point.IsZero() && !a.Point.Valid() {
		wrong.Add("point", "La position n’est pas sur la carte.")
	}
	return a, wrong.Err()
}
