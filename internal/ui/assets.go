package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"sem/internal/fault"
	"sem/internal/session"
)

// asset is a file served under a name that holds its digest, and so never changes.
type asset struct {
	kind   string // kind is the Content-Type.
	body   []byte
	zipped []byte // zipped is body in gzip, nil when that gains nothing.
}

type assetTable struct {
	files map[string]asset  // files by their name in addresses.
	paths map[string]string // paths by the name in the code.
}

// sheets are the style sheets and the parts they are made of, in the order of the cascade.
var sheets = map[string][]string{
	"sem.css": {
		"govuk-frontend-6.6.0-subset.min.css", "css/fonts.css", "css/tokens.css", "css/base.css", "css/controls.css",
		"css/marks.css", "css/surfaces.css", "css/header.css", "css/footer.css", "css/grid.css", "css/dashboard.css",
		"css/request.css", "css/chips.css", "css/tables.css", "css/queue.css", "css/narrow.css", "css/modes.css", "css/print.css",
	},
	"desk.css": {"css/desk.css"},
	"home.css": {"css/panorama-tokens.css", "css/home.css", "css/panorama.css"},
	"town.css": {
		"css/map-tokens.css", "css/town.css",
		"css/map.css",
		"css/property.css",
		"css/neighbourhood.css",
		"css/collections-tokens.css", "css/collections.css",
		"css/watering.css",
		"css/tax-tokens.css", "css/tax.css",
		"css/library.css",
	},
	"leisure.css": {
		"css/map-tokens.css", "css/town.css", "css/map.css",
		"css/leisure-tokens.css", "css/leisure.css", "css/registration.css", "css/opening.css", "css/lottery.css", "css/timetable.css",
	},
	"room.css":    {"css/tokens.css", "css/base.css", "css/controls.css", "css/surfaces.css", "css/modes.css", "css/opening.css"},
	"program.css": {"css/program.css", "css/roster.css", "css/payments.css"},
}

var assets = sync.OnceValue(func() assetTable {
	t := assetTable{files: map[string]asset{}, paths: map[string]string{}}
	for _, name := range []string{"literata.woff2", "public-sans.woff2", "atkinson-hyperlegible-next.woff2"} {
		t.add(name, "font/woff2", readAsset("fonts/"+name))
	}
	t.add("favicon.svg", "image/svg+xml", readAsset("favicon.svg"))
	for _, name := range []string{"sem.js", "plan.js"} {
		t.add(name, "text/javascript; charset=utf-8", readAsset("js/"+name))
	}
	for name, parts := range sheets {
		var css strings.Builder
		for _, part := range parts {
			css.Write(bytes.TrimPrefix(readAsset(part), []byte("\ufeff")))
			css.WriteByte('\n')
		}
		t.add(name, "text/css; charset=utf-8", t.finish(css.String()))
	}
	return t
})

func readAsset(name string) []byte {
	b, err := assetFiles.ReadFile("assets/" + name)
	if err != nil {
		panic(err)
	}
	return b
}

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssSpace   = regexp.MustCompile(`\s+`)
	cssURL     = regexp.MustCompile(`url\("?([a-z0-9.-]+)"?\)`)
)

// finish takes comments and line ends out of a style sheet and points it at the fonts.
func (t assetTable) finish(css string) []byte {
	css = cssSpace.ReplaceAllString(cssComment.ReplaceAllString(css, ""), " ")
	return []byte(cssURL.ReplaceAllStringFunc(css, func(u string) string {
		return "url(" + t.paths[cssURL.FindStringSubmatch(u)[1]] + ")"
	}))
}

func (t assetTable) add(name, kind string, body []byte) {
	sum := sha256.Sum256(body)
	file := hex.EncodeToString(sum[:6]) + "-" + name
	a := asset{kind: kind, body: body}
	if !strings.HasPrefix(kind, "font/") {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		z.Write(body)
		z.Close()
		a.zipped = b.Bytes()
	}
	t.files[file] = a
	t.paths[name] = "/assets/" + file
}

// AssetPath is the address of an embedded file: "sem.css", "favicon.svg".
func AssetPath(name string) string { return assets().paths[name] }

// AssetRoutes serves the embedded files; Mux adds them by itself.
func AssetRoutes() []Route {
	return []Route{
		{Pattern: "GET /assets/{file}", Right: session.Anyone, Handle: serveAsset, Says: "Style sheets, script and fonts, under names that never change."},
		{Pattern: "GET /favicon.ico", Right: session.Anyone, Handle: serveIcon, Says: "The icon of the site."},
	}
}

func serveAsset(w http.ResponseWriter, r *http.Request) error {
	a, ok := assets().files[r.PathValue("file")]
	if !ok {
		return fault.New(fault.NotFound, "Ce fichier n’existe pas ou plus.")
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", a.kind)
	body := a.body
	h.Del("Vary") // Nothing here depends on who asks.
	if a.zipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			body = a.zipped
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := w.Write(body); err != nil {
		return gone{err}
	}
	return nil
}

func serveIcon(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "public, max-age=86400")
	http.Redirect(w, r, AssetPath("favicon.svg"), http.StatusFound)
	return nil
}
