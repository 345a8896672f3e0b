package rosterweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/text"
	"sem/internal/ui"
)

// rosterView is the list of a group on a day.
type rosterView struct {
	head
	Done     string
	Day      string // Day is the day of the class, empty when there is none.
	DayWords string
	Struck   string // Struck says that the class of the day was cancelled.
	Before   string
	After    string
	Classes  string // Classes is where classes are cancelled, moved and added.
	Rows     []rosterRow
	Noted    string
	Key      string
	PassKey  string
	Sheets   bool
	Ask      string // Ask shows the sheets.
	Hide     string
	Print    string
	File     string
	Cancel   string // Cancel cancels the group, empty for whoever may not.
	Waiting  []waitingRow
}

// head is what all pages of a group say of it.
type head struct {
	Title  string
	Lead   string
	Crumbs []ui.Link
	Path   string // Path is the list's.
	Note   string // Note says that the group was cancelled.
}

// rosterRow is one registered person.
type rosterRow struct {
	ID       string
	Who      ui.WhoOf
	Name     string
	Text     string
	Calls    []ui.Link
	Came     bool
	Excused  bool
	Passed   bool
	Tags     []ui.TagOf
	Health   string
	PickUp   string
	Transfer string
}

// waitingRow is one who waits, or was offered a place.
type waitingRow struct {
	Rank string
	Name string
	Text string
	Tag  ui.TagOf
}

func gone() error { return fault.New(fault.NotFound, "Ce groupe n’existe pas ou plus.") }

// group is the group of an address.
func (p Pages) group(r *http.Request) (*leisure.Group, error) {
	g, ok := p.Leisure.Program().Group(leisure.GroupID(r.PathValue("id")))
	if !ok {
		return nil, gone()
	}
	return g, nil
}

func groupPath(g *leisure.Group) string { return root + "/groupes/" + url.PathEscape(string(g.ID)) }

func titleOf(ctx context.Context, program *leisure.Program, g *leisure.Group) string {
	a, known := program.Activity(g.Activity)
	switch {
	case !known:
		return g.Code
	case g.Label == "":
		return a.Title.In(ctx)
	}
	return i18n.T(ctx, "%[1]s, %[2]s", a.Title.In(ctx), g.Label)
}

func (p Pages) headOf(r *http.Request, g *leisure.Group) head {
	ctx, program := r.Context(), p.Leisure.Program()
	h := head{Title: titleOf(ctx, program, g), Path: groupPath(g) + "/liste"}
	h.Lead = joined(g.Code, g.WhenWords(ctx), program.PlaceWords(g.Site, g.Room), g.Instructor)
	h.Crumbs = []ui.Link{{Href: root, Label: i18n.T(ctx, "Loisirs")}, {Href: groupPath(g), Label: g.Code}}
	if g.Cancelled {
		h.Note = i18n.T(ctx, "Ce groupe est annulé.")
		if why := g.Reason.In(ctx); why != "" {
			h.Note += " " + why
		}
	}
	return h
}

func joined(parts ...string) string { return text.Joined(", ", parts...) }

const noon = 12

func date(ctx context.Context, d civil.Day) string { return i18n.Date(ctx, d.At(noon)) }

func (p Pages) roster(w http.ResponseWriter, r *http.Request) error {
	var form rosterForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	g, err := p.group(r)
	if err != nil {
		return err
	}
	v, err := p.rosterOf(r, g, form)
	if err != nil {
		return err
	}
	if form.Sheets {
		w.Header().Set("Cache-Control", "no-store")
	}
	return ui.Show(w, r, http.StatusOK, rosterPage(v))
}

