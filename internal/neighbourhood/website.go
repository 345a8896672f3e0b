package neighbourhood

import (
	"net/url"
	"strings"

	"sem/internal/text"
)

// website is the address of a site as a link may bear it, and whether it can be one. Files
// often leave out the scheme.
func website(s string) (string, bool) {
	s = text.SafeLine(s)
	if s == "" {
		return "", true
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.Contains(u.Hostname(), ".") || u.User != nil || len(s) > mostWords {
		return "", false
	}
	return u.String(), true
}
