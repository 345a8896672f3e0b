package stacks

import (
	"bufio"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
)

// morning is when the library's first day begins in tests.
var morning = time.Date(2026, 11, 23, 13, 16, 20, 0, time.UTC)

// open is a library that listens, until the test ends.
func open(t testing.TB, l *Library) *Library {
	t.Helper()
	if l.Clock == nil {
		l.Clock = clock.At(morning)
	}
	if err := l.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Stop)
	return l
}

// says sends lines on one connection, and returns the answers.
func says(t *testing.T, l *Library, questions ...string) []string {
	t.Helper()
	conn, err := l.Dial(t.Context(), Address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	var all []string
	for _, q := range questions {
		if _, err := conn.Write([]byte(q + "\r")); err != nil {
			t.Fatal(err)
		}
		line, err := answers.ReadString('\r')
		if err != nil {
			line = err.Error()
		}
		all = append(all, strings.TrimSuffix(line, "\r"))
	}
	return all
}

func TestTheLibrarySpeaksTheProtocolByItsBytes(t *testing.T) {
	l := open(t, &Library{})
	card, pin := CardOf(Marie)
	got := says(t, l,
		"9300CNportal|COs3cret|CPWEB|AY0AZF4E1",
		"9900802.00AY1AZFCA0",
		"6300220261123    081620  Y       AOTOWN|AA"+card+"|AC|AD"+pin+"|BP0002|BQ0003|",
		"1720261123    081620AOTOWN|AB"+barcode(snow, Marie)+"|AC|",
		"29NN20261123    081625                  AOTOWN|AA"+card+"|AD"+pin+"|AB"+barcode(snow, Marie)+"|AC|BON|",
	)
	want := []string{
		"941AY0AZFDFD",
		"98YNNYNN30000320261123    0816202.00AOBIBLIO|AMBibliothèque de la démonstration|BXYNNNYYYYYNYNNYYY|AY1AZ",
		"64NNNNNNNNNNNNNN00220261123    081620000100000004000100000001AOBIBLIO|AA" + card + "|AETremblay, Marie|AU" + barcode(garden, Marie) + "|AU" + barcode(snow, Marie) +
			"|BHCAD|BV4.00|BLY|CQY|PA20270611|AFUn document réservé vous attend au comptoir.|",
		"18040001" + "20261123    081620AB" + barcode(snow, Marie) + "|AJLa Maison sous la neige / Solange Viau|CK001|BGBIBLIO|AH20261126    235900|CF1|",
		"300NUN20261123    081620AOBIBLIO|AA" + card + "|AB" + barcode(snow, Marie) + "|AJLa Maison sous la neige / Solange Viau|AH|AFDocument réservé par une autre personne|",
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) || i != 1 && got[i] != want[i] {
			t.Errorf("answer %d:\n got %s\nwant %s", i, got[i], want[i])
		}
	}
}

func TestWhatWasRenewedIsStillSoAfterARestartOnAnotherDay(t *testing.T) {
	still, file := clock.At(morning), filepath.Join(t.TempDir(), "bibliotheque.jsonl")
	card, pin := CardOf(Marie)
	renew := "29NN20261123    081625                  AOTOWN|AA" + card + "|AD" + pin + "|AB" + barcode(bread, Marie) + "|AC|BON|"
	look := "1720261123    081620AOTOWN|AB" + barcode(bread, Marie) + "|AC|"

	l := open(t, &Library{Clock: still, File: file})
	if got := says(t, l, renew)[0]; !strings.HasPrefix(got, "301Y") {
		t.Fatal(got)
	}
	l.Stop()
	still.Advance(50 * time.Hour)
	again := open(t, &Library{Clock: still, File: file})
	if got := says(t, again, look)[0]; !strings.Contains(got, "AH20261221    235900|") {
		t.Errorf("after the restart: %s", got)
	}
	if got := says(t, again, "1720261123    081620AOTOWN|AB"+barcode(garden, Marie)+"|AC|")[0]; !strings.Contains(got, "AH20261125    235900|") {
		t.Errorf("a loan that nobody renewed is due on another day: %s", got)
	}
}

func TestAStoppedLibraryAnswersNobodyAndComesBackToTheSamePlace(t *testing.T) {
	l := open(t, &Library{})
	before := l.At()
	l.Stop()
	if conn, err := l.Dial(t.Context(), Address); err == nil {
		conn.Close()
		t.Error("somebody answered at a library that is closed")
	}
	if err := l.Start(); err != nil {
		t.Fatal(err)
	}
	if got := says(t, l, "9900802.00"); l.At() != before || !strings.HasPrefix(got[0], "98Y") {
		t.Errorf("at %s, before %s: %s", l.At(), before, got)
	}
}

func TestEveryCardIsItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for n := First; n < First+3000; n++ {
		card, _ := CardOf(n)
		got, ok := holderOf(card)
		if seen[card] || !ok || got != n || len(card) != 14 {
			t.Fatalf("card %d is %s, read as %d, %v", n, card, got, ok)
		}
		seen[card] = true
	}
	for _, no := range []string{"", "23152", "23152000001009", "29110000012345", strings.Repeat("2", 14)} {
		if _, ok := holderOf(no); ok {
			t.Errorf("%q is a card", no)
		}
	}
}
