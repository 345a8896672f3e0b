package rush

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"sem/internal/forms"
)

// Family is one that wants a place.
type Family struct {
	Code     string            // Code and Password sign it in; without a code it is signed in by its Cookies.
	Password string            //
	Cookies  map[string]string // Cookies are what its browser holds.
	People   []string          // People are for whom; empty takes the first that the page of the group offers.
	Group    string            // Group is what it wants.
	Else     []string          // Else are the groups that it takes when nobody of it may wish for that one.
}

// Morning is an opening to go through.
type Morning struct {
	Sites    []string          // Sites are the addresses of the town, one for each node; families are spread over them.
	Through  http.RoundTripper // Through reaches the town.
	Families []Family
	Callers  int // Callers is how many ask at once; 256 by default.
	// Pass lets time go by between two looks at the line; it is what makes the line move.
	Pass func(context.Context) error
	// Twice is how many families in a hundred press each button twice.
	Twice int
	// Looks is how often a family looks at the line before it gives up; 1 000 by default.
	Looks int
	// Patience is how long a family asks again, with the same form and at the other addresses
	// too, when nobody answers; by default it gives up at once.
	Patience time.Duration

	visitors []*visitor
}

// Outcome is how a morning ended for a family.
type Outcome string

// The outcomes. Every one of them is a truthful answer but Failed.
const (
	Confirmed  Outcome = "confirmed"
	Full       Outcome = "full"       // Full had no place left.
	Refused    Outcome = "refused"    // Refused was told another reason.
	Unpaid     Outcome = "unpaid"     // Unpaid has an order that no page took the payment of.
	Failed     Outcome = "failed"     // Failed was told nothing, or that we failed.
	Unfinished Outcome = "unfinished" // Unfinished was still in the line.
)

// visitor is a family with its browser.
type visitor struct {
	Family
	browser
	turn    bool
	held    bool
	outcome Outcome
	said    string // said is the order that was acknowledged, or the reason.
	twice   bool
	room    string   // room is the address of its waiting room.
	last    string   // last is where it stood when it was last looked at.
	back    string   // back is the page that the card house leads back to.
	unlike  []string // unlike are the buttons pressed twice whose two answers differ.
}

// Acknowledged is an order that a family was told is confirmed.
type Acknowledged struct {
	Family int
	Order  string
}

// Result is how a morning went.
type Result struct {
	Outcomes map[Outcome]int
	Orders   []Acknowledged
	Reasons  map[string]int // Reasons are those of the families that failed or were refused.
	Unlike   []string       // Unlike are buttons pressed twice that had two effects.
	Looks    Times          // Looks are those at the line.
	Holds    Times
	Pays     Times         // Pays are those that confirm, or lead to the page of the card house.
	Cards    Times         // Cards are those of the card house, until the town says what became of it.
	Took     time.Duration // Took is from the first look after the opening to the last answer.
}

// Gather has every family sign in, prepare its cart and take its ticket. The room is open.
func (m *Morning) Gather(ctx context.Context) error {
	m.visitors = make([]*visitor, len(m.Families))
	for i, f := range m.Families {
		v := &visitor{Family: f, browser: m.browser(i), outcome: Unfinished, twice: i%100 < m.Twice}
		for name, value := range f.Cookies {
			v.cookies[name] = value
		}
		m.visitors[i] = v
	}
	return together(ctx, m.callers(), len(m.visitors), func(i int) error {
		v := m.visitors[i]
		wished, err := v.prepare(ctx)
		if err != nil {
			return fmt.Errorf("family %d: %w", i, err)
		}
		if !wished {
			v.outcome, v.said = Refused, "nothing is for anybody of the family"
			return nil
		}
		if err := v.gather(ctx); err != nil {
			return fmt.Errorf("family %d: %w", i, err)
		}
		return nil
	})
}

// browser is that of family i.
func (m *Morning) browser(i int) browser {
	at := i % len(m.Sites)
	return browser{sites: slices.Concat(m.Sites[at:], m.Sites[:at]), through: m.Through, patience: m.Patience, cookies: map[string]string{}}
}

func (m *Morning) callers() int {
	if m.Callers == 0 {
		return 256
	}
	return m.Callers
}

