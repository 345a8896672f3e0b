package watering

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/geo"
	"sem/internal/intake"
	"sem/internal/places"
)

// bookOf reads a file of testdata into a book.
func bookOf(t testing.TB, name string, permits ...Permit) *Book {
	t.Helper()
	file, err := os.Open("testdata/" + name + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var report intake.Report
	c, err := readFile(file, NewBook(Contents{}).known(), &report)
	if err != nil || report.Err() != nil {
		t.Fatal(err, report.Faults)
	}
	for i := range permits {
		for _, terms := range c.Terms {
			if terms.Code == permits[i].Kind {
				permits[i].Terms = terms
			}
		}
	}
	c.Permits = permits
	return NewBook(c)
}

// at is a moment on the town's clocks.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Montreal)
	if err != nil {
		panic(err)
	}
	return t
}

func house(civic string) places.Address {
	return places.Address{ID: "a", Civic: civic, Street: "rue du Moulin", District: "district-9", Point: geo.Point{Lat: 45.5, Lon: -74}}
}

var (
	inTheEast = places.Address{ID: "e", Civic: "12", Street: "rue de l’Est", District: "district-2", Point: geo.Point{Lat: 45.56, Lon: -73.89}}
	inTheWest = places.Address{ID: "w", Civic: "12", Street: "rue de l’Ouest", District: "district-1", Point: geo.Point{Lat: 45.5, Lon: -74}}
	nowhere   = places.Address{ID: "n", Civic: "12", Street: "rue Perdue"}
)

// told is an answer in a line: oui or non, why, until when, and when next.
func told(a Answer) string {
	s := "non"
	if a.Allowed {
		s = "oui"
	}
	s += " " + string(a.Because)
	if !a.Until.IsZero() {
		s += " jusqu’à " + stamp(a.Until)
	}
	if !a.Next.Start.IsZero() {
		s += ", puis " + stamp(a.Next.Start) + "–" + stamp(a.Next.End)
	}
	return s
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "…"
	}
	return clock.Local(t).Format("01-02 15:04")
}

func TestSixBylawsAnswerAsTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		file, device string
		address      places.Address
		at, want     string
	}{
		// Even and odd dates.
		{"1-parite-des-dates", "arroseur", house("84"), "2026-09-02 10:00", "non rule, puis 09-02 20:00–09-02 23:00"},
		{"1-parite-des-dates", "arroseur", house("84"), "2026-09-02 20:00", "oui rule jusqu’à 09-02 23:00, puis 09-04 20:00–09-04 23:00"},
		{"1-parite-des-dates", "arroseur", house("84"), "2026-09-02 22:59", "oui rule jusqu’à 09-02 23:00, puis 09-04 20:00–09-04 23:00"},
		{"1-parite-des-dates", "arroseur", house("84"), "2026-09-02 23:00", "non rule, puis 09-04 20:00–09-04 23:00"},
		{"1-parite-des-dates", "arroseur", house("85"), "2026-08-31 21:00", "oui rule jusqu’à 08-31 23:00, puis 09-01 20:00–09-01 23:00"}, // The 31st and the 1st are both odd.
		{"1-parite-des-dates", "arroseur", house("84"), "2026-08-30 23:30", "non rule, puis 09-02 20:00–09-02 23:00"},                     // And an even number waits three days.
		{"1-parite-des-dates", "arroseur", house("84A"), "2026-09-02 21:00", "oui rule jusqu’à 09-02 23:00, puis 09-04 20:00–09-04 23:00"},
		{"1-parite-des-dates", "arroseur", house("84-88"), "2026-09-02 21:00", "oui rule jusqu’à 09-02 23:00, puis 09-04 20:00–09-04 23:00"},
		{"1-parite-des-dates", "arroseur", house("85 1/2"), "2026-09-02 21:00", "non rule, puis 09-03 20:00–09-03 23:00"},
		{"1-parite-des-dates", "arroseur", house(""), "2026-09-01 21:00", "non rule, puis 09-02 20:00–09-02 23:00"},
		{"1-parite-des-dates", "automatique", house(""), "2026-09-01 21:00", "non unknown, puis 10-01 00:00–05-01 00:00"},
		{"1-parite-des-dates", "automatique", house("84"), "2026-09-02 04:00", "oui rule jusqu’à 09-02 06:00, puis 09-04 03:00–09-04 06:00"},
		{"1-parite-des-dates", "arroseur", house("84"), "2026-09-30 22:00", "oui rule jusqu’à 09-30 23:00, puis 10-01 00:00–05-01 00:00"},
		{"1-parite-des-dates", "arroseur", house("84"), "2026-12-25 03:00", "oui free jusqu’à 05-01 00:00, puis 05-02 20:00–05-02 23:00"},
		{"1-parite-des-dates", "manuel", house("84"), "2026-07-01 13:00", "oui rule"},
		{"1-parite-des-dates", "piscine", house("84"), "2026-07-01 13:00", "oui free"},
		{"1-parite-des-dates", "fusée", house("84"), "2026-07-01 13:00", "oui free"},
		{"1-parite-des-dates", "arroseur", house("84"), "2019-07-01 13:00", "oui free jusqu’à 05-01 00:00, puis 05-02 20:00–05-02 23:00"}, // Before the by-law.

		// Weekdays by civic number.
		{"2-parite-des-semaines", "boyau", house("84"), "2026-07-07 21:00", "oui rule jusqu’à 07-07 22:30, puis 07-09 19:00–07-09 22:30"},
		{"2-parite-des-semaines", "boyau", house("85"), "2026-07-07 21:00", "non rule, puis 07-08 19:00–07-08 22:30"},
		{"2-parite-des-semaines", "boyau", house("84"), "2026-07-06 12:00", "non rule, puis 07-07 19:00–07-07 22:30"}, // Nobody on Monday.
		{"2-parite-des-semaines", "boyau", house(""), "2026-07-07 21:00", "non unknown, puis 09-02 00:00–05-15 00:00"},

		// Sectors, by shape and by district.
		{"3-secteurs", "arroseur", inTheEast, "2026-07-06 21:00", "oui rule jusqu’à 07-06 22:00, puis 07-09 20:00–07-09 22:00"},
		{"3-secteurs", "arroseur", inTheWest, "2026-07-06 21:00", "non rule, puis 07-07 20:00–07-07 22:00"},
		{"3-secteurs", "arroseur", inTheEast, "2026-07-05 07:00", "non rule, puis 07-06 20:00–07-06 22:00"}, // Its own rule goes before the city's.
		{"3-secteurs", "arroseur", house("12"), "2026-07-05 07:00", "oui rule jusqu’à 07-05 08:00, puis 07-12 06:00–07-12 08:00"},
		{"3-secteurs", "arroseur", nowhere, "2026-07-06 21:00", "non unknown"},

		// What is not allowed is forbidden, while the by-law is in force.
		{"4-strict", "arroseur", house("1"), "2026-07-06 07:00", "oui rule jusqu’à 07-06 08:00, puis 07-06 20:00–07-06 22:00"},
		{"4-strict", "arroseur", house("1"), "2026-07-06 12:00", "non rule, puis 07-06 20:00–07-06 22:00"},
		{"4-strict", "entree", house("1"), "2026-07-06 07:00", "non forbidden, puis 09-01 00:00–…"},
		{"4-strict", "entree", house("1"), "2026-05-31 23:59", "oui free jusqu’à 06-01 00:00, puis 09-01 00:00–…"},
		{"4-strict", "auto", house("1"), "2026-07-11 12:00", "non forbids, puis 07-11 15:00–07-12 11:00"}, // A Saturday at noon.
		{"4-strict", "auto", house("1"), "2026-07-11 10:00", "oui rule jusqu’à 07-11 11:00, puis 07-11 15:00–07-12 11:00"},
		{"4-strict", "goutte", house("1"), "2026-07-11 12:00", "oui rule"},

		// Nights: 22 h on the 2nd to 2 h on the 3rd.
		{"5-nuit", "soir", house("84"), "2026-09-03 01:00", "oui rule jusqu’à 09-03 02:00, puis 09-04 22:00–09-05 02:00"},
		{"5-nuit", "soir", house("84"), "2026-09-04 01:00", "non rule, puis 09-04 22:00–09-05 02:00"},
		{"5-nuit", "soir", house("85"), "2026-09-01 01:00", "oui rule jusqu’à 09-01 02:00, puis 09-01 22:00–09-02 02:00"}, // The night of the 31st, then that of the 1st.
		{"5-nuit", "matin", house("84"), "2026-09-03 23:00", "oui rule jusqu’à 09-04 02:00, puis 09-05 22:00–09-06 02:00"},
		{"5-nuit", "date", house("84"), "2026-09-04 01:00", "oui rule jusqu’à 09-04 02:00, puis 09-04 22:00–09-05 00:00"},
		{"5-nuit", "soir", house("84"), "2028-02-29 23:00", "non rule, puis 03-02 22:00–03-03 02:00"}, // The leap day is odd.
		{"5-nuit", "soir", house("85"), "2028-02-29 23:00", "oui rule jusqu’à 03-01 02:00, puis 03-01 22:00–03-02 02:00"},
		{"5-nuit", "soir", house("85"), "2027-02-28 23:00", "non rule, puis 03-01 22:00–03-02 02:00"},

		// Clock changes: 2 h to 3 h does not exist on 2026-03-08, and 1 h to 2 h comes twice on 2026-11-01.
		{"5-nuit", "changement", house("1"), "2026-03-07 12:00", "non rule, puis 03-08 01:30–03-08 03:00"},
		{"5-nuit", "changement", house("1"), "2026-10-31 12:00", "non rule, puis 11-01 01:30–11-01 01:00"}, // From the first half past one to the second one o’clock.
		{"5-nuit", "soir", house("85"), "2026-11-01 23:00", "oui rule jusqu’à 11-02 02:00, puis 11-03 22:00–11-04 02:00"},

		// Bans: one that begins while the device runs, one that ends while it might.
		{"6-canicule", "arroseur", house("84"), "2026-07-08 20:30", "oui rule jusqu’à 07-08 21:00, puis 07-12 20:30–07-12 23:00"},
		{"6-canicule", "arroseur", house("84"), "2026-07-08 21:00", "non ban, puis 07-12 20:30–07-12 23:00"},
		{"6-canicule", "goutte", house("84"), "2026-07-10 12:00", "oui free"},
		{"6-canicule", "goutte", inTheEast, "2026-07-20 12:00", "non ban, puis 07-20 22:00–…"},
		{"6-canicule", "arroseur", inTheEast, "2026-07-20 21:00", "non ban, puis 07-20 22:00–07-20 23:00"},
		{"6-canicule", "arroseur", house("84"), "2026-07-20 21:00", "oui rule jusqu’à 07-20 23:00, puis 07-22 20:00–07-22 23:00"},
		{"6-canicule", "arroseur", nowhere, "2026-07-20 21:00", "non ban, puis 07-20 22:00–07-20 23:00"},      // Nobody knows where it is: rather no.
		{"6-canicule", "arroseur", house("84"), "2026-12-31 21:00", "non rule, puis 01-02 20:00–01-02 23:00"}, // The season goes over the new year.
		{"6-canicule", "arroseur", house("84"), "2026-10-15 21:00", "oui free jusqu’à 11-01 00:00, puis 11-02 20:00–11-02 23:00"},
	} {
		got := told(bookOf(t, c.file).Answer(c.address, c.device, at(c.at)))
		if got != c.want {
			t.Errorf("%s, %s at %q on %s:\n got %s\nwant %s", c.file, c.device, c.address.Line(), c.at, got, c.want)
		}
	}
}

