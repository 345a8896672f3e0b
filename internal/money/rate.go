package money

import (
	"errors"
	"math/bits"
	"strconv"
	"strings"
)

// Rate is a price for each 100 $ of value, or for each unit, in millionths of a dollar: a
// rate of 0,4404 $ per 100 $ is 440 400. By-laws print four decimals, some six.
type Rate int64

// scale is how many parts of a rate make a dollar.
const scale = 1_000_000

// ErrRate says that a text is no rate.
var ErrRate = errors.New("not a rate of at most six decimals")

// ParseRate reads a rate as it is printed: 0,4404 or 0.4404, with or without $ or %.
func ParseRate(s string) (Rate, error) {
	s, negative := unsigned(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	whole, part, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if whole+part == "" || !allDigits(whole+part) || len(whole) > 9 || len(strings.TrimRight(part, "0")) > 6 {
		return 0, ErrRate
	}
	n, err := strconv.ParseInt("0"+whole+(part + "000000")[:6], 10, 64)
	if err != nil {
		return 0, ErrRate
	}
	if negative {
		n = -n
	}
	return Rate(n), nil
}

// In is the rate as a by-law prints it in a language, with at least four decimals, without a
// unit: 0,4404 in French, 0.4404 in any other.
func (r Rate) In(language string) string {
	sign, n := "", uint64(r)
	if r < 0 {
		sign, n = "−", -n
	}
	digits := strconv.FormatUint(n%scale, 10)
	digits = strings.Repeat("0", 6-len(digits)) + digits
	for len(digits) > 4 && strings.HasSuffix(digits, "0") {
		digits = digits[:len(digits)-1]
	}
	point := ","
	if language != "fr" {
		point = "."
	}
	return sign + strconv.FormatUint(n/scale, 10) + point + digits
}

// String is the rate in French.
func (r Rate) String() string { return r.In("fr") }

// PerHundred is the tax on a value at a rate for each 100 $, rounded to the nearest cent,
// halves away from zero.
func (r Rate) PerHundred(value Cents) Cents { return Cents(mulDiv(int64(value), int64(r), 100*scale)) }

// Times is the price of so many thousandths of a unit (a metre, a square metre, a dwelling)
// at a rate for each unit, rounded to the nearest cent, halves away from zero.
func (r Rate) Times(thousandths int64) Cents { return Cents(mulDiv(thousandths, int64(r), 10*scale)) }

// OfYear is what an amount costs in simple interest at a rate of percents a year, for so
// many days of a year of so many: 5 % is a Rate of 5 000 000.
func (r Rate) OfYear(amount Cents, days, daysInYear int) Cents {
	return Cents(mulDiv(int64(amount), int64(r)*int64(days), 100*scale*int64(daysInYear)))
}

// mulDiv is a × b ÷ c without losing digits on the way, rounded to the nearest, halves away
// from zero.
func mulDiv(a, b, c int64) int64 {
	negative := (a < 0) != (b < 0)
	high, low := bits.Mul64(magnitude(a), magnitude(b))
	q, rest := bits.Div64(high, low, uint64(c))
	if rest >= (uint64(c)+1)/2 {
		q++
	}
	if negative {
		return -int64(q)
	}
	return int64(q)
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
