package property

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// street is a town with two houses on the roll, and a code on the bill of the first.
func street(t *testing.T, d *db.DB) (tw *town, moulin, neighbour places.PropertyID) {
	t.Helper()
	tw = newTown(t, d)
	tw.streets("84|rue du Moulin", "86|rue du Moulin")
	tw.imports(rollOf(2026, house("7247580001", "84", 484200), house("7247580002", "86", 400000)))
	moulin, neighbour = tw.property("7247-58-0001"), tw.property("7247-58-0002")
	tw.bills[moulin] = "AB12"
	return tw, moulin, neighbour
}

func (tw *town) owners(p places.PropertyID) int {
	tw.Helper()
	all, err := tw.HoldersOf(tw.Context(), tw.DB, p)
	tw.ok(err)
	return len(all)
}

func TestTheCodeOnTheBillLinksAPropertyToItsOwner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, moulin, _ := street(t, d)
		marie := tw.citizen("Marie")
		key := tw.fresh()
		h, err := tw.Link(t.Context(), marie, Claim{Where: "84, rue du Moulin", Code: "AB12"}, key)
		if err != nil || h.Property != moulin || h.Role != Owner || h.Proof != ByBill || h.Line != "84, rue du Moulin" {
			t.Fatalf("%+v, %v", h, err)
		}
		again, err := tw.Link(t.Context(), marie, Claim{Where: "84, rue du Moulin", Code: "AB12"}, key)
		if err != nil || again.ID != h.ID || tw.owners(moulin) != 1 {
			t.Errorf("the same form again: %+v, %v, %d owners", again, err, tw.owners(moulin))
		}
		if _, err := tw.Link(t.Context(), marie, Claim{Where: "7247-58-0001", Code: "AB12"}, tw.fresh()); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second link: %v; want a Conflict", err)
		}
		p, err := tw.People.Person(t.Context(), people.ID(marie.Person))
		tw.ok(err)
		if p.Residence != people.Resident || !p.ResidenceUntil.Equal(tw.clock.Now().AddDate(2, 0, 0)) {
			t.Errorf("the owner is %s until %v", p.Residence, p.ResidenceUntil)
		}
		if diff := cmp.Diff([]string{"Votre propriété est liée à votre dossier\u00a0: 84, rue du Moulin"}, tw.told(marie)); diff != "" {
			t.Error(diff)
		}
		if n := tw.count(`SELECT COUNT(*) FROM journal_entry WHERE action = 'property linked' AND person = $1`, marie.Person); n != 1 {
			t.Errorf("%d entries in the journal; want one", n)
		}
		luc := tw.citizen("Luc") // A co-owner links with the same code.
		if _, err := tw.Link(t.Context(), luc, Claim{Where: "7247580001", Code: "AB12"}, tw.fresh()); err != nil || tw.owners(moulin) != 2 {
			t.Errorf("a co-owner: %v", err)
		}
		held, err := tw.OwnedBy(t.Context(), people.ID(marie.Person))
		if err != nil || len(held) != 1 || held[0].Matricule != "724758000100000000" || held[0].Address != tw.address("84, rue du Moulin") {
			t.Errorf("Marie holds %+v, %v", held, err)
		}
	})
}

func TestAWrongCodeGetsTheSameAnswerWhetherThePropertyExistsOrNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, moulin, _ := street(t, d)
		var answers []string
		for i, c := range []Claim{{Where: "84, rue du Moulin", Code: "ZZ99"}, {Where: "7247-58-0001", Code: "ZZ99"}, {Where: "1111-11-1111", Code: "ZZ99"}, {Where: "5, rue Nulle Part", Code: "ZZ99"}} {
			_, err := tw.Link(t.Context(), tw.citizen("Eve"+string(rune('a'+i))), c, tw.fresh())
			var f *fault.Fault
			if fault.KindOf(err) != fault.Invalid || !errors.As(err, &f) || len(f.Fields) != 1 {
				t.Fatalf("%v: %v", c, err)
			}
			answers = append(answers, f.Fields[0].Name+f.Fields[0].Message)
		}
		if len(slices.Compact(answers)) != 1 {
			t.Errorf("answers differ: %q", answers)
		}
		if tw.owners(moulin) != 0 {
			t.Error("somebody was linked")
		}
	})
}

