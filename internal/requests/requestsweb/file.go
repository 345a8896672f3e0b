package requestsweb

import (
	"io"
	"mime"
	"net/http"

	"sem/internal/files"
)

// file gives a file to whoever may see the request it came with. A photo is shown, anything
// else is saved; neither may do anything on our pages.
func (p Pages) file(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, _, err := p.Requests.Attached(ctx, viewer(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	body, f, err := p.Files.Open(ctx, a.File)
	if err != nil {
		return err
	}
	defer body.Close()
	give(w, r, f, body)
	return nil
}

// give sends the bytes of a file that the caller may have.
func give(w http.ResponseWriter, r *http.Request, f files.File, body io.ReadSeeker) {
	disposition := "attachment"
	if f.IsImage() {
		disposition = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", f.CreatedAt, body)
}
