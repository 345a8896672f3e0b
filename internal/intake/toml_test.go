package intake_test

import (
	"strings"
	"testing"

	"sem/internal/intake"
)

func TestAFileMadeToExhaustItsReaderIsTooDeep(t *testing.T) {
	for file, want := range map[string]int{
		"":                                      0,
		"[[regle]]\nrues = [{ rue = \"a\" }]\n": 0,
		strings.Repeat("[[regle]]\n", 10_000):   0,
		"geojson = '{\"coordinates\":[[[[1,2],[3,4]]]]}'": 0,
		"a = 1\n" + strings.Repeat("a.", 100) + "a = 1":   2,
		"[" + strings.Repeat("\"a\" . ", 100) + "a]":      1,
		"a = { " + strings.Repeat("a.", 100) + "a = 1 }":  1,
		"a = 1\nb = " + strings.Repeat("[", 100):          2,
		"a = " + strings.Repeat("{a = \n", 100):           65,
	} {
		if line, deep := intake.TooDeep([]byte(file)); line != want || deep != (want > 0) {
			t.Errorf("%.40q: line %d, %v; want %d", file, line, deep, want)
		}
	}
}
