package registrationweb

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

type foundView struct {
	Href, Title, Code, Price string
	When                     []string
	Tag                      ui.TagOf
}

// groupView is the group that was chosen, and who of the family may go.
type groupView struct {
	Title   string
	Code    string
	Price   string
	Href    string
	When    []string
	Text    string // Text says how many places are left, and when it opens.
	Action  string
	Key     string
	ID      string
	In      []string // In says who of the family has a place there already.
	People  []candidateView
	Options []ui.Option
	Wait    *waitAskView
	Label   string
}

type candidateView struct {
	ID        string
	Who       ui.WhoOf
	Title     string
	Hint      string // Hint says that a rule stands in the way.
	On        bool
	Checks    []checkView
	Overrides *overrideView
}

// overrideView is the form that sets a rule aside.
type overrideView struct {
	Action, Key            string
	Group, Person          string
	Rules                  []ui.Option
	Rule, Motive           string
	WrongRule, WrongMotive string
	Open                   bool
	Hold                   bool // Hold puts the person into the cart at once.
}

// mostFound is how many groups a search at the counter shows.
const mostFound = 12

// find is the groups that words or a code name, open sessions first.
func (p Pages) find(ctx context.Context, at stand, query string, audience leisure.Audience) (found []foundView, more int) {
	query = strings.TrimSpace(query)
	if query == "" {
		return nil, 0
	}
	program := p.Leisure.Program()
	now := p.Clock.Now()
	var groups []*leisure.Group
	add := func(g *leisure.Group) {
		if s, ok := program.Session(g.Session); ok && s.Published && !g.Cancelled && g.Last() >= dayOf(now) && !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	for _, s := range program.Sessions() {
		for _, g := range program.GroupsOf(s.ID) {
			if strings.EqualFold(g.Code, query) {
				add(g)
			}
		}
	}
	for _, hit := range p.Leisure.Search(leisure.Query{Words: query, Audience: audience, At: now}) {
		if !hit.Activity.Free {
			add(hit.Group)
		}
	}
	for _, g := range groups {
		if len(found) == mostFound {
			return found, len(groups) - mostFound
		}
		c := courseOf(program, g.ID)
		one := foundView{
			Href: at.base + "?" + url.Values{"q": {query}, "groupe": {string(g.ID)}}.Encode() + "#groupe", Title: c.title(ctx), Code: g.Code, When: c.when(ctx),
			Tag: p.placesTag(ctx, g),
		}
		one.Price = priceOf(ctx, program, g, audience, dayOf(now))
		found = append(found, one)
	}
	return found, 0
}

// priceOf is what a group costs somebody, empty when it has no price for them.
func priceOf(ctx context.Context, program *leisure.Program, g *leisure.Group, audience leisure.Audience, on civil.Day) string {
	price, ok := program.Price(g, audience, on)
	if !ok {
		return ""
	}
	return dollars(ctx, price)
}

// placesTag is what is free at the counter.
func (p Pages) placesTag(ctx context.Context, g *leisure.Group) ui.TagOf {
	left := p.Leisure.Left(g)
	if free := left.Free(leisure.Counter); free > 0 {
		return ui.TagOf{Label: i18n.TN(ctx, "%d place libre", "%d places libres", free), Icon: "i-check", Tone: ui.River}
	}
	if left.Waiting > 0 {
		return ui.TagOf{Label: i18n.TN(ctx, "Complet, %d en attente", "Complet, %d en attente", left.Waiting), Icon: "i-x", Tone: ui.Bad}
	}
	return ui.TagOf{Label: i18n.T(ctx, "Complet"), Icon: "i-x", Tone: ui.Bad}
}

// groupOf is the chosen group with who of the family may go.
func (p Pages) groupOf(ctx context.Context, at stand, places []registration.Place, form counterForm) (*groupView, error) {
	c := courseOf(p.Leisure.Program(), leisure.GroupID(form.Group))
	if !c.known() {
		return nil, fault.New(fault.NotFound, "Ce groupe n’est pas au programme.")
	}
	left := p.Leisure.Left(c.group)
	free := left.Free(at.channel)
	v := &groupView{
		ID: form.Group, Title: c.title(ctx), Code: c.group.Code, Href: c.path(), When: c.when(ctx), Action: at.base + "/ajouter", Key: forms.NewKey(),
		Text:  i18n.TN(ctx, "%[1]d place libre au comptoir, dont celles gardées. %[2]s.", "%[1]d places libres au comptoir, dont celles gardées. %[2]s.", free, i18n.Sentence(c.group.AgeWords(ctx))),
		Label: i18n.T(ctx, "Retenir"),
	}
	if free == 0 {
		v.Text = i18n.T(ctx, "Aucune place libre, même au comptoir. %s.", i18n.Sentence(c.group.AgeWords(ctx)))
	}
	for _, o := range c.group.Options {
		v.Options = append(v.Options, ui.Option{Value: o.Code, Label: i18n.T(ctx, "%[1]s, %[2]s", o.Name.In(ctx), dollars(ctx, o.Amount))})
	}
	family, err := p.family(ctx, at.owner)
	if err != nil {
		return nil, err
	}
	now := p.Clock.Now()
	for _, person := range family {
		if in, ok := liveIn(places, c.group.ID, person.ID); ok {
			v.In = append(v.In, i18n.T(ctx, "%[1]s : %[2]s", given(person), stateTag(ctx, in).Label))
			continue
		}
		findings := p.findings(ctx, c, person, at.channel)
		row := candidateView{
			ID: string(person.ID), Who: ui.WhoOf{Name: given(person), Key: string(person.ID)}, Title: personTitle(ctx, person, "", now),
			On: slices.Contains(form.People, string(person.ID)), Checks: checksOf(ctx, c, findings, true),
		}
		if len(findings.Against()) > 0 {
			row.Hint = i18n.T(ctx, "Une règle s’y oppose : voyez plus bas.")
		}
		if row.Overrides = overridable(ctx, at, form.Group, person, findings); row.Overrides != nil {
			row.Overrides.Hold = true
		}
		v.People = append(v.People, row)
	}
	v.fittingFirst()
	if free == 0 {
		wait := waitForm{Group: form.Group, People: form.People}
		ask, err := p.waitAsk(ctx, at, at.base+"/attente", wait)
		if err != nil {
			return nil, err
		}
		ask.Label, ask.Back = i18n.T(ctx, "Mettre sur la liste d’attente"), ui.Link{Href: at.base, Label: i18n.T(ctx, "Chercher un autre groupe")}
		v.Wait = &ask
	}
	return v, nil
}

// fittingFirst puts whoever may go before whoever may not, and ticks the only one who may.
func (g *groupView) fittingFirst() {
	slices.SortStableFunc(g.People, func(a, b candidateView) int { return cmp.Compare(min(len(a.Hint), 1), min(len(b.Hint), 1)) })
	fits := func(c candidateView) bool { return c.Hint == "" }
	chosen := slices.ContainsFunc(g.People, func(c candidateView) bool { return c.On })
	if !chosen && len(g.People) > 0 && fits(g.People[0]) && (len(g.People) == 1 || !fits(g.People[1])) {
		g.People[0].On = true
	}
}

// overridable is the form that sets aside one of the rules that stand in the way, nil when none
// may be.
func overridable(ctx context.Context, at stand, group string, person people.Person, findings leisure.Findings) *overrideView {
	v := &overrideView{Action: at.base + "/passer-outre", Key: forms.NewKey(), Group: group, Person: string(person.ID)}
	for _, f := range findings.Against() {
		if f.Rule.Overridable() {
			v.Rules = append(v.Rules, ui.Option{Value: string(f.Rule), Label: ruleWords(ctx, f.Rule), Hint: f.Reason(ctx)})
		}
	}
	if len(v.Rules) == 0 {
		return nil
	}
	if len(v.Rules) == 1 {
		v.Rule = v.Rules[0].Value
	}
	return v
}

func ruleWords(ctx context.Context, r leisure.Rule) string {
	switch r {
	case leisure.RuleAge:
		return i18n.T(ctx, "L’âge")
	case leisure.RuleResidence:
		return i18n.T(ctx, "La preuve de résidence")
	case leisure.RuleWindow:
		return i18n.T(ctx, "Les dates d’inscription")
	case leisure.RulePrerequisite:
		return i18n.T(ctx, "Le cours à réussir avant")
	}
	return i18n.T(ctx, "Autre règle")
}
