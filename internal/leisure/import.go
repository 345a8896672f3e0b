package leisure

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"sem/internal/db"
	"sem/internal/intake"
	"sem/internal/leisure/programfile"
)

// ImportOptions say how a file is read.
type ImportOptions struct {
	// Session is the code of a session that takes in all of another city's file; empty puts
	// each course into the session that the file names, or into the season it begins in.
	Session string
	DryRun  bool // DryRun only reports.
}

// largestImport is the size of a file once it is unpacked.
const largestImport = 256 << 20

// errDryRun undoes what a dry run wrote.
var errDryRun = errors.New("dry run")

// ImportActivities enters sessions, activities, groups, sites and refund policies from a file,
// whole or not at all; a second time changes nothing. It reads the table that docs/leisure.md
// describes, and recognises the files of two other cities by how they begin; each may be
// compressed. What a file does not speak of stays: nothing is ever removed but classes to
// come that the hours no longer have.
func (s *Service) ImportActivities(ctx context.Context, file io.Reader, o ImportOptions) (intake.Report, error) {
	var report intake.Report
	d, err := readDraft(file, o, &report)
	if err != nil {
		return report, err
	}
	if err := report.Err(); err != nil {
		return report, err
	}
	report.Lines = d.size()
	if err := s.locateSites(ctx, d); err != nil {
		return report, err
	}
	begun := report
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		report = begun
		report.Faults, report.Notes = slices.Clone(begun.Faults), slices.Clone(begun.Notes)
		w := intakeWork{s: s, tx: tx, draft: d, report: &report}
		if err := w.run(ctx); err != nil {
			return err
		}
		if err := report.Err(); err != nil {
			return err
		}
		if o.DryRun {
			return errDryRun
		}
		if report.Added+report.Changed == 0 {
			return nil
		}
		return s.changeTx(ctx, tx)
	})
	if errors.Is(err, errDryRun) {
		return report, nil
	}
	if errors.Is(err, intake.ErrFaulty) {
		report.Added, report.Changed, report.Unchanged, report.Gone = 0, 0, 0, 0
	}
	return report, err
}

// readDraft recognises a file and reads it.
func readDraft(file io.Reader, o ImportOptions, report *intake.Report) (*draft, error) {
	start := bufio.NewReaderSize(file, 4096)
	if beginning, err := start.Peek(2); err == nil && bytes.Equal(beginning, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(start)
		if err != nil {
			report.Add(0, "fichier", "Le fichier compressé est abîmé. Demandez-le de nouveau.")
			return nil, nil
		}
		start = bufio.NewReaderSize(&bounded{Reader: unpacked, left: largestImport}, 4096)
	}
	beginning, err := start.Peek(256)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, damaged(err, report)
	}
	d := &draft{}
	var courses []programfile.Course
	switch programfile.KindOf(beginning) {
	case programfile.Quebec:
		courses, err = programfile.ReadQuebec(start, report)
	case programfile.Laval:
		courses, err = programfile.ReadLaval(start, report)
	default:
		d, err = readTable(start, report)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, damaged(err, report)
	}
	if len(courses) > 0 {
		d.takeCourses(courses, o)
		d.check(report)
	}
	return d, nil
}

// damaged turns a compressed file that breaks off into a fault of the file.
func damaged(err error, report *intake.Report) error {
	if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errTooLarge) {
		report.Add(0, "fichier", "Le fichier compressé est abîmé ou trop grand. Demandez-le de nouveau, ou coupez-le.")
		return nil
	}
	return err
}

var errTooLarge = errors.New("a compressed file unpacks to more than anybody sends")

// bounded reads a file that unpacks to a reasonable size.
type bounded struct {
	io.Reader
	left int
}

// Read reads on until too much came.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}

// locateSites finds the addresses of the sites that the file describes. A site that is there
// already and has the same line keeps what it has.
func (s *Service) locateSites(ctx context.Context, d *draft) error {
	before, err := allSites(ctx, s.DB)
	if err != nil {
		return err
	}
	return d.sites.all(func(_ string, _ int, one *Site) error {
		i := slices.IndexFunc(before, func(b Site) bool { return b.Code == one.Code })
		if i >= 0 && before[i].Line == one.Line {
			one.Address = before[i].Address
			if one.Point.IsZero() {
				one.Point = before[i].Point
			}
			return nil
		}
		*one = s.located(ctx, *one)
		return nil
	})
}

// intakeWork is the import of one file under way.
type intakeWork struct {
	s        *Service
	tx       *db.Tx
	draft    *draft
	report   *intake.Report
	before   *Program
	classes  map[GroupID][]Occurrence // classes are those in the registers, as they are kept.
	sites    map[string]SiteID
	sessions map[string]SessionID
	acts     map[string]ActivityID
	quotas   map[string]*groupDraft
	add      []Occurrence
}

