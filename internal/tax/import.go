package tax

import (
	"context"
	"errors"
	"fmt"
	"io"

	"sem/internal/db"
	"sem/internal/intake"
	"sem/internal/money"
)

// mostLines bounds a file.
const mostLines = 3_000_000

// errDryRun undoes what a dry run wrote.
var errDryRun = errors.New("dry run")

// Import takes a file of the finance department in, as docs/taxes.md says: accounts with
// their lines and instalments, and payments. A second import changes nothing; a file with a
// fault is refused whole. A dry run only reports.
func (s *Service) Import(ctx context.Context, file io.Reader, dryRun bool) (intake.Report, error) {
	d := newDelivery()
	if err := d.read(file); err != nil {
		return d.report, err
	}
	if err := d.report.Err(); err != nil {
		return d.report, err
	}
	read := d.report
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		d.report = read
		d.report.Faults = nil
		if err := s.receive(ctx, tx, d); err != nil {
			return err
		}
		if dryRun {
			return errDryRun
		}
		return insertDelivery(ctx, tx, s.IDs.New(), s.Clock.Now(), d.report)
	})
	switch {
	case errors.Is(err, errDryRun):
		return d.report, nil
	case errors.Is(err, intake.ErrFaulty):
		return d.report, intake.ErrFaulty
	case err != nil:
		return d.report, fmt.Errorf("import taxes: %w", err)
	}
	if d.report.Added > manyRows {
		err = s.DB.Analyse(ctx)
	}
	return d.report, err
}

// manyRows is how many new things call for the database to count again.
const manyRows = 1000

// receive compares the file with the registers and writes what differs.
func (s *Service) receive(ctx context.Context, tx *db.Tx, d *delivery) error {
	matricules, err := s.Roll.Matricules(ctx, tx)
	if err != nil {
		return err
	}
	known, err := accountsByNumber(ctx, tx, d.numbers())
	if err != nil {
		return err
	}
	paid, err := paymentsByReference(ctx, tx, d.references())
	if err != nil {
		return err
	}
	var w writing
	for _, b := range d.bills {
		property, ok := matricules[b.Matricule]
		if !ok {
			d.report.Add(b.line, colMatricule, fmt.Sprintf("Le rôle n’a pas de propriété au matricule %s. Importez d’abord le rôle, ou corrigez le matricule.", b.Matricule))
			continue
		}
		b.Property, b.code = property, s.codeDigest(b.Number, b.printed)
		s.place(b, known, d, &w)
	}
	for _, p := range d.payments {
		s.placePayment(p, d, known, paid, &w)
	}
	if err := d.report.Err(); err != nil {
		return err
	}
	d.totals()
	if err := w.write(ctx, tx, s.Clock.Now()); err != nil {
		return err
	}
	return s.tellArrived(ctx, tx, w.added)
}

// place decides what becomes of a bill.
func (s *Service) place(b *bill, known map[string]knownAccount, d *delivery, w *writing) {
	digest := b.digest()
	before, ok := known[b.Number]
	switch {
	case !ok:
		b.ID = AccountID(s.IDs.New())
		w.added = append(w.added, b)
		d.report.Added++
	case before.year != b.Year:
		d.report.Add(b.line, colAccount, fmt.Sprintf("Le compte %s est déjà celui de l’année %d. Donnez un numéro à chaque compte.", b.Number, before.year))
		return
	case before.digest == digest:
		b.ID = before.id
		d.report.Unchanged++
	default:
		b.ID = before.id
		w.changed = append(w.changed, b)
		d.report.Changed++
	}
	b.sum = digest
}

// placePayment decides what becomes of a payment.
func (s *Service) placePayment(p *received, d *delivery, known map[string]knownAccount, paid map[string]knownPayment, w *writing) {
	if b := d.byNumber[p.account]; b != nil {
		p.accountID = b.ID
	} else {
		p.accountID = known[p.account].id
	}
	if p.accountID == "" {
		d.report.Add(p.line, colAccount, fmt.Sprintf("Le compte %s n’est ni dans ce fichier ni dans nos registres. Envoyez d’abord le compte.", p.account))
		return
	}
	before, ok := paid[p.Reference]
	switch {
	case !ok:
		p.ID = PaymentID(s.IDs.New())
		w.received = append(w.received, p)
		d.report.Added++
	case before == knownPayment{before.id, p.accountID, p.Day, p.Method, p.Amount}:
		d.report.Unchanged++
	default:
		p.ID = before.id
		w.corrected = append(w.corrected, p)
		d.report.Changed++
	}
}

// totals tells what the file adds up to, for the finance department to compare.
func (d *delivery) totals() {
	type sums struct {
		accounts, payments int
		billed, paid       money.Cents
	}
	years := map[int]*sums{}
	var order []int
	of := func(year int) *sums {
		if years[year] == nil {
			years[year] = &sums{}
			order = append(order, year)
		}
		return years[year]
	}
	for _, b := range d.bills {
		y := of(b.Year)
		y.accounts++
		y.billed += b.Total
	}
	for _, p := range d.payments {
		y := of(p.Day.Year())
		y.payments++
		y.paid += p.Amount
	}
	for _, year := range order {
		y := years[year]
		d.report.Tell(fmt.Sprintf("Comptes de %d", year), fmt.Sprintf("%d, en tout %s", y.accounts, y.billed))
		d.report.Tell(fmt.Sprintf("Paiements de %d", year), fmt.Sprintf("%d, en tout %s", y.payments, y.paid))
	}
}
