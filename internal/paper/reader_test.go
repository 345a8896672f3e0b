package paper

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// The types of a PDF as the tests read it back: numbers are float64, arrays []any.
type (
	pdfName string
	pdfRef  int
	pdfDict map[pdfName]any
	pdfHex  []byte
	pdfWord string
	pdfBody struct {
		pdfDict
		data []byte
	}
)

// scanner reads values of ISO 32000-1, 7.3, as far as our files use them.
type scanner struct {
	b  []byte
	at int
}

func (s *scanner) space() {
	for s.at < len(s.b) && strings.IndexByte(" \n\r\t\x00", s.b[s.at]) >= 0 {
		s.at++
	}
}

// until is what stands before the first of some characters.
func (s *scanner) until(stops string) string {
	from := s.at
	for s.at < len(s.b) && strings.IndexByte(stops, s.b[s.at]) < 0 {
		s.at++
	}
	return string(s.b[from:s.at])
}

const delimiters = " \n\r\t/<>[]()"

var reference = regexp.MustCompile(`^(\d+) 0 R`)

// value reads the next value, nil at the end or at a closing bracket.
func (s *scanner) value() any {
	s.space()
	if s.at >= len(s.b) {
		return nil
	}
	rest := s.b[s.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("<<")):
		s.at += 2
		d := pdfDict{}
		for {
			key, ok := s.value().(pdfName)
			if !ok {
				s.at += 2
				return d
			}
			d[key] = s.value()
		}
	case bytes.HasPrefix(rest, []byte(">>")) || rest[0] == ']':
		return nil
	case rest[0] == '[':
		s.at++
		list := []any{}
		for v := s.value(); v != nil; v = s.value() {
			list = append(list, v)
		}
		s.at++
		return list
	case rest[0] == '/':
		s.at++
		return pdfName(s.until(delimiters))
	case rest[0] == '<':
		s.at++
		raw, _ := hex.DecodeString(s.until(">"))
		s.at++
		return pdfHex(raw)
	case rest[0] == '(':
		s.at++
		text := s.until(")")
		s.at++
		return text
	}
	if m := reference.FindSubmatch(rest); m != nil {
		s.at += len(m[0])
		n, _ := strconv.Atoi(string(m[1]))
		return pdfRef(n)
	}
	word := s.until(delimiters)
	if n, err := strconv.ParseFloat(word, 64); err == nil {
		return n
	}
	return pdfWord(word)
}

// readFile is a PDF taken apart.
type readFile struct {
	t       *testing.T
	raw     []byte
	objects map[pdfRef]any
	trailer pdfDict
	pages   []pdfRef
}

// take reads a whole file by its cross-reference table and fails where it does not lead
// to the objects it names.
func take(t *testing.T, raw []byte) *readFile {
	t.Helper()
	f := &readFile{t: t, raw: raw, objects: map[pdfRef]any{}}
	m := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(raw)
	if m == nil {
		t.Fatal("the file does not end with where its table is")
	}
	at, _ := strconv.Atoi(string(m[1]))
	table := strings.Split(string(raw[at:]), "\n")
	var count int
	if _, err := fmt.Sscanf(table[1], "0 %d", &count); err != nil || table[0] != "xref" {
		t.Fatalf("no table of objects at %d: %q", at, table[0])
	}
	for n := 1; n < count; n++ {
		entry := table[2+n]
		if len(entry) != 19 || !strings.HasSuffix(entry, " 00000 n ") {
			t.Fatalf("entry %d is %q", n, entry)
		}
		offset, _ := strconv.Atoi(entry[:10])
		head := fmt.Sprintf("%d 0 obj\n", n)
		if !bytes.HasPrefix(raw[offset:], []byte(head)) {
			t.Fatalf("object %d is not at %d", n, offset)
		}
		f.objects[pdfRef(n)] = f.object(offset + len(head))
	}
	s := scanner{b: []byte(strings.Join(table[2+count:], "\n")[len("trailer"):])}
	f.trailer = s.value().(pdfDict)
	f.pages = refs(f.dict(f.root()["Pages"])["Kids"])
	return f
}

