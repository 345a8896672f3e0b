package requests

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/session"
)

func wantKind(t *testing.T, what string, err error, want fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); got != want {
		t.Errorf("%s: got %q (%v), want %q", what, got, err, want)
	}
}

func TestAReportGivesAReceiptOnceWhateverIsClicked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie := tw.citizen("Marie", "fr")
		draft, err := tw.SaveDraft(tw.ctx(), marie, Draft{Type: "nid-de-poule", Fields: map[string][]string{"d": {"Un trou."}}})
		tw.ok(err)
		report, key := potholeReport(), tw.fresh()
		report.DraftID = draft

		first, err := tw.Report(tw.ctx(), marie, report, key)
		tw.ok(err)
		again, err := tw.Report(tw.ctx(), marie, report, key)
		tw.ok(err)

		if first != again || first.Number != Number(id.Number(2026, 1)) || len(first.Tracking) != 8 {
			t.Errorf("receipts differ or are wrong: %+v, %+v", first, again)
		}
		r := tw.want(first.Number, Received)
		if r.Channel != Web || r.Title != "Nid-de-poule" || !r.PromisedAt.Equal(at("2026-09-16 16:30")) || !r.AnswerBy.Equal(at("2026-09-11 16:30")) || r.Answers["taille"] != "grand" {
			t.Errorf("the request is not what was reported: %+v", r)
		}
		if n := tw.count("SELECT COUNT(*) FROM requests_request"); n != 1 {
			t.Errorf("%d requests, want 1", n)
		}
		if n := tw.count("SELECT COUNT(*) FROM journal_entry WHERE object = $1", string(r.Number)); n != 1 {
			t.Errorf("%d journal entries, want 1", n)
		}
		if n := tw.count("SELECT COUNT(*) FROM requests_interaction WHERE outcome = 'request'"); n != 1 {
			t.Errorf("%d contacts, want 1", n)
		}
		if told := tw.told(marie); len(told) != 1 || !strings.Contains(told[0], "Demande reçue") {
			t.Errorf("Marie was told %q, want the receipt once", told)
		}
		if drafts, err := tw.Drafts(tw.ctx(), marie); err != nil || len(drafts) != 0 {
			t.Errorf("the draft is still there: %v %v", drafts, err)
		}
	})
}

func TestABadReportChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie := tw.citizen("Marie", "fr")
		report := potholeReport()
		report.PlaceLine, report.Lat, report.Answers = "", 0, nil
		_, err := tw.Report(tw.ctx(), marie, report, tw.fresh())
		wantKind(t, "no place, no answer", err, fault.Invalid)
		report = potholeReport()
		report.Type = "importee"
		_, err = tw.Report(tw.ctx(), marie, report, tw.fresh())
		wantKind(t, "a hidden type", err, fault.Invalid)
		report = potholeReport()
		report.Beneficiary = people.ID(tw.citizen("Luc", "fr").Person)
		_, err = tw.Report(tw.ctx(), marie, report, tw.fresh())
		wantKind(t, "for somebody not in her care", err, fault.NotFound)
		report.Channel = Telephone
		_, err = tw.Report(tw.ctx(), privacy, report, tw.fresh())
		wantKind(t, "by the privacy officer", err, fault.Forbidden)
		if n := tw.count("SELECT COUNT(*) FROM requests_request") + tw.count("SELECT COUNT(*) FROM requests_counter") + tw.count("SELECT COUNT(*) FROM journal_entry"); n != 0 {
			t.Errorf("%d rows were written, want none", n)
		}
	})
}

func TestReportsMadeTogetherHaveNumbersWithoutHoles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie := tw.citizen("Marie", "fr")
		const many = 40
		var wait sync.WaitGroup
		numbers := make([]Number, many)
		for i := range many {
			wait.Go(func() {
				receipt, err := tw.Report(tw.ctx(), marie, potholeReport(), forms.Key{})
				if err != nil {
					t.Error(err)
				}
				numbers[i] = receipt.Number
			})
		}
		wait.Wait()
		slices.Sort(numbers)
		for i, n := range numbers {
			if n != Number(id.Number(2026, i+1)) {
				t.Fatalf("number %d is %s", i+1, n)
			}
		}
	})
}

func TestTheWholePathFromReportToClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, john := tw.citizen("Marie", "fr"), tw.citizen("John", "en")
		n := tw.reported(marie)
		tw.ok(tw.Follow(tw.ctx(), john, n))

		tw.ok(tw.Assign(tw.ctx(), julieAtDesk, n, "martin", tw.fresh()))
		tw.ok(tw.Note(tw.ctx(), martinAtWorks, n, "Le camion est en panne.", false, nil, tw.fresh()))
		tw.ok(tw.Note(tw.ctx(), martinAtWorks, n, "Le voisin crie.", true, nil, tw.fresh()))
		tw.ok(tw.Ask(tw.ctx(), martinAtWorks, n, "De quel côté?", tw.fresh()))
		if r := tw.want(n, WaitingCitizen); r.PausedAt.IsZero() || r.AnsweredAt.IsZero() {
			t.Errorf("the clock runs, or the first answer is not noted: %+v", r)
		}
		tw.clock.Set(at("2026-09-11 09:00"))
		photo, err := tw.Files.Save(tw.ctx(), files.NewFile{Name: "note.txt", Body: strings.NewReader("Côté pair"), Owner: marie.Person})
		var uploads []files.File
		if err == nil {
			uploads = append(uploads, photo)
		}
		tw.ok(tw.Message(tw.ctx(), marie, n, "Côté pair.", uploads, tw.fresh()))
		if r := tw.want(n, InProgress); !r.PromisedAt.Equal(at("2026-09-18 16:30")) {
			t.Errorf("two business days of waiting: promised %v, want September 18", r.PromisedAt)
		}
		wantKind(t, "a plan after the promise without a reason", tw.Plan(tw.ctx(), martinAtWorks, n, "2026-09-25", "", tw.fresh()), fault.Invalid)
		tw.ok(tw.Plan(tw.ctx(), martinAtWorks, n, "2026-09-25", "La pluie retarde l’asphalte.", tw.fresh()))
		if r := tw.want(n, Planned); !r.PromisedAt.Equal(at("2026-09-25 16:30")) || r.PlannedFor != "2026-09-25" {
			t.Errorf("planned: promised %v for %s", r.PromisedAt, r.PlannedFor)
		}
		tw.ok(tw.Resolve(tw.ctx(), martinAtWorks, n, "repaired", "Le trou est rempli.", nil, tw.fresh()))
		tw.ok(tw.Close(tw.ctx(), martinAtWorks, n, tw.fresh()))
		tw.want(n, Closed)
		tw.ok(tw.Rate(tw.ctx(), marie, n, 5, "Merci!", tw.fresh()))

		if told := strings.Join(tw.told(marie), "\n"); !strings.Contains(told, "La pluie retarde") || !strings.Contains(told, "vendredi 25 septembre") || !strings.Contains(told, "Le trou est rempli.") || strings.Contains(told, "panne") || strings.Contains(told, "crie") {
			t.Errorf("Marie was told:\n%s", told)
		}
		told := strings.Join(tw.told(john), "\n")
		if strings.Contains(told, "La pluie") || strings.Contains(told, "Le trou est rempli") || strings.Contains(told, "De quel côté") {
			t.Errorf("a follower was told what is for the reporter:\n%s", told)
		}
		if len(tw.told(john)) != 5 {
			t.Errorf("a follower was told %d times, want 5 (taken, asked, planned, settled, closed):\n%s", len(tw.told(john)), told)
		}
		f, err := tw.File(tw.ctx(), marie, n)
		tw.ok(err)
		for _, e := range f.Events {
			if e.Kind == DidNote || e.Visibility != ForCitizen {
				t.Errorf("Marie sees %+v", e)
			}
		}
		if len(f.Attachments) != len(uploads) || f.Followers != 2 || !f.Whole {
			t.Errorf("Marie’s file: %d attachments, %d followers, whole %v", len(f.Attachments), f.Followers, f.Whole)
		}
	})
}

