package collectionsweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/ui"
)

// wholeCity stands for the whole city where a sector is named in an address.
const wholeCity = "ville"

const managePath = "/gestion/collectes"

// tabs are the staff's pages of the collections.
func tabs(ctx context.Context, current string) []ui.TabOf {
	tab := func(path, label string) ui.TabOf {
		return ui.TabOf{Label: label, Href: managePath + path, Current: path == current}
	}
	return []ui.TabOf{
		tab("", i18n.T(ctx, "Secteurs et règles")), tab("/jours", i18n.T(ctx, "Jours exceptionnels")), tab("/inscriptions", i18n.T(ctx, "Inscriptions")),
	}
}

// sectorsView is the list of sectors.
type sectorsView struct {
	Done    string
	Tabs    []ui.TabOf
	Unread  []proseRow
	Waiting string
	Pager   ui.PagerOf
	Table   ui.TableOf
}

// proseRow is prose that awaits a rule.
type proseRow struct {
	Sector string
	Stream string
	Text   string
	Enter  string
}

// proseOnPage is how much prose a page shows.
const proseOnPage = 20

func (p Pages) sectors(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	v := sectorsView{Done: doneWords(ctx, form.Done), Tabs: tabs(ctx, "")}
	unread := p.Collections.Unread()
	if len(unread) > 0 {
		v.Waiting = i18n.TN(ctx, "Un texte attend sa règle", "%d textes attendent leur règle", len(unread))
		from := min(max(form.Page-1, 0)*proseOnPage, len(unread))
		to := min(from+proseOnPage, len(unread))
		for _, prose := range unread[from:to] {
			v.Unread = append(v.Unread, p.proseRow(ctx, prose))
		}
		v.Pager = pager(from, to, len(unread), max(form.Page, 1))
	}
	v.Table = p.sectorTable(ctx)
	return ui.Show(w, r, http.StatusOK, sectorsPage(v))
}

func pager(from, to, of, page int) ui.PagerOf {
	if of <= proseOnPage {
		return ui.PagerOf{}
	}
	v := ui.PagerOf{From: from + 1, To: to, Of: of}
	if page > 1 {
		v.Previous = managePath + "?page=" + strconv.Itoa(page-1)
	}
	if to < of {
		v.Next = managePath + "?page=" + strconv.Itoa(page+1)
	}
	return v
}

func (p Pages) proseRow(ctx context.Context, prose collections.Prose) proseRow {
	row := proseRow{Sector: p.sectorName(ctx, prose.Sector), Stream: p.streamName(ctx, prose.Stream), Text: prose.Text.FR}
	row.Enter = managePath + "/regles?" + url.Values{"secteur": {prose.Sector}, "flux": {prose.Stream}}.Encode()
	return row
}

func (p Pages) streamName(ctx context.Context, code string) string {
	if s, ok := p.Collections.Stream(code); ok {
		return s.Name.In(ctx)
	}
	return code
}

func (p Pages) sectorName(ctx context.Context, code string) string {
	if code == "" || code == wholeCity {
		return i18n.T(ctx, "Toute la ville")
	}
	if s, ok := p.Collections.Sector(code); ok {
		return s.Name
	}
	return code
}

func (p Pages) sectorTable(ctx context.Context) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Secteurs"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Secteur")}, {Label: i18n.T(ctx, "Collecte")}, {Label: i18n.T(ctx, "Connu par")}, {Label: i18n.T(ctx, "Règles"), Right: true},
	}}
	add := func(code, name, stream, by string) {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: name, Href: sectorPath(code)}, {Text: stream}, {Text: by}, {Text: strconv.Itoa(len(p.Collections.RulesOf(code, "")))},
		}})
	}
	add("", p.sectorName(ctx, ""), i18n.T(ctx, "Toutes"), "")
	for _, s := range p.Collections.Sectors() {
		stream := i18n.T(ctx, "Toutes")
		if s.Stream != "" {
			stream = p.streamName(ctx, s.Stream)
		}
		add(s.Code, s.Name, stream, knownBy(ctx, s))
	}
	return t
}

func knownBy(ctx context.Context, s collections.Sector) string {
	var by []string
	if !s.Area.IsZero() {
		by = append(by, i18n.T(ctx, "le plan"))
	}
	if len(s.Ranges) > 0 {
		by = append(by, i18n.TN(ctx, "une rue", "%d rues", len(s.Ranges)))
	}
	return i18n.List(ctx, by)
}

func sectorPath(code string) string {
	if code == "" {
		code = wholeCity
	}
	return managePath + "/secteurs/" + code
}

// sectorView is one sector with its rules.
type sectorView struct {
	Done    string
	Title   string
	Lead    string
	Rules   []ruleRow
	Prose   []sectorProse
	Add     string
	Streets []string
	Public  string
}

