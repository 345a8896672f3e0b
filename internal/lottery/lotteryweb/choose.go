package lotteryweb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/lottery"
	"sem/internal/people"
	"sem/internal/ui"
)

// chooseView is the form of a family's choices.
type chooseView struct {
	Title, Lead, Action string
	Crumbs              []ui.Link
	Problems            ui.Problems
	Done                string
	Key                 string
	People              []chooserView
	Others              []string // Others are those who may choose nothing, each with the reason.
	Together            ui.Field
	Link                bool // Link asks who goes together: two people at least may choose.
	Most                ui.Field
	Back                ui.Link
}

// chooserView is one person with the groups that they may choose.
type chooserView struct {
	Title   string
	Choices []ui.Field
	Why     string   // Why is why the person may choose nothing.
	Not     []string // Not are the groups that the person may not choose, each with the reason.
}

// choices reads the choices of a form, in the order of the people in it; what is left empty
// between two choices is closed up.
func (f wishForm) choices() (all []lottery.Child) {
	type ranked struct {
		rank  int
		group leisure.GroupID
	}
	of, order := map[people.ID][]ranked{}, []people.ID{}
	for _, one := range f.Choices {
		parts := strings.Fields(one)
		if len(parts) != 3 {
			continue
		}
		rank, _ := strconv.Atoi(parts[1])
		who := people.ID(parts[0])
		if of[who] == nil {
			order = append(order, who)
		}
		of[who] = append(of[who], ranked{rank, leisure.GroupID(parts[2])})
	}
	for _, who := range order {
		c := lottery.Child{Person: who, Together: slices.Contains(f.Together, string(who))}
		slices.SortStableFunc(of[who], func(a, b ranked) int { return a.rank - b.rank })
		for _, one := range of[who] {
			c.Choices = append(c.Choices, one.group)
		}
		all = append(all, c)
	}
	return all
}

func (f wishForm) wishes(l lottery.Lottery, owner people.ID) lottery.Wishes {
	most, _ := strconv.Atoi(f.Most)
	if f.Most == "" && l.Most == 1 {
		most = 1
	}
	return lottery.Wishes{Lottery: l.ID, Owner: owner, Most: most, People: f.choices()}
}

// said is what a family has asked, as its form shows it.
func said(r lottery.Request) lottery.Wishes {
	return lottery.Wishes{Owner: r.Owner, Most: r.Most, People: r.People}
}

func (p Pages) choose(w http.ResponseWriter, r *http.Request) error {
	l, err := p.open(r)
	if err != nil {
		return err
	}
	v, err := p.chooseOf(r, l, me(r), nil)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, choosePage(v))
}

// open is a lottery that takes choices now.
func (p Pages) open(r *http.Request) (lottery.Lottery, error) {
	l, err := p.asked(r)
	if err == nil && l.State(p.Clock.Now()) != lottery.Open {
		err = fault.New(fault.Conflict, "Les choix ne sont pas ouverts en ce moment. Les dates du tirage sont sur sa page.")
	}
	return l, err
}

// chooseOf is the form of an owner's family, with what was typed, or else with what it has asked.
func (p Pages) chooseOf(r *http.Request, l lottery.Lottery, owner people.ID, typed *lottery.Wishes) (chooseView, error) {
	ctx := r.Context()
	family, err := p.Lottery.Family(ctx, viewer(r), owner)
	if err != nil {
		return chooseView{}, err
	}
	has := lottery.Wishes{Most: 1}
	if typed != nil {
		has = *typed
	} else if request, err := p.Lottery.Request(ctx, viewer(r), l.ID, owner); err == nil {
		has = said(request)
	} else if fault.KindOf(err) != fault.NotFound {
		return chooseView{}, err
	}
	v := chooseView{
		Title: i18n.T(ctx, "Nos choix"), Lead: i18n.T(ctx, "Rangez les choix du préféré au moins aimé. Vous pouvez les changer jusqu’au %s.", i18n.DateTime(ctx, l.Closes)),
		Action: l.Path() + "/choix", Key: forms.NewKey(), Back: ui.Link{Href: l.Path(), Label: i18n.T(ctx, "Revenir au tirage")},
		Crumbs: []ui.Link{{Href: "/loisirs", Label: i18n.T(ctx, "Loisirs")}, {Href: "/loisirs/tirages", Label: i18n.T(ctx, "Tirages")}, {Href: l.Path(), Label: l.Name.In(ctx)}},
		Together: ui.Field{Name: "ensemble", Label: i18n.T(ctx, "Qui va ensemble, ou pas du tout?"), Small: true, Optional: true,
			Hint: i18n.T(ctx, "Le premier choix de l’un va avec le premier choix de l’autre, et ainsi de suite. Lier des personnes diminue un peu la chance d’avoir les dernières places.")},
	}
	for _, one := range family {
		chooser, can, err := p.chooser(ctx, l, one, owner, childOf(has, one.ID))
		if err != nil {
			return v, err
		}
		if !can {
			v.Others = append(v.Others, i18n.T(ctx, "%[1]s : %[2]s", chooser.Title, chooser.Why))
			continue
		}
		v.People = append(v.People, chooser)
		v.Together.Options = append(v.Together.Options, ui.Option{Value: string(one.ID), Label: one.GivenName, On: childOf(has, one.ID).Together})
	}
	v.Link = len(v.Together.Options) > 1
	v.Most = mostField(ctx, l, has.Most)
	return v, nil
}

