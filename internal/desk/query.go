package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/id"
	"sem/internal/text"
)

// query is what was typed, read in every way that makes sense.
type query struct {
	readings [][]string // readings are the folded words to look up, the likelier reading first.
	joined   [][]string // joined are readings with two words written as one, for when nothing was found.
	numbers  []string   // numbers are the public request numbers it may mean.
	code     string     // code is a tracking code, if it has the shape of one.
	userCode string     // userCode is an account's six digits, if it has their shape.
}

// longestQuery is how much of what was typed counts.
const longestQuery = 120

// read routes what was typed.
func read(typed string, now time.Time) query {
	typed = text.SafeLine(text.Clip(typed, longestQuery))
	q := query{numbers: requestNumbers(typed, clock.Local(now).Year())}
	if bare := strings.ToUpper(strings.Join(strings.Fields(typed), "")); isTrackingCode(bare) {
		q.code = bare
	}
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

// requestNumbers are the numbers that were meant: in full, without the check character,
// or only the counter, which then is this year's or last year's.
func requestNumbers(typed string, year int) []string {
	if number, ok := id.ValidNumber(typed); ok {
		return []string{number}
	}
	parts := strings.FieldsFunc(strings.ToUpper(typed), func(c rune) bool { return c == '-' || c == ' ' })
	var check string
	if n := len(parts); n > 1 && len(parts[n-1]) == 1 && parts[n-1][0] >= 'A' {
		check, parts = parts[n-1], parts[:n-1]
	}
	years := []int{year, year - 1}
	if len(parts) == 2 && len(parts[0]) == 4 {
		typedYear, err := strconv.Atoi(parts[0])
		if err != nil {
			return nil
		}
		years, parts = []int{typedYear}, parts[1:]
	}
	if len(parts) != 1 || len(parts[0]) < 3 || len(parts[0]) > 6 {
		return nil
	}
	n, err := strconv.Atoi(parts[0])
	if err != nil || n <= 0 {
		return nil
	}
	var numbers []string
	for _, y := range years {
		if number := id.Number(y, n); strings.HasSuffix(number, check) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// isTrackingCode tells whether s has the shape of a tracking code. Some names have it too.
func isTrackingCode(s string) bool {
	if len(s) != 8 {
		return false
	}
	for _, c := range s {
		if !strings.ContainsRune("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", c) {
			return false
		}
	}
	return true
}