// ruleRow is a rule with what may be done to it.
type ruleRow struct {
	Bin    bin
	Name   string
	Words  string
	Class  string
	Next   string
	Source string
	Change string
	Remove string
	Key    string
}

// sectorProse is what a file says of a stream here.
type sectorProse struct {
	Stream    string
	Code      string
	Text      string
	Exception string
	Unread    bool
	Enter     string
	Check     string
	Key       string
}

func (p Pages) sector(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, code := r.Context(), r.PathValue("secteur")
	if code == wholeCity {
		code = ""
	}
	s, ok := p.Collections.Sector(code)
	if !ok && code != "" {
		return fault.New(fault.NotFound, "Ce secteur n’existe pas ou plus. Revenez à la liste des secteurs.")
	}
	v := sectorView{Done: doneWords(ctx, form.Done), Title: p.sectorName(ctx, code), Add: managePath + "/regles?" + url.Values{"secteur": {code}}.Encode()}
	if code != "" {
		v.Public = "/collectes?" + url.Values{"secteur": {code}}.Encode()
	} else {
		v.Lead = i18n.T(ctx, "Ces règles valent dans tous les secteurs, et s’ajoutent aux leurs.")
	}
	for _, rule := range p.Collections.RulesOf(code, "") {
		v.Rules = append(v.Rules, p.ruleRow(ctx, rule))
	}
	for _, stream := range p.Collections.Streams() {
		if prose, ok := p.Collections.ProseOf(code, stream.Code); ok {
			v.Prose = append(v.Prose, p.sectorProse(ctx, prose))
		}
	}
	for _, street := range s.Ranges {
		v.Streets = append(v.Streets, rangeWords(ctx, street))
	}
	return ui.Show(w, r, http.StatusOK, sectorPage(v))
}

func (p Pages) sectorProse(ctx context.Context, prose collections.Prose) sectorProse {
	row := p.proseRow(ctx, prose)
	return sectorProse{
		Stream: row.Stream, Code: prose.Stream, Text: prose.Text.FR, Exception: prose.Exception.FR, Unread: !prose.Checked, Enter: row.Enter,
		Check: sectorPath(prose.Sector) + "/lu", Key: forms.NewKey(),
	}
}

func rangeWords(ctx context.Context, r collections.Range) string {
	switch {
	case r.First == 0 && r.Last == 0 && r.Side == collections.BothSides:
		return i18n.T(ctx, "%s, toute la rue", r.Street)
	case r.First == 0 && r.Last == 0 && r.Side == collections.EvenSide:
		return i18n.T(ctx, "%s, numéros pairs", r.Street)
	case r.First == 0 && r.Last == 0:
		return i18n.T(ctx, "%s, numéros impairs", r.Street)
	case r.Last == 0:
		return i18n.T(ctx, "%s, à partir du %d", r.Street, r.First)
	case r.Side == collections.EvenSide:
		return i18n.T(ctx, "%s, numéros pairs de %d à %d", r.Street, r.First, r.Last)
	case r.Side == collections.OddSide:
		return i18n.T(ctx, "%s, numéros impairs de %d à %d", r.Street, r.First, r.Last)
	}
	return i18n.T(ctx, "%s, de %d à %d", r.Street, r.First, r.Last)
}

func (p Pages) ruleRow(ctx context.Context, rule collections.Rule) ruleRow {
	row := ruleRow{Name: p.streamName(ctx, rule.Stream), Words: i18n.Sentence(rule.Words(ctx)), Key: forms.NewKey(), Source: rule.Source}
	if s, ok := p.Collections.Stream(rule.Stream); ok {
		row.Bin = binOf(ctx, &s)
	}
	row.Class = p.className(ctx, rule.Class)
	var next []string
	for _, d := range rule.Preview(civil.DayOf(p.Clock.Now()), 4) {
		next = append(next, i18n.ShortDate(ctx, d.Time()))
	}
	row.Next = i18n.List(ctx, next)
	row.Change = managePath + "/regles?" + url.Values{"regle": {rule.ID}}.Encode()
	row.Remove = managePath + "/regles/" + rule.ID + "/retirer"
	return row
}

func (p Pages) className(ctx context.Context, code string) string {
	for _, c := range p.Collections.Classes() {
		if c.Code == code {
			return c.Name.In(ctx)
		}
	}
	return i18n.T(ctx, "Tous les immeubles")
}

func (p Pages) checkProse(w http.ResponseWriter, r *http.Request) error {
	var form proseForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	code := r.PathValue("secteur")
	if err := p.Collections.CheckProse(r.Context(), viewer(r), code, form.Stream, key(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, sectorPath(code)+"?fait=lu")
}
