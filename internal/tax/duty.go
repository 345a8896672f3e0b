package tax

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"sem/internal/money"
)

// Bracket is a slice of the base of the transfer duties and its rate, in percent.
type Bracket struct {
	From money.Cents
	Rate money.Rate
}

// Brackets are slices, the lowest first: each reaches to the next one's beginning, the last
// one has no end.
type Brackets []Bracket

// leastDutyBase: a transfer of less pays no duty (Loi concernant les droits sur les
// mutations immobilières, art. 17).
const leastDutyBase = money.Cents(5_000_00)

// DutyBrackets are the law's slices for a transfer in a year, 0,5 %, 1 % and 1,5 %, and
// those a city adds above 500 000 $ (Loi concernant les droits sur les mutations
// immobilières, art. 2). ok is false for a year whose thresholds are not known.
func DutyBrackets(year int, added ...Bracket) (all Brackets, ok bool) {
	t, ok := thresholds()[year]
	if !ok {
		return nil, false
	}
	all = Brackets{{0, percent / 2}, {t[0], percent}, {t[1], percent * 3 / 2}}
	return append(all, added...), true
}

// Duty is the transfer duty on a base, the highest of the price paid, the price agreed and
// the market value.
func (all Brackets) Duty(base money.Cents) money.Cents {
	if base < leastDutyBase {
		return 0
	}
	var duty money.Cents
	for i, b := range all {
		if base <= b.From {
			break
		}
		upTo := base
		if i+1 < len(all) {
			upTo = min(base, all[i+1].From)
		}
		duty += b.Rate.OfYear(upTo-b.From, 1, 1)
	}
	return duty
}

// IndexedThreshold is next year's threshold: raised as consumer prices were between two
// years, rounded to the nearest hundred dollars, halves up (art. 2.1). Prices are in
// thousandths of the index.
func IndexedThreshold(now money.Cents, pricesBefore, prices int64) money.Cents {
	const hundred = 100_00
	return (now.Share(prices, pricesBefore) + hundred/2) / hundred * hundred
}

//go:embed mutation.csv
var thresholdsText string

// thresholds are the ends of the first two slices, by year.
var thresholds = sync.OnceValue(func() map[int][2]money.Cents {
	all := map[int][2]money.Cents{}
	for _, line := range strings.Split(strings.TrimSpace(thresholdsText), "\n")[1:] {
		cells := strings.Split(line, ";")
		year, err := strconv.Atoi(cells[0])
		first, wrongFirst := money.Parse(cells[1])
		second, wrongSecond := money.Parse(cells[2])
		if err != nil || wrongFirst != nil || wrongSecond != nil {
			panic("tax: mutation.csv: " + line)
		}
		all[year] = [2]money.Cents{first, second}
	}
	return all
})
