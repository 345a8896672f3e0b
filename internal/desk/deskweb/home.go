package deskweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/desk"
	"sem/internal/i18n"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/ui"
)

// home is the desk's first page: what was promised, what waits.
func (p Pages) home(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), viewer(r)
	v := homeView{Search: by.May(session.DeskUse), Works: by.May(session.RequestsWork), Done: fileDone(ctx, r.FormValue("fait"))}
	if v.Search {
		promised, err := p.Desk.Promised(ctx, by)
		if err != nil {
			return err
		}
		v.Promises = p.promises(ctx, untilTomorrow(promised, p.Clock.Now()), "/guichet")
	}
	if v.Works {
		counts, err := p.Requests.Counts(ctx, by)
		if err != nil {
			return err
		}
		v.Counts = countsOf(ctx, counts, "")
		mine, err := p.Requests.Queue(ctx, by, requests.QueueFilter{View: requests.ViewMine})
		if err != nil {
			return err
		}
		for _, m := range mattersOf(ctx, mine.Rows[:min(len(mine.Rows), mostMine)]) {
			v.Mine = append(v.Mine, rowOf(m))
		}
	}
	if by.May(session.JournalRead) {
		v.Place = ui.Link{Href: "/gestion/journal", Label: i18n.T(ctx, "Lire le journal")}
	}
	return ui.Show(w, r, http.StatusOK, homePage(v))
}

// mostMine is how many of one's own requests the first page shows.
const mostMine = 5

// untilTomorrow keeps the calls to make by tomorrow evening, the late ones included.
func untilTomorrow(all []desk.Promise, now time.Time) []desk.Promise {
	end := clock.Day(now).AddDate(0, 0, 2)
	var some []desk.Promise
	for _, promise := range all {
		if promise.At.Before(end) {
			some = append(some, promise)
		}
	}
	return some
}

// countsOf are the numbers of the queue, each leading to its view.
func countsOf(ctx context.Context, counts map[requests.View]int, current requests.View) []ui.CountOf {
	return []ui.CountOf{
		{Number: counts[requests.ViewDepartment], Label: i18n.T(ctx, "à traiter dans mon service"), Href: "/guichet/file?vue=service", Current: current == requests.ViewDepartment},
		{Number: counts[requests.ViewLate], Label: i18n.T(ctx, "en retard"), Href: "/guichet/file?vue=retard", Tone: ui.Bad, Current: current == requests.ViewLate},
		{Number: counts[requests.ViewToday], Label: i18n.T(ctx, "à régler aujourd’hui"), Href: "/guichet/file?vue=aujourdhui", Tone: ui.Warn, Current: current == requests.ViewToday},
		{Number: counts[requests.ViewMine], Label: i18n.T(ctx, "attribuées à moi"), Href: "/guichet/file?vue=miennes", Tone: ui.OK, Current: current == requests.ViewMine},
	}
}