// lawn is a permit of the house at 85 for the first half of July.
func lawn() Permit {
	return Permit{ID: "p", Number: "PELOUSE1", Kind: "pelouse", State: Granted, Civic: "85", Street: "rue du Moulin", From: "2026-07-01", To: "2026-07-14"}
}

func TestAPermitOpensItsHoursWhateverTheDay(t *testing.T) {
	b := bookOf(t, "1-parite-des-dates", lawn())
	for when, want := range map[string]string{
		"2026-07-02 21:00": "oui permit jusqu’à 07-03 00:00, puis 07-03 20:00–07-04 00:00", // An even date.
		"2026-07-14 23:30": "oui permit jusqu’à 07-15 00:00, puis 07-15 20:00–07-15 23:00", // Its last hour.
		"2026-07-14 12:00": "non rule, puis 07-14 20:00–07-15 00:00",
		"2026-06-30 21:00": "non rule, puis 07-01 20:00–07-02 00:00",
		"2026-07-16 21:00": "non rule, puis 07-17 20:00–07-17 23:00",
	} {
		if got := told(b.Answer(house("85"), "arroseur", at(when))); got != want {
			t.Errorf("%s:\n got %s\nwant %s", when, got, want)
		}
	}
	neighbour := b.Answer(house("83"), "arroseur", at("2026-07-02 21:00"))
	if neighbour.Allowed || neighbour.Permit != nil {
		t.Error("the neighbour waters by the permit of another door")
	}
	flat := house("85")
	flat.Apartment, flat.ID = "3", "other"
	if !b.Answer(flat, "arroseur", at("2026-07-02 21:00")).Allowed {
		t.Error("an apartment of the house may not water by its permit")
	}
}

