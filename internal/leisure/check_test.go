package leisure_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/people"
)

func day(s string) civil.Day {
	d, err := civil.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// local is a moment on the clocks of the town: 2026-08-24 09:00.
func local(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Montreal)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// oneGroup is a program of one published group; as changes it.
func oneGroup(as func(*leisure.Parts)) (*leisure.Program, *leisure.Group) {
	parts := leisure.Parts{
		Sessions:   []leisure.Session{{ID: "s", Code: "A2026", Name: i18n.Words{FR: "Automne 2026"}, From: day("2026-09-14"), To: day("2026-12-06"), Published: true}},
		Activities: []leisure.Activity{{ID: "a", Session: "s", Code: "nageur-3", Title: i18n.Words{FR: "Nageur 3"}}, {ID: "b", Session: "s", Code: "nageur-2", Title: i18n.Words{FR: "Nageur 2"}}},
		Groups:     []leisure.Group{{ID: "g", Activity: "a", Code: "N3", Places: 10, From: day("2026-09-14"), To: day("2026-10-26"), Waits: true}},
	}
	parts.Sessions[0].Windows = []leisure.Window{{Opens: local("2026-08-24 09:00")}}
	if as != nil {
		as(&parts)
	}
	p := leisure.Assemble(parts)
	g, _ := p.Group("g")
	return p, g
}

func zoe(born string) leisure.Candidate {
	return leisure.Candidate{Person: people.Person{GivenName: "Zoé", BirthDate: born, Residence: people.Resident}, Audience: leisure.Resident}
}

var plenty = leisure.Left{Places: 10, Web: 10}

func TestAgesCountToTheDay(t *testing.T) {
	years := func(from, to int) func(*leisure.Parts) {
		return func(p *leisure.Parts) { p.Groups[0].MinAge, p.Groups[0].MaxAge = from, to }
	}
	onSeptember30 := func(p *leisure.Parts) {
		years(11*12, 15*12)(p)
		p.Sessions[0].AgesAt = day("2026-09-30")
	}
	for _, c := range []struct {
		name, born string
		as         func(*leisure.Parts)
		want       leisure.Answer
	}{
		{"eleven on the first day", "2015-09-14", years(132, 180), leisure.Yes},
		{"a day too young", "2015-09-15", years(132, 180), leisure.No},
		{"the day before sixteen", "2010-09-15", years(132, 180), leisure.Yes},
		{"sixteen on the first day", "2010-09-14", years(132, 180), leisure.No},
		{"too young on the first day, old enough on 30 September", "2015-09-30", onSeptember30, leisure.Yes},
		{"a day too young on 30 September", "2015-10-01", onSeptember30, leisure.No},
		{"eighteen months", "2025-03-14", years(18, 35), leisure.Yes},
		{"a day short of eighteen months", "2025-03-15", years(18, 35), leisure.No},
		{"the day before three", "2023-09-15", years(18, 35), leisure.Yes},
		{"three years old", "2023-09-14", years(18, 35), leisure.No},
		{"no limit above", "1930-01-01", years(55*12, 0), leisure.Yes},
		{"no limit at all, birth not known", "", nil, leisure.Yes},
		{"birth not known", "", years(132, 180), leisure.Unknown},
		{"not born yet", "2027-01-01", years(0, 60), leisure.No},
	} {
		p, g := oneGroup(c.as)
		if got := p.Check(g, zoe(c.born), local("2026-08-25 10:00"), leisure.Web, plenty).Of(leisure.RuleAge).Answer; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestSomebodyBornOnTheTwentyNinthOfFebruaryIsOlderOnTheFirstOfMarch(t *testing.T) {
	for _, c := range []struct {
		on   string
		want int
	}{{"2027-02-28", 131}, {"2027-03-01", 132}, {"2028-02-28", 143}, {"2028-02-29", 144}} {
		if got := leisure.MonthsOld(day("2016-02-29"), day(c.on)); got != c.want {
			t.Errorf("%s: %d months, want %d", c.on, got, c.want)
		}
	}
	if got := leisure.OldEnough(day("2016-02-29"), 132); got != day("2027-03-01") {
		t.Errorf("eleven on %s", got)
	}
	if got := leisure.OldEnough(day("2016-02-29"), 144); got != day("2028-02-29") {
		t.Errorf("twelve on %s", got)
	}
}

func TestOldEnoughIsTheFirstDayOnWhichSomebodyIs(t *testing.T) {
	for birth := day("2015-12-28"); birth < day("2016-04-03"); birth++ {
		for months := range 40 {
			on := leisure.OldEnough(birth, months)
			if leisure.MonthsOld(birth, on) != months || months > 0 && leisure.MonthsOld(birth, on-1) >= months {
				t.Fatalf("born %s, %d months on %s: %d, the day before %d", birth, months, on, leisure.MonthsOld(birth, on), leisure.MonthsOld(birth, on-1))
			}
		}
	}
}

func TestAMovedFirstClassTurnsNobodyOut(t *testing.T) {
	p, g := oneGroup(func(p *leisure.Parts) {
		p.Groups[0].MinAge, p.Groups[0].MaxAge = 132, 132
		p.Occurrences = []leisure.Occurrence{
			{ID: "1", Group: "g", Day: day("2026-09-20"), WasDay: day("2026-09-14"), Start: 600, End: 660, State: leisure.Moved},
			{ID: "2", Group: "g", Day: day("2026-09-21"), Start: 600, End: 660, State: leisure.Planned},
		}
	})
	if got := p.Check(g, zoe("2014-09-15"), local("2026-08-25 10:00"), leisure.Web, plenty).Of(leisure.RuleAge).Answer; got != leisure.Yes {
		t.Errorf("still eleven on the planned day: %s", got)
	}
	if g.First() != day("2026-09-20") {
		t.Errorf("the first class that is held is on %s", g.First())
	}
}

func TestEachRuleSaysItsReasonAndItsRemedy(t *testing.T) {
	at := local("2026-08-25 10:00")
	teens := func(p *leisure.Parts) { p.Groups[0].MinAge, p.Groups[0].MaxAge = 132, 180 }
	residents := func(p *leisure.Parts) {
		p.Sessions[0].Windows = []leisure.Window{{Audience: leisure.Resident, Opens: local("2026-08-24 09:00")}}
	}
	other := leisure.Candidate{Person: people.Person{GivenName: "Zoé", Residence: people.Outside}, Audience: leisure.Other}
	unproved := leisure.Candidate{Person: people.Person{GivenName: "Zoé", Residence: people.Unknown}, Audience: leisure.Other}
	needs := func(p *leisure.Parts) { p.Activities[0].Needs = []string{"nageur-2"} }
	looked := zoe("2015-01-01")
	looked.Passed = map[string]bool{}
	passed := zoe("2015-01-01")
	passed.Passed = map[string]bool{"nageur-2": true}
	already := zoe("2015-01-01")
	already.Already = true
	for _, c := range []struct {
		rule   leisure.Rule
		who    leisure.Candidate
		as     func(*leisure.Parts)
		left   leisure.Left
		at     time.Time
		answer leisure.Answer
		reason string
		remedy string
	}{
		{leisure.RuleAge, zoe("2016-03-03"), teens, plenty, at, leisure.No, "Zoé a 10 ans. Cette activité est pour les 11 à 15 ans.", "Zoé pourra s’inscrire à partir du 3 mars 2027."},
		{leisure.RuleAge, zoe("2010-09-01"), teens, plenty, at, leisure.No, "Zoé aura 16 ans le 14 septembre, le jour qui compte. Cette activité est pour les 11 à 15 ans.", "Cherchez une activité pour les personnes de 16 ans."},
		{leisure.RuleAge, zoe(""), teens, plenty, at, leisure.Unknown, "Cette activité est pour les 11 à 15 ans. Nous n’avons pas la date de naissance de Zoé.", "Ajoutez la date de naissance de Zoé dans votre dossier, à la page Ma famille."},
		{leisure.RuleResidence, other, residents, plenty, at, leisure.No, "Ce groupe est réservé aux personnes qui habitent la ville.", "Si vous avez déménagé, montrez une preuve de résidence au guichet."},
		{leisure.RuleResidence, unproved, residents, plenty, at, leisure.Unknown, "Ce groupe est réservé aux personnes qui habitent la ville. Nous n’avons pas de preuve de résidence valide pour Zoé.", "Montrez une preuve de résidence au guichet. Votre inscription pourra suivre aussitôt."},
		{leisure.RuleWindow, zoe("2015-01-01"), nil, plenty, local("2026-08-23 10:00"), leisure.No, "L’inscription ouvre le lundi 24 août, 9 h.", "Ajoutez ce cours à votre liste. Elle sera prête à l’ouverture."},
		{leisure.RuleWindow, zoe("2015-01-01"), func(p *leisure.Parts) { p.Sessions[0].Windows[0].Closes = local("2026-08-25 09:00") }, plenty, at, leisure.No, "L’inscription est fermée depuis le mardi 25 août, 9 h.", ""},
		{leisure.RuleWindow, zoe("2015-01-01"), func(p *leisure.Parts) { p.Groups[0].Cancelled = true }, plenty, at, leisure.No, "Ce groupe est annulé.", ""},
		{leisure.RuleWindow, zoe("2015-01-01"), func(p *leisure.Parts) { p.Activities[0].Free = true }, plenty, at, leisure.No, "Cette activité est sans inscription.", "Présentez-vous à l’heure du cours."},
		{leisure.RulePrerequisite, zoe("2015-01-01"), needs, plenty, at, leisure.Unknown, "Il faut avoir réussi « Nageur 2 » avant.", "Si Zoé l’a réussi ailleurs, montrez l’attestation au guichet. Une évaluation est aussi possible."},
		{leisure.RulePrerequisite, looked, needs, plenty, at, leisure.No, "Il faut avoir réussi « Nageur 2 » avant. Nous n’en avons pas de trace pour Zoé.", "Si Zoé l’a réussi ailleurs, montrez l’attestation au guichet. Une évaluation est aussi possible."},
		{leisure.RulePrerequisite, passed, needs, plenty, at, leisure.Yes, "Zoé a réussi ce qu’il faut avant.", ""},
		{leisure.RulePlaces, zoe("2015-01-01"), nil, leisure.Left{Places: 10, Taken: 10}, at, leisure.No, "Ce groupe est complet.", "Voulez-vous la liste d’attente? Vous seriez 1re."},
		{leisure.RulePlaces, zoe("2015-01-01"), nil, leisure.Left{Places: 10, Taken: 8}, at, leisure.No, "Ce groupe est complet.", "Il reste des places au guichet. Appelez-nous ou passez nous voir."},
		{leisure.RulePlaces, zoe("2015-01-01"), nil, leisure.Left{Places: 10, Taken: 8, Held: 1, Web: 1}, at, leisure.Yes, "Il reste 1 place.", ""},
		{leisure.RuleTwice, already, nil, plenty, at, leisure.No, "Zoé a déjà une place dans ce groupe, ou dans un panier.", "Voyez vos inscriptions et votre panier."},
	} {
		p, g := oneGroup(c.as)
		ctx := i18n.WithNow(t.Context(), c.at)
		f := p.Check(g, c.who, c.at, leisure.Web, c.left).Of(c.rule)
		plain := strings.NewReplacer("\u00a0", " ").Replace
		if f.Answer != c.answer || plain(f.Reason(ctx)) != c.reason || plain(f.Remedy(ctx)) != c.remedy {
			t.Errorf("%s: %s %q %q\nwant %s %q %q", c.rule, f.Answer, plain(f.Reason(ctx)), plain(f.Remedy(ctx)), c.answer, c.reason, c.remedy)
		}
	}
}

func TestOneObstacleIsToldOnce(t *testing.T) {
	p, g := oneGroup(func(p *leisure.Parts) {
		p.Sessions[0].Windows = []leisure.Window{{Audience: leisure.Resident, Opens: local("2026-08-24 09:00")}}
	})
	who := leisure.Candidate{Person: people.Person{GivenName: "Zoé", Residence: people.Outside}, Audience: leisure.Other}
	against := p.Check(g, who, local("2026-08-25 10:00"), leisure.Web, plenty).Against()
	if len(against) != 1 || against[0].Rule != leisure.RuleResidence {
		t.Errorf("%+v", against)
	}
}

func TestAnAgentSetsARuleAsideButMakesNoPlace(t *testing.T) {
	p, g := oneGroup(func(p *leisure.Parts) { p.Groups[0].MinAge = 132 })
	who := zoe("2016-03-03")
	who.Overrides = map[leisure.Rule]string{leisure.RuleAge: "évaluée par l’équipe", leisure.RulePlaces: "demande du maire"}
	at := local("2026-08-25 10:00")
	findings := p.Check(g, who, at, leisure.Counter, plenty)
	if age := findings.Of(leisure.RuleAge); findings.Verdict() != leisure.Yes || !age.Overridden || age.Motive == "" || age.Answer != leisure.No {
		t.Errorf("%s %+v", findings.Verdict(), age)
	}
	findings = p.Check(g, who, at, leisure.Counter, leisure.Left{Places: 10, Taken: 10})
	if findings.Verdict() != leisure.No || findings.Of(leisure.RulePlaces).Overridden {
		t.Error("a place that does not exist was given")
	}
}

func TestVerdicts(t *testing.T) {
	f := func(answers ...leisure.Answer) leisure.Findings {
		var all leisure.Findings
		for _, a := range answers {
			all = append(all, leisure.Finding{Answer: a})
		}
		return all
	}
	for _, c := range []struct {
		findings leisure.Findings
		want     leisure.Answer
	}{
		{nil, leisure.Yes}, {f(leisure.Yes, leisure.Yes), leisure.Yes}, {f(leisure.Yes, leisure.Unknown), leisure.Unknown},
		{f(leisure.Unknown, leisure.No), leisure.No}, {f(leisure.No, leisure.Unknown), leisure.No},
	} {
		if got := c.findings.Verdict(); got != c.want {
			t.Errorf("%v: %s, want %s", c.findings, got, c.want)
		}
	}
}

func TestWindowsOpenByAudienceAndChannel(t *testing.T) {
	windows := []leisure.Window{
		{Audience: leisure.Resident, Channel: leisure.Web, Opens: local("2026-08-27 09:00"), Closes: local("2026-09-10 17:00")},
		{Audience: leisure.Other, Channel: leisure.Web, Opens: local("2026-09-03 09:00"), Closes: local("2026-09-10 17:00")},
		{Channel: leisure.Counter, Opens: local("2026-08-28 08:30"), Closes: local("2026-09-14 16:00")},
		{Audience: leisure.Resident, Channel: leisure.Web, Opens: local("2026-09-12 09:00"), Closes: local("2026-09-13 17:00")},
	}
	for _, c := range []struct {
		audience leisure.Audience
		channel  leisure.Channel
		at       string
		want     string
	}{
		{leisure.Resident, leisure.Web, "2026-08-27 08:59", "shut, next 2026-08-27 09:00"},
		{leisure.Resident, leisure.Web, "2026-08-27 09:00", "open until 2026-09-10 17:00"},
		{leisure.Other, leisure.Web, "2026-08-27 09:00", "shut, next 2026-09-03 09:00"},
		{leisure.Neighbour, leisure.Web, "2026-08-27 09:00", "never"},
		{leisure.Neighbour, leisure.Counter, "2026-08-28 08:30", "open until 2026-09-14 16:00"},
		{leisure.Resident, leisure.Web, "2026-09-10 16:59", "open until 2026-09-10 17:00"},
		{leisure.Resident, leisure.Web, "2026-09-10 17:00", "shut, next 2026-09-12 09:00"},
		{leisure.Resident, leisure.Web, "2026-09-13 17:00", "over since 2026-09-13 17:00"},
		{leisure.Other, leisure.Web, "2026-09-11 17:00", "over since 2026-09-10 17:00"},
	} {
		o := leisure.OpeningOf(windows, c.audience, c.channel, local(c.at))
		got := "never"
		written := func(t time.Time) string { return clock.Local(t).Format("2006-01-02 15:04") }
		switch {
		case o.Open:
			got = "open until " + written(o.Closes)
		case o.Over():
			got = "over since " + written(o.Closes)
		case !o.Never():
			got = "shut, next " + written(o.Next)
		}
		if got != c.want {
			t.Errorf("%s by %s at %s: %s, want %s", c.audience, c.channel, c.at, got, c.want)
		}
	}
}

func TestAWindowOpensAtNineOnTheClockWhateverTheSeason(t *testing.T) {
	// The clocks change on 1 November 2026: nine o'clock is 13:00 UTC before, 14:00 after.
	p, g := oneGroup(func(p *leisure.Parts) {
		p.Sessions[0].Windows = []leisure.Window{{Opens: local("2026-10-31 09:00"), Closes: local("2026-11-01 09:00")}}
	})
	o := p.Window(g, leisure.Resident, leisure.Web, time.Date(2026, 11, 1, 13, 59, 0, 0, time.UTC))
	if !o.Open || o.Closes.Sub(o.Opens) != 25*time.Hour {
		t.Errorf("%+v", o)
	}
	if p.Window(g, leisure.Resident, leisure.Web, time.Date(2026, 11, 1, 14, 0, 0, 0, time.UTC)).Open {
		t.Error("open after nine")
	}
}

func TestTheWindowsNearestToAGroupWin(t *testing.T) {
	at := local("2026-08-25 10:00")
	open := []leisure.Window{{Opens: local("2026-08-01 09:00")}}
	shut := []leisure.Window{{Opens: local("2026-09-01 09:00")}}
	for i, c := range []struct {
		session, activity, group []leisure.Window
		want                     bool
	}{{open, nil, nil, true}, {open, shut, nil, false}, {shut, open, nil, true}, {open, open, shut, false}, {nil, nil, nil, false}} {
		p, g := oneGroup(func(p *leisure.Parts) {
			p.Sessions[0].Windows, p.Activities[0].Windows, p.Groups[0].Windows = c.session, c.activity, c.group
		})
		if got := p.Window(g, leisure.Resident, leisure.Web, at).Open; got != c.want {
			t.Errorf("%d: open %t, want %t", i, got, c.want)
		}
	}
}

func TestThePriceIsThatOfTheAudienceAndOfTheDay(t *testing.T) {
	p, g := oneGroup(func(p *leisure.Parts) {
		p.Groups[0].Prices = []leisure.Price{
			{Amount: 11000}, {Audience: leisure.Resident, Amount: 8500}, {Audience: leisure.Resident, Amount: 9500, From: day("2026-09-01")},
		}
	})
	for _, c := range []struct {
		audience leisure.Audience
		on       string
		want     int64
	}{{leisure.Resident, "2026-08-31", 8500}, {leisure.Resident, "2026-09-01", 9500}, {leisure.Other, "2026-09-01", 11000}} {
		if got, ok := p.Price(g, c.audience, day(c.on)); !ok || int64(got) != c.want {
			t.Errorf("%s on %s: %d %t, want %d", c.audience, c.on, got, ok, c.want)
		}
	}
	p, g = oneGroup(nil)
	if _, ok := p.Price(g, leisure.Other, day("2026-09-01")); ok {
		t.Error("a group without prices has one")
	}
}

func TestAProofOfResidenceRunsOut(t *testing.T) {
	at := local("2026-08-25 10:00")
	for _, c := range []struct {
		person people.Person
		want   leisure.Audience
	}{
		{people.Person{Residence: people.Resident}, leisure.Resident},
		{people.Person{Residence: people.Resident, ResidenceUntil: at.Add(time.Minute)}, leisure.Resident},
		{people.Person{Residence: people.Resident, ResidenceUntil: at}, leisure.Other},
		{people.Person{Residence: people.Neighbour}, leisure.Neighbour},
		{people.Person{Residence: people.Unknown}, leisure.Other},
		{people.Person{}, leisure.Other},
	} {
		if got := leisure.AudienceOf(c.person, at); got != c.want {
			t.Errorf("%+v: %s, want %s", c.person, got, c.want)
		}
	}
}

func TestARefundFollowsThePolicy(t *testing.T) {
	policy := leisure.Policy{Code: "courante", Steps: []leisure.Step{
		{DaysBefore: 14}, {DaysBefore: 1, Keep: 1000}, {DaysBefore: -2, KeepRate: 15_000_000}, {DaysBefore: -99, WithNote: true},
	}}
	_, g := oneGroup(nil)
	_, gone := oneGroup(func(p *leisure.Parts) { p.Groups[0].Cancelled = true })
	for _, c := range []struct {
		name  string
		paid  int64
		g     *leisure.Group
		given int
		at    string
		note  bool
		want  int64
	}{
		{"two weeks before", 8500, g, 0, "2026-08-31", false, 8500},
		{"thirteen days before", 8500, g, 0, "2026-09-01", false, 7500},
		{"the eve", 8500, g, 0, "2026-09-13", false, 7500},
		{"the first day, before the class", 8500, g, 0, "2026-09-14", false, 7225},
		{"after one class of six", 9000, g, 1, "2026-09-15", false, 6375},
		{"after two classes of six", 9000, g, 2, "2026-09-22", false, 5100},
		{"after three classes", 9000, g, 3, "2026-09-29", false, 0},
		{"after three classes, with a note", 9000, g, 3, "2026-09-29", true, 4500},
		{"the price is less than what is kept", 500, g, 0, "2026-09-13", false, 0},
		{"nothing was paid", 0, g, 0, "2026-08-31", false, 0},
		{"the city cancelled", 9000, gone, 3, "2026-09-29", false, 9000},
	} {
		if got, _ := policy.Refund(moneyOf(c.paid), c.g, c.given, 6, day(c.at), c.note); int64(got) != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	if back, step := (leisure.Policy{}).Refund(9000, g, 0, 6, day("2026-08-31"), false); back != 0 || step != (leisure.Step{}) {
		t.Error("a policy without steps gives back")
	}
}

func TestWhatIsKeptForTheCounterGoesToEverybodyInTheEnd(t *testing.T) {
	g := leisure.Group{Places: 10, Counter: 2, WebShareUntil: local("2026-09-01 09:00")}
	if g.Kept(local("2026-09-01 08:59")) != 2 || g.Kept(local("2026-09-01 09:00")) != 0 {
		t.Error("kept past its moment, or not until it")
	}
	l := leisure.Left{Places: 10, Taken: 5, Held: 3, Web: 0}
	if l.Free(leisure.Web) != 0 || l.Free(leisure.Counter) != 2 || (leisure.Left{Places: 1, Taken: 2}).Free(leisure.Counter) != 0 {
		t.Error(fmt.Sprint("free: ", l))
	}
}

func moneyOf(cents int64) money.Cents { return money.Cents(cents) }
