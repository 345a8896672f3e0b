package collections

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/text"
)

// CheckRule says what is wrong with a rule before it is saved, by the fields of its form.
func (s *Service) CheckRule(r Rule) (Rule, error) {
	r, faults := r.cleaned()
	town := s.memory()
	if town.stream[r.Stream] == nil {
		faults = append(faults, wrong{"flux", "Choisissez ce qui est ramassé."})
	}
	if r.Sector != "" && town.sector[r.Sector] == nil {
		faults = append(faults, wrong{"secteur", "Choisissez un secteur de la liste."})
	}
	if r.Class != "" && !slices.ContainsFunc(town.classes, func(c Class) bool { return c.Code == r.Class }) {
		faults = append(faults, wrong{"classe", "Choisissez une grandeur d’immeuble de la liste."})
	}
	return r, asFault(faults)
}

// Preview are the next days of a rule alone, from a day on.
func (r Rule) Preview(from civil.Day, n int) []civil.Day {
	var days []civil.Day
	r.each(from, from+mostAhead, func(d civil.Day) {
		if len(days) < n {
			days = append(days, d)
		}
	})
	return days
}

// SaveRule enters or changes a rule. Prose that says the days of the same sector and stream
// has been read then.
func (s *Service) SaveRule(ctx context.Context, by session.Viewer, r Rule, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	r, err := s.CheckRule(r)
	if err != nil {
		return err
	}
	return s.change(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		saved := r
		if saved.ID == "" {
			saved.ID = s.IDs.New()
		}
		if earlier, err := forms.Claim(ctx, tx, key, saved.ID, now); err != nil || earlier != "" {
			return err
		}
		if err := putRule(ctx, tx, saved, by.Account, now); err != nil {
			return err
		}
		if err := checkProse(ctx, tx, saved.Sector, saved.Stream, now); err != nil {
			return err
		}
		return s.write(ctx, tx, by, objectOf("rule", saved.Sector, saved.Stream), "rule")
	})
}

// RemoveRule takes a rule away.
func (s *Service) RemoveRule(ctx context.Context, by session.Viewer, id string) error {
	if err := mayManage(by); err != nil {
		return err
	}
	r, err := s.Rule(id)
	if err != nil {
		return err
	}
	return s.change(ctx, func(tx *db.Tx) error {
		if _, err := deleteRule(ctx, tx, id); err != nil {
			return err
		}
		return s.write(ctx, tx, by, objectOf("rule", r.Sector, r.Stream), "rule removed")
	})
}

// CheckProse says that the prose of a sector asks for no rule, or for none but those there.
func (s *Service) CheckProse(ctx context.Context, by session.Viewer, sector, stream string, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	return s.change(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, "", s.Clock.Now()); err != nil || earlier != "" {
			return err
		}
		if err := checkProse(ctx, tx, sector, stream, s.Clock.Now()); err != nil {
			return err
		}
		return s.write(ctx, tx, by, objectOf("prose", sector, stream), "checked")
	})
}

// objectOf names what a deed of the staff touched.
func objectOf(kind, sector, stream string) string {
	if sector == "" {
		sector = "city"
	}
	return "collections " + kind + " " + sector + " " + stream
}

// Unread is the prose that nobody has read as it stands: its rules are to be entered.
func (s *Service) Unread() []Prose {
	return slices.DeleteFunc(slices.Clone(s.memory().prose), func(p Prose) bool { return p.Checked })
}

// ProseOf is what a file says in words of a stream in a sector.
func (s *Service) ProseOf(sector, stream string) (Prose, bool) {
	for _, p := range s.memory().prose {
		if p.Sector == sector && p.Stream == stream {
			return p, true
		}
	}
	return Prose{}, false
}

