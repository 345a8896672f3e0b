package treasury

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"sem/internal/demo/assessor"
	"sem/internal/demo/chance"
	"sem/internal/money"
)

// columns are those of docs/taxes.md, in the order in which this department sends them.
var columns = []string{
	"type", "compte", "annee", "matricule", "genre", "envoi", "code", "categorie", "libelle", "libelle_anglais", "explication",
	"portee", "sorte_base", "base", "taux", "montant", "date", "reference", "mode",
}

// The places of the cells in a row.
const (
	cType = iota
	cAccount
	cYear
	cMatricule
	cKind
	cSent
	cCode
	cCategory
	cLabel
	cEnglish
	cExplanation
	cScope
	cBaseKind
	cBase
	cRate
	cAmount
	cDate
	cReference
	cMethod
	cells
)

// sheet writes rows.
type sheet struct {
	*bufio.Writer
	payments int
}

func (s *sheet) row(r *[cells]string) {
	for i, cell := range r {
		if i > 0 {
			s.WriteByte(';')
		}
		s.WriteString(cell)
	}
	s.WriteString("\r\n")
}

// WriteAccounts writes the accounts of a year with their payments, as a spreadsheet of the
// finance department would: semicolons, decimal commas, the ends of lines of Windows. always
// names units whose owner pays on time.
func WriteAccounts(w io.Writer, y Year, units iter.Seq[assessor.Unit], always func(assessor.Unit) bool) error {
	s := &sheet{Writer: bufio.NewWriterSize(w, 1<<16)}
	s.WriteString(strings.Join(columns, ";") + "\r\n")
	n := 0
	for u := range units {
		n++
		all := lines(u, y.Year)
		if sum := total(all); sum > 0 {
			number := fmt.Sprintf("%d-%06d", y.Year, n)
			s.account(y, number, "annuel", y.Sent, u, all)
			s.instalments(y, number, u, sum, always(u))
		}
		if y.now.After(supplementSent(y)) {
			s.supplement(y, n, u)
		}
	}
	return s.Flush()
}

// account writes an account with its lines.
func (s *sheet) account(y Year, number, kind string, sent time.Time, u assessor.Unit, all []line) {
	r := [cells]string{cType: "compte", cAccount: number, cYear: strconv.Itoa(y.Year), cMatricule: u.Matricule.String(), cKind: kind, cSent: day(sent), cAmount: amount(total(all))}
	if kind == "annuel" {
		r[cCode] = Code(u, y.Year)
	}
	s.row(&r)
	for _, l := range all {
		r := [cells]string{cType: "ligne", cAccount: number, cCategory: l.category, cLabel: l.label, cEnglish: l.english, cExplanation: l.explanation, cScope: l.scope, cAmount: amount(l.amount)}
		switch l.kind {
		case "":
			r[cType] = "credit"
		case "fixe":
			r[cBaseKind] = l.kind
		default:
			r[cBaseKind], r[cBase], r[cRate] = l.kind, decimal(l.thousandth), l.rate.String()
		}
		s.row(&r)
	}
}

// instalments writes four equal instalments, and what was paid.
func (s *sheet) instalments(y Year, number string, u assessor.Unit, sum money.Cents, always bool) {
	d := chance.For("paid "+u.File, y.Year)
	manner := chance.Weighted(d, manners)
	careless := d.Happens(4) && !always
	for i, part := range sum.Split(len(y.Due)) {
		s.row(&[cells]string{cType: "versement", cAccount: number, cAmount: amount(part), cDate: day(y.Due[i])})
		at, paid := y.Due[i].AddDate(0, 0, -d.Between(1, 12)), true
		switch {
		case careless && d.Happens(30):
			paid = false
		case careless:
			at = y.Due[i].AddDate(0, 0, d.Between(3, 60))
		case always && y.Due[i].After(y.now):
			paid = false
		}
		if !paid || at.After(y.now) {
			continue
		}
		s.payments++
		s.row(&[cells]string{
			cType: "paiement", cAccount: number, cAmount: amount(part), cDate: day(at), cReference: fmt.Sprintf("P%d-%07d", y.Year, s.payments), cMethod: manner,
		})
	}
}

// manners are how people pay.
var manners = []chance.Share[string]{
	{Of: "institution", Weight: 52}, {Of: "creancier", Weight: 24}, {Of: "preautorise", Weight: 14}, {Of: "comptoir", Weight: 6}, {Of: "cheque", Weight: 4},
}

func supplementSent(y Year) time.Time { return time.Date(y.Year, 5, 12, 0, 0, 0, 0, time.UTC) }

// supplement writes what a unit owes, or gets back, because its value changed in the course
// of the year.
func (s *sheet) supplement(y Year, n int, u assessor.Unit) {
	d := chance.For("supplement "+u.File, y.Year)
	if u.Exempt || u.Dwellings != 1 || u.Number == 84 || !d.Happens(0.8) {
		return
	}
	r, sent := ratesOf(y.Year), supplementSent(y)
	change := money.Dollars(int64(100 * d.Between(90, 420)))
	kind, suffix := "supplement", "S"
	refund := d.Happens(25)
	if refund {
		kind, suffix = "remboursement", "R"
	}
	number := fmt.Sprintf("%d-%06d%s", y.Year, n, suffix)
	all := []line{onValue(general, change, r.dwelling), onValue(heritage, change, r.heritage), onValue(nature, change, r.nature)}
	for i := range all {
		if refund { // What is given back is counted on nothing that a bill shows.
			all[i].kind, all[i].amount = "fixe", -all[i].amount/3
		}
	}
	s.account(y, number, kind, sent, u, all)
}

// amount is an amount as a spreadsheet of Québec writes it.
func amount(c money.Cents) string { return strings.Replace(c.Plain(), ".", ",", 1) }
