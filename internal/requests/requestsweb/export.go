package requestsweb

import (
	"context"
	"strings"
	"time"

	"sem/internal/dossier"
	"sem/internal/people"
	"sem/internal/requests"
)

// Export is everything that requests hold on the first person of the scope, as they may
// see it.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	whose := scope.People[0].Person.ID
	made, events, files, err := s.exportRequests(ctx, scope, whose)
	if err != nil {
		return nil, err
	}
	contacts, err := s.exportContacts(ctx, whose)
	if err != nil {
		return nil, err
	}
	return []dossier.Section{made, events, files, contacts}, nil
}

func (s Source) exportRequests(ctx context.Context, scope dossier.Scope, whose people.ID) (made, events, files dossier.Section, err error) {
	made = dossier.Section{Name: "demandes", Columns: []string{"numero", "suivi", "type", "etat", "titre", "description", "lieu", "canal", "recue_le", "promise_le", "reglee_le", "issue", "satisfaction"}}
	events = dossier.Section{Name: "demandes_evenements", Columns: []string{"numero", "rang", "le", "quoi", "par", "texte", "precision"}}
	files = dossier.Section{Name: "demandes_fichiers", Columns: []string{"numero", "fichier", "adresse", "description"}}
	rows, err := s.Requests.AllOf(ctx, whose)
	if err != nil {
		return made, events, files, err
	}
	for _, row := range rows {
		f, err := s.Requests.File(ctx, scope.Viewer, row.Request.Number)
		if err != nil {
			return made, events, files, err
		}
		r := f.Request
		made.Rows = append(made.Rows, []any{string(r.Number), r.Tracking, r.Type, string(r.State), r.Title, r.Description, r.PlaceLine, string(r.Channel), r.ReceivedAt, r.PromisedAt, r.ResolvedAt, r.OutcomeText, r.Satisfaction})
		for _, e := range f.Events {
			events.Rows = append(events.Rows, []any{string(r.Number), e.Rank, e.At, string(e.Kind), e.By.Name, e.Body, detail(e)})
		}
		for _, a := range f.Attachments {
			files.Rows = append(files.Rows, []any{string(r.Number), a.File, "/fichiers/" + a.File, a.Description})
		}
	}
	return made, events, files, nil
}

// detail keeps the account of a member of the staff to the city.
func detail(e requests.Event) string {
	if e.Kind == requests.DidAssign {
		return ""
	}
	return e.Detail
}

// batch is how many contacts are read at a time.
const batch = 500

func (s Source) exportContacts(ctx context.Context, whose people.ID) (dossier.Section, error) {
	section := dossier.Section{Name: "contacts", Columns: []string{"le", "canal", "sens", "sujet", "resultat", "rappel_promis", "rappel_fait", "demandes"}}
	seen := map[string]bool{}
	for before := (time.Time{}); ; {
		contacts, err := s.Requests.Interactions(ctx, whose, before, batch)
		if err != nil {
			return section, err
		}
		for _, i := range contacts {
			if seen[i.ID] {
				continue
			}
			seen[i.ID] = true
			numbers := make([]string, len(i.Requests))
			for n, number := range i.Requests {
				numbers[n] = string(number)
			}
			section.Rows = append(section.Rows, []any{i.At, string(i.Channel), string(i.Direction), i.Subject, string(i.Outcome), i.CallBackAt, i.CalledAt, strings.Join(numbers, " ")})
		}
		if len(contacts) < batch {
			return section, nil
		}
		before = contacts[len(contacts)-1].At
	}
}
