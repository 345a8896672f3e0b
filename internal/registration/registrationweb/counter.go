package registrationweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

func (p Pages) counterRoutes() []ui.Route {
	const base = "/guichet/inscrire/{person}"
	return []ui.Route{
		{Pattern: "GET " + base, Right: session.LeisureDesk, Handle: p.counter, Form: counterForm{}, Limit: searching, Says: "The cart of somebody present or on the phone: search a group, who may go, pay. Asks for the reason of the file first. Journaled."},
		{Pattern: "POST " + base + "/ajouter", Right: session.LeisureDesk, Handle: p.counterAdd, Form: addForm{}, Says: "Puts people of the family into the cart."},
		{Pattern: "POST " + base + "/passer-outre", Right: session.LeisureDesk, Handle: p.override, Form: overrideForm{}, Says: "Sets a rule aside for somebody in a group, with a motive. Journaled."},
		{Pattern: "POST " + base + "/retirer", Right: session.LeisureDesk, Handle: p.counterDo(p.counterRemove), Form: placeForm{}, Says: "Takes a place out of the cart."},
		{Pattern: "POST " + base + "/prolonger", Right: session.LeisureDesk, Handle: p.counterDo(p.counterExtend), Form: keyForm{}, Says: "Keeps the places of the cart longer, once."},
		{Pattern: "POST " + base + "/retenir", Right: session.LeisureDesk, Handle: p.counterDo(p.counterHold), Form: keyForm{}, Says: "Holds every place of the prepared cart that is open at the counter."},
		{Pattern: "POST " + base + "/attente", Right: session.LeisureDesk, Handle: p.counterWait, Form: waitForm{}, Says: "Puts people of the family on the waiting list of a group."},
		{Pattern: "POST " + base + "/payer", Right: session.LeisureDesk, Handle: p.counterPay, Form: tenderForm{}, Says: "Confirms what is held, paid in cash, by cheque, on the terminal, or later."},
		{Pattern: "GET " + base + "/commandes/{no}", Right: session.LeisureDesk, Handle: p.counterOrder, Says: "The confirmation of an order made at the counter, with the change to give."},
		{Pattern: "GET " + base + "/places/{place}/annuler", Right: session.LeisureDesk, Handle: p.counterAskWithdraw, Form: noteForm{}, Says: "What giving a place up would mean, with or without a medical note."},
		{Pattern: "POST " + base + "/places/{place}/annuler", Right: session.LeisureDesk, Handle: p.counterWithdraw, Form: noteForm{}, Says: "Gives a place up for the family. Journaled."},
		{Pattern: "POST " + base + "/places/{place}/{reponse}", Right: session.LeisureDesk, Handle: p.counterAnswer, Form: keyForm{}, Says: "Answers an offer for the family, or leaves the list."},
	}
}

// counterForm is what is looked for, and what was just done.
type counterForm struct {
	Query  string   `form:"q"`
	Group  string   `form:"groupe" max:"60"`
	People []string `form:"personne" max:"60"`
	Done   string   `form:"fait" max:"20"`
}

type overrideForm struct {
	keyForm
	Group  string `form:"groupe" max:"60"`
	Person string `form:"personne" max:"60"`
	Rule   string `form:"regle" max:"20"`
	Motive string `form:"motif"`
	Hold   bool   `form:"retenir"` // Hold puts the person into the cart at once.
}

type tenderForm struct {
	keyForm
	Method    string `form:"mode" max:"20"`
	Given     string `form:"recu" max:"20"`
	Reference string `form:"reference" max:"60"`
}

type noteForm struct {
	keyForm
	Note bool `form:"billet"`
}

// counterView is registering somebody at the counter.
type counterView struct {
	Title    string
	Lead     string
	File     ui.Link
	Path     string
	Done     string
	Problems ui.Problems
	Query    string
	Searched bool
	Found    []foundView
	More     int
	Group    *groupView
	Cart     cartView
	Seasons  []seasonView
}

type foundView struct {
	Href, Title, Code, Price string
	When                     []string
	Tag                      ui.TagOf
}