func (f *readFile) object(at int) any {
	s := scanner{b: f.raw, at: at}
	v := s.value()
	d, ok := v.(pdfDict)
	s.space()
	if !ok || !bytes.HasPrefix(f.raw[s.at:], []byte("stream\n")) {
		return v
	}
	data := f.raw[s.at+7 : s.at+7+int(d["Length"].(float64))]
	if !bytes.HasPrefix(f.raw[s.at+7+len(data):], []byte("\nendstream\nendobj\n")) {
		f.t.Errorf("the stream at %d is not as long as it says", at)
	}
	if d["Filter"] == pdfName("FlateDecode") {
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			f.t.Fatal(err)
		}
		if data, err = io.ReadAll(z); err != nil {
			f.t.Fatal(err)
		}
	}
	return pdfBody{d, data}
}

func (f *readFile) root() pdfDict { return f.dict(f.trailer["Root"]) }

func (f *readFile) dict(v any) pdfDict {
	f.t.Helper()
	if r, ok := v.(pdfRef); ok {
		v = f.objects[r]
	}
	if b, ok := v.(pdfBody); ok {
		return b.pdfDict
	}
	d, ok := v.(pdfDict)
	if !ok {
		f.t.Fatalf("want a dictionary, got %v", v)
	}
	return d
}

func (f *readFile) data(v any) []byte { return f.objects[v.(pdfRef)].(pdfBody).data }

func refs(v any) []pdfRef {
	var all []pdfRef
	for _, r := range v.([]any) {
		all = append(all, r.(pdfRef))
	}
	return all
}

func unicodeText(raw []byte) string {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
	}
	return string(utf16.Decode(units))
}

// letters maps the glyphs of each font to text, by its ToUnicode.
func (f *readFile) letters(page pdfDict) map[pdfName]map[uint16]string {
	fonts := map[pdfName]map[uint16]string{}
	entry := regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>\n`)
	for name, ref := range f.dict(f.dict(page["Resources"])["Font"]) {
		fonts[name] = map[uint16]string{}
		_, list, _ := strings.Cut(string(f.data(f.dict(ref)["ToUnicode"])), "endcodespacerange")
		for _, m := range entry.FindAllStringSubmatch(list, -1) {
			glyph, _ := strconv.ParseUint(m[1], 16, 16)
			raw, _ := hex.DecodeString(m[2])
			fonts[name][uint16(glyph)] = unicodeText(raw)
		}
	}
	return fonts
}

// drawn is the text of a page by marked content, and the text of its artifacts.
type drawn struct {
	marked    map[int]string
	artifacts string
}

// content reads what a page draws and fails for anything drawn outside of marked content,
// which nobody would know how to read (ISO 14289-1, 7.1).
func (f *readFile) content(ref pdfRef) drawn {
	page := f.dict(ref)
	letters := f.letters(page)
	out := drawn{marked: map[int]string{}}
	s := scanner{b: f.data(page["Contents"])}
	var operands []any
	const outside, artifact = -2, -1
	mark := outside
	var font pdfName
	for v := s.value(); v != nil; v = s.value() {
		op, isOp := v.(pdfWord)
		if !isOp {
			operands = append(operands, v)
			continue
		}
		switch op {
		case "BDC", "BMC":
			if mark != outside {
				f.t.Errorf("marked content inside marked content on page object %d", ref)
			}
			mark = artifact
			if operands[0] != pdfName("Artifact") {
				mark = int(operands[1].(pdfDict)["MCID"].(float64))
				if _, twice := out.marked[mark]; twice {
					f.t.Errorf("content %d is marked twice on page object %d", mark, ref)
				}
				out.marked[mark] = ""
			}
		case "EMC":
			mark = outside
		case "Tf":
			font = operands[0].(pdfName)
		case "Tj":
			text := f.decode(operands[0].(pdfHex), letters[font])
			switch mark {
			case outside:
				f.t.Errorf("%q is drawn outside of marked content", text)
			case artifact:
				out.artifacts += text + "\n"
			default:
				out.marked[mark] += text
			}
		case "re":
			if mark == outside {
				f.t.Errorf("a rectangle is drawn outside of marked content on page object %d", ref)
			}
		}
		operands = nil
	}
	if mark != outside {
		f.t.Errorf("page object %d leaves its marked content open", ref)
	}
	return out
}

func (f *readFile) decode(raw []byte, letters map[uint16]string) string {
	var b strings.Builder
	for i := 0; i+1 < len(raw); i += 2 {
		text, ok := letters[uint16(raw[i])<<8|uint16(raw[i+1])]
		if !ok {
			f.t.Errorf("glyph %x tells no character", raw[i:i+2])
		}
		b.WriteString(text)
	}
	return b.String()
}
