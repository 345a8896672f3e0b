package accountsweb

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"sem/internal/accounts"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/ui"
)

// Identify finds who stands behind each request, and how they see pages. What was revoked
// counts at once: nothing is remembered between two requests.
func (p Pages) Identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret := p.Cookies.Read(r, session.Ticket)
		if secret == "" || isAsset(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		seen, err := p.Accounts.Viewer(r.Context(), secret)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			p.Cookies.Clear(w, session.Ticket)
		case err != nil:
			ui.Apologise(w, r, err)
			return
		case seen.Faint && !lowRisk(r):
		default:
			r = r.WithContext(known(r.Context(), seen))
		}
		next.ServeHTTP(w, r)
	})
}

// known is ctx with somebody in it, and pages as they want them.
func known(ctx context.Context, seen accounts.Seen) context.Context {
	ctx = session.With(ctx, seen.Viewer)
	return ui.WithPrefs(ctx, ui.Prefs{Text: seen.Prefs.Text, Theme: seen.Prefs.Theme, Font: seen.Prefs.Font, Lang: seen.Prefs.Language})
}

func isAsset(path string) bool {
	return strings.HasPrefix(path, "/assets/") || path == "/healthz" || path == "/readyz" || path == "/favicon.ico"
}

// lowRisk tells the pages that a remembered device still greets its owner on: they show
// what concerns the neighbourhood, nothing of the person's affairs.
func lowRisk(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	switch r.URL.Path {
	case "/", "/aide", "/accessibilite", "/confidentialite", "/nouvelles", "/collectes", "/arrosage":
		return true
	}
	return false
}

// SavePrefs keeps the display preferences of whoever is signed in, for ui.PrefsRoute.
func (p Pages) SavePrefs(ctx context.Context, prefs ui.Prefs) error {
	return p.Accounts.SavePrefs(ctx, session.From(ctx), accounts.Prefs{Text: prefs.Text, Theme: prefs.Theme, Font: prefs.Font, Language: prefs.Lang})
}

// from is where a request comes from.
func (p Pages) from(r *http.Request) accounts.From {
	return accounts.From{
		Network: network(r.RemoteAddr),
		Browser: browser(r.Context(), r.UserAgent()),
		Device:  p.Cookies.Read(r, session.DeviceTicket),
		Session: p.Cookies.Read(r, session.Ticket),
	}
}

// network is the /24 or the /64 of an address: one home, one office, one machine of a crowd.
func network(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return "?"
	}
	address = address.Unmap().WithZone("")
	bits := 64
	if address.Is4() {
		bits = 24
	}
	prefix, err := address.Prefix(bits)
	if err != nil {
		return "?"
	}
	return prefix.String()
}

// browser names a browser as its owner would: "Firefox, Windows".
func browser(ctx context.Context, agent string) string {
	name := first(agent, i18n.T(ctx, "Navigateur"), [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
		{"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
	})
	system := first(agent, "", [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS", "Mac"}, {"CrOS", "Chromebook"}, {"Linux", "Linux"},
	})
	if system == "" {
		return name
	}
	return name + ", " + system
}

func first(agent, otherwise string, marks [][2]string) string {
	for _, m := range marks {
		if strings.Contains(agent, m[0]) {
			return m[1]
		}
	}
	return otherwise
}