// groupView is the group that was chosen, and who of the family may go.
type groupView struct {
	Title   string
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

// tenderView is how the cart is paid at the counter.
type tenderView struct {
	Action   string
	Key      string
	Label    string
	Free     bool
	Form     tenderForm
	Methods  []ui.Option
	Rounded  string // Rounded says what is asked in cash, when it differs.
	Problems ui.Problems
}

func counterStand(r *http.Request) stand {
	owner := r.PathValue("person")
	base := "/guichet/inscrire/" + url.PathEscape(owner)
	return stand{owner: people.ID(owner), channel: leisure.Counter, base: base, wait: base}
}

// opened tells whether the file was opened for a reason, and writes the look down.
func (p Pages) opened(r *http.Request) (bool, error) {
	if p.Desk == nil {
		return true, nil
	}
	whose := people.ID(r.PathValue("person"))
	why := p.Desk.Reason(viewer(r), whose)
	if why == "" {
		return false, nil
	}
	return true, p.Desk.ViewedFor(r.Context(), viewer(r), whose, "inscriptions", why)
}

func filePath(whose people.ID) string { return "/guichet/personnes/" + url.PathEscape(string(whose)) }

func (p Pages) counter(w http.ResponseWriter, r *http.Request) error {
	var form counterForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if ok, err := p.opened(r); err != nil || !ok {
		if err != nil {
			return err
		}
		return ui.SeeOther(w, r, filePath(people.ID(r.PathValue("person"))))
	}
	v, err := p.counterOf(r, form, nil)
	if err != nil {
		return err
	}
	v.Done = counterDone(r.Context(), form.Done)
	return ui.Show(w, r, http.StatusOK, counterPage(v))
}

func counterDone(ctx context.Context, what string) string {
	switch what {
	case "ajoute":
		return i18n.T(ctx, "C’est dans le panier.")
	case "retire":
		return i18n.T(ctx, "C’est retiré du panier.")
	case "prolonge":
		return i18n.T(ctx, "Les places sont gardées plus longtemps.")
	case "retenu":
		return i18n.T(ctx, "Voici ce que nous avons pu retenir.")
	case "outre":
		return i18n.T(ctx, "La règle est mise de côté pour cette personne et ce groupe. Le motif est au journal.")
	case "attente":
		return i18n.T(ctx, "C’est noté sur la liste d’attente.")
	case "annule":
		return i18n.T(ctx, "La place est laissée.")
	case "repondu":
		return i18n.T(ctx, "La réponse est notée.")
	}
	return ""
}

// counterOf is the counter's page for somebody. fill may complete what a refused form showed.
func (p Pages) counterOf(r *http.Request, form counterForm, tender *tenderForm) (counterView, error) {
	ctx := r.Context()
	at := counterStand(r)
	person, err := p.People.Person(ctx, at.owner)
	if err != nil {
		return counterView{}, err
	}
	c, err := p.Registration.Cart(ctx, viewer(r), at.owner)
	if err != nil {
		return counterView{}, err
	}
	circle, err := p.People.Circle(ctx, at.owner, people.Leisure)
	if err != nil {
		return counterView{}, err
	}
	v := counterView{
		Title: i18n.T(ctx, "Inscrire %s", person.Name()), Path: at.base, Query: form.Query, Searched: strings.TrimSpace(form.Query) != "",
		File: ui.Link{Href: filePath(at.owner), Label: person.Name()},
	}
	v.Found, v.More = p.find(ctx, at, form.Query, leisure.AudienceOf(person, p.Clock.Now()))
	places, err := p.Registration.PlacesOf(ctx, idsIn(circle.InCare)...)
	if err != nil {
		return v, err
	}
	if form.Group != "" {
		if v.Group, err = p.groupOf(ctx, at, places, form); err != nil {
			return v, err
		}
	}
	if v.Cart, err = p.cartOf(ctx, at, c); err != nil {
		return v, err
	}
	p.tenderOf(ctx, viewer(r), at, c, &v.Cart, tender)
	v.Seasons, _ = p.seasonsOf(ctx, at, circle.InCare, places)
	return v, nil
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
		if price, ok := program.Price(g, audience, dayOf(now)); ok {
			one.Price = dollars(ctx, price)
		}
		found = append(found, one)
	}
	return found, 0
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
		ID: form.Group, Title: c.title(ctx), Href: c.path(), When: c.when(ctx), Action: at.base + "/ajouter", Key: forms.NewKey(),
		Text:  i18n.TN(ctx, "%[1]d place libre au comptoir, dont celles gardées. %[2]s.", "%[1]d places libres au comptoir, dont celles gardées. %[2]s.", free, i18n.Sentence(c.group.AgeWords(ctx))),
		Label: i18n.T(ctx, "Retenir"),
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
			v.In = append(v.In, i18n.T(ctx, "%[1]s : %[2]s", given(person), stateTag(ctx, in).Label))
			continue
		}
		findings := p.findings(ctx, c, person, at.channel)
		row := candidateView{
			ID: string(person.ID), Who: ui.WhoOf{Name: given(person), Key: string(person.ID)}, Title: personTitle(ctx, person, "", now),
			On: slices.Contains(form.People, string(person.ID)), Checks: checksOf(ctx, c, findings, true),
		}
		if row.Overrides = overridable(ctx, at, form.Group, person, findings); row.Overrides != nil {
			row.Overrides.Hold = true
		}
		v.People = append(v.People, row)
	}
	if free == 0 {
		wait := waitForm{Group: form.Group, People: form.People}
		ask, err := p.waitAsk(ctx, at.owner, at.base+"/attente", wait)
		if err != nil {
			return nil, err
		}
		ask.Label, ask.Back = i18n.T(ctx, "Mettre sur la liste d’attente"), ui.Link{Href: at.base, Label: i18n.T(ctx, "Chercher un autre groupe")}
		v.Wait = &ask
	}
	return v, nil
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

