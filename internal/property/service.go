package property

import (
	"context"
	"io"
	"iter"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/id"
	"sem/internal/intake"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// Service keeps the roll, and who holds what. Call Refresh before using it.
type Service struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     id.Source
	People  *people.Service
	Places  *places.Service
	Journal *journal.Service
	Alerts  *alerts.Service
	Bills   Bills  // Bills knows the codes on tax bills; nil knows none.
	Key     []byte // Key digests the codes of letters; it is not in the database.
	Zone    int    // Zone is the MTM zone of the city; 0 finds it by its districts.

	doors doorsInMemory
}

// Bills is all that the roll asks of the tax accounts.
type Bills interface {
	// BillCode tells whether code is printed on the tax bill of a property.
	BillCode(ctx context.Context, property places.PropertyID, code string) (bool, error)
}

// ImportOptions say how a roll is read.
type ImportOptions struct {
	DryRun       bool
	Municipality string                  // Municipality is the city's five digits; empty takes any.
	Progress     func(done, total int64) // Progress hears how many bytes were read, total 0 when unknown; nil hears nothing.
	Total        int64                   // Total is the size of the file in bytes, 0 when unknown.
}

var errSoon = io.EOF

func (s *Service) Import(ctx context.Context, file io.Reader, o ImportOptions) (intake.Report, error) {
	return intake.Report{}, errSoon
}
func (s *Service) ImportPoints(ctx context.Context, file io.Reader, municipality string, dryRun bool) (intake.Report, error) {
	return intake.Report{}, errSoon
}
func (s *Service) Refresh(ctx context.Context) error { return nil }
func (s *Service) PropertyOf(ctx context.Context, m places.Matricule) (places.PropertyID, error) {
	return "", errSoon
}
func (s *Service) Matricules(ctx context.Context, q db.Querier) (map[places.Matricule]places.PropertyID, error) {
	return nil, errSoon
}
func (s *Service) DwellingsAt(a places.AddressID) (int, bool) { return 0, false }
func (s *Service) Position(ctx context.Context, property places.PropertyID) (geo.Point, PositionKind, error) {
	return geo.Point{}, Unlocated, errSoon
}
func (s *Service) OwnedBy(ctx context.Context, person people.ID) ([]Holding, error) {
	return nil, errSoon
}
func (s *Service) HolderAt(ctx context.Context, person people.ID, property places.PropertyID) (Holding, error) {
	return Holding{}, errSoon
}
func (s *Service) HoldersOf(ctx context.Context, q db.Querier, property places.PropertyID) ([]Holding, error) {
	return nil, errSoon
}
func (s *Service) LoadHoldings(ctx context.Context, tx *db.Tx, holdings iter.Seq[Holding]) error {
	return errSoon
}
func (s *Service) Link(ctx context.Context, by session.Viewer, property, code string, key forms.Key) (Holding, error) {
	return Holding{}, errSoon
}

type doorsInMemory struct{}

// PositionKind says how well it is known where a property is.
type PositionKind string

// How a position is known, the best first.
const (
	Surveyed    PositionKind = "surveyed"    // Surveyed: by the assessor's map.
	Geocoded    PositionKind = "geocoded"    // Geocoded: by the register of addresses.
	Approximate PositionKind = "approximate" // Approximate: by the digits of the matricule.
	Unlocated   PositionKind = ""
)
