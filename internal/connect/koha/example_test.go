package koha_test

import (
	"context"
	"fmt"

	"sem/internal/clock"
	"sem/internal/connect/koha"
	"sem/internal/library"
)

func ExampleREST() {
	driver := koha.REST(clock.System())
	settings := library.Settings{"adresse": "https://koha.bibliotheque.ca", "acces": "oauth", "compte": "b1d0", "secret": "s3cret"}
	if err := driver.Check(settings); err != nil {
		panic(err)
	}
	system, err := driver.Open(settings) // Nothing is asked yet.
	if err != nil {
		panic(err)
	}
	defer system.Close()
	fmt.Println(driver.Name(context.Background()), "renews:", system.Abilities().Renew, "keeps PINs:", system.Abilities().NeedsPIN)
	// Output: Koha (interface REST) renews: true keeps PINs: false
}
