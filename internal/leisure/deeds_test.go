package leisure_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
)

func TestOnlyThoseWhoManageLeisureChangeTheProgram(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.take(csvOf(table))
	p := b.rooms.Program()
	g := b.group("N3-1")
	class := p.Occurrences(g.ID)[0].ID
	for name, deed := range map[string]func() error{
		"session": func() error {
			_, err := b.rooms.SaveSession(t.Context(), agent, *p.Sessions()[0], leisure.Sent{})
			return err
		},
		"activity": func() error {
			_, err := b.rooms.SaveActivity(t.Context(), agent, leisure.Activity{}, leisure.Sent{})
			return err
		},
		"group": func() error { _, err := b.rooms.SaveGroup(t.Context(), agent, *g, leisure.Sent{}); return err },
		"site": func() error {
			_, err := b.rooms.SaveSite(t.Context(), agent, leisure.Site{}, leisure.Sent{})
			return err
		},
		"policy":  func() error { return b.rooms.SavePolicy(t.Context(), agent, leisure.Policy{}, leisure.Sent{}) },
		"publish": func() error { return b.rooms.Publish(t.Context(), agent, g.Session, false, forms.Key{}) },
		"copy": func() error {
			_, err := b.rooms.CopySession(t.Context(), agent, leisure.Copying{}, forms.Key{})
			return err
		},
		"bulk": func() error {
			_, err := b.rooms.BulkChange(t.Context(), agent, leisure.Bulk{}, leisure.Sent{})
			return err
		},
		"cancel": func() error { return b.rooms.CancelOccurrence(t.Context(), agent, class, why, forms.Key{}) },
		"move": func() error {
			return b.rooms.MoveOccurrence(t.Context(), agent, class, leisure.MoveTo{}, why, forms.Key{})
		},
		"add": func() error {
			_, err := b.rooms.AddOccurrence(t.Context(), agent, g.ID, leisure.MoveTo{}, why, forms.Key{})
			return err
		},
		"cancel group": func() error {
			return b.db.InTx(t.Context(), func(tx *db.Tx) error { return b.rooms.CancelGroupTx(t.Context(), tx, agent, g.ID, why) })
		},
	} {
		if err := deed(); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(b.journaled()) != 0 || len(b.told.changes) != 0 {
		t.Error("something was done")
	}
}

func TestAGroupIsSavedAndItsClassesArePlanned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		session, err := b.rooms.SaveSession(t.Context(), sonia, leisure.Session{Code: "A2026", Name: i18n.Words{FR: "Automne 2026"}, From: day("2026-09-14"), To: day("2026-12-06")}, leisure.Sent{})
		b.must(err)
		activity, err := b.rooms.SaveActivity(t.Context(), sonia, leisure.Activity{Session: session, Code: "yoga", Title: i18n.Words{FR: "Yoga"}}, leisure.Sent{})
		b.must(err)
		site, err := b.rooms.SaveSite(t.Context(), sonia, leisure.Site{Code: "centre", Name: "Centre d’art"}, leisure.Sent{})
		b.must(err)
		one := leisure.Group{
			Activity: activity, Code: "Y1", Site: site, Places: 12, From: day("2026-10-05"), To: day("2026-10-27"),
			Slots: []leisure.Slot{{Weekday: 1, Start: 600, End: 660}}, Prices: []leisure.Price{{Audience: leisure.Resident, Amount: 5000, From: day("2026-09-01")}},
			Without: []civil.Day{day("2026-10-19")}, Options: []leisure.Option{{Code: "tapis", Name: i18n.Words{FR: "Tapis"}, Amount: 500}},
			Windows: []leisure.Window{{Audience: leisure.Resident, Channel: leisure.Web, Opens: local("2026-08-27 09:00"), Closes: local("2026-09-10 17:00")}},
		}
		one.ID, err = b.rooms.SaveGroup(t.Context(), sonia, one, leisure.Sent{})
		b.must(err)
		if got := b.days("Y1"); got != "10-05, 10-26" {
			t.Errorf("classes: %s", got)
		}
		saved := *b.group("Y1")
		if saved.Prices[0] != one.Prices[0] || saved.Options[0] != one.Options[0] || saved.Slots[0] != one.Slots[0] || saved.Without[0] != one.Without[0] || saved.Site != site || !saved.Windows[0].Closes.Equal(one.Windows[0].Closes) {
			t.Errorf("%+v", saved)
		}
		saved.Without, saved.Places = nil, 14
		if _, err = b.rooms.SaveGroup(t.Context(), sonia, saved, leisure.Sent{}); err != nil || b.days("Y1") != "10-05, 10-19, 10-26" || b.group("Y1").Sequence != 1 {
			t.Errorf("%v %s %+v", err, b.days("Y1"), b.group("Y1"))
		}
		if got := b.journaled(); !slices.Equal(got, []string{
			"leisure session A2026: session added", "leisure activity yoga: activity added", "leisure site centre: site added", "leisure group Y1: group added", "leisure group Y1: group",
		}) {
			t.Errorf("journal: %v", got)
		}
	})
}

