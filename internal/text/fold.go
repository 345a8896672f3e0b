package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold is s as searches compare it: small letters without accents, œ as oe, everything
// that is neither letter nor digit as one space, and the words st and ste written out.
// Folding a folded text changes nothing.
func Fold(s string) string {
	return strings.Join(Tokens(s), " ")
}

// Tokens are the folded words of s: "St-Eustache, côté d’Œuvre" has the words saint,
// eustache, cote, d and oeuvre.
func Tokens(s string) []string {
	words := strings.FieldsFunc(plain(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for i, w := range words {
		switch w {
		case "st":
			words[i] = "saint"
		case "ste":
			words[i] = "sainte"
		}
	}
	return words
}

// letters that a decomposition into letter and accent leaves whole.
var letters = strings.NewReplacer("œ", "oe", "æ", "ae", "ø", "o", "ł", "l", "ß", "ss", "đ", "d", "ð", "d", "þ", "th", "ı", "i")

// plain is s in small letters without accents.
func plain(s string) string {
	s = strings.ToLower(s)
	if isASCII(s) {
		return s
	}
	return letters.Replace(strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
