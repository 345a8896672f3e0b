package payments

import (
	"context"
	"fmt"
	"path"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
)

// Owe makes a bill in the transaction of what it is for. A bill of nothing is paid at once, and
// the room is not called. Nothing is booked before it is paid, or delivered to be paid later: a
// cart that comes to nothing is no income.
func (s *Service) Owe(ctx context.Context, tx *db.Tx, n NewBill) (Bill, error) {
	b := Bill{
		ID: BillID(s.IDs.New()), Room: n.Room, Object: n.Object, Name: n.Name, Payer: n.Payer, Scope: n.Scope, Lines: n.Lines, Path: n.Path,
		State: Open, Due: n.Due, At: n.At,
	}
	if b.At.IsZero() {
		b.At = s.Clock.Now()
	}
	if b.Name == "" && b.Path != "" {
		b.Name = path.Base(b.Path)
	}
	for _, l := range n.Lines {
		b.Total += l.Amount
	}
	if b.Total < 0 || n.Payer == "" || len(n.Lines) == 0 {
		return Bill{}, fmt.Errorf("owe for %s %s: %d lines that come to %s", n.Room, n.Object, len(n.Lines), b.Total.Plain())
	}
	if b.Total == 0 {
		b.State, b.PaidAt, b.told = Paid, b.At, true
	}
	var err error
	if b.Number, err = nextNumber(ctx, tx, "F", b.At); err != nil {
		return Bill{}, err
	}
	if err := insertBill(ctx, tx, b); err != nil {
		return Bill{}, fmt.Errorf("owe for %s %s: %w", n.Room, n.Object, err)
	}
	return b, nil
}

// Void ends a bill that nobody paid, when what it was for came to nothing. A bill that is paid,
// in part or to be paid later, is a Conflict; one that ended already is left as it is. A
// payment by card that arrives all the same revives it: see Room.
func (s *Service) Void(ctx context.Context, tx *db.Tx, which BillID) error {
	b, err := lockBill(ctx, tx, which)
	if err != nil {
		return err
	}
	switch {
	case b.State == Void:
		return nil
	case b.State == Paid || b.Paid > 0 || b.Deferred:
		return fault.New(fault.Conflict, "Cette facture est payée ou livrée. Demandez plutôt un remboursement.")
	}
	b.State = Void
	if err := saveBill(ctx, tx, b); err != nil {
		return fmt.Errorf("void %s: %w", b.Number, err)
	}
	return s.leavePage(ctx, tx, b.ID)
}

// pay counts an amount as paid, books it, and has the room deliver once nothing is owed.
func (s *Service) pay(ctx context.Context, tx *db.Tx, b *Bill, p Payment, with ...entry) error {
	if err := s.bookIncome(ctx, tx, b, p.By, p.At); err != nil {
		return err
	}
	b.Paid += p.applied
	if err := insertPayment(ctx, tx, p); err != nil {
		return fmt.Errorf("pay %s: %w", b.Number, err)
	}
	entries := append(with, entry{receivable, "", -p.applied})
	if err := s.book(ctx, tx, movement{kind: "payment", cause: "payment:" + string(p.ID), at: p.At, account: p.By}, entries...); err != nil {
		return err
	}
	if b.Owing() == 0 {
		b.State, b.PaidAt = Paid, p.At
	}
	return s.deliver(ctx, tx, b, p.At)
}

// bookIncome books what a bill earns, once: when it is first paid, or delivered to be paid later.
func (s *Service) bookIncome(ctx context.Context, tx *db.Tx, b *Bill, account string, at time.Time) error {
	if b.booked {
		return nil
	}
	b.booked = true
	entries := append(earned(*b), entry{receivable, "", b.Total - b.Reduced})
	return s.book(ctx, tx, movement{kind: "bill", cause: "bill:" + string(b.ID), at: at, account: account}, entries...)
}

// deliver saves the bill and, the first time that it is paid or deferred, has the room deliver.
func (s *Service) deliver(ctx context.Context, tx *db.Tx, b *Bill, at time.Time) error {
	first := !b.told && (b.State == Paid || b.Deferred)
	b.told = b.told || first
	if err := saveBill(ctx, tx, *b); err != nil {
		return fmt.Errorf("save %s: %w", b.Number, err)
	}
	room := s.Rooms[b.Room]
	if !first || room == nil {
		return nil
	}
	if err := room.BillPaid(ctx, tx, *b, at); err != nil {
		return fmt.Errorf("deliver %s: %w", b.Number, err)
	}
	return nil
}
