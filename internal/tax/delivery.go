package tax

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"sem/internal/intake"
	"sem/internal/money"
	"sem/internal/places"
	"sem/internal/text"
)

// The columns of the file.
const (
	colType      = "type"
	colAccount   = "compte"
	colYear      = "annee"
	colMatricule = "matricule"
	colKind      = "genre"
	colSent      = "envoi"
	colCode      = "code"
	colCategory  = "categorie"
	colLabel     = "libelle"
	colEnglish   = "libelle_anglais"
	colPurpose   = "explication"
	colScope     = "portee"
	colBasis     = "sorte_base"
	colBase      = "base"
	colRate      = "taux"
	colAmount    = "montant"
	colDay       = "date"
	colReference = "reference"
	colMethod    = "mode"
)

var columns = []intake.Column{
	{Name: colType, Required: true}, {Name: colAccount, Required: true}, {Name: colYear}, {Name: colMatricule}, {Name: colKind},
	{Name: colSent}, {Name: colCode}, {Name: colCategory}, {Name: colLabel}, {Name: colEnglish}, {Name: colPurpose}, {Name: colScope},
	{Name: colBasis}, {Name: colBase}, {Name: colRate}, {Name: colAmount, Required: true}, {Name: colDay}, {Name: colReference}, {Name: colMethod},
}

// delivery is a file of the finance department, read.
type delivery struct {
	report     intake.Report
	bills      []*bill
	byNumber   map[string]*bill
	payments   []*received
	byReceipt  map[string]int // byReceipt has the line of each payment by its reference.
	texts      map[string]string
	unanchored []*bill
}

// bill is an account as the file has it.
type bill struct {
	Account
	line    int // line is where its row of type compte stands, 0 before it is met.
	first   int // first is where it is first named.
	printed string
	code    string // code is the digest of printed.
	stated  money.Cents
	isTotal bool   // isTotal says that the file states the total.
	sum     string // sum is the digest of all of it.
}

// received is a payment as the file has it.
type received struct {
	Payment
	line      int
	account   string
	accountID AccountID
}

func newDelivery() *delivery {
	return &delivery{byNumber: map[string]*bill{}, byReceipt: map[string]int{}, texts: map[string]string{}}
}

// read goes through the file; what is wrong in it is in the report.
func (d *delivery) read(file io.Reader) error {
	for row, err := range intake.Table(file, columns, &d.report) {
		if err != nil {
			return err
		}
		if d.report.Lines > mostLines {
			return fmt.Errorf("the file has more than %d lines; cut it into several", mostLines)
		}
		d.take(cells{Row: row, report: &d.report, texts: d.texts})
	}
	for _, b := range d.unanchored {
		if b.line == 0 {
			d.report.Add(b.first, colAccount, fmt.Sprintf("Le compte %s n’a pas de rangée « compte » dans ce fichier. Ajoutez-la.", b.Number))
			continue
		}
		d.bills = append(d.bills, b)
		b.close(&d.report)
	}
	return nil
}

func (d *delivery) take(c cells) {
	number := c.words(colAccount, 40)
	if number == "" {
		c.wrong(colAccount, "Écrivez le numéro du compte, comme sur le compte imprimé.")
		return
	}
	switch text.Fold(c.Cell(colType)) {
	case "compte":
		d.takeAccount(c, d.bill(number, c.Line))
	case "ligne":
		d.takeLine(c, d.bill(number, c.Line))
	case "credit":
		d.takeCredit(c, d.bill(number, c.Line))
	case "versement":
		b := d.bill(number, c.Line)
		b.Instalments = append(b.Instalments, Instalment{Due: c.day(colDay), Amount: c.amount(colAmount)})
	case "paiement":
		d.takePayment(c, number)
	default:
		c.wrong(colType, "Écrivez compte, ligne, credit, versement ou paiement.")
	}
}

