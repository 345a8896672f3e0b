package paper

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// node is an element of the structure with the text it holds itself.
type node struct {
	depth     int
	tag, text string
	extra     string // extra is what else it says: scope, alternative text.
}

// readTree walks the structure in reading order and fails where content and elements do
// not name each other.
func (f *readFile) readTree() []node {
	f.t.Helper()
	pages := map[pdfRef]drawn{}
	for _, ref := range f.pages {
		pages[ref] = f.content(ref)
	}
	tree := f.dict(f.root()["StructTreeRoot"])
	parents := f.parentTree(tree)
	used := map[string]bool{}
	var nodes []node
	var walk func(ref, parent pdfRef, depth int)
	walk = func(ref, parent pdfRef, depth int) {
		e := f.dict(ref)
		if e["P"] != parent {
			f.t.Errorf("element %d names %v as its parent, which is %d", ref, e["P"], parent)
		}
		i := len(nodes)
		nodes = append(nodes, node{depth: depth, tag: string(e["S"].(pdfName)), extra: describe(e)})
		kids, _ := e["K"].([]any)
		for _, kid := range kids {
			page, content := e["Pg"], kid
			if d, ok := kid.(pdfDict); ok {
				page, content = d["Pg"], d["MCID"]
			}
			if r, ok := kid.(pdfRef); ok {
				walk(r, ref, depth+1)
				continue
			}
			mcid := int(content.(float64))
			text, ok := pages[page.(pdfRef)].marked[mcid]
			key := fmt.Sprint(page, mcid)
			if !ok || used[key] {
				f.t.Errorf("element %d claims content %d of page %v: drawn %v, claimed before %v", ref, mcid, page, ok, used[key])
			}
			used[key] = true
			at := int(f.dict(page)["StructParents"].(float64))
			if parents[at][mcid] != ref {
				f.t.Errorf("the parent tree gives content %d of page %v to %v, not to %d", mcid, page, parents[at][mcid], ref)
			}
			nodes[i].text += text
		}
	}
	root := tree["K"].([]any)[0].(pdfRef)
	walk(root, f.root()["StructTreeRoot"].(pdfRef), 0)
	for ref, p := range pages {
		for mcid := range p.marked {
			if !used[fmt.Sprint(ref, mcid)] {
				f.t.Errorf("content %d of page object %d has no element", mcid, ref)
			}
		}
	}
	return nodes
}

func (f *readFile) parentTree(tree pdfDict) map[int][]pdfRef {
	parents := map[int][]pdfRef{}
	nums := f.dict(tree["ParentTree"])["Nums"].([]any)
	for i := 0; i < len(nums); i += 2 {
		parents[int(nums[i].(float64))] = refs(f.objects[nums[i+1].(pdfRef)])
	}
	return parents
}

func describe(e pdfDict) string {
	var out string
	if a, ok := e["A"].(pdfDict); ok {
		for _, key := range []pdfName{"Scope", "ListNumbering"} {
			if v, ok := a[key]; ok {
				out += fmt.Sprintf(" %s=%s", key, v)
			}
		}
	}
	if alt, ok := e["Alt"].(pdfHex); ok {
		out += " alt=" + strings.TrimPrefix(unicodeText(alt), "\ufeff")
	}
	return out
}

func outlineOf(nodes []node) []byte {
	var b bytes.Buffer
	for _, n := range nodes {
		fmt.Fprintf(&b, "%s%s%s", strings.Repeat("  ", n.depth), n.tag, n.extra)
		if n.text != "" {
			fmt.Fprintf(&b, " %q", strings.TrimRight(n.text, " "))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func bytesOf(t testing.TB, d *Document) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := d.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("wrote %d of %d bytes: %v", n, b.Len(), err)
	}
	return b.Bytes()
}

// popplerTree is what poppler's pdfinfo understands of the structure, as tags and texts.
func popplerTree(t *testing.T, raw []byte) []string {
	t.Helper()
	program, err := exec.LookPath("pdfinfo")
	if err != nil && testing.Short() {
		t.Skip("the quick round installs nothing; make test has pdfinfo of poppler-utils")
	}
	if err != nil {
		t.Fatal("pdfinfo of poppler-utils is not here; make test installs it")
	}
	file := filepath.Join(t.TempDir(), "sheet.pdf")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-struct-text", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var all []string
	text := "" // Another reader tells each part of a parted text by itself.
	flush := func() {
		if text != "" {
			all = append(all, text)
		}
		text = ""
	}
	for row := range strings.Lines(string(out)) {
		row = strings.TrimSpace(row)
		switch {
		case strings.HasPrefix(row, "\""):
			text += bare(row[1 : len(row)-1])
		case strings.HasPrefix(row, "/"), row == "":
		default:
			flush()
			all = append(all, strings.FieldsFunc(row, func(r rune) bool { return r == ' ' || r == ':' })[0])
		}
	}
	flush()
	return all
}

func ourTree(nodes []node) []string {
	var all []string
	for _, n := range nodes {
		all = append(all, n.tag)
		if text := bare(n.text); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// bare is text without its spaces, which readers put where they please between lines.
func bare(text string) string { return strings.Join(strings.Fields(text), "") }

func sameTree(t *testing.T, ours, theirs []string) {
	t.Helper()
	for i := range min(len(ours), len(theirs)) {
		if ours[i] != theirs[i] {
			t.Fatalf("at %d: another reader sees %q, ours %q", i, theirs[i], ours[i])
		}
	}
	if !slices.Equal(ours, theirs) {
		t.Fatalf("another reader sees %d parts, ours %d", len(theirs), len(ours))
	}
}
