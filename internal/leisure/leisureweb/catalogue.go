package leisureweb

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/ui"
)

// catalogueView is the catalogue of a session.
type catalogueView struct {
	Title    string
	Lead     string
	Proof    string // Proof says how to have the prices of residents, to who has shown no proof of residence.
	Sessions []ui.TabOf
	Phases   []phaseView
	Whom     []chip // Whom is the family, nobody for a visitor.
	Filters  filtersView
	Empty    bool // Empty tells that no session is published.
	Found    string
	Views    []ui.TabOf
	Cards    []cardView
	Later    []cardView // Later are groups that some of the family will soon be old enough for.
	Week     []weekDay
	Pager    ui.PagerOf
	None     string
	Without  []ui.Link // Without are the searches with a filter less.
	Print    string
	Feed     string
	Cart     *cartView
}

// phaseView is a phase of the opening.
type phaseView struct {
	Title string
	Text  string
	Class string
	Room  string // Room leads to the waiting room.
}

// chip is somebody of the family to tick.
type chip struct {
	Value string
	Label string
	On    bool
	Who   ui.WhoOf
}

// filtersView are the questions beside the cards.
type filtersView struct {
	Open    bool   // Open stands the filters open on a phone, because one asks for something.
	Used    string // Used says how many filters are used.
	Session string
	View    string
	Words   ui.Field
	Age     *ui.Field // Age asks a visitor for whom they look.
	Kinds   ui.Field
	Site    ui.Field
	Address *ui.Field
	Choices []ui.AddressChoice
	Times   ui.Field
	AtMost  ui.Field
	Only    ui.Field
	Clear   string
}

func (p *Pages) catalogue(w http.ResponseWriter, r *http.Request) error {
	if v := viewer(r); v.Person == "" || v.Staff() {
		page, err := p.forAll(r)
		if err != nil {
			return err
		}
		return ui.Show(w, r, http.StatusOK, cataloguePage(page.title, templ.Raw(page.body)))
	}
	v, err := p.look(r)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, cataloguePage(v.Title, catalogueBody(v)))
}

// look is the catalogue for whoever asks.
func (p *Pages) look(r *http.Request) (*catalogueView, error) {
	s, err := p.asked(r)
	if err != nil {
		return nil, err
	}
	return p.catalogueOf(r.Context(), &s)
}

func (p *Pages) catalogueOf(ctx context.Context, s *search) (*catalogueView, error) {
	v := &catalogueView{Title: i18n.T(ctx, "Activités de loisir"), Cart: s.family.cart(ctx, s.now)}
	if s.session == nil {
		v.Empty = true
		return v, nil
	}
	program := p.Leisure.Program()
	v.Title = s.session.Name.In(ctx)
	v.Lead, v.Proof = p.lead(ctx, s), proofWords(ctx, s.family)
	v.Sessions = sessionTabs(ctx, program, s)
	v.Phases = p.phases(ctx, program, s)
	v.Whom = whomOf(ctx, s)
	v.Filters = p.filtersOf(ctx, program, s)
	v.Print = "/loisirs/brochure" + s.form.query("vue", "", "page", "")
	v.Feed = "/loisirs/programme.ics" + s.form.query("vue", "", "page", "")
	hits := p.Leisure.Search(s.query)
	if s.form.Words == "" && s.from.IsZero() {
		s.family.first(hits)
	}
	v.Found = i18n.TN(ctx, "%d activité trouvée", "%d activités trouvées", len(hits))
	v.Views = []ui.TabOf{
		{Label: i18n.T(ctx, "Liste"), Href: "/loisirs" + s.form.query("vue", "", "page", ""), Current: s.form.View != weekView},
		{Label: i18n.T(ctx, "Semaine"), Href: "/loisirs" + s.form.query("vue", weekView, "page", ""), Current: s.form.View == weekView},
	}
	if len(hits) == 0 {
		v.None, v.Without = p.none(ctx, s)
	}
	if s.form.View == weekView {
		return v, p.week(ctx, program, s, v, hits)
	}
	return v, p.cards(ctx, program, s, v, hits)
}

// proofWords tell somebody signed in whom the city takes for an outsider, because it has seen no
// proof that is still good, how to register as a resident.
func proofWords(ctx context.Context, f family) string {
	known := slices.ContainsFunc(f.members, func(m *member) bool { return m.self && m.person.Residence == people.Outside })
	if !f.signedIn || f.audience != leisure.Other || known {
		return ""
	}
	return i18n.T(ctx, "Vous habitez la ville? Montrez une preuve de résidence au guichet. Vous aurez les prix et les dates des résidents.")
}

