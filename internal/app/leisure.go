package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/connect/stripe"
	"sem/internal/db"
	"sem/internal/demo/acquirer"
	"sem/internal/dossier"
	"sem/internal/intake"
	"sem/internal/jobs"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/leisure/leisureweb"
	"sem/internal/leisure/programweb"
	"sem/internal/lottery"
	"sem/internal/lottery/lotteryweb"
	"sem/internal/money"
	"sem/internal/opening"
	"sem/internal/opening/openingweb"
	"sem/internal/payments"
	"sem/internal/payments/paymentsweb"
	"sem/internal/registration"
	"sem/internal/registration/registrationweb"
	"sem/internal/registration/rosterweb"
	"sem/internal/slips"
	"sem/internal/slips/slipsweb"
	"sem/internal/timetable"
	"sem/internal/timetable/timetableweb"
	"sem/internal/ui"
)

// Courses are the rooms of leisure: what is offered, who has a place, the mornings when
// everybody comes at once, and what is paid.
type Courses struct {
	Leisure      *leisure.Service
	Registration *registration.Service
	Opening      *opening.Service
	Lottery      *lottery.Service
	Payments     *payments.Service
	Timetable    *timetable.Service
	Slips        *slips.Service

	cards *acquirer.House // cards is the card house of a demonstration, nil in a city.
}

// openCourses gives these rooms what they need.
func (a *App) openCourses() {
	a.Leisure = &leisure.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, Journal: a.Journal, Places: a.Places, Calendar: restDays{a.Collections},
	}
	a.Opening = &opening.Service{DB: a.DB, Clock: a.Clock, IDs: a.IDs, Leisure: a.Leisure}
	a.Payments = &payments.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, People: a.People, Journal: cashJournal{a.Journal}, Alerts: cashAlerts{a.Alerts},
		Gateway: a.gateway(), Site: a.Config.Site(), ApproveAbove: money.Dollars(int64(a.Config.Payments.ApproveAbove)),
	}
	a.Registration = &registration.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, People: a.People, Leisure: a.Leisure, Payments: a.Payments, Alerts: a.Alerts,
		Admission: a.Opening, Key: a.keys.For(sheetKey),
	}
	a.Timetable = &timetable.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, People: a.People, Leisure: a.Leisure, Places: a.Registration, Key: a.keys.For(feedKey),
	}
	a.Lottery = &lottery.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, Leisure: a.Leisure, Registration: a.Registration, People: a.People, Alerts: a.Alerts, Key: a.keys.For(lotteryKey),
	}
	a.Registration.Lotteries = a.Lottery
	a.Leisure.Seats, a.Leisure.Families = a.Registration, a.Registration
	a.Leisure.Uses = []leisure.Uses{a.Registration, a.Lottery}
	a.Payments.Rooms = map[string]payments.Room{registration.Room: a.Registration}
	a.openSlips()
}

// cardsFile is what the card house of a demonstration was asked for.
const cardsFile = "cartes.jsonl"

// gateway is who takes the cards: the account of the city, the card house of a demonstration,
// or nobody.
func (a *App) gateway() payments.Gateway {
	c := a.Config.Stripe
	switch {
	case a.Demo:
		a.cards = &acquirer.House{
			Clock: a.Clock, IDs: a.IDs, Site: a.Config.Site(), WebhookSecret: "whsec_demonstration",
			Journal: filepath.Join(a.Config.Data, cardsFile),
			Notify: func(ctx context.Context, body []byte, signature string) error {
				return a.Payments.Webhook(ctx, body, signature)
			},
		}
		return &stripe.Client{Secret: acquirer.Secret, WebhookSecret: a.cards.WebhookSecret, Transport: a.cards}
	case c.Secret != "":
		return &stripe.Client{Secret: c.Secret, WebhookSecret: c.WebhookSecret}
	}
	return nil
}

// coursePages are the pages of these rooms.
type coursePages struct {
	catalogue    *leisureweb.Pages
	program      programweb.Pages
	registration registrationweb.Pages
	opening      openingweb.Pages
	lottery      lotteryweb.Pages
	payments     paymentsweb.Pages
	timetable    timetableweb.Pages
	roster       rosterweb.Pages
	slips        slipsweb.Pages
	cards        *acquirer.House
}

