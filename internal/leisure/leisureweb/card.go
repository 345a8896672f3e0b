package leisureweb

import (
	"context"
	"math"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/registration"
	"sem/internal/ui"
)

// cardView is a group in the catalogue.
type cardView struct {
	ID       string
	Href     string
	Class    string
	Icon     string
	Category string
	Title    string
	Tags     []ui.TagOf
	Facts    []ui.Fact
	Off      bool // Off draws what nobody of the family may take.
	Says     [][]span
	Bar      *bar
	Notes    []string
	Deeds    []deed
}

// bar is how full a group is, drawn under the sentence that says it.
type bar struct{ Width, Class string }

// deed is a button of a card.
type deed struct {
	Label  string
	Kind   string // Kind is that of a ui.Button.
	Icon   string
	Spoken string
	Href   string // Href is where a link leads.
	Action string // Action is where a form is sent.
	Key    string
	Fields []ui.HiddenField
}

// state is where a group stands for whoever is not in it.
type state int

const (
	stFree  state = iota // stFree needs no registration.
	stOff                // stOff was cancelled.
	stOver               // stOver is registered for no more.
	stNever              // stNever is not for the web.
	stSoon               // stSoon opens later.
	stFull
	stFew
	stPlaces
)

// stateOf is the state of a group for an audience at a moment.
func stateOf(a *leisure.Activity, g *leisure.Group, o leisure.Opening, left leisure.Left) state {
	switch {
	case g.Cancelled:
		return stOff
	case a.Free:
		return stFree
	case o.Never():
		return stNever
	case o.Over():
		return stOver
	case !o.Open:
		return stSoon
	}
	free := left.Free(leisure.Web)
	switch {
	case free == 0:
		return stFull
	case free <= 3 || free*100 <= 15*left.Places:
		return stFew
	}
	return stPlaces
}

// cardOf is a group as the reader of a search sees it.
func (p *Pages) cardOf(ctx context.Context, s *search, program *leisure.Program, h leisure.Hit) (cardView, error) {
	k := p.shelf.of(program).lookOf(h.Activity)
	c := cardView{
		ID: string(h.Group.ID), Href: groupPath(h.Group.ID), Class: k.class, Icon: k.icon,
		Category: leisure.CategoryWords(ctx, h.Activity.Category), Title: titleOf(ctx, h.Activity, h.Group),
	}
	st := stateOf(h.Activity, h.Group, h.Opening, h.Left)
	c.Facts = p.facts(ctx, program, h)
	b := builder{p: p, s: s, program: program, h: h, c: &c, st: st}
	if lot, ok := p.byLot(ctx, h.Activity, s.now); ok && st != stOff && st != stFree {
		b.forLottery(ctx, lot)
		return c, nil
	}
	if s.family.signedIn {
		return c, b.forFamily(ctx)
	}
	b.forVisitor(ctx)
	return c, nil
}

func groupPath(id leisure.GroupID) string { return "/loisirs/groupes/" + string(id) }

// titleOf is the title of a group: that of its activity, with what tells it from the others.
func titleOf(ctx context.Context, a *leisure.Activity, g *leisure.Group) string {
	if g.Label == "" {
		return a.Title.In(ctx)
	}
	return i18n.T(ctx, "%[1]s, %[2]s", a.Title.In(ctx), g.Label)
}

// facts are what every card says.
func (p *Pages) facts(ctx context.Context, program *leisure.Program, h leisure.Hit) []ui.Fact {
	facts := []ui.Fact{{Label: i18n.T(ctx, "Âge"), Value: h.Group.AgeWords(ctx)}}
	when := h.Group.WhenWords(ctx)
	if when == "" {
		when = datesWords(ctx, h.Group)
	}
	facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Quand"), Value: when})
	if where := program.PlaceWords(h.Group.Site, h.Group.Room); where != "" {
		if h.Metres > 0 {
			where = i18n.T(ctx, "%[1]s, à %[2]s", where, metresWords(ctx, h.Metres))
		}
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Où"), Value: where})
	}
	return append(facts, ui.Fact{Label: i18n.T(ctx, "Prix"), Value: priceWords(ctx, program, h)})
}

