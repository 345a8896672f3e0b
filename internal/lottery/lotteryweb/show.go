package lotteryweb

import (
	"context"
	"net/http"
	"slices"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/lottery"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

// listView is the lotteries, those under way first.
type listView struct{ Next, Past []rowView }

type rowView struct {
	Title, Text, Href string
	Tag               ui.TagOf
}

func (p Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), p.Clock.Now()
	var v listView
	for _, l := range p.Lottery.Lotteries() {
		state := l.State(now)
		one := rowView{Title: l.Name.In(ctx), Text: leadOf(ctx, l, state), Href: l.Path(), Tag: stateTag(ctx, state)}
		switch state {
		case lottery.Draft:
		case lottery.Released:
			v.Past = append(v.Past, one)
		default:
			v.Next = append(v.Next, one)
		}
	}
	slices.Reverse(v.Past)
	return ui.Show(w, r, http.StatusOK, listPage(v))
}

// showView is a lottery, and what the viewer has to do with it.
type showView struct {
	Title, Lead, Path string
	Done              string
	Facts             []ui.Fact
	Groups            ui.TableOf
	Rules             []string
	Family            *familyView
	SignIn, Choose    string // SignIn and Choose are where one begins; empty when one cannot.
	Drawn             bool
	Closed            bool // Closed takes no choices any more.
}

// familyView is the choices of a family, then what the draw gave it.
type familyView struct {
	Ticket, Number string
	People         []personView
	Linked         string
	Most           string
	Change         string // Change is the form, while one may change.
	Keys           [2]string
	Withdraw       bool
	Take           string // Take is the button that takes all that was given; empty when there is nothing to take.
	TakeText       string
}

type personView struct {
	Who   ui.WhoOf
	Title string
	Lines []lineView
	Text  string
}

type lineView struct {
	Text string
	When string
	Tag  *ui.TagOf
	Href string
}

func (p Pages) show(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	l, err := p.asked(r)
	if err != nil {
		return err
	}
	ctx, now := r.Context(), p.Clock.Now()
	state := l.State(now)
	v := showView{
		Title: l.Name.In(ctx), Lead: leadOf(ctx, l, state), Path: l.Path(), Done: doneWords(ctx, form.Done), Facts: dateFacts(ctx, l),
		Groups: p.groupsTable(ctx, l), Rules: rules(ctx, l), Drawn: !l.DrawnAt.IsZero(), Closed: state == lottery.Closed,
	}
	switch by := viewer(r); {
	case by.Person != "" && !by.Staff():
		if v.Family, err = p.family(ctx, r, l); err != nil {
			return err
		}
		if v.Family == nil && state == lottery.Open {
			v.Choose = l.Path() + "/choix"
		}
	case state == lottery.Open && !by.Staff():
		v.SignIn = "/connexion?suite=" + l.Path() + "/choix"
	}
	return ui.Show(w, r, http.StatusOK, showPage(v))
}

func doneWords(ctx context.Context, done string) string {
	switch done {
	case "choix":
		return i18n.T(ctx, "Vos choix sont inscrits. Voici ce que nous avons compris.")
	case "retire":
		return i18n.T(ctx, "Vos choix sont retirés.")
	}
	return ""
}

// rules are how the lottery works, in sentences.
func rules(ctx context.Context, l lottery.Lottery) []string {
	return []string{
		i18n.TN(ctx, "Chaque famille a un billet, et inscrit %d choix au plus pour chaque personne. Elle peut les changer jusqu’à la fermeture.", "Chaque famille a un billet, et inscrit jusqu’à %d choix pour chaque personne, du préféré au moins aimé. Elle peut les changer jusqu’à la fermeture.", l.Choices),
		i18n.T(ctx, "Après la fermeture, l’ordre des billets est tiré au sort. Chaque famille, à son tour, reçoit le meilleur de ses choix où il reste de la place."),
		i18n.T(ctx, "Des frères et sœurs liés reçoivent leurs places ensemble, ou passent au choix suivant."),
		i18n.TN(ctx, "Une personne reçoit %d place.", "Une personne peut recevoir jusqu’à %d places. Personne n’a de deuxième place avant que chacun ait eu son premier tour.", l.Most),
		i18n.T(ctx, "Une place qui n’est pas payée à temps va à la famille suivante, dans l’ordre du tirage."),
	}
}

// groupsTable are the places to be drawn.
func (p Pages) groupsTable(ctx context.Context, l lottery.Lottery) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Les groupes du tirage"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Groupe")}, {Label: i18n.T(ctx, "Quand")}, {Label: i18n.T(ctx, "Âge")}, {Label: i18n.T(ctx, "Places"), Right: true},
	}}
	for _, g := range l.Groups(p.Leisure.Program()) {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: p.Lottery.GroupWords(ctx, g.ID), Href: "/loisirs/groupes/" + string(g.ID)}, {Text: whenOf(ctx, g)}, {Text: g.AgeWords(ctx)}, {Text: itoa(g.Places)},
		}})
	}
	return t
}

