package library

import (
	"slices"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/journal"
	"sem/internal/session"
)

// daniel sets the city up, and gave his password a moment ago.
func daniel() session.Viewer {
	return session.Viewer{Account: "daniel", FullName: "Daniel Fortin", Role: session.Administrator, Reassured: today}
}

func TestTheSystemIsChosenByWhoMayAndTakesEffectEverywhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		with := Settings{"host": "sip.example", "password": "a-secret", "checksum": "strict", "unknown": "x"}
		julie := session.Viewer{Account: "julie", Role: session.Agent, Reassured: today}
		wantKind(t, "an agent", tw.Choose(t.Context(), julie, "invented", with, tw.fresh()), fault.Forbidden)
		late := daniel()
		late.Reassured = today.Add(-session.ReassuredFor * 2)
		wantKind(t, "without the password", tw.Choose(t.Context(), late, "invented", with, tw.fresh()), fault.SignIn)
		wantKind(t, "no such system", tw.Choose(t.Context(), daniel(), "regard", with, tw.fresh()), fault.Invalid)
		wantKind(t, "no host", tw.Choose(t.Context(), daniel(), "invented", Settings{}, tw.fresh()), fault.Invalid)
		wantKind(t, "no such choice", tw.Choose(t.Context(), daniel(), "invented", Settings{"host": "a", "checksum": "sometimes"}, tw.fresh()), fault.Invalid)

		other := &Service{DB: d, Clock: tw.clock, Log: tw.Service.Log, Key: tw.Key, Drivers: tw.Drivers}
		tw.ok(other.Refresh(t.Context()))
		tw.ok(tw.Choose(t.Context(), daniel(), NoDriver, nil, tw.fresh()))
		tw.ok(tw.Choose(t.Context(), daniel(), "invented", with, tw.fresh()))
		was := other.connected()
		tw.ok(other.Refresh(t.Context()))
		if other.connected() == was || other.State().Driver != "invented" {
			t.Errorf("another node has %+v", other.State())
		}
		driver, shown, kept, err := tw.Chosen(t.Context(), daniel())
		if err != nil || driver != "invented" || shown["host"] != "sip.example" || shown["password"] != "" || !kept["password"] || shown["unknown"] != "" {
			t.Errorf("chosen %q, %v, %v, %v", driver, shown, kept, err)
		}
		entries, err := tw.Journal.List(t.Context(), journal.Filter{Action: journal.SettingChanged})
		tw.ok(err)
		if got := entries.Lines[0]; got.Detail != "library invented,host,password,checksum" || got.Actor != "daniel" || strings.Contains(got.Detail, "secret") {
			t.Errorf("journaled %+v", got)
		}
		if n := tw.count(`SELECT COUNT(*) FROM library_secret WHERE sealed LIKE '%a-secret%'`); n != 0 {
			t.Error("the secret is kept in the clear")
		}
	})
}

func TestASecretLeftEmptyStaysWhereItWasSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.ok(tw.Choose(t.Context(), daniel(), "invented", Settings{"host": "sip.example", "password": "a-secret"}, tw.fresh()))
		tw.ok(tw.Choose(t.Context(), daniel(), "invented", Settings{"host": "sip.example", "checksum": "off"}, tw.fresh()))
		steps, err := tw.Try(t.Context(), daniel(), "invented", Settings{"host": "sip.example"}, " 2 123 ", "1")
		if err != nil || !steps[0].Good || steps[0].Text != "2123" {
			t.Errorf("the kept secret: %+v, %v", steps, err)
		}
		_, err = tw.Try(t.Context(), daniel(), "invented", Settings{"host": "evil.example"}, "", "")
		wantKind(t, "the kept secret sent elsewhere", err, fault.Invalid)
		_, err = tw.Try(t.Context(), daniel(), "invented", Settings{"host": "sip.example", "tls": "off"}, "", "")
		wantKind(t, "the kept secret sent in the open", err, fault.Invalid)
		for range triesOfCard {
			_, err = tw.Try(t.Context(), daniel(), "invented", Settings{"host": "sip.example"}, "2124", "1")
		}
		wantKind(t, "a PIN guessed by trying the connection", err, fault.TooMany)
		wantKind(t, "the kept secret kept for elsewhere", tw.Choose(t.Context(), daniel(), "invented", Settings{"host": "evil.example"}, tw.fresh()), fault.Invalid)
		_, err = tw.Try(t.Context(), daniel(), "invented", Settings{"host": "new.example", "password": "typed"}, "", "")
		tw.ok(err)
		if driver, shown, _, _ := tw.Chosen(t.Context(), daniel()); driver != "invented" || shown["host"] != "sip.example" {
			t.Errorf("trying has changed what is chosen: %v", shown)
		}
	})
}

func TestAnotherSystemForgetsWhatTheFirstCalledTheHolders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		tw.ok(tw.Choose(t.Context(), daniel(), FileDriver, nil, tw.fresh()))
		if n := tw.count(`SELECT COUNT(*) FROM library_card WHERE patron <> ''`); n != 0 {
			t.Errorf("%d cards keep the name of another system", n)
		}
		c := tw.card("Marie", card.ID)
		if c.May.Renew || len(c.Account.Loans) != 2 {
			t.Errorf("the card is %+v", c)
		}
		if line := tw.State(); line.Driver != FileDriver || line.Absent || line.Cards != 1 {
			t.Errorf("the line is %+v", line)
		}
	})
}

func TestSettingsThatCannotBeOpenedLeaveTheCopiesReadable(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.linked("Marie", "Marie", mariesCard)
	tw.ok(tw.Choose(t.Context(), daniel(), "invented", Settings{"host": "sip.example", "password": "a-secret"}, tw.fresh()))
	lost := &Service{DB: tw.DB, Clock: tw.clock, Log: tw.Service.Log, People: tw.People, Key: []byte("another key of thirty-two bytes!"), Drivers: tw.Drivers}
	tw.ok(lost.Refresh(t.Context()))
	if line := lost.State(); line.Up || line.Absent {
		t.Errorf("the line is %+v", line)
	}
	cards, err := lost.Cards(t.Context(), tw.as("Marie"))
	if err != nil || len(cards) != 1 || len(cards[0].Account.Loans) != 2 {
		t.Errorf("the cards are %v, %v", cards, err)
	}
}

func TestEveryDriverNamesItsFieldsOnce(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	var codes []string
	for _, d := range tw.Drivers {
		if slices.Contains(codes, d.Code) || d.Name(t.Context()) == "" {
			t.Errorf("driver %q", d.Code)
		}
		codes = append(codes, d.Code)
	}
}
