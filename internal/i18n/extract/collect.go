package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence is a French text of the code, with its plural when it depends on a number.
type sentence struct {
	one, many string
	file      string // file is the first one that says it.
}

// collect finds the sentences of every file under the roots.
func collect(roots []string) ([]sentence, error) {
	packages := map[string][]string{}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && path == root {
				return nil
			}
			if err != nil || d.IsDir() {
				return err
			}
			if strings.HasSuffix(path, ".templ") || strings.HasSuffix(path, ".go") &&
				!strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, "_templ.go") {
				dir := filepath.Dir(path)
				packages[dir] = append(packages[dir], path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	c := collector{found: map[string]sentence{}}
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		c.readPackage(packages[dir])
	}
	return c.sorted(), errors.Join(c.problems...)
}

type collector struct {
	found    map[string]sentence
	problems []error
	file     string
	fset     *token.FileSet
	consts   map[string]string // consts are the string constants of the package.
}

func (c *collector) readPackage(files []string) {
	c.consts = map[string]string{}
	c.fset = token.NewFileSet()
	parsed := map[string]*ast.File{}
	for _, path := range files {
		if strings.HasSuffix(path, ".templ") {
			continue
		}
		file, err := parser.ParseFile(c.fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			c.problems = append(c.problems, err)
			continue
		}
		parsed[path] = file
		c.readConstants(file)
	}
	for _, path := range files {
		c.file = filepath.ToSlash(path)
		if file, ok := parsed[path]; ok {
			c.readTree(file)
		} else if strings.HasSuffix(path, ".templ") {
			c.readTempl(path)
		}
	}
}

func (c *collector) readConstants(file *ast.File) {
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			values := spec.(*ast.ValueSpec)
			for i, name := range values.Names {
				if i < len(values.Values) {
					if text, ok := c.text(values.Values[i]); ok {
						c.consts[name.Name] = text
					}
				}
			}
		}
	}
}

var templCall = regexp.MustCompile(`\b(?:i18n\.(?:T|TN|Translate)|fault\.(?:New|Wrap))\(`)

// readTempl parses the calls it recognises one by one, for templ is not Go.
func (c *collector) readTempl(path string) {
	source, err := os.ReadFile(path)
	if err != nil {
		c.problems = append(c.problems, err)
		return
	}
	for _, at := range templCall.FindAllIndex(source, -1) {
		rest := string(source[at[0]:])
		end := closing(rest, at[1]-at[0])
		call, err := parser.ParseExpr(rest[:end])
		if err != nil {
			line := 1 + strings.Count(string(source[:at[0]]), "\n")
			c.problems = append(c.problems, fmt.Errorf("%s:%d: %w", path, line, err))
			continue
		}
		c.readTree(call)
	}
}

// closing is where the call whose parenthesis opens just before from ends.
func closing(s string, from int) int {
	depth := 1
	for i := from; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		case '`':
			if next := strings.IndexByte(s[i+1:], '`'); next >= 0 {
				i += next + 1
			}
		case '"':
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
		}
	}
	return len(s)
}

func (c *collector) readTree(tree ast.Node) {
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			c.readCall(n)
		case *ast.CompositeLit:
			c.readLiteral(n)
		}
		return true
	})
}

func (c *collector) readCall(call *ast.CallExpr) {
	if own, ok := call.Fun.(*ast.Ident); ok && shorthands[own.Name] && len(call.Args) > 1 && isSentence(call.Args[len(call.Args)-1]) {
		c.maybe(call, len(call.Args)-1)
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	of, _ := selector.X.(*ast.Ident)
	name := selector.Sel.Name
	switch {
	case of != nil && of.Name == "i18n" && name == "T":
		c.literal(call, 1)
	case of != nil && of.Name == "i18n" && name == "TN":
		c.plural(call)
	case of != nil && of.Name == "i18n" && name == "Translate":
		c.maybe(call, 1)
	case of != nil && of.Name == "fault" && name == "New":
		c.maybe(call, 1)
	case of != nil && of.Name == "fault" && name == "Wrap":
		c.maybe(call, 2)
	case (name == "Add" || name == "add") && len(call.Args) == 2 && isSentence(call.Args[1]) && !isCall(selector.X):
		c.maybe(call, 1)
	}
}

// shorthands are what rooms call their own ways to say one problem; its message comes last.
var shorthands = map[string]bool{"wrong": true, "oneField": true, "within": true, "tooMany": true}

// isSentence tells a problem of a form from a header or a query value given to an Add: it
// has a space or an accent, and opens with a capital.
func isSentence(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return false
	}
	text, err := strconv.Unquote(lit.Value)
	first, _ := utf8.DecodeRuneInString(text)
	return err == nil && strings.ContainsAny(text, " ’") && unicode.IsUpper(first)
}

