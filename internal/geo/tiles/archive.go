package tiles

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"sem/internal/geo"
)

// What an archive may ask of us at most.
const (
	headerLength  = 127
	mostDirectory = 8 << 20 // mostDirectory is the length of a directory, unpacked.
	mostEntries   = 1 << 20
	mostTile      = 8 << 20 // mostTile is the length of a tile, unpacked.
	mostMetadata  = 1 << 20
	mostDepth     = 4 // mostDepth is how many directories lead to a tile; PMTiles 3 advises two.
)

// ErrBroken is returned for an archive that is not what it says.
var ErrBroken = errors.New("the archive of tiles cannot be used")

// Archive is a PMTiles file of vector tiles.
type Archive struct {
	file   io.ReaderAt
	header header
	root   []entry

	MinZoom, MaxZoom uint32
	Box              geo.Box
	Credit           string // Credit is the attribution of the metadata, without mark-up.
}

// header is the first 127 bytes of the file. PMTiles 3 §3.
type header struct {
	rootOffset, rootLength, metaOffset, metaLength   uint64
	leavesOffset, leavesLength, dataOffset, dataSize uint64
	packed, tilesPacked, kind                        byte
}

// entry is one line of a directory: a run of tiles with the same bytes, or, with a run of 0,
// another directory. PMTiles 3 §4.2.
type entry struct {
	tile   uint64
	offset uint64
	length uint64
	run    uint64
}

// The compressions and the kind of tile that we read. PMTiles 3 §3.1.
const (
	plain  = 1
	zipped = 2
	vector = 1
)

// Open reads the head of an archive. The file stays with the caller, who closes it.
func Open(file io.ReaderAt) (*Archive, error) {
	var b [headerLength]byte
	if _, err := file.ReadAt(b[:], 0); err != nil {
		return nil, fmt.Errorf("%w: it has no head of %d bytes", ErrBroken, headerLength)
	}
	if string(b[:7]) != "PMTiles" || b[7] != 3 {
		return nil, fmt.Errorf("%w: it is not PMTiles of version 3", ErrBroken)
	}
	at := func(i int) uint64 { return binary.LittleEndian.Uint64(b[i:]) }
	degrees := func(i int) float64 { return float64(int32(binary.LittleEndian.Uint32(b[i:]))) / 1e7 }
	a := &Archive{
		file: file,
		header: header{
			rootOffset: at(8), rootLength: at(16), metaOffset: at(24), metaLength: at(32),
			leavesOffset: at(40), leavesLength: at(48), dataOffset: at(56), dataSize: at(64),
			packed: b[97], tilesPacked: b[98], kind: b[99],
		},
		MinZoom: uint32(b[100]), MaxZoom: uint32(b[101]),
		Box: geo.Box{
			SouthWest: geo.Point{Lat: degrees(106), Lon: degrees(102)},
			NorthEast: geo.Point{Lat: degrees(114), Lon: degrees(110)},
		},
	}
	if err := a.header.check(a.MinZoom, a.MaxZoom); err != nil {
		return nil, err
	}
	var err error
	if a.root, err = a.directory(a.header.rootOffset, a.header.rootLength); err != nil {
		return nil, err
	}
	a.Credit = a.readCredit()
	return a, nil
}

func (h header) check(minZoom, maxZoom uint32) error {
	switch {
	case h.kind != vector:
		return fmt.Errorf("%w: its tiles are no vectors", ErrBroken)
	case h.packed != plain && h.packed != zipped || h.tilesPacked != plain && h.tilesPacked != zipped:
		return fmt.Errorf("%w: it is packed in a way other than gzip", ErrBroken)
	case minZoom > maxZoom || maxZoom > MostZoom:
		return fmt.Errorf("%w: its zooms are %d to %d", ErrBroken, minZoom, maxZoom)
	}
	return nil
}

