package collections

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/intake"
	"sem/internal/text"
)

// SectorOptions say what a map of sectors is about.
type SectorOptions struct {
	Stream string // Stream is what the sectors are for; empty takes it from the file, or makes them every stream's.
	DryRun bool
}

// columns are the names that some city gives to what we ask of a sector.
type columns struct {
	Marks       []string          `toml:"reconnu_par"` // Marks are the columns that tell the city's files.
	Code        string            `toml:"code"`
	Name        string            `toml:"nom"`
	Stream      string            `toml:"flux"`
	Order       string            `toml:"ordre"`
	TextFR      string            `toml:"texte"`
	TextEN      string            `toml:"texte_en"`
	ExceptionFR string            `toml:"exception"`
	ExceptionEN string            `toml:"exception_en"`
	Own         bool              `toml:"par_flux"` // Own says that each stream has sectors of its own.
	Streams     map[string]string `toml:"valeurs"`  // Streams are our codes by the words of the file.
}

//go:embed city/columns.toml
var columnsFile string

// columnsOf are the columns of a map, by the properties of its features.
func columnsOf(features []geo.Feature) (columns, bool) {
	var all map[string]columns
	if _, err := toml.Decode(columnsFile, &all); err != nil {
		panic(fmt.Sprintf("read the columns of cities: %v", err))
	}
	has := map[string]bool{}
	for _, f := range features {
		for name := range f.Properties {
			has[name] = true
		}
	}
	for _, c := range all {
		if !slices.ContainsFunc(c.Marks, func(m string) bool { return !has[m] }) {
			return c, true
		}
	}
	return columns{}, false
}

// mostMap is the largest map of sectors, in bytes.
const mostMap = 64 << 20

// ImportSectors enters sectors with their shapes from a GeoJSON file: our own columns, or
// those of a city whose files are known. Days that the file tells in prose are kept as
// prose, to be entered by a person. Sectors that an earlier file of the same stream had and
// this one has not go away, unless a rule or a street names them.
func (s *Service) ImportSectors(ctx context.Context, r io.Reader, o SectorOptions) (intake.Report, error) {
	var report intake.Report
	if err := s.Refresh(ctx); err != nil {
		return report, err
	}
	raw, err := io.ReadAll(io.LimitReader(r, mostMap+1))
	if err != nil {
		return report, fmt.Errorf("read the map of sectors: %w", err)
	}
	if len(raw) > mostMap {
		report.Add(0, "fichier", "Le fichier dépasse 64 Mo. Simplifiez les contours ou séparez-le.")
		return report, report.Err()
	}
	features, err := geo.ReadFeatures(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	if err != nil {
		tellLines(&report, err)
		return report, report.Err()
	}
	report.Lines = len(features)
	c, known := columnsOf(features)
	if !known {
		report.Add(0, "colonnes", "Le fichier n’a pas les colonnes attendues : code et nom, ou celles d’une ville connue (ID, SECTEUR, TYPE_DECHET).")
		return report, report.Err()
	}
	entries := s.readSectors(features, c, o, &report)
	if err := report.Err(); err != nil {
		return report, err
	}
	begun := report
	return s.importing(ctx, o.DryRun, func(tx *db.Tx) (intake.Report, error) {
		report := begun
		return report, s.putSectors(ctx, tx, entries, &report)
	}, &report)
}

// tellLines lists the lines of a map that cannot be used.
func tellLines(report *intake.Report, err error) {
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		for _, one := range many.Unwrap() {
			tellLines(report, one)
		}
		return
	}
	var line *geo.LineError
	if errors.As(err, &line) {
		report.Add(line.Line, "geometry", line.Reason)
		return
	}
	report.Add(0, "fichier", "Ce fichier n’est pas du GeoJSON : "+text.SafeLine(err.Error()))
}

// mapped is a sector of a map with what the map says of its days.
type mapped struct {
	sector Sector
	prose  Prose
	line   int
	parts  []json.RawMessage // parts are the coordinates of its polygons.
}

// readSectors reads the features; the same sector told twice in the same words is one
// sector in two parts.
func (s *Service) readSectors(features []geo.Feature, c columns, o SectorOptions, report *intake.Report) []*mapped {
	var all []*mapped
	byCode := map[string]*mapped{}
	for n, f := range features {
		m, ok := s.readSector(f, c, o, report)
		if !ok {
			continue
		}
		m.sector.Position = cmp.Or(m.sector.Position, n+1)
		first := byCode[m.sector.Code]
		switch {
		case first == nil:
			byCode[m.sector.Code] = m
			all = append(all, m)
		case first.prose != m.prose:
			report.Add(f.Line, c.Code, fmt.Sprintf("Le secteur « %s » est déjà à la ligne %d avec d’autres jours. Donnez-leur deux codes.", m.sector.Name, first.line))
		default:
			first.parts = append(first.parts, m.parts...)
		}
	}
	for _, m := range all {
		m.sector.geometry = multiPolygon(m.parts)
	}
	return all
}

