package leisureweb

import (
	"context"
	"slices"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// offer is the deed that each member may do.
func (b *builder) offer(ctx context.Context, may []*member) {
	spoken := i18n.T(ctx, " : %s", b.c.Title)
	if len(may) > 2 || len(b.h.Group.Options) > 0 {
		b.c.Deeds = append(b.c.Deeds, deed{Label: b.chooseLabel(ctx, may), Icon: "i-plus", Href: b.c.Href + "#inscrire", Spoken: spoken, Kind: b.weight()})
		return
	}
	for _, m := range may {
		d := deed{
			Action: "/panier/ajouter", Key: forms.NewKey(), Icon: "i-plus", Spoken: spoken, Kind: b.weight(),
			Fields: []ui.HiddenField{{Name: "groupe", Value: string(b.h.Group.ID)}, {Name: "personne", Value: string(m.person.ID)}},
		}
		switch b.st {
		case stSoon:
			d.Label = wishLabel(ctx, m)
		case stFew, stPlaces:
			d.Label, d.Fields = registerLabel(ctx, m), append(d.Fields, atOnce(b.h.Group)...)
		case stFull:
			if !b.h.Group.Waits {
				continue
			}
			d.Action, d.Icon = "/loisirs/attente", "i-bell"
			d.Label = waitLabel(ctx, m)
		default:
			continue
		}
		b.c.Deeds = append(b.c.Deeds, d)
	}
	if len(b.c.Deeds) == 0 {
		b.c.Deeds = append(b.c.Deeds, deed{Label: i18n.T(ctx, "Voir le groupe"), Kind: "sec", Href: b.c.Href, Spoken: spoken})
	}
}

// atOnce has whoever registers for a course that costs nothing registered by that one button,
// without the cart.
func atOnce(g *leisure.Group) []ui.HiddenField {
	if slices.ContainsFunc(g.Prices, func(p leisure.Price) bool { return p.Amount > 0 }) {
		return nil
	}
	return []ui.HiddenField{{Name: "aussitot", Value: "1"}}
}

// weight draws the way to the waiting list less than the way in, and so the way in of one
// more of the family.
func (b *builder) weight() string {
	if b.st == stFull || b.second {
		return "sec"
	}
	return ""
}

func (b *builder) chooseLabel(ctx context.Context, may []*member) string {
	switch {
	case b.st == stSoon:
		return i18n.T(ctx, "Ajouter à ma liste")
	case b.st == stFull:
		return i18n.T(ctx, "Aller sur la liste d’attente")
	case len(may) == 1:
		return registerLabel(ctx, may[0])
	}
	return i18n.T(ctx, "Choisir qui inscrire")
}

func wishLabel(ctx context.Context, m *member) string {
	if m.self {
		return i18n.T(ctx, "Ajouter à ma liste pour moi")
	}
	return i18n.T(ctx, "Ajouter à ma liste pour %s", m.person.GivenName)
}

func registerLabel(ctx context.Context, m *member) string {
	if m.self {
		return i18n.T(ctx, "M’inscrire")
	}
	return i18n.T(ctx, "Inscrire %s", m.person.GivenName)
}

func waitLabel(ctx context.Context, m *member) string {
	if m.self {
		return i18n.T(ctx, "M’inscrire à la liste d’attente")
	}
	return i18n.T(ctx, "Inscrire %s à la liste d’attente", m.person.GivenName)
}
