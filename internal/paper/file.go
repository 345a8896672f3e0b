package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
)

// file is a PDF being written: numbered objects and where each begins (ISO 32000-1, 7.5).
type file struct {
	buf     bytes.Buffer
	offsets []int // offsets[i] is where object i+1 begins.
	packer  *zlib.Writer
}

// packers are kept between documents: each holds a megabyte. The fastest level makes files
// a tenth larger, in half the time.
var packers = sync.Pool{New: func() any {
	z, _ := zlib.NewWriterLevel(io.Discard, zlib.BestSpeed) // The level exists.
	return z
}}

// reserve takes the number of an object that is written later.
func (f *file) reserve() int {
	f.offsets = append(f.offsets, 0)
	return len(f.offsets)
}

// begin notes where an object begins, and writes its head.
func (f *file) begin(number int) {
	f.offsets[number-1] = f.buf.Len()
	f.buf.WriteString(strconv.Itoa(number))
	f.buf.WriteString(" 0 obj\n")
}

func (f *file) object(number int, body string) {
	f.begin(number)
	f.buf.WriteString(body)
	f.buf.WriteString("\nendobj\n")
}

// stream writes data, packed.
func (f *file) stream(number int, entries string, data []byte) {
	var packed bytes.Buffer
	f.packer.Reset(&packed)
	_, _ = f.packer.Write(data) // A buffer takes everything.
	_ = f.packer.Close()
	f.raw(number, entries+"/Filter /FlateDecode ", packed.Bytes())
}

// raw writes data as it is.
func (f *file) raw(number int, entries string, data []byte) {
	f.begin(number)
	fmt.Fprintf(&f.buf, "<<%s/Length %d>>\nstream\n", entries, len(data))
	f.buf.Write(data)
	f.buf.WriteString("\nendstream\nendobj\n")
}

// WriteTo sends the document as a PDF.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	s := set(d)
	packer := packers.Get().(*zlib.Writer)
	defer packers.Put(packer)
	f := &file{packer: packer}
	// The second line tells transports that the file is not text (7.5.2).
	f.buf.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	f.write(s)
	n, err := w.Write(f.buf.Bytes())
	return int64(n), err
}

// write writes every object of the document, then where they are.
func (f *file) write(s *setter) {
	catalog, tree, info, metadata, outline := f.reserve(), f.reserve(), f.reserve(), f.reserve(), f.reserve()
	resources := f.fonts(s)
	pages := f.pages(s, resources)
	f.structure(s, tree, pages)
	f.raw(metadata, "/Type /Metadata /Subtype /XML ", xmp(s.sheet))
	f.object(info, documentInfo(s.sheet))
	f.outline(s, outline, pages)
	f.object(catalog, fmt.Sprintf("<</Type /Catalog /Pages %d 0 R /Lang (%s) /MarkInfo <</Marked true>> "+
		"/StructTreeRoot %d 0 R /Metadata %d 0 R /Outlines %d 0 R /ViewerPreferences <</DisplayDocTitle true>>>>",
		pages.tree, locale(s.sheet.Language), tree, metadata, outline))

	at := f.buf.Len()
	sum := sha256.Sum256(f.buf.Bytes())
	name := strings.ToUpper(hex.EncodeToString(sum[:16]))
	fmt.Fprintf(&f.buf, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1)
	for _, offset := range f.offsets {
		fmt.Fprintf(&f.buf, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&f.buf, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.offsets)+1, catalog, info, name, name, at)
}

// fonts writes the fonts in use, each a Type0 font of its letters (9.7), and gives the
// dictionary by which pages call them.
func (f *file) fonts(s *setter) string {
	var resources strings.Builder
	for _, face := range []*face{s.faces.text, s.faces.bold, s.faces.title} {
		if used := s.fonts[face]; len(used.runes) > 0 {
			fmt.Fprintf(&resources, "/%s %d 0 R ", face.resource, f.font(used))
		}
	}
	return "<</Font <<" + resources.String() + ">>>>"
}

func (f *file) font(used *inked) int {
	font, descendant, descriptor, program, unicode := f.reserve(), f.reserve(), f.reserve(), f.reserve(), f.reserve()
	subset := used.subset()
	name := subsetTag(subset) + "+" + used.name
	f.object(font, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H "+
		"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, descendant, unicode))
	f.object(descendant, fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s "+
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /CIDToGIDMap /Identity "+
		"/FontDescriptor %d 0 R /DW 500 /W %s>>", name, descriptor, used.widths()))
	const symbolic = 4 // The letters are in an order of our own.
	f.object(descriptor, fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%d %d %d %d] "+
		"/ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R>>",
		name, symbolic, used.box[0], used.box[1], used.box[2], used.box[3],
		used.ascent, used.descent, used.capHeight, used.weight, program))
	f.stream(program, fmt.Sprintf("/Length1 %d ", len(subset)), subset)
	f.stream(unicode, "", used.toUnicode())
	return font
}

// subsetTag is the six letters that tell this subset from others of the same font (9.6.4).
func subsetTag(subset []byte) string {
	sum := sha256.Sum256(subset)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// written is where the pages are in the file.
type written struct {
	tree  int
	pages map[*page]int
}

func (f *file) pages(s *setter, resources string) written {
	out := written{tree: f.reserve(), pages: map[*page]int{}}
	shared := f.reserve()
	f.object(shared, resources)
	var kids strings.Builder
	for i, p := range s.pages {
		object, content := f.reserve(), f.reserve()
		out.pages[p] = object
		fmt.Fprintf(&kids, "%d 0 R ", object)
		f.object(object, fmt.Sprintf("<</Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources %d 0 R "+
			"/Contents %d 0 R /StructParents %d /Tabs /S>>", out.tree, number(pageWidth), number(pageHeight), shared, content, i))
		f.stream(content, "", p.ops.Bytes())
	}
	f.object(out.tree, fmt.Sprintf("<</Type /Pages /Count %d /Kids [%s]>>", len(s.pages), kids.String()))
	return out
}

// textString is text as dictionaries hold it (7.9.2.2).
func textString(text string) string { return "<FEFF" + utf16Hex(text) + ">" }

func utf16Hex(text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = appendHex(b, unit)
	}
	return string(b)
}

// locale is the language as it is spoken here.
func locale(language string) string {
	if strings.HasPrefix(language, "en") {
		return "en-CA"
	}
	return "fr-CA"
}
