package geo

import (
	"errors"
	"fmt"
	"io"
)

// Flaw is what can be wrong with a geometry, so that the reader of a file is told in
// their own words.
type Flaw string

// The flaws that are named. Everything else is told as the reader of the file met it.
const (
	Swapped      Flaw = "swapped axes"     // Swapped has the latitude before the longitude.
	OutOfRange   Flaw = "out of range"     // OutOfRange is not in degrees.
	Unclosed     Flaw = "unclosed ring"    // Unclosed is a ring that does not end where it began.
	SelfCrossing Flaw = "self-crossing"    // SelfCrossing is a ring that crosses itself.
	Antimeridian Flaw = "crosses 180°"     // Antimeridian reaches over the 180th meridian.
	Empty        Flaw = "empty geometry"   // Empty has no position at all.
	UnknownKind  Flaw = "unknown geometry" // UnknownKind is no point, line or area.
	TooLarge     Flaw = "too large"        // TooLarge is a file beyond what is held in memory.
	CutShort     Flaw = "file ends early"  // CutShort is a file that ends in the middle.
	Malformed    Flaw = "not GeoJSON"      // Malformed is all the rest.
)

// remedies say in French what is wrong and what to do, as import reports do.
var remedies = map[Flaw]string{
	Swapped:      "Les axes semblent inversés. Écrivez la longitude avant la latitude (RFC 7946).",
	OutOfRange:   "La position n’est pas en degrés de longitude et de latitude. Exportez le fichier en WGS84 (EPSG:4326).",
	Unclosed:     "Un contour n’est pas fermé. Il lui faut au moins quatre positions, la dernière égale à la première.",
	SelfCrossing: "Un contour se croise lui-même. Corrigez-le dans le logiciel de cartographie.",
	Antimeridian: "La forme traverse le 180e méridien. Coupez-la en deux formes.",
	Empty:        "La géométrie est vide. Retirez l’élément ou donnez-lui une position.",
	UnknownKind:  "La géométrie n’est ni un point, ni une ligne, ni une surface. Séparez-la en éléments simples.",
	TooLarge:     "Le fichier dépasse 512 Mo. Gardez-en ce qui est autour de la ville, ou séparez-le.",
	CutShort:     "Le fichier se termine trop tôt. Téléchargez-le de nouveau.",
	Malformed:    "L’élément n’est pas du GeoJSON valable. Exportez le fichier de nouveau.",
}

// flawed is an error with its flaw.
type flawed struct {
	flaw   Flaw
	reason string
}

func (e flawed) Error() string { return e.reason }

func flaw(f Flaw, format string, args ...any) error { return flawed{f, fmt.Sprintf(format, args...)} }

// LineError says which line of a file cannot be used, and why.
type LineError struct {
	Line   int
	Reason string
	Flaw   Flaw
}

// Error tells the line and the reason.
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// Remedy is a French sentence that says what is wrong and what to do, as import reports do.
func (e *LineError) Remedy() string {
	if words, ok := remedies[e.Flaw]; ok {
		return words
	}
	return remedies[Malformed]
}

// LineErrors are all the lines that an error of ReadFeatures names.
func LineErrors(err error) []*LineError {
	if one, ok := err.(*LineError); ok {
		return []*LineError{one}
	}
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		var all []*LineError
		for _, part := range e.Unwrap() {
			all = append(all, LineErrors(part)...)
		}
		return all
	case interface{ Unwrap() error }:
		return LineErrors(e.Unwrap())
	}
	return nil
}

func lineError(line int, err error) *LineError {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &LineError{line, "the file ends too early", CutShort}
	}
	var f flawed
	if errors.As(err, &f) {
		return &LineError{line, err.Error(), f.flaw}
	}
	return &LineError{line, err.Error(), Malformed}
}
