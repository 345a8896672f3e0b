package library

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/people"
)

// Subject is the kind of matter of the notices of the library.
const Subject = "library"

// path is the page that notices lead to.
const path = "/bibliotheque"

// notice is one thing to tell of a card; key tells its cause from all others of the card.
type notice struct {
	card  CardID
	key   string
	words func(context.Context) (title, body string)
}

// The days before the last one on which a family is reminded.
const (
	firstReminder = 3
	lastReminder  = 1
)

// toTell are those who are told of a card when there is something to tell.
func (s *Service) toTell(ctx context.Context, r record, something bool) ([]people.ID, error) {
	if !something || s.Alerts == nil {
		return nil, nil
	}
	return s.tellers(ctx, r)
}

// tellers are those who are told of a card: its holder; of a child, the adults who see the
// child's matters. Should nobody, the child.
func (s *Service) tellers(ctx context.Context, r record) ([]people.ID, error) {
	homes, err := s.People.Households(ctx, r.person)
	if err != nil {
		return nil, err
	}
	var told []people.ID
	for _, home := range homes {
		m, ok := home.Of(r.person)
		if !ok || m.Kind != people.Child {
			continue
		}
		for _, adult := range home.Members {
			if adult.Kind != people.Adult || slices.Contains(told, adult.Person.ID) {
				continue
			}
			err := s.People.MayAct(ctx, s.DB, adult.Person.ID, r.person, people.Library)
			if err == nil {
				told = append(told, adult.Person.ID)
			} else if fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
		}
	}
	if len(told) == 0 {
		told = []people.ID{r.person}
	}
	return told, nil
}

