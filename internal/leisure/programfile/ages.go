package programfile

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	bothAges  = regexp.MustCompile(`(?i)(?:^|[^\d,./:])(\d{1,2})\s*(ans|mois)?\s*(?:à|-|–|et)\s*(\d{1,2})\s*(ans|mois)\b`)
	lowestAge = regexp.MustCompile(`(?i)(?:^|[^\d\s,./:]\s*)(\d{1,2})\s*(ans|mois)\s*(?:et plus|et \+|\+)`)
	mostAge   = regexp.MustCompile(`(?i)(?:^|[^\d\s,./:]\s*)(\d{1,2})\s*(ans|mois)\s*et moins`)
)

// agesIn are the ages in months that a text tells, when it does in so many words: 3 à 5 ans,
// 6 mois à 5 ans, 50 ans et plus. A highest age in months that is a birthday ends the day
// before it. What only names an audience tells none.
func agesIn(written string) (lowest, highest int) {
	written = strings.ReplaceAll(written, "\u00a0", " ")
	if m := bothAges.FindStringSubmatch(written); m != nil {
		unit := m[2]
		if unit == "" {
			unit = m[4]
		}
		lowest, highest = months(m[1], unit), months(m[3], m[4])
		if strings.EqualFold(m[4], "mois") && highest%12 == 0 && highest > 0 {
			highest--
		}
		if highest > lowest || highest == lowest && highest > 0 {
			return lowest, highest
		}
		return 0, 0
	}
	if m := lowestAge.FindStringSubmatch(written); m != nil {
		return months(m[1], m[2]), 0
	}
	if m := mostAge.FindStringSubmatch(written); m != nil {
		return 0, months(m[1], m[2])
	}
	return 0, 0
}

func months(digits, unit string) int {
	n, _ := strconv.Atoi(digits) //nolint:errcheck // Two digits at most.
	if strings.EqualFold(unit, "ans") {
		return 12 * n
	}
	return n
}
