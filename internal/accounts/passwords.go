package accounts

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sem/internal/i18n"
	"sem/internal/text"
)

// The lengths of a password, in characters. There is no rule of composition and no expiry:
// length and rarity are what protect (ASVS 6.2.1 to 6.2.10).
const (
	ShortestAlone      = 12  // ShortestAlone is the least when the password is all there is.
	ShortestWithFactor = 8   // ShortestWithFactor is the least beside a second factor.
	longestPassword    = 512 // longestPassword bounds the work of reading one; nobody types more.
)

// Normal is a password in the one writing that is hashed (NFC): the same letters typed on
// two keyboards are the same password. Nothing is cut off.
func Normal(password string) string { return norm.NFC.String(password) }

// WrongPassword is what is wrong with a password that somebody chooses, and what to do
// instead; empty when nothing is. Refused are those that are short, well known, or made of
// words anybody would try first: about are the person's names and addresses, the city and
// the service.
func WrongPassword(ctx context.Context, password string, shortest int, about ...string) string {
	password = Normal(password)
	length := utf8.RuneCountInString(password)
	switch {
	case password == "":
		return i18n.T(ctx, "Choisissez un mot de passe. Une phrase de quatre mots est facile à retenir.")
	case length < shortest:
		return i18n.T(ctx, "Ce mot de passe a %d caractères. Il en faut au moins %d. Ajoutez un mot ou deux.", length, shortest)
	case length > longestPassword:
		return i18n.T(ctx, "Ce mot de passe est trop long. Gardez-en au plus %d caractères.", longestPassword)
	case isMonotonous(password):
		return i18n.T(ctx, "Ce mot de passe répète ou suit les mêmes touches. Réunissez plutôt quatre mots sans lien entre eux.")
	}
	if word := wordOf(password, about); word != "" {
		return i18n.T(ctx, "Ce mot de passe contient «\u00a0%s\u00a0», qu’on essaierait en premier. Choisissez des mots sans lien avec vous ou la Ville.", word)
	}
	if isCommon(password) {
		return i18n.T(ctx, "Ce mot de passe est dans les listes des fraudeurs. Réunissez plutôt quatre mots sans lien entre eux.")
	}
	return ""
}

//go:embed common/common.bin
var common []byte

// digestWidth is how many bytes of each digest common.bin keeps (see common/SOURCE.md).
const digestWidth = 5

// isCommon tells whether a password, or the word left once the digits and signs around it
// are taken off, is in the list of those too well known.
func isCommon(password string) bool {
	password = strings.ToLower(password)
	if inList(password) {
		return true
	}
	heart := strings.TrimFunc(password, func(r rune) bool { return !unicode.IsLetter(r) })
	return heart != password && utf8.RuneCountInString(heart) >= 4 && (inList(heart) || inList(text.Fold(heart)))
}

func inList(password string) bool {
	sum := sha256.Sum256([]byte(password))
	wanted := sum[:digestWidth]
	n := len(common) / digestWidth
	i := sort.Search(n, func(i int) bool {
		return bytes.Compare(common[i*digestWidth:(i+1)*digestWidth], wanted) >= 0
	})
	return i < n && bytes.Equal(common[i*digestWidth:(i+1)*digestWidth], wanted)
}

// isMonotonous tells a password made of very few keys, of one piece repeated, or of keys
// that follow each other: aaaaaaaaaaaa, abcabcabcabc, 123456789012.
func isMonotonous(password string) bool {
	runes := []rune(strings.ToLower(password))
	distinct := map[rune]bool{}
	steps := 0
	for i, r := range runes {
		distinct[r] = true
		if i > 0 && (r-runes[i-1] == 1 || runes[i-1]-r == 1 || r == '0' && runes[i-1] == '9') {
			steps++
		}
	}
	if len(distinct) < 4 || steps >= len(runes)*3/4 {
		return true
	}
	for size := 1; size <= len(runes)/3; size++ {
		if len(runes)%size == 0 && strings.Repeat(string(runes[:size]), len(runes)/size) == string(runes) {
			return true
		}
	}
	return false
}

// wordOf is the first word of about, of four letters or more, that a password contains
// however it is written; empty when it contains none.
func wordOf(password string, about []string) string {
	folded := strings.ReplaceAll(text.Fold(password), " ", "")
	for _, said := range about {
		if whole := strings.ReplaceAll(text.Fold(said), " ", ""); len(whole) >= 4 && strings.Contains(folded, whole) {
			return said
		}
		for _, word := range text.Tokens(said) {
			if len(word) >= 4 && !everydayWords[word] && strings.Contains(folded, word) {
				return word
			}
		}
	}
	return ""
}

// everydayWords are parts of names and addresses that are too ordinary to forbid.
var everydayWords = map[string]bool{
	"saint": true, "sainte": true, "ligne": true, "ville": true, "hotmail": true, "gmail": true, "outlook": true, "yahoo": true,
	"videotron": true, "exemple": true, "example": true, "mail": true, "courriel": true,
}
