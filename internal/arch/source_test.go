package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strconv"
	"testing"
)

// callRule reserves functions of the standard library for one package.
type callRule struct {
	library string
	names   []string
	only    string
	because string
}

var callRules = []callRule{
	{"time", []string{"Now", "Since", "Until"}, "clock",
		"tests hold the clock still and the demonstration lives on another day; ask a clock.Clock"},
	{"os", []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}, "config",
		"a setting has a name, a default and a sentence of help in config, and sem doctor shows it; nothing else reads the environment"},
}

func TestTheTimeAndTheEnvironmentAreAskedInOnePlace(t *testing.T) {
	eachFile(t, func(t *testing.T, p parcel, where func(token.Pos) string, file *ast.File) {
		imported := importNames(file)
		ast.Inspect(file, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of, ok := selector.X.(*ast.Ident)
			if !ok {
				return true
			}
			for _, rule := range callRules {
				if imported[of.Name] != rule.library || p.name() == rule.only {
					continue
				}
				for _, name := range rule.names {
					if selector.Sel.Name == name {
						t.Errorf("%s: %s.%s outside %s: %s", where(n.Pos()), rule.library, name, rule.only, rule.because)
					}
				}
			}
			return true
		})
	})
}

// eachFile shows every source file of the house that is shipped: no test, no package for tests.
func eachFile(t *testing.T, look func(t *testing.T, p parcel, where func(token.Pos) string, file *ast.File)) {
	t.Helper()
	for _, p := range parcels(t) {
		if isForTests(p.name()) {
			continue
		}
		for _, name := range p.files() {
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Error(err)
				continue
			}
			where := func(pos token.Pos) string {
				at := set.Position(pos)
				return path.Join(p.name(), path.Base(at.Filename)) + ":" + strconv.Itoa(at.Line)
			}
			look(t, p, where, file)
		}
	}
}

// importNames maps the names under which a file knows its imports to their paths.
func importNames(file *ast.File) map[string]string {
	names := map[string]string{}
	for _, i := range file.Imports {
		library, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue
		}
		if i.Name != nil {
			names[i.Name.Name] = library
		} else {
			names[path.Base(library)] = library
		}
	}
	return names
}
