package places

import (
	"strconv"
	"strings"
)

// Matricule is the public number of a property on the assessment roll, as 18 digits:
// division 4, section 2, place 4, then check 1, building 3 and local 4. It may change, so
// it names a property to people and never keys a row.
type Matricule string

// ParseMatricule reads a matricule as people copy it, with or without hyphens; what
// follows the first ten digits may be left out and counts as zeros.
func ParseMatricule(s string) (Matricule, bool) {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\u00a0\u2011", r) {
			return -1
		}
		return r
	}, s)
	for _, r := range digits {
		if r < '0' || r > '9' {
			return "", false
		}
	}
	if len(digits) < 10 || len(digits) > 18 {
		return "", false
	}
	return Matricule(digits + strings.Repeat("0", 18-len(digits))), true
}

// String is the matricule as it is printed: 9939-11-8086, with the rest only when it says
// something: 9939-11-8086-4-000-0012.
func (m Matricule) String() string {
	if len(m) != 18 {
		return string(m)
	}
	s := string(m)
	short := s[:4] + "-" + s[4:6] + "-" + s[6:10]
	if s[10:] == "00000000" {
		return short
	}
	return short + "-" + s[10:11] + "-" + s[11:14] + "-" + s[14:]
}

// Number is the matricule as a number, for whoever keeps a province of them: 18 digits fit.
func (m Matricule) Number() uint64 {
	n, _ := strconv.ParseUint(string(m), 10, 64) // What is no matricule is nobody's number.
	return n
}