func TestAWrongFormSaysWhatIsWrongFieldByField(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.take(csvOf(table))
	g := *b.group("N3-1")
	fields := func(err error) string {
		var f *fault.Fault
		if !errors.As(err, &f) || f.Kind != fault.Invalid {
			return ""
		}
		var names []string
		for _, field := range f.Fields {
			names = append(names, field.Name)
		}
		return strings.Join(names, " ")
	}
	for _, c := range []struct {
		as   func(*leisure.Group)
		want string
	}{
		{func(g *leisure.Group) { g.Code = "pas un code" }, "code"},
		{func(g *leisure.Group) { g.Code = "P-1" }, "code"},
		{func(g *leisure.Group) { g.Site = "nowhere" }, "lieu"},
		{func(g *leisure.Group) { g.MinAge, g.MaxAge = 180, 132 }, "age_max"},
		{func(g *leisure.Group) { g.Places = -1 }, "places minimum guichet"},
		{func(g *leisure.Group) { g.Counter = 11 }, "guichet"},
		{func(g *leisure.Group) { g.Prices = append(g.Prices, g.Prices[0]) }, "prix"},
		{func(g *leisure.Group) { g.Prices = []leisure.Price{{Amount: -1}} }, "prix"},
		{func(g *leisure.Group) { g.Options = []leisure.Option{{Code: "x"}} }, "options"},
		{func(g *leisure.Group) { g.Slots[0].End = g.Slots[0].Start }, "horaire"},
		{func(g *leisure.Group) { g.From, g.To = g.To, g.From }, "fin"},
		{func(g *leisure.Group) { g.To = g.From + 3650 }, "fin"},
		{func(g *leisure.Group) { g.Windows = []leisure.Window{{Opens: monday, Closes: monday}} }, "fenetres"},
		{func(g *leisure.Group) { g.Activity = "nothing" }, "activite"},
	} {
		wrong := g
		wrong.Slots = slices.Clone(g.Slots)
		c.as(&wrong)
		if got := fields(b.rooms.CheckGroup(wrong)); got != c.want {
			t.Errorf("fields %q, want %q", got, c.want)
		}
		if _, err := b.rooms.SaveGroup(t.Context(), sonia, wrong, leisure.Sent{}); err == nil {
			t.Errorf("saved a group whose %s is wrong", c.want)
		}
	}
	if len(b.journaled()) != 0 {
		t.Error("something was written")
	}
}

func TestTheSameFormHandedInTwiceHasItsEffectOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		one := leisure.Site{Code: "gymnase", Name: "Gymnase"}
		key := forms.Key{Value: "0123456789abcdef", Actor: "sonia", Fingerprint: "x"}
		first, err := b.rooms.SaveSite(t.Context(), sonia, one, leisure.Sent{Key: key})
		b.must(err)
		second, err := b.rooms.SaveSite(t.Context(), sonia, leisure.Site{Code: "gymnase-2", Name: "Gymnase"}, leisure.Sent{Key: key})
		if err != nil || second != first || len(b.journaled()) != 1 || len(b.rooms.Program().Sites()) != 3 {
			t.Errorf("%v: %s then %s; %v", err, first, second, b.journaled())
		}
	})
}

func TestAClassIsCancelledMovedAndPutBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		g := b.group("N3-1")
		class := b.rooms.Program().Occurrences(g.ID)[1]
		if err := b.rooms.CancelOccurrence(t.Context(), sonia, class.ID, i18n.Words{}, forms.Key{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		b.must(b.rooms.CancelOccurrence(t.Context(), sonia, class.ID, why, forms.Key{}))
		if err := b.rooms.CancelOccurrence(t.Context(), sonia, class.ID, why, forms.Key{}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("twice: %v", err)
		}
		to := leisure.MoveTo{Day: class.Day + 2, Start: 19 * 60, End: 20 * 60, Room: "B2"}
		b.must(b.rooms.MoveOccurrence(t.Context(), sonia, class.ID, to, why, forms.Key{}))
		o, _ := b.rooms.Program().Occurrence(g.ID, class.ID)
		if o.State != leisure.Moved || o.Day != to.Day || o.WasDay != class.Day || o.WasStart != class.Start || o.Room != "B2" || o.Site != g.Site || o.Sequence != class.Sequence+2 {
			t.Errorf("%+v", o)
		}
		busy := leisure.MoveTo{Day: class.Day + 7, Start: 18 * 60, End: 19 * 60}
		if err := b.rooms.MoveOccurrence(t.Context(), sonia, class.ID, busy, why, forms.Key{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("into another class of the group: %v", err)
		}
		b.must(b.rooms.MoveOccurrence(t.Context(), sonia, class.ID, leisure.MoveTo{Day: class.Day, Start: class.Start, End: class.End}, why, forms.Key{}))
		if o, _ = b.rooms.Program().Occurrence(g.ID, class.ID); o.State != leisure.Planned || o.WasDay != 0 || o.Room != "B1" {
			t.Errorf("put back: %+v", o)
		}
		if err := b.rooms.MoveOccurrence(t.Context(), sonia, class.ID, leisure.MoveTo{Day: class.Day, Start: class.Start, End: class.End}, why, forms.Key{}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("to where it is: %v", err)
		}
		made, err := b.rooms.AddOccurrence(t.Context(), sonia, g.ID, leisure.MoveTo{Day: day("2026-11-02"), Start: 600, End: 660}, why, forms.Key{})
		b.must(err)
		if o, _ = b.rooms.Program().Occurrence(g.ID, made); o.State != leisure.Added || g.Site != o.Site {
			t.Errorf("added: %+v", o)
		}
		if !slices.Equal(b.told.changes, []string{
			"N3-1 2026-09-21 cancelled 2026-09-21 18:30", "N3-1 2026-09-21 moved 2026-09-23 19:00", "N3-1 2026-09-23 planned 2026-09-21 18:30", "N3-1  added 2026-11-02 10:00",
		}) {
			t.Errorf("told: %q", b.told.changes)
		}
		if b.group("N3-1").Last() != day("2026-11-02") {
			t.Errorf("last %s", b.group("N3-1").Last())
		}
	})
}

func TestAGroupIsCancelledInTheTransactionOfItsRefunds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		b.clock.Set(local("2026-09-22 10:00"))
		g := b.group("N3-1")
		undone := errors.New("the refund failed")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := b.rooms.CancelGroupTx(t.Context(), tx, sonia, g.ID, why); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) || b.group("N3-1").Cancelled {
			t.Errorf("cancelled without its refunds: %v", err)
		}
		cancel := func(tx *db.Tx) error { return b.rooms.CancelGroupTx(t.Context(), tx, sonia, g.ID, why) }
		b.must(d.InTx(t.Context(), cancel))
		b.must(d.InTx(t.Context(), cancel))
		after := b.group("N3-1")
		if !after.Cancelled || after.Reason != why || after.Sequence != g.Sequence+1 {
			t.Errorf("%+v", after)
		}
		if got := b.days("N3-1"); got != "09-14, 09-21, 09-28 cancelled, 10-05 cancelled, 10-19 cancelled, 10-26 cancelled" {
			t.Errorf("what was given stays given: %s", got)
		}
		if given, all := b.rooms.Program().Given(g.ID, day("2026-09-22")); given != 2 || all != 2 {
			t.Errorf("%d of %d", given, all)
		}
		if len(b.told.changes) != 0 || len(b.journaled()) != 1 {
			t.Errorf("told %v, journal %v", b.told.changes, b.journaled())
		}
		report := b.take(csvOf(table))
		if report.Changed != 0 || !b.group("N3-1").Cancelled {
			t.Errorf("a file revived what was cancelled: %+v", report)
		}
	})
}

