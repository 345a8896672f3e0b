package app

import (
	"net"
	"net/http"
	"strings"
)

// front stands before the mux: it answers the probes, and reads who comes from proxies
// that are trusted.
func (a *App) front(mux http.Handler) http.Handler {
	proxies := a.Config.Proxies()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
			a.probe(w, r)
			return
		}
		if len(proxies) > 0 {
			r = behindProxies(r, proxies)
		}
		mux.ServeHTTP(w, r)
	})
}

// behindProxies is r as it comes from the last address that our proxies do not vouch for.
// What a client writes into the header itself stands further left and is never reached.
func behindProxies(r *http.Request, proxies []*net.IPNet) *http.Request {
	host, port, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !within(proxies, net.ParseIP(host)) {
		return r
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		ip := net.ParseIP(strings.TrimSpace(hops[i]))
		if ip == nil {
			return r
		}
		if !within(proxies, ip) {
			copied := *r
			copied.RemoteAddr = net.JoinHostPort(ip.String(), port)
			return &copied
		}
	}
	return r
}
