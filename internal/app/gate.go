package app

import (
	"net/http"
	"strings"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/siteweb"
	"sem/internal/ui"
)

// gate keeps requests out while the registers are closed: what needs none of them goes on,
// as a visitor sees it, and everything else says at once when to come back.
func (a *App) gate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.migrated.Load() && !a.away.Load() {
			next.ServeHTTP(w, r)
			return
		}
		city := ui.CityFrom(r.Context())
		city.Notice = i18n.T(r.Context(), "Nos registres sont fermés un moment. Rien n’est perdu.")
		r = r.WithContext(ui.WithCity(r.Context(), city))
		if standsAlone(r) {
			r.Header = r.Header.Clone()
			r.Header.Del("Cookie") // Who comes is written in the registers: everybody is a visitor.
			next.ServeHTTP(w, r)
			return
		}
		a.metrics.requests.WithLabelValues("closed", "503").Inc()
		f := fault.New(fault.Unavailable, "Nous ne pouvons pas ouvrir nos registres en ce moment. Rien n’est perdu. Réessayez dans une minute.")
		f.RetryAfterSeconds = 5
		ui.Apologise(w, r, f)
	})
}

// standsAlone tells the pages that need no register.
func standsAlone(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	return strings.HasPrefix(r.URL.Path, "/assets/") || r.URL.Path == "/favicon.ico" || siteweb.StandsAlone(r.URL.Path)
}