// courses makes the pages. The desk stands before them: who looks at a family gives a reason
// there. around tells what else comes at home in a week.
func (a *App) courses(around ...dossier.Calendar) coursePages {
	site := a.Config.Site()
	return coursePages{
		catalogue: &leisureweb.Pages{
			Leisure: a.Leisure, People: a.People, Places: a.Places, Mine: a.Registration, Lotteries: a.Lottery, Rooms: a.Opening, Ground: a.Map, Clock: a.Clock, Site: site,
		},
		program: programweb.Pages{Leisure: a.Leisure, Places: a.Places, Clock: a.Clock, Staff: a.Accounts},
		registration: registrationweb.Pages{
			Registration: a.Registration, Leisure: a.Leisure, Payments: a.Payments, People: a.People, Clock: a.Clock, Desk: a.Desk, Openings: a.Opening,
		},
		opening:  openingweb.Pages{Opening: a.Opening, Leisure: a.Leisure, Cookies: a.cookies(), Clock: a.Clock},
		lottery:  lotteryweb.Pages{Lottery: a.Lottery, Registration: a.Registration, Leisure: a.Leisure, People: a.People, Clock: a.Clock, Desk: a.Desk},
		payments: paymentsweb.Pages{Payments: a.Payments, People: a.People, Clock: a.Clock, Staff: a.Accounts.StaffName},
		timetable: timetableweb.Pages{
			Timetable: a.Timetable, Registration: a.Registration, Leisure: a.Leisure, Places: a.Places, Clock: a.Clock, Site: site,
			Bills: a.Payments, Files: a.Dossier, Around: around,
		},
		roster: rosterweb.Pages{Registration: a.Registration, Leisure: a.Leisure, Clock: a.Clock},
		slips:  a.slipPages(),
		cards:  a.cards,
	}
}

// routes are the addresses of these pages.
func (c coursePages) routes() []ui.Route {
	all := slices.Concat(c.catalogue.Routes(), c.program.Routes(), c.registration.Routes(), c.opening.Routes(), c.lottery.Routes(), c.payments.Routes(), c.timetable.Routes(), c.roster.Routes(), c.slips.Routes())
	if c.cards != nil {
		all = append(all, c.cards.Routes()...)
	}
	return all
}

// sources are what these rooms give to the citizen's file.
func (c coursePages) sources() []dossier.Source {
	return []dossier.Source{registrationweb.Source{Pages: c.registration}, leisureweb.Source{Pages: c.catalogue}, paymentsweb.Source{Pages: c.payments}, timetableweb.Source{Timetable: c.timetable.Timetable}, slipsweb.Source{Pages: c.slips}, openingweb.Source{Pages: c.opening}, lotteryweb.Source{Pages: c.lottery}}
}

// refreshCourses reads what these rooms keep in memory, or what has changed of it since.
func (a *App) refreshCourses(ctx context.Context) error {
	return errors.Join(a.Leisure.Refresh(ctx), a.Registration.Refresh(ctx), a.Opening.Refresh(ctx), a.Lottery.Refresh(ctx))
}

// workCourses lists the jobs of these rooms.
func (a *App) workCourses() {
	a.Payments.Handle(a.Jobs)
	if a.cards != nil {
		a.cards.Handle(a.Jobs)
	}
	a.Registration.Handle(a.Jobs)
	a.Lottery.Handle(a.Jobs)
	jobs.Handle(a.Jobs, func(ctx context.Context, _ forgetOpenings) error { return a.Opening.Forget(ctx) })
	jobs.Every(a.Jobs, 24*time.Hour, forgetOpenings{})
}

// forgetOpenings drops, each day, what is kept of the openings that are long past.
type forgetOpenings struct{}

// Kind names the job in the registers.
func (forgetOpenings) Kind() string { return "forget_openings" }

// payOrigins are the origins that a form may lead to: the page of the card house, beside those
// that the city has set.
func (a *App) payOrigins() []string {
	if a.Config.Stripe.Secret == "" || a.Demo {
		return a.Config.Pay
	}
	return append(slices.Clone(a.Config.Pay), stripe.Origin)
}

// importActivities takes in a program of leisure: ours, or a file of another city.
func (a *App) importActivities(ctx context.Context, f opened) (intake.Report, error) {
	return a.Leisure.ImportActivities(ctx, f, leisure.ImportOptions{DryRun: f.DryRun})
}

// cashJournal writes down what is done with money.
type cashJournal struct{ journal *journal.Service }

// PaymentDone writes one deed.
func (j cashJournal) PaymentDone(ctx context.Context, tx *db.Tx, d payments.Deed) error {
	return j.journal.Add(ctx, tx, journal.Entry{
		At: d.At, Actor: d.By.Account, ActorRole: journal.RoleOf(d.By), Person: string(d.Person),
		Action: journal.Action(d.Kind), Object: d.Object, Detail: d.Detail, Reason: d.Reason,
	})
}

// cashAlerts tell people what becomes of their money.
type cashAlerts struct{ alerts *alerts.Service }

// PaymentTold tells one thing.
func (c cashAlerts) PaymentTold(ctx context.Context, tx *db.Tx, n payments.News) error {
	return c.alerts.RaiseTx(ctx, tx, alerts.Notice{Key: n.Key, Person: n.Person, Subject: "payment", Object: n.Object, Path: n.Path, Words: n.Words})
}

// Holiday tells whether no class is planned on a day.
func (r restDays) Holiday(d civil.Day) bool { return len(r.collections.Holidays(d, d)) > 0 }
