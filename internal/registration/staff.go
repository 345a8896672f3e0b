package registration

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// RosterLine is one registered person of a group, as its team sees them.
type RosterLine struct {
	Place    Place
	Person   people.Person
	Payer    people.Person          // Payer comes with the contacts to call.
	Presence map[civil.Day]Presence // Presence by the day of the class.
	Sheets   bool                   // Sheets tells that the family filled one.
	Health   string                 // Health is what the team must know; only when sheets were asked for.
	PickUp   string                 // PickUp names who may come for the child; only when sheets were asked for.
}

// Presence is whether somebody came.
type Presence string

// Whether somebody came to a class.
const (
	Came    Presence = "came"
	Missed  Presence = "missed"
	Excused Presence = "excused"
)

func mayTeam(by session.Viewer) error {
	if by.May(session.LeisureTeam) {
		return nil
	}
	return fault.New(fault.Forbidden, "Seule l’équipe des loisirs voit les listes.")
}

func mayDesk(by session.Viewer) error {
	if by.May(session.LeisureDesk) {
		return nil
	}
	return fault.New(fault.Forbidden, "Seul le comptoir des loisirs peut faire cela.")
}

// Roster are the confirmed places of a group by family name, for LeisureTeam. What families
// wrote on their sheets comes only when it is asked for, and then the reading of each is
// journaled.
func (s *Service) Roster(ctx context.Context, by session.Viewer, group leisure.GroupID, sheets bool) ([]RosterLine, error) {
	if err := mayTeam(by); err != nil {
		return nil, err
	}
	places, err := placesWhere(ctx, s.DB, "p.group_id = $1 AND p.state IN ('wished', 'held', 'confirmed', 'waiting', 'offered') AND p.state = 'confirmed'", string(group))
	if err != nil {
		return nil, err
	}
	lines, err := s.lines(ctx, places)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(lines, func(a, b RosterLine) int {
		return cmp.Or(strings.Compare(a.Person.FamilyName, b.Person.FamilyName), strings.Compare(a.Person.GivenName, b.Person.GivenName))
	})
	if err := s.presences(ctx, group, lines); err != nil {
		return nil, err
	}
	return lines, s.addSheets(ctx, by, group, lines, sheets)
}

// lines are places with the people they are about, in the order of the places.
func (s *Service) lines(ctx context.Context, places []Place) ([]RosterLine, error) {
	var who []people.ID
	for _, p := range places {
		who = append(who, p.Person, p.Payer)
	}
	known, err := s.People.Persons(ctx, unique(who))
	if err != nil {
		return nil, err
	}
	lines := make([]RosterLine, len(places))
	for i, p := range places {
		lines[i] = RosterLine{Place: p, Person: known[p.Person], Payer: known[p.Payer], Presence: map[civil.Day]Presence{}}
	}
	return lines, nil
}

func (s *Service) presences(ctx context.Context, group leisure.GroupID, lines []RosterLine) error {
	at := map[PlaceID]int{}
	for i, l := range lines {
		at[l.Place.ID] = i
	}
	rows, err := s.DB.Query(ctx, `
		SELECT a.place_id, a.day, a.presence
		FROM   registration_attendance a
		JOIN   registration_place p ON p.id = a.place_id
		WHERE  p.group_id = $1 AND p.state IN ('wished', 'held', 'confirmed', 'waiting', 'offered')`, string(group))
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var place PlaceID
		var day string
		var presence Presence
		if err := r.Scan(&place, &day, &presence); err != nil {
			return struct{}{}, err
		}
		on, err := civil.ParseDay(day)
		if i, ok := at[place]; ok && err == nil {
			lines[i].Presence[on] = presence
		}
		return struct{}{}, err
	})
	if err != nil {
		return fmt.Errorf("read who came to %s: %w", group, err)
	}
	return nil
}

// WaitingList are the waiting and offered places of a group in their order, with their rank, for
// the team and the counter.
func (s *Service) WaitingList(ctx context.Context, by session.Viewer, group leisure.GroupID) ([]RosterLine, error) {
	if mayTeam(by) != nil && mayDesk(by) != nil {
		return nil, mayTeam(by)
	}
	g, ok := s.Leisure.Program().Group(group)
	if !ok {
		return nil, fault.New(fault.NotFound, "Ce groupe n’existe pas.")
	}
	parties, err := queue(ctx, s.DB, g.SeatKey())
	if err != nil {
		return nil, err
	}
	var places []Place
	for i, party := range parties {
		for _, p := range party {
			if p.Group == group {
				p.Rank = i + 1
				places = append(places, p)
			}
		}
	}
	return s.lines(ctx, places)
}

// Attend notes who came to a class; an empty Presence takes the note back.
func (s *Service) Attend(ctx context.Context, by session.Viewer, group leisure.GroupID, day civil.Day, who map[PlaceID]Presence, key forms.Key) error {
	if err := mayTeam(by); err != nil {
		return err
	}
	if !slices.ContainsFunc(s.Leisure.Program().Occurrences(group), func(o leisure.Occurrence) bool { return o.Day == day && o.Held() }) {
		return fault.New(fault.NotFound, "Ce groupe n’a pas de cours ce jour-là.")
	}
	_, err := s.once(ctx, by, key, func(t *turn) (string, error) {
		for _, p := range sorted(who) {
			if err := t.attend(ctx, group, p, day, who[p]); err != nil {
				return "", err
			}
		}
		return "", t.record(ctx, journal.Entry{Action: Changed, Object: "loisirs/groupes/" + string(group), Detail: "attendance " + day.String()})
	})
	return err
}

