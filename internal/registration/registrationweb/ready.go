package registrationweb

import (
	"context"
	"slices"
	"time"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

// leftView is how long the places are held. The script says the sentences anew each minute.
type leftView struct {
	Seconds int
	Text    string
	Words   string // Words has %d for the minutes.
	Last    string // Last is for the last minute.
	Over    string
	Label   string // Label is of the button that prolongs it.
	Extend  string // Extend is where it is prolonged, empty once it was.
	Key     string
}

// readyView is the state of the wishes: ready for the opening, or to be held now.
type readyView struct {
	Tone, Icon, Title, Text string
	Hold, Key               string
	Room                    string
}

// lostView is a place whose time ran out.
type lostView struct {
	Title, Group, Person, Key string
	Options                   []string
}

// justLost is how long a place whose time ran out is still offered to be held anew.
const justLost = time.Hour

// lostOf are the places of a cart whose time ran out a moment ago.
func (p Pages) lostOf(ctx context.Context, at stand) ([]lostView, error) {
	family, err := p.family(ctx, at.owner)
	if err != nil {
		return nil, err
	}
	ids := make([]people.ID, len(family))
	names := map[people.ID]string{}
	for i, person := range family {
		ids[i], names[person.ID] = person.ID, given(person)
	}
	places, err := p.Registration.PlacesOf(ctx, ids...)
	if err != nil {
		return nil, err
	}
	now := p.Clock.Now()
	var all []lostView
	seen := map[string]bool{}
	for _, place := range places { // The newest first: what came after tells whether it still matters.
		one := string(place.Person) + "/" + string(place.Group)
		over := place.State == registration.Held && !place.Until.After(now) || place.State == registration.Lapsed && place.Since.IsZero() && place.Reason == registration.EndedByTime
		recent := now.Sub(latest(place.EndedAt, place.Until)) < justLost
		if c := courseOf(p.Leisure.Program(), place.Group); over && recent && !seen[one] && place.Payer == at.owner && c.known() && !c.group.Cancelled {
			all = append(all, lostView{
				Title: i18n.T(ctx, "%[1]s, %[2]s", c.title(ctx), names[place.Person]), Group: string(place.Group), Person: string(place.Person),
				Key: forms.NewKey(), Options: place.Options,
			})
		}
		seen[one] = true
	}
	return all, nil
}

// longHold is from when a hold is no matter of minutes: it was offered from the waiting list.
const longHold = time.Hour

// leftOf is the time left, nil when nothing is held.
func leftOf(ctx context.Context, at stand, c registration.Cart, now time.Time) *leftView {
	if c.Until.IsZero() {
		return nil
	}
	left := max(c.Until.Sub(now), 0)
	if left > longHold {
		return &leftView{Text: i18n.T(ctx, "Confirmez avant %s : la place est retenue jusque-là.", i18n.DateTime(ctx, c.Until))}
	}
	until := i18n.Time(ctx, c.Until)
	v := &leftView{
		Seconds: int(left / time.Second),
		Text:    i18n.T(ctx, "Vos places sont retenues encore %[1]s, jusqu’à %[2]s.", minutes(ctx, left), until),
		Words:   i18n.T(ctx, "Vos places sont retenues encore %%d minutes, jusqu’à %s.", until),
		Last:    i18n.T(ctx, "Vos places sont retenues encore une minute, jusqu’à %s.", until),
		Over:    i18n.T(ctx, "Le temps est passé. Rechargez la page pour voir ce qui est encore libre."),
	}
	v.Label = i18n.T(ctx, "Garder ma place 15 minutes de plus")
	if at.channel == leisure.Counter {
		v.Text = i18n.T(ctx, "Les places sont retenues encore %[1]s, jusqu’à %[2]s.", minutes(ctx, left), until)
		v.Words = i18n.T(ctx, "Les places sont retenues encore %%d minutes, jusqu’à %s.", until)
		v.Last = i18n.T(ctx, "Les places sont retenues encore une minute, jusqu’à %s.", until)
		v.Label = i18n.T(ctx, "Garder les places 15 minutes de plus")
	}
	if !c.Extended {
		v.Extend, v.Key = at.base+"/prolonger", forms.NewKey()
	}
	return v
}

// readyOf tells how the wishes stand, nil when there are none.
func (p Pages) readyOf(ctx context.Context, at stand, c registration.Cart, now time.Time) *readyView {
	var open, blocked, full int
	var opens time.Time
	var room string
	wishes := 0
	program := p.Leisure.Program()
	for _, line := range c.Places {
		if line.State != registration.Wished {
			continue
		}
		wishes++
		g, ok := program.Group(line.Group)
		if !ok {
			blocked++
			continue
		}
		if p.Openings != nil && at.channel == leisure.Web && room == "" {
			room, _ = p.Openings.RoomOf(g.Session, now)
		}
		o := program.Window(g, line.Audience, at.channel, now)
		if stops(line.Findings, leisure.RuleWindow, leisure.RulePlaces) {
			blocked++
		}
		switch {
		case o.Open && stops(line.Findings, leisure.RulePlaces):
		case o.Open && p.Leisure.Left(g).Free(at.channel) == 0:
			full++
		case o.Open:
			open++
		case !o.Next.IsZero() && (opens.IsZero() || o.Next.Before(opens)):
			opens = o.Next
		}
	}
	switch {
	case wishes == 0:
		return nil
	case open > 0:
		return &readyView{
			Tone: ui.OK, Icon: "i-clock-countdown", Title: i18n.T(ctx, "Les inscriptions sont ouvertes"),
			Text: i18n.TN(ctx, "Un seul bouton retient la place de votre liste.", "Un seul bouton retient les %d places de votre liste.", open),
			Hold: at.base + "/retenir", Key: forms.NewKey(), Room: room,
		}
	case opens.IsZero():
		if full == wishes {
			return nil // Each line says that it is full and offers the list.
		}
		return &readyView{Tone: ui.Warn, Title: i18n.T(ctx, "Rien à retenir pour le moment"), Text: i18n.T(ctx, "Chaque activité de votre liste dit pourquoi, plus bas, et quoi faire.")}
	}
	when := i18n.DateTime(ctx, opens)
	if blocked > 0 {
		return &readyView{Tone: ui.Warn, Title: i18n.T(ctx, "Presque prêt pour l’ouverture"), Text: i18n.T(ctx, "Les inscriptions ouvrent %s. Réglez avant ce moment ce qui est marqué plus bas.", when), Room: room}
	}
	if at.channel == leisure.Counter {
		return &readyView{Tone: ui.Info, Title: i18n.T(ctx, "Prêt pour l’ouverture"), Text: i18n.T(ctx, "Les inscriptions ouvrent %s. La liste est prête; la famille la retiendra elle-même, ou vous ici.", when)}
	}
	return &readyView{
		Tone: ui.OK, Title: i18n.T(ctx, "Prêt pour l’ouverture"), Room: room,
		Text: i18n.T(ctx, "Les inscriptions ouvrent %s. Revenez ici à ce moment : un seul bouton retiendra toute votre liste.", when),
	}
}

// stops tells whether a rule stands in the way, but for those named.
func stops(f leisure.Findings, but ...leisure.Rule) bool {
	return slices.ContainsFunc(f.Against(), func(one leisure.Finding) bool { return !slices.Contains(but, one.Rule) })
}
