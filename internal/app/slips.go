package app

import (
	"context"

	"sem/internal/civil"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/slips"
	"sem/internal/slips/slipsweb"
)

// slipKey is the purpose of the key that seals social insurance numbers.
const slipKey = "social insurance numbers"

// openSlips gives the slips for childcare what they need.
func (a *App) openSlips() {
	a.Slips = &slips.Service{
		DB: a.DB, Clock: a.Clock, IDs: a.IDs, People: a.People, Payments: a.Payments, Care: cared{a}, Alerts: a.Alerts,
		Sessions: session.Store{DB: a.DB, Clock: a.Clock}, Key: a.keys.For(slipKey), Income: registration.ChildcareIncome,
	}
}

// slipPages are the pages of the slips.
func (a *App) slipPages() slipsweb.Pages {
	return slipsweb.Pages{Slips: a.Slips, People: a.People, Clock: a.Clock, Staff: a.Accounts.StaffName}
}

// cared tells the slips of days of care and of addresses.
type cared struct{ *App }

// CareDays are the days on which a child was looked after.
func (c cared) CareDays(ctx context.Context, places []string) (map[string][]civil.Day, error) {
	return c.Registration.CareDays(ctx, places)
}

// Address is where a slip goes: street, then town and postal code.
func (c cared) Address(ctx context.Context, p people.Person) (string, error) {
	if p.AddressID == "" {
		return p.AddressLine, nil
	}
	at, err := c.Places.AddressByID(ctx, c.DB, places.AddressID(p.AddressID))
	if err != nil {
		return "", err
	}
	town := c.Config.City.Name + " (Québec)"
	if at.PostalCode != "" {
		town += " " + at.PostalCode
	}
	return at.Line() + "\n" + town, nil
}
