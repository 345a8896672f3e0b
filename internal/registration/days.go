package registration

import (
	"context"
	"fmt"

	"sem/internal/civil"
	"sem/internal/db"
)

// careTogether is how many places one query asks for.
const careTogether = 256

// CareDays are the days on which the people of places were there to be looked after: those on
// which the group met, until the place was given up. Places that were never registered have
// none, nor have those of a group that is gone.
func (s *Service) CareDays(ctx context.Context, places []string) (map[string][]civil.Day, error) {
	days, program := map[string][]civil.Day{}, s.Leisure.Program()
	for len(places) > 0 {
		some := places[:min(len(places), careTogether)]
		places = places[len(some):]
		found, err := placesWhere(ctx, s.DB, "p.id IN ("+db.Marks(len(some), 1)+")", texts(some)...)
		if err != nil {
			return nil, fmt.Errorf("read the days of care: %w", err)
		}
		for _, p := range found {
			if p.ConfirmedAt.IsZero() {
				continue
			}
			for _, class := range program.Occurrences(p.Group) {
				if class.Held() && (p.EndedAt.IsZero() || class.Starts().Before(p.EndedAt)) {
					days[string(p.ID)] = append(days[string(p.ID)], class.Day)
				}
			}
		}
	}
	return days, nil
}
