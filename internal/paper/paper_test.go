package paper

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"sem/internal/golden"
)

func TestAStatementReadsInOrderWithItsParts(t *testing.T) {
	for _, scale := range []float64{1, 2} {
		f := take(t, bytesOf(t, statement(scale)))
		golden.Check(t, fmt.Sprintf("statement-%g.txt", scale), outlineOf(f.readTree()))
	}
}

func TestAnotherReaderSeesTheSameStructure(t *testing.T) {
	for name, d := range map[string]*Document{
		"statement": statement(1), "one and a half": statement(1.5), "twice the size": statement(2),
		"three hundred rows": long(300), "odd words": odd(1), "odd words, large": odd(2),
	} {
		t.Run(name, func(t *testing.T) {
			raw := bytesOf(t, d)
			sameTree(t, ourTree(take(t, raw).readTree()), popplerTree(t, raw))
		})
	}
}

// odd is everything a room should not write, and might.
func odd(scale float64) *Document {
	d := New(Sheet{Title: strings.Repeat("Anticonstitutionnellement", 9), Letterhead: []string{"", "Ligne"}, Scale: scale, Language: "en"})
	d.Heading(3, "A level skipped")
	d.Paragraph("")
	d.Paragraph("\u200b")
	d.Paragraph("Deux\nlignes\r\net une\ttabulation \x01")
	d.Paragraph(strings.Repeat("ǅ漢😀ł", 200))
	d.List()
	d.List("", "Un point")
	d.Facts()
	d.Facts(Fact{"Nom", ""}, Fact{strings.Repeat("Un nom très long ", 8), "et sa valeur"})
	d.Table(Table{})
	d.Table(Table{Columns: []Column{{Title: "Vide"}}})
	d.Table(Table{Caption: "Rien", Columns: []Column{{Title: "Vide"}, {Title: "Somme", Right: true}}, Foot: []string{"Total"}})
	d.Table(Table{Columns: []Column{{Title: "A", Share: 1}, {Title: "B", Share: 2, Right: true}}, Rows: [][]string{{"trop", "de", "cases"}, {}, {"", ""}}})
	d.Table(Table{Columns: []Column{{Title: "Texte"}, {Title: "Montant", Right: true}}, Rows: [][]string{{strings.Repeat("Une cellule plus haute que la page. ", 300), "1,00 $"}}})
	d.Table(Table{Caption: "Large", Columns: make([]Column, 30), Rows: [][]string{strings.Split(strings.Repeat("montant ", 30), " ")}})
	d.Bars(Bars{})
	d.Bars(Bars{Items: []Bar{{strings.Repeat("Une étiquette ", 9), "−5 $", -5}, {"", "", 0}}})
	d.QR(strings.Repeat("x", 5000), "Trop long")
	d.QR("ok", "")
	d.Gap()
	d.NewPage()
	d.NewPage()
	d.Gap()
	d.Paragraph("Fin.")
	return d
}

func TestNothingThatARoomWritesBreaksASheet(t *testing.T) {
	for _, scale := range []float64{0, 1, 1.5, 2, 9} {
		f := take(t, bytesOf(t, odd(scale)))
		f.readTree()
	}
}

func TestWordsComeBackAsTheyWereWritten(t *testing.T) {
	text := "Œuvre d’été « à l’œil » – 12\u202f500\u00a0$ − ½ m² € ; ŁÓDŹ, Şafak, Đặng, 漢"
	d := New(Sheet{Title: "Lettres"})
	d.Paragraph(text)
	nodes := take(t, bytesOf(t, d)).readTree()
	if got := nodes[len(nodes)-1].text; got != text {
		t.Errorf("got  %q\nwant %q", got, text)
	}
}

