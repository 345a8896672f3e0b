package library

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/session"
)

func TestACardIsLinkedByItsNumberAndPIN(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		key := tw.fresh()
		c, err := tw.Link(t.Context(), tw.as("Marie"), tw.person["Marie"], " 2 1234 000-000001 ", " 1111 ", key)
		tw.ok(err)
		if c.Ending() != "0001" || len(c.Account.Loans) != 2 || !c.AsOf.Equal(today) || !c.Mine || !c.May.Renew {
			t.Errorf("linked %+v", c)
		}
		again, err := tw.Link(t.Context(), tw.as("Marie"), tw.person["Marie"], mariesCard, "1111", key)
		if err != nil || again.ID != c.ID || len(tw.stacks.asked["check"]) != 1 {
			t.Errorf("the same form again: %+v, %v; asked %v", again, err, tw.stacks.asked["check"])
		}
		if got := tw.journaled("Marie"); len(got) != 1 || got[0] != string(CardLinked) {
			t.Errorf("journaled %q", got)
		}
	})
}

func TestAWrongPINAndAnUnknownCardAreRefusedAlike(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		_, wrong := tw.Link(t.Context(), tw.as("Marie"), tw.person["Marie"], mariesCard, "9999", tw.fresh())
		_, unknown := tw.Link(t.Context(), tw.as("Marie"), tw.person["Marie"], "21234000009999", "1111", tw.fresh())
		wantKind(t, "a wrong PIN", wrong, fault.Invalid)
		if wrong.Error() != unknown.Error() {
			t.Errorf("a wrong PIN: %v; an unknown card: %v", wrong, unknown)
		}
		if n := tw.count(`SELECT COUNT(*) FROM library_card`) + tw.count(`SELECT COUNT(*) FROM library_copy`); n != 0 {
			t.Errorf("%d rows are kept of cards that were not proved", n)
		}
	})
}

func TestGuessingAPINWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		guess := func(by, card string) error {
			_, err := tw.Link(t.Context(), tw.as(by), tw.person[by], card, "9999", tw.fresh())
			return err
		}
		for range triesOfAccount {
			wantKind(t, "a try", guess("Marie", gerardsCard), fault.Invalid)
		}
		wantKind(t, "one too many of an account", guess("Marie", mariesCard), fault.TooMany)
		for range triesOfCard - triesOfAccount {
			wantKind(t, "a try of another account", guess("Ève", gerardsCard), fault.Invalid)
		}
		wantKind(t, "one too many of a card", guess("Patrick", gerardsCard), fault.TooMany)
		asked := len(tw.stacks.asked["check"])
		_, err := tw.Link(t.Context(), tw.as("Gérard"), tw.person["Gérard"], gerardsCard, "3333", tw.fresh())
		wantKind(t, "the right PIN in the pause", err, fault.TooMany)
		if len(tw.stacks.asked["check"]) != asked {
			t.Error("the library was asked in the pause")
		}
		tw.clock.Advance(pauseOfCard + time.Minute)
		tw.linked("Gérard", "Gérard", gerardsCard)
	})
}

func TestOneNetworkDoesNotTryManyCards(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.Network = func(context.Context, session.Viewer) (string, error) { return "203.0.113.0/24", nil }
	for i := range triesOfNetwork {
		by := tw.as("Ève")
		by.Account = "account-" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		_, err := tw.Link(t.Context(), by, tw.person["Ève"], "2123400000"+string(rune('A'+i%26))+string(rune('A'+i/26)), "0000", tw.fresh())
		wantKind(t, "a try", err, fault.Invalid)
	}
	_, err := tw.Link(t.Context(), tw.as("Marie"), tw.person["Marie"], mariesCard, "1111", tw.fresh())
	wantKind(t, "one too many of a network", err, fault.TooMany)
}

