package timetableweb

import (
	"fmt"
	"strconv"

	"sem/internal/civil"
	"sem/internal/timetable"
)

// The bounds of the grid of hours: with more classes side by side the days are lists.
const (
	mostLanes  = 4
	leastHours = 6
	evening    = 22 // evening is as late as a week is shown for nothing.
	quarter    = 15
)

// grid is the hours that a week shows.
type grid struct {
	First, Hours int
	On           bool // On: the days have their hours beside them; otherwise they are lists.
}

// gridOf are the hours of a week in which everything fits.
func gridOf(classes []timetable.Class) grid {
	g := grid{First: 9, On: len(classes) > 0}
	last := g.First + leastHours
	for i, c := range classes {
		first, end := int(c.Start)/60, (int(c.End)+59)/60
		if i == 0 {
			g.First, last = first, end
		}
		g.First, last = min(g.First, first), max(last, end)
	}
	last = min(max(last, min(g.First+leastHours, evening)), 24)
	g.First = max(0, min(g.First, last-leastHours))
	g.Hours = last - g.First
	return g
}

// Class is that of the whole week.
func (g grid) Class() string {
	if !g.On {
		return "tt"
	}
	return fmt.Sprintf("tt tt-grid t-%d", g.Hours)
}

// hourMark is an hour beside the grid.
type hourMark struct {
	Class string
	At    civil.Time
}

func (g grid) marks() (all []hourMark) {
	for h := range g.Hours {
		all = append(all, hourMark{"h-" + strconv.Itoa(h), civil.Time((g.First + h) * 60)})
	}
	return all
}

// place is where a class stands in the grid: its first quarter of an hour and how many it lasts,
// as classes of the style sheet.
func (g grid) place(c timetable.Class) string {
	at := int(c.Start)/quarter - g.First*4
	until := (int(c.End)+quarter-1)/quarter - g.First*4
	lasts := max(2, until-at)
	return fmt.Sprintf("h-%d q-%d dh-%d dq-%d", at/4, at%4, lasts/4, lasts%4)
}

// lane is the side of the day that a class takes among those at the same time.
type lane struct{ at, of int }

// lanes put the classes of a day side by side where they overlap; of is how many stand side by
// side, and most the largest of them.
func lanes(day []timetable.Class) (all []lane, most int) {
	all = make([]lane, len(day))
	most = 1
	for i := 0; i < len(day); {
		ends, j := []civil.Time{}, i
		for latest := civil.Time(-1); j < len(day) && (j == i || day[j].Start < latest); j++ {
			free := 0
			for free < len(ends) && ends[free] > day[j].Start {
				free++
			}
			end := max(day[j].End, day[j].Start+2*quarter)
			if free == len(ends) {
				ends = append(ends, end)
			} else {
				ends[free] = end
			}
			all[j].at, latest = free, max(latest, end)
		}
		for ; i < j; i++ {
			all[i].of = len(ends)
		}
		most = max(most, len(ends))
	}
	return all, most
}

// laneClass is the class of the list of a day.
func laneClass(most int) string {
	if most == 1 {
		return "tt-evs"
	}
	return "tt-evs lanes-" + strconv.Itoa(most)
}

func (l lane) class(most int) string {
	switch {
	case most == 1:
		return ""
	case l.of == 1:
		return " lane-all"
	}
	return " lane-" + strconv.Itoa(l.at+1)
}
