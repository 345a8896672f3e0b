package leisure_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/people"
)

// largeProgram is a program of 2 000 groups of 500 activities, each with twelve classes.
func largeProgram() leisure.Parts {
	parts := leisure.Parts{Sessions: []leisure.Session{{
		ID: "s", Code: "A2026", Name: i18n.Words{FR: "Automne 2026"}, From: day("2026-09-14"), To: day("2026-12-06"), Published: true,
		Windows: []leisure.Window{{Audience: leisure.Resident, Opens: local("2026-08-24 09:00")}, {Opens: local("2026-08-31 09:00")}},
	}}}
	things := []string{"Natation", "Poterie", "Danse", "Guitare", "Badminton", "Yoga", "Éveil musical", "Hockey cosom", "Aquarelle", "Tennis"}
	for i := range 40 {
		parts.Sites = append(parts.Sites, leisure.Site{ID: leisure.SiteID(fmt.Sprint("l", i)), Code: fmt.Sprint("l", i), Name: fmt.Sprintf("École no %d", i)})
	}
	for i := range 500 {
		a := leisure.Activity{ID: leisure.ActivityID(fmt.Sprint("a", i)), Session: "s", Code: fmt.Sprint("a-", i), Title: i18n.Words{FR: fmt.Sprintf("%s %d", things[i%10], i/10)}, Category: fmt.Sprint("Catégorie ", i%8)}
		parts.Activities = append(parts.Activities, a)
		for j := range 4 {
			n := 4*i + j
			g := leisure.Group{
				ID: leisure.GroupID(fmt.Sprint("g", n)), Activity: a.ID, Code: fmt.Sprint("g-", n), Places: 12, MinAge: 12 * (3 + n%12), MaxAge: 12 * (5 + n%12), Site: parts.Sites[n%40].ID,
				From: day("2026-09-14"), To: day("2026-12-06"), Slots: []leisure.Slot{{Weekday: time.Weekday(n % 7), Start: 540 + civil.Time(n%10)*60, End: 600 + civil.Time(n%10)*60}},
				Prices: []leisure.Price{{Audience: leisure.Resident, Amount: 8500}, {Amount: 11000}},
			}
			for k, o := range g.Classes(nil) {
				o.ID = leisure.OccurrenceID(fmt.Sprint(n, "-", k))
				parts.Occurrences = append(parts.Occurrences, o)
			}
			parts.Groups = append(parts.Groups, g)
		}
	}
	return parts
}

func largeTown(b *testing.B) *leisure.Service {
	b.Helper()
	d := dbtest.SQLite(b)
	s := &leisure.Service{DB: d, Clock: clock.At(local("2026-08-25 10:00")), IDs: id.Random()}
	if err := d.InTx(b.Context(), func(tx *db.Tx) error { return s.LoadTx(b.Context(), tx, largeProgram()) }); err != nil {
		b.Fatal(err)
	}
	if len(s.Program().GroupsOf("s")) != 2000 {
		b.Fatal("the program was not read")
	}
	return s
}

// BenchmarkSearch asks 2 000 groups by words, by age and time, and without any filter.
func BenchmarkSearch(b *testing.B) {
	s := largeTown(b)
	for name, q := range map[string]leisure.Query{
		"words":   {Words: "natatoin 12"},
		"filters": {Ages: []int{8}, Times: []leisure.TimeOfWeek{leisure.WeekdayEvening}, WithPlaces: true},
		"all":     {},
		"busy":    {Busy: []leisure.Busy{{From: local("2026-10-05 18:00"), To: local("2026-10-05 20:00")}}},
	} {
		b.Run(name, func(b *testing.B) {
			took := make([]time.Duration, 0, b.N)
			b.ReportAllocs()
			for range b.N {
				start := clock.System().Now()
				if len(s.Search(q)) == 0 {
					b.Fatal("nothing found")
				}
				took = append(took, clock.System().Now().Sub(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99_us")
		})
	}
}

// BenchmarkCheck asks every rule, as each registration does three times.
func BenchmarkCheck(b *testing.B) {
	p := leisure.Assemble(largeProgram())
	groups, at := p.GroupsOf("s"), local("2026-08-25 10:00")
	who := leisure.Candidate{Person: people.Person{GivenName: "Zoé", BirthDate: "2016-03-03", Residence: people.Resident}, Audience: leisure.Resident}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if p.Check(groups[i%len(groups)], who, at, leisure.Web, leisure.Left{Places: 10, Web: 10}).Verdict() == "" {
			b.Fatal("no verdict")
		}
	}
}

// BenchmarkRefresh reads the whole program again, as after each deed of the staff.
func BenchmarkRefresh(b *testing.B) {
	s := largeTown(b)
	b.ResetTimer()
	for range b.N {
		again := &leisure.Service{DB: s.DB, Clock: s.Clock, IDs: s.IDs}
		if err := again.Refresh(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