// raise tells each of them each notice, once.
func (s *Service) raise(ctx context.Context, tx *db.Tx, told []people.ID, notices []notice) error {
	if s.Alerts == nil {
		return nil
	}
	ctx = i18n.WithNow(ctx, s.Clock.Now())
	for _, n := range notices {
		for _, who := range told {
			err := s.Alerts.RaiseTx(ctx, tx, alerts.Notice{
				Key: fmt.Sprintf("library/%s/%s/%s", n.card, n.key, who), Person: who, Subject: Subject, Object: Subject, Path: path, Words: n.words,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// reminders are what is to be told of a copy, and since when something is owed. What was
// returned or renewed is in no copy any more, and is told to nobody.
func reminders(r record, c copied, now time.Time) (all []notice, owing time.Time) {
	all = append(dueNotices(r, c, now, time.Time{}), readyNotices(r, c)...)
	if c.Balance <= 0 {
		return all, time.Time{}
	}
	if owing = r.owing; owing.IsZero() {
		owing = now
	}
	return append(all, owingNotice(r, c, owing)), owing
}

// staleBefore is how long the library is silent before people are reminded of what it said
// last: what is due is due, whether its system answers or not.
const staleBefore = 6 * time.Hour

// staleNotices remind of what was due when the library last told, and say when that was.
func staleNotices(r record, now time.Time) ([]notice, error) {
	if r.asOf.IsZero() || now.Sub(r.asOf) < staleBefore || !isDay(now) {
		return nil, nil
	}
	c, err := copyOf(r.account)
	return dueNotices(r, c, now, r.asOf), err
}

// dueNotices are one notice for all the documents of a day. stale dates a copy that is not
// fresh; the zero time is of one that is.
func dueNotices(r record, c copied, now, stale time.Time) []notice {
	byDay := map[civil.Day][]Loan{}
	for _, l := range c.Loans {
		if !l.Due.IsZero() {
			byDay[civil.DayOf(l.Due)] = append(byDay[civil.DayOf(l.Due)], l)
		}
	}
	var all []notice
	for day, loans := range byDay {
		if kind := reminderKind(int(day - civil.DayOf(now))); kind != "" {
			all = append(all, dueNotice(r, kind, day, loans, stale))
		}
	}
	slices.SortFunc(all, func(a, b notice) int { return strings.Compare(a.key, b.key) })
	return all
}

// reminderKind is which reminder a number of days calls for.
func reminderKind(days int) string {
	switch {
	case days < 0:
		return "late"
	case days <= lastReminder:
		return "last"
	case days <= firstReminder:
		return "first"
	}
	return ""
}

func dueNotice(r record, kind string, day civil.Day, loans []Loan, stale time.Time) notice {
	return notice{card: r.id, key: kind + "/" + day.String(), words: func(ctx context.Context) (string, string) {
		title := i18n.TN(ctx, "Un document à rendre le %[2]s", "%d documents à rendre le %[2]s", len(loans), i18n.DateOnly(ctx, day.Time()))
		body := i18n.TN(ctx, "Rendez-le ou renouvelez-le avant la fin de cette journée.", "Rendez-les ou renouvelez-les avant la fin de cette journée.", len(loans))
		if kind == "late" {
			title = i18n.TN(ctx, "Un document en retard depuis le %[2]s", "%d documents en retard depuis le %[2]s", len(loans), i18n.DateOnly(ctx, day.Time()))
			body = i18n.TN(ctx, "Rendez-le dès que possible : un document en retard peut bloquer la carte.", "Rendez-les dès que possible : un document en retard peut bloquer la carte.", len(loans))
		}
		return title, body + titled(ctx, loans) + ofCard(ctx, r) + asSaid(ctx, stale)
	}}
}

// mostTitles is how many titles a message names.
const mostTitles = 6

func titled(ctx context.Context, loans []Loan) string {
	var titles []string
	for _, l := range loans {
		if l.Title != "" && len(titles) < mostTitles {
			titles = append(titles, i18n.T(ctx, "« %s »", l.Title))
		}
	}
	if len(titles) == 0 {
		return ""
	}
	text := "\n\n" + strings.Join(titles, ", ") + "."
	if more := len(loans) - len(titles); more > 0 {
		text += " " + i18n.TN(ctx, "Et un autre document.", "Et %d autres documents.", more)
	}
	return text
}

func ofCard(ctx context.Context, r record) string {
	return "\n\n" + i18n.T(ctx, "C’est la carte qui se termine par %s.", Card{Number: r.number}.Ending())
}

func asSaid(ctx context.Context, stale time.Time) string {
	if stale.IsZero() {
		return ""
	}
	return " " + i18n.T(ctx, "La bibliothèque ne répond pas en ce moment : ceci était vrai le %s.", i18n.DateTime(ctx, stale))
}

// readyNotices are one for each hold that waits at the library.
func readyNotices(r record, c copied) []notice {
	var all []notice
	for _, h := range c.Holds {
		if h.State != Ready {
			continue
		}
		all = append(all, notice{card: r.id, key: "ready/" + h.ID + "/" + h.Until.String(), words: func(ctx context.Context) (string, string) {
			title := i18n.T(ctx, "Votre réservation vous attend à la bibliothèque")
			body := i18n.T(ctx, "Passez la prendre avec la carte.")
			if h.Until != 0 {
				body = i18n.T(ctx, "Passez la prendre avec la carte jusqu’au %s.", i18n.DateOnly(ctx, h.Until.Time()))
			}
			if h.PickUp != "" {
				body += " " + i18n.T(ctx, "Elle est à : %s.", h.PickUp)
			}
			if h.Title != "" {
				body += "\n\n" + i18n.T(ctx, "« %s »", h.Title) + "."
			}
			return title, body + ofCard(ctx, r)
		}})
	}
	return all
}

// owingNotice tells that something is owed, once until nothing is.
func owingNotice(r record, c copied, since time.Time) notice {
	return notice{card: r.id, key: fmt.Sprintf("owing/%d", since.Unix()), words: func(ctx context.Context) (string, string) {
		return i18n.T(ctx, "Des frais à payer à la bibliothèque : %s", c.Balance.In(string(i18n.Lang(ctx)))),
			i18n.T(ctx, "La bibliothèque demande %s. Le détail est dans votre dossier; le paiement se fait à la bibliothèque.", c.Balance.In(string(i18n.Lang(ctx)))) + ofCard(ctx, r)
	}}
}

// refusedNotice tells that a card is to be linked anew.
func refusedNotice(r record, now time.Time) notice {
	return notice{card: r.id, key: fmt.Sprintf("refused/%d", now.Unix()), words: func(ctx context.Context) (string, string) {
		return i18n.T(ctx, "La bibliothèque ne reconnaît plus une carte"),
			i18n.T(ctx, "Le NIP a peut-être changé, ou la carte est expirée. Liez-la de nouveau avec son NIP, ou appelez la bibliothèque.") + ofCard(ctx, r)
	}}
}