// family is what the viewer's family asked and was given; nil when it has asked nothing.
func (p Pages) family(ctx context.Context, r *http.Request, l lottery.Lottery) (*familyView, error) {
	request, err := p.Lottery.Request(ctx, viewer(r), l.ID, me(r))
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := &familyView{Number: request.Number, Keys: [2]string{forms.NewKey(), forms.NewKey()}, Most: i18n.TN(ctx, "%d place au plus pour chaque personne", "%d places au plus pour chaque personne", request.Most)}
	if l.State(p.Clock.Now()) == lottery.Open {
		v.Change, v.Withdraw = l.Path()+"/choix", true
	}
	results, err := p.Lottery.Results(ctx, request)
	if err != nil {
		return nil, err
	}
	if err := p.peopleOf(ctx, v, request, results); err != nil {
		return nil, err
	}
	if !l.DrawnAt.IsZero() {
		return v, p.ticket(ctx, v, l, request)
	}
	return v, nil
}

// ticket says which rank the draw gave the family.
func (p Pages) ticket(ctx context.Context, v *familyView, l lottery.Lottery, request lottery.Request) error {
	lots, err := p.Lottery.Lots(ctx, l.ID)
	if err != nil {
		return err
	}
	for _, lot := range lots {
		if lot.Number == request.Number {
			v.Ticket = i18n.T(ctx, "Votre billet est au rang %[1]d sur %[2]d.", lot.Rank, len(lots))
		}
	}
	return nil
}

// peopleOf fills a line for each person.
func (p Pages) peopleOf(ctx context.Context, v *familyView, request lottery.Request, results []lottery.Result) error {
	var who []people.ID
	for _, c := range request.People {
		who = append(who, c.Person)
	}
	known, err := p.People.Persons(ctx, who)
	if err != nil {
		return err
	}
	places, err := p.Registration.PlacesOf(ctx, who...)
	if err != nil {
		return err
	}
	var linked []string
	offered := 0
	for _, c := range request.People {
		name := known[c.Person].GivenName
		if c.Together {
			linked = append(linked, name)
		}
		one := personView{Who: ui.WhoOf{Name: name, Key: string(c.Person)}, Title: name}
		if len(results) == 0 {
			one.Lines = p.choiceLines(ctx, c)
		} else {
			one.Lines = p.resultLines(ctx, c, results, places, &offered)
		}
		if len(one.Lines) == 0 {
			one.Text = i18n.T(ctx, "Aucune place, et aucune liste où attendre.")
		}
		v.People = append(v.People, one)
	}
	if len(linked) > 1 {
		v.Linked = i18n.T(ctx, "%s vont ensemble, ou pas du tout.", i18n.List(ctx, linked))
	}
	if offered > 0 {
		v.Take = i18n.TN(ctx, "Prendre la place et la payer", "Prendre les %d places et les payer", offered)
	}
	return nil
}

func (p Pages) choiceLines(ctx context.Context, c lottery.Child) (lines []lineView) {
	for i, g := range c.Choices {
		line := lineView{Text: i18n.T(ctx, "%[1]s : %[2]s", choiceWords(ctx, i+1), p.Lottery.GroupWords(ctx, g))}
		if group, ok := p.Leisure.Program().Group(g); ok {
			line.When = whenOf(ctx, group)
		}
		lines = append(lines, line)
	}
	return lines
}

// resultLines are what the draw gave, as it stands now.
func (p Pages) resultLines(ctx context.Context, c lottery.Child, results []lottery.Result, places []registration.Place, offered *int) (lines []lineView) {
	for _, one := range results {
		if one.Person != c.Person {
			continue
		}
		line := lineView{Text: i18n.T(ctx, "%[1]s : %[2]s", choiceWords(ctx, one.Choice), p.Lottery.GroupWords(ctx, one.Group))}
		if group, ok := p.Leisure.Program().Group(one.Group); ok {
			line.When = whenOf(ctx, group)
		}
		for _, place := range places {
			if place.ID != one.Place {
				continue
			}
			tag := placeTag(ctx, place)
			line.Tag = &tag
			if place.State == registration.Offered || place.State == registration.Waiting {
				line.Href = "/loisirs/attente/" + string(place.ID)
			}
			if place.State == registration.Offered && place.Drawn() {
				*offered++
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// take takes all that the draw gave into the cart.
func (p Pages) take(w http.ResponseWriter, r *http.Request) error {
	l, err := p.asked(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	request, err := p.Lottery.Request(ctx, viewer(r), l.ID, me(r))
	if err != nil {
		return err
	}
	results, err := p.Lottery.Results(ctx, request)
	if err != nil {
		return err
	}
	for _, one := range results {
		place, err := p.Registration.Place(ctx, viewer(r), one.Place)
		if err != nil {
			return err
		}
		if place.State != registration.Offered || !place.Drawn() {
			continue
		}
		key := keyOf(r)
		key.Value += "/" + string(place.ID) // Each place is a deed of its own, with a key of its own.
		if err := p.Registration.Accept(ctx, viewer(r), place.ID, key); err != nil {
			return err
		}
	}
	return ui.SeeOther(w, r, "/panier?fait=accepte")
}
