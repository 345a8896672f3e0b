package libraryweb

import (
	"context"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/ui"
)

// copyWords say of when the oldest copy is, or what is shown while the library is silent.
func copyWords(ctx context.Context, seen []library.Card, now time.Time) (fresh, silent string) {
	if slices.ContainsFunc(seen, func(c library.Card) bool { return !c.Silent.IsZero() && c.Refused.IsZero() }) {
		return "", silentWords(ctx, oldest(seen))
	}
	return freshWords(ctx, oldest(seen), now), ""
}

// oldest is when the library last told of the card that it told of first.
func oldest(seen []library.Card) time.Time {
	return slices.MinFunc(seen, func(a, b library.Card) int { return a.AsOf.Compare(b.AsOf) }).AsOf
}

// expiring is how long before its last day a card is worth a note.
const expiring = 30

// notesOf are what is to be known of the cards themselves.
func notesOf(ctx context.Context, seen []library.Card, now time.Time) []noteView {
	var notes []noteView
	add := func(tone, title, text string) {
		notes = append(notes, noteView{NoteOf: ui.NoteOf{Tone: tone, Title: title, Text: text}})
	}
	for _, c := range seen {
		if c.Veiled {
			continue
		}
		if !c.Refused.IsZero() {
			add(ui.Warn, i18n.T(ctx, "La bibliothèque ne reconnaît plus la carte de %s.", c.Name), i18n.T(ctx, "Le NIP a peut-être changé. Liez-la de nouveau, ou appelez la bibliothèque."))
			notes[len(notes)-1].Link = ui.Link{Href: linking, Label: i18n.T(ctx, "Lier la carte de nouveau")}
		}
		if why := c.Account.Blocked; why != library.NoReason {
			add(ui.Warn, i18n.T(ctx, "La carte de %s ne peut pas emprunter.", c.Name), reasonWords(ctx, why))
		}
		if text := expiryWords(ctx, c, civil.DayOf(now)); text != "" {
			add(ui.Warn, text, i18n.T(ctx, "Passez à la bibliothèque avec une preuve de résidence."))
		}
		for _, said := range c.Account.Messages {
			add(ui.Info, i18n.T(ctx, "La bibliothèque écrit à %s :", c.Name), said)
			notes[len(notes)-1].Icon = "i-chats"
		}
	}
	return notes
}

// expiryWords say when a card expires, when that is soon or past.
func expiryWords(ctx context.Context, c library.Card, today civil.Day) string {
	last := c.Account.Expires
	switch {
	case last == 0 || last-today > expiring:
		return ""
	case last < today:
		return i18n.T(ctx, "La carte de %[1]s est expirée depuis le %[2]s.", c.Name, i18n.DateOnly(ctx, last.Time()))
	}
	return i18n.T(ctx, "La carte de %[1]s expire le %[2]s.", c.Name, i18n.DateOnly(ctx, last.Time()))
}

func holdsOf(ctx context.Context, c library.Card, several bool) []holdRow {
	var rows []holdRow
	for _, h := range c.Account.Holds {
		row := holdRow{Card: string(c.ID), ID: h.ID, Title: titleOf(ctx, h.Title), Tag: holdTag(ctx, h), Text: holdWords(ctx, h), Who: whoOf(c), rank: max(h.Rank, 1)}
		if several {
			row.Name = c.Name
		}
		if h.State == library.Ready {
			row.rank = 0
		}
		if c.May.CancelHold && c.Silent.IsZero() && h.ID != "" {
			row.Cancel = forms.NewKey()
		}
		rows = append(rows, row)
	}
	return rows
}

func feesOf(ctx context.Context, seen []library.Card) []feesView {
	var all []feesView
	for _, c := range seen {
		if c.Veiled || c.Account.Balance == 0 && len(c.Account.Fees) == 0 {
			continue
		}
		v := feesView{Name: cardWords(ctx, c), Total: dollars(ctx, c.Account.Balance), Bare: len(c.Account.Fees) == 0}
		for _, f := range c.Account.Fees {
			row := feeRow{Text: feeWords(ctx, f.Kind), More: joined(f.Title, f.Text), Amount: dollars(ctx, f.Amount)}
			if f.On != 0 {
				row.More = joined(row.More, i18n.DateOnly(ctx, f.On.Time()))
			}
			v.Rows = append(v.Rows, row)
		}
		all = append(all, v)
	}
	return all
}

// veiledOf is what is seen of another adult's card: how many, and until when.
func veiledOf(ctx context.Context, c library.Card, now time.Time) veiledRow {
	row := veiledRow{Who: whoOf(c), Title: c.Name, Text: i18n.T(ctx, "Aucun prêt.")}
	if len(c.Account.Loans) == 0 {
		return row
	}
	next, n := nearest(c.Account.Loans, now)
	row.Text = i18n.TN(ctx, "%d document à rendre.", "%d documents à rendre.", len(c.Account.Loans))
	switch {
	case n > 0:
		row.Text += " " + i18n.TN(ctx, "%d est en retard.", "%d sont en retard.", n)
	case !next.IsZero():
		row.Text += " " + i18n.T(ctx, "Le premier : %s.", i18n.Near(ctx, next))
	}
	return row
}

// nearest is the first due date among loans, and how many of them are late.
func nearest(loans []library.Loan, now time.Time) (next time.Time, overdue int) {
	for _, l := range loans {
		if l.Late(now) {
			overdue++
		}
		if !l.Due.IsZero() && (next.IsZero() || l.Due.Before(next)) {
			next = l.Due
		}
	}
	return next, overdue
}
