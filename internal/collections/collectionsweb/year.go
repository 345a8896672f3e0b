package collectionsweb

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/ui"
)

// yearView is the year of a door, ready for paper.
type yearView struct {
	Year     string
	Line     string
	Large    bool
	Months   []monthView
	Lists    []monthList // Lists take the place of months in large print.
	Legend   []bin
	Changes  []string
	PutOut   string
	Other    ui.Link // Other leads to the other size.
	Previous ui.Link
	Next     ui.Link
	Back     string
	Made     string
}

// monthList is a month as a list of its days.
type monthList struct {
	Title string
	Rows  []dateRow
}

func (p Pages) year(w http.ResponseWriter, r *http.Request) error {
	var form yearForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	at, err := p.where(r, form.whereForm, true)
	if err != nil {
		return err
	}
	if !at.Door.Known {
		return ui.SeeOther(w, r, at.path("/collectes"))
	}
	year, _, _ := civil.DayOf(p.Clock.Now()).Date()
	if form.Year != 0 {
		if form.Year < year-5 || form.Year > year+5 {
			return fault.New(fault.NotFound, "Nous n’avons pas le calendrier de cette année-là.")
		}
		year = form.Year
	}
	return ui.Show(w, r, http.StatusOK, yearPage(p.yearOf(r.Context(), at, year, form.Large != "")))
}

func (p Pages) yearOf(ctx context.Context, at where, year int, large bool) yearView {
	found := at.Door.Year(year)
	v := yearView{
		Year: strconv.Itoa(year), Line: at.Line, Large: large, Legend: legendOf(ctx, found), Back: at.path("/collectes"),
		Made: i18n.T(ctx, "Calendrier tel qu’il était le %s.", i18n.Date(ctx, p.Clock.Now())),
	}
	days := daysOf(found)
	for month := time.January; month <= time.December; month++ {
		m := monthView{Title: i18n.Sentence(monthName(ctx, month)), Weekdays: weekdayNames(ctx), Weeks: weeksOf(ctx, year, month, 0, days, nil)}
		v.Months = append(v.Months, m)
		if large {
			v.Lists = append(v.Lists, monthListOf(ctx, m.Title, year, month, days))
		}
	}
	v.Changes = yearChanges(ctx, at.Door.WithCancelled(civil.DayAt(year, 1, 1), civil.DayAt(year, 12, 31)))
	if len(found) > 0 {
		s := found[0].Stream
		v.PutOut = i18n.T(ctx, "Sortez le tout la veille après %s, avant %s le matin.", i18n.Time(ctx, found[0].Day.At(s.OutFrom)), i18n.Time(ctx, found[0].Day.At(s.OutBy)))
	}
	yearLink := func(y int) ui.Link {
		return ui.Link{Href: at.path("/collectes/annee", append([]string{"annee", strconv.Itoa(y)}, largeAnswer(large)...)...), Label: strconv.Itoa(y)}
	}
	v.Previous, v.Next = yearLink(year-1), yearLink(year+1)
	v.Other = ui.Link{Href: at.path("/collectes/annee", append([]string{"annee", v.Year}, largeAnswer(!large)...)...), Label: i18n.T(ctx, "En gros caractères")}
	if large {
		v.Other.Label = i18n.T(ctx, "Sur une feuille")
	}
	return v
}

// yearChanges says the days that differ, in a line each, streams that changed alike together.
func yearChanges(ctx context.Context, some []collections.Pickup) []string {
	var said []string
	for from := 0; from < len(some); {
		to := from + 1
		for to < len(some) && some[to].ChangedLike(some[from]) {
			to++
		}
		if change := some[from].ShortChange(ctx); change != "" {
			said = append(said, i18n.T(ctx, "%s, %s : %s", i18n.ShortDate(ctx, some[from].Day.Time()), collections.NamesOf(ctx, some[from:to]), change))
		}
		from = to
	}
	return said
}

func largeAnswer(large bool) []string {
	if large {
		return []string{"gros", "1"}
	}
	return nil
}

func monthListOf(ctx context.Context, title string, year int, month time.Month, days map[civil.Day][]collections.Pickup) monthList {
	list := monthList{Title: title}
	for d := civil.DayAt(year, month, 1); d < civil.DayAt(year, month+1, 1); d++ {
		if len(days[d]) > 0 {
			row := dateRowOf(ctx, days[d])
			_, _, n := d.Date()
			row.Date = i18n.Sentence(i18n.T(ctx, "%s %d", i18n.Weekday(ctx, d.Time()), n))
			list.Rows = append(list.Rows, row)
		}
	}
	return list
}
