package sip2

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDecodingTakesWhatDeployedSystemsWrite(t *testing.T) {
	for _, c := range []struct {
		name, line string
		in         Charset
		field      string
		want       string
	}{
		{"a bar within a value", "941AFFrères &#124; Sœurs|", UTF8, "AF", "Frères | Sœurs"},
		{"a bar that nobody escaped", "941AFFables| de La Fontaine|AEx|", UTF8, "AE", "x"},
		{"no bar at the end", "941AFbonjour", UTF8, "AF", "bonjour"},
		{"code page 850", "941AFL'\x82cole|", CP850, "AF", "L'école"},
		{"Latin-1", "941AFL'\xe9cole|", Latin1, "AF", "L'école"},
		{"Latin-9", "941AFS\xbdur|", Latin9, "AF", "Sœur"},
		{"Latin-1 read as UTF-8", "941AFL'\xe9cole|", UTF8, "AF", "L'\uFFFDcole"},
		{"letters that are none in ASCII", "941AFL'\xe9cole|", ASCII, "AF", "L'\uFFFDcole"},
		{"marks by themselves", "941AFe\u0301cole|", UTF8, "AF", "école"},
		{"control characters", "941AFa\x1b[2Jb\x07|", UTF8, "AF", "a[2Jb"},
		{"AZ in a value", "941AFGAZABCD|AEx|", UTF8, "AF", "GAZABCD"},
	} {
		m, checked, err := Decode([]byte(c.line), c.in)
		if err != nil || checked || m.Get(c.field) != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.name, m.Get(c.field), err, c.want)
		}
	}
}

func TestWhatIsNoMessageIsRefused(t *testing.T) {
	for _, line := range []string{"", "9", "HTTP/1.1 400 Bad Request", "64", "6400", "00abc", "\x00\xff", "98YNN"} {
		if _, _, err := Decode([]byte(line), UTF8); !errors.Is(err, errGarbage) {
			t.Errorf("%q: %v", line, err)
		}
	}
	if _, checked, err := Decode([]byte("941AY0AZ0000"), UTF8); !checked || !errors.Is(err, errChecksum) {
		t.Errorf("a wrong checksum: %v", err)
	}
	if _, checked, err := Decode([]byte("941AY0AZfdfd"), UTF8); !checked || err != nil {
		t.Errorf("a checksum in small letters: %v", err)
	}
}

func TestNobodyWritesAMessageIntoAValue(t *testing.T) {
	m := Message{Code: "63", Fixed: strings.Repeat(" ", 31), Fields: []Field{{"AA", "1|AD9\r9900802.00\n\x00"}}, Sequence: -1}
	line := string(Encode(m, UTF8))
	if strings.ContainsAny(line, "\r\n\x00") || strings.Count(line, "|") != 1 {
		t.Errorf("%q", line)
	}
}

func TestLettersThatACharacterSetLacksAreWrittenPlainly(t *testing.T) {
	for in, want := range map[Charset]string{ASCII: "L'oeil d'ete ?", Latin1: "L'oeil d'\xe9t\xe9 ?", CP850: "L'oeil d'\x82t\x82 ?", Latin9: "L'\xbdil d'\xe9t\xe9 ?", UTF8: "L’œil d’été 木"} {
		if got := string(in.encode("L’œil d’été 木")); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, l := range worked {
		f.Add([]byte(l[2:]), uint8(0))
	}
	for _, l := range []string{"96AZFEF6", "941AY0AZ0000", "6400", "941AFL'\xe9cole||||AE", "18", "64" + strings.Repeat("Y", 70) + "|AY", "941AZ", "941AY\xffAZ\xff\xff\xff\xff"} {
		f.Add([]byte(l), uint8(3))
	}
	sets := []Charset{CP850, Latin1, Latin9, UTF8, ASCII, ""}
	f.Fuzz(func(t *testing.T, line []byte, which uint8) {
		in := sets[int(which)%len(sets)]
		m, _, err := Decode(line, in)
		if err != nil && !errors.Is(err, errChecksum) {
			return
		}
		if len(m.Fixed) != fixed[m.Code] {
			t.Fatalf("%d bytes are fixed in %q", len(m.Fixed), line)
		}
		for _, field := range m.Fields {
			if !utf8.ValidString(field.Value) || strings.ContainsAny(field.Value, "\r\n") {
				t.Fatalf("%q in %q", field.Value, line)
			}
		}
		again, _, err := Decode(Encode(m, UTF8), UTF8)
		if err != nil || again.Code != m.Code || len(again.Fields) != len(m.Fields) {
			t.Fatalf("%q is read again as %+v, %v", line, again, err)
		}
		for _, field := range m.Fields {
			itemOf(field.Value)
			readDate(field.Value, false)
			feeOf(field.Value)
		}
	})
}
