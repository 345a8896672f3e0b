package places

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/text"
)

// DistrictID names a district for good.
type DistrictID string

// District is an electoral district of the city.
type District struct {
	ID       DistrictID
	Number   int
	Name     string
	Area     geo.Area
	geometry string // geometry is the area as the file wrote it.
}

// Columns are the names a file gives to what we ask of a district.
type Columns struct {
	Number string
	Name   string
}

// ElectionsQuebec are the columns of the files of the Directeur général des élections.
var ElectionsQuebec = Columns{Number: "noDistrict", Name: "district"}

// ReadDistricts reads districts from a GeoJSON file. Its error joins a geo.LineError for
// each line that cannot be used.
func ReadDistricts(r io.Reader, columns Columns) ([]District, error) {
	features, err := geo.ReadFeatures(r)
	if err != nil {
		return nil, err
	}
	var districts []District
	var wrong []error
	seen := map[DistrictID]bool{}
	for _, f := range features {
		d, err := readDistrict(f, columns)
		if err == nil && seen[d.ID] {
			err = fmt.Errorf("%s: district %d appears twice", columns.Number, d.Number)
		}
		if err != nil {
			wrong = append(wrong, &geo.LineError{Line: f.Line, Reason: err.Error()})
			continue
		}
		seen[d.ID] = true
		districts = append(districts, d)
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return districts, nil
}

func readDistrict(f geo.Feature, columns Columns) (District, error) {
	number, ok := f.Properties[columns.Number].(float64)
	if !ok || number != math.Trunc(number) || number < 1 {
		return District{}, fmt.Errorf("%s: want a whole number from 1", columns.Number)
	}
	name := text.SafeLine(f.Text(columns.Name))
	if name == "" {
		return District{}, fmt.Errorf("%s: want the name of the district", columns.Name)
	}
	if f.Area.IsZero() {
		return District{}, errors.New("geometry: want a polygon or several")
	}
	var geometry bytes.Buffer
	if err := json.Compact(&geometry, f.Geometry); err != nil {
		return District{}, fmt.Errorf("geometry: %w", err)
	}
	return District{
		ID:       DistrictID(fmt.Sprintf("district-%d", int(number))),
		Number:   int(number),
		Name:     name,
		Area:     f.Area,
		geometry: geometry.String(),
	}, nil
}

// SaveDistricts draws the districts into the map and puts each address into the district
// where it now lies. It tells how many districts were new or had changed.
func (s *Service) SaveDistricts(ctx context.Context, districts []District) (changed int, err error) {
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		changed = 0
		now := s.clock.Now()
		for _, d := range districts {
			wrote, err := upsertDistrict(ctx, tx, d, now)
			if err != nil {
				return fmt.Errorf("save district %d: %w", d.Number, err)
			}
			if wrote {
				changed++
			}
		}
		if changed == 0 {
			return nil
		}
		all, err := allDistricts(ctx, tx)
		if err != nil {
			return err
		}
		if err := moveAddresses(ctx, tx, all, now); err != nil {
			return fmt.Errorf("put the addresses into their districts: %w", err)
		}
		tx.AfterCommit(func() { s.districts.Store(&all) })
		return nil
	})
	return changed, err
}

// Districts are all districts, by number. The slice is shared and must not be changed.
func (s *Service) Districts() []District { return *s.districts.Load() }

// DistrictAt is the district in which a point lies, if it lies in the city.
func (s *Service) DistrictAt(p geo.Point) (District, bool) { return districtAt(s.Districts(), p) }

// DistrictByID is a district of the city.
func (s *Service) DistrictByID(which DistrictID) (District, bool) {
	all := s.Districts()
	i := slices.IndexFunc(all, func(d District) bool { return d.ID == which })
	if i < 0 {
		return District{}, false
	}
	return all[i], true
}

// districtAt gives a point on a border to the district with the lower number.
func districtAt(districts []District, p geo.Point) (District, bool) {
	for _, d := range districts {
		if d.Area.Contains(p) {
			return d, true
		}
	}
	return District{}, false
}

func (s *Service) readDistricts(ctx context.Context, q db.Querier) error {
	all, err := allDistricts(ctx, q)
	if err == nil {
		s.districts.Store(&all)
	}
	return err
}
