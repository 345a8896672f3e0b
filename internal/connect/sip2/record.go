package sip2

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"sem/internal/library"
)

// shown are the fields that a transcript shows as they are: they tell how a library's system is
// set, never who borrows what. Of all others it shows only which characters they have.
const shown = "AO BX BL CQ BH CC BZ CA CB CK BG AH CJ CM CF BT BY BS BP BQ BI CI AM AP AQ "

// secret are the fields of which nothing but the length is told.
const secret = "CO AC AD "

// inWords are the fields of which bytes beyond ASCII are shown as well, for they tell the
// character set.
const inWords = "AJ AF AG "

// Record asks a library all that the town's pages ask, and writes the transcript for its vendor:
// cards, PINs, names, addresses and titles masked, with their lengths, flags and structure. It
// changes nothing at the library. Settings that cannot serve, and a library that breaks off, are
// errors; what was said until then is written in either case.
func (w Wire) Record(ctx context.Context, given library.Settings, card, pin string, to io.Writer) error {
	set, err := read(given)
	if err != nil {
		return err
	}
	s := New(set, w.Clock, w.Dial)
	defer s.Close()
	r := &recorder{to: to}
	line, err := s.pool.open(ctx)
	if err != nil {
		return err
	}
	defer line.conn.Close()
	line.heard = r.note
	return errors.Join(r.conversation(ctx, s, line, card, pin), r.err)
}

// recorder writes down what is said.
type recorder struct {
	to  io.Writer
	err error // err is the first that writing met.
}

func (r *recorder) write(form string, args ...any) {
	if r.err == nil {
		_, r.err = fmt.Fprintf(r.to, form, args...)
	}
}

// note writes one line as it was said.
func (r *recorder) note(sent bool, text []byte) {
	side := "<"
	if sent {
		side = ">"
	}
	r.write("%s %s\n", side, masked(text))
}

// conversation is what is asked, in its order.
func (r *recorder) conversation(ctx context.Context, s *System, l *line, card, pin string) error {
	if err := s.pool.login(ctx, l); err != nil {
		return err
	}
	if err := s.pool.status(ctx, l); err != nil || card == "" {
		return err
	}
	ask := func(m Message, want string) (Message, error) { return l.ask(ctx, s.pool.named(m), want) }
	var items []string
	for _, of := range []list{counts, heldItems, overdueItems, chargedItems, fineItems, waitingItems} {
		m, err := ask(s.patronQuestion(card, pin, of, place(1), place(s.set.Page)), codePatronIs)
		if err != nil {
			return err
		}
		if of == counts && !isSame(m.Get("AA"), card) {
			return library.ErrOtherPatron
		}
		for _, line := range m.All(fields[of]) {
			if item, _ := itemOf(line); item != "" {
				items = append(items, item)
				break // One copy of each list shows how copies are told.
			}
		}
	}
	for _, item := range items {
		if _, err := ask(s.itemQuestion(item), codeItemIs); err != nil {
			return err
		}
	}
	return nil
}

// masked is a line with what is private replaced, character by character.
func masked(line []byte) string {
	if len(line) < 2 || fixedLength(line) > len(line) {
		return mask(line, false) + " # no message"
	}
	fixed := fixedLength(line)
	body, detection := splitDetection(line[2:], fixed-2)
	var b strings.Builder
	b.WriteString(plain(line[:fixed]))
	for i, part := range bytes.Split(body[fixed-2:], []byte{'|'}) {
		if i > 0 {
			b.WriteByte('|')
		}
		b.WriteString(maskedField(part))
	}
	return b.String() + maskedSum(line, detection)
}

// fixedLength is how many bytes the code and the fixed fields of a line have.
func fixedLength(line []byte) int {
	length, known := fixed[string(line[:2])]
	if !known {
		return len(line) + 1
	}
	return 2 + length
}

func maskedField(part []byte) string {
	if len(part) < 2 {
		return mask(part, false)
	}
	id := plain(part[:2])
	switch {
	case !isUpper(part[0]) || !isUpper(part[1]) && !isDigit(part[1]):
		return mask(part, false) // The rest of a value that held a bar.
	case strings.Contains(secret, id+" "):
		return id + strings.Repeat("*", len(part)-2)
	case strings.Contains(shown, id+" "):
		return id + escaped(part[2:])
	}
	return id + mask(part[2:], strings.Contains(inWords, id+" "))
}

// maskedSum tells the sequence of a line and whether its checksum is right: the sum itself would
// tell something of what is masked.
func maskedSum(line, detection []byte) string {
	if detection == nil {
		return ""
	}
	sum := "right"
	if at := len(line) - 4; !strings.EqualFold(Checksum(line[:at]), string(line[at:])) {
		sum = "wrong"
	}
	return string(detection[:len(detection)-4]) + "#### # checksum " + sum
}

// escaped is text of which bytes beyond ASCII are numbers.
func escaped(text []byte) string {
	var b strings.Builder
	for _, c := range text {
		if c < ' ' || c > '~' {
			fmt.Fprintf(&b, `\x%02X`, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// mask keeps what kind of character each is: x for small letters, X for capitals, 9 for digits,
// a point for bytes beyond ASCII unless they may be seen.
func mask(text []byte, high bool) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case isDigit(c):
			b.WriteByte('9')
		case isUpper(c):
			b.WriteByte('X')
		case 'a' <= c && c <= 'z':
			b.WriteByte('x')
		case c >= 0x80 && !high:
			b.WriteString("·")
		default:
			b.WriteString(escaped([]byte{c}))
		}
	}
	return b.String()
}
