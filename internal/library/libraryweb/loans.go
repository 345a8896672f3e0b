package libraryweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/people"
	"sem/internal/text"
	"sem/internal/ui"
)

// loansForm is which card is looked at, and what was just done.
type loansForm struct {
	Card string `form:"carte" max:"60"`
	Page int    `form:"page" max:"1000"`
	Done string `form:"fait" max:"20"`
}

// loansView is the file of a family at the library.
type loansView struct {
	Done     string
	Problems ui.Problems
	Absent   bool // Absent: the city has set no system.
	None     bool // None: no card is linked.
	Results  []resultRow
	Refused  string // Refused says that nothing of what was ordered was done.
	Tabs     []ui.TabOf
	Fresh    string
	Silent   string
	Gone     string // Gone: the library is connected no more.
	Notes    []noteView
	Loans    loanList
	Holds    []holdRow
	MayHold  bool
	Fees     []feesView
	NoFees   bool // NoFees: the library tells of fees, and there are none.
	Veiled   []veiledRow
	Cards    []cardLine
	Past     bool // Past: somebody keeps their past loans.
}

// loanList is the loans of a page with what may be done with them.
type loanList struct {
	Sum      string
	Rows     []loanRow
	MayRenew bool
	Only     string // Only says that loans are read here and renewed elsewhere.
	Key      string
	AllKey   string // AllKey is the key of the form that renews them all.
	Card     string // Card is the only card that is looked at, empty for all.
	Pager    ui.PagerOf
	Wrong    string
}

// loanRow is a document that is out.
type loanRow struct {
	Value    string // Value names the loan in the form: card/item.
	ID       string
	Leaf     ui.DateLeafOf
	Dated    bool
	Title    string
	By       string
	Due      string
	Tag      ui.TagOf
	Who      ui.WhoOf
	Name     string // Name is whose card it is, empty when there is only one.
	MayRenew bool
	Why      string
	Left     string
	due      time.Time
}

type holdRow struct {
	Card, ID string
	Title    string
	Tag      ui.TagOf
	Text     string
	Who      ui.WhoOf
	Name     string
	Cancel   string // Cancel is the key of the form that gives it up, empty when nobody may.
	rank     int
}

// feesView is what a card owes.
type feesView struct {
	Name  string
	Rows  []feeRow
	Total string
	Bare  bool // Bare: the library tells the sum and nothing more.
}

type feeRow struct{ Text, More, Amount string }

// noteView is something to know, and what can be done about it.
type noteView struct {
	ui.NoteOf
	Link ui.Link
}

// veiledRow is the card of another adult.
type veiledRow struct {
	Who   ui.WhoOf
	Title string
	Text  string
}

// cardLine is a card and of when its copy is.
type cardLine struct {
	Who   ui.WhoOf
	Title string
	Text  string
}

// pageRows is how many loans a page shows: more than two full cards.
const pageRows = 50

func (p Pages) loans(w http.ResponseWriter, r *http.Request) error {
	var form loansForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.view(r, form)
	if err != nil {
		return err
	}
	v.Done = doneWords(r.Context(), form.Done)
	if form.Done == renewed {
		told, err := p.Library.LastRenewed(r.Context(), viewer(r))
		if err != nil && fault.KindOf(err) != fault.NotFound { // It is told for a while only.
			return err
		}
		if err == nil {
			v.results(r.Context(), told)
		}
	}
	return ui.Show(w, r, http.StatusOK, loansPage(v))
}

func doneWords(ctx context.Context, what string) string {
	switch what {
	case "annule":
		return i18n.T(ctx, "La réservation est annulée.")
	case "reserve":
		return i18n.T(ctx, "Le document est réservé. La réservation sera dans la liste dans un moment.")
	case "lie":
		return i18n.T(ctx, "La carte est liée.")
	}
	return ""
}

