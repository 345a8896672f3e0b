package library

import (
	"context"
	"iter"
	"strconv"
	"time"

	"sem/internal/db"
	"sem/internal/people"
)

// Linked is a card as it is loaded.
type Linked struct {
	Person  people.ID
	Number  string
	PIN     string
	Account string // Account is whose account linked it.
	At      time.Time
	Shares  bool
	Keeps   bool
	Past    []Past
}

// Load writes many cards that are known to be right, as when a city's data comes in. Sweep asks
// for what the library says of them. The PINs are kept if the present system asks for them.
func (s *Service) Load(ctx context.Context, tx *db.Tx, cards iter.Seq[Linked]) error {
	now, c := s.Clock.Now(), s.connected()
	var rows, copies, past [][]any
	for l := range cards {
		id := CardID(s.IDs.New())
		pin, err := s.sealPIN(c, id, l.PIN)
		if err != nil {
			return err
		}
		rows = append(rows, []any{id, l.Person, plainNumber(l.Number), pin, l.Account, l.At, l.Shares, l.Keeps})
		copies = append(copies, []any{id, now})
		for i, p := range l.Past {
			past = append(past, []any{id, "past-" + strconv.Itoa(i), p.Title, p.Author, string(p.Medium), p.Out, p.Back})
		}
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"library_card", []string{"id", "person_id", "number", "pin", "linked_by", "linked_at", "shares", "keeps"}, rows},
		{"library_copy", []string{"card_id", "next_at"}, copies},
		{"library_past", []string{"card_id", "item", "title", "author", "medium", "out_at", "back_at"}, past},
	} {
		_, err := tx.Bulk(ctx, table.name, table.columns, func(yield func([]any) bool) {
			for _, row := range table.rows {
				if !yield(row) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Reach is the driver that the city has chosen with all its settings, the secrets too: for the
// doctor, who asks the system at the demand of whoever runs this machine.
func (s *Service) Reach(ctx context.Context) (Driver, Settings, error) {
	chosen, err := readChoice(ctx, s.DB)
	if err != nil {
		return Driver{}, nil, err
	}
	d, ok := s.driver(chosen.driver)
	if !ok {
		return Driver{}, nil, errNoDriver
	}
	all, err := s.withSecrets(ctx, d, chosen.fields)
	return d, all, err
}
