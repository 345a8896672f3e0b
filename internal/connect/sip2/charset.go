package sip2

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Charset is how a library's system writes text. The protocol says code page 850; deployed
// systems write what they like.
type Charset string

// The character sets of deployed systems.
const (
	CP850  Charset = "cp850"
	Latin1 Charset = "latin1"
	Latin9 Charset = "latin9"
	UTF8   Charset = "utf8"
	ASCII  Charset = "ascii"
)

// maps are the tables of those of one byte a character.
var maps = map[Charset]*charmap.Charmap{CP850: charmap.CodePage850, Latin1: charmap.ISO8859_1, Latin9: charmap.ISO8859_15}

// decode reads text whatever its bytes: what the character set does not know becomes U+FFFD,
// and control characters are left out. The text is in composed form (NFC).
func (c Charset) decode(text []byte) string {
	var b strings.Builder
	b.Grow(len(text))
	for len(text) > 0 {
		r, size := c.rune(text)
		text = text[size:]
		if !unicode.IsControl(r) {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

func (c Charset) rune(text []byte) (rune, int) {
	if table := maps[c]; table != nil {
		return table.DecodeByte(text[0]), 1
	}
	if c == UTF8 {
		return utf8.DecodeRune(text)
	}
	if text[0] >= utf8.RuneSelf {
		return utf8.RuneError, 1
	}
	return rune(text[0]), 1
}

// encode writes text. A letter that the character set lacks goes without its marks, and then as
// a question mark.
func (c Charset) encode(text string) []byte {
	text = norm.NFC.String(text)
	if c == UTF8 {
		return []byte(text)
	}
	var b []byte
	for _, r := range text {
		if code, ok := c.byte(r); ok {
			b = append(b, code)
			continue
		}
		for _, r := range norm.NFD.String(plainer(r)) {
			if code, ok := c.byte(r); ok {
				b = append(b, code)
			} else if !unicode.Is(unicode.Mn, r) {
				b = append(b, '?')
			}
		}
	}
	return b
}

// plainer is how a character of good typography is written where there is none.
func plainer(r rune) string {
	switch r {
	case '’', '‘':
		return "'"
	case '“', '”':
		return `"`
	case '–', '—', '‑':
		return "-"
	case '\u00a0', '\u202f':
		return " "
	case 'œ':
		return "oe"
	case 'Œ':
		return "Oe"
	}
	return string(r)
}

func (c Charset) byte(r rune) (byte, bool) {
	if table := maps[c]; table != nil {
		return table.EncodeRune(r)
	}
	return byte(r), r < utf8.RuneSelf
}