// Tile is the bytes of a tile, unpacked; none when the archive has nothing there.
func (a *Archive) Tile(t Tile) ([]byte, error) {
	if t.Z < a.MinZoom || t.Z > a.MaxZoom || t.X>>t.Z != 0 || t.Y>>t.Z != 0 {
		return nil, nil
	}
	number := t.Number()
	entries := a.root
	for range mostDepth {
		e, ok := find(entries, number)
		switch {
		case !ok:
			return nil, nil
		case e.run > 0:
			if e.offset > a.header.dataSize || e.length > a.header.dataSize-e.offset {
				return nil, fmt.Errorf("%w: a tile lies outside its data", ErrBroken)
			}
			return a.read(a.header.dataOffset, e, a.header.tilesPacked, mostTile)
		case e.offset > a.header.leavesLength || e.length > a.header.leavesLength-e.offset:
			return nil, fmt.Errorf("%w: a directory lies outside its part", ErrBroken)
		}
		leaf, err := a.directory(a.header.leavesOffset+e.offset, e.length)
		if err != nil {
			return nil, err
		}
		entries = leaf
	}
	return nil, fmt.Errorf("%w: its directories lead nowhere", ErrBroken)
}

// find is the entry that holds a tile, or leads to it.
func find(entries []entry, number uint64) (entry, bool) {
	low, high := 0, len(entries)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if entries[middle].tile <= number {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == 0 {
		return entry{}, false
	}
	e := entries[low-1]
	return e, e.run == 0 || number-e.tile < e.run
}

// read reads and unpacks a part of the file, as long as most at the end.
func (a *Archive) read(base uint64, e entry, packed byte, most int64) ([]byte, error) {
	if e.length > uint64(most) || base+e.offset < base || base+e.offset > 1<<62 {
		return nil, fmt.Errorf("%w: a part of it has %d bytes", ErrBroken, e.length)
	}
	part := io.NewSectionReader(a.file, int64(base+e.offset), int64(e.length))
	var from io.Reader = part
	if packed == zipped {
		z, err := gzip.NewReader(part)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBroken, err)
		}
		from = z
	}
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(from, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	case n > most:
		return nil, fmt.Errorf("%w: a part of it is longer than %d bytes", ErrBroken, most)
	case packed == plain && uint64(n) < e.length:
		return nil, fmt.Errorf("%w: it ends too early", ErrBroken)
	}
	return b.Bytes(), nil
}

// directory reads a list of entries: their number, then all tiles, all runs, all lengths and
// all offsets, each a variable-length integer. PMTiles 3 §4.2.
func (a *Archive) directory(offset, length uint64) ([]entry, error) {
	b, err := a.read(0, entry{offset: offset, length: length}, a.header.packed, mostDirectory)
	if err != nil {
		return nil, err
	}
	r := bytes.NewReader(b)
	n, err := binary.ReadUvarint(r)
	if err != nil || n > mostEntries || n > uint64(len(b)) {
		return nil, fmt.Errorf("%w: a directory has %d entries", ErrBroken, n)
	}
	entries := make([]entry, n)
	var tile uint64
	for _, set := range []func(i int, v uint64){
		func(i int, v uint64) { tile += v; entries[i].tile = tile },
		func(i int, v uint64) { entries[i].run = v },
		func(i int, v uint64) { entries[i].length = v },
		func(i int, v uint64) {
			if entries[i].offset = v - 1; v == 0 && i > 0 { // 0 is right after the one before.
				entries[i].offset = entries[i-1].offset + entries[i-1].length
			}
		},
	} {
		for i := range entries {
			v, err := binary.ReadUvarint(r)
			if err != nil {
				return nil, fmt.Errorf("%w: a directory ends too early", ErrBroken)
			}
			set(i, v)
		}
	}
	return entries, nil
}

var markup = regexp.MustCompile(`<[^>]*>`)

// readCredit is the attribution that the metadata asks us to show.
func (a *Archive) readCredit() string {
	b, err := a.read(0, entry{offset: a.header.metaOffset, length: a.header.metaLength}, a.header.packed, mostMetadata)
	if err != nil {
		return ""
	}
	var metadata struct {
		Attribution string `json:"attribution"`
	}
	if json.Unmarshal(b, &metadata) != nil {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(markup.ReplaceAllString(metadata.Attribution, ""), "&copy;", "©"))
}
