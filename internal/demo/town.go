package demo

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"time"

	"sem/internal/accounts"
	"sem/internal/alerts"
	"sem/internal/demo/chance"
	"sem/internal/files"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/requests"
)

// batch is a part of the town that is written together: some households, and what they
// asked of the city.
type batch struct {
	people       []people.Person
	households   []people.Household
	mandates     []people.Mandate
	accounts     []accounts.Account
	holdings     []property.Holding
	stories      []*tale
	interactions []requests.Interaction // interactions are those about no request.
	files        []files.File
	journal      []journal.Entry
	notices      []alerts.Notice
}

const (
	homesTogether = 400 // homesTogether is how many households are written at once.
	withAccount   = 32  // withAccount is how many adults in a hundred who have an e-mail address have an account.
)

// ordinary are the ordinary households of the town with their requests, by the batch.
func (b *builder) ordinary(ctx context.Context) iter.Seq2[*batch, error] {
	return func(yield func(*batch, error) bool) {
		settled := 0
		for settled < b.people {
			part := &batch{}
			b.neighbour = people.Person{} // A batch speaks of its own people only.
			clear(b.accountOf)
			clear(b.books.languageOf)
			for range homesTogether {
				if settled >= b.people {
					break
				}
				h := b.settler.next()
				settled += h.count()
				if err := b.settle(ctx, part, h, settled); err != nil {
					yield(nil, err)
					return
				}
			}
			b.sort(part)
			b.Progress(min(settled, b.people), b.people, "ménages et demandes")
			if !yield(part, nil) {
				return
			}
		}
	}
}

// settle enters a household into the registers and tells what it asked of the city.
func (b *builder) settle(ctx context.Context, part *batch, h home, settled int) error {
	d := chance.For("life", h.number)
	for _, p := range h.people() {
		if p.Language != "fr" {
			b.books.languageOf[p.ID] = p.Language
		}
	}
	before := len(part.accounts)
	for _, group := range [][]people.Person{h.adults, h.elders} {
		for i := range group {
			if group[i].Contact(people.Email) != "" && group[i].Age(b.Now) >= 18 && d.Happens(withAccount) {
				a := b.open(d, &group[i])
				part.accounts = append(part.accounts, a)
				b.accountOf[string(a.Person)] = string(a.ID)
			}
		}
	}
	b.deeds(part, h, part.accounts[before:])
	part.people = append(part.people, h.people()...)
	part.households = append(part.households, b.household(h))

	// The moments still in the deck are shared among the people still to come.
	share := float64(b.deck.left()-b.measure.crowd) * float64(h.count()) / float64(max(b.people-settled+h.count(), 1))
	b.taken += share * d.Spread(0.8, 0.67) // The mean of this spread is one.
	for ; b.taken >= 1 && b.deck.left() > b.measure.crowd; b.taken-- {
		if err := b.ask(ctx, d, part, h); err != nil {
			return err
		}
	}
	b.chat(d, part, h)
	return nil
}

// open opens an account for somebody, who has proved the addresses they use.
func (b *builder) open(d chance.Dice, p *people.Person) accounts.Account {
	at := p.CreatedAt.Add(time.Duration(d.Between(1, 20*24)) * time.Hour)
	for i := range p.Contacts {
		if p.Contacts[i].Kind == people.Email || p.Contacts[i].Kind == people.Mobile && d.Happens(60) {
			p.Contacts[i].ConfirmedAt = at
		}
	}
	prefs := accounts.Prefs{Text: 1, Language: i18n.Language(p.Language)}
	if p.Age(b.Now) > 65 && d.Happens(35) {
		prefs.Text = d.Between(2, 3)
	}
	b.codes++
	return accounts.Account{
		ID: accounts.ID(b.IDs.New()), Person: p.ID, UserCode: strconv.Itoa(firstCode + b.codes - 1), State: accounts.Active, Prefs: prefs,
		CreatedAt: at, UpdatedAt: at,
	}
}

func (b *builder) household(h home) people.Household {
	home := people.Household{ID: b.IDs.New(), CreatedAt: h.since}
	add := func(all []people.Person, kind people.MemberKind) {
		for _, p := range all {
			m := people.Member{ID: b.IDs.New(), Person: people.Person{ID: p.ID}, Kind: kind, Since: h.since}
			if kind == people.Adult {
				m.May = people.AllRights
			}
			home.Members = append(home.Members, m)
		}
	}
	add(h.adults, people.Adult)
	add(h.elders, people.Adult)
	add(h.children, people.Child)
	add(h.shared, people.Child)
	return home
}

// placeOf is an address as a request's place.
func placeOf(a places.Address) place {
	return place{line: a.Line(), address: string(a.ID), district: string(a.District), street: a.Street, lat: a.Point.Lat, lon: a.Point.Lon}
}

// ask tells one request of a household, from how it came in to where it stands.
func (b *builder) ask(ctx context.Context, d chance.Dice, part *batch, h home) error {
	at, number := b.deck.deal()
	k := b.teller.kindIn(d, at.Month())
	spot := placeOf(h.address)
	if d.Happens(35) { // Something seen elsewhere in the town.
		spot = placeOf(chance.One(d, b.addresses))
	}
	who := chance.One(d, append(slices.Clone(h.adults), h.elders...))
	a := asked{kind: k, place: spot, at: at, number: number, channel: b.teller.channelAt(d, at)}
	switch {
	case d.Happens(5): // Somebody who gives no name.
	case d.Happens(4):
		a.contactName, a.contactValue = who.Name(), who.Contact(people.Phone)
	default:
		a.who = &who
	}
	if a.who != nil && a.channel == requests.Web && len(h.children) > 0 && k.Department == "loisirs" {
		a.beneficiary = chance.One(d, h.children).ID
	}
	if k.NeedsPlace && b.neighbour.ID != "" && b.deck.left() > b.measure.crowd && d.Happens(6) {
		if at, number, ok := b.deck.dealAfter(at); ok {
			neighbour := b.neighbour
			a.double = &asked{kind: k, place: spot, at: at, number: number, channel: b.teller.channelAt(d, at), who: &neighbour}
		}
	}
	b.neighbour = who
	return b.tell(ctx, d, part, a)
}

// sort puts what a batch adds to the journal into the order of time.
func (b *builder) sort(part *batch) {
	slices.SortFunc(part.journal, func(x, y journal.Entry) int { return x.At.Compare(y.At) })
}