func TestFiveWrongCodesMakeAPause(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, _, _ := street(t, d)
		eve := tw.citizen("Eve")
		for range 5 {
			if _, err := tw.Link(t.Context(), eve, Claim{Where: "84, rue du Moulin", Code: "ZZ99"}, tw.fresh()); fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
		}
		if _, err := tw.Link(t.Context(), eve, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh()); fault.KindOf(err) != fault.TooMany {
			t.Errorf("the sixth, though right: %v; want TooMany", err)
		}
		tw.clock.Advance(16 * time.Minute)
		if _, err := tw.Link(t.Context(), eve, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh()); err != nil {
			t.Errorf("after the pause: %v", err)
		}
	})
}

func TestManyAccountsDoNotGuessTheCodeOfOneProperty(t *testing.T) {
	d := dbtest.SQLite(t)
	tw, _, _ := street(t, d)
	for i := range 20 {
		tw.Link(t.Context(), tw.citizen("Robot"+string(rune('a'+i))), Claim{Where: "7247 58 0001", Code: "ZZ99"}, tw.fresh())
	}
	if _, err := tw.Link(t.Context(), tw.citizen("Encore"), Claim{Where: "7247-58-0001", Code: "AB12"}, tw.fresh()); fault.KindOf(err) != fault.TooMany {
		t.Errorf("the account after twenty: %v; want TooMany", err)
	}
	if _, err := tw.Link(t.Context(), tw.citizen("Voisine"), Claim{Where: "86, rue du Moulin", Code: "ZZ99"}, tw.fresh()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("the neighbour pays for it: %v", err)
	}
}

func TestACodeByLetterServesOnceAndForNinetyDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, moulin, neighbour := street(t, d)
		if _, err := tw.IssueLetter(t.Context(), martinAtWork, moulin, tw.fresh()); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("the works department: %v; want Forbidden", err)
		}
		first, err := tw.IssueLetter(t.Context(), julieAtDesk, moulin, tw.fresh())
		tw.ok(err)
		key := tw.fresh()
		letter, err := tw.IssueLetter(t.Context(), julieAtDesk, moulin, key)
		tw.ok(err)
		if _, err := tw.IssueLetter(t.Context(), julieAtDesk, moulin, key); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the same form again: %v; want a Conflict, for the code is shown once", err)
		}
		if n := tw.count(`SELECT COUNT(*) FROM property_code WHERE digest LIKE $1`, "%"+plainCode(letter.Code)+"%"); n != 0 {
			t.Error("the code itself is kept")
		}
		marie, luc := tw.citizen("Marie"), tw.citizen("Luc")
		for name, c := range map[string]Claim{"an earlier letter": {Where: "84, rue du Moulin", Code: first.Code}, "another property": {Where: "86, rue du Moulin", Code: letter.Code}} {
			if _, err := tw.Link(t.Context(), luc, c, tw.fresh()); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v; want a refusal", name, err)
			}
		}
		key = tw.fresh()
		for click := range 2 {
			h, err := tw.Link(t.Context(), marie, Claim{Where: "84, rue du Moulin", Code: " " + strings.ToLower(letter.Code)}, key)
			if err != nil || h.Proof != ByLetter {
				t.Fatalf("click %d: %+v, %v", click, h, err)
			}
		}
		if _, err := tw.Link(t.Context(), luc, Claim{Where: "84, rue du Moulin", Code: letter.Code}, tw.fresh()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a second use: %v; want a refusal", err)
		}
		late, err := tw.IssueLetter(t.Context(), julieAtDesk, neighbour, tw.fresh())
		tw.ok(err)
		tw.clock.Advance(91 * 24 * time.Hour)
		if _, err := tw.Link(t.Context(), luc, Claim{Where: "86, rue du Moulin", Code: late.Code}, tw.fresh()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("after ninety days: %v; want a refusal", err)
		}
	})
}

func TestATenantSaysWhereTheyLiveAndOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, moulin, _ := street(t, d)
		zoe := tw.citizen("Zoé")
		key := tw.fresh()
		for click := range 2 {
			if _, err := tw.LiveAt(t.Context(), zoe, Claim{Where: "84, rue du Moulin"}, key); err != nil {
				t.Fatalf("click %d: %v", click, err)
			}
		}
		owned, err := tw.OwnedBy(t.Context(), people.ID(zoe.Person))
		if err != nil || len(owned) != 0 || tw.owners(moulin) != 0 {
			t.Errorf("the tenant owns %v, %v", owned, err)
		}
		if _, err := tw.HolderAt(t.Context(), people.ID(zoe.Person), moulin); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the tenant holds it: %v", err)
		}
		if ids, err := tw.PropertiesOf(t.Context(), people.ID(zoe.Person)); err != nil || len(ids) != 0 {
			t.Errorf("the tenant has the properties %v, %v", ids, err)
		}
		p, err := tw.People.Person(t.Context(), people.ID(zoe.Person))
		if err != nil || p.Residence != people.Unknown {
			t.Errorf("their word made them a %s, %v", p.Residence, err)
		}
	})
}

