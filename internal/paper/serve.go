package paper

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"strconv"
)

// Serve answers with the document, shown in the browser and saved as name:
// "releve-2026.pdf". It belongs to the person who asked, so nothing between them keeps it.
func Serve(w http.ResponseWriter, _ *http.Request, name string, d *Document) error {
	var body bytes.Buffer
	if _, err := d.WriteTo(&body); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	h.Set("Content-Language", d.sheet.Language)
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	h.Set("Cache-Control", "private, no-store")
	_, err := body.WriteTo(w)
	return err
}
