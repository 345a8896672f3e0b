package demo

import (
	"strconv"
	"strings"

	"sem/internal/accounts"
	"sem/internal/demo/chance"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/text"
)

// perDepartment is how many of a department's people are in the demonstration.
const perDepartment = 3

// engage makes the accounts of the staff: those that the documents name, and some for each
// department, whose names stand in the threads of requests.
func (b *builder) engage(n names) []accounts.Account {
	s := &b.teller.staff
	s.byDepartment, s.byAccount = map[string][]clerk{}, map[string]clerk{}
	var all []accounts.Account
	for _, c := range named {
		var departments []string
		switch c.role {
		case session.Works:
			departments = []string{"travaux"}
		case session.Leisure:
			departments = []string{"loisirs"}
		case session.Communications:
			departments = []string{"greffe"}
		}
		a := b.colleague(c, departments)
		all = append(all, a)
		b.teller.staff.add(a, departments)
	}
	for i, department := range s.departments {
		d := chance.For("staff", i)
		for len(s.byDepartment[department]) < perDepartment {
			name := n.givenName(d, d.Between(1965, 1998), d.Happens(50)) + " " + n.familyName(d)
			role := session.Works
			if department == "citoyens" {
				role = session.Agent
			}
			email := strings.ReplaceAll(text.Fold(name), " ", ".") + strconv.Itoa(len(all))
			a := b.colleague(colleague{name, email, role}, []string{department})
			all = append(all, a)
			b.teller.staff.add(a, a.Departments)
		}
	}
	return all
}

func (b *builder) colleague(c colleague, departments []string) accounts.Account {
	since := b.Now.AddDate(-years, -1, 0)
	return accounts.Account{
		ID: accounts.ID(b.IDs.New()), StaffEmail: c.email + "@demo.sem", StaffName: c.name, Role: c.role, Departments: departments,
		State: accounts.Active, Prefs: accounts.Prefs{Text: 1, Language: i18n.French}, CreatedAt: since, UpdatedAt: since,
	}
}

func (s *staff) add(a accounts.Account, departments []string) {
	given, family, _ := strings.Cut(a.StaffName, " ")
	c := clerk{account: string(a.ID), name: a.StaffName, short: given + " " + string([]rune(family)[:1]) + ".", role: a.Role, departments: departments}
	s.byAccount[c.account] = c
	for _, d := range departments {
		s.byDepartment[d] = append(s.byDepartment[d], c)
	}
	if a.Role == session.Agent {
		s.desk = append(s.desk, c)
	}
}
