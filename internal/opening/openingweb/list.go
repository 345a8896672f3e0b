package openingweb

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/opening"
	"sem/internal/ui"
)

// listView is the openings, those to come first.
type listView struct {
	Next, Past []eventView
}

type eventView struct {
	Title, Text, Href string
	Tag               ui.TagOf
	Report            string
}

func (p Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), p.Clock.Now()
	var v listView
	for _, e := range p.Opening.Events() {
		one := eventView{Title: p.name(ctx, e), Text: i18n.Sentence(i18n.DateTime(ctx, e.Opens)), Href: e.Path()}
		if p.later(e) {
			one.Text = i18n.T(ctx, "%s, pour les personnes de l’extérieur", one.Text)
		}
		switch {
		case e.Over(now):
			one.Tag = ui.TagOf{Label: i18n.T(ctx, "Terminée"), Icon: "i-check", Tone: ui.Neutral}
			if e.Drawn() {
				one.Report = e.Path() + "/bilan"
			}
			v.Past = append(v.Past, one)
			continue
		case e.Guards(now):
			one.Tag = ui.TagOf{Label: i18n.T(ctx, "En cours"), Icon: "i-users", Tone: ui.OK}
		case e.Gathering(now):
			one.Tag = ui.TagOf{Label: i18n.T(ctx, "Salle ouverte"), Icon: "i-users", Tone: ui.Info}
		default:
			one.Tag = ui.TagOf{Label: i18n.T(ctx, "À venir"), Icon: "i-clock", Tone: ui.Neutral}
		}
		v.Next = append(v.Next, one)
	}
	slices.Reverse(v.Past)
	return ui.Show(w, r, http.StatusOK, listPage(v))
}

// later tells that an opening is only for people from outside: to residents and neighbours the
// same courses opened before.
func (p Pages) later(e opening.Event) bool {
	program, outside := p.Leisure.Program(), false
	for _, g := range program.GroupsOf(e.Session) {
		for _, audience := range []leisure.Audience{leisure.Resident, leisure.Neighbour} {
			if program.Window(g, audience, leisure.Web, time.Time{}).Opens.Equal(e.Opens) {
				return false
			}
		}
		outside = outside || program.Window(g, leisure.Other, leisure.Web, time.Time{}).Opens.Equal(e.Opens)
	}
	return outside
}

// drawView is the draw and how to check it.
type drawView struct {
	Name, Path string
	Opens      string
	Drawn      bool
	Commitment string
	Seed       string
	List       string // List is the digest of the list of tickets.
	Present    string
	First      ui.TableOf
	File       string
	Mine       string // Mine is the viewer's own ticket.
	Report     string
}

// shownLots is how many tickets the page shows; the file has all of them.
const shownLots = 10

func (p Pages) draw(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	e, err := p.Opening.Event(eventID(r))
	if err != nil {
		return err
	}
	v := drawView{Name: p.name(ctx, e), Path: e.Path(), Opens: i18n.DateTime(ctx, e.Opens), Commitment: e.Commitment}
	if at, err := p.Opening.Position(ctx, viewer(r), e.ID); err == nil {
		v.Mine = at.Number
	}
	if e.Drawn() {
		lots, err := p.Opening.Lots(ctx, e.ID)
		if err != nil {
			return err
		}
		v.Drawn, v.Seed, v.File, v.Report = true, e.Seed, e.Path()+"/tirage.csv", e.Path()+"/bilan"
		v.Present = i18n.TN(ctx, "%d billet a été tiré.", "%d billets ont été tirés.", len(lots))
		v.List = opening.ListOf(numbersOf(lots))
		v.First = ui.TableOf{Caption: i18n.T(ctx, "Les premiers rangs"), Columns: []ui.ColumnOf{
			{Label: i18n.T(ctx, "Rang")}, {Label: i18n.T(ctx, "Numéro du billet")}, {Label: i18n.T(ctx, "Clé")},
		}, Plain: true}
		for _, lot := range lots[:min(shownLots, len(lots))] {
			v.First.Rows = append(v.First.Rows, ui.RowOf{Cells: []ui.Cell{{Text: strconv.Itoa(lot.Rank)}, {Text: short(lot.Number)}, {Text: short(lot.Key)}}})
		}
	}
	return ui.Show(w, r, http.StatusOK, drawPage(v))
}

