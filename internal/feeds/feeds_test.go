package feeds

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"sem/internal/golden"
)

var changed = time.Date(2026, 9, 1, 12, 30, 0, 0, time.UTC)

// collections is a feed with one of everything.
func collections() Calendar {
	return Calendar{
		Name: "Collectes, 115, rue Saint-Laurent", Text: "Ce qui sort, et quand; bacs par la rue.\nLa veille après 19 h.",
		Language: "fr", URL: "https://exemple.quebec/collectes?lieu=a1", Public: true,
		Events: []Event{
			{UID: "recyclage-2026-09-10@exemple.quebec", Day: "2026-09-10", Title: "Recyclage et bac brun", Modified: changed, RemindBefore: 5 * time.Hour},
			{UID: "ordures-2026-09-07@exemple.quebec", Sequence: 2, Day: "2026-09-08", Title: "Ordures (déplacée : fête du Travail)", Modified: changed},
			{UID: "feuilles-2026@exemple.quebec", Day: "2026-10-19", LastDay: "2026-10-23", Title: "Résidus verts", Modified: changed, Cancelled: true, RemindBefore: time.Hour},
			{UID: "seance-1@exemple.quebec", Start: time.Date(2026, 11, 24, 3, 0, 0, 0, time.FixedZone("HNE", -5*3600)),
				End: time.Date(2026, 11, 24, 5, 0, 0, 0, time.FixedZone("HNE", -5*3600)), Title: "Séance", Place: "Mairie, 145, rue Saint-Louis",
				Text: `Salle 2; porte C:\ouest`, URL: "https://exemple.quebec/seances/1", Modified: changed, RemindBefore: 26 * time.Hour},
		},
	}
}

func written(t testing.TB, c Calendar) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAFeedIsWrittenAsFollowersReadIt(t *testing.T) {
	// The golden file has plain line ends, so that it is read as text.
	golden.Check(t, "collections.ics.txt", []byte(strings.ReplaceAll(written(t, collections()), "\r\n", "\n")))
}

// wellFormed fails unless text obeys RFC 5545, 3.1: CRLF, 75 octets, whole characters.
func wellFormed(t *testing.T, text string) {
	t.Helper()
	rest, ok := strings.CutSuffix(text, "\r\n")
	if !ok {
		t.Fatal("the feed does not end with its line")
	}
	for line := range strings.SplitSeq(rest, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
		if !utf8.ValidString(line) {
			t.Errorf("a character is cut in two: %q", line)
		}
		if strings.ContainsAny(line, "\r\n\x00") {
			t.Errorf("a bare line end or control character: %q", line)
		}
		if strings.Trim(line, " \t") == "" {
			t.Error("an empty line")
		}
	}
}

// unfolded is the content lines of a feed.
func unfolded(text string) []string {
	return strings.Split(strings.ReplaceAll(text, "\r\n ", ""), "\r\n")
}

func count(lines []string, prefix string) int {
	n := 0
	for _, l := range lines {
		if strings.HasPrefix(l, prefix) {
			n++
		}
	}
	return n
}

func TestFollowersReadBackWhatWasWritten(t *testing.T) {
	want := collections()
	text := written(t, want)
	wellFormed(t, text)
	got, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Events()) != len(want.Events) {
		t.Fatalf("%d events come back of %d", len(got.Events()), len(want.Events))
	}
	for i, e := range got.Events() {
		w := want.Events[i]
		if e.Id() != w.UID || e.GetProperty(ics.ComponentPropertySummary).Value != w.Title {
			t.Errorf("event %d comes back as %s, %s", i, e.Id(), e.GetProperty(ics.ComponentPropertySummary).Value)
		}
		if stamp, err := e.GetDtStampTime(); err != nil || !stamp.Equal(w.Modified) {
			t.Errorf("%s is dated %v, not when it changed: %v", w.UID, stamp, err)
		}
	}
	if got := got.Events()[3].GetProperty(ics.ComponentPropertyDescription).Value; got != want.Events[3].Text {
		t.Errorf("the text comes back as %q", got)
	}
}