func TestASheetSaysWhatItIsBeforeAnythingElse(t *testing.T) {
	f := take(t, bytesOf(t, statement(1)))
	root := f.root()
	if root["Lang"] != "fr-CA" || f.dict(root["MarkInfo"])["Marked"] != pdfWord("true") ||
		f.dict(root["ViewerPreferences"])["DisplayDocTitle"] != pdfWord("true") {
		t.Errorf("the catalog is %v", root)
	}
	info := f.dict(f.trailer["Info"])
	if got := unicodeText(info["Title"].(pdfHex)); got != "\ufeffRelevé de taxes 2026" {
		t.Errorf("the title is %q", got)
	}
	if info["CreationDate"] != "D:20260909140000Z" {
		t.Errorf("it was made on %v", info["CreationDate"])
	}
	for _, ref := range f.pages {
		if f.dict(ref)["Tabs"] != pdfName("S") {
			t.Errorf("page object %d does not move by structure", ref)
		}
	}
	meta := f.data(root["Metadata"])
	for _, want := range []string{"<pdfuaid:part>1</pdfuaid:part>", "Relevé de taxes 2026", "<rdf:li>fr-CA</rdf:li>"} {
		if !bytes.Contains(meta, []byte(want)) {
			t.Errorf("the metadata does not say %s", want)
		}
	}
	for d := xml.NewDecoder(bytes.NewReader(meta)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestFurnitureIsNoPartOfTheText(t *testing.T) {
	f := take(t, bytesOf(t, statement(1)))
	for i, ref := range f.pages {
		page := f.content(ref)
		if want := fmt.Sprintf("Page %d de %d", i+1, len(f.pages)); !strings.Contains(page.artifacts, want) {
			t.Errorf("page %d does not say %q at its foot: %q", i+1, want, page.artifacts)
		}
		if i > 0 && !strings.Contains(page.artifacts, "Relevé de taxes 2026\n") {
			t.Errorf("page %d has no running head", i+1)
		}
	}
}

func TestEnglishSheetsCountTheirPagesInEnglish(t *testing.T) {
	d := New(Sheet{Title: "Statement", Language: "en"})
	d.Facts(Fact{strings.Repeat("A very long name ", 6), "1"})
	f := take(t, bytesOf(t, d))
	if f.root()["Lang"] != "en-CA" {
		t.Errorf("the language is %v", f.root()["Lang"])
	}
}

func TestTheSameSheetGivesTheSameBytes(t *testing.T) {
	d := statement(1.5)
	if !bytes.Equal(bytesOf(t, d), bytesOf(t, d)) || !bytes.Equal(bytesOf(t, d), bytesOf(t, statement(1.5))) {
		t.Error("two writings of one statement differ")
	}
}

func TestTitlesOfATableAreHeardOnceAndSeenOnEachPage(t *testing.T) {
	f := take(t, bytesOf(t, long(300)))
	heard := 0
	rows := 0
	for _, n := range f.readTree() {
		if n.tag == "TH" && n.text == "Adresse" {
			heard++
		}
		if n.tag == "TR" {
			rows++
		}
	}
	if heard != 1 || rows != 301 {
		t.Errorf("the title is heard %d times over %d rows", heard, rows)
	}
	for i, ref := range f.pages[1 : len(f.pages)-2] {
		if !strings.Contains(f.content(ref).artifacts, "Adresse\n") {
			t.Errorf("page %d does not show the titles again", i+2)
		}
	}
}

func TestATableTooWideForItsLettersBecomesAList(t *testing.T) {
	for scale, want := range map[float64]string{1: "Table", 2: "L"} {
		d := New(Sheet{Title: "Comptes", Scale: scale})
		d.Table(Table{
			Columns: []Column{{Title: "Matricule"}, {Title: "Valeur", Right: true}, {Title: "Taxe", Right: true}, {Title: "Solde", Right: true}},
			Rows:    [][]string{{"7448-33-1234", "1 412 300,00 $", "14 938,24 $", "11 234,56 $"}},
		})
		nodes := take(t, bytesOf(t, d)).readTree()
		if got := nodes[2].tag; got != want {
			t.Errorf("at %g times the size the table is %s, want %s", scale, got, want)
		}
	}
}

func TestNoLineOfAParagraphStandsAlone(t *testing.T) {
	for n := 1; n < 40; n++ {
		for i := range n {
			alone := i == 0 && n > 1 && !keepsNext(0, n) || i == n-2 && !keepsNext(i, n)
			if alone {
				t.Errorf("line %d of %d may be parted from its neighbour", i, n)
			}
		}
	}
}

func TestHeadingsSkipNoLevel(t *testing.T) {
	d := New(Sheet{Title: "Un"})
	d.Heading(3, "Deux")
	d.Heading(3, "Trois")
	d.Heading(9, "Trois")
	d.Heading(0, "Un")
	var tags []string
	for _, n := range take(t, bytesOf(t, d)).readTree() {
		tags = append(tags, n.tag)
	}
	if got := strings.Join(tags, " "); got != "Document H1 H2 H3 H3 H1" {
		t.Errorf("got %s", got)
	}
}

func TestLettersAreAsWideAsTheFontSays(t *testing.T) {
	f := take(t, bytesOf(t, statement(1)))
	for name, ref := range f.dict(f.dict(f.dict(f.pages[0])["Resources"])["Font"]) {
		descendant := f.dict(f.dict(ref)["DescendantFonts"].([]any)[0])
		program := f.data(f.dict(descendant["FontDescriptor"])["FontFile2"])
		tables := map[string][]byte{}
		for i := range int(binary.BigEndian.Uint16(program[4:])) {
			entry := program[12+16*i:]
			at, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
			tables[string(entry[:4])] = program[at : at+size]
			if got := checksum(program[at : at+size]); string(entry[:4]) != "head" && got != binary.BigEndian.Uint32(entry[4:]) {
				t.Errorf("%s: the sum of table %s is wrong", name, entry[:4])
			}
		}
		if checksum(program) != 0xB1B0AFBA {
			t.Errorf("%s: the sum of the font is wrong", name)
		}
		em := float64(binary.BigEndian.Uint16(tables["head"][18:]))
		for i, w := range descendant["W"].([]any)[1].([]any) {
			have := float64(binary.BigEndian.Uint16(tables["hmtx"][4*(i+1):])) * 1000 / em
			if diff := have - w.(float64); diff > 0.01 || diff < -0.01 {
				t.Errorf("%s: glyph %d is %v wide in the file, %v in the font", name, i+1, w, have)
			}
		}
	}
}

func TestASheetIsServedToItsReaderOnly(t *testing.T) {
	w := httptest.NewRecorder()
	if err := Serve(w, httptest.NewRequest("GET", "/taxes/releve.pdf", nil), "relevé 2026.pdf", statement(1)); err != nil {
		t.Fatal(err)
	}
	h := w.Header()
	if h.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(h.Get("Cache-Control"), "private") ||
		h.Get("Content-Disposition") != "inline; filename*=utf-8''relev%C3%A9%202026.pdf" {
		t.Errorf("the answer's headers are %v", h)
	}
	if !bytes.HasPrefix(w.Body.Bytes(), []byte("%PDF-1.7\n")) {
		t.Errorf("the answer begins with %q", w.Body.Bytes()[:9])
	}
}

// FuzzSheet writes whatever people are called, and reads it back.
func FuzzSheet(f *testing.F) {
	f.Add("Zoé L’Écuyer-Bœuf", "412 300 $")
	f.Add("a\u0301\u200b-\n/漢😀", strings.Repeat("m", 300))
	f.Add("(\\)<>[]/%", "\xff\xfe\x00")
	f.Fuzz(func(t *testing.T, a, b string) {
		d := New(Sheet{Title: a, City: b, Footer: a, Letterhead: []string{b}})
		d.Paragraph(a)
		d.Facts(Fact{a, b})
		d.Table(Table{Caption: a, Columns: []Column{{Title: a}, {Title: b, Right: true}}, Rows: [][]string{{b, a}}, Foot: []string{a, b}})
		d.Bars(Bars{Alt: a, Items: []Bar{{a, b, 1}}})
		take(t, bytesOf(t, d)).readTree()
	})
}

// BenchmarkStatement writes a statement of two pages, with and without a QR code, whose
// search for the best mask is a fifth of the work.
func BenchmarkStatement(b *testing.B) {
	for name, square := range map[string]bool{"plain": false, "qr": true} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				d := statement(1)
				if !square {
					d.blocks = d.blocks[:len(d.blocks)-1]
				}
				if _, err := d.WriteTo(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1000, "statements/ms")
		})
	}
}
