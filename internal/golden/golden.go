// Package golden compares what a test got with what it got when a person last looked: a
// file under testdata. Only tests import it.
//
// With the flag -update (make golden) the files are rewritten; their difference is then
// read like code.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files with what the tests get")

// Check fails the test unless got equals the file testdata/name. A name may hold folders.
func Check(t testing.TB, name string, got []byte) {
	t.Helper()
	CheckFile(t, filepath.Join("testdata", filepath.FromSlash(name)), got)
}

// CheckFile fails the test unless got equals the file at path, for generated files that
// live elsewhere, such as documentation.
func CheckFile(t testing.TB, path string, got []byte) {
	t.Helper()
	if *update {
		write(t, path, got)
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; make golden writes it", err)
	}
	if diff := cmp.Diff(lines(want), lines(got)); diff != "" {
		t.Errorf("%s is not what the program does now; when the change is meant, make golden rewrites it (-file +now):\n%s", path, diff)
	}
}

func write(t testing.TB, path string, got []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, got, 0o644); err != nil {
		t.Fatal(err)
	}
}

func lines(b []byte) []string { return strings.Split(string(b), "\n") }
