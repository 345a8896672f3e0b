package watering

import (
	"os"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/people"
)

func TestThePermitsGrantedToSomebodyAreInTheBookUntilTheyGiveThemUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		raw, err := os.ReadFile("testdata/1-parite-des-dates.toml")
		tw.ok(err)
		_, err = tw.Import(t.Context(), strings.NewReader(strings.Replace(string(raw), `tarif = "0"`, "automatique = true", 1)), false)
		tw.ok(err)
		mine, err := tw.Ask(t.Context(), marie, tw.lawn(), tw.key("a"))
		tw.ok(err)
		elsewhere := tw.lawn()
		elsewhere.Address = tw.other.ID
		_, err = tw.Ask(t.Context(), marie, elsewhere, tw.key("b")) // Nobody has granted this one yet.
		tw.ok(err)
		if all := tw.Book().GrantedTo("luc", "marie"); len(all) != 1 || all[0].Number != mine {
			t.Errorf("got %+v, want the permit for her home", all)
		}
		if all := tw.Book().GrantedTo(people.ID(luc.Person)); len(all) != 0 {
			t.Errorf("Luc has %+v", all)
		}
		tw.ok(tw.Withdraw(t.Context(), marie, mine, tw.key("c")))
		if all := tw.Book().GrantedTo("marie"); len(all) != 0 {
			t.Errorf("after she gave it up: %+v", all)
		}
	})
}