func numbersOf(lots []opening.Lot) []string {
	numbers := make([]string, len(lots))
	for i, lot := range lots {
		numbers[i] = lot.Number
	}
	return numbers
}

func (p Pages) drawFile(w http.ResponseWriter, r *http.Request) error {
	lots, err := p.Opening.Lots(r.Context(), eventID(r))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="tirage-%s.csv"`, eventID(r)))
	out := csv.NewWriter(w)
	out.UseCRLF = true // RFC 4180, 2.1
	if err := out.Write([]string{"rang", "billet", "cle"}); err != nil {
		return err
	}
	for _, lot := range lots {
		if err := out.Write([]string{strconv.Itoa(lot.Rank), lot.Number, lot.Key}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// reportView is what happened, in figures.
type reportView struct {
	Name, Path, Lead string
	Facts            []ui.Fact
	Bars             ui.BarsOf
	Minutes          ui.TableOf
	Draw             string
}

func (p Pages) report(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := p.Opening.Report(ctx, eventID(r))
	if err != nil {
		return err
	}
	e := f.Event
	v := reportView{
		Name: p.name(ctx, e), Path: e.Path(), Draw: e.Path() + "/tirage",
		Lead: i18n.T(ctx, "L’ouverture du %s.", i18n.DateTime(ctx, e.Opens)),
		Facts: []ui.Fact{
			{Icon: "i-users", Label: i18n.T(ctx, "Familles présentes au tirage"), Value: strconv.Itoa(f.Drawn)},
			{Icon: "i-users", Label: i18n.T(ctx, "Arrivées ensuite"), Value: strconv.Itoa(f.Later)},
			{Icon: "i-check", Label: i18n.T(ctx, "Ont eu leur tour"), Value: strconv.Itoa(f.Entered)},
			{Icon: "i-basket", Label: i18n.T(ctx, "Places prises"), Value: i18n.T(ctx, "%d sur %d", f.Taken, f.Places)},
			{Icon: "i-clock", Label: i18n.T(ctx, "Attente de la moitié des familles"), Value: i18n.T(ctx, "au plus %s", span(ctx, f.Typical))},
			{Icon: "i-clock", Label: i18n.T(ctx, "Attente de 95 familles sur 100"), Value: i18n.T(ctx, "au plus %s", span(ctx, f.Longest))},
		},
	}
	if e.EndedAt.IsZero() {
		v.Lead = i18n.T(ctx, "L’ouverture est en cours. Chiffres de %s.", i18n.Time(ctx, f.At))
	}
	v.Minutes = ui.TableOf{Caption: i18n.T(ctx, "Minute par minute"), Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Heure")}, {Label: i18n.T(ctx, "Arrivées"), Right: true}, {Label: i18n.T(ctx, "Entrées"), Right: true},
	}, Plain: true}
	for _, m := range f.Minutes {
		v.Minutes.Rows = append(v.Minutes.Rows, ui.RowOf{Cells: []ui.Cell{{Text: i18n.Time(ctx, m.At)}, {Text: strconv.Itoa(m.Arrived)}, {Text: strconv.Itoa(m.Entered)}}})
	}
	v.Bars = bars(f.Minutes, func(t time.Time) string { return i18n.Time(ctx, t) })
	return ui.Show(w, r, http.StatusOK, reportPage(v))
}

// mostBars is how many bars can be read on a phone.
const mostBars = 8

// bars are the arrivals in equal spans of whole minutes, few enough to be read.
func bars(minutes []opening.Minute, said func(time.Time) string) ui.BarsOf {
	var b ui.BarsOf
	if len(minutes) == 0 {
		return b
	}
	first := minutes[0].At
	all := int(minutes[len(minutes)-1].At.Sub(first)/time.Minute) + 1
	each := (all + mostBars - 1) / mostBars
	sums := make([]int, (all+each-1)/each)
	for _, m := range minutes {
		sums[int(m.At.Sub(first)/time.Minute)/each] += m.Arrived
	}
	for i, n := range sums {
		b.Bars = append(b.Bars, ui.BarOf{Label: said(first.Add(time.Duration(i*each) * time.Minute)), Value: strconv.Itoa(n), Size: float64(n)})
	}
	return b
}