func TestASessionIsCopiedByWholeWeeksAcrossTheChangeOfClocks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		old, _ := b.rooms.Program().SessionByCode("A2026")
		b.must(b.rooms.CancelOccurrence(t.Context(), sonia, b.rooms.Program().Occurrences(b.group("N3-1").ID)[1].ID, why, forms.Key{}))
		c := leisure.Copying{From: old.ID, Code: "H2027", Name: i18n.Words{FR: "Hiver 2027"}, Start: day("2027-01-13")}
		look, err := b.rooms.PreviewCopy(c)
		if err != nil || look.Weeks != 17 || look.Session.From != day("2027-01-11") || look.Classes["N3-1"] != 7 {
			t.Errorf("%v %+v", err, look)
		}
		id, err := b.rooms.CopySession(t.Context(), sonia, c, forms.Key{})
		b.must(err)
		p := b.rooms.Program()
		s, _ := p.Session(id)
		if s.Published || s.FamilyRate(2) != old.FamilyRate(2) || !s.Windows[0].Opens.Equal(local("2026-12-21 09:00")) {
			t.Errorf("%+v", s)
		}
		g, ok := p.GroupByCode(id, "N3-1")
		if !ok || g.Prices[0] != b.group("N3-1").Prices[0] || g.From != day("2027-01-11") || len(p.Occurrences(g.ID)) != 7 || g.Sequence != 0 {
			t.Errorf("%+v", g)
		}
		for _, o := range p.Occurrences(g.ID) {
			if o.State != leisure.Planned || o.Day.Weekday() != 1 {
				t.Errorf("%+v", o)
			}
		}
		if _, err := b.rooms.CopySession(t.Context(), sonia, c, forms.Key{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a code that is taken: %v", err)
		}
		if len(p.ActivitiesOf(id)) != 3 {
			t.Errorf("%d activities", len(p.ActivitiesOf(id)))
		}
	})
}

func TestManyGroupsChangeAtOnceAfterALook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		n3, poterie := b.group("N3-1"), b.group("P-1")
		places, room := 12, "B9"
		change := leisure.Bulk{Groups: []leisure.GroupID{n3.ID, poterie.ID}, Places: &places, Percent: money.Rate(3_500_000), RoundTo: 25, Room: &room}
		lines, err := b.rooms.PreviewBulk(change)
		if err != nil || len(lines) != 2 || lines[0].Before.Prices[0].Amount != 8500 || lines[0].After.Prices[0].Amount != 8800 {
			t.Errorf("%v %+v", err, lines)
		}
		if b.group("N3-1").Places != 10 {
			t.Error("a look changed something")
		}
		n, err := b.rooms.BulkChange(t.Context(), sonia, change, leisure.Sent{})
		if g := b.group("P-1"); err != nil || n != 2 || g.Places != 12 || g.Room != "B9" || g.Prices[0].Amount != 12425 || g.Prices[1].Amount != 15525 {
			t.Errorf("%v %d %+v", err, n, g)
		}
		if len(poterie.Prices) != 2 || poterie.Prices[0].Amount != 12000 {
			t.Error("a picture that somebody holds changed")
		}
		if _, err := b.rooms.BulkChange(t.Context(), sonia, leisure.Bulk{}, leisure.Sent{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("of no group: %v", err)
		}
	})
}

func TestGroupsOfAQuotaHaveTheSamePlaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		for _, code := range []string{"N3-1", "P-1"} {
			g := *b.group(code)
			g.Quota = "bassin"
			_, err := b.rooms.SaveGroup(t.Context(), sonia, g, leisure.Sent{})
			b.must(err)
		}
		one, other := b.group("N3-1"), b.group("P-1")
		if one.Places != 8 || one.Places != other.Places || one.SeatKey() != other.SeatKey() || len(b.rooms.Program().Sharing(one)) != 2 {
			t.Errorf("%+v %+v", one, other)
		}
	})
}

func TestAnotherNodeSeesAChangeWhenItNextRefreshes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		other := b.node()
		b.must(other.Refresh(t.Context()))
		b.take(csvOf(table))
		if len(other.Program().Sessions()) != 0 {
			t.Error("seen without asking")
		}
		b.must(other.Refresh(t.Context()))
		s, _ := other.Program().SessionByCode("A2026")
		b.must(b.rooms.Publish(t.Context(), sonia, s.ID, false, forms.Key{}))
		b.must(other.Refresh(t.Context()))
		if s, _ = other.Program().SessionByCode("A2026"); s.Published {
			t.Error("still published")
		}
	})
}

func TestALoadedProgramIsReadBackAsItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		parts := leisure.Parts{
			Sessions:    []leisure.Session{{ID: "s", Code: "A2026", Name: i18n.Words{FR: "Automne"}, From: day("2026-09-14"), To: day("2026-12-06"), AgesAt: day("2026-09-30"), Drawn: true}},
			Activities:  []leisure.Activity{{ID: "a", Session: "s", Code: "yoga", Title: i18n.Words{FR: "Yoga"}, Needs: []string{"x"}, Forms: []string{leisure.FormHealth}, Childcare: true}},
			Groups:      []leisure.Group{{ID: "g", Activity: "a", Code: "Y", Places: 3, From: day("2026-09-14"), To: day("2026-09-30"), WebShareUntil: local("2026-09-01 09:00")}},
			Occurrences: []leisure.Occurrence{{ID: "o", Group: "g", Day: day("2026-09-15"), WasDay: day("2026-09-14"), WasStart: 600, Start: 660, End: 720, State: leisure.Moved, Reason: why}},
			Policies:    []leisure.Policy{{Code: "p", Name: i18n.Words{FR: "P"}, Steps: []leisure.Step{{DaysBefore: 3, WithNote: true}}}},
			Sites:       []leisure.Site{{ID: "l", Code: "parc", Name: "Parc", Accessible: true}},
		}
		b.must(d.InTx(t.Context(), func(tx *db.Tx) error { return b.rooms.LoadTx(t.Context(), tx, parts) }))
		p := b.rooms.Program()
		s, _ := p.Session("s")
		a, _ := p.Activity("a")
		g, _ := p.Group("g")
		site, _ := p.Site("l")
		policy, _ := p.Policy("p")
		o := p.Occurrences("g")
		if s.AgesAt != day("2026-09-30") || !s.Drawn || !a.Childcare || a.Forms[0] != leisure.FormHealth || !g.WebShareUntil.Equal(local("2026-09-01 09:00")) || !site.Accessible || !policy.Steps[0].WithNote {
			t.Errorf("%+v %+v %+v %+v %+v", s, a, g, site, policy)
		}
		if len(o) != 1 || o[0].WasDay != day("2026-09-14") || o[0].WasStart != 600 || o[0].Reason != why {
			t.Errorf("%+v", o)
		}
	})
}

func TestACodeThatAnotherNodeTookIsAskedForAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		other := b.node()
		b.must(other.Refresh(t.Context()))
		one := leisure.Session{Code: "A2026", Name: i18n.Words{FR: "Automne 2026"}, From: day("2026-09-14"), To: day("2026-12-06")}
		_, err := b.rooms.SaveSession(t.Context(), sonia, one, leisure.Sent{})
		b.must(err)
		if _, err := other.SaveSession(t.Context(), sonia, one, leisure.Sent{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the same code: %v", err)
		}
		if got := b.journaled(); len(got) != 1 {
			t.Errorf("journal: %v", got)
		}
	})
}

func TestWhatCannotBeShownIsTakenOutAndWhatIsTooLongRefused(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.take(csvOf(table))
	s, _ := b.rooms.Program().SessionByCode("A2026")
	a := leisure.Activity{Session: s.ID, Code: "x", Title: i18n.Words{FR: " Yoga\u202e doux "}}
	id, err := b.rooms.SaveActivity(t.Context(), sonia, a, leisure.Sent{})
	b.must(err)
	if got, _ := b.rooms.Program().Activity(id); got.Title.FR != "Yoga doux" {
		t.Errorf("title %q", got.Title.FR)
	}
	a.Code, a.Title.FR = "y", strings.Repeat("é", 201)
	if _, err := b.rooms.SaveActivity(t.Context(), sonia, a, leisure.Sent{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a long title: %v", err)
	}
}

func TestClassesThatAFileNamesOneByOneOutliveTheSavingOfTheirGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.clock.Set(local("2025-01-15 10:00"))
		raw, err := os.ReadFile("testdata/laval-calendrier.json")
		b.must(err)
		b.take(string(raw))
		hits := b.rooms.Search(leisure.Query{Words: "heure du conte", Unpublished: true})
		if len(hits) != 1 {
			t.Fatalf("%d groups", len(hits))
		}
		g := *hits[0].Group
		g.Room = "Salle 2"
		_, err = b.rooms.SaveGroup(t.Context(), sonia, g, leisure.Sent{})
		b.must(err)
		if classes := b.rooms.Program().Occurrences(g.ID); len(classes) != 2 || classes[0].Room != "Salle 2" {
			t.Errorf("%+v", classes)
		}
	})
}

func TestNobodyIsToldWhenNobodyListens(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.rooms.Families = nil
	if n, err := b.rooms.Told(context.Background(), "g"); n != 0 || err != nil {
		t.Errorf("%d %v", n, err)
	}
}
