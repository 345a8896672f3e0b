package programweb

import (
	"context"
	"net/url"
	"strings"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/text"
	"sem/internal/ui"
)

// fill is how full some groups are.
type fill struct {
	Groups  int // Groups are those that run and are registered for.
	Places  int
	Taken   int
	Held    int
	Waiting int
	Free    int
	Full    int // Full is how many have no place left.
	Under   int // Under is how many have fewer people than they need.
	Waited  int // Waited is how many have a waiting list.
}

// The states by which groups are kept.
const (
	stateUnder     = "minimum"
	stateWaited    = "attente"
	stateFull      = "complet"
	stateFree      = "places"
	stateCancelled = "annule"
)

// fillOf adds up groups; places that several share count once.
func (p Pages) fillOf(program *leisure.Program, groups []*leisure.Group) (f fill) {
	counted := map[string]bool{}
	for _, g := range groups {
		if !registered(program, g) {
			continue
		}
		left := p.Leisure.Left(g)
		f.Groups++
		if left.Free(leisure.Counter) == 0 {
			f.Full++
		}
		if p.missing(program, g, left) > 0 {
			f.Under++
		}
		if left.Waiting > 0 {
			f.Waited++
		}
		if counted[g.SeatKey()] {
			continue
		}
		counted[g.SeatKey()] = true
		f.Places += left.Places
		f.Taken += left.Taken
		f.Held += left.Held
		f.Free += left.Free(leisure.Counter)
		f.Waiting += left.Waiting
	}
	return f
}

// registered tells whether people register for a group: it runs, and its activity is not
// without registration.
func registered(program *leisure.Program, g *leisure.Group) bool {
	a, known := program.Activity(g.Activity)
	return known && !a.Free && !g.Cancelled
}

// missing is how many people a group lacks to run; none is missed before registration opened.
func (p Pages) missing(program *leisure.Program, g *leisure.Group, left leisure.Left) int {
	if left.Taken >= g.Minimum {
		return 0
	}
	for _, a := range leisure.Audiences() {
		for _, c := range []leisure.Channel{leisure.Web, leisure.Counter} {
			if o := program.Window(g, a, c, p.Clock.Now()); o.Open || o.Over() {
				return g.Minimum - left.Taken
			}
		}
	}
	return 0
}

// chosen are the groups that a form keeps, in the order of the program.
func (p Pages) chosen(program *leisure.Program, groups []*leisure.Group, form programForm) []*leisure.Group {
	words := text.Tokens(form.Words)
	category := text.Fold(form.Category)
	var some []*leisure.Group
	for _, g := range groups {
		a, known := program.Activity(g.Activity)
		if !known || category != "" && text.Fold(a.Category) != category || !p.inState(program, g, form.State) {
			continue
		}
		if len(words) == 0 || saysAll(words, a.Title.FR, a.Title.EN, a.Code, a.Category, g.Code, g.Label, g.Instructor, program.PlaceWords(g.Site, g.Room)) {
			some = append(some, g)
		}
	}
	return named(some, form.Words)
}

// named is the group whose whole code was written, so that nageur-2-1 does not find nageur-1-2
// too; all of them when no code is.
func named(some []*leisure.Group, words string) []*leisure.Group {
	words = strings.TrimSpace(words)
	for i, g := range some {
		if strings.EqualFold(g.Code, words) {
			return some[i : i+1]
		}
	}
	return some
}

// saysAll tells whether each word begins a word of some texts.
func saysAll(words []string, texts ...string) bool {
	folded := " " + text.Fold(strings.Join(texts, " "))
	for _, w := range words {
		if !strings.Contains(folded, " "+w) {
			return false
		}
	}
	return true
}

func (p Pages) inState(program *leisure.Program, g *leisure.Group, state string) bool {
	if state == "" {
		return true
	}
	if state == stateCancelled {
		return g.Cancelled
	}
	if !registered(program, g) {
		return false
	}
	left := p.Leisure.Left(g)
	switch state {
	case stateUnder:
		return p.missing(program, g, left) > 0
	case stateWaited:
		return left.Waiting > 0
	case stateFull:
		return left.Free(leisure.Counter) == 0
	case stateFree:
		return left.Free(leisure.Counter) > 0
	}
	return true
}

