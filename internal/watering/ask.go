package watering

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// Application is what somebody asks a permit with.
type Application struct {
	Kind       string
	Address    places.AddressID
	AreaMetres int
	From       string // From is the first day, 2026-09-11.
	Accepted   bool   // Accepted tells that the conditions were.
}

// The limits of an application.
const (
	farthest = 60     // farthest is how many days ahead a permit may begin.
	largest  = 20_000 // largest is the most square metres a lawn has.
)

// absentPermit is said of a permit that is not there, or not the viewer's.
func absentPermit() error {
	return fault.New(fault.NotFound, "Ce permis n’existe pas. Vérifiez le numéro, ou appelez-nous.")
}

// Ask asks for a permit, and gives its number. A permit that the by-law grants by itself,
// without fee, for the home of whoever asks, is granted at once; any other waits for
// somebody of the city.
func (s *Service) Ask(ctx context.Context, by session.Viewer, a Application, key forms.Key) (Number, error) {
	if by.Person == "" || by.Staff() {
		return "", fault.New(fault.Forbidden, "Connectez-vous à votre dossier pour demander un permis.")
	}
	now := s.Clock.Now()
	p, err := s.application(ctx, by, a, now)
	if err != nil {
		return "", err
	}
	var number Number
	err = s.write(ctx, func(tx *db.Tx) error {
		number = p.Number
		earlier, err := forms.Claim(ctx, tx, key, string(p.Number), now)
		if err != nil || earlier != "" {
			number = Number(earlier)
			return err
		}
		err = insertPermit(ctx, tx, p, p.once())
		if db.IsDuplicate(err) {
			return alreadyAsked()
		}
		if err != nil {
			return fmt.Errorf("ask for a permit: %w", err)
		}
		if err := s.record(ctx, tx, journal.Entry{
			Actor: by.Account, Person: by.Person, Action: journal.RequestAdded, Object: p.object(), Detail: "web",
		}); err != nil {
			return err
		}
		return s.tell(ctx, tx, p)
	})
	return number, err
}

func alreadyAsked() error {
	return fault.New(fault.Conflict, "Un permis a déjà été demandé cette année pour cette adresse, et il ne se renouvelle pas. Appelez-nous si c’est une erreur.")
}

// application is the permit that an application asks for, or what is wrong with it.
func (s *Service) application(ctx context.Context, by session.Viewer, a Application, now time.Time) (Permit, error) {
	var wrong fault.Problems
	terms, ok := s.TermsOf(a.Kind, now)
	if !ok {
		return Permit{}, fault.New(fault.NotFound, "La Ville n’offre pas ce permis en ce moment.")
	}
	address, err := s.Places.AddressByID(ctx, s.DB, a.Address)
	if fault.KindOf(err) == fault.NotFound {
		wrong.Add("adresse", "Écrivez l’adresse de la pelouse, puis choisissez-la dans la liste.")
	} else if err != nil {
		return Permit{}, err
	}
	if terms.AsksArea && (a.AreaMetres < 1 || a.AreaMetres > largest) {
		wrong.Add("superficie", "Écrivez la superficie en mètres carrés, par exemple 120.")
	}
	checkFirstDay(&wrong, "debut", terms, a.From, now)
	if !a.Accepted && len(terms.Conditions) > 0 {
		wrong.Add("conditions", "Cochez la case pour dire que vous respecterez les conditions.")
	}
	if err := wrong.Err(); err != nil {
		return Permit{}, err
	}
	p := Permit{
		ID: s.IDs.New(), Number: Number(id.TrackingCode()), Kind: terms.Code, Terms: terms, Person: people.ID(by.Person), Address: address.ID,
		AddressLine: address.Line(), Civic: address.Civic, Street: address.Street, AreaMetres: a.AreaMetres, From: a.From, To: lastDay(a.From, terms),
		State: Asked, Fee: terms.Fee, AskedAt: now,
	}
	if terms.Automatic && terms.Fee == 0 {
		home, err := s.home(ctx, by)
		if err != nil {
			return Permit{}, err
		}
		if doorOf(home) == doorOf(address) {
			p.State, p.DecidedAt = Granted, now
		}
	}
	return p, nil
}

// home is the address of somebody's home, the zero one when the register has none.
func (s *Service) home(ctx context.Context, by session.Viewer) (places.Address, error) {
	me, err := s.People.Person(ctx, people.ID(by.Person))
	if err != nil || me.AddressID == "" {
		return places.Address{}, err
	}
	a, err := s.Places.AddressByID(ctx, s.DB, places.AddressID(me.AddressID))
	if fault.KindOf(err) == fault.NotFound {
		return places.Address{}, nil
	}
	return a, err
}

