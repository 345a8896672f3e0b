package rollfile

import (
	"bytes"
	"io"
	"strconv"
)

// The bounds of a roll's XML. The ministry's files stay far below them; what goes beyond was
// made to exhaust the reader.
const (
	deepest     = 16      // elements within each other
	longestText = 4 << 10 // bytes between two tags
	longestTag  = 8 << 10 // bytes of a tag, a comment or an instruction
	window      = 1 << 18 // bytes read at a time
)

// A malformed is why a file is not the XML that a roll is written in, in French, with the line.
type malformed struct {
	line   int
	reason string
}

func (m *malformed) Error() string { return "line " + strconv.Itoa(m.line) + ": " + m.reason }

// kind is what a token is.
type kind uint8

const (
	opens  kind = iota // opens: <RL0101x>
	closes             // closes: </RL0101x>
	says               // says: the text between two tags, never only white space
)

// token is one step through the file. Its bytes are good until the next one.
type token struct {
	kind kind
	line int
	text []byte // text is the name of an element, or what is said.
}

// lexer reads the XML of rolls as a stream: elements, attributes (which mean nothing here),
// text, the five entities and the numbered ones, comments and CDATA. It is stricter than XML
// 1.0, which also has document types, entities of their own and other encodings: these are how
// a small file becomes a large one, and no roll needs them. Of the libraries of this language,
// one reads at a quarter of the speed that a province's file wants, the others want the whole
// file in memory.
type lexer struct {
	file    io.Reader
	read    int64 // read is how many bytes came from the file.
	buf     []byte
	at, end int
	over    bool // over: the file has ended.
	line    int
	stack   [deepest][]byte
	depth   int
	rooted  bool // rooted: the outermost element was opened.
	empty   bool // empty: the element just opened ends at once, <RL0102A/>.
	said    []byte
}

func newLexer(file io.Reader) *lexer {
	return &lexer{file: file, buf: make([]byte, 2*window), line: 1}
}

// next is the next token, or io.EOF after the outermost element, or a *malformed.
func (l *lexer) next() (token, error) {
	if l.empty {
		l.empty = false
		return l.close()
	}
	for {
		text, err := l.until('<', longestText)
		if err != nil {
			return token{}, err
		}
		if text == nil { // The file has ended.
			return token{}, l.finish()
		}
		line := l.line
		l.line += bytes.Count(text, newline)
		if len(text) > 0 && !blank(text) {
			return l.say(text, line)
		}
		t, again, err := l.tag()
		if !again || err != nil {
			return t, err
		}
	}
}

var newline = []byte("\n")

