package dossierweb

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"sem/internal/clock"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/ui"
)

// most is how many things a block of the dashboard shows; the rest is behind a link.
const most = 3

// board is the dashboard, ready to be drawn.
type board struct {
	Title    string
	Lead     string
	Quick    []ui.ButtonOf
	ToDo     []ui.TodoOf
	MoreToDo int
	Week     []ui.WeekDay
	Quiet    bool // Quiet says that nothing is coming in the week.
	News     []ui.FeedItem
	Main     []templ.Component
	Side     []templ.Component
	Missing  []string
}

func (p *Pages) dashboard(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	viewer := session.From(ctx)
	if viewer.Staff() {
		return ui.SeeOther(w, r, "/guichet")
	}
	scope, err := p.Dossier.ScopeOf(ctx, viewer)
	if err != nil {
		return err
	}
	found := p.Dossier.Dashboard(ctx, scope)
	b := board{
		Title:   i18n.T(ctx, "Bonjour, %s", viewer.Name),
		Lead:    lead(ctx, scope.Now, found.ToDo),
		Quick:   p.Quick(ctx),
		ToDo:    todos(ctx, found.ToDo),
		Week:    week(ctx, scope.Now, found.Week),
		News:    news(ctx, found.News),
		Missing: found.Missing,
	}
	b.Quiet = !slices.ContainsFunc(b.Week, func(d ui.WeekDay) bool { return len(d.Items) > 0 })
	if len(b.ToDo) > most {
		b.MoreToDo = len(b.ToDo) - most
	}
	b.Main = p.panels(ctx, scope, p.Main)
	b.Side = p.panels(ctx, scope, p.Side)
	return ui.Show(w, r, http.StatusOK, dashboardPage(b))
}

// panels draws what the rooms show; one that fails is left out and logged.
func (p *Pages) panels(ctx context.Context, scope dossier.Scope, all []Panel) []templ.Component {
	var drawn []templ.Component
	for _, panel := range all {
		c, err := panel(ctx, scope)
		switch {
		case err != nil:
			p.Log.ErrorContext(ctx, "dashboard panel", "err", err)
			drawn = append(drawn, missingPanel())
		case c != nil:
			drawn = append(drawn, c)
		}
	}
	return drawn
}

// lead sums the day up in a sentence: how much there is to do, and whether it presses.
func lead(ctx context.Context, now time.Time, tasks []dossier.Task) string {
	today := i18n.Date(ctx, now)
	soon, urgent := 0, 0
	for _, t := range tasks {
		if t.Day.IsZero() || clock.Day(t.Day).Before(clock.Day(now).AddDate(0, 0, 8)) {
			soon++
		}
		if !t.Day.IsZero() && !clock.Day(t.Day).After(clock.Day(now)) {
			urgent++
		}
	}
	switch {
	case soon == 0:
		return i18n.T(ctx, "Nous sommes le %s. Vous n’avez rien à faire cette semaine.", today)
	case urgent == 0:
		return i18n.TN(ctx, "Nous sommes le %[2]s. Une chose à faire d’ici une semaine, rien d’urgent aujourd’hui.",
			"Nous sommes le %[2]s. %[1]d choses à faire d’ici une semaine, rien d’urgent aujourd’hui.", soon, today)
	}
	return i18n.TN(ctx, "Nous sommes le %[2]s. Une chose à faire aujourd’hui.",
		"Nous sommes le %[2]s. %[1]d choses à faire aujourd’hui.", urgent, today)
}

func todos(ctx context.Context, tasks []dossier.Task) []ui.TodoOf {
	all := make([]ui.TodoOf, len(tasks))
	for i, t := range tasks {
		day := t.Day
		if day.IsZero() {
			day = i18n.Now(ctx)
		}
		all[i] = ui.TodoOf{
			Leaf:   ui.Leaf(ctx, day),
			Title:  t.Title,
			Text:   t.Text,
			Action: ui.Link{Href: t.Path, Label: t.Action},
			Second: i > 0,
		}
	}
	return all
}

func week(ctx context.Context, now time.Time, days []dossier.Day) []ui.WeekDay {
	all := make([]ui.WeekDay, len(days))
	for i, d := range days {
		leaf := ui.Leaf(ctx, d.Date)
		all[i] = ui.WeekDay{Name: i18n.Sentence(i18n.Weekday(ctx, d.Date)), Day: leaf.Day}
		if i == 0 {
			all[i].Name, all[i].Day, all[i].Now = i18n.T(ctx, "Aujourd’hui"), leaf.Weekday+" "+leaf.Day, true
		}
		for _, o := range d.Occasions {
			all[i].Items = append(all[i].Items, ui.WeekItem{Icon: o.Icon, Text: occasion(ctx, o), Href: o.Path})
		}
	}
	return all
}

// occasion says what comes, at what time, and for whom when it is not the viewer.
func occasion(ctx context.Context, o dossier.Occasion) string {
	what := o.Title
	if o.Person != "" {
		what = i18n.T(ctx, "%s (%s)", o.Title, o.Person)
	}
	if o.AllDay {
		return what
	}
	return i18n.T(ctx, "%s : %s", i18n.Time(ctx, o.At), what)
}

func news(ctx context.Context, items []dossier.Item) []ui.FeedItem {
	if len(items) > 2*most {
		items = items[:2*most]
	}
	all := make([]ui.FeedItem, len(items))
	for i, item := range items {
		text := i18n.Ago(ctx, item.At)
		if item.Text != "" {
			text = item.Text + " · " + text
		}
		all[i] = ui.FeedItem{Icon: item.Icon, Title: item.Title, Href: item.Path, Text: text, New: item.Unseen}
	}
	return all
}
