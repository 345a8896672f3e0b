package neighbourhood

import (
	"context"

	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
)

// Spot is the point that somebody looks around from.
type Spot struct {
	Known       bool
	Label       string         // Label is the address on one line, or the matricule.
	Address     places.Address // Address is zero when only the property is known.
	Point       geo.Point      // Point is zero when nobody knows where it is.
	Approximate bool           // Approximate points come from the digits of a matricule.
	Typed       string
	Choices     []places.Address
	More        bool // More is true when other addresses are like what was typed.
}

// Properties is all that the neighbourhood asks of the assessment roll.
type Properties interface {
	PropertyOf(ctx context.Context, m places.Matricule) (places.PropertyID, error)
	Position(ctx context.Context, p places.PropertyID) (geo.Point, property.PositionKind, error)
	OwnedBy(ctx context.Context, person people.ID) ([]property.Holding, error)
}

// Spot is the point that somebody means with an address as they typed or chose it, or with
// the matricule of a property.
func (s *Service) Spot(ctx context.Context, typed string, chosen places.AddressID) (Spot, error) {
	found, err := s.Places.Find(ctx, typed, chosen)
	if err != nil {
		return Spot{}, err
	}
	if m, ok := places.ParseMatricule(typed); ok && s.Properties != nil && (!found.Known || found.Address.Point.IsZero()) {
		spot, err := s.spotOf(ctx, m)
		if fault.KindOf(err) == fault.NotFound {
			return Spot{Typed: typed}, nil
		}
		return spot, err
	}
	if !found.Known {
		return Spot{Typed: found.Typed, Choices: found.Choices, More: found.More}, nil
	}
	return spotAt(found.Address), nil
}

func spotAt(a places.Address) Spot {
	return Spot{Known: true, Label: a.Line(), Address: a, Point: a.Point, Typed: a.Line()}
}

func (s *Service) spotOf(ctx context.Context, m places.Matricule) (Spot, error) {
	p, err := s.Properties.PropertyOf(ctx, m)
	if err != nil {
		return Spot{}, err
	}
	point, kind, err := s.Properties.Position(ctx, p)
	if err != nil {
		return Spot{}, err
	}
	return Spot{Known: true, Label: m.String(), Point: point, Approximate: kind == property.Approximate, Typed: m.String()}, nil
}

// HomeOf is where somebody lives: the address of their file, or else a property they linked.
// It is not known of who gave neither.
func (s *Service) HomeOf(ctx context.Context, person people.ID, address places.AddressID) (Spot, error) {
	var home places.Address
	if address != "" {
		a, err := s.Places.AddressByID(ctx, s.DB, address)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return Spot{}, err
		}
		home = a
	}
	return s.HomeAt(ctx, person, home)
}

// HomeAt is HomeOf for whoever has read the address already, the zero one where there is none.
func (s *Service) HomeAt(ctx context.Context, person people.ID, home places.Address) (Spot, error) {
	if !home.Point.IsZero() {
		return spotAt(home), nil
	}
	if s.Properties == nil || person == "" {
		return Spot{}, nil
	}
	held, err := s.Properties.OwnedBy(ctx, person)
	if err != nil || len(held) == 0 {
		return Spot{}, err
	}
	if held[0].Address != "" {
		if a, err := s.Places.AddressByID(ctx, s.DB, held[0].Address); err == nil && !a.Point.IsZero() {
			return spotAt(a), nil
		}
	}
	spot, err := s.spotOf(ctx, held[0].Matricule)
	if held[0].Line != "" {
		spot.Label, spot.Typed = held[0].Line, held[0].Line
	}
	return spot, err
}
