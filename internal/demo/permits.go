package demo

import (
	"context"
	"fmt"
	"time"

	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/watering"
)

// permits have two citizens ask to water a new lawn, in this summer or the last one: one is
// granted, the other waits.
func (b *builder) permits(ctx context.Context) error {
	at := lastSummer(b.Now)
	desk := &watering.Service{DB: b.DB, Clock: clock.At(at), IDs: b.IDs, People: b.People, Places: b.Places, Alerts: b.Alerts}
	if err := desk.Refresh(ctx); err != nil {
		return err
	}
	martin := b.teller.staff.named("Martin Gagnon")
	decides := session.Viewer{Account: martin.account, FullName: martin.name, Role: martin.role, Departments: martin.departments}
	for _, ask := range []struct {
		who     people.Person
		metres  int
		granted bool
	}{{b.cast.patrick, 180, true}, {b.cast.rejean, 95, false}} {
		citizen := session.Viewer{Account: b.accountOf[string(ask.who.ID)], Person: string(ask.who.ID)}
		number, err := desk.Ask(ctx, citizen, watering.Application{
			Kind: "pelouse", Address: places.AddressID(ask.who.AddressID), AreaMetres: ask.metres, From: clock.Local(at).AddDate(0, 0, 2).Format(time.DateOnly), Accepted: true,
		}, forms.Key{})
		if err != nil {
			return fmt.Errorf("ask a permit: %w", err)
		}
		if !ask.granted {
			continue
		}
		if err := desk.Decide(ctx, decides, number, watering.Decision{Grant: true}, forms.Key{}); err != nil {
			return fmt.Errorf("grant a permit: %w", err)
		}
	}
	if _, err := b.Journal.Seal(ctx); err != nil {
		return err
	}
	return b.Watering.Refresh(ctx)
}

// lastSummer is a moment some days ago if lawns are laid then, and late in August otherwise.
func lastSummer(now time.Time) time.Time {
	at := now.AddDate(0, 0, -5)
	begin, end := time.Date(at.Year(), 5, 10, 15, 0, 0, 0, time.UTC), time.Date(at.Year(), 8, 28, 15, 0, 0, 0, time.UTC)
	switch {
	case at.Before(begin):
		return end.AddDate(-1, 0, 0)
	case at.After(end):
		return end
	}
	return at
}
