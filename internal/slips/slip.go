package slips

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/people"
)

// Code says what a slip is to the one before it (RL-24, box « Code du relevé »).
type Code string

// The codes.
const (
	Original  Code = "R"
	Amended   Code = "A"
	Cancelled Code = "D"
)

// Content is what a slip says.
type Content struct {
	PayerName    string // PayerName is family name first, as on the slip: Tremblay, Marie.
	PayerAddress string // PayerAddress has a line for the street, and one for the town and its postal code.
	ChildName    string
	ChildBirth   string // ChildBirth is 2016-05-14.
	Days         int    // Days is box B: the days of care.
	Paid         money.Cents
	Ineligible   money.Cents
	Eligible     money.Cents
	Halved       bool // Halved: two parents share the fees, and this is one half.
	Lines        []Line
}

// Slip is a slip that was issued.
type Slip struct {
	ID         string
	Year       int
	Payer      people.ID
	Child      people.ID
	Rank       int
	Batch      int // Batch is the issue of the year that it belongs to, from 1.
	Code       Code
	Number     string
	Replaces   string // Replaces is the number of the slip that it amends or cancels.
	Content    Content
	Electronic bool     // Electronic: the payer agreed before it was issued to receive it on line.
	Changed    []Change // Changed is what an amended slip says otherwise.
	IssuedAt   time.Time
	IssuedBy   string
}

// Change is something that an amended slip says otherwise.
type Change string

// What may change. An address does not: a slip goes where the payer lived when it was made.
const (
	NameChanged   Change = "nom"
	ChildChanged  Change = "enfant"
	DaysChanged   Change = "jours"
	AmountChanged Change = "montants"
)

// changes tells what a slip would say otherwise than the one before.
func changes(before, now Content) (all []Change) {
	if before.PayerName != now.PayerName {
		all = append(all, NameChanged)
	}
	if before.ChildName != now.ChildName || before.ChildBirth != now.ChildBirth {
		all = append(all, ChildChanged)
	}
	if now.Days > 0 && before.Days != now.Days { // A program that was put away knows no days.
		all = append(all, DaysChanged)
	}
	if before.Paid != now.Paid || before.Ineligible != now.Ineligible || before.Halved != now.Halved {
		all = append(all, AmountChanged)
	}
	return all
}

const selectSlip = `
		SELECT id, year, payer_id, child_id, rank, batch, code, number, replaces, payer_name, payer_address, child_name, child_birth,
		       days, paid, ineligible, eligible, halved, electronic, changed, lines, issued_at, issued_by
		FROM   slips_slip`

func slipsWhere(ctx context.Context, q db.Querier, w db.Where) ([]Slip, error) {
	rows, err := q.Query(ctx, selectSlip+w.SQL()+`
		ORDER BY year, batch, payer_name, payer_id, child_name, child_id, rank`, w.Args()...)
	found, err := db.Collect(rows, err, scanSlip)
	if err != nil {
		return nil, fmt.Errorf("read slips: %w", err)
	}
	return found, nil
}

func scanSlip(r *db.Rows) (p Slip, err error) {
	c, changed, lines := &p.Content, "", ""
	err = r.Scan(&p.ID, &p.Year, &p.Payer, &p.Child, &p.Rank, &p.Batch, &p.Code, &p.Number, &p.Replaces, &c.PayerName, &c.PayerAddress, &c.ChildName, &c.ChildBirth,
		&c.Days, &c.Paid, &c.Ineligible, &c.Eligible, &c.Halved, &p.Electronic, &changed, &lines, &p.IssuedAt, &p.IssuedBy)
	if err != nil {
		return p, err
	}
	for _, word := range strings.Fields(changed) {
		p.Changed = append(p.Changed, Change(word))
	}
	c.Lines, err = readLines(lines)
	return p, err
}

func insertSlip(ctx context.Context, tx *db.Tx, p Slip) error {
	c := p.Content
	words := make([]string, len(p.Changed))
	for i, change := range p.Changed {
		words[i] = string(change)
	}
	return tx.Send(ctx, `
		INSERT INTO slips_slip (id, year, payer_id, child_id, rank, batch, code, number, replaces, payer_name, payer_address, child_name, child_birth,
		                        days, paid, ineligible, eligible, halved, electronic, changed, lines, issued_at, issued_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		p.ID, p.Year, string(p.Payer), string(p.Child), p.Rank, p.Batch, string(p.Code), p.Number, p.Replaces, c.PayerName, c.PayerAddress, c.ChildName, c.ChildBirth,
		c.Days, int64(c.Paid), int64(c.Ineligible), int64(c.Eligible), c.Halved, p.Electronic, strings.Join(words, " "), writeLines(c.Lines), p.IssuedAt, p.IssuedBy)
}

// keptLine is a line as the registers keep it.
type keptLine struct {
	Day       string      `json:"day"`
	Bill      string      `json:"bill"`
	Text      i18n.Words  `json:"text"`
	Amount    money.Cents `json:"amount"`
	Childcare bool        `json:"childcare,omitempty"`
}

func writeLines(lines []Line) string {
	kept := make([]keptLine, len(lines))
	for i, l := range lines {
		kept[i] = keptLine{l.Day.String(), l.Bill, l.Text, l.Amount, l.Childcare}
	}
	b, _ := json.Marshal(kept) // Words and numbers always can be written.
	return string(b)
}

func readLines(text string) ([]Line, error) {
	var kept []keptLine
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return nil, err
	}
	lines := make([]Line, len(kept))
	for i, k := range kept {
		day, err := civil.ParseDay(k.Day)
		if err != nil {
			return nil, err
		}
		lines[i] = Line{day, k.Bill, k.Text, k.Amount, k.Childcare}
	}
	return lines, nil
}
