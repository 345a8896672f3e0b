package collections

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/geo"
	"sem/internal/places"
)

// roll tells how many dwellings addresses have.
type roll map[places.AddressID]int

func (r roll) DwellingsAt(a places.AddressID) (int, bool) {
	n, ok := r[a]
	return n, ok
}

// square is an area between two corners, with a hole when one is given.
func square(t testing.TB, rings ...[4]float64) geo.Area {
	t.Helper()
	var parts []string
	for _, r := range rings {
		west, south, east, north := num(r[0]), num(r[1]), num(r[2]), num(r[3])
		parts = append(parts, "[["+west+","+south+"],["+east+","+south+"],["+east+","+north+"],["+west+","+north+"],["+west+","+south+"]]")
	}
	_, area, err := geo.ReadGeometry([]byte(`{"type":"Polygon","coordinates":[` + strings.Join(parts, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	return area
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

var streams = []Stream{
	{Code: "recyclage", Position: 1, Name: Words{FR: "Recyclage"}}, {Code: "organiques", Position: 2}, {Code: "ordures", Position: 3},
	{Code: "branches", Position: 4, OnDemand: true},
}

// service is a room whose memory is filled by hand.
func service(town *schedule, exceptions []Exception, buildings Buildings) *Service {
	if town.streams == nil {
		town.streams = slices.Clone(streams)
		for i := range town.streams {
			town.streams[i] = town.streams[i].completed()
		}
	}
	town.arrange(exceptions)
	s := &Service{Buildings: buildings}
	s.town.Store(town)
	return s
}

func thursdays(id, stream, sector string) Rule {
	return Rule{ID: id, Stream: stream, Sector: sector, Pace: Pace{Kind: Weekly, Weekday: time.Thursday, Every: 1}}
}

func at(lat, lon float64) places.Address {
	return places.Address{ID: "a", Point: geo.Point{Lat: lat, Lon: lon}}
}

func TestAnAddressFindsItsSectorByStreetFirstThenByPoint(t *testing.T) {
	west := Sector{Code: "ouest", Name: "Ouest", Position: 1, Area: square(t, [4]float64{-74, 45, -73.5, 46}, [4]float64{-73.8, 45.4, -73.7, 45.6})}
	east := Sector{Code: "est", Name: "Est", Position: 2, Area: square(t, [4]float64{-73.5, 45, -73, 46})}
	over := Sector{Code: "centre", Name: "Centre", Position: 3, Area: square(t, [4]float64{-73.6, 45.2, -73.4, 45.4})}
	street := Sector{Code: "rue", Name: "Rue", Position: 4, Ranges: []Range{{Street: "rue de l’Église", First: 1, Last: 99, Side: OddSide}}}
	own := Sector{Code: "verts-1", Name: "Verts", Stream: "organiques", Position: 5, Area: square(t, [4]float64{-74, 45, -73, 46})}
	s := service(&schedule{sectors: []Sector{west, east, over, street, own}}, nil, nil)
	for name, c := range map[string]struct {
		a      places.Address
		want   string
		by     Found
		wanted bool
	}{
		"inside":                    {at(45.7, -73.9), "ouest", ByPoint, true},
		"in the hole":               {at(45.5, -73.75), "", "", false},
		"on the border of two":      {at(45.7, -73.5), "ouest", ByPoint, true},
		"where two overlap":         {at(45.3, -73.55), "ouest", ByPoint, true},
		"the other side":            {at(45.7, -73.2), "est", ByPoint, true},
		"outside of the town":       {at(50, -60), "", "", false},
		"no point":                  {places.Address{Street: "rue Nulle"}, "", "", false},
		"street before point":       {places.Address{Civic: "7", Street: "Rue de l'Eglise", Point: geo.Point{Lat: 45.7, Lon: -73.2}}, "rue", ByStreet, true},
		"the other side of it":      {places.Address{Civic: "8", Street: "rue de l’Église", Point: geo.Point{Lat: 45.7, Lon: -73.2}}, "est", ByPoint, true},
		"beyond its numbers":        {places.Address{Civic: "101", Street: "rue de l’Église"}, "", "", false},
		"a letter after the number": {places.Address{Civic: "7B", Street: "rue de l’Église"}, "rue", ByStreet, true},
	} {
		sector, by, found := s.DoorOf(c.a).SectorOf("recyclage")
		if sector.Code != c.want || by != c.by || found != c.wanted {
			t.Errorf("%s: got %q by %q, want %q by %q", name, sector.Code, by, c.want, c.by)
		}
	}
	if sector, _, _ := s.DoorOf(at(45.7, -73.9)).SectorOf("organiques"); sector.Code != "verts-1" {
		t.Errorf("a stream with sectors of its own: got %q", sector.Code)
	}
	if d := s.DoorOf(at(50, -60)); d.Known || d.Next(d2026(), 1) != nil {
		t.Error("an address outside of the town has collections")
	}
	if !service(&schedule{}, nil, nil).DoorOf(places.Address{}).Known {
		t.Error("a town without sectors has one calendar for all")
	}
}

func d2026() civil.Day { return d("2026-01-01") }

func TestTheClassOfABuildingChoosesItsRules(t *testing.T) {
	town := func() *schedule {
		return &schedule{
			classes: []Class{{Code: "grands", Least: 9, Name: Words{FR: "9 et plus"}}, {Code: "petits", Most: 8, Name: Words{FR: "8 et moins"}}},
			rules: []Rule{
				{ID: "1", Stream: "ordures", Class: "petits", Pace: Pace{Kind: Weekly, Weekday: time.Thursday, Every: 1}},
				{ID: "2", Stream: "ordures", Class: "grands", Pace: Pace{Kind: Weekly, Weekday: time.Monday, Every: 1}},
			},
		}
	}
	s := service(town(), nil, roll{"small": 8, "large": 9})
	for _, c := range []struct {
		address places.AddressID
		want    time.Weekday
		assumed bool
	}{{"small", time.Thursday, false}, {"large", time.Monday, false}, {"unknown", time.Thursday, true}} {
		door := s.DoorOf(places.Address{ID: c.address})
		next := door.Next(d("2026-09-01"), 1)
		if len(next) != 1 || next[0].Day.Weekday() != c.want || door.Assumed != c.assumed {
			t.Errorf("%s: got %+v, assumed %t, want %s", c.address, next, door.Assumed, c.want)
		}
	}
	if door := s.DoorOf(places.Address{ID: "unknown"}).InClass("grands"); door.Assumed || door.Next(d("2026-09-01"), 1)[0].Day.Weekday() != time.Monday {
		t.Error("who knows their building better is not heard")
	}
	without := service(&schedule{rules: []Rule{thursdays("1", "ordures", "")}}, nil, nil)
	if door := without.DoorOf(places.Address{ID: "a"}); door.Assumed || len(door.Next(d("2026-09-01"), 3)) != 3 {
		t.Error("a town without classes tells none apart")
	}
}

func TestExceptionsMoveCancelAndAddDays(t *testing.T) {
	town := func() *schedule {
		return &schedule{
			sectors: []Sector{{Code: "jeudi", Name: "Jeudi", Ranges: []Range{{Street: "rue du Moulin"}}}, {Code: "autre", Ranges: []Range{{Street: "rue Autre"}}}},
			rules:   []Rule{thursdays("1", "recyclage", "jeudi"), thursdays("2", "recyclage", "autre")},
		}
	}
	moulin := places.Address{Civic: "84", Street: "rue du Moulin"}
	days := func(s *Service, from, to string) (got []string) {
		for _, p := range s.DoorOf(moulin).Between(d(from), d(to)) {
			got = append(got, p.Day.String())
		}
		return got
	}
	for name, c := range map[string]struct {
		exceptions []Exception
		from, to   string
		want       []string
	}{
		"moved by one day": {
			[]Exception{{Stream: "recyclage", Sector: "jeudi", Day: d("2026-09-10"), State: Moved, To: d("2026-09-11")}},
			"2026-09-03", "2026-09-17", []string{"2026-09-03", "2026-09-11", "2026-09-17"},
		},
		"moved into the window from outside of it": {
			[]Exception{{Stream: "recyclage", Sector: "jeudi", Day: d("2026-09-10"), State: Moved, To: d("2026-09-12")}},
			"2026-09-11", "2026-09-13", []string{"2026-09-12"},
		},
		"moved out of the window": {
			[]Exception{{Stream: "recyclage", Sector: "jeudi", Day: d("2026-09-10"), State: Moved, To: d("2026-09-12")}},
			"2026-09-10", "2026-09-11", nil,
		},
		"cancelled in the whole city": {
			[]Exception{{Stream: "recyclage", Day: d("2026-09-10"), State: Cancelled}}, "2026-09-03", "2026-09-17", []string{"2026-09-03", "2026-09-17"},
		},
		"kept in one sector when the city cancels": {
			[]Exception{{Stream: "recyclage", Day: d("2026-09-10"), State: Cancelled}, {Stream: "recyclage", Sector: "jeudi", Day: d("2026-09-10"), State: Held}},
			"2026-09-10", "2026-09-10", []string{"2026-09-10"},
		},
		"moved in another sector": {
			[]Exception{{Stream: "recyclage", Sector: "autre", Day: d("2026-09-10"), State: Moved, To: d("2026-09-11")}},
			"2026-09-10", "2026-09-11", []string{"2026-09-10"},
		},
		"added": {
			[]Exception{{Stream: "ordures", Sector: "jeudi", Day: d("2026-09-08"), Added: true, State: Held}}, "2026-09-07", "2026-09-09", []string{"2026-09-08"},
		},
		"added, then moved": {
			[]Exception{{Stream: "ordures", Sector: "jeudi", Day: d("2026-09-08"), Added: true, State: Moved, To: d("2026-09-09")}},
			"2026-09-07", "2026-09-09", []string{"2026-09-09"},
		},
		"added, then cancelled": {
			[]Exception{{Stream: "ordures", Sector: "jeudi", Day: d("2026-09-08"), Added: true, State: Cancelled}}, "2026-09-07", "2026-09-09", nil,
		},
		"added where the rule has the day already": {
			[]Exception{{Stream: "recyclage", Sector: "jeudi", Day: d("2026-09-10"), Added: true, State: Held}}, "2026-09-10", "2026-09-10", []string{"2026-09-10"},
		},
		"moved though no rule has the day": {
			[]Exception{{Stream: "recyclage", Sector: "jeudi", Day: d("2026-09-08"), State: Moved, To: d("2026-09-09")}}, "2026-09-07", "2026-09-09", nil,
		},
	} {
		if got := days(service(town(), c.exceptions, nil), c.from, c.to); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	s := service(town(), []Exception{{Stream: "recyclage", Day: d("2026-09-10"), State: Cancelled, Sequence: 2}}, nil)
	kept := s.DoorOf(moulin).WithCancelled(d("2026-09-10"), d("2026-09-10"))
	if len(kept) != 1 || !kept[0].Cancelled || kept[0].Sequence() != 2 {
		t.Errorf("a calendar loses sight of a cancelled day: %+v", kept)
	}
}

func TestADayMovedTwiceIsOneException(t *testing.T) {
	town := &schedule{rules: []Rule{thursdays("1", "recyclage", "")}}
	s := service(town, nil, nil)
	move := func(shown, to string) Exception {
		t.Helper()
		effects, err := s.effects(Changing{Streams: []string{"recyclage"}, Shown: d(shown), State: Moved, To: d(to)})
		if err != nil {
			t.Fatal(err)
		}
		town.arrange([]Exception{effects[0].After})
		return effects[0].After
	}
	first := move("2026-09-10", "2026-09-11")
	second := move("2026-09-11", "2026-09-12")
	if second.Day != d("2026-09-10") || second.To != d("2026-09-12") || second.Sequence != first.Sequence+1 {
		t.Errorf("moved twice: %+v", second)
	}
	back := move("2026-09-12", "2026-09-10")
	if back.State != Held || back.To != 0 || back.Sequence != 3 {
		t.Errorf("brought back to its day: %+v", back)
	}
	if got := s.DoorOf(places.Address{}).Between(d("2026-09-09"), d("2026-09-13")); len(got) != 1 || got[0].Day != d("2026-09-10") || got[0].Sequence() != 3 {
		t.Errorf("after all of it: %+v", got)
	}
	if _, err := s.effects(Changing{Streams: []string{"recyclage"}, Shown: d("2026-09-08"), State: Cancelled}); err == nil {
		t.Error("a day without collection was cancelled")
	}
	if _, err := s.effects(Changing{Streams: []string{"recyclage"}, Shown: d("2026-09-17"), State: Moved, To: d("2027-09-17")}); err == nil {
		t.Error("a collection was moved by a year")
	}
}

func TestTwoRulesOfOneDayAreOneCollection(t *testing.T) {
	s := service(&schedule{rules: []Rule{
		thursdays("1", "organiques", ""), {ID: "2", Stream: "organiques", Pace: Pace{Kind: Weekly, Weekday: time.Thursday, Every: 2, Anchor: d("2026-09-03")}},
	}}, nil, nil)
	if got := s.DoorOf(places.Address{}).Between(d("2026-09-01"), d("2026-09-30")); len(got) != 4 {
		t.Errorf("got %d collections in four Thursdays", len(got))
	}
}

func TestWhatIsOnDemandIsOfferedAndNotAnnounced(t *testing.T) {
	s := service(&schedule{rules: []Rule{thursdays("1", "branches", "")}}, nil, nil)
	door := s.DoorOf(places.Address{})
	if got := door.Between(d("2026-09-01"), d("2026-09-30")); len(got) != 0 {
		t.Errorf("announced: %v", got)
	}
	if got := door.Offered("branches", d("2026-09-01"), d("2026-09-30")); len(got) != 4 {
		t.Errorf("offered: %v", got)
	}
	stream := streams[3]
	stream.CloseDays = 2
	now := time.Date(2026, 9, 8, 16, 0, 0, 0, time.UTC) // noon in town, two days before the tenth
	for _, c := range []struct {
		now  time.Time
		want string
	}{{now.Add(-time.Second), "2026-09-10"}, {now, "2026-09-17"}} {
		if open := s.Open(door, stream, c.now, 1); len(open) != 1 || open[0].Day.String() != c.want {
			t.Errorf("open at %s: %v, want %s", clock.Local(c.now), open, c.want)
		}
	}
}

// The year, its months and the next ones after each other say the same, for any rules and
// exceptions.
func TestAYearIsItsMonthsAndItsNextOnes(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		town := &schedule{}
		for i := range 1 + r.IntN(6) {
			town.rules = append(town.rules, randomRule(r, i))
		}
		door := service(town, randomExceptions(r), nil).DoorOf(places.Address{})
		year := 2024 + r.IntN(6)
		all := door.Year(year)
		var months, next []Pickup
		for m := time.January; m <= time.December; m++ {
			months = append(months, door.Between(civil.DayAt(year, m, 1), civil.DayAt(year, m+1, 1)-1)...)
		}
		for from, last := civil.DayAt(year, 1, 1), civil.DayAt(year, 12, 31); from <= last; {
			some := door.Next(from, 1)
			if len(some) == 0 || some[0].Day > last {
				break
			}
			day := some[0].Day
			next = append(next, door.Between(day, day)...)
			from = day + 1
		}
		if !slices.Equal(all, months) || !slices.Equal(all, next) {
			t.Fatalf("seed %d, year %d: %d in the year, %d in its months, %d one after the other", seed, year, len(all), len(months), len(next))
		}
		for _, p := range all {
			if p.Rule != nil && !p.Rule.Occurs(p.Planned) {
				t.Fatalf("seed %d: %s is not a day of its rule", seed, p.Planned)
			}
		}
	}
}

func randomRule(r *rand.Rand, i int) Rule {
	rule := Rule{ID: string(rune('a' + i)), Stream: streams[r.IntN(3)].Code}
	weekday := time.Weekday(r.IntN(7))
	switch r.IntN(3) {
	case 0:
		rule.Pace = Pace{Kind: Monthly, Weekday: weekday, Nth: []int{1, 2, 3, 4, 5, -1}[r.IntN(6)]}
	default:
		anchor := civil.DayAt(2024, 1, 1) + civil.Day(r.IntN(1000))
		rule.Pace = Pace{Kind: Weekly, Weekday: anchor.Weekday(), Every: 1 + r.IntN(4), Anchor: anchor}
	}
	if r.IntN(2) == 0 {
		season := func() string { return (civil.DayAt(2025, 1, 1) + civil.Day(r.IntN(365))).String()[5:] }
		rule.Season = Season{season(), season()}
	}
	return rule
}

func randomExceptions(r *rand.Rand) []Exception {
	var all []Exception
	seen := map[exceptionKey]bool{}
	for range r.IntN(40) {
		day := civil.DayAt(2024, 1, 1) + civil.Day(r.IntN(6*365))
		e := Exception{Stream: streams[r.IntN(3)].Code, Day: day, State: []State{Held, Moved, Cancelled}[r.IntN(3)], Added: r.IntN(3) == 0}
		if e.State == Moved {
			e.To = day + civil.Day(1+r.IntN(20))
		}
		if key := (exceptionKey{e.Stream, "", day}); !seen[key] {
			seen[key] = true
			all = append(all, e)
		}
	}
	return all
}