func TestACardIsLinkedForOneselfAChildOrWhoeverGaveAMandate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		for _, c := range []struct {
			by, whose string
			want      fault.Kind
		}{
			{"Marie", "Marie", ""}, {"Marie", "Zoé", ""}, {"Patrick", "Zoé", ""}, {"Marie", "Aline", ""},
			{"Marie", "Gérard", fault.NotFound}, {"Gérard", "Zoé", fault.NotFound}, {"Ève", "Zoé", fault.NotFound}, {"Aline", "Marie", fault.NotFound},
		} {
			_, err := tw.Link(t.Context(), tw.as(c.by), tw.person[c.whose], zoesCard, "2222", tw.fresh())
			wantKind(t, c.by+" for "+c.whose, err, c.want)
		}
		wantKind(t, "a colleague", errOf(tw.Link(t.Context(), session.Viewer{Account: "julie", Role: session.Agent}, tw.person["Zoé"], zoesCard, "2222", forms.Key{})), fault.Forbidden)
		if n := tw.count(`SELECT COUNT(*) FROM library_card WHERE person_id = $1`, tw.person["Zoé"]); n != 1 {
			t.Errorf("Zoé has %d cards; two parents who link the same have one", n)
		}
		holders, err := tw.Holders(t.Context(), tw.as("Marie"))
		if err != nil || len(holders) != 3 || holders[0].GivenName != "Marie" {
			t.Errorf("Marie may link for %v, %v", holders, err)
		}
		if told := tw.told("Aline"); len(told) != 1 || !strings.Contains(told[0], "liée") {
			t.Errorf("Aline was told %q", told)
		}
	})
}

func errOf[T any](_ T, err error) error { return err }

func TestASilentLibraryLinksNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.stacks.down = true
		_, err := tw.Link(t.Context(), tw.as("Marie"), tw.person["Marie"], mariesCard, "1111", tw.fresh())
		wantKind(t, "a silent library", err, fault.Unavailable)
		tw.ok(tw.Furnish(t.Context(), NoDriver, nil))
		_, err = tw.Link(t.Context(), tw.as("Marie"), tw.person["Marie"], mariesCard, "1111", tw.fresh())
		if !errors.Is(err, errAbsent) || !tw.State().Absent {
			t.Errorf("an absent library: %v, %+v", err, tw.State())
		}
	})
}

