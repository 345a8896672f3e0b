package leisureweb

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// weekDay is a day of the week with what meets on it.
type weekDay struct {
	Name  string
	Items []weekItem
}

// weekItem is a group at one of its times.
type weekItem struct {
	Href  string
	Class string
	Title string
	Hours string
	Text  string
	Tags  []ui.TagOf
	Off   bool
	start civil.Time
}

// week shows what a search finds day by day.
func (p *Pages) week(ctx context.Context, program *leisure.Program, s *search, v *catalogueView, hits []leisure.Hit) error {
	if len(hits) > mostInWeek {
		hits = hits[:mostInWeek]
	}
	monday := civil.DayAt(2026, time.November, 2)
	v.Week = make([]weekDay, 7)
	for i := range v.Week {
		v.Week[i].Name = i18n.Sentence(i18n.Weekday(ctx, (monday + civil.Day(i)).At(12)))
	}
	for _, h := range hits {
		c, err := p.cardOf(ctx, s, program, h)
		if err != nil {
			return err
		}
		slots := h.Group.Slots
		if len(slots) == 0 {
			for _, o := range program.Occurrences(h.Group.ID) {
				slots = append(slots, leisure.Slot{Weekday: o.Day.Weekday(), Start: o.Start, End: o.End})
				break
			}
		}
		for _, slot := range slots {
			item := weekItem{
				Href: c.Href, Class: c.Class, Title: c.Title, Tags: c.Tags, Off: c.Off, start: slot.Start,
				Hours: leisure.HourWords(ctx, slot.Start, slot.End), Text: program.PlaceWords(h.Group.Site, h.Group.Room),
			}
			day := &v.Week[(int(slot.Weekday)+6)%7]
			day.Items = append(day.Items, item)
		}
	}
	for _, day := range v.Week {
		slices.SortStableFunc(day.Items, func(a, b weekItem) int { return cmp.Compare(a.start, b.start) })
	}
	v.Week = slices.DeleteFunc(v.Week, func(d weekDay) bool { return len(d.Items) == 0 })
	return nil
}
