package leisure_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/intake"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/session"
)

var (
	monday = time.Date(2026, 8, 24, 12, 59, 0, 0, time.UTC) // monday is 8:59 in town.
	sonia  = session.Viewer{Account: "sonia", Name: "Sonia L.", Role: session.Leisure}
	agent  = session.Viewer{Account: "martin", Name: "Martin G.", Role: session.Agent}
	why    = i18n.Words{FR: "Le bassin est fermé.", EN: "The pool is closed."}
)

// town is the room on a real database.
type town struct {
	*testing.T
	db    *db.DB
	clock *clock.Still
	ids   id.Source
	rooms *leisure.Service
	told  *families
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	b := &town{T: t, db: d, clock: clock.At(monday), ids: id.Counting("n"), told: &families{}}
	b.rooms = b.node()
	b.must(b.rooms.Refresh(t.Context()))
	return b
}

// node is one more program on the same registers.
func (b *town) node() *leisure.Service {
	return &leisure.Service{
		DB: b.db, Clock: b.clock, IDs: b.ids, Journal: &journal.Service{DB: b.db, Clock: b.clock, IDs: b.ids, Key: []byte("k")}, Families: b.told, Calendar: thanksgiving{},
	}
}

// families remembers who was told what.
type families struct{ changes []string }

func (f *families) Told(context.Context, leisure.GroupID) (int, error) { return 7, nil }

func (f *families) ClassChanged(_ context.Context, _ *db.Tx, _ session.Viewer, g *leisure.Group, before, after leisure.Occurrence) error {
	f.changes = append(f.changes, g.Code+" "+before.Day.String()+" "+string(after.State)+" "+after.Day.String()+" "+after.Start.String())
	return nil
}

// thanksgiving is the only holiday of the town.
type thanksgiving struct{}

func (thanksgiving) Holiday(d civil.Day) bool { return d == civil.DayAt(2026, 10, 12) }

func (b *town) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *town) take(file string) intake.Report {
	b.Helper()
	report, err := b.rooms.ImportActivities(b.Context(), strings.NewReader(file), leisure.ImportOptions{})
	if err != nil {
		b.Fatalf("import: %v %v", err, report.Faults)
	}
	return report
}

func (b *town) group(code string) *leisure.Group {
	b.Helper()
	for _, s := range b.rooms.Program().Sessions() {
		if g, ok := b.rooms.Program().GroupByCode(s.ID, code); ok {
			return g
		}
	}
	b.Fatalf("no group %s", code)
	return nil
}

// days are the days of the classes of a group, those that are not as planned with their state.
func (b *town) days(code string) string {
	b.Helper()
	var all []string
	for _, o := range b.rooms.Program().Occurrences(b.group(code).ID) {
		day := strings.TrimPrefix(o.Day.String(), "2026-")
		if o.State != leisure.Planned {
			day += " " + string(o.State)
		}
		all = append(all, day)
	}
	return strings.Join(all, ", ")
}

func (b *town) journaled() []string {
	b.Helper()
	rows, err := b.db.Query(b.Context(), `SELECT object, detail FROM journal_entry ORDER BY at, id`)
	all, err := db.Collect(rows, err, func(r *db.Rows) (string, error) {
		var object, detail string
		err := r.Scan(&object, &detail)
		return object + ": " + detail, err
	})
	b.must(err)
	return slices.Clip(all)
}

// table is our own table in a shape that a test can read: cells between bars.
const table = `
session | session_nom  | session_debut | session_fin | session_publiee | session_rabais_famille | ouvre_resident   | ouvre_autre      | ferme
A2026   | Automne 2026 | 2026-09-14    | 2026-12-06  | oui             | 5 %; 10 %              | 2026-08-24 9:00 | 2026-08-31 9:00 | 2026-09-30 17:00
-
session | activite | titre    | categorie | prealables | politique | politique_nom | politique_texte | politique_etapes
A2026   | nageur-3 | Nageur 3 | Aquatique | nageur-2   | courante  | Courante      | Gardez vos reçus. | 14 jours; 1 jour 10,00; 2 cours 15 %; 99 cours note
A2026   | poterie  | Poterie  | Arts      |            |           |               |                   |
A2026   | conte    | Heure du conte | Lecture |         |           |               |                   |
-
session | activite | groupe | age_min | age_max | places | minimum | places_guichet | debut      | fin        | horaire           | sans_cours | prix_resident | prix_autre | options                  | lieu    | lieu_nom | local | liste_attente
A2026   | nageur-3 | N3-1   | 6       | 8       | 10     | 4       | 2              | 2026-09-14 | 2026-10-26 | lundi 18:30-19:30 |            | 85,00         | 110,00     |                          | piscine | Piscine  | B1    | oui
A2026   | poterie  | P-1    | 11 ans  | 15 ans  | 8      |         |                | 2026-09-15 | 2026-10-20 | mardi 18:00-20:00; jeudi 18:00-20:00 | 2026-09-24 | 120 | 150  | tablier: Tablier / Apron = 12,00; garde: Garde = 5,00 (relevé 24) | centre | Centre d’art | | oui
`

// csvOf writes such a table as a file: one header for all of its parts.
func csvOf(bars string) string {
	var columns []string
	type cell struct{ column, text string }
	var rows [][]cell
	var header []string
	for _, line := range strings.Split(strings.TrimSpace(bars), "\n") {
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case line == "-":
			header = nil
		case header == nil:
			header = cells
			for _, c := range cells {
				if !slices.Contains(columns, c) {
					columns = append(columns, c)
				}
			}
		default:
			var row []cell
			for i, c := range cells {
				row = append(row, cell{header[i], c})
			}
			rows = append(rows, row)
		}
	}
	for _, required := range []string{"activite", "groupe"} {
		if !slices.Contains(columns, required) {
			columns = append(columns, required)
		}
	}
	var b strings.Builder
	b.WriteString(strings.Join(columns, ",") + "\n")
	for _, row := range rows {
		for i, column := range columns {
			if i > 0 {
				b.WriteByte(',')
			}
			for _, c := range row {
				if c.column == column {
					b.WriteString(`"` + strings.ReplaceAll(c.text, `"`, `""`) + `"`)
				}
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
