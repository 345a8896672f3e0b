package money

import (
	"errors"
	"strconv"
	"strings"
)

// Cents is an amount of Canadian money in cents; a credit is negative.
type Cents int64

// Dollars is an amount without cents, as the roll writes values.
func Dollars(whole int64) Cents { return Cents(whole * 100) }

// String is the amount in French: 1 234,56 $, with no-break spaces.
func (c Cents) String() string { return c.In("fr") }

// In is the amount as it is written in a language: 1 234,56 $ in French (fr), $1,234.56 in
// any other.
func (c Cents) In(language string) string {
	sign, n := "", uint64(c)
	if c < 0 {
		sign, n = "−", -n
	}
	return write(sign, n/100, "00"+strconv.FormatUint(n%100, 10), language)
}

// Whole is the amount without cents, for values that have none: 450 000 $ or $450,000. The
// cents are cut off.
func (c Cents) Whole(language string) string {
	sign, n := "", uint64(c)
	if c < 0 {
		sign, n = "−", -n
	}
	return write(sign, n/100, "", language)
}

// Plain is the amount as machines write it: 1234.56.
func (c Cents) Plain() string {
	sign, n := "", uint64(c)
	if c < 0 {
		sign, n = "-", -n
	}
	cents := strconv.FormatUint(n%100, 10)
	return sign + strconv.FormatUint(n/100, 10) + "." + ("0" + cents)[len(cents)-1:]
}

func write(sign string, dollars uint64, cents, language string) string {
	if cents != "" {
		cents = cents[len(cents)-2:]
	}
	group, point, before, after := "\u00a0", ",", "", "\u00a0$"
	if language != "fr" {
		group, point, before, after = ",", ".", "$", ""
	}
	if cents != "" {
		cents = point + cents
	}
	return sign + before + grouped(strconv.FormatUint(dollars, 10), group) + cents + after
}

func grouped(digits, by string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(by)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// ErrAmount says that a text is no amount of money.
var ErrAmount = errors.New("not an amount of money")

// largest keeps sums of amounts far from overflowing: a hundred thousand million dollars.
const largest = Cents(1e13)

// Parse reads an amount as offices and people write it: 1 234,50 $, 1234.50, $1,234.50,
// -12, (12,00). A comma or point before the last one or two digits sets the cents apart;
// spaces of any width, and the other mark, group thousands. More than two decimals are refused
// unless they are zeros: a file that has them was rounded by nobody.
func Parse(s string) (Cents, error) {
	s, negative := unsigned(s)
	whole, cents, ok := split(s)
	if !ok || whole == "" && cents == "" || len(whole) > 12 {
		return 0, ErrAmount
	}
	n, err := strconv.ParseInt("0"+whole+(cents + "00")[:2], 10, 64)
	if err != nil || Cents(n) > largest {
		return 0, ErrAmount
	}
	if negative {
		n = -n
	}
	return Cents(n), nil
}

// unsigned takes spaces, the dollar sign and the sign from an amount.
func unsigned(s string) (digits string, negative bool) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\u00a0', '\u2009', '\u202f', '\'':
			return -1
		case '−', '–':
			return '-'
		}
		return r
	}, s)
	s = strings.TrimSuffix(strings.TrimSuffix(s, "CAD"), "$")
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") {
		return strings.Trim(strings.TrimSuffix(inner, ")"), "$"), true
	}
	for _, sign := range []string{"-", "+"} {
		for _, cut := range []func(string, string) (string, bool){strings.CutPrefix, strings.CutSuffix} {
			if rest, ok := cut(s, sign); ok {
				return strings.Trim(rest, "$"), sign == "-"
			}
		}
	}
	return strings.TrimPrefix(s, "$"), false
}

// split finds the cents. What stands before them may be grouped by three.
func split(s string) (whole, cents string, ok bool) {
	at := strings.LastIndexAny(s, ",.")
	if at < 0 {
		return s, "", allDigits(s)
	}
	whole, cents = s[:at], s[at+1:]
	if isGroup(whole, cents, s[at]) {
		whole, cents = s, ""
	}
	if len(cents) > 2 {
		if strings.Trim(cents[2:], "0") != "" {
			return "", "", false
		}
		cents = cents[:2]
	}
	if mark := strings.IndexAny(whole, ",."); mark >= 0 {
		parts := strings.Split(whole, whole[mark:mark+1])
		for i, p := range parts {
			if i > 0 && len(p) != 3 || i == 0 && (p == "" || len(p) > 3) {
				return "", "", false
			}
		}
		whole = strings.Join(parts, "")
	}
	return whole, cents, allDigits(whole) && allDigits(cents)
}

// isGroup tells whether the last mark groups thousands: three digits follow it, and it is a
// comma (a point before three digits is a decimal point with too many decimals), or the same mark
// stands before it too.
func isGroup(whole, after string, mark byte) bool {
	if len(after) != 3 || !allDigits(after) || whole == "" || strings.Trim(whole, "0") == "" {
		return false
	}
	return mark == ',' && len(strings.TrimLeft(whole, "0123456789")) == 0 && len(whole) <= 3 || strings.IndexByte(whole, mark) >= 0
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// Split cuts an amount into equal parts to the cent; what cannot be shared out is added to
// the last, as on a tax bill.
func (c Cents) Split(parts int) []Cents {
	all := make([]Cents, parts)
	each := c / Cents(parts)
	for i := range all {
		all[i] = each
	}
	all[parts-1] = c - each*Cents(parts-1)
	return all
}

// Share is c × part ÷ whole, rounded to the nearest cent, halves away from zero. whole must
// be positive.
func (c Cents) Share(part, whole int64) Cents { return Cents(mulDiv(int64(c), part, whole)) }
