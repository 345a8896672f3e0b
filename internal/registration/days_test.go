package registration

import (
	"slices"
	"testing"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
)

func TestDaysOfCareEndWhenAPlaceIsGivenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		held := tw.add(marie, "nage-1", "zoé")[0].Place
		free := tw.add(marie, "conte-1", "léo")[0].Place
		days, err := tw.CareDays(t.Context(), []string{string(held), string(free), "gone"})
		tw.ok(err)
		if len(days) != 0 {
			t.Errorf("days of places that nobody registered: %v", days)
		}
		tw.ok(tw.Remove(t.Context(), marie, held, forms.Key{}))
		_, err = tw.CheckOut(t.Context(), marie, "marie", CheckOut{}, forms.Key{})
		tw.ok(err)
		days, err = tw.CareDays(t.Context(), []string{string(free)})
		tw.ok(err)
		if len(days[string(free)]) != 10 || days[string(free)][0] != first {
			t.Errorf("the days of a whole course: %v", days)
		}
		tw.clock.Set((first + 15).At(9))
		_, err = tw.Withdraw(t.Context(), lea, free, false, forms.Key{})
		tw.ok(err)
		days, err = tw.CareDays(t.Context(), []string{string(free)})
		tw.ok(err)
		if want := []civil.Day{first, first + 7, first + 14}; !slices.Equal(days[string(free)], want) {
			t.Errorf("until it was given up: %v, want %v", days[string(free)], want)
		}
	})
}
