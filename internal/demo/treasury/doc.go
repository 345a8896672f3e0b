// Package treasury is the demonstration's finance department: it counts the tax accounts of
// two years and writes the files that it would send, as docs/taxes.md describes them.
//
// The rates and tariffs of 2026 are those that Saint-Eustache published for dwellings; those
// of other years, of other uses and of single streets are invented, like every payment.
package treasury

import (
	"sem/internal/money"
)

// rates are the prices of one year.
type rates struct {
	dwelling, tall, trade, empty, heritage, nature money.Rate // for each 100 $ of value
	water, sewer, waste, transit, pit, frontage    money.Rate // for each dwelling, unit or metre
}

// ratesOf are the prices of a year. Those before 2026 go with the values of the roll before.
func ratesOf(year int) rates {
	if year >= 2026 {
		return rates{
			dwelling: rate("0,4260"), tall: rate("0,4421"), trade: rate("1,4650"), empty: rate("0,8520"), heritage: rate("0,0072"), nature: rate("0,0072"),
			water: rate("209"), sewer: rate("225"), waste: rate("226"), transit: rate("228"), pit: rate("95"), frontage: rate("4,8500"),
		}
	}
	return rates{
		dwelling: rate("0,5460"), tall: rate("0,5655"), trade: rate("1,8540"), empty: rate("1,0920"), heritage: rate("0,0090"), nature: rate("0,0090"),
		water: rate("203"), sewer: rate("219"), waste: rate("219"), transit: rate("222"), pit: rate("92"), frontage: rate("4,8500"),
	}
}

// rate reads a price as the by-law prints it.
func rate(printed string) money.Rate {
	r, err := money.ParseRate(printed)
	if err != nil {
		panic(err) // Only this package prints them.
	}
	return r
}