// override sets a rule aside for somebody, and puts them into the cart when they are not in it
// yet.
func (p Pages) override(w http.ResponseWriter, r *http.Request) error {
	var form overrideForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	at, key := counterStand(r), keyOf(r)
	err := p.Registration.Override(r.Context(), viewer(r), people.ID(form.Person), leisure.GroupID(form.Group), leisure.Rule(form.Rule), form.Motive, key)
	if f, ok := asked(err); ok {
		return p.overrideAgain(w, r, form, ui.Status(err), problemsOf(r.Context(), err, f))
	}
	if err != nil {
		return err
	}
	if !form.Hold {
		return ui.SeeOther(w, r, at.base+"?fait=outre")
	}
	key.Value += "/retenir" // A second deed of the same form.
	return p.putIn(w, r, at, addForm{Group: form.Group, People: []string{form.Person}}, key)
}

func (p Pages) overrideAgain(w http.ResponseWriter, r *http.Request, form overrideForm, status int, problems ui.Problems) error {
	v, err := p.counterOf(r, counterForm{Group: form.Group}, nil)
	if err != nil {
		return err
	}
	v.Problems = problems
	for i := range v.Group.People {
		if o := v.Group.People[i].Overrides; o != nil && o.Person == form.Person {
			o.Open, o.Rule, o.Motive = true, form.Rule, form.Motive
			o.WrongRule, o.WrongMotive = problems.Wrong("regle"), problems.Wrong("motif")
		}
	}
	return ui.Show(w, r, status, counterPage(v))
}

func (p Pages) counterAdd(w http.ResponseWriter, r *http.Request) error {
	var form addForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return p.putIn(w, r, counterStand(r), form, keyOf(r))
}

