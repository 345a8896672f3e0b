package slips

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"sem/internal/alerts"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

// Year is what an issue of a year would make, and what was issued.
type Year struct {
	Year     int
	Over     bool // Over: the year has ended, and its slips may be issued.
	Drafts   []Draft
	Batches  []Batch
	Filer    Filer
	New      int // New is how many originals an issue would make, Amend and Cancel how many others.
	Amend    int
	Cancel   int
	Held     int // Held is how many wait for an address or a birth date.
	NoNumber int // NoNumber is how many would go without a social insurance number.
	ByMail   int
}

// Due is how many slips an issue would make now.
func (y Year) Due() int { return y.New + y.Amend + y.Cancel }

// Batch is one issue.
type Batch struct {
	Number   int
	At       time.Time
	By       string // By is the account that issued.
	Counts   map[Code]int
	ByMail   int
	Previous bool // Previous: another issue came after it.
}

// Simulate tells what an issue of a year would make now. Nothing is written.
func (s *Service) Simulate(ctx context.Context, by session.Viewer, year int) (Year, error) {
	if err := manages(by); err != nil {
		return Year{}, err
	}
	y := Year{Year: year, Over: clockYear(s.Clock.Now()) > year}
	var err error
	if y.Filer, err = readFiler(ctx, s.DB); err != nil {
		return y, err
	}
	if y.Drafts, err = s.drafts(ctx, year, ""); err != nil {
		return y, err
	}
	for _, d := range y.Drafts {
		y.count(d)
	}
	y.Batches, err = batches(ctx, s.DB, year)
	return y, err
}

func (y *Year) count(d Draft) {
	if d.Held() {
		if d.Code() != "" {
			y.Held++
		}
		return
	}
	switch d.Code() {
	case Original:
		y.New++
	case Amended:
		y.Amend++
	case Cancelled:
		y.Cancel++
	default:
		return
	}
	if !d.Told.NAS {
		y.NoNumber++
	}
	if !d.Told.Electronic {
		y.ByMail++
	}
}

func batches(ctx context.Context, q db.Querier, year int) ([]Batch, error) {
	rows, err := q.Query(ctx, `
		SELECT batch, code, electronic, MIN(issued_at), MIN(issued_by), COUNT(id)
		FROM   slips_slip
		WHERE  year = $1
		GROUP BY batch, code, electronic
		ORDER BY batch, code, electronic`, year)
	var all []Batch
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var b Batch
		var code Code
		var electronic bool
		var count int
		err := r.Scan(&b.Number, &code, &electronic, &b.At, &b.By, &count)
		if len(all) == 0 || all[len(all)-1].Number != b.Number {
			b.Counts = map[Code]int{}
			all = append(all, b)
		}
		last := &all[len(all)-1]
		last.Counts[code] += count
		if !electronic {
			last.ByMail += count
		}
		return struct{}{}, err
	})
	return all, err
}

// Issue makes the slips of a year that are due, each with its number. What lacks an address or a
// birth date waits for another issue. It is refused while the year lasts, and when nothing is
// due: issuing twice gives nothing twice.
func (s *Service) Issue(ctx context.Context, by session.Viewer, year int, key forms.Key) (made int, err error) {
	y, err := s.Simulate(ctx, by, year)
	switch {
	case err != nil:
		return 0, err
	case !y.Over:
		return 0, fault.New(fault.Conflict, "L’année n’est pas finie : ses relevés se font à partir du 1er janvier.")
	}
	err = s.do(ctx, key, func(tx *db.Tx, now time.Time) error {
		made = 0 // A transaction that gives way to another runs again.
		if y.Due() == 0 {
			return fault.New(fault.Conflict, "Il n’y a rien à émettre : tous les relevés de cette année sont faits.")
		}
		numbers, err := takeNumbers(ctx, tx, y.New+y.Amend)
		if err != nil {
			return err
		}
		for _, d := range y.Drafts {
			if d.Code() == "" || d.Held() {
				continue
			}
			p := s.slipOf(d, len(y.Batches)+1, by, now)
			if p.Code == Cancelled {
				p.Number = p.Replaces
			} else {
				p.Number = NumberOf(numbers)
				numbers++
			}
			if err := s.issue(ctx, tx, by, p); err != nil {
				return err
			}
			made++
		}
		return nil
	})
	if db.IsDuplicate(err) {
		err = fault.New(fault.Conflict, "Quelqu’un d’autre vient d’émettre ces relevés. Ouvrez la page de nouveau.")
	}
	return made, err
}

