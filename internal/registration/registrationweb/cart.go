package registrationweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

// cartView is a cart, on the citizen's page or at the counter.
type cartView struct {
	Lead     string
	Done     string
	Problems ui.Problems
	Count    int
	Lost     []lostView
	Left     *leftView
	Ready    *readyView
	People   []personView
	Totals   []amountView
	Total    amountView
	Note     string // Note is why it cannot be paid now.
	Pay      templ.Component
	Policies []policyView
}

// leftView is how long the places are held. The script says the sentences anew each minute.
type leftView struct {
	Seconds int
	Text    string
	Words   string // Words has %d for the minutes.
	Last    string // Last is for the last minute.
	Over    string
	Extend  string // Extend is where it is prolonged, empty once it was.
	Key     string
}

// readyView is the state of the wishes: ready for the opening, or to be held now.
type readyView struct {
	Tone, Icon, Title, Text string
	Hold, Key               string
	Room                    string
}

// lostView is a place whose time ran out.
type lostView struct {
	Title, Group, Person, Key string
	Options                   []string
}

// personView is somebody with the places of their own.
type personView struct {
	ID    string
	Who   ui.WhoOf
	Title string
	Lines []lineView
}

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

type amountView struct{ Text, Amount string }

type policyView struct{ Title, Text string }

type payView struct {
	Action, Key       string
	Label, Icon, Hint string
}

// stand is where a cart stands: whose it is, by which channel, and where its forms go.
type stand struct {
	owner   people.ID
	channel leisure.Channel
	base    string // base is the page of the cart; its deeds are below it.
	wait    string // wait is the page that joins a list.
}

// reader is who reads the page and is called "vous": nobody at the counter.
func (at stand) reader() people.ID {
	if at.channel == leisure.Counter {
		return ""
	}
	return at.owner
}

func citizenStand(r *http.Request) stand {
	return stand{owner: me(r), channel: leisure.Web, base: "/panier", wait: "/loisirs/attente"}
}

func (p Pages) cart(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.myCart(r)
	if err != nil {
		return err
	}
	v.Done = cartDone(r.Context(), form.Done)
	return ui.Show(w, r, http.StatusOK, cartPage(v))
}

func cartDone(ctx context.Context, what string) string {
	switch what {
	case "ajoute":
		return i18n.T(ctx, "C’est dans votre panier.")
	case "retire":
		return i18n.T(ctx, "C’est retiré de votre panier.")
	case "prolonge":
		return i18n.T(ctx, "Vos places sont gardées plus longtemps.")
	case "retenu":
		return i18n.T(ctx, "Voici ce que nous avons pu retenir.")
	case "accepte":
		return i18n.T(ctx, "La place est dans votre panier. Confirmez-la avant la fin du délai.")
	}
	return ""
}

// myCart is the cart of the viewer.
func (p Pages) myCart(r *http.Request) (cartView, error) {
	at := citizenStand(r)
	c, err := p.Registration.Cart(r.Context(), viewer(r), at.owner)
	if err != nil {
		return cartView{}, err
	}
	v, err := p.cartOf(r.Context(), at, c)
	if err != nil {
		return v, err
	}
	v.Pay = p.payOf(r.Context(), c, &v)
	v.Lost, err = p.lostOf(r.Context(), at)
	return v, err
}

// justLost is how long a place whose time ran out is still offered to be held anew.
const justLost = time.Hour

// lostOf are the places of a cart whose time ran out a moment ago.
func (p Pages) lostOf(ctx context.Context, at stand) ([]lostView, error) {
	family, err := p.family(ctx, at.owner)
	if err != nil {
		return nil, err
	}
	ids := make([]people.ID, len(family))
	names := map[people.ID]string{}
	for i, person := range family {
		ids[i], names[person.ID] = person.ID, given(person)
	}
	places, err := p.Registration.PlacesOf(ctx, ids...)
	if err != nil {
		return nil, err
	}
	now := p.Clock.Now()
	var all []lostView
	seen := map[string]bool{}
	for _, place := range places { // The newest first: what came after tells whether it still matters.
		one := string(place.Person) + "/" + string(place.Group)
		over := place.State == registration.Held && !place.Until.After(now) || place.State == registration.Lapsed && place.Since.IsZero() && place.Reason == registration.EndedByTime
		recent := now.Sub(latest(place.EndedAt, place.Until)) < justLost
		if c := courseOf(p.Leisure.Program(), place.Group); over && recent && !seen[one] && place.Payer == at.owner && c.known() && !c.group.Cancelled {
			all = append(all, lostView{
				Title: i18n.T(ctx, "%[1]s, %[2]s", c.title(ctx), names[place.Person]), Group: string(place.Group), Person: string(place.Person),
				Key: forms.NewKey(), Options: place.Options,
			})
		}
		seen[one] = true
	}
	return all, nil
}

// family are whom somebody may register, themself first.
func (p Pages) family(ctx context.Context, owner people.ID) ([]people.Person, error) {
	return p.Registration.Registers(ctx, session.Viewer{Person: string(owner)})
}

