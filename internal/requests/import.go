package requests

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
	"sem/internal/intake"
)

// The columns of the requests that the city of Montréal publishes, each with the delay in
// days between its making and its last status.
const (
	colNumber  = "identifiant_requete"
	colDay     = "date_creation"
	colWhat    = "activite"
	colPlace   = "type_lieu"
	colBorough = "arrondissement"
	colChannel = "provenance"
	colStatus  = "dernier_statut"
	colEndDay  = "date_dernier_statut"
	colDelay   = "delai_dernier_statut_jours"
)

var importColumns = func() (all []intake.Column) {
	for _, name := range []string{colNumber, colDay, colWhat, colPlace, colBorough, colChannel, colStatus, colEndDay, colDelay} {
		all = append(all, intake.Column{Name: name, Required: true})
	}
	return all
}()

var importChannels = map[string]Channel{
	"Téléphone": Telephone, "Mobile": Web, "Internet": Web, "Personne": Counter, "Courriel": Email, "Courrier": Letter,
}

// importStates are the last statuses, and the state each comes to.
var importStates = map[string]State{
	"Reçue": Received, "Transmise pour traitement": InProgress, "En cours": InProgress,
	"Terminée": Closed, "Refusée": Rejected, "Annulée": Cancelled,
}

// importSource names the system the requests come from, before their number there.
const importSource = "montreal-311:"

// importedType is the type of what no type of the city is like.
const importedType = "importee"

// mostLines bounds a file.
const mostLines = 1_000_000

// internalMark is what Montréal puts before the names of activities that are for its staff.
var internalMark = regexp.MustCompile(`^\*([A-Z]-)?`)

// pastRequest is one line of an import.
type pastRequest struct {
	number   string
	received time.Time
	ended    time.Time // ended is when the last status was given.
	state    State
	channel  Channel
	cells    map[string]string
}

// Import enters past requests of another system from a CSV file (UTF-8, comma or
// semicolon), with their channels, states and delays. A request is known by its number
// there, so that a second import changes nothing. A file with a fault is refused whole. A
// dry run only reports.
func (s *Service) Import(ctx context.Context, file io.Reader, dryRun bool) (intake.Report, error) {
	lines, report, err := parseImport(file)
	if err := cmp.Or(err, report.Err()); err != nil {
		return report, err
	}
	var likeOurs map[string]string
	if err := readShipped("city/montreal-311.json", &likeOurs); err != nil {
		return report, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		report.Added, report.Unchanged = 0, 0
		for batch := range slices.Chunk(lines, loadTogether) {
			fresh, err := s.importBatch(ctx, tx, batch, likeOurs)
			if err != nil {
				return err
			}
			report.Added += fresh
			report.Unchanged += len(batch) - fresh
		}
		if dryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return report, fmt.Errorf("import requests: %w", err)
	}
	return report, nil
}

// errDryRun undoes what a dry run wrote.
var errDryRun = errors.New("dry run")

func (s *Service) importBatch(ctx context.Context, tx *db.Tx, batch []pastRequest, likeOurs map[string]string) (int, error) {
	known, err := knownSources(ctx, tx, batch)
	if err != nil {
		return 0, err
	}
	var stories []Story
	for _, line := range batch {
		if known[importSource+line.number] {
			continue
		}
		story, err := s.past(line, likeOurs)
		if err != nil {
			return 0, fmt.Errorf("request %s: %w", line.number, err)
		}
		year := clock.Local(line.received).Year()
		n, err := nextNumber(ctx, tx, year)
		if err != nil {
			return 0, err
		}
		story.Request.Number, story.Request.Tracking = Number(id.Number(year, n)), id.TrackingCode()
		stories = append(stories, story)
	}
	return len(stories), s.loadBatch(ctx, tx, stories)
}

func knownSources(ctx context.Context, q db.Querier, batch []pastRequest) (map[string]bool, error) {
	sources := make([]string, len(batch))
	for i, line := range batch {
		sources[i] = importSource + line.number
	}
	w := oneOf("r.source", sources)
	w.And("r.source <> ''") // The index of sources knows only those that are not empty.
	rows, err := q.Query(ctx, `
		SELECT r.source
		FROM   requests_request r`+w.SQL(), w.Args()...)
	found, err := db.Collect(rows, err, func(rows *db.Rows) (string, error) {
		var source string
		return source, rows.Scan(&source)
	})
	known := make(map[string]bool, len(found))
	for _, source := range found {
		known[source] = true
	}
	return known, err
}

// past is a line as a request with its events, made by the same rules as any other.
func (s *Service) past(line pastRequest, likeOurs map[string]string) (Story, error) {
	title := internalMark.ReplaceAllString(line.cells[colWhat], "")
	t, ok := s.Type(likeOurs[title])
	if !ok {
		if t, ok = s.Type(importedType); !ok {
			return Story{}, fmt.Errorf("no type %s", importedType)
		}
	}
	act := Act{By: System, At: line.received, Type: t, Calendar: s.Calendar()}
	r, first := Begin(ID(s.IDs.New()), Report{Title: title, Channel: line.channel, PlaceLine: line.cells[colBorough]}, act)
	r.Answers = line.cells
	r.Source = importSource + line.number
	first.ID = s.IDs.New()
	story := Story{Request: r, Events: []Event{first}}
	act.At = line.ended
	for _, deed := range pastDeeds(line.state, t) {
		e, err := deed(&story.Request, act)
		if err != nil {
			return Story{}, err
		}
		e.ID = s.IDs.New()
		story.Events = append(story.Events, e)
	}
	story.Contacts = []Interaction{{
		ID: s.IDs.New(), At: line.received, Channel: line.channel, Direction: In, Subject: title, Outcome: Requested, Source: r.Source,
	}}
	return story, nil
}