// putIn puts people into the cart at the counter.
func (p Pages) putIn(w http.ResponseWriter, r *http.Request, at stand, form addForm, key forms.Key) error {
	chosen := counterForm{Group: form.Group, People: form.People}
	outcomes, err := p.Registration.Add(r.Context(), viewer(r), registration.AddTo{
		Owner: at.owner, People: idsOf(form.People), Group: leisure.GroupID(form.Group), Options: form.Options, Channel: leisure.Counter,
	}, key)
	if err != nil {
		return p.counterAgain(w, r, err, chosen)
	}
	if refused := refusals(outcomes); len(refused) > 0 {
		problems, err := p.refusalWords(r.Context(), at.owner, refused)
		if err != nil {
			return err
		}
		return p.counterWith(w, r, http.StatusConflict, problems, chosen)
	}
	return ui.SeeOther(w, r, at.base+"?fait=ajoute")
}

func (p Pages) counterAgain(w http.ResponseWriter, r *http.Request, err error, form counterForm) error {
	f, ok := asked(err)
	if !ok {
		return err
	}
	return p.counterWith(w, r, ui.Status(err), problemsOf(r.Context(), err, f), form)
}

func (p Pages) counterWith(w http.ResponseWriter, r *http.Request, status int, problems ui.Problems, form counterForm) error {
	v, err := p.counterOf(r, form, nil)
	if err != nil {
		return err
	}
	v.Problems = problems
	return ui.Show(w, r, status, counterPage(v))
}

// counterDo does a simple deed to the cart, and comes back to it.
func (p Pages) counterDo(do func(*http.Request, stand) (string, error)) ui.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		at := counterStand(r)
		done, err := do(r, at)
		if err != nil {
			return p.counterAgain(w, r, err, counterForm{})
		}
		return ui.SeeOther(w, r, at.base+"?fait="+done)
	}
}

func (p Pages) counterRemove(r *http.Request, _ stand) (string, error) {
	var form placeForm
	if err := forms.Read(r, &form); err != nil {
		return "", err
	}
	return "retire", p.Registration.Remove(r.Context(), viewer(r), registration.PlaceID(form.Place), keyOf(r))
}

func (p Pages) counterExtend(r *http.Request, at stand) (string, error) {
	return "prolonge", p.Registration.Extend(r.Context(), viewer(r), at.owner, keyOf(r))
}

func (p Pages) counterHold(r *http.Request, at stand) (string, error) {
	_, err := p.Registration.HoldAll(r.Context(), viewer(r), at.owner, at.channel, keyOf(r))
	return "retenu", err
}

func (p Pages) counterWait(w http.ResponseWriter, r *http.Request) error {
	var form waitForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	at := counterStand(r)
	chosen := counterForm{Group: form.Group, People: form.People}
	refused, err := p.join(r, at.owner, leisure.Counter, form)
	if err != nil {
		return p.counterAgain(w, r, err, chosen)
	}
	if len(refused) > 0 {
		problems, err := p.refusalWords(r.Context(), at.owner, refused)
		if err != nil {
			return err
		}
		return p.counterWith(w, r, http.StatusConflict, problems, chosen)
	}
	return ui.SeeOther(w, r, at.base+"?fait=attente")
}

// tenderOf is the way of paying at the counter.
func (p Pages) tenderOf(ctx context.Context, by session.Viewer, at stand, c registration.Cart, v *cartView, typed *tenderForm) {
	held := 0
	for _, line := range c.Places {
		if line.State == registration.Held {
			held++
			if stops(line.Findings, leisure.RulePlaces, leisure.RuleTwice) {
				v.Note = i18n.T(ctx, "Une inscription ne peut pas se faire telle quelle. Passez outre la règle avec un motif, ou retirez-la.")
			}
		}
	}
	switch {
	case held == 0:
		v.Note = i18n.T(ctx, "Rien n’est retenu pour l’instant.")
		return
	case v.Note != "":
		return
	}
	t := tenderView{Action: at.base + "/payer", Key: forms.NewKey(), Free: c.Total <= none, Methods: methods(ctx), Form: tenderForm{Method: "comptant"}}
	t.Label = i18n.TN(ctx, "Confirmer l’inscription", "Confirmer les %d inscriptions", held)
	if !t.Free && !by.May(session.PaymentsTake) {
		v.Note = i18n.T(ctx, "Votre rôle ne prend pas de paiement. La personne peut payer en ligne avant la fin du délai.")
		return
	}
	if typed != nil {
		t.Form = *typed
	}
	if cash := payments.CashOf(c.Total); cash != c.Total {
		t.Rounded = i18n.T(ctx, "En argent comptant : %s, arrondi aux cinq sous.", dollars(ctx, cash))
	}
	v.Pay = tenderBlock(t)
}

