package basemapweb

import (
	"fmt"
	"io"
	"net/http"

	"sem/internal/fault"
)

// tiles serves the file of tiles whole or by ranges (RFC 9110 §14), under an ETag that
// changes with the file: a reader who holds the directories of another file is told so.
func (p Pages) tiles(w http.ResponseWriter, r *http.Request) error {
	file, size, changed, ok := p.Map.TilesFile()
	if !ok {
		return fault.New(fault.NotFound, "La Ville n’a pas de fichier de tuiles.")
	}
	h := w.Header()
	h.Set("Content-Type", "application/vnd.pmtiles")
	h.Set("ETag", fmt.Sprintf(`"%x-%x"`, size, changed.UnixNano()))
	h.Set("Cache-Control", "public, max-age=86400")
	h.Del("Vary") // Nothing here depends on who asks.
	http.ServeContent(w, r, "", changed, io.NewSectionReader(file, 0, size))
	return nil
}
