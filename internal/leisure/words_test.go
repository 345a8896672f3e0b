package leisure_test

import (
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
)

func TestTheAgesOfAGroupAreSaidAsPeopleSayThem(t *testing.T) {
	for _, c := range []struct {
		low, high int
		fr        string
	}{
		{0, 0, "tous les âges"},
		{16 * 12, 0, "16 ans et plus"},
		{0, 60, "jusqu’à 5 ans"},
		{72, 72, "6 ans"},
		{72, 84, "6 et 7 ans"},
		{72, 96, "6 à 8 ans"},
		{18, 35, "18 à 35 mois"},
		{18, 36, "18 mois à 3 ans"},
		{6, 0, "6 mois et plus"},
	} {
		g := leisure.Group{MinAge: c.low, MaxAge: c.high}
		if got := g.AgeWords(t.Context()); got != c.fr {
			t.Errorf("%d to %d months: %q, want %q", c.low, c.high, got, c.fr)
		}
	}
}

func TestTheHoursOfAGroupAreSaidAsPeopleSayThem(t *testing.T) {
	slot := func(day time.Weekday, from, to civil.Time) leisure.Slot {
		return leisure.Slot{Weekday: day, Start: from * 60, End: to * 60}
	}
	from, to := civil.DayAt(2026, 9, 14), civil.DayAt(2026, 12, 6)
	for _, c := range []struct {
		slots    []leisure.Slot
		from, to civil.Day
		want     string
	}{
		{nil, from, to, ""},
		{[]leisure.Slot{{Weekday: time.Saturday, Start: 9 * 60, End: 9*60 + 45}}, from, to, "samedi, de 9 h à 9 h 45"},
		{[]leisure.Slot{slot(3, 18, 19), slot(1, 18, 19)}, from, to, "lundi et mercredi, de 18 h à 19 h"},
		{[]leisure.Slot{slot(1, 9, 16), slot(2, 9, 16), slot(3, 9, 16), slot(4, 9, 16), slot(5, 9, 16)}, from, to, "du lundi au vendredi, de 9 h à 16 h"},
		{[]leisure.Slot{slot(0, 9, 10), slot(1, 18, 19)}, from, to, "dimanche, de 9 h à 10 h; lundi, de 18 h à 19 h"},
		{[]leisure.Slot{slot(6, 9, 16)}, civil.DayAt(2026, 10, 17), civil.DayAt(2026, 10, 17), "samedi 17 octobre, de 9 h à 16 h"},
	} {
		ctx := i18n.WithNow(t.Context(), from.At(9))
		g := leisure.Group{Slots: c.slots, From: c.from, To: c.to}
		if got := strings.ReplaceAll(g.WhenWords(ctx), "\u00a0", " "); got != c.want {
			t.Errorf("%v: %q, want %q", c.slots, got, c.want)
		}
	}
}