// mostField asks how many places each person takes; one option asks nothing.
func mostField(ctx context.Context, l lottery.Lottery, most int) ui.Field {
	f := ui.Field{Name: "places", Label: i18n.T(ctx, "Combien de places au plus pour chaque personne?"), Inline: true, Small: true}
	for n := 1; n <= l.Most; n++ {
		f.Options = append(f.Options, ui.Option{Value: itoa(n), Label: itoa(n), On: n == most})
	}
	return f
}

func childOf(w lottery.Wishes, who people.ID) lottery.Child {
	for _, c := range w.People {
		if c.Person == who {
			return c
		}
	}
	return lottery.Child{}
}

// chooser is one of the family, with the groups that they may choose.
func (p Pages) chooser(ctx context.Context, l lottery.Lottery, who people.Person, owner people.ID, has lottery.Child) (v chooserView, can bool, err error) {
	all, err := p.Lottery.ChoicesOf(ctx, l, who)
	if err != nil {
		return v, false, err
	}
	v.Title = who.GivenName
	if who.ID == owner {
		v.Title = i18n.T(ctx, "%s (vous)", who.GivenName)
	}
	var options []ui.Option
	for _, c := range all {
		label := p.optionWords(ctx, l, c.Group)
		if !c.No {
			options = append(options, ui.Option{Value: string(c.Group.ID), Label: label})
			continue
		}
		v.Why = c.Against[0].Reason(ctx)
		v.Not = append(v.Not, i18n.T(ctx, "%[1]s : %[2]s", label, v.Why))
	}
	if len(options) == 0 {
		return v, false, nil
	}
	v.Why = ""
	for n := 1; n <= min(l.Choices, len(options)); n++ {
		v.Choices = append(v.Choices, choiceField(ctx, who, n, options, has))
	}
	return v, true, nil
}

// choiceField asks for one choice of somebody.
func choiceField(ctx context.Context, who people.Person, n int, options []ui.Option, has lottery.Child) ui.Field {
	f := ui.Field{Name: "choix", ID: "champ-" + lottery.FieldOf(who.ID, n), Label: i18n.T(ctx, "%[1]s de %[2]s", choiceWords(ctx, n), who.GivenName), Options: []ui.Option{{Label: i18n.T(ctx, "Aucun")}}}
	for _, o := range options {
		on := n <= len(has.Choices) && string(has.Choices[n-1]) == o.Value
		f.Options = append(f.Options, ui.Option{Value: string(who.ID) + " " + itoa(n) + " " + o.Value, Label: o.Label, On: on})
	}
	return f
}

// wrong puts each problem next to its question.
func (v chooseView) wrong(problems ui.Problems) chooseView {
	v.Problems = problems
	for i := range v.People {
		for n := range v.People[i].Choices {
			f := &v.People[i].Choices[n]
			f.Wrong = problems.Wrong(strings.TrimPrefix(f.ID, "champ-"))
		}
	}
	v.Together.Wrong, v.Most.Wrong = problems.Wrong("ensemble"), problems.Wrong("places")
	return v
}

func (p Pages) wish(w http.ResponseWriter, r *http.Request) error {
	var form wishForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	l, err := p.asked(r)
	if err != nil {
		return err
	}
	asked := form.wishes(l, me(r))
	_, err = p.Lottery.Wish(r.Context(), viewer(r), asked, keyOf(r))
	if problems, ok := problemsOf(r.Context(), err); ok && l.State(p.Clock.Now()) == lottery.Open {
		v, again := p.chooseOf(r, l, me(r), &asked)
		if again != nil {
			return again
		}
		return ui.Show(w, r, ui.Status(err), choosePage(v.wrong(problems)))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, l.Path()+"?fait=choix")
}

// problemsOf are what to mend in a form; false when it is not for the form to show.
func problemsOf(ctx context.Context, err error) (ui.Problems, bool) {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return nil, false
	}
	if problems := ui.ProblemsOf(ctx, err); len(problems) > 0 {
		return problems, true
	}
	return ui.Problems{{Message: i18n.Message(ctx, f)}}, true
}

func (p Pages) unwish(w http.ResponseWriter, r *http.Request) error {
	l, err := p.asked(r)
	if err != nil {
		return err
	}
	if err := p.Lottery.Unwish(r.Context(), viewer(r), l.ID, me(r), keyOf(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, l.Path()+"?fait=retire")
}
