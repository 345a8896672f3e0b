package paper

// cellGap is the space between two columns, in parts of the size of the text.
const cellGap = 1.1

// lay sets a table in columns, or as a list where the columns do not fit.
func (t Table) lay(s *setter) {
	widths, ok := t.measure(s)
	if ok {
		ok = t.rowsFit(s, widths)
	}
	if !ok {
		t.stack(s)
		return
	}
	table := s.root.add("Table")
	before := 8 * s.scale
	if clean(t.Caption) != "" {
		from := len(s.pieces)
		s.run(flow{spans: []span{{t.Caption, s.faces.bold}}, size: s.body(), before: before, colour: ink}, table.add("Caption"))
		s.keepTogether(from)
		s.pieces[len(s.pieces)-1].keep = true
		before = 2 * s.scale
	}
	titles := t.row(s, t.titles(), widths, rowLook{cell: "TH", attributes: "/O /Table /Scope /Column", face: s.faces.bold, size: s.small(), colour: inkSoft, line: brand, thick: 1.2})
	head := titles.piece(table.add("THead"))
	head.before, head.keep = before, len(t.Rows) > 0 || t.Foot != nil
	s.put(head)
	again := &piece{height: head.height, draw: titles.draw}

	from := len(s.pieces)
	if len(t.Rows) > 0 {
		body := table.add("TBody")
		for _, cells := range t.Rows {
			p := t.row(s, cells, widths, rowLook{cell: "TD", face: s.faces.text, size: s.body(), colour: ink, line: hairline, thick: 0.6}).piece(body)
			p.again = again
			s.put(p)
		}
	}
	if t.Foot != nil {
		if len(s.pieces) > from {
			s.pieces[len(s.pieces)-1].keep = true // A total never stands alone.
		}
		p := t.row(s, t.Foot, widths, rowLook{cell: "TD", first: "TH", attributes: "/O /Table /Scope /Row", face: s.faces.bold, size: s.body(), colour: ink, line: ink, thick: 1}).piece(table.add("TFoot"))
		p.again = again
		s.put(p)
	}
	s.breathe()
}

func (t Table) titles() []string {
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = c.Title
	}
	return titles
}

// measure gives each column its width, or tells that they do not fit beside each other.
func (t Table) measure(s *setter) ([]float64, bool) {
	n := len(t.Columns)
	room := textWidth - float64(n-1)*cellGap*s.body()
	whole, least, shares := make([]float64, n), make([]float64, n), 0.0
	for i, c := range t.Columns {
		whole[i], least[i] = widest(c.Title, s.faces.bold, s.small())
		shares += max(c.Share, 0)
		look := func(cells []string, f *face) {
			if i < len(cells) {
				w, l := widest(cells[i], f, s.body())
				whole[i], least[i] = max(whole[i], w), max(least[i], l)
			}
		}
		for _, cells := range t.Rows {
			look(cells, s.faces.text)
		}
		look(t.Foot, s.faces.bold)
		if c.Right {
			least[i] = max(least[i], whole[i]) // Amounts stay on one line,
		} else {
			least[i] = min(least[i], room*0.35) // and one endless word does not push them out.
		}
	}
	if sum(least) > room {
		return nil, false
	}
	if shares > 0 {
		if widths := t.shared(room, shares, least); widths != nil {
			return widths, true
		}
	}
	return spread(room, whole, least, t.Columns), true
}

// shared gives each column its part of the room, nil when one would be cut.
func (t Table) shared(room, shares float64, least []float64) []float64 {
	widths := make([]float64, len(least))
	for i, c := range t.Columns {
		widths[i] = room * max(c.Share, 0) / shares
		if widths[i] < least[i] {
			return nil
		}
	}
	return widths
}

// spread gives each column what its contents ask. Where that is too much, columns give way
// as they can; what is left over goes to the columns of words.
func spread(room float64, whole, least []float64, columns []Column) []float64 {
	widths := make([]float64, len(whole))
	ask := sum(whole)
	words := 0.0
	for i, c := range columns {
		if !c.Right {
			words += whole[i]
		}
	}
	for i, c := range columns {
		switch {
		case ask > room:
			widths[i] = least[i] + (whole[i]-least[i])*(room-sum(least))/(ask-sum(least))
		case words == 0:
			widths[i] = whole[i] + (room-ask)/float64(len(whole))
		case c.Right:
			widths[i] = whole[i]
		default:
			widths[i] = whole[i] + (room-ask)*whole[i]/words
		}
	}
	return widths
}

func sum(all []float64) float64 {
	var total float64
	for _, f := range all {
		total += f
	}
	return total
}

// mostLines is how many lines a cell of a narrow column may take, and narrow the width, in
// letters, below which more would read like a column of single words.
const (
	mostLines = 3
	narrow    = 12
)

