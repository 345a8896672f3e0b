package treasury

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/demo/assessor"
	"sem/internal/demo/ground"
	"sem/internal/money"
)

var morning = time.Date(2026, 9, 2, 14, 40, 0, 0, time.UTC)

func town(t *testing.T, addresses int) []assessor.Unit {
	t.Helper()
	plan, err := ground.Read()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(assessor.Units(plan, addresses))
}

func TestMariesAccountIsWhatTheDocumentsSay(t *testing.T) {
	for _, u := range town(t, 300) {
		if u.Number != 84 || u.Street != "rue du Moulin" {
			continue
		}
		if got, want := total(lines(u, 2026)), money.Cents(3020_41); got != want {
			t.Errorf("the account of 2026 is %s, want %s", got, want)
		}
		var file strings.Builder
		years := Years(morning)
		if err := WriteAccounts(&file, years[1], slices.Values([]assessor.Unit{u}), func(assessor.Unit) bool { return true }); err != nil {
			t.Fatal(err)
		}
		for row, want := range map[string]int{"\ncompte;": 1, "\nligne;": 7, "\nversement;": 4, "\npaiement;": 3, ";755,11;2026-09-09;": 1, "0,4260;2062,69": 1} {
			if got := strings.Count(file.String(), row); got != want {
				t.Errorf("%q is there %d times, want %d:\n%s", row, got, want, &file)
			}
		}
		return
	}
	t.Error("84, rue du Moulin is no unit")
}

func TestTheNextInstalmentIsAlwaysAWeekAway(t *testing.T) {
	for _, now := range []time.Time{morning, time.Date(2026, 1, 1, 5, 30, 0, 0, time.UTC), time.Date(2028, 2, 29, 23, 0, 0, 0, time.UTC), time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)} {
		y := Years(now)[1]
		next := 0
		for i, due := range y.Due {
			if i > 0 && !due.After(y.Due[i-1]) {
				t.Errorf("%s: the instalments %v are not in order", now, y.Due)
			}
			if days := due.Sub(y.now).Hours() / 24; days == soon {
				next++
			} else if days > 0 && days < soon {
				t.Errorf("%s: an instalment in %.0f days", now, days)
			}
		}
		if next != 1 {
			t.Errorf("%s: %d instalments a week away, want one of %v", now, next, y.Due)
		}
		if !y.Sent.Before(y.now) {
			t.Errorf("%s: the bills go out on %s", now, y.Sent)
		}
	}
}

func TestEveryRowHasItsCells(t *testing.T) {
	var file strings.Builder
	for _, y := range Years(morning) {
		if err := WriteAccounts(&file, y, slices.Values(town(t, 2500)), func(assessor.Unit) bool { return false }); err != nil {
			t.Fatal(err)
		}
	}
	kinds := map[string]int{}
	for row := range strings.SplitSeq(strings.TrimSpace(file.String()), "\r\n") {
		all := strings.Split(row, ";")
		if len(all) != len(columns) {
			t.Fatalf("%q has %d cells, want %d", row, len(all), len(columns))
		}
		kinds[all[0]]++
		kinds[all[cKind]]++
	}
	for _, kind := range []string{"compte", "ligne", "credit", "versement", "paiement", "annuel", "supplement", "remboursement"} {
		if kinds[kind] == 0 {
			t.Errorf("no row is a %s", kind)
		}
	}
}