func TestABanGoesBeforeAPermitUnlessItSparesIt(t *testing.T) {
	p := lawn()
	b := bookOf(t, "6-canicule", p)
	if got := told(b.Answer(house("85"), "arroseur", at("2026-07-09 20:00"))); got != "non ban, puis 07-12 20:30–07-13 00:00" {
		t.Errorf("in the heat wave: %s", got)
	}
	p.Civic, p.Street, p.From, p.To = "12", "rue de l’Est", "2026-07-19", "2026-07-20"
	b = bookOf(t, "6-canicule", p)
	// The permit ends in the night; the ban of the broken main had spared it.
	if got := told(b.Answer(inTheEast, "arroseur", at("2026-07-20 19:00"))); got != "oui permit jusqu’à 07-21 00:00, puis 07-22 20:00–07-22 23:00" {
		t.Errorf("at the broken main: %s", got)
	}
}

func TestABanWithoutEndSaysSo(t *testing.T) {
	c := bookOf(t, "1-parite-des-dates").Contents
	c.Bans = []Ban{{Code: "x", Reason: Text{FR: "L’eau manque."}, Start: at("2026-07-01 00:00")}}
	a := NewBook(c).Answer(house("84"), "arroseur", at("2026-07-02 21:00"))
	if got := told(a); got != "non ban" {
		t.Errorf("got %s", got)
	}
	c.Bans[0].LiftedAt = at("2026-07-02 20:30")
	if got := told(NewBook(c).Answer(house("84"), "arroseur", at("2026-07-02 21:00"))); !strings.HasPrefix(got, "oui rule") {
		t.Errorf("once lifted: got %s", got)
	}
}

// mayWater says again, in the plainest way, what a book answers: minute by minute, reading
// the clock on the wall.
func mayWater(b *Book, a places.Address, device string, t time.Time) bool {
	local := clock.Local(t)
	on := func(h []Hours, night Night, opens func(date time.Time) bool) bool {
		if len(h) == 0 {
			h = []Hours{AllDay}
		}
		minute, today := local.Hour()*60+local.Minute(), time.Date(local.Year(), local.Month(), local.Day(), 12, 0, 0, 0, time.UTC)
		for _, w := range h {
			switch {
			case w.From < w.To:
				if minute >= w.From && minute < w.To && opens(today) {
					return true
				}
			case minute >= w.From:
				day := today
				if night == Morning {
					day = today.AddDate(0, 0, 1)
				}
				if opens(day) {
					return true
				}
			case minute < w.To:
				day := today
				if night == Evening {
					day = today.AddDate(0, 0, -1)
				}
				if opens(day) {
					return true
				}
			}
		}
		return false
	}
	permitted := false
	for _, p := range b.Permits {
		if p.Civic == a.Civic && p.Street == a.Street && strings.Contains(fmt.Sprint(p.Terms.Devices), device) {
			permitted = permitted || on(p.Terms.Hours, p.Terms.Night, func(d time.Time) bool {
				return p.From <= d.Format(time.DateOnly) && d.Format(time.DateOnly) <= p.To
			})
		}
	}
	for _, n := range b.Bans {
		within := n.Everywhere() || a.Point.Lat > 45.55 && a.Point.Lat < 45.57 && a.Point.Lon > -73.9
		named := len(n.Devices) == 0 || strings.Contains(fmt.Sprint(n.Devices), device)
		if within && named && !t.Before(n.Start) && t.Before(n.End) && !(permitted && n.SparePermits) {
			return false
		}
	}
	if permitted {
		return true
	}
	open, speaks := false, false
	for _, r := range b.Rules {
		if !strings.Contains(fmt.Sprint(r.Devices), device) || r.Lots == Unnumbered {
			continue
		}
		odd := strings.HasSuffix(a.Civic, "5")
		speaksOn := func(d time.Time) bool {
			day := d.Format("01-02")
			s := r.Season
			return s.From == "" || s.From <= s.To && s.From <= day && day <= s.To || s.From > s.To && (day >= s.From || day <= s.To)
		}
		opens := func(d time.Time) bool {
			switch r.Days {
			case CivicDate:
				return speaksOn(d) && odd == (d.Day()%2 == 1)
			case CivicWeekday:
				days := r.Even
				if odd {
					days = r.Odd
				}
				return speaksOn(d) && strings.Contains(fmt.Sprint(days), d.Weekday().String())
			}
			return speaksOn(d)
		}
		speaks = speaks || speaksOn(local)
		open = open || on(r.Hours, r.Night, opens)
	}
	return open || !speaks
}

