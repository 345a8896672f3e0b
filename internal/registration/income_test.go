package registration

import (
	"testing"

	"sem/internal/leisure"
)

func TestOnlyChildcareCountsForTheSlip(t *testing.T) {
	parts := leisure.Parts{
		Sessions:   []leisure.Session{{ID: "s"}},
		Activities: []leisure.Activity{{ID: "camp", Session: "s", Childcare: true}, {ID: "nage", Session: "s"}},
		Groups:     []leisure.Group{{ID: "camp-1", Activity: "camp", Session: "s"}, {ID: "nage-1", Activity: "nage", Session: "s"}},
	}
	program := leisure.Assemble(parts)
	for _, one := range []struct {
		says  string
		group leisure.GroupID
		line  PriceLine
		want  string
	}{
		{"the camp itself", "camp-1", PriceLine{Kind: BasePrice}, ChildcareIncome},
		{"what a non-resident adds", "camp-1", PriceLine{Kind: AudiencePrice}, ChildcareIncome},
		{"the reduction of the family", "camp-1", PriceLine{Kind: FamilyPrice}, ChildcareIncome},
		{"the hours before and after", "camp-1", PriceLine{Kind: OptionPrice, Childcare: true}, ChildcareIncome},
		{"an outing", "camp-1", PriceLine{Kind: OptionPrice}, LeisureIncome},
		{"a course", "nage-1", PriceLine{Kind: BasePrice}, LeisureIncome},
		{"childcare beside a course", "nage-1", PriceLine{Kind: OptionPrice, Childcare: true}, ChildcareIncome},
		{"a group that is gone", "gone", PriceLine{Kind: BasePrice}, LeisureIncome},
	} {
		if got := IncomeOf(program, one.group, one.line); got != one.want {
			t.Errorf("%s is %s, want %s", one.says, got, one.want)
		}
	}
}