func methods(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: "comptant", Label: i18n.T(ctx, "Argent comptant")},
		{Value: "cheque", Label: i18n.T(ctx, "Chèque")},
		{Value: "terminal", Label: i18n.T(ctx, "Carte, au terminal")},
		{Value: "differe", Label: i18n.T(ctx, "Plus tard"), Hint: i18n.T(ctx, "L’inscription est confirmée, la facture reste à payer.")},
	}
}

// tenderMade is the tender of a form; its faults name mode and recu.
func tenderMade(form tenderForm) (payments.Tender, error) {
	var problems fault.Problems
	t := payments.Tender{Reference: strings.TrimSpace(form.Reference)}
	switch form.Method {
	case "comptant":
		t.Method, t.Reference = payments.Cash, ""
		if strings.TrimSpace(form.Given) != "" {
			amount, err := money.Parse(form.Given)
			if err != nil || amount < 0 {
				problems.Add("recu", "Écrivez le montant reçu en dollars, par exemple 150 ou 142,50.")
			}
			t.Given = amount
		}
	case "cheque":
		t.Method = payments.Cheque
	case "terminal":
		t.Method = payments.Terminal
	case "differe":
		t.Method = payments.Deferred
	default:
		problems.Add("mode", "Choisissez comment la personne paie.")
	}
	return t, problems.Err()
}

func (p Pages) counterPay(w http.ResponseWriter, r *http.Request) error {
	var form tenderForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	at := counterStand(r)
	how := registration.CheckOut{Channel: leisure.Counter}
	var err error
	if form.Method != "" {
		var t payments.Tender
		t, err = tenderMade(form)
		how.Tender = &t
	}
	var o registration.Order
	if err == nil {
		o, err = p.Registration.CheckOut(r.Context(), viewer(r), at.owner, how, keyOf(r))
	}
	if f, ok := asked(err); ok {
		v, again := p.counterOf(r, counterForm{}, &form)
		if again != nil {
			return again
		}
		v.Problems = problemsOf(r.Context(), err, f)
		return ui.Show(w, r, ui.Status(err), counterPage(v))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, at.base+"/commandes/"+url.PathEscape(o.Number))
}

// counterOrderView is the confirmation at the counter.
type counterOrderView struct {
	Order  orderView
	File   ui.Link
	Change string // Change is the money to give back, empty when none.
	Paid   string // Paid says how it was paid.
}

func (p Pages) counterOrder(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	at := counterStand(r)
	o, err := p.Registration.Order(ctx, viewer(r), r.PathValue("no"))
	if err != nil {
		return err
	}
	if o.Owner != at.owner {
		return fault.New(fault.NotFound, "Cette commande n’est pas celle de cette personne.")
	}
	person, err := p.People.Person(ctx, at.owner)
	if err != nil {
		return err
	}
	order, err := p.orderOf(ctx, o, "")
	if err != nil {
		return err
	}
	v := counterOrderView{Order: order, File: ui.Link{Href: filePath(at.owner), Label: person.Name()}}
	v.Order.Pay, v.Order.Print, v.Order.Calendar = "", "", ""
	if v.Order.Receipt = ""; o.Bill != "" && viewer(r).May(session.PaymentsTake) {
		v.Order.Receipt = "/gestion/caisse/factures/" + string(o.Bill) + "/recu.pdf"
	}
	v.Order.Back = ui.Link{Href: at.base, Label: i18n.T(ctx, "Inscrire encore")}
	for i := range v.Order.People {
		v.Order.People[i].Forms = ui.Link{} // The family fills them at home.
	}
	if err := p.paidAtCounter(ctx, o, &v); err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, counterOrderPage(v))
}