func sorted[V any](of map[PlaceID]V) []PlaceID {
	var all []PlaceID
	for p := range of {
		all = append(all, p)
	}
	slices.Sort(all)
	return all
}

func (t *turn) attend(ctx context.Context, group leisure.GroupID, which PlaceID, day civil.Day, presence Presence) error {
	p, err := placeByID(ctx, t.tx, which)
	if err != nil || p.Group != group {
		return cmp.Or(err, absentPlace())
	}
	if presence == "" {
		_, err = t.tx.Exec(ctx, `
			DELETE FROM registration_attendance
			WHERE  place_id = $1 AND day = $2`, string(which), day.String())
	} else {
		_, err = t.tx.Exec(ctx, `
			INSERT INTO registration_attendance (place_id, day, presence, noted_by, noted_at)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (place_id, day) DO UPDATE SET presence = excluded.presence, noted_by = excluded.noted_by, noted_at = excluded.noted_at`,
			string(which), day.String(), string(presence), t.by.Account, t.now)
	}
	if err != nil {
		return fmt.Errorf("note who came: %w", err)
	}
	return nil
}

// MarkPassed notes that people have passed the activity of a group, or have not.
func (s *Service) MarkPassed(ctx context.Context, by session.Viewer, group leisure.GroupID, passed map[PlaceID]bool, key forms.Key) error {
	if err := mayTeam(by); err != nil {
		return err
	}
	_, err := s.once(ctx, by, key, func(t *turn) (string, error) {
		for _, which := range sorted(passed) {
			p, err := placeByID(ctx, t.tx, which)
			if err != nil || p.Group != group || p.State != Confirmed {
				return "", cmp.Or(err, absentPlace())
			}
			if p.Passed == passed[which] {
				continue
			}
			p.Passed = passed[which]
			if err := t.write(ctx, p); err != nil {
				return "", err
			}
			if err := t.recordPlace(ctx, p, "passed", ""); err != nil {
				return "", err
			}
		}
		return "", nil
	})
	return err
}

// Transfer moves a registration to another group with a free place; what was paid goes with it,
// and more or less is not asked. The freed place is offered to the next in line.
func (s *Service) Transfer(ctx context.Context, by session.Viewer, which PlaceID, to leisure.GroupID, motive string, key forms.Key) error {
	if err := mayDesk(by); err != nil {
		return err
	}
	g, err := s.group(to)
	if err == nil {
		err = s.direct(g)
	}
	if err != nil {
		return err
	}
	if strings.TrimSpace(motive) == "" {
		var wrong fault.Problems
		wrong.Add("motif", "Écrivez pourquoi la personne change de groupe.")
		return wrong.Err()
	}
	_, err = s.once(ctx, by, key, func(t *turn) (string, error) { return string(which), t.transfer(ctx, which, g, motive) })
	return err
}

func (t *turn) transfer(ctx context.Context, which PlaceID, to *leisure.Group, motive string) error {
	p, err := t.mine(ctx, which)
	if err != nil {
		return err
	}
	if p.State != Confirmed {
		return notConfirmed()
	}
	if live, err := t.live(ctx, to.ID, p.Person); err != nil {
		return err
	} else if live != nil {
		return fault.New(fault.Conflict, "Cette personne a déjà une place dans ce groupe, ou l’attend.")
	}
	from := p.seat
	if to.SeatKey() != from {
		if err := t.take(ctx, to, countOf(Confirmed, leisure.Counter)); err == errFull {
			return fault.New(fault.Conflict, "Ce groupe est complet. Choisissez un groupe où une place est libre.")
		} else if err != nil {
			return err
		}
		if err := t.give(ctx, from, seats{}.minus(countOf(Confirmed, p.Channel))); err != nil {
			return err
		}
		p.Channel = leisure.Counter
	}
	if err := t.recordPlace(ctx, p, "transferred to "+string(to.ID), motive); err != nil {
		return err
	}
	p.Group, p.Session, p.seat = to.ID, to.Session, to.SeatKey()
	if err := t.write(ctx, p); err != nil {
		return err
	}
	if err := t.settle(ctx, from); err != nil {
		return err
	}
	return t.tellTransferred(ctx, p)
}

// Override sets a rule aside for a person in a group, with a motive. The counter does it before
// it adds the person; it is read at each check from then on.
func (s *Service) Override(ctx context.Context, by session.Viewer, person people.ID, group leisure.GroupID, rule leisure.Rule, motive string, key forms.Key) error {
	if err := mayDesk(by); err != nil {
		return err
	}
	var wrong fault.Problems
	if strings.TrimSpace(motive) == "" {
		wrong.Add("motif", "Écrivez pourquoi la règle ne s’applique pas à cette personne.")
	}
	if !rule.Overridable() {
		wrong.Add("regle", "Cette règle ne peut pas être écartée.")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	if _, err := s.group(group); err != nil {
		return err
	}
	_, err := s.once(ctx, by, key, func(t *turn) (string, error) {
		_, err := t.tx.Exec(ctx, `
			INSERT INTO registration_override (person_id, group_id, rule, motive, by_account, at)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (person_id, group_id, rule) DO UPDATE SET motive = excluded.motive, by_account = excluded.by_account, at = excluded.at`,
			string(person), string(group), string(rule), motive, by.Account, t.now)
		if err != nil {
			return "", fmt.Errorf("set a rule aside: %w", err)
		}
		return "", t.record(ctx, journal.Entry{Person: string(person), Action: Changed, Object: "loisirs/groupes/" + string(group), Detail: "rule set aside: " + string(rule), Reason: motive})
	})
	return err
}
