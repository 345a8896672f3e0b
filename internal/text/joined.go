package text

import (
	"slices"
	"strings"
)

// Joined puts words one after the other, those that are empty left out.
func Joined(between string, words ...string) string {
	some := slices.DeleteFunc(slices.Clone(words), func(s string) bool { return s == "" })
	return strings.Join(some, between)
}