// bar is how full something is, under the sentence that says it.
type bar struct {
	Says  string
	Short string // Short is the same for a narrow row.
	Width string // Width is of 200.
	Tone  string
}

// barOf says how many of the places are taken.
func barOf(ctx context.Context, taken, places int) *bar {
	if places <= 0 {
		return nil
	}
	b := &bar{Says: i18n.TN(ctx, "%d place prise sur %d", "%d places prises sur %d", taken, places), Short: i18n.T(ctx, "%[1]d sur %[2]d", taken, places), Width: numberText(min(200, 200*taken/places))}
	if b.Width == "" {
		b.Width = "0"
	}
	if taken >= places {
		b.Tone = "full"
	}
	return b
}

// groupTags are the states of a group in words.
func (p Pages) groupTags(ctx context.Context, program *leisure.Program, g *leisure.Group) (tags []ui.TagOf) {
	if g.Cancelled {
		return []ui.TagOf{{Label: i18n.T(ctx, "Annulé"), Icon: "i-x", Tone: ui.Bad}}
	}
	if !registered(program, g) {
		return []ui.TagOf{{Label: i18n.T(ctx, "Sans inscription"), Icon: "i-check", Tone: ui.River}}
	}
	if g.Last() < civil.DayOf(p.Clock.Now()) {
		return []ui.TagOf{{Label: i18n.T(ctx, "Terminé"), Icon: "i-clock"}}
	}
	left := p.Leisure.Left(g)
	if left.Free(leisure.Counter) == 0 {
		tags = append(tags, ui.TagOf{Label: i18n.T(ctx, "Complet"), Icon: "i-check", Tone: ui.OK})
	}
	if missing := p.missing(program, g, left); missing > 0 {
		tags = append(tags, ui.TagOf{Label: i18n.TN(ctx, "Il manque %d personne", "Il manque %d personnes", missing), Icon: "i-warning", Tone: ui.Warn})
	}
	if left.Waiting > 0 {
		tags = append(tags, ui.TagOf{Label: i18n.TN(ctx, "%d en attente", "%d en attente", left.Waiting), Icon: "i-hourglass-medium", Tone: ui.Plum})
	}
	return tags
}

// sessionTag is the state of a session.
func sessionTag(ctx context.Context, s *leisure.Session, today civil.Day) ui.TagOf {
	switch {
	case s.To < today:
		return ui.TagOf{Label: i18n.T(ctx, "Terminée"), Icon: "i-clock"}
	case !s.Published:
		return ui.TagOf{Label: i18n.T(ctx, "Pas publiée"), Icon: "i-pencil-simple", Tone: ui.Warn}
	case s.From <= today:
		return ui.TagOf{Label: i18n.T(ctx, "En cours"), Icon: "i-check", Tone: ui.OK}
	}
	return ui.TagOf{Label: i18n.T(ctx, "Publiée"), Icon: "i-check", Tone: ui.Info}
}

// titleOf is the title of a group: that of its activity, with what tells it from the others.
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

// whenWords say when a group meets, by its days where it has no regular time.
func whenWords(ctx context.Context, g *leisure.Group) string {
	if words := g.WhenWords(ctx); words != "" {
		return words
	}
	return span(ctx, g.From, g.To)
}

// span says two days.
func span(ctx context.Context, from, to civil.Day) string {
	switch {
	case from == 0:
		return ""
	case from == to || to == 0:
		return i18n.Date(ctx, from.At(12))
	}
	return i18n.T(ctx, "du %[1]s au %[2]s", i18n.DateOnly(ctx, from.At(12)), i18n.DateOnly(ctx, to.At(12)))
}

// query is the address of the same groups on another page.
func (f programForm) query(base string, more ...string) string {
	q := url.Values{}
	set := func(name, value string) {
		q.Del(name)
		if value != "" {
			q.Set(name, value)
		}
	}
	set("seance", f.Session)
	set("activite", f.Activity)
	set("q", f.Words)
	set("categorie", f.Category)
	set("etat", f.State)
	for i := 0; i+1 < len(more); i += 2 {
		set(more[i], more[i+1])
	}
	if len(q) == 0 {
		return base
	}
	return base + "?" + q.Encode()
}

// filtered tells whether a form keeps only some groups.
func (f programForm) filtered() bool { return f.Words != "" || f.Category != "" || f.State != "" }
