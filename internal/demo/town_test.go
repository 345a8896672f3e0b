package demo

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/accounts"
	"sem/internal/basemap"
	"sem/internal/collections"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/intake"
	"sem/internal/neighbourhood"
	"sem/internal/people"
	"sem/internal/property"
	"sem/internal/requests"
	"sem/internal/session"
)

// small is a small town and its rooms.
func small(t *testing.T, d *db.DB) Rooms {
	t.Helper()
	r := rooms(t, d)
	if ready, err := Ready(t.Context(), r); err != nil || ready {
		t.Fatalf("before: ready %v, error %v; want not ready", ready, err)
	}
	if err := Build(t.Context(), r, Options{Size: Small, Folder: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	if ready, err := Ready(t.Context(), r); err != nil || !ready {
		t.Fatalf("after: ready %v, error %v; want ready", ready, err)
	}
	if err := r.Requests.LoadTypes(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

func countOf(t *testing.T, d *db.DB, query string) int {
	t.Helper()
	var n int
	if err := d.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestASmallTownIsWhatItsDocumentsSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := small(t, d)
		for _, c := range []struct {
			what        string
			query       string
			least, most int
		}{
			{"people", `SELECT COUNT(*) FROM people_person`, 300, 340},
			{"open requests", `SELECT COUNT(*) FROM requests_request WHERE resolved_at IS NULL`, 40, 120},
			{"requests without a reporter", `SELECT COUNT(*) FROM requests_request WHERE reported_by IS NULL`, 10, 200},
			{"requests of the person who asks most", `SELECT COUNT(*) FROM requests_request WHERE reported_by = (SELECT person_id FROM accounts_account WHERE user_code = '100005')`, 300, 300},
			{"children in two households", `SELECT COUNT(*) FROM (SELECT person_id FROM people_member GROUP BY person_id HAVING COUNT(*) > 1) AS two`, 2, 60},
			{"e-mail addresses of two people", `SELECT COUNT(*) FROM (SELECT value FROM people_contact WHERE kind = 'email' GROUP BY value HAVING COUNT(*) > 1) AS two`, 1, 60},
			{"calls still promised", `SELECT COUNT(*) FROM requests_interaction WHERE call_back_at IS NOT NULL AND called_at IS NULL`, 1, 20},
			{"photos", `SELECT COUNT(*) FROM requests_attachment`, 3, 10},
			{"citizens with an account", `SELECT COUNT(*) FROM accounts_account WHERE user_code LIKE '2%'`, 20, 200},
			{"staff", `SELECT COUNT(*) FROM accounts_account WHERE staff_email LIKE '%@demo.sem'`, 20, 60},
			{"states", `SELECT COUNT(DISTINCT state) FROM requests_request`, 10, 13},
			{"channels", `SELECT COUNT(DISTINCT channel) FROM requests_request`, 6, 6},
			{"districts with requests", `SELECT COUNT(DISTINCT district_id) FROM requests_request`, 10, 10},
			{"events in the future", `SELECT COUNT(*) FROM requests_event WHERE at > '2026-09-02 14:40:00'`, 0, 0},
			{"events before their request", `SELECT COUNT(*) FROM requests_event e JOIN requests_request r ON r.id = e.request_id WHERE e.at < r.received_at`, 0, 0},
			{"requests whose count of events is wrong", `SELECT COUNT(*) FROM requests_request r WHERE r.events <> (SELECT COUNT(*) FROM requests_event e WHERE e.request_id = r.id)`, 0, 0},
			{"requests with a lower number than an earlier one of the year", `SELECT COUNT(*) FROM requests_request a JOIN requests_request b ON b.number < a.number AND SUBSTR(b.number, 1, 4) = SUBSTR(a.number, 1, 4) WHERE b.received_at > a.received_at`, 0, 0},
			{"requests about nothing", `SELECT COUNT(*) FROM requests_request WHERE title LIKE '%{%' OR description LIKE '%{%' OR description = ''`, 0, 0},
			{"entries of the journal without a seal", `SELECT COUNT(*) FROM journal_pending`, 0, 0},
			{"properties", `SELECT COUNT(*) FROM property_unit`, 1700, 1700},
			{"sheets of three rolls", `SELECT COUNT(*) FROM property_entry`, 5100, 5100},
			{"citizens in a hundred with an account who own their home", `SELECT 100 * (SELECT COUNT(*) FROM property_holding WHERE role = 'owner') / COUNT(*) FROM accounts_account WHERE user_code <> ''`, 45, 80},
			{"owners who are no residents", `SELECT COUNT(*) FROM property_holding h JOIN people_person p ON p.id = h.person_id WHERE h.role = 'owner' AND p.residence <> 'resident'`, 0, 0},
			{"properties of the tenant", `SELECT COUNT(*) FROM property_holding WHERE role = 'tenant'`, 1, 1},
			{"doors whose property is not known", `SELECT COUNT(*) FROM places_address a WHERE NOT EXISTS (SELECT 1 FROM property_door d WHERE d.address_id = a.id)`, 0, 0},
			{"tax accounts", `SELECT COUNT(*) FROM tax_account WHERE kind = 'annual'`, 3200, 3400},
			{"Marie’s instalments in a week", `SELECT COUNT(*) FROM tax_instalment i JOIN tax_account a ON a.id = i.account_id JOIN property_holding h ON h.unit_id = a.property_id WHERE i.due_on = '2026-09-09' AND h.person_id = (SELECT person_id FROM accounts_account WHERE user_code = '100001')`, 1, 1},
			{"permits", `SELECT COUNT(*) FROM watering_permit`, 2, 2},
			{"places", `SELECT COUNT(*) FROM neighbourhood_place`, 300, 400},
			{"rules of the collections", `SELECT COUNT(*) FROM collections_rule`, 40, 60},
			{"notices unseen by the tenant", `SELECT COUNT(*) FROM alerts_notice WHERE person_id = (SELECT person_id FROM accounts_account WHERE user_code = '100002')`, 0, 0},
		} {
			if got := countOf(t, d, c.query); got < c.least || got > c.most {
				t.Errorf("%s: got %d, want %d to %d", c.what, got, c.least, c.most)
			}
		}
		report, err := r.Journal.Verify(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !report.OK() {
			t.Errorf("the journal is not sound: %+v", report)
		}
	})
}

// TestTheFilesOfOtherOfficesSayNothingNewTheSecondTime takes in what lies in the folder
// once more, from the disk.
func TestTheFilesOfOtherOfficesSayNothingNewTheSecondTime(t *testing.T) {
	d := dbtest.SQLite(t)
	r := rooms(t, d)
	folder := t.TempDir()
	if err := Build(t.Context(), r, Options{Size: Small, Folder: folder}); err != nil {
		t.Fatal(err)
	}
	for name, take := range map[string]func(io.Reader) (intake.Report, error){
		"RL72005_2026.xml": func(f io.Reader) (intake.Report, error) {
			return r.Property.Import(t.Context(), f, property.ImportOptions{Municipality: "72005"})
		},
		"taxes-2025.csv":  func(f io.Reader) (intake.Report, error) { return r.Tax.Import(t.Context(), f, false) },
		"taxes-2026.csv":  func(f io.Reader) (intake.Report, error) { return r.Tax.Import(t.Context(), f, false) },
		"calendrier.toml": func(f io.Reader) (intake.Report, error) { return r.Collections.ImportSchedule(t.Context(), f, false) },
		"arrosage.toml":   func(f io.Reader) (intake.Report, error) { return r.Watering.Import(t.Context(), f, false) },
		"parcs.geojson": func(f io.Reader) (intake.Report, error) {
			return r.Neighbourhood.Import(t.Context(), f, neighbourhood.ImportOptions{})
		},
		"secteurs.geojson": func(f io.Reader) (intake.Report, error) {
			return r.Collections.ImportSectors(t.Context(), f, collections.SectorOptions{})
		},
		"plan.geojson": func(f io.Reader) (intake.Report, error) {
			return r.Map.Import(t.Context(), f, basemap.ImportOptions{Source: "plan"})
		},
	} {
		file, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			t.Error(err)
			continue
		}
		report, err := take(file)
		if err != nil || report.Added+report.Changed+report.Gone != 0 || report.Unchanged == 0 {
			t.Errorf("%s: %+v, error %v; want nothing new", name, report, err)
		}
		file.Close()
	}
}

func TestThePeopleOfTheDocumentsFindTheirFiles(t *testing.T) {
	d := dbtest.SQLite(t)
	r := small(t, d)
	r.Accounts.Sessions = session.Store{DB: d, Clock: r.Clock}
	who := map[string]people.ID{}
	for _, code := range []string{MarieCode, TenantCode, SeniorCode, ParentCode, CrowdCode} {
		rows, err := d.Query(t.Context(), `SELECT person_id FROM accounts_account WHERE user_code = $1`, code)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var person string
			if err := rows.Scan(&person); err != nil {
				t.Fatal(err)
			}
			who[code] = people.ID(person)
		}
	}
	care, err := r.People.InCare(t.Context(), who[MarieCode], people.Requests)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range care {
		names = append(names, c.Person.GivenName)
	}
	if got, want := strings.Join(names, " "), "Marie Zoé Léo Gérard"; got != want {
		t.Errorf("Marie cares for %q, want %q", got, want)
	}
	states := map[string]string{}
	rows, err := d.Query(t.Context(), `SELECT title, state FROM requests_request WHERE reported_by = $1`, string(who[MarieCode]))
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var title, state string
		if err := rows.Scan(&title, &state); err != nil {
			t.Fatal(err)
		}
		states[title] = state
	}
	want := map[string]string{
		potholeTitle: string(requests.Planned), binTitle: string(requests.Received), fenceTitle: string(requests.WaitingCitizen),
		"Erreur de nom, inscription au camp de Zoé": string(requests.Contested), "Lampadaire éteint, rue du Moulin": string(requests.Closed),
		"Nom à corriger sur le compte de taxes": string(requests.Closed), "Dos d’âne devant l’école, rue du Moulin": string(requests.Closed),
	}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("Marie’s requests (-want +got):\n%s", diff)
	}
	if n := countOf(t, d, `SELECT COUNT(*) FROM requests_follower f JOIN requests_request r ON r.id = f.request_id WHERE r.title = '`+potholeTitle+`'`); n != 6 {
		t.Errorf("%d people follow the pothole, want 6", n)
	}
	for _, name := range []string{MarieCode, "agent@demo.sem", "vieprivee@demo.sem"} {
		r.Accounts.SecondFactorWaived = true
		r.Accounts.Journal = quiet{}
		_, err := r.Accounts.SignIn(t.Context(), accounts.SignIn{Name: name, Password: Password, From: accounts.From{Network: "192.0.2.0", Browser: "Firefox"}})
		if err != nil {
			t.Errorf("%s cannot sign in: %v", name, err)
		}
	}
}

