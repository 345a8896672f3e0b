package paper

import (
	"embed"
	"encoding/binary"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// face is one of our fonts: TrueType outlines, and what setting text asks of them.
type face struct {
	name       string // name is the PostScript name, as PDF files it.
	resource   string // resource is what pages call it.
	weight     int    // weight is StemV's: how thick the stems are, in thousandths.
	unitsPerEm int
	ascent     int // ascent, descent and capHeight are in thousandths of the size.
	descent    int
	capHeight  int
	box        [4]int // box holds every letter, in thousandths.
	tables     map[string][]byte
	glyphs     map[rune]uint16
	early      [0x250]uint16 // early is the width of the letters most used, in units.
	advances   []uint16
	offsets    []uint32 // offsets is where each outline begins in glyf, and the end.
}

// faces are the three fonts of a sheet.
type faces struct{ text, bold, title *face }

// ourFaces reads the fonts once: they are the same for every document.
var ourFaces = sync.OnceValue(func() faces {
	return faces{
		text:  readFace("public-sans-regular", "PublicSans-Regular", "F1", 88),
		bold:  readFace("public-sans-bold", "PublicSans-Bold", "F2", 150),
		title: readFace("literata-semibold", "Literata-SemiBold", "F3", 120),
	}
})

// readFace reads one of our own fonts, which the tests read too: it trusts them.
func readFace(file, name, resource string, weight int) *face {
	raw, err := fontFiles.ReadFile("fonts/" + file + ".ttf")
	if err != nil {
		panic(err) // The file is part of the program.
	}
	f := &face{name: name, resource: resource, weight: weight, tables: map[string][]byte{}}
	for i := range int(binary.BigEndian.Uint16(raw[4:])) {
		entry := raw[12+16*i:]
		at, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		f.tables[string(entry[:4])] = raw[at : at+size]
	}
	f.readMeasures()
	f.readOutlines()
	f.readLetters()
	return f
}

func (f *face) readMeasures() {
	head, hhea, os2 := f.tables["head"], f.tables["hhea"], f.tables["OS/2"]
	f.unitsPerEm = int(binary.BigEndian.Uint16(head[18:]))
	for i := range f.box {
		f.box[i] = f.thousandths(head[36+2*i:])
	}
	f.ascent, f.descent = f.thousandths(hhea[4:]), f.thousandths(hhea[6:])
	f.capHeight = f.thousandths(os2[88:])

	count := int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
	measured := int(binary.BigEndian.Uint16(hhea[34:])) // The letters after these share the last width.
	f.advances = make([]uint16, count)
	for i := range f.advances {
		f.advances[i] = binary.BigEndian.Uint16(f.tables["hmtx"][4*min(i, measured-1):])
	}
}

func (f *face) thousandths(b []byte) int {
	return int(int16(binary.BigEndian.Uint16(b))) * 1000 / f.unitsPerEm
}

func (f *face) readOutlines() {
	loca, long := f.tables["loca"], binary.BigEndian.Uint16(f.tables["head"][50:]) == 1
	f.offsets = make([]uint32, len(f.advances)+1)
	for i := range f.offsets {
		if long {
			f.offsets[i] = binary.BigEndian.Uint32(loca[4*i:])
		} else {
			f.offsets[i] = 2 * uint32(binary.BigEndian.Uint16(loca[2*i:]))
		}
	}
}

// readLetters reads the table of format 4, which covers the plane of Latin letters.
func (f *face) readLetters() {
	f.glyphs = map[rune]uint16{}
	cmap := f.tables["cmap"]
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		table := cmap[binary.BigEndian.Uint32(cmap[8+8*i:]):]
		if binary.BigEndian.Uint16(table) == 4 {
			f.readSegments(table)
			break
		}
	}
	for r := range f.early {
		f.early[r] = f.advances[f.glyph(rune(r))]
	}
}

func (f *face) readSegments(table []byte) {
	at := func(offset int) int { return int(binary.BigEndian.Uint16(table[offset:])) }
	segments := at(6) / 2
	for i := range segments {
		end, start := at(14+2*i), at(16+2*segments+2*i)
		delta, place := at(16+4*segments+2*i), 16+6*segments+2*i
		for c := start; c <= end && c < 0xFFFF; c++ {
			g := c
			if offset := at(place); offset != 0 {
				if g = at(place + offset + 2*(c-start)); g == 0 {
					continue
				}
			}
			f.glyphs[rune(c)] = uint16(g + delta)
		}
	}
}

// alike are characters that look like one we have.
var alike = map[rune]rune{
	'\u202f': '\u00a0', '\u2007': '\u00a0', '\u2009': ' ', '\u200a': ' ', '\u2002': ' ', '\u2003': ' ',
	'\u2010': '-', '\u2011': '-', '\u2015': '—', '\u02bc': '’', '′': '\'', '″': '"', '→': '›', '✓': '√',
}

// glyph is the outline that stands for r: its own, that of a letter that looks alike, the
// letter without its accents, or a question mark. A letter we lack is never an empty box
// (ISO 14289-1, 7.21.8), and the text behind it stays what it is.
func (f *face) glyph(r rune) uint16 {
	if g, ok := f.glyphs[r]; ok {
		return g
	}
	if like, ok := alike[r]; ok {
		if g, ok := f.glyphs[like]; ok {
			return g
		}
	}
	base, _ := utf8.DecodeRuneInString(norm.NFKD.String(string(r)))
	if g, ok := f.glyphs[base]; ok {
		return g
	}
	return f.glyphs['?']
}

// width is how wide r is at one point of size.
func (f *face) width(r rune) float64 {
	if int(r) < len(f.early) {
		return float64(f.early[r]) / float64(f.unitsPerEm)
	}
	return float64(f.advances[f.glyph(r)]) / float64(f.unitsPerEm)
}

// measure is how wide text is at a size.
func (f *face) measure(text string, size float64) float64 {
	var sum float64
	for _, r := range text {
		sum += f.width(r)
	}
	return sum * size
}
