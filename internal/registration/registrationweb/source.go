package registrationweb

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/registration"
)

// Source is what registrations give to the citizen's file: offers to answer, the cart to
// confirm, what is still to be paid, sheets to fill; the classes of the coming days; what
// happened; and a copy of it all. What is new comes by the notices, which registration raises.
type Source struct{ Pages Pages }

// Name is the room's name as the person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "Vos inscriptions") }

type placesKey struct{}

// places are those of the people of the scope that concern the viewer, read once for all the
// blocks of a page.
func (s Source) places(ctx context.Context, scope dossier.Scope) ([]registration.Place, error) {
	return dossier.Once(scope, placesKey{}, func() ([]registration.Place, error) {
		all, err := s.Pages.Registration.PlacesOf(ctx, scope.IDs()...)
		viewer := people.ID(scope.Viewer.Person)
		return slices.DeleteFunc(all, func(p registration.Place) bool { return !concerns(p, viewer) }), err
	})
}

// sheetsBefore is how long before the first class the sheets are asked for.
const sheetsBefore = 21 * 24 * time.Hour

// ToDo are the offers to answer, the cart to confirm, the sheets to fill and what is still owed.
func (s Source) ToDo(ctx context.Context, scope dossier.Scope) ([]dossier.Task, error) {
	places, err := s.places(ctx, scope)
	if err != nil {
		return nil, err
	}
	viewer := people.ID(scope.Viewer.Person)
	program := s.Pages.Leisure.Program()
	var tasks []dossier.Task
	var held time.Time
	sheets, first := map[people.ID]map[registration.SheetKind]bool{}, map[people.ID]time.Time{}
	for _, p := range places {
		c := courseOf(program, p.Group)
		switch {
		case p.State == registration.Offered && p.Drawn(): // Its lottery asks for all of them together.
		case p.State == registration.Offered && p.Payer == viewer:
			tasks = append(tasks, dossier.Task{
				Day: p.Until, Lapses: true, Title: i18n.T(ctx, "Une place vous attend : %s", c.title(ctx)), Path: waitingPath(p.ID), Action: i18n.T(ctx, "Répondre à l’offre"),
				Text: withName(scope.GivenName(p.Person), i18n.T(ctx, "Répondez avant %s.", until(ctx, p.Until))),
			})
		case p.State == registration.Held && p.Payer == viewer:
			if held.IsZero() || p.Until.Before(held) {
				held = p.Until
			}
		case p.State == registration.Confirmed:
			day := c.group.First().Time()
			if len(c.activity.Forms) == 0 || c.over(scope.Now) || day.Sub(scope.Now) > sheetsBefore {
				continue
			}
			if first[p.Person].IsZero() || day.Before(first[p.Person]) {
				first[p.Person] = day
			}
			if sheets[p.Person] == nil {
				sheets[p.Person] = map[registration.SheetKind]bool{}
			}
			for _, form := range c.activity.Forms {
				sheets[p.Person][registration.SheetKind(form)] = true
			}
		}
	}
	if !held.IsZero() {
		tasks = append(tasks, dossier.Task{Day: held, Lapses: true, Title: i18n.T(ctx, "Confirmer votre panier de loisirs"), Text: cartWords(ctx, places, viewer), Action: i18n.T(ctx, "Voir le panier"), Path: "/panier"})
	}
	for _, one := range scope.People {
		if s.Pages.blank(ctx, scope.Viewer, one.Person.ID, sheets[one.Person.ID]) {
			tasks = append(tasks, dossier.Task{
				Day: first[one.Person.ID], Title: i18n.T(ctx, "Fiches de %s à remplir", given(one.Person)), Text: i18n.T(ctx, "Demandées avant le premier cours. Deux minutes."),
				Action: i18n.T(ctx, "Remplir les fiches"), Path: sheetsPath(one.Person.ID),
			})
		}
	}
	due, err := s.due(ctx, viewer)
	return append(tasks, due...), err
}

func withName(name, text string) string {
	if name == "" {
		return text
	}
	return name + ". " + text
}

// due are the bills that the counter agreed to be paid later.
func (s Source) due(ctx context.Context, viewer people.ID) ([]dossier.Task, error) {
	if s.Pages.Payments == nil {
		return nil, nil
	}
	bills, err := s.Pages.Payments.BillsOf(ctx, viewer)
	var tasks []dossier.Task
	for _, b := range owing(bills) {
		tasks = append(tasks, dossier.Task{
			Day: b.Due, Title: i18n.T(ctx, "Solde à payer : %s", dollars(ctx, b.Owing())), Text: i18n.T(ctx, "Facture %s, inscriptions aux loisirs.", b.Number),
			Action: i18n.T(ctx, "Voir la facture"), Path: "/paiement/factures/" + string(b.ID),
		})
	}
	return tasks, err
}

// Coming are the classes between two times; a cancelled one says so.
func (s Source) Coming(ctx context.Context, scope dossier.Scope, from, to time.Time) ([]dossier.Occasion, error) {
	places, err := s.places(ctx, scope)
	if err != nil {
		return nil, err
	}
	program := s.Pages.Leisure.Program()
	var coming []dossier.Occasion
	for _, p := range places {
		if p.State != registration.Confirmed {
			continue
		}
		title := courseOf(program, p.Group).title(ctx)
		for _, class := range program.Occurrences(p.Group) {
			at := class.Starts()
			if at.Before(from) || !at.Before(to) {
				continue
			}
			o := dossier.Occasion{At: at, Title: title, Icon: "i-person-simple-swim", Path: "/horaire", Person: scope.GivenName(p.Person)}
			if !class.Held() {
				o.Title, o.Icon = i18n.T(ctx, "Annulé : %s", title), "i-calendar-x"
			}
			coming = append(coming, o)
		}
	}
	return coming, nil
}

