package demo

import (
	"context"
	"fmt"
	"time"

	"sem/internal/accounts"
	"sem/internal/demo/assessor"
	"sem/internal/demo/chance"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
)

// dwelling is the property that a door belongs to.
type dwelling struct {
	id        places.PropertyID
	matricule places.Matricule
	whole     bool // whole: nobody else lives there, so that one household can own it.
}

// findDwellings asks the roll for the property of each door.
func (b *builder) findDwellings(ctx context.Context, units []assessor.Unit) error {
	ids, err := b.Property.Matricules(ctx, b.DB)
	if err != nil {
		return err
	}
	byLine := make(map[string]dwelling, len(b.addresses))
	for _, u := range units {
		id, ok := ids[u.Matricule]
		if !ok {
			return fmt.Errorf("the roll does not have %s", u.Matricule)
		}
		for _, door := range u.Doors {
			byLine[door.Line()] = dwelling{id, u.Matricule, len(u.Doors) == 1}
		}
	}
	b.dwellings = make(map[places.AddressID]dwelling, len(byLine))
	for _, a := range b.addresses {
		home := byLine[a.Line()]
		if home.whole && b.rental.id == "" && a.Street == "rue du Moulin" && a.Civic != "84" {
			b.rental, home.whole = home, false // Gérard Paquette rents it out.
		}
		b.dwellings[a.ID] = home
	}
	return nil
}

const (
	ownHome       = 70 // ownHome is how many households in a hundred of those with an account own the home that can be owned, and have said so.
	residentYears = 2
)

// deeds links the home of a household, in most of them, to those of its adults who have
// opened an account.
func (b *builder) deeds(part *batch, h home, opened []accounts.Account) {
	place := b.dwellings[h.address.ID]
	d := chance.For("deed", h.number)
	if !place.whole || !d.Happens(ownHome) {
		return
	}
	for _, a := range opened {
		for i := range h.adults {
			if h.adults[i].ID == a.Person {
				lived := int(b.Now.Sub(a.CreatedAt).Hours())
				b.tie(part, place, &h.adults[i], a, property.Owner, a.CreatedAt.Add(time.Duration(d.IntN(max(lived, 1)))*time.Hour))
			}
		}
	}
}

// tie writes what a person is to a property, as the roll's own use case does: an owner has
// copied the code on the tax bill, and is a resident; a tenant has said so.
func (b *builder) tie(part *batch, to dwelling, p *people.Person, a accounts.Account, role property.Role, at time.Time) {
	h := property.Holding{ID: b.IDs.New(), Property: to.id, Person: p.ID, Role: role, Proof: property.ByWord, Since: at}
	if role == property.Owner {
		h.Proof = property.ByBill
		if until := at.AddDate(residentYears, 0, 0); p.Residence != people.Resident || p.ResidenceUntil.Before(until) {
			p.Residence, p.ResidenceUntil, p.UpdatedAt = people.Resident, until, at
		}
	}
	part.holdings = append(part.holdings, h)
	part.journal = append(part.journal, journal.Entry{
		ID: b.IDs.New(), At: at, Actor: string(a.ID), Person: string(p.ID), Action: journal.PropertyLinked, Object: to.matricule.String(),
		Detail: string(h.Role) + "," + string(h.Proof),
	})
}

// namedDeeds links the cast to where they live, as owners and as a tenant, and Gérard
// Paquette to the house that he lived in before.
func (b *builder) namedDeeds(part *batch) {
	since := b.Now.AddDate(-2, 3, -9).Truncate(time.Second)
	for i := range part.people {
		p := &part.people[i]
		for _, a := range part.accounts {
			if a.Person != p.ID {
				continue
			}
			home := b.dwellings[places.AddressID(p.AddressID)]
			switch {
			case a.UserCode == SeniorCode:
				b.tie(part, b.rental, p, a, property.Owner, since)
			case a.UserCode == TenantCode:
				b.tie(part, home, p, a, property.Tenant, since)
			case home.whole:
				b.tie(part, home, p, a, property.Owner, since)
			}
		}
	}
}
