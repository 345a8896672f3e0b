package lottery

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
)

// town is a city with a day camp whose weeks are drawn, and families who want them.
type town struct {
	*testing.T
	*Service
	clock   *clock.Still
	program *fixed
}

// fixed is a program that stands as the test says.
type fixed struct{ program *leisure.Program }

func (f *fixed) Program() *leisure.Program     { return f.program }
func (f *fixed) Refresh(context.Context) error { return nil }
func (f *fixed) CancelGroupTx(context.Context, *db.Tx, session.Viewer, leisure.GroupID, i18n.Words) error {
	return nil
}

var (
	marie  = session.Viewer{Account: "compte-marie", Person: "marie"}
	luc    = session.Viewer{Account: "compte-luc", Person: "luc"}
	sonia  = session.Viewer{Account: "sonia", FullName: "Sonia Roy", Role: session.Leisure}
	agent  = session.Viewer{Account: "agent", FullName: "Ali Roy", Role: session.Agent}
	monday = civil.DayAt(2027, time.June, 28)
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Montreal)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// camp is a summer with three weeks of camp for 5 to 12 years, w1 to w3, a week at the art
// workshop at the same hours as w1, and swimming, which is not drawn.
func camp(places int) *leisure.Program {
	parts := leisure.Parts{
		Sessions: []leisure.Session{{ID: "e", Code: "E2027", Name: i18n.Words{FR: "Été 2027"}, From: monday, To: monday + 60, Published: true,
			Windows: []leisure.Window{{Opens: at("2027-04-01 09:00"), Closes: at("2027-08-01 00:00")}}}},
		Activities: []leisure.Activity{
			{ID: "camp", Session: "e", Code: "CAMP", Title: i18n.Words{FR: "Camp de jour"}, Lottery: true},
			{ID: "art", Session: "e", Code: "ART", Title: i18n.Words{FR: "Atelier d’art"}, Lottery: true},
			{ID: "nage", Session: "e", Code: "NAGE", Title: i18n.Words{FR: "Natation"}},
		},
	}
	add := func(id leisure.GroupID, a leisure.ActivityID, week int) {
		g := leisure.Group{ID: id, Activity: a, Session: "e", Code: string(id), Label: fmt.Sprint("semaine ", week), Places: places, Waits: true, From: monday + civil.Day(7*(week-1)), MinAge: 5 * 12, MaxAge: 12 * 12}
		g.To = g.From + 4
		for day := range 5 {
			parts.Occurrences = append(parts.Occurrences, leisure.Occurrence{ID: leisure.OccurrenceID(fmt.Sprint(id, day)), Group: id, Day: g.From + civil.Day(day), Start: 9 * 60, End: 16 * 60, State: leisure.Planned})
		}
		parts.Groups = append(parts.Groups, g)
	}
	add("w1", "camp", 1)
	add("w2", "camp", 2)
	add("w3", "camp", 3)
	add("art", "art", 1)
	add("nage", "nage", 1)
	return leisure.Assemble(parts)
}

func newTown(t *testing.T, d *db.DB, places int) *town {
	t.Helper()
	still, ids := clock.At(at("2027-01-15 12:00")), id.Counting("i")
	register := &people.Service{DB: d, Clock: still, IDs: ids}
	told := &alerts.Service{DB: d, Clock: still, IDs: ids}
	program := &fixed{camp(places)}
	seats := &registration.Service{DB: d, Clock: still, IDs: ids, People: register, Leisure: program, Alerts: told}
	tw := &town{T: t, clock: still, program: program, Service: &Service{
		DB: d, Clock: still, IDs: ids, Leisure: program, Registration: seats, People: register, Alerts: told, Key: []byte("01234567890123456789012345678901"),
	}}
	seats.Lotteries = tw.Service
	tw.settle()
	tw.ok(seats.Refresh(t.Context()))
	tw.ok(tw.Refresh(t.Context()))
	return tw
}

