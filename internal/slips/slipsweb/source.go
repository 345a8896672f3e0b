package slipsweb

import (
	"context"
	"slices"
	"strconv"
	"time"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/slips"
)

// Source is what slips give to the payer's file: what is asked of them, the slips that were
// issued, and a copy of it all without the social insurance number. It is the payer's own.
type Source struct{ Pages Pages }

// Name is the room's name as the person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "Vos relevés 24") }

// ToDo is what a slip needs of whoever was never heard, and the requests of another parent.
func (s Source) ToDo(ctx context.Context, scope dossier.Scope) ([]dossier.Task, error) {
	me := people.ID(scope.Viewer.Person)
	waiting, err := s.Pages.Slips.Waiting(ctx, me)
	if err != nil {
		return nil, err
	}
	var tasks []dossier.Task
	if len(waiting) > 0 {
		tasks = append(tasks, dossier.Task{Title: i18n.T(ctx, "Partager des frais de garde?"), Text: i18n.T(ctx, "L’autre parent attend votre réponse."), Action: i18n.T(ctx, "Répondre"), Path: slips.Path})
	}
	ask, err := s.Pages.Slips.Unanswered(ctx, me)
	if ask {
		tasks = append(tasks, dossier.Task{Title: i18n.T(ctx, "Votre relevé 24"), Text: i18n.T(ctx, "Dites comment le recevoir, pour les frais de garde que vous avez payés."), Action: i18n.T(ctx, "Compléter"), Path: slips.Path})
	}
	return tasks, err
}

const kindSlips = "releves"

// Kinds are the slips.
func (Source) Kinds(ctx context.Context) []dossier.Kind {
	return []dossier.Kind{{Value: kindSlips, Label: i18n.T(ctx, "Relevés d’impôt")}}
}

// Entries are the slips that were issued, the newest first.
func (s Source) Entries(ctx context.Context, scope dossier.Scope, f dossier.Filter) ([]dossier.Entry, error) {
	me := people.ID(scope.Viewer.Person)
	if f.Kind != "" && f.Kind != kindSlips || f.Person != "" && f.Person != me {
		return nil, nil
	}
	issued, err := s.Pages.Slips.SlipsOf(ctx, me)
	var all []dossier.Entry
	for _, slip := range issued {
		if f.Before.IsZero() || slip.IssuedAt.Before(f.Before) {
			all = append(all, dossier.Entry{
				At: slip.IssuedAt, Kind: kindSlips, Icon: "i-receipt", Path: slips.Path,
				Title: i18n.T(ctx, "Relevé 24 de %d", slip.Year), Text: i18n.T(ctx, "%[1]s, pour %[2]s.", codeWords(ctx, slip.Code), slips.Named(slip.Content.ChildName)),
			})
		}
	}
	slices.SortStableFunc(all, func(a, b dossier.Entry) int { return b.At.Compare(a.At) })
	if f.Limit > 0 {
		all = all[:min(len(all), f.Limit)]
	}
	return all, err
}

// Export is every slip of the viewer with its lines, and what they told. The number is not in
// it: nobody reads it again, not even its owner.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	me := people.ID(scope.Viewer.Person)
	made := dossier.Section{Name: "releves_24", Columns: []string{"annee", "numero", "code", "remplace", "enfant", "naissance", "jours", "case_c", "case_d", "case_e", "moitie", "fait_le"}}
	lines := dossier.Section{Name: "releves_24_lignes", Columns: []string{"numero", "code", "date", "facture", "ligne", "compte", "montant"}}
	data := dossier.Section{Name: "releves_24_donnees", Columns: []string{"numero_assurance_sociale", "enregistre_le", "en_ligne", "accepte_le", "retire_le"}}
	issued, err := s.Pages.Slips.SlipsOf(ctx, me)
	if err != nil {
		return nil, err
	}
	for _, p := range issued {
		c := p.Content
		made.Rows = append(made.Rows, []any{strconv.Itoa(p.Year), p.Number, string(p.Code), p.Replaces, c.ChildName, c.ChildBirth, c.Days, c.Paid.Plain(), c.Ineligible.Plain(), c.Eligible.Plain(), c.Halved, p.IssuedAt})
		for _, l := range c.Lines {
			lines.Rows = append(lines.Rows, []any{p.Number, string(p.Code), l.Day.String(), l.Bill, l.Text.In(ctx), l.Childcare, l.Amount.Plain()})
		}
	}
	told, err := s.Pages.Slips.ToldBy(ctx, me)
	if told != (slips.Told{}) {
		data.Rows = append(data.Rows, []any{keptWords(ctx, told.NAS), stamp(told.NASAt), told.Electronic, stamp(told.ConsentedAt), stamp(told.WithdrawnAt)})
	}
	return []dossier.Section{made, lines, data}, err
}

// stamp is a time of the export, empty when there is none.
func stamp(t time.Time) any {
	if t.IsZero() {
		return ""
	}
	return t
}
