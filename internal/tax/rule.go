package tax

import (
	"slices"
	"strconv"

	"sem/internal/fault"
	"sem/internal/money"
)

// Rule is what the by-laws of a year say of instalments and of what comes late.
type Rule struct {
	Year       int
	Number     int         // Number is how many instalments an account of at least Minimum has.
	FirstDays  int         // FirstDays are from sending to the first day due.
	NextDays   int         // NextDays are from one day due to the next.
	Minimum    money.Cents // Minimum is the account from which there is more than one instalment.
	FirstShare int         // FirstShare is the first instalment in percent; 0 makes all equal.
	FixedDays  []string    // FixedDays are the days due of annual accounts, MM-DD; none counts days.
	WholeDue   bool        // WholeDue: a missed instalment makes the whole balance due.
	Interest   money.Rate  // Interest is percent a year.
	Penalty    money.Rate  // Penalty is percent of the unpaid principal for each complete month.
	PenaltyCap money.Rate  // PenaltyCap is the most percent of it in twelve months.
	Discount   money.Rate  // Discount is percent for who pays all by the first day due.
}

// percent is one percent as a rate.
const percent = money.Rate(1_000_000)

// The bounds of the law.
const (
	leastFirstDays = 30                  // Loi sur la fiscalité municipale, art. 252: the 30th day after sending, or later.
	leastNextDays  = 90                  // Art. 252: the 90th day after the last day of the one before, or later.
	mostMinimum    = money.Cents(300_00) // Art. 252 and its regulation: from 300 $, or less if the council says so.
	mostFirstShare = 50                  // Art. 252: the first of several is no more than half.
	mostNumber     = 12
	mostPenalty    = percent / 2 // Art. 250.1: 0,5 % for each complete month, 5 % a year.
	mostPenaltyCap = 5 * percent
	mostInterest   = 30 * percent
	mostDiscount   = 5 * percent // Loi sur les cités et villes, art. 481.
)

// Legal is the rule of a city that has adopted none: two equal instalments from 300 $, the
// 30th day after sending and the 90th day after that, the whole balance due when one is
// missed (Loi sur la fiscalité municipale, art. 252), 5 % a year (Loi sur les cités et
// villes, art. 481).
func Legal() Rule {
	return Rule{Number: 2, FirstDays: leastFirstDays, NextDays: leastNextDays, Minimum: mostMinimum, WholeDue: true, Interest: 5 * percent}
}

// Check refuses what the law does not let a by-law say.
func (r Rule) Check() error {
	var p fault.Problems
	within := func(name string, ok bool, message string) {
		if !ok {
			p.Add(name, message)
		}
	}
	within("annee", r.Year >= 1990 && r.Year < 2200, "Écrivez une année, par exemple 2026.")
	within("nombre", r.Number >= 1 && r.Number <= mostNumber, "Entrez un nombre de versements entre 1 et 12. La loi en donne au moins 2.")
	within("premier", r.FirstDays >= leastFirstDays && r.FirstDays <= 365, "La loi donne au moins 30 jours après l’envoi.")
	within("suivants", r.NextDays >= 1 && r.NextDays <= 365 && (r.Number > 2 || r.NextDays >= leastNextDays), "La loi donne au moins 90 jours entre deux versements.")
	within("minimum", r.Minimum >= 0 && r.Minimum <= mostMinimum, "Le règlement peut abaisser ce montant, pas le monter : au plus 300 $.")
	within("part", r.FirstShare >= 0 && r.FirstShare <= mostFirstShare, "Le premier versement est d’au plus 50 % du compte.")
	within("dates", len(r.FixedDays) == 0 || len(r.FixedDays) == r.Number, "Écrivez autant de dates que de versements, ou aucune.")
	within("dates", validDays(r.FixedDays), "Écrivez chaque date comme 02-25 (mois, jour), dans l’ordre de l’année.")
	within("interet", r.Interest >= 0 && r.Interest <= mostInterest, "Entrez un taux par année entre 0 et 30 %.")
	within("penalite", r.Penalty >= 0 && r.Penalty <= mostPenalty, "La pénalité est d’au plus 0,5 % par mois complet.")
	within("plafond", r.PenaltyCap >= 0 && r.PenaltyCap <= mostPenaltyCap, "La pénalité est d’au plus 5 % par année.")
	within("escompte", r.Discount >= 0 && r.Discount <= mostDiscount, "L’escompte est d’au plus 5 %.")
	return p.Err()
}

func validDays(days []string) bool {
	for _, d := range days {
		if _, ok := ParseDay("2023-" + d); !ok || len(d) != 5 { // 29 February is no day of every year.
			return false
		}
	}
	return slices.IsSorted(days) && len(slices.Compact(slices.Clone(days))) == len(days)
}

// Instalments are those of an account: as its file gave them, or else a few equal parts, the
// last one with the cents that cannot be shared out. An account that owes nothing has none.
func (r Rule) Instalments(a Account) []Instalment {
	if len(a.Instalments) > 0 || a.Total <= 0 {
		return a.Instalments
	}
	number := max(r.Number, 1)
	if a.Total < r.Minimum {
		number = 1
	}
	days := r.days(a, number)
	parts := make([]Instalment, number)
	for i, amount := range r.amounts(a.Total, number) {
		parts[i] = Instalment{Due: days[i], Amount: amount}
	}
	return parts
}

func (r Rule) amounts(total money.Cents, number int) []money.Cents {
	if r.FirstShare == 0 || number == 1 {
		return total.Split(number)
	}
	first := total.Share(int64(r.FirstShare), 100)
	return append([]money.Cents{first}, (total - first).Split(number-1)...)
}

// days are the days due. The first never comes before the law lets it, and none before or
// with the one that it follows: a fixed day that would is put off.
func (r Rule) days(a Account, number int) []Day {
	days := make([]Day, number)
	days[0] = a.SentOn.Add(r.FirstDays)
	isFixed := a.Kind == Annual && len(r.FixedDays) >= number
	if fixed := r.fixed(a.Year, 0); isFixed && fixed > days[0] {
		days[0] = fixed
	}
	for i := 1; i < number; i++ {
		days[i] = days[i-1].Add(r.NextDays)
		if fixed := r.fixed(a.Year, i); isFixed && fixed > days[i-1] {
			days[i] = fixed
		}
	}
	return days
}

func (r Rule) fixed(year, i int) Day {
	if i >= len(r.FixedDays) {
		return ""
	}
	return Day(strconv.Itoa(year) + "-" + r.FixedDays[i])
}