func TestEachSeesWhatIsForTheirEyes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, john, zoe := tw.citizen("Marie", "fr"), tw.citizen("John", "en"), tw.citizen("Zoé", "fr")
		n := tw.reported(marie)
		tw.ok(tw.Note(tw.ctx(), martinAtWorks, n, "Entre nous.", true, nil, tw.fresh()))
		tw.ok(tw.Reply(tw.ctx(), martinAtWorks, n, "Bonjour Marie.", nil, tw.fresh()))
		tw.ok(tw.Follow(tw.ctx(), john, n))

		_, err := tw.File(tw.ctx(), zoe, n)
		wantKind(t, "a stranger", err, fault.NotFound)
		_, err = tw.File(tw.ctx(), visitor, n)
		wantKind(t, "a visitor", err, fault.NotFound)
		wantKind(t, "a stranger writes", tw.Message(tw.ctx(), zoe, n, "Bonjour", nil, tw.fresh()), fault.NotFound)
		wantKind(t, "a follower writes", tw.Message(tw.ctx(), john, n, "Bonjour", nil, tw.fresh()), fault.NotFound)
		wantKind(t, "a citizen assigns", tw.Assign(tw.ctx(), marie, n, "x", tw.fresh()), fault.NotFound)
		wantKind(t, "another department works", tw.Reply(tw.ctx(), leaAtLeisure, n, "Bonjour", nil, tw.fresh()), fault.Forbidden)
		wantKind(t, "the privacy officer works", tw.Reply(tw.ctx(), privacy, n, "Bonjour", nil, tw.fresh()), fault.Forbidden)

		follower, err := tw.File(tw.ctx(), john, n)
		tw.ok(err)
		if follower.Whole || follower.Request.Description != "" || follower.Request.ReportedBy != "" || follower.Reporter.ID != "" || len(follower.Deeds) != 0 {
			t.Errorf("a follower sees %+v", follower.Request)
		}
		for _, e := range follower.Events {
			if e.Body != "" || e.By.Name != "" || e.By.ID != "" {
				t.Errorf("a follower reads %+v", e)
			}
		}
		r := tw.request(n)
		public, err := tw.ByTracking(tw.ctx(), " "+strings.ToLower(r.Tracking[:4])+" "+r.Tracking[4:])
		tw.ok(err)
		if public.Request.Number != n || public.Request.Description != "" || public.Whole || public.Request.Tracking != "" {
			t.Errorf("by tracking code: %+v", public.Request)
		}
		_, err = tw.ByTracking(tw.ctx(), "AAAAAAAA")
		wantKind(t, "a wrong tracking code", err, fault.NotFound)

		notes := func(v session.Viewer) int {
			f, err := tw.File(tw.ctx(), v, n)
			tw.ok(err)
			return len(slices.DeleteFunc(f.Events, func(e Event) bool { return e.Kind != DidNote }))
		}
		if got := [2]int{notes(martinAtWorks), notes(julieAtDesk)}; got != [2]int{1, 1} {
			t.Errorf("the department’s note is seen by works and desk as %v, want [1 1]", got)
		}
		for who, v := range map[string]session.Viewer{"another department": leaAtLeisure, "the privacy officer": privacy} {
			_, err = tw.File(tw.ctx(), v, n)
			wantKind(t, who+" reads", err, fault.NotFound)
			wantKind(t, who+" leaves a note", tw.Note(tw.ctx(), v, n, "Bonjour", false, nil, tw.fresh()), fault.Forbidden)
		}
		f, err := tw.File(tw.ctx(), martinAtWorks, n)
		tw.ok(err)
		if f.May(DidReopen) || f.May(DidDuplicate) || !f.May(DidResolve) || f.Reporter.GivenName != "Marie" {
			t.Errorf("works may %v, reporter %q", f.Deeds, f.Reporter.GivenName)
		}
	})
}

func TestADuplicateFollowsItsOriginalAndItsPeopleAreTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, john, zoe := tw.citizen("Marie", "fr"), tw.citizen("John", "en"), tw.citizen("Zoé", "fr")
		first, second, third := tw.reported(marie), tw.reported(john), tw.reported(zoe)

		wantKind(t, "works merges", tw.MarkDuplicate(tw.ctx(), martinAtWorks, second, first, tw.fresh()), fault.Forbidden)
		wantKind(t, "of itself", tw.MarkDuplicate(tw.ctx(), julieAtDesk, second, second, tw.fresh()), fault.Invalid)
		wantKind(t, "of nothing", tw.MarkDuplicate(tw.ctx(), julieAtDesk, second, "2026-999999-A", tw.fresh()), fault.Invalid)
		tw.ok(tw.MarkDuplicate(tw.ctx(), julieAtDesk, third, second, tw.fresh()))
		tw.ok(tw.MarkDuplicate(tw.ctx(), julieAtDesk, second, first, tw.fresh()))
		tw.want(first, Received)
		original := tw.request(first).ID
		for _, n := range []Number{second, third} {
			if r := tw.want(n, Duplicate); r.DuplicateOf != original {
				t.Errorf("%s follows %s, want the first", n, r.DuplicateOf)
			}
		}
		if told := tw.told(john); len(told) < 2 || !strings.Contains(told[0], "2 ") && !strings.Contains(strings.Join(told, "\n"), "Nid-de-poule") {
			t.Errorf("John was told %q", told)
		}

		tw.ok(tw.Resolve(tw.ctx(), martinAtWorks, first, "repaired", "Rempli.", nil, tw.fresh()))
		for _, v := range []session.Viewer{marie, john, zoe} {
			if n := tw.count("SELECT COUNT(*) FROM alerts_notice WHERE person_id = $1 AND object = $2", v.Person, string(first)); (v.Person == marie.Person && n != 2) || (v.Person != marie.Person && n != 1) {
				t.Errorf("%s was told %d times of the first request", v.Name, n)
			}
		}
		f, err := tw.File(tw.ctx(), john, second)
		tw.ok(err)
		if f.Original == nil || f.Original.Number != first || f.Original.State != Resolved || f.Followers != 3 {
			t.Errorf("John’s request leads to %+v, followed by %d", f.Original, f.Followers)
		}
		if f, err := tw.File(tw.ctx(), john, first); err != nil || f.Whole {
			t.Errorf("John sees the first: whole %v, %v; want the public part", f.Whole, err)
		}
	})
}

func TestAContestIsAnsweredBySomebodyElseWithANewPromise(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie := tw.citizen("Marie", "fr")
		n := tw.reported(marie)
		tw.ok(tw.Assign(tw.ctx(), martinAtWorks, n, "martin", tw.fresh()))
		tw.ok(tw.Resolve(tw.ctx(), martinAtWorks, n, "repaired", "Rempli.", nil, tw.fresh()))
		tw.clock.Set(at("2026-09-21 09:00"))
		tw.ok(tw.Contest(tw.ctx(), marie, n, "", tw.fresh()))

		if r := tw.want(n, Contested); !r.PromisedAt.Equal(at("2026-09-28 16:30")) || r.AssignedTo != "" {
			t.Errorf("contested: promised %v, assigned to %q", r.PromisedAt, r.AssignedTo)
		}
		if told := tw.told(marie); !strings.Contains(told[0], "Nouvelle date promise") {
			t.Errorf("Marie was told %q, want the new promise", told[0])
		}
		wantKind(t, "whoever settled it replies", tw.Reply(tw.ctx(), martinAtWorks, n, "Si!", nil, tw.fresh()), fault.Forbidden)
		f, err := tw.File(tw.ctx(), martinAtWorks, n)
		tw.ok(err)
		if f.May(DidResolve) || !f.May(DidNote) || !f.May(DidTransfer) {
			t.Errorf("whoever settled it may %v", f.Deeds)
		}
		tw.ok(tw.Resolve(tw.ctx(), soniaAtWorks, n, "repaired", "Refait.", nil, tw.fresh()))
		tw.want(n, Resolved)
	})
}

func TestTwoWhoActTogetherBothAct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie := tw.citizen("Marie", "fr")
		n := tw.reported(marie)
		var wait sync.WaitGroup
		errs := make([]error, 12)
		for i := range errs {
			wait.Go(func() {
				if i%2 == 0 {
					errs[i] = tw.Message(tw.ctx(), marie, n, "Bonjour", nil, forms.Key{})
				} else {
					errs[i] = tw.Note(tw.ctx(), martinAtWorks, n, "Vu.", false, nil, forms.Key{})
				}
			})
		}
		wait.Wait()
		done := 1
		for _, err := range errs {
			if err == nil {
				done++
			} else {
				wantKind(t, "acting together", err, fault.Conflict)
			}
		}
		if r := tw.want(n, Received); r.Events != done || done < 3 {
			t.Errorf("%d events, %d deeds acknowledged", r.Events, done)
		}
	})
}

func TestAnAgentLogsAContactOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie := tw.citizen("Marie", "fr")
		existing := tw.reported(marie)
		report := potholeReport()
		key := tw.fresh()
		contact := Contact{Channel: Telephone, Person: people.ID(marie.Person), Request: &report, Note: "Pressée."}

		first, err := tw.Service.Log(tw.ctx(), julieAtDesk, contact, key)
		tw.ok(err)
		again, err := tw.Service.Log(tw.ctx(), julieAtDesk, contact, key)
		tw.ok(err)
		if first.Receipt == nil || again.Receipt == nil || *first.Receipt != *again.Receipt || first.Interaction != again.Interaction {
			t.Errorf("logged twice: %+v, %+v", first, again)
		}
		r := tw.request(first.Receipt.Number)
		if r.Channel != Telephone || r.EnteredBy != "julie" || string(r.ReportedBy) != marie.Person {
			t.Errorf("the request logged: %+v", r)
		}
		_, err = tw.Service.Log(tw.ctx(), julieAtDesk, Contact{Channel: Counter, Person: people.ID(marie.Person), Subject: "Où en est mon trou?", Link: []Number{existing}}, tw.fresh())
		tw.ok(err)
		_, err = tw.Service.Log(tw.ctx(), julieAtDesk, Contact{Channel: Telephone, Caller: "450-555-0199", Subject: "Horaire", Outcome: Answered}, tw.fresh())
		tw.ok(err)
		_, err = tw.Service.Log(tw.ctx(), julieAtDesk, Contact{Channel: Telephone, Person: people.ID(marie.Person), Subject: "Taxes", Outcome: CallBack, CallBackAt: tw.clock.Now().Add(time.Hour), Department: "finances"}, tw.fresh())
		tw.ok(err)

		for _, bad := range []Contact{
			{Channel: Telephone, Outcome: Answered},
			{Channel: "pigeon", Subject: "x", Outcome: Answered},
			{Channel: Telephone, Subject: "x"},
			{Channel: Telephone, Subject: "x", Outcome: CallBack},
			{Channel: Telephone, Subject: "x", Outcome: Transferred},
		} {
			_, err := tw.Service.Log(tw.ctx(), julieAtDesk, bad, tw.fresh())
			wantKind(t, "a contact that lacks something", err, fault.Invalid)
		}
		_, err = tw.Service.Log(tw.ctx(), marie, contact, tw.fresh())
		wantKind(t, "a citizen logs", err, fault.Forbidden)

		f, err := tw.Of(tw.ctx(), people.ID(marie.Person))
		tw.ok(err)
		if len(f.Open) != 2 || len(f.Interactions) != 4 || len(f.CallBacks) != 1 {
			t.Errorf("Marie’s file: %d open, %d contacts, %d calls promised; want 2, 4, 1", len(f.Open), len(f.Interactions), len(f.CallBacks))
		}
		if linked := f.Interactions[slices.IndexFunc(f.Interactions, func(i Interaction) bool { return i.Outcome == Linked })]; !slices.Equal(linked.Requests, []Number{existing}) {
			t.Errorf("the contact is linked to %v, want %s", linked.Requests, existing)
		}
		calls, err := tw.CallBacks(tw.ctx(), julieAtDesk)
		tw.ok(err)
		if len(calls) != 1 {
			t.Fatalf("%d calls promised, want 1", len(calls))
		}
		tw.ok(tw.MarkCalled(tw.ctx(), julieAtDesk, calls[0].ID))
		tw.ok(tw.MarkCalled(tw.ctx(), julieAtDesk, calls[0].ID))
		if calls, _ = tw.CallBacks(tw.ctx(), julieAtDesk); len(calls) != 0 {
			t.Errorf("the call is still promised")
		}
	})
}

