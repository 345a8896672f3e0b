package leisure_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/dbtest"
	"sem/internal/geo"
	"sem/internal/leisure"
)

const autumn = `
session | session_nom  | session_debut | session_fin | session_publiee | ouvre_resident   | ouvre_autre
A2026   | Automne 2026 | 2026-09-14    | 2026-12-06  | oui             | 2026-08-24 9:00 | 2026-08-31 9:00
H2027   | Hiver 2027   | 2027-01-11    | 2027-03-28  | non             | 2026-12-07 9:00 |
-
session | activite | titre            | titre_en | categorie | sans_inscription
A2026   | nageur-3 | Nageur 3         | Swimmer 3 | Aquatique |
A2026   | poterie  | Poterie pour tous | Pottery  | Arts      |
A2026   | conte    | Heure du conte   |          | Lecture   | oui
A2026   | eveil    | Éveil musical    |          | Musique   |
H2027   | nageur-3 | Nageur 3         |          | Aquatique |
-
session | activite | groupe | age_min | age_max | places | debut      | fin        | horaire              | prix_resident | prix_autre | lieu    | lieu_nom           | lieu_latitude | lieu_longitude | lieu_accessible | animation
A2026   | nageur-3 | N3-1   | 6       | 8       | 10     | 2026-09-14 | 2026-10-26 | lundi 18:30-19:30    | 85            | 110        | piscine | Piscine municipale | 45.56         | -73.90         | oui             | Jo
A2026   | nageur-3 | N3-2   | 6       | 8       | 0      | 2026-09-19 | 2026-10-31 | samedi 9:00-9:45     | 85            | 110        | piscine | Piscine municipale | 45.56         | -73.90         | oui             |
A2026   | poterie  | P-1    | 11      | 15      | 8      | 2026-09-15 | 2026-10-20 | mardi 13:00-15:00; samedi 13:00-15:00 | 120 | 150 | centre | Centre d’art     | 45.57         | -73.90         |                 |
A2026   | conte    | C-1    | 3       | 5       | 0      | 2026-09-16 | 2026-12-02 | mercredi 10:00-11:00 |               |            |         |                    |               |                |                 |
A2026   | eveil    | E-1    | 18 mois | 35 mois | 8      | 2026-09-17 | 2026-12-03 | jeudi 9:00-9:45      | 60            | 75         |         |                    |               |                |                 |
H2027   | nageur-3 | N3-9   | 6       | 8       | 10     | 2027-01-11 | 2027-03-28 | lundi 18:30-19:30    | 90            |            | piscine | Piscine municipale | 45.56         | -73.90         | oui             |
`

func TestTheProgramIsSearched(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.take(csvOf(autumn))
	h2027, _ := b.rooms.Program().SessionByCode("H2027")
	at := local("2026-08-24 09:30")
	near := geo.Point{Lat: 45.5605, Lon: -73.90}
	mondayEvening := leisure.Busy{From: local("2026-10-05 19:00"), To: local("2026-10-05 20:00")}
	for name, c := range map[string]struct {
		q    leisure.Query
		want string
	}{
		"everything that is published": {leisure.Query{}, "E-1 C-1 N3-1 N3-2 P-1"},
		"the staff, another session":   {leisure.Query{Session: h2027.ID, Unpublished: true}, "N3-9"},
		"another session, hidden":      {leisure.Query{Session: h2027.ID}, ""},
		"words without accents":        {leisure.Query{Words: "eveil musical"}, "E-1"},
		"half a word":                  {leisure.Query{Words: "pot"}, "P-1"},
		"a typing error":               {leisure.Query{Words: "potrie"}, "P-1"},
		"in English":                   {leisure.Query{Words: "swimmer"}, "N3-1 N3-2"},
		"a day in words":               {leisure.Query{Words: "nageur samedi"}, "N3-2"},
		"the instructor":               {leisure.Query{Words: "jo"}, "N3-1"},
		"the code of a group":          {leisure.Query{Words: "P-1"}, "P-1"},
		"nothing like it":              {leisure.Query{Words: "deltaplane"}, ""},
		"eight years old":              {leisure.Query{Ages: []int{8}}, "N3-1 N3-2"},
		"two years old":                {leisure.Query{Ages: []int{2}}, "E-1"},
		"one or the other child":       {leisure.Query{Births: []civil.Day{day("2014-01-01"), day("2025-01-01")}}, "E-1 P-1"},
		"three the day after":          {leisure.Query{Births: []civil.Day{day("2023-09-18")}}, "E-1"},
		"three on the first day":       {leisure.Query{Births: []civil.Day{day("2023-09-17")}}, ""},
		"weekday evenings":             {leisure.Query{Times: []leisure.TimeOfWeek{leisure.WeekdayEvening}}, "N3-1"},
		"weekdays by day":              {leisure.Query{Times: []leisure.TimeOfWeek{leisure.WeekdayDay}}, "E-1 C-1 P-1"},
		"weekends":                     {leisure.Query{Times: []leisure.TimeOfWeek{leisure.Weekend}}, "N3-2 P-1"},
		"Tuesdays":                     {leisure.Query{Weekdays: []time.Weekday{time.Tuesday}}, "P-1"},
		"a category":                   {leisure.Query{Categories: []string{"Arts", "Musique"}}, "E-1 P-1"},
		"at most 85 $":                 {leisure.Query{PriceSet: true, AtMost: 8500}, "E-1 C-1 N3-1 N3-2"},
		"at most 85 $ for others":      {leisure.Query{PriceSet: true, AtMost: 8500, Audience: leisure.Other}, "E-1 C-1"},
		"free":                         {leisure.Query{Free: true}, "C-1"},
		"with places":                  {leisure.Query{WithPlaces: true}, "E-1 C-1 N3-1 P-1"},
		"open now":                     {leisure.Query{OpenNow: true}, "E-1 N3-1 N3-2 P-1"},
		"open now to others":           {leisure.Query{OpenNow: true, Audience: leisure.Other}, ""},
		"accessible":                   {leisure.Query{Accessible: true}, "N3-1 N3-2"},
		"within 500 m":                 {leisure.Query{Near: near, Metres: 500}, "N3-1 N3-2"},
		"the nearest first":            {leisure.Query{Near: near}, "N3-1 N3-2 P-1 E-1 C-1"},
		"free on a Monday evening":     {leisure.Query{Busy: []leisure.Busy{mondayEvening}}, "E-1 C-1 N3-2 P-1"},
		"in October":                   {leisure.Query{At: local("2026-10-28 12:00")}, "E-1 C-1 N3-2"},
	} {
		if c.q.At.IsZero() {
			c.q.At = at
		}
		var got []string
		for _, h := range b.rooms.Search(c.q) {
			got = append(got, h.Group.Code)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
	if got := b.rooms.Program().Categories(""); !slices.Equal(got, []string{"Aquatique", "Arts", "Lecture", "Musique"}) {
		t.Errorf("categories %v", got)
	}
}

// full is a registration where the groups of a code are full.
type full map[leisure.GroupID]bool

func (f full) Left(g leisure.GroupID) leisure.Left {
	if f[g] {
		return leisure.Left{Places: 10, Taken: 10}
	}
	return leisure.Left{Places: 10, Web: 10}
}

func TestWhatIsFullIsLeftOutWhenPlacesAreWanted(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.take(csvOf(autumn))
	b.rooms.Seats = full{b.group("N3-1").ID: true}
	for _, h := range b.rooms.Search(leisure.Query{WithPlaces: true, At: clock.Local(monday)}) {
		if h.Group.Code == "N3-1" {
			t.Error("a full group was found")
		}
	}
}