func TestEachMinuteOfAMonthIsInAWindowOrNot(t *testing.T) {
	chance := rand.New(rand.NewPCG(11, 12))
	for _, c := range []struct {
		file    string
		devices []string
		permits []Permit
	}{
		{"1-parite-des-dates", []string{"arroseur", "automatique", "manuel"}, []Permit{lawn()}},
		{"2-parite-des-semaines", []string{"boyau"}, nil},
		{"5-nuit", []string{"soir", "matin", "date", "changement"}, nil},
		{"6-canicule", []string{"arroseur", "goutte"}, []Permit{lawn()}},
	} {
		b := bookOf(t, c.file, c.permits...)
		for _, month := range []string{"2026-03-01", "2026-07-01", "2026-09-15", "2026-10-20", "2028-02-15"} {
			from := at(month + " 00:00")
			to := from.AddDate(0, 0, 31)
			device := c.devices[chance.IntN(len(c.devices))]
			for _, a := range []places.Address{house("84"), house("85"), inTheEast} {
				windows := b.Windows(a, device, from, to)
				i := 0
				for now := from; now.Before(to); now = now.Add(time.Minute) {
					for i < len(windows) && !windows[i].End.After(now) {
						i++
					}
					got := i < len(windows) && !windows[i].Start.After(now)
					want := mayWater(b, a, device, now)
					if got != want {
						t.Fatalf("%s, %s, %s at %s: a window says %v, the rule %v", c.file, device, a.Line(), clock.Local(now), got, want)
					}
					if chance.IntN(200) == 0 {
						if answer := b.Answer(a, device, now); answer.Allowed != want {
							t.Fatalf("%s, %s, %s at %s: the answer is %v, the rule %v", c.file, device, a.Line(), clock.Local(now), answer.Allowed, want)
						}
					}
				}
			}
		}
	}
}

func TestTheWeekHasSevenDaysEachWithItsHours(t *testing.T) {
	b := bookOf(t, "5-nuit")
	var got []string
	for _, d := range b.Week(house("84"), "soir", at("2026-09-02 23:30")) {
		line := d.Date.Format("02")
		for _, s := range d.Spans {
			line += " " + clock.Local(s.Start).Format("15:04") + "-" + clock.Local(s.End).Format("02 15:04")
		}
		got = append(got, line)
	}
	if want := "02 22:00-03 02:00, 03, 04 22:00-05 02:00, 05, 06 22:00-07 02:00, 07, 08 22:00-09 02:00"; strings.Join(got, ", ") != want {
		t.Errorf("got %s\nwant %s", strings.Join(got, ", "), want)
	}
	for _, d := range bookOf(t, "1-parite-des-dates").Week(house("84"), "manuel", at("2026-09-02 23:30")) {
		if !d.AllDay {
			t.Errorf("%s is not open all day: %v", d.Date, d.Spans)
		}
	}
}
