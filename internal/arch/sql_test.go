package arch

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	statement = regexp.MustCompile(`(?s)\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b`)
	table     = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+([a-z0-9]+)_[a-z0-9_]+`)
	bare      = regexp.MustCompile(`^([a-z0-9]+)_[a-z0-9_]+$`)
	numbered  = regexp.MustCompile(`\$(\d+)`)
	foreign   = regexp.MustCompile(`(?i)\b(NOW\(\)|CURRENT_TIMESTAMP|ILIKE|JULIANDAY\(|STRFTIME\(|DATETIME\(|DATE_TRUNC\()|SELECT\s+\*|\bRETURNING\s+\*`)
)

func TestTablesAreNamedOnlyByThePackageWhosePrefixTheyBear(t *testing.T) {
	owners := []string{"river"} // River's tables are known to jobs alone.
	for _, p := range parcels(t) {
		owners = append(owners, path.Base(p.name()))
	}
	eachText(t, func(t *testing.T, p parcel, where string, text string, isTable bool) {
		for _, prefix := range prefixesIn(text, isTable) {
			mine := prefix == path.Base(p.name()) || prefix == "river" && p.name() == "jobs"
			if !mine && slices.Contains(owners, prefix) {
				t.Errorf("%s: a table of %s: only its room knows what a row means and keeps it true; ask the room", where, prefix)
			}
		}
	})
}

func prefixesIn(text string, isTable bool) []string {
	var prefixes []string
	if m := bare.FindStringSubmatch(text); isTable && m != nil {
		prefixes = append(prefixes, m[1])
	}
	for _, m := range table.FindAllStringSubmatch(text, -1) {
		prefixes = append(prefixes, m[1])
	}
	return prefixes
}

func TestParametersAreNumberedInTheOrderInWhichTheyAppear(t *testing.T) {
	eachText(t, func(t *testing.T, _ parcel, where string, text string, _ bool) {
		if got := firstUses(text); statement.MatchString(text) && !slices.Equal(got, counted(len(got))) {
			t.Errorf("%s: parameters appear as %v: number them in the order in which they appear, so that a reader can match them with the arguments", where, got)
		}
	})
}

// firstUses are the numbers of a statement's parameters, each where it first appears.
func firstUses(text string) []int {
	var uses []int
	for _, m := range numbered.FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil && !slices.Contains(uses, n) {
			uses = append(uses, n)
		}
	}
	return uses
}

func counted(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i + 1
	}
	return numbers
}

func TestSQLIsWhatBothDatabasesUnderstandAlike(t *testing.T) {
	const because = "columns are named so that a new one surprises nobody, and the time comes from the clock as a parameter; what only one database knows stays in db and schema"
	eachText(t, func(t *testing.T, p parcel, where string, text string, _ bool) {
		if p.name() == "db" || p.name() == "schema" || !statement.MatchString(text) {
			return
		}
		if found := foreign.FindString(text); found != "" {
			t.Errorf("%s: %q: %s", where, found, because)
		}
	})
	migrations, err := filepath.Glob("../schema/migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range migrations {
		if strings.HasSuffix(name, ".sqlite.sql") || strings.HasSuffix(name, ".postgres.sql") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := foreign.FindString(string(text)); found != "" {
			t.Errorf("%s: %q: %s", path.Base(name), found, because)
		}
	}
}

// eachText shows every text a shipped file writes down, pieces joined by + as one; isTable
// marks the table that a bulk insertion names.
func eachText(t *testing.T, look func(t *testing.T, p parcel, where string, text string, isTable bool)) {
	t.Helper()
	eachFile(t, func(t *testing.T, p parcel, where func(token.Pos) string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Bulk" && len(n.Args) > 1 {
					look(t, p, where(n.Pos()), joined(n.Args[1]), true)
				}
			case *ast.BinaryExpr:
				if text := joined(n); text != "" {
					look(t, p, where(n.Pos()), text, false)
					return false
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING {
					look(t, p, where(n.Pos()), joined(n), false)
				}
			}
			return true
		})
	})
}

// joined is the text of literals joined by +; what is not a literal counts as nothing.
func joined(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); e.Kind == token.STRING && err == nil {
			return text
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return joined(e.X) + joined(e.Y)
		}
	case *ast.ParenExpr:
		return joined(e.X)
	}
	return ""
}

func TestTheInspectorReadsSQL(t *testing.T) {
	if got := firstUses("UPDATE a SET b = $2 WHERE c = $1 AND d = $2"); !slices.Equal(got, []int{2, 1}) {
		t.Errorf("first uses: got %v, want [2 1]", got)
	}
	if got := prefixesIn("SELECT r.id FROM requests_request r\nJOIN people_person p ON p.id = r.person", false); !slices.Equal(got, []string{"requests", "people"}) {
		t.Errorf("prefixes: got %v, want [requests people]", got)
	}
	if got := prefixesIn("places_address", true); !slices.Equal(got, []string{"places"}) {
		t.Errorf("prefixes of a bulk insertion: got %v, want [places]", got)
	}
	for _, wrong := range []string{"SELECT * FROM a", "SELECT now() ", "x ILIKE $1"} {
		if !foreign.MatchString(wrong) {
			t.Errorf("%q passes, want it refused", wrong)
		}
	}
}