// datesWords are the days of a group that has no regular time.
func datesWords(ctx context.Context, g *leisure.Group) string {
	if g.From == g.To {
		return i18n.Date(ctx, g.From.At(12))
	}
	return i18n.T(ctx, "du %[1]s au %[2]s", i18n.DateOnly(ctx, g.From.At(12)), i18n.DateOnly(ctx, g.To.At(12)))
}

func metresWords(ctx context.Context, metres float64) string {
	if metres < 1000 {
		return i18n.T(ctx, "%d m", int(math.Round(metres/10)*10))
	}
	return i18n.T(ctx, "%d km", int(math.Round(metres/1000)))
}

// priceWords are the price and how many classes it is for.
func priceWords(ctx context.Context, program *leisure.Program, h leisure.Hit) string {
	switch {
	case h.Activity.Free:
		return i18n.T(ctx, "gratuit, sans inscription")
	case !h.Priced:
		return i18n.T(ctx, "à confirmer")
	case h.Price == 0:
		return i18n.T(ctx, "gratuit")
	}
	amount := h.Price.In(string(i18n.Lang(ctx)))
	_, classes := program.Given(h.Group.ID, 0)
	switch {
	case classes < 2:
		return amount
	case len(h.Group.Slots) > 3:
		return i18n.T(ctx, "%[1]s pour %[2]d jours", amount, classes)
	}
	return i18n.T(ctx, "%[1]s pour %[2]d cours", amount, classes)
}

// opens says when something opens: « demain, 9 h ».
func opens(ctx context.Context, at time.Time) string { return i18n.Ago(ctx, at) }

// stateTag is the state in a word.
func stateTag(ctx context.Context, st state, o leisure.Opening) ui.TagOf {
	switch st {
	case stFree:
		return ui.TagOf{Label: i18n.T(ctx, "Gratuit"), Icon: "i-check", Tone: ui.OK}
	case stOff:
		return ui.TagOf{Label: i18n.T(ctx, "Annulé"), Icon: "i-x", Tone: ui.Bad}
	case stOver:
		return ui.TagOf{Label: i18n.T(ctx, "Inscriptions terminées"), Icon: "i-clock"}
	case stNever:
		return ui.TagOf{Label: i18n.T(ctx, "Au comptoir"), Icon: "i-storefront"}
	case stSoon:
		return ui.TagOf{Label: i18n.T(ctx, "Ouvre %s", opens(ctx, o.Next)), Icon: "i-clock-countdown", Tone: ui.Info}
	case stFull:
		return ui.TagOf{Label: i18n.T(ctx, "Complet"), Icon: "i-x", Tone: ui.Bad}
	case stFew:
		return ui.TagOf{Label: i18n.T(ctx, "Presque complet"), Icon: "i-warning", Tone: ui.Warn}
	}
	return ui.TagOf{Label: i18n.T(ctx, "Places libres"), Icon: "i-check", Tone: ui.River}
}

