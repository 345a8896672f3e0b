package openingweb

import (
	"context"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/opening"
)

// Source is what the openings give to the citizen's file: where they stand in a line that moves.
type Source struct{ Pages Pages }

// Name is the room's name as a person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "L’ouverture des inscriptions") }

// ToDo are the turns of the viewer, and the lines in which they stand.
func (s Source) ToDo(ctx context.Context, scope dossier.Scope) ([]dossier.Task, error) {
	var tasks []dossier.Task
	for _, e := range s.Pages.Opening.Events() {
		if !e.Gathering(scope.Now) && !e.Guards(scope.Now) {
			continue
		}
		at, err := s.Pages.Opening.Position(ctx, scope.Viewer, e.ID)
		if err != nil {
			return nil, err
		}
		if task, ok := s.task(ctx, at); ok {
			tasks = append(tasks, task)
		}
	}
	return tasks, nil
}

// task is what somebody in a line has to know of it.
func (s Source) task(ctx context.Context, at opening.Position) (dossier.Task, bool) {
	name := s.Pages.name(ctx, at.Event)
	task := dossier.Task{Action: i18n.T(ctx, "Voir la file"), Path: at.Event.Path()}
	switch at.Standing {
	case opening.Present:
		task.Title = i18n.T(ctx, "Votre billet est pris : %s", name)
		task.Text = i18n.T(ctx, "L’ordre sera tiré au sort à %s.", i18n.Time(ctx, at.Event.Opens))
	case opening.Waiting:
		task.Title = i18n.T(ctx, "Votre rang est %[1]d : %[2]s", at.Rank, name)
		task.Text = s.Pages.ahead(ctx, at)
	case opening.Turn:
		task.Title = i18n.T(ctx, "C’est votre tour : %s", name)
		task.Text = i18n.T(ctx, "Inscrivez votre famille maintenant.")
		if !at.Until.IsZero() {
			task.Text = i18n.T(ctx, "Inscrivez-vous avant %s.", i18n.Time(ctx, at.Until))
		}
		task.Action, task.Path, task.Day, task.Lapses = i18n.T(ctx, "Ouvrir mon panier"), "/panier", at.Until, true
	case opening.Late:
		task.Title = i18n.T(ctx, "Le temps de votre tour est écoulé : %s", name)
		task.Text = i18n.T(ctx, "Ce qui est payé reste payé. Pour continuer, reprenez un rang.")
		task.Action = i18n.T(ctx, "Prendre un rang")
	default:
		return task, false
	}
	return task, true
}