func TestASaleEndsOneHoldingAndKeepsTheHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, moulin, _ := street(t, d)
		marie, luc, lea := tw.citizen("Marie"), tw.citizen("Luc"), tw.citizen("Léa")
		sold, err := tw.Link(t.Context(), marie, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh())
		tw.ok(err)
		_, err = tw.Link(t.Context(), luc, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh())
		tw.ok(err)
		tw.clock.Advance(24 * time.Hour)
		heard := len(tw.told(luc))
		for name, sale := range map[string]Sale{"no day": {Holding: sold.ID}, "tomorrow": {Holding: sold.ID, Day: "2026-09-05"}, "no such day": {Holding: sold.ID, Day: "2026-02-31"}} {
			if err := tw.UnlinkOnSale(t.Context(), julieAtDesk, sale, tw.fresh()); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v; want a refusal", name, err)
			}
		}
		if err := tw.UnlinkOnSale(t.Context(), martinAtWork, Sale{Holding: sold.ID, Day: "2026-09-01"}, tw.fresh()); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("the works department: %v; want Forbidden", err)
		}
		tw.ok(tw.UnlinkOnSale(t.Context(), julieAtDesk, Sale{Holding: sold.ID, Day: "2026-09-01"}, tw.fresh()))
		if _, err := tw.HolderAt(t.Context(), people.ID(marie.Person), moulin); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Marie still holds it: %v", err)
		}
		if len(tw.told(luc)) != heard || len(tw.told(marie)) != 2 {
			t.Errorf("Luc heard %q, Marie %q", tw.told(luc), tw.told(marie))
		}
		_, err = tw.LinkAtCounter(t.Context(), julieAtDesk, moulin, people.ID(lea.Person), Owner, "Acte de vente, permis de conduire", tw.fresh())
		tw.ok(err)
		holders, err := tw.Holders(t.Context(), julieAtDesk, moulin, "Au comptoir")
		tw.ok(err)
		var lines []string
		for _, h := range holders {
			lines = append(lines, fmt.Sprintf("%s %s %s%s", h.Name, h.Proof, h.Ended, h.EndedDay))
		}
		if diff := cmp.Diff([]string{"Léa Tremblay counter ", "Luc Tremblay bill ", "Marie Tremblay bill sold2026-09-01"}, lines); diff != "" {
			t.Error(diff)
		}
		for _, v := range []string{marie.Person, luc.Person, lea.Person} {
			if n := tw.count(`SELECT COUNT(*) FROM journal_entry WHERE action = 'view' AND person = $1`, v); n != 1 {
				t.Errorf("the look at %s was written down %d times", v, n)
			}
		}
	})
}

// Whoever sold kept their bills, and may have other accounts: after a sale the bills of before
// prove nothing to anybody.
func TestABillOfBeforeASaleProvesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, moulin, neighbour := street(t, d)
		tw.bills[neighbour] = "CD34"
		marie, luc := tw.citizen("Marie"), tw.citizen("Luc")
		h, err := tw.Link(t.Context(), marie, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh())
		tw.ok(err)
		tw.ok(tw.UnlinkOnSale(t.Context(), julieAtDesk, Sale{Holding: h.ID, Day: "2026-09-01"}, tw.fresh()))
		for name, who := range map[string]session.Viewer{"who sold": marie, "another account": luc} {
			if _, err := tw.Link(t.Context(), who, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh()); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s links again with the bill of before: %v", name, err)
			}
		}
		letter, err := tw.IssueLetter(t.Context(), julieAtDesk, moulin, tw.fresh())
		tw.ok(err)
		if _, err := tw.Link(t.Context(), luc, Claim{Where: "84, rue du Moulin", Code: letter.Code}, tw.fresh()); err != nil {
			t.Errorf("the buyer with the letter: %v", err)
		}

		slip, err := tw.Link(t.Context(), marie, Claim{Where: "86, rue du Moulin", Code: "CD34"}, tw.fresh())
		tw.ok(err)
		tw.ok(tw.UnlinkOnSale(t.Context(), julieAtDesk, Sale{Holding: slip.ID, Mistake: true}, tw.fresh()))
		if _, err := tw.Link(t.Context(), marie, Claim{Where: "86, rue du Moulin", Code: "CD34"}, tw.fresh()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("whose link was a mistake links again: %v", err)
		}
		if _, err := tw.Link(t.Context(), luc, Claim{Where: "86, rue du Moulin", Code: "CD34"}, tw.fresh()); err != nil {
			t.Errorf("its owner pays for the mistake: %v", err)
		}
	})
}

// One's own bill is no way to guess at the neighbour's for ever: link, guess, unlink, again.
func TestOnesOwnBillBuysNoGuessesAtANeighbours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, _, _ := street(t, d)
		eve := tw.citizen("Eve")
		for range 4 {
			if _, err := tw.Link(t.Context(), eve, Claim{Where: "86, rue du Moulin", Code: "ZZ99"}, tw.fresh()); fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
		}
		_, err := tw.Link(t.Context(), eve, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh())
		tw.ok(err)
		if _, err := tw.Link(t.Context(), eve, Claim{Where: "86, rue du Moulin", Code: "ZZ98"}, tw.fresh()); fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
		if _, err := tw.Link(t.Context(), eve, Claim{Where: "86, rue du Moulin", Code: "ZZ97"}, tw.fresh()); fault.KindOf(err) != fault.TooMany {
			t.Errorf("the sixth guess after a link of one's own: %v; want TooMany", err)
		}
	})
}

// However a property is written, its guesses are counted together.
func TestGuessesAreCountedForThePropertyHoweverItIsWritten(t *testing.T) {
	d := dbtest.SQLite(t)
	tw, _, _ := street(t, d)
	written := []string{"7247-58-0001", "7247580001", "84, rue du Moulin", "84 rue du moulin", "84 moulin"}
	for i := range 20 {
		tw.Link(t.Context(), tw.citizen("Robot"+string(rune('a'+i))), Claim{Where: written[i%len(written)], Code: "ZZ99"}, tw.fresh())
	}
	for i, c := range []Claim{{Where: "84 RUE DU MOULIN", Code: "AB12"}, {Address: tw.address("84, rue du Moulin"), Code: "AB12"}, {Where: "7247-58-0001-0-000-0000", Code: "AB12"}} {
		if _, err := tw.Link(t.Context(), tw.citizen("Encore"+string(rune('a'+i))), c, tw.fresh()); fault.KindOf(err) != fault.TooMany {
			t.Errorf("%+v after twenty guesses: %v; want TooMany", c, err)
		}
	}
}

func TestNobodyUnlinksThePropertyOfAnother(t *testing.T) {
	d := dbtest.SQLite(t)
	tw, moulin, _ := street(t, d)
	marie, eve := tw.citizen("Marie"), tw.citizen("Eve")
	h, err := tw.Link(t.Context(), marie, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh())
	tw.ok(err)
	if err := tw.Unlink(t.Context(), eve, h.ID, tw.fresh()); fault.KindOf(err) != fault.NotFound || tw.owners(moulin) != 1 {
		t.Errorf("Eve unlinks it: %v", err)
	}
	if _, err := tw.Holders(t.Context(), julieAtDesk, moulin, ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("the desk looks without a reason: %v", err)
	}
	if _, err := tw.Holders(t.Context(), eve, moulin, "curieuse"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("Eve sees who holds it: %v", err)
	}
	if _, err := tw.LinkAtCounter(t.Context(), eve, moulin, people.ID(eve.Person), Owner, "moi", tw.fresh()); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("Eve links herself: %v", err)
	}
	key := tw.fresh()
	tw.ok(tw.Unlink(t.Context(), marie, h.ID, key))
	tw.ok(tw.Unlink(t.Context(), marie, h.ID, key))
	if tw.owners(moulin) != 0 || tw.count(`SELECT COUNT(*) FROM journal_entry WHERE action = 'property unlinked'`) != 1 {
		t.Error("Marie's own unlinking was done twice, or not at all")
	}
	_, err = tw.Link(t.Context(), marie, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh())
	tw.ok(err) // She may come back.
}

func TestTheCityHandsItsOwnRecordsOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, moulin, _ := street(t, d)
		marie := tw.citizen("Marie")
		tw.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			return tw.LoadHoldings(t.Context(), tx, slices.Values([]Holding{{ID: "h1", Property: moulin, Person: people.ID(marie.Person), Role: Owner, Proof: ByFile, Since: tw.clock.Now()}}))
		}))
		h, err := tw.HolderAt(t.Context(), people.ID(marie.Person), moulin)
		if err != nil || h.ID != "h1" || h.Proof != ByFile {
			t.Errorf("%+v, %v", h, err)
		}
	})
}
