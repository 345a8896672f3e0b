package paper

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// A letter sheet with margins of 18 mm, in points. Heights count from the top here; the
// file counts from the foot.
const (
	pageWidth  = 612.0
	pageHeight = 792.0
	margin     = 18 * 72 / 25.4
	textWidth  = pageWidth - 2*margin
)

// colour is red, green and blue from 0 to 1, as content streams write them.
type colour string

// The colours of the city's pages by daylight.
const (
	ink       colour = "0.078 0.149 0.169" // 14262b
	inkSoft   colour = "0.239 0.310 0.341" // 3d4f57
	hairline  colour = "0.827 0.859 0.839" // d3dbd6
	brand     colour = "0.039 0.325 0.384" // 0a5362
	brandWash colour = "0.863 0.925 0.925" // dcecec
	black     colour = "0 0 0"
)

// page is one page being drawn.
type page struct {
	ops    bytes.Buffer
	fonts  map[*face]*inked
	marked []*element // marked[i] is the element that the marked content i belongs to.
	open   *element   // open is the element whose content is being drawn, nil for none.
	fill   colour
	number int
}

// in says that what is drawn next is content of e (ISO 32000-1, 14.7.4.2).
func (p *page) in(e *element) {
	if p.open == e {
		return
	}
	p.close()
	fmt.Fprintf(&p.ops, "/%s <</MCID %d>> BDC\n", e.tag, len(p.marked))
	e.children = append(e.children, child{page: p, content: len(p.marked)})
	p.marked = append(p.marked, e)
	p.open = e
}

// close ends the content of the element being drawn.
func (p *page) close() {
	if p.open != nil {
		p.ops.WriteString("EMC\n")
		p.open = nil
	}
}

// artifact draws what a reader skips: lines, running heads, numbers (14.8.2.2).
func (p *page) artifact(properties string, draw func()) {
	p.close()
	if properties == "" {
		p.ops.WriteString("/Artifact BMC\n")
	} else {
		p.ops.WriteString("/Artifact <<" + properties + ">> BDC\n")
	}
	draw()
	p.ops.WriteString("EMC\n")
}

func (p *page) colour(c colour) {
	if p.fill != c {
		p.ops.WriteString(string(c) + " rg\n")
		p.fill = c
	}
}

// text draws text from x on; baseline counts from the top of the page.
func (p *page) text(f *face, size, x, baseline float64, c colour, text string) {
	if text == "" {
		return
	}
	p.colour(c)
	used := p.fonts[f]
	b := p.ops.AvailableBuffer()
	b = append(append(append(b, "BT /"...), f.resource...), ' ')
	b = append(appendNumber(b, size), " Tf "...)
	b = append(appendNumber(b, x), ' ')
	b = append(appendNumber(b, pageHeight-baseline), " Td <"...)
	for _, r := range text {
		b = appendHex(b, used.id(r))
	}
	p.ops.Write(append(b, "> Tj ET\n"...))
}

// line draws a line of text at x.
func (p *page) line(l line, size, x, baseline float64, c colour) {
	for _, s := range l.spans {
		p.text(s.face, size, x, baseline, c, s.text)
		x += s.face.measure(s.text, size)
	}
}

// box fills a rectangle.
func (p *page) box(x, top, width, height float64, c colour) {
	p.colour(c)
	p.rectangle(x, top, width, height)
	p.ops.WriteString("f\n")
}

// rectangle adds a rectangle to the path.
func (p *page) rectangle(x, top, width, height float64) {
	b := p.ops.AvailableBuffer()
	for _, n := range [...]float64{x, pageHeight - top - height, width, height} {
		b = append(appendNumber(b, n), ' ')
	}
	p.ops.Write(append(b, "re\n"...))
}

// rule draws a horizontal line over the whole text, as an artifact.
func (p *page) rule(top, thickness float64, c colour) {
	p.artifact("", func() { p.box(margin, top, textWidth, thickness, c) })
}

const hexDigits = "0123456789ABCDEF"

// appendHex writes n as four hexadecimal digits.
func appendHex(b []byte, n uint16) []byte {
	return append(b, hexDigits[n>>12], hexDigits[n>>8&15], hexDigits[n>>4&15], hexDigits[n&15])
}

// number writes a length to the thousandth of a point, without exponent.
func number(f float64) string { return string(appendNumber(nil, f)) }

func appendNumber(b []byte, f float64) []byte {
	return strconv.AppendFloat(b, math.Round(f*1000)/1000, 'f', -1, 64)
}