func TestACalendarHasWhatTheStandardDemandsOnce(t *testing.T) {
	lines := unfolded(written(t, collections()))
	for prefix, want := range map[string]int{
		"VERSION:2.0": 1, "PRODID:": 1, "CALSCALE:GREGORIAN": 1, "NAME:": 1, "X-WR-CALNAME:": 1,
		"REFRESH-INTERVAL;VALUE=DURATION:PT12H": 1, "X-PUBLISHED-TTL:PT12H": 1,
		"METHOD": 0, "ORGANIZER": 0, "DURATION": 0, // No METHOD: it would demand organizers (RFC 5546).
		"BEGIN:VEVENT": 4, "UID:": 4, "DTSTAMP:": 4, "DTSTART": 4, "DTEND": 4, "LAST-MODIFIED:20260901T123000Z": 4,
		"STATUS:CANCELLED": 1, "BEGIN:VALARM": 2, "ACTION:DISPLAY": 2, "TRIGGER:-PT5H": 1, "TRIGGER:-P1DT2H": 1,
	} {
		if got := count(lines, prefix); got != want {
			t.Errorf("%s stands %d times, want %d", prefix, got, want)
		}
	}
}

func TestWholeDaysAreDatesAndMomentsAreUniversal(t *testing.T) {
	text := written(t, collections())
	for _, want := range []string{
		"DTSTART;VALUE=DATE:20260910\r\n", "DTEND;VALUE=DATE:20260911\r\n",
		"DTSTART;VALUE=DATE:20261019\r\n", "DTEND;VALUE=DATE:20261024\r\n", // The day after the last.
		"TRANSP:TRANSPARENT\r\n",
		"DTSTART:20261124T080000Z\r\n", "DTEND:20261124T100000Z\r\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no line %q in\n%s", want, text)
		}
	}
}

func TestAMovedDateKeepsItsIdentity(t *testing.T) {
	before := Event{UID: "ordures-2026-09-07@exemple.quebec", Day: "2026-09-07", Title: "Ordures", Modified: changed}
	after := before
	after.Day, after.Sequence, after.Modified = "2026-09-08", 1, changed.Add(time.Hour)
	lines := unfolded(written(t, Calendar{Events: []Event{after}}))
	for _, want := range []string{"UID:" + before.UID, "SEQUENCE:1", "DTSTART;VALUE=DATE:20260908", "LAST-MODIFIED:20260901T133000Z"} {
		if count(lines, want) != 1 {
			t.Errorf("no line %s in %q", want, lines)
		}
	}
}