// stateSays is the state in a sentence, and drawn.
func stateSays(ctx context.Context, st state, g *leisure.Group, left leisure.Left) ([]span, *bar) {
	switch st {
	case stSoon:
		return spans(i18n.TN(ctx, "*%d place* à l’ouverture", "*%d places* à l’ouverture", max(0, left.Free(leisure.Web)))), nil
	case stFull:
		full := &bar{Width: "200", Class: "bar-x"}
		switch {
		case !g.Waits:
			return spans(i18n.T(ctx, "*Aucune place libre.*")), full
		case left.Waiting == 0:
			return spans(i18n.T(ctx, "*Aucune place libre.* Personne n’attend.")), full
		}
		return spans(i18n.TN(ctx, "*Aucune place libre.* %d personne attend.", "*Aucune place libre.* %d personnes attendent.", left.Waiting)), full
	case stFew, stPlaces:
		free := left.Free(leisure.Web)
		b := &bar{Width: barWidth(left.Places-free, left.Places), Class: "bar-f"}
		if st == stFew {
			b.Class = "bar-w"
		}
		return spans(i18n.TN(ctx, "*%d place libre* sur %d", "*%d places libres* sur %d", free, left.Places)), b
	case stNever:
		return spans(i18n.T(ctx, "L’inscription se fait au comptoir ou au téléphone.")), nil
	case stOff:
		if reason := g.Reason.In(ctx); reason != "" {
			return spans(reason), nil
		}
	}
	return nil, nil
}

// barWidth is a share of the 200 units of a bar.
func barWidth(taken, places int) string {
	if places <= 0 {
		return "0"
	}
	return itoa(min(200, max(0, 200*taken/places)))
}

// builder writes the part of a card that depends on who reads it.
type builder struct {
	p       *Pages
	s       *search
	program *leisure.Program
	h       leisure.Hit
	c       *cardView
	st      state
	second  bool // second tells that one of the family has a place already.
}

func (b *builder) tell(says []span, drawn *bar) {
	if len(says) > 0 {
		b.c.Says = append(b.c.Says, says)
	}
	if drawn != nil {
		b.c.Bar = drawn
	}
}

// forVisitor says where the group stands; the deed waits on its page.
func (b *builder) forVisitor(ctx context.Context) {
	b.c.Tags = []ui.TagOf{stateTag(ctx, b.st, b.h.Opening)}
	b.tell(stateSays(ctx, b.st, b.h.Group, b.h.Left))
	spoken := i18n.T(ctx, " : %s", b.c.Title)
	switch {
	case b.st == stFree:
		b.c.Deeds = append(b.c.Deeds, b.calendarDeed(ctx, spoken))
	case b.st == stSoon:
		b.c.Deeds = append(b.c.Deeds, deed{Label: i18n.T(ctx, "Préparer ma liste"), Icon: "i-plus", Href: b.c.Href, Spoken: spoken})
	case b.st == stFew || b.st == stPlaces:
		b.c.Deeds = append(b.c.Deeds, deed{Label: i18n.T(ctx, "S’inscrire"), Icon: "i-plus", Href: b.c.Href, Spoken: spoken})
	case b.st == stFull && b.h.Group.Waits:
		b.c.Deeds = append(b.c.Deeds, deed{Label: i18n.T(ctx, "Aller sur la liste d’attente"), Kind: "sec", Icon: "i-bell", Href: b.c.Href, Spoken: spoken})
	default:
		b.c.Deeds = append(b.c.Deeds, deed{Label: i18n.T(ctx, "Voir le groupe"), Kind: "sec", Href: b.c.Href, Spoken: spoken})
	}
}

func (b *builder) calendarDeed(ctx context.Context, spoken string) deed {
	return deed{Label: i18n.T(ctx, "Ajouter à mon calendrier"), Kind: "sec", Icon: "i-calendar-plus", Href: b.c.Href + ".ics", Spoken: spoken}
}

// asked are the members that the search is for; the whole family when ages do not matter.
func (f family) asked() []*member {
	var some []*member
	for _, m := range f.members {
		if m.on || f.anyAge {
			some = append(some, m)
		}
	}
	return some
}

