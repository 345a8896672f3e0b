package money_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sem/internal/money"
)

func TestAmountsAreReadAsOfficesWriteThem(t *testing.T) {
	for text, want := range map[string]money.Cents{
		"1 234,50 $": 123450, "1\u00a0234,50\u00a0$": 123450, "1\u202f234,5": 123450, "1234.50": 123450, "$1,234.50": 123450,
		"1,234": 123400, "1.234,56": 123456, "1,234,567": 123456700, "12": 1200, "0": 0, ",50": 50, "-12,00": -1200, "−12": -1200,
		"12,00-": -1200, "(12,00 $)": -1200, "-12 $": -1200, "0,000": 0, "2869.8000": 286980, "12.000": 1200, "000012": 1200,
	} {
		got, err := money.Parse(text)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "$", "-", "douze", "1,2,3", "1.23.4", "12,345.6.7", "1.2345", "1234,567", "9999999999999", "1e5", "12 34x", "--3"} {
		if got, err := money.Parse(text); err == nil {
			t.Errorf("Parse(%q) = %d; want an error", text, got)
		}
	}
}

func TestAmountsAreWrittenInBothLanguages(t *testing.T) {
	for _, c := range []struct {
		amount money.Cents
		fr, en string
		plain  string
	}{
		{286980, "2\u00a0869,80\u00a0$", "$2,869.80", "2869.80"},
		{5, "0,05\u00a0$", "$0.05", "0.05"},
		{-123456789, "−1\u00a0234\u00a0567,89\u00a0$", "−$1,234,567.89", "-1234567.89"},
		{0, "0,00\u00a0$", "$0.00", "0.00"},
	} {
		if fr, en, plain := c.amount.String(), c.amount.In("en"), c.amount.Plain(); fr != c.fr || en != c.en || plain != c.plain {
			t.Errorf("%d is written %q, %q, %q; want %q, %q, %q", int64(c.amount), fr, en, plain, c.fr, c.en, c.plain)
		}
	}
	if got := money.Dollars(450000).Whole("fr"); got != "450\u00a0000\u00a0$" {
		t.Errorf("a value is written %q", got)
	}
}

// The worked account of 2026: a house of 450 000 $.
func TestARateIsAppliedToTheCent(t *testing.T) {
	rate, err := money.ParseRate("0,4404")
	if err != nil {
		t.Fatal(err)
	}
	if got := rate.PerHundred(money.Dollars(450_000)); got != 198180 {
		t.Errorf("450 000 $ at 0,4404 $ per 100 $ is %v; want 1 981,80 $", got)
	}
	if got, want := rate.String(), "0,4404"; got != want {
		t.Errorf("the rate is printed %q; want %q", got, want)
	}
	if got := money.Rate(500_000).PerHundred(money.Cents(101)); got != 1 { // 0.505 cents
		t.Errorf("half a cent is rounded to %d; want 1", got)
	}
	if got := money.Rate(500_000).PerHundred(money.Cents(-101)); got != -1 {
		t.Errorf("half a cent of a credit is rounded to %d; want -1", got)
	}
	if got := money.Rate(12_500_000).Times(18_290); got != 22863 { // 18,290 m at 12,50 $ is 228,625 $
		t.Errorf("18,290 m at 12,50 $ is %v; want 228,63 $", got)
	}
	if got := money.Rate(12_000_000).OfYear(75510, 30, 365); got != 745 {
		t.Errorf("30 days of 12 %% a year on 755,10 $ is %v; want 7,45 $", got)
	}
	for _, text := range []string{"", "abc", "0,1234567", "1.2.3", "12 3 x"} {
		if got, err := money.ParseRate(text); err == nil {
			t.Errorf("ParseRate(%q) = %d; want an error", text, got)
		}
	}
}

func TestPartsMakeTheWholeAndTheLastTakesTheRest(t *testing.T) {
	if got, want := money.Cents(302041).Split(4), []money.Cents{75510, 75510, 75510, 75511}; !slices.Equal(got, want) {
		t.Errorf("3 020,41 $ in four is %v; want %v", got, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		whole := money.Cents(rapid.Int64Range(-1e12, 1e12).Draw(t, "whole"))
		sum := money.Cents(0)
		for _, p := range whole.Split(rapid.IntRange(1, 12).Draw(t, "parts")) {
			sum += p
		}
		if sum != whole {
			t.Fatalf("the parts of %v make %v", whole, sum)
		}
	})
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := money.Cents(rapid.Int64Range(-1e12, 1e12).Draw(t, "amount"))
		for _, text := range []string{c.String(), c.In("en"), c.Plain()} {
			if got, err := money.Parse(text); err != nil || got != c {
				t.Fatalf("%q is read as %d, %v; want %d", text, got, err, c)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("1 234,50 $")
	f.Add("(12,00)")
	f.Add("1,234,567.8")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := money.Parse(text); err == nil {
			if again, err := money.Parse(c.Plain()); err != nil || again != c {
				t.Errorf("%q is %d, which is read again as %d, %v", text, c, again, err)
			}
		}
	})
}

func ExampleCents_String() {
	fmt.Println(money.Cents(123456).In("en"))
	// Output: $1,234.56
}
