package geo

import (
	"strings"
	"testing"
)

// A file that was made to exhaust the reader is refused in a few words.
func TestAFileIsReadWithinItsBounds(t *testing.T) {
	small := `{"type":"FeatureCollection","features":[]}`
	if _, err := readFeatures(strings.NewReader(small), int64(len(small))); err != nil {
		t.Errorf("a file of just that many bytes: %v", err)
	}
	_, err := readFeatures(strings.NewReader(small), int64(len(small))-1)
	if all := LineErrors(err); len(all) != 1 || all[0].Flaw != TooLarge || !strings.Contains(all[0].Remedy(), "512") {
		t.Errorf("a file of one byte more: %v", err)
	}
	many := `{"type":"FeatureCollection","features":[` + strings.Repeat("{},\n", 3*mostWrong) + "{}]}"
	if _, err := ReadFeatures(strings.NewReader(many)); len(LineErrors(err)) != mostWrong {
		t.Errorf("%d faults are listed; want %d", len(LineErrors(err)), mostWrong)
	}
	for name, file := range map[string]string{
		"lists":       `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":` + strings.Repeat("[", 200_000),
		"geometries":  `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":` + strings.Repeat(`{"geometry":`, 200_000),
		"properties":  `{"type":"FeatureCollection","features":[{"type":"Feature","properties":` + strings.Repeat(`{"a":`, 200_000),
		"big numbers": `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1e400,-1e400]}}]}`,
		"no numbers":  `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[NaN,Infinity]}}]}`,
	} {
		if features, err := ReadFeatures(strings.NewReader(file)); err == nil {
			t.Errorf("%s: %d features are taken", name, len(features))
		}
	}
}
