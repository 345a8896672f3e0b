package tiles

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"

	"sem/internal/geo"
)

// Feature is one thing in a tile.
type Feature struct {
	Layer string
	Kind  Kind
	Tags  map[string]string // Tags are what is known of it; numbers are written out.
	Lines [][]geo.Point     // Lines are its points, lines, or the outlines and holes of its areas, these closed.
}

// Kind is the kind of a feature's geometry. MVT 2.1 §4.3.4.
type Kind uint64

// The kinds of geometry.
const (
	Points Kind = 1
	Lines  Kind = 2
	Areas  Kind = 3
)

// What one tile may hold at most.
const (
	mostFeatures = 100_000
	mostPoints   = 1_000_000
)

var errTile = errors.New("the tile is not a vector tile")

// Decode reads the features of those layers of a tile that are wanted. MVT 2.1 §4.
func Decode(data []byte, t Tile, wanted func(layer string) bool) ([]Feature, error) {
	d := decoder{tile: t}
	err := fields(data, func(number protowire.Number, value []byte, _ uint64) error {
		if number == 3 {
			return d.layer(value, wanted)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.features, nil
}

// decoder gathers the features of a tile.
type decoder struct {
	tile     Tile
	features []Feature
	points   int

	name   string
	extent float64
	keys   []string
	values []string
}

// fields calls do for each field of a protocol buffer: with its bytes, or with its number.
func fields(b []byte, do func(number protowire.Number, value []byte, v uint64) error) error {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return errTile
		}
		b = b[n:]
		var value []byte
		var v uint64
		switch kind {
		case protowire.BytesType:
			value, n = protowire.ConsumeBytes(b)
		case protowire.VarintType:
			v, n = protowire.ConsumeVarint(b)
		case protowire.Fixed32Type:
			var w uint32
			w, n = protowire.ConsumeFixed32(b)
			v = uint64(w)
		case protowire.Fixed64Type:
			v, n = protowire.ConsumeFixed64(b)
		default:
			return errTile
		}
		if n < 0 {
			return errTile
		}
		b = b[n:]
		if err := do(number, value, v); err != nil {
			return err
		}
	}
	return nil
}

// layer reads one layer; its keys and values may stand after the features that use them.
func (d *decoder) layer(b []byte, wanted func(string) bool) error {
	d.name, d.extent, d.keys, d.values = "", 4096, nil, nil
	var features [][]byte
	err := fields(b, func(number protowire.Number, value []byte, v uint64) error {
		switch number {
		case 1:
			d.name = string(value)
		case 2:
			features = append(features, value)
		case 3:
			d.keys = append(d.keys, string(value))
		case 4:
			text, err := readValue(value)
			d.values = append(d.values, text)
			return err
		case 5:
			d.extent = float64(v)
		}
		return nil
	})
	if err != nil || !wanted(d.name) {
		return err
	}
	if d.extent < 1 || len(d.features)+len(features) > mostFeatures {
		return fmt.Errorf("%w: layer %q has an extent of %g and %d features", errTile, d.name, d.extent, len(features))
	}
	for _, f := range features {
		if err := d.feature(f); err != nil {
			return err
		}
	}
	return nil
}

// readValue is a value as text. MVT 2.1 §4.1.
func readValue(b []byte) (text string, err error) {
	err = fields(b, func(number protowire.Number, value []byte, v uint64) error {
		switch number {
		case 1:
			text = string(value)
		case 2:
			text = strconv.FormatFloat(float64(math.Float32frombits(uint32(v))), 'g', -1, 32)
		case 3:
			text = strconv.FormatFloat(math.Float64frombits(v), 'g', -1, 64)
		case 4:
			text = strconv.FormatInt(int64(v), 10)
		case 5:
			text = strconv.FormatUint(v, 10)
		case 6:
			text = strconv.FormatInt(protowire.DecodeZigZag(v), 10)
		case 7:
			text = strconv.FormatBool(v != 0)
		}
		return nil
	})
	return text, err
}

func (d *decoder) feature(b []byte) error {
	f := Feature{Layer: d.name, Tags: map[string]string{}}
	var tags, geometry []byte
	err := fields(b, func(number protowire.Number, value []byte, v uint64) error {
		switch number {
		case 2:
			tags = value
		case 3:
			f.Kind = Kind(v)
		case 4:
			geometry = value
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := d.tags(tags, f.Tags); err != nil {
		return err
	}
	if f.Lines, err = d.lines(geometry, f.Kind); err != nil {
		return err
	}
	if len(f.Lines) > 0 {
		d.features = append(d.features, f)
	}
	return nil
}

// tags reads pairs of places in the lists of keys and values. MVT 2.1 §4.4.
func (d *decoder) tags(b []byte, into map[string]string) error {
	for len(b) > 0 {
		key, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return errTile
		}
		value, m := protowire.ConsumeVarint(b[n:])
		if m < 0 || key >= uint64(len(d.keys)) || value >= uint64(len(d.values)) {
			return errTile
		}
		into[d.keys[key]] = d.values[value]
		b = b[n+m:]
	}
	return nil
}

// The commands of a geometry. MVT 2.1 §4.3.3.
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// lines follows the commands of a geometry with a cursor that starts at the upper left corner.
func (d *decoder) lines(b []byte, kind Kind) ([][]geo.Point, error) {
	var all [][]geo.Point
	var x, y int64
	for len(b) > 0 {
		command, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return nil, errTile
		}
		b = b[n:]
		code, count := command&7, command>>3
		if code == closePath {
			if kind == Areas && len(all) > 0 && len(all[len(all)-1]) > 2 {
				ring := all[len(all)-1]
				all[len(all)-1] = append(ring, ring[0])
			}
			continue
		}
		if code != moveTo && code != lineTo || count > uint64(len(b))/2 || code == lineTo && len(all) == 0 {
			return nil, errTile
		}
		for range count {
			dx, n := protowire.ConsumeVarint(b)
			if n < 0 {
				return nil, errTile
			}
			dy, m := protowire.ConsumeVarint(b[n:])
			if m < 0 {
				return nil, errTile
			}
			b = b[n+m:]
			x, y = x+protowire.DecodeZigZag(dx), y+protowire.DecodeZigZag(dy)
			if d.points++; d.points > mostPoints {
				return nil, fmt.Errorf("%w: it has more than %d points", errTile, mostPoints)
			}
			if code == moveTo {
				all = append(all, nil)
			}
			all[len(all)-1] = append(all[len(all)-1], d.tile.point(float64(x)/d.extent, float64(y)/d.extent))
		}
	}
	return all, nil
}
