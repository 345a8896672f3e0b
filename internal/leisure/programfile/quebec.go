package programfile

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"sem/internal/civil"
	"sem/internal/intake"
	"sem/internal/text"
)

// quebecColumns are the columns of the file, in their order.
var quebecColumns = []string{
	"CODE_SESSION", "DESCRIPTION", "DESCRIPTION_ACT", "DESCRIPTION_NAT", "NOM_COUR", "LIEU_1", "LIEU_2",
	"ARRONDISSEMENT", "ADRESSE", "DATE_DEB", "DATE_FIN", "JOUR_SEMAINE", "HEURE_DEBUT", "HEURE_FIN",
}

const longestLine = 64 << 10

// ReadQuebec reads the free activities of Québec: columns between bars, without quotes, in
// ISO-8859-1 or UTF-8. The rows of one course on several days of the week become one course.
func ReadQuebec(file io.Reader, report *intake.Report) ([]Course, error) {
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 0, longestLine), longestLine)
	var all []*Course
	byKey := map[string]*Course{}
	for n := 1; lines.Scan(); n++ {
		cells, ok := quebecRow(lines.Bytes(), n, report)
		if n == 1 || !ok || report.Full() {
			continue
		}
		c, slot, ok := quebecCourse(cells, n, report)
		if !ok {
			continue
		}
		known := byKey[c.Key]
		if known == nil {
			known = &c
			byKey[c.Key] = known
			all = append(all, known)
		}
		if slices.Contains(known.Slots, slot) {
			report.Add(n, "JOUR_SEMAINE", "Cette ligne est la même qu’une autre du fichier. Enlevez-en une.")
			continue
		}
		known.Slots = append(known.Slots, slot)
	}
	if err := lines.Err(); err == bufio.ErrTooLong { //nolint:errorlint // The scanner answers the bare error.
		report.Add(0, "fichier", "Une ligne est plus longue que 64 ko. Ce n’est pas le fichier attendu.")
	} else if err != nil {
		return nil, err
	}
	courses := make([]Course, len(all))
	for i, c := range all {
		slices.SortFunc(c.Slots, func(a, b Slot) int {
			return cmp.Or(cmp.Compare((a.Weekday+6)%7, (b.Weekday+6)%7), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
		})
		courses[i] = *c
	}
	return courses, nil
}

// quebecRow cuts a line into its cells; the first line is the header.
func quebecRow(line []byte, n int, report *intake.Report) ([]string, bool) {
	written := strings.TrimSuffix(string(line), "\r")
	if !utf8.ValidString(written) {
		// Each byte is a letter of Windows-1252, which has those of ISO-8859-1.
		written, _ = charmap.Windows1252.NewDecoder().String(written) //nolint:errcheck // It has a letter for every byte.
	}
	written = strings.TrimPrefix(written, "\ufeff")
	if strings.TrimSpace(written) == "" {
		return nil, false
	}
	cells := strings.Split(written, "|")
	if n == 1 {
		if !slices.Equal(cells, quebecColumns) {
			report.Add(n, "CODE_SESSION", "Les colonnes ne sont pas celles attendues : "+strings.Join(quebecColumns, "|")+".")
		}
		return nil, false
	}
	if len(cells) != len(quebecColumns) {
		report.Add(n, "", fmt.Sprintf("Cette ligne a %d colonnes, il en faut %d. La ligne est-elle coupée?", len(cells), len(quebecColumns)))
		return nil, false
	}
	for i, c := range cells {
		cells[i] = text.SafeLine(c)
	}
	return cells, true
}

var quebecDays = map[string]time.Weekday{
	"dimanche": time.Sunday, "lundi": time.Monday, "mardi": time.Tuesday, "mercredi": time.Wednesday, "jeudi": time.Thursday, "vendredi": time.Friday, "samedi": time.Saturday,
}

func quebecCourse(cells []string, n int, report *intake.Report) (c Course, slot Slot, ok bool) {
	before := len(report.Faults)
	c = Course{
		Line: n, Key: strings.Join(cells[:11], "|"), Session: cells[0], About: strings.Join([]string{cells[2], cells[3], cells[4]}, "|"),
		Title: cells[2], Category: cells[3], Organiser: cells[4], Site: cells[5], Address: cells[8],
	}
	if cells[1] != cells[2] {
		c.Label = cells[1]
	}
	if cells[6] != cells[5] {
		c.Room = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(cells[6], cells[5]), " -"))
	}
	if len(c.Session) != 5 || !strings.ContainsRune("HPEA", rune(c.Session[0])) || strings.Trim(c.Session[1:], "0123456789") != "" {
		report.Add(n, "CODE_SESSION", fmt.Sprintf("« %s » n’est pas une session comme H2012 (H, P, E ou A, et l’année).", text.Clip(cells[0], 40)))
	}
	if c.Title == "" {
		report.Add(n, "DESCRIPTION_ACT", "Il manque le nom de l’activité.")
	}
	c.From, c.To = dayIn(report, n, "DATE_DEB", cells[9]), dayIn(report, n, "DATE_FIN", cells[10])
	if c.To < c.From {
		report.Add(n, "DATE_FIN", "La fin vient avant le début. Vérifiez les deux dates.")
	}
	weekday, known := quebecDays[text.Fold(cells[11])]
	if !known {
		report.Add(n, "JOUR_SEMAINE", fmt.Sprintf("« %s » n’est pas un jour de la semaine, par exemple Lundi.", text.Clip(cells[11], 40)))
	}
	slot = Slot{weekday, timeIn(report, n, "HEURE_DEBUT", cells[12]), timeIn(report, n, "HEURE_FIN", cells[13])}
	if slot.End <= slot.Start {
		report.Add(n, "HEURE_FIN", "L’heure de fin vient avant celle du début. Vérifiez les deux heures.")
	}
	c.MinAge, c.MaxAge = agesIn(c.Label + " " + c.Title)
	return c, slot, len(report.Faults) == before
}

func dayIn(report *intake.Report, line int, field, written string) civil.Day {
	day, err := civil.ParseDay(written)
	if err != nil || day == 0 {
		report.Add(line, field, fmt.Sprintf("« %s » n’est pas une date comme 2012-06-27.", text.Clip(written, 40)))
	}
	return day
}

func timeIn(report *intake.Report, line int, field, written string) civil.Time {
	t, err := civil.ParseTime(written)
	if err != nil {
		report.Add(line, field, fmt.Sprintf("« %s » n’est pas une heure comme 18:30:00.", text.Clip(written, 40)))
	}
	return t
}