// blank tells whether text is only white space, XML 1.0 §2.3.
func blank(text []byte) bool {
	for _, c := range text {
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return true
}

// wrong is a refusal at the present line.
func (l *lexer) wrong(reason string) error { return &malformed{l.line, reason} }

// until is what comes before the next c, which is not taken; nil at the end of the file.
func (l *lexer) until(c byte, most int) ([]byte, error) {
	for looked := 0; ; {
		if i := bytes.IndexByte(l.buf[l.at+looked:l.end], c); i >= 0 {
			text := l.buf[l.at : l.at+looked+i]
			if len(text) > most {
				return nil, l.wrong("Ce texte est trop long pour un rôle.")
			}
			l.at += len(text)
			return text, nil
		}
		looked = l.end - l.at
		if looked > most {
			return nil, l.wrong("Ce texte est trop long pour un rôle.")
		}
		if l.over {
			if !blank(l.buf[l.at:l.end]) {
				return nil, l.wrong("Le fichier s’arrête trop tôt. Téléchargez-le de nouveau.")
			}
			return nil, nil
		}
		if err := l.more(); err != nil {
			return nil, err
		}
	}
}

// more reads on, and moves what is not used yet to the front.
func (l *lexer) more() error {
	if l.at > 0 && l.end+window > len(l.buf) {
		copy(l.buf, l.buf[l.at:l.end])
		l.at, l.end = 0, l.end-l.at
	}
	if l.end == len(l.buf) {
		return l.wrong("Ce texte est trop long pour un rôle.")
	}
	n, err := l.file.Read(l.buf[l.end:])
	l.end += n
	l.read += int64(n)
	if err == io.EOF {
		l.over, err = true, nil
	}
	return err
}

// has tells whether what comes next is mark, reading on if need be.
func (l *lexer) has(mark string) (bool, error) {
	for l.end-l.at < len(mark) && !l.over {
		if err := l.more(); err != nil {
			return false, err
		}
	}
	return bytes.HasPrefix(l.buf[l.at:l.end], []byte(mark)), nil
}

// tag reads from a < on. again tells that it was nothing of interest.
func (l *lexer) tag() (t token, again bool, err error) {
	if special, err := l.has("<!"); special || err != nil {
		if err == nil {
			return l.declaration()
		}
		return t, false, err
	}
	if instruction, err := l.has("<?"); instruction || err != nil {
		if err == nil {
			err = l.instruction()
		}
		return t, true, err
	}
	inside, err := l.inside()
	if err != nil {
		return t, false, err
	}
	line := l.line
	l.line += bytes.Count(inside, newline)
	if len(inside) > 0 && inside[0] == '/' {
		name := bytes.TrimRight(inside[1:], " \t\r\n")
		if l.depth == 0 || !bytes.Equal(name, l.stack[l.depth-1]) {
			return t, false, &malformed{line, "Cette balise n’est pas celle qui est ouverte."}
		}
		t, err := l.close()
		t.line = line
		return t, false, err
	}
	t, err = l.open(inside, line)
	return t, false, err
}

// inside is what stands between < and >, quotation marks respected.
func (l *lexer) inside() ([]byte, error) {
	for from := 1; ; {
		i := bytes.IndexByte(l.buf[min(l.at+from, l.end):l.end], '>')
		if i < 0 || from+i > longestTag {
			if l.end-l.at > longestTag || i >= 0 {
				return nil, l.wrong("Cette balise est trop longue pour un rôle.")
			}
			if l.over {
				return nil, l.wrong("Le fichier s’arrête trop tôt. Téléchargez-le de nouveau.")
			}
			if err := l.more(); err != nil {
				return nil, err
			}
			continue
		}
		inside := l.buf[l.at+1 : l.at+from+i]
		if quoted(inside) {
			from += i + 1
			continue
		}
		l.at += from + i + 1
		return inside, nil
	}
}

// quoted tells whether a tag ends within quotation marks.
func quoted(tag []byte) bool {
	var mark byte
	for _, c := range tag {
		switch {
		case mark == 0 && (c == '"' || c == '\''):
			mark = c
		case c == mark:
			mark = 0
		}
	}
	return mark != 0
}

// open takes the opening of an element.
func (l *lexer) open(inside []byte, line int) (token, error) {
	if n := len(inside); n > 0 && inside[n-1] == '/' {
		l.empty, inside = true, inside[:n-1]
	}
	n := 0
	for n < len(inside) && nameByte(inside[n], n == 0) {
		n++
	}
	switch {
	case n == 0:
		return token{}, &malformed{line, "Une balise n’a pas de nom."}
	case !attributes(inside[n:]):
		return token{}, &malformed{line, "Cette balise n’est pas bien écrite."}
	case l.depth == 0 && l.rooted:
		return token{}, &malformed{line, "Le fichier continue après la fin du rôle."}
	case l.depth == deepest:
		return token{}, &malformed{line, "Les balises sont trop imbriquées pour un rôle."}
	}
	l.rooted = true
	l.stack[l.depth] = append(l.stack[l.depth][:0], inside[:n]...)
	l.depth++
	return token{opens, line, l.stack[l.depth-1]}, nil
}

// nameByte tells whether c may stand in a name; those of rolls are plain ASCII.
func nameByte(c byte, first bool) bool {
	if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' {
		return true
	}
	return !first && (c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':')
}