// Exceptions are those whose day or new day is from a day on, in order of their days.
func (s *Service) Exceptions(from civil.Day) []Exception {
	var some []Exception
	for _, e := range s.memory().exceptions {
		if e.Day >= from || e.To >= from {
			some = append(some, *e)
		}
	}
	slices.SortFunc(some, func(a, b Exception) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.Sector, b.Sector))
	})
	return some
}

// Changing is an exception as somebody asks for it: on the day as it now stands.
type Changing struct {
	Streams []string
	Sector  string    // Sector is empty for the whole city.
	Shown   civil.Day // Shown is the day as people see it now, perhaps moved before.
	State   State
	Added   bool
	To      civil.Day
	Reason  Words
}

// Effect is what a change does to one stream.
type Effect struct {
	Before Exception // Before is what was said of the day, the zero Exception when nothing was.
	After  Exception
	Doors  int // Doors is how many inscriptions the change concerns.
}

// PreviewChange says what a change would do, or what is wrong with it.
func (s *Service) PreviewChange(ctx context.Context, c Changing) ([]Effect, error) {
	effects, err := s.effects(c)
	if err != nil {
		return nil, err
	}
	for i, e := range effects {
		listed, err := inscriptionsOn(ctx, s.DB, e.After.Stream, e.After.Sector, e.After.Day)
		if err != nil {
			return nil, err
		}
		effects[i].Doors = len(listed)
	}
	return effects, nil
}

// effects works a change out from memory.
func (s *Service) effects(c Changing) ([]Effect, error) {
	town := s.memory()
	var faults []wrong
	if len(c.Streams) == 0 {
		faults = append(faults, wrong{"flux", "Choisissez ce qui est ramassé ce jour-là."})
	}
	if c.Sector != "" && town.sector[c.Sector] == nil {
		faults = append(faults, wrong{"secteur", "Choisissez un secteur de la liste, ou toute la ville."})
	}
	var all []Effect
	for _, code := range c.Streams {
		if town.stream[code] == nil {
			faults = append(faults, wrong{"flux", "Choisissez ce qui est ramassé ce jour-là."})
			continue
		}
		e, err := town.effect(code, c)
		if err != nil {
			faults = append(faults, *err)
		}
		faults = append(faults, e.After.check()...)
		all = append(all, e)
	}
	if err := asFault(faults); err != nil {
		return nil, err
	}
	return all, nil
}

// effect follows a day that was moved before back to the day by the rule, so that it keeps
// its identity, however often it moves.
func (t *schedule) effect(stream string, c Changing) (Effect, *wrong) {
	after := Exception{Stream: stream, Sector: c.Sector, Day: c.Shown, Added: c.Added, State: c.State, To: c.To, Reason: c.Reason}
	before, known := t.shownOn(stream, c.Sector, c.Shown)
	switch {
	case known:
		after.ID, after.Day, after.Added = before.ID, before.Day, before.Added
	case !c.Added && c.Shown != 0 && !t.planned(stream, c.Sector, c.Shown):
		return Effect{After: after}, &wrong{"jour", "Aucune règle n’a de collecte ce jour-là dans ce secteur. Vérifiez la date, ou ajoutez une collecte."}
	}
	if after.State != Moved {
		after.To = 0
	}
	if after.State == Moved && after.To == after.Day && known {
		after.State, after.To = Held, 0 // It comes back to its day.
	}
	after.Sequence = before.Sequence + 1
	return Effect{Before: before, After: after}, nil
}

// shownOn is the exception of exactly a sector whose day now stands at a day.
func (t *schedule) shownOn(stream, sector string, shown civil.Day) (Exception, bool) {
	for key, e := range t.exceptions {
		if key.stream == stream && key.sector == sector && e.takes() == shown {
			return *e, true
		}
	}
	return Exception{}, false
}

// planned tells whether a rule has a day for some door of a sector, or of the city.
func (t *schedule) planned(stream, sector string, day civil.Day) bool {
	return slices.ContainsFunc(t.rules, func(r Rule) bool {
		return r.Stream == stream && (sector == "" || r.Sector == "" || r.Sector == sector) && r.Occurs(day)
	})
}

