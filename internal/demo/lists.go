package demo

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"sem/internal/demo/chance"
)

//go:embed data
var data embed.FS

// lines are the lines of a data file that say something.
func lines(name string) ([]string, error) {
	file, err := data.ReadFile("data/" + name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	var all []string
	for line := range strings.Lines(string(file)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			all = append(all, line)
		}
	}
	return all, nil
}

// items are the parts of a list with commas.
func items(list string) []string {
	all := strings.Split(list, ",")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// names are those that people of the town bear.
type names struct {
	family []string
	given  []era
}

// era is a time in which children were given the same names.
type era struct {
	from       int
	women, men []string
}

func readNames() (names, error) {
	var n names
	family, err := lines("familles.txt")
	if err != nil {
		return n, err
	}
	for _, line := range family {
		n.family = append(n.family, items(line)...)
	}
	given, err := lines("prenoms.txt")
	if err != nil {
		return n, err
	}
	for _, line := range given {
		head, list, _ := strings.Cut(line, ":")
		sex, year, _ := strings.Cut(head, " ")
		from, err := strconv.Atoi(year)
		if err != nil {
			return n, fmt.Errorf("read prenoms.txt: a line begins %q", head)
		}
		if sex == "F" {
			n.given = append(n.given, era{from: from, women: items(list)})
		} else {
			n.given[len(n.given)-1].men = items(list)
		}
	}
	return n, nil
}

// givenName is a name for somebody born in a year.
func (n names) givenName(d chance.Dice, year int, woman bool) string {
	at := 0
	for i, e := range n.given {
		if year >= e.from {
			at = i
		}
	}
	if woman {
		return chance.Early(d, n.given[at].women)
	}
	return chance.Early(d, n.given[at].men)
}

// familyName is a family name; one child in eight bears both its parents'.
func (n names) familyName(d chance.Dice) string { return chance.Early(d, n.family) }
