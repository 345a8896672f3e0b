// Package tilestest writes small archives of map tiles for tests, so that the reader is
// tested against bytes and not against itself.
package tilestest

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"

	"sem/internal/geo/tiles"
)

// Layer is a layer of a tile.
type Layer struct {
	Name     string
	Features []Feature
}

// Feature is one thing of a layer. Its lines are in a square of 4096 units; areas are not
// closed by their last point.
type Feature struct {
	Kind  tiles.Kind
	Tags  map[string]any // Tags are string, bool, int or float64.
	Lines [][][2]int
}

// Tile writes layers as a vector tile (MVT 2.1).
func Tile(layers ...Layer) []byte {
	var tile []byte
	for _, l := range layers {
		tile = protowire.AppendTag(tile, 3, protowire.BytesType)
		tile = protowire.AppendBytes(tile, l.bytes())
	}
	return tile
}

func (l Layer) bytes() []byte {
	var keys []string
	var values [][]byte
	b := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), l.Name)
	for _, f := range l.Features {
		var tags []byte
		for key, value := range f.Tags {
			tags = protowire.AppendVarint(protowire.AppendVarint(tags, uint64(len(keys))), uint64(len(values)))
			keys, values = append(keys, key), append(values, valueOf(value))
		}
		feature := protowire.AppendBytes(protowire.AppendTag(nil, 2, protowire.BytesType), tags)
		feature = protowire.AppendVarint(protowire.AppendTag(feature, 3, protowire.VarintType), uint64(f.Kind))
		feature = protowire.AppendBytes(protowire.AppendTag(feature, 4, protowire.BytesType), f.geometry())
		b = protowire.AppendBytes(protowire.AppendTag(b, 2, protowire.BytesType), feature)
	}
	for _, key := range keys {
		b = protowire.AppendString(protowire.AppendTag(b, 3, protowire.BytesType), key)
	}
	for _, value := range values {
		b = protowire.AppendBytes(protowire.AppendTag(b, 4, protowire.BytesType), value)
	}
	b = protowire.AppendVarint(protowire.AppendTag(b, 5, protowire.VarintType), 4096)
	return protowire.AppendVarint(protowire.AppendTag(b, 15, protowire.VarintType), 2)
}

func valueOf(v any) []byte {
	switch v := v.(type) {
	case string:
		return protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), v)
	case float64:
		return protowire.AppendFixed64(protowire.AppendTag(nil, 3, protowire.Fixed64Type), math.Float64bits(v))
	case int:
		return protowire.AppendVarint(protowire.AppendTag(nil, 6, protowire.VarintType), protowire.EncodeZigZag(int64(v)))
	case bool:
		return protowire.AppendVarint(protowire.AppendTag(nil, 7, protowire.VarintType), protowire.EncodeBool(v))
	}
	return nil
}

func (f Feature) geometry() []byte {
	var b []byte
	x, y := 0, 0
	to := func(p [2]int) {
		b = protowire.AppendVarint(b, protowire.EncodeZigZag(int64(p[0]-x)))
		b = protowire.AppendVarint(b, protowire.EncodeZigZag(int64(p[1]-y)))
		x, y = p[0], p[1]
	}
	for _, line := range f.Lines {
		b = protowire.AppendVarint(b, 1|1<<3)
		to(line[0])
		if len(line) > 1 {
			b = protowire.AppendVarint(b, 2|uint64(len(line)-1)<<3)
			for _, p := range line[1:] {
				to(p)
			}
		}
		if f.Kind == tiles.Areas {
			b = protowire.AppendVarint(b, 7|1<<3)
		}
	}
	return b
}

// Archive gathers tiles for a PMTiles file.
type Archive struct {
	Attribution string
	Leaves      bool // Leaves puts every entry into a directory of its own below the root.
	Plain       bool // Plain packs nothing.
	tiles       map[tiles.Tile][]byte
}

// Add puts a tile of layers into the archive.
func (a *Archive) Add(t tiles.Tile, layers ...Layer) { a.Raw(t, Tile(layers...)) }

// Raw puts the bytes of a tile into the archive.
func (a *Archive) Raw(t tiles.Tile, data []byte) {
	if a.tiles == nil {
		a.tiles = map[tiles.Tile][]byte{}
	}
	a.tiles[t] = data
}

type entry struct{ tile, offset, length, run uint64 }

// Bytes is the file: head, root directory, metadata, leaf directories, tiles.
func (a *Archive) Bytes() []byte {
	order := make([]tiles.Tile, 0, len(a.tiles))
	low, high := uint32(tiles.MostZoom), uint32(0)
	for t := range a.tiles {
		order = append(order, t)
		low, high = min(low, t.Z), max(high, t.Z)
	}
	slices.SortFunc(order, func(x, y tiles.Tile) int { return int(int64(x.Number()) - int64(y.Number())) })
	var entries []entry
	var data, leaves []byte
	for _, t := range order {
		packed := a.zip(a.tiles[t])
		entries = append(entries, entry{t.Number(), uint64(len(data)), uint64(len(packed)), 1})
		data = append(data, packed...)
	}
	root := a.zip(directory(entries))
	if a.Leaves {
		var above []entry
		for _, e := range entries {
			leaf := a.zip(directory([]entry{e}))
			above = append(above, entry{e.tile, uint64(len(leaves)), uint64(len(leaf)), 0})
			leaves = append(leaves, leaf...)
		}
		root = a.zip(directory(above))
	}
	metadata, _ := json.Marshal(map[string]string{"attribution": a.Attribution})
	metadata = a.zip(metadata)
	head := []byte("PMTiles\x03")
	at := uint64(127)
	for _, part := range [][]byte{root, metadata, leaves, data} {
		head = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(head, at), uint64(len(part)))
		at += uint64(len(part))
	}
	for range 3 {
		head = binary.LittleEndian.AppendUint64(head, uint64(len(entries)))
	}
	packed := byte(2)
	if a.Plain {
		packed = 1
	}
	head = append(head, 1, packed, packed, 1, byte(low), byte(high))
	head = append(head, make([]byte, 127-len(head))...)
	return slices.Concat(head, root, metadata, leaves, data)
}

func directory(entries []entry) []byte {
	b := binary.AppendUvarint(nil, uint64(len(entries)))
	var last uint64
	for _, e := range entries {
		b = binary.AppendUvarint(b, e.tile-last)
		last = e.tile
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, e.run)
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, e.length)
	}
	for i, e := range entries {
		if i > 0 && e.offset == entries[i-1].offset+entries[i-1].length {
			b = binary.AppendUvarint(b, 0)
			continue
		}
		b = binary.AppendUvarint(b, e.offset+1)
	}
	return b
}

// zip packs with gzip, or not at all.
func (a *Archive) zip(b []byte) []byte {
	if a.Plain {
		return b
	}
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write(b)
	_ = w.Close()
	return z.Bytes()
}
