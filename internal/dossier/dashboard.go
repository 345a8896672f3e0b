package dossier

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sem/internal/clock"
)

// Dashboard answers, in this order: what must I do, what is coming in the next seven
// days, what is new.
type Dashboard struct {
	ToDo    []Task
	Week    []Day
	News    []Item
	Missing []string // Missing are the rooms that could not answer.
}

// Day is one of the coming seven days with what happens on it.
type Day struct {
	Date      time.Time
	Occasions []Occasion
}

// Dashboard gathers the three answers from the sources.
func (s *Service) Dashboard(ctx context.Context, scope Scope) Dashboard {
	var board Dashboard
	today := clock.Day(scope.Now)
	end := today.AddDate(0, 0, 7)
	var coming []Occasion
	for _, source := range s.Sources {
		if err := board.gather(ctx, source, scope, today, end, &coming); err != nil {
			board.Missing = append(board.Missing, source.Name(ctx))
			s.Log.ErrorContext(ctx, "dashboard source", "source", source.Name(ctx), "err", err)
		}
	}
	slices.SortStableFunc(board.ToDo, first)
	slices.SortStableFunc(board.News, func(a, b Item) int { return b.At.Compare(a.At) })
	board.Week = week(today, coming)
	return board
}

// first puts what is gone after its day before what is only due, and each by its day.
func first(a, b Task) int {
	if a.Lapses != b.Lapses {
		if a.Lapses {
			return -1
		}
		return 1
	}
	return a.Day.Compare(b.Day)
}

func (b *Dashboard) gather(ctx context.Context, source Source, scope Scope, from, to time.Time, coming *[]Occasion) error {
	if room, ok := source.(ToDos); ok {
		tasks, err := room.ToDo(ctx, scope)
		if err != nil {
			return err
		}
		b.ToDo = append(b.ToDo, tasks...)
	}
	if room, ok := source.(Calendar); ok {
		occasions, err := room.Coming(ctx, scope, from, to)
		if err != nil {
			return err
		}
		*coming = append(*coming, occasions...)
	}
	if room, ok := source.(News); ok {
		items, err := room.News(ctx, scope)
		if err != nil {
			return err
		}
		b.News = append(b.News, items...)
	}
	return nil
}

// week lays occasions over the seven days from today, each day in order of time, what
// lasts all day first.
func week(today time.Time, occasions []Occasion) []Day {
	days := make([]Day, 7)
	for i := range days {
		days[i].Date = today.AddDate(0, 0, i)
	}
	for _, o := range occasions {
		for i := range days {
			if clock.Day(o.At).Equal(days[i].Date) {
				days[i].Occasions = append(days[i].Occasions, o)
			}
		}
	}
	for _, d := range days {
		slices.SortStableFunc(d.Occasions, func(a, b Occasion) int {
			if a.AllDay != b.AllDay {
				return cmp.Compare(boolRank(b.AllDay), boolRank(a.AllDay))
			}
			return a.At.Compare(b.At)
		})
	}
	return days
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}
