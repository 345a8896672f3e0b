package demo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/accounts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/session"
)

// TestWhatIsLoadedEqualsWhatTheDeskWouldHaveWritten tells the same stories twice, through
// the use cases and through the rules and the bulk path, and compares every table.
func TestWhatIsLoadedEqualsWhatTheDeskWouldHaveWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		lived := live(t, d)
		var other *db.DB
		if d.Kind() == db.SQLite {
			other = dbtest.SQLite(t)
		} else {
			other = dbtest.Postgres(t)
		}
		loaded := load(t, other)
		if diff := cmp.Diff(lived, loaded); diff != "" {
			t.Errorf("the desk wrote (-), the bulk path wrote (+):\n%s", diff)
		}
		if len(lived["requests_event"]) < 20 {
			t.Errorf("got %d events, want at least 20 to compare", len(lived["requests_event"]))
		}
	})
}

// teller's cast in these stories: two citizens, an agent of the desk, and two of a department.
type villagers struct {
	marie, aline       people.Person
	marieAt, alineAt   accounts.Account
	julie, martin, eve clerk
}

// village is a register with the people of these stories, each under an identifier that
// counts up, and a still clock.
func village(t *testing.T, d *db.DB) (Rooms, *clock.Still, villagers) {
	t.Helper()
	r := rooms(t, d)
	still := clock.At(morning.AddDate(0, 0, -60))
	r.IDs = id.Counting("v")
	r.Clock, r.Requests.Clock, r.Journal.Clock, r.Alerts.Clock, r.People.Clock = still, still, still, still, still
	r.Requests.IDs, r.Journal.IDs, r.Alerts.IDs = id.Counting("r"), id.Counting("j"), id.Counting("n")
	since := still.Now()
	person := func(given, family string) people.Person {
		return people.Person{ID: people.ID(r.IDs.New()), GivenName: given, FamilyName: family, Language: "fr", Residence: people.Unknown, CreatedAt: since, UpdatedAt: since}
	}
	citizen := func(p people.Person, code string) accounts.Account {
		return accounts.Account{ID: accounts.ID(r.IDs.New()), Person: p.ID, UserCode: code, State: accounts.Active, CreatedAt: since, UpdatedAt: since}
	}
	worker := func(name string, role session.Role, departments ...string) (clerk, accounts.Account) {
		a := accounts.Account{ID: accounts.ID(r.IDs.New()), StaffEmail: strings.ToLower(strings.Fields(name)[0]) + "@demo.sem", StaffName: name,
			Role: role, Departments: departments, State: accounts.Active, CreatedAt: since, UpdatedAt: since}
		s := staff{byDepartment: map[string][]clerk{}, byAccount: map[string]clerk{}}
		s.add(a, departments)
		return s.byAccount[string(a.ID)], a
	}
	var v villagers
	v.marie, v.aline = person("Marie", "Tremblay"), person("Aline", "Bouchard")
	v.marieAt, v.alineAt = citizen(v.marie, "100001"), citizen(v.aline, "100006")
	all := []accounts.Account{v.marieAt, v.alineAt}
	for _, w := range []struct {
		clerk *clerk
		name  string
		role  session.Role
	}{{&v.julie, "Julie Desrosiers", session.Agent}, {&v.martin, "Martin Gagnon", session.Works}, {&v.eve, "Ève Cyr", session.Works}} {
		var a accounts.Account
		if w.role == session.Agent {
			*w.clerk, a = worker(w.name, w.role)
		} else {
			*w.clerk, a = worker(w.name, w.role, kindOfStory(t).Department)
		}
		all = append(all, a)
	}
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		if err := requests.Seed(t.Context(), tx, since); err != nil {
			return err
		}
		if err := r.People.Load(t.Context(), tx, slices.Values([]people.Person{v.marie, v.aline})); err != nil {
			return err
		}
		return r.Accounts.Load(t.Context(), tx, "", slices.Values(all))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Requests.LoadTypes(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.Requests.Staff = named3{v.julie, v.martin, v.eve}
	return r, still, v
}

// named3 gives names to the staff of these stories.
type named3 []clerk

func (n named3) StaffName(account string) string {
	for _, c := range n {
		if c.account == account {
			return c.short
		}
	}
	return ""
}

// kindOfStory is the type that these stories are about: one that needs a place and has no
// question that must be answered.
func kindOfStory(t *testing.T) requests.Type {
	t.Helper()
	types, _, _, err := requests.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range types {
		if k.NeedsPlace && !slices.ContainsFunc(k.Questions, func(q requests.Question) bool { return q.Required }) {
			k.Version = 1
			return k
		}
	}
	t.Fatal("no type serves these stories")
	return requests.Type{}
}

// desk is what both ways of telling can do. Each deed takes place at the moment that the
// script says.
type desk interface {
	report(at time.Time, title string, who people.Person, channel requests.Channel)
	assign(at time.Time, title string, by, to clerk)
	transfer(at time.Time, title string, by clerk, department string)
	note(at time.Time, title string, by clerk, said string)
	reply(at time.Time, title string, by clerk, said string)
	ask(at time.Time, title string, by clerk, said string)
	message(at time.Time, title string, who people.Person, said string)
	plan(at time.Time, title string, by clerk, day, said string)
	await(at time.Time, title string, by clerk, who, until string)
	resume(at time.Time, title string, by clerk, said string)
	movePromise(at time.Time, title string, by clerk, day, why string)
	resolve(at time.Time, title string, by clerk, outcome, said string)
	contest(at time.Time, title string, who people.Person, why string)
	rate(at time.Time, title string, who people.Person, stars int)
	cancel(at time.Time, title string, who people.Person, why string)
	reject(at time.Time, title string, by clerk, why string)
	sendAway(at time.Time, title string, by clerk, who, phone string)
	doubleOf(at time.Time, title string, by clerk, first string)
}

// stories are told in the order of time, so that the numbers agree.
func stories(d desk, v villagers, k requests.Type, other string) {
	at := morning.AddDate(0, 0, -50)
	next := func(hours int) time.Time { at = at.Add(time.Duration(hours) * time.Hour); return at }
	day := func(n int) string { return requests.FormatDay(at.AddDate(0, 0, n)) }
	outcome := k.Outcomes[0].Code

	d.report(next(1), "trou", v.marie, requests.Web)
	d.report(next(3), "double", v.aline, requests.Telephone)
	d.assign(next(1), "trou", v.julie, v.martin)
	d.note(next(1), "trou", v.martin, "Vu sur place.")
	d.doubleOf(next(1), "double", v.julie, "trou")
	d.reply(next(2), "trou", v.martin, "Bonjour, nous nous en occupons.")
	d.ask(next(20), "trou", v.martin, "De quel côté de la rue?")
	d.message(next(50), "trou", v.marie, "Du côté pair.")
	d.plan(next(5), "trou", v.martin, day(40), "Avec les travaux du secteur.")
	d.await(next(24), "trou", v.martin, "Hydro-Québec", day(5))
	d.resume(next(24), "trou", v.martin, "C’est reparti.")
	d.movePromise(next(24), "trou", v.martin, day(60), "Pluie annoncée.")
	d.resolve(next(24), "trou", v.martin, outcome, "Le trou est rempli.")
	d.contest(next(5), "trou", v.marie, "Il est revenu.")
	d.assign(next(5), "trou", v.julie, v.eve)
	d.resolve(next(5), "trou", v.eve, outcome, "Rempli de nouveau.")
	d.rate(next(5), "trou", v.marie, 5)

	d.report(next(1), "refus", v.aline, requests.Letter)
	d.reject(next(9), "refus", v.julie, "C’est un terrain privé.")
	d.report(next(1), "ailleurs", v.marie, requests.Counter)
	d.sendAway(next(9), "ailleurs", v.julie, "La MRC", "450-555-0110")
	d.report(next(1), "abandon", v.marie, requests.Web)
	d.cancel(next(9), "abandon", v.marie, "Réglé.")
	d.report(next(1), "autre service", v.aline, requests.Email)
	d.transfer(next(9), "autre service", v.julie, other)
	d.ask(next(9), "autre service", v.julie, "Depuis quand?")
	d.plan(next(9), "autre service", v.julie, day(1), "Sans attendre la réponse.")
	d.message(next(9), "autre service", v.aline, "Merci.")
}

func otherDepartment(t *testing.T, k requests.Type) string {
	t.Helper()
	_, departments, _, err := requests.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range departments {
		if d.Code != k.Department {
			return d.Code
		}
	}
	t.Fatal("there is one department only")
	return ""
}

func reportOf(k requests.Type, title string, who people.Person, channel requests.Channel) requests.Report {
	return requests.Report{Type: k.Code, Title: title, Description: "Au coin.", Channel: channel, ReportedBy: who.ID, PlaceLine: "rue du Moulin"}
}

// used tells the stories through the use cases.
type used struct {
	t       *testing.T
	rooms   Rooms
	clock   *clock.Still
	v       villagers
	k       requests.Type
	numbers map[string]requests.Number
}

func live(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	r, still, v := village(t, d)
	u := &used{t: t, rooms: r, clock: still, v: v, k: kindOfStory(t), numbers: map[string]requests.Number{}}
	stories(u, v, u.k, otherDepartment(t, u.k))
	if _, err := r.Journal.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	return dump(t, d)
}

func (u *used) staff(c clerk) session.Viewer {
	return session.Viewer{Account: c.account, FullName: c.name, Role: c.role, Departments: c.departments}
}

func (u *used) citizen(p people.Person) session.Viewer {
	account := u.v.marieAt
	if p.ID == u.v.aline.ID {
		account = u.v.alineAt
	}
	return session.Viewer{Account: string(account.ID), Person: string(p.ID)}
}

func (u *used) must(what string, err error) {
	u.t.Helper()
	if err != nil {
		u.t.Fatalf("%s: %v", what, err)
	}
}

func (u *used) report(at time.Time, title string, who people.Person, channel requests.Channel) {
	u.clock.Set(at)
	viewer := u.citizen(who)
	if channel != requests.Web {
		viewer = u.staff(u.v.julie)
	}
	receipt, err := u.rooms.Requests.Report(u.t.Context(), viewer, reportOf(u.k, title, who, channel), forms.Key{})
	u.must(title, err)
	u.numbers[title] = receipt.Number
}

func (u *used) assign(at time.Time, title string, by, to clerk) {
	u.clock.Set(at)
	u.must("assign", u.rooms.Requests.Assign(u.t.Context(), u.staff(by), u.numbers[title], to.account, forms.Key{}))
}

func (u *used) transfer(at time.Time, title string, by clerk, department string) {
	u.clock.Set(at)
	u.must("transfer", u.rooms.Requests.Transfer(u.t.Context(), u.staff(by), u.numbers[title], department, "À vous.", forms.Key{}))
}

func (u *used) note(at time.Time, title string, by clerk, said string) {
	u.clock.Set(at)
	u.must("note", u.rooms.Requests.Note(u.t.Context(), u.staff(by), u.numbers[title], said, false, nil, forms.Key{}))
}

func (u *used) reply(at time.Time, title string, by clerk, said string) {
	u.clock.Set(at)
	u.must("reply", u.rooms.Requests.Reply(u.t.Context(), u.staff(by), u.numbers[title], said, nil, forms.Key{}))
}

func (u *used) ask(at time.Time, title string, by clerk, said string) {
	u.clock.Set(at)
	u.must("ask", u.rooms.Requests.Ask(u.t.Context(), u.staff(by), u.numbers[title], said, forms.Key{}))
}

func (u *used) message(at time.Time, title string, who people.Person, said string) {
	u.clock.Set(at)
	u.must("message", u.rooms.Requests.Message(u.t.Context(), u.citizen(who), u.numbers[title], said, nil, forms.Key{}))
}

func (u *used) plan(at time.Time, title string, by clerk, day, said string) {
	u.clock.Set(at)
	u.must("plan", u.rooms.Requests.Plan(u.t.Context(), u.staff(by), u.numbers[title], day, said, forms.Key{}))
}

func (u *used) await(at time.Time, title string, by clerk, who, until string) {
	u.clock.Set(at)
	u.must("await", u.rooms.Requests.AwaitThirdParty(u.t.Context(), u.staff(by), u.numbers[title], who, until, forms.Key{}))
}

func (u *used) resume(at time.Time, title string, by clerk, said string) {
	u.clock.Set(at)
	u.must("resume", u.rooms.Requests.Resume(u.t.Context(), u.staff(by), u.numbers[title], said, forms.Key{}))
}

func (u *used) movePromise(at time.Time, title string, by clerk, day, why string) {
	u.clock.Set(at)
	u.must("move the promise", u.rooms.Requests.MovePromise(u.t.Context(), u.staff(by), u.numbers[title], day, why, forms.Key{}))
}

func (u *used) resolve(at time.Time, title string, by clerk, outcome, said string) {
	u.clock.Set(at)
	u.must("resolve", u.rooms.Requests.Resolve(u.t.Context(), u.staff(by), u.numbers[title], outcome, said, nil, forms.Key{}))
}

func (u *used) contest(at time.Time, title string, who people.Person, why string) {
	u.clock.Set(at)
	u.must("contest", u.rooms.Requests.Contest(u.t.Context(), u.citizen(who), u.numbers[title], why, forms.Key{}))
}

func (u *used) rate(at time.Time, title string, who people.Person, stars int) {
	u.clock.Set(at)
	u.must("rate", u.rooms.Requests.Rate(u.t.Context(), u.citizen(who), u.numbers[title], stars, "", forms.Key{}))
}

func (u *used) cancel(at time.Time, title string, who people.Person, why string) {
	u.clock.Set(at)
	u.must("cancel", u.rooms.Requests.Cancel(u.t.Context(), u.citizen(who), u.numbers[title], why, forms.Key{}))
}

func (u *used) reject(at time.Time, title string, by clerk, why string) {
	u.clock.Set(at)
	u.must("reject", u.rooms.Requests.Reject(u.t.Context(), u.staff(by), u.numbers[title], why, forms.Key{}))
}

func (u *used) sendAway(at time.Time, title string, by clerk, who, phone string) {
	u.clock.Set(at)
	u.must("send away", u.rooms.Requests.OutOfJurisdiction(u.t.Context(), u.staff(by), u.numbers[title], who, phone, forms.Key{}))
}

func (u *used) doubleOf(at time.Time, title string, by clerk, first string) {
	u.clock.Set(at)
	u.must("mark as duplicate", u.rooms.Requests.MarkDuplicate(u.t.Context(), u.staff(by), u.numbers[title], u.numbers[first], forms.Key{}))
}

// told tells the stories through the rules, as the demonstration does.
type told struct {
	t     *testing.T
	rooms Rooms
	v     villagers
	k     requests.Type
	cal   requests.Calendar
	tales map[string]*tale
	order []string
}

func load(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	r, _, v := village(t, d)
	s := &told{t: t, rooms: r, v: v, k: kindOfStory(t), cal: r.Requests.Calendar(), tales: map[string]*tale{}}
	stories(s, v, s.k, otherDepartment(t, s.k))

	people := map[string]string{string(v.marie.ID): string(v.marieAt.ID), string(v.aline.ID): string(v.alineAt.ID)}
	clerks := map[string]clerk{v.julie.account: v.julie, v.martin.account: v.martin, v.eve.account: v.eve}
	departments := map[string]requests.Department{}
	for _, d := range r.Requests.Departments() {
		departments[d.Code] = d
	}
	b := &builder{Rooms: r, Options: Options{Now: morning}, books: books{
		newID: r.IDs.New, departments: departments, accountOf: people, roleOf: func(account string) string { return clerks[account].journalRole() },
	}}
	part := &batch{}
	for _, title := range s.order {
		told := s.tales[title]
		if told.err != nil {
			t.Fatal(told.err)
		}
		told.contacts = append(told.contacts, b.contactOf(told))
		entries, notices, err := b.books.of(t.Context(), told)
		if err != nil {
			t.Fatal(err)
		}
		part.stories = append(part.stories, told)
		part.journal = append(part.journal, entries...)
		part.notices = append(part.notices, notices...)
	}
	b.sort(part)
	if err := b.load(t.Context(), part); err != nil {
		t.Fatal(err)
	}
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		return r.Requests.LoadCounters(t.Context(), tx, map[int]int{2026: len(s.order)})
	})
	if err != nil {
		t.Fatal(err)
	}
	return dump(t, d)
}

