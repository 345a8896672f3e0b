package watering

import (
	"context"
	"slices"
	"time"

	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/places"
)

// Text is a sentence of the data in the town's two languages.
type Text struct {
	FR string `json:"fr,omitempty"`
	EN string `json:"en,omitempty"`
}

// In is the sentence in the language of ctx; French when there is no other.
func (t Text) In(ctx context.Context) string {
	if i18n.Lang(ctx) == i18n.English && t.EN != "" {
		return t.EN
	}
	return t.FR
}

// Device is something that one waters with, or that takes water outdoors.
type Device struct {
	Code string `json:"-"`
	Name Text   `json:"name"`
	Hint Text   `json:"hint,omitzero"`
	Icon string `json:"icon,omitempty"` // Icon is one of Icons.
}

// Icons are the drawings that a device may have.
func Icons() []string {
	return []string{"goutte", "plante", "arbre", "piscine", "horloge", "maison"}
}

// Area is a sector of the by-law: districts, a shape, or both.
type Area struct {
	Code      string
	Name      Text
	Districts []places.DistrictID
	Shape     geo.Area
	geometry  string // geometry is the shape as the file wrote it.
}

// holds tells whether an address lies in the area; known is false when nobody can tell.
func (a *Area) holds(address places.Address) (inside, known bool) {
	if address.District != "" && slices.Contains(a.Districts, address.District) {
		return true, true
	}
	if !address.Point.IsZero() {
		return a.Shape.Contains(address.Point), true
	}
	return false, a.Shape.IsZero() && address.District != ""
}

// Bylaw is the text that rules come from.
type Bylaw struct {
	Code    string `json:"-"`
	Number  string `json:"number"`
	Name    Text   `json:"name"`
	Summary Text   `json:"summary,omitzero"`
	From    string `json:"from,omitempty"`   // From is the first day in force, 2026-05-01, or empty.
	Until   string `json:"until,omitempty"`  // Until is the last day in force, or empty.
	Strict  bool   `json:"strict,omitempty"` // Strict forbids what no rule allows; otherwise it is free.
}

// Effect is what a rule does.
type Effect string

// The effects of a rule.
const (
	Allows  Effect = "allows"
	Forbids Effect = "forbids"
)

// Lots are the doors that a rule is for.
type Lots string

// The doors a rule may be for.
const (
	AllLots    Lots = "all"
	Numbered   Lots = "numbered"
	Unnumbered Lots = "unnumbered" // Unnumbered lots have no civic number, such as vacant land.
)

// Days say on which days a rule opens.
type Days string

// The ways to choose days.
const (
	EveryDay     Days = "every"
	CivicDate    Days = "civic-date"    // CivicDate: even numbers on even dates, odd numbers on odd dates.
	CivicWeekday Days = "civic-weekday" // CivicWeekday: even numbers on some weekdays, odd numbers on others.
	Weekdays     Days = "weekdays"
	EvenDates    Days = "even-dates"
	OddDates     Days = "odd-dates"
)

// needsNumber tells the days that depend on the civic number.
func (d Days) needsNumber() bool { return d == CivicDate || d == CivicWeekday }

// Night says to which date hours over midnight belong.
type Night string

// The dates that a night may belong to.
const (
	Evening  Night = "evening" // Evening: 22 h to 2 h belongs to the date on which it begins.
	Morning  Night = "morning" // Morning: it belongs to the date on which it ends.
	EachDate Night = "date"    // EachDate: each side of midnight belongs to its own date.
)

// Hours are a stretch of the day in minutes since midnight. To at or before From lies on
// the next day.
type Hours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// AllDay is the whole day.
var AllDay = Hours{0, 24 * 60}

// Season is a part of each year, both days included, as 05-01 and 09-30; it may go over
// the new year. The zero Season is the whole year.
type Season struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Rule is one thing that a by-law says of some devices.
type Rule struct {
	Bylaw    string         `json:"-"`
	Code     string         `json:"-"`
	Article  Text           `json:"article"`
	Devices  []string       `json:"devices"` // Devices are codes.
	Effect   Effect         `json:"effect"`
	Season   Season         `json:"season,omitzero"`
	Lots     Lots           `json:"lots"`
	Areas    []string       `json:"areas,omitempty"` // Areas are codes; none is the whole city.
	Days     Days           `json:"days"`
	Weekdays []time.Weekday `json:"weekdays,omitempty"`
	Even     []time.Weekday `json:"even,omitempty"` // Even are the weekdays of even numbers.
	Odd      []time.Weekday `json:"odd,omitempty"`
	Hours    []Hours        `json:"hours"` // Hours: none is the whole day.
	Night    Night          `json:"night,omitempty"`
	Words    Text           `json:"words,omitzero"` // Words say the rule as the city wants it said, beside what is worked out.
}

// Terms are what a by-law says of one kind of permit.
type Terms struct {
	Bylaw      string      `json:"-"`
	Code       string      `json:"-"`
	Name       Text        `json:"name"`
	Article    Text        `json:"article"`
	Length     int         `json:"length"` // Length is in days, the first included.
	Fee        money.Cents `json:"fee,omitempty"`
	Devices    []string    `json:"devices"`
	Hours      []Hours     `json:"hours"`
	Night      Night       `json:"night,omitempty"`
	Season     Season      `json:"season,omitzero"`     // Season is when such a permit may begin.
	Automatic  bool        `json:"automatic,omitempty"` // Automatic permits without fee are granted as they are asked.
	Renewable  bool        `json:"renewable,omitempty"` // Renewable permits may be had again for the same door in a year.
	AsksArea   bool        `json:"asks_area,omitempty"` // AsksArea asks for the square metres.
	Conditions []Text      `json:"conditions,omitempty"`
}

// Ban forbids watering for a time, whatever the by-law says.
type Ban struct {
	Code         string
	Reason       Text
	Devices      []string // Devices are codes; none is all of them.
	Areas        []string // Areas and districts are where; with no circle either, it is the whole city.
	Districts    []places.DistrictID
	Centre       geo.Point // Centre and RadiusMetres are a circle, such as around a broken main.
	RadiusMetres float64
	CentreLine   string // CentreLine is the address in the middle of the circle.
	Start        time.Time
	End          time.Time // End is zero until the ban is lifted.
	SparePermits bool      // SparePermits leaves permits valid.
	DeclaredBy   string
	LiftedAt     time.Time
}

// over is when the ban stops, zero when nobody knows.
func (b *Ban) over() time.Time {
	if !b.LiftedAt.IsZero() && (b.End.IsZero() || b.LiftedAt.Before(b.End)) {
		return b.LiftedAt
	}
	return b.End
}

// Current tells whether the ban holds at a moment.
func (b *Ban) Current(at time.Time) bool {
	return !at.Before(b.Start) && (b.over().IsZero() || at.Before(b.over()))
}

// Ends is when the ban stops, zero when it holds until it is lifted.
func (b *Ban) Ends() time.Time { return b.over() }

// Everywhere tells whether the ban is for the whole city.
func (b *Ban) Everywhere() bool {
	return len(b.Areas) == 0 && len(b.Districts) == 0 && b.RadiusMetres == 0
}