// view is the page for whoever asks, of one card or of all. It asks for fresh copies and does
// not wait for them.
func (p Pages) view(r *http.Request, form loansForm) (loansView, error) {
	ctx, by := r.Context(), viewer(r)
	line := p.Library.State()
	all, err := p.Library.Cards(ctx, by)
	if err != nil {
		return loansView{}, err
	}
	if len(all) == 0 && form.Card == "" {
		return loansView{Absent: line.Absent, None: true}, nil
	}
	if err := p.Library.Wanted(ctx, by); err != nil {
		ui.LogFailure(r, err) // The copy is shown all the same.
	}
	seen := all
	if form.Card != "" {
		i := slices.IndexFunc(all, func(c library.Card) bool { return string(c.ID) == form.Card && !c.Veiled })
		if i < 0 {
			return loansView{}, errNoCard
		}
		seen = all[i : i+1]
	}
	v := p.fileOf(ctx, all, seen, form)
	if line.Absent { // The cards were linked to a system that the city has no more.
		v.Fresh, v.Gone, v.Loans.Only = "", silentWords(ctx, oldest(seen)), ""
	}
	v.Fees = feesOf(ctx, seen)
	v.NoFees = len(v.Fees) == 0 && line.Abilities.Fees
	return v, nil
}

// fileOf is what the copies of some cards say.
func (p Pages) fileOf(ctx context.Context, all, seen []library.Card, form loansForm) loansView {
	now := p.Clock.Now()
	v := loansView{Tabs: tabsOf(ctx, all, form.Card), Notes: notesOf(ctx, seen, now)}
	v.Fresh, v.Silent = copyWords(ctx, seen, now)
	several := len(all) > 1
	var rows []loanRow
	for _, c := range seen {
		if c.Veiled {
			v.Veiled = append(v.Veiled, veiledOf(ctx, c, now))
			continue
		}
		v.Past = v.Past || c.Keeps && c.Mine
		v.MayHold = v.MayHold || c.May.Hold && c.Silent.IsZero()
		v.Loans.MayRenew = v.Loans.MayRenew || mayRenew(c)
		rows = append(rows, loansOf(ctx, c, several, now)...)
		v.Holds = append(v.Holds, holdsOf(ctx, c, several)...)
		v.Cards = append(v.Cards, cardLine{Who: whoOf(c), Title: cardWords(ctx, c), Text: freshWords(ctx, c.AsOf, now)})
	}
	slices.SortStableFunc(v.Holds, func(a, b holdRow) int { return cmp.Compare(a.rank, b.rank) })
	v.Loans.fill(ctx, rows, form, now)
	if !v.Loans.MayRenew && v.Silent == "" && len(rows) > 0 {
		v.Loans.Only = i18n.T(ctx, "Ici, les prêts se lisent seulement. Pour renouveler, appelez la bibliothèque.")
	}
	return v
}

// fill puts the rows of one page into the list, the most pressing first.
func (l *loanList) fill(ctx context.Context, rows []loanRow, form loansForm, now time.Time) {
	slices.SortStableFunc(rows, func(a, b loanRow) int {
		if a.due.IsZero() != b.due.IsZero() {
			return cmp.Compare(b.due.Unix(), a.due.Unix()) // Without a date: last.
		}
		return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.Title, b.Title))
	})
	l.Key, l.AllKey, l.Card, l.Sum = forms.NewKey(), forms.NewKey(), form.Card, sumOf(ctx, rows)
	var from, to int
	from, to, l.Pager = onPage(form.Page, len(rows), func(n int) string { return pagePath(form.Card, n) })
	l.Rows = rows[from:to]
	l.name()
}

// name gives each row its id; the first that may be ticked has the one that a problem leads to.
func (l *loanList) name() {
	first := true
	for i := range l.Rows {
		l.Rows[i].ID = "pret-" + strconv.Itoa(i+1)
		if first && l.Rows[i].MayRenew {
			l.Rows[i].ID, first = firstBox, false
		}
	}
}

// firstBox is the id that a problem of the boxes leads to.
const firstBox = "champ-pret"

