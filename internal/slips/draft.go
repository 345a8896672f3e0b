package slips

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/people"
)

// Lack is something that a slip is made without, or cannot be made without.
type Lack string

// What may be missing. Only the number may: the payer is not obliged to give it to us.
const (
	NoAddress Lack = "address"
	NoBirth   Lack = "birth"
	NoNAS     Lack = "nas"
)

// Draft is the slip of a payer for a child as it would be issued now.
type Draft struct {
	Year    int
	Payer   people.ID
	Child   people.ID
	Content Content
	Last    *Slip // Last is the slip that stands now, nil when none does.
	Lacks   []Lack
	Told    Told
	next    int // next is the rank of the slip that comes.
}

// Code is what an issue would make of it, empty when nothing.
func (d Draft) Code() Code {
	due := d.Content.Eligible > 0
	switch {
	case d.Last == nil && due:
		return Original
	case d.Last == nil:
		return ""
	case !due:
		return Cancelled
	case len(changes(d.Last.Content, d.Content)) > 0:
		return Amended
	}
	return ""
}

// Held tells whether something is missing without which a slip may not be made.
func (d Draft) Held() bool {
	return d.Code() != Cancelled && (slices.Contains(d.Lacks, NoAddress) || slices.Contains(d.Lacks, NoBirth))
}

// drafts are the slips of a year as they would be now, with those that stand: of one payer, or
// of everybody.
func (s *Service) drafts(ctx context.Context, year int, of people.ID) ([]Draft, error) {
	found, shares, err := s.amounts(ctx, year, of)
	if err != nil {
		return nil, err
	}
	var w db.Where
	w.And("year = ?", year)
	if of != "" {
		w.And("payer_id = ?", string(of))
	}
	issued, err := slipsWhere(ctx, s.DB, w)
	if err != nil {
		return nil, err
	}
	standing, ranks := map[pair]*Slip{}, map[pair]int{}
	for i := range issued {
		p := &issued[i]
		key := pair{p.Payer, p.Child}
		ranks[key] = max(ranks[key], p.Rank+1)
		standing[key] = later(standing[key], p)
		if found[key] == nil {
			found[key] = &Amounts{}
		}
	}
	told, err := toldTo(ctx, s.DB, of)
	if err != nil {
		return nil, err
	}
	all := make([]Draft, 0, len(found))
	for key, a := range found {
		d := Draft{Year: year, Payer: key.payer, Child: key.child, Told: told[key.payer], next: ranks[key]}
		if last := standing[key]; last != nil && last.Code != Cancelled {
			d.Last = last
		}
		d.Content = Content{Paid: a.Paid, Ineligible: a.Ineligible, Eligible: a.Eligible, Lines: a.Lines, Halved: shares[key]}
		all = append(all, d)
	}
	if err := s.fill(ctx, all, found); err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Draft) int {
		return cmp.Or(cmp.Compare(a.Content.PayerName, b.Content.PayerName), cmp.Compare(a.Payer, b.Payer), cmp.Compare(a.Content.ChildName, b.Content.ChildName), cmp.Compare(a.Child, b.Child))
	})
	return all, nil
}

func later(a, b *Slip) *Slip {
	if a == nil || b.Rank > a.Rank {
		return b
	}
	return a
}

// amounts are what was paid in a year by payer and child, with what is shared cut in halves.
func (s *Service) amounts(ctx context.Context, year int, of people.ID) (map[pair]*Amounts, map[pair]bool, error) {
	splits, err := splitsWhere(ctx, s.DB, "year = $1 AND state = 'accepted'", year)
	if err != nil {
		return nil, nil, err
	}
	var payers []people.ID
	if of != "" {
		payers = append(payers, of)
		for _, p := range splits {
			if p.Other == of {
				payers = append(payers, p.Payer)
			}
		}
	}
	moved, err := s.Payments.MovedIn(ctx, year, payers...)
	if err != nil {
		return nil, nil, err
	}
	found, shares := reckon(year, s.Income, moved), map[pair]bool{}
	share(found, shares, splits)
	if of != "" {
		for key := range found {
			if key.payer != of {
				delete(found, key)
			}
		}
	}
	return found, shares, nil
}

// share cuts in halves what two parents share, and gives each theirs.
func share(found map[pair]*Amounts, shares map[pair]bool, splits []Split) {
	theirs := map[pair][]Amounts{}
	for _, p := range splits {
		payer, other := pair{p.Payer, p.Child}, pair{p.Other, p.Child}
		if whole := found[payer]; whole != nil {
			theirs[other] = append(theirs[other], whole.half(false))
			*whole = whole.half(true)
			shares[payer], shares[other] = true, true
		}
	}
	for key, halves := range theirs {
		if found[key] == nil {
			found[key] = &Amounts{}
		}
		for _, h := range halves {
			found[key].join(h)
		}
	}
}

// join adds a half to what the other parent paid themself.
func (a *Amounts) join(b Amounts) {
	a.Lines, a.Objects = append(a.Lines, b.Lines...), append(a.Objects, b.Objects...)
	a.Paid, a.Ineligible, a.Eligible = a.Paid+b.Paid, a.Ineligible+b.Ineligible, a.Eligible+b.Eligible
}

// fill puts names, addresses, days and what is missing on drafts.
func (s *Service) fill(ctx context.Context, all []Draft, found map[pair]*Amounts) error {
	var who []people.ID
	var objects []string
	for _, d := range all {
		who = append(who, d.Payer, d.Child)
		objects = append(objects, found[pair{d.Payer, d.Child}].Objects...)
	}
	slices.Sort(who)
	persons, err := s.People.Persons(ctx, slices.Compact(who))
	if err != nil {
		return err
	}
	days, err := s.Care.CareDays(ctx, objects)
	if err != nil {
		return err
	}
	for i := range all {
		d := &all[i]
		payer, child := persons[d.Payer], persons[d.Child]
		if d.Content.PayerAddress, err = s.Care.Address(ctx, payer); err != nil {
			return err
		}
		d.Content.PayerName, d.Content.ChildName, d.Content.ChildBirth = listed(payer), listed(child), child.BirthDate
		d.Content.Days = daysIn(d.Year, found[pair{d.Payer, d.Child}].Objects, days)
		d.Lacks = lacks(*d)
	}
	return nil
}

// listed is a name as the slip has it: family name first.
func listed(p people.Person) string {
	if p.GivenName == "" || p.FamilyName == "" {
		return p.Name()
	}
	return p.FamilyName + ", " + p.GivenName
}

// Named is a name of a slip as one says it: Zoé Tremblay.
func Named(listed string) string {
	family, given, _ := strings.Cut(listed, ", ")
	return strings.TrimSpace(given + " " + family)
}

func lacks(d Draft) (all []Lack) {
	if d.Content.PayerAddress == "" {
		all = append(all, NoAddress)
	}
	if d.Content.ChildBirth == "" {
		all = append(all, NoBirth)
	}
	if !d.Told.NAS {
		all = append(all, NoNAS)
	}
	return all
}

// daysIn counts the days of a year on which one was looked after, a day of two places once.
func daysIn(year int, objects []string, days map[string][]civil.Day) int {
	seen := map[civil.Day]bool{}
	for _, o := range objects {
		for _, day := range days[o] {
			if y, _, _ := day.Date(); y == year {
				seen[day] = true
			}
		}
	}
	return len(seen)
}
