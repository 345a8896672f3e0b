package session

import (
	"net/http"
	"time"
)

// Cookies knows how secrets are kept by a browser. Behind TLS their names begin with
// __Host-, which browsers accept only with Secure, Path=/ and no Domain: no neighbour
// under the same name of city can set one. On the plain address of one machine (the
// demonstration, development) browsers refuse such names, so they go without.
type Cookies struct {
	HTTPS bool
}

// The secrets a browser keeps.
const (
	Ticket       = "sem"             // Ticket is the secret of the open session.
	DeviceTicket = "sem-appareil"    // DeviceTicket says which device this is, for a year.
	Registering  = "sem-inscription" // Registering is the registration under way.
	SecondStep   = "sem-etape"       // SecondStep is the second step of signing in.
)

// Read is the secret a request carries under a name, empty when it carries none.
func (c Cookies) Read(r *http.Request, name string) string {
	cookie, err := r.Cookie(c.name(name))
	if err != nil || len(cookie.Value) > 128 {
		return ""
	}
	return cookie.Value
}

// Write has the browser keep a secret for a time; without one, until it closes.
func (c Cookies) Write(w http.ResponseWriter, name, secret string, keep time.Duration) {
	http.SetCookie(w, c.cookie(name, secret, int(keep/time.Second)))
}

// Clear has the browser forget a secret.
func (c Cookies) Clear(w http.ResponseWriter, name string) {
	http.SetCookie(w, c.cookie(name, "", -1))
}

func (c Cookies) cookie(name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name:     c.name(name),
		Value:    value,
		Path:     "/",
		MaxAge:   maxAge,
		Secure:   c.HTTPS,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	}
}

func (c Cookies) name(name string) string {
	if c.HTTPS {
		return "__Host-" + name
	}
	return name
}
