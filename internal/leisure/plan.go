package leisure

import (
	"context"
	"slices"

	"sem/internal/civil"
	"sem/internal/db"
)

// Classes are the classes that the slots of a group make between its days, without names;
// none on the days it does without, nor on a holiday.
func (g *Group) Classes(holiday func(civil.Day) bool) []Occurrence {
	var all []Occurrence
	for day := g.From; day <= g.To && day < g.From+mostDays+1; day++ {
		if slices.Contains(g.Without, day) {
			continue
		}
		for _, s := range g.Slots {
			if s.Weekday == day.Weekday() && (holiday == nil || !holiday(day)) {
				all = append(all, Occurrence{Group: g.ID, Day: day, Start: s.Start, End: s.End, State: Planned})
			}
		}
	}
	return all
}

func (s *Service) holiday(day civil.Day) bool { return s.Calendar != nil && s.Calendar.Holiday(day) }

type planKey struct {
	day   civil.Day
	start civil.Time
}

// plannedAt is the day and time of a class in the plan, whatever became of it.
func plannedAt(o Occurrence) planKey {
	if o.WasDay != 0 {
		return planKey{o.WasDay, o.WasStart}
	}
	return planKey{o.Day, o.Start}
}

// replan makes the classes of a group those that its slots make. What somebody moved,
// cancelled or added stays, and so does what is past; a class whose hour changed keeps its
// name, so that calendars follow it.
func (s *Service) replan(ctx context.Context, tx *db.Tx, g Group, isNew bool) error {
	var existing []Occurrence
	if !isNew {
		var err error
		if existing, err = occurrencesOf(ctx, tx, g.ID); err != nil {
			return err
		}
	}
	add, _, err := s.replanTx(ctx, tx, g, existing)
	if err != nil {
		return err
	}
	return addOccurrences(ctx, tx, add, s.Clock.Now())
}

// replanTx changes the classes that exist, and answers those that are still to be added, and
// whether any was changed.
func (s *Service) replanTx(ctx context.Context, tx *db.Tx, g Group, existing []Occurrence) (add []Occurrence, changed bool, err error) {
	now := s.Clock.Now()
	today := civil.DayOf(now)
	if len(existing) == 0 {
		today = g.From // A group without classes gets all of them, however long ago it met.
	}
	add, change, drop := reconciled(g.Classes(s.holiday), existing, today)
	for _, o := range drop {
		if err := deleteOccurrence(ctx, tx, o.ID); err != nil {
			return nil, false, err
		}
	}
	for _, o := range change {
		if err := rescheduleOccurrence(ctx, tx, o, now); err != nil {
			return nil, false, err
		}
	}
	for i := range add {
		add[i].ID = OccurrenceID(s.IDs.New())
		if g.Cancelled {
			add[i].State, add[i].Reason = Cancelled, g.Reason
		}
	}
	return add, len(add)+len(change)+len(drop) > 0, nil
}

// reconciled compares the classes that are wanted with those that exist.
func reconciled(wanted, existing []Occurrence, today civil.Day) (add, change, drop []Occurrence) {
	have := map[planKey]Occurrence{}
	for _, o := range existing {
		have[plannedAt(o)] = o
	}
	missing := map[civil.Day][]Occurrence{}
	var order []civil.Day
	for _, w := range wanted {
		o, known := have[plannedAt(w)]
		if known {
			delete(have, plannedAt(w))
		}
		switch {
		case w.Day < today:
		case known && o.State == Planned && o.End != w.End:
			o.End = w.End
			o.Sequence++
			change = append(change, o)
		case !known:
			missing[w.Day] = append(missing[w.Day], w)
			order = append(order, w.Day)
		}
	}
	for _, o := range existing {
		plan := plannedAt(o)
		if _, left := have[plan]; !left || plan.day < today {
			continue
		}
		if o.State != Planned {
			if same := missing[plan.day]; len(same) > 0 && o.State != Added {
				missing[plan.day] = same[1:] // It stands for the class of that day, whatever its hour was.
			}
			continue
		}
		if same := missing[o.Day]; len(same) > 0 {
			o.Start, o.End = same[0].Start, same[0].End
			o.Sequence++
			missing[o.Day] = same[1:]
			change = append(change, o)
			continue
		}
		drop = append(drop, o)
	}
	for _, day := range slices.Compact(order) {
		add = append(add, missing[day]...)
	}
	return add, change, drop
}
