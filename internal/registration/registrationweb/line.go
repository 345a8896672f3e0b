package registrationweb

import (
	"context"
	"net/url"
	"time"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

// lineView is one place of a cart.
type lineView struct {
	ID       string
	Href     string
	Title    string
	Spoken   string // Spoken follows the buttons for screen readers: " Danse, Zoé".
	When     []string
	Tag      ui.TagOf
	Text     string
	Checks   []checkView
	Clashes  []string
	Price    []amountView
	Sum      amountView
	Wait     string
	Remove   string
	Key      string
	Override *overrideView
}

type checkView struct {
	Tone, Icon, Spoken string
	Text, Remedy       string
	Link               ui.Link
}

// lineOf is one place of a cart.
func (p Pages) lineOf(ctx context.Context, at stand, line registration.CartLine, person people.Person, now time.Time) lineView {
	c := courseOf(p.Leisure.Program(), line.Group)
	v := lineView{
		ID: string(line.ID), Href: c.path(), Title: c.title(ctx), When: c.when(ctx), Tag: stateTag(ctx, line.Place),
		Checks: checksOf(ctx, c, line.Findings, line.State == registration.Held), Remove: at.base + "/retirer", Key: forms.NewKey(),
		Sum: amountView{i18n.T(ctx, "Prix"), dollars(ctx, line.Total())},
	}
	v.Spoken = i18n.T(ctx, " : %[1]s, %[2]s", v.Title, given(person))
	if len(line.Place.Price) > 1 {
		for _, l := range line.Place.Price {
			v.Price = append(v.Price, amountView{l.Text.In(ctx), dollars(ctx, l.Amount)})
		}
	}
	for _, clash := range line.Clashes {
		v.Clashes = append(v.Clashes, p.clashWords(ctx, clash, given(person)))
	}
	if at.channel == leisure.Counter {
		if v.Override = overridable(ctx, at, string(line.Group), person, line.Findings); v.Override != nil {
			v.Override.Hold = line.State == registration.Wished
		}
	}
	if line.State == registration.Held && line.Until.Sub(now) > longHold {
		v.Text = i18n.T(ctx, "Retenue jusqu’à %s.", i18n.DateTime(ctx, line.Until))
	}
	if line.State == registration.Wished && c.known() {
		p.wishOf(ctx, at, line, c, now, &v)
	}
	return v
}

// wishOf says when a wish may be held, or that it is full.
func (p Pages) wishOf(ctx context.Context, at stand, line registration.CartLine, c course, now time.Time, v *lineView) {
	o := c.program.Window(c.group, line.Audience, at.channel, now)
	left := p.Leisure.Left(c.group)
	switch {
	case o.Open && left.Free(at.channel) == 0:
		v.Tag = ui.TagOf{Label: i18n.T(ctx, "Complet"), Icon: "i-x", Tone: ui.Bad}
		v.Text = i18n.T(ctx, "La dernière place vient d’être prise.")
		if c.group.Waits {
			v.Text = i18n.T(ctx, "La dernière place vient d’être prise. Voulez-vous la liste d’attente? Ce serait le %s.", nth(ctx, left.Waiting+1))
			v.Wait = at.wait + "?" + url.Values{"groupe": {string(line.Group)}, "personne": {string(line.Person)}, "option": line.Options}.Encode()
		}
	case o.Open && stops(line.Findings, leisure.RulePlaces):
		v.Tag = ui.TagOf{Label: i18n.T(ctx, "À vérifier"), Icon: "i-warning", Tone: ui.Warn}
	case o.Open:
		v.Tag = ui.TagOf{Label: i18n.T(ctx, "À retenir"), Icon: "i-clock-countdown", Tone: ui.Warn}
		v.Text = i18n.TN(ctx, "%d place libre. Elle n’est pas encore retenue.", "%d places libres. La vôtre n’est pas encore retenue.", left.Free(at.channel))
	case !o.Next.IsZero():
		v.Text = i18n.T(ctx, "Ouvre %s.", i18n.DateTime(ctx, o.Next))
	}
}

// checksOf are the rules that were passed, or not. What concerns the moment and the number of
// places is said once a place is held, and beside a wish in the words of its state. A rule that
// the group does not have is no news.
func checksOf(ctx context.Context, c course, findings leisure.Findings, held bool) []checkView {
	var all []checkView
	for _, f := range findings {
		if f.Rule == leisure.RulePlaces || f.Rule == leisure.RuleTwice || f.Rule == leisure.RuleWindow && !held {
			continue
		}
		if f.Answer == leisure.Yes && !(f.Rule == leisure.RuleAge && c.group.MinAge+c.group.MaxAge > 0 || f.Rule == leisure.RulePrerequisite && len(c.activity.Needs) > 0) {
			continue
		}
		if c := checkOf(ctx, f); c.Text != "" {
			all = append(all, c)
		}
	}
	return all
}

func checkOf(ctx context.Context, f leisure.Finding) checkView {
	c := checkView{Text: f.Reason(ctx)}
	switch {
	case f.Overridden:
		c.Tone, c.Icon, c.Spoken = ui.Info, "i-shield-check", i18n.T(ctx, "Accepté par la Ville :")
		return c
	case f.Answer == leisure.Yes:
		c.Tone, c.Icon, c.Spoken = ui.OK, "i-check", i18n.T(ctx, "Règle respectée :")
		return c
	case f.Answer == leisure.No:
		c.Tone, c.Icon, c.Spoken = ui.Bad, "i-x", i18n.T(ctx, "Règle non respectée :")
	default:
		c.Tone, c.Icon, c.Spoken = ui.Warn, "i-question", i18n.T(ctx, "À vérifier :")
	}
	c.Remedy = f.Remedy(ctx)
	return c
}

// clashWords say that two courses of a person meet.
func (p Pages) clashWords(ctx context.Context, clash registration.Clash, name string) string {
	other := courseOf(p.Leisure.Program(), clash.Group).title(ctx)
	day := i18n.Date(ctx, clash.Day.Time())
	switch {
	case clash.Travel:
		return i18n.TN(ctx, "Seulement %[1]d minute pour aller à « %[2]s », où va aussi %[3]s, le %[4]s.", "Seulement %[1]d minutes pour aller à « %[2]s », où va aussi %[3]s, le %[4]s.", max(clash.Minutes, 0), other, name, day)
	case clash.Days > 1:
		return i18n.T(ctx, "Mêmes heures que « %[1]s » de %[2]s, %[3]d fois, d’abord le %[4]s.", other, name, clash.Days, day)
	}
	return i18n.T(ctx, "Mêmes heures que « %[1]s » de %[2]s, le %[3]s.", other, name, day)
}
