package app

import (
	"net/http"
	"slices"

	"sem/internal/jobs"
	"sem/internal/payments/paymentsweb"
	"sem/internal/ui"
)

// wire gives every room what it needs and lists the routes.
func (a *App) wire() error {
	city, site, err := a.theme()
	if err != nil {
		return err
	}
	a.Jobs = jobs.New(a.DB, a.Log)
	a.openRooms()
	a.work()
	if err := a.Jobs.Open(); err != nil {
		return err
	}
	site.Has = a.has
	a.routes = append(a.routes, site.Routes()...)
	rooms, around := a.webs()
	a.routes = append(a.routes, rooms...)
	a.routes = append(a.routes, a.policyRoute())
	a.metrics = newMetrics(a)
	a.handler = a.front(ui.Mux(a.routes, ui.Options{
		City:    city,
		Clock:   a.Clock,
		Log:     a.Log,
		HTTPS:   a.Config.HTTPS(),
		Hosts:   a.Config.AnswersTo(),
		Pay:     a.payOrigins(),
		Hooks:   []string{paymentsweb.HookPath},
		Reports: policyPath,
		Refused: (&refusals{app: a}).write,
		Around:  slices.Concat([]func(http.Handler) http.Handler{a.gate}, around, []func(http.Handler) http.Handler{a.frame, a.metrics.around}),
	}))
	return nil
}

// has tells whether there is a page at path.
func (a *App) has(path string) bool {
	return slices.ContainsFunc(a.routes, func(r ui.Route) bool { return r.Pattern == "GET "+path })
}
