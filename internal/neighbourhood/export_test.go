package neighbourhood

import (
	"strings"

	"sem/internal/geo"
	"sem/internal/intake"
)

// ReadPlaces reads a file as Import does before it writes.
func ReadPlaces(file string) ([]Place, *intake.Report) {
	report := &intake.Report{}
	features, err := readFile(strings.NewReader(file), report)
	if err != nil || report.Err() != nil {
		report.Add(0, "", "unreadable")
		return nil, report
	}
	m, err := mappingFor("", features)
	if err != nil {
		report.Add(0, "", "unknown columns")
		return nil, report
	}
	in := reader{mapping: m, source: m.Name, categories: firstCategories(), inTown: func(geo.Shape) bool { return true }, report: report}
	return in.places(features), report
}

// NewIndex is an index of places, and what it answers.
func NewIndex(places []*Place) func(geo.Point, float64) []Near { return newSpatial(places).around }
