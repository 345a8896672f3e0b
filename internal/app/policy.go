package app

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"sem/internal/session"
	"sem/internal/ui"
)

// policyPath is where browsers tell of what the content policy kept out of a page: a fault
// of ours, or somebody's script that did not run.
const policyPath = "/csp-rapport"

// policyRoute takes the reports of browsers.
func (a *App) policyRoute() ui.Route {
	return ui.Route{
		Pattern: "POST " + policyPath, Right: session.Anyone, Handle: a.policyReport,
		Limit: ui.Limit{Account: 20, Address: 20, Per: time.Minute},
		Says:  "Takes a browser's report of what the content policy kept out; answers 204.",
	}
}

// policyReport logs which rule was broken and by whose site, never an address: it may carry
// a secret.
func (a *App) policyReport(w http.ResponseWriter, r *http.Request) error {
	var told struct {
		Report struct {
			Directive string `json:"effective-directive"`
			Violated  string `json:"violated-directive"`
			Blocked   string `json:"blocked-uri"`
		} `json:"csp-report"`
	}
	if err := json.NewDecoder(r.Body).Decode(&told); err == nil {
		a.Log.WarnContext(r.Context(), "content policy", "rule", word(firstOf(told.Report.Directive, told.Report.Violated)), "blocked", word(site(told.Report.Blocked)))
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// site is the scheme and the host of an address, or a word such as inline.
func site(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "unreadable"
	}
	if u.Host == "" {
		return firstOf(u.Scheme, u.Path)
	}
	return u.Scheme + "://" + u.Host
}

// word is the beginning of what a stranger says.
func word(said string) string { return said[:min(len(said), 80)] }
