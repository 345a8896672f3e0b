package paper

import "sem/internal/i18n"

// lay sets names at the left and values beside them; or one after the other where names
// take half of the page, or a number would be cut beside them.
func (l factList) lay(s *setter) {
	var names, numbers float64
	for _, f := range l {
		names = max(names, s.faces.text.measure(clean(f.Label), s.body()))
		_, chunk := widest(f.Value, s.faces.bold, s.body())
		numbers = max(numbers, chunk)
	}
	outer := s.root.add("L")
	outer.attributes = "/O /List /ListNumbering /None"
	apart := 1.6 * s.body()
	beside := names+apart <= textWidth*0.48 && names+apart+numbers <= textWidth
	for i, f := range l {
		item := outer.add("LI")
		before := 3.5 * s.scale
		if i == 0 {
			before = 6 * s.scale
		}
		if !beside {
			s.pairs(item, [][2]string{{f.Label, f.Value}}, before)
			continue
		}
		s.sideBySide(item, f, names+apart, before)
	}
}

func (s *setter) sideBySide(item *element, f Fact, column, before float64) {
	label, body := item.add("Lbl"), item.add("LBody")
	size := s.body()
	run := flow{
		spans: []span{{f.Value, s.faces.bold}}, size: size, before: before, indent: column, colour: ink,
		opening: func(p *page, base float64) {
			p.in(label)
			p.text(s.faces.text, size, margin, base, inkSoft, clean(f.Label)+" ")
		},
	}
	s.run(run, body)
}

// pairs sets names and values one after the other, each "name : value", as the body of an
// item. The pairs of an item stay together.
func (s *setter) pairs(item *element, pairs [][2]string, before float64) {
	body := item.add("LBody")
	from := len(s.pieces)
	for i, pair := range pairs {
		label, value := clean(pair[0]), clean(pair[1])
		if value == "" {
			continue
		}
		spans := []span{{value, s.faces.text}}
		if label != "" {
			spans = []span{{i18n.T(s.ctx, "%s :", label) + " ", s.faces.bold}, {value, s.faces.text}}
		}
		f := flow{spans: spans, size: s.body(), colour: ink, before: 1.5 * s.scale}
		if i == 0 {
			f.before = before
		}
		s.run(f, body.add("P"))
	}
	s.keepTogether(from)
}
