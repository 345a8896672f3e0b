package tax

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// Bill is an account with the rule of its year and where it stands today.
type Bill struct {
	Account
	Rule    Rule
	Balance Balance
}

// File is the tax file of a property, seen from one of its years.
type File struct {
	Property   places.PropertyID
	Year       int
	Years      []int  // Years are those with an account, the newest first.
	Bills      []Bill // Bills are those of Year, the annual one first.
	Others     []Bill // Others are those of the other years, the newest first, without their lines.
	Comparison Comparison
	Compared   bool      // Compared is true when the year before has an annual account too.
	ReceivedAt time.Time // ReceivedAt is when the finance department last sent a file.
}

// Annual is the annual account of the year; ok is false when there is none yet.
func (f File) Annual() (Bill, bool) {
	if len(f.Bills) == 0 || f.Bills[0].Kind != Annual {
		return Bill{}, false
	}
	return f.Bills[0], true
}

// Owing is what is owed for all years, with interest to date; what the city owes on one
// account is taken off only by the finance department.
func (f File) Owing() (owed, credit money.Cents) {
	for _, b := range slices.Concat(f.Bills, f.Others) {
		if o := b.Balance.Owing(); o > 0 {
			owed += o
		} else {
			credit -= o
		}
	}
	return owed, credit
}

// Open are the instalments of all years that are not paid, the first due first.
func (f File) Open() []Open {
	return openOf(slices.Concat(f.Bills, f.Others))
}

// Open is an instalment that is not paid, and whose it is.
type Open struct {
	Standing
	Bill   Bill
	Number int // Number counts the instalments of the bill from one.
}

func openOf(bills []Bill) []Open {
	var open []Open
	for _, b := range bills {
		for i, s := range b.Balance.Instalments {
			if s.State != Paid {
				open = append(open, Open{s, b, i + 1})
			}
		}
	}
	slices.SortStableFunc(open, func(a, b Open) int { return cmp.Compare(a.Called, b.Called) })
	return open
}

// File is the tax file of a property in a year, 0 for the newest. Who may read it is decided
// by who asks; from is the first year they may read, 0 for all: an owner does not read what
// those before them were billed and how they paid. What is still owed of an earlier year
// follows the property, and stays.
func (s *Service) File(ctx context.Context, property places.PropertyID, year, from int) (File, error) {
	bills, err := s.Bills(ctx, property)
	if err != nil {
		return File{}, err
	}
	bills = From(bills, from)
	f := File{Property: property, Year: year}
	for _, b := range bills {
		if b.Year >= from && !slices.Contains(f.Years, b.Year) {
			f.Years = append(f.Years, b.Year)
		}
	}
	if year == 0 && len(f.Years) > 0 {
		f.Year = f.Years[0]
	}
	if !slices.Contains(f.Years, f.Year) {
		return File{}, ErrNoAccount
	}
	lines, err := linesOf(ctx, s.DB, property, max(f.Year-1, from), f.Year)
	if err != nil {
		return File{}, err
	}
	for i, b := range bills {
		if bills[i].Lines = lines[b.ID]; b.Year == f.Year {
			f.Bills = append(f.Bills, bills[i])
		} else {
			f.Others = append(f.Others, bills[i])
		}
	}
	f.compare()
	f.ReceivedAt, err = lastDelivery(ctx, s.DB)
	return f, err
}

func (f *File) compare() {
	now, ok := f.Annual()
	if !ok {
		return
	}
	for _, b := range f.Others {
		if b.Kind == Annual && b.Year == f.Year-1 && len(b.Lines) > 0 {
			f.Comparison, f.Compared = Compare(b.Lines, now.Lines), true
		}
	}
}

// From are the bills of a year and later, and the earlier ones on which something is owed.
func From(bills []Bill, year int) []Bill {
	return slices.DeleteFunc(slices.Clone(bills), func(b Bill) bool { return b.Year < year && b.Balance.Owing() == 0 })
}