// attributes tells whether text is attributes as XML 1.0 §3.1 writes them; rolls have few, and
// none that means anything here.
func attributes(text []byte) bool {
	for {
		rest := bytes.TrimLeft(text, " \t\r\n")
		if len(rest) == 0 {
			return true
		}
		if len(rest) == len(text) {
			return false // Nothing sets it apart from what stands before.
		}
		n := 0
		for n < len(rest) && nameByte(rest[n], n == 0) {
			n++
		}
		rest = bytes.TrimLeft(rest[n:], " \t\r\n")
		if n == 0 || len(rest) == 0 || rest[0] != '=' {
			return false
		}
		rest = bytes.TrimLeft(rest[1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return false
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 || bytes.ContainsAny(rest[1:1+end], "<&") {
			return false
		}
		text = rest[end+2:]
	}
}

func (l *lexer) close() (token, error) {
	l.depth--
	return token{closes, l.line, l.stack[l.depth]}, nil
}

// finish is what the end of the file means.
func (l *lexer) finish() error {
	l.line += bytes.Count(l.buf[l.at:l.end], newline)
	if l.depth > 0 || !l.rooted {
		return l.wrong("Le fichier s’arrête trop tôt. Téléchargez-le de nouveau.")
	}
	return io.EOF
}

// declaration reads <!…: comments are skipped, CDATA is text, the rest is refused. A document
// type is where the entities of an "XML bomb", and those that name a file, are declared.
func (l *lexer) declaration() (token, bool, error) {
	if comment, err := l.has("<!--"); comment || err != nil {
		if err == nil {
			_, err = l.past("<!--", "-->")
		}
		return token{}, true, err
	}
	data, err := l.has("<![CDATA[")
	if err != nil {
		return token{}, false, err
	}
	if !data || l.depth == 0 {
		return token{}, false, l.wrong("Les déclarations « <! » (DOCTYPE, ENTITY) sont refusées. Demandez le fichier tel que le ministère le publie.")
	}
	line := l.line
	text, err := l.past("<![CDATA[", "]]>")
	if err != nil || blank(text) {
		return token{}, true, err
	}
	if !printable(text) {
		return token{}, false, l.wrong("Ce texte n’est pas en UTF-8.")
	}
	return token{says, line, text}, false, nil
}

// instruction reads <?…?>, and the encoding that the first one declares.
func (l *lexer) instruction() error {
	text, err := l.past("<?", "?>")
	if err != nil || !bytes.HasPrefix(text, []byte("xml ")) {
		return err
	}
	_, encoding, found := bytes.Cut(text, []byte("encoding="))
	if found && !bytes.HasPrefix(bytes.ToLower(bytes.Trim(encoding, "\"' ")), []byte("utf-8")) {
		return l.wrong("Le fichier n’est pas en UTF-8. Demandez-le tel que le ministère le publie.")
	}
	return nil
}

// past is what stands between two marks, the first of which comes next.
func (l *lexer) past(open, close string) ([]byte, error) {
	for from := len(open); ; {
		i := bytes.Index(l.buf[min(l.at+from, l.end):l.end], []byte(close))
		if i >= 0 && i <= longestTag {
			text := l.buf[l.at+len(open) : l.at+from+i]
			l.at += from + i + len(close)
			l.line += bytes.Count(text, newline)
			return text, nil
		}
		if i >= 0 || l.end-l.at > longestTag {
			return nil, l.wrong("Ce texte est trop long pour un rôle.")
		}
		if l.over {
			return nil, l.wrong("Le fichier s’arrête trop tôt. Téléchargez-le de nouveau.")
		}
		if err := l.more(); err != nil {
			return nil, err
		}
	}
}
