package collections

import (
	"slices"
	"testing"
	"time"

	"sem/internal/civil"
)

func d(s string) civil.Day {
	day, err := civil.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return day
}

func ds(words ...string) []civil.Day {
	var days []civil.Day
	for _, w := range words {
		days = append(days, d(w))
	}
	return days
}

func TestADayIsADateOfTheTownWhateverTheClockSays(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 9, 3, 3, 59, 0, 0, time.UTC), "2026-09-02"}, // 23:59 in town
		{time.Date(2026, 9, 3, 4, 0, 0, 0, time.UTC), "2026-09-03"},
		{time.Date(2026, 3, 8, 6, 30, 0, 0, time.UTC), "2026-03-08"},  // 1:30, half an hour before the clocks go forward
		{time.Date(2026, 3, 8, 7, 30, 0, 0, time.UTC), "2026-03-08"},  // 3:30
		{time.Date(2026, 11, 1, 5, 30, 0, 0, time.UTC), "2026-11-01"}, // 1:30 the first time
		{time.Date(2026, 11, 1, 6, 30, 0, 0, time.UTC), "2026-11-01"}, // 1:30 the second time
		{time.Date(2027, 1, 1, 4, 59, 0, 0, time.UTC), "2026-12-31"},
	} {
		if got := civil.DayOf(c.at).String(); got != c.want {
			t.Errorf("%s is %s, want %s", c.at, got, c.want)
		}
	}
	if got := d("2026-11-01").At(19).UTC(); !got.Equal(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("19:00 of the day the clocks go back is %s", got)
	}
	if got := d("2026-09-03").Weekday(); got != time.Thursday {
		t.Errorf("3 September 2026 is a %s", got)
	}
	if got := civil.DayAt(1969, 12, 28).Weekday(); got != time.Sunday {
		t.Errorf("28 December 1969 is a %s", got)
	}
}

func TestRulesHaveTheirDays(t *testing.T) {
	weekly := func(every int, anchor string) Pace {
		p := Pace{Kind: Weekly, Weekday: time.Thursday, Every: every}
		if anchor != "" {
			p.Anchor = d(anchor)
		}
		return p
	}
	for name, c := range map[string]struct {
		rule     Rule
		from, to string
		want     []civil.Day
	}{
		"every week, both ends included": {
			Rule{Pace: weekly(1, "")}, "2026-09-03", "2026-09-17", ds("2026-09-03", "2026-09-10", "2026-09-17"),
		},
		"every two weeks over the new year": {
			Rule{Pace: weekly(2, "2025-12-18")}, "2025-12-01", "2026-01-31", ds("2025-12-04", "2025-12-18", "2026-01-01", "2026-01-15", "2026-01-29"),
		},
		"weeks counted back from an anchor years ahead": {
			Rule{Pace: weekly(2, "2030-01-03")}, "2026-08-27", "2026-09-24", ds("2026-09-03", "2026-09-17"),
		},
		"a year of 53 weeks shifts nothing": { // 2026 has 53 weeks of the calendar of ISO 8601
			Rule{Pace: weekly(2, "2026-12-17")}, "2026-12-17", "2027-01-31", ds("2026-12-17", "2026-12-31", "2027-01-14", "2027-01-28"),
		},
		"every three weeks through both changes of clocks": {
			Rule{Pace: weekly(3, "2026-02-26")}, "2026-02-26", "2026-04-15", ds("2026-02-26", "2026-03-19", "2026-04-09"),
		},
		"the first Thursday of the month": {
			Rule{Pace: Pace{Kind: Monthly, Weekday: time.Thursday, Nth: 1}}, "2026-09-01", "2026-11-30", ds("2026-09-03", "2026-10-01", "2026-11-05"),
		},
		"the last Wednesday, February and December too": {
			Rule{Pace: Pace{Kind: Monthly, Weekday: time.Wednesday, Nth: -1}}, "2026-12-01", "2027-02-28", ds("2026-12-30", "2027-01-27", "2027-02-24"),
		},
		"the fifth Friday exists in some months only": {
			Rule{Pace: Pace{Kind: Monthly, Weekday: time.Friday, Nth: 5}}, "2026-01-01", "2026-06-30", ds("2026-01-30", "2026-05-29"),
		},
		"explicit days": {
			Rule{Pace: Pace{Kind: OnDates, Days: ds("2026-01-07", "2026-01-14", "2027-01-06")}}, "2026-01-08", "2027-12-31", ds("2026-01-14", "2027-01-06"),
		},
		"a season, both ends included": {
			Rule{Pace: weekly(1, ""), Season: Season{"09-03", "09-10"}}, "2026-08-01", "2026-10-31", ds("2026-09-03", "2026-09-10"),
		},
		"a season over the new year": {
			Rule{Pace: weekly(2, "2026-01-01"), Season: Season{"12-18", "01-15"}}, "2025-11-01", "2026-03-31", ds("2025-12-18", "2026-01-01", "2026-01-15"),
		},
		"a season that ends on 29 February, in a year without": {
			Rule{Pace: Pace{Kind: Weekly, Weekday: time.Saturday, Every: 1}, Season: Season{"02-20", "02-29"}}, "2026-02-01", "2026-03-31", ds("2026-02-21", "2026-02-28"),
		},
		"and in a leap year": {
			Rule{Pace: Pace{Kind: Weekly, Weekday: time.Tuesday, Every: 1}, Season: Season{"02-20", "02-29"}}, "2028-02-01", "2028-03-31", ds("2028-02-22", "2028-02-29"),
		},
	} {
		var got []civil.Day
		c.rule.each(d(c.from), d(c.to), func(day civil.Day) { got = append(got, day) })
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
		for _, day := range c.want {
			if !c.rule.Occurs(day) || c.rule.Occurs(day+1) && !slices.Contains(c.want, day+1) {
				t.Errorf("%s: Occurs disagrees around %s", name, day)
			}
		}
	}
}