// bill is the account of a number, begun where it is first named.
func (d *delivery) bill(number string, line int) *bill {
	b := d.byNumber[number]
	if b == nil {
		b = &bill{Account: Account{Number: number}, first: line}
		d.byNumber[number] = b
		d.unanchored = append(d.unanchored, b)
	}
	return b
}

var kinds = map[string]Kind{"annuel": Annual, "supplement": Supplement, "remboursement": Refund}

func (d *delivery) takeAccount(c cells, b *bill) {
	if b.line > 0 {
		c.wrong(colAccount, fmt.Sprintf("Ce compte est déjà à la ligne %d. Donnez un numéro à chaque compte.", b.line))
		return
	}
	b.line = c.Line
	b.Year = c.year()
	b.SentOn = c.day(colSent)
	matricule, ok := places.ParseMatricule(c.Cell(colMatricule))
	if !ok {
		c.wrong(colMatricule, fmt.Sprintf("Le matricule « %s » ne se lit pas. Il a de 10 à 18 chiffres, par exemple 7247-58-0000.", text.Clip(c.Cell(colMatricule), 40)))
	}
	b.Matricule = matricule
	if b.Kind, ok = kinds[text.Fold(c.Cell(colKind))]; !ok {
		c.wrong(colKind, "Écrivez annuel, supplement ou remboursement.")
	}
	b.printed = c.Cell(colCode)
	if n := len(plainCode(b.printed)); b.printed != "" && (n < 6 || n > 20) {
		c.wrong(colCode, "Le code a de 6 à 20 lettres et chiffres. Laissez-le vide s’il n’y en a pas.")
	}
	if b.isTotal = c.Cell(colAmount) != ""; b.isTotal {
		b.stated = c.amount(colAmount)
	}
}

var scopes = map[string]Scope{"ville": WholeCity, "secteur": Sector, "beneficiaires": Beneficiaries}

var bases = map[string]Basis{
	"valeur": OnValue, "logement": OnDwellings, "unite": OnUnits, "metre": OnMetres, "metre carre": OnSquareMetres, "metre cube": OnCubicMetres, "fixe": Fixed,
}

func (d *delivery) takeLine(c cells, b *bill) {
	l := c.named()
	var ok bool
	if l.Scope, ok = scopes[text.Fold(c.Cell(colScope))]; !ok {
		c.wrong(colScope, "Écrivez ville, secteur ou beneficiaires.")
	}
	if l.Basis, ok = bases[text.Fold(c.Cell(colBasis))]; !ok {
		c.wrong(colBasis, "Écrivez valeur, logement, unite, metre, metre_carre, metre_cube ou fixe.")
		return
	}
	l.Amount = c.amount(colAmount)
	if l.Basis == Fixed {
		b.Lines = append(b.Lines, l)
		return
	}
	l.Base, l.Rate = c.base(), c.rate()
	if counted, _ := l.Counted(); !c.isWrong() && counted != l.Amount {
		c.wrong(colAmount, fmt.Sprintf("La base × le taux donne %s et non %s. Corrigez la ligne, ou donnez-lui la sorte « fixe ».", counted, l.Amount))
	}
	b.Lines = append(b.Lines, l)
}

func (d *delivery) takeCredit(c cells, b *bill) {
	l := c.named()
	l.Scope, l.Basis, l.Amount = WholeCity, Fixed, c.amount(colAmount)
	if l.Amount > 0 {
		c.wrong(colAmount, "Un crédit est négatif. Écrivez par exemple -45,00.")
	}
	b.Lines = append(b.Lines, l)
}

var methods = map[string]Method{
	"institution": ByBank, "preautorise": ByAgreement, "comptoir": ByCounter, "cheque": ByCheque, "creancier": ByLender, "remboursement": ByReimbursement, "autre": ByOther,
}

