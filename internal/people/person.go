package people

import (
	"strings"
	"time"

	"sem/internal/clock"
)

// ID names a person.
type ID string

// Residence is what the city knows of where a person lives.
type Residence string

// The kinds of residence.
const (
	Unknown   Residence = "unknown"   // Unknown: no proof was seen.
	Resident  Residence = "resident"  // Resident: a proof was seen, until ResidenceUntil.
	Neighbour Residence = "neighbour" // Neighbour lives in a town with an agreement.
	Outside   Residence = "outside"   // Outside lives elsewhere.
)

// Person is somebody the city knows.
type Person struct {
	ID             ID
	GivenName      string
	FamilyName     string
	BirthDate      string // BirthDate is 2016-05-14, or empty.
	Language       string // Language is fr or en.
	AddressID      string // AddressID names an address of places, empty when the line is all we have.
	AddressLine    string
	DistrictID     string
	Residence      Residence
	ResidenceUntil time.Time
	Preferred      string // Preferred is the channel the person prefers.
	CardNumber     string // CardNumber is on the citizen card.
	Source         string // Source is the person's reference in the system they were imported from.
	Contacts       []Contact
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Name is the whole name; some people have a single one.
func (p Person) Name() string { return strings.TrimSpace(p.GivenName + " " + p.FamilyName) }

// Age is the age in years on the day of on, in the town's zone; -1 when the date of birth
// is not known. Somebody born on 29 February is a year older on 1 March of the other years.
func (p Person) Age(on time.Time) int { return ageOn(p.BirthDate, on) }

func ageOn(birthDate string, on time.Time) int {
	born, err := time.Parse(time.DateOnly, birthDate)
	if err != nil {
		return -1
	}
	y, m, d := clock.Local(on).Date()
	age := y - born.Year()
	if m < born.Month() || m == born.Month() && d < born.Day() {
		age--
	}
	return age
}

// majority is the age from which nobody sees a person's matters as their parent.
const majority = 18

// ConfirmedEmail is the first e-mail address that was proved, empty when there is none.
func (p Person) ConfirmedEmail() string {
	for _, c := range p.Contacts {
		if c.Kind == Email && !c.ConfirmedAt.IsZero() {
			return c.Value
		}
	}
	return ""
}

// Contact is the first value of a kind, empty when there is none.
func (p Person) Contact(kind ContactKind) string {
	for _, c := range p.Contacts {
		if c.Kind == kind {
			return c.Value
		}
	}
	return ""
}

// NewPerson is what is asked of somebody who enters the register. One name is enough.
type NewPerson struct {
	GivenName   string
	FamilyName  string
	BirthDate   string
	Language    string
	AddressID   string
	AddressLine string
	DistrictID  string
	Preferred   string
	Email       string
	Mobile      string
	Phone       string
	Source      string
}
