package text

import "strings"

// PostalCode is a Canadian postal code in its canonical writing, "J7R 1A1", and whether s
// is one. Canada Post never uses the letters D F I O Q U, nor W and Z in the first place.
func PostalCode(s string) (string, bool) {
	s = strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\u00a0\u202f\t", r) {
			return -1
		}
		return r
	}, s))
	if len(s) != 6 || strings.IndexByte("WZ", s[0]) >= 0 {
		return "", false
	}
	for i := range 6 {
		isDigit := s[i] >= '0' && s[i] <= '9'
		isLetter := s[i] >= 'A' && s[i] <= 'Z' && strings.IndexByte("DFIOQU", s[i]) < 0
		if i%2 == 0 && !isLetter || i%2 == 1 && !isDigit {
			return "", false
		}
	}
	return s[:3] + " " + s[3:], true
}