// rowsFit tells whether the rows read well in these widths: no cell hangs down like a
// ribbon, and each row is less than half a page high, as a row is never cut.
func (t Table) rowsFit(s *setter, widths []float64) bool {
	for _, cells := range t.Rows {
		for i, cell := range cells[:min(len(cells), len(widths))] {
			if s.faces.text.measure(cell, s.body()) < widths[i] {
				continue
			}
			lines := len(breakLines([]span{{cell, s.faces.text}}, s.body(), widths[i]))
			if lines > mostLines && widths[i] < narrow*s.body() || float64(lines)*leading(s.body()) > pageHeight/2-margin {
				return false
			}
		}
	}
	return true
}

// rowLook is how a row looks and what its cells are.
type rowLook struct {
	cell       string // cell is the tag of its cells.
	first      string // first is the tag of the first cell, empty for the same.
	attributes string // attributes are those of TH cells.
	face       *face
	size       float64
	colour     colour
	line       colour // line is the colour of the line below, above in a foot.
	thick      float64
}

// tableRow is a row ready to be drawn.
type tableRow struct {
	look    rowLook
	cells   [][]line
	columns []Column
	widths  []float64
	gap     float64
	pad     float64
	height  float64
}

func (t Table) row(s *setter, cells []string, widths []float64, look rowLook) *tableRow {
	r := &tableRow{look: look, columns: t.Columns, widths: widths, gap: cellGap * s.body(), pad: 3.2 * s.scale}
	most := 1
	for i := range widths {
		var lines []line
		if i < len(cells) && clean(cells[i]) != "" {
			lines = breakLines([]span{{cells[i], look.face}}, look.size, widths[i]+0.01)
		}
		r.cells = append(r.cells, lines)
		most = max(most, len(lines))
	}
	r.height = float64(most)*leading(look.size) + 2*r.pad + look.thick
	return r
}

// piece is the row as content of a part of a table.
func (r *tableRow) piece(part *element) piece {
	row := part.add("TR")
	cells := make([]*element, len(r.cells))
	for i := range cells {
		tag := r.look.cell
		if i == 0 && r.look.first != "" {
			tag = r.look.first
		}
		cells[i] = row.add(tag)
		if tag == "TH" {
			cells[i].attributes = r.look.attributes
		}
	}
	return piece{height: r.height, draw: func(p *page, top float64) {
		p.artifact("", func() { r.line(p, top) })
		for i := range r.cells {
			if len(r.cells[i]) > 0 {
				p.in(cells[i])
				r.cell(p, i, top)
			}
		}
		p.close()
	}}
}

// draw draws the row without telling what it is: titles repeated on another page.
func (r *tableRow) draw(p *page, top float64) {
	r.line(p, top)
	for i := range r.cells {
		r.cell(p, i, top)
	}
}

func (r *tableRow) line(p *page, top float64) {
	at := top + r.height - r.look.thick
	if r.look.first != "" { // A foot has its line above.
		at = top
	}
	p.box(margin, at, textWidth, r.look.thick, r.look.line)
}

func (r *tableRow) cell(p *page, column int, top float64) {
	x := margin
	for _, w := range r.widths[:column] {
		x += w + r.gap
	}
	base := top + r.pad + baseline(r.look.size)
	for _, l := range r.cells[column] {
		at := x
		if r.columns[column].Right {
			at += r.widths[column] - l.width
		}
		p.line(l, r.look.size, at, base, r.look.colour)
		base += leading(r.look.size)
	}
}

// stack sets a table as a list: each row an item, each cell after its title.
func (t Table) stack(s *setter) {
	if clean(t.Caption) != "" {
		from := len(s.pieces)
		s.run(flow{spans: []span{{t.Caption, s.faces.bold}}, size: s.body(), before: 8 * s.scale, colour: ink}, s.root.add("P"))
		s.keepTogether(from)
		s.pieces[len(s.pieces)-1].keep = len(t.Rows) > 0 || t.Foot != nil
	}
	rows := t.Rows
	if t.Foot != nil {
		rows = append(rows[:len(rows):len(rows)], t.Foot)
	}
	if len(rows) == 0 {
		return
	}
	outer := s.root.add("L")
	outer.attributes = "/O /List /ListNumbering /None"
	for i, cells := range rows {
		var pairs [][2]string
		for c, cell := range cells[:min(len(cells), len(t.Columns))] {
			if clean(cell) != "" {
				pairs = append(pairs, [2]string{t.Columns[c].Title, cell})
			}
		}
		if len(pairs) == 0 {
			continue
		}
		if t.Foot != nil && i == len(rows)-1 && len(pairs) > 1 && len(t.Rows) > 0 {
			s.pieces[len(s.pieces)-1].keep = true
		}
		c, thick := hairline, 0.6
		if i == 0 {
			c, thick = brand, 1.2
		}
		s.put(piece{height: thick, before: 4 * s.scale, keep: true, draw: s.ruleBetween(thick, c)})
		s.pairs(outer.add("LI"), pairs, 3*s.scale)
	}
	s.breathe()
}

// ruleBetween draws a line above an item, unless the item begins a page: there the line of
// the running head does.
func (s *setter) ruleBetween(thick float64, c colour) func(*page, float64) {
	return func(p *page, top float64) {
		if top > s.start() {
			p.rule(top, thick, c)
		}
	}
}
