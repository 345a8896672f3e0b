package timetable

import (
	"context"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
)

// Service makes timetables.
type Service struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    id.Source
	People *people.Service
	// Leisure is the program, with its classes.
	Leisure interface{ Program() *leisure.Program }
	// Places are what registration knows of people, whom the caller may see.
	Places interface {
		PlacesOf(ctx context.Context, who ...people.ID) ([]registration.Place, error)
	}
	// Key makes the secrets of addresses; it is not in the database, so that the database alone
	// opens none.
	Key []byte
}

// Look is the timetable of the viewer's family as it stands now.
func (s *Service) Look(ctx context.Context, by session.Viewer) (Family, error) {
	if by.Person == "" || by.Staff() {
		return Family{}, fault.New(fault.Forbidden, "Connectez-vous à votre dossier pour voir votre horaire.")
	}
	return s.look(ctx, people.ID(by.Person))
}

func (s *Service) look(ctx context.Context, owner people.ID) (Family, error) {
	circle, err := s.People.Circle(ctx, owner, people.Leisure)
	if err != nil {
		return Family{}, err
	}
	f := Family{Owner: owner, program: s.Leisure.Program()}
	var ids []people.ID
	for _, c := range circle.InCare {
		f.People, ids = append(f.People, c.Person), append(ids, c.Person.ID)
	}
	places, err := s.Places.PlacesOf(ctx, ids...)
	if err != nil {
		return f, err
	}
	for _, p := range places {
		if p.State == registration.Confirmed {
			f.courses = append(f.courses, course{person: p.Person, group: p.Group, since: p.ConfirmedAt})
		}
	}
	kept, err := s.kept(ctx, keepersOf(owner, circle), ids)
	f.courses = append(f.courses, kept...)
	return f, err
}

// keepersOf are those whose kept activities the owner sees: their own, and those of the adults
// they live with.
func keepersOf(owner people.ID, c people.Circle) []people.ID {
	keepers := []people.ID{owner}
	for _, home := range c.Homes {
		for _, m := range home.Members {
			if m.Kind == people.Adult && m.Person.ID != owner {
				keepers = append(keepers, m.Person.ID)
			}
		}
	}
	return keepers
}
