package property

import (
	"hash/fnv"
	"io"
	"strings"

	"sem/internal/places"
	"sem/internal/property/rollfile"
)

// unit is one property of a file, ready to be compared and kept.
type unit struct {
	matricule places.Matricule
	line      string             // line is the address in words.
	doors     []places.AddressID // doors are those of the register that its addresses mean.
	dwellings int64              // dwellings is -1 when the roll does not say.
	digest    int64              // digest tells it from how it was before.
	fileKey   int64              // fileKey stands for its file number, 0 without.
	placeKey  int64              // placeKey stands for its lots and address, 0 without.
	sheet     string
	reference string
	land      int64
	building  int64
	total     int64
}

// unitOf is a unit of a file with the doors that the register finds for it.
func unitOf(read rollfile.Unit, doors *register) unit {
	s := read.Sheet
	u := unit{
		matricule: s.Matricule, dwellings: -1, sheet: read.Written, reference: s.ReferenceDate,
		land: s.LandValue.N, building: s.BuildingValue.N, total: s.Value.N, fileKey: keyOf(s.FileNumber),
	}
	if s.Dwellings.Known {
		u.dwellings = s.Dwellings.N
	}
	u.line, u.doors = doors.find(s.Doors)
	if len(s.Lots) > 0 && u.line != "" {
		u.placeKey = keyOf(strings.Join(s.Lots, " ") + "|" + u.line)
	}
	u.digest = digestOf(u)
	return u
}

// keyOf is a number for a text that is compared with others; 0 for an empty one.
func keyOf(s string) int64 {
	if s == "" {
		return 0
	}
	h := fnv.New64a()
	io.WriteString(h, s)
	return int64(h.Sum64() | 1)
}

// digestOf tells a unit from how it was before: what the roll says, and the doors found for it.
func digestOf(u unit) int64 {
	h := fnv.New64a()
	io.WriteString(h, u.sheet)
	io.WriteString(h, u.line)
	for _, d := range u.doors {
		io.WriteString(h, string(d))
	}
	return int64(h.Sum64())
}
