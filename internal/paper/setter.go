package paper

import (
	"context"

	"sem/internal/i18n"
)

// piece is what a page holds whole: a line, a row, a bar.
type piece struct {
	height float64
	before float64 // before is the space above, left out at the top of a page.
	keep   bool    // keep holds the piece on the page of the next one.
	draw   func(p *page, top float64)
	// again is drawn above this piece where it begins a page: the titles of its table.
	again *piece
	turn  bool // turn begins a page and draws nothing.
}

// setter cuts a document into pieces and lays them on pages.
type setter struct {
	sheet  Sheet
	faces  faces
	ctx    context.Context // ctx carries the language of the sheet, for its few own words.
	scale  float64
	fonts  map[*face]*inked
	root   *element
	pieces []piece
	pages  []*page
	top    float64 // top is where the next piece goes on the last page.

	bookmarks []bookmark
}

func set(d *Document) *setter {
	all := ourFaces()
	s := &setter{
		sheet: d.sheet,
		faces: all,
		ctx:   i18n.With(context.Background(), i18n.Parse(d.sheet.Language)),
		scale: d.sheet.Scale,
		fonts: map[*face]*inked{},
		root:  &element{tag: "Document"},
	}
	for _, f := range []*face{all.text, all.bold, all.title} {
		s.fonts[f] = &inked{face: f, ids: map[rune]uint16{}}
	}
	s.letterhead()
	for _, b := range d.blocks {
		b.lay(s)
	}
	s.paginate()
	s.furnish()
	return s
}

// Sizes of letters, in points. Titles grow less than the text: at twice the size they are
// still told apart, and still fit.
func (s *setter) body() float64  { return 11 * s.scale }
func (s *setter) small() float64 { return 9.5 * s.scale }
func (s *setter) lead() float64  { return 13.5 * s.scale }
func (s *setter) foot() float64  { return 9 * s.scale }

func (s *setter) titleSize(level int) float64 {
	switch level {
	case 1:
		return s.body() + 11.5
	case 2:
		return s.body() + 4.5
	}
	return s.body() + 1.5
}

// leading is the height of a line.
func leading(size float64) float64 { return size * 1.36 }

// baseline is how far below the top of its line a letter of a size stands.
func baseline(size float64) float64 { return size * 1.03 }

// bottom is where text ends on a page, above its foot.
func (s *setter) bottom() float64 { return pageHeight - margin - leading(s.foot()) - 8 }

func (s *setter) put(p piece) { s.pieces = append(s.pieces, p) }

// breathe leaves some space below a table or a figure.
func (s *setter) breathe() { s.put(piece{before: 4 * s.scale}) }

// keepTogether holds the pieces from a place on in one, as far as a page can.
func (s *setter) keepTogether(from int) {
	for i := from; i < len(s.pieces)-1; i++ {
		s.pieces[i].keep = true
	}
}

// paginate lays the pieces on pages, chain by chain: a chain is pieces that keep together.
func (s *setter) paginate() {
	s.turnPage(nil)
	for i := 0; i < len(s.pieces); {
		if s.pieces[i].turn {
			s.turnPage(nil)
			i++
			continue
		}
		end := i + 1
		for end < len(s.pieces) && s.pieces[end-1].keep && !s.pieces[end].turn {
			end++
		}
		s.place(s.pieces[i:end])
		i = end
	}
	s.last().close()
}

func (s *setter) place(chain []piece) {
	var need float64
	for _, p := range chain {
		need += p.before + p.height
	}
	if s.top+need > s.bottom() && !s.atTop() {
		s.turnPage(chain[0].again)
	}
	for _, p := range chain {
		if s.top+p.before+p.height > s.bottom() && !s.atTop() { // The chain is longer than a page.
			s.turnPage(p.again)
		}
		if !s.atTop() {
			s.top += p.before
		}
		if p.draw != nil {
			p.draw(s.last(), s.top)
		}
		s.top += p.height
	}
}

func (s *setter) last() *page { return s.pages[len(s.pages)-1] }

// atTop tells whether nothing stands on the page yet but what every page has.
func (s *setter) atTop() bool { return s.top == s.start() }

// start is where text begins on the page: below the running head from the second on.
func (s *setter) start() float64 {
	if len(s.pages) == 1 {
		return margin
	}
	return margin + leading(s.foot()) + 4 + 6*s.scale
}

func (s *setter) turnPage(again *piece) {
	if len(s.pages) > 0 {
		if s.atTop() {
			return
		}
		s.last().close()
	}
	s.pages = append(s.pages, &page{fonts: s.fonts, number: len(s.pages) + 1})
	s.top = s.start()
	if again != nil {
		s.last().artifact("/Type /Pagination", func() { again.draw(s.last(), s.top) })
		s.top += again.height
	}
}

// furnish draws head and foot of each page, once the number of pages is known. They come
// last in the content and are artifacts, so that nobody hears them between two sentences.
func (s *setter) furnish() {
	size := s.foot()
	for _, p := range s.pages {
		if p.number > 1 {
			p.artifact("/Type /Pagination /Subtype /Header /Attached [/Top]", func() {
				s.ends(p, margin, size, s.sheet.City, s.sheet.Title)
				p.box(margin, margin+leading(size)+1, textWidth, 0.6, hairline)
			})
		}
		p.artifact("/Type /Pagination /Subtype /Footer /Attached [/Bottom]", func() {
			top := pageHeight - margin - leading(size)
			p.box(margin, top-3, textWidth, 0.6, hairline)
			s.ends(p, top, size, s.sheet.Footer, i18n.T(s.ctx, "Page %d de %d", p.number, len(s.pages)))
		})
	}
}

// ends draws one text at the left and one at the right of a line, the left cut to fit.
func (s *setter) ends(p *page, top, size float64, left, right string) {
	f := s.faces.text
	right = firstLine(right, f, size, textWidth*0.75)
	wide := f.measure(right, size)
	left = firstLine(left, f, size, textWidth-wide-2*size)
	p.text(f, size, margin, top+baseline(size), inkSoft, left)
	p.text(f, size, margin+textWidth-wide, top+baseline(size), inkSoft, right)
}

// firstLine is text, shortened with an ellipsis when it is wider than width.
func firstLine(text string, f *face, size, width float64) string {
	text = clean(text)
	if f.measure(text, size) <= width {
		return text
	}
	lines := breakLines([]span{{text, f}}, size, width-f.measure("…", size))
	first := ""
	for _, sp := range lines[0].spans {
		first += sp.text
	}
	return clean(first) + "…"
}
