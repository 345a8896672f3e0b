package paper

import (
	"fmt"
	"strings"
)

// bookmark is a heading in the list beside the pages (ISO 32000-1, 12.3.3).
type bookmark struct {
	text string
	page *page
	top  float64
}

// outline writes the headings as bookmarks, in one list: three levels of a short document
// are found faster unfolded.
func (f *file) outline(s *setter, root int, pages written) {
	if len(s.bookmarks) == 0 {
		f.object(root, "<</Type /Outlines /Count 0>>")
		return
	}
	numbers := make([]int, len(s.bookmarks))
	for i := range numbers {
		numbers[i] = f.reserve()
	}
	for i, b := range s.bookmarks {
		var beside strings.Builder
		if i > 0 {
			fmt.Fprintf(&beside, " /Prev %d 0 R", numbers[i-1])
		}
		if i+1 < len(numbers) {
			fmt.Fprintf(&beside, " /Next %d 0 R", numbers[i+1])
		}
		f.object(numbers[i], fmt.Sprintf("<</Title %s /Parent %d 0 R%s /Dest [%d 0 R /XYZ null %s null]>>",
			textString(b.text), root, beside.String(), pages.pages[b.page], number(pageHeight-b.top)))
	}
	f.object(root, fmt.Sprintf("<</Type /Outlines /First %d 0 R /Last %d 0 R /Count %d>>",
		numbers[0], numbers[len(numbers)-1], len(numbers)))
}