// checkFirstDay checks the first day of a permit.
func checkFirstDay(wrong *fault.Problems, field string, terms Terms, from string, now time.Time) {
	d, ok := parseDate(from)
	today := dateOf(now)
	switch {
	case !ok:
		wrong.Add(field, "Écrivez le premier jour, par exemple 14 5 2026.")
	case d < today:
		wrong.Add(field, "Le premier jour est passé. Choisissez aujourd’hui ou un jour à venir.")
	case d > today+farthest:
		wrong.Add(field, "Le premier jour est trop loin. Choisissez un jour d’ici 60 jours.")
	case !terms.Season.stretch().holds(d.monthDay()):
		wrong.Add(field, "Ce permis ne commence pas à cette période de l’année. Voyez les dates dans les conditions.")
	}
}

// MayBegin tells whether the permit may be asked for at a moment: in January, nobody is sent
// to a form that accepts no day.
func (t Terms) MayBegin(at time.Time) bool {
	season := t.Season.stretch()
	for d := dateOf(at); d <= dateOf(at)+farthest; d++ {
		if season.holds(d.monthDay()) {
			return true
		}
	}
	return false
}

// lastDay is the last day of a permit that begins on a day.
func lastDay(from string, terms Terms) string {
	d, _ := parseDate(from)
	return (d + date(terms.Length) - 1).String()
}

// once is what may exist once while it is asked or granted.
func (p Permit) once() string {
	if p.Terms.Renewable {
		return p.ID
	}
	return strings.Join([]string{p.Terms.Bylaw, p.Kind, p.Civic, p.Street, p.From[:4]}, "|")
}

// deed is what was done to a permit in the words that the journal knows of any request.
func (p Permit) deed() string {
	switch p.State {
	case Granted:
		return "resolved"
	case Refused:
		return "rejected"
	}
	return "cancelled"
}

// object names a permit to the journal.
func (p Permit) object() string { return "arrosage/permis/" + string(p.Number) }

// TermsOf are the terms of a kind of permit on a day.
func (s *Service) TermsOf(kind string, at time.Time) (Terms, bool) {
	all := s.Book().TermsInForce(at)
	i := slices.IndexFunc(all, func(t Terms) bool { return t.Code == kind })
	if i < 0 {
		return Terms{}, false
	}
	return all[i], true
}

// Withdraw gives a permit up. Only whoever asked for it may.
func (s *Service) Withdraw(ctx context.Context, by session.Viewer, number Number, key forms.Key) error {
	now := s.Clock.Now()
	return s.write(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, string(number), now); err != nil || earlier != "" {
			return err
		}
		p, err := permitByNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		if by.Person == "" || string(p.Person) != by.Person {
			return absentPermit()
		}
		was := p.State
		if !slices.Contains(next[was], Withdrawn) || p.Standing(now) == Expired {
			return fault.New(fault.Conflict, "Ce permis ne peut plus être annulé : il est déjà terminé.")
		}
		p.State, p.DecidedAt, p.DecidedBy = Withdrawn, now, by.Account
		if moved, err := settlePermit(ctx, tx, p, was); err != nil || !moved {
			return movedMeanwhile(err)
		}
		return s.record(ctx, tx, journal.Entry{
			Actor: by.Account, Person: by.Person, Action: journal.RequestChanged, Object: p.object(), Detail: p.deed(),
		})
	})
}

func movedMeanwhile(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "Ce permis vient d’être traité par quelqu’un d’autre. Rechargez la page.")
}

// Permit is a permit by its number, for whoever holds the number.
func (s *Service) Permit(ctx context.Context, number Number) (Permit, error) {
	return permitByNumber(ctx, s.DB, number)
}

func permitByNumber(ctx context.Context, q db.Querier, number Number) (Permit, error) {
	found, err := permitsWhere(ctx, q, "number = ?", string(number))
	if err != nil {
		return Permit{}, fmt.Errorf("read permit: %w", err)
	}
	if len(found) == 0 {
		return Permit{}, absentPermit()
	}
	return found[0], nil
}

// PermitsOf are the permits that some people asked for, the newest first.
func (s *Service) PermitsOf(ctx context.Context, whose ...people.ID) ([]Permit, error) {
	if len(whose) == 0 {
		return nil, nil
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(whose)), ", ")
	values := make([]any, len(whose))
	for i, person := range whose {
		values[i] = string(person)
	}
	return permitsWhere(ctx, s.DB, "person_id IN ("+marks+")", values...)
}

// ReadNumber reads a number as somebody copies it from a permit.
func ReadNumber(typed string) Number {
	return Number(strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\u00a0' {
			return -1
		}
		return r
	}, typed)))
}

// String is the number as it is printed: ABCD EFGH.
func (n Number) String() string {
	if len(n) != 8 {
		return string(n)
	}
	return string(n[:4]) + "\u00a0" + string(n[4:])
}

// today is the day of a moment in town, 2026-09-11.
func today(at time.Time) string { return clock.Local(at).Format(time.DateOnly) }

// metres is a count of square metres as it is written.
func metres(n int) string { return strconv.Itoa(n) + "\u00a0m²" }

// AreaText is the lawn's size, empty when nobody asked.
func (p Permit) AreaText() string {
	if p.AreaMetres == 0 {
		return ""
	}
	return metres(p.AreaMetres)
}
