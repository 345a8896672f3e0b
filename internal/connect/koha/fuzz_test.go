package koha

import (
	"net/http"
	"testing"
	"unicode/utf8"

	"sem/internal/civil"
)

// seeds are answers of Koha's, and what ailing servers send.
var seeds = []string{
	``, `{}`, `[]`, `null`, `"x"`, `{"balance":12.4,"outstanding_debits":{"total":12.4,"lines":[{"account_line_id":9,"patron_id":42,"date":"2026-11-20","amount_outstanding":12.4,"debit_type":"OVERDUE"}]}}`,
	`{"balance":1e999999999}`, `{"balance":"-0.005","outstanding_debits":null}`, `{"balance":[1]}`, "\x00\xff{[<<",
	`[{"checkout_id":1024,"patron_id":42,"item_id":7001,"due_date":"2026-12-03T23:59:00+01:00","renewals_count":1,"item":{"biblio":{"title":"a"}}}]`,
	`[{"issue_id":"1","borrowernumber":"42","date_due":"2026-12-03 23:59:00"},{"checkout_id":-1}]`, `[{"checkout_id":99999999999999999999,"patron_id":42}]`,
	`{"error":"Renewal not authorized (too_many)","error_code":"x","required_permissions":{"borrowers":"1"},"errors":[{"message":1,"path":null}]}`,
	`<GetPatronInfo><borrowernumber>42</borrowernumber><cardnumber>1</cardnumber><charges>12.40</charges><loans><loan><itemnumber>1</itemnumber><date_due>2026-12-03</date_due></loan></loans><fines><fine><amountoutstanding>-1</amountoutstanding></fine></fines></GetPatronInfo>`,
	`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><GetPatronInfo>&b;</GetPatronInfo>`, "<GetPatronInfo>\x01\xff<code>NotAllowed</code></GetPatronInfo>",
}

func FuzzAnswersOfREST(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a := answer{status: http.StatusOK, body: body}
		p := a.problem()
		_, _ = p.permissions(), p.code()
		_, words := reason(string(p.Error))
		shown(t, words)
		if o, err := readOwed(body, "42"); err == nil {
			for _, fee := range o.lines {
				shown(t, fee.Text)
			}
		}
		var checkouts []checkout
		if a.read("", &checkouts) == nil {
			mine, err := once(checkouts, "42")
			for _, c := range mine {
				if err == nil && (c.patron() != "42" || !c.id().number()) {
					t.Errorf("%+v is not of 42", c)
				}
				c.due().moment()
				shown(t, c.Embedded.Biblio.work(c.Embedded.medium()).title)
			}
		}
		var holds []hold
		if a.read("", &holds) == nil {
			for _, h := range holds {
				h.told("", "")
			}
		}
		if token, life, err := readToken(body); err == nil && (token == "" || life < 0) {
			t.Errorf("a token %q for %v", token, life)
		}
	})
}

func FuzzAnswersOfILSDI(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		said, err := readILSDI(body, "GetPatronInfo")
		if err != nil || !said.of("42", "1") {
			return
		}
		a, err := said.account(civil.DayAt(2026, 11, 24))
		if err != nil {
			return
		}
		for _, l := range a.Loans {
			shown(t, l.Title)
			if l.Due.IsZero() || l.Item == "" {
				t.Errorf("%+v has no day or no name", l)
			}
		}
		for _, m := range a.Messages {
			shown(t, m)
		}
	})
}

func FuzzWords(f *testing.F) {
	for _, s := range append(seeds, "12.4", "-0.005", "2026-12-03T23:59:00+01:00", "2026-12-03 23:59:00", "0000-00-00", "9999-12-31", "2026-13-45") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w := word(s)
		w.moment()
		w.day()
		w.int()
		if cents, err := w.cents(); err == nil && len(s) < 10 && (cents > 1e15 || cents < -1e15) {
			t.Errorf("%q is %v", s, cents)
		}
		shown(t, w.title())
	})
}

// shown fails for a text that is not fit for a page.
func shown(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) || len([]rune(s)) > 500 {
		t.Errorf("%q is not fit for a page", s)
	}
	for _, r := range s {
		if r < ' ' || r == 0x7f || r == 0x202e {
			t.Errorf("%q has a character that nobody sees", s)
		}
	}
}
