package ui

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"

	"sem/internal/session"
)

// Handler answers one request, or says why it does not: Mux turns the error into a page.
type Handler = func(http.ResponseWriter, *http.Request) error

// Route is one address of the town hall.
type Route struct {
	Pattern string        // Pattern is a net/http pattern with its method: "POST /demandes/{no}/message".
	Right   session.Right // Right is what the caller must hold; a route without one is a defect.
	Handle  Handler
	Form    any    // Form is the zero struct of the form's fields, with `form:"name"` tags, for the documentation.
	Says    string // Says is one English sentence for docs/http.md.
	Upload  bool   // Upload routes take bodies up to UploadLimit instead of FormLimit; their multipart form comes parsed.
	// Heavy answers a form over UploadLimit, of which the words came and the files did not;
	// nil is the apology of a form too large.
	Heavy func(w http.ResponseWriter, r *http.Request, carried Heavy) error
	Limit Limit // Limit is how often one caller may come; the zero Limit does not limit.
	// Fail answers a fault in the route's own shape, for machines; nil shows a page.
	Fail func(w http.ResponseWriter, r *http.Request, err error)
}

// SeeOther sends the browser to a path of ours after a deed that is done.
func SeeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Show renders a page and only then answers, so that a page that fails half-way becomes an
// apology instead of half a page.
func Show(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := page.Render(r.Context(), b); err != nil {
		return err
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(b.Bytes())
	if err != nil {
		return gone{err}
	}
	return nil
}

// gone is an answer that could not be written: nobody is there to read an apology.
type gone struct{ error }

type requestKey struct{}

// request is what the mux knows of the request it serves; the handler's side fills it in.
type request struct {
	number  string // number is told to the person when we fail, and is in the log.
	pattern string
	actor   string
	viewer  session.Viewer
	refused bool   // refused says that the right of the route was not held.
	back    string // back is the address a display preference returns to.
	paths   map[string]session.Right
	log     *slog.Logger
}

func (q *request) logger() *slog.Logger {
	if q.log == nil {
		return slog.Default()
	}
	return q.log
}

func requestOf(ctx context.Context) *request {
	if q, ok := ctx.Value(requestKey{}).(*request); ok {
		return q
	}
	return &request{}
}

// RequestID is the number of the request of ctx, as in the log and on apology pages.
func RequestID(ctx context.Context) string { return requestOf(ctx).number }