// lead says when the session is, and whose prices are shown.
func (p *Pages) lead(ctx context.Context, s *search) string {
	from, to := i18n.DateOnly(ctx, s.session.From.At(12)), i18n.DateOnly(ctx, s.session.To.At(12))
	switch s.family.audience {
	case leisure.Neighbour:
		return i18n.T(ctx, "Du %[1]s au %[2]s. Les prix affichés sont ceux des villes voisines.", from, to)
	case leisure.Other:
		return i18n.T(ctx, "Du %[1]s au %[2]s. Les prix affichés sont ceux des personnes de l’extérieur.", from, to)
	}
	return i18n.T(ctx, "Du %[1]s au %[2]s. Les prix affichés sont ceux des résidents.", from, to)
}

// sessionTabs lead to the other sessions that are not over.
func sessionTabs(ctx context.Context, program *leisure.Program, s *search) (tabs []ui.TabOf) {
	for _, one := range program.Sessions() {
		if !one.Published || s.now.After(one.To.At(23)) && one != s.session {
			continue
		}
		f := s.form
		f.Session, f.Kinds, f.Site = one.Code, nil, ""
		tabs = append(tabs, ui.TabOf{Label: one.Name.In(ctx), Href: "/loisirs" + f.query("page", ""), Current: one == s.session})
	}
	if len(tabs) < 2 {
		return nil
	}
	return tabs
}

// phases say what is open, what opens next, and when people from elsewhere may come.
func (p *Pages) phases(ctx context.Context, program *leisure.Program, s *search) (all []phaseView) {
	shelf := p.shelf.of(program).sessions[s.session.ID]
	next, busiest := false, -1 // The waiting room belongs to what opens next, or opened last.
	for i, one := range shelf.phases {
		v := phaseOf(ctx, one, s.now, &next)
		if v.Class == "next" || v.Class == "on" && !next {
			busiest = i
		}
		all = append(all, v)
	}
	if p.Rooms != nil && busiest >= 0 {
		all[busiest].Room, _ = p.Rooms.RoomOf(s.session.ID, s.now)
	}
	if len(shelf.phases) > 0 && !shelf.outside.IsZero() && shelf.outside.After(shelf.phases[0].windows.Opens) && !shelf.over(s.now) {
		v := phaseView{Title: i18n.T(ctx, "Personnes de l’extérieur"), Text: i18n.Sentence(fromWords(ctx, s.now, shelf.outside))}
		if !shelf.outside.After(s.now) {
			v.Text, v.Class = sinceWords(ctx, s.now, shelf.outside), "on"
		}
		all = append(all, v)
	}
	return all
}

func phaseOf(ctx context.Context, one phase, now time.Time, next *bool) phaseView {
	which, opens, closes := categoryList(ctx, one.categories), one.windows.Opens, one.windows.Closes
	switch {
	case !closes.IsZero() && !now.Before(closes):
		return phaseView{Title: i18n.T(ctx, "%s : terminé", which), Text: sinceWords(ctx, now, closes)}
	case !opens.After(now):
		return phaseView{Title: i18n.T(ctx, "%s : ouvert", which), Text: sinceWords(ctx, now, opens), Class: "on"}
	}
	v := phaseView{Title: i18n.T(ctx, "%[1]s : %[2]s", which, i18n.Ago(ctx, opens)), Text: i18n.T(ctx, "Ouverture pour les résidents")}
	if !*next {
		*next, v.Class, v.Text = true, "next", i18n.T(ctx, "Préparez votre liste dès maintenant")
	}
	return v
}

// whomOf is the family to choose from.
func whomOf(ctx context.Context, s *search) (all []chip) {
	if !s.family.signedIn {
		return nil
	}
	for _, m := range s.family.members {
		c := chip{Value: string(m.person.ID), On: m.on, Who: whoOf(m)}
		age := m.person.Age(s.now)
		switch {
		case m.self:
			c.Label = i18n.T(ctx, "Moi")
		case age < 0:
			c.Label = m.person.GivenName
		default:
			c.Label = i18n.TN(ctx, "%[2]s, %[1]d an", "%[2]s, %[1]d ans", age, m.person.GivenName)
		}
		all = append(all, c)
	}
	return append(all, chip{Value: everyAge, Label: i18n.T(ctx, "Tous les âges"), On: s.family.anyAge})
}

