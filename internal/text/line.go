package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SafeLine is s on one line: control characters and marks that turn the direction of
// writing removed, every run of white space one space, none at the ends.
func SafeLine(s string) string {
	return strings.Join(strings.FieldsFunc(visible(s), unicode.IsSpace), " ")
}

// SafeText is s with its lines kept: control characters and marks that turn the direction
// of writing removed, line ends as \n, no white space at the end of a line, at most one
// empty line in a row, none at the ends.
func SafeText(s string) string {
	var lines []string
	for _, l := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		l = strings.TrimRightFunc(visible(strings.ReplaceAll(l, "\r", " ")), unicode.IsSpace)
		if l == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, l)
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// visible drops what a reader cannot see and a program might obey.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.Is(unicode.Bidi_Control, r), r == '\ufeff':
			return -1
		case unicode.IsControl(r) && !unicode.IsSpace(r):
			return -1
		}
		return r
	}, s)
}

// Clip is s in at most n characters; what is cut off is shown by an ellipsis, and the cut
// falls between two words when one is near.
func Clip(s string, n int) string {
	if n <= 0 {
		return ""
	}
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	letters := []rune(s)
	kept := string(letters[:n-1])
	at := strings.LastIndexAny(kept, " \n")
	if !unicode.IsSpace(letters[n-1]) && at > len(kept)*2/3 {
		kept = kept[:at]
	}
	return strings.TrimRight(kept, " ,;:.\n") + "…"
}

// Initials are the first letters of the first and the last word of a name, in capitals:
// MT for Marie-Ève Tremblay, Z for Zoé.
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	if len(words) == 1 {
		return initial(words[0])
	}
	return initial(words[0]) + initial(words[len(words)-1])
}

func initial(word string) string {
	r, _ := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r))
}

// EmailMasked shows an address to its owner and little to anybody else: m•••@exemple.com.
func EmailMasked(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 1 {
		return "•••"
	}
	_, size := utf8.DecodeRuneInString(address)
	return address[:size] + "•••" + address[at:]
}
