package collections_test

import (
	"fmt"
	"time"

	"sem/internal/civil"
	"sem/internal/collections"
)

// A rule has its days whatever the year and the clocks.
func ExampleRule_Preview() {
	anchor, _ := civil.ParseDay("2026-12-17")
	rule := collections.Rule{Stream: "recyclage", Pace: collections.Pace{Kind: collections.Weekly, Weekday: time.Thursday, Every: 2, Anchor: anchor}}
	for _, day := range rule.Preview(anchor, 3) {
		fmt.Println(day)
	}
	// Output:
	// 2026-12-17
	// 2026-12-31
	// 2027-01-14
}

// The room answers for an address from memory.
func ExampleService_Next() {
	var room collections.Service // A room that has read nothing knows nothing.
	today := civil.DayOf(time.Date(2026, 9, 2, 15, 0, 0, 0, time.UTC))
	fmt.Println(today, len(room.DoorIn("jeudi", "").Next(today, 3)))
	// Output: 2026-09-02 0
}
