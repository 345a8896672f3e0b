package app

import (
	"cmp"
	"context"
	"slices"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/collections"
	"sem/internal/i18n"
	"sem/internal/neighbourhood"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/siteweb"
	"sem/internal/ui"
	"sem/internal/watering"
)

// today is what the home page says of the day: for the door of whoever is signed in, and for
// the whole city otherwise, or when the registers do not answer.
func (a *App) today(ctx context.Context) siteweb.Today {
	if who := session.From(ctx); who.Person != "" {
		spot, err := a.home(ctx, people.ID(who.Person))
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

// home is where somebody lives, as far as their file and their properties tell.
func (a *App) home(ctx context.Context, who people.ID) (neighbourhood.Spot, error) {
	person, err := a.People.Person(ctx, who)
	if err != nil {
		return neighbourhood.Spot{}, err
	}
	return a.Neighbourhood.HomeOf(ctx, who, places.AddressID(person.AddressID))
}

// todayAt is the day at one door.
func (a *App) todayAt(ctx context.Context, door places.Address) siteweb.Today {
	t := siteweb.Today{Where: ui.Link{Href: "/quartier", Label: i18n.T(ctx, "Autour du %s", door.Line())}}
	now := i18n.Now(ctx)
	if card := a.Collections.DoorOf(door).Card(ctx, now, ""); card.Known && !card.Day.IsZero() {
		t.Items = append(t.Items, siteweb.TodayItem{Icon: "d-recycle", Title: card.Title, Text: card.Text})
	}
	if item, ok := a.hose(ctx, door); ok {
		t.Items = append(t.Items, item)
	}
	return t
}

// trucks tells what is collected in the city today and tomorrow, and in which sectors.
func (a *App) trucks(ctx context.Context) (siteweb.TodayItem, bool) {
	today := civil.DayOf(i18n.Now(ctx))
	for i, day := range []civil.Day{today, today + 1} {
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
		where := i18n.T(ctx, "Dans ces secteurs : %s.", i18n.List(ctx, slices.Compact(slices.Sorted(slices.Values(sectors)))))
		if i == 0 {
			return siteweb.TodayItem{Icon: "d-recycle", Title: i18n.T(ctx, "%s, aujourd’hui", what), Text: where}, true
		}
		return siteweb.TodayItem{Icon: "d-recycle", Title: i18n.T(ctx, "%s, demain", what), Text: where}, true
	}
	return siteweb.TodayItem{}, false
}

// hose tells whether one may water at a door now. Where nothing is ruled today, as in winter,
// there is nothing to say.
func (a *App) hose(ctx context.Context, door places.Address) (siteweb.TodayItem, bool) {
	answer, ok := a.sprinkler(ctx, door)
	if !ok {
		return siteweb.TodayItem{}, false
	}
	said := answer.Said(ctx)
	return siteweb.TodayItem{Icon: "d-drop", Title: i18n.T(ctx, "Arrosage : %s", said.Headline), Text: cmp.Or(said.Next, said.Why)}, true
}

// hoses tells whether one may water in the city now: in one sentence where even and odd numbers
// are alike, and apart where they are not.
func (a *App) hoses(ctx context.Context) (siteweb.TodayItem, bool) {
	even, ok := a.hose(ctx, places.Address{Civic: "2"})
	odd, _ := a.hose(ctx, places.Address{Civic: "1"})
	if !ok || even == odd {
		return even, ok
	}
	return siteweb.TodayItem{
		Icon: even.Icon, Title: i18n.T(ctx, "L’arrosage dépend de votre adresse"),
		Text: i18n.T(ctx, "Numéros pairs : %s. Numéros impairs : %s.", a.headline(ctx, "2"), a.headline(ctx, "1")),
	}, true
}

func (a *App) headline(ctx context.Context, civic string) string {
	answer, _ := a.sprinkler(ctx, places.Address{Civic: civic})
	return answer.Said(ctx).Headline
}

// sprinkler is the answer for the device that most people have, the first of the city's list;
// ok is false where no rule speaks of it today.
func (a *App) sprinkler(ctx context.Context, door places.Address) (answer watering.Answer, ok bool) {
	devices := a.Watering.Book().Devices
	if len(devices) == 0 {
		return answer, false
	}
	answer = a.Watering.Answer(door, devices[0].Code, i18n.Now(ctx))
	return answer, answer.Because != watering.ByNothing && answer.Because != watering.Unknown
}