func TestThePINIsKeptSealedAndOnlyWhereItIsNeeded(t *testing.T) {
	d := dbtest.SQLite(t)
	tw := newTown(t, d)
	tw.stacks.cards[mariesCard].pin = "pin-of-marie-4711"
	card := tw.linked("Marie", "Marie", mariesCard)
	var sealed string
	tw.ok(d.QueryRow(t.Context(), `SELECT pin FROM library_card`).Scan(&sealed))
	if text, err := tw.Key.Open("library_card/pin/"+string(card.ID), sealed); err != nil || text != "pin-of-marie-4711" {
		t.Errorf("opened: %q, %v", text, err)
	}
	var file string
	tw.ok(d.QueryRow(t.Context(), `SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&file))
	for _, name := range []string{file, file + "-wal"} {
		if b, err := os.ReadFile(name); err == nil && strings.Contains(string(b), "pin-of-marie") {
			t.Errorf("%s holds the PIN", name)
		}
	}
	if strings.Contains(tw.log.String(), "pin-of-marie") {
		t.Error("the log holds the PIN")
	}
	tw.stacks.may.NeedsPIN = false
	tw.linked("Marie", "Zoé", zoesCard)
	if n := tw.count(`SELECT COUNT(*) FROM library_card WHERE pin <> ''`); n != 1 {
		t.Errorf("%d PINs are kept", n)
	}
}

func TestUnlinkingErasesAllThatWasCopied(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, zoe, _ := tw.family()
		tw.ok(tw.Keep(t.Context(), tw.as("Marie"), marie.ID, true, tw.fresh()))
		tw.stacks.cards[mariesCard].account.Loans = nil
		tw.later(24 * time.Hour)
		if _, err := tw.Renew(t.Context(), tw.as("Marie"), nil, tw.fresh()); err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"Ève", "Gérard"} {
			wantKind(t, who+" unlinks", tw.Unlink(t.Context(), tw.as(who), marie.ID, tw.fresh()), fault.NotFound)
		}
		key := tw.fresh()
		tw.ok(tw.Unlink(t.Context(), tw.as("Marie"), marie.ID, key))
		tw.ok(tw.Unlink(t.Context(), tw.as("Marie"), marie.ID, key))
		tw.ok(tw.Unlink(t.Context(), tw.as("Patrick"), zoe.ID, tw.fresh()))
		for _, table := range []string{"card", "copy", "past", "line"} {
			want := map[string]int{"card": 1, "copy": 1}[table] // Gérard’s stays.
			if n := tw.count(`SELECT COUNT(*) FROM library_` + table); n != want {
				t.Errorf("library_%s has %d rows, want %d", table, n, want)
			}
		}
	})
}

func TestACardThatTheLibraryKnowsNoMoreIsLinkedAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		tw.stacks.cards[mariesCard].pin = "7777"
		before := tw.told("Marie")
		tw.later(24 * time.Hour)
		tw.later(24 * time.Hour)
		c := tw.card("Marie", card.ID)
		if c.Refused.IsZero() || len(c.Account.Loans) != 2 {
			t.Errorf("the card is %+v", c)
		}
		if told := tw.told("Marie"); len(told) != len(before)+1 || !strings.Contains(told[0], "ne reconnaît plus") {
			t.Errorf("Marie was told %q", told)
		}
		again := tw.linked("Marie", "Marie", mariesCard)
		if again.ID != card.ID || !again.Refused.IsZero() || !again.Silent.IsZero() {
			t.Errorf("linked anew %+v", again)
		}
	})
}

func TestWhoLeavesTheHouseOrComesOfAgeIsSeenNoMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.family()
		tw.wantSeen("Marie", "Marie: Maria Chapdelaine, Bonheur d’occasion", "Zoé: Le Petit Prince", "Gérard: ")
		tw.wantSeen("Patrick", "Zoé: Le Petit Prince")
		tw.wantSeen("Gérard", "Gérard: Les Anciens Canadiens", "Marie: , ")
		tw.wantSeen("Ève")
		home, err := tw.People.Households(t.Context(), tw.person["Marie"])
		tw.ok(err)
		gerard, _ := home[0].Of(tw.person["Gérard"])
		by := tw.as("Marie")
		by.Reassured = today
		tw.ok(tw.People.EndMembership(t.Context(), by, gerard.ID, tw.fresh()))
		tw.wantSeen("Gérard", "Gérard: Les Anciens Canadiens")
		tw.clock.Set(time.Date(2034, 5, 14, 14, 0, 0, 0, time.UTC)) // Zoé is eighteen.
		tw.wantSeen("Marie", "Marie: Maria Chapdelaine, Bonheur d’occasion")
		tw.wantSeen("Patrick")
		tw.wantSeen("Zoé", "Zoé: Le Petit Prince")
	})
}

func TestTitlesOfAnotherAdultAreHiddenUntilShared(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		_, _, gerard := tw.family()
		c := tw.card("Marie", gerard.ID)
		if !c.Veiled || c.Mine || c.May != (Abilities{}) || len(c.Account.Loans) != 1 || c.Account.Loans[0].Due.IsZero() || c.Account.Loans[0].Item != "" {
			t.Errorf("Marie sees %+v", c)
		}
		if c.Account.Balance != 0 || strings.Contains(c.Number, "2123") {
			t.Errorf("Marie sees what Gérard owes, or his number: %+v", c)
		}
		wantKind(t, "Marie shares for Gérard", tw.Share(t.Context(), tw.as("Marie"), gerard.ID, true, tw.fresh()), fault.NotFound)
		tw.ok(tw.Share(t.Context(), tw.as("Gérard"), gerard.ID, true, tw.fresh()))
		if c := tw.card("Marie", gerard.ID); c.Veiled || c.Account.Loans[0].Title != "Les Anciens Canadiens" || c.Account.Balance != 0 || c.Mine {
			t.Errorf("once shared, Marie sees %+v", c)
		}
		wantKind(t, "Marie renews for Gérard", errOf(tw.Renew(t.Context(), tw.as("Marie"), []Picked{{gerard.ID, "b4"}}, tw.fresh())), fault.Conflict)
		tw.ok(tw.Share(t.Context(), tw.as("Gérard"), gerard.ID, false, tw.fresh()))
		tw.wantSeen("Marie", "Marie: Maria Chapdelaine, Bonheur d’occasion", "Zoé: Le Petit Prince", "Gérard: ")
	})
}

func TestAFamilyIsReadInOneQuestion(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.family()
	circle, err := tw.People.Circle(t.Context(), tw.person["Marie"], people.Library)
	tw.ok(err)
	cards, err := tw.CardsIn(t.Context(), circle)
	if err != nil || len(cards) != 3 {
		t.Errorf("the cards are %v, %v", cards, err)
	}
}
