package rosterweb

import (
	"encoding/csv"
	"net/http"
	"strconv"

	"sem/internal/civil"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/registration"
	"sem/internal/text"
	"sem/internal/ui"
)

// mostBoxes is how many classes fit beside the names on paper.
const mostBoxes = 10

// paperView is a list to print, with a box for each class.
type paperView struct {
	head
	Days   []string
	Rows   []paperRow
	Sheets bool
	Ask    string // Ask adds the sheets, or leaves them out.
	Made   string
}

type paperRow struct {
	Number string
	Name   string
	Age    string
	Phone  string
	Boxes  []string
	Health string
	PickUp string
}

func (p Pages) paper(w http.ResponseWriter, r *http.Request) error {
	var form rosterForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	g, err := p.group(r)
	if err != nil {
		return err
	}
	lines, err := p.Registration.Roster(r.Context(), viewer(r), g.ID, form.Sheets)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := paperView{head: p.headOf(r, g), Sheets: form.Sheets}
	v.Crumbs = append(v.Crumbs, ui.Link{Href: v.Path, Label: i18n.T(ctx, "Liste")})
	v.Ask = v.Path + "/imprimer"
	if !form.Sheets {
		v.Ask += "?fiches=1"
	}
	v.Made = i18n.T(ctx, "Imprimé le %s. Renseignements personnels : à détruire après usage.", i18n.DateTime(ctx, p.Clock.Now()))
	days := p.boxes(g)
	for _, d := range days {
		v.Days = append(v.Days, i18n.ShortDate(ctx, d.At(noon)))
	}
	for i, l := range lines {
		row := paperRow{Number: strconv.Itoa(i + 1), Name: text.SafeLine(l.Person.FamilyName + ", " + l.Person.GivenName), Age: p.ageWords(ctx, l.Person), Health: l.Health, PickUp: l.PickUp}
		for _, call := range p.rowOf(ctx, r, g, l).Calls {
			row.Phone = joined(row.Phone, call.Label)
		}
		for _, d := range days {
			row.Boxes = append(row.Boxes, presenceMark(l.Presence[d]))
		}
		v.Rows = append(v.Rows, row)
	}
	w.Header().Set("Cache-Control", "no-store")
	return ui.Show(w, r, http.StatusOK, paperPage(v))
}

// boxes are the classes beside the names: those to come, or the last ones.
func (p Pages) boxes(g *leisure.Group) []civil.Day {
	today := civil.DayOf(p.Clock.Now())
	var days, coming []civil.Day
	for _, o := range p.Leisure.Program().Occurrences(g.ID) {
		if o.Held() {
			days = append(days, o.Day)
			if o.Day >= today {
				coming = append(coming, o.Day)
			}
		}
	}
	if len(coming) > 0 {
		return coming[:min(mostBoxes, len(coming))]
	}
	return days[max(0, len(days)-mostBoxes):]
}

// presenceMark is what stands in a box: the letter of what was noted, empty to be filled by hand.
func presenceMark(p registration.Presence) string {
	switch p {
	case registration.Came:
		return "✓"
	case registration.Excused:
		return "E"
	case registration.Missed:
		return "A"
	}
	return ""
}

// file is the list as comma-separated values (RFC 4180), for spreadsheets. The sheets are not in
// it: a file travels.
func (p Pages) file(w http.ResponseWriter, r *http.Request) error {
	g, err := p.group(r)
	if err != nil {
		return err
	}
	lines, err := p.Registration.Roster(r.Context(), viewer(r), g.ID, false)
	if err != nil {
		return err
	}
	ctx := r.Context()
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="liste.csv"`)
	h.Set("Cache-Control", "private, no-store")
	if _, err := w.Write([]byte("\ufeff")); err != nil { // Spreadsheets read UTF-8 only after its mark.
		return nil //nolint:nilerr // Whoever asked has gone.
	}
	var days []civil.Day
	titles := []string{i18n.T(ctx, "Nom"), i18n.T(ctx, "Prénom"), i18n.T(ctx, "Naissance"), i18n.T(ctx, "Inscription par"), i18n.T(ctx, "Téléphone"), i18n.T(ctx, "Options")}
	for _, o := range p.Leisure.Program().Occurrences(g.ID) {
		if o.Held() {
			days, titles = append(days, o.Day), append(titles, o.Day.String())
		}
	}
	file := csv.NewWriter(w)
	defer file.Flush()
	file.Write(titles)
	for _, l := range lines {
		row := p.rowOf(ctx, r, g, l)
		phone, options := "", ""
		for _, call := range row.Calls {
			phone = joined(phone, call.Label)
		}
		for _, tag := range l.Place.Options {
			options = joined(options, tag)
		}
		cells := []string{l.Person.FamilyName, l.Person.GivenName, l.Person.BirthDate, l.Payer.Name(), phone, options}
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		for _, d := range days {
			cells = append(cells, string(l.Presence[d]))
		}
		file.Write(cells)
	}
	return nil
}

// harmless is a cell that a spreadsheet does not take for a formula.
func harmless(s string) string {
	s = text.SafeLine(s)
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@') {
		return "'" + s
	}
	return s
}
