package leisureweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/geo/plan"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the citizens' pages of the program.
type Pages struct {
	Leisure   *leisure.Service
	People    *people.Service
	Places    *places.Service // Places finds addresses, for what is near; nil leaves that question out.
	Mine      Mine            // Mine knows the places of a family; nil knows none.
	Lotteries Lotteries       // Lotteries know whose places are drawn; nil knows only that they are.
	Rooms     Rooms           // Rooms knows the waiting rooms of openings; nil knows none.
	Ground    Ground          // Ground draws what lies under the pin of a group; nil leaves the plan out.
	Clock     clock.Clock
	Site      string // Site is our own address, for links in calendars: https://sem.ville.exemple.

	shelf shelf
	drawn drawn
}

// Mine is all that these pages ask of registration.
type Mine interface {
	PlacesOf(ctx context.Context, who ...people.ID) ([]registration.Place, error)
	Passed(ctx context.Context, who people.ID) (map[string]bool, error)
}

// Rooms tells where the waiting room of a session's opening is, while there is one.
type Rooms interface {
	RoomOf(s leisure.SessionID, at time.Time) (path string, ok bool)
}

// Ground is all that a plan asks of the map.
type Ground interface {
	Draw(plan.Frame) plan.Drawing
}

// papers is how often one caller may ask for what is long. The catalogue itself is never
// refused: on the morning of an opening many families come from one network.
var papers = ui.Limit{Account: 60, Address: 600, Per: time.Minute}

// Routes lists the addresses of the program.
func (p *Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /loisirs", Right: session.Anyone, Handle: p.catalogue, Form: searchForm{},
			Says: "The catalogue of activities: search, filters, and where each of the family stands; vue=semaine shows a week."},
		{Pattern: "GET /loisirs/groupes/{group}", Right: session.Anyone, Handle: p.groupOrDates,
			Says: "A group: dates of every class, place, who may register and why, prices and windows. With .ics at the end, its dates as iCalendar."},
		{Pattern: "GET /loisirs/programme.ics", Right: session.Anyone, Handle: p.programDates, Form: searchForm{}, Limit: papers,
			Says: "The classes that a search finds, as iCalendar; the fields are those of the catalogue."},
		{Pattern: "GET /loisirs/brochure", Right: session.Anyone, Handle: p.brochure, Form: searchForm{}, Limit: papers,
			Says: "The program of a session by category, to print; the fields are those of the catalogue."},
	}
}

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }
