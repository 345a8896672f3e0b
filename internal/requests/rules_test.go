package requests

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sem/internal/fault"
)

var (
	citizen = Actor{Kind: ByCitizen, ID: "marie"}
	martin  = Actor{Kind: ByStaff, ID: "martin", Name: "Martin G."}
	sonia   = Actor{Kind: ByStaff, ID: "sonia", Name: "Sonia L."}
	paul    = Actor{Kind: ByStaff, ID: "paul", Name: "Paul R."}
)

var pothole = Type{
	Code: "nid-de-poule", Version: 1, Label: Text{FR: "Nid-de-poule", EN: "Pothole"}, Department: "travaux", NeedsPlace: true,
	Target:   Target{Answer: 2, Solution: 5, Contest: 10},
	Outcomes: []Outcome{{Code: "done", Label: Text{FR: "Fait"}}},
	Questions: []Question{
		{Code: "size", Kind: AskChoice, Required: true, Choices: []Choice{{Code: "small", Label: Text{FR: "Petit"}}, {Code: "huge", Label: Text{FR: "Énorme"}, Emergency: true}}},
		{Code: "count", Kind: AskNumber, Min: 1, Max: 20},
		{Code: "since", Kind: AskDate},
		{Code: "days", Kind: AskSeveral, Choices: []Choice{{Code: "mon"}, {Code: "tue"}}},
		{Code: "hurt", Kind: AskYesNo},
	},
}

func by(who Actor, when time.Time) Act {
	return Act{By: who, At: when, Type: pothole, Calendar: holidays}
}

func begun(when time.Time) (Request, Event) {
	r, e := Begin("r1", Report{Channel: Web, ReportedBy: "marie", PlaceLine: "84, rue du Moulin"}, by(citizen, when))
	r.Number = "2026-000001-A"
	return r, e
}

// attempt is something anybody may try at any time.
type attempt struct {
	name string
	do   func(r *Request, a Act) (Event, error)
}

func attempts(rt *rapid.T, other *Request) []attempt {
	days := rapid.IntRange(-3, 20).Draw(rt, "days")
	return []attempt{
		{"assign martin", func(r *Request, a Act) (Event, error) { return r.Assign(a, martin.ID, martin.Name) }},
		{"assign sonia", func(r *Request, a Act) (Event, error) { return r.Assign(a, sonia.ID, sonia.Name) }},
		{"assign nobody", func(r *Request, a Act) (Event, error) { return r.Assign(a, "", "") }},
		{"transfer", func(r *Request, a Act) (Event, error) {
			return r.Transfer(a, map[string]string{"travaux": "eau", "eau": "travaux"}[r.Department], "raison")
		}},
		{"note", func(r *Request, a Act) (Event, error) { return r.Note(a, "note", true) }},
		{"reply", func(r *Request, a Act) (Event, error) { return r.Reply(a, "réponse") }},
		{"ask", func(r *Request, a Act) (Event, error) { return r.Ask(a, "Une photo?") }},
		{"remind", func(r *Request, a Act) (Event, error) { return r.Remind(a) }},
		{"message", func(r *Request, a Act) (Event, error) { return r.CitizenMessage(a, "bonjour") }},
		{"plan", func(r *Request, a Act) (Event, error) { return r.Plan(a, FormatDay(a.At.AddDate(0, 0, days)), "") }},
		{"await", func(r *Request, a Act) (Event, error) {
			return r.AwaitThirdParty(a, "Hydro", FormatDay(a.At.AddDate(0, 0, days)))
		}},
		{"resume", func(r *Request, a Act) (Event, error) { return r.Resume(a, "") }},
		{"move promise", func(r *Request, a Act) (Event, error) {
			return r.MovePromise(a, a.Calendar.Close(a.At.AddDate(0, 0, days)), "le gel")
		}},
		{"resolve", func(r *Request, a Act) (Event, error) { return r.Resolve(a, "done", "C’est réparé.") }},
		{"resolve without a word", func(r *Request, a Act) (Event, error) { return r.Resolve(a, "done", " ") }},
		{"resolve without outcome", func(r *Request, a Act) (Event, error) { return r.Resolve(a, "", "C’est réparé.") }},
		{"close", func(r *Request, a Act) (Event, error) { return r.Close(a) }},
		{"contest", func(r *Request, a Act) (Event, error) { return r.Contest(a, "") }},
		{"reopen", func(r *Request, a Act) (Event, error) { return r.Reopen(a, "raison") }},
		{"duplicate", func(r *Request, a Act) (Event, error) { return r.MarkDuplicate(a, other) }},
		{"join", func(r *Request, a Act) (Event, error) { return r.Join(a, "2026-000002-B") }},
		{"out of jurisdiction", func(r *Request, a Act) (Event, error) { return r.OutOfJurisdiction(a, "MTQ", "511") }},
		{"reject", func(r *Request, a Act) (Event, error) { return r.Reject(a, "non") }},
		{"cancel", func(r *Request, a Act) (Event, error) { return r.Cancel(a, "raison") }},
		{"attach", func(r *Request, a Act) (Event, error) { return r.Attach(a, "photo", ForStaff) }},
		{"rate", func(r *Request, a Act) (Event, error) { return r.Rate(a, 4, "") }},
	}
}

func TestWhateverIsTriedTheRulesHold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now := anyTime(rt, "begun")
		r, first := begun(now)
		events := []Event{first}
		for range rapid.IntRange(1, 40).Draw(rt, "deeds") {
			now = now.Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(rt, "wait")) * time.Minute)
			other := &Request{ID: "r2", Number: "2026-000002-B", State: rapid.SampledFrom(States).Draw(rt, "other")}
			d := rapid.SampledFrom(attempts(rt, other)).Draw(rt, "deed")
			who := rapid.SampledFrom([]Actor{citizen, martin, sonia, paul, System}).Draw(rt, "who")
			before := r
			e, err := d.do(&r, by(who, now))
			if err != nil {
				if fault.KindOf(err) == fault.Internal {
					rt.Fatalf("%s: %v is no fault", d.name, err)
				}
				if fmt.Sprint(r) != fmt.Sprint(before) {
					rt.Fatalf("%s was refused and yet changed the request:\n%+v\n%+v", d.name, before, r)
				}
				continue
			}
			events = append(events, e)
			holds(rt, d.name, who, before, r, e)
		}
		for i, e := range events {
			if e.Rank != i+1 {
				rt.Fatalf("event %d has rank %d", i+1, e.Rank)
			}
		}
		if r.Events != len(events) {
			rt.Fatalf("the request counts %d events, there are %d", r.Events, len(events))
		}
	})
}

// holds checks what must be true after any deed that was done.
func holds(rt *rapid.T, name string, who Actor, before, r Request, e Event) {
	rt.Helper()
	if !slices.Contains(States, r.State) {
		rt.Fatalf("%s leads to %q", name, r.State)
	}
	if e.From != before.State || e.To != r.State || e.At.IsZero() || e.Request != r.ID || e.By != who {
		rt.Fatalf("%s: the event does not tell what happened: %+v", name, e)
	}
	if r.PausedAt.IsZero() == (r.State == WaitingCitizen) {
		rt.Fatalf("%s: state %s, paused at %v", name, r.State, r.PausedAt)
	}
	if r.State.Open() != r.ResolvedAt.IsZero() {
		rt.Fatalf("%s: state %s, settled at %v", name, r.State, r.ResolvedAt)
	}
	if (r.State == Resolved || r.State == Closed) && (r.Outcome == "" || r.OutcomeText == "") {
		rt.Fatalf("%s: %s without outcome or sentence", name, r.State)
	}
	if (r.State == Duplicate) != (r.DuplicateOf != "") {
		rt.Fatalf("%s: state %s, duplicate of %q", name, r.State, r.DuplicateOf)
	}
	unpaused := before.State == WaitingCitizen && r.State != WaitingCitizen
	if !r.PromisedAt.Equal(before.PromisedAt) {
		from, to := e.Promises()
		switch {
		case !unpaused && e.Kind != DidMovePromise:
			rt.Fatalf("%s moved the promise", name)
		case r.State.Open() && (e.Visibility != ForCitizen || FormatDay(from) != FormatDay(before.PromisedAt) || FormatDay(to) != FormatDay(r.PromisedAt)):
			rt.Fatalf("%s moved the promise silently: %+v", name, e)
		case e.Kind == DidMovePromise && who.Kind != BySystem && e.Body == "":
			rt.Fatalf("the promise moved without a reason")
		}
	}
	if before.State.Open() && before.ResolvedBy != "" && before.ResolvedBy == who.ID {
		if e.Kind == DidReply || e.Kind == DidResolve || e.Kind == DidReject || !r.State.Open() {
			rt.Fatalf("%s answers for the contest of a request that they had settled", who.ID)
		}
	}
	if e.Kind == DidNote && e.Visibility == ForCitizen {
		rt.Fatalf("a note is shown to the citizen")
	}
}

func TestSomebodyElseAnswersAContest(t *testing.T) {
	now := at("2026-09-09 10:00")
	r, _ := begun(now)
	must(t)(r.Assign(by(martin, now), martin.ID, martin.Name))
	must(t)(r.Resolve(by(martin, now), "done", "C’est réparé."))
	must(t)(r.Contest(by(citizen, now.Add(time.Hour)), "Non."))

	if r.State != Contested || r.AssignedTo != "" {
		t.Errorf("after the contest: state %s, assigned to %q; want contested and nobody's", r.State, r.AssignedTo)
	}
	if _, err := r.Reply(by(martin, now), "Si."); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("whoever settled it answers: got %v, want Forbidden", err)
	}
	if _, err := r.Assign(by(sonia, now), martin.ID, martin.Name); fault.KindOf(err) != fault.Invalid {
		t.Errorf("it is given back to whoever settled it: got %v, want Invalid", err)
	}
	must(t)(r.Assign(by(sonia, now), sonia.ID, sonia.Name))
	if _, err := r.Resolve(by(martin, now), "done", "Si."); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("whoever settled it settles it again: got %v, want Forbidden", err)
	}
	must(t)(r.Resolve(by(sonia, now), "done", "Refait."))
}

func TestTheCitizenHasTenBusinessDaysToContest(t *testing.T) {
	now := at("2026-09-09 10:00")
	r, _ := begun(now)
	must(t)(r.Resolve(by(martin, now), "done", "C’est réparé."))
	must(t)(r.Close(by(System, now.Add(time.Minute))))
	late := r
	if _, err := late.Contest(by(citizen, at("2026-09-23 16:31")), ""); fault.KindOf(err) != fault.Conflict {
		t.Errorf("after the delay: got %v, want Conflict", err)
	}
	must(t)(r.Contest(by(citizen, at("2026-09-23 16:30")), ""))
}

func TestWaitingForTheCitizenMovesThePromiseByTheBusinessDaysOfTheWait(t *testing.T) {
	r, _ := begun(at("2026-09-09 10:00")) // promised for Wednesday the 16th
	must(t)(r.Ask(by(martin, at("2026-09-10 09:00")), "Une photo?"))
	e := must(t)(r.CitizenMessage(by(citizen, at("2026-09-14 09:00")), "Voici."))
	if want := at("2026-09-18 16:30"); !r.PromisedAt.Equal(want) {
		t.Errorf("promised: got %v, want %v", r.PromisedAt, want)
	}
	if e.Kind != DidAnswer || e.Detail != "2026-09-16/2026-09-18" {
		t.Errorf("the answer tells %s %q, want the promise moved", e.Kind, e.Detail)
	}
}

func TestWhatIsLeftOfAPromise(t *testing.T) {
	r, _ := begun(at("2026-09-09 10:00"))
	for _, c := range []struct {
		now  string
		want Level
		days int
	}{
		{"2026-09-09 11:00", Green, 6},
		{"2026-09-16 08:00", Amber, 1},
		{"2026-09-15 17:00", Amber, 1},
		{"2026-09-16 16:31", Red, 0},
		{"2026-09-18 17:00", Red, 2},
	} {
		if got := SLA(r, holidays, at(c.now)); got.Level != c.want || got.Days != c.days {
			t.Errorf("at %s: got %s %d, want %s %d", c.now, got.Level, got.Days, c.want, c.days)
		}
	}
	must(t)(r.Ask(by(martin, at("2026-09-10 09:00")), "Une photo?"))
	if got := SLA(r, holidays, at("2026-10-18 17:00")); got.Level != Paused || r.Late(at("2026-10-18 17:00")) {
		t.Errorf("while the city waits: got %s, late %v; want paused and not late", got.Level, r.Late(at("2026-10-18 17:00")))
	}
}

func TestAReportAnswersTheQuestionsOfItsType(t *testing.T) {
	good := map[string]string{"size": "small", "count": "3", "since": "2026-09-01", "days": "mon,tue", "hurt": "no"}
	for _, c := range []struct{ field, value string }{
		{"size", ""}, {"size", "medium"}, {"count", "0"}, {"count", "many"}, {"since", "hier"}, {"days", "mon,sun"}, {"hurt", "perhaps"},
	} {
		answers := map[string]string{}
		for k, v := range good {
			answers[k] = v
		}
		answers[c.field] = c.value
		err := Report{Answers: answers, PlaceLine: "ici"}.Check(pothole)
		if f, ok := err.(*fault.Fault); !ok || len(f.Fields) != 1 || f.Fields[0].Name != "q."+c.field {
			t.Errorf("%s = %q: got %v, want that field alone refused", c.field, c.value, err)
		}
	}
	if err := (Report{Answers: good, PlaceLine: "ici"}).Check(pothole); err != nil {
		t.Errorf("good answers: %v", err)
	}
	if err := (Report{Answers: good}).Check(pothole); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a place: got %v, want Invalid", err)
	}
	if !pothole.Urgent(map[string]string{"size": "huge"}) || pothole.Urgent(good) {
		t.Error("the emergency is not told from the rest")
	}
}

func must(t *testing.T) func(Event, error) Event {
	return func(e Event, err error) Event {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
}
