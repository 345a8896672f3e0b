package leisureweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/places"
)

// searchForm is a search of the catalogue, as it stands in the address.
type searchForm struct {
	Session string   `form:"session"`
	Words   string   `form:"mot"`
	Who     []string `form:"qui"`
	Age     string   `form:"age"`
	Site    string   `form:"endroit"`
	Typed   string   `form:"adresse"`
	Chosen  string   `form:"lieu"`
	Times   []string `form:"quand"`
	Kinds   []string `form:"type"`
	Only    []string `form:"seulement"`
	AtMost  string   `form:"prix"`
	View    string   `form:"vue"`
	Page    int      `form:"page" max:"9999"`
}

// The answers that stand for more than themselves.
const (
	everyAge     = "tous"       // everyAge is no age in particular.
	walk         = "pied"       // walk is a site within walking distance.
	weekView     = "semaine"    // weekView shows the days side by side.
	onlyPlaces   = "places"     // onlyPlaces leaves out what is full.
	onlyFree     = "gratuit"    // onlyFree leaves out what asks for a registration.
	onlyAccess   = "accessible" // onlyAccess leaves out what a wheelchair cannot enter.
	onlyFits     = "compatible" // onlyFits leaves out what meets the family's timetable.
	onlyOpen     = "ouvert"     // onlyOpen leaves out what one cannot register for now.
	walkMetres   = 1000         // walkMetres is a quarter of an hour on foot.
	perPage      = 12
	mostAges     = 8
	mostInWeek   = 400
	mostExported = 400
)

// used counts the filters beside the question "for whom".
func (f searchForm) used() int {
	used := len(f.Kinds) + len(f.Times) + len(f.Only)
	for _, one := range []string{f.Words, f.Age, f.Site, f.AtMost} {
		if one != "" {
			used++
		}
	}
	return used
}

// query is the address of the same search with one field changed; an empty value takes it out.
func (f searchForm) query(with ...string) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("session", f.Session)
	set("mot", f.Words)
	set("age", f.Age)
	set("endroit", f.Site)
	set("adresse", f.Typed)
	set("lieu", f.Chosen)
	set("prix", f.AtMost)
	set("vue", f.View)
	for name, values := range map[string][]string{"qui": f.Who, "quand": f.Times, "type": f.Kinds, "seulement": f.Only} {
		if len(values) > 0 {
			q[name] = values
		}
	}
	for i := 0; i+1 < len(with); i += 2 {
		q.Del(with[i])
		set(with[i], with[i+1])
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// search is a search that was understood.
type search struct {
	form    searchForm
	session *leisure.Session // session is nil when nothing is published.
	family  family
	found   places.Found // found is the address to walk from.
	from    geo.Point
	now     time.Time
	query   leisure.Query
}

// asked understands the search of a request.
func (p *Pages) asked(r *http.Request) (search, error) {
	ctx := r.Context()
	s := search{now: p.Clock.Now()}
	if err := forms.Read(r, &s.form); err != nil {
		return s, err
	}
	program := p.Leisure.Program()
	s.session = sessionAsked(program, s.form.Session, s.now)
	var err error
	if s.family, err = p.familyOf(ctx, program, viewer(r), s.form.Who, s.now); err != nil {
		return s, err
	}
	if err := p.place(ctx, &s); err != nil {
		return s, err
	}
	s.query = p.queryOf(program, &s)
	return s, nil
}

// sessionAsked is the session of a code; without one, the next to begin, else the last one
// published. What begins later, such as the camps of summer in winter, is a tab away.
func sessionAsked(program *leisure.Program, code string, now time.Time) *leisure.Session {
	var last, soonest *leisure.Session
	for _, s := range program.Sessions() {
		if !s.Published {
			continue
		}
		if s.Code == code {
			return s
		}
		last = s
		if soonest == nil && s.From > civil.DayOf(now) {
			soonest = s
		}
	}
	return cmp.Or(soonest, last)
}

// place finds where to walk from, when the search asks for what is near.
func (p *Pages) place(ctx context.Context, s *search) error {
	if p.Places == nil || s.form.Site != walk {
		return nil
	}
	chosen := places.AddressID(s.form.Chosen)
	if s.form.Typed == "" && chosen == "" {
		chosen = s.family.home
	}
	if s.form.Typed == "" && chosen == "" {
		return nil
	}
	found, err := p.Places.Find(ctx, s.form.Typed, chosen)
	if err != nil {
		return err
	}
	if s.found = found; found.Known {
		s.from = found.Address.Point
	}
	return nil
}

func (p *Pages) queryOf(program *leisure.Program, s *search) leisure.Query {
	f := s.form
	q := leisure.Query{Words: f.Words, At: s.now, Audience: s.family.audience}
	if s.session != nil {
		q.Session = s.session.ID
	}
	if s.family.signedIn {
		for _, m := range s.family.members {
			if m.on && m.born != 0 {
				q.Births = append(q.Births, m.born)
			}
		}
	} else {
		q.Ages = agesOf(f.Age)
	}
	for _, t := range f.Times {
		switch leisure.TimeOfWeek(t) {
		case leisure.WeekdayDay, leisure.WeekdayEvening, leisure.Weekend:
			q.Times = append(q.Times, leisure.TimeOfWeek(t))
		}
	}
	q.Categories = f.Kinds
	for _, site := range program.Sites() {
		if site.Code == f.Site {
			q.Sites = []leisure.SiteID{site.ID}
		}
	}
	if !s.from.IsZero() {
		q.Near, q.Metres = s.from, walkMetres
	}
	if most, err := money.Parse(f.AtMost); err == nil && f.AtMost != "" && most >= 0 {
		q.AtMost, q.PriceSet = most, true
	}
	q.WithPlaces = slices.Contains(f.Only, onlyPlaces)
	q.Free = slices.Contains(f.Only, onlyFree)
	q.Accessible = slices.Contains(f.Only, onlyAccess)
	q.OpenNow = slices.Contains(f.Only, onlyOpen)
	if slices.Contains(f.Only, onlyFits) {
		q.Busy = s.family.busy(program)
	}
	return q
}

// agesOf reads ages in years as people write them: « 6 », « 6, 10 », « 6 et 10 ».
func agesOf(typed string) []int {
	var ages []int
	for _, word := range strings.FieldsFunc(typed, func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.Atoi(word); err == nil && n <= 120 && len(ages) < mostAges {
			ages = append(ages, n)
		}
	}
	return ages
}

// homeOf is where a person lives, when the register knows the address.
func homeOf(person people.Person) places.AddressID { return places.AddressID(person.AddressID) }