// onPage are the rows of a page of a long list, and the pager below it when there are several.
func onPage(page, of int, path func(int) string) (from, to int, pager ui.PagerOf) {
	from = min(max(page-1, 0)*pageRows, of)
	to = min(from+pageRows, of)
	if of <= pageRows {
		return from, to, pager
	}
	pager = ui.PagerOf{From: from + 1, To: to, Of: of}
	if from > 0 {
		pager.Previous = path(from / pageRows)
	}
	if to < of {
		pager.Next = path(from/pageRows + 2)
	}
	return from, to, pager
}

func pagePath(card string, page int) string {
	q := url.Values{"page": {strconv.Itoa(page)}}
	if card != "" {
		q.Set("carte", card)
	}
	return root + "?" + q.Encode()
}

// sumOf is the answer first: how many, and how many are late.
func sumOf(ctx context.Context, rows []loanRow) string {
	if len(rows) == 0 {
		return ""
	}
	sum := i18n.TN(ctx, "%d document à rendre.", "%d documents à rendre.", len(rows))
	n := 0
	for _, row := range rows {
		if row.Tag.Tone == ui.Bad {
			n++
		}
	}
	if n > 0 {
		sum += " " + i18n.TN(ctx, "%d est en retard.", "%d sont en retard.", n)
	}
	return sum
}

// mayRenew tells whether an order about a card can be given now.
func mayRenew(c library.Card) bool { return c.May.Renew && c.Silent.IsZero() }

func loansOf(ctx context.Context, c library.Card, several bool, now time.Time) []loanRow {
	rows := make([]loanRow, 0, len(c.Account.Loans))
	for _, l := range c.Account.Loans {
		row := loanRow{
			Value: valueOf(c.ID, l.Item), Leaf: ui.Leaf(ctx, l.Due), Dated: !l.Due.IsZero(), Title: titleOf(ctx, l.Title), By: byOf(ctx, l),
			Due: dueWords(ctx, l, now), Tag: dueTag(ctx, l, now), Who: whoOf(c), due: l.Due,
		}
		if several {
			row.Name = c.Name
		}
		row.Leaf.Hot = row.Dated && daysTo(l, now) <= soon
		if l.Renewable == library.No {
			row.Why = cmp.Or(whyWords(ctx, l.Why, l.Words), i18n.T(ctx, "Ce document ne se renouvelle pas."))
		} else if mayRenew(c) {
			row.MayRenew = true
			if l.Left > 0 {
				row.Left = i18n.TN(ctx, "Encore %d renouvellement possible", "Encore %d renouvellements possibles", l.Left)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// valueOf names a loan in a form; picked reads it back.
func valueOf(card library.CardID, item string) string { return string(card) + "/" + item }

func titleOf(ctx context.Context, title string) string {
	return cmp.Or(strings.ReplaceAll(title, " :", "\u00a0:"), i18n.T(ctx, "Document sans titre"))
}

func byOf(ctx context.Context, l library.Loan) string {
	return joined(l.Author, mediumWords(ctx, l.Medium))
}

func joined(parts ...string) string { return text.Joined(" · ", parts...) }

func whoOf(c library.Card) ui.WhoOf { return ui.WhoOf{Name: c.Name, Key: string(c.Person)} }

// cardWords name a card.
func cardWords(ctx context.Context, c library.Card) string {
	return i18n.T(ctx, "%[1]s, carte finissant par %[2]s", c.Name, c.Ending())
}

// tabsOf are the cards of which titles are seen, for whoever wants one alone.
func tabsOf(ctx context.Context, all []library.Card, chosen string) []ui.TabOf {
	tabs := []ui.TabOf{{Label: i18n.T(ctx, "Toute la famille"), Href: root, Current: chosen == ""}}
	perPerson := map[people.ID]int{}
	for _, c := range all {
		perPerson[c.Person]++
	}
	for _, c := range all {
		if c.Veiled {
			continue
		}
		label := c.Name
		if perPerson[c.Person] > 1 {
			label = cardWords(ctx, c)
		}
		tabs = append(tabs, ui.TabOf{Label: label, Href: root + "?" + url.Values{"carte": {string(c.ID)}}.Encode(), Current: chosen == string(c.ID)})
	}
	if len(tabs) < 3 {
		return nil
	}
	return tabs
}
