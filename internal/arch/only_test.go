package arch

import (
	"slices"
	"strings"
	"testing"
)

// onlyRule reserves libraries for the packages that wrap them.
type onlyRule struct {
	libraries []string // libraries are import paths; each covers what is inside it.
	packages  []string // packages may import them.
	floors    []int    // floors whose every package may import them.
	because   string
}

var onlyRules = []onlyRule{
	{
		libraries: []string{"modernc.org/sqlite", "github.com/jackc/pgx/v5/pgxpool", "github.com/jackc/pgx/v5/pgconn"},
		packages:  []string{"db"},
		because:   "the differences between the two databases end in db; a room that knows a driver runs on one of them only",
	},
	{
		libraries: []string{"github.com/jackc/pgx/v5/stdlib", "github.com/pressly/goose"},
		packages:  []string{"schema"},
		because:   "migrations alone speak to PostgreSQL through database/sql, as their library asks",
	},
	{
		libraries: []string{"github.com/jackc/pgx/v5"},
		packages:  []string{"db", "jobs"},
		because:   "db speaks to PostgreSQL; jobs names River's transaction by this type; nobody else knows which database is there",
	},
	{
		libraries: []string{"github.com/riverqueue/river"},
		packages:  []string{"jobs"},
		because:   "a room says what must happen later; how work is queued is decided once",
	},
	{
		libraries: []string{"net/http", "github.com/a-h/templ"},
		packages:  []string{"session"},
		floors:    []int{4, 8, 9},
		because:   "rules and use cases serve pages, machines and jobs alike, so they know neither HTTP nor HTML",
	},
}

func TestLibrariesStayWithThePackageThatWrapsThem(t *testing.T) {
	lines := floors(t)
	for _, p := range parcels(t) {
		if isForTests(p.name()) {
			continue
		}
		here, _ := stand(lines, p.name())
		for _, i := range p.Imports {
			rule, found := ruleFor(i)
			if found && !slices.Contains(rule.packages, p.name()) && !slices.Contains(rule.floors, here.floor) {
				t.Errorf("%s imports %s: %s", p.name(), i, rule.because)
			}
		}
	}
}

// ruleFor is the first rule that covers a library; narrower rules stand before wider ones.
func ruleFor(library string) (onlyRule, bool) {
	for _, rule := range onlyRules {
		for _, l := range rule.libraries {
			if library == l || strings.HasPrefix(library, l+"/") {
				return rule, true
			}
		}
	}
	return onlyRule{}, false
}
