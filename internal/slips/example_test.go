package slips_test

import (
	"fmt"

	"sem/internal/slips"
)

func ExampleNumberOf() {
	fmt.Println(slips.NumberOf(12345670)) // 12345670 ÷ 7 leaves 1.
	// Output: 123456701
}

func ExampleDeadline() {
	fmt.Println(slips.Deadline(2026), slips.Deadline(2027))
	// Output: 2027-02-28 2028-02-29
}

func ExampleNamed() {
	fmt.Println(slips.Named("Tremblay, Zoé"))
	// Output: Zoé Tremblay
}
