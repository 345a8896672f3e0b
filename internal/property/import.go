package property

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"

	"sem/internal/db"
	"sem/internal/intake"
	"sem/internal/journal"
	"sem/internal/places"
	"sem/internal/property/rollfile"
)

// ImportOptions say how a roll is read.
type ImportOptions struct {
	DryRun       bool
	Municipality string                  // Municipality is the city's five digits; empty takes any.
	Progress     func(done, total int64) // Progress hears how many bytes were read; nil hears nothing.
	Total        int64                   // Total is the size of the file in bytes, 0 when unknown.
}

// batchSize is how many units are written in one short transaction, so that everybody else
// who writes waits for no more than that.
const batchSize = 1000

// batch is some units on their way from the reader to the register.
type batch struct {
	units  []unit
	header rollfile.Header
	faulty bool // faulty: something was wrong up to here, and nothing needs to be written any more.
}

// Import reads a roll as the ministry publishes it, as a stream: what it says is written into a
// roll that nobody sees, and published at once when the last line was good. A file with a
// fault is refused whole. Reading the same file again changes nothing; a newer file of the
// same three years replaces what changed. A property whose matricule changed stays the same
// when exactly one that vanished has its file number, or its lots and address.
func (s *Service) Import(ctx context.Context, file io.Reader, o ImportOptions) (intake.Report, error) {
	s.importing.Lock()
	defer s.importing.Unlock()
	if !o.DryRun {
		if err := removePending(ctx, s.DB); err != nil {
			return intake.Report{}, err
		}
	}
	doors, err := s.readRegister(ctx)
	if err != nil {
		return intake.Report{}, err
	}
	var report intake.Report
	r := rollfile.NewReader(file, &report, rollfile.Expected{Municipality: o.Municipality, Holds: s.territory().holds})
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	batches, failed := readAhead(ctx, r, &report, doors, o)
	take := &intaking{service: s, dryRun: o.DryRun}
	if err := take.all(ctx, batches); err != nil {
		stop()
		for range batches { // The reader sees that nobody listens, and stops.
		}
		return report, errors.Join(err, take.abandon(ctx))
	}
	if err := cmp.Or(<-failed, ctx.Err()); err != nil { // Half a roll is none.
		return report, errors.Join(err, take.abandon(ctx))
	}
	take.settleFaults(&report)
	if err := report.Err(); err != nil {
		return report, errors.Join(err, take.abandon(ctx))
	}
	if err := take.finish(ctx, &report); err != nil {
		return report, errors.Join(err, take.abandon(ctx))
	}
	r.Tell()
	if o.DryRun {
		return report, nil
	}
	return report, s.Refresh(ctx)
}

// readAhead reads the file beside whoever writes: one reads while the other waits for the
// disk. The report belongs to the reader until both channels are closed.
func readAhead(ctx context.Context, r *rollfile.Reader, report *intake.Report, doors *register, o ImportOptions) (<-chan batch, <-chan error) {
	batches, failed := make(chan batch, 1), make(chan error, 1)
	go func() {
		defer close(failed)
		defer close(batches)
		for {
			b := batch{units: make([]unit, 0, batchSize)}
			var err error
			for len(b.units) < batchSize && err == nil && !report.Full() {
				var u rollfile.Unit
				if u, err = r.Next(); err == nil {
					b.units = append(b.units, unitOf(u, doors))
				}
			}
			b.header, b.faulty = r.Header(), len(report.Faults) > 0
			if o.Progress != nil {
				o.Progress(r.Bytes(), o.Total)
			}
			select {
			case batches <- b:
			case <-ctx.Done():
				return
			}
			if err != nil && !errors.Is(err, io.EOF) {
				failed <- err
			}
			if err != nil || report.Full() {
				return
			}
		}
	}()
	return batches, failed
}

// readRegister is the city's doors for comparing; nil when there is no register of addresses.
func (s *Service) readRegister(ctx context.Context) (*register, error) {
	if s.Places == nil {
		return nil, nil
	}
	r := newRegister()
	return r, s.Places.Each(ctx, s.DB, r.add)
}

// intaking is a roll being taken in.
type intaking struct {
	service *Service
	dryRun  bool

	roll    Roll // roll is the pending one.
	target  Roll // target is the published roll of the same years; zero when there is none.
	faults  []intake.Fault
	settled bool
	faulty  bool

	before  map[uint64]*entryBefore // before are the properties of the roll this one is compared with.
	history map[uint64]places.PropertyID
	used    map[places.PropertyID]bool
	fresh   []freshUnit

	added, changed, unchanged, renamed, newer int
	odd                                       int // odd counts the units of another reference date.
}

