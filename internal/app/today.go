package app

import (
	"cmp"
	"context"
	"slices"

	"sem/internal/clock"
	"sem/internal/collections"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/siteweb"
	"sem/internal/ui"
)

// today is what the home page says of the day: for the door of whoever is signed in, and for
// the whole city otherwise, or when the registers do not answer.
func (a *App) today(ctx context.Context) siteweb.Today {
	if who := session.From(ctx); who.Person != "" {
		spot, err := a.Neighbourhood.HomeOf(ctx, people.ID(who.Person), "")
		if err == nil && spot.Address.ID != "" {
			return a.todayAt(ctx, spot.Address)
		}
	}
	t := siteweb.Today{Where: ui.Link{Href: "/quartier", Label: i18n.T(ctx, "Voir ce qui vaut à mon adresse")}}
	if item, ok := a.trucks(ctx); ok {
		t.Items = append(t.Items, item)
	}
	if item, ok := a.hoses(ctx); ok {
		t.Items = append(t.Items, item)
	}
	return t
}

// todayAt is the day at one door.
func (a *App) todayAt(ctx context.Context, door places.Address) siteweb.Today {
	t := siteweb.Today{Where: ui.Link{Href: "/quartier", Label: i18n.T(ctx, "Autour du %s", door.Line())}}
	now := i18n.Now(ctx)
	if card := a.Collections.DoorOf(door).Card(ctx, now, ""); card.Known && !card.Day.IsZero() {
		t.Items = append(t.Items, siteweb.TodayItem{Icon: "d-recycle", Title: card.Title, Text: card.Text})
	}
	if said, ok := a.Watering.Said(ctx, door, now); ok {
		t.Items = append(t.Items, siteweb.TodayItem{Icon: "d-drop", Title: said.Headline, Text: cmp.Or(said.Next, said.Why)})
	}
	return t
}

// trucks tells what is collected in the city today and tomorrow, and in which sectors.
func (a *App) trucks(ctx context.Context) (siteweb.TodayItem, bool) {
	today := collections.DayOf(i18n.Now(ctx))
	for i, day := range []collections.Day{today, today + 1} {
		var sectors []string
		var all []collections.Pickup
		for _, s := range a.Collections.Sectors() {
			if found := a.Collections.DoorIn(s.Code, "").Between(day, day); len(found) > 0 {
				sectors, all = append(sectors, s.Name), append(all, found...)
			}
		}
		// What is out by seven is no news in the afternoon: the evening is for tomorrow.
		if len(all) == 0 || i == 0 && clock.Local(i18n.Now(ctx)).Hour() >= 12 {
			continue
		}
		what := i18n.Sentence(collections.NamesOf(ctx, all))
		where := i18n.T(ctx, "Dans ces secteurs : %s.", i18n.List(ctx, slices.Compact(slices.Sorted(slices.Values(sectors)))))
		if i == 0 {
			return siteweb.TodayItem{Icon: "d-recycle", Title: i18n.T(ctx, "%s, aujourd’hui", what), Text: where}, true
		}
		return siteweb.TodayItem{Icon: "d-recycle", Title: i18n.T(ctx, "%s, demain", what), Text: where}, true
	}
	return siteweb.TodayItem{}, false
}

// hoses tells whether one may water now: in one sentence where even and odd numbers are alike,
// and apart where they are not.
func (a *App) hoses(ctx context.Context) (siteweb.TodayItem, bool) {
	now := i18n.Now(ctx)
	even, ok := a.Watering.Said(ctx, places.Address{Civic: "2"}, now)
	odd, _ := a.Watering.Said(ctx, places.Address{Civic: "1"}, now)
	if !ok {
		return siteweb.TodayItem{}, false
	}
	item := siteweb.TodayItem{Icon: "d-drop", Title: i18n.T(ctx, "Arroser aujourd’hui"), Text: i18n.T(ctx, "Numéros pairs : %s. Numéros impairs : %s.", even.Headline, odd.Headline)}
	if even.Headline == odd.Headline {
		item.Text = cmp.Or(even.Headline, even.Why)
	}
	return item, true
}
