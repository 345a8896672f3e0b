package collections

import (
	"context"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
)

// Upcoming are the collections of the next day that is not over for the trucks.
func (d Door) Upcoming(now time.Time) []Pickup {
	today := civil.DayOf(now)
	for window := civil.Day(firstAhead); ; window = min(window*3, mostAhead) {
		if day := upcoming(d.Between(today, today+window), now); len(day) > 0 || window == mostAhead {
			return day
		}
	}
}

// upcoming are those of the first day that is not over.
func upcoming(some []Pickup, now time.Time) []Pickup {
	today := civil.DayOf(now)
	var day []Pickup
	for _, p := range some {
		if p.Day == today && !now.Before(today.At(p.Stream.Until)) {
			continue
		}
		if len(day) > 0 && p.Day != day[0].Day {
			break
		}
		day = append(day, p)
	}
	return day
}

// Answer says what goes out next at a door, and when.
type Answer struct {
	Known bool      // Known is false when no sector holds the address, or nothing is known to come.
	Day   civil.Day // Day is when the trucks come.
	What  string    // What is recyclage et bac brun.
	Title string    // Title is Demain, jeudi 3 septembre : recyclage et bac brun.
	Text  string    // Text says when to put it out.
	Soon  bool      // Soon is today or tomorrow.

	Pickups []Pickup
}

// Answer is what goes out next, in words.
func (d Door) Answer(ctx context.Context, now time.Time) Answer {
	next := d.Upcoming(now)
	if len(next) == 0 {
		return Answer{}
	}
	day := next[0].Day
	a := Answer{Known: true, Day: day, What: NamesOf(ctx, next), Pickups: next, Soon: day <= civil.DayOf(now)+1}
	date := i18n.Date(ctx, day.Time())
	switch day {
	case civil.DayOf(now):
		a.Title = i18n.T(ctx, "Aujourd’hui, %s : %s", date, a.What)
	case civil.DayOf(now) + 1:
		a.Title = i18n.T(ctx, "Demain, %s : %s", date, a.What)
	default:
		a.Title = i18n.Sentence(i18n.T(ctx, "%s : %s", date, a.What))
	}
	a.Text = putOut(ctx, next[0], now)
	return a
}

// putOut says when to put it out.
func putOut(ctx context.Context, p Pickup, now time.Time) string {
	from, by := (p.Day - 1).At(p.Stream.OutFrom), p.Day.At(p.Stream.OutBy)
	switch {
	case !now.Before(by):
		return i18n.T(ctx, "Le camion passe d’ici %s.", i18n.Time(ctx, p.Day.At(p.Stream.Until)))
	case p.Day == civil.DayOf(now):
		return i18n.T(ctx, "À sortir ce matin, avant %s.", i18n.Time(ctx, by))
	case !now.Before(from):
		return i18n.T(ctx, "Vous pouvez sortir le tout maintenant, avant %s demain matin.", i18n.Time(ctx, by))
	case p.Day == civil.DayOf(now)+1:
		return i18n.T(ctx, "À sortir ce soir après %s, avant %s demain matin.", i18n.Time(ctx, from), i18n.Time(ctx, by))
	}
	return i18n.T(ctx, "À sortir le %s après %s.", i18n.Date(ctx, (p.Day-1).Time()), i18n.Time(ctx, from))
}

// NamesOf names what some collections take, each once: recyclage et bac brun.
func NamesOf(ctx context.Context, some []Pickup) string {
	var names []string
	seen := map[string]bool{}
	for _, p := range some {
		if !seen[p.Stream.Code] {
			seen[p.Stream.Code] = true
			names = append(names, p.Stream.Short.In(ctx))
		}
	}
	return i18n.List(ctx, names)
}

// Words says a rule in words: chaque jeudi, du 1er mai au 7 novembre.
func (r Rule) Words(ctx context.Context) string {
	pace := r.Pace.Words(ctx)
	if r.Season.All() {
		return pace
	}
	year, _, _ := civil.DayOf(i18n.Now(ctx)).Date()
	return i18n.T(ctx, "%s, du %s au %s", pace, monthDayWords(ctx, r.Season.From, year), monthDayWords(ctx, r.Season.To, year))
}

// monthDayWords is 1er mai, without a year.
func monthDayWords(ctx context.Context, at string, year int) string {
	n := monthDayOf(at)
	return i18n.DateOnly(ctx, civil.DayAt(year, time.Month(n/100), n%100).Time())
}

// Words says a pace in words.
func (p Pace) Words(ctx context.Context) string {
	day := i18n.Weekday(ctx, (civil.DayAt(2023, 1, 1) + civil.Day(p.Weekday)).Time()) // 1 January 2023 was a Sunday.
	switch p.Kind {
	case Monthly:
		return nthWords(ctx, p.Nth, day)
	case OnDates:
		return i18n.T(ctx, "à des dates fixées par la Ville")
	}
	switch p.Every {
	case 0, 1:
		return i18n.T(ctx, "chaque %s", day)
	case 2:
		return i18n.T(ctx, "un %s sur deux", day)
	}
	return i18n.T(ctx, "le %s, toutes les %d semaines", day, p.Every)
}

