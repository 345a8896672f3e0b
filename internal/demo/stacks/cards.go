package stacks

import (
	"fmt"
	"strconv"
	"strings"

	"sem/internal/civil"
	"sem/internal/demo/chance"
	"sem/internal/money"
)

// The cards of the demonstration's people, by their numbers; the others follow from First on.
const (
	Marie   = 1 // Marie has a loan that somebody else waits for, a hold to pick up, and a fee.
	Zoe     = 2 // Zoe has a game, and a book that was renewed as often as may be.
	Leo     = 3
	Senior  = 4 // Senior has a book that is late.
	Patrick = 5
	First   = 100    // First is the first card of an ordinary family.
	Last    = 99_999 // Last is the last card that the library has.
)

// prefix begins every card, and copies every copy.
const (
	prefix = "23152"
	copies = "33152"
)

// CardOf is the number and the PIN of a card; every card has its own PIN.
func CardOf(n int) (card, pin string) {
	card = withCheck(fmt.Sprintf("%s%08d", prefix, n))
	return card, fmt.Sprintf("%04d", chance.For("library pin", n).IntN(10_000))
}

// holderOf is the number of a card, false when the library has no such card.
func holderOf(card string) (int, bool) {
	body, ok := strings.CutPrefix(card, prefix)
	if !ok || len(body) != 9 {
		return 0, false
	}
	n, err := strconv.Atoi(body[:8])
	number, _ := CardOf(n)
	return n, err == nil && number == card && (n >= Marie && n <= Patrick || n >= First && n <= Last)
}

// withCheck adds the check digit of library cards (Luhn, modulus 10).
func withCheck(digits string) string {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return digits + strconv.Itoa((10-sum%10)%10)
}

// barcode is the copy of a title that a card has or waits for.
func barcode(title, holder int) string {
	return withCheck(fmt.Sprintf("%s%03d%05d", copies, title, holder))
}

// copyOf is the title and the holder of a copy.
func copyOf(item string) (title, holder int, ok bool) {
	body, ok := strings.CutPrefix(item, copies)
	if !ok || len(body) != 9 {
		return 0, 0, false
	}
	title, err := strconv.Atoi(body[:3])
	holder, err2 := strconv.Atoi(body[3:8])
	ok = err == nil && err2 == nil && title < len(titles) && barcode(title, holder) == item
	return title, holder, ok
}

// account is what a card has.
type account struct {
	number  int
	card    string
	pin     string
	name    string
	loans   []*loan
	holds   []*hold
	fees    []fee
	expires civil.Day
}

type loan struct {
	item     string
	title    int
	due      civil.Day
	renewals int
	wanted   bool // wanted by somebody else.
}

type hold struct {
	item   string
	title  int
	ready  bool
	until  civil.Day
	rank   int
	pickUp string
	placed civil.Day
}

type fee struct {
	text   string
	amount money.Cents
}

func (a *account) owed() money.Cents {
	var sum money.Cents
	for _, f := range a.fees {
		sum += f.amount
	}
	return sum
}

func (a *account) late(today civil.Day) int {
	n := 0
	for _, l := range a.loans {
		if l.due < today {
			n++
		}
	}
	return n
}

func (a *account) lend(title int, due civil.Day, renewals int, wanted bool) {
	a.loans = append(a.loans, &loan{item: barcode(title, a.number), title: title, due: due, renewals: renewals, wanted: wanted})
}

func (a *account) want(title int, h hold) {
	h.item, h.title = barcode(title, a.number), title
	a.holds = append(a.holds, &h)
}

// seed is a card as the library's first day found it.
func seed(n int, opened civil.Day) *account {
	a := &account{number: n, expires: opened + 200}
	a.card, a.pin = CardOf(n)
	if script := cast[n]; script != nil {
		script(a, opened)
		return a
	}
	invent(a, chance.For("library card", n), opened)
	return a
}

// cast are the demonstration's people.
var cast = map[int]func(*account, civil.Day){
	Marie: func(a *account, day civil.Day) {
		a.name = "Tremblay, Marie"
		a.lend(bread, day+2, 0, false)
		a.lend(garden, day+2, 1, false)
		a.lend(snow, day+3, 0, true)
		a.lend(austen, day+12, 0, false)
		a.want(train, hold{ready: true, until: day + 5, pickUp: "Comptoir des réservations", placed: day - 20})
		a.want(montecristo, hold{rank: 3, placed: day - 6})
		a.fees = []fee{{"Réparation d’une reliure", 400}}
	},
	Zoe: func(a *account, day civil.Day) {
		a.name = "Tremblay-Nadeau, Zoé"
		a.lend(biscuit, day+1, 0, false)
		a.lend(detectives, day+1, 2, false)
		a.lend(moutarde, day+8, 0, false)
		a.lend(timberGame, day+4, 0, false)
		a.lend(beavers, day+15, 0, false)
	},
	Leo: func(a *account, day civil.Day) {
		a.name = "Tremblay-Nadeau, Léo"
		a.lend(beetles, day+9, 0, false)
		a.lend(alice, day+9, 1, false)
	},
	Senior: func(a *account, day civil.Day) {
		a.name = "Paquette, Gérard"
		a.lend(phantom, day-2, 1, false)
		a.lend(yellowRoom, day+6, 0, false)
		a.lend(lupin, day+6, 0, false)
	},
	Patrick: func(a *account, day civil.Day) {
		a.name = "Nadeau, Patrick"
		a.lend(mariaChapdelaine, day+11, 0, false)
	},
}

// invent gives a card what chance wills.
func invent(a *account, d chance.Dice, day civil.Day) {
	a.name = "Abonné, " + strconv.Itoa(a.number)
	taken := d.Perm(len(titles))
	for _, t := range taken[:d.Between(0, 8)] {
		a.lend(t, day+civil.Day(d.Between(1, 27)), d.IntN(3), d.Happens(12))
	}
	if len(a.loans) > 0 && d.Happens(8) {
		a.loans[0].due = day - civil.Day(d.Between(1, 12))
	}
	for i, t := range taken[10 : 10+d.Between(0, 2)] {
		h := hold{rank: d.Between(1, 6), placed: day - civil.Day(d.Between(3, 40))}
		if i == 0 && d.Happens(40) {
			h = hold{ready: true, until: day + civil.Day(d.Between(1, 6)), pickUp: "Comptoir des réservations", placed: h.placed}
		}
		a.want(t, h)
	}
	if d.Happens(10) {
		a.fees = []fee{{"Réparation d’un document", money.Dollars(int64(d.Between(2, 10)))}}
	}
}
