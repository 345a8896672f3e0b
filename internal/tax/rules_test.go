package tax

import (
	"fmt"
	"strings"
	"testing"

	"sem/internal/fault"
	"sem/internal/money"
)

func TestTransferDuties(t *testing.T) {
	t.Parallel()
	city := Bracket{From: money.Dollars(500_000), Rate: 3 * percent}
	for _, c := range []struct {
		name  string
		year  int
		added []Bracket
		base  money.Cents
		want  money.Cents
	}{
		{"the worked example", 2026, nil, money.Dollars(450_000), 4860_50},
		{"nothing under 5 000 $", 2026, nil, 4999_99, 0},
		{"5 000 $ pays", 2026, nil, money.Dollars(5_000), 25_00},
		{"the end of the first slice", 2026, nil, money.Dollars(62_900), 314_50},
		{"the end of the second slice", 2026, nil, money.Dollars(315_000), 2835_50},
		{"the city's own slice begins above 500 000 $", 2026, []Bracket{city}, money.Dollars(500_000), 5610_50},
		{"in the city's own slice", 2026, []Bracket{city}, money.Dollars(700_000), 11610_50},
		{"the same without it", 2026, nil, money.Dollars(700_000), 8610_50},
		{"2024", 2024, nil, money.Dollars(450_000), 294_50 + 2357_00 + 2331_00},
	} {
		all, ok := DutyBrackets(c.year, c.added...)
		if got := all.Duty(c.base); !ok || got != c.want {
			t.Errorf("%s: got %v, %v, want %v", c.name, got, ok, c.want)
		}
	}
	if _, ok := DutyBrackets(1999); ok {
		t.Error("the thresholds of 1999 are known, want them not to be guessed")
	}
	for _, c := range []struct{ before, prices int64 }{{1000, 1025}, {1000, 1000}} {
		want := map[int64]money.Cents{1025: money.Dollars(64_500), 1000: money.Dollars(62_900)}[c.prices] // 64 472,50 rounds up to the hundred.
		if got := IndexedThreshold(money.Dollars(62_900), c.before, c.prices); got != want {
			t.Errorf("indexed by %d/%d: got %v, want %v", c.prices, c.before, got, want)
		}
	}
}

func TestTheLawBoundsWhatABylawMaySay(t *testing.T) {
	t.Parallel()
	good := Legal()
	good.Year = 2026
	if err := good.Check(); err != nil {
		t.Errorf("the law's own rule is refused: %v", err)
	}
	for _, c := range []struct {
		name, field string
		change      func(*Rule)
	}{
		{"a first instalment sooner than 30 days", "premier", func(r *Rule) { r.FirstDays = 29 }},
		{"a second sooner than 90 days", "suivants", func(r *Rule) { r.NextDays = 89 }},
		{"a minimum above 300 $", "minimum", func(r *Rule) { r.Minimum = 300_01 }},
		{"a first instalment of more than half", "part", func(r *Rule) { r.FirstShare = 51 }},
		{"a penalty above 0,5 % a month", "penalite", func(r *Rule) { r.Penalty = percent/2 + 1 }},
		{"a penalty above 5 % a year", "plafond", func(r *Rule) { r.PenaltyCap = 5*percent + 1 }},
		{"a discount above 5 %", "escompte", func(r *Rule) { r.Discount = 6 * percent }},
		{"fewer days than instalments", "dates", func(r *Rule) { r.FixedDays = []string{"02-25"} }},
		{"a day that some years lack", "dates", func(r *Rule) { r.FixedDays = []string{"02-29", "06-30"} }},
		{"days out of order", "dates", func(r *Rule) { r.FixedDays = []string{"06-30", "02-25"} }},
		{"no instalment", "nombre", func(r *Rule) { r.Number = 0 }},
		{"no year", "annee", func(r *Rule) { r.Year = 0 }},
	} {
		rule := good
		c.change(&rule)
		err := rule.Check()
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.field+":") {
			t.Errorf("%s: got %v, want %s refused", c.name, err, c.field)
		}
	}
}

func TestAYearWithoutRuleHasThatOfTheYearBefore(t *testing.T) {
	t.Parallel()
	rules := []Rule{{Year: 2024, Number: 2}, {Year: 2026, Number: 4}}
	for year, want := range map[int]int{2023: Legal().Number, 2024: 2, 2025: 2, 2026: 4, 2030: 4} {
		if got := RuleOf(rules, year).Number; got != want {
			t.Errorf("%d: got %d instalments, want %d", year, got, want)
		}
	}
}

