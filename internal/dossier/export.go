package dossier

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/journal"
)

// Export gathers everything the city holds on the viewer alone, from every source, and
// journals that it was taken. A source that fails fails the export: half an answer to a
// right of access is no answer.
func (s *Service) Export(ctx context.Context, scope Scope) ([]Section, error) {
	scope.People = scope.People[:1]
	var all []Section
	for _, source := range s.Sources {
		room, ok := source.(Portable)
		if !ok {
			continue
		}
		sections, err := room.Export(ctx, scope)
		if err != nil {
			return nil, fmt.Errorf("export %s: %w", source.Name(ctx), err)
		}
		all = append(all, sections...)
	}
	return all, s.DB.InTx(ctx, func(tx *db.Tx) error {
		return s.Journal.Add(ctx, tx, journal.Entry{
			At: scope.Now, Actor: scope.Viewer.Account, Person: scope.Viewer.Person, Action: journal.Export,
		})
	})
}

// WriteJSON writes the sections as one JSON object: when it was made, and for each section
// a list of objects keyed by column.
func WriteJSON(w io.Writer, made time.Time, sections []Section) error {
	tables := make(map[string][]map[string]any, len(sections))
	for _, section := range sections {
		rows := make([]map[string]any, len(section.Rows))
		for i, row := range section.Rows {
			rows[i] = make(map[string]any, len(row))
			for j, value := range row {
				rows[i][section.Columns[j]] = plain(value)
			}
		}
		if kept, ok := tables[section.Name]; ok {
			rows = append(kept, rows...)
		}
		tables[section.Name] = rows // A section without rows is an empty list, never null.
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(map[string]any{"made_at": made.UTC(), "sections": tables})
}

// plain is a value as JSON writes it: a time to the second, nothing for one that never came.
func plain(value any) any {
	if t, ok := value.(time.Time); ok {
		return moment(t)
	}
	return value
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// WriteCSV writes the sections as a zip of CSV files (RFC 4180, UTF-8 with a mark so that
// spreadsheets read the accents), one file a section.
func WriteCSV(w io.Writer, sections []Section) error {
	archive := zip.NewWriter(w)
	for _, section := range sections {
		file, err := archive.Create(section.Name + ".csv")
		if err != nil {
			return err
		}
		if _, err := io.WriteString(file, "\ufeff"); err != nil {
			return err
		}
		table := csv.NewWriter(file)
		table.UseCRLF = true
		table.Write(section.Columns)
		for _, row := range section.Rows {
			cells := make([]string, len(row))
			for i, value := range row {
				cells[i] = cell(value)
			}
			table.Write(cells)
		}
		table.Flush()
		if err := table.Error(); err != nil {
			return err
		}
	}
	return archive.Close()
}

// cell writes a value for a spreadsheet. A text that a spreadsheet would run as a formula
// gets an apostrophe before it (OWASP, CSV injection; ASVS 1.2.10).
func cell(value any) string {
	if t, ok := value.(time.Time); ok {
		return moment(t)
	}
	text := fmt.Sprint(value)
	if text != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(text)[0]) {
		if _, isText := value.(string); isText {
			return "'" + text
		}
	}
	return text
}