func nthWords(ctx context.Context, nth int, day string) string {
	switch nth {
	case 1:
		return i18n.T(ctx, "le premier %s du mois", day)
	case 2:
		return i18n.T(ctx, "le deuxième %s du mois", day)
	case 3:
		return i18n.T(ctx, "le troisième %s du mois", day)
	case 4:
		return i18n.T(ctx, "le quatrième %s du mois", day)
	case 5:
		return i18n.T(ctx, "le cinquième %s du mois", day)
	}
	return i18n.T(ctx, "le dernier %s du mois", day)
}

// Why says in sentences why a collection is on its day: sector, rule, class, exception.
func (d Door) Why(ctx context.Context, p Pickup) []string {
	var said []string
	if sector, by, ok := d.SectorOf(p.Stream.Code); ok {
		said = append(said, sectorWords(ctx, sector, by))
	}
	switch {
	case p.Rule != nil:
		said = append(said, i18n.T(ctx, "%s : %s.", p.Stream.Name.In(ctx), p.Rule.Words(ctx)))
		if note := p.Rule.Note.In(ctx); note != "" {
			said = append(said, note)
		}
	default:
		said = append(said, i18n.T(ctx, "%s : collecte ajoutée par la Ville.", p.Stream.Name.In(ctx)))
	}
	if p.Rule != nil && p.Rule.Class != "" {
		said = append(said, i18n.T(ctx, "Cette règle est celle des immeubles de cette grandeur : %s.", d.Class.Name.In(ctx)))
	}
	if changed := p.Change(ctx); changed != "" {
		said = append(said, i18n.Sentence(i18n.T(ctx, "%s.", changed)))
	}
	return said
}

func sectorWords(ctx context.Context, s Sector, by Found) string {
	switch by {
	case ByStreet:
		return i18n.T(ctx, "Secteur : %s, d’après la rue et le numéro.", s.Name)
	case ByPoint:
		return i18n.T(ctx, "Secteur : %s, d’après l’endroit sur le plan.", s.Name)
	}
	return i18n.T(ctx, "Secteur : %s, comme vous l’avez choisi.", s.Name)
}

// Change says what became of a day, as the end of a sentence; empty for one that is as the
// rule has it.
func (p Pickup) Change(ctx context.Context) string {
	e := p.Exception
	if e == nil {
		return ""
	}
	reason := strings.TrimSuffix(e.Reason.In(ctx), ".")
	planned := i18n.Date(ctx, p.Planned.Time())
	switch {
	case p.Cancelled && reason != "":
		return i18n.T(ctx, "collecte annulée (%s)", reason)
	case p.Cancelled:
		return i18n.T(ctx, "collecte annulée")
	case p.Moved() && reason != "":
		return i18n.T(ctx, "collecte déplacée du %s (%s)", planned, reason)
	case p.Moved():
		return i18n.T(ctx, "collecte déplacée du %s", planned)
	case e.Added && reason != "":
		return i18n.T(ctx, "collecte ajoutée (%s)", reason)
	}
	return ""
}

// ChangedLike tells whether two collections of one day changed in the same way.
func (p Pickup) ChangedLike(o Pickup) bool {
	if p.Exception == nil || o.Exception == nil {
		return false
	}
	return p.Day == o.Day && p.Planned == o.Planned && p.Cancelled == o.Cancelled && p.Exception.Reason == o.Exception.Reason
}

// ShortChange is Change where there is little room, as on the sheet of a year.
func (p Pickup) ShortChange(ctx context.Context) string {
	if p.Exception == nil || !p.Moved() {
		return p.Change(ctx)
	}
	planned := i18n.ShortDate(ctx, p.Planned.Time())
	if reason := strings.TrimSuffix(p.Exception.Reason.In(ctx), "."); reason != "" {
		return i18n.T(ctx, "au lieu du %s (%s)", planned, reason)
	}
	return i18n.T(ctx, "au lieu du %s", planned)
}

// Card is what a page about an address shows of its collections.
type Card struct {
	Known bool
	Day   time.Time // Day is midnight in town of the next collection; zero when nothing is known.
	Title string    // Title is Recyclage et bac brun, demain.
	Text  string
	Path  string // Path is the page with the whole answer.
}

// Card sums a door up for the page of a neighbourhood or a dashboard. query is what the
// page of the collections needs to answer for the same address: lieu=….
func (d Door) Card(ctx context.Context, now time.Time, query string) Card {
	c := Card{Path: "/collectes"}
	if query != "" {
		c.Path += "?" + query
	}
	a := d.Answer(ctx, now)
	if !a.Known {
		c.Title, c.Text = i18n.T(ctx, "Secteur de collecte inconnu"), i18n.T(ctx, "Choisissez votre secteur pour voir vos dates.")
		return c
	}
	c.Known, c.Day, c.Text = true, a.Day.Time(), a.Text
	c.Title = i18n.Sentence(i18n.T(ctx, "%s, %s", a.What, i18n.Near(i18n.WithNow(ctx, now), c.Day)))
	return c
}
