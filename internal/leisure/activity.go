package leisure

import (
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/places"
)

// ActivityID names an activity.
type ActivityID string

// Activity is something to do: its groups do it at different times and places.
type Activity struct {
	ID        ActivityID
	Session   SessionID
	Code      string // Code names it among its session's; it stays the same from session to session.
	Title     i18n.Words
	Text      i18n.Words
	Bring     i18n.Words // Bring is what to bring.
	Category  string
	Organiser string
	Free      bool     // Free: come as you are, without registration.
	Needs     []string // Needs are the codes of activities to have passed before.
	Policy    string   // Policy is the code of the refund policy.
	Forms     []string // Forms are asked after registration: see FormHealth, FormPickUp.
	Childcare bool     // Childcare: its price counts for the relevé 24 (Taxation Act, s. 1029.8.67), without its options, which say so themselves.
	Lottery   bool     // Lottery: places are drawn among ranked wishes.
	Windows   []Window
}

// The forms that an activity may ask for.
const (
	FormHealth = "health" // FormHealth is the health sheet of a child.
	FormPickUp = "pickup" // FormPickUp names who may pick a child up.
)

// SiteID names a site.
type SiteID string

// Site is a building or a park where groups meet.
type Site struct {
	ID         SiteID
	Code       string
	Name       string
	Line       string // Line is the address as people write it.
	Address    places.AddressID
	Point      geo.Point
	Accessible bool
}
