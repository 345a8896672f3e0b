package paper

// style is how a paragraph looks.
type style int

const (
	plain style = iota
	strong
	note
)

type (
	heading struct {
		level int
		text  string
	}
	paragraph struct {
		text  string
		style style
	}
	list     []string
	factList []Fact
	gap      struct{}
	newPage  struct{}
)

// letterhead is the top of the first page: who speaks, from where, and the title.
func (s *setter) letterhead() {
	s.sender()
	if len(s.pieces) > 0 {
		s.put(piece{height: 1.5, before: 6 * s.scale, draw: func(p *page, top float64) { p.rule(top, 1.5, brand) }})
	}
	s.keepTogether(0)
	heading{level: 1, text: s.sheet.Title}.lay(s)
	if s.sheet.Subject != "" {
		s.run(flow{spans: []span{{s.sheet.Subject, s.faces.text}}, size: s.body(), before: 2, colour: inkSoft}, s.root.add("P"))
	}
}

// sender sets the city's name with its address at the right, or below where the letters
// are too large for both.
func (s *setter) sender() {
	size, small := s.titleSize(2), s.small()
	city := clean(s.sheet.City)
	if city == "" {
		return
	}
	var wide float64
	for _, l := range s.sheet.Letterhead {
		wide = max(wide, s.faces.text.measure(clean(l), small))
	}
	name := s.root.add("P")
	if len(s.sheet.Letterhead) == 0 {
		s.run(flow{spans: []span{{city, s.faces.title}}, size: size, colour: brand}, name)
		return
	}
	from := s.root.add("P")
	if s.faces.title.measure(city, size)+wide+2*size > textWidth {
		s.run(flow{spans: []span{{city, s.faces.title}}, size: size, colour: brand}, name)
		for _, l := range s.sheet.Letterhead {
			s.run(flow{spans: []span{{l, s.faces.text}}, size: small, colour: inkSoft}, from)
		}
		return
	}
	height := max(leading(size), leading(small)*float64(len(s.sheet.Letterhead)))
	s.put(piece{height: height, draw: func(p *page, top float64) {
		p.in(name)
		p.text(s.faces.title, size, margin, top+baseline(size), brand, city)
		p.in(from)
		for i, l := range s.sheet.Letterhead {
			text := clean(l)
			x := margin + textWidth - s.faces.text.measure(text, small)
			if i+1 < len(s.sheet.Letterhead) {
				text += " " // Read aloud, two lines are not one word.
			}
			p.text(s.faces.text, small, x, top+baseline(small)+leading(small)*float64(i), inkSoft, text)
		}
	}})
}

func (h heading) lay(s *setter) {
	f, before, c := s.faces.title, 14*s.scale, ink
	switch h.level {
	case 1:
		before = 18 * s.scale
	case 3:
		f, before = s.faces.bold, 10*s.scale
	}
	from := len(s.pieces)
	tag := []string{"H1", "H2", "H3"}[h.level-1]
	s.run(flow{spans: []span{{h.text, f}}, size: s.titleSize(h.level), before: before, colour: c, tight: true}, s.root.add(tag))
	s.keepTogether(from)
	s.pieces[len(s.pieces)-1].keep = true // A heading never ends a page.
	first := s.pieces[from].draw
	s.pieces[from].draw = func(p *page, top float64) {
		s.bookmarks = append(s.bookmarks, bookmark{clean(h.text), p, top})
		first(p, top)
	}
}

func (p paragraph) lay(s *setter) {
	f := flow{spans: []span{{p.text, s.faces.text}}, size: s.body(), before: 6 * s.scale, colour: ink}
	switch p.style {
	case strong:
		f.spans[0].face, f.size, f.before = s.faces.bold, s.lead(), 10*s.scale
	case note:
		f.size, f.colour = s.small(), inkSoft
	}
	s.run(f, s.root.add("P"))
}

func (l list) lay(s *setter) {
	outer := s.root.add("L")
	outer.attributes = "/O /List /ListNumbering /Disc"
	indent := s.body() * 1.3
	for i, text := range l {
		item := outer.add("LI")
		bullet, body := item.add("Lbl"), item.add("LBody")
		f := flow{spans: []span{{text, s.faces.text}}, size: s.body(), before: 3 * s.scale, indent: indent, colour: ink}
		if i == 0 {
			f.before = 6 * s.scale
		}
		f.opening = func(p *page, base float64) {
			p.in(bullet)
			p.text(s.faces.bold, s.body(), margin+indent*0.3, base, brand, "•")
		}
		s.run(f, body)
	}
}

func (gap) lay(s *setter) { s.put(piece{before: leading(s.body())}) }

func (newPage) lay(s *setter) { s.put(piece{turn: true}) }

// flow is text to set in lines over the width of the page.
type flow struct {
	spans   []span
	size    float64
	before  float64
	indent  float64
	colour  colour
	tight   bool                            // tight sets titles closer than text.
	opening func(p *page, baseline float64) // opening draws what stands before the first line.
}

// run puts the lines of f as pieces of content of e. Of three lines or less none is
// parted; of more, the first two stay together, and the last two.
func (s *setter) run(f flow, e *element) {
	height := leading(f.size)
	if f.tight {
		height = f.size * 1.2
	}
	lines := breakLines(f.spans, f.size, textWidth-f.indent)
	for i, l := range lines {
		p := piece{height: height, keep: keepsNext(i, len(lines))}
		if i == 0 {
			p.before = f.before
		}
		p.draw = func(p *page, top float64) {
			base := top + baseline(f.size)
			if i == 0 && f.opening != nil {
				f.opening(p, base)
			}
			p.in(e)
			p.line(l, f.size, margin+f.indent, base, f.colour)
		}
		s.put(p)
	}
}

// keepsNext tells whether line i of n stays with the next one.
func keepsNext(i, n int) bool {
	return i+1 < n && (n <= 3 || i == 0 || i == n-2)
}
