package leisureweb

import (
	"context"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/registration"
	"sem/internal/ui"
)

// people says where each of the family stands, and what they may do.
func (p *Pages) people(ctx context.Context, s *search, program *leisure.Program, h leisure.Hit, v *groupView) error {
	var waiting []*member
	for _, m := range s.family.members {
		one, waits, err := p.person(ctx, s, program, h, m)
		if err != nil {
			return err
		}
		v.People = append(v.People, one)
		if waits {
			waiting = append(waiting, m)
		}
	}
	v.Wait = waitOf(ctx, h.Group, waiting)
	return nil
}

// person is one of the family. waits tells that the waiting list is open to them.
func (p *Pages) person(ctx context.Context, s *search, program *leisure.Program, h leisure.Hit, m *member) (v personView, waits bool, err error) {
	v = personView{ID: string(m.person.ID), Title: m.person.Name(), Who: whoOf(m)}
	if m.self {
		v.Title = i18n.T(ctx, "Vous")
	}
	b := builder{p: p, s: s, program: program, h: h, c: &cardView{Title: v.Title}}
	if place, ok := m.places[h.Group.ID]; ok {
		b.placed(ctx, m, place)
		v.Tag, v.Says, v.Deeds = b.c.Tags[0], b.c.Says, b.c.Deeds
		if place.State == registration.Wished || place.State == registration.Held {
			v.Notes = clashNotes(ctx, program, m, h.Group)
		}
		return v, false, nil
	}
	found, err := p.findings(ctx, program, m, h.Group, h.Left, s.now)
	if err != nil {
		return v, false, err
	}
	v.Why = reasons(ctx, found)
	st := stateOf(h.Activity, h.Group, b.openingFor(m), h.Left)
	switch {
	case !m.mayAct:
		v.Tag = ui.TagOf{Label: i18n.T(ctx, "À voir par un autre adulte"), Icon: "i-info"}
		v.Why = []reason{{Text: i18n.T(ctx, "Vous n’avez pas le droit d’inscrire cette personne."), Remedy: i18n.T(ctx, "Un adulte du foyer peut vous le donner.")}}
		return v, false, nil
	case standing(found).Answer == leisure.No:
		v.Tag = ui.TagOf{Label: i18n.T(ctx, "Pas possible"), Icon: "i-x"}
		if standing(found).Rule == leisure.RulePrerequisite {
			v.Tag = ui.TagOf{Label: i18n.T(ctx, "Sous condition"), Icon: "i-info"}
		}
		return v, false, nil
	}
	v.Notes = clashNotes(ctx, program, m, h.Group)
	v.Tag = ui.TagOf{Label: i18n.T(ctx, "Possible"), Icon: "i-check", Tone: ui.OK}
	if standing(found).Answer == leisure.Unknown {
		v.Tag = ui.TagOf{Label: i18n.T(ctx, "À vérifier"), Icon: "i-info", Tone: ui.Warn}
	}
	if st == stFull {
		v.Tag = ui.TagOf{Label: i18n.T(ctx, "Complet"), Icon: "i-x", Tone: ui.Bad}
		return v, h.Group.Waits, nil
	}
	p.wayIn(ctx, &v, st, h.Group, m, b.openingFor(m))
	return v, false, nil
}

// reasons are the rules that stand against somebody, with their remedies. Who is not of the age
// is told only that: what they should have passed before would not help them.
func reasons(ctx context.Context, found leisure.Findings) []reason {
	var all []reason
	for _, one := range found.Against() {
		why := reason{Text: one.Reason(ctx), Remedy: one.Remedy(ctx), Open: one.Answer == leisure.Unknown}
		if one.Rule == leisure.RuleAge && one.Answer == leisure.No {
			return []reason{why}
		}
		all = append(all, why)
	}
	return all
}

func clashNotes(ctx context.Context, program *leisure.Program, m *member, g *leisure.Group) []string {
	if words := clashWords(ctx, program, m, g); words != "" {
		return []string{words}
	}
	return nil
}

// wayIn is the deed that puts a member into the cart, with the options of the group.
func (p *Pages) wayIn(ctx context.Context, v *personView, st state, g *leisure.Group, m *member, o leisure.Opening) {
	d := deed{
		Action: "/panier/ajouter", Key: forms.NewKey(), Icon: "i-plus",
		Fields: []ui.HiddenField{{Name: "groupe", Value: string(g.ID)}, {Name: "personne", Value: string(m.person.ID)}},
	}
	switch st {
	case stSoon:
		d.Label = wishLabel(ctx, m)
		v.Tag = ui.TagOf{Label: i18n.T(ctx, "Ouvre %s", opens(ctx, o.Next)), Icon: "i-clock-countdown", Tone: ui.Info}
	case stFew, stPlaces:
		d.Label, d.Fields = registerLabel(ctx, m), append(d.Fields, atOnce(g)...)
	default:
		v.Tag = stateTag(ctx, st, o)
		return
	}
	if len(g.Options) == 0 {
		v.Deeds = []deed{d}
		return
	}
	field := ui.Field{Name: "option", ID: "option-" + string(m.person.ID), Label: i18n.T(ctx, "En plus, si vous voulez"), Small: true}
	for _, option := range g.Options {
		field.Options = append(field.Options, ui.Option{Value: option.Code, Label: i18n.T(ctx, "%[1]s, %[2]s", option.Name.In(ctx), option.Amount.In(string(i18n.Lang(ctx))))})
	}
	v.Choose = &chooseView{Deed: d, Options: field}
}

// waitOf is the form of the waiting list for those who may go on it.
func waitOf(ctx context.Context, g *leisure.Group, some []*member) *waitView {
	if len(some) == 0 {
		return nil
	}
	v := &waitView{Key: forms.NewKey(), Group: string(g.ID)}
	if len(some) == 1 {
		v.Alone, v.Label = string(some[0].person.ID), waitLabel(ctx, some[0])
		return v
	}
	v.Label = i18n.T(ctx, "Aller sur la liste d’attente")
	v.People = ui.Field{Name: "personne", Label: i18n.T(ctx, "Qui attend une place?"), Hint: i18n.T(ctx, "Ensemble : les places vous sont offertes le même jour, ou pas du tout.")}
	for _, m := range some {
		label := m.person.Name()
		if m.self {
			label = i18n.T(ctx, "Moi")
		}
		v.People.Options = append(v.People.Options, ui.Option{Value: string(m.person.ID), Label: label})
	}
	return v
}
