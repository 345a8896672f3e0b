package leisure

import (
	"context"
	"fmt"
	"slices"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/text"
)

// Occurrence is a class by its name.
func (p *Program) Occurrence(g GroupID, which OccurrenceID) (Occurrence, bool) {
	all := p.occurrences[g]
	i := slices.IndexFunc(all, func(o Occurrence) bool { return o.ID == which })
	if i < 0 {
		return Occurrence{}, false
	}
	return all[i], true
}

// Told is how many people a change of a group's class is told to.
func (s *Service) Told(ctx context.Context, g GroupID) (int, error) {
	if s.Families == nil {
		return 0, nil
	}
	return s.Families.Told(ctx, g)
}

// CancelOccurrence cancels a class and tells those who go there; its faults name the field
// raison.
func (s *Service) CancelOccurrence(ctx context.Context, by session.Viewer, which OccurrenceID, reason i18n.Words, key forms.Key) error {
	return s.changeClass(ctx, by, which, reason, key, "class cancelled", func(g *Group, o Occurrence) (Occurrence, error) {
		if o.State == Cancelled {
			return o, fault.New(fault.Conflict, "Ce cours est déjà annulé.")
		}
		o.State = Cancelled
		return o, nil
	})
}

// MoveTo is where a class goes: an empty Site leaves it where the group meets.
type MoveTo struct {
	Day        civil.Day
	Start, End civil.Time
	Site       SiteID
	Room       string
}

// MoveOccurrence moves a class, or puts a cancelled one back, and tells those who go there. A
// class that comes back to its day and time is planned again. Its faults name the fields jour,
// debut, fin, lieu, raison.
func (s *Service) MoveOccurrence(ctx context.Context, by session.Viewer, which OccurrenceID, to MoveTo, reason i18n.Words, key forms.Key) error {
	return s.changeClass(ctx, by, which, reason, key, "class moved", func(g *Group, o Occurrence) (Occurrence, error) {
		if err := s.checkMove(g, which, to); err != nil {
			return o, err
		}
		plan, before := plannedAt(o), completed(o, g)
		o.Day, o.Start, o.End, o.Site, o.Room = to.Day, to.Start, to.End, to.Site, text.SafeLine(to.Room)
		o.WasDay, o.WasStart = plan.day, plan.start
		o.State = Moved
		if to.Site == g.Site {
			o.Site = ""
		}
		if o.Site == "" && o.Room == g.Room {
			o.Room = ""
		}
		if plan == (planKey{to.Day, to.Start}) {
			o.WasDay, o.WasStart = 0, 0
			if o.Site == "" && o.Room == "" {
				o.State = s.plannedState(g, o)
			}
		}
		if after := completed(o, g); before.Held() && after.Starts().Equal(before.Starts()) && after.End == before.End && after.Site == before.Site && after.Room == before.Room {
			return o, fault.New(fault.Conflict, "Le cours est déjà à ce moment et à cet endroit.")
		}
		return o, nil
	})
}

// plannedState is the state of a class that is as it was first said: planned by a slot, or
// added beside them.
func (s *Service) plannedState(g *Group, o Occurrence) OccurrenceState {
	for _, w := range g.Classes(s.holiday) {
		if w.Day == o.Day && w.Start == o.Start && w.End == o.End {
			return Planned
		}
	}
	return Added
}

func (s *Service) checkMove(g *Group, which OccurrenceID, to MoveTo) error {
	var problems fault.Problems
	if to.Day == 0 || to.Day < g.From-mostDays || to.Day > g.To+mostDays {
		problems.Add("jour", "Donnez le jour du cours, par exemple 2027-02-15.")
	}
	if long(mostLine, to.Room) {
		problems.Add("local", wrongLength)
	}
	if to.Start < 0 || to.End > 24*60 || to.End <= to.Start {
		problems.Add("fin", "Le cours finit après son début, le même jour.")
	}
	p := s.Program()
	if _, known := p.Site(to.Site); to.Site != "" && !known {
		problems.Add("lieu", "Choisissez un lieu de la liste.")
	}
	for _, o := range p.Occurrences(g.ID) {
		if o.ID != which && o.Held() && o.Day == to.Day && o.Start < to.End && to.Start < o.End {
			problems.Add("jour", "Ce groupe a déjà un cours à ce moment. Choisissez un autre jour ou une autre heure.")
			break
		}
	}
	return problems.Err()
}

