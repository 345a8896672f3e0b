package app

import (
	"context"
	"net/http"
	"slices"

	"sem/internal/accounts/accountsweb"
	"sem/internal/desk"
	"sem/internal/desk/deskweb"
	"sem/internal/dossier"
	"sem/internal/dossier/dossierweb"
	"sem/internal/library/libraryweb"
	"sem/internal/mail/mailweb"
	"sem/internal/people/peopleweb"
	"sem/internal/property/propertyweb"
	"sem/internal/registration/registrationweb"
	"sem/internal/requests/requestsweb"
	"sem/internal/session"
	"sem/internal/ui"
)

// webs lists the pages of the rooms, and what stands around them: the line of an opening, which
// needs nobody looked up, then what finds out who asks.
func (a *App) webs() (routes []ui.Route, around []func(http.Handler) http.Handler) {
	onDesk := deskweb.RequestsSource{Requests: a.Requests}
	a.Desk = &desk.Service{
		DB: a.DB, Clock: a.Clock, Log: a.Log, People: a.People, Places: a.Places, Journal: a.Journal,
		Finder:  &desk.Finder{Feeds: []desk.Feed{desk.PeopleFeed{People: a.People}}, Clock: a.Clock, Log: a.Log},
		Numbers: []desk.Numbers{onDesk}, Sources: []desk.Source{onDesk}, Codes: a.Accounts,
	}
	land := a.land()
	courses := a.courses(land.bins())
	door := accountsweb.Pages{
		Accounts: a.Accounts, People: a.People, Places: a.Places, Clock: a.Clock, Cookies: a.cookies(), Departments: a.departments,
	}
	register := peopleweb.Pages{
		People: a.People, Journal: a.Journal, Clock: a.Clock, Department: a.department, Staff: a.Accounts.StaffName, Folder: a.Config.Data,
	}
	books := a.libraryPages()
	asked := requestsweb.Source{Requests: a.Requests}
	a.Dossier.Sources = append([]dossier.Source{
		asked, accountsweb.Source{Accounts: a.Accounts}, peopleweb.RegisterSource{People: a.People}, peopleweb.JournalSource{Pages: register},
		peopleweb.AlertsSource{Alerts: a.Alerts},
		libraryweb.Source{Pages: books},
	}, slices.Concat(land.sources(), courses.sources())...)
	file := &dossierweb.Pages{
		Dossier: a.Dossier, Log: a.Log, Quick: a.quick,
		Main: []dossierweb.Panel{asked.Panel, registrationweb.Source{Pages: courses.registration}.Panel, libraryweb.Source{Pages: books}.Panel},
		Side: []dossierweb.Panel{land.neighbourhood.Panel, propertyweb.Source{Property: a.Property, Taxes: owing(land.tax)}.Panel, register.Family},
	}
	request := requestsweb.Pages{
		Requests: a.Requests, People: a.People, Places: a.Places, Files: a.Files, Notices: a.Alerts, Clock: a.Clock, Cookies: a.cookies(),
		Key: a.keys.For(trackingKey),
	}
	counter := deskweb.Pages{
		Desk: a.Desk, Requests: a.Requests, People: a.People, Places: a.Places, Accounts: a.Accounts, Files: a.Files, Clock: a.Clock,
		Panels: []deskweb.Panel{land.property.DeskPanel, land.tax.DeskPanel, courses.registration.DeskPanel, courses.lottery.DeskPanel, books.DeskPanel},
	}
	routes = append(routes, ui.PrefsRoute(door.SavePrefs))
	routes = append(routes, ui.StyleguideRoutes()...)
	routes = append(routes, door.Routes()...)
	routes = append(routes, file.Routes()...)
	routes = append(routes, request.Routes()...)
	routes = append(routes, register.Routes()...)
	routes = append(routes, counter.Routes()...)
	routes = append(routes, land.routes()...)
	routes = append(routes, courses.routes()...)
	routes = append(routes, books.Routes()...)
	if a.Demo {
		routes = append(routes, a.stacks.Routes()...)
		routes = append(routes, mailweb.Box{Mail: a.Mail, Site: a.Config.Site()}.Routes()...)
	}
	return routes, []func(http.Handler) http.Handler{courses.opening.Quick, courses.opening.Felt, door.Identify}
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

// department is the name of a department, empty when there is none of that code.
func (a *App) department(ctx context.Context, code string) string {
	return a.Requests.Department(code).Name.In(ctx)
}