// entryBefore is a property as the roll of before knows it.
type entryBefore struct {
	property          places.PropertyID
	matricule         places.Matricule
	digest            int64
	fileKey, placeKey int64
	seen              bool
}

// freshUnit is a property of the file whose matricule is new.
type freshUnit struct {
	property          places.PropertyID
	matricule         places.Matricule
	fileKey, placeKey int64
	before            *entryBefore // before is what it turns out to have been, if anything.
}

// together is how many batches are written at the same time: while PostgreSQL looks up the keys
// that one refers to, the next one travels. SQLite commits both as one.
const together = 2

// all takes in every batch. When it returns, nothing is being written any more.
func (t *intaking) all(ctx context.Context, batches <-chan batch) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	writes := make(chan func(*db.Tx) error)
	var writers sync.WaitGroup
	for range together {
		writers.Go(func() {
			for write := range writes {
				if err := t.service.DB.InTx(ctx, write); err != nil {
					stop(err)
				}
			}
		})
	}
	for b := range batches {
		write, err := t.batch(ctx, b)
		if err != nil {
			stop(err)
		}
		if ctx.Err() != nil {
			break
		}
		if write != nil {
			writes <- write
		}
	}
	close(writes)
	writers.Wait()
	return context.Cause(ctx)
}

// batch takes in some units; write is what must be written of them, nil when nothing is.
func (t *intaking) batch(ctx context.Context, b batch) (write func(*db.Tx) error, err error) {
	t.faulty = t.faulty || b.faulty
	if t.faulty || len(b.units) == 0 {
		return nil, nil
	}
	if !t.settled {
		if err := t.settle(ctx, b); err != nil {
			return nil, err
		}
	}
	if len(t.faults) > 0 {
		return nil, nil
	}
	var entries []entry
	for _, u := range b.units {
		t.count(u)
		e, write := t.sort(u)
		if write {
			entries = append(entries, e)
		}
	}
	if t.dryRun || len(entries) == 0 {
		return nil, nil
	}
	roll, now := t.roll, t.service.Clock.Now()
	return func(tx *db.Tx) error { return writeEntries(ctx, tx, roll, entries, now) }, nil
}

func (t *intaking) count(u unit) {
	t.roll.Units++
	t.roll.Land += u.land
	t.roll.Building += u.building
	t.roll.Total += u.total
	if u.reference != "" && u.reference != t.roll.ReferenceDate {
		t.odd++
	}
}

// sort finds which property a unit is, and whether anything of it must be written.
func (t *intaking) sort(u unit) (entry, bool) {
	key := u.matricule.Number()
	if b, ok := t.before[key]; ok {
		b.seen = true
		if t.target.ID != "" && b.digest == u.digest {
			t.unchanged++
			return entry{}, false
		}
		t.changed++
		return entry{unit: u, property: b.property}, true
	}
	if p, ok := t.history[key]; ok && !t.used[p] {
		t.used[p] = true
		t.changed++
		return entry{unit: u, property: p}, true
	}
	f := freshUnit{property: places.PropertyID(t.service.IDs.New()), matricule: u.matricule, fileKey: u.fileKey, placeKey: u.placeKey}
	if len(t.before) > 0 {
		t.fresh = append(t.fresh, f)
	}
	t.added++
	return entry{unit: u, property: f.property, fresh: true}, true
}

// settle finds, by the first units, which roll the file is of, and what it is compared with.
func (t *intaking) settle(ctx context.Context, b batch) error {
	t.settled = true
	now := t.service.Clock.Now()
	reference := mostCommon(b.units)
	t.roll = Roll{
		ID: t.service.IDs.New(), FirstYear: firstYearOf(reference, b.header.Year), FileYear: b.header.Year,
		Municipality: b.header.Municipality, Version: b.header.Version, ReferenceDate: reference, ImportedAt: now, ChangedAt: now,
	}
	rolls, err := rollsIn(ctx, t.service.DB)
	if err != nil {
		return err
	}
	var with Roll
	for _, r := range rolls {
		if r.FirstYear == t.roll.FirstYear {
			t.target = r
		}
		if with.ID == "" || distance(r, t.roll) < distance(with, t.roll) {
			with = r
		}
		if r.FirstYear > t.roll.FirstYear {
			t.newer++
		}
	}
	if t.target.FileYear > t.roll.FileYear {
		t.faults = append(t.faults, intake.Fault{Field: "RLM02A", Reason: fmt.Sprintf("Un fichier plus récent (%d) de ce rôle est déjà importé. Importez celui-là ou un plus récent.", t.target.FileYear)})
		return nil
	}
	if with.ID != "" {
		if t.before, t.history, err = propertiesBefore(ctx, t.service.DB, with.ID); err != nil {
			return err
		}
		t.used = map[places.PropertyID]bool{}
	}
	if t.dryRun {
		return nil
	}
	return t.service.DB.InTx(ctx, func(tx *db.Tx) error { return insertRoll(ctx, tx, t.roll) })
}

