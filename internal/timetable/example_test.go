package timetable_test

import (
	"context"
	"fmt"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/timetable"
)

// A page that shows what a family has in a week looks once, and asks for the days it shows.
func ExampleService_Look() {
	week := func(ctx context.Context, s *timetable.Service, by session.Viewer, monday civil.Day) error {
		family, err := s.Look(ctx, by)
		if err != nil {
			return err
		}
		classes := family.Between(monday, monday+6, "")
		for _, c := range classes {
			fmt.Println(c.Day, c.Start, c.Activity.Title.In(i18n.With(ctx, i18n.French)), c.Happens())
		}
		for _, clash := range family.Clashes(classes, s.Clock.Now()) {
			fmt.Println(clash.Kind, clash.A.Day, clash.People)
		}
		return nil
	}
	_ = week
}
