package neighbourhoodweb

import (
	"context"

	"github.com/a-h/templ"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/neighbourhood"
	"sem/internal/people"
	"sem/internal/ui"
)

// mostNear is how many places the dashboard shows.
const mostNear = 3

// Panel is the block of the dashboard: watering, next collection, and the nearest places.
// Who gave no address sees nothing.
func (p Pages) Panel(ctx context.Context, scope dossier.Scope) (templ.Component, error) {
	spot, err := p.home(ctx, people.ID(scope.Viewer.Person))
	if err != nil || !spot.Known {
		return nil, err
	}
	v := panelView{Line: spot.Label, Watering: p.waterCard(ctx, spot), Collection: p.collectionCard(ctx, spot)}
	if !spot.Point.IsZero() {
		near := p.Neighbourhood.Around(spot.Point, neighbourhood.UsualRadius)
		for _, row := range p.rows(ctx, near[:min(len(near), mostNear)], 0, aroundForm{}) {
			v.Near = append(v.Near, ui.FeedItem{Icon: row.Icon, Title: row.Name, Href: row.Href, Text: commas(row.Distance, row.Walk, row.Opening)})
		}
	}
	return aroundPanel(v), nil
}

// facts are the two answers as the dashboard shows them.
func (v panelView) facts(ctx context.Context) []ui.Fact {
	var facts []ui.Fact
	if v.Collection != nil {
		facts = append(facts, ui.Fact{Icon: "i-recycle", Label: i18n.T(ctx, "Prochaine collecte"), Link: ui.Link{Href: v.Collection.Path, Label: v.Collection.Title}})
	}
	if v.Watering != nil {
		facts = append(facts, ui.Fact{Icon: "i-drop", Label: i18n.T(ctx, "Arrosage, maintenant"), Link: ui.Link{Href: v.Watering.Path, Label: v.Watering.Headline}})
	}
	return facts
}
