package dossierweb

import (
	"context"
	"net/http"

	"sem/internal/clock"
	"sem/internal/dossier"
	"sem/internal/session"
	"sem/internal/ui"
)

func (p *Pages) exportPage(w http.ResponseWriter, r *http.Request) error {
	return ui.Show(w, r, http.StatusOK, exportPage())
}

func (p *Pages) exportJSON(w http.ResponseWriter, r *http.Request) error {
	scope, sections, err := p.export(r.Context())
	if err != nil {
		return err
	}
	attach(w, "application/json; charset=utf-8", "mon-dossier-"+clock.Local(scope.Now).Format("2006-01-02")+".json")
	return dossier.WriteJSON(w, scope.Now, sections)
}

func (p *Pages) exportCSV(w http.ResponseWriter, r *http.Request) error {
	scope, sections, err := p.export(r.Context())
	if err != nil {
		return err
	}
	attach(w, "application/zip", "mon-dossier-"+clock.Local(scope.Now).Format("2006-01-02")+".zip")
	return dossier.WriteCSV(w, sections)
}

// export gathers what the city holds on the viewer, who has just given their password: a
// session left open does not carry the whole file away.
func (p *Pages) export(ctx context.Context) (dossier.Scope, []dossier.Section, error) {
	viewer := session.From(ctx)
	if err := viewer.Demand(p.Dossier.Clock.Now()); err != nil {
		return dossier.Scope{}, nil, err
	}
	scope, err := p.Dossier.ScopeOf(ctx, viewer)
	if err != nil {
		return scope, nil, err
	}
	sections, err := p.Dossier.Export(ctx, scope)
	return scope, sections, err
}

func attach(w http.ResponseWriter, mediaType, name string) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}
