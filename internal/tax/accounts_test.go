package tax

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"sem/internal/money"
)

// reckoned are the lines of testdata/accounts.txt of one sort, cut into their cells.
func reckoned(t *testing.T, sort string) [][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/accounts.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for _, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if cells[0] == sort {
			all = append(all, cells[1:])
		}
	}
	return all
}

func TestAccountsStandWhereTheyWereReckonedToStand(t *testing.T) {
	t.Parallel()
	rules := map[string]Rule{}
	for _, c := range reckoned(t, "rule") {
		rules[c[0]] = Rule{
			Number: number(t, c[1]), FirstDays: number(t, c[2]), NextDays: number(t, c[3]), Minimum: cents(t, c[4]), FirstShare: number(t, c[5]),
			WholeDue: c[6] == "whole", Interest: rate(t, c[7]), Penalty: rate(t, c[8]), PenaltyCap: rate(t, c[9]), Discount: rate(t, c[10]), FixedDays: strings.Fields(c[11]),
		}
	}
	cases := reckoned(t, "case")
	if bills := reckoned(t, "bill"); len(cases)+len(bills) < 60 {
		t.Errorf("got %d cases, want at least 60", len(cases)+len(bills))
	}
	for _, c := range cases {
		t.Run(c[0], func(t *testing.T) {
			t.Parallel()
			rule, ok := rules[c[1]]
			if !ok {
				t.Fatalf("no rule %s", c[1])
			}
			b := rule.BalanceOn(account(t, c[2], c[3], c[4]), Day(c[5]))
			if got := stood(b); got != c[6] {
				t.Errorf("instalments\n got %s\nwant %s", got, c[6])
			}
			got := fmt.Sprintf("%s + %s + %s - %s", written(b.Principal), written(b.Interest), written(b.Penalty), written(b.Credit))
			if got != c[7] {
				t.Errorf("owed\n got %s\nwant %s", got, c[7])
			}
			checkPayments(t, b)
		})
	}
}

// checkPayments: every cent of a payment went somewhere.
func checkPayments(t *testing.T, b Balance) {
	t.Helper()
	for _, p := range b.Payments {
		if p.Principal+p.Interest+p.Penalty+p.Over != p.Amount {
			t.Errorf("payment of %v on %s went to %v, %v, %v, %v", p.Amount, p.Day, p.Principal, p.Interest, p.Penalty, p.Over)
		}
	}
}

func TestBillsAddUpToTheCent(t *testing.T) {
	t.Parallel()
	bases := map[string]Basis{"value": OnValue, "dwelling": OnDwellings, "unit": OnUnits, "metre": OnMetres, "square": OnSquareMetres, "fixed": Fixed}
	for _, c := range reckoned(t, "bill") {
		t.Run(c[0], func(t *testing.T) {
			t.Parallel()
			var total money.Cents
			for _, l := range strings.Split(c[1], "; ") {
				w := strings.SplitN(l, " ", 4)
				want := cents(t, w[3])
				line := Line{Basis: bases[w[0]], Amount: want}
				total += want
				if line.Basis == Fixed {
					continue
				}
				line.Base, line.Rate = int64(rate(t, w[1]))/1000, rate(t, w[2])
				if got, _ := line.Counted(); got != want {
					t.Errorf("%s: got %v", l, got)
				}
			}
			if total != cents(t, c[2]) {
				t.Errorf("got %v, want %s", total, c[2])
			}
		})
	}
}

func account(t *testing.T, what, instalments, payments string) Account {
	t.Helper()
	w := strings.SplitN(what, " ", 4)
	a := Account{Kind: Kind(w[0]), Year: number(t, w[1]), SentOn: Day(w[2]), Total: cents(t, w[3])}
	a.Instalments = dated(t, instalments)
	for _, p := range dated(t, payments) {
		a.Payments = append(a.Payments, Payment{Day: p.Due, Amount: p.Amount})
	}
	return a
}

// dated reads days with amounts: 2026-02-25 755,10, 2026-04-28 755,10.
func dated(t *testing.T, s string) []Instalment {
	t.Helper()
	if s == "-" {
		return nil
	}
	var all []Instalment
	for _, one := range strings.Split(s, ", ") {
		day, amount, _ := strings.Cut(one, " ")
		all = append(all, Instalment{Due: Day(day), Amount: cents(t, amount)})
	}
	return all
}

func stood(b Balance) string {
	if len(b.Instalments) == 0 {
		return "-"
	}
	var all []string
	for _, s := range b.Instalments {
		all = append(all, fmt.Sprintf("%s %s %s %s", s.Due, written(s.Amount), s.State, written(s.Unpaid)))
	}
	return strings.Join(all, ", ")
}

// written is an amount as the table writes it.
func written(c money.Cents) string {
	return strings.NewReplacer("\u00a0$", "", "\u00a0", " ", "−", "-").Replace(c.String())
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func cents(t *testing.T, s string) money.Cents {
	t.Helper()
	c, err := money.Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return c
}

func rate(t *testing.T, s string) money.Rate {
	t.Helper()
	r, err := money.ParseRate(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return r
}
