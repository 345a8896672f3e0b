package registration

import (
	"testing"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/people"
)

func TestSheetsAreDeletedAMonthAfterTheLastClassTheyServe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.registered("p00", "nage-2")
		for _, who := range []people.ID{"p00", "p01"} {
			tw.ok(tw.SaveSheet(t.Context(), viewer(who), who, HealthSheet, "Asthme", key("fiche "+string(who))))
		}
		kept := func() (n int) {
			t.Helper()
			tw.ok(tw.EndSheets(t.Context()))
			tw.ok(tw.DB.QueryRow(t.Context(), `
				SELECT COUNT(s.person_id)
				FROM   registration_sheet s`).Scan(&n))
			return n
		}
		last := first + 63 // the last Monday of the group
		for _, at := range []struct {
			day  civil.Day
			want int
			why  string
		}{
			{civil.DayOf(opening) + 29, 2, "whoever wrote a sheet may be about to register"},
			{civil.DayOf(opening) + 31, 1, "only a registered person's sheet is needed"},
			{last + 30, 1, "the season has just ended"},
			{last + 31, 0, "no team needs it any more"},
		} {
			tw.clock.Set(at.day.At(13))
			if got := kept(); got != at.want {
				t.Errorf("on %s %d sheets are kept, want %d: %s", at.day, got, at.want, at.why)
			}
		}
	})
}
