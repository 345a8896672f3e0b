package requestsweb

import (
	"context"
	"net/http"

	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/requests"
	"sem/internal/ui"
)

// similar are the open requests that may be about the same thing.
func (p Pages) similar(ctx context.Context, d draft) ([]requests.Nearby, error) {
	a, ok := p.located(ctx, d)
	if !ok {
		return nil, nil
	}
	return p.Requests.Similar(ctx, d.Type.Code, geo.Point{Lat: a.Point.Lat, Lon: a.Point.Lon}, string(a.ID))
}

func (p Pages) nearby(ctx context.Context, v *stepView) error {
	near, err := p.similar(ctx, v.Draft)
	for _, n := range near {
		v.Similar = append(v.Similar, similarRow{
			Number: string(n.Number), Title: n.Label.In(ctx), Tag: tagOf(ctx, n.State),
			Text: join(n.PlaceLine, i18n.T(ctx, "reçue le %s", i18n.Date(ctx, n.ReceivedAt)), i18n.TN(ctx, "%d personne la suit", "%d personnes la suivent", n.Followers)),
		})
	}
	return err
}

// saveSimilar follows the request already made, and drops the draft; without one it goes on.
func (p Pages) saveSimilar(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	var form similarForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if form.Number == "" {
		return ui.SeeOther(w, r, d.path(stepReach))
	}
	if err := p.Requests.Follow(ctx, viewer(r), requests.Number(form.Number)); err != nil {
		return err
	}
	if err := p.Requests.DropDraft(ctx, d.owner, d.ID); err != nil {
		return err
	}
	return ui.SeeOther(w, r, requestPath(requests.Number(form.Number))+"?fait=suivre")
}
