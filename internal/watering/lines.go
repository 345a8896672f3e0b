package watering

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"sem/internal/fault"
)

// block is one table of a file and the lines of its keys.
type block struct {
	line int
	keys map[string]int
}

// unreadable lists what keeps the whole file from being read. The library tells of a value
// of the wrong shape in words only, with its line.
func (f *fileReader) unreadable(err error) {
	var parse toml.ParseError
	if errors.As(err, &parse) {
		f.report.Add(parse.Position.Line, parse.LastKey, "Cette ligne n’est pas du TOML : vérifiez les guillemets, les crochets et les virgules.")
		return
	}
	line, field := 0, "fichier"
	if m := misshapen.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		field = m[2]
	}
	f.report.Add(line, field, "Cette valeur n’a pas la forme prévue : voyez la documentation.")
}

var misshapen = regexp.MustCompile(`line (\d+) \(last key "([^"]*)"\)`)

// unknown lists a key that nobody reads: likely a typing error.
func (f *fileReader) unknown(key toml.Key) {
	last := key[len(key)-1]
	for _, b := range f.lines[key[0]] {
		if line, ok := b.keys[last]; ok {
			f.report.Add(line, last, "Ce mot n’est pas prévu : voyez la liste dans la documentation.")
			return
		}
	}
	f.report.Add(0, key.String(), "Ce mot n’est pas prévu : voyez la liste dans la documentation.")
}

var (
	header  = regexp.MustCompile(`^\s*\[\[\s*([A-Za-z0-9_-]+)\s*\]\]`)
	setting = regexp.MustCompile(`^\s*([A-Za-z0-9_-]+)\s*=`)
)

// blocks finds where the tables of a file begin, and their keys.
func blocks(file string) map[string][]block {
	all := map[string][]block{}
	var name string
	for i, line := range strings.Split(file, "\n") {
		if m := header.FindStringSubmatch(line); m != nil {
			name = m[1]
			all[name] = append(all[name], block{i + 1, map[string]int{}})
			continue
		}
		if m := setting.FindStringSubmatch(line); m != nil && name != "" {
			last := all[name][len(all[name])-1]
			if _, seen := last.keys[m[1]]; !seen {
				last.keys[m[1]] = i + 1
			}
		}
	}
	return all
}

// wrong lists what is wrong with the i-th table of a name.
func (f *fileReader) wrong(table string, i int, fields []fault.Field) {
	for _, w := range fields {
		line := 0
		if i < len(f.lines[table]) {
			b := f.lines[table][i]
			if line = b.keys[w.Name]; line == 0 {
				line = b.line
			}
		}
		f.report.Add(line, w.Name, w.Message)
	}
}
