package registrationweb

import "testing"

func TestWhoMayGoStandsFirstAndTheOnlyOneIsTicked(t *testing.T) {
	g := groupView{People: []candidateView{{ID: "marie", Hint: "trop vieille"}, {ID: "zoé"}, {ID: "léo", Hint: "trop jeune"}}}
	g.fittingFirst()
	if g.People[0].ID != "zoé" || !g.People[0].On || g.People[1].ID != "marie" {
		t.Errorf("the family stands as %+v", g.People)
	}
	g = groupView{People: []candidateView{{ID: "marie"}, {ID: "zoé"}}}
	g.fittingFirst()
	if g.People[0].On || g.People[1].On {
		t.Error("one of two who may go was chosen for them")
	}
}
