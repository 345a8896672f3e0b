package lottery_test

import (
	"fmt"

	"sem/internal/leisure"
	"sem/internal/lottery"
)

// Three families in the order of their tickets, and two weeks with two places each. The second
// family’s children go together: there is one place left in their first choice.
func ExampleAllot() {
	order := []lottery.Request{
		{ID: "1", Most: 1, People: []lottery.Child{{Person: "Léa", Choices: []leisure.GroupID{"week 1"}}}},
		{ID: "2", Most: 1, People: []lottery.Child{
			{Person: "Noé", Together: true, Choices: []leisure.GroupID{"week 1", "week 2"}},
			{Person: "Mia", Together: true, Choices: []leisure.GroupID{"week 1", "week 2"}},
		}},
		{ID: "3", Most: 1, People: []lottery.Child{{Person: "Tom", Choices: []leisure.GroupID{"week 2", "week 1"}}}},
	}
	results := lottery.Allot(order, lottery.Bowl{
		Seat: func(g leisure.GroupID) (string, bool) { return string(g), true },
		Free: map[string]int{"week 1": 2, "week 2": 2},
	})
	for _, r := range results {
		fmt.Printf("%s: %s, choice %d\n", r.Person, r.Group, r.Choice)
	}
	// Output:
	// Léa: week 1, choice 1
	// Noé: week 2, choice 2
	// Mia: week 2, choice 2
	// Tom: week 1, choice 2
}
