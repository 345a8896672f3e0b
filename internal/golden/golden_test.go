package golden_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sem/internal/golden"
)

// listener hears whether a test would have failed.
type listener struct {
	testing.TB
	said string
}

func (l *listener) Helper()                   {}
func (l *listener) Errorf(f string, a ...any) { l.said = fmt.Sprintf(f, a...) }

func TestWhatDiffersFromTheFileFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, []byte("<p>Bonjour</p>\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	same, other := &listener{TB: t}, &listener{TB: t}

	golden.CheckFile(same, path, []byte("<p>Bonjour</p>\n"))
	golden.CheckFile(other, path, []byte("<p>Bonsoir</p>\n"))

	if same.said != "" || other.said == "" {
		t.Errorf("got %q for the same and %q for another, want only the other to fail", same.said, other.said)
	}
}
