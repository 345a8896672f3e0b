package leisureweb

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// groupView is the page of a group.
type groupView struct {
	Title    string
	Lead     string
	Class    string
	Icon     string
	Category string
	Back     ui.Link
	Tags     []ui.TagOf
	Says     [][]span
	Bar      *bar
	Text     []string
	Facts    []ui.Fact
	People   []personView
	Wait     *waitView // Wait is one form for all who may go on the list.
	SignIn   string    // SignIn leads a visitor in, and back here.
	Free     string    // Free says that one comes as one is.
	Lot      *byLot    // Lot says that a draw gives the places.
	Note     string    // Note is where it is put into the family's timetable.
	Dates    []dateView
	Bring    []string
	Forms    []string
	Refund   []string
	Prices   []ui.Fact
	Windows  []ui.Fact
	Others   []ui.Link
	Site     []ui.Fact
	Map      *ui.MapView
	Feed     string
	Cart     *cartView
}

// personView is where one of the family stands with the group.
type personView struct {
	ID     string
	Title  string
	Who    ui.WhoOf
	Tag    ui.TagOf
	Says   [][]span
	Why    []reason
	Notes  []string
	Deeds  []deed
	Choose *chooseView // Choose asks for the options before the deed.
}

// reason is a rule that stands in the way, and what can be done.
type reason struct {
	Text   string
	Remedy string
	Open   bool // Open tells a rule that could not tell.
}

// chooseView is the deed with the options of the group.
type chooseView struct {
	Deed    deed
	Options ui.Field
}

// waitView is the form of the waiting list, for several together or not at all.
type waitView struct {
	Key    string
	Group  string
	People ui.Field
	Alone  string // Alone is the only person who may, empty when there are several.
	Label  string
}

// dateView is a class.
type dateView struct {
	Day    string
	Hours  string
	Past   bool
	Gone   bool   // Gone is a class that was cancelled.
	Note   string // Note says what changed.
	Number int
}

// groupOrDates is a group as a page or, with .ics at the end, as dates.
func (p *Pages) groupOrDates(w http.ResponseWriter, r *http.Request) error {
	if id, ok := strings.CutSuffix(r.PathValue("group"), ".ics"); ok {
		return p.groupDates(w, r, leisure.GroupID(id))
	}
	return p.group(w, r)
}

// published is a group that everybody may see.
func published(program *leisure.Program, id leisure.GroupID) (leisure.Hit, error) {
	g, ok := program.Group(id)
	if ok {
		session, known := program.Session(g.Session)
		a, named := program.Activity(g.Activity)
		if known && named && session.Published {
			return leisure.Hit{Group: g, Activity: a}, nil
		}
	}
	return leisure.Hit{}, fault.New(fault.NotFound, "Ce groupe n’existe pas ou plus. Cherchez dans le catalogue des loisirs.")
}

func (p *Pages) group(w http.ResponseWriter, r *http.Request) error {
	ctx, program := r.Context(), p.Leisure.Program()
	h, err := published(program, leisure.GroupID(r.PathValue("group")))
	if err != nil {
		return err
	}
	s := search{now: p.Clock.Now()}
	if s.family, err = p.familyOf(ctx, program, viewer(r), nil, s.now); err != nil {
		return err
	}
	h.Left = p.Leisure.Left(h.Group)
	h.Opening = program.Window(h.Group, s.family.audience, leisure.Web, s.now)
	h.Price, h.Priced = program.Price(h.Group, s.family.audience, civil.DayOf(s.now))
	v, err := p.groupOf(ctx, &s, program, h)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, groupPage(v))
}

func (p *Pages) groupOf(ctx context.Context, s *search, program *leisure.Program, h leisure.Hit) (*groupView, error) {
	g, a := h.Group, h.Activity
	look := p.shelf.of(program).lookOf(a)
	session, _ := program.Session(g.Session)
	v := &groupView{
		Title: titleOf(ctx, a, g), Class: look.class, Icon: look.icon, Category: leisure.CategoryWords(ctx, a.Category),
		Back: ui.Link{Href: "/loisirs" + searchForm{Session: session.Code}.query(), Label: session.Name.In(ctx)},
		Text: paragraphs(a.Text.In(ctx)), Bring: paragraphs(a.Bring.In(ctx)), Feed: groupPath(g.ID) + ".ics", Cart: s.family.cart(ctx, s.now),
	}
	st := stateOf(a, g, h.Opening, h.Left)
	v.Tags = []ui.TagOf{stateTag(ctx, st, h.Opening)}
	says, drawn := stateSays(ctx, st, g, h.Left)
	if v.Bar = drawn; len(says) > 0 {
		v.Says = [][]span{says}
	}
	v.Facts = p.groupFacts(ctx, program, h)
	v.Dates = dates(ctx, program, g, s.now)
	if !a.Free {
		v.Forms = formWords(ctx, a)
		v.Refund = refundWords(ctx, program, a)
		v.Prices = priceFacts(ctx, program, g, s.now)
		v.Windows = windowFacts(ctx, program, g, s.now)
	}
	v.Others = p.others(ctx, program, g)
	v.Site, v.Map = p.site(ctx, program, g)
	lot, byDraw := p.byLot(ctx, a, s.now)
	switch {
	case byDraw && !a.Free && !g.Cancelled:
		return v, p.lotteryOf(ctx, s, program, h, v, lot)
	case a.Free:
		v.Free = i18n.T(ctx, "Pas besoin d’inscription : venez comme vous êtes.")
	case g.Cancelled:
	case !s.family.signedIn:
		v.SignIn = "/connexion?" + url.Values{"suite": {groupPath(g.ID)}}.Encode()
	default:
		return v, p.people(ctx, s, program, h, v)
	}
	return v, nil
}

