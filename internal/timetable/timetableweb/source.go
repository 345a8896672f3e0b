package timetableweb

import (
	"context"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/timetable"
)

// Source is what timetables give to the citizen's file: a copy of what the viewer keeps on
// theirs, and the addresses that are open, without their secrets. The classes themselves come
// from registration.
type Source struct{ Timetable *timetable.Service }

// Name is the room's name as a person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "Votre horaire") }

// Export is everything timetables hold on the viewer.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	f, err := s.Timetable.Look(ctx, scope.Viewer)
	if err != nil {
		return nil, err
	}
	kept := dossier.Section{Name: "horaire_activites", Columns: []string{"activite", "groupe", "pour"}}
	for _, one := range f.Kept() {
		kept.Rows = append(kept.Rows, []any{one.Activity.Title.In(ctx), one.Course.Code, scope.GivenName(one.Person)})
	}
	open, err := s.Timetable.Feeds(ctx, scope.Viewer)
	if err != nil {
		return nil, err
	}
	feeds := dossier.Section{Name: "horaire_abonnements", Columns: []string{"de", "cree_le"}}
	for _, feed := range open {
		feeds.Rows = append(feeds.Rows, []any{scope.GivenName(feed.Person), feed.Made})
	}
	return []dossier.Section{kept, feeds}, nil
}
