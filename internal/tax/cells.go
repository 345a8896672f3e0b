package tax

import (
	"strconv"
	"unicode/utf8"

	"sem/internal/intake"
	"sem/internal/money"
	"sem/internal/text"
)

// cells reads the cells of a row; what is wrong in one goes into the report.
type cells struct {
	intake.Row
	report *intake.Report
	texts  map[string]string // texts has each label once: a file repeats few of them many times.
}

func (c cells) wrong(column, reason string) { c.report.Add(c.Line, column, reason) }

// isWrong tells whether something of this row is in the report.
func (c cells) isWrong() bool {
	n := len(c.report.Faults)
	return n > 0 && c.report.Faults[n-1].Line == c.Line
}

// words is a short text on one line.
func (c cells) words(column string, most int) string {
	s := c.Cell(column)
	if utf8.RuneCountInString(s) > most {
		c.wrong(column, "Écrivez au plus "+strconv.Itoa(most)+" caractères, sur une ligne.")
		return ""
	}
	if kept, ok := c.texts[s]; ok {
		return kept
	}
	if text.SafeLine(s) != s {
		c.wrong(column, "Cette cellule contient des signes invisibles ou plusieurs lignes. Écrivez-la sur une ligne.")
		return ""
	}
	if len(c.texts) < 10_000 {
		c.texts[s] = s
	}
	return s
}

func (c cells) day(column string) Day {
	d, ok := ParseDay(c.Cell(column))
	if !ok {
		c.wrong(column, "Écrivez la date comme 2026-01-29.")
		return ""
	}
	return d
}

func (c cells) year() int {
	year, err := strconv.Atoi(c.Cell(colYear))
	if err != nil || year < 1990 || year > 2199 {
		c.wrong(colYear, "Écrivez l’année des taxes, par exemple 2026.")
	}
	return year
}

func (c cells) amount(column string) money.Cents {
	amount, err := money.Parse(c.Cell(column))
	if err != nil {
		c.wrong(column, "Ce montant ne se lit pas : « "+text.Clip(c.Cell(column), 40)+" ». Écrivez par exemple 1 234,50.")
	}
	return amount
}

// The largest bases, in thousandths, and rates, in dollars, of a file: their product stays far
// from overflowing, and no city has them.
const (
	mostBase = 1_000_000_000_000
	mostRate = 1_000_000
)

// base is thousandths of a unit.
func (c cells) base() int64 {
	n, err := money.ParseRate(c.Cell(colBase))
	if err != nil || n%1000 != 0 || n/1000 > mostBase || n < 0 {
		c.wrong(colBase, "Cette base ne se lit pas : « "+text.Clip(c.Cell(colBase), 40)+" ». Écrivez un nombre d’au plus trois décimales, par exemple 450 000 ou 18,29.")
		return 0
	}
	return int64(n) / 1000
}

func (c cells) rate() money.Rate {
	rate, err := money.ParseRate(c.Cell(colRate))
	if err != nil || rate > mostRate*1_000_000 || rate < -mostRate*1_000_000 {
		rate = 0
		c.wrong(colRate, "Ce taux ne se lit pas : « "+text.Clip(c.Cell(colRate), 40)+" ». Écrivez par exemple 0,4404.")
	}
	return rate
}

// named is a line with its names.
func (c cells) named() Line {
	l := Line{Category: c.words(colCategory, 40), Label: c.words(colLabel, 200), LabelEnglish: c.words(colEnglish, 200), Purpose: c.words(colPurpose, 200)}
	if l.Category == "" {
		c.wrong(colCategory, "Écrivez un code court, le même d’une année à l’autre, par exemple eau.")
	}
	if l.Label == "" {
		c.wrong(colLabel, "Écrivez le nom de la ligne, comme sur le compte imprimé.")
	}
	return l
}
