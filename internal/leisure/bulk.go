package leisure

import (
	"context"
	"slices"
	"strconv"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/money"
	"sem/internal/session"
	"sem/internal/text"
)

// Bulk changes many groups at once; a nil field stays as it is.
type Bulk struct {
	Groups     []GroupID
	Places     *int
	Percent    money.Rate  // Percent raises the prices, or lowers them when negative: 5 000 000 is 5 %.
	RoundTo    money.Cents // RoundTo rounds the new prices to the nearest multiple; 0 is to the cent.
	Room       *string
	Instructor *string
	Windows    *[]Window
}

// BulkLine is what a bulk change does to a group.
type BulkLine struct{ Before, After *Group }

// PreviewBulk says what a bulk change would do, or what is wrong with it; its faults name the
// fields groupes, places, pourcent, prix, fenetres. Groups that it leaves as they are are not
// listed; those that share places with one of them are.
func (s *Service) PreviewBulk(b Bulk) ([]BulkLine, error) {
	p := s.Program()
	var problems fault.Problems
	if len(b.Groups) == 0 {
		problems.Add("groupes", "Choisissez au moins un groupe.")
	}
	if b.Percent < -mostPercents || b.Percent > 10*mostPercents {
		problems.Add("pourcent", "Un changement de prix va de -100 % à 1 000 %.")
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	var lines []BulkLine
	for _, before := range p.concerned(b) {
		after := b.applied(*before, slices.Contains(b.Groups, before.ID))
		if err := after.problems().Err(); err != nil {
			return nil, err
		}
		if !sameGroup(*before, after) {
			lines = append(lines, BulkLine{before, &after})
		}
	}
	return lines, nil
}

// concerned are the groups that were chosen, and those that share places which change.
func (p *Program) concerned(b Bulk) []*Group {
	var all []*Group
	for _, id := range b.Groups {
		g, known := p.Group(id)
		if !known {
			continue
		}
		some := []*Group{g}
		if b.Places != nil {
			some = p.Sharing(g)
		}
		for _, one := range some {
			if !slices.Contains(all, one) {
				all = append(all, one)
			}
		}
	}
	return all
}

// applied is a group after the change; one that was not chosen itself gets the places only.
func (b Bulk) applied(g Group, chosen bool) Group {
	if b.Places != nil {
		g.Places = *b.Places
		g.Counter, g.Minimum = min(g.Counter, g.Places), min(g.Minimum, g.Places)
	}
	if !chosen {
		return g
	}
	if b.Room != nil {
		g.Room = text.SafeLine(*b.Room)
	}
	if b.Instructor != nil {
		g.Instructor = text.SafeLine(*b.Instructor)
	}
	if b.Windows != nil {
		g.Windows = *b.Windows
	}
	if b.Percent != 0 {
		g.Prices = slices.Clone(g.Prices)
		for i, price := range g.Prices {
			g.Prices[i].Amount = rounded(price.Amount+b.Percent.PerHundred(price.Amount), b.RoundTo)
		}
	}
	return g
}

// rounded is an amount to the nearest multiple of another, halves upwards.
func rounded(amount, to money.Cents) money.Cents {
	if to <= 1 {
		return amount
	}
	return (amount + to/2) / to * to
}

// BulkMark is the mark of the groups that a bulk change would touch.
func (s *Service) BulkMark(b Bulk) Mark {
	var some []Group
	for _, g := range s.Program().concerned(b) {
		some = append(some, *g)
	}
	return markOfMany(some)
}

// BulkChange changes many groups at once, and tells how many changed.
func (s *Service) BulkChange(ctx context.Context, by session.Viewer, b Bulk, sent Sent) (int, error) {
	if err := mayManage(by); err != nil {
		return 0, err
	}
	lines, err := s.PreviewBulk(b)
	if err != nil {
		return 0, err
	}
	answer, err := s.run(ctx, deed{by, sent.Key, strconv.Itoa(len(lines)), "groups", "bulk change"}, func(tx *db.Tx) error {
		some, err := s.concernedNow(ctx, tx, b)
		if err != nil {
			return err
		}
		if err := unchangedMany(ctx, tx, sent.Seen, some); err != nil {
			return err
		}
		for _, before := range some {
			if err := s.changeGroup(ctx, tx, by, b, before); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(answer)
}

// concernedNow are the groups that a bulk change touches, as they are in the registers.
func (s *Service) concernedNow(ctx context.Context, tx *db.Tx, b Bulk) (some []Group, err error) {
	for _, one := range s.Program().concerned(b) {
		now, known, err := groupOf(ctx, tx, one.ID)
		if err != nil {
			return nil, err
		}
		if known {
			some = append(some, now)
		}
	}
	return some, nil
}

// changeGroup applies a bulk change to one group.
func (s *Service) changeGroup(ctx context.Context, tx *db.Tx, by session.Viewer, b Bulk, before Group) error {
	after := b.applied(before, slices.Contains(b.Groups, before.ID))
	if sameGroup(before, after) {
		return nil
	}
	if err := after.problems().Err(); err != nil {
		return err
	}
	after.Sequence++
	if err := putGroup(ctx, tx, after, s.Clock.Now()); err != nil {
		return err
	}
	return s.write(ctx, tx, by, "group "+after.Code, "bulk change")
}
