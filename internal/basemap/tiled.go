package basemap

import (
	"cmp"
	"errors"
	"math"
	"os"
	"sync"
	"time"

	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/geo/tiles"
)

const (
	mostTilesDrawn = 16 // mostTilesDrawn is how many tiles one plan is drawn from.
	mostTilesKept  = 48 // mostTilesKept is how many decoded tiles stay in memory, about 1 MB each in a dense town.
)

// seenTiles is what the file of tiles looked like when it was last opened, or refused.
type seenTiles struct {
	size    int64
	changed time.Time
}

// tiled is the city's file of vector tiles, open.
type tiled struct {
	file    *os.File
	archive *tiles.Archive
	credit  string
	seenTiles

	mu   sync.Mutex
	kept map[tiles.Tile]*keptTile
	uses int
}

// keptTile is a decoded tile; used orders those that may be forgotten.
type keptTile struct {
	features []plan.Feature
	used     int
}

// openStreetMap is whom vector tiles are owed to when their file does not say.
const openStreetMap = "© OpenStreetMap"

// refreshTiles opens the file of tiles when it is new or another one. Whoever draws from the
// old one ends by it: its file is closed once nobody refers to it any more.
func (s *Service) refreshTiles() error {
	if s.Tiles == "" {
		return nil
	}
	about, err := os.Stat(s.Tiles)
	if err != nil {
		s.tiled.Store(nil)
		if now := (seenTiles{size: -1}); s.seen != now {
			s.seen = now
			return err
		}
		return nil
	}
	now := seenTiles{about.Size(), about.ModTime()}
	if s.seen == now {
		return nil
	}
	s.seen = now
	opened, err := openTiles(s.Tiles, now)
	if err != nil {
		opened = nil
	}
	s.tiled.Store(opened)
	return err
}

func openTiles(path string, seen seenTiles) (*tiled, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	archive, err := tiles.Open(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &tiled{
		file: file, archive: archive, credit: cmp.Or(archive.Credit, openStreetMap), seenTiles: seen, kept: map[tiles.Tile]*keptTile{},
	}, nil
}

// TilesFile is the city's file of tiles, open for reading at any place, with its size and
// date; false when there is none.
func (s *Service) TilesFile() (file *os.File, size int64, changed time.Time, ok bool) {
	t := s.tiled.Load()
	if t == nil {
		return nil, 0, time.Time{}, false
	}
	return t.file, t.size, t.changed, true
}

// features are those of the tiles that a frame shows; none where the file has nothing, or
// nothing that can be read.
func (t *tiled) features(f plan.Frame) []plan.Feature {
	var all []plan.Feature
	for _, tile := range t.covering(f) {
		all = append(all, t.tile(tile)...)
	}
	return all
}

// covering are the tiles of the closest zoom of which few enough cover the frame.
func (t *tiled) covering(f plan.Frame) []tiles.Tile {
	const equator = 40_075_017.0
	across := equator * math.Cos(f.Centre.Lat*math.Pi/180) / max(2*f.HalfWidthMetres, 1)
	zoom := int(math.Ceil(math.Log2(max(across, 1)))) + 1
	box := f.Box()
	for z := min(zoom, int(t.archive.MaxZoom)); z >= int(t.archive.MinZoom); z-- {
		from := tiles.At(geo.Point{Lat: box.NorthEast.Lat, Lon: box.SouthWest.Lon}, uint32(z))
		to := tiles.At(geo.Point{Lat: box.SouthWest.Lat, Lon: box.NorthEast.Lon}, uint32(z))
		if (to.X-from.X+1)*(to.Y-from.Y+1) > mostTilesDrawn {
			continue
		}
		var all []tiles.Tile
		for x := from.X; x <= to.X; x++ {
			for y := from.Y; y <= to.Y; y++ {
				all = append(all, tiles.Tile{Z: uint32(z), X: x, Y: y})
			}
		}
		return all
	}
	return nil
}

// tile is a decoded tile, from memory when it was drawn lately. A tile that cannot be read
// is an empty one: the plan goes on without it.
func (t *tiled) tile(which tiles.Tile) []plan.Feature {
	t.mu.Lock()
	t.uses++
	if k, ok := t.kept[which]; ok {
		k.used = t.uses
		t.mu.Unlock()
		return k.features
	}
	t.mu.Unlock()
	features := t.decode(which)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept[which] = &keptTile{features, t.uses}
	for len(t.kept) > mostTilesKept {
		t.forget()
	}
	return features
}

// forget drops the tile that was not drawn for the longest time.
func (t *tiled) forget() {
	oldest, used := tiles.Tile{}, math.MaxInt
	for tile, k := range t.kept {
		if k.used < used {
			oldest, used = tile, k.used
		}
	}
	delete(t.kept, oldest)
}

func (t *tiled) decode(which tiles.Tile) []plan.Feature {
	data, err := t.archive.Tile(which)
	if err != nil || len(data) == 0 {
		return nil
	}
	read, err := tiles.Decode(data, which, drawnLayers)
	if err != nil {
		return nil
	}
	var all []plan.Feature
	for _, f := range read {
		if kind, nameOnly := kindOfTile(f); kind != "" {
			all = append(all, plan.Feature{
				Kind: kind, Name: nameOf(f.Tags), NameOnly: nameOnly,
				Closed: f.Kind == tiles.Areas, Lines: f.Lines, Box: boxOf(f.Lines),
			})
		}
	}
	return all
}

func boxOf(lines [][]geo.Point) geo.Box {
	b := geo.Box{SouthWest: lines[0][0], NorthEast: lines[0][0]}
	for _, line := range lines {
		for _, p := range line {
			b.SouthWest = geo.Point{Lat: min(b.SouthWest.Lat, p.Lat), Lon: min(b.SouthWest.Lon, p.Lon)}
			b.NorthEast = geo.Point{Lat: max(b.NorthEast.Lat, p.Lat), Lon: max(b.NorthEast.Lon, p.Lon)}
		}
	}
	return b
}

func nameOf(tags map[string]string) string {
	for _, column := range []string{"name:fr", "name", "name:latin"} {
		if tags[column] != "" {
			return tags[column]
		}
	}
	return ""
}