// pastDeeds lead a request that was received to the state it came to elsewhere.
func pastDeeds(state State, t Type) []func(*Request, Act) (Event, error) {
	resume := func(r *Request, a Act) (Event, error) { return r.Resume(a, "") }
	switch state {
	case InProgress:
		return []func(*Request, Act) (Event, error){resume}
	case Closed:
		return []func(*Request, Act) (Event, error){
			func(r *Request, a Act) (Event, error) {
				return r.Resolve(a, t.Outcomes[0].Code, "Terminée, selon le système d’où vient la demande.")
			},
			func(r *Request, a Act) (Event, error) { return r.Close(a) },
		}
	case Rejected:
		return []func(*Request, Act) (Event, error){func(r *Request, a Act) (Event, error) {
			return r.Reject(a, "Refusée, selon le système d’où vient la demande.")
		}}
	case Cancelled:
		return []func(*Request, Act) (Event, error){func(r *Request, a Act) (Event, error) { return r.Cancel(a, "") }}
	}
	return nil
}

func parseImport(file io.Reader) ([]pastRequest, intake.Report, error) {
	var report intake.Report
	var lines []pastRequest
	seen := map[string]int{}
	for row, err := range intake.Table(file, importColumns, &report) {
		if err != nil {
			return nil, report, err
		}
		if report.Lines > mostLines {
			return nil, report, fmt.Errorf("the file has more than %d lines; cut it into several", mostLines)
		}
		line := parseLine(row, &report)
		if earlier := seen[line.number]; earlier > 0 && line.number != "" {
			report.Add(row.Line, colNumber, fmt.Sprintf("Ce numéro est déjà à la ligne %d.", earlier))
		}
		seen[line.number] = row.Line
		lines = append(lines, line)
	}
	return lines, report, nil
}

// parseLine reads one request, and lists everything that is wrong with it.
func parseLine(row intake.Row, report *intake.Report) pastRequest {
	wrong := func(field, reason string) { report.Add(row.Line, field, reason) }
	line := pastRequest{cells: map[string]string{}}
	for _, column := range importColumns {
		if cell := row.Cell(column.Name); cell != "" {
			line.cells[column.Name] = cell
		}
	}
	if line.number = line.cells[colNumber]; line.number == "" || len(line.number) > 60 {
		wrong(colNumber, "Entrez le numéro de la requête, d’au plus 60 caractères.")
	}
	if what := internalMark.ReplaceAllString(line.cells[colWhat], ""); what == "" || len(what) > longestTitle {
		wrong(colWhat, "Entrez l’activité, d’au plus 120 caractères.")
	}
	var ok bool
	if line.channel, ok = importChannels[line.cells[colChannel]]; !ok {
		wrong(colChannel, "« "+line.cells[colChannel]+" » n’est pas une provenance connue.")
	}
	if line.state, ok = importStates[line.cells[colStatus]]; !ok {
		wrong(colStatus, "« "+line.cells[colStatus]+" » n’est pas un statut connu.")
	}
	line.times(wrong)
	return line
}

// times reads when the request was made and when it came to its last status. The file
// gives two days and the delay between two moments of them: the moments are taken in the
// middle of what those allow.
func (line *pastRequest) times(wrong func(field, reason string)) {
	begun, err := ParseDay(line.cells[colDay])
	if err != nil {
		wrong(colDay, "Entrez une date, par exemple 2024-07-26.")
	}
	ended, otherwise := ParseDay(line.cells[colEndDay])
	if otherwise != nil {
		wrong(colEndDay, "Entrez une date, par exemple 2024-07-26.")
	}
	delay, unread := parseNumber(line.cells[colDelay])
	if unread != nil || math.IsNaN(delay) || delay < 0 || delay > 36_500 {
		wrong(colDelay, "Entrez un nombre de jours, par exemple 1.5.")
	}
	if err != nil || otherwise != nil || unread != nil {
		return
	}
	days := math.Round(ended.Sub(begun).Hours() / 24)
	earliest, latest := max(0, days-delay), min(1, days+1-delay)
	if earliest >= latest {
		wrong(colDelay, "Ce délai de "+strconv.FormatFloat(delay, 'f', -1, 64)+" jours ne va pas avec les deux dates.")
		return
	}
	day := float64(24 * time.Hour)
	line.received = begun.Add(time.Duration((earliest + latest) / 2 * day)).UTC().Truncate(time.Second)
	line.ended = line.received.Add(time.Duration(delay * day)).Truncate(time.Second)
}