func (w *intakeWork) run(ctx context.Context) error {
	parts, err := readParts(ctx, w.tx)
	if err != nil {
		return err
	}
	w.classes, w.sites, w.sessions, w.acts, w.quotas = map[GroupID][]Occurrence{}, map[string]SiteID{}, map[string]SessionID{}, map[string]ActivityID{}, map[string]*groupDraft{}
	for _, o := range parts.Occurrences {
		w.classes[o.Group] = append(w.classes[o.Group], o)
	}
	for _, one := range parts.Sites {
		w.sites[one.Code] = one.ID
	}
	w.before = Assemble(parts)
	for _, part := range []func(context.Context) error{w.policies, w.putSites, w.putSessions, w.activities, w.groups} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return addOccurrences(ctx, w.tx, w.add, w.s.Clock.Now())
}

// count records whether a thing is new, changed or as it was.
func (w *intakeWork) count(known, changed bool) bool {
	switch {
	case !known:
		w.report.Added++
	case changed:
		w.report.Changed++
	default:
		w.report.Unchanged++
	}
	return !known || changed
}

func (w *intakeWork) policies(ctx context.Context) error {
	return w.draft.policies.all(func(code string, line int, one *Policy) error {
		before, known := w.before.Policy(code)
		if !w.count(known, before.body() != one.body()) {
			return nil
		}
		return putPolicy(ctx, w.tx, *one, w.s.Clock.Now())
	})
}

func (w *intakeWork) putSites(ctx context.Context) error {
	return w.draft.sites.all(func(code string, line int, one *Site) error {
		id, known := w.sites[code]
		changed := false
		if known {
			before, _ := w.before.Site(id)
			one.ID = id
			changed = *before != *one
		} else {
			one.ID = SiteID(w.s.IDs.New())
			w.sites[code] = one.ID
		}
		if !w.count(known, changed) {
			return nil
		}
		return putSite(ctx, w.tx, *one, w.s.Clock.Now())
	})
}

func (w *intakeWork) putSessions(ctx context.Context) error {
	return w.draft.sessions.all(func(code string, line int, one *sessionDraft) error {
		before, known := w.before.SessionByCode(code)
		switch {
		case !known && !one.described:
			w.report.Add(line, "session", fmt.Sprintf("La session %s n’existe pas encore. Décrivez-la : session_nom, session_debut, session_fin.", code))
			return nil
		case !known:
			one.Session.ID = SessionID(w.s.IDs.New())
			one.Session.Windows = one.windows
		default:
			one.merge(*before)
		}
		w.sessions[code] = one.Session.ID
		changed := known && (before.body() != one.body() || before.From != one.From || before.To != one.To || before.Published != one.Published)
		if !w.count(known, changed) {
			return nil
		}
		return putSession(ctx, w.tx, one.Session, w.s.Clock.Now())
	})
}

// merge completes a session of the file with what is known and the file does not say.
func (one *sessionDraft) merge(before Session) {
	described := one.Session
	if !one.described || one.onlyMissing {
		described = before
	}
	described.ID, described.Windows = before.ID, before.Windows
	if len(one.windows) > 0 {
		described.Windows = one.windows
	}
	if one.shown == nil {
		described.Published = before.Published
	}
	one.Session = described
}

func (w *intakeWork) activities(ctx context.Context) error {
	return w.draft.activities.all(func(key string, line int, one *activityDraft) error {
		session := w.sessions[one.session]
		before, known := w.before.ActivityByCode(session, one.Code)
		if !known && !one.described {
			w.report.Add(line, "activite", fmt.Sprintf("L’activité %s n’existe pas encore dans la session. Donnez son titre.", one.Code))
			return nil
		}
		if known {
			one.merge(*before)
		} else {
			one.ID, one.Activity.Windows = ActivityID(w.s.IDs.New()), one.windows
		}
		one.Session = session
		w.acts[key] = one.ID
		if one.Policy != "" && !w.knowsPolicy(one.Policy) {
			w.report.Add(line, "politique", fmt.Sprintf("La politique %s n’existe pas encore. Décrivez-la : politique_nom, politique_texte, politique_etapes.", one.Policy))
		}
		if !w.count(known, known && before.body() != one.body()) {
			return nil
		}
		return putActivity(ctx, w.tx, one.Activity, w.s.Clock.Now())
	})
}

func (w *intakeWork) knowsPolicy(code string) bool {
	_, here := w.before.Policy(code)
	return here || w.draft.policies.thing[code] != nil
}

func (one *activityDraft) merge(before Activity) {
	described := one.Activity
	if !one.described {
		described = before
	}
	described.ID, described.Windows = before.ID, before.Windows
	if len(one.windows) > 0 {
		described.Windows = one.windows
	}
	one.Activity = described
}
