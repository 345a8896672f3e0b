package ui

import (
	"context"
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"
)

//go:embed assets
var assetFiles embed.FS

// symbols are the drawings of assets/icons/icons.svg by their name, "i-x" for the bold
// ones of the interface and "d-x" for the two-toned ones of the subjects.
var symbols = sync.OnceValue(func() map[string]string {
	file, err := assetFiles.ReadFile("assets/icons/icons.svg")
	if err != nil {
		panic(err)
	}
	all := map[string]string{}
	for line := range strings.Lines(string(file)) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, `<symbol id="`); ok {
			name, _, _ := strings.Cut(rest, `"`)
			all[name] = line
		}
	}
	return all
})

type spriteKey struct{}

// sprite gathers the icons a page uses; they are drawn once, at its end.
type sprite struct{ used []string }

func withSprite(ctx context.Context) context.Context {
	return context.WithValue(ctx, spriteKey{}, &sprite{})
}

func (s *sprite) add(name string) {
	if !slices.Contains(s.used, name) {
		s.used = append(s.used, name)
	}
}

// Render draws the hidden symbols that the page's icons refer to.
func (s *sprite) Render(_ context.Context, w io.Writer) error {
	if len(s.used) == 0 {
		return nil
	}
	if _, err := io.WriteString(w, `<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">`); err != nil {
		return err
	}
	for _, name := range s.used {
		if _, err := io.WriteString(w, symbols()[name]); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, `</svg>`)
	return err
}

// Icon draws an icon beside a word: "i-bell", "d-phone". It says nothing to a screen
// reader; the word beside it does. A name that is not in icons.svg is a defect.
func Icon(name string) templ.Component { return icon(name, "i") }

// IconLarge is Icon at twice its size, for a subject.
func IconLarge(name string) templ.Component { return icon(name, "i i-l") }

// IconHuge is Icon at the size of a door, for the help at the bottom of pages.
func IconHuge(name string) templ.Component { return icon(name, "i i-xl") }

func icon(name, class string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if name == "" {
			return nil
		}
		symbol, ok := symbols()[name]
		if !ok {
			return fmt.Errorf("icon %q is not in icons.svg", name)
		}
		const open = `<svg class="` + "%s" + `" aria-hidden="true" focusable="false">`
		if s, ok := ctx.Value(spriteKey{}).(*sprite); ok {
			s.add(name)
			_, err := fmt.Fprintf(w, open+`<use href="#%s"/></svg>`, class, name)
			return err
		}
		// A fragment has no page around it: the drawing comes along.
		_, inside, _ := strings.Cut(symbol, ">")
		inside = strings.TrimSuffix(inside, "</symbol>")
		_, err := fmt.Fprintf(w, `<svg class="%s" viewBox="0 0 256 256" aria-hidden="true" focusable="false">%s</svg>`, class, inside)
		return err
	})
}
