package libraryweb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"sem/internal/civil"
	"sem/internal/dossier"
	"sem/internal/feeds"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/people"
	"sem/internal/ui"
)

// Source is what the library gives to the citizen's file: what is late or soon is, holds that
// wait, the due dates of the coming days, the cards that were linked, and a copy of it all. What
// is new comes by the notices, which the room raises. The cards of other adults of the household
// are no part of it, whatever they show.
type Source struct{ Pages Pages }

// Name is the room's name as the person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "Votre bibliothèque") }

type cardsKey struct{}

// cards are those about which the viewer decides, read once for all the blocks of a page.
func (s Source) cards(ctx context.Context, scope dossier.Scope) ([]library.Card, error) {
	return dossier.Once(scope, cardsKey{}, func() ([]library.Card, error) {
		circle, ok := scope.Circle(people.Library)
		read := func() ([]library.Card, error) { return s.Pages.Library.CardsIn(ctx, circle) }
		if !ok {
			read = func() ([]library.Card, error) { return s.Pages.Library.Cards(ctx, scope.Viewer) }
		}
		all, err := read()
		return slices.DeleteFunc(all, func(c library.Card) bool { return !c.Mine }), err
	})
}

// nameOf is whose card it is, empty for the viewer's own.
func nameOf(scope dossier.Scope, c library.Card) string {
	if string(c.Person) == scope.Viewer.Person {
		return ""
	}
	return c.Name
}

// ToDo are the loans that are late or soon are, and the holds that wait, a line for each card.
func (s Source) ToDo(ctx context.Context, scope dossier.Scope) ([]dossier.Task, error) {
	all, err := s.cards(ctx, scope)
	var tasks []dossier.Task
	for _, c := range all {
		name := nameOf(scope, c)
		tasks = append(tasks, returning(ctx, c, name, scope.Now)...)
		tasks = append(tasks, waiting(ctx, c, name)...)
	}
	return tasks, err
}

// returning are the late loans of a card together, and those that soon are.
func returning(ctx context.Context, c library.Card, name string, now time.Time) []dossier.Task {
	var overdue, coming []library.Loan
	for _, l := range byDue(c.Account.Loans) {
		switch {
		case l.Due.IsZero():
		case l.Late(now):
			overdue = append(overdue, l)
		case daysTo(l, now) <= soon:
			coming = append(coming, l)
		}
	}
	var tasks []dossier.Task
	if len(overdue) > 0 {
		tasks = append(tasks, dossier.Task{
			Day: overdue[0].Due, Title: i18n.TN(ctx, "%d document en retard à la bibliothèque", "%d documents en retard à la bibliothèque", len(overdue)),
			Text: whose(ctx, name, overdue), Action: i18n.T(ctx, "Voir les prêts"), Path: root,
		})
	}
	if len(coming) > 0 {
		action := i18n.T(ctx, "Renouveler ou rendre")
		if !mayRenew(c) {
			action = i18n.T(ctx, "Voir les prêts")
		}
		tasks = append(tasks, dossier.Task{
			Day: coming[0].Due, Title: i18n.TN(ctx, "%d document à rendre à la bibliothèque", "%d documents à rendre à la bibliothèque", len(coming)),
			Text: whose(ctx, name, coming), Action: action, Path: root,
		})
	}
	return tasks
}

// byDue are loans, the most pressing first.
func byDue(loans []library.Loan) []library.Loan {
	return slices.SortedStableFunc(slices.Values(loans), func(a, b library.Loan) int { return a.Due.Compare(b.Due) })
}

// whose names the documents, two at most, and the child whose they are.
func whose(ctx context.Context, name string, loans []library.Loan) string {
	titles := titleOf(ctx, loans[0].Title)
	if len(loans) > 1 {
		titles = i18n.TN(ctx, "%[2]s, et %[1]d autre", "%[2]s, et %[1]d autres", len(loans)-1, titles)
	}
	if name == "" {
		return titles
	}
	return i18n.T(ctx, "%[1]s : %[2]s", name, titles)
}

