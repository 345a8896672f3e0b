package collectionsweb

import (
	"context"
	"net/http"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/ui"
)

// answerView is the page of an address.
type answerView struct {
	Picker  ui.AddressPicker
	Line    string
	Asked   bool
	Answer  collections.Answer
	Leaf    ui.DateLeafOf
	Bins    []bin
	Advice  []string
	Why     []string
	Class   *classChoice // Class asks for the size of the building where it is not known.
	Sectors ui.Field     // Sectors has options where the sector is not known.
	Next    []dateRow
	Offered []offer
	Month   monthView
	Print   string
	Large   string
	Feed    string
	Webcal  string
	Follow  string // Follow is the whole address of the feed, to give to another calendar.
	Machine string
}

// classChoice asks for the size of a building.
type classChoice struct {
	Text  string
	Links []ui.Link
}

// dateRow is a day with what goes out.
type dateRow struct {
	Date    string
	Names   string
	Bins    []bin
	Changes []string
	Struck  bool
}

// offer is a stream collected on demand.
type offer struct {
	Bin  bin
	Name string
	Text string
	Path string
}

// shownNext is how many days the list of next dates has.
const shownNext = 8

func (p Pages) answer(w http.ResponseWriter, r *http.Request) error {
	var form monthForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	at, err := p.where(r, form.whereForm, true)
	if err != nil {
		return err
	}
	status := http.StatusOK
	v := answerView{Picker: at.picker(r, "/collectes"), Line: at.Line, Asked: at.Asked}
	if at.Door.Known {
		p.fill(r.Context(), &v, at, form.Month)
	} else {
		v.Sectors = p.sectorField(r.Context(), at)
	}
	return ui.Show(w, r, status, answerPage(v))
}

// fill is all that is known of a door.
func (p Pages) fill(ctx context.Context, v *answerView, at where, month string) {
	now := p.Clock.Now()
	today := civil.DayOf(now)
	v.Answer = at.Door.Answer(ctx, now)
	if v.Answer.Known {
		v.Leaf, v.Bins = ui.Leaf(ctx, v.Answer.Day.Time()), binsOf(ctx, v.Answer.Pickups)
		v.Leaf.Hot = v.Answer.Soon
		v.Advice, v.Why = adviceOf(ctx, v.Answer.Pickups), whyOf(ctx, at.Door, v.Answer.Pickups)
	}
	v.Class = p.classChoice(ctx, at)
	v.Next = nextDates(ctx, at.Door, today)
	v.Offered = p.offers(ctx, at, now)
	v.Month = p.month(ctx, at, today, month)
	v.Print, v.Large = at.path("/collectes/annee"), at.path("/collectes/annee", "gros", "1")
	v.Feed, v.Machine = at.path("/collectes.ics"), at.path("/collectes.json")
	if i18n.Lang(ctx) == i18n.English {
		v.Feed = at.path("/collectes.ics", "langue", "en") // A calendar that follows sends no cookie.
	}
	if _, host, ok := strings.Cut(p.Site, "://"); ok {
		v.Webcal, v.Follow = "webcal://"+host+v.Feed, p.Site+v.Feed
	}
}

// adviceOf says how each of some streams is put out.
func adviceOf(ctx context.Context, some []collections.Pickup) []string {
	var said []string
	seen := map[string]bool{}
	for _, p := range some {
		if advice := p.Stream.Advice.In(ctx); advice != "" && !seen[p.Stream.Code] {
			seen[p.Stream.Code] = true
			said = append(said, i18n.T(ctx, "%s : %s", p.Stream.Name.In(ctx), advice))
		}
	}
	return said
}

// whyOf says each reason once.
func whyOf(ctx context.Context, d collections.Door, some []collections.Pickup) []string {
	var said []string
	seen := map[string]bool{}
	for _, p := range some {
		for _, reason := range d.Why(ctx, p) {
			if !seen[reason] {
				seen[reason] = true
				said = append(said, reason)
			}
		}
	}
	return said
}

// classChoice tells which size of building was assumed, and offers the others.
func (p Pages) classChoice(ctx context.Context, at where) *classChoice {
	if !at.Door.Assumed || len(p.Collections.Classes()) < 2 {
		return nil
	}
	c := &classChoice{Text: i18n.T(ctx, "Nous ne connaissons pas le nombre de logements. Ces dates sont celles de : %s.", at.Door.Class.Name.In(ctx))}
	for _, class := range p.Collections.Classes() {
		if class.Code != at.Door.Class.Code {
			c.Links = append(c.Links, ui.Link{Href: at.path("/collectes", "classe", class.Code), Label: i18n.T(ctx, "Voir les dates pour : %s", class.Name.In(ctx))})
		}
	}
	return c
}

// nextDates are the next days with what goes out, those cancelled too.
func nextDates(ctx context.Context, d collections.Door, today civil.Day) []dateRow {
	var rows []dateRow
	var day []collections.Pickup
	flush := func() {
		if len(day) > 0 && len(rows) < shownNext {
			rows = append(rows, dateRowOf(ctx, day))
		}
		day = nil
	}
	for _, p := range d.WithCancelled(today, today+120) {
		if len(day) > 0 && day[0].Day != p.Day {
			flush()
		}
		day = append(day, p)
	}
	flush()
	return rows
}