// prepare signs the family in and puts its wish into the cart; false when no group is for it.
func (v *visitor) prepare(ctx context.Context) (wished bool, err error) {
	if v.Code != "" {
		a, err := v.enter(ctx)
		if err != nil {
			return false, err
		}
		if a.status != http.StatusSeeOther {
			return false, fmt.Errorf("signing in as %s answers %d", v.Code, a.status)
		}
	}
	for _, group := range append([]string{v.Group}, v.Else...) {
		a, err := v.wish(ctx, group)
		switch {
		case err != nil:
			return false, err
		case a.status == http.StatusSeeOther && strings.HasPrefix(a.to, "/panier"):
			v.Group = group
			return true, nil
		case len(v.Else) == 0:
			return false, fmt.Errorf("wishing for group %s answers %d, %s", group, a.status, a.to)
		}
	}
	return false, nil
}

// enter signs the family in, again when the door is busy.
func (v *visitor) enter(ctx context.Context) (a answer, err error) {
	for range 60 {
		a, err = v.post(ctx, "/connexion", url.Values{"identifiant": {v.Code}, "motdepasse": {v.Password}, forms.KeyField: {forms.NewKey()}})
		if err != nil || !isBusy(a) {
			return a, err
		}
		if err := second(ctx); err != nil {
			return a, err
		}
	}
	return a, nil
}

// second lets a second of the machine go by.
func second(ctx context.Context) error { return rest(ctx, time.Second) }

// wish puts the people of the family, or the first whom the page of the group offers, into the cart.
func (v *visitor) wish(ctx context.Context, group string) (answer, error) {
	who := v.People
	if len(who) == 0 {
		a, err := v.get(ctx, "/loisirs/groupes/"+group)
		if err != nil {
			return a, err
		}
		found := offered.FindStringSubmatch(a.body)
		if found == nil {
			return a, nil
		}
		who = found[1:2]
	}
	return v.post(ctx, "/panier/ajouter", url.Values{"groupe": {group}, "personne": who, forms.KeyField: {forms.NewKey()}})
}

var (
	offered  = regexp.MustCompile(`name="personne"[^>]*value="([^"]+)"`)
	ordered  = regexp.MustCompile(`L\d{4}-\d{6}-[A-Z]`)
	roomLink = regexp.MustCompile(`href="(/loisirs/ouverture/[A-Za-z0-9_-]+)"`)
)

// gather takes the family's ticket.
func (v *visitor) gather(ctx context.Context) error {
	if err := v.findRoom(ctx); err != nil {
		return err
	}
	a, err := v.post(ctx, v.room, url.Values{forms.KeyField: {forms.NewKey()}})
	if err == nil && a.status != http.StatusSeeOther {
		err = fmt.Errorf("taking a ticket answers %d", a.status)
	}
	return err
}

// findRoom is the room that the family's cart leads to, which a town that has just started may
// not have announced yet; without patience, or in a town whose carts lead to none, it is the
// first that is announced.
func (v *visitor) findRoom(ctx context.Context) error {
	for began, page := now(), "/panier"; ; {
		a, err := v.get(ctx, page)
		if err != nil {
			return err
		}
		if found := roomLink.FindStringSubmatch(a.body); found != nil {
			v.room = found[1]
			return nil
		}
		switch {
		case now().Sub(began) < v.patience:
			err = second(ctx)
		case page == "/panier":
			page = "/loisirs/ouverture"
		default:
			err = errors.New("no opening is announced")
		}
		if err != nil {
			return err
		}
	}
}

// Open has every family wait for its turn and register. The opening has come.
func (m *Morning) Open(ctx context.Context) (*Result, error) {
	r := &Result{Outcomes: map[Outcome]int{}, Reasons: map[string]int{}}
	var left []int
	for i, v := range m.visitors {
		if v.outcome == Unfinished {
			left = append(left, i)
		}
	}
	looks := m.Looks
	if looks == 0 {
		looks = 1000
	}
	began := now()
	for ; looks > 0 && len(left) > 0; looks-- {
		if err := m.Pass(ctx); err != nil {
			return r, err
		}
		var mu sync.Mutex
		var still []int
		err := together(ctx, m.callers(), len(left), func(at int) error {
			v := m.visitors[left[at]]
			if v.step(ctx, r) {
				return ctx.Err()
			}
			mu.Lock()
			defer mu.Unlock()
			still = append(still, left[at])
			return ctx.Err()
		})
		if err != nil {
			return r, err
		}
		left = still
	}
	r.Took = now().Sub(began)
	for i, v := range m.visitors {
		r.Outcomes[v.outcome]++
		r.Unlike = append(r.Unlike, v.unlike...)
		switch v.outcome {
		case Confirmed:
			r.Orders = append(r.Orders, Acknowledged{i, v.said})
		case Failed, Refused, Unpaid:
			r.Reasons[v.said]++
		case Unfinished:
			r.Reasons[v.last]++
		}
	}
	return r, nil
}

