package requests

import (
	"slices"
	"testing"
)

func TestEveryStateOfTheTablesIsDeclared(t *testing.T) {
	if len(moves) != len(States) {
		t.Errorf("the table has %d states, want %d", len(moves), len(States))
	}
	for from, deeds := range moves {
		if !slices.Contains(States, from) {
			t.Errorf("%q is not declared", from)
		}
		for kind, to := range deeds {
			if to != same && !slices.Contains(States, to) {
				t.Errorf("%s from %s leads to %q, which is not declared", kind, from, to)
			}
		}
	}
}

func TestClosedRequestStaysClosedUnlessSomebodyObjects(t *testing.T) {
	for _, kind := range []Kind{DidAssign, DidReply, DidAsk, DidAnswer, DidMessage, DidPlan, DidAwait, DidResume, DidMovePromise, DidResolve, DidDuplicate, DidReject, DidCancel, DidTransfer} {
		if Closed.Allows(kind) {
			t.Errorf("a closed request can still be %s", kind)
		}
	}
	for _, kind := range []Kind{DidContest, DidReopen, DidNote} {
		if !Closed.Allows(kind) {
			t.Errorf("a closed request cannot be %s", kind)
		}
	}
}

func TestWorkThatWaitsForTheCitizenIsResumedBeforeItIsPlanned(t *testing.T) {
	if WaitingCitizen.Allows(DidPlan) || WaitingCitizen.Allows(DidMovePromise) {
		t.Error("a promise whose clock is stopped can be moved")
	}
}
