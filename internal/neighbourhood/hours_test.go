package neighbourhood_test

import (
	"fmt"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/neighbourhood"
)

// at is a moment of the town, as 2026-09-02 14:30.
func at(t testing.TB, local string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", local, clock.Montreal)
	if err != nil {
		t.Fatal(err)
	}
	return moment.UTC()
}

func labourDay(day string) bool { return day == "2026-09-07" }

func TestHoursSayUntilWhenAPlaceIsOpen(t *testing.T) {
	const library = "Mo-Fr 09:00-12:00,13:00-20:30; Sa,Su 10:00-16:00; PH off"
	for _, c := range []struct{ hours, now, want string }{
		{library, "2026-09-02 14:30", "open until 2026-09-02 20:30"},
		{library, "2026-09-02 12:00", "opens 2026-09-02 13:00"},
		{library, "2026-09-02 12:59", "opens 2026-09-02 13:00"},
		{library, "2026-09-02 20:30", "opens 2026-09-03 09:00"},
		{library, "2026-09-04 23:00", "opens 2026-09-05 10:00"},
		{library, "2026-09-07 11:00", "opens 2026-09-08 09:00"}, // Labour Day
		{"Mo-Fr 08:00-16:30", "2026-09-07 11:00", "open until 2026-09-07 16:30, holiday"},
		{"24/7", "2026-09-07 03:00", "always, holiday"},
		{"Fr,Sa 18:00-02:00", "2026-09-06 01:30", "open until 2026-09-06 02:00"}, // Saturday night
		{"Fr,Sa 18:00-02:00", "2026-09-06 02:00", "opens 2026-09-11 18:00"},
		{"Mo-Su 00:00-24:00", "2026-09-02 23:59", "always"},
		{"May 15-Oct 15 08:00-20:00", "2026-10-15 21:00", "opens 2027-05-15 08:00"},
		{"May-Oct: Mo-Fr 08:00-20:00; Nov-Apr: Mo-Fr 09:00-17:00", "2026-11-02 18:00", "opens 2026-11-03 09:00"},
		{"Nov-Mar 10:00-18:00", "2027-01-01 11:00", "open until 2027-01-01 18:00"},
		{"Dec 24-31 off; Dec 26 10:00-12:00", "2026-12-26 11:00", "open until 2026-12-26 12:00"},
		{"10:00-16:00; Dec 24-31 off", "2026-12-24 11:00", "opens 2027-01-01 10:00"},
		{"Mo-Fr 08:00-12:00,12:00-16:00", "2026-09-02 09:00", "open until 2026-09-02 16:00"},
		{"Su 01:30-03:30", "2026-11-01 05:45", "opens 2026-11-08 01:30"}, // clocks go back at 2
		{"Su 02:30-05:00", "2027-03-14 04:00", "open until 2027-03-14 05:00"},
		{"off", "2026-09-02 14:30", "closed"},
		{"Mo off", "2026-09-02 14:30", "closed"},
	} {
		h, ok := neighbourhood.ParseHours(c.hours)
		if !ok {
			t.Errorf("%q: not read", c.hours)
			continue
		}
		if got := openness(h.At(at(t, c.now), labourDay)); got != c.want && got+"" != c.want && !(c.want == "open" && len(got) > 10) {
			t.Errorf("%q at %s: got %q, want %q", c.hours, c.now, got, c.want)
		}
	}
}

func openness(o neighbourhood.Openness) (s string) {
	switch {
	case !o.Known:
		return "unknown"
	case o.Always:
		s = "always"
	case o.Open:
		s = "open until " + clock.Local(o.Until).Format("2006-01-02 15:04")
	case o.Next.IsZero():
		s = "closed"
	default:
		s = "opens " + clock.Local(o.Next).Format("2006-01-02 15:04")
	}
	if o.Holiday {
		s += ", holiday"
	}
	return s
}

func TestHoursThatCannotBeReadWholeAreNotReadAtAll(t *testing.T) {
	for _, s := range []string{
		"", "sunrise-sunset", "Mo-Fr 08:00-12:00, We 14:00-18:00", "Mo-Fr 08:00+", "week 1-10 Mo 08:00-09:00", "Mo-Fr 8h à 16h",
		"Mo[1] 08:00-12:00", "Mo-Fr 25:99-26:00", `Mo-Fr "sur rendez-vous"`, "SH off", "Mo-PH 08:00-12:00", "May 15-Oct 08:00-12:00",
		"Feb 30 08:00-12:00", "Mo, 08:00-12:00", "2026 Mo 08:00-12:00", ";", "May,08:00-12:00", "fermé",
	} {
		if h, ok := neighbourhood.ParseHours(s); ok {
			t.Errorf("%q was read as %+v", s, h)
		}
	}
}

func TestAWeekListsTheHoursDayByDay(t *testing.T) {
	h, _ := neighbourhood.ParseHours("Mo-Fr 08:00-12:00,13:00-16:30; PH off")
	week := h.Week(at(t, "2026-09-04 10:00"), labourDay)
	if len(week) != 7 || len(week[0].Spans) != 2 || !week[1].Closed || !week[3].Closed || week[4].Closed {
		t.Errorf("got %+v, want Friday open, the weekend and Labour Day closed, Tuesday open", week)
	}
}

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"Mo-Fr 08:00-16:30; Sa 09:00-12:00; PH off", "24/7", "May 15-Oct 15: Mo,We,Fr-Su 22:00-02:00", "Dec 24-31 off", "Su-Mo 00:00-48:00"} {
		f.Add(s)
	}
	noon := at(f, "2026-09-02 12:00")
	f.Fuzz(func(t *testing.T, s string) {
		h, ok := neighbourhood.ParseHours(s)
		if ok == h.IsZero() {
			t.Fatalf("%q: read %v but zero %v", s, ok, h.IsZero())
		}
		o := h.At(noon, labourDay)
		if o.Open && !o.Always && !o.Until.After(noon) || !o.Open && !o.Next.IsZero() && !o.Next.After(noon) {
			t.Errorf("%q: %+v is not after now", s, o)
		}
	})
}

func ExampleParseHours() {
	h, _ := neighbourhood.ParseHours("Mo-Fr 08:00-20:30; Sa 09:00-12:00; PH off")
	o := h.At(time.Date(2026, 9, 2, 18, 0, 0, 0, time.UTC), nil)
	fmt.Println(o.Open, clock.Local(o.Until).Format("15:04"))
	// Output: true 20:30
}
