package neighbourhoodweb

import (
	"cmp"
	"context"

	"github.com/a-h/templ"

	"sem/internal/collections"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/neighbourhood"
	"sem/internal/ui"
)

// mostNear is how many places the dashboard shows.
const mostNear = 3

// Panel is the block of one's home on the dashboard: the next collection, the watering while a
// rule speaks of it, the district, and the nearest places. Who gave no address sees nothing.
func (p Pages) Panel(ctx context.Context, scope dossier.Scope) (templ.Component, error) {
	if len(scope.People) == 0 {
		return nil, nil
	}
	home, err := scope.Home(ctx, p.Neighbourhood.Places, p.Neighbourhood.DB)
	if err != nil {
		return nil, err
	}
	spot, err := p.Neighbourhood.HomeAt(ctx, scope.People[0].Person.ID, home)
	if err != nil || !spot.Known {
		return nil, err
	}
	v := panelView{Line: spot.Label, Watering: p.waterCard(ctx, spot), Collection: p.collectionIn(ctx, scope, spot), District: p.Neighbourhood.DistrictOf(spot.Address)}
	if !spot.Point.IsZero() {
		near := p.Neighbourhood.Around(spot.Point, neighbourhood.UsualRadius)
		for _, row := range p.rows(ctx, near[:min(len(near), mostNear)], 0, aroundForm{}) {
			v.Near = append(v.Near, nearLine{Name: row.Name, Href: row.Href, Walk: cmp.Or(row.Walk, row.Distance), Opening: row.Opening})
		}
	}
	return aroundPanel(v), nil
}

// collectionIn is collectionCard by the door that the collections share.
func (p Pages) collectionIn(ctx context.Context, scope dossier.Scope, spot neighbourhood.Spot) *collectionCard {
	if p.Collections == nil || spot.Address.ID == "" {
		return nil
	}
	door, _ := dossier.Once(scope, collections.DoorInLook{Address: spot.Address.ID}, func() (collections.Door, error) {
		return p.Collections.DoorOf(spot.Address), nil
	})
	return cardOf(ctx, door, p.Clock.Now(), lieu(spot))
}

// facts are the answers as the dashboard shows them.
func (v panelView) facts(ctx context.Context) []ui.Fact {
	var facts []ui.Fact
	if v.Collection != nil {
		facts = append(facts, ui.Fact{Icon: "i-recycle", Label: i18n.T(ctx, "Prochaine collecte"), Link: ui.Link{Href: v.Collection.Path, Label: v.Collection.Title}})
	}
	if v.Watering != nil && !v.Watering.Free {
		facts = append(facts, ui.Fact{Icon: "i-drop", Label: i18n.T(ctx, "Arrosage"), Link: ui.Link{Href: v.Watering.Path, Label: v.Watering.Headline}})
	}
	if v.District != "" {
		facts = append(facts, ui.Fact{Icon: "i-map-pin", Label: i18n.T(ctx, "District"), Value: v.District})
	}
	return facts
}