// settle has Marie and Luc, who do not live together, share Zoé; Marie also has Léo and a baby.
// Thirty others live alone with one child each.
func (tw *town) settle() {
	tw.Helper()
	var all []people.Person
	var homes []people.Household
	add := func(who people.ID, birth string) {
		all = append(all, people.Person{ID: who, GivenName: string(who), Language: "fr", BirthDate: birth, Residence: people.Resident, CreatedAt: tw.clock.Now(), UpdatedAt: tw.clock.Now()})
	}
	home := func(name string, adult people.ID, children ...people.ID) {
		h := people.Household{ID: name, CreatedAt: tw.clock.Now(), Members: []people.Member{{ID: tw.IDs.New(), Person: people.Person{ID: adult}, Kind: people.Adult, May: people.AllRights, Since: tw.clock.Now()}}}
		for _, c := range children {
			h.Members = append(h.Members, people.Member{ID: tw.IDs.New(), Person: people.Person{ID: c}, Kind: people.Child, Since: tw.clock.Now()})
		}
		homes = append(homes, h)
	}
	add("marie", "1985-03-02")
	add("luc", "1984-01-01")
	add("zoé", "2018-05-14")
	add("léo", "2020-05-14")
	add("bébé", "2026-05-14")
	home("h1", "marie", "zoé", "léo", "bébé")
	home("h2", "luc", "zoé")
	for i := range 30 {
		add(parent(i), "1985-03-02")
		add(child(i), "2019-01-01")
		home(fmt.Sprint("f", i), parent(i), child(i))
	}
	tw.ok(tw.DB.InTx(tw.Context(), func(tx *db.Tx) error {
		if err := tw.People.Load(tw.Context(), tx, slices.Values(all)); err != nil {
			return err
		}
		return tw.People.LoadHouseholds(tw.Context(), tx, slices.Values(homes))
	}))
}

func parent(i int) people.ID { return people.ID(fmt.Sprintf("p%02d", i)) }
func child(i int) people.ID  { return people.ID(fmt.Sprintf("c%02d", i)) }

func viewer(who people.ID) session.Viewer {
	return session.Viewer{Account: "compte-" + string(who), Person: string(who)}
}

func (tw *town) ok(err error) {
	tw.Helper()
	if err != nil {
		tw.Fatal(err)
	}
}

func (tw *town) refused(err error, kind fault.Kind) {
	tw.Helper()
	if fault.KindOf(err) != kind {
		tw.Errorf("got %v, want %s", err, kind)
	}
}

// summer is the lottery of the camp: three choices, at most two weeks, five days to pay.
func summer() Lottery {
	return Lottery{
		Session: "e", Name: i18n.Words{FR: "Camp de jour, été 2027"}, Activities: []leisure.ActivityID{"camp", "art"},
		Opens: at("2027-02-01 09:00"), Closes: at("2027-02-15 09:00"), Draws: at("2027-02-16 09:00"), Releases: at("2027-04-05 09:00"),
		Choices: 3, Most: 2, PayWithin: 5 * 24 * time.Hour,
	}
}

// published publishes a lottery and has its choices open.
func (tw *town) published() Lottery {
	tw.Helper()
	which, err := tw.Save(tw.Context(), sonia, summer(), forms.Key{})
	tw.ok(err)
	tw.ok(tw.Publish(tw.Context(), sonia, which, forms.Key{}))
	tw.clock.Set(at("2027-02-02 12:00"))
	return tw.lottery(which)
}

func (tw *town) lottery(which ID) Lottery {
	tw.Helper()
	l, err := tw.Lottery(sonia, which)
	tw.ok(err)
	return l
}

// wants has an owner rank the same choices for some people.
func (tw *town) wants(l Lottery, owner people.ID, most int, together bool, who []people.ID, choices ...leisure.GroupID) Request {
	tw.Helper()
	w := Wishes{Lottery: l.ID, Owner: owner, Most: most}
	for _, one := range who {
		w.People = append(w.People, Child{Person: one, Together: together, Choices: choices})
	}
	r, err := tw.Wish(tw.Context(), viewer(owner), w, forms.Key{})
	tw.ok(err)
	return r
}

// drawn closes the choices and draws.
func (tw *town) drawn(l Lottery) Lottery {
	tw.Helper()
	tw.clock.Set(at("2027-02-15 10:00"))
	tw.ok(tw.Draw(tw.Context(), sonia, l.ID, forms.Key{}))
	return tw.lottery(l.ID)
}

func (tw *town) places(who ...people.ID) []registration.Place {
	tw.Helper()
	all, err := tw.Registration.PlacesOf(tw.Context(), who...)
	tw.ok(err)
	return all
}

// in counts the places of a group that are in a state.
func (tw *town) in(g leisure.GroupID, s registration.State) (n int) {
	tw.Helper()
	tw.ok(tw.DB.QueryRow(tw.Context(), `SELECT COUNT(*) FROM registration_place p WHERE p.group_id = $1 AND p.state = $2`, string(g), string(s)).Scan(&n))
	return n
}

func (tw *town) told(who people.ID) (titles []string) {
	tw.Helper()
	notices, err := tw.Alerts.List(tw.Context(), who, 50)
	tw.ok(err)
	for _, n := range notices {
		titles = append(titles, n.Title)
	}
	return titles
}
