package paper

// element is a node of the structure that assistive technology reads (ISO 32000-1, 14.7).
type element struct {
	tag        string // tag is a standard structure type (14.8.4): "P", "TH".
	attributes string // attributes is the inside of /A, empty for none.
	alt        string // alt is read in place of a figure.
	box        *box   // box is where a figure stands.
	parent     *element
	children   []child
	object     int // object is its number in the file.
}

// child is an element, or content of a page.
type child struct {
	element *element
	page    *page
	content int
}

// box is a place on a page, counted from its top.
type box struct{ x, top, width, height float64 }

// add makes an element inside e, after what is there.
func (e *element) add(tag string) *element {
	inner := &element{tag: tag, parent: e}
	e.children = append(e.children, child{element: inner})
	return inner
}

// each calls do for e and everything inside, in reading order.
func (e *element) each(do func(*element)) {
	do(e)
	for _, c := range e.children {
		if c.element != nil {
			c.element.each(do)
		}
	}
}
