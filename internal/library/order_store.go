package library

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

func insertOrder(ctx context.Context, tx *db.Tx, o order, account string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO library_order (id, kind, account, asked_at, state)
		VALUES ($1, $2, $3, $4, 'asked')`, o.id, string(o.kind), account, o.asked)
	if err != nil {
		return fmt.Errorf("write a library order: %w", err)
	}
	return insertLines(ctx, tx, o)
}

func insertLines(ctx context.Context, tx *db.Tx, o order) error {
	for i := range o.lines {
		o.lines[i].place = i
	}
	_, err := tx.Bulk(ctx, "library_line", []string{"order_id", "place", "card_id", "item", "title", "state", "due_before"}, func(yield func([]any) bool) {
		for _, l := range o.lines {
			if !yield([]any{o.id, l.place, l.card, l.item, l.title, string(l.state), l.dueBefore}) {
				return
			}
		}
	})
	return err
}

// retake takes an order that never reached the library, to give it again; false when it is not
// one, or somebody else has taken it.
func retake(ctx context.Context, tx *db.Tx, id orderID) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE library_order
		SET    state = 'asked'
		WHERE  id = $1 AND state = 'unsent'`, id)
	return n == 1, err
}

func replaceLines(ctx context.Context, tx *db.Tx, o order) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM library_line
		WHERE  order_id = $1`, o.id)
	if err != nil {
		return err
	}
	return insertLines(ctx, tx, o)
}

const selectLines = `
		SELECT l.place, l.card_id, l.item, l.title, l.state, l.due_before, l.due, l.rank, l.why, l.words
		FROM   library_line l`

func scanLine(r *db.Rows) (l line, err error) {
	return l, r.Scan(&l.place, &l.card, &l.item, &l.title, &l.state, &l.dueBefore, &l.due, &l.rank, &l.why, &l.words)
}

func linesOf(ctx context.Context, q db.Querier, id orderID) ([]line, error) {
	rows, err := q.Query(ctx, selectLines+`
		WHERE  l.order_id = $1
		ORDER  BY l.place`, id)
	return db.Collect(rows, err, scanLine)
}

// lastOrder is the last order of a kind that an account gave after a moment.
func lastOrder(ctx context.Context, q db.Querier, account string, kind orderKind, after time.Time) (o order, err error) {
	err = q.QueryRow(ctx, `
		SELECT o.id, o.asked_at
		FROM   library_order o
		WHERE  o.account = $1 AND o.kind = $2 AND o.asked_at > $3
		ORDER  BY o.asked_at DESC, o.id DESC
		LIMIT  1`, account, string(kind), after).Scan(&o.id, &o.asked)
	if err != nil {
		return o, db.NotFound(err, errNoOrder)
	}
	o.lines, err = linesOf(ctx, q, o.id)
	return o, err
}

// finish writes down what became of an order: its lines, the journal, and in the copies what the
// library has confirmed. A fresh copy of each card is asked for.
func (s *Service) finish(ctx context.Context, by session.Viewer, o *order) error {
	for i := range o.lines {
		if l := &o.lines[i]; l.state == lineAsked {
			l.state, l.why = lineUnsent, NotAsked
		}
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := saveLines(ctx, tx, *o); err != nil {
			return err
		}
		if !o.sent() {
			return s.silent(ctx, tx, *o)
		}
		for _, id := range o.cardIDs() {
			if err := s.amend(ctx, tx, id, o.kind, o.linesOf(id)); err != nil {
				return err
			}
			if err := s.recordOrder(ctx, tx, by, o.cards[id].person, *o, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// cardIDs are the cards of an order in one order, so that two parents who renew for the same
// children do not wait for each other.
func (o order) cardIDs() []CardID { return slices.Sorted(maps.Keys(o.cards)) }

// silent records that the library did not answer an order, so that pages say so at once, and
// asks whether it is back.
func (s *Service) silent(ctx context.Context, tx *db.Tx, o order) error {
	now := s.Clock.Now()
	for _, id := range o.cardIDs() {
		_, err := tx.Exec(ctx, `
			UPDATE library_copy
			SET    silent_at = COALESCE(silent_at, $1)
			WHERE  card_id = $2`, now, id)
		if err != nil {
			return err
		}
		if err := s.want(ctx, tx, id, now); err != nil {
			return err
		}
	}
	return nil
}

func (o *order) linesOf(card CardID) []line {
	return slices.DeleteFunc(slices.Clone(o.lines), func(l line) bool { return l.card != card })
}

func saveLines(ctx context.Context, tx *db.Tx, o order) error {
	state := "done"
	if !o.sent() {
		state = "unsent"
	}
	_, err := tx.Exec(ctx, `
		UPDATE library_order
		SET    state = $1
		WHERE  id = $2`, state, o.id)
	if err != nil {
		return err
	}
	for _, l := range o.lines {
		err := tx.Send(ctx, `
			UPDATE library_line
			SET    state = $1, title = $2, due = $3, rank = $4, why = $5, words = $6
			WHERE  order_id = $7 AND place = $8`, string(l.state), l.title, l.due, l.rank, string(l.why), l.words, o.id, l.place)
		if err != nil {
			return fmt.Errorf("write what became of a library order: %w", err)
		}
	}
	return nil
}

// recordOrder journals an order in the file of whose card it is: how its lines went, never their
// titles.
func (s *Service) recordOrder(ctx context.Context, tx *db.Tx, by session.Viewer, who people.ID, o order, card CardID) error {
	action := HoldChanged
	if o.kind == toRenew {
		action = LoansRenewed
	}
	var states []string
	for _, l := range o.linesOf(card) {
		states = append(states, string(l.state))
	}
	slices.Sort(states)
	return s.record(ctx, tx, by, action, who, strings.Join(append([]string{string(o.kind)}, slices.Compact(states)...), ","))
}

// amend changes in a copy what the library has just confirmed, so that pages show it at once,
// and asks for a fresh one. It counts as a writing: an answer that was on its way is dropped.
func (s *Service) amend(ctx context.Context, tx *db.Tx, card CardID, kind orderKind, lines []line) error {
	r, err := cardByID(ctx, tx, card)
	if errors.Is(err, errNoCard) {
		return nil // It was unlinked meanwhile.
	}
	if err != nil {
		return err
	}
	c, err := copyOf(r.account)
	if err != nil {
		return err
	}
	for _, l := range lines {
		c.amend(kind, l)
	}
	text := ""
	if r.account != "" {
		if text, err = c.text(); err != nil {
			return err
		}
	}
	now := s.Clock.Now()
	_, err = tx.Exec(ctx, `
		UPDATE library_copy
		SET    account = $1, version = version + 1, wanted_at = NULL
		WHERE  card_id = $2 AND version = $3`, text, card, r.version)
	if err != nil {
		return fmt.Errorf("amend the copy of library card %s: %w", card, err)
	}
	return s.want(ctx, tx, card, now)
}

func (c *copied) amend(kind orderKind, l line) {
	if l.state != lineDone {
		return
	}
	if kind == toCancel {
		c.Holds = slices.DeleteFunc(c.Holds, func(h Hold) bool { return h.ID == l.item })
		return
	}
	if loan := c.loan(l.item); loan != nil && !l.due.IsZero() {
		loan.Due = l.due
		if loan.Renewals >= 0 {
			loan.Renewals++
		}
		if loan.Left > 0 {
			loan.Left--
		}
		loan.Renewable, loan.Why, loan.Words = Unknown, NoReason, ""
	}
}

// dropOrders drops the orders that no form can ask about any more. Their titles would be a
// history that nobody asked for.
func dropOrders(ctx context.Context, tx *db.Tx, now time.Time) error {
	before := now.Add(-ordersKept)
	_, err := tx.Exec(ctx, `
		DELETE FROM library_line
		WHERE  order_id IN (
		        SELECT id
		        FROM   library_order
		        WHERE  asked_at < $1)`, before)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		DELETE FROM library_order
		WHERE  asked_at < $1`, before)
	return err
}

