package rush

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/accounts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/session"
)

// Opening is an opening to rehearse in a town of any size: families with a child who all want
// a place in few groups.
type Opening struct {
	Families int
	Groups   int
	Places   int // Places are those of each group.
	Opens    time.Time
	Price    money.Cents // Price is that of every other group; the others are free.
}

// Furnish writes the families and the groups into registers, and gives the families as they
// come. Each is signed in: its session is written as signing in writes it, without the password,
// because hashing passwords is all that a rush of families signing in would measure.
func (o Opening) Furnish(ctx context.Context, d *db.DB, c clock.Clock) (families []Family, err error) {
	err = d.InTx(ctx, func(tx *db.Tx) error {
		ids := id.Random()
		if err := (&leisure.Service{DB: d, Clock: c, IDs: ids}).LoadTx(ctx, tx, o.program()); err != nil {
			return fmt.Errorf("load the groups: %w", err)
		}
		register := &people.Service{DB: d, Clock: c, IDs: ids}
		doors := &accounts.Service{DB: d, Clock: c, IDs: ids, People: register}
		families, err = o.load(ctx, tx, register, doors, session.Store{DB: d, Clock: c})
		return err
	})
	if err != nil {
		return nil, err
	}
	return families, d.Analyse(ctx)
}

func (o Opening) group(i int) leisure.GroupID {
	return leisure.GroupID(fmt.Sprintf("ruee-%02d", i%o.Groups))
}

// program is a session whose groups all open at the same moment, after a draw.
func (o Opening) program() leisure.Parts {
	first := civil.DayOf(o.Opens) + 40
	parts := leisure.Parts{Sessions: []leisure.Session{{
		ID: "ruee", Code: "RUEE", Name: i18n.Words{FR: "Répétition", EN: "Rehearsal"}, From: first, To: first + 70, Published: true, Drawn: true,
		Windows: []leisure.Window{{Opens: o.Opens}},
	}}}
	for i := range o.Groups {
		g := o.group(i)
		price := money.Cents(0)
		if i%2 == 1 {
			price = o.Price
		}
		activity := leisure.ActivityID("a-" + g)
		parts.Activities = append(parts.Activities, leisure.Activity{
			ID: activity, Session: "ruee", Code: string(g), Title: i18n.Words{FR: fmt.Sprint("Natation ", i), EN: fmt.Sprint("Swimming ", i)}, Category: "sport",
		})
		parts.Groups = append(parts.Groups, leisure.Group{
			ID: g, Activity: activity, Session: "ruee", Code: string(g) + "-01", Places: o.Places, Waits: true, From: first, To: first + 63,
			Prices: []leisure.Price{{Amount: price}}, Slots: []leisure.Slot{{Weekday: time.Saturday, Start: civil.Time(9 * 60), End: civil.Time(10 * 60)}},
		})
	}
	return parts
}

// load writes the families: a parent with an account and an open session, and a child.
func (o Opening) load(ctx context.Context, tx *db.Tx, register *people.Service, doors *accounts.Service, store session.Store) ([]Family, error) {
	at := store.Clock.Now()
	families := make([]Family, o.Families)
	var all []people.Person
	var homes []people.Household
	var keys []accounts.Account
	for i := range families {
		name := fmt.Sprintf("ruee-%05d", i)
		parent, child := people.ID(name), people.ID(name+"-enfant")
		all = append(all, somebody(parent, "Alex", "1988-05-05", at), somebody(child, "Zoé", "2017-05-14", at))
		homes = append(homes, people.Household{ID: "foyer-" + name, CreatedAt: at, Members: []people.Member{
			{ID: "membre-" + name, Person: people.Person{ID: parent}, Kind: people.Adult, May: people.AllRights, Since: at},
			{ID: "membre-" + name + "-enfant", Person: people.Person{ID: child}, Kind: people.Child, Since: at},
		}})
		keys = append(keys, accounts.Account{ID: accounts.ID("compte-" + name), Person: parent, UserCode: fmt.Sprint(7_000_001 + i), State: accounts.Active, CreatedAt: at, UpdatedAt: at})
		families[i] = Family{People: []string{string(child)}, Group: string(o.group(i))}
	}
	if err := register.Load(ctx, tx, slices.Values(all)); err != nil {
		return nil, err
	}
	if err := register.LoadHouseholds(ctx, tx, slices.Values(homes)); err != nil {
		return nil, err
	}
	if err := doors.Load(ctx, tx, "unused", slices.Values(keys)); err != nil {
		return nil, err
	}
	for i, one := range keys {
		secret, err := store.Start(ctx, tx, session.Session{Account: string(one.ID), Device: "répétition", Origin: "127.0.0.1"})
		if err != nil {
			return nil, err
		}
		families[i].Cookies = map[string]string{session.Ticket: secret}
	}
	return families, nil
}

func somebody(id people.ID, name, born string, at time.Time) people.Person {
	return people.Person{
		ID: id, GivenName: name, FamilyName: "Gagnon", BirthDate: born, Language: "fr", Residence: people.Resident, ResidenceUntil: at.AddDate(1, 0, 0), CreatedAt: at, UpdatedAt: at,
	}
}
