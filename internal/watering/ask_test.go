package watering

import (
	"testing"
	"time"
)

func TestAPermitIsOfferedOnceADayOfItsSeasonMayBeChosen(t *testing.T) {
	lawn := Terms{Season: Season{From: "05-01", To: "09-15"}}
	for day, want := range map[string]bool{
		"2026-03-01": false, "2026-03-02": true, "2026-06-15": true, "2026-09-15": true, "2026-09-16": false, "2026-12-31": false,
	} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := lawn.MayBegin(at.Add(17 * time.Hour)); got != want {
			t.Errorf("on %s: got %v, want %v", day, got, want)
		}
		if !(Terms{}).MayBegin(at) {
			t.Errorf("on %s: a permit without season may be asked for all year", day)
		}
	}
}
