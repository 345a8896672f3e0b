package siteweb

import (
	"context"

	"sem/internal/i18n"
	"sem/internal/ui"
)

// password is that of every account of the demonstration.
const password = "demo-saint-eustache"

// cast is who may be played, and what there is to see.
func cast(ctx context.Context) ui.TableOf {
	t := ui.TableOf{
		Caption: i18n.T(ctx, "Comptes de la démonstration"), Quiet: true,
		Columns: []ui.ColumnOf{{Label: i18n.T(ctx, "Code ou courriel")}, {Label: i18n.T(ctx, "Qui")}},
	}
	add := func(code, who string) {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{{Text: code}, {Text: who}}})
	}
	add("100001", i18n.T(ctx, "Marie Tremblay, propriétaire, deux enfants, des demandes par le web, le téléphone, le comptoir, le courriel et la lettre"))
	add("100002", i18n.T(ctx, "Une locataire sans enfant"))
	add("100003", i18n.T(ctx, "Une personne aînée, avec un texte à 200 %%, un contraste élevé et une proche qui l’aide"))
	add("100004", i18n.T(ctx, "L’autre parent des enfants de Marie, dans une autre famille"))
	add("agent@demo.sem", i18n.T(ctx, "Agente au guichet : appels, comptoir, courriels"))
	add("travaux@demo.sem", i18n.T(ctx, "Travaux publics : les demandes de son service"))
	add("loisirs@demo.sem", i18n.T(ctx, "Loisirs"))
	add("communications@demo.sem", i18n.T(ctx, "Communications"))
	add("moderation@demo.sem", i18n.T(ctx, "Modération des groupes"))
	add("vieprivee@demo.sem", i18n.T(ctx, "Responsable de la vie privée : le journal des consultations"))
	add("admin@demo.sem", i18n.T(ctx, "Administration : le personnel et ses rôles"))
	return t
}