func distance(a, b Roll) int { return max(a.FirstYear-b.FirstYear, b.FirstYear-a.FirstYear) }

// mostCommon is the reference date that most units have.
func mostCommon(units []unit) string {
	times := map[string]int{}
	for _, u := range units {
		if u.reference != "" {
			times[u.reference]++
		}
	}
	var best string
	for day, n := range times {
		if c := cmp.Compare(n, times[best]); c > 0 || c == 0 && day < best {
			best = day
		}
	}
	return best
}

func (t *intaking) settleFaults(report *intake.Report) {
	for _, f := range t.faults {
		report.Add(f.Line, f.Field, f.Reason)
	}
}

// finish recognises the properties whose matricule changed, and publishes the roll.
func (t *intaking) finish(ctx context.Context, report *intake.Report) error {
	gone := t.recognise()
	report.Added, report.Changed, report.Unchanged = t.added-t.renamed, t.changed+t.renamed, t.unchanged
	if t.newer == 0 { // What an older roll no longer has says nothing about today.
		report.Gone = len(gone)
	}
	report.Beside = t.target.ID == "" // The rolls of other years stay as they are.
	t.tell(report)
	if t.dryRun {
		return nil
	}
	if t.target.ID != "" && t.added+t.changed+len(gone) == 0 {
		return t.abandon(ctx)
	}
	if t.target.ID == "" {
		gone = nil // They are in the rolls of before, and stay there.
	}
	err := t.service.DB.InTx(ctx, func(tx *db.Tx) error {
		t.roll.ChangedAt = t.service.Clock.Now()
		if err := publish(ctx, tx, t.roll, t.target, t.fresh, gone); err != nil {
			return err
		}
		if t.service.Journal == nil {
			return nil
		}
		return t.service.Journal.Add(ctx, tx, journal.Entry{Action: journal.ImportMade, Object: "roll " + t.roll.Span(), Detail: strconv.FormatInt(t.roll.Units, 10) + " units"})
	})
	if err != nil {
		return fmt.Errorf("publish the roll: %w", err)
	}
	t.roll.ID = "" // Nothing is pending any more.
	if t.added+t.changed > batchSize {
		return t.service.DB.Analyse(ctx)
	}
	return nil
}

// recognise finds which new matricules are those of properties that vanished: exactly one
// has the file number, or else the lots and the address. It returns those that are gone.
func (t *intaking) recognise() (gone []*entryBefore) {
	for _, b := range t.before {
		if !b.seen {
			gone = append(gone, b)
		}
	}
	t.pair(gone, func(f *freshUnit) int64 { return f.fileKey }, func(b *entryBefore) int64 { return b.fileKey })
	t.pair(gone, func(f *freshUnit) int64 { return f.placeKey }, func(b *entryBefore) int64 { return b.placeKey })
	gone = slices.DeleteFunc(gone, func(b *entryBefore) bool { return b.seen })
	slices.SortFunc(gone, func(a, b *entryBefore) int { return cmp.Compare(a.matricule, b.matricule) })
	return gone
}

// pair marries new and vanished properties that alone have the same key.
func (t *intaking) pair(gone []*entryBefore, ofFresh func(*freshUnit) int64, ofBefore func(*entryBefore) int64) {
	vanished, many := map[int64]*entryBefore{}, map[int64]int{}
	for _, b := range gone {
		if k := ofBefore(b); k != 0 && !b.seen {
			vanished[k] = b
			many[k]++
		}
	}
	news := map[int64]int{}
	for i := range t.fresh {
		if t.fresh[i].before == nil {
			news[ofFresh(&t.fresh[i])]++
		}
	}
	for i := range t.fresh {
		f := &t.fresh[i]
		if k := ofFresh(f); k != 0 && f.before == nil && many[k] == 1 && news[k] == 1 {
			f.before = vanished[k]
			f.before.seen = true
			t.renamed++
		}
	}
}

// abandon removes what was written of a roll that will not be published, even when the caller
// has given up.
func (t *intaking) abandon(ctx context.Context) error {
	if t.dryRun || t.roll.ID == "" {
		return nil
	}
	return removePending(context.WithoutCancel(ctx), t.service.DB)
}
