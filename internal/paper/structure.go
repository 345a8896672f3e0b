package paper

import (
	"fmt"
	"strconv"
	"strings"
)

// structure writes the tree of elements and, for each page, which element each marked
// content belongs to (ISO 32000-1, 14.7.2 and 14.7.4.4).
func (f *file) structure(s *setter, tree int, pages written) {
	s.root.each(func(e *element) { e.object = f.reserve() })
	s.root.each(func(e *element) { f.object(e.object, e.dictionary(tree, pages)) })

	var parents strings.Builder
	for i, p := range s.pages {
		list := f.reserve()
		var refs strings.Builder
		for _, e := range p.marked {
			fmt.Fprintf(&refs, "%d 0 R ", e.object)
		}
		f.object(list, "["+refs.String()+"]")
		fmt.Fprintf(&parents, "%d %d 0 R ", i, list)
	}
	f.object(tree, fmt.Sprintf("<</Type /StructTreeRoot /K [%d 0 R] /ParentTree <</Nums [%s]>> /ParentTreeNextKey %d>>",
		s.root.object, parents.String(), len(s.pages)))
}

func (e *element) dictionary(tree int, pages written) string {
	var b strings.Builder
	parent := tree
	if e.parent != nil {
		parent = e.parent.object
	}
	b.WriteString("<</Type /StructElem /S /" + e.tag + " /P " + strconv.Itoa(parent) + " 0 R")
	home := e.page()
	if home != nil {
		fmt.Fprintf(&b, " /Pg %d 0 R", pages.pages[home])
	}
	if e.attributes != "" {
		b.WriteString(" /A <<" + e.attributes + ">>")
	}
	if e.box != nil {
		fmt.Fprintf(&b, " /A <</O /Layout /Placement /Block /BBox [%s %s %s %s]>>", number(e.box.x),
			number(pageHeight-e.box.top-e.box.height), number(e.box.x+e.box.width), number(pageHeight-e.box.top))
	}
	if e.alt != "" {
		b.WriteString(" /Alt " + textString(e.alt))
	}
	if len(e.children) > 0 {
		b.WriteString(" /K [")
		for _, c := range e.children {
			switch {
			case c.element != nil:
				fmt.Fprintf(&b, "%d 0 R ", c.element.object)
			case c.page == home:
				fmt.Fprintf(&b, "%d ", c.content)
			default:
				fmt.Fprintf(&b, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pages.pages[c.page], c.content)
			}
		}
		b.WriteString("]")
	}
	b.WriteString(">>")
	return b.String()
}

// page is where the element's own content begins, nil when it has none.
func (e *element) page() *page {
	for _, c := range e.children {
		if c.page != nil {
			return c.page
		}
	}
	return nil
}