func TestTheQueuesHoldWhatTheySay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie := tw.citizen("Marie", "fr")
		numbers := map[string]Number{}
		for _, name := range []string{"late", "today", "mine", "paused", "done"} {
			numbers[name] = tw.reported(marie)
		}
		loisirs := Report{Type: "camp", Answers: map[string]string{"quoi": "autre"}}
		other, err := tw.Report(tw.ctx(), marie, loisirs, tw.fresh())
		tw.ok(err)
		tw.ok(tw.MovePromise(tw.ctx(), martinAtWorks, numbers["late"], "2026-09-14", "Plus tôt.", tw.fresh()))
		tw.ok(tw.MovePromise(tw.ctx(), martinAtWorks, numbers["today"], "2026-09-15", "Plus tôt.", tw.fresh()))
		tw.ok(tw.MovePromise(tw.ctx(), martinAtWorks, numbers["paused"], "2026-09-14", "Plus tôt.", tw.fresh()))
		tw.ok(tw.Ask(tw.ctx(), martinAtWorks, numbers["paused"], "Où?", tw.fresh()))
		tw.ok(tw.Assign(tw.ctx(), martinAtWorks, numbers["mine"], "martin", tw.fresh()))
		tw.ok(tw.Resolve(tw.ctx(), martinAtWorks, numbers["done"], "repaired", "Rempli.", nil, tw.fresh()))
		tw.clock.Set(at("2026-09-15 09:00"))

		counts, err := tw.Counts(tw.ctx(), martinAtWorks)
		tw.ok(err)
		for view, want := range map[View][]string{
			ViewMine: {"mine"}, ViewDepartment: {"late", "paused", "today", "mine"}, ViewUnassigned: {"late", "paused", "today"},
			ViewLate: {"late"}, ViewToday: {"today"},
		} {
			page, err := tw.Queue(tw.ctx(), martinAtWorks, QueueFilter{View: view})
			tw.ok(err)
			var got []Number
			for _, row := range page.Rows {
				got = append(got, row.Request.Number)
			}
			slices.Sort(got)
			var wanted []Number
			for _, name := range want {
				wanted = append(wanted, numbers[name])
			}
			slices.Sort(wanted)
			if !slices.Equal(got, wanted) || counts[view] != len(want) || page.Total != len(want) {
				t.Errorf("%s: got %v (counted %d), want %v", view, got, counts[view], wanted)
			}
		}
		page, err := tw.Queue(tw.ctx(), martinAtWorks, QueueFilter{View: ViewDepartment})
		tw.ok(err)
		if first := page.Rows[0]; first.Request.Number != numbers["late"] || first.Left.Level != Red || first.Reporter != "Marie Tremblay" {
			t.Errorf("the first of the queue is %s, %s, by %q; want the late one", first.Request.Number, first.Left.Level, first.Reporter)
		}
		all, err := tw.Queue(tw.ctx(), julieAtDesk, QueueFilter{View: ViewAll, Sort: "numero"})
		tw.ok(err)
		if all.Total != 6 || all.Rows[0].Request.Number != other.Number {
			t.Errorf("everything: got %d, first %s; want 6, first %s", all.Total, all.Rows[0].Request.Number, other.Number)
		}
		waiting, err := tw.Queue(tw.ctx(), julieAtDesk, QueueFilter{View: ViewAll, State: WaitingCitizen, Type: "nid-de-poule", Sort: "; DROP TABLE"})
		tw.ok(err)
		if waiting.Total != 1 {
			t.Errorf("waiting for the citizen: got %d, want 1", waiting.Total)
		}
		_, err = tw.Queue(tw.ctx(), marie, QueueFilter{})
		wantKind(t, "a citizen reads the queue", err, fault.Forbidden)
	})
}