func (p Pages) paidAtCounter(ctx context.Context, o registration.Order, v *counterOrderView) error {
	if o.Bill == "" || p.Payments == nil {
		return nil
	}
	made, err := p.Payments.PaymentsOf(ctx, o.Owner)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(made, func(one payments.Payment) bool { return one.Bill == o.Bill })
	if i < 0 {
		v.Paid = i18n.T(ctx, "À payer plus tard : %s.", dollars(ctx, o.Total))
		return nil
	}
	if made[i].Change > none {
		v.Change = i18n.T(ctx, "Monnaie à rendre : %s", dollars(ctx, made[i].Change))
	}
	v.Paid = i18n.T(ctx, "Payé : %[1]s, %[2]s.", dollars(ctx, made[i].Amount), methodWords(ctx, made[i].Method))
	return nil
}

func methodWords(ctx context.Context, m payments.Method) string {
	switch m {
	case payments.Cash:
		return i18n.T(ctx, "en argent comptant")
	case payments.Cheque:
		return i18n.T(ctx, "par chèque")
	case payments.Terminal:
		return i18n.T(ctx, "par carte, au terminal")
	case payments.Card:
		return i18n.T(ctx, "par carte, en ligne")
	case payments.Credit:
		return i18n.T(ctx, "avec son crédit")
	}
	return i18n.T(ctx, "plus tard")
}

func (p Pages) counterAskWithdraw(w http.ResponseWriter, r *http.Request) error {
	var form noteForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if ok, err := p.opened(r); err != nil || !ok {
		if err != nil {
			return err
		}
		return ui.SeeOther(w, r, filePath(people.ID(r.PathValue("person"))))
	}
	return p.showCounterWithdraw(w, r, http.StatusOK, form, nil)
}

func (p Pages) showCounterWithdraw(w http.ResponseWriter, r *http.Request, status int, form noteForm, problems ui.Problems) error {
	ctx := r.Context()
	at := counterStand(r)
	what, err := p.Registration.Withdrawal(ctx, viewer(r), registration.PlaceID(r.PathValue("place")), form.Note)
	if err != nil {
		return err
	}
	v, err := p.withdrawOf(ctx, what)
	if err != nil {
		return err
	}
	v.Problems = problems
	v.Action = at.base + "/places/" + string(what.Place.ID) + "/annuler"
	v.Keep = ui.Link{Href: at.base, Label: i18n.T(ctx, "Garder l’inscription")}
	v.Counter = &counterWithdraw{Noted: form.Note, With: v.Action + "?billet=1", Sans: v.Action}
	return ui.Show(w, r, status, counterWithdrawPage(v, at.base))
}

func (p Pages) counterWithdraw(w http.ResponseWriter, r *http.Request) error {
	var form noteForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	_, err := p.Registration.Withdraw(r.Context(), viewer(r), registration.PlaceID(r.PathValue("place")), form.Note, keyOf(r))
	if f, ok := asked(err); ok {
		return p.showCounterWithdraw(w, r, ui.Status(err), form, problemsOf(r.Context(), err, f))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, counterStand(r).base+"?fait=annule")
}

// counterAnswer answers an offer for the family.
func (p Pages) counterAnswer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	place := registration.PlaceID(r.PathValue("place"))
	at := counterStand(r)
	done := "repondu"
	var err error
	switch r.PathValue("reponse") {
	case "accepter":
		err, done = p.Registration.Accept(ctx, viewer(r), place, keyOf(r)), "ajoute"
	case "refuser":
		err = p.Registration.Decline(ctx, viewer(r), place, keyOf(r))
	case "garder":
		err = p.Registration.KeepRank(ctx, viewer(r), place, keyOf(r))
	case "quitter":
		err = p.Registration.LeaveList(ctx, viewer(r), place, keyOf(r))
	default:
		return fault.New(fault.NotFound, "")
	}
	if err != nil {
		return p.counterAgain(w, r, err, counterForm{})
	}
	return ui.SeeOther(w, r, at.base+"?fait="+done)
}
