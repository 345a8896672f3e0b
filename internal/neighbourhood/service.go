package neighbourhood

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/places"
)

// Service knows what is around each door. Call Refresh before using it, and from time to
// time for what other processes changed.
type Service struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     id.Source
	Places  *places.Service
	Journal *journal.Service
	// Holidays are the days on which many places are closed; nil knows none.
	Holidays Holidays
	// Properties find a property by its matricule; nil knows none.
	Properties Properties

	refreshing sync.Mutex
	now        atomic.Pointer[memory]
}

// Holidays is all that opening hours ask of the city's calendar.
type Holidays interface {
	// IsHoliday tells whether a day, as 2026-09-07, is a public holiday.
	IsHoliday(day string) bool
}

// memory is everything as it stood at one moment. It never changes.
type memory struct {
	all        []*Place // all are the places by name, hidden ones too.
	byID       map[PlaceID]*Place
	categories []Category
	hidden     map[string]bool // hidden are the categories that are not shown.
	index      *spatial        // index holds those that are shown.
	versions   map[string]int64
}

// memory is what Refresh read last.
func (s *Service) memory() *memory {
	if m := s.now.Load(); m != nil {
		return m
	}
	return newMemory(nil, firstCategories(), nil)
}

func newMemory(all []*Place, categories []Category, versions map[string]int64) *memory {
	m := &memory{all: all, byID: make(map[PlaceID]*Place, len(all)), categories: categories, hidden: map[string]bool{}, versions: versions}
	for _, c := range categories {
		m.hidden[c.Code] = c.Hidden
	}
	var shown []*Place
	for _, p := range all {
		m.byID[p.ID] = p
		if !p.Hidden && !m.hidden[p.Category] {
			shown = append(shown, p)
		}
	}
	m.index = newSpatial(shown)
	return m
}

// Refresh reads the places again when some changed. It is cheap when none did.
func (s *Service) Refresh(ctx context.Context) error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	versions, err := versionsOf(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("refresh the neighbourhood: %w", err)
	}
	if known := s.now.Load(); known != nil && maps.Equal(known.versions, versions) {
		return nil
	}
	all, err := allPlaces(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("refresh the places: %w", err)
	}
	changed, err := changedCategories(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("refresh the categories: %w", err)
	}
	s.now.Store(newMemory(all, merged(changed), versions))
	return nil
}

// write runs a deed and then reads the places anew.
func (s *Service) write(ctx context.Context, do func(*db.Tx) error) error {
	if err := s.DB.InTx(ctx, do); err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// Around are the places within so many metres of p that are shown, the nearest first.
func (s *Service) Around(p geo.Point, radiusMetres float64) []Near {
	return s.memory().index.around(p, radiusMetres)
}

// Categories are the kinds of places in their order, hidden ones too.
func (s *Service) Categories() []Category { return s.memory().categories }

// Category is a kind of place by its code; an unknown code is the last of all, other places.
func (s *Service) Category(code string) Category {
	all := s.memory().categories
	for _, wanted := range []string{code, otherPlace} {
		if i := slices.IndexFunc(all, func(c Category) bool { return c.Code == wanted }); i >= 0 {
			return all[i]
		}
	}
	return Category{Code: code, French: code, Icon: "i-map-pin", Tone: "bus"}
}

// Place is a place that is shown, or a NotFound fault.
func (s *Service) Place(which PlaceID) (*Place, error) {
	m := s.memory()
	if p, ok := m.byID[which]; ok && !p.Hidden && !m.hidden[p.Category] {
		return p, nil
	}
	return nil, fault.New(fault.NotFound, "Ce lieu n’est pas ou plus au registre de la Ville.")
}

// OpenAt is whether a place is open at a moment.
func (s *Service) OpenAt(p *Place, t time.Time) Openness { return p.hours.At(t, s.isHoliday) }

// WeekOf are the hours of a place for seven days from t.
func (s *Service) WeekOf(p *Place, t time.Time) []DayHours { return p.hours.Week(t, s.isHoliday) }

// DistrictOf is the name of the electoral district of an address, empty when nobody knows it.
func (s *Service) DistrictOf(a places.Address) string {
	if s.Places == nil || a.District == "" {
		return ""
	}
	d, _ := s.Places.DistrictByID(a.District)
	return d.Name
}

func (s *Service) isHoliday(day string) bool { return s.Holidays != nil && s.Holidays.IsHoliday(day) }
