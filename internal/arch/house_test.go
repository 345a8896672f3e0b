package arch

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

//go:embed floors.txt
var floorsText string

// module is the name every import path of the house begins with.
const module = "sem/"

// parcel is one package of the house as go list sees it.
type parcel struct {
	ImportPath   string
	Dir          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// name is the package's place in the house: "requests/requestsweb", "cmd/sem".
func (p parcel) name() string { return nameOf(p.ImportPath) }

func nameOf(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, module), "internal/")
}

func isOurs(importPath string) bool { return strings.HasPrefix(importPath, module) }

// isForTests tells a package that exists for tests, which by its name only tests may import.
func isForTests(name string) bool { return strings.HasSuffix(name, "test") || name == "golden" }

// house lists every package of the module, once for all tests.
var house = sync.OnceValues(func() ([]parcel, error) {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return nil, fmt.Errorf("find the module: %w", err)
	}
	if err := look(strings.TrimSpace(string(root))); err != nil {
		return nil, err
	}
	list := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,GoFiles,Imports,TestImports,XTestImports", "./...")
	list.Dir = strings.TrimSpace(string(root))
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("list the packages: %w", err)
	}
	var parcels []parcel
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p parcel
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return parcels, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the list of packages: %w", err)
		}
		parcels = append(parcels, p)
	}
})

// look opens every folder of the house, for go test alone: it repeats an earlier verdict
// unless a file or folder that the test itself opened has changed.
func look(root string) error {
	for _, wing := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, wing), func(_ string, _ fs.DirEntry, err error) error { return err })
		if err != nil {
			return fmt.Errorf("walk the house: %w", err)
		}
	}
	return nil
}

func parcels(t *testing.T) []parcel {
	t.Helper()
	all, err := house()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// line is one line of floors.txt: packages that know those of earlier lines, not each other.
type line struct {
	floor int
	order int // order counts lines from the bottom of the house.
	names []string
}

func floors(t *testing.T) []line {
	t.Helper()
	lines, err := parseFloors(floorsText)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func parseFloors(text string) ([]line, error) {
	var lines []line
	for n, row := range strings.Split(text, "\n") {
		words := strings.Fields(row)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		floor, err := strconv.Atoi(words[0])
		if err != nil {
			return nil, fmt.Errorf("floors.txt:%d: a line begins with the number of its floor", n+1)
		}
		if len(lines) > 0 && floor < lines[len(lines)-1].floor {
			return nil, fmt.Errorf("floors.txt:%d: floor %d stands above a higher one", n+1, floor)
		}
		lines = append(lines, line{floor: floor, order: len(lines), names: words[1:]})
	}
	return lines, nil
}

// stand finds the line a package stands on.
func stand(lines []line, name string) (line, bool) {
	for _, l := range lines {
		for _, n := range l.names {
			if n == name {
				return l, true
			}
		}
	}
	for _, l := range lines {
		for _, pattern := range l.names {
			parent, inside := strings.CutSuffix(pattern, "/*")
			suffix, ending := strings.CutPrefix(pattern, "*")
			if inside && path.Dir(name) == parent || ending && strings.HasSuffix(name, suffix) {
				return l, true
			}
		}
	}
	return line{}, false
}

// files are the paths of a package's own source, without its tests.
func (p parcel) files() []string {
	var paths []string
	for _, f := range p.GoFiles {
		paths = append(paths, filepath.Join(p.Dir, f))
	}
	return paths
}