func dateRowOf(ctx context.Context, day []collections.Pickup) dateRow {
	row := dateRow{Date: i18n.Sentence(i18n.Near(ctx, day[0].Day.Time())), Names: i18n.Sentence(collections.NamesOf(ctx, day)), Bins: binsOf(ctx, day), Struck: true}
	for _, p := range day {
		row.Struck = row.Struck && p.Cancelled
		switch change := p.Change(ctx); {
		case change == "":
		case len(day) == 1:
			row.Changes = append(row.Changes, i18n.Sentence(change))
		default:
			row.Changes = append(row.Changes, i18n.T(ctx, "%s : %s", p.Stream.Name.In(ctx), change))
		}
	}
	return row
}

// offers are the streams collected on demand, with their next date.
func (p Pages) offers(ctx context.Context, at where, now time.Time) []offer {
	var some []offer
	for _, s := range p.Collections.Streams() {
		if !s.OnDemand {
			continue
		}
		open := p.Collections.Open(at.Door, s, now, 1)
		if len(open) == 0 {
			continue
		}
		day := open[0].Day
		o := offer{Bin: binOf(ctx, &s), Name: s.Name.In(ctx), Path: "/collectes/inscription?flux=" + s.Code}
		o.Text = i18n.T(ctx, "Prochaine date : %s. Inscription d’ici le %s.", i18n.Date(ctx, day.Time()), i18n.DateTime(ctx, s.Closes(day)))
		some = append(some, o)
	}
	return some
}

// month is the month asked for, else this one.
func (p Pages) month(ctx context.Context, at where, today civil.Day, asked string) monthView {
	year, month, _ := today.Date()
	if d, err := civil.ParseDay(asked + "-01"); err == nil {
		year, month, _ = d.Date()
	}
	first, next := civil.DayAt(year, month, 1), civil.DayAt(year, month+1, 1)
	found := at.Door.WithCancelled(first, next-1)
	holidays := map[civil.Day]string{}
	for _, h := range p.Collections.Holidays(first, next-1) {
		holidays[h.Day] = h.Name.In(ctx)
	}
	v := monthView{
		Title: monthTitle(ctx, year, month), Weekdays: weekdayNames(ctx), Weeks: weeksOf(ctx, year, month, today, daysOf(found), holidays),
		Legend: legendOf(ctx, found), Notes: p.notes(ctx, at.Door, first, next-1),
	}
	link := func(d civil.Day) ui.Link {
		y, m, _ := d.Date()
		return ui.Link{Href: at.path("/collectes", "mois", d.String()[:7]) + "#mois", Label: monthTitle(ctx, y, m)}
	}
	v.Previous, v.Next = link(first-1), link(next)
	return v
}

// notes say what differs in a month, and of a holiday that nothing does.
func (p Pages) notes(ctx context.Context, d collections.Door, from, to civil.Day) []string {
	var said []string
	for _, pickup := range d.WithCancelled(from, to) {
		if change := pickup.Change(ctx); change != "" {
			said = append(said, i18n.Sentence(i18n.T(ctx, "%s, %s : %s", i18n.Date(ctx, pickup.Day.Time()), pickup.Stream.Short.In(ctx), change)))
		}
	}
	for _, h := range p.Collections.Holidays(from, to) {
		if !changedAround(d, h.Day) {
			said = append(said, i18n.Sentence(i18n.T(ctx, "%s, %s : aucun changement à vos collectes.", i18n.Date(ctx, h.Day.Time()), h.Name.In(ctx))))
		}
	}
	return said
}

// changedAround tells whether a day of the week of a holiday differs.
func changedAround(d collections.Door, holiday civil.Day) bool {
	for _, p := range d.WithCancelled(holiday-6, holiday+6) {
		if p.Exception != nil && (p.Planned == holiday || p.Cancelled || p.Moved()) {
			return true
		}
	}
	return false
}

// sectorField offers the sectors to whoever knows theirs.
func (p Pages) sectorField(ctx context.Context, at where) ui.Field {
	f := ui.Field{Name: "secteur", Label: i18n.T(ctx, "Votre secteur"), Hint: i18n.T(ctx, "Il est écrit sur le calendrier reçu par la poste."), Value: at.Query.Get("secteur")}
	for i, s := range p.Collections.Sectors() {
		if i == 0 {
			f.Options = append(f.Options, ui.Option{Label: i18n.T(ctx, "Choisir un secteur")}) // Nobody reads another sector's days by mistake.
		}
		label := s.Name
		if stream, ok := p.Collections.Stream(s.Stream); ok {
			label = i18n.T(ctx, "%s (%s)", s.Name, stream.Name.In(ctx))
		}
		f.Options = append(f.Options, ui.Option{Value: s.Code, Label: label})
	}
	return f
}
