package demo

import (
	"context"
	"strings"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/demo/chance"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/session"
)

// asked is a request about to be told.
type asked struct {
	kind         kindOfRequest
	who          *people.Person // who is nil for somebody not in the register.
	beneficiary  people.ID
	contactName  string
	contactValue string
	place        place
	at           time.Time
	number       requests.Number
	channel      requests.Channel
	double       *asked // double is reported by a neighbour before anybody sees that it is the same.
}

// tell tells an ordinary request by chance, and what its contacts leave in the books.
func (b *builder) tell(ctx context.Context, d chance.Dice, part *batch, a asked) error {
	t, by := b.receive(d, a)
	var double *tale
	var doubleBy clerk
	if a.double != nil {
		double, doubleBy = b.receive(d, *a.double)
	}
	b.teller.course(d, a.kind, t, a.citizen(), double)
	for _, told := range []struct {
		tale *tale
		by   clerk
	}{{t, by}, {double, doubleBy}} {
		if told.tale == nil {
			continue
		}
		if told.tale.err != nil {
			return told.tale.err
		}
		part.stories = append(part.stories, told.tale)
		if err := b.remember(ctx, d, part, told.tale, told.by); err != nil {
			return err
		}
	}
	return nil
}

// receive tells how a request came in, and who wrote it down.
func (b *builder) receive(d chance.Dice, a asked) (*tale, clerk) {
	var by clerk
	actor := a.citizen()
	report := b.teller.report(d, a.kind, a.place, a.at)
	report.Channel, report.ContactName, report.ContactValue = a.channel, a.contactName, a.contactValue
	if a.who != nil {
		report.ReportedBy, report.Beneficiary = a.who.ID, a.beneficiary
	}
	if a.channel != requests.Web {
		by = chance.One(d, b.teller.staff.desk)
		if a.channel == requests.Field {
			by = b.teller.staff.of(d, a.kind.Department)
		}
		actor, report.EnteredBy = by.actor(), by.account
	}
	t := b.teller.tale(a.kind)
	t.begin(report, actor, a.at, a.number, b.tracking())
	return t, by
}

// citizen is who reported it, as the events remember them; without a name when it is not known.
func (a asked) citizen() requests.Actor {
	if a.who == nil {
		return requests.Actor{Kind: requests.ByCitizen}
	}
	return requests.Actor{Kind: requests.ByCitizen, ID: string(a.who.ID)}
}

// tracking is the next tracking code: the requests are counted, and the counts scattered
// over all codes without any being met twice. The alphabet is that of id.TrackingCode.
func (b *builder) tracking() string {
	const (
		letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
		scatter = 0x9E3779B97F // An odd number, so that multiplying modulo a power of two loses nothing.
	)
	b.tracked++
	bits := uint64(b.tracked) * scatter
	var code [8]byte
	for i := range code {
		code[i] = letters[bits>>(5*i)&31]
	}
	return string(code[:])
}

// The books of the demonstration begin so many days ago, as if what is older had been
// destroyed at the end of its time.
const (
	journalDays = 150
	noticeDays  = 60
	unseenDays  = 4
)

// remember writes the contact that brought a request, and what the books keep of its deeds.
func (b *builder) remember(ctx context.Context, d chance.Dice, part *batch, t *tale, by clerk) error {
	t.contacts = append(t.contacts, b.contactOf(t))
	if by.account != "" && t.r.Channel != requests.Field {
		b.viewed(part, by, t.r.ReportedBy, t.r.ReceivedAt.Add(-2*time.Minute), "", reasons[t.r.Channel])
	}
	if t.r.AssignedTo != "" && d.Happens(35) {
		b.viewed(part, b.clerkOf(t.r.AssignedTo), t.r.ReportedBy, t.r.UpdatedAt.Add(-time.Minute), string(t.r.Number), "Suivi d’une demande")
	}
	entries, notices, err := b.books.of(ctx, t)
	if err != nil {
		return err
	}
	for i := range notices {
		b.see(d, &notices[i])
	}
	part.journal = append(part.journal, entries...)
	part.notices = append(part.notices, notices...)
	return nil
}

