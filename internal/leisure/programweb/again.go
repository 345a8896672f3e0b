package programweb

import (
	"context"
	"errors"
	"net/http"

	"github.com/a-h/templ"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// again shows a form once more with what is wrong; what is not about the answers is not the
// form's matter.
func (p Pages) again(w http.ResponseWriter, r *http.Request, err error, page func(ui.Problems) templ.Component) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	problems := ui.ProblemsOf(r.Context(), err)
	if len(problems) == 0 {
		problems = ui.Problems{{Message: i18n.Message(r.Context(), f)}}
	}
	if c, ok := errors.AsType[*leisure.Changed](err); ok {
		problems = ui.Problems{{Message: p.changedWords(r.Context(), c)}}
	}
	return ui.Show(w, r, ui.Status(err), page(problems))
}

// sent is what a form carries beside its answers.
func sent(r *http.Request, seen string) leisure.Sent {
	return leisure.Sent{Key: key(r), Seen: leisure.Mark(seen)}
}

// seenNow is the mark that a form carries when it is shown again: that of the thing as it is,
// once its reader was told that it changed, so that sending again is a decision.
func (p Pages) seenNow(ctx context.Context, seen string, err error) string {
	c, ok := errors.AsType[*leisure.Changed](err)
	if !ok {
		return seen
	}
	if err := p.Leisure.Refresh(ctx); err != nil {
		return seen // The next sending is refused alike, and asks again.
	}
	return string(c.Now)
}

// changedWords say who changed what, and when, since a form was opened.
func (p Pages) changedWords(ctx context.Context, c *leisure.Changed) string {
	when, who := i18n.DateTime(ctx, c.At), ""
	if p.Staff != nil && c.By != "" {
		who = p.Staff.StaffName(c.By)
	}
	var what []string
	for _, name := range c.Parts {
		what = append(what, partWords(ctx, name))
	}
	says := i18n.T(ctx, "Ceci a changé depuis que vous l’avez ouvert, le %s.", when)
	switch {
	case who != "" && len(what) > 0:
		says = i18n.T(ctx, "%[1]s a changé ceci depuis que vous l’avez ouvert, le %[2]s : %[3]s.", who, when, i18n.List(ctx, what))
	case who != "":
		says = i18n.T(ctx, "%[1]s a changé ceci depuis que vous l’avez ouvert, le %[2]s.", who, when)
	case len(what) > 0:
		says = i18n.T(ctx, "Ceci a changé depuis que vous l’avez ouvert, le %[1]s : %[2]s.", when, i18n.List(ctx, what))
	}
	return says + " " + i18n.T(ctx, "Rien de ce que vous avez écrit n’est enregistré. Vérifiez-le, puis envoyez de nouveau pour remplacer ce changement.")
}

// partWords name a field of a form in a sentence.
func partWords(ctx context.Context, name string) string {
	words := map[string]string{
		"activite": i18n.T(ctx, "l’activité"), "code": i18n.T(ctx, "le code"), "nom": i18n.T(ctx, "le nom"), "titre": i18n.T(ctx, "le titre"),
		"texte": i18n.T(ctx, "le texte"), "apporter": i18n.T(ctx, "ce qu’il faut apporter"), "categorie": i18n.T(ctx, "la catégorie"),
		"organisme": i18n.T(ctx, "l’organisme"), "prealables": i18n.T(ctx, "les préalables"), "politique": i18n.T(ctx, "la politique de remboursement"),
		"formulaires": i18n.T(ctx, "les formulaires"), "modes": i18n.T(ctx, "la façon de s’inscrire"), "fenetres": i18n.T(ctx, "les dates d’inscription"),
		"debut": i18n.T(ctx, "le premier jour"), "fin": i18n.T(ctx, "le dernier jour"), "ages": i18n.T(ctx, "le jour où l’âge compte"),
		"famille": i18n.T(ctx, "les rabais aux familles"), "tirage": i18n.T(ctx, "la salle d’attente"), "publiee": i18n.T(ctx, "la publication"),
		"lieu": i18n.T(ctx, "le lieu"), "salle": i18n.T(ctx, "la salle"), "animation": i18n.T(ctx, "l’animation"),
		"age_min": i18n.T(ctx, "l’âge minimal"), "age_max": i18n.T(ctx, "l’âge maximal"), "places": i18n.T(ctx, "les places"),
		"minimum": i18n.T(ctx, "le minimum"), "guichet": i18n.T(ctx, "les places gardées pour le guichet"), "guichet_fin": i18n.T(ctx, "la fin de ces places gardées"),
		"quota": i18n.T(ctx, "le partage des places"), "attente": i18n.T(ctx, "la liste d’attente"), "sans": i18n.T(ctx, "les jours sans cours"),
		"horaire": i18n.T(ctx, "l’horaire"), "prix": i18n.T(ctx, "les prix"), "options": i18n.T(ctx, "les options"), "annule": i18n.T(ctx, "l’annulation"),
		"adresse": i18n.T(ctx, "l’adresse"), "latitude": i18n.T(ctx, "le point sur le plan"), "accessible": i18n.T(ctx, "l’accès en fauteuil"),
		"etapes": i18n.T(ctx, "les étapes"),
	}
	return words[name]
}
