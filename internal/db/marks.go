package db

import (
	"strconv"
	"strings"
)

// Marks are n marks of a list of values, from $from on: $3, $4, $5.
func Marks(n, from int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = "$" + strconv.Itoa(from+i)
	}
	return strings.Join(all, ", ")
}