func TestTheSameDayGivesTheSameTown(t *testing.T) {
	var towns []map[string][]string
	for range 2 {
		d := dbtest.SQLite(t)
		small(t, d)
		town := dump(t, d)
		delete(town, "files_file")
		for table, rows := range town { // The number of a permit cannot be guessed, so it differs.
			town[table] = slices.DeleteFunc(rows, func(row string) bool { return strings.Contains(row, "arrosage/permis") })
		}
		towns = append(towns, town)
	}
	if diff := cmp.Diff(towns[0], towns[1]); diff != "" {
		t.Errorf("two builds differ:\n%s", diff)
	}
}

func TestATownStandsWhateverTheHour(t *testing.T) {
	for _, now := range []time.Time{
		time.Date(2026, 1, 1, 5, 30, 0, 0, time.UTC),   // New Year's night.
		time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC),    // The clocks have just gone forward.
		time.Date(2028, 2, 29, 23, 59, 0, 0, time.UTC), // A leap day.
		time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC),
	} {
		d := dbtest.SQLite(t)
		if err := Build(t.Context(), rooms(t, d), Options{Size: Small, Now: now, Folder: t.TempDir()}); err != nil {
			t.Errorf("%s: %v", now, err)
		}
	}
}

func TestEveryTypeIsSpokenOf(t *testing.T) {
	said, err := readWords()
	if err != nil {
		t.Fatal(err)
	}
	types, _, _, err := requests.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{anyType: true}
	for _, k := range types {
		known[k.Code] = true
		if said[k.Code] == nil && !k.Hidden {
			t.Errorf("nobody says anything about %s", k.Code)
		}
	}
	for code, w := range said {
		if !known[code] {
			t.Errorf("paroles.txt speaks of %s, which is no type", code)
		}
		if len(w.subjects) == 0 || len(w.replies) == 0 || len(w.solutions) == 0 {
			t.Errorf("%s lacks what is said, answered or done", code)
		}
		for _, s := range w.subjects {
			if len(s.stories) == 0 {
				t.Errorf("%s: nothing is said under %q", code, s.title)
			}
		}
	}
	for _, name := range []string{"paroles.txt", "phrases.txt", "familles.txt", "prenoms.txt"} {
		all, err := lines(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range all {
			if strings.ContainsAny(line, "'\"") {
				t.Errorf("%s: %q wants the apostrophe and the quotes of print", name, line)
			}
		}
	}
}

// quiet is a journal of the door that keeps nothing.
type quiet struct{}

func (quiet) AccountUsed(context.Context, *db.Tx, accounts.Deed) error { return nil }
