package openingweb_test

import (
	"net/http"
	"testing"

	"sem/internal/clock"
	"sem/internal/dbtest"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/opening"
	"sem/internal/opening/openingweb"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// steps is a program that opens to residents, then to everybody.
type steps struct{ winter }

func (steps) Program() *leisure.Program {
	return leisure.Assemble(leisure.Parts{
		Sessions: []leisure.Session{{ID: "h", Code: "H2027", Name: i18n.Words{FR: "Hiver 2027"}, Published: true, Drawn: true, Windows: []leisure.Window{
			{Audience: leisure.Resident, Opens: nine}, {Audience: leisure.Neighbour, Opens: nine}, {Audience: leisure.Other, Opens: nine.AddDate(0, 0, 7)},
		}}},
		Activities: []leisure.Activity{{ID: "a", Session: "h", Code: "NAT", Title: i18n.Words{FR: "Natation"}}},
		Groups:     []leisure.Group{{ID: "g", Activity: "a", Session: "h", Code: "NAT-1", Places: 12}},
	})
}

func TestTwoOpeningsOfASessionAreToldApart(t *testing.T) {
	c := clock.At(nine.AddDate(0, 0, -1))
	v := webtest.New(t)
	s := &opening.Service{DB: dbtest.SQLite(t), Clock: c, IDs: id.Random(), Leisure: steps{}}
	v.Must(s.Tick(t.Context()))
	v.Visit(openingweb.Pages{Opening: s, Leisure: steps{}, Clock: c}.Routes(), ui.Options{Clock: c})
	v.Get("/loisirs/ouverture", http.StatusOK).
		Says("Mercredi 9 décembre, 9 h, pour les personnes de l’extérieur").Hides("2 décembre, 9 h, pour")
}
