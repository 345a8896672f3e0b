package text

import (
	"regexp"
	"strings"
)

// PhoneDigits are the ten digits of a North American telephone number however it was
// written: "450-974-5000", "(450) 974 5000", "+1 450.974.5000 poste 12". It is empty when s
// is not such a number: an area or exchange beginning with 0 or 1 does not exist.
func PhoneDigits(s string) string {
	var digits strings.Builder
	for _, r := range extension.ReplaceAllString(s, "") {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case strings.ContainsRune(" \u00a0\u202f.-–‑()+/\t", r):
		default:
			return ""
		}
	}
	d := digits.String()
	if len(d) == 11 && d[0] == '1' {
		d = d[1:]
	}
	if len(d) != 10 || d[0] < '2' || d[3] < '2' {
		return ""
	}
	return d
}

var extension = regexp.MustCompile(`(?i)\s*,?\s*(poste|ext\.?|x|#)\s*\d+\s*$`)

// FormatPhone writes ten digits as people read them, 450 974-5000, on one line; anything
// else comes back as it was.
func FormatPhone(digits string) string {
	if len(digits) != 10 || PhoneDigits(digits) != digits {
		return digits
	}
	return digits[:3] + "\u00a0" + digits[3:6] + "-" + digits[6:]
}
