package paper

import (
	"image"
	"image/color"
	"math"

	"github.com/boombuler/barcode/qr"
)

// figure makes the element of a picture that is read as alt.
func (s *setter) figure(alt string) *element {
	e := s.root.add("Figure")
	if e.alt = clean(alt); e.alt == "" {
		e.alt = clean(s.sheet.Title) // ISO 14289-1, 7.3: a figure always says something.
	}
	return e
}

// holds tells the figure that it stands in a place too.
func (e *element) holds(b box) {
	if e.box == nil {
		e.box = &b
		return
	}
	bottom := max(e.box.top+e.box.height, b.top+b.height)
	e.box.top = min(e.box.top, b.top)
	e.box.height = bottom - e.box.top
}

func (b Bars) lay(s *setter) {
	e := s.figure(b.Alt)
	size := s.body()
	var labels, values, most float64
	for _, item := range b.Items {
		labels = max(labels, s.faces.text.measure(clean(item.Label), size))
		values = max(values, s.faces.bold.measure(clean(item.Value), size))
		if !math.IsInf(item.Size, 0) {
			most = max(most, item.Size)
		}
	}
	beside := labels+values+2*size < textWidth*0.6 // Else the words stand above their bar.
	from := len(s.pieces)
	for i, item := range b.Items {
		part := 0.0
		if most > 0 && item.Size > 0 {
			part = min(item.Size/most, 1)
		}
		p := s.barBelow(item, part)
		if beside {
			p = s.barBeside(item, part, labels, values)
		}
		if i == 0 {
			p.before = 8 * s.scale
		}
		draw := p.draw
		p.draw = func(page *page, top float64) {
			e.holds(box{margin, top, textWidth, p.height})
			page.in(e)
			draw(page, top)
		}
		s.put(p)
	}
	s.keepTogether(from)
	s.breathe()
}

// barBeside is a bar between its label and its value, whose widths all bars share.
func (s *setter) barBeside(item Bar, part, labels, values float64) piece {
	f, size := s.faces, s.body()
	label, value := clean(item.Label), clean(item.Value)
	return piece{height: size * 1.9, draw: func(p *page, top float64) {
		base := top + size*1.28
		p.text(f.text, size, margin, base, ink, label)
		bar(p, margin+labels+size, top+size*0.45, textWidth-labels-values-2*size, part, size)
		p.text(f.bold, size, margin+textWidth-f.bold.measure(value, size), base, ink, value)
	}}
}

// barBelow is a bar below its label and its value.
func (s *setter) barBelow(item Bar, part float64) piece {
	f, size := s.faces, s.body()
	value := firstLine(item.Value, f.bold, size, textWidth*0.6)
	wide := f.bold.measure(value, size)
	label := firstLine(item.Label, f.text, size, textWidth-wide-size)
	return piece{height: size * 2.9, draw: func(p *page, top float64) {
		p.text(f.text, size, margin, top+baseline(size), ink, label)
		p.text(f.bold, size, margin+textWidth-wide, top+baseline(size), ink, value)
		bar(p, margin, top+size*1.5, textWidth, part, size)
	}}
}

// bar draws one bar on its ground.
func bar(p *page, x, top, room, part, size float64) {
	p.box(x, top, room, size*1.05, brandWash)
	if part > 0 {
		p.box(x, top, max(room*part, 1), size*1.05, brand)
	}
}

type qrCode struct{ text, alt string }

// quiet is the margin a reader of QR codes needs, in modules (ISO/IEC 18004, 6.3.8).
const quiet = 4

func (q qrCode) lay(s *setter) {
	code, err := qr.Encode(q.text, qr.M, qr.Auto)
	if err != nil {
		return // Too long for any square; QR says so.
	}
	e := s.figure(q.alt)
	modules := code.Bounds().Dx()
	side := 96 * min(s.scale, 1.5)
	step := side / float64(modules+2*quiet)
	s.put(piece{height: side, before: 6 * s.scale, draw: func(p *page, top float64) {
		x := margin - quiet*step // The quiet zone is white already: the square itself meets the margin.
		e.holds(box{x, top, side, side})
		p.in(e)
		p.colour(black)
		eachRun(code, func(column, row, length int) {
			p.rectangle(x+float64(column+quiet)*step, top+float64(row+quiet)*step, float64(length)*step, step)
		})
		p.ops.WriteString("f\n")
	}})
	s.breathe()
}

// eachRun calls do for each run of dark modules of a row.
func eachRun(code image.Image, do func(column, row, length int)) {
	modules := code.Bounds().Dx()
	for row := range modules {
		for column := 0; column < modules; column++ {
			begin := column
			for column < modules && dark(code.At(column, row)) {
				column++
			}
			if column > begin {
				do(begin, row, column-begin)
			}
		}
	}
}

func dark(c color.Color) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}