// waiting are the holds of a card that may be picked up.
func waiting(ctx context.Context, c library.Card, name string) []dossier.Task {
	var tasks []dossier.Task
	for _, h := range c.Account.Holds {
		if h.State != library.Ready {
			continue
		}
		t := dossier.Task{Title: i18n.T(ctx, "Une réservation vous attend à la bibliothèque"), Text: titleOf(ctx, h.Title), Action: i18n.T(ctx, "Voir la réservation"), Path: root}
		if name != "" {
			t.Text = i18n.T(ctx, "%[1]s : %[2]s", name, t.Text)
		}
		if h.Until != 0 {
			t.Day = h.Until.Time()
		}
		tasks = append(tasks, t)
	}
	return tasks
}

// Coming are the due dates between two times, a line for each card and day.
func (s Source) Coming(ctx context.Context, scope dossier.Scope, from, to time.Time) ([]dossier.Occasion, error) {
	all, err := s.cards(ctx, scope)
	var coming []dossier.Occasion
	for _, c := range all {
		byDay := map[civil.Day][]library.Loan{}
		var days []civil.Day
		for _, l := range c.Account.Loans {
			day := civil.DayOf(l.Due)
			if l.Due.IsZero() || day.Time().Before(from) || !day.Time().Before(to) {
				continue
			}
			if byDay[day] == nil {
				days = append(days, day)
			}
			byDay[day] = append(byDay[day], l)
		}
		for _, day := range days {
			coming = append(coming, dossier.Occasion{
				At: day.Time(), AllDay: true, Title: returnWords(ctx, byDay[day]), Icon: "i-books", Path: root, Person: nameOf(scope, c),
			})
		}
	}
	return coming, err
}

// returnWords name what is to be returned on a day.
func returnWords(ctx context.Context, loans []library.Loan) string {
	if len(loans) == 1 {
		return i18n.T(ctx, "À rendre : %s", titleOf(ctx, loans[0].Title))
	}
	return i18n.TN(ctx, "%d document à rendre à la bibliothèque", "%d documents à rendre à la bibliothèque", len(loans))
}

// kindLibrary is the word that the timeline is filtered by.
const kindLibrary = "bibliotheque"

// Kinds are the filters of the timeline that the library answers to.
func (Source) Kinds(ctx context.Context) []dossier.Kind {
	return []dossier.Kind{{Value: kindLibrary, Label: i18n.T(ctx, "Bibliothèque")}}
}

// Entries are the cards that were linked. What was borrowed is no part of the timeline: whoever
// keeps it reads it on its own page.
func (s Source) Entries(ctx context.Context, scope dossier.Scope, f dossier.Filter) ([]dossier.Entry, error) {
	if f.Kind != "" && f.Kind != kindLibrary {
		return nil, nil
	}
	all, err := s.cards(ctx, scope)
	var entries []dossier.Entry
	for _, c := range all {
		if !f.Before.IsZero() && !c.Linked.Before(f.Before) || f.Person != "" && c.Person != f.Person {
			continue
		}
		entries = append(entries, dossier.Entry{
			At: c.Linked, Kind: kindLibrary, Title: i18n.T(ctx, "Carte de bibliothèque liée"), Text: i18n.T(ctx, "Carte finissant par %s", c.Ending()),
			Icon: "i-identification-card", Path: cards, Person: nameOf(scope, c),
		})
	}
	slices.SortStableFunc(entries, func(a, b dossier.Entry) int { return b.At.Compare(a.At) })
	if f.Limit > 0 && len(entries) > f.Limit {
		entries = entries[:f.Limit]
	}
	return entries, err
}

