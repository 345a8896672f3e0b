package programweb

import (
	"context"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// gapsShown is how many places are named where something is missing.
const gapsShown = 5

// gaps gathers where something is missing.
type gaps struct {
	where []ui.Link
	more  int
}

func (g *gaps) add(label, href string) {
	if len(g.where) == gapsShown {
		g.more++
		return
	}
	g.where = append(g.where, ui.Link{Label: label, Href: href})
}

// missingOf are what people would look for in vain in a session.
func missingOf(ctx context.Context, program *leisure.Program, s *leisure.Session, now time.Time) (all []missing) {
	var priceless, closed, placeless, empty, noPlaces gaps
	for _, g := range program.GroupsOf(s.ID) {
		if g.Cancelled {
			continue
		}
		name, edit := i18n.T(ctx, "%[1]s (%[2]s)", titleOf(ctx, program, g), g.Code), groupsPath+string(g.ID)+"/modifier"
		if _, all := program.Given(g.ID, 0); all == 0 {
			empty.add(name, edit)
		}
		if g.Site == "" {
			placeless.add(name, edit)
		}
		if !registered(program, g) {
			continue
		}
		if g.Places == 0 {
			noPlaces.add(name, edit)
		}
		if _, priced := program.Price(g, leisure.Resident, civil.DayOf(now)); !priced {
			priceless.add(name, edit)
		}
		if program.Window(g, leisure.Resident, leisure.Web, now).Never() && program.Window(g, leisure.Resident, leisure.Counter, now).Never() {
			closed.add(name, edit)
		}
	}
	var ruleless, french gaps
	for _, a := range program.ActivitiesOf(s.ID) {
		title, edit := a.Title.In(ctx), activityPath+string(a.ID)
		if _, known := program.Policy(a.Policy); !known && !a.Free {
			ruleless.add(title, edit)
		}
		if a.Title.EN == "" || a.Text.FR != "" && a.Text.EN == "" {
			french.add(title, edit)
		}
	}
	tell := func(g gaps, text string) {
		if len(g.where) == 0 {
			return
		}
		one := missing{Text: text, Where: g.where}
		if g.more > 0 {
			one.More = i18n.TN(ctx, "et %d autre", "et %d autres", g.more)
		}
		all = append(all, one)
	}
	if len(program.GroupsOf(s.ID)) == 0 {
		all = append(all, missing{Text: i18n.T(ctx, "La session n’a aucun groupe.")})
	}
	tell(closed, i18n.T(ctx, "Personne ne peut s’inscrire : aucune date d’ouverture."))
	tell(priceless, i18n.T(ctx, "Aucun prix pour les résidents."))
	tell(noPlaces, i18n.T(ctx, "Aucune place."))
	tell(empty, i18n.T(ctx, "Aucun cours : il manque une plage horaire, ou tous les cours sont annulés."))
	tell(placeless, i18n.T(ctx, "Aucun lieu."))
	tell(ruleless, i18n.T(ctx, "Aucune politique de remboursement."))
	tell(french, i18n.T(ctx, "Rien en anglais : les gens liront le français."))
	return all
}
