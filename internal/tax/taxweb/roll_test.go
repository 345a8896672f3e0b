package taxweb_test

import (
	"context"

	"sem/internal/people"
	"sem/internal/property"
)

func (r fakeRoll) HeldByEach(_ context.Context, whose ...people.ID) ([]property.Holding, error) {
	var all []property.Holding
	for _, person := range whose {
		all = append(all, r.held[person]...)
	}
	return all, nil
}