func paragraphs(text string) (all []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

func (p *Pages) groupFacts(ctx context.Context, program *leisure.Program, h leisure.Hit) []ui.Fact {
	facts := p.facts(ctx, program, h)
	g := h.Group
	if !h.Activity.Free && g.From != g.To && len(g.Slots) > 0 {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Durée"), Value: datesWords(ctx, g)})
	}
	if g.Instructor != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Avec"), Value: g.Instructor})
	}
	if h.Activity.Organiser != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Organisé par"), Value: h.Activity.Organiser})
	}
	if needs := needWords(ctx, program, h.Activity); needs != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Préalable"), Value: needs})
	}
	return append(facts, ui.Fact{Label: i18n.T(ctx, "Numéro"), Value: g.Code})
}

// needWords are the activities to have passed, by their titles.
func needWords(ctx context.Context, program *leisure.Program, a *leisure.Activity) string {
	var names []string
	for _, code := range a.Needs {
		name := code
		if other, ok := program.ActivityByCode(a.Session, code); ok {
			name = other.Title.In(ctx)
		}
		names = append(names, name)
	}
	return i18n.List(ctx, names)
}

// dates are the classes of a group in their order.
func dates(ctx context.Context, program *leisure.Program, g *leisure.Group, now time.Time) (all []dateView) {
	number := 0
	for _, o := range program.Occurrences(g.ID) {
		d := dateView{Day: i18n.Sentence(i18n.Date(ctx, o.Day.At(12))), Hours: leisure.HourWords(ctx, o.Start, o.End), Past: o.Ends().Before(now), Gone: !o.Held()}
		if o.Held() {
			number++
			d.Number = number
		}
		d.Note = changeWords(ctx, program, g, o)
		all = append(all, d)
	}
	return all
}

// changeWords say what became of a class that is not as it was planned.
func changeWords(ctx context.Context, program *leisure.Program, g *leisure.Group, o leisure.Occurrence) string {
	var said string
	switch o.State {
	case leisure.Cancelled:
		said = i18n.T(ctx, "Annulé.")
	case leisure.Moved:
		if o.WasDay != 0 && o.WasDay != o.Day {
			said = i18n.T(ctx, "Remplace le cours du %s.", i18n.Date(ctx, o.WasDay.At(12)))
		} else if o.WasStart != 0 && o.WasStart != o.Start {
			said = i18n.T(ctx, "L’heure a changé : c’était à %s.", i18n.Time(ctx, o.Day.In(o.WasStart)))
		}
	case leisure.Added:
		said = i18n.T(ctx, "Cours ajouté.")
	}
	if o.Held() && o.Site != g.Site {
		said = sentences(said, i18n.T(ctx, "Autre endroit : %s.", program.PlaceWords(o.Site, o.Room)))
	}
	return sentences(said, o.Reason.In(ctx))
}

// others are the other groups of the activity.
func (p *Pages) others(ctx context.Context, program *leisure.Program, g *leisure.Group) (links []ui.Link) {
	for _, other := range program.GroupsOfActivity(g.Activity) {
		if other.ID == g.ID || other.Cancelled {
			continue
		}
		label := other.WhenWords(ctx)
		if label == "" {
			label = datesWords(ctx, other)
		}
		if other.Label != "" {
			label = i18n.T(ctx, "%[1]s : %[2]s", other.Label, label)
		}
		links = append(links, ui.Link{Href: groupPath(other.ID), Label: i18n.Sentence(label)})
	}
	return links
}

// The plan of a site, in its own units.
const (
	planWidth  = 640
	planHeight = 460
	planReach  = 320 // planReach is the half of its width in metres.
)

func (p *Pages) site(ctx context.Context, program *leisure.Program, g *leisure.Group) (facts []ui.Fact, drawn *ui.MapView) {
	site, ok := program.Site(g.Site)
	if !ok {
		return nil, nil
	}
	facts = []ui.Fact{{Label: i18n.T(ctx, "Où"), Value: program.PlaceWords(g.Site, g.Room)}}
	if site.Line != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Adresse"), Value: site.Line})
	}
	access := i18n.T(ctx, "non, appelez-nous avant de venir")
	if site.Accessible {
		access = i18n.T(ctx, "oui")
	}
	facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Accessible en fauteuil"), Value: access})
	if p.Ground == nil || site.Point.IsZero() {
		return facts, nil
	}
	return facts, p.planOf(ctx, site.Name, site.Point)
}

func (p *Pages) planOf(ctx context.Context, name string, at geo.Point) *ui.MapView {
	frame := plan.Frame{Centre: at, HalfWidthMetres: planReach, Width: planWidth, Height: planHeight}
	x, y := frame.XY(at)
	return &ui.MapView{
		Drawing: p.Ground.Draw(frame.Pinned(at)), Title: i18n.T(ctx, "Plan : %s", name),
		Pins:    []ui.Pin{{X: x, Y: y, Kind: "spo"}},
		Enlarge: ui.Link{Href: "/plan?" + url.Values{"lat": {fmt.Sprintf("%.5f", at.Lat)}, "lon": {fmt.Sprintf("%.5f", at.Lon)}, "rayon": {fmt.Sprint(planReach)}}.Encode(), Label: i18n.T(ctx, "Agrandir le plan")},
	}
}