func (d *delivery) takePayment(c cells, number string) {
	p := &received{line: c.Line, account: number}
	p.Reference, p.Day, p.Amount = c.words(colReference, 60), c.day(colDay), c.amount(colAmount)
	var ok bool
	if p.Method, ok = methods[text.Fold(c.Cell(colMethod))]; !ok {
		c.wrong(colMethod, "Écrivez institution, preautorise, comptoir, cheque, creancier, remboursement ou autre.")
	}
	switch {
	case p.Reference == "":
		c.wrong(colReference, "Écrivez le numéro du paiement dans le système des finances.")
		return
	case d.byReceipt[p.Reference] > 0:
		c.wrong(colReference, fmt.Sprintf("Cette référence est déjà à la ligne %d.", d.byReceipt[p.Reference]))
		return
	}
	d.byReceipt[p.Reference] = c.Line
	d.payments = append(d.payments, p)
}

// mostOfBill is how many lines, and how many instalments, one bill may have: more were given one
// number by mistake, and their sum could overflow.
const mostOfBill = 500

// close checks what only the whole account tells.
func (b *bill) close(report *intake.Report) {
	for _, l := range b.Lines {
		b.Total += l.Amount
	}
	if b.isTotal && b.stated != b.Total {
		report.Add(b.line, colAmount, fmt.Sprintf("Les lignes du compte font %s et non %s.", b.Total, b.stated))
	}
	if len(b.Lines) > mostOfBill || len(b.Instalments) > mostOfBill {
		report.Add(b.line, colAccount, fmt.Sprintf("Ce compte a plus de %d lignes ou versements. Vérifiez le numéro de compte de ces rangées.", mostOfBill))
	}
	if len(b.Lines) == 0 {
		report.Add(b.line, colAccount, "Ce compte n’a aucune ligne. Ajoutez ses rangées « ligne » dans le même fichier.")
	}
	if b.Kind == Refund && b.Total > 0 {
		report.Add(b.line, colKind, fmt.Sprintf("Un remboursement est négatif, et ce compte fait %s.", b.Total))
	}
	b.checkInstalments(report)
}

func (b *bill) checkInstalments(report *intake.Report) {
	var sum money.Cents
	for i, in := range b.Instalments {
		sum += in.Amount
		if i > 0 && in.Due != "" && in.Due <= b.Instalments[i-1].Due {
			report.Add(b.line, colDay, "Les versements de ce compte ne sont pas dans l’ordre de leurs dates.")
		}
		if in.Amount <= 0 && in.Due != "" {
			report.Add(b.line, colAmount, "Un versement de ce compte n’est pas plus grand que zéro.")
		}
	}
	if len(b.Instalments) > 0 && sum != b.Total {
		report.Add(b.line, colAmount, fmt.Sprintf("Les versements font %s et le compte %s.", sum, b.Total))
	}
}

// digest is what tells whether the registers already have all of the bill.
func (b *bill) digest() string {
	var w strings.Builder
	fmt.Fprintln(&w, b.Number, b.Property, b.Matricule, b.Year, b.Kind, b.SentOn, int64(b.Total), b.code)
	for _, l := range b.Lines {
		fmt.Fprintf(&w, "%s\x00%s\x00%s\x00%s\x00%s\x00%s\x00%d\x00%d\x00%d\n", l.Category, l.Label, l.LabelEnglish, l.Purpose, l.Scope, l.Basis, l.Base, int64(l.Rate), int64(l.Amount))
	}
	for _, in := range b.Instalments {
		fmt.Fprintln(&w, in.Due, int64(in.Amount))
	}
	sum := sha256.Sum256([]byte(w.String()))
	return hex.EncodeToString(sum[:])
}

func (d *delivery) numbers() []string {
	seen := map[string]bool{}
	var all []string
	for _, b := range d.bills {
		seen[b.Number] = true
		all = append(all, b.Number)
	}
	for _, p := range d.payments {
		if !seen[p.account] {
			seen[p.account] = true
			all = append(all, p.account)
		}
	}
	return all
}

func (d *delivery) references() []string {
	all := make([]string, len(d.payments))
	for i, p := range d.payments {
		all[i] = p.Reference
	}
	return all
}
