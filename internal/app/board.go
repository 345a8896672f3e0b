package app

import (
	"context"
	"slices"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/places"
	"sem/internal/property/propertyweb"
	"sem/internal/registration/registrationweb"
	"sem/internal/requests/requestsweb"
	"sem/internal/tax/taxweb"
	"sem/internal/ui"
)

// quick are the shortcuts under the greeting of the dashboard: what people come for most, six at the
// most. One's requests have a block of their own below; the watering is here only while a rule
// speaks of it.
func (a *App) quick(ctx context.Context) []ui.ButtonOf {
	all := slices.Concat(requestsweb.Quick(ctx)[:1], registrationweb.Quick(ctx), []ui.ButtonOf{
		ui.ButtonOf{Label: i18n.T(ctx, "Mes taxes"), Icon: "i-receipt", Kind: "sec", Href: "/taxes"},
		ui.ButtonOf{Label: i18n.T(ctx, "Mes collectes"), Icon: "i-recycle", Kind: "sec", Href: "/collectes"},
	})
	if _, ok := a.sprinkler(ctx, places.Address{Civic: "2"}); ok {
		all = append(all, ui.ButtonOf{Label: i18n.T(ctx, "Puis-je arroser?"), Icon: "i-drop", Kind: "sec", Href: "/arrosage"})
	}
	return all
}

// owing has the room of the taxes answer the block of the property.
func owing(taxes taxweb.Pages) func(context.Context, dossier.Scope) ([]propertyweb.Owing, error) {
	return func(ctx context.Context, scope dossier.Scope) ([]propertyweb.Owing, error) {
		found, err := taxweb.Source{Pages: taxes}.Owing(ctx, scope)
		var all []propertyweb.Owing
		for _, o := range found {
			all = append(all, propertyweb.Owing(o))
		}
		return all, err
	}
}
