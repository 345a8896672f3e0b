package requestsweb

import (
	"context"
	"strings"
	"time"

	"sem/internal/dossier"
	"sem/internal/i18n"
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
	made = dossier.Section{Name: "demandes", Columns: []string{"numero", "suivi", "sujet", "etat", "titre", "description", "reponses", "lieu", "service", "pour", "joindre", "canal", "recue_le", "promise_le", "reglee_le", "issue", "satisfaction"}}
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
		made.Rows = append(made.Rows, []any{string(r.Number), r.Tracking, f.Type.Label.In(ctx), r.State.Words(ctx), r.Title, r.Description, answers(ctx, f), r.PlaceLine,
			f.Department.Name.In(ctx), f.Beneficiary.Name(), r.ContactValue, r.Channel.Words(ctx), r.ReceivedAt, r.PromisedAt, r.ResolvedAt, r.OutcomeText, rated(r)})
		for _, e := range f.Events {
			events.Rows = append(events.Rows, []any{string(r.Number), e.Rank, e.At, e.Words(ctx), e.By.Name, e.Body, detail(e)})
		}
		for _, a := range f.Attachments {
			files.Rows = append(files.Rows, []any{string(r.Number), a.File, "/fichiers/" + a.File, a.Description})
		}
	}
	return made, events, files, nil
}

// answers are the questions of the type with what was answered, one a line.
func answers(ctx context.Context, f requests.File) string {
	var all []string
	for _, q := range f.Type.Questions {
		if value := f.Request.Answers[q.Code]; value != "" {
			all = append(all, i18n.T(ctx, "%s Réponse : %s", q.Label.In(ctx), q.Answered(ctx, value)))
		}
	}
	return strings.Join(all, "\n")
}

// rated is a judgment from 1 to 5, and nothing before there is one.
func rated(r requests.Request) any {
	if r.Satisfaction == 0 {
		return ""
	}
	return r.Satisfaction
}

// detail keeps the account of a member of the staff to the city.
func detail(e requests.Event) string {
	if e.Kind == requests.DidAssign {
		return ""
	}
	return e.Detail
}

func direction(ctx context.Context, i requests.Interaction) string {
	if i.Direction == requests.Out {
		return i18n.T(ctx, "De la Ville à vous")
	}
	return i18n.T(ctx, "De vous à la Ville")
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
			section.Rows = append(section.Rows, []any{i.At, i.Channel.Words(ctx), direction(ctx, i), i.Subject, result(ctx, i), i.CallBackAt, i.CalledAt, strings.Join(numbers, " ")})
		}
		if len(contacts) < batch {
			return section, nil
		}
		before = contacts[len(contacts)-1].At
	}
}
