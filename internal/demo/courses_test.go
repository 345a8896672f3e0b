package demo

import (
	"testing"

	"sem/internal/dbtest"
	"sem/internal/demo/program"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
)

func TestTheFamilyOfTheDocumentsIsRegisteredInATownThatIs(t *testing.T) {
	d := dbtest.SQLite(t)
	r := rooms(t, d)
	ids := id.Random()
	r.Leisure = &leisure.Service{DB: d, Clock: r.Clock, IDs: ids, Journal: r.Journal, Places: r.Places}
	r.Payments = &payments.Service{DB: d, Clock: r.Clock, IDs: ids, People: r.People}
	r.Registration = &registration.Service{DB: d, Clock: r.Clock, IDs: ids, People: r.People, Leisure: r.Leisure, Payments: r.Payments}
	r.Leisure.Seats = r.Registration
	if err := Build(t.Context(), r, Options{Size: Small, Folder: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	if err := r.Registration.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	var marie people.ID
	if err := d.QueryRow(t.Context(), `SELECT a.person_id FROM accounts_account a WHERE a.user_code = '100001'`).Scan(&marie); err != nil {
		t.Fatal(err)
	}
	by := session.Viewer{Account: "x", Person: string(marie)}
	family, err := r.Registration.Registers(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	var who []people.ID
	for _, p := range family {
		who = append(who, p.ID)
	}
	places, err := r.Registration.PlacesOf(t.Context(), who...)
	if err != nil {
		t.Fatal(err)
	}
	count := map[registration.State]int{}
	for _, p := range places {
		count[p.State]++
		if p.State == registration.Waiting && p.Rank != 2 {
			t.Errorf("Zoé has rank %d on the list", p.Rank)
		}
	}
	if count[registration.Confirmed] != 7 || count[registration.Waiting] != 1 || count[registration.Held] != 1 || count[registration.Wished] != 3 {
		t.Errorf("the family's places: %v", count)
	}
	if c, err := r.Registration.Cart(t.Context(), by, marie); err != nil || len(c.Places) != 3 || c.Total == 0 {
		t.Errorf("Marie's cart: %+v, %v", c, err)
	}
	full, open := 0, 0
	current, next := program.Seasons(r.Clock.Now())
	for _, code := range []string{current.Code, next.Code} {
		s, _ := r.Leisure.Program().SessionByCode(code)
		for _, g := range r.Leisure.Program().GroupsOf(s.ID) {
			left := r.Registration.Left(g.ID)
			switch {
			case left.Taken+left.Held > left.Places:
				t.Errorf("%s has %d places and %+v", g.Code, left.Places, left)
			case left.Taken+left.Held > 0 && left.Free(leisure.Web) == 0:
				full++
			case left.Taken > 0:
				open++
			}
		}
	}
	if full < 5 || open < 20 {
		t.Errorf("%d groups are full, and %d others have people", full, open)
	}
	t.Logf("%d full, %d with people", full, open)
	if audit, err := payments.Verify(t.Context(), d); err != nil || !audit.OK() {
		t.Errorf("the books: %+v, %v", audit, err)
	}
}
