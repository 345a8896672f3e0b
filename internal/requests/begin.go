package requests

import (
	"strings"
	"time"
	"unicode/utf8"

	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/people"
)

// Report is what somebody tells the city, on any channel, and that asks for work.
type Report struct {
	Type         string // Type is the code of a type.
	Title        string // Title is the type's label when it is empty.
	Description  string
	Answers      map[string]string
	Channel      Channel
	ReportedBy   people.ID
	Beneficiary  people.ID
	EnteredBy    string
	ContactName  string
	ContactValue string
	PlaceLine    string
	AddressID    string
	DistrictID   string // DistrictID is worked out from the address or the point when it is empty.
	Lat, Lon     float64
	Files        []files.File // Files are saved already; they are kept with the request.
	DraftID      string       // DraftID is the draft the report was made from; it is dropped.
}

// Check refuses a report that its type cannot use, field by field.
func (report Report) Check(t Type) error {
	var p fault.Problems
	if utf8.RuneCountInString(report.Title) > longestTitle {
		p.Add("title", "Ce titre est trop long. Écrivez au plus 120 caractères.")
	}
	if utf8.RuneCountInString(report.Description) > longestText {
		p.Add("description", "Ce texte est trop long. Écrivez au plus 5 000 caractères.")
	}
	if t.NeedsPlace && strings.TrimSpace(report.PlaceLine) == "" && report.AddressID == "" && report.Lat == 0 {
		p.Add("place", "Entrez l’adresse du problème, ou placez un point sur le plan.")
	}
	if report.Lat < -90 || report.Lat > 90 || report.Lon < -180 || report.Lon > 180 {
		p.Add("place", "Ce point n’est pas sur la Terre. Placez-le de nouveau sur le plan.")
	}
	for _, q := range t.Questions {
		value := report.Answers[q.Code]
		if q.Kind == AskFile && len(report.Files) > 0 {
			continue
		}
		q.check(value, &p)
	}
	return p.Err()
}

// Begin makes a request of a report that was checked. The caller gives it its number and
// its tracking code.
func Begin(id ID, report Report, a Act) (Request, Event) {
	r := Request{
		ID:           id,
		Type:         a.Type.Code,
		TypeVersion:  a.Type.Version,
		Department:   a.Type.Department,
		State:        Received,
		Title:        strings.TrimSpace(report.Title),
		Description:  strings.TrimSpace(report.Description),
		Answers:      keep(a.Type, report.Answers),
		Channel:      report.Channel,
		ReportedBy:   report.ReportedBy,
		Beneficiary:  report.Beneficiary,
		EnteredBy:    report.EnteredBy,
		ContactName:  strings.TrimSpace(report.ContactName),
		ContactValue: strings.TrimSpace(report.ContactValue),
		PlaceLine:    strings.TrimSpace(report.PlaceLine),
		AddressID:    report.AddressID,
		DistrictID:   report.DistrictID,
		Lat:          report.Lat,
		Lon:          report.Lon,
		ReceivedAt:   a.At,
		AnswerBy:     a.Type.AnswerBy(a.Calendar, a.At),
		PromisedAt:   a.Type.SolvedBy(a.Calendar, a.At),
		Events:       1,
		UpdatedAt:    a.At,
	}
	if r.Title == "" {
		r.Title = a.Type.Label.FR
	}
	return r, Event{Request: id, Rank: 1, At: a.At, Kind: DidReport, Visibility: ForCitizen, By: a.By, To: Received, Detail: string(report.Channel)}
}

// keep drops the answers to questions that the type does not ask.
func keep(t Type, answers map[string]string) map[string]string {
	kept := map[string]string{}
	for _, q := range t.Questions {
		if value := strings.TrimSpace(answers[q.Code]); value != "" {
			kept[q.Code] = value
		}
	}
	return kept
}

// ContestedBefore is until when a settled request may be contested; the zero time for one
// that is not settled.
func (r *Request) ContestedBefore(t Type, c Calendar) time.Time {
	if r.ResolvedAt.IsZero() {
		return time.Time{}
	}
	return c.Due(r.ResolvedAt, t.Target.Contest)
}