func (s *Service) readSector(f geo.Feature, c columns, o SectorOptions, report *intake.Report) (*mapped, bool) {
	name := text.SafeLine(cmp.Or(f.Text(c.Name), f.Text(c.Code)))
	code := slug(cmp.Or(f.Text(c.Code), f.Text(c.Name)))
	if code == "" {
		report.Add(f.Line, c.Code, "Le secteur n’a pas de code. Donnez-en un.")
		return nil, false
	}
	stream, ok := s.streamOf(f, c, o, report)
	if !ok {
		return nil, false
	}
	if stream != "" && (c.Own || o.Stream != "") {
		code = stream + "-" + code
	}
	m := &mapped{line: f.Line, sector: Sector{Code: code, Name: name, Stream: stream, Area: f.Area, Source: "carte " + stream}}
	if order, ok := f.Properties[c.Order].(float64); ok {
		m.sector.Position = int(order)
	}
	m.parts = polygons(f.Geometry)
	if f.Area.IsZero() || len(m.parts) == 0 {
		report.Add(f.Line, "geometry", "Le secteur doit être un polygone, ou plusieurs.")
		return nil, false
	}
	m.prose = Prose{
		Sector: code, Stream: stream,
		Text:      Words{text.SafeText(f.Text(c.TextFR)), text.SafeText(f.Text(c.TextEN))},
		Exception: Words{text.SafeText(f.Text(c.ExceptionFR)), text.SafeText(f.Text(c.ExceptionEN))},
	}
	return m, true
}

// streamOf is what the sector is for.
func (s *Service) streamOf(f geo.Feature, c columns, o SectorOptions, report *intake.Report) (string, bool) {
	stream := o.Stream
	if stream == "" && c.Stream != "" {
		said := f.Text(c.Stream)
		if stream = c.Streams[said]; stream == "" {
			stream = slug(said)
		}
		if stream == "" && c.Own {
			report.Add(f.Line, c.Stream, "Le fichier ne dit pas ce qui est ramassé. Dites-le à l’importation avec --flux, par exemple --flux=encombrants.")
			return "", false
		}
	}
	if stream != "" && s.memory().stream[stream] == nil {
		report.Add(f.Line, cmp.Or(c.Stream, "flux"), fmt.Sprintf("« %s » n’est pas une collecte de la ville. Importez d’abord le calendrier avec ce flux, ou nommez-en un avec --flux.", text.SafeLine(stream)))
		return "", false
	}
	return stream, true
}

// slug is a text as a code.
func slug(s string) string {
	return strings.Join(text.Tokens(s), "-")
}

// polygons are the coordinates of the polygons of a geometry.
func polygons(raw json.RawMessage) []json.RawMessage {
	var g struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	if json.Unmarshal(raw, &g) != nil {
		return nil
	}
	if g.Type == "Polygon" {
		return []json.RawMessage{g.Coordinates}
	}
	var parts []json.RawMessage
	if g.Type != "MultiPolygon" || json.Unmarshal(g.Coordinates, &parts) != nil {
		return nil
	}
	return parts
}

// multiPolygon is the geometry of a sector as it is kept.
func multiPolygon(parts []json.RawMessage) string {
	var b bytes.Buffer
	b.WriteString(`{"type":"MultiPolygon","coordinates":[`)
	for i, p := range parts {
		if i > 0 {
			b.WriteByte(',')
		}
		if json.Compact(&b, p) != nil {
			return ""
		}
	}
	b.WriteString("]}")
	return b.String()
}

func (s *Service) putSectors(ctx context.Context, tx *db.Tx, entries []*mapped, report *intake.Report) error {
	before, err := readSchedule(ctx, tx)
	if err != nil {
		return err
	}
	prose := map[[2]string]Prose{}
	for _, p := range before.prose {
		prose[[2]string{p.Sector, p.Stream}] = p
	}
	kept, sources := map[string]bool{}, map[string]bool{}
	unread := 0
	for _, m := range entries {
		kept[m.sector.Code], sources[m.sector.Source] = true, true
		changed, err := putMapped(ctx, tx, m, before, prose, s)
		if err != nil {
			return err
		}
		switch {
		case before.sector[m.sector.Code] == nil:
			report.Added++
		case changed:
			report.Changed++
		default:
			report.Unchanged++
		}
		if m.prose.Text.FR != "" && !m.prose.Checked {
			unread++
		}
	}
	if unread > 0 {
		report.Tell("Règles à saisir", fmt.Sprint(unread))
	}
	return dropSectors(ctx, tx, before, kept, sources, report)
}

// putMapped writes a sector of a map, keeping the streets it has. Prose that reads
// otherwise than before is to be read again.
func putMapped(ctx context.Context, tx *db.Tx, m *mapped, before *schedule, prose map[[2]string]Prose, s *Service) (changed bool, err error) {
	old := before.sector[m.sector.Code]
	if old != nil {
		m.sector.Ranges = old.Ranges
	}
	if old == nil || old.words() != m.sector.words() {
		changed = true
		if err := putSector(ctx, tx, m.sector); err != nil {
			return false, err
		}
	}
	if m.prose.Text.FR == "" || m.prose.Stream == "" {
		return changed, nil
	}
	was := prose[[2]string{m.prose.Sector, m.prose.Stream}]
	if was.Text == m.prose.Text && was.Exception == m.prose.Exception {
		m.prose.Checked = was.Checked
		return changed, nil
	}
	return true, putProse(ctx, tx, m.prose, s)
}

// dropSectors takes away what earlier maps had and these have not, where nothing names it.
func dropSectors(ctx context.Context, tx *db.Tx, before *schedule, kept, sources map[string]bool, report *intake.Report) error {
	named := map[string]bool{}
	for _, r := range before.rules {
		named[r.Sector] = true
	}
	for _, old := range before.sectors {
		if kept[old.Code] || !sources[old.Source] {
			continue
		}
		if named[old.Code] || len(old.Ranges) > 0 {
			report.Tell("Secteur gardé, car une règle ou une rue le nomme", old.Name)
			continue
		}
		if err := deleteSector(ctx, tx, old.Code); err != nil {
			return err
		}
		report.Gone++
	}
	return nil
}
