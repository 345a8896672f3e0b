package rollfile

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf8"
)

// say is text between tags, its entities replaced. A mark of UTF-8 may open the file.
func (l *lexer) say(text []byte, line int) (token, error) {
	if !l.rooted {
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
		if blank(text) {
			return l.next()
		}
	}
	if l.depth == 0 {
		return token{}, &malformed{line, "Ce n’est pas un fichier de rôle : il doit commencer par la balise RL."}
	}
	if bytes.IndexByte(text, '&') >= 0 {
		said, ok := entities(l.said[:0], text)
		if l.said = said; !ok {
			return token{}, &malformed{line, "Cette entité est inconnue. Seules &amp;, &lt;, &gt;, &quot;, &apos; et les numéros sont permises."}
		}
		text = said
	}
	if !printable(text) {
		return token{}, &malformed{line, "Ce texte n’est pas en UTF-8."}
	}
	return token{says, line, bytes.Trim(text, " \t\r\n")}, nil
}

// printable tells whether text is UTF-8 without the characters that XML 1.0 §2.2 excludes.
func printable(text []byte) bool {
	ascii := true
	for _, c := range text {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.Valid(text)
}

var fiveEntities = map[string]byte{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// entities appends text with its entities replaced, XML 1.0 §4.6 and §4.1.
func entities(said, text []byte) ([]byte, bool) {
	for {
		before, rest, found := bytes.Cut(text, []byte("&"))
		said = append(said, before...)
		if !found {
			return said, true
		}
		name, after, found := bytes.Cut(rest, []byte(";"))
		if !found || len(name) == 0 || len(name) > 8 {
			return said, false
		}
		if c, ok := fiveEntities[string(name)]; ok {
			said, text = append(said, c), after
			continue
		}
		r, err := numbered(name)
		if err != nil {
			return said, false
		}
		said, text = utf8.AppendRune(said, r), after
	}
}

func numbered(name []byte) (rune, error) {
	if name[0] != '#' {
		return 0, errors.New("not numbered")
	}
	digits, base := string(name[1:]), 10
	if len(digits) > 0 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 31)
	if err != nil || n < ' ' || !utf8.ValidRune(rune(n)) {
		return 0, errors.New("not a character")
	}
	return rune(n), nil
}
