package paper

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// inked is a face as one document uses it: each character has a glyph of its own, even
// when two look the same, so that every glyph tells which character it is.
type inked struct {
	*face
	ids   map[rune]uint16
	runes []rune // runes[i] is the character of glyph i+1; glyph 0 is never drawn.
}

// id is the glyph that draws r in this document.
func (f *inked) id(r rune) uint16 {
	g, ok := f.ids[r]
	if !ok {
		f.runes = append(f.runes, r)
		g = uint16(len(f.runes))
		f.ids[r] = g
	}
	return g
}

// subset is a TrueType font of the letters in use, in the order of their ids. Parts of
// composed letters, such as accents, follow them.
func (f *inked) subset() []byte {
	sources := make([]uint16, 1, 2*len(f.runes)+1)
	for _, r := range f.runes {
		sources = append(sources, f.glyph(r))
	}
	parts := map[uint16]uint16{} // parts says which new glyph an outline used as a part is.
	var glyf, loca, hmtx []byte
	for i := 0; i < len(sources); i++ {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		outline := slices.Clone(f.outline(sources[i]))
		eachPart(outline, func(ref []byte) {
			old := binary.BigEndian.Uint16(ref)
			if _, ok := parts[old]; !ok {
				parts[old] = uint16(len(sources))
				sources = append(sources, old)
			}
			binary.BigEndian.PutUint16(ref, parts[old])
		})
		glyf = append(glyf, outline...)
		glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		hmtx = binary.BigEndian.AppendUint16(hmtx, f.advances[sources[i]])
		hmtx = binary.BigEndian.AppendUint16(hmtx, leftEdge(outline))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	return f.assemble(len(sources), glyf, loca, hmtx)
}

func (f *face) outline(glyph uint16) []byte {
	return f.tables["glyf"][f.offsets[glyph]:f.offsets[glyph+1]]
}

// leftEdge is the left side bearing: our fonts have each outline begin at its own xMin.
func leftEdge(outline []byte) uint16 {
	if len(outline) == 0 {
		return 0
	}
	return binary.BigEndian.Uint16(outline[2:])
}

// Flags of a part of a composed letter (OpenType, glyf).
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	moreParts     = 1 << 5
	twoScales     = 1 << 6
	fourScales    = 1 << 7
)

// eachPart calls do with the two bytes that name each part of a composed letter.
func eachPart(outline []byte, do func(ref []byte)) {
	if len(outline) == 0 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return
	}
	for at := 10; ; {
		flags := binary.BigEndian.Uint16(outline[at:])
		do(outline[at+2 : at+4])
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fourScales != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return
		}
	}
}

// assemble puts the tables a CIDFontType2 needs (ISO 32000-1, 9.9) into a font file.
func (f *face) assemble(count int, glyf, loca, hmtx []byte) []byte {
	head, hhea, maxp := slices.Clone(f.tables["head"]), slices.Clone(f.tables["hhea"]), slices.Clone(f.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1) // The offsets in loca are whole.
	binary.BigEndian.PutUint16(hhea[34:], uint16(count))
	binary.BigEndian.PutUint16(maxp[4:], uint16(count))

	tables := []struct {
		name string
		body []byte
	}{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}}
	const listed = 12 + 16*6
	file := make([]byte, 0, listed+len(glyf)+len(loca)+len(hmtx)+256)
	file = append(file, 0, 1, 0, 0, 0, 6, 0, 64, 0, 2, 0, 32)
	at := listed
	for _, t := range tables {
		file = append(file, t.name...)
		file = binary.BigEndian.AppendUint32(file, checksum(t.body))
		file = binary.BigEndian.AppendUint32(file, uint32(at))
		file = binary.BigEndian.AppendUint32(file, uint32(len(t.body)))
		at += len(t.body) + (-len(t.body) & 3)
	}
	headAt := 0
	for _, t := range tables {
		if t.name == "head" {
			headAt = len(file)
		}
		file = append(file, t.body...)
		file = append(file, make([]byte, -len(file)&3)...)
	}
	binary.BigEndian.PutUint32(file[headAt+8:], 0xB1B0AFBA-checksum(file))
	return file
}

func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var last [4]byte
	copy(last[:], b)
	return sum + binary.BigEndian.Uint32(last[:])
}

// widths lists the width of each glyph in thousandths (ISO 32000-1, 9.7.4.3).
func (f *inked) widths() string {
	var b strings.Builder
	b.WriteString("[1 [")
	for _, r := range f.runes {
		fmt.Fprintf(&b, "%s ", number(float64(f.advances[f.glyph(r)])*1000/float64(f.unitsPerEm)))
	}
	b.WriteString("]]")
	return b.String()
}

// toUnicode maps each glyph back to its character (ISO 32000-1, 9.10.3).
func (f *inked) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 100 // entries of one block
	for from := 0; from < len(f.runes); from += most {
		some := f.runes[from:min(from+most, len(f.runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for i, r := range some {
			fmt.Fprintf(&b, "<%04X> <%s>\n", from+i+1, utf16Hex(string(r)))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
