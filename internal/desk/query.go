package desk

import (
	"slices"
	"strings"

	"sem/internal/text"
)

// query is what was typed, read in every way that makes sense.
type query struct {
	typed    string     // typed is what was typed, on one line.
	readings [][]string // readings are the folded words to look up, the likelier reading first.
	joined   [][]string // joined are readings with two words written as one, for when nothing was found.
	userCode string     // userCode is an account's six digits, if it has their shape.
}

// longestQuery is how much of what was typed counts.
const longestQuery = 120

// read routes what was typed.
func read(typed string) query {
	typed = text.SafeLine(text.Clip(typed, longestQuery))
	q := query{typed: typed}
	if digits, ok := onlyDigits(typed); ok && len(digits) >= 4 {
		if len(digits) == 6 {
			q.userCode = digits
		}
		if len(digits) == 11 && digits[0] == '1' {
			digits = digits[1:]
		}
		q.readings = [][]string{{digits}, {reversed(digits)}}
		if words := text.Tokens(typed); len(words) > 1 {
			q.readings = append(q.readings, words)
		}
		return q
	}
	words := text.Tokens(typed)
	if len(words) == 0 {
		return q
	}
	q.readings = [][]string{words}
	if ends := phoneEnds(words); ends != nil {
		q.readings = append(q.readings, ends)
	}
	for i := range len(words) - 1 {
		one := slices.Concat(words[:i], []string{words[i] + words[i+1]}, words[i+2:])
		q.joined = append(q.joined, one)
	}
	return q
}

// onlyDigits are the digits of something typed like a telephone number.
func onlyDigits(typed string) (string, bool) {
	var digits strings.Builder
	for _, c := range typed {
		switch {
		case c >= '0' && c <= '9':
			digits.WriteRune(c)
		case !strings.ContainsRune(" -.()+/\u00a0\u2011\u2013", c):
			return "", false
		}
	}
	return digits.String(), true
}

// phoneTokens are the words under which a number is found: from its area code, from its
// exchange, and from its end.
func phoneTokens(digits string) []string {
	if len(digits) != 10 {
		return []string{digits}
	}
	return []string{digits, digits[3:], reversed(digits)}
}

// reversed is how the index knows the end of a number as a beginning.
func reversed(digits string) string {
	b := []byte(digits)
	slices.Reverse(b)
	return "~" + string(b)
}

// phoneEnds reads groups of four digits and more as the end of a number: "tremblay 0187".
// It is nil when there is none.
func phoneEnds(words []string) []string {
	var ends []string
	for i, w := range words {
		if digits, ok := onlyDigits(w); ok && len(digits) >= 4 {
			if ends == nil {
				ends = slices.Clone(words)
			}
			ends[i] = reversed(digits)
		}
	}
	return ends
}