// forFamily says where each of the family stands, and offers what they may do.
func (b *builder) forFamily(ctx context.Context) error {
	var may []*member
	var against leisure.Finding
	hope, placed := never, false
	for _, m := range b.s.family.asked() {
		if place, ok := m.places[b.h.Group.ID]; ok {
			placed = true
			b.placed(ctx, m, place)
			continue
		}
		if b.h.Activity.Free || !m.mayAct {
			continue
		}
		found, err := b.p.findings(ctx, b.program, m, b.h.Group, b.h.Left, b.s.now)
		if err != nil {
			return err
		}
		if stands := standing(found); stands.Answer != leisure.Yes {
			if h := hopeOf(stands, m, b.h.Group, b.s); h < hope || against.Rule == "" {
				against, hope = stands, h
			}
			continue
		}
		may = append(may, m)
	}
	switch {
	case b.st == stFree:
		b.forVisitor(ctx)
	case len(may) > 0 && placed:
		b.second = true
		b.offer(ctx, may)
	case len(may) > 0:
		b.c.Tags = append(b.c.Tags, stateTag(ctx, b.st, b.openingFor(may[0])))
		b.tell(stateSays(ctx, b.st, b.h.Group, b.h.Left))
		b.offer(ctx, may)
	case !placed:
		b.turnedAway(ctx, against)
	}
	b.clashes(ctx, may)
	return nil
}

// openingFor is when a member may register, who may be of another audience than the viewer.
func (b *builder) openingFor(m *member) leisure.Opening {
	if m.audience == b.s.family.audience {
		return b.h.Opening
	}
	return b.program.Window(b.h.Group, m.audience, leisure.Web, b.s.now)
}

// standing is the first rule about the person that stands in the way; places and windows are
// the group's matter.
func standing(all leisure.Findings) leisure.Finding {
	for _, one := range all.Against() {
		if one.Rule == leisure.RuleAge || one.Rule == leisure.RuleResidence || one.Rule == leisure.RulePrerequisite {
			return one
		}
	}
	return leisure.Finding{Answer: leisure.Yes}
}

// never is further than any day that somebody waits for.
const never = 1 << 20

// hopeOf is how far somebody is from a group that turns them away, in days: what they can do
// something about is nearest, then whoever will be old enough the soonest.
func hopeOf(f leisure.Finding, m *member, g *leisure.Group, s *search) int {
	if f.Rule != leisure.RuleAge || f.Answer == leisure.Unknown {
		return 0
	}
	if left := int(leisure.OldEnough(m.born, g.MinAge) - civil.DayOf(s.now)); left > 0 {
		return left
	}
	return never
}

// turnedAway says why none of the family may take the group.
func (b *builder) turnedAway(ctx context.Context, against leisure.Finding) {
	spoken := i18n.T(ctx, " : %s", b.c.Title)
	b.c.Deeds = append(b.c.Deeds, deed{Label: i18n.T(ctx, "Voir le groupe"), Kind: "sec", Href: b.c.Href, Spoken: spoken})
	if against.Rule == "" {
		b.c.Tags = append(b.c.Tags, stateTag(ctx, b.st, b.h.Opening))
		b.tell(stateSays(ctx, b.st, b.h.Group, b.h.Left))
		return
	}
	b.c.Off = true
	tag := ui.TagOf{Label: i18n.T(ctx, "Sous condition"), Icon: "i-info"}
	if against.Rule == leisure.RuleAge && against.Answer == leisure.No {
		tag.Label = i18n.T(ctx, "Pas pour cet âge")
	}
	b.c.Tags = append(b.c.Tags, tag)
	b.tell([]span{{text: sentences(against.Reason(ctx), against.Remedy(ctx))}}, nil)
}

// clashes tells those who would be in two places at once.
func (b *builder) clashes(ctx context.Context, may []*member) {
	some := slices.Clone(may)
	for _, m := range b.s.family.asked() {
		if place, ok := m.places[b.h.Group.ID]; ok && (place.State == registration.Wished || place.State == registration.Held) {
			some = append(some, m)
		}
	}
	for _, m := range some {
		if words := clashWords(ctx, b.program, m, b.h.Group); words != "" {
			b.c.Notes = append(b.c.Notes, words)
		}
	}
}
