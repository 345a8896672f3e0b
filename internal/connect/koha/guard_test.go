package koha

import (
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/connect/koha/kohatest"
	"sem/internal/fault"
	"sem/internal/library"
)

func TestALibraryThatStopsIsLeftAloneAndFoundAgain(t *testing.T) {
	both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
		c := clock.At(november)
		g := library.Guard(s, library.GuardSettings{Clock: c, Failures: 3, Rest: 15 * time.Second, Retries: -1})
		if _, err := g.Account(t.Context(), marie); err != nil {
			t.Fatal(err)
		}
		k.Do(func() { k.Ails = kohatest.Maintenance })
		k.Asked()
		for range 10 {
			if _, err := g.Account(t.Context(), marie); fault.KindOf(err) != fault.Unavailable {
				t.Fatal(err)
			}
		}
		if h := g.Health(); h.Up || !h.Resting || h.Failures != 3 || !h.Answered.Equal(november) {
			t.Errorf("%+v", h)
		}
		k.Do(func() { k.Ails = kohatest.Well })
		if _, err := g.Renew(t.Context(), marie, "1024"); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("an order while it rests: %v", err)
		}
		c.Advance(15 * time.Second)
		if _, err := g.Account(t.Context(), marie); err != nil || !g.Health().Up {
			t.Errorf("%v, %+v", err, g.Health())
		}
	})
}
