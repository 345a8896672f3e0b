package registration

import (
	"context"
	"slices"

	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/session"
)

// absentPlace is said of a place that is not there, or not the viewer's.
func absentPlace() error {
	return fault.New(fault.NotFound, "Cette inscription n’existe pas, ou n’est pas dans votre dossier.")
}

// majority is the age from which somebody registers for themself only.
const majority = 18

// mayRegister refuses whoever may not register these people in the cart of an owner. The
// counter may. A citizen's cart is their own, or that of somebody who gave them a mandate for
// leisure; they register themself, whoever gave them a mandate, and the children and dependants
// of their households whom they have the right to register.
func (s *Service) mayRegister(ctx context.Context, by session.Viewer, owner people.ID, who ...people.ID) error {
	if by.May(session.LeisureDesk) {
		return nil
	}
	if by.Person == "" || by.Staff() {
		return fault.New(fault.Forbidden, "Connectez-vous à votre dossier pour inscrire quelqu’un.")
	}
	self := people.ID(by.Person)
	if owner == self && !slices.ContainsFunc(who, func(one people.ID) bool { return one != self }) {
		return nil
	}
	circle, err := s.People.Circle(ctx, self, people.Leisure)
	if err != nil {
		return err
	}
	mandates := []people.ID{self}
	for _, c := range circle.InCare {
		if c.Why == people.ByMandate {
			mandates = append(mandates, c.Person.ID)
		}
	}
	if !slices.Contains(mandates, owner) {
		return absentPlace()
	}
	may := append(mandates, s.registers(circle, self)...)
	for _, one := range who {
		if !slices.Contains(may, one) {
			return fault.New(fault.NotFound, "Cette personne n’est pas parmi celles que vous pouvez inscrire.")
		}
	}
	return nil
}

// registers are the children and dependants whom an adult may register.
func (s *Service) registers(c people.Circle, adult people.ID) (may []people.ID) {
	now := s.Clock.Now()
	for _, home := range c.Homes {
		me, ok := home.Of(adult)
		if !ok || me.Kind != people.Adult || !me.May.Register {
			continue
		}
		for _, m := range home.Members {
			if m.Kind == people.Dependant || m.Kind == people.Child && m.Person.Age(now) < majority {
				may = append(may, m.Person.ID)
			}
		}
	}
	return may
}

// Registers are the people whom a citizen may register: themself first.
func (s *Service) Registers(ctx context.Context, by session.Viewer) ([]people.Person, error) {
	self := people.ID(by.Person)
	circle, err := s.People.Circle(ctx, self, people.Leisure)
	if err != nil {
		return nil, err
	}
	may := s.registers(circle, self)
	var some []people.Person
	for _, c := range circle.InCare {
		if c.Person.ID == self || c.Why == people.ByMandate {
			some = append(some, c.Person)
		}
	}
	for _, home := range circle.Homes {
		for _, m := range home.Members {
			if slices.Contains(may, m.Person.ID) && !slices.ContainsFunc(some, func(p people.Person) bool { return p.ID == m.Person.ID }) {
				some = append(some, m.Person)
			}
		}
	}
	return some, nil
}

// mayManage refuses whoever may not act for the payer of a place: the counter, the payer, and
// whoever has their mandate for leisure may.
func (s *Service) mayManage(ctx context.Context, by session.Viewer, p Place) error {
	if by.May(session.LeisureDesk) {
		return nil
	}
	if by.Person == "" || by.Staff() || s.mayRegister(ctx, by, p.Payer) != nil {
		return absentPlace()
	}
	return nil
}

// Place is one place, for the counter and the team, for whoever pays, and for whoever may see
// its person.
func (s *Service) Place(ctx context.Context, by session.Viewer, which PlaceID) (Place, error) {
	p, err := placeByID(ctx, s.DB, which)
	if err != nil {
		return Place{}, err
	}
	if !by.May(session.LeisureDesk) && !by.May(session.LeisureTeam) && s.mayManage(ctx, by, p) != nil {
		if by.Person == "" || s.People.MayAct(ctx, s.DB, people.ID(by.Person), p.Person, people.Leisure) != nil {
			return Place{}, absentPlace()
		}
	}
	one := []Place{p}
	return one[0], s.rank(ctx, s.DB, one)
}
