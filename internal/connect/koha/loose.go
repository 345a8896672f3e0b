package koha

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/money"
)

// word is a value that some releases write as a number, others as a text, and some leave null.
// Lists and objects are read as nothing: a name may mean another thing in another release.
type word string

// UnmarshalJSON reads a text, a number or a truth.
func (w *word) UnmarshalJSON(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0, raw[0] == '{', raw[0] == '[', string(raw) == "null":
		*w = ""
	case raw[0] == '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return err
		}
		*w = word(s)
	default:
		*w = word(raw)
	}
	return nil
}

// yes tells whether the word says so: true, 1.
func (w word) yes() bool { return w == "true" || w == "1" }

// count is the number the word writes, or otherwise.
func (w word) count(otherwise int) int {
	if n, err := strconv.Atoi(string(w)); err == nil && n >= 0 {
		return n
	}
	return otherwise
}

// number tells whether the word can name something of Koha's, whose names are whole numbers.
func (w word) number() bool {
	n, err := strconv.ParseInt(string(w), 10, 64)
	return err == nil && n > 0
}

// int is the number the word writes, 0 when it writes none.
func (w word) int() int64 {
	if !w.number() {
		return 0
	}
	n, _ := strconv.ParseInt(string(w), 10, 64) // number has read it.
	return n
}

// first is the first word that says something: the name of today, then those of older releases.
func first(words ...word) word {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

var errAmount = errors.New("not an amount")

// cents reads an amount as JSON and XML write it, to the nearest cent, half away from zero. Koha
// computes with floating numbers and may write 12.399999999999999; none is made here.
func (w word) cents() (money.Cents, error) {
	if w == "" {
		return 0, nil
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(string(w)), "e")
	power, err := strconv.Atoi(either(exponent, "0"))
	if err != nil || len(mantissa) > 40 || power < -30 || power > 12 || strings.ContainsAny(mantissa, "/_xpo") {
		return 0, errAmount
	}
	amount, ok := new(big.Rat).SetString(mantissa)
	if !ok {
		return 0, errAmount
	}
	amount.Mul(amount, tenTo(power+2))
	half := big.NewRat(int64(amount.Sign()), 2)
	amount.Add(amount, half)
	whole := new(big.Int).Quo(amount.Num(), amount.Denom())
	if !whole.IsInt64() {
		return 0, errAmount
	}
	return money.Cents(whole.Int64()), nil
}

func tenTo(power int) *big.Rat {
	n := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(power, -power))), nil)
	if power < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), n)
	}
	return new(big.Rat).SetInt(n)
}

func either(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// day reads the day of a date or of a date with a time.
func (w word) day() civil.Day {
	at, _ := w.moment()
	if at.IsZero() {
		return 0
	}
	return civil.DayOf(at)
}

// moment reads a time. Koha lends until 23:59 what is due on a day; such a time, and a day
// without a time, is the end of that day.
func (w word) moment() (at time.Time, atEnd bool) {
	if t, err := time.Parse(time.RFC3339, string(w)); err == nil {
		t = clock.Local(t)
		return t.UTC(), t.Hour() == 23 && t.Minute() == 59
	}
	for _, shape := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(shape, string(w), clock.Montreal); err == nil {
			return t.UTC(), t.Hour() == 23 && t.Minute() == 59
		}
	}
	return w.lastMinute(), true
}

// lastMinute is the end of the day of a date, whatever time stands beside it.
func (w word) lastMinute() time.Time {
	if len(w) < 10 {
		return time.Time{}
	}
	d, err := civil.ParseDay(string(w[:10]))
	if err != nil || d == 0 {
		return time.Time{}
	}
	return d.In(23*60 + 59).UTC()
}

// plain is a text fit to be shown: composed, on one line, of a bounded length.
func (w word) plain() string {
	s := strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar, unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(string(w), "")))
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 500 {
		s = string(r[:500])
	}
	return s
}

// title is a title without the marks that cataloguers end it with.
func (w word) title() string { return strings.TrimRight(w.plain(), " /:;,=") }

// sameCard tells whether two numbers are of one card: spaces and capitals are of no account.
func sameCard(a, b string) bool { return bare(a) != "" && strings.EqualFold(bare(a), bare(b)) }

// bare is the number of a card as machines write it.
func bare(card string) string { return strings.Join(strings.Fields(card), "") }
