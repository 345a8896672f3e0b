package db

import (
	"strconv"
	"strings"
)

// Where composes the condition of a search from parts that are each written in the code.
// It is the only place where SQL is put together; values are always parameters.
type Where struct {
	parts []string
	args  []any
}

// And adds a condition, with ? where its values stand.
func (w *Where) And(condition string, values ...any) {
	w.parts = append(w.parts, condition)
	w.args = append(w.args, values...)
}

// SQL is the whole condition with $1, $2, … in order, beginning with WHERE; empty when
// nothing was added.
func (w *Where) SQL() string {
	if len(w.parts) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(" WHERE ")
	n := 0
	for i, part := range w.parts {
		if i > 0 {
			b.WriteString(" AND ")
		}
		for before, after, found := strings.Cut(part, "?"); ; before, after, found = strings.Cut(after, "?") {
			b.WriteString(before)
			if !found {
				break
			}
			n++
			b.WriteString("$" + strconv.Itoa(n))
		}
	}
	return b.String() + " "
}

// Args are the values of the condition, in order.
func (w *Where) Args() []any { return w.args }

// Next adds a value that stands after the condition, such as a LIMIT, and gives its $n.
func (w *Where) Next(value any) string {
	w.args = append(w.args, value)
	return "$" + strconv.Itoa(len(w.args))
}