// cartOf is a cart as it is shown, but for the way of paying.
func (p Pages) cartOf(ctx context.Context, at stand, c registration.Cart) (cartView, error) {
	now := p.Clock.Now()
	ids := []people.ID{at.owner}
	for _, line := range c.Places {
		ids = append(ids, line.Person)
	}
	known, err := p.People.Persons(ctx, ids)
	if err != nil {
		return cartView{}, err
	}
	program := p.Leisure.Program()
	v := cartView{Count: len(c.Places), Left: leftOf(ctx, at, c, now), Ready: p.readyOf(ctx, at, c, now)}
	where := map[people.ID]int{}
	for _, line := range c.Places {
		i, ok := where[line.Person]
		if !ok {
			person := known[line.Person]
			i = len(v.People)
			where[line.Person] = i
			v.People = append(v.People, personView{ID: string(line.Person), Who: ui.WhoOf{Name: given(person), Key: string(person.ID)}, Title: personTitle(ctx, person, at.reader(), now)})
		}
		view := p.lineOf(ctx, at, line, known[line.Person], now)
		v.People[i].Lines = append(v.People[i].Lines, view)
		if line.State == registration.Held {
			v.Totals = append(v.Totals, amountView{i18n.T(ctx, "%[1]s, %[2]s", courseOf(program, line.Group).title(ctx), given(known[line.Person])), view.Sum.Amount})
		}
	}
	v.Total = amountView{i18n.T(ctx, "Total"), dollars(ctx, c.Total)}
	v.Policies = policiesOf(ctx, program, c)
	v.Lead = i18n.TN(ctx, "%d inscription", "%d inscriptions", v.Count)
	if len(v.People) > 1 {
		v.Lead = i18n.T(ctx, "%[1]s, pour %[2]d personnes", v.Lead, len(v.People))
	}
	if v.Count == 0 {
		v.Lead = ""
	}
	return v, nil
}

// leftOf is the time left, nil when nothing is held.
func leftOf(ctx context.Context, at stand, c registration.Cart, now time.Time) *leftView {
	if c.Until.IsZero() {
		return nil
	}
	left := max(c.Until.Sub(now), 0)
	until := i18n.Time(ctx, c.Until)
	v := &leftView{
		Seconds: int(left / time.Second),
		Text:    i18n.T(ctx, "Vos places sont retenues encore %[1]s, jusqu’à %[2]s.", minutes(ctx, left), until),
		Words:   i18n.T(ctx, "Vos places sont retenues encore %%d minutes, jusqu’à %s.", until),
		Last:    i18n.T(ctx, "Vos places sont retenues encore une minute, jusqu’à %s.", until),
		Over:    i18n.T(ctx, "Le temps est passé. Rechargez la page pour voir ce qui est encore libre."),
	}
	if !c.Extended {
		v.Extend, v.Key = at.base+"/prolonger", forms.NewKey()
	}
	return v
}

// readyOf tells how the wishes stand, nil when there are none.
func (p Pages) readyOf(ctx context.Context, at stand, c registration.Cart, now time.Time) *readyView {
	var open, blocked, full int
	var opens time.Time
	var room string
	wishes := 0
	program := p.Leisure.Program()
	for _, line := range c.Places {
		if line.State != registration.Wished {
			continue
		}
		wishes++
		g, ok := program.Group(line.Group)
		if !ok {
			blocked++
			continue
		}
		if p.Openings != nil && at.channel == leisure.Web && room == "" {
			room, _ = p.Openings.RoomOf(g.Session, now)
		}
		o := program.Window(g, line.Audience, at.channel, now)
		if stops(line.Findings, leisure.RuleWindow, leisure.RulePlaces) {
			blocked++
		}
		switch {
		case o.Open && stops(line.Findings, leisure.RulePlaces):
		case o.Open && p.Leisure.Left(g).Free(at.channel) == 0:
			full++
		case o.Open:
			open++
		case !o.Next.IsZero() && (opens.IsZero() || o.Next.Before(opens)):
			opens = o.Next
		}
	}
	switch {
	case wishes == 0:
		return nil
	case open > 0:
		return &readyView{
			Tone: ui.OK, Icon: "i-clock-countdown", Title: i18n.T(ctx, "Les inscriptions sont ouvertes"),
			Text: i18n.TN(ctx, "Un seul bouton retient la place de votre liste.", "Un seul bouton retient les %d places de votre liste.", open),
			Hold: at.base + "/retenir", Key: forms.NewKey(), Room: room,
		}
	case opens.IsZero():
		if full == wishes {
			return nil // Each line says that it is full and offers the list.
		}
		return &readyView{Tone: ui.Warn, Title: i18n.T(ctx, "Rien à retenir pour le moment"), Text: i18n.T(ctx, "Chaque activité de votre liste dit pourquoi, plus bas, et quoi faire.")}
	}
	when := i18n.DateTime(ctx, opens)
	if blocked > 0 {
		return &readyView{Tone: ui.Warn, Title: i18n.T(ctx, "Presque prêt pour l’ouverture"), Text: i18n.T(ctx, "Les inscriptions ouvrent %s. Réglez avant ce moment ce qui est marqué plus bas.", when), Room: room}
	}
	return &readyView{
		Tone: ui.OK, Title: i18n.T(ctx, "Prêt pour l’ouverture"), Room: room,
		Text: i18n.T(ctx, "Les inscriptions ouvrent %s. Revenez ici à ce moment : un seul bouton retiendra toute votre liste.", when),
	}
}