// Export is all that is kept of the cards about which the viewer decides.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	all, err := s.cards(ctx, scope)
	if err != nil {
		return nil, err
	}
	linked := dossier.Section{Name: "bibliotheque_cartes", Columns: []string{"personne", "carte", "liee_le", "titres_montres", "historique", "copie_du"}}
	loans := dossier.Section{Name: "bibliotheque_prets", Columns: []string{"personne", "titre", "auteur", "sorte", "document", "a_rendre_le"}}
	holds := dossier.Section{Name: "bibliotheque_reservations", Columns: []string{"personne", "titre", "etat", "rang", "jusqu_au", "retrait"}}
	fees := dossier.Section{Name: "bibliotheque_frais", Columns: []string{"personne", "sorte", "texte", "titre", "montant", "le"}}
	gone := dossier.Section{Name: "bibliotheque_prets_passes", Columns: []string{"personne", "titre", "auteur", "sorte", "prete_le", "rendu_le"}}
	for _, c := range all {
		name := nameOf(scope, c)
		linked.Rows = append(linked.Rows, []any{name, c.Number, c.Linked, c.Shares, c.Keeps, stamp(c.AsOf)})
		for _, l := range c.Account.Loans {
			loans.Rows = append(loans.Rows, []any{name, l.Title, l.Author, mediumWords(ctx, l.Medium), l.Item, stamp(l.Due)})
		}
		for _, h := range c.Account.Holds {
			holds.Rows = append(holds.Rows, []any{name, h.Title, holdTag(ctx, h).Label, h.Rank, h.Until.String(), h.PickUp})
		}
		for _, f := range c.Account.Fees {
			fees.Rows = append(fees.Rows, []any{name, feeWords(ctx, f.Kind), f.Text, f.Title, f.Amount.Plain(), f.On.String()})
		}
		if !c.Keeps {
			continue
		}
		kept, err := s.Pages.Library.Past(ctx, scope.Viewer, c.ID)
		if err != nil {
			return nil, err
		}
		for _, one := range kept {
			gone.Rows = append(gone.Rows, []any{name, one.Title, one.Author, mediumWords(ctx, one.Medium), stamp(one.Out), stamp(one.Back)})
		}
	}
	return []dossier.Section{linked, loans, holds, fees, gone}, nil
}

// stamp is a time of the export, empty when there is none.
func stamp(t time.Time) any {
	if t.IsZero() {
		return ""
	}
	return t
}

// panelView is the library on the dashboard.
type panelView struct {
	Rows   []ui.PersonRow
	More   int
	Silent string
}

// mostRows is how many cards a panel shows.
const mostRows = 4

// Panel is the block of the library on the dashboard, a line for each card.
func (s Source) Panel(ctx context.Context, scope dossier.Scope) (templ.Component, error) {
	all, err := s.cards(ctx, scope)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 && s.Pages.Library.State().Absent {
		return nil, nil
	}
	v := panelView{}
	for i, c := range all {
		if i >= mostRows {
			v.More++
			continue
		}
		if !c.Silent.IsZero() {
			v.Silent = silentWords(ctx, c.AsOf)
		}
		v.Rows = append(v.Rows, ui.PersonRow{Who: whoOf(c), Title: c.Name, Text: veiledOf(ctx, c, scope.Now).Text})
	}
	return panel(v), nil
}

// calendar is the due dates of the family as a file, for whoever is signed in.
func (p Pages) calendar(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	all, err := p.Library.Cards(ctx, viewer(r))
	if err != nil {
		return err
	}
	c := feeds.Calendar{Name: i18n.T(ctx, "Retours à la bibliothèque"), Language: i18n.Lang(ctx).Tag(), URL: p.Site + root}
	for _, card := range all {
		if !card.Mine {
			continue
		}
		for _, l := range card.Account.Loans {
			if !l.Due.IsZero() {
				c.Events = append(c.Events, p.eventOf(ctx, card, l, people.ID(viewer(r).Person)))
			}
		}
	}
	return feeds.Serve(w, r, c)
}

// eventOf is a due date. Its name says nothing of the document, and stays when the date moves. A
// date only ever moves on, and its sequence with it (RFC 5545, 3.8.7.4).
func (p Pages) eventOf(ctx context.Context, c library.Card, l library.Loan, me people.ID) feeds.Event {
	name := sha256.Sum256([]byte(valueOf(c.ID, l.Item)))
	e := feeds.Event{
		UID: "pret-" + hex.EncodeToString(name[:12]), Sequence: int(civil.DayOf(l.Due)), Day: civil.DayOf(l.Due).String(),
		Title: i18n.T(ctx, "À rendre : %s", titleOf(ctx, l.Title)), Text: i18n.T(ctx, "Carte de %s", c.Name), URL: p.Site + root, Modified: c.Linked,
	}
	if c.Person == me {
		e.Text = ""
	}
	return e
}
