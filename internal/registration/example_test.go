package registration_test

import (
	"fmt"

	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/registration"
)

// A price is told line by line: what residents pay, what others pay more, and the options.
func ExamplePriceOf() {
	g := leisure.Group{
		ID: "g", Prices: []leisure.Price{{Audience: leisure.Resident, Amount: 60_00}, {Amount: 90_00}},
		Options: []leisure.Option{{Code: "costume", Name: i18n.Words{FR: "Costume"}, Amount: 15_00}},
	}
	lines, _ := registration.PriceOf(leisure.Assemble(leisure.Parts{}), &g, leisure.Other, []string{"costume"}, 0)
	for _, l := range lines {
		fmt.Println(l.Kind, l.Amount.Plain())
	}
	// Output:
	// base 60.00
	// audience 30.00
	// option 15.00
}
