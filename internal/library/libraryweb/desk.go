package libraryweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/text"
	"sem/internal/ui"
)

// reasonForm is why the staff wants to see titles.
type reasonForm struct {
	keyForm
	Reason string `form:"motif" max:"200"`
}

// countsView is a person's cards as the desk sees them.
type countsView struct {
	Title, Name string
	Path, File  string
	Key         string
	Reason      string
	Rows        []countRow
	Seen        []seenCard // Seen are the titles, nil until a reason is written.
	Problems    ui.Problems
}

type countRow struct {
	Title string
	Texts []string
	Fresh string
}

type seenCard struct {
	Title string
	Loans []loanRow
	Holds []holdRow
}

func filePath(whose people.ID) string { return "/guichet/personnes/" + url.PathEscape(string(whose)) }

func lookPath(whose people.ID) string { return filePath(whose) + "/bibliotheque" }

// DeskPanel is what the file of a person shows at the desk: counts and dates. Nothing for whoever
// has no card.
func (p Pages) DeskPanel(ctx context.Context, by session.Viewer, whose people.ID) (templ.Component, error) {
	if !by.May(session.DeskUse) {
		return nil, nil
	}
	found, err := p.Library.Counts(ctx, by, whose)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return deskPanel(countsView{Path: lookPath(whose), Rows: p.countRows(ctx, found)}), nil
}

func (p Pages) countRows(ctx context.Context, found []library.Count) []countRow {
	now := p.Clock.Now()
	var rows []countRow
	for _, c := range found {
		row := countRow{Title: i18n.T(ctx, "Carte finissant par %s", c.Ending), Fresh: freshWords(ctx, c.AsOf, now)}
		if !c.Silent.IsZero() && !c.AsOf.IsZero() {
			row.Fresh = i18n.T(ctx, "La bibliothèque ne dit plus rien de cette carte depuis %[1]s. Dernière copie : %[2]s à %[3]s.", i18n.Ago(ctx, c.Silent), dayOf(ctx, c.AsOf), i18n.Time(ctx, c.AsOf))
		}
		row.Texts = append(row.Texts, loanCount(ctx, c))
		if c.Holds > 0 {
			words := i18n.TN(ctx, "%d réservation", "%d réservations", c.Holds)
			if c.Ready > 0 {
				words = i18n.TN(ctx, "%[2]s, %[1]d prête à prendre", "%[2]s, %[1]d prêtes à prendre", c.Ready, words)
			}
			row.Texts = append(row.Texts, words)
		}
		rows = append(rows, row)
	}
	return rows
}

func loanCount(ctx context.Context, c library.Count) string {
	if c.Loans == 0 {
		return i18n.T(ctx, "Aucun prêt.")
	}
	words := i18n.TN(ctx, "%d prêt", "%d prêts", c.Loans)
	if c.Overdue > 0 {
		words = i18n.TN(ctx, "%[2]s, %[1]d en retard", "%[2]s, %[1]d en retard", c.Overdue, words)
	}
	if !c.Next.IsZero() {
		words = i18n.T(ctx, "%[1]s. Première date : %[2]s", words, i18n.Date(ctx, c.Next))
	}
	return words
}

func (p Pages) look(w http.ResponseWriter, r *http.Request) error {
	v, err := p.counts(r)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, lookPage(v))
}

// counts is the page without titles.
func (p Pages) counts(r *http.Request) (countsView, error) {
	ctx, whose := r.Context(), people.ID(r.PathValue("personne"))
	person, err := p.People.Person(ctx, whose)
	if err != nil {
		return countsView{}, err
	}
	found, err := p.Library.Counts(ctx, viewer(r), whose)
	if err != nil {
		return countsView{}, err
	}
	return countsView{
		Title: i18n.T(ctx, "Bibliothèque de %s", person.Name()), Name: person.Name(), Path: lookPath(whose), File: filePath(whose),
		Key: forms.NewKey(), Rows: p.countRows(ctx, found),
	}, nil
}

// lookBecause shows the titles on the page that answers, and nowhere else: an address with titles
// could be opened again without a reason.
func (p Pages) lookBecause(w http.ResponseWriter, r *http.Request) error {
	var form reasonForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.counts(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v.Reason = text.SafeLine(form.Reason)
	if v.Reason == "" {
		v.Problems = ui.Problems{{Field: "motif", Message: i18n.T(ctx, "Écrivez la raison en quelques mots. La personne pourra la lire.")}}
		return ui.Show(w, r, http.StatusUnprocessableEntity, lookPage(v))
	}
	all, err := p.Library.Titles(ctx, viewer(r), people.ID(r.PathValue("personne")), v.Reason)
	if err != nil {
		if mend(w, err) {
			v.Problems = problemsOf(ctx, err)
			return ui.Show(w, r, ui.Status(err), lookPage(v))
		}
		return err
	}
	v.Seen = []seenCard{}
	for _, c := range all {
		v.Seen = append(v.Seen, seenCard{Title: i18n.T(ctx, "Carte finissant par %s", c.Ending()), Loans: loansOf(ctx, c, false, p.Clock.Now()), Holds: deskHolds(ctx, c)})
	}
	return ui.Show(w, r, http.StatusOK, lookPage(v))
}

// deskHolds are the holds of a card as an agent reads them: what is said to their holder of what
// comes next is left out, except until when and where one waits.
func deskHolds(ctx context.Context, c library.Card) []holdRow {
	rows := holdsOf(ctx, c, false)
	for i := range rows {
		if rows[i].rank > 0 {
			rows[i].Text = ""
		}
	}
	return rows
}
