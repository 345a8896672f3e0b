package app

import (
	"context"
	"net/http"

	"sem/internal/accounts/accountsweb"
	"sem/internal/desk"
	"sem/internal/desk/deskweb"
	"sem/internal/dossier"
	"sem/internal/dossier/dossierweb"
	"sem/internal/requests/requestsweb"
	"sem/internal/session"
	"sem/internal/ui"
)

// webs lists the pages of the rooms, and what finds out who asks for them.
func (a *App) webs() (routes []ui.Route, identify func(http.Handler) http.Handler) {
	onDesk := deskweb.RequestsSource{Requests: a.Requests}
	a.Desk = &desk.Service{
		DB: a.DB, Clock: a.Clock, Log: a.Log, People: a.People, Places: a.Places, Journal: a.Journal,
		Finder:  &desk.Finder{Feeds: []desk.Feed{desk.PeopleFeed{People: a.People}}, Clock: a.Clock, Log: a.Log},
		Numbers: []desk.Numbers{onDesk}, Sources: []desk.Source{onDesk},
	}
	door := accountsweb.Pages{
		Accounts: a.Accounts, People: a.People, Places: a.Places, Clock: a.Clock, Cookies: a.cookies(), Departments: a.departments,
	}
	asked := requestsweb.Source{Requests: a.Requests}
	a.Dossier.Sources = []dossier.Source{asked}
	file := &dossierweb.Pages{Dossier: a.Dossier, Log: a.Log, Main: []dossierweb.Panel{asked.Panel}, Quick: requestsweb.Quick}
	request := requestsweb.Pages{
		Requests: a.Requests, People: a.People, Places: a.Places, Files: a.Files, Notices: a.Alerts, Clock: a.Clock, Cookies: a.cookies(),
	}
	counter := deskweb.Pages{
		Desk: a.Desk, Requests: a.Requests, People: a.People, Places: a.Places, Accounts: a.Accounts, Files: a.Files, Clock: a.Clock,
	}
	routes = append(routes, ui.PrefsRoute(door.SavePrefs))
	routes = append(routes, door.Routes()...)
	routes = append(routes, file.Routes()...)
	routes = append(routes, request.Routes()...)
	routes = append(routes, counter.Routes()...)
	return routes, door.Identify
}

// cookies are how browsers keep what proves who they are.
func (a *App) cookies() session.Cookies { return session.Cookies{HTTPS: a.Config.HTTPS()} }

// departments are the city's, for the choice of those a member of the staff works for.
func (a *App) departments(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, d := range a.Requests.Departments() {
		all = append(all, ui.Option{Value: d.Code, Label: d.Name.In(ctx)})
	}
	return all
}