func citizenActor(p people.Person) requests.Actor {
	return requests.Actor{Kind: requests.ByCitizen, ID: string(p.ID)}
}

func (s *told) report(at time.Time, title string, who people.Person, channel requests.Channel) {
	story := &tale{calendar: s.cal, typ: s.k, now: morning, newID: s.rooms.IDs.New}
	report, by := reportOf(s.k, title, who, channel), citizenActor(who)
	if channel != requests.Web {
		report.EnteredBy, by = s.v.julie.account, s.v.julie.actor()
	}
	s.order = append(s.order, title)
	s.tales[title] = story
	story.begin(report, by, at, requests.Number(id.Number(2026, len(s.order))), "CODE"+fmt.Sprint(1000+len(s.order)))
}

func (s *told) assign(at time.Time, title string, by, to clerk) { s.tales[title].assign(at, by, to) }
func (s *told) transfer(at time.Time, title string, by clerk, department string) {
	s.tales[title].transfer(at, by, department, "À vous.")
}
func (s *told) note(at time.Time, title string, by clerk, said string) {
	s.tales[title].note(at, by, said, false)
}
func (s *told) reply(at time.Time, title string, by clerk, said string) {
	s.tales[title].reply(at, by, said)
}
func (s *told) ask(at time.Time, title string, by clerk, said string) {
	s.tales[title].ask(at, by, said)
}
func (s *told) message(at time.Time, title string, who people.Person, said string) {
	s.tales[title].message(at, citizenActor(who), said)
}
func (s *told) plan(at time.Time, title string, by clerk, day, said string) {
	s.tales[title].plan(at, by, day, said)
}
func (s *told) await(at time.Time, title string, by clerk, who, until string) {
	s.tales[title].await(at, by, who, until)
}
func (s *told) resume(at time.Time, title string, by clerk, said string) {
	s.tales[title].resume(at, by, said)
}
func (s *told) movePromise(at time.Time, title string, by clerk, day, why string) {
	s.tales[title].movePromise(at, by, day, why)
}
func (s *told) resolve(at time.Time, title string, by clerk, outcome, said string) {
	s.tales[title].resolve(at, by, outcome, said)
}
func (s *told) contest(at time.Time, title string, who people.Person, why string) {
	s.tales[title].contest(at, citizenActor(who), why)
}
func (s *told) rate(at time.Time, title string, who people.Person, stars int) {
	s.tales[title].rate(at, citizenActor(who), stars, "")
}
func (s *told) cancel(at time.Time, title string, who people.Person, why string) {
	s.tales[title].cancel(at, citizenActor(who), why)
}
func (s *told) reject(at time.Time, title string, by clerk, why string) {
	s.tales[title].reject(at, by, why)
}
func (s *told) sendAway(at time.Time, title string, by clerk, who, phone string) {
	s.tales[title].sendAway(at, by, who, phone)
}
func (s *told) doubleOf(at time.Time, title string, by clerk, first string) {
	s.tales[title].doubleOf(at, by, s.tales[first])
}

