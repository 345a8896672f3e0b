package demo

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/demo/chance"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/text"
)

// home is one household of the town: who lives at an address, and the children who live
// there half of the time.
type home struct {
	number   int
	address  places.Address
	adults   []people.Person
	elders   []people.Person // elders live with their grown children.
	children []people.Person
	shared   []people.Person // shared are children of the household before, whose other parent lives here.
	since    time.Time
}

// settler makes households one after the other.
type settler struct {
	names     names
	ids       id.Source
	now       time.Time
	addresses []places.Address
	made      int // made counts the households.
	numbers   int // numbers counts the telephone numbers given out.
	cards     int
	shared    []people.Person // shared are the children whose other parent is the next household.
}

// kind is how a household is made up.
type kind int

const (
	family kind = iota
	oneParent
	couple
	alone
	roommates
	threeAges
)

var kinds = []chance.Share[kind]{{Of: family, Weight: 39}, {Of: oneParent, Weight: 11}, {Of: couple, Weight: 23}, {Of: alone, Weight: 20}, {Of: roommates, Weight: 3}, {Of: threeAges, Weight: 4}}

// stride is a prime, so that households spread over the town and each address is met once
// before any is met twice.
const stride = 7919

// next is the next household of the town.
func (s *settler) next() home {
	d := chance.For("home", s.made)
	h := home{number: s.made, address: s.addresses[s.made*stride%len(s.addresses)]}
	h.since = s.now.AddDate(-3, 0, -d.Between(20, 900)).Truncate(time.Second)
	s.made++
	if len(s.shared) > 0 {
		h.shared, s.shared = s.shared, nil
		s.otherParent(d, &h)
		return h
	}
	year := clock.Local(s.now).Year()
	name := s.names.familyName(d)
	switch chance.Weighted(d, kinds) {
	case family:
		s.couple(d, &h, name, year-d.Between(28, 52))
		s.addChildren(d, &h, d.Between(1, 3))
	case oneParent:
		h.adults = append(h.adults, s.person(d, h, name, year-d.Between(26, 52), d.Happens(70)))
		s.addChildren(d, &h, 1+d.IntN(2))
		if d.Happens(45) {
			s.shared = h.children
		}
	case couple:
		s.couple(d, &h, name, year-d.Between(24, 84))
	case alone:
		h.adults = append(h.adults, s.person(d, h, name, year-d.Between(20, 92), d.Happens(53)))
	case roommates:
		for range d.Between(2, 3) {
			h.adults = append(h.adults, s.person(d, h, s.names.familyName(d), year-d.Between(19, 32), d.Happens(50)))
		}
	case threeAges:
		born := year - d.Between(36, 50)
		s.couple(d, &h, name, born)
		s.addChildren(d, &h, d.Between(1, 2))
		h.elders = append(h.elders, s.person(d, h, name, born-d.Between(22, 33), d.Happens(65)))
	}
	s.reach(d, &h)
	return h
}

// count is how many people are in the register because of this household.
func (h home) count() int { return len(h.adults) + len(h.elders) + len(h.children) }

// people are those who live here and nowhere else before.
func (h home) people() []people.Person {
	all := append([]people.Person(nil), h.adults...)
	return append(append(all, h.elders...), h.children...)
}

func (s *settler) couple(d chance.Dice, h *home, name string, born int) {
	woman := d.Happens(50)
	h.adults = append(h.adults, s.person(d, *h, name, born, woman))
	second := s.names.familyName(d) // Spouses keep their own names.
	sameSex := d.Happens(4)
	h.adults = append(h.adults, s.person(d, *h, second, born+d.Between(-5, 5), woman == sameSex))
}

// addChildren gives the household children, each with the name of one parent or of both.
func (s *settler) addChildren(d chance.Dice, h *home, count int) {
	name := chance.One(d, h.adults).FamilyName
	if len(h.adults) == 2 && d.Happens(12) {
		name = h.adults[0].FamilyName + "-" + h.adults[1].FamilyName
	}
	parent, _ := strconv.Atoi(h.adults[0].BirthDate[:4])
	year := clock.Local(s.now).Year()
	for range count {
		born := min(max(parent+d.Between(22, 38), year-19), year-1)
		h.children = append(h.children, s.person(d, *h, name, born, d.Happens(50)))
	}
}

