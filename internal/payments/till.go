package payments

import (
	"context"
	"fmt"
	"strings"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/money"
	"sem/internal/session"
)

// largestFloat is more than any drawer begins its day with.
const largestFloat = money.Cents(5000_00)

// OpenTill opens a till in the charge of whoever asks, with a float in it.
func (s *Service) OpenTill(ctx context.Context, by session.Viewer, float money.Cents, key forms.Key) (Till, error) {
	if !by.May(session.PaymentsTake) {
		return Till{}, fault.New(fault.Forbidden, "Votre rôle ne permet pas de tenir une caisse.")
	}
	if float < 0 || float > largestFloat || float%5 != 0 {
		return Till{}, wrong("fonds", "Écrivez le fonds de caisse, à cinq cents près : au plus 5 000 $.")
	}
	t := Till{Account: by.Account, Name: by.FullName, Float: float, OpenedAt: s.Clock.Now()}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		t.ID = TillID(s.IDs.New())
		earlier, err := forms.Claim(ctx, tx, key, string(t.ID), t.OpenedAt)
		if err != nil || earlier != "" {
			t.ID = TillID(earlier)
			return err
		}
		if t.Number, err = nextNumber(ctx, tx, "C", t.OpenedAt); err != nil {
			return err
		}
		opened, err := insertTill(ctx, tx, t)
		if err == nil && !opened {
			err = fault.New(fault.Conflict, "Vous avez déjà une caisse ouverte. Fermez-la d’abord.")
		}
		if err != nil {
			return err
		}
		m := movement{kind: "till opened", cause: "till opened:" + string(t.ID), at: t.OpenedAt, account: t.Account}
		if err := s.book(ctx, tx, m, entry{tillCash, string(t.ID), float}, entry{bank, "cash", -float}); err != nil {
			return err
		}
		return s.record(ctx, tx, Deed{By: by, Kind: TillOpened, Object: t.Number})
	})
	if err != nil {
		return Till{}, err
	}
	return tillByID(ctx, s.DB, t.ID)
}

// CloseTill closes one's own till: what was counted is compared with what the books expect, and
// leaves the drawer for the bank. A difference needs a word of why, and is booked as such.
func (s *Service) CloseTill(ctx context.Context, by session.Viewer, found Count, note string, key forms.Key) (Till, error) {
	var which TillID
	note = strings.TrimSpace(note)
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		open, err := lockTill(ctx, tx, by.Account)
		if fault.KindOf(err) == fault.Conflict { // It may be this very form, sent twice.
			last, none := lastTill(ctx, tx, by.Account)
			if none != nil {
				return err
			}
			open = last
		} else if err != nil {
			return err
		}
		which = open.ID
		earlier, bad := forms.Claim(ctx, tx, key, string(open.ID), now)
		if bad != nil || earlier != "" {
			which = TillID(earlier)
			return bad
		}
		if err != nil {
			return err
		}
		if open.Expected, err = expected(ctx, tx, open.ID); err != nil {
			return err
		}
		open.Counted, open.Note, open.ClosedAt = found, note, now
		if err := mayClose(open); err != nil {
			return err
		}
		return s.closeTill(ctx, tx, by, open)
	})
	if err != nil {
		return Till{}, err
	}
	return tillByID(ctx, s.DB, which)
}

func mayClose(t Till) error {
	var p fault.Problems
	for _, c := range []struct {
		field string
		sum   money.Cents
	}{{"comptant", t.Counted.Cash}, {"cheques", t.Counted.Cheques}, {"terminal", t.Counted.Terminal}} {
		if c.sum < 0 {
			p.Add(c.field, "Écrivez un montant qui n’est pas sous zéro.")
		}
	}
	if t.Differs() && t.Note == "" {
		p.Add("note", "Il y a une différence. Dites en quelques mots ce qui s’est passé, ou que vous l’ignorez.")
	}
	return p.Err()
}

func (s *Service) closeTill(ctx context.Context, tx *db.Tx, by session.Viewer, t Till) error {
	part := string(t.ID)
	off := t.Expected.total() - t.Counted.total()
	m := movement{kind: "till closed", cause: "till closed:" + part, at: t.ClosedAt, account: t.Account}
	err := s.book(ctx, tx, m,
		entry{tillCash, part, -t.Expected.Cash}, entry{tillCheques, part, -t.Expected.Cheques}, entry{tillTerminal, part, -t.Expected.Terminal},
		entry{bank, "cash", t.Counted.Cash}, entry{bank, "cheques", t.Counted.Cheques}, entry{bank, "terminal", t.Counted.Terminal},
		entry{difference, "", off})
	if err != nil {
		return err
	}
	if err := saveClosing(ctx, tx, t); err != nil {
		return fmt.Errorf("close till %s: %w", t.Number, err)
	}
	detail := ""
	if t.Differs() {
		detail = "difference"
	}
	return s.record(ctx, tx, Deed{By: by, Kind: TillClosed, Object: t.Number, Detail: detail, Reason: t.Note})
}

// MyTill is the open till of whoever asks, with what the books expect in it; NotFound when they
// have none.
func (s *Service) MyTill(ctx context.Context, by session.Viewer) (Till, error) {
	t, err := openTill(ctx, s.DB, by.Account)
	if err != nil {
		return Till{}, err
	}
	t.Expected, err = expected(ctx, s.DB, t.ID)
	return t, err
}

// TillAs is a till as somebody sees it: whose it is, and those who manage payments.
func (s *Service) TillAs(ctx context.Context, by session.Viewer, which TillID) (Till, []Payment, error) {
	t, err := tillByID(ctx, s.DB, which)
	if err == nil && t.Account != by.Account && !by.May(session.PaymentsManage) {
		err = errNoTill()
	}
	if err != nil {
		return Till{}, nil, err
	}
	if t.ClosedAt.IsZero() {
		if t.Expected, err = expected(ctx, s.DB, t.ID); err != nil {
			return Till{}, nil, err
		}
	}
	var w db.Where
	w.And("p.till_id = ?", string(which))
	all, err := paymentsWhere(ctx, s.DB, w, 2000)
	for _, p := range all {
		if !t.ClosedAt.IsZero() {
			break
		}
		switch p.Method {
		case Cheque:
			t.Expected.ChequesN++
		case Terminal:
			t.Expected.TerminalN++
		}
	}
	return t, all, err
}

// TillsOf are the tills that closed on a day or are still open, for those who manage payments;
// for others, their own.
func (s *Service) TillsOf(ctx context.Context, by session.Viewer, day civil.Day) ([]Till, error) {
	var w db.Where
	if day != 0 {
		w.And("(day = ? OR closed_at IS NULL)", day.String())
	}
	if !by.May(session.PaymentsManage) || day == 0 {
		w.And("account = ?", by.Account)
	}
	return tillsWhere(ctx, s.DB, w, 50)
}

// expected is what the books say is in a till.
func expected(ctx context.Context, q db.Querier, which TillID) (c Count, err error) {
	for account, sum := range map[string]*money.Cents{tillCash: &c.Cash, tillCheques: &c.Cheques, tillTerminal: &c.Terminal} {
		if *sum, err = sumOf(ctx, q, account, string(which)); err != nil {
			return c, fmt.Errorf("sum the %s of a till: %w", account, err)
		}
	}
	return c, nil
}