func isCall(e ast.Expr) bool {
	_, ok := e.(*ast.CallExpr)
	return ok
}

// readLiteral finds the messages of fault.Field and fault.Fault values, and of a room's own
// wrong values.
func (c *collector) readLiteral(lit *ast.CompositeLit) {
	if list, ok := lit.Type.(*ast.ArrayType); ok && isFault(list.Elt) {
		for _, element := range lit.Elts {
			if inner, ok := element.(*ast.CompositeLit); ok && inner.Type == nil {
				c.messageOf(inner)
			}
		}
		return
	}
	if isFault(lit.Type) {
		c.messageOf(lit)
	}
}

func isFault(e ast.Expr) bool {
	if own, ok := e.(*ast.Ident); ok {
		return own.Name == "wrong" // wrong{field, message} is a room's own fault.Field.
	}
	selector, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of, ok := selector.X.(*ast.Ident)
	return ok && of.Name == "fault" && (selector.Sel.Name == "Field" || selector.Sel.Name == "Fault")
}

func (c *collector) messageOf(lit *ast.CompositeLit) {
	for i, element := range lit.Elts {
		value := element
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); !ok || key.Name != "Message" {
				continue
			}
			value = pair.Value
		} else if i != 1 {
			continue
		}
		if text, ok := c.text(value); ok {
			c.add(text, "")
		}
	}
}

// literal collects an argument that must be a literal.
func (c *collector) literal(call *ast.CallExpr, i int) {
	if len(call.Args) <= i {
		return
	}
	text, ok := c.text(call.Args[i])
	if !ok {
		c.problems = append(c.problems, fmt.Errorf("%s: i18n.T wants a literal; i18n.Translate is for faults and tables of the code", c.place(call)))
		return
	}
	c.add(text, "")
}

// maybe collects an argument when it is a literal.
func (c *collector) maybe(call *ast.CallExpr, i int) {
	if len(call.Args) <= i {
		return
	}
	if text, ok := c.text(call.Args[i]); ok {
		c.add(text, "")
	}
}

func (c *collector) plural(call *ast.CallExpr) {
	if len(call.Args) < 3 {
		return
	}
	one, ok1 := c.text(call.Args[1])
	many, ok2 := c.text(call.Args[2])
	if !ok1 || !ok2 {
		c.problems = append(c.problems, fmt.Errorf("%s: i18n.TN wants two literals", c.place(call)))
		return
	}
	c.add(one, many)
}

func (c *collector) place(n ast.Node) string {
	if pos := c.fset.Position(n.Pos()); pos.IsValid() && pos.Line > 0 && !strings.HasSuffix(c.file, ".templ") {
		return fmt.Sprintf("%s:%d", c.file, pos.Line)
	}
	return c.file
}

// text is the value of a string literal, of literals added together, or of a constant of
// the package.
func (c *collector) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, ok1 := c.text(e.X)
		right, ok2 := c.text(e.Y)
		return left + right, ok1 && ok2 && e.Op == token.ADD
	case *ast.ParenExpr:
		return c.text(e.X)
	case *ast.Ident:
		text, ok := c.consts[e.Name]
		return text, ok
	}
	return "", false
}

func (c *collector) add(one, many string) {
	if one == "" {
		return
	}
	key := one
	if many != "" {
		key = one + "\x00"
	}
	known, ok := c.found[key]
	if !ok {
		c.found[key] = sentence{one: one, many: many, file: c.file}
		return
	}
	if known.many != many {
		c.problems = append(c.problems, fmt.Errorf("%s: %q has another plural in %s", c.file, one, known.file))
	}
}

// sorted is the sentences room by room, and by alphabet inside a file.
func (c *collector) sorted() []sentence {
	return slices.SortedFunc(maps.Values(c.found), func(a, b sentence) int {
		if by := strings.Compare(a.file, b.file); by != 0 {
			return by
		}
		if by := strings.Compare(a.one, b.one); by != 0 {
			return by
		}
		return strings.Compare(a.many, b.many)
	})
}