// stops tells whether a rule stands in the way, but for those named.
func stops(f leisure.Findings, but ...leisure.Rule) bool {
	return slices.ContainsFunc(f.Against(), func(one leisure.Finding) bool { return !slices.Contains(but, one.Rule) })
}

// lineOf is one place of a cart.
func (p Pages) lineOf(ctx context.Context, at stand, line registration.CartLine, person people.Person, now time.Time) lineView {
	c := courseOf(p.Leisure.Program(), line.Group)
	v := lineView{
		ID: string(line.ID), Href: c.path(), Title: c.title(ctx), When: c.when(ctx), Tag: stateTag(ctx, line.Place),
		Checks: checksOf(ctx, c, line.Findings, line.State == registration.Held), Remove: at.base + "/retirer", Key: forms.NewKey(),
		Sum: amountView{i18n.T(ctx, "Prix"), dollars(ctx, line.Total())},
	}
	v.Spoken = i18n.T(ctx, " : %[1]s, %[2]s", v.Title, given(person))
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
		c.Tone, c.Icon, c.Spoken = ui.Info, "i-shield-check", i18n.T(ctx, "Accepté par la Ville :")
		return c
	case f.Answer == leisure.Yes:
		c.Tone, c.Icon, c.Spoken = ui.OK, "i-check", i18n.T(ctx, "Règle respectée :")
		return c
	case f.Answer == leisure.No:
		c.Tone, c.Icon, c.Spoken = ui.Bad, "i-x", i18n.T(ctx, "Règle non respectée :")
	default:
		c.Tone, c.Icon, c.Spoken = ui.Warn, "i-question", i18n.T(ctx, "À vérifier :")
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
		return i18n.TN(ctx, "Seulement %[1]d minute pour aller à « %[2]s », où va aussi %[3]s, le %[4]s.", "Seulement %[1]d minutes pour aller à « %[2]s », où va aussi %[3]s, le %[4]s.", max(clash.Minutes, 0), other, name, day)
	case clash.Days > 1:
		return i18n.TN(ctx, "", "Mêmes heures que « %[2]s » de %[3]s, %[1]d fois, d’abord le %[4]s.", clash.Days, other, name, day)
	}
	return i18n.T(ctx, "Mêmes heures que « %[1]s » de %[2]s, le %[3]s.", other, name, day)
}

// policiesOf are what comes back of what is in the cart, each policy once.
func policiesOf(ctx context.Context, program *leisure.Program, c registration.Cart) []policyView {
	var all []policyView
	var seen []string
	for _, line := range c.Places {
		code := courseOf(program, line.Group).activity.Policy
		policy, ok := program.Policy(code)
		if !ok || slices.Contains(seen, code) {
			continue
		}
		seen = append(seen, code)
		all = append(all, policyView{i18n.T(ctx, "Si vous changez d’avis : %s", policy.Name.In(ctx)), policy.Text.In(ctx)})
	}
	return all
}

// payOf is the one button that goes on from the cart, nil when there is nothing to confirm.
func (p Pages) payOf(ctx context.Context, c registration.Cart, v *cartView) templ.Component {
	held := 0
	for _, line := range c.Places {
		if line.State != registration.Held {
			continue
		}
		held++
		if stops(line.Findings, leisure.RulePlaces, leisure.RuleTwice) {
			v.Note = i18n.T(ctx, "Une inscription ne peut pas se faire telle quelle. Réglez ce qui est marqué, ou retirez-la.")
			return nil
		}
	}
	pay := payView{Action: "/panier/payer", Key: forms.NewKey(), Label: i18n.T(ctx, "Payer %s", dollars(ctx, c.Total)), Icon: "i-lock"}
	switch {
	case held == 0:
		v.Note = i18n.T(ctx, "Rien n’est retenu pour l’instant : il n’y a rien à payer.")
		return nil
	case c.Total <= none:
		pay.Label, pay.Icon = i18n.TN(ctx, "Confirmer l’inscription", "Confirmer les %d inscriptions", held), "i-check"
	case p.Payments == nil || !p.Payments.Online():
		v.Note = i18n.T(ctx, "Le paiement en ligne n’est pas offert. Venez au comptoir ou appelez-nous avant la fin du délai.")
		return nil
	default:
		pay.Hint = i18n.T(ctx, "Vous payez sur la page protégée de notre partenaire. La Ville ne voit jamais le numéro de votre carte.")
	}
	if c.Order != "" {
		pay.Hint = i18n.T(ctx, "Votre paiement n’est pas terminé. Ce bouton le reprend où il en était, sans payer deux fois.")
	}
	return payForm(pay)
}