// whoOf draws one of the family: children by one letter, as at home.
func whoOf(m *member) ui.WhoOf {
	w := ui.WhoOf{Name: m.person.GivenName, Key: string(m.person.ID)}
	if m.self {
		w.Name = m.person.Name()
	}
	return w
}

// filtersOf are the questions beside the cards, with their answers.
func (p *Pages) filtersOf(ctx context.Context, program *leisure.Program, s *search) filtersView {
	f, shelf := s.form, p.shelf.of(program).sessions[s.session.ID]
	v := filtersView{
		Session: f.Session, View: f.View,
		Words: ui.Field{Name: "mot", Label: i18n.T(ctx, "Mot-clé"), Type: "search", Value: f.Words},
		Kinds: ui.Field{Name: "type", Label: i18n.T(ctx, "Type"), Small: true},
		Site:  ui.Field{Name: "endroit", Label: i18n.T(ctx, "Endroit"), Value: f.Site, Options: []ui.Option{{Value: "", Label: i18n.T(ctx, "Partout")}}},
		Times: ui.Field{Name: "quand", Label: i18n.T(ctx, "Jour"), Small: true, Options: []ui.Option{
			{Value: string(leisure.WeekdayEvening), Label: i18n.T(ctx, "Soirs de semaine")},
			{Value: string(leisure.WeekdayDay), Label: i18n.T(ctx, "Jours de semaine")},
			{Value: string(leisure.Weekend), Label: i18n.T(ctx, "Fin de semaine")},
		}},
		AtMost: ui.Field{Name: "prix", Label: i18n.T(ctx, "Prix le plus élevé"), Hint: i18n.T(ctx, "En dollars"), Value: f.AtMost, InputMode: "decimal", Width: 5},
		Only: ui.Field{Name: "seulement", Label: i18n.T(ctx, "Montrer seulement"), Small: true, Options: []ui.Option{
			{Value: onlyPlaces, Label: i18n.T(ctx, "Avec des places libres")},
			{Value: onlyOpen, Label: i18n.T(ctx, "Ouvert aux inscriptions")},
			{Value: onlyFree, Label: i18n.T(ctx, "Gratuit")},
			{Value: onlyAccess, Label: i18n.T(ctx, "Accessible en fauteuil")},
		}},
	}
	if !s.family.signedIn {
		v.Age = &ui.Field{Name: "age", Label: i18n.T(ctx, "Pour quel âge?"), Hint: i18n.T(ctx, "En années, par exemple 6 ou 6, 10"), Value: f.Age, InputMode: "numeric", Width: 10}
	} else {
		v.Only.Options = append(v.Only.Options, ui.Option{Value: onlyFits, Label: i18n.T(ctx, "Compatible avec notre horaire")})
	}
	for _, c := range shelf.categories {
		v.Kinds.Options = append(v.Kinds.Options, ui.Option{Value: c, Label: leisure.CategoryWords(ctx, c)})
	}
	if p.Places != nil {
		v.Site.Options = append(v.Site.Options, ui.Option{Value: walk, Label: i18n.T(ctx, "À moins de 15 min à pied")})
	}
	for _, id := range shelf.sites {
		if site, ok := program.Site(id); ok {
			v.Site.Options = append(v.Site.Options, ui.Option{Value: site.Code, Label: site.Name})
		}
	}
	tick(v.Kinds.Options, f.Kinds)
	tick(v.Times.Options, f.Times)
	tick(v.Only.Options, f.Only)
	p.walkFrom(ctx, s, &v)
	if used := f.used(); used > 0 {
		v.Used = i18n.TN(ctx, "%d filtre en service", "%d filtres en service", used)
		v.Clear = "/loisirs" + searchForm{Session: f.Session, Who: f.Who, View: f.View}.query()
	}
	return v
}

func tick(options []ui.Option, on []string) {
	for i := range options {
		options[i].On = slices.Contains(on, options[i].Value)
	}
}

// walkFrom asks from where one walks, when the search is for what is near.
func (p *Pages) walkFrom(ctx context.Context, s *search, v *filtersView) {
	if p.Places == nil || s.form.Site != walk {
		return
	}
	field := ui.Field{Name: "adresse", Label: i18n.T(ctx, "Adresse de départ"), Hint: i18n.T(ctx, "Numéro et rue"), Value: s.form.Typed, Autocomplete: "street-address"}
	switch {
	case s.found.Known:
		field.Value = s.found.Address.Line()
	case s.form.Typed == "":
		field.Wrong = i18n.T(ctx, "Entrez votre adresse pour voir ce qui est à pied")
	case len(s.found.Choices) == 0:
		field.Wrong = i18n.T(ctx, "Nous ne trouvons pas cette adresse. Vérifiez le numéro et la rue.")
	}
	v.Address, v.Open = &field, !s.found.Known
	for _, a := range s.found.Choices {
		v.Choices = append(v.Choices, ui.AddressChoice{Label: a.Line(), Path: "/loisirs" + s.form.query("adresse", "", "lieu", string(a.ID), "page", "")})
	}
}