// ChangeDay moves, cancels, adds or puts back a day, and tells those on its list.
func (s *Service) ChangeDay(ctx context.Context, by session.Viewer, c Changing, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	effects, err := s.effects(c)
	if err != nil {
		return err
	}
	if c.Reason.FR == "" && c.State != Held {
		return asFault([]wrong{{"raison", "Écrivez la raison : les gens la lisent à côté de la date."}})
	}
	return s.change(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, "", s.Clock.Now()); err != nil || earlier != "" {
			return err
		}
		for _, e := range effects {
			if err := s.changeOne(ctx, tx, by, e.After); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) changeOne(ctx context.Context, tx *db.Tx, by session.Viewer, e Exception) error {
	before, known, err := exceptionOf(ctx, tx, e.Stream, e.Sector, e.Day)
	if err != nil || known && before.same(e) {
		return err
	}
	if !known {
		before.ID = s.IDs.New()
	}
	e.ID, e.Sequence = before.ID, before.Sequence+1
	e.UpdatedBy, e.UpdatedAt = by.Account, s.Clock.Now()
	if err := putException(ctx, tx, e); err != nil {
		return fmt.Errorf("change the collection of %s: %w", e.Day, err)
	}
	if err := s.tellListed(ctx, tx, e); err != nil {
		return err
	}
	return s.write(ctx, tx, by, objectOf("day", e.Sector, e.Stream), string(e.State))
}

// tellListed tells those who put their door on the list of a day what became of it.
func (s *Service) tellListed(ctx context.Context, tx *db.Tx, e Exception) error {
	listed, err := inscriptionsOn(ctx, tx, e.Stream, e.Sector, e.Day)
	if err != nil || s.Alerts == nil {
		return err
	}
	stream := s.memory().stream[e.Stream]
	for _, i := range listed {
		err := s.Alerts.RaiseTx(ctx, tx, alerts.Notice{
			Key: fmt.Sprintf("collections/%s/%d/%s", e.ID, e.Sequence, i.Person), Person: i.Person, Subject: "collections", Object: i.ID, Path: "/collectes/inscription",
			Words: func(ctx context.Context) (string, string) { return dayChanged(ctx, stream, e) },
		})
		if err != nil {
			return fmt.Errorf("tell an inscription: %w", err)
		}
	}
	return nil
}

// dayChanged is what somebody on a list is told.
func dayChanged(ctx context.Context, stream *Stream, e Exception) (title, body string) {
	name, day := stream.Name.In(ctx), i18n.Date(ctx, e.Day.Time())
	switch e.State {
	case Moved:
		return i18n.T(ctx, "Votre collecte change de jour : %s", name),
			i18n.T(ctx, "La collecte prévue le %s aura lieu le %s. %s\n\nVous n’avez rien à faire : votre inscription suit.", day, i18n.Date(ctx, e.To.Time()), e.Reason.In(ctx))
	case Cancelled:
		return i18n.T(ctx, "Votre collecte est annulée : %s", name),
			i18n.T(ctx, "La collecte prévue le %s n’aura pas lieu. %s\n\nVous pouvez vous inscrire à une autre date.", day, e.Reason.In(ctx))
	}
	return i18n.T(ctx, "Votre collecte a lieu : %s", name), i18n.T(ctx, "La collecte du %s a lieu comme prévu.", day)
}

// errClosed says that a list takes nobody any more.
func errClosed() error {
	return fault.New(fault.Conflict, "L’inscription à cette date est fermée. Choisissez une autre date.")
}

// WrongDate is the fault of a field that holds no date.
func WrongDate(field, typed string) error {
	var problems fault.Problems
	problems.Add(field, "Une date s’écrit 2026-10-05, une par ligne. Corrigez « "+text.Clip(text.SafeLine(typed), 20)+" ».")
	return problems.Err()
}
