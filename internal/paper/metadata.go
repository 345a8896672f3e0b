package paper

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// documentInfo is the information dictionary, which older readers look at (14.3.3).
func documentInfo(s Sheet) string {
	var b strings.Builder
	b.WriteString("<</Title " + textString(clean(s.Title)))
	if s.City != "" {
		b.WriteString(" /Author " + textString(clean(s.City)))
	}
	if s.Subject != "" {
		b.WriteString(" /Subject " + textString(clean(s.Subject)))
	}
	b.WriteString(" /Producer (SEM en ligne)")
	if !s.Made.IsZero() {
		made := s.Made.UTC().Format("D:20060102150405Z")
		b.WriteString(" /CreationDate (" + made + ") /ModDate (" + made + ")")
	}
	b.WriteString(">>")
	return b.String()
}

// xmp says the same in the form archives and PDF/UA ask for (ISO 14289-1, 5 and 7.1).
func xmp(s Sheet) []byte {
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" ` +
		`xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">` + "\n")
	b.WriteString("<pdfuaid:part>1</pdfuaid:part>\n<dc:format>application/pdf</dc:format>\n")
	fmt.Fprintf(&b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n", escaped(s.Title))
	if s.Subject != "" {
		fmt.Fprintf(&b, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:description>\n", escaped(s.Subject))
	}
	if s.City != "" {
		fmt.Fprintf(&b, "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n", escaped(s.City))
	}
	fmt.Fprintf(&b, "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>\n", locale(s.Language))
	if !s.Made.IsZero() {
		made := s.Made.UTC().Format(time.RFC3339)
		fmt.Fprintf(&b, "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>\n", made, made)
	}
	b.WriteString("<pdf:Producer>SEM en ligne</pdf:Producer>\n</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return b.Bytes()
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(clean(text))) // A builder takes everything.
	return b.String()
}