func TestARuleThatCannotBeIsSaidSo(t *testing.T) {
	for field, rule := range map[string]Rule{
		"saison_du":  {Season: Season{"13-01", "11-07"}, Pace: Pace{Kind: Weekly, Every: 1}},
		"saison_au":  {Season: Season{"05-01", ""}, Pace: Pace{Kind: Weekly, Every: 1}},
		"toutes_les": {Pace: Pace{Kind: Weekly, Every: 27}},
		"depuis":     {Pace: Pace{Kind: Weekly, Weekday: time.Thursday, Every: 2, Anchor: d("2026-09-02")}},
		"rang":       {Pace: Pace{Kind: Monthly, Nth: 6}},
		"dates":      {Pace: Pace{Kind: OnDates}},
		"rythme":     {},
	} {
		_, faults := rule.cleaned()
		if len(faults) != 1 || faults[0].field != field {
			t.Errorf("%+v: got %v, want one fault of %s", rule, faults, field)
		}
	}
	if _, faults := (Rule{Pace: Pace{Kind: Weekly, Weekday: time.Thursday, Every: 2}}).cleaned(); len(faults) != 1 || faults[0].field != "depuis" {
		t.Errorf("two weeks without a date to count from: %v", faults)
	}
}

func TestAStretchHoldsItsSideOfTheStreet(t *testing.T) {
	even := Range{First: 2, Last: 198, Side: EvenSide}
	for _, c := range []struct {
		r     Range
		civic string
		want  bool
	}{
		{even, "84", true}, {even, "84A", true}, {even, "84-88", true}, {even, "85", false}, {even, "200", false}, {even, "2", true}, {even, "198", true},
		{even, "", false}, {Range{}, "", true}, {Range{}, "7", true}, {Range{First: 100}, "99", false}, {Range{First: 100}, "1000", true},
		{Range{Side: OddSide}, "7", true}, {Range{Side: OddSide}, "8", false}, {Range{Side: OddSide}, "", false}, {even, "99999999999999999999", false},
	} {
		if got := c.r.Contains(civic(c.civic)); got != c.want {
			t.Errorf("%q in %+v: got %t, want %t", c.civic, c.r, got, c.want)
		}
	}
}
