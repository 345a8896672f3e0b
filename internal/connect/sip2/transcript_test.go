package sip2

import (
	"bufio"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/library"
)

// worked is an exchange with a server, byte for byte, with error detection.
var worked = []string{
	"> 9300CNportal|COs3cret|CPWEB|AY0AZF4E1",
	"< 941AY0AZFDFD",
	"> 9900802.00AY1AZFCA0",
	"< 98YNNYNN60000320261123    0815362.00AOTOWN|BXYYYYYYYYYNYNYYYY|AY1AZEE2A",
	"> 6300120261123    081620  Y       AOTOWN|AA29110000012345|AC|AD4711|BP0001|BQ0005|AY2AZEC65",
	"< 64  Y           00620261123    081620000000010002000100000000AOTOWN|AA29110000012345|AEEva Lind|BHSEK|BV35.00|AU30008000000011|AU30008000000029|BLY|CQY|AFWelcome|AY2AZD7F2",
	"> 1720261123    081620AOTOWN|AB30008000000011|AC|AY3AZF3EE",
	"< 1804020120261123    081620AB30008000000011|AJA History of Rivers|CK001|BGTOWN|AH20261207    235900|AY3AZE5FC",
	"> 29NN20261123    081625                  AOTOWN|AA29110000012345|AD4711|AB30008000000011|AC|BON|AY4AZEA26",
	"< 300NUN20261123    081625AOTOWN|AA29110000012345|AB30008000000011|AJA History of Rivers|AH|AFItem has outstanding holds|AY4AZDC2B",
}

// parrot is a server that wants the lines of a transcript and says its answers.
func parrot(t *testing.T, transcript []string) Dial {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	go func() {
		heard := bufio.NewReader(theirs)
		for _, l := range transcript {
			if text, isQuestion := strings.CutPrefix(l, "> "); isQuestion {
				got, err := heard.ReadString('\r')
				if err != nil || got != text+"\r" {
					t.Errorf("got  %q\nwant %q (%v)", got, text+"\r", err)
					theirs.Close()
					return
				}
				continue
			}
			theirs.Write([]byte(l[2:] + "\r"))
		}
		theirs.Close()
	}()
	return func(context.Context, string) (net.Conn, error) { return ours, nil }
}

// town is the system of the worked exchange.
func town(still clock.Clock, dial Dial, besides library.Settings) *System {
	given := library.Settings{
		"adresse": "sip.example.org", "chiffrement": "aucun", "compte": "portal", "motdepasse": "s3cret", "lieu": "WEB", "controle": "strict", "langue": "001", "page": "5",
	}
	for name, value := range besides {
		given[name] = value
	}
	set, err := read(given)
	if err != nil {
		panic(err)
	}
	return New(set, still, dial)
}

var (
	eva     = library.Key{Card: "29110000012345", PIN: "4711"}
	quarter = time.Date(2026, 11, 23, 13, 16, 20, 0, time.UTC) // 8:16:20 on the clocks of the library.
)

func TestTheWorkedExchangeByteForByte(t *testing.T) {
	still := clock.At(quarter)
	s := town(still, parrot(t, worked), nil)
	err := s.talk(t.Context(), func(talk *talk) error {
		r := &reading{System: s, talk: talk, key: eva}
		m, err := talk.ask(s.patronQuestion(eva.Card, eva.PIN, chargedItems, "0001", "0005"), codePatronIs)
		if err != nil {
			return err
		}
		if got := m.All("AU"); len(got) != 2 || count(m, overdueCount) != 1 || count(m, chargedCount) != 2 || blocked(m, false) != library.NoReason {
			t.Errorf("the card: %+v, blocked %q", m, blocked(m, false))
		}
		c, err := r.copy("30008000000011")
		if err != nil {
			return err
		}
		if c.title != "A History of Rivers" || !c.due.atEnd || c.medium != library.Book {
			t.Errorf("the copy: %+v", c)
		}
		still.Advance(5 * time.Second)
		m, _, err = talk.order(s.renewOrder(eva, "30008000000011"), codeRenewed)
		if err != nil {
			return err
		}
		done, err := r.renewed(m, "30008000000011", c)
		if done.Renewed || done.Why != library.Reserved || done.Words != "Item has outstanding holds" || done.Title != "A History of Rivers" {
			t.Errorf("the renewal: %+v", done)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestEveryLineOfTheWorkedExchangeIsWrittenAsItIsRead(t *testing.T) {
	for _, l := range worked {
		m, checked, err := Decode([]byte(l[2:]), CP850)
		if err != nil || !checked {
			t.Errorf("%s: %v", l, err)
		}
		if got := string(Encode(m, CP850)); got != l[2:] {
			t.Errorf("got  %s\nwant %s", got, l[2:])
		}
	}
	if m, _, err := Decode([]byte("96AZFEF6"), CP850); err != nil || m.Code != codeRepeatWhatWasSaid {
		t.Errorf("96: %v", err)
	}
}

func TestALoginThatFailsSaysSo(t *testing.T) {
	s := town(clock.At(quarter), parrot(t, []string{worked[0], "< 940AY0AZFDFE"}), nil)
	if _, err := s.Account(t.Context(), eva); !errors.Is(err, errLogin) {
		t.Error(err)
	}
}

func TestAWrongChecksumIsAskedForAgainAndNeverTheQuestion(t *testing.T) {
	s := town(clock.At(quarter), parrot(t, []string{worked[0], "< 941AY0AZFDFC", "> 97AZFEF5", worked[1], worked[2], worked[3]}), nil)
	if err := s.talk(t.Context(), (*talk).ready); err != nil {
		t.Error(err)
	}
	if !s.pool.does(16) || s.pool.does(10) || s.pool.said().institution != "TOWN" {
		t.Errorf("the server: %+v", s.pool.said())
	}
}

func TestTheServerMayAskForAReadAgainButNotForADeed(t *testing.T) {
	s := town(clock.At(quarter), parrot(t, append([]string{worked[0], "< 96AZFEF6"}, worked[:4]...)), nil)
	if err := s.talk(t.Context(), (*talk).ready); err != nil {
		t.Fatal(err)
	}
	order := "> 29NN20261123    081620                  AOTOWN|AA29110000012345|AD4711|AB30008000000011|AC|BON|AY2AZEA2D"
	s = town(clock.At(quarter), parrot(t, append(append([]string{}, worked[:4]...), order, "< 96AZFEF6")), nil)
	err := s.talk(t.Context(), func(talk *talk) error {
		_, sent, err := talk.order(s.renewOrder(eva, "30008000000011"), codeRenewed)
		if !sent {
			t.Error("the order was not sent")
		}
		return err
	})
	if !errors.Is(err, errAskedAgain) {
		t.Error(err)
	}
}
