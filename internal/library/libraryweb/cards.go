package libraryweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/ui"
)

// cardsView is the cards of a family, and who sees what of them.
type cardsView struct {
	Done     string
	Problems ui.Problems
	Absent   bool
	Rows     []cardRow
	Veiled   []veiledRow
}

type cardRow struct {
	Who     ui.WhoOf
	Title   string
	Text    string
	Path    string
	Mine    bool
	Shares  bool
	Keeps   bool
	Key     string
	PastKey string
	Past    string // Past is where the past loans are, empty when none are kept.
}

func (p Pages) cards(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return p.showCards(w, r, http.StatusOK, form.Done, nil)
}

func (p Pages) showCards(w http.ResponseWriter, r *http.Request, status int, what string, problems ui.Problems) error {
	ctx := r.Context()
	all, err := p.Library.Cards(ctx, viewer(r))
	if err != nil {
		return err
	}
	v := cardsView{Done: cardDone(ctx, what), Problems: problems, Absent: p.Library.State().Absent}
	for _, c := range all {
		if c.Veiled {
			v.Veiled = append(v.Veiled, veiledRow{Who: whoOf(c), Title: c.Name, Text: i18n.T(ctx, "Carte finissant par %s", c.Ending())})
			continue
		}
		v.Rows = append(v.Rows, cardRowOf(ctx, c))
	}
	return ui.Show(w, r, status, cardsPage(v))
}

func cardDone(ctx context.Context, what string) string {
	switch what {
	case "montre":
		return i18n.T(ctx, "Les adultes du ménage voient maintenant les titres de cette carte.")
	case "cache":
		return i18n.T(ctx, "Les titres de cette carte ne se montrent plus.")
	case "garde":
		return i18n.T(ctx, "Les prêts rendus sont gardés à partir d’aujourd’hui.")
	case "oublie":
		return i18n.T(ctx, "Les prêts passés sont effacés. On n’en garde plus.")
	case "delie":
		return i18n.T(ctx, "La carte est déliée. Tout ce qui en était copié ici est effacé.")
	}
	return ""
}

func cardRowOf(ctx context.Context, c library.Card) cardRow {
	path := cards + "/" + url.PathEscape(string(c.ID))
	row := cardRow{
		Who: whoOf(c), Title: cardWords(ctx, c), Path: path, Mine: c.Mine, Shares: c.Shares, Keeps: c.Keeps, Key: forms.NewKey(), PastKey: forms.NewKey(),
		Text: i18n.T(ctx, "Liée le %s.", i18n.DateOnly(ctx, c.Linked)),
	}
	if c.Keeps && c.Mine {
		row.Past = past + "?" + url.Values{"carte": {string(c.ID)}}.Encode()
	}
	return row
}

func (p Pages) share(w http.ResponseWriter, r *http.Request) error {
	return p.decide(w, r, p.Library.Share, "montre", "cache")
}

func (p Pages) keep(w http.ResponseWriter, r *http.Request) error {
	return p.decide(w, r, p.Library.Keep, "garde", "oublie")
}

// decision is a yes or no about a card.
type decision = func(ctx context.Context, by session.Viewer, card library.CardID, yes bool, key forms.Key) error

func (p Pages) decide(w http.ResponseWriter, r *http.Request, decide decision, yes, no string) error {
	var form choiceForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if err := decide(r.Context(), viewer(r), cardOf(r), form.yes(), keyOf(r)); err != nil {
		if mend(w, err) {
			return p.showCards(w, r, ui.Status(err), "", problemsOf(r.Context(), err))
		}
		return err
	}
	done := no
	if form.yes() {
		done = yes
	}
	return ui.SeeOther(w, r, cards+"?fait="+done)
}

// linkForm is a card to link, and for whom.
type linkForm struct {
	keyForm
	Person string `form:"personne" max:"60"`
	Number string `form:"numero" max:"40"`
	PIN    string `form:"nip" max:"40" raw:"true"`
}

type linkView struct {
	Key      string
	Absent   bool
	Person   string
	Number   string
	Holders  []ui.Option
	Problems ui.Problems
}

func (p Pages) askLink(w http.ResponseWriter, r *http.Request) error {
	return p.showLink(w, r, http.StatusOK, linkForm{Person: viewer(r).Person}, nil)
}

// showLink shows the form, never a PIN.
func (p Pages) showLink(w http.ResponseWriter, r *http.Request, status int, form linkForm, problems ui.Problems) error {
	ctx := r.Context()
	holders, err := p.Library.Holders(ctx, viewer(r))
	if err != nil {
		return err
	}
	v := linkView{Key: forms.NewKey(), Absent: p.Library.State().Absent, Person: form.Person, Number: form.Number, Problems: problems}
	for i, one := range holders {
		name := cmp.Or(one.GivenName, one.Name())
		if i == 0 && string(one.ID) == viewer(r).Person {
			name = i18n.T(ctx, "%s (vous)", name)
		}
		v.Holders = append(v.Holders, ui.Option{Value: string(one.ID), Label: name})
	}
	return ui.Show(w, r, status, linkPage(v))
}

func (p Pages) link(w http.ResponseWriter, r *http.Request) error {
	var form linkForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	who := cmp.Or(form.Person, viewer(r).Person)
	_, err := p.Library.Link(r.Context(), viewer(r), people.ID(who), form.Number, form.PIN, keyOf(r))
	if err != nil {
		if mend(w, err) {
			return p.showLink(w, r, ui.Status(err), form, problemsOf(r.Context(), err))
		}
		return err
	}
	return ui.SeeOther(w, r, root+"?fait=lie")
}

// unlinkView is what unlinking a card erases.
type unlinkView struct {
	Key      string
	Title    string
	Path     string
	Erased   []string
	Problems ui.Problems
}

func (p Pages) askUnlink(w http.ResponseWriter, r *http.Request) error {
	return p.showUnlink(w, r, http.StatusOK, nil)
}

func (p Pages) showUnlink(w http.ResponseWriter, r *http.Request, status int, problems ui.Problems) error {
	ctx := r.Context()
	c, err := p.mine(r)
	if err != nil {
		return err
	}
	v := unlinkView{Key: forms.NewKey(), Title: i18n.T(ctx, "Délier la carte de %s", c.Name), Path: cards + "/" + url.PathEscape(string(c.ID)) + "/delier", Problems: problems}
	v.Erased = []string{i18n.T(ctx, "La copie des prêts, des réservations et des frais"), i18n.T(ctx, "Le NIP, s’il est gardé")}
	if c.Keeps {
		v.Erased = append(v.Erased, i18n.T(ctx, "Les prêts passés"))
	}
	return ui.Show(w, r, status, unlinkPage(v))
}

// mine is the card of the address, when the viewer decides about it.
func (p Pages) mine(r *http.Request) (library.Card, error) {
	all, err := p.Library.Cards(r.Context(), viewer(r))
	if err != nil {
		return library.Card{}, err
	}
	i := slices.IndexFunc(all, func(c library.Card) bool { return c.ID == cardOf(r) && c.Mine })
	if i < 0 {
		return library.Card{}, errNoCard
	}
	return all[i], nil
}

func (p Pages) unlink(w http.ResponseWriter, r *http.Request) error {
	if err := p.Library.Unlink(r.Context(), viewer(r), cardOf(r), keyOf(r)); err != nil {
		if mend(w, err) {
			return p.showUnlink(w, r, ui.Status(err), problemsOf(r.Context(), err))
		}
		return err
	}
	return ui.SeeOther(w, r, cards+"?fait=delie")
}