// contactOf is the contact that a request came with.
func (b *builder) contactOf(t *tale) requests.Interaction {
	return requests.Interaction{
		ID: b.IDs.New(), At: t.r.ReceivedAt, Channel: t.r.Channel, Direction: requests.In, Person: t.r.ReportedBy,
		Caller:    strings.TrimSpace(t.r.ContactName + " " + t.r.ContactValue),
		EnteredBy: t.r.EnteredBy, Subject: t.r.Title, Outcome: requests.Requested,
	}
}

// see has somebody read a notice, unless it is fresh or they never sign in.
func (b *builder) see(d chance.Dice, n *alerts.Notice) {
	seen := n.At.Add(time.Duration(d.Between(1, 40)) * time.Hour)
	if b.accountOf[string(n.Person)] != "" && seen.Before(b.Now.AddDate(0, 0, -unseenDays)) {
		n.SeenAt = seen
	}
}

func (b *builder) recent(at time.Time, days int) bool { return at.After(b.Now.AddDate(0, 0, -days)) }

// viewed writes that a member of the staff looked at somebody's file.
func (b *builder) viewed(part *batch, c clerk, person people.ID, at time.Time, object, reason string) {
	if person == "" || !b.recent(at, journalDays) {
		return
	}
	part.journal = append(part.journal, journal.Entry{
		ID: b.IDs.New(), At: at, Actor: c.account, ActorRole: c.journalRole(), Person: string(person), Action: journal.View, Object: object, Reason: reason,
	})
}

// reasons are why a file is opened when somebody comes to the desk.
var reasons = map[requests.Channel]string{
	requests.Telephone: "Appel téléphonique",
	requests.Counter:   "Au comptoir",
	requests.Email:     "Suivi d’une demande",
	requests.Letter:    "Suivi d’une demande",
}

// logged writes that a contact was written down.
func (b *builder) logged(part *batch, c clerk, i requests.Interaction) {
	if b.recent(i.At, journalDays) {
		part.journal = append(part.journal, journal.Entry{
			ID: b.IDs.New(), At: i.At, Actor: c.account, ActorRole: c.journalRole(), Person: string(i.Person),
			Action: journal.ContactLogged, Object: i.ID, Detail: string(i.Outcome),
		})
	}
}

// chat tells the contacts of a household that asked for no work: questions answered at
// once, and calls promised.
func (b *builder) chat(d chance.Dice, part *batch, h home) {
	days := years * 365
	for d.Happens(58) {
		who := chance.One(d, h.adults)
		at := later(b.teller.calendar, clock.Day(b.Now).AddDate(0, 0, -d.IntN(days)).Add(8*time.Hour), d.Float64()*7.9)
		if !at.Before(b.Now) {
			continue
		}
		by := chance.One(d, b.teller.staff.desk)
		i := requests.Interaction{
			ID: b.IDs.New(), At: at, Direction: requests.In, Person: who.ID, EnteredBy: by.account,
			Channel: chance.Weighted(d, []chance.Share[requests.Channel]{{Of: requests.Telephone, Weight: 70}, {Of: requests.Counter, Weight: 20}, {Of: requests.Email, Weight: 10}}),
			Subject: b.teller.phrases.any(d, "appel"), Note: b.teller.phrases.any(d, "reponse"), Outcome: requests.Answered, Department: "citoyens",
		}
		if i.Channel == requests.Telephone && d.Happens(5) {
			i.Outcome, i.Note = requests.CallBack, b.teller.phrases.any(d, "rappel")
			i.CallBackAt = later(b.teller.calendar, at, d.Spread(6, 0.5))
			if called := i.CallBackAt.Add(-time.Duration(d.IntN(90)) * time.Minute); called.Before(b.Now) && called.After(at) && (d.Happens(97) || b.Now.Sub(called) > 72*time.Hour) {
				i.CalledAt = called
			}
		}
		part.interactions = append(part.interactions, i)
		b.logged(part, by, i)
		b.viewed(part, by, who.ID, at, "", reasons[i.Channel])
	}
}

func (c clerk) journalRole() string {
	return journal.RoleOf(session.Viewer{Role: c.role, Departments: c.departments})
}

// clerkOf is the member of the staff behind an account.
func (b *builder) clerkOf(account string) clerk { return b.teller.staff.byAccount[account] }