// tables are those that stories write, each read with what identifies its rows to people
// in the place of identifiers that count up in another order.
var tables = map[string]string{
	"requests_request": `
		SELECT r.number, r.type_code, r.type_version, r.department, r.state, r.title, r.description, r.answers, r.channel, r.reported_by, r.beneficiary,
		       r.entered_by, r.contact_name, r.contact_value, r.assigned_to, r.place_line, r.address_id, r.district_id, r.lat, r.lon, r.received_at,
		       r.answer_by, r.promised_at, r.answered_at, r.paused_at, r.awaited, r.planned_for, r.resolved_at, r.closed_at, r.outcome, r.outcome_text,
		       r.resolved_by, o.number, r.satisfaction, r.source, r.events, r.updated_at, LENGTH(r.tracking)
		FROM   requests_request r
		LEFT JOIN requests_request o ON o.id = r.duplicate_of
		ORDER BY r.number`,
	"requests_event": `
		SELECT r.number, e.rank, e.at, e.kind, e.visibility, e.actor, e.actor_kind, e.actor_name, e.from_state, e.to_state, e.body, e.detail
		FROM   requests_event e
		JOIN   requests_request r ON r.id = e.request_id
		ORDER BY r.number, e.rank`,
	"requests_follower": `
		SELECT r.number, f.person_id, f.since
		FROM   requests_follower f
		JOIN   requests_request r ON r.id = f.request_id
		ORDER BY r.number, f.person_id`,
	"requests_interaction": `
		SELECT r.number, i.at, i.channel, i.direction, i.person_id, i.caller, i.entered_by, i.subject, i.note, i.outcome, i.department,
		       i.call_back_at, i.called_at, i.source
		FROM   requests_interaction i
		LEFT JOIN requests_interaction_request l ON l.interaction_id = i.id
		LEFT JOIN requests_request r ON r.id = l.request_id
		ORDER BY r.number, i.at`,
	"requests_attachment": `SELECT COUNT(*) FROM requests_attachment`,
	"requests_counter":    `SELECT year, last FROM requests_counter ORDER BY year`,
	"journal_entry": `
		SELECT e.at, e.actor, e.actor_role, e.person, e.action, e.object, e.reason, e.detail, e.origin, COUNT(s.seq)
		FROM   journal_entry e
		LEFT JOIN journal_seal s ON s.entry_id = e.id
		GROUP BY e.id, e.at, e.actor, e.actor_role, e.person, e.action, e.object, e.reason, e.detail, e.origin
		ORDER BY e.at, e.object, e.detail`,
	"journal_pending": `SELECT COUNT(*) FROM journal_pending`,
	"alerts_notice":   `SELECT key, person_id, subject, object, title, body, path, at, seen_at FROM alerts_notice ORDER BY key`,
	"mail_message":    `SELECT COUNT(*) FROM mail_message`,
	"people_person":   `SELECT id, given_name, family_name, created_at, updated_at FROM people_person ORDER BY id`,
	"people_contact":  `SELECT COUNT(*) FROM people_contact`,
	"forms_done":      `SELECT COUNT(*) FROM forms_done`,
	"files_file":      `SELECT COUNT(*) FROM files_file`,
}

// dump is every row of every table as text.
func dump(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for table, query := range tables {
		rows, err := readAll(t, d, query)
		if err != nil {
			t.Fatalf("read %s: %v", table, err)
		}
		all[table] = rows
	}
	return all
}

func readAll(t *testing.T, d *db.DB, query string) ([]string, error) {
	t.Helper()
	if d.Kind() == db.Postgres {
		rows, err := d.Pool().Query(t.Context(), query)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var all []string
		for rows.Next() {
			values, err := rows.Values()
			if err != nil {
				return nil, err
			}
			all = append(all, fmt.Sprintf("%v", values))
		}
		return all, rows.Err()
	}
	rows, err := d.SQL().QueryContext(t.Context(), query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all []string
	for rows.Next() {
		values, pointers := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			pointers[i] = &values[i]
		}
		if err := rows.Scan(pointers...); err != nil {
			return nil, err
		}
		all = append(all, fmt.Sprintf("%v", values))
	}
	return all, rows.Err()
}
