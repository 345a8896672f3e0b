package stacks_test

import (
	"context"
	"fmt"
	"time"

	"sem/internal/clock"
	"sem/internal/connect/sip2"
	"sem/internal/demo/stacks"
	"sem/internal/library"
)

// A demonstration starts its library, and reaches it as a city reaches its own.
func Example() {
	house := &stacks.Library{Clock: clock.At(time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC))}
	if err := house.Start(); err != nil {
		fmt.Println(err)
		return
	}
	defer house.Stop()

	driver := sip2.Wire{Clock: house.Clock, Dial: house.Dial}.Driver()
	system, err := driver.Open(stacks.Settings())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer system.Close()

	card, pin := stacks.CardOf(stacks.Zoe)
	all, err := system.RenewAll(context.Background(), library.Key{Card: card, PIN: pin})
	if err != nil {
		fmt.Println(err)
	}
	for _, r := range all {
		fmt.Printf("%s: %t, %q\n", r.Title, r.Renewed, r.Words)
	}
	// Output:
	// Biscuit, chien de traîneau: true, ""
	// Les Détectives du marché, tome 3: false, "Nombre maximal de renouvellements atteint"
	// Capitaine Moutarde contre les pieuvres: true, ""
	// Trois-rivières : le jeu du bois: false, "Ce document ne se renouvelle pas"
	// Une année chez les castors: true, ""
}