// otherParent is a household of one adult and the children of the household before.
func (s *settler) otherParent(d chance.Dice, h *home) {
	born, _ := strconv.Atoi(h.shared[0].BirthDate[:4])
	h.adults = append(h.adults, s.person(d, *h, h.shared[0].FamilyName, born-d.Between(24, 36), d.Happens(40)))
	s.reach(d, h)
}

// person is somebody as the register first knew them.
func (s *settler) person(d chance.Dice, h home, family string, born int, woman bool) people.Person {
	p := people.Person{
		ID:          people.ID(s.ids.New()),
		GivenName:   s.names.givenName(d, born, woman),
		FamilyName:  family,
		BirthDate:   fmt.Sprintf("%d-%02d-%02d", born, d.Between(1, 12), d.Between(1, 28)),
		Language:    "fr",
		AddressID:   string(h.address.ID),
		AddressLine: h.address.Line(),
		DistrictID:  string(h.address.District),
		Residence:   people.Unknown,
		CreatedAt:   h.since,
	}
	if d.Happens(4) {
		p.Language = "en"
	}
	if d.Happens(55) {
		s.cards++
		p.Residence = people.Resident
		p.ResidenceUntil = s.now.AddDate(0, 0, d.Between(-40, 700)).Truncate(24 * time.Hour)
		p.CardNumber = strconv.Itoa(20_000_000 + s.cards)
	}
	lived := int(s.now.Sub(h.since).Hours())
	p.UpdatedAt = h.since.Add(time.Duration(d.IntN(lived)) * time.Hour)
	return p
}

// reach gives the adults of a household their telephone numbers and addresses. Some older
// couples share one address.
func (s *settler) reach(d chance.Dice, h *home) {
	line := ""
	for _, group := range [][]people.Person{h.adults, h.elders} {
		for i := range group {
			p := &group[i]
			age := p.Age(s.now)
			if line == "" && d.Happens(float64(min(age, 90))) {
				line = s.number()
			}
			if line != "" {
				s.contact(p, people.Phone, line)
			}
			if d.Happens(float64(112 - age)) {
				s.contact(p, people.Mobile, s.number())
			}
			switch {
			case i > 0 && age > 60 && d.Happens(30) && group[0].Contact(people.Email) != "":
				s.contact(p, people.Email, group[0].Contact(people.Email))
			case d.Happens(float64(118 - age)):
				s.contact(p, people.Email, address(*p, h.number))
			}
			p.Preferred = preference(d, age)
		}
	}
}

func (s *settler) contact(p *people.Person, kind people.ContactKind, value string) {
	p.Contacts = append(p.Contacts, people.Contact{ID: s.ids.New(), Kind: kind, Value: value, CreatedAt: p.CreatedAt})
}

func preference(d chance.Dice, age int) string {
	if age >= 70 {
		return chance.One(d, []string{"telephone", "telephone", "telephone", "courriel", ""})
	}
	return chance.One(d, []string{"courriel", "courriel", "telephone", "", ""})
}

var areaCodes = []string{"450", "514", "579", "438", "354", "263", "468", "418", "581", "819", "873", "367"}

// number is the next telephone number: exchange 555, beyond the hundred lines that are
// kept for the demonstration's own people. A large town gives each number several times.
func (s *settler) number() string {
	const lines = 9800
	n := s.numbers
	s.numbers++
	return fmt.Sprintf("%s555%04d", areaCodes[n/lines%len(areaCodes)], 200+n*7919%lines)
}

// address is an e-mail address under a name that can belong to nobody (RFC 2606).
func address(p people.Person, n int) string {
	return strings.ReplaceAll(text.Fold(p.Name()), " ", ".") + strconv.Itoa(n) + "@courriel.example"
}
