package leisureweb

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/registration"
	"sem/internal/ui"
)

// placed says where a member stands who has a place in the group, and what they may do of it.
func (b *builder) placed(ctx context.Context, m *member, place registration.Place) {
	tag, says := b.placeWords(ctx, m, place)
	b.c.Tags = append(b.c.Tags, tag)
	b.tell(spans(says), nil)
	mine := place.Payer == b.s.family.me
	spoken := i18n.T(ctx, " : %s", b.c.Title)
	add := func(d deed) {
		d.Spoken = spoken
		for _, other := range b.c.Deeds {
			if other.Href != "" && other.Href == d.Href {
				return
			}
		}
		b.c.Deeds = append(b.c.Deeds, d)
	}
	remove := deed{
		Label: i18n.T(ctx, "Retirer"), Kind: "ter", Action: "/panier/retirer", Key: forms.NewKey(),
		Fields: []ui.HiddenField{{Name: "place", Value: string(place.ID)}},
	}
	list := "/loisirs/attente/" + string(place.ID)
	switch place.State {
	case registration.Confirmed:
		add(deed{Label: i18n.T(ctx, "Voir l’horaire"), Kind: "sec", Href: "/horaire"})
		if mine {
			add(deed{Label: i18n.T(ctx, "Annuler l’inscription"), Kind: "ter", Href: "/loisirs/inscriptions/" + string(place.ID) + "/annuler"})
		}
	case registration.Held:
		add(deed{Label: i18n.T(ctx, "Payer maintenant"), Href: "/panier"})
		add(remove)
	case registration.Wished:
		add(deed{Label: i18n.T(ctx, "Voir ma liste"), Kind: "sec", Href: "/panier"})
		add(remove)
	case registration.Waiting:
		add(deed{Label: i18n.T(ctx, "Voir ma position"), Kind: "sec", Href: list})
		if mine {
			add(deed{Label: i18n.T(ctx, "Quitter la liste"), Kind: "ter", Action: list + "/quitter", Key: forms.NewKey()})
		}
	case registration.Offered:
		add(deed{Label: i18n.T(ctx, "Répondre à l’offre"), Href: list})
	}
}

// placeWords are the state of a place in a word and in a sentence.
func (b *builder) placeWords(ctx context.Context, m *member, place registration.Place) (ui.TagOf, string) {
	name := strings.ReplaceAll(m.name(ctx), "*", "")
	switch place.State {
	case registration.Held:
		return ui.TagOf{Label: i18n.T(ctx, "Dans votre panier"), Icon: "i-basket", Tone: ui.River},
			i18n.T(ctx, "Place retenue pour *%[1]s* encore %[2]s", name, minutesLeft(ctx, b.s.now, place.Until))
	case registration.Wished:
		tag := ui.TagOf{Label: i18n.T(ctx, "Dans votre liste"), Icon: "i-check-circle", Tone: ui.Info}
		if o := b.openingFor(m); !o.Open && !o.Next.IsZero() {
			return tag, i18n.T(ctx, "Ouvre %[1]s. Prêt pour *%[2]s*.", opens(ctx, o.Next), name)
		}
		return tag, i18n.T(ctx, "Prêt pour *%s*. Retenez la place dans votre liste.", name)
	case registration.Waiting:
		tag := ui.TagOf{Label: i18n.T(ctx, "%[1]s : rang %[2]d en attente", m.person.GivenName, place.Rank), Icon: "i-hourglass-medium", Tone: ui.Plum}
		if m.self {
			tag.Label = i18n.T(ctx, "Votre rang en attente : %d", place.Rank)
		}
		return tag, i18n.T(ctx, "Si une place se libère, vous aurez *un délai* pour l’accepter. Nous vous écrirons.")
	case registration.Offered:
		return ui.TagOf{Label: i18n.T(ctx, "Une place vous est offerte"), Icon: "i-clock-countdown", Tone: ui.Warn},
			b.offerWords(ctx, name, place.Until)
	}
	tag := ui.TagOf{Label: i18n.T(ctx, "%s a sa place", m.person.GivenName), Icon: "i-check-circle", Tone: ui.OK}
	if m.self {
		tag.Label = i18n.T(ctx, "Vous avez votre place")
	}
	if place.Paid > 0 {
		return tag, i18n.T(ctx, "Payé, %s", place.Paid.In(string(i18n.Lang(ctx))))
	}
	return tag, ""
}

// offerWords say until when an offer holds.
func (b *builder) offerWords(ctx context.Context, name string, until time.Time) string {
	if near(b.s.now, until) {
		return i18n.T(ctx, "Une place est gardée pour *%[1]s* jusqu’à %[2]s.", name, i18n.Ago(ctx, until))
	}
	return i18n.T(ctx, "Une place est gardée pour *%[1]s* jusqu’au %[2]s.", name, i18n.DateTime(ctx, until))
}

// minutesLeft are the whole minutes until a moment, at least one.
func minutesLeft(ctx context.Context, now, until time.Time) string {
	return i18n.TN(ctx, "%d minute", "%d minutes", minutes(now, until))
}

func minutes(now, until time.Time) int { return max(1, int(math.Floor(until.Sub(now).Minutes()))) }

// cartView is the bar at the foot of the page.
type cartView struct {
	Says  string // Says is what is in the cart.
	Total string
	Left  string // Left is the time that its places are still kept.
	Short string
	Wish  bool // Wish tells a list that is prepared for the opening.
	Count int
}

// cart is what the viewer is about to register, nil when it is nothing.
func (f family) cart(ctx context.Context, now time.Time) *cartView {
	var total money.Cents
	held, wished := 0, 0
	var until time.Time
	for _, m := range f.members {
		for _, place := range m.places {
			switch {
			case place.Payer != f.me:
			case place.State == registration.Wished:
				wished++
			case place.State == registration.Held && now.Before(place.Until):
				held++
				total += place.Total()
				if until.IsZero() || place.Until.Before(until) {
					until = place.Until
				}
			}
		}
	}
	switch {
	case held > 0:
		left := i18n.T(ctx, "%d min", minutes(now, until))
		return &cartView{
			Says: i18n.TN(ctx, "%d inscription dans votre panier : ", "%d inscriptions dans votre panier : ", held), Total: total.In(string(i18n.Lang(ctx))),
			Left: i18n.T(ctx, "Places retenues encore %s.", left), Short: i18n.T(ctx, "%s restantes", left), Count: held,
		}
	case wished > 0:
		return &cartView{Wish: true, Count: wished, Says: i18n.TN(ctx, "%d activité dans votre liste", "%d activités dans votre liste", wished),
			Left: i18n.T(ctx, "Tout est prêt pour l’ouverture.")}
	}
	return nil
}

// sentences puts sentences one after the other.
func sentences(some ...string) string {
	var said []string
	for _, one := range some {
		if one != "" {
			said = append(said, one)
		}
	}
	return strings.Join(said, " ")
}

func itoa(n int) string { return strconv.Itoa(n) }
