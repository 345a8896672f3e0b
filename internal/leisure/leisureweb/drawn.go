package leisureweb

import (
	"bytes"
	"context"
	"net/http"
	"sync"

	"github.com/a-h/templ"

	"sem/internal/i18n"
	"sem/internal/leisure"
)

// drawn keeps, for the second in which it was drawn, what everybody sees who is not signed in:
// on the morning of an opening thousands ask for the same page at once. It never outlives the
// second, so that nobody is told that something is closed which has opened.
type drawn struct {
	mu      sync.Mutex
	program *leisure.Program
	second  int64
	pages   map[string]drawnPage
}

// drawnPage is a page without its frame, which depends on who looks.
type drawnPage struct{ title, body string }

// mostDrawn bounds the memory that different searches take in one second.
const mostDrawn = 256

func (d *drawn) find(key string, program *leisure.Program, second int64) (drawnPage, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.program != program || d.second != second {
		return drawnPage{}, false
	}
	one, ok := d.pages[key]
	return one, ok
}

func (d *drawn) keep(key string, program *leisure.Program, second int64, page drawnPage) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.program != program || d.second != second || d.pages == nil {
		d.program, d.second, d.pages = program, second, map[string]drawnPage{}
	}
	if len(d.pages) < mostDrawn {
		d.pages[key] = page
	}
}

// forAll is the catalogue as whoever is not signed in sees it.
func (p *Pages) forAll(r *http.Request) (drawnPage, error) {
	ctx := r.Context()
	program, second := p.Leisure.Program(), p.Clock.Now().Unix()
	key := string(i18n.Lang(ctx)) + " " + r.URL.RawQuery
	if page, ok := p.drawn.find(key, program, second); ok {
		return page, nil
	}
	v, err := p.look(r)
	if err != nil {
		return drawnPage{}, err
	}
	page, err := draw(ctx, v)
	if err == nil {
		p.drawn.keep(key, program, second, page)
	}
	return page, err
}

func draw(ctx context.Context, v *catalogueView) (drawnPage, error) {
	var b bytes.Buffer
	err := catalogueBody(v).Render(templ.ClearChildren(ctx), &b)
	return drawnPage{title: v.Title, body: b.String()}, err
}
