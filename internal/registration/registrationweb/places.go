package registrationweb

import (
	"context"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

// waitingPath is the page of a place on a list.
func waitingPath(place registration.PlaceID) string { return "/loisirs/attente/" + string(place) }

// withdrawal is the page that gives a place up.
func (at stand) withdrawal(place registration.PlaceID) string {
	if at.reader() == "" {
		return at.base + "/places/" + string(place) + "/annuler"
	}
	return "/loisirs/inscriptions/" + string(place) + "/annuler"
}

// answers are what the counter may do for somebody who waits, or was offered a place.
func (at stand) answers(ctx context.Context, place registration.Place) []postView {
	path := at.base + "/places/" + string(place.ID)
	if place.State == registration.Waiting {
		return []postView{{Action: path + "/quitter", Key: forms.NewKey(), Label: i18n.T(ctx, "Retirer de la liste"), Kind: "sec"}}
	}
	all := []postView{
		{Action: path + "/accepter", Key: forms.NewKey(), Label: i18n.T(ctx, "Accepter l’offre")},
		{Action: path + "/refuser", Key: forms.NewKey(), Label: i18n.T(ctx, "Refuser"), Kind: "sec"},
	}
	if !place.Kept {
		all = append(all, postView{Action: path + "/garder", Key: forms.NewKey(), Label: i18n.T(ctx, "Garder le rang"), Kind: "sec"})
	}
	return all
}

func dayOf(t time.Time) civil.Day { return civil.DayOf(t) }

func orYes(s string) string {
	if s == "non" {
		return s
	}
	return "oui"
}

// choices are who of the family may be put into the group.
func (g groupView) choices() []ui.Option {
	var all []ui.Option
	for _, c := range g.People {
		all = append(all, ui.Option{Value: c.ID, Label: c.Title, Hint: c.Hint, On: c.On})
	}
	return all
}

func cashHint(ctx context.Context, t tenderView) string {
	if t.Rounded != "" {
		return t.Rounded
	}
	return i18n.T(ctx, "En argent comptant seulement. Rien veut dire le montant exact.")
}

// owing tells what remains to be paid of the bills of somebody.
func owing(bills []payments.Bill) (all []payments.Bill) {
	for _, b := range bills {
		if b.Room == registration.Room && b.State == payments.Open && b.Deferred {
			all = append(all, b)
		}
	}
	return all
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// liveIn is the live place of somebody in a group.
func liveIn(places []registration.Place, group leisure.GroupID, who people.ID) (registration.Place, bool) {
	i := slices.IndexFunc(places, func(p registration.Place) bool { return p.Group == group && p.Person == who && p.State.Live() })
	if i < 0 {
		return registration.Place{}, false
	}
	return places[i], true
}
