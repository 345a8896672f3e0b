package programweb

import (
	"context"
	"slices"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// groupResult is what people read of a group, with the classes that its slots make.
type groupResult struct {
	Title   string
	Facts   []ui.Fact
	Classes string
	Days    []string
	Windows []string
	Inherit string // Inherit says whose windows count when the group has none.
}

func (p Pages) groupResult(ctx context.Context, g leisure.Group) *groupResult {
	program := p.Leisure.Program()
	v := &groupResult{Title: titleOf(ctx, program, &g), Facts: groupFacts(ctx, program, &g)}
	v.Facts = append(v.Facts, priceFacts(ctx, &g)...)
	var holiday func(civil.Day) bool
	if p.Leisure.Calendar != nil {
		holiday = p.Leisure.Calendar.Holiday
	}
	classes := g.Classes(holiday)
	v.Classes = i18n.TN(ctx, "%d cours", "%d cours", len(classes))
	for _, o := range classes {
		v.Days = append(v.Days, i18n.T(ctx, "%[1]s, %[2]s", i18n.Sentence(i18n.Date(ctx, o.Day.At(12))), leisure.HourWords(ctx, o.Start, o.End)))
	}
	v.Windows, v.Inherit = groupWindows(ctx, program, &g)
	return v
}

// groupWindows are the windows that count for a group, and whose they are.
func groupWindows(ctx context.Context, program *leisure.Program, g *leisure.Group) (says []string, whose string) {
	if len(g.Windows) > 0 {
		return windowLines(ctx, g.Windows), i18n.T(ctx, "Fenêtres du groupe")
	}
	if a, known := program.Activity(g.Activity); known && len(a.Windows) > 0 {
		return windowLines(ctx, a.Windows), i18n.T(ctx, "Fenêtres de l’activité")
	}
	if s, known := program.Session(g.Session); known && len(s.Windows) > 0 {
		return windowLines(ctx, s.Windows), i18n.T(ctx, "Fenêtres de la session")
	}
	return nil, i18n.T(ctx, "La date d’inscription n’est pas annoncée.")
}

// groupFacts are what a card of the catalogue says.
func groupFacts(ctx context.Context, program *leisure.Program, g *leisure.Group) []ui.Fact {
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "Âge"), Value: i18n.Sentence(g.AgeWords(ctx))},
		{Label: i18n.T(ctx, "Quand"), Value: i18n.Sentence(whenWords(ctx, g))},
	}
	if g.From != g.To {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Dates"), Value: i18n.Sentence(span(ctx, g.From, g.To))})
	}
	if where := program.PlaceWords(g.Site, g.Room); where != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Où"), Value: where})
	}
	if g.Instructor != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Animation"), Value: g.Instructor})
	}
	return facts
}

// priceFacts are the prices and the options of a group.
func priceFacts(ctx context.Context, g *leisure.Group) (facts []ui.Fact) {
	lang := string(i18n.Lang(ctx))
	for _, price := range g.Prices {
		f := ui.Fact{Label: audienceWords(ctx, price.Audience), Value: price.Amount.In(lang)}
		if price.From != 0 {
			f.Value = i18n.T(ctx, "%[1]s à partir du %[2]s", f.Value, i18n.DateOnly(ctx, price.From.At(12)))
		}
		facts = append(facts, f)
	}
	for _, o := range g.Options {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "En plus : %s", o.Name.In(ctx)), Value: o.Amount.In(lang)})
	}
	return facts
}

// groupNotes are what a change does to those who are in the group, said before it is made.
func (p Pages) groupNotes(ctx context.Context, g leisure.Group) (notes []string) {
	before, known := p.Leisure.Program().Group(g.ID)
	if !known {
		return nil
	}
	left := p.Leisure.Left(before)
	taken := left.Taken + left.Held
	if g.Places < taken {
		notes = append(notes, i18n.TN(ctx, "%d place est déjà prise : personne ne la perd, et plus personne n’entre.", "%d places sont déjà prises : personne ne perd la sienne, et plus personne n’entre.", taken))
	}
	if g.Places > before.Places && left.Waiting > 0 {
		notes = append(notes, i18n.TN(ctx, "%d personne attend : les nouvelles places lui sont offertes d’abord.", "%d personnes attendent : les nouvelles places leur sont offertes d’abord.", left.Waiting))
	}
	moved := g.From != before.From || g.To != before.To || g.Site != before.Site || g.Room != before.Room || !slices.Equal(g.Slots, before.Slots) || !slices.Equal(g.Without, before.Without)
	if moved && taken > 0 {
		notes = append(notes, i18n.T(ctx, "Des personnes sont inscrites : leurs calendriers suivent, mais aucun message ne part. Pour les avertir, déplacez ou annulez chaque cours depuis la page du groupe."))
	}
	if g.Quota != "" && g.Quota == before.Quota && len(p.Leisure.Program().Sharing(before)) > 1 {
		notes = append(notes, i18n.T(ctx, "Les places sont partagées : les autres groupes du partage changent aussi."))
	}
	return notes
}
