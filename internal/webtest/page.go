package webtest

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Page is what a visitor was answered.
type Page struct {
	Status int
	Header http.Header
	To     string // To is where a redirection leads.
	Body   string
	asked  string
	t      testing.TB
}

// Shows fails the test for each text that the page lacks, markup and all. A run of white
// space counts as one space; a no-break space is not a space.
func (p Page) Shows(texts ...string) Page {
	p.t.Helper()
	folded := fold(p.Body)
	for _, text := range texts {
		if !strings.Contains(p.Body, text) && !strings.Contains(folded, text) {
			p.t.Errorf("%s: the page lacks %q", p.asked, text)
		}
	}
	return p
}

// Says fails the test for each sentence that is not in the words of the page. A space of the
// sentence may be a no-break one on the page; a no-break space must be one.
func (p Page) Says(sentences ...string) Page {
	p.t.Helper()
	words := p.Words()
	for _, sentence := range sentences {
		pattern := strings.ReplaceAll(regexp.QuoteMeta(sentence), " ", "[ \u00a0]")
		if !regexp.MustCompile(pattern).MatchString(words) {
			p.t.Errorf("%s: the page does not say %q:\n%s", p.asked, sentence, words)
		}
	}
	return p
}

// Hides fails the test for each text that is anywhere in the page: in its markup or, without
// markup of its own, in its words, with whatever spaces.
func (p Page) Hides(texts ...string) Page {
	p.t.Helper()
	markup, words := plain(p.Body), plain(p.Words())
	for _, text := range texts {
		bare := plain(text)
		said := !strings.ContainsAny(text, "<>") && strings.Contains(words, bare)
		if said || strings.Contains(p.Body, text) || strings.Contains(markup, bare) {
			p.t.Errorf("%s: the page shows %q", p.asked, text)
		}
	}
	return p
}

// Find is the group of a pattern in its first match, or the whole match of a pattern
// without group. The test ends when the page has nothing like it.
func (p Page) Find(pattern string) string {
	p.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(p.Body)
	if m == nil {
		p.t.Fatalf("%s: the page has nothing like %s", p.asked, pattern)
	}
	return html.UnescapeString(m[len(m)-1])
}

// Key is the key that the first form of the page carries.
func (p Page) Key() string {
	p.t.Helper()
	return p.Find(`name="cle" value="([^"]+)"`)
}

var (
	markup = regexp.MustCompile(`(?s)<svg.*?</svg>|<[^>]*>`)
	spaces = regexp.MustCompile("[\\s\u00a0]+")
)

// Words is what a reader reads: the page without its markup and drawings, each run of white
// space one space, a no-break one where the run has one.
func (p Page) Words() string {
	words := html.UnescapeString(markup.ReplaceAllString(p.Body, " "))
	return strings.TrimSpace(spaces.ReplaceAllStringFunc(words, func(run string) string {
		if strings.Contains(run, "\u00a0") {
			return "\u00a0"
		}
		return " "
	}))
}

// fold makes one space of each run of white space.
func fold(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\r' || r == '\t' }), " ")
}

// plain makes one plain space of each run of any white space.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }
