package app

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strconv"

	"sem/internal/accounts"
	"sem/internal/alerts"
	"sem/internal/collections"
	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/desk"
	"sem/internal/dossier"
	"sem/internal/files"
	"sem/internal/jobs"
	"sem/internal/journal"
	"sem/internal/mail"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/requests"
	"sem/internal/session"
)

// Rooms are the services of the town, each with all it needs.
type Rooms struct {
	Places   *places.Service
	People   *people.Service
	Journal  *journal.Service
	Mail     *mail.Service
	Alerts   *alerts.Service
	Files    *files.Service
	Accounts *accounts.Service
	Requests *requests.Service
	Dossier  *dossier.Service
	Desk     *desk.Service
	Land
	Courses
	Books
}

// The purposes that keys are derived for. A purpose that changes loses what its key sealed.
const (
	journalKey  = "journal"
	sealingKey  = "sealing"
	trackingKey = "tracking"
	letterKey   = "property letters"
	billKey     = "tax bills"
	sheetKey    = "sheets of children"
	feedKey     = "timetables that phones follow"
	cardKey     = "library cards"
	triedKey    = "library settings being tried"
)

// openRooms gives every room what it needs, the lowest floor first.
func (a *App) openRooms() {
	c := a.Config
	a.Places = places.New(a.DB, a.Clock, a.IDs)
	a.Journal = &journal.Service{DB: a.DB, Clock: a.Clock, IDs: a.IDs, Key: a.keys.For(journalKey)}
	a.Mail = &mail.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, Domain: host(c.Site()), Email: a.post(), Keep: a.Demo,
		Later:    func(ctx context.Context, tx *db.Tx, job mail.Deliver) error { return a.Jobs.Add(ctx, tx, job) },
		LaterAll: func(ctx context.Context, tx *db.Tx, job mail.DeliverAll) error { return a.Jobs.Add(ctx, tx, job) },
	}
	if a.Demo {
		a.Mail.Text = mail.Nowhere{}
	}
	a.Alerts = &alerts.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, Mail: a.Mail, URL: c.Site(), City: c.City.Name,
		Later: func(ctx context.Context, tx *db.Tx, job alerts.Write) error { return a.Jobs.Add(ctx, tx, job) },
	}
	a.People = &people.Service{DB: a.DB, Clock: a.Clock, IDs: a.IDs, Journal: a.Journal, Alerts: a.Alerts}
	a.Files = &files.Service{DB: a.DB, Clock: a.Clock, IDs: a.IDs, Folder: c.FilesFolder()}
	a.Accounts = &accounts.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, People: a.People, Mail: a.Mail, Journal: doorJournal{a.Journal},
		Sessions: session.Store{DB: a.DB, Clock: a.Clock}, Hasher: &accounts.Hasher{},
		City: accounts.City{Name: c.City.Name, Product: c.City.Product, Site: c.Site(), Phone: c.City.Phone},
		Key:  a.keys.For(sealingKey), SecondFactorWaived: a.Demo, NetworkLimitsWaived: a.Demo,
	}
	a.People.Door = a.Accounts
	a.Requests = &requests.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, People: a.People, Alerts: a.Alerts, Files: a.Files, Places: a.Places, Staff: a.Accounts,
	}
	a.openLand()
	a.openCourses()
	a.openLibrary()
	a.Dossier = &dossier.Service{DB: a.DB, People: a.People, Journal: a.Journal, Clock: a.Clock, Log: a.Log}
}

// furnish writes what rooms find in the registers from the first day, and reads what they
// keep in memory.
func (a *App) furnish(ctx context.Context) error {
	err := a.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := requests.Seed(ctx, tx, a.Clock.Now()); err != nil {
			return err
		}
		return collections.Seed(ctx, tx, a.IDs)
	})
	return errors.Join(err, a.Requests.LoadTypes(ctx), a.Places.Refresh(ctx), a.refreshLand(ctx), a.refreshCourses(ctx), a.startLibrary(ctx))
}

// work lists the jobs of the rooms, and those that come back by themselves.
func (a *App) work() {
	jobs.Handle(a.Jobs, a.Mail.Deliver)
	jobs.Handle(a.Jobs, a.Mail.DeliverAll)
	jobs.Handle(a.Jobs, a.Alerts.Write)
	a.Accounts.Work(a.Jobs)
	a.Requests.Handle(a.Jobs)
	a.workCourses()
	a.Library.Handle(a.Jobs)
	a.upkeep()
}

// post is who hands our messages over.
func (a *App) post() mail.Sender {
	s := a.Config.SMTP
	switch {
	case a.Demo:
		return mail.Nowhere{}
	case s.Addr == "":
		return closedPost{}
	}
	name, port, err := net.SplitHostPort(s.Addr)
	number, bad := strconv.Atoi(port)
	if err != nil || bad != nil {
		name, number = s.Addr, 0
	}
	return mail.SMTP{
		Host: name, Port: number, User: s.User, Password: s.Password, From: sender(a.Config),
		Implicit: s.TLS == "tls", Plain: s.TLS == "none",
	}
}

// sender is the address our messages come from.
func sender(c config.Config) string {
	return firstOf(c.SMTP.From, c.City.Email, "ne-pas-repondre@"+host(c.Site()))
}

// host is the name in the address of the site.
func host(site string) string {
	u, err := url.Parse(site)
	if err != nil || u.Hostname() == "" {
		return "localhost"
	}
	return u.Hostname()
}

// closedPost keeps messages waiting while no mail server is set.
type closedPost struct{}

// Send refuses for now.
func (closedPost) Send(context.Context, mail.Letter) error {
	return errors.New("no mail server is set: see the setting smtp.addr")
}

// doorJournal writes down what is done to accounts.
type doorJournal struct{ journal *journal.Service }

// AccountUsed writes one deed.
func (j doorJournal) AccountUsed(ctx context.Context, tx *db.Tx, d accounts.Deed) error {
	return j.journal.Add(ctx, tx, journal.Entry{
		At: d.At, Actor: string(d.Actor), ActorRole: string(d.Role), Person: string(d.Person),
		Action: journal.Action(d.Kind), Object: string(d.Object), Detail: d.Detail, Origin: d.From,
	})
}