// kindCourses is the word that the timeline is filtered by.
const kindCourses = "cours"

// Kinds are the filters of the timeline that registrations answer to.
func (Source) Kinds(ctx context.Context) []dossier.Kind {
	return []dossier.Kind{{Value: kindCourses, Label: i18n.T(ctx, "Cours et activités")}}
}

// Entries are what happened to the registrations of the people of the scope.
func (s Source) Entries(ctx context.Context, scope dossier.Scope, f dossier.Filter) ([]dossier.Entry, error) {
	if f.Kind != "" && f.Kind != kindCourses {
		return nil, nil
	}
	places, err := s.places(ctx, scope)
	if err != nil {
		return nil, err
	}
	program := s.Pages.Leisure.Program()
	var entries []dossier.Entry
	add := func(p registration.Place, at time.Time, icon, title, text string) {
		if at.IsZero() || !f.Before.IsZero() && !at.Before(f.Before) || f.Person != "" && p.Person != f.Person {
			return
		}
		entries = append(entries, dossier.Entry{At: at, Kind: kindCourses, Title: title, Text: text, Icon: icon, Path: "/loisirs/inscriptions", Person: scope.GivenName(p.Person)})
	}
	for _, p := range places {
		title := courseOf(program, p.Group).title(ctx)
		add(p, p.Since, "i-hourglass-medium", i18n.T(ctx, "Sur la liste d’attente : %s", title), "")
		add(p, p.ConfirmedAt, "i-check-circle", i18n.T(ctx, "Inscription confirmée : %s", title), "")
		if !p.State.Live() && (!p.ConfirmedAt.IsZero() || !p.Since.IsZero()) {
			add(p, p.EndedAt, "i-x", i18n.T(ctx, "%[1]s : %[2]s", stateTag(ctx, p).Label, title), endedWords(ctx, p))
		}
	}
	slices.SortStableFunc(entries, func(a, b dossier.Entry) int { return b.At.Compare(a.At) })
	if f.Limit > 0 && len(entries) > f.Limit {
		entries = entries[:f.Limit]
	}
	return entries, nil
}

// Export is everything registration holds on the viewer: their own places, the orders that
// they made for others too, and their sheets.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	who := people.ID(scope.Viewer.Person)
	places, err := s.Pages.Registration.PlacesOf(ctx, who)
	if err != nil {
		return nil, err
	}
	orders, err := s.Pages.Registration.Orders(ctx, scope.Viewer, who)
	if err != nil {
		return nil, err
	}
	made := dossier.Section{Name: "inscriptions", Columns: []string{"activite", "groupe", "saison", "etat", "ajoutee_le", "en_attente_depuis", "rang", "confirmee_le", "terminee_le", "raison", "options", "prix", "paye", "rendu"}}
	for _, p := range places {
		made.Rows = append(made.Rows, s.placeRow(ctx, p, p.Payer == who))
	}
	bought := dossier.Section{Name: "commandes", Columns: []string{"numero", "etat", "le", "confirmee_le", "total", "pour", "activite", "groupe", "prix", "paye", "rendu"}}
	for _, o := range orders {
		for _, p := range o.Places {
			c := courseOf(s.Pages.Leisure.Program(), p.Group)
			bought.Rows = append(bought.Rows, []any{o.Number, orderTag(ctx, o).Label, o.At, stamp(o.ConfirmedAt), o.Total.Plain(), scope.GivenName(p.Person), c.title(ctx), c.group.Code, p.Total().Plain(), p.Paid.Plain(), p.Returned.Plain()})
		}
	}
	sheets := dossier.Section{Name: "fiches_loisirs", Columns: []string{"fiche", "texte"}}
	for _, one := range []struct {
		kind registration.SheetKind
		name string
	}{{registration.HealthSheet, "sante"}, {registration.PickUpSheet, "depart"}} {
		text, err := s.Pages.Registration.Sheet(ctx, scope.Viewer, who, one.kind)
		if err != nil {
			return nil, err
		}
		if text != "" {
			sheets.Rows = append(sheets.Rows, []any{one.name, text})
		}
	}
	return []dossier.Section{made, bought, sheets}, nil
}

// placeRow is a place in the export. What somebody else paid is their own matter.
func (s Source) placeRow(ctx context.Context, p registration.Place, payer bool) []any {
	c := courseOf(s.Pages.Leisure.Program(), p.Group)
	row := []any{c.title(ctx), c.group.Code, c.session.Code, stateTag(ctx, p).Label, p.AddedAt, stamp(p.Since), p.Rank, stamp(p.ConfirmedAt), stamp(p.EndedAt), endedWords(ctx, p), optionNames(ctx, c, p.Options)}
	if !payer {
		return append(row, "", "", "")
	}
	return append(row, p.Total().Plain(), p.Paid.Plain(), p.Returned.Plain())
}

func optionNames(ctx context.Context, c course, codes []string) string {
	var names []string
	for _, code := range codes {
		o, _ := c.group.Option(code)
		names = append(names, cmp.Or(o.Name.In(ctx), code))
	}
	return joined(names...)
}

// stamp is a time of the export, empty when there is none.
func stamp(t time.Time) any {
	if t.IsZero() {
		return ""
	}
	return t
}
