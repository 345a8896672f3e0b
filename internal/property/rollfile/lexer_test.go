package rollfile

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// steps are the tokens of a file as text, and what stopped them.
func steps(file io.Reader) (string, error) {
	l := newLexer(file)
	var b strings.Builder
	for {
		t, err := l.next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		b.WriteString([]string{"<", ">", "="}[t.kind] + string(t.text) + " ")
	}
}

func TestTheXMLOfARollIsReadAsItIsWritten(t *testing.T) {
	for file, want := range map[string]string{
		"<RL/>": "<RL >RL ",
		"\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<RL xmlns:xsi=\"a>b\" ><A>1</A></RL>\r\n": "<RL <A =1 >A >RL ",
		"<RL><A> Caf&#233; &amp; &#xe9;t&eacute;</A></RL>":                                                   "!",
		"<RL><A> Caf&#233; &amp; &lt;&#xe9;t&#xE9;</A></RL>":                                                 "<RL <A =Café & <été >A >RL ",
		"<RL><!-- <A>un</A> --><A><![CDATA[<&]]></A><?pi x?></RL>":                                           "<RL <A =<& >A >RL ",
		"<RL><A\n/><B ></B\n></RL>":                                                                          "<RL <A >A <B >B >RL ",
	} {
		for _, r := range []io.Reader{strings.NewReader(file), iotest.OneByteReader(strings.NewReader(file))} {
			got, err := steps(r)
			if want == "!" {
				if err == nil {
					t.Errorf("%q was read: %s", file, got)
				}
				continue
			}
			if got != want || err != nil {
				t.Errorf("%q is %q, %v; want %q", file, got, err, want)
			}
		}
	}
}

func TestWhatNoRollNeedsIsRefusedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		line int
	}{
		"nothing":                   {"", 1},
		"not XML":                   {"matricule,valeur\n1,2\n", 1},
		"cut short in a tag":        {"<RL>\n<RLUEx>\n<RL01", 3},
		"cut short in a text":       {"<RL>\n<RLUEx>\n<A>12", 3},
		"cut short between units":   {"<RL>\n<RLUEx></RLUEx>\n", 3},
		"cut short in a comment":    {"<RL>\n<!-- ", 2},
		"tags crossed":              {"<RL>\n<A>\n</RL>\n</A>", 3},
		"two roots":                 {"<RL></RL>\n<RL></RL>", 2},
		"a document type":           {"<?xml version=\"1.0\"?>\n<!DOCTYPE RL [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>\n<RL>&b;</RL>", 2},
		"an outside entity":         {"<!DOCTYPE RL SYSTEM \"file:///etc/passwd\">\n<RL/>", 1},
		"an entity of its own":      {"<RL>\n<A>&b;</A></RL>", 2},
		"an entity unended":         {"<RL>\n<A>&amp</A></RL>", 2},
		"a character of zero":       {"<RL>\n<A>&#0;</A></RL>", 2},
		"bytes of another encoding": {"<RL>\n<A>\xe9t\xe9</A></RL>", 2},
		"another encoding declared": {"<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<RL/>", 1},
		"a bottomless well":         {strings.Repeat("<A>", 100), 1},
		"an endless text":           {"<RL>\n<A>" + strings.Repeat("x", 1<<20), 2},
		"an endless tag":            {"<RL>\n<A " + strings.Repeat("x", 1<<20), 2},
		"an endless comment":        {"<RL>\n<!--" + strings.Repeat("x", 1<<20), 2},
		"an attribute unquoted":     {"<RL>\n<A b=1/></RL>", 2},
		"no name":                   {"<RL>\n<></RL>", 2},
		"a lone closing":            {"</RL>", 1},
	} {
		got, err := steps(strings.NewReader(c.file))
		m, ok := errors.AsType[*malformed](err)
		if !ok || m.line != c.line {
			t.Errorf("%s: %v after %.80q; want a refusal at line %d", name, err, got, c.line)
		}
	}
}

// FuzzLexer holds the reader of rolls against the library's: whatever ours accepts, theirs
// reads the same.
func FuzzLexer(f *testing.F) {
	f.Add("<RL><A> Caf&#233; &amp;</A><B/></RL>")
	f.Add("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<RL a='1' b=\"2\"><![CDATA[x]]></RL>\n")
	f.Add("<!DOCTYPE RL [<!ENTITY a \"b\">]><RL>&a;</RL>")
	f.Add("<RL><!-- a -- b --></RL>")
	f.Fuzz(func(t *testing.T, file string) {
		got, err := steps(strings.NewReader(file))
		if slow, again := steps(iotest.OneByteReader(strings.NewReader(file))); slow != got || (again == nil) != (err == nil) {
			t.Fatalf("read byte by byte %q is %q, %v; at once %q, %v", file, slow, again, got, err)
		}
		if err != nil {
			return
		}
		var b strings.Builder
		for d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(file, "\xef\xbb\xbf"))); ; {
			raw, err := d.RawToken()
			if err != nil {
				break
			}
			switch x := raw.(type) {
			case xml.StartElement:
				b.WriteString("<" + name(x.Name) + " ")
			case xml.EndElement:
				b.WriteString(">" + name(x.Name) + " ")
			case xml.CharData:
			}
		}
		var tags []string
		for _, s := range strings.Split(got, " ") {
			if strings.HasPrefix(s, "<") || strings.HasPrefix(s, ">") {
				tags = append(tags, s)
			}
		}
		if strings.ContainsAny(file, "&[=-?") {
			return // What is said may itself look like a step.
		}
		if want := strings.TrimSpace(b.String()); strings.Join(tags, " ") != want {
			t.Errorf("%q is %q; the library reads %q", file, got, want)
		}
	})
}

func name(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}
