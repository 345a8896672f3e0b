package demo

import (
	"slices"

	"sem/internal/demo/chance"
	"sem/internal/requests"
	"sem/internal/session"
)

// clerk is a member of the staff as far as requests know them.
type clerk struct {
	account     string
	name        string
	short       string // short is how citizens are shown the name: Martin G.
	role        session.Role
	departments []string
}

func (c clerk) actor() requests.Actor {
	return requests.Actor{Kind: requests.ByStaff, ID: c.account, Name: c.short}
}

// staff are the members of the staff by department.
type staff struct {
	byDepartment map[string][]clerk
	byAccount    map[string]clerk
	departments  []string
	desk         []clerk // desk are those who answer at the counter, on the phone and in the mailbox.
}

// of is somebody of a department.
func (s staff) of(d chance.Dice, department string) clerk {
	if clerks := s.byDepartment[department]; len(clerks) > 0 {
		return chance.Early(d, clerks)
	}
	return chance.One(d, s.desk)
}

// anotherThan is somebody of a department who is not c.
func (s staff) anotherThan(d chance.Dice, department string, c clerk) clerk {
	others := slices.DeleteFunc(slices.Clone(s.byDepartment[department]), func(o clerk) bool { return o.account == c.account })
	if len(others) == 0 {
		others = slices.DeleteFunc(slices.Clone(s.desk), func(o clerk) bool { return o.account == c.account })
	}
	return chance.One(d, others)
}

// otherDepartment is where a request may be handed over to, empty when there is nowhere.
func (s staff) otherDepartment(d chance.Dice, department string) string {
	if len(s.departments) < 2 {
		return ""
	}
	for {
		if other := chance.One(d, s.departments); other != department {
			return other
		}
	}
}

// named is the member of the staff of a name.
func (s staff) named(name string) clerk {
	for _, c := range s.byAccount {
		if c.name == name {
			return c
		}
	}
	return clerk{}
}
