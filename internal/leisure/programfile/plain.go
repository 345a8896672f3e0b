package programfile

import (
	"html"
	"strings"

	"sem/internal/text"
)

// plain is a text in HTML without its marks: paragraphs and breaks are lines, what a script or
// a style holds is gone.
func plain(written string) string {
	var b strings.Builder
	for written != "" {
		before, rest, found := strings.Cut(written, "<")
		b.WriteString(before)
		if !found {
			break
		}
		tag, after, closed := strings.Cut(rest, ">")
		if !closed {
			break // A mark that is cut short ends the text.
		}
		name := strings.ToLower(strings.TrimLeft(tag, "/ "))
		if end := strings.IndexAny(name, " \t\r\n/"); end >= 0 {
			name = name[:end]
		}
		switch name {
		case "script", "style":
			if !strings.HasPrefix(tag, "/") {
				after = afterEnd(after, name)
			}
		case "p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6":
			b.WriteByte('\n')
		}
		written = after
	}
	return tidy(html.UnescapeString(b.String()))
}

// afterEnd is what follows the end of an element.
func afterEnd(written, name string) string {
	i := strings.Index(strings.ToLower(written), "</"+name)
	if i < 0 || i > len(written) {
		return ""
	}
	_, after, _ := strings.Cut(written[i:], ">")
	return after
}

// tidy takes away what cannot be seen, and spaces that are too many.
func tidy(written string) string {
	written = strings.Map(func(r rune) rune {
		switch r {
		case '\u200b', '\u200c', '\u200d', '\ufeff', '\u00ad':
			return -1
		case '\u00a0', '\u202f', '\t':
			return ' '
		case '<', '>':
			return ' '
		}
		return r
	}, written)
	lines := strings.Split(text.SafeText(written), "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return text.SafeText(strings.Join(lines, "\n"))
}
