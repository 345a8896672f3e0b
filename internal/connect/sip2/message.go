package sip2

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The codes of the messages that a library's page needs, questions first.
const (
	codeLogin, codeLoggedIn           = "93", "94"
	codeStatus, codeStatusIs          = "99", "98"
	codePatron, codePatronIs          = "63", "64"
	codeItem, codeItemIs              = "17", "18"
	codeRenew, codeRenewed            = "29", "30"
	codeRenewAll, codeRenewedAll      = "65", "66"
	codeHold, codeHeld                = "15", "16"
	codeRepeat, codeRepeatWhatWasSaid = "97", "96"
)

// fixed is how many bytes of fields without separators follow the code of a message.
var fixed = map[string]int{
	"93": 2, "94": 1, "99": 8, "98": 34, "63": 31, "64": 59, "23": 21, "24": 35, "17": 18, "18": 24, "29": 38, "30": 22,
	"65": 18, "66": 27, "15": 19, "16": 20, "37": 25, "38": 19, "35": 18, "36": 19, "97": 0, "96": 0,
}

// Message is one message of SIP2.
type Message struct {
	Code     string  // Code is two digits.
	Fixed    string  // Fixed are the fields of fixed length, as they stand.
	Fields   []Field // Fields are the others, in their order.
	Sequence int     // Sequence is the digit by which an answer is told to belong to a question, -1 when it has none.
}

// Field is a value with its two letters.
type Field struct{ ID, Value string }

// Has tells whether a field is there, be it empty.
func (m Message) Has(id string) bool {
	for _, f := range m.Fields {
		if f.ID == id {
			return true
		}
	}
	return false
}

// Get is the first value of a field, without the blanks around it.
func (m Message) Get(id string) string {
	for _, f := range m.Fields {
		if f.ID == id {
			return strings.TrimSpace(f.Value)
		}
	}
	return ""
}

// All are the values of a field that repeats, without the empty ones.
func (m Message) All(id string) []string {
	var all []string
	for _, f := range m.Fields {
		if v := strings.TrimSpace(f.Value); f.ID == id && v != "" {
			all = append(all, v)
		}
	}
	return all
}

// Part is the fixed field that begins at a byte and is so long.
func (m Message) Part(from, length int) string {
	if from+length > len(m.Fixed) {
		return ""
	}
	return m.Fixed[from : from+length]
}

// Why a line is no message.
var (
	errGarbage  = errors.New("sip2: the line is no message")
	errChecksum = errors.New("sip2: the checksum of the line is wrong")
)

// Checksum is what follows AZ: with the bytes up to and including AZ it adds up to nothing in
// sixteen bits.
func Checksum(line []byte) string {
	var sum uint16
	for _, b := range line {
		sum += uint16(b)
	}
	return fmt.Sprintf("%04X", -sum)
}

// Encode writes a message without its terminator. With a sequence of its own it carries error
// detection. What would end a field or the line is taken out of values.
func Encode(m Message, in Charset) []byte {
	var b bytes.Buffer
	b.WriteString(m.Code + m.Fixed)
	for _, f := range m.Fields {
		b.WriteString(f.ID)
		b.Write(in.encode(escape(f.Value)))
		b.WriteByte('|')
	}
	if m.Sequence >= 0 {
		b.WriteString("AY" + strconv.Itoa(m.Sequence%10) + "AZ")
		b.WriteString(Checksum(b.Bytes()))
	}
	return b.Bytes()
}

// escape keeps a value within its field: a bar is written as deployed systems write it, and
// control characters are left out.
func escape(value string) string {
	value = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, value)
	return strings.ReplaceAll(value, "|", "&#124;")
}

// Decode reads a line without its terminator. Its text is read in any case; a line whose
// checksum is wrong is read too, and said to be by the error errChecksum; all else that is
// wrong makes it no message. checked tells whether it has a checksum.
func Decode(line []byte, in Charset) (m Message, checked bool, err error) {
	line = bytes.Trim(line, "\r\n\x00")
	if len(line) < 2 || !isDigit(line[0]) || !isDigit(line[1]) {
		return Message{}, false, errGarbage
	}
	m = Message{Code: string(line[:2]), Sequence: -1}
	length, known := fixed[m.Code]
	rest := line[2:]
	body, detection := splitDetection(rest, length)
	if !known || len(body) < length {
		return Message{}, false, errGarbage
	}
	m.Fixed = plain(body[:length])
	m.Fields = fieldsOf(body[length:], in)
	if detection == nil {
		return m, false, nil
	}
	if detection[1] == 'Y' {
		m.Sequence = int(detection[2] - '0')
	}
	if !strings.EqualFold(Checksum(line[:len(line)-4]), string(line[len(line)-4:])) {
		return m, true, errChecksum
	}
	return m, true, nil
}

// plain are fixed fields as text, each byte a character.
func plain(text []byte) string {
	b := bytes.Clone(text)
	for i, c := range b {
		if c < ' ' || c > '~' {
			b[i] = '?'
		}
	}
	return string(b)
}

// splitDetection parts AY, AZ and their values from the rest of a line, of which so many bytes
// are fixed; nil when there is none.
func splitDetection(rest []byte, fixed int) (body, detection []byte) {
	for _, length := range []int{9, 6} { // AY1AZFDFD, or AZFDFD alone.
		at := len(rest) - length
		if at < fixed || at > fixed && rest[at-1] != '|' {
			continue
		}
		tail := rest[at:]
		if sum := tail[length-6:]; sum[0] != 'A' || sum[1] != 'Z' || !isHex(sum[2:]) {
			continue
		}
		if length == 9 && (tail[0] != 'A' || tail[1] != 'Y' || !isDigit(tail[2])) {
			continue
		}
		return rest[:at], tail
	}
	return rest, nil
}

// fieldsOf reads the variable fields. What has no two letters is the rest of a value that held
// a bar, and says nothing.
func fieldsOf(body []byte, in Charset) []Field {
	var fields []Field
	for part := range bytes.SplitSeq(body, []byte{'|'}) {
		if len(part) < 2 || !isUpper(part[0]) || !isUpper(part[1]) && !isDigit(part[1]) {
			continue
		}
		fields = append(fields, Field{ID: string(part[:2]), Value: unescape(in.decode(part[2:]))})
	}
	return fields
}

func unescape(value string) string { return strings.ReplaceAll(value, "&#124;", "|") }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func isUpper(b byte) bool { return 'A' <= b && b <= 'Z' }

func isHex(text []byte) bool {
	_, err := strconv.ParseUint(string(text), 16, 16)
	return err == nil && len(text) == 4
}
