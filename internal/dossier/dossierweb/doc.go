// Package dossierweb is the pages of the citizen's file: the dashboard, the timeline and
// the export. They show what dossier composes; other rooms add panels beside it.
package dossierweb

import (
	"context"
	"log/slog"
	"time"

	"github.com/a-h/templ"

	"sem/internal/dossier"
	"sem/internal/session"
	"sem/internal/ui"
)

// Panel is a block that a room shows on the dashboard: open requests, the family, the
// home. It answers nil when it has nothing to say.
type Panel func(context.Context, dossier.Scope) (templ.Component, error)

// Pages are the pages of the file.
type Pages struct {
	Dossier *dossier.Service
	Log     *slog.Logger
	Main    []Panel // Main are the panels under the news, in order.
	Side    []Panel // Side are the panels of the narrow column, in order.
	// Quick are the shortcuts under the greeting, the first one being the main action.
	Quick func(context.Context) []ui.ButtonOf
}

// copies is how often somebody takes a copy of everything, in each shape.
var copies = ui.Limit{Account: 3, Per: 24 * time.Hour}

// Routes are the addresses of the file.
func (p *Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /dossier", Right: session.Citizen, Handle: p.dashboard,
			Says: "The dashboard: what to do, the coming seven days, what is new."},
		{Pattern: "GET /dossier/historique", Right: session.Citizen, Handle: p.timeline, Form: timelineForm{},
			Says: "Everything that happened, all channels, newest first, with filters."},
		{Pattern: "GET /dossier/export", Right: session.Citizen, Handle: p.exportPage,
			Says: "What the export holds, and the two files to take."},
		{Pattern: "GET /dossier/export.json", Right: session.Citizen, Handle: p.exportJSON, Limit: copies,
			Says: "Everything the city holds on the person, as JSON."},
		{Pattern: "GET /dossier/export.csv", Right: session.Citizen, Handle: p.exportCSV, Limit: copies,
			Says: "Everything the city holds on the person, as a zip of CSV files."},
	}
}