// none says which filter to remove when a search finds nothing, each with what it would find.
func (p *Pages) none(ctx context.Context, s *search) (string, []ui.Link) {
	var links []ui.Link
	try := func(label string, change func(*searchForm, *leisure.Query)) {
		f, q := s.form, s.query
		f.Page = 0
		change(&f, &q)
		if n := len(p.Leisure.Search(q)); n > 0 {
			links = append(links, ui.Link{Href: "/loisirs" + f.query(), Label: i18n.TN(ctx, "%[2]s : %[1]d activité", "%[2]s : %[1]d activités", n, label)})
		}
	}
	if s.form.Words != "" {
		try(i18n.T(ctx, "Sans le mot « %s »", s.form.Words), func(f *searchForm, q *leisure.Query) { f.Words, q.Words = "", "" })
	}
	if len(s.query.Births)+len(s.query.Ages) > 0 {
		try(i18n.T(ctx, "Pour tous les âges"), func(f *searchForm, q *leisure.Query) {
			f.Age, q.Births, q.Ages = "", nil, nil
			if s.family.signedIn {
				f.Who = []string{everyAge}
			}
		})
	}
	if s.form.Site != "" {
		try(i18n.T(ctx, "Partout dans la ville"), func(f *searchForm, q *leisure.Query) {
			f.Site, f.Typed, f.Chosen, q.Sites, q.Near, q.Metres = "", "", "", nil, leisure.Query{}.Near, 0
		})
	}
	if len(s.form.Times) > 0 {
		try(i18n.T(ctx, "Tous les jours"), func(f *searchForm, q *leisure.Query) { f.Times, q.Times = nil, nil })
	}
	if len(s.form.Kinds) > 0 {
		try(i18n.T(ctx, "Tous les types"), func(f *searchForm, q *leisure.Query) { f.Kinds, q.Categories = nil, nil })
	}
	if s.query.PriceSet {
		try(i18n.T(ctx, "À tous les prix"), func(f *searchForm, q *leisure.Query) { f.AtMost, q.PriceSet = "", false })
	}
	if len(s.form.Only) > 0 {
		try(i18n.T(ctx, "Sans « Montrer seulement »"), func(f *searchForm, q *leisure.Query) {
			f.Only, q.WithPlaces, q.Free, q.Accessible, q.OpenNow, q.Busy = nil, false, false, false, false, nil
		})
	}
	if len(links) == 0 && s.form.used() == 0 {
		return i18n.T(ctx, "Il n’y a plus rien à venir dans cette session."), nil
	}
	if len(links) == 0 {
		links = []ui.Link{{Href: "/loisirs" + searchForm{Session: s.form.Session}.query(), Label: i18n.T(ctx, "Enlever tous les filtres")}}
	}
	return i18n.T(ctx, "Aucune activité ne répond à toutes ces questions. Enlevez un filtre :"), links
}

// cards are the groups of a page of the list; the last page ends with those that are for the
// family later.
func (p *Pages) cards(ctx context.Context, program *leisure.Program, s *search, v *catalogueView, hits []leisure.Hit) error {
	page := max(1, s.form.Page)
	from := (page - 1) * perPage
	if from >= len(hits) && page > 1 {
		page, from = 1, 0
	}
	shown := hits[min(from, len(hits)):min(from+perPage, len(hits))]
	for _, h := range shown {
		c, err := p.cardOf(ctx, s, program, h)
		if err != nil {
			return err
		}
		v.Cards = append(v.Cards, c)
	}
	if len(hits) > perPage {
		v.Pager = ui.PagerOf{From: from + 1, To: from + len(shown), Of: len(hits)}
		if page > 1 {
			v.Pager.Previous = "/loisirs" + s.form.query("page", itoa(page-1)) + "#resultats"
		}
		if from+perPage < len(hits) {
			v.Pager.Next = "/loisirs" + s.form.query("page", itoa(page+1)) + "#resultats"
		}
	}
	if from+perPage >= len(hits) {
		return p.later(ctx, program, s, v)
	}
	return nil
}