// Bills are the bills of properties as they stand today, the newest year first and in a year
// the annual one first, without their lines.
func (s *Service) Bills(ctx context.Context, properties ...places.PropertyID) ([]Bill, error) {
	if len(properties) == 0 {
		return nil, nil
	}
	accounts, err := accountsOf(ctx, s.DB, properties)
	if err != nil || len(accounts) == 0 {
		return nil, err
	}
	rules, err := s.Rules(ctx)
	if err != nil {
		return nil, err
	}
	today := DayAt(s.Clock.Now())
	bills := make([]Bill, len(accounts))
	for i, a := range accounts {
		rule := RuleOf(rules, a.Year)
		bills[i] = Bill{Account: a, Rule: rule, Balance: rule.BalanceOn(a, today)}
	}
	return bills, nil
}

// WithLines are the bills of properties with all their lines, for a copy of somebody's file.
func (s *Service) WithLines(ctx context.Context, properties ...places.PropertyID) ([]Bill, error) {
	bills, err := s.Bills(ctx, properties...)
	for _, property := range properties {
		lines, wrong := linesOf(ctx, s.DB, property, 0, 9999)
		if err = cmp.Or(err, wrong); err != nil {
			return nil, err
		}
		for i, b := range bills {
			if b.Property == property {
				bills[i].Lines = lines[b.ID]
			}
		}
	}
	return bills, err
}

// ComingInstalments are the unpaid instalments of a person's properties due from one day to
// another, both included, for calendars.
func (s *Service) ComingInstalments(ctx context.Context, person people.ID, from, to Day) ([]Open, error) {
	properties, err := s.Owners.PropertiesOf(ctx, person)
	if err != nil {
		return nil, err
	}
	bills, err := s.Bills(ctx, properties...)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(openOf(bills), func(o Open) bool { return o.Called < from || o.Called > to }), nil
}

// OpenInstalments are the unpaid instalments of bills, the first due first.
func OpenInstalments(bills []Bill) []Open { return openOf(bills) }

// RuleOf is the rule of a year: its own, that of the last year that has one, or the law's.
func RuleOf(rules []Rule, year int) Rule {
	found := Legal()
	for _, r := range rules { // They come in the order of their years.
		if r.Year <= year {
			found = r
		}
	}
	return found
}

// Rules are the rules that the city has set, in the order of their years. They come from
// memory; the slice is shared and must not be changed.
func (s *Service) Rules(ctx context.Context) ([]Rule, error) {
	if known := s.rules.Load(); known != nil {
		return known.rules, nil
	}
	if err := s.Refresh(ctx); err != nil {
		return nil, err
	}
	if known := s.rules.Load(); known != nil {
		return known.rules, nil
	}
	return allRules(ctx, s.DB) // They changed meanwhile.
}

// Object is how the journal names the tax account of a property.
func Object(m places.Matricule) string { return "taxes " + m.String() }

// Looked writes that a member of the staff looked at the account of a property that nobody
// known owns. Where owners are known, the desk writes it in the file of each.
func (s *Service) Looked(ctx context.Context, by session.Viewer, m places.Matricule, reason string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return journal.Add(ctx, tx, s.IDs, journal.Entry{
			At: s.Clock.Now(), Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.View, Object: Object(m), Reason: reason,
		})
	})
}

// ChangeRule is SetRule for a member of the staff; it is journaled.
func (s *Service) ChangeRule(ctx context.Context, by session.Viewer, r Rule, key forms.Key) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, "", s.Clock.Now()); err != nil || earlier != "" {
			return err
		}
		if err := s.SetRule(ctx, tx, r); err != nil {
			return err
		}
		return journal.Add(ctx, tx, s.IDs, journal.Entry{
			At: s.Clock.Now(), Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged, Object: "taxes", Detail: "rule " + strconv.Itoa(r.Year),
		})
	})
}

// SetRule keeps the rule of a year, as when a city's data comes in.
func (s *Service) SetRule(ctx context.Context, tx *db.Tx, r Rule) error {
	if err := r.Check(); err != nil {
		return err
	}
	tx.AfterCommit(func() { s.rules.Store(nil) })
	return saveRule(ctx, tx, r, s.Clock.Now())
}

// Today is the day the file is as of.
func (f File) Today() Day {
	for _, b := range f.Bills {
		return b.Balance.On
	}
	return ""
}
