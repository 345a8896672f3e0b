package property

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/intake"
	"sem/internal/places"
)

// The name of the column that the ministry's map has for a property: five digits of the
// municipality, then the eighteen of the matricule.
const (
	pointColumn        = "id_provinc"
	municipalityDigits = 5
)

// ImportPoints takes in where the properties are, from the ministry's map as GeoJSON points
// named by id_provinc. The points of other municipalities are counted and left out when the
// city's code is given. Importing a file again changes nothing.
func (s *Service) ImportPoints(ctx context.Context, file io.Reader, municipality string, dryRun bool) (intake.Report, error) {
	var report intake.Report
	features, err := geo.ReadFeatures(file)
	if err != nil {
		return report, pointFaults(&report, err)
	}
	t := s.territory()
	points, others := map[places.Matricule]geo.Point{}, 0
	for _, f := range features {
		report.Lines++
		m, ok, reason := pointOfFeature(f, municipality)
		switch {
		case reason != "":
			report.Add(f.Line, pointColumn, reason)
		case !ok:
			others++
		case t.box != (geo.Box{}) && !t.box.Contains(f.Point):
			report.Add(f.Line, "geometry", "Ce point est hors du territoire de la municipalité.")
		default:
			if _, twice := points[m]; twice {
				report.Add(f.Line, pointColumn, "Le matricule "+m.String()+" est là deux fois.")
			}
			points[m] = f.Point
		}
	}
	if err := report.Err(); err != nil {
		return report, err
	}
	if others > 0 {
		report.Tell("Points d’autres municipalités", strconv.Itoa(others))
	}
	if err := s.keepPoints(ctx, points, dryRun, &report); err != nil {
		return report, fmt.Errorf("keep the points: %w", err)
	}
	if dryRun {
		return report, nil
	}
	return report, s.Refresh(ctx)
}

// pointFaults lists what is wrong with the form of a GeoJSON file.
func pointFaults(report *intake.Report, err error) error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			pointFaults(report, e)
		}
		return intake.ErrFaulty
	}
	if line, ok := errors.AsType[*geo.LineError](err); ok {
		report.Add(line.Line, "GeoJSON", "Cet élément ne peut pas être lu : "+line.Reason)
		return intake.ErrFaulty
	}
	return err
}

func pointOfFeature(f geo.Feature, municipality string) (m places.Matricule, ok bool, reason string) {
	name := f.Text(pointColumn)
	if len(name) < municipalityDigits || strings.Trim(name, "0123456789") != "" {
		return "", false, "L’identifiant doit être le code de la municipalité (5 chiffres) suivi du matricule (18 chiffres), écrit entre guillemets."
	}
	if municipality != "" && name[:municipalityDigits] != municipality {
		return "", false, ""
	}
	m, ok = places.ParseMatricule(name[municipalityDigits:])
	if !ok {
		return "", false, "Le matricule doit avoir 18 chiffres."
	}
	if f.Point.IsZero() {
		return "", false, "La position doit être un point."
	}
	return m, true, ""
}

// keepPoints writes what is new or has moved. A point that the file has no longer stays: an old
// matricule hurts nobody.
func (s *Service) keepPoints(ctx context.Context, points map[places.Matricule]geo.Point, dryRun bool, report *intake.Report) error {
	rows, err := s.DB.Query(ctx, `
		SELECT matricule, lat, lon
		FROM   property_point`)
	before := map[places.Matricule]geo.Point{}
	if _, err := db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var m places.Matricule
		var p geo.Point
		err := r.Scan(&m, &p.Lat, &p.Lon)
		before[m] = p
		return struct{}{}, err
	}); err != nil {
		return err
	}
	var moved []places.Matricule
	added := map[places.Matricule]geo.Point{}
	for m, p := range points {
		switch was, known := before[m]; {
		case !known:
			added[m] = p
		case was != p:
			moved = append(moved, m)
		}
	}
	report.Added, report.Changed, report.Unchanged = len(added), len(moved), len(points)-len(added)-len(moved)
	if dryRun || len(added)+len(moved) == 0 {
		return nil
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		for _, m := range moved {
			if err := tx.Send(ctx, `
				UPDATE property_point
				SET    lat = $1, lon = $2, updated_at = $3
				WHERE  matricule = $4`, points[m].Lat, points[m].Lon, now, m); err != nil {
				return err
			}
		}
		_, err := tx.Bulk(ctx, "property_point", []string{"matricule", "lat", "lon", "updated_at"}, func(yield func([]any) bool) {
			for m, p := range added {
				if !yield([]any{string(m), p.Lat, p.Lon, now}) {
					return
				}
			}
		})
		return err
	})
}