// ordersKept is how long an order is kept: as long as the key of its form.
const ordersKept = 48 * time.Hour

// cutOff is after how long an order that has no outcome was cut off: the program died meanwhile.
const cutOff = time.Minute

// openLine is a line whose outcome is not known.
type openLine struct {
	line
	order orderID
}

// openLines are the documents of a card whose renewal is not known.
func openLines(ctx context.Context, q db.Querier, card CardID, now time.Time) ([]openLine, error) {
	rows, err := q.Query(ctx, `
		SELECT l.order_id, l.place, l.item, l.title, l.due_before
		FROM   library_line l
		JOIN   library_order o ON o.id = l.order_id
		WHERE  l.card_id = $1 AND o.kind = 'renew' AND (l.state = 'unsure' OR l.state = 'asked' AND o.asked_at < $2)
		ORDER  BY l.order_id, l.place`, card, now.Add(-cutOff))
	return db.Collect(rows, err, func(r *db.Rows) (l openLine, err error) {
		return l, r.Scan(&l.order, &l.place, &l.item, &l.title, &l.dueBefore)
	})
}

// settle finds out, from a fresh copy, what became of the documents whose renewal was not known,
// and tells told. None becomes unsure meanwhile: an order that ends makes the copy an old one.
func (s *Service) settle(ctx context.Context, tx *db.Tx, r record, c copied, now time.Time, told []people.ID) error {
	all, err := openLines(ctx, tx, r.id, now)
	if err != nil || len(all) == 0 {
		return err
	}
	var lines []line
	for _, l := range all {
		l.settleBy(c)
		_, err := tx.Exec(ctx, `
			UPDATE library_line
			SET    state = $1, due = $2, why = $3
			WHERE  order_id = $4 AND place = $5`, string(l.state), l.due, string(l.why), l.order, l.place)
		if err != nil {
			return fmt.Errorf("settle a library order: %w", err)
		}
		lines = append(lines, l.line)
	}
	err = s.Journal.Add(ctx, tx, journal.Entry{At: now, Person: string(r.person), Action: LoansRenewed, Object: object, Detail: "settled"})
	if err != nil {
		return err
	}
	return s.raise(ctx, tx, told, []notice{settledNotice(r, all[0].order, lines)})
}

