package collections

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sem/internal/db"
	"sem/internal/intake"
	"sem/internal/text"
)

// errDryRun undoes what a dry run wrote.
var errDryRun = errors.New("dry run")

// ImportSchedule enters streams, classes, sectors, rules, exceptions, holidays and objects
// from a file as docs/collections.md describes it. The rules of an earlier file of the same
// source that this one no longer has go away; what a person entered stays. A second import
// changes nothing; a file with a fault is refused whole; a dry run only reports.
func (s *Service) ImportSchedule(ctx context.Context, r io.Reader, dryRun bool) (intake.Report, error) {
	var report intake.Report
	if err := s.Refresh(ctx); err != nil {
		return report, err
	}
	file, err := readScheduleFile(r, &report)
	if err != nil {
		return report, err
	}
	if err := report.Err(); err != nil {
		return report, err
	}
	if file.Source = text.SafeLine(file.Source); file.Source == "" {
		report.Add(0, "source", "Donnez un nom au calendrier, par exemple source = \"calendrier-2026\" : la prochaine version le remplacera.")
	}
	report.Lines = len(file.Streams) + len(file.Classes) + len(file.Sectors) + len(file.Rules) + len(file.Exceptions) + len(file.Holidays) + len(file.Objects)
	begun := report
	return s.importing(ctx, dryRun, func(tx *db.Tx) (intake.Report, error) {
		work := intakeWork{s: s, tx: tx, file: file, report: begun}
		work.report.Faults = slices.Clone(begun.Faults)
		err := work.run(ctx)
		return work.report, err
	}, &report)
}

// importing runs an import in a transaction, keeps its report, and reads the schedule again.
func (s *Service) importing(ctx context.Context, dryRun bool, do func(*db.Tx) (intake.Report, error), report *intake.Report) (intake.Report, error) {
	err := s.change(ctx, func(tx *db.Tx) error {
		var err error
		if *report, err = do(tx); err != nil {
			return err
		}
		if err := report.Err(); err != nil {
			return err
		}
		if dryRun {
			return errDryRun
		}
		return nil
	})
	if errors.Is(err, errDryRun) {
		return *report, nil
	}
	if errors.Is(err, intake.ErrFaulty) {
		report.Added, report.Changed, report.Unchanged, report.Gone = 0, 0, 0, 0
	}
	return *report, err
}

// intakeWork is the import of one schedule under way.
type intakeWork struct {
	s      *Service
	tx     *db.Tx
	file   scheduleFile
	report intake.Report
	before *schedule
	known  map[string]map[string]bool // known are the codes of streams, classes and sectors, with those of the file.
}

