package payments

import (
	"testing"
	"time"

	"sem/internal/money"
)

func TestWhatMovedIsToldByWhatItWasFor(t *testing.T) {
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	bill := Bill{ID: "b", Total: 200_00}
	all := moves([]Bill{bill}, []Payment{{Bill: "b", At: at, Amount: 250_00, applied: 150_00}}, []Refund{
		{Bill: "b", Amount: 100_01, Reduced: 50_00, Amounts: map[string]money.Cents{"x": 33_34, "y": 66_67}, State: Given, AskedAt: at.Add(-time.Hour), GivenAt: at.Add(time.Hour)},
		{Bill: "b", Amount: 10_00, Amounts: map[string]money.Cents{"x": 10_00}, State: Granted, AskedAt: at},
		{Bill: "b", Amount: 100_00, State: Given, GivenAt: at}, // What was paid too much was for nothing.
		{Bill: "other", Amount: 1, Amounts: map[string]money.Cents{"x": 1}, State: Given, GivenAt: at},
	})
	if len(all) != 1 || len(all[0].Steps) != 3 {
		t.Fatalf("moved: %+v", all)
	}
	off, in, back := all[0].Steps[0], all[0].Steps[1], all[0].Steps[2]
	if off.Off["x"]+off.Off["y"] != 50_00 || in.Paid != 150_00 {
		t.Errorf("taken off %v, paid %s", off.Off, in.Paid)
	}
	if back.Back["x"]+off.Off["x"] != 33_34 || back.Back["y"]+off.Off["y"] != 66_67 {
		t.Errorf("taken off %v and given back %v: each object is to have its own", off.Off, back.Back)
	}
}
