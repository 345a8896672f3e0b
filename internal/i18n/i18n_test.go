package i18n_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/i18n"
)

// moment is a time on the clocks of the town.
func moment(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, clock.Montreal)
}

var now = moment(2026, 9, 2, 15, 0)

func french() context.Context  { return i18n.WithNow(context.Background(), now) }
func english() context.Context { return i18n.With(french(), i18n.English) }

func TestDatesReadAsPeopleSayThem(t *testing.T) {
	cases := []struct {
		of              func(context.Context, time.Time) string
		t               time.Time
		french, english string
	}{
		{i18n.Date, moment(2026, 9, 9, 12, 0), "mercredi 9 septembre", "Wednesday, September 9"},
		{i18n.Date, moment(2026, 9, 1, 12, 0), "mardi 1er septembre", "Tuesday, September 1"},
		{i18n.Date, moment(2027, 3, 3, 12, 0), "mercredi 3 mars 2027", "Wednesday, March 3, 2027"},
		{i18n.DateOnly, moment(2016, 5, 14, 0, 0), "14 mai 2016", "May 14, 2016"},
		{i18n.ShortDate, moment(2026, 9, 9, 12, 0), "9 sept.", "Sept. 9"},
		{i18n.ShortDate, moment(2025, 8, 1, 12, 0), "1er août 2025", "Aug. 1, 2025"},
		{i18n.Time, moment(2026, 9, 9, 20, 30), "20\u00a0h\u00a030", "8:30\u00a0p.m."},
		{i18n.Time, moment(2026, 9, 9, 9, 5), "9\u00a0h\u00a005", "9:05\u00a0a.m."},
		{i18n.Time, moment(2026, 9, 9, 22, 0), "22\u00a0h", "10\u00a0p.m."},
		{i18n.Time, moment(2026, 9, 9, 0, 15), "0\u00a0h\u00a015", "12:15\u00a0a.m."},
		{i18n.DateTime, moment(2026, 8, 28, 20, 41), "vendredi 28 août, 20\u00a0h\u00a041", "Friday, August 28, 8:41\u00a0p.m."},
		{i18n.Ago, moment(2026, 9, 1, 15, 12), "hier, 15\u00a0h\u00a012", "yesterday, 3:12\u00a0p.m."},
		{i18n.Ago, moment(2026, 9, 2, 0, 1), "aujourd’hui, 0\u00a0h\u00a001", "today, 12:01\u00a0a.m."},
		{i18n.Ago, moment(2026, 9, 3, 9, 0), "demain, 9\u00a0h", "tomorrow, 9\u00a0a.m."},
		{i18n.Ago, moment(2026, 8, 31, 12, 3), "lundi 31 août, 12\u00a0h\u00a003", "Monday, August 31, 12:03\u00a0p.m."},
		{i18n.Weekday, moment(2026, 9, 3, 0, 0), "jeudi", "Thursday"},
	}
	for _, c := range cases {
		if got := c.of(french(), c.t.UTC()); got != c.french {
			t.Errorf("%v in French: got %q, want %q", c.t, got, c.french)
		}
		if got := c.of(english(), c.t.UTC()); got != c.english {
			t.Errorf("%v in English: got %q, want %q", c.t, got, c.english)
		}
	}
}

func TestTheDayIsTheTownsNotTheMachines(t *testing.T) {
	evening := time.Date(2026, 9, 10, 1, 30, 0, 0, time.UTC) // 21:30 the day before in town
	if got := i18n.DateTime(french(), evening); got != "mercredi 9 septembre, 21\u00a0h\u00a030" {
		t.Errorf("got %q", got)
	}
}

func TestYesterdayHoldsOnTheDayTheClocksChange(t *testing.T) {
	ctx := i18n.WithNow(context.Background(), moment(2026, 11, 2, 0, 30))
	if got := i18n.Near(ctx, moment(2026, 11, 1, 0, 10)); got != "hier" {
		t.Errorf("got %q, want hier", got)
	}
	ctx = i18n.WithNow(context.Background(), moment(2026, 3, 7, 23, 50))
	if got := i18n.Near(ctx, moment(2026, 3, 8, 23, 0)); got != "demain" {
		t.Errorf("got %q, want demain", got)
	}
}

func TestWithoutPresentMomentADateSaysItsYear(t *testing.T) {
	if got := i18n.Date(context.Background(), now); got != "mercredi 2 septembre 2026" {
		t.Errorf("got %q", got)
	}
}

func TestNumbersPickTheirForm(t *testing.T) {
	for n, want := range map[int]string{0: "0 demande", 1: "1 demande", 2: "2 demandes"} {
		if got := i18n.TN(french(), "%d demande", "%d demandes", n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	if got := i18n.TN(french(), "Une place pour %[2]s", "%d places pour %s", 3, "Léo"); got != "3 places pour Léo" {
		t.Errorf("got %q", got)
	}
	if got := i18n.TN(english(), "Une demande inconnue", "%d demandes inconnues", 0); got != "0 demandes inconnues" {
		t.Errorf("got %q, want the many form: English counts 0 as many", got)
	}
}

func TestAnUntranslatedSentenceStaysFrench(t *testing.T) {
	if got := i18n.T(english(), "Une phrase que personne ne traduira, %s", "Léo"); got != "Une phrase que personne ne traduira, Léo" {
		t.Errorf("got %q", got)
	}
}

func TestAFaultTellsItsMessageWithItsValues(t *testing.T) {
	f := fault.New(fault.Invalid, "Il en faut %d.", 15)
	if got := i18n.Message(french(), f); got != "Il en faut 15." {
		t.Errorf("got %q", got)
	}
	if got := i18n.Message(french(), fault.New(fault.Invalid, "Gardez 50 % de tout.")); got != "Gardez 50 % de tout." {
		t.Errorf("got %q, want the percent sign untouched", got)
	}
}

func TestASentenceThatEndsWithATimeHasOneStop(t *testing.T) {
	ctx := english()
	seven := i18n.Time(ctx, moment(2026, 9, 9, 7, 0))
	if got := i18n.T(ctx, "%s.", seven); got != "7\u00a0a.m." {
		t.Errorf("the sentence is %q", got)
	}
}

func TestALeafHasThreeLines(t *testing.T) {
	weekday, day, month := i18n.Leaf(french(), moment(2026, 9, 1, 8, 0))
	if got := weekday + " " + day + " " + month; got != "mar. 1 sept." {
		t.Errorf("got %q", got)
	}
}

func ExampleList() {
	fmt.Println(i18n.List(context.Background(), []string{"Léo", "Zoé", "Gérard"}))
	fmt.Println(i18n.Sentence("élagage de l’arbre"))
	// Output:
	// Léo, Zoé et Gérard
	// Élagage de l’arbre
}

func TestAnEmptyTextStaysEmptyInEveryLanguage(t *testing.T) {
	for _, ctx := range []context.Context{french(), english()} {
		if got := i18n.T(ctx, "") + i18n.Translate(ctx, ""); got != "" {
			t.Errorf("%s: got %q, want nothing", i18n.Lang(ctx), got)
		}
	}
}