func TestTheQueuesAreReadFromTheirIndexAlone(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	for _, view := range []View{ViewMine, ViewDepartment, ViewUnassigned, ViewLate, ViewToday} {
		for _, v := range []session.Viewer{martinAtWorks, julieAtDesk} {
			f := QueueFilter{View: view}
			w := tw.queueWhere(v, f)
			rows, err := tw.DB.Query(tw.ctx(), "EXPLAIN QUERY PLAN SELECT q.id FROM requests_request q"+w.SQL()+"ORDER BY "+f.order()[0], w.Args()...)
			plan, err := db.Collect(rows, err, func(rows *db.Rows) (string, error) {
				var id, parent, unused, line string
				return line, rows.Scan(&id, &parent, &unused, &line)
			})
			tw.ok(err)
			if !strings.Contains(strings.Join(plan, "\n"), "COVERING INDEX requests_request_") {
				t.Errorf("%s of %s: %q", view, v.Account, plan)
			}
		}
	}
}

func TestMyRequestsAreMineAndThoseIFollow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, john := tw.citizen("Marie", "fr"), tw.citizen("John", "en")
		mine := tw.reported(marie)
		tw.later(time.Minute)
		his := tw.reported(john)
		tw.later(time.Minute)
		report := Report{Type: "nid-de-poule", Title: "Énorme cratère", Answers: map[string]string{"taille": "profond"}, PlaceLine: "ici"}
		big, err := tw.Report(tw.ctx(), marie, report, tw.fresh())
		tw.ok(err)
		tw.ok(tw.Follow(tw.ctx(), marie, his))
		tw.ok(tw.Follow(tw.ctx(), marie, mine)) // her own: nothing to follow
		tw.ok(tw.Cancel(tw.ctx(), marie, mine, "", tw.fresh()))

		look := func(f Filter) []Number {
			t.Helper()
			list, err := tw.Mine(tw.ctx(), marie, f)
			tw.ok(err)
			var got []Number
			for _, row := range list.Rows {
				if row.Followed != (row.Request.Number == his) || row.Followed && row.Request.Description != "" {
					t.Errorf("%s: followed %v, %q", row.Request.Number, row.Followed, row.Request.Description)
				}
				got = append(got, row.Request.Number)
			}
			return got
		}
		for _, c := range []struct {
			filter Filter
			want   []Number
		}{
			{Filter{}, []Number{big.Number, his, mine}},
			{Filter{Open: true}, []Number{big.Number, his}},
			{Filter{State: Cancelled}, []Number{mine}},
			{Filter{Text: "cratere"}, []Number{big.Number}},
			{Filter{Person: people.ID(marie.Person)}, []Number{big.Number, mine}},
		} {
			if got := look(c.filter); !slices.Equal(got, c.want) {
				t.Errorf("%+v: got %v, want %v", c.filter, got, c.want)
			}
		}
		_, err = tw.Mine(tw.ctx(), marie, Filter{Person: people.ID(john.Person)})
		wantKind(t, "somebody else’s", err, fault.NotFound)
		tw.ok(tw.Unfollow(tw.ctx(), marie, his))
		if got := look(Filter{}); len(got) != 2 {
			t.Errorf("after unfollowing: %v", got)
		}
		recent, err := tw.Recent(tw.ctx(), []people.ID{people.ID(marie.Person)}, time.Time{}, 10)
		tw.ok(err)
		if len(recent) != 3 || recent[0].Event.Kind != DidCancel {
			t.Errorf("recently: %d events, first %+v; want 3, the cancellation first", len(recent), recent)
		}
	})
}

func TestSomethingSimilarNearbyIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie := tw.citizen("Marie", "fr")
		n := tw.reported(marie)
		near, err := tw.Similar(tw.ctx(), "nid-de-poule", geo.Point{Lat: 45.5605, Lon: -73.9}, "")
		tw.ok(err)
		if len(near) != 1 || near[0].Number != n || near[0].Metres < 50 || near[0].Metres > 60 {
			t.Errorf("55 m away: got %+v", near)
		}
		for _, c := range []struct {
			code string
			at   geo.Point
		}{{"nid-de-poule", geo.Point{Lat: 45.58, Lon: -73.9}}, {"lampadaire", geo.Point{Lat: 45.56, Lon: -73.9}}, {"taxes", geo.Point{Lat: 45.56, Lon: -73.9}}} {
			if near, err := tw.Similar(tw.ctx(), c.code, c.at, ""); err != nil || len(near) != 0 {
				t.Errorf("%s at %v: got %v, %v; want nothing", c.code, c.at, near, err)
			}
		}
	})
}

func TestANumberIsFoundAsAgentsTypeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie := tw.citizen("Marie", "fr")
		n := tw.reported(marie)
		tracking := tw.request(n).Tracking
		for _, typed := range []string{string(n), strings.ToLower(string(n)), "1", "000001", "2026-1", "2026-000001", string(n)[5:], strings.ToLower(string(n)[5:]), tracking, strings.ToLower(tracking)} {
			found, err := tw.Find(tw.ctx(), typed)
			tw.ok(err)
			if len(found) != 1 || found[0].Request.Number != n {
				t.Errorf("%q: got %d requests, want %s", typed, len(found), n)
			}
		}
		for _, typed := range []string{"", "Tremblay", "2", "450-974-5000", "2025-1", "9999999", "000001-I", "000001-1"} {
			if found, err := tw.Find(tw.ctx(), typed); err != nil || len(found) != 0 {
				t.Errorf("%q: got %d requests, %v; want none", typed, len(found), err)
			}
		}
	})
}

func TestTimeAloneClosesRemindsAndForgetsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie := tw.citizen("Marie", "fr")
		settled, asked := tw.reported(marie), tw.reported(marie)
		tw.ok(tw.Resolve(tw.ctx(), martinAtWorks, settled, "repaired", "Rempli.", nil, tw.fresh()))
		tw.ok(tw.Ask(tw.ctx(), martinAtWorks, asked, "Où?", tw.fresh()))
		_, err := tw.SaveDraft(tw.ctx(), marie, Draft{Type: "nid-de-poule"})
		tw.ok(err)
		sweep := func() {
			t.Helper()
			for range 2 {
				tw.ok(tw.CloseSettled(tw.ctx()))
				tw.ok(tw.RemindCitizens(tw.ctx()))
				tw.ok(tw.DropOldDrafts(tw.ctx()))
			}
		}
		tw.clock.Set(at("2026-09-23 16:29"))
		sweep()
		tw.want(settled, Resolved)
		if r := tw.want(asked, WaitingCitizen); r.Events != 2 {
			t.Errorf("reminded before ten business days: %d events", r.Events)
		}
		tw.clock.Set(at("2026-09-23 16:31"))
		sweep()
		if r := tw.want(settled, Closed); r.Outcome != "repaired" || r.Events != 3 {
			t.Errorf("closed by time: outcome %q, %d events", r.Outcome, r.Events)
		}
		if r := tw.want(asked, WaitingCitizen); r.Events != 3 {
			t.Errorf("reminded: %d events, want one more", r.Events)
		}
		if n := tw.count("SELECT COUNT(*) FROM requests_draft"); n != 1 {
			t.Errorf("%d drafts, want 1", n)
		}
		tw.clock.Set(at("2026-12-30 10:00"))
		sweep()
		if n := tw.count("SELECT COUNT(*) FROM requests_draft"); n != 0 {
			t.Errorf("%d drafts after ninety days, want none", n)
		}
	})
}

func TestADraftIsItsWritersAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, john := tw.citizen("Marie", "fr"), tw.citizen("John", "en")
		id, err := tw.SaveDraft(tw.ctx(), marie, Draft{Type: "bruit", Fields: map[string][]string{"description": {"Boum"}}})
		tw.ok(err)
		if _, err := tw.Draft(tw.ctx(), john, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("somebody else reads it: %v", err)
		}
		_, err = tw.SaveDraft(tw.ctx(), john, Draft{ID: id, Type: "bruit"})
		wantKind(t, "somebody else writes it", err, fault.NotFound)
		tw.ok(tw.DropDraft(tw.ctx(), john, id))
		got, err := tw.Draft(tw.ctx(), marie, id)
		tw.ok(err)
		if got.Fields["description"][0] != "Boum" || got.Type != "bruit" {
			t.Errorf("the draft is %+v", got)
		}
		anonymous, err := tw.SaveDraft(tw.ctx(), visitor, Draft{Type: "bruit"})
		tw.ok(err)
		if _, err := tw.Draft(tw.ctx(), visitor, anonymous); err != nil {
			t.Errorf("a visitor’s draft: %v", err)
		}
	})
}