// slipOf is the slip that a draft becomes. A cancelled one says what it cancels.
func (s *Service) slipOf(d Draft, batch int, by session.Viewer, now time.Time) Slip {
	p := Slip{
		ID: s.IDs.New(), Year: d.Year, Payer: d.Payer, Child: d.Child, Rank: d.next, Batch: batch, Code: d.Code(), Content: d.Content,
		Electronic: d.Told.Electronic, IssuedAt: now, IssuedBy: by.Account,
	}
	if d.Last != nil {
		p.Replaces = d.Last.Number
	}
	switch p.Code {
	case Amended:
		p.Changed = changes(d.Last.Content, d.Content)
	case Cancelled:
		p.Content = d.Last.Content
	}
	return p
}

func (s *Service) issue(ctx context.Context, tx *db.Tx, by session.Viewer, p Slip) error {
	if err := insertSlip(ctx, tx, p); err != nil {
		return fmt.Errorf("issue slip %s: %w", p.Number, err)
	}
	err := s.record(ctx, tx, by, p.IssuedAt, journal.Entry{Person: string(p.Payer), Action: Issued, Object: "loisirs/releves/" + p.Number, Detail: string(p.Code)})
	if err != nil {
		return err
	}
	given, _, err := people.Names(ctx, tx, p.Child)
	if err != nil {
		return err
	}
	year := strconv.Itoa(p.Year)
	return s.tell(ctx, tx, alerts.Notice{Key: "slips/" + p.ID, Person: p.Payer, Object: p.Number, Words: func(ctx context.Context) (string, string) {
		how := i18n.T(ctx, "Il vient par la poste.")
		if p.Electronic {
			how = i18n.T(ctx, "Il est dans votre dossier.")
		}
		switch p.Code {
		case Amended:
			return i18n.T(ctx, "Relevé 24 de %[1]s modifié, pour %[2]s", year, given), i18n.T(ctx, "Il remplace le précédent dans votre déclaration de revenus. %s", how)
		case Cancelled:
			return i18n.T(ctx, "Relevé 24 de %[1]s annulé, pour %[2]s", year, given), i18n.T(ctx, "Les frais vous ont été rendus : ne le mettez pas dans votre déclaration de revenus.")
		}
		return i18n.T(ctx, "Relevé 24 de %[1]s, pour %[2]s", year, given), i18n.T(ctx, "C’est ce que vous avez payé pour sa garde, pour vos déclarations de revenus. %s", how)
	}})
}

// Slips are the slips of an issue, to print: all, or those that go by mail. Reading them is
// journaled.
func (s *Service) Slips(ctx context.Context, by session.Viewer, year, batch int, mailOnly bool) ([]Slip, error) {
	if err := manages(by); err != nil {
		return nil, err
	}
	var w db.Where
	w.And("year = ? AND batch = ?", year, batch)
	if mailOnly {
		w.And("electronic = ?", false)
	}
	found, err := slipsWhere(ctx, s.DB, w)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "Cette émission n’a aucun relevé à imprimer.")
	}
	if err != nil {
		return nil, err
	}
	return found, s.DB.InTx(ctx, func(tx *db.Tx) error {
		return s.record(ctx, tx, by, s.Clock.Now(), journal.Entry{Action: journal.Print, Object: fmt.Sprintf("gestion/releves/%d/%d", year, batch)})
	})
}

// Look writes down that somebody read the slips of a year.
func (s *Service) Look(ctx context.Context, by session.Viewer, year int) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return s.record(ctx, tx, by, s.Clock.Now(), journal.Entry{Action: Read, Object: "gestion/releves/" + strconv.Itoa(year)})
	})
}

// DraftOf is how one slip comes about, for those who issue; looking at it is journaled.
func (s *Service) DraftOf(ctx context.Context, by session.Viewer, year int, payer, child people.ID) (Draft, error) {
	if err := manages(by); err != nil {
		return Draft{}, err
	}
	all, err := s.drafts(ctx, year, payer)
	if err != nil {
		return Draft{}, err
	}
	i := slices.IndexFunc(all, func(d Draft) bool { return d.Child == child })
	if payer == "" || i < 0 {
		return Draft{}, absent()
	}
	return all[i], s.DB.InTx(ctx, func(tx *db.Tx) error {
		return s.record(ctx, tx, by, s.Clock.Now(), journal.Entry{Person: string(payer), Action: journal.View, Object: "loisirs/releves/" + strconv.Itoa(year)})
	})
}
