package rush

import (
	"context"
	"fmt"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
)

// Books are what the registers say after the morning.
type Books interface {
	PlacesOf(ctx context.Context, who ...people.ID) ([]registration.Place, error)
	Left(leisure.GroupID) leisure.Left
}

// OpenBooks reads the registers of a town, which may be running.
func OpenBooks(ctx context.Context, d *db.DB, c clock.Clock) (Books, error) {
	program := &leisure.Service{DB: d, Clock: c}
	if err := program.Refresh(ctx); err != nil {
		return nil, err
	}
	places := &registration.Service{DB: d, Clock: c, People: &people.Service{DB: d, Clock: c}, Leisure: program}
	return places, places.Refresh(ctx)
}

// Compare compares what families were told with what the registers hold, and says all that
// is wrong: a group with more places taken than it has, an order that was acknowledged and is
// not there, a person with two places in one group, a place that nobody was told of.
func (m *Morning) Compare(ctx context.Context, r *Result, books Books) (wrong []string, err error) {
	confirmed, groups := map[people.ID]int{}, map[leisure.GroupID]int{}
	told := map[int]bool{}
	for _, a := range r.Orders {
		told[a.Family] = true
	}
	for i, v := range m.visitors {
		for _, one := range v.People {
			who := people.ID(one)
			places, err := books.PlacesOf(ctx, who)
			if err != nil {
				return nil, err
			}
			for _, p := range places {
				if p.Group != leisure.GroupID(v.Group) || p.State != registration.Confirmed {
					continue
				}
				confirmed[who]++
				groups[p.Group]++
			}
			switch {
			case told[i] && confirmed[who] == 0:
				wrong = append(wrong, fmt.Sprintf("family %d was told %s and has no place", i, v.said))
			case confirmed[who] > 1:
				wrong = append(wrong, fmt.Sprintf("%s has %d places in group %s", who, confirmed[who], v.Group))
			case !told[i] && confirmed[who] > 0 && v.outcome != Failed && v.outcome != Unpaid:
				wrong = append(wrong, fmt.Sprintf("family %d was told %s and has a place", i, v.outcome))
			}
		}
	}
	for g, n := range groups {
		left := books.Left(g)
		if n > left.Places || left.Taken > left.Places {
			wrong = append(wrong, fmt.Sprintf("group %s has %d places, %d confirmed and %d taken", g, left.Places, n, left.Taken))
		}
		if left.Taken < n {
			wrong = append(wrong, fmt.Sprintf("group %s counts %d taken and %d are confirmed", g, left.Taken, n))
		}
	}
	return wrong, nil
}