// changeClass changes one class: as tells what it becomes.
func (s *Service) changeClass(ctx context.Context, by session.Viewer, which OccurrenceID, reason i18n.Words, key forms.Key, detail string, as func(*Group, Occurrence) (Occurrence, error)) error {
	if err := mayManage(by); err != nil {
		return err
	}
	if err := needReason(reason); err != nil {
		return err
	}
	_, err := s.run(ctx, deed{by, key, string(which), "class " + string(which), detail}, func(tx *db.Tx) error {
		before, known, err := occurrenceOf(ctx, tx, which)
		if err != nil {
			return err
		}
		g, kept := s.Program().Group(before.Group)
		if !known || !kept {
			return errGone
		}
		if g.Cancelled {
			return fault.New(fault.Conflict, "Le groupe entier est annulé.")
		}
		after, err := as(g, before)
		if err != nil {
			return err
		}
		after.Reason = lineIn(reason)
		after.Sequence++
		if err := changeOccurrence(ctx, tx, after, s.Clock.Now()); err != nil {
			return fmt.Errorf("change class %s: %w", which, err)
		}
		return s.tell(ctx, tx, by, g, completed(before, g), completed(after, g))
	})
	return err
}

// completed is a class with what it has of its group.
func completed(o Occurrence, g *Group) Occurrence {
	if o.Site == "" {
		o.Site = g.Site
		if o.Room == "" {
			o.Room = g.Room
		}
	}
	o.Sequence += g.Sequence
	return o
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, by session.Viewer, g *Group, before, after Occurrence) error {
	if s.Families == nil {
		return nil
	}
	return s.Families.ClassChanged(ctx, tx, by, g, before, after)
}

func needReason(reason i18n.Words) error {
	var problems fault.Problems
	switch {
	case lineIn(reason).FR == "":
		problems.Add("raison", "Écrivez la raison : les gens la lisent à côté de la date.")
	case long(500, reason.FR, reason.EN):
		problems.Add("raison", "Écrivez la raison en 500 caractères au plus.")
	}
	return problems.Err()
}

// AddOccurrence adds a class to a group, such as a make-up class, and tells those who go
// there; its faults are those of MoveOccurrence.
func (s *Service) AddOccurrence(ctx context.Context, by session.Viewer, which GroupID, at MoveTo, reason i18n.Words, key forms.Key) (OccurrenceID, error) {
	if err := mayManage(by); err != nil {
		return "", err
	}
	g, known := s.Program().Group(which)
	if !known {
		return "", errGone
	}
	if g.Cancelled {
		return "", fault.New(fault.Conflict, "Le groupe entier est annulé.")
	}
	if err := needReason(reason); err != nil {
		return "", err
	}
	o := Occurrence{ID: OccurrenceID(s.IDs.New()), Group: which, Day: at.Day, Start: at.Start, End: at.End, Site: at.Site, Room: text.SafeLine(at.Room), State: Added, Reason: lineIn(reason)}
	if o.Site == g.Site {
		o.Site = ""
	}
	id, err := s.run(ctx, deed{by, key, string(o.ID), "class " + string(o.ID), "class added"}, func(tx *db.Tx) error {
		if err := s.checkMove(g, o.ID, at); err != nil {
			return err
		}
		existing, err := occurrencesOf(ctx, tx, which)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(existing, func(x Occurrence) bool { return plannedAt(x) == plannedAt(o) }) {
			return fault.New(fault.Conflict, "Un cours de ce groupe était prévu à ce moment. Remettez-le plutôt à sa place.")
		}
		if err := addOccurrences(ctx, tx, []Occurrence{o}, s.Clock.Now()); err != nil {
			return err
		}
		return s.tell(ctx, tx, by, g, Occurrence{}, completed(o, g))
	})
	return OccurrenceID(id), err
}

// CancelGroupTx cancels a group and its classes from today on, in the transaction of whoever
// ends its places and refunds them. It tells nobody. Cancelling it again changes nothing.
func (s *Service) CancelGroupTx(ctx context.Context, tx *db.Tx, by session.Viewer, which GroupID, reason i18n.Words) error {
	if err := mayManage(by); err != nil {
		return err
	}
	if err := needReason(reason); err != nil {
		return err
	}
	g, known, err := groupOf(ctx, tx, which)
	if err != nil {
		return err
	}
	if !known {
		return errGone
	}
	if g.Cancelled {
		return nil
	}
	now := s.Clock.Now()
	g.Cancelled, g.Reason = true, lineIn(reason)
	g.Sequence++
	if err := putGroup(ctx, tx, g, now); err != nil {
		return err
	}
	classes, err := occurrencesOf(ctx, tx, which)
	if err != nil {
		return err
	}
	for _, o := range classes {
		if o.State == Cancelled || !o.Starts().After(now) {
			continue
		}
		o.State, o.Reason = Cancelled, g.Reason
		o.Sequence++
		if err := changeOccurrence(ctx, tx, o, now); err != nil {
			return err
		}
	}
	if err := s.write(ctx, tx, by, "group "+g.Code, "group cancelled"); err != nil {
		return err
	}
	return s.changeTx(ctx, tx)
}
