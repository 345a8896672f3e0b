package lottery

import (
	"fmt"

	"sem/internal/leisure"
	"sem/internal/people"
)

// Bowl is what a draw has to give, and what stands in the way of giving it.
type Bowl struct {
	Seat  func(leisure.GroupID) (string, bool)            // Seat names what the places of a group are counted under; false for a group that is gone.
	Free  map[string]int                                  // Free is how many places there are.
	Live  func(leisure.GroupID, people.ID) bool           // Live tells who is in a group already; nil is nobody.
	Clash func(a leisure.GroupID, b leisure.GroupID) bool // Clash tells two groups that one person cannot be in; nil is none.
}

// Allot gives places to requests in the order in which they were drawn. In a first round each in
// its turn gets, for each of its people, the best choice that has room; those who want more have
// a second turn in the same order, and so on. Siblings who go together get a choice when there
// is room for all of them, each in their own group of that choice. Whoever has fewer places than
// they want then waits for the choices they did not get; siblings together only where they would
// wait for the same places.
//
// It is pure: the same requests, order and places always give the same.
func Allot(order []Request, b Bowl) []Result {
	d := dealer{Bowl: b, free: map[string]int{}, given: map[people.ID][]leisure.GroupID{}, had: map[string]map[int]bool{}}
	for seat, n := range b.Free {
		d.free[seat] = n
	}
	rounds := 0
	for _, r := range order {
		rounds = max(rounds, r.Most)
	}
	for round := range rounds {
		for _, r := range order {
			if round < r.Most {
				d.turn(r)
			}
		}
	}
	for _, r := range order {
		d.wait(r)
	}
	return d.results
}

// dealer is an allotment under way.
type dealer struct {
	Bowl
	free    map[string]int
	given   map[people.ID][]leisure.GroupID
	had     map[string]map[int]bool // had are the choices each party has got.
	results []Result
}

// turn gives each party of a request the best choice that has room.
func (d *dealer) turn(r Request) {
	for i, party := range r.parties() {
		name := fmt.Sprintf("%s/%d", r.ID, i)
		for choice := range r.People[party[0]].Choices {
			if d.had[name][choice] || !d.fits(r, party, choice) {
				continue
			}
			d.give(r, party, choice, name)
			break
		}
	}
}

// fits tells whether everybody of a party has room in their group of a choice.
func (d *dealer) fits(r Request, party []int, choice int) bool {
	needed := map[string]int{}
	for _, i := range party {
		seat, ok := d.may(r.People[i], choice)
		if !ok {
			return false
		}
		needed[seat]++
	}
	for seat, n := range needed {
		if d.free[seat] < n {
			return false
		}
	}
	return true
}

// may tells whether somebody may be in their group of a choice, and what its place is counted
// under.
func (d *dealer) may(c Child, choice int) (seat string, ok bool) {
	if choice >= len(c.Choices) {
		return "", false
	}
	g := c.Choices[choice]
	if seat, ok = d.Seat(g); !ok || d.Live != nil && d.Live(g, c.Person) {
		return "", false
	}
	for _, other := range d.given[c.Person] {
		if other == g || d.Clash != nil && d.Clash(g, other) {
			return "", false
		}
	}
	return seat, true
}

func (d *dealer) give(r Request, party []int, choice int, name string) {
	for _, i := range party {
		c := r.People[i]
		seat, _ := d.Seat(c.Choices[choice])
		d.free[seat]--
		d.given[c.Person] = append(d.given[c.Person], c.Choices[choice])
		d.results = append(d.results, Result{Request: r.ID, Person: c.Person, Group: c.Choices[choice], Choice: choice + 1, with: with(party, name, choice)})
	}
	if d.had[name] == nil {
		d.had[name] = map[int]bool{}
	}
	d.had[name][choice] = true
}

// with is what those of a party have in common for one choice.
func with(party []int, name string, choice int) string {
	if len(party) == 1 {
		return ""
	}
	return fmt.Sprintf("%s/%d", name, choice+1)
}

// wait puts those of a request who have fewer places than they want on the lists of the rest.
func (d *dealer) wait(r Request) {
	for i, party := range r.parties() {
		name := fmt.Sprintf("%s/%d", r.ID, i)
		if len(d.had[name]) >= r.Most {
			continue
		}
		for choice := range r.People[party[0]].Choices {
			if d.had[name][choice] || !d.alike(r, party, choice) {
				continue
			}
			for _, i := range party {
				c := r.People[i]
				d.results = append(d.results, Result{Request: r.ID, Person: c.Person, Group: c.Choices[choice], Choice: choice + 1, Waits: true, with: with(party, name, choice)})
			}
		}
	}
}

// alike tells whether everybody of a party may wait for the same places.
func (d *dealer) alike(r Request, party []int, choice int) bool {
	first := ""
	for _, i := range party {
		seat, ok := d.may(r.People[i], choice)
		if !ok || first != "" && seat != first {
			return false
		}
		first = seat
	}
	return true
}