func (w *intakeWork) run(ctx context.Context) error {
	before, err := readSchedule(ctx, w.tx)
	if err != nil {
		return err
	}
	w.before = before
	w.learn()
	for _, part := range []func(context.Context) error{w.streams, w.classes, w.sectors, w.holidays, w.rules, w.exceptions, w.objects} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// learn gathers the codes that the rest of the file may name.
func (w *intakeWork) learn() {
	w.known = map[string]map[string]bool{"flux": {}, "classe": {}, "secteur": {}}
	for _, s := range slices.Concat(w.before.streams, w.file.Streams) {
		w.known["flux"][s.Code] = true
	}
	for _, c := range slices.Concat(w.before.classes, w.file.Classes) {
		w.known["classe"][c.Code] = true
	}
	for _, s := range w.before.sectors {
		w.known["secteur"][s.Code] = true
	}
	for _, s := range w.file.Sectors {
		w.known["secteur"][s.Code] = true
	}
}

// must refuses a code that nothing has.
func (w *intakeWork) must(line int, field, kind, code string) bool {
	if w.known[kind][code] {
		return true
	}
	w.report.Add(line, field, fmt.Sprintf("« %s » n’est pas un code de %s connu. Ajoutez un bloc [[%s]] ou corrigez le code.", text.SafeLine(code), kind, kind))
	return false
}

// code refuses what is no code: small letters, digits and hyphens.
func (w *intakeWork) code(line int, code string) bool {
	if validCode(code) {
		return true
	}
	w.report.Add(line, "code", "Un code a de 1 à 60 petites lettres sans accents, chiffres et traits d’union, par exemple secteur-jeudi.")
	return false
}

func validCode(s string) bool {
	return s != "" && len(s) <= 60 && strings.IndexFunc(s, func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' }) < 0
}

// count records whether a thing is new, changed or as it was.
func (w *intakeWork) count(was, is string, known bool) (changed bool) {
	switch {
	case !known:
		w.report.Added++
	case was != is:
		w.report.Changed++
	default:
		w.report.Unchanged++
		return false
	}
	return true
}

func (w *intakeWork) streams(ctx context.Context) error {
	for n, st := range w.file.Streams {
		line := w.file.line("flux", n)
		if !w.code(line, st.Code) || !w.goodStream(line, st) {
			continue
		}
		st = st.completed()
		before, known := w.before.stream[st.Code]
		st.Position = 10 * (n + 1)
		was, is := "", bodyOf(st)+fmt.Sprint(st.Position)
		if known {
			was = bodyOf(*before) + fmt.Sprint(before.Position)
		}
		if w.count(was, is, known) {
			if err := putStream(ctx, w.tx, st); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *intakeWork) goodStream(line int, s Stream) bool {
	before := len(w.report.Faults)
	if s.Name.FR == "" {
		w.report.Add(line, "nom", "Donnez le nom en français, par exemple nom = { fr = \"Recyclage\", en = \"Recycling\" }.")
	}
	if len([]rune(s.Letter)) < 1 || len([]rune(s.Letter)) > 2 {
		w.report.Add(line, "lettre", "Donnez une lettre, ou deux, qui distingue la collecte sur papier sans couleur.")
	}
	if !slices.Contains(Colours(), s.Colour) {
		w.report.Add(line, "couleur", "Choisissez une couleur parmi : "+strings.Join(Colours(), ", ")+".")
	}
	if !slices.Contains(Icons(), s.Icon) {
		w.report.Add(line, "icone", "Choisissez une icône parmi : "+strings.Join(Icons(), ", ")+".")
	}
	for field, hour := range map[string]int{"sortir_des": s.OutFrom, "sortir_avant": s.OutBy, "camion_jusqua": s.Until} {
		if hour < 0 || hour > 23 {
			w.report.Add(line, field, "Une heure va de 0 à 23.")
		}
	}
	return len(w.report.Faults) == before
}

func (w *intakeWork) classes(ctx context.Context) error {
	for n, c := range w.file.Classes {
		line := w.file.line("classe", n)
		if !w.code(line, c.Code) {
			continue
		}
		if c.Name.FR == "" || c.Least < 0 || c.Most != 0 && c.Most < c.Least {
			w.report.Add(line, "classe", "Donnez un nom, et un min et un max de logements : max = 0 est sans limite.")
			continue
		}
		c.Position = n + 1
		was, known := "", false
		for _, b := range w.before.classes {
			if b.Code == c.Code {
				was, known = fmt.Sprint(b), true
			}
		}
		if w.count(was, fmt.Sprint(c), known) {
			if err := putClass(ctx, w.tx, c); err != nil {
				return err
			}
		}
	}
	return nil
}

var sides = map[string]Side{"": BothSides, "pair": EvenSide, "impair": OddSide}

func (w *intakeWork) sectors(ctx context.Context) error {
	for n, e := range w.file.Sectors {
		line := w.file.line("secteur", n)
		if !w.code(line, e.Code) || e.Stream != "" && !w.must(line, "flux", "flux", e.Stream) {
			continue
		}
		sector := Sector{Code: e.Code, Name: cmp.Or(text.SafeLine(e.Name), e.Code), Stream: e.Stream, Position: e.Order, Source: w.file.Source}
		for _, street := range e.Streets {
			side, ok := sides[text.Fold(street.Side)]
			if !ok || street.Street == "" || street.Last != 0 && street.Last < street.First {
				w.report.Add(line, "rues", "Une rue a un nom, un début (de), une fin (a), et un cote pair ou impair, ou rien pour les deux.")
				continue
			}
			sector.Ranges = append(sector.Ranges, Range{text.SafeLine(street.Street), street.First, street.Last, side})
		}
		slices.SortFunc(sector.Ranges, compareRanges)
		sector.Ranges = slices.Compact(sector.Ranges)
		if err := w.sector(ctx, sector); err != nil {
			return err
		}
	}
	return nil
}

func compareRanges(a, b Range) int {
	return cmp.Or(cmp.Compare(a.Street, b.Street), cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last), cmp.Compare(a.Side, b.Side))
}

// sector keeps the shape that a map gave to a sector of the same code.
func (w *intakeWork) sector(ctx context.Context, sector Sector) error {
	was, known := "", false
	if before := w.before.sector[sector.Code]; before != nil {
		known, sector.geometry = true, before.geometry
		if sector.geometry != "" {
			sector.Source = before.Source
		}
		was = before.words()
	}
	if !w.count(was, sector.words(), known) {
		return nil
	}
	return putSector(ctx, w.tx, sector)
}

// words are what an import may change of a sector.
func (s Sector) words() string {
	return fmt.Sprint(s.Name, "|", s.Stream, "|", s.Position, "|", s.Ranges, "|", s.geometry, "|", s.Source)
}

func (w *intakeWork) holidays(ctx context.Context) error {
	for n, h := range w.file.Holidays {
		if h.Day.bad != "" || h.Day.day == 0 || h.Name.FR == "" {
			w.report.Add(w.file.line("ferie", n), "ferie", "Un jour férié a un jour, par exemple 2026-09-07, et un nom en français.")
			continue
		}
		was, known := Words{}, false
		for _, b := range w.before.holidays {
			if b.Day == h.Day.day {
				was, known = b.Name, true
			}
		}
		if w.count(fmt.Sprint(was), fmt.Sprint(h.Name), known) {
			if err := putHoliday(ctx, w.tx, Holiday{h.Day.day, h.Name}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *intakeWork) objects(ctx context.Context) error {
	before := map[string]string{}
	for _, o := range w.before.objects {
		before[o.Code] = bodyOf(o)
	}
	for n, e := range w.file.Objects {
		line := w.file.line("objet", n)
		o := e.object()
		if !w.code(line, o.Code) {
			continue
		}
		if o.Name.FR == "" || len(o.Ways) == 0 {
			w.report.Add(line, "objet", "Un objet a un nom en français, et au moins un endroit où il va (ou).")
			continue
		}
		was, known := before[o.Code]
		if w.count(was, bodyOf(o), known) {
			if err := putObject(ctx, w.tx, o, w.file.Source); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e objectEntry) object() Object { return Object(e) }

// bodyOf is a definition as the database keeps it.
func bodyOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "" // Words and numbers are always JSON.
	}
	return string(b)
}