func TestDurationsAreWrittenInTheirUnits(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "PT0S", time.Second: "PT1S", time.Minute: "PT1M", 12 * time.Hour: "PT12H", 24 * time.Hour: "P1D",
		time.Hour + time.Second: "PT1H0M1S", 49*time.Hour + 30*time.Minute: "P2DT1H30M", 36*time.Hour + 5*time.Second: "P1DT12H0M5S",
	} {
		if got := duration(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}

func TestAnEventThatFollowersCouldNotFileIsRefused(t *testing.T) {
	good := Event{UID: "a@b", Day: "2026-09-10"}
	for name, events := range map[string][]Event{
		"no identity":            {{Day: "2026-09-10"}},
		"an identity of two":     {{UID: "a\nATTACH:b", Day: "2026-09-10"}},
		"no date":                {{UID: "a@b"}},
		"no such day":            {{UID: "a@b", Day: "2026-02-30"}},
		"an end before":          {{UID: "a@b", Day: "2026-09-10", LastDay: "2026-09-09"}},
		"no such last day":       {{UID: "a@b", Day: "2026-09-10", LastDay: "demain"}},
		"the same twice":         {good, good},
		"a script as address":    {{UID: "a@b", Day: "2026-09-10", URL: "javascript:alert(1)"}},
		"an address of two":      {{UID: "a@b", Day: "2026-09-10", URL: "https://a.b/\r\nATTACH:c"}},
		"an address with spaces": {{UID: "a@b", Day: "2026-09-10", URL: "https://a.b/c d"}},
		"half an address":        {{UID: "a@b", Day: "2026-09-10", URL: "/collectes"}},
	} {
		if err := (Calendar{Events: events}).Write(&bytes.Buffer{}); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if err := (Calendar{URL: "ftp://x"}).Write(&bytes.Buffer{}); err == nil {
		t.Error("a calendar whose page cannot be opened is accepted")
	}
}

func ask(t *testing.T, c Calendar, tags ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", "/collectes.ics", nil)
	for _, tag := range tags {
		r.Header.Add("If-None-Match", tag)
	}
	w := httptest.NewRecorder()
	if err := Serve(w, r, c); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestAFollowerWhoHasTheFeedIsToldSo(t *testing.T) {
	first := ask(t, collections())
	tag := first.Header().Get("ETag")
	if first.Code != http.StatusOK || tag == "" {
		t.Fatalf("the first answer is %d with tag %q", first.Code, tag)
	}
	for _, known := range []string{tag, `"old", ` + tag, strings.TrimPrefix(tag, "W/"), "*"} {
		again := ask(t, collections(), known)
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
			t.Errorf("If-None-Match %s: %d, %d bytes", known, again.Code, again.Body.Len())
		}
	}
	if w := ask(t, collections(), `"old"`); w.Code != http.StatusOK {
		t.Errorf("an old tag: %d", w.Code)
	}
	moved := collections()
	moved.Events[0].Day = "2026-09-11"
	if w := ask(t, moved, tag); w.Code != http.StatusOK {
		t.Errorf("after a move: %d", w.Code)
	}
}

func TestAFeedWithoutDatesIsStillAFeed(t *testing.T) {
	w := ask(t, Calendar{Name: "Emprunts"})
	want := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//SEM en ligne//Agenda//FR\r\nCALSCALE:GREGORIAN\r\nNAME:Emprunts\r\n" +
		"X-WR-CALNAME:Emprunts\r\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nX-PUBLISHED-TTL:PT12H\r\nEND:VCALENDAR\r\n"
	if diff := cmp.Diff(want, w.Body.String()); w.Code != http.StatusOK || diff != "" {
		t.Errorf("%d (-want +got):\n%s", w.Code, diff)
	}
}

func TestAPersonalFeedIsSharedWithNobody(t *testing.T) {
	for public, want := range map[bool]string{true: "public, max-age=3600", false: "private, max-age=3600"} {
		h := ask(t, Calendar{Public: public}).Header()
		if h.Get("Cache-Control") != want || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Content-Type") != "text/calendar; charset=utf-8" {
			t.Errorf("public %v: %v", public, h)
		}
	}
}

// FuzzEvent writes whatever an event is called and reads it back.
func FuzzEvent(f *testing.F) {
	f.Add("Recyclage", "Ce qui sort; et quand, \\n toujours", "Mairie")
	f.Add(strings.Repeat("é", 200), "\r\nATTACH:x\r\nEND:VEVENT", "\u2028\x00\ufeff")
	f.Add(strings.Repeat("漢😀", 60), strings.Repeat("a<b> ", 80), "\xff\xfe")
	f.Add("Salle", "a\x00  b", "D"+strings.Repeat(" ", 400)+"x")
	f.Fuzz(func(t *testing.T, title, text, place string) {
		c := Calendar{Name: title, Text: text, Events: []Event{{UID: "a@b", Day: "2026-09-10", Title: title, Text: text, Place: place, RemindBefore: time.Hour}}}
		got := written(t, c)
		wellFormed(t, got)
		if n := count(unfolded(got), "ATTACH"); n != 0 {
			t.Error("a text became a property")
		}
		back, err := ics.ParseCalendar(strings.NewReader(got))
		if err != nil {
			t.Fatal(err)
		}
		if len(back.Events()) != 1 {
			t.Fatalf("%d events come back", len(back.Events()))
		}
		summary := ""
		if p := back.Events()[0].GetProperty(ics.ComponentPropertySummary); p != nil {
			summary = p.Value
		}
		if want := plain(title); summary != want {
			t.Errorf("the title comes back as %q, want %q", summary, want)
		}
	})
}