func (p Pages) rosterOf(r *http.Request, g *leisure.Group, form rosterForm) (rosterView, error) {
	ctx := r.Context()
	v := rosterView{
		head: p.headOf(r, g), Sheets: form.Sheets, Key: forms.NewKey(), PassKey: forms.NewKey(), Classes: groupPath(g),
		File: groupPath(g) + "/liste.csv", Done: doneWords(ctx, form.Done),
	}
	v.Print = v.Path + "/imprimer"
	if viewer(r).May(session.LeisureManage) {
		if !g.Cancelled {
			v.Cancel = groupPath(g) + "/annuler"
		}
	} else {
		v.Classes = ""
	}
	class, known := p.onDay(ctx, g, form, &v)
	at := ""
	if known {
		at = "jour=" + class.Day.String() + "&"
	}
	v.Ask, v.Hide = v.Path+"?"+at+"fiches=1", strings.TrimRight(v.Path+"?"+at, "?&")
	lines, err := p.Registration.Roster(ctx, viewer(r), g.ID, form.Sheets)
	if err != nil {
		return v, err
	}
	came, noted := 0, false
	for _, l := range lines {
		row := p.rowOf(ctx, r, g, l)
		presence, said := l.Presence[class.Day]
		row.Came, row.Excused, noted = presence == registration.Came, presence == registration.Excused, noted || said
		if row.Came {
			came++
		}
		v.Rows = append(v.Rows, row)
	}
	if noted {
		v.Noted = i18n.TN(ctx, "%[1]d présence sur %[2]d", "%[1]d présences sur %[2]d", came, len(lines))
	}
	waiting, err := p.Registration.WaitingList(ctx, viewer(r), g.ID)
	for _, l := range waiting {
		v.Waiting = append(v.Waiting, waitingOf(ctx, l, waiting))
	}
	return v, err
}

func doneWords(ctx context.Context, what string) string {
	switch what {
	case "presences":
		return i18n.T(ctx, "Les présences sont notées.")
	case "reussite":
		return i18n.T(ctx, "Les réussites sont notées.")
	case "transfert":
		return i18n.T(ctx, "La personne a changé de groupe. Sa famille est avertie.")
	case "annule":
		return i18n.T(ctx, "Le groupe est annulé. Les familles sont averties et remboursées.")
	}
	return ""
}

// onDay is the class that the list is of: that of the day asked for, else the next one, else the
// last. Cancelled ones are not among them, unless they are asked for.
func (p Pages) onDay(ctx context.Context, g *leisure.Group, form rosterForm, v *rosterView) (leisure.Occurrence, bool) {
	classes := p.Leisure.Program().Occurrences(g.ID)
	today := civil.DayOf(p.Clock.Now())
	at := slices.IndexFunc(classes, func(o leisure.Occurrence) bool { return o.Day.String() == form.Day })
	if at < 0 {
		at = slices.IndexFunc(classes, func(o leisure.Occurrence) bool { return o.Held() && o.Day >= today })
	}
	if at < 0 {
		at = len(classes) - 1
	}
	if at < 0 {
		return leisure.Occurrence{}, false
	}
	o := classes[at]
	if o.Held() {
		v.Day = o.Day.String()
	} else {
		v.Struck = strings.TrimSpace(i18n.T(ctx, "Ce cours est annulé.") + " " + o.Reason.In(ctx))
	}
	v.DayWords = joined(i18n.Sentence(date(ctx, o.Day)), leisure.HourWords(ctx, o.Start, o.End))
	if at > 0 {
		v.Before = v.Path + "?jour=" + classes[at-1].Day.String()
	}
	if at+1 < len(classes) {
		v.After = v.Path + "?jour=" + classes[at+1].Day.String()
	}
	return o, true
}

func (p Pages) rowOf(ctx context.Context, r *http.Request, g *leisure.Group, l registration.RosterLine) rosterRow {
	row := rosterRow{
		ID: string(l.Place.ID), Who: ui.WhoOf{Name: l.Person.Name(), Key: string(l.Person.ID)}, Name: l.Person.Name(), Text: p.ageWords(ctx, l.Person),
		Passed: l.Place.Passed, Health: l.Health, PickUp: l.PickUp,
	}
	if l.Payer.ID != l.Person.ID {
		row.Text = joined(row.Text, i18n.T(ctx, "inscription par %s", l.Payer.Name()))
	}
	for _, c := range l.Payer.Contacts {
		if c.Kind == people.Phone || c.Kind == people.Mobile {
			row.Calls = append(row.Calls, ui.Link{Href: "tel:+1" + c.Value, Label: text.FormatPhone(c.Value)})
		}
	}
	for _, code := range l.Place.Options {
		if o, ok := g.Option(code); ok {
			row.Tags = append(row.Tags, ui.TagOf{Label: o.Name.In(ctx), Icon: "i-plus", Tone: ui.Info})
		}
	}
	if l.Sheets {
		row.Tags = append(row.Tags, ui.TagOf{Label: i18n.T(ctx, "Fiche remplie"), Icon: "i-first-aid-kit", Tone: ui.Warn})
	}
	if viewer(r).May(session.LeisureDesk) {
		row.Transfer = groupPath(g) + "/places/" + url.PathEscape(string(l.Place.ID)) + "/transferer"
	}
	return row
}

