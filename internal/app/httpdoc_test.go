package app_test

import (
	"log/slog"
	"testing"

	"sem/internal/app"
	"sem/internal/config"
	"sem/internal/golden"
	"sem/internal/session"
)

// demonstration is a town hall with every route, those of the demonstration included.
func demonstration(t *testing.T) *app.App {
	t.Helper()
	c, err := config.Load(config.Given{"data": t.TempDir(), "admin_addr": "off"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), c, app.Options{Demo: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func TestTheDocumentationOfAddressesIsWhatTheProgramServes(t *testing.T) {
	golden.CheckFile(t, "../../docs/http.md", demonstration(t).HTTPDoc())
}

func TestEveryAddressNamesItsRightAndSaysWhatItDoes(t *testing.T) {
	for _, r := range demonstration(t).Routes() {
		if r.Right == "" || r.Says == "" {
			t.Errorf("%s: right %q, sentence %q; both are needed", r.Pattern, r.Right, r.Says)
		}
		if r.Right != session.Anyone && r.Right != session.Citizen && r.Right != session.OwnFile && len(r.Right.Roles()) == 0 {
			t.Errorf("%s demands %q, which no role holds", r.Pattern, r.Right)
		}
	}
}