// settleBy is what a fresh copy says of a line: a later last day means that it was renewed.
func (l *line) settleBy(c copied) {
	l.state, l.due, l.why = lineRefused, time.Time{}, Refused
	loan := c.loan(l.item)
	if loan == nil {
		l.why = NotOut
		return
	}
	if loan.Due.After(l.dueBefore) {
		l.state, l.due, l.why = lineDone, loan.Due, NoReason
	}
}

// settledNotice tells what became of renewals that were not known.
func settledNotice(r record, id orderID, lines []line) notice {
	done := 0
	for _, l := range lines {
		if l.state == lineDone {
			done++
		}
	}
	return notice{card: r.id, key: "settled/" + string(id), words: func(ctx context.Context) (string, string) {
		title := i18n.T(ctx, "Vos renouvellements : la bibliothèque a répondu")
		var body string
		switch done {
		case len(lines):
			body = i18n.TN(ctx, "Le document dont nous ne savions pas encore le résultat est renouvelé.", "Les %d documents dont nous ne savions pas encore le résultat sont renouvelés.", done)
		case 0:
			body = i18n.TN(ctx, "Le document dont nous ne savions pas encore le résultat n’est pas renouvelé. Sa date de retour est dans votre dossier.",
				"Les %d documents dont nous ne savions pas encore le résultat ne sont pas renouvelés. Leurs dates de retour sont dans votre dossier.", len(lines))
		default:
			body = i18n.TN(ctx, "Un document est renouvelé; les autres ne le sont pas. Les dates de retour sont dans votre dossier.",
				"%d documents sont renouvelés; les autres ne le sont pas. Les dates de retour sont dans votre dossier.", done)
		}
		return title, body + ofCard(ctx, r)
	}}
}