func (p Pages) ageWords(ctx context.Context, one people.Person) string {
	if age := one.Age(p.Clock.Now()); age >= 0 && age < 18 {
		return i18n.TN(ctx, "%d an", "%d ans", age)
	}
	return ""
}

// waitingOf says where one stands on the list, and why.
func waitingOf(ctx context.Context, l registration.RosterLine, all []registration.RosterLine) waitingRow {
	row := waitingRow{Rank: strconv.Itoa(l.Place.Rank), Name: l.Person.Name()}
	if !l.Place.Since.IsZero() {
		row.Text = i18n.T(ctx, "depuis le %s", i18n.DateTime(ctx, l.Place.Since))
	}
	audience := i18n.T(ctx, "après les résidents et les voisins")
	switch l.Place.Audience {
	case leisure.Resident:
		audience = i18n.T(ctx, "résident")
	case leisure.Neighbour:
		audience = i18n.T(ctx, "ville voisine, après les résidents")
	}
	var with []string
	for _, other := range all {
		if l.Place.With != "" && other.Place.With == l.Place.With && other.Place.ID != l.Place.ID {
			with = append(with, other.Person.GivenName)
		}
	}
	together := ""
	if len(with) > 0 {
		together = i18n.T(ctx, "ensemble ou pas du tout avec %s", i18n.List(ctx, with))
	}
	kept := ""
	if l.Place.Kept {
		kept = i18n.T(ctx, "a gardé son rang une fois")
	}
	row.Text = i18n.Sentence(joined(audience, row.Text, together, kept))
	row.Tag = ui.TagOf{Label: i18n.T(ctx, "En attente"), Icon: "i-hourglass-medium", Tone: ui.Plum}
	if l.Place.State == registration.Offered {
		row.Tag = ui.TagOf{Label: i18n.T(ctx, "Offre jusqu’à %s", i18n.DateTime(ctx, l.Place.Until)), Icon: "i-bell", Tone: ui.Warn}
	}
	return row
}

func (p Pages) attend(w http.ResponseWriter, r *http.Request) error {
	var form attendForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	g, err := p.group(r)
	if err != nil {
		return err
	}
	day, err := civil.ParseDay(form.Day)
	if err != nil {
		return fault.New(fault.Invalid, "Ce jour ne se lit pas. Revenez à la liste et choisissez un cours.")
	}
	who := map[registration.PlaceID]registration.Presence{}
	for _, one := range form.Listed {
		presence := registration.Missed
		switch {
		case slices.Contains(form.Came, one):
			presence = registration.Came
		case slices.Contains(form.Excused, one):
			presence = registration.Excused
		}
		who[registration.PlaceID(one)] = presence
	}
	if err := p.Registration.Attend(r.Context(), viewer(r), g.ID, day, who, keyOf(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, groupPath(g)+"/liste?jour="+day.String()+"&fait=presences")
}

func (p Pages) mark(w http.ResponseWriter, r *http.Request) error {
	var form passedForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	g, err := p.group(r)
	if err != nil {
		return err
	}
	passed := map[registration.PlaceID]bool{}
	for _, one := range form.Listed {
		passed[registration.PlaceID(one)] = slices.Contains(form.Passed, one)
	}
	if err := p.Registration.MarkPassed(r.Context(), viewer(r), g.ID, passed, keyOf(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, groupPath(g)+"/liste?fait=reussite")
}

// again shows a form again with what is wrong, or passes the error on.
func again(w http.ResponseWriter, r *http.Request, err error, page func(ui.Problems) templ.Component) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	problems := ui.ProblemsOf(r.Context(), err)
	if len(problems) == 0 {
		problems = ui.Problems{{Message: i18n.Message(r.Context(), f)}}
	}
	return ui.Show(w, r, ui.Status(err), page(problems))
}
