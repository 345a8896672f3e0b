package library

import (
	"context"

	"sem/internal/i18n"
)

// NoDriver is the code of the driver of a city whose library is not connected.
const NoDriver = "none"

// None is the driver of a city whose library is not connected: it says so.
func None() Driver {
	return Driver{
		Code: NoDriver,
		Name: func(ctx context.Context) string { return i18n.T(ctx, "Aucun système") },
		Text: func(ctx context.Context) string {
			return i18n.T(ctx, "La page de la bibliothèque dit qu’elle n’est pas reliée. Les cartes déjà liées sont gardées avec leur dernier état connu.")
		},
		Open:  func(Settings) (System, error) { return absent{}, nil },
		Check: func(Settings) error { return nil },
		Try:   func(context.Context, Settings, Key) []Step { return nil },
	}
}

// absent is the system of a library that is not connected.
type absent struct{}

// Abilities are none.
func (absent) Abilities() Abilities { return Abilities{} }

// Check says that there is no system.
func (absent) Check(context.Context, string, string) (Patron, error) { return Patron{}, errAbsent }

// Account says that there is no system.
func (absent) Account(context.Context, Key) (Account, error) { return Account{}, errAbsent }

// Renew says that there is no system.
func (absent) Renew(context.Context, Key, string) (Renewal, error) { return Renewal{}, errAbsent }

// RenewAll says that there is no system.
func (absent) RenewAll(context.Context, Key) ([]Renewal, error) { return nil, errAbsent }

// PlaceHold says that there is no system.
func (absent) PlaceHold(context.Context, Key, Wish) (Outcome, error) { return Outcome{}, errAbsent }

// CancelHold says that there is no system.
func (absent) CancelHold(context.Context, Key, string) (Outcome, error) {
	return Outcome{}, errAbsent
}

// Close has nothing to let go of.
func (absent) Close() error { return nil }