// step is what a family does next; true when its morning is over.
func (v *visitor) step(ctx context.Context, r *Result) bool {
	if !v.turn {
		a, err := v.get(ctx, v.room)
		if err != nil {
			return v.fail("the line: " + err.Error())
		}
		r.Looks.add(a.took)
		if a.status != http.StatusOK {
			return v.fail(fmt.Sprint("the line answers ", a.status))
		}
		if !strings.Contains(a.body, `class="btn" href="/panier"`) {
			v.last = "waits in the line"
			return false
		}
		v.turn = true
	}
	if !v.held {
		over, again := v.hold(ctx, &r.Holds)
		if over || again {
			return over
		}
		v.held = true
	}
	return v.pay(ctx, r)
}

// hold takes the prepared cart, and reads in it what could be held; again when the town asks to
// come back, or when nothing is open yet.
func (v *visitor) hold(ctx context.Context, times *Times) (over, again bool) {
	a, err := v.press(ctx, "/panier/retenir", times)
	switch {
	case err != nil:
		return v.fail("holding: " + err.Error()), false
	case a.status == http.StatusSeeOther && a.to == v.room || isBusy(a):
		v.turn, v.last = a.to != v.room, fmt.Sprint("holding answers ", a.status, " ", a.to)
		return false, true
	case a.status != http.StatusSeeOther:
		return v.fail(fmt.Sprint("holding answers ", a.status)), false
	}
	a, err = v.get(ctx, a.to)
	switch {
	case err != nil:
		return v.fail("reading the cart: " + err.Error()), false
	case strings.Contains(a.body, "La dernière place vient d’être prise"):
		v.outcome = Full
		return true, false
	}
	v.last = "reads a cart with nothing held, and nothing full"
	return false, !strings.Contains(a.body, `action="/panier/payer"`)
}

func (v *visitor) fail(said string) bool {
	v.outcome, v.said = Failed, said
	return true
}

// isBusy tells an answer that says to come back.
func isBusy(a answer) bool {
	return a.status == http.StatusServiceUnavailable || a.status == http.StatusTooManyRequests
}

// Recheck opens again the page of every order that was acknowledged, as its family, and gives
// those that the town does not know any more.
func (m *Morning) Recheck(ctx context.Context, r *Result) (lost []Acknowledged, err error) {
	var mu sync.Mutex
	err = together(ctx, m.callers(), len(r.Orders), func(i int) error {
		a := r.Orders[i]
		seen, err := m.visitors[a.Family].get(ctx, "/loisirs/inscriptions/"+a.Order)
		if err != nil {
			return err
		}
		if seen.status != http.StatusOK || !strings.Contains(seen.body, a.Order) {
			mu.Lock()
			defer mu.Unlock()
			lost = append(lost, a)
		}
		return nil
	})
	return lost, err
}

// Groups are those that a page of the town links to, for families that take what there is.
func Groups(ctx context.Context, site string, through http.RoundTripper, page string) ([]string, error) {
	b := browser{sites: []string{site}, through: through, cookies: map[string]string{}}
	a, err := b.get(ctx, page)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, found := range groupLink.FindAllStringSubmatch(a.body, -1) {
		if !slices.Contains(all, found[1]) {
			all = append(all, found[1])
		}
	}
	return all, nil
}

var groupLink = regexp.MustCompile(`href="/loisirs/groupes/([A-Za-z0-9_-]+)"`)

// Move tells the families that the town answers at another address than before.
func (m *Morning) Move(from, to string) {
	for _, v := range m.visitors {
		for i, site := range v.sites {
			if site == from {
				v.sites[i] = to
			}
		}
	}
}
