package accountsweb

import (
	"context"

	"sem/internal/accounts"
	"sem/internal/dossier"
	"sem/internal/i18n"
)

// Source is the part of the door in the citizen's file.
type Source struct{ Accounts *accounts.Service }

// Name is the room's name as the person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "votre compte") }

// Export is the viewer's own account and the sessions it has open, without anything that
// would open it.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	p, err := s.Accounts.Profile(ctx, scope.Viewer)
	if err != nil {
		return nil, err
	}
	open, err := s.Accounts.OpenSessions(ctx, scope.Viewer)
	if err != nil {
		return nil, err
	}
	a := p.Account
	account := dossier.Section{
		Name:    "compte",
		Columns: []string{"code_utilisateur", "taille_texte", "theme", "police", "langue", "deuxieme_facteur", "ouvert_le", "change_le"},
		Rows:    [][]any{{a.UserCode, a.Prefs.Text, a.Prefs.Theme, a.Prefs.Font, string(a.Prefs.Language), p.HasFactor, a.CreatedAt, a.UpdatedAt}},
	}
	sessions := dossier.Section{Name: "seances", Columns: []string{"appareil", "reseau", "gardee", "ouverte_le", "vue_le", "prend_fin_le"}}
	for _, one := range open {
		sessions.Rows = append(sessions.Rows, []any{i18n.Translate(ctx, one.Device), one.Origin, one.Remembered, one.CreatedAt, one.LastSeenAt, one.ExpiresAt})
	}
	return []dossier.Section{account, sessions}, nil
}
