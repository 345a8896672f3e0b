package leisure_test

import (
	"context"
	"fmt"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
)

// A rule says why somebody may not register, and when they will.
func ExampleProgram_Check() {
	program := leisure.Assemble(leisure.Parts{
		Sessions: []leisure.Session{{ID: "s", Code: "A2026", Published: true, From: civil.DayAt(2026, 9, 14), To: civil.DayAt(2026, 12, 6),
			Windows: []leisure.Window{{Opens: time.Date(2026, 8, 27, 13, 0, 0, 0, time.UTC)}}}},
		Activities: []leisure.Activity{{ID: "a", Session: "s", Code: "poterie", Title: i18n.Words{FR: "Poterie"}}},
		Groups:     []leisure.Group{{ID: "g", Activity: "a", Code: "P-1", MinAge: 11 * 12, MaxAge: 15 * 12, From: civil.DayAt(2026, 9, 15), To: civil.DayAt(2026, 10, 20)}},
	})
	group, _ := program.Group("g")
	zoe := leisure.Candidate{Person: people.Person{GivenName: "Zoé", BirthDate: "2016-03-03"}, Audience: leisure.Resident}
	now := time.Date(2026, 8, 28, 14, 0, 0, 0, time.UTC)

	findings := program.Check(group, zoe, now, leisure.Web, leisure.Left{Places: 8, Web: 8})
	fmt.Println(findings.Verdict())
	for _, finding := range findings.Against() {
		fmt.Println(finding.Reason(context.Background()))
		fmt.Println(finding.Remedy(context.Background()))
	}
	// Output:
	// no
	// Zoé a 10 ans. Cette activité est pour les 11 à 15 ans.
	// Zoé pourra s’inscrire à partir du 3 mars 2027.
}

// A policy says what comes back before anybody withdraws.
func ExamplePolicy_Refund() {
	policy := leisure.Policy{Steps: []leisure.Step{{DaysBefore: 14}, {DaysBefore: 1, Keep: 1000}}}
	group := &leisure.Group{From: civil.DayAt(2026, 9, 14)}
	for _, day := range []int{20, 31, 45} {
		back, _ := policy.Refund(8500, group, 0, 6, civil.DayAt(2026, 8, day), false)
		fmt.Println(civil.DayAt(2026, 8, day), back.Plain())
	}
	// Output:
	// 2026-08-20 85.00
	// 2026-08-31 85.00
	// 2026-09-14 0.00
}
