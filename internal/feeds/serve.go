package feeds

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// maxAgeSeconds is how long a follower may keep a feed without asking again.
const maxAgeSeconds = 3600

// Serve answers with the calendar, or with 304 when the follower has it already. A
// calendar without events is still a calendar: a follower that got an error would drop it.
//
// The answer never tells other sites where it was read: the address of a personal feed is
// its key.
func Serve(w http.ResponseWriter, r *http.Request, c Calendar) error {
	var body bytes.Buffer
	if err := c.Write(&body); err != nil {
		return fmt.Errorf("write the calendar: %w", err)
	}
	sum := sha256.Sum256(body.Bytes())
	// Weak, as the same feed is also sent compressed (RFC 9110, 8.8.1).
	tag := `W/"` + hex.EncodeToString(sum[:12]) + `"`

	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", c.sharing()+", max-age="+strconv.Itoa(maxAgeSeconds))
	h.Set("Referrer-Policy", "no-referrer")
	if knows(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Language", strings.ToLower(c.language()))
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	_, err := body.WriteTo(w)
	return err
}

func (c Calendar) sharing() string {
	if c.Public {
		return "public"
	}
	return "private"
}

// knows tells whether one of the tags in If-None-Match is ours (RFC 9110, 13.1.2).
func knows(headers []string, tag string) bool {
	for _, h := range headers {
		for candidate := range strings.SplitSeq(h, ",") {
			candidate = strings.TrimSpace(candidate)
			if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
	}
	return false
}
