package paper

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// span is text in one face.
type span struct {
	text string
	face *face
}

// line is what stands on one line, and how wide it is. A line that goes on below ends
// with the space that a reader hears there, outside of its width.
type line struct {
	spans []span
	width float64
}

// sign is one character to be set.
type sign struct {
	r     rune
	face  *face
	width float64
}

// breakLines sets spans in lines no wider than width. A line is broken after a space, or
// after a hyphen between letters; a word wider than the line is broken where it must be.
func breakLines(spans []span, size, width float64) []line {
	var lines []line
	for _, hard := range signsOf(spans, size) {
		lines = append(lines, fill(hard, width)...)
	}
	return lines
}

// signsOf is the characters of spans, cut where a line feed demands a new line.
func signsOf(spans []span, size float64) [][]sign {
	var all [][]sign
	length := 0
	for _, sp := range spans {
		length += len(sp.text)
	}
	now := make([]sign, 0, length)
	for i, sp := range spans {
		text := drawable(sp.text)
		if i == 0 {
			text = strings.TrimLeft(text, " \n")
		}
		if i == len(spans)-1 {
			text = strings.TrimRight(text, " \n")
		}
		for _, r := range text {
			if r == '\n' {
				all, now = append(all, now), nil // Few lines are broken by hand.
				continue
			}
			now = append(now, sign{r, sp.face, sp.face.width(r) * size})
		}
	}
	return append(all, now)
}

// fill cuts the signs of one paragraph into lines.
func fill(signs []sign, width float64) []line {
	var lines []line
	start, end, used := 0, 0, 0.0 // The line holds signs[start:end]; used is its width with its last space.
	for end < len(signs) {
		next := chunkEnd(signs, end)
		chunk, bare := chunkWidth(signs[end:next])
		if used+bare <= width+0.01 {
			end, used = next, used+chunk
			continue
		}
		if end > start {
			lines = append(lines, lineOf(signs[start:end]))
			start, used = end, 0
			continue
		}
		end = start + fitting(signs[start:next], width)
		lines = append(lines, lineOf(signs[start:end]))
		start, used = end, 0
	}
	return append(lines, lineOf(signs[start:]))
}

// chunkEnd is where the unbreakable chunk that begins at from ends: after its spaces.
func chunkEnd(signs []sign, from int) int {
	for i := from; i < len(signs); i++ {
		r := signs[i].r
		if r == ' ' && (i+1 == len(signs) || signs[i+1].r != ' ') {
			return i + 1
		}
		if (r == '-' || r == '–' || r == '/') && i > from && i+1 < len(signs) &&
			unicode.IsLetter(signs[i-1].r) && unicode.IsLetter(signs[i+1].r) {
			return i + 1
		}
	}
	return len(signs)
}

// chunkWidth is the width of a chunk, with and without the spaces it ends with.
func chunkWidth(signs []sign) (whole, bare float64) {
	for _, s := range signs {
		whole += s.width
		if s.r != ' ' {
			bare = whole
		}
	}
	return whole, bare
}

// fitting counts the signs of an endless word that fit on a line, one at least. A number
// with hyphens or an address is cut after one of its marks where that leaves half a line.
func fitting(signs []sign, width float64) int {
	var sum float64
	mark := 0
	for i, s := range signs {
		if sum += s.width; sum > width && i > 0 {
			if mark > 0 {
				return mark
			}
			return i
		}
		if strings.ContainsRune("-/.@_", s.r) && sum > width/2 && sum <= width {
			mark = i + 1
		}
	}
	return len(signs)
}

func lineOf(signs []sign) line {
	var l line
	_, l.width = chunkWidth(signs)
	var text strings.Builder
	for i, s := range signs {
		text.WriteRune(s.r)
		if i+1 == len(signs) || signs[i+1].face != s.face {
			l.spans = append(l.spans, span{text.String(), s.face})
			text.Reset()
		}
	}
	return l
}

// widest is the width of the longest line of text that is never broken, and least that of
// its longest chunk, below which words would be cut.
func widest(text string, f *face, size float64) (whole, least float64) {
	for _, signs := range signsOf([]span{{text, f}}, size) {
		_, bare := chunkWidth(signs)
		whole = max(whole, bare)
		for at := 0; at < len(signs); {
			next := chunkEnd(signs, at)
			_, bare := chunkWidth(signs[at:next])
			least, at = max(least, bare), next
		}
	}
	return whole, least
}

// clean is drawable text without the spaces around it.
func clean(text string) string { return strings.TrimSpace(drawable(text)) }

// drawable is text with composed letters and without what no font draws.
func drawable(text string) string {
	if isPlain(text) {
		return text
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case r == '\u00ad' || r == '\u200b' || r == '\ufeff' || unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
			return -1 // Soft hyphens, joiners, marks of direction.
		}
		return r
	}, text)
	return norm.NFC.String(text)
}

// isPlain tells whether text holds nothing to mend: Latin-1 letters, spaces and line feeds.
func isPlain(text string) bool {
	for _, r := range text {
		if r != '\n' && (r < ' ' || r > '~' && r < '\u00a0' || r == '\u00ad' || r > '\u00ff' && r != '’' && r != 'œ') {
			return false
		}
	}
	return true
}