func TestADifferenceIsSplitByItsCauses(t *testing.T) {
	t.Parallel()
	value := func(category string, dollars int64, r string, amount money.Cents) Line {
		rate, _ := money.ParseRate(r)
		return Line{Category: category, Basis: OnValue, Base: dollars * 1000, Rate: rate, Amount: amount}
	}
	service := func(category string, amount money.Cents) Line {
		return Line{Category: category, Basis: OnDwellings, Base: 1000, Amount: amount}
	}
	for _, c := range []struct {
		name          string
		before, after []Line
		want          Causes
	}{
		{"the value rose", []Line{value("f", 400_000, "0,5", 2000_00)}, []Line{value("f", 410_000, "0,5", 2050_00)}, Causes{Value: 50_00}},
		{"the rate fell", []Line{value("f", 400_000, "0,5", 2000_00)}, []Line{value("f", 400_000, "0,45", 1800_00)}, Causes{Rate: -200_00}},
		{"both", []Line{value("f", 400_000, "0,5", 2000_00)}, []Line{value("f", 480_000, "0,45", 2160_00)}, Causes{Value: 400_00, Rate: -240_00}},
		{"a service costs more", []Line{service("eau", 200_00)}, []Line{service("eau", 209_00)}, Causes{Service: 9_00}},
		{"a line is new", nil, []Line{service("pavage", 48_42)}, Causes{Service: 48_42}},
		{"a line is gone", []Line{service("pavage", 48_42)}, nil, Causes{Service: -48_42}},
		{"two lines of one category", []Line{service("t", 228_00), service("t", 114_00)}, []Line{service("t", 230_00), service("t", 115_00)}, Causes{Service: 3_00}},
		{"nothing moved", []Line{service("eau", 209_00)}, []Line{service("eau", 209_00)}, Causes{}},
	} {
		got := Compare(c.before, c.after)
		if got.Causes != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got.Causes, c.want)
		}
		if got.Sum() != got.After-got.Before {
			t.Errorf("%s: the causes make %v, want %v", c.name, got.Sum(), got.After-got.Before)
		}
		for _, line := range got.Changes {
			if line.Sum() != line.After-line.Before {
				t.Errorf("%s: %s: the causes make %v, want %v", c.name, line.Category, line.Sum(), line.After-line.Before)
			}
		}
	}
}

func ExampleRule_BalanceOn() {
	bill := Account{Kind: Annual, Year: 2026, SentOn: "2026-01-29", Total: 2869_80, Payments: []Payment{{Day: "2026-02-27", Amount: 1434_90}}}
	b := Legal().BalanceOn(bill, "2026-05-01")
	next, _ := b.Next()
	fmt.Println(b.Owing().Plain(), next.Due, next.State)
	// Output: 1434.90 2026-05-29 due
}

func FuzzABalanceAlwaysAddsUp(f *testing.F) {
	f.Add(int64(2869_80), int64(1434_90), int64(-500_00), uint8(40), uint8(2), true)
	f.Add(int64(-184_50), int64(-184_50), int64(1), uint8(200), uint8(4), false)
	f.Fuzz(func(t *testing.T, total, first, second int64, after, parts uint8, whole bool) {
		const most = 1_000_000_000
		if total > most || total < -most || first > most || first < -most || second > most || second < -most {
			t.Skip()
		}
		rule := Rule{Number: int(parts%12) + 1, FirstDays: 30, NextDays: 90, Minimum: 300_00, WholeDue: whole, Interest: 5 * percent, Penalty: percent / 2, PenaltyCap: 5 * percent}
		a := Account{Kind: Annual, Year: 2026, SentOn: "2026-01-29", Total: money.Cents(total), Payments: []Payment{
			{Day: "2026-02-20", Amount: money.Cents(first)}, {Day: Day("2026-02-20").Add(int(after)), Amount: money.Cents(second)},
		}}
		b := rule.BalanceOn(a, "2027-03-01")
		var kept, interest money.Cents
		for _, p := range b.Payments {
			kept += p.Amount
			interest += p.Interest + p.Penalty
		}
		if got, want := b.Principal-b.Credit, a.Total-kept+interest; got != want {
			t.Errorf("principal less credit is %v, want %v", got, want)
		}
		if b.Principal < 0 || b.Interest < 0 || b.Penalty < 0 || b.Credit < 0 {
			t.Errorf("got %+v", b)
		}
	})
}

func FuzzTheFileReader(f *testing.F) {
	f.Add(header + bill2026 + paid2026)
	f.Add("type,compte,montant\ncompte,1,\nligne,1,x\n")
	f.Add("\xef\xbb\xbftype;compte;montant\nversement;1;-1\n")
	f.Fuzz(func(t *testing.T, file string) {
		d := newDelivery()
		if d.read(strings.NewReader(file)) != nil {
			return
		}
		if d.report.Err() != nil {
			return
		}
		for _, b := range d.bills { // What is taken in adds up.
			var sum money.Cents
			for _, l := range b.Lines {
				sum += l.Amount
			}
			if sum != b.Total {
				t.Errorf("%s: lines make %v, the account is %v", b.Number, sum, b.Total)
			}
		}
	})
}
