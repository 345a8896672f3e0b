package library_test

import (
	"context"
	"fmt"

	"sem/internal/library"
)

// A page shows a card by its last figures.
func ExampleCard_Ending() {
	card := library.Card{Number: "21234000100017"}
	fmt.Println(card.Ending())
	// Output: 0017
}

// A city whose library is not connected has a system that says so.
func ExampleNone() {
	system, err := library.None().Open(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	guarded := library.Guard(system, library.GuardSettings{Retries: -1})
	_, err = guarded.Account(context.Background(), library.Key{Card: "21234000100017"})
	fmt.Println(err)
	// Output: unavailable: La bibliothèque de la Ville n’est pas encore reliée à ce site.
}
