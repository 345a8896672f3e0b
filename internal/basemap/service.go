package basemap

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/geo/plan"
)

// Service draws the map. Call Refresh before the first drawing and now and then after it.
type Service struct {
	DB    *db.DB
	Clock clock.Clock
	Tiles string // Tiles is the path of the city's PMTiles file; empty when it has none.
	Log   *slog.Logger

	// Sectors are drawn where there is nothing else, or where the plan shows the whole city.
	Sectors func() []Sector

	refreshing sync.Mutex
	seen       seenTiles
	imported   atomic.Pointer[imported]
	tiled      atomic.Pointer[tiled]
}

func (s *Service) log() *slog.Logger {
	if s.Log == nil {
		return slog.Default()
	}
	return s.Log
}

// Sector is a part of the city with its name, such as a district.
type Sector struct {
	Name string
	Area geo.Area
}

// Source is a file that the map is drawn from.
type Source struct {
	Code     string
	Credit   string
	Digest   string
	Features int
}

// imported is what the GeoJSON files have given, as it stands in memory. It never changes.
type imported struct {
	sources []Source
	index   *index
	credit  string
}

// Refresh reads what has changed since the last time: the imported files, and the file of
// tiles when it is another one. It is cheap when nothing has. Tiles that cannot be read are
// logged once and the plans are drawn without them: a town hall opens without a picture.
func (s *Service) Refresh(ctx context.Context) error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	if err := s.refreshTiles(); err != nil {
		s.log().Error("the map tiles cannot be used", "file", s.Tiles, "err", err)
	}
	sources, err := allSources(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("refresh the map: %w", err)
	}
	if now := s.imported.Load(); now != nil && slices.Equal(now.sources, sources) {
		return nil
	}
	features, err := allFeatures(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("refresh the map: %w", err)
	}
	s.imported.Store(&imported{sources, newIndex(features), credits(sources)})
	return nil
}

// Draw draws what lies in a frame, from memory and without waiting for anything.
func (s *Service) Draw(f plan.Frame) plan.Drawing {
	if t := s.tiled.Load(); t != nil {
		if features := t.features(f); len(features) > 0 {
			d := plan.Draw(f, s.withSectors(f, features))
			d.Credit = t.credit
			return d
		}
	}
	if m := s.imported.Load(); m != nil && m.index.len() > 0 {
		d := plan.Draw(f, s.withSectors(f, m.index.within(f.Box())))
		d.Credit = m.credit
		return d
	}
	d := plan.Draw(f, s.sectors())
	d.Simplified = true
	return d
}

// wholeCity is the half width, in metres, from which a plan shows the districts too.
const wholeCity = 2500

func (s *Service) withSectors(f plan.Frame, features []plan.Feature) []plan.Feature {
	if f.HalfWidthMetres < wholeCity {
		return features
	}
	return append(features, s.sectors()...)
}

func (s *Service) sectors() []plan.Feature {
	if s.Sectors == nil {
		return nil
	}
	var all []plan.Feature
	for _, d := range s.Sectors() {
		all = append(all, plan.Feature{Kind: plan.Sector, Name: d.Name, Closed: true, Lines: d.Area.Rings(), Box: d.Area.Box()})
	}
	return all
}

// credits is whom the files are owed to, each once.
func credits(sources []Source) string {
	var all string
	for _, s := range sources {
		if s.Credit != "" && all != s.Credit {
			if all != "" {
				all += ", "
			}
			all += s.Credit
		}
	}
	return all
}
