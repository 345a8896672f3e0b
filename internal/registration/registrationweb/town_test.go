package registrationweb_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/registration/registrationweb"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// september is Wednesday 2 September, ten o’clock in town: a week before most courses begin.
var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var nadia = session.Viewer{Account: "nadia", FullName: "Nadia Fortin", Name: "Nadia F.", Role: session.Leisure}

// town is the pages of registering, with a small program: natation and yoga are open, guitare
// opens tomorrow at nine, poterie is full with one place, hockey is for the 11 to 15.
type town struct {
	*webtest.Visitor
	db       *db.DB
	clock    *clock.Still
	people   *people.Service
	leisure  *leisure.Service
	service  *registration.Service
	payments *payments.Service
	house    *cardHouse
	pages    registrationweb.Pages
	source   registrationweb.Source
	keys     int
}

// seats ties the program to the places.
type seats struct{ *registration.Service }

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{Visitor: webtest.New(t), db: d, clock: c, house: &cardHouse{}}
	told := &alerts.Service{DB: d, Clock: c, IDs: ids}
	b.people = &people.Service{DB: d, Clock: c, IDs: ids}
	b.leisure = &leisure.Service{DB: d, Clock: c, IDs: ids}
	b.payments = &payments.Service{DB: d, Clock: c, IDs: ids, People: b.people, Gateway: b.house, Site: "https://ville.exemple", ApproveAbove: 500_00}
	b.service = &registration.Service{DB: d, Clock: c, IDs: ids, People: b.people, Leisure: b.leisure, Payments: b.payments, Alerts: told, Key: []byte("0123456789abcdef0123456789abcdef")}
	b.payments.Rooms = map[string]payments.Room{registration.Room: b.service}
	b.leisure.Seats = seats{b.service}
	b.Must(d.InTx(t.Context(), func(tx *db.Tx) error { return b.leisure.LoadTx(t.Context(), tx, program()) }))
	b.Must(b.leisure.Refresh(t.Context()))
	b.Must(b.service.Refresh(t.Context()))
	b.pages = registrationweb.Pages{Registration: b.service, Leisure: b.leisure, Payments: b.payments, People: b.people, Clock: c}
	b.source = registrationweb.Source{Pages: b.pages}
	b.Visit(b.pages.Routes(), ui.Options{Clock: c})
	b.families()
	return b.as("marie")
}

// families are Marie with Léo (6) and Zoé (10), and Luc alone.
func (b *town) families() {
	b.Helper()
	person := func(name, born string) people.Person {
		return people.Person{
			ID: people.ID(name), GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Tremblay", BirthDate: born, Language: "fr",
			Residence: people.Resident, ResidenceUntil: september.AddDate(1, 0, 0), CreatedAt: september, UpdatedAt: september,
		}
	}
	all := []people.Person{person("marie", "1985-03-02"), person("luc", "1980-01-01"), person("léo", "2020-02-11"), person("zoé", "2016-03-03"), person("paul", "1984-05-05")}
	adult := people.Rights{Register: true, Pay: true, See: true, PickUp: true}
	member := func(id, who string, kind people.MemberKind, may people.Rights) people.Member {
		return people.Member{ID: id, Person: people.Person{ID: people.ID(who)}, Kind: kind, May: may, Since: september.AddDate(-1, 0, 0)}
	}
	homes := []people.Household{
		{ID: "h1", CreatedAt: september, Members: []people.Member{member("m1", "marie", people.Adult, adult), member("m2", "léo", people.Child, people.Rights{}), member("m3", "zoé", people.Child, people.Rights{})}},
		{ID: "h2", CreatedAt: september, Members: []people.Member{member("m4", "paul", people.Adult, adult), member("m5", "léo", people.Child, people.Rights{})}},
	}
	b.Must(b.db.InTx(b.Context(), func(tx *db.Tx) error {
		if err := b.people.Load(b.Context(), tx, slices.Values(all)); err != nil {
			return err
		}
		return b.people.LoadHouseholds(b.Context(), tx, slices.Values(homes))
	}))
}

func words(fr string) i18n.Words { return i18n.Words{FR: fr, EN: fr} }

func program() leisure.Parts {
	day := func(m time.Month, d int) civil.Day { return civil.DayAt(2026, m, d) }
	parts := leisure.Parts{
		Sessions: []leisure.Session{{
			ID: "a2026", Code: "A2026", Name: words("Automne 2026"), From: day(9, 7), To: day(12, 6), Published: true, Family: []money.Rate{5_000_000},
			Windows: []leisure.Window{{Opens: time.Date(2026, 8, 25, 13, 0, 0, 0, time.UTC)}},
		}},
		Sites:    []leisure.Site{{ID: "piscine", Code: "piscine", Name: "Piscine municipale", Line: "12, rue de l’Eau"}},
		Policies: []leisure.Policy{{Code: "usuel", Name: words("politique usuelle"), Text: words("Remboursé moins 10 $ avant le premier cours."), Steps: []leisure.Step{{DaysBefore: 0, Keep: 10_00}}}},
	}
	add := func(code, title string, change func(*leisure.Activity, *leisure.Group)) {
		a := leisure.Activity{ID: leisure.ActivityID(code), Session: "a2026", Code: code, Title: words(title), Category: "sport", Policy: "usuel", Bring: words("Un maillot")}
		g := leisure.Group{
			ID: leisure.GroupID(code + "-1"), Activity: a.ID, Session: "a2026", Code: code + "-01", Site: "piscine", Places: 10, Waits: true, From: day(9, 12), To: day(9, 26),
			Prices: []leisure.Price{{Amount: 100_00}}, Slots: []leisure.Slot{{Weekday: time.Saturday, Start: civil.Time(9 * 60), End: civil.Time(9*60 + 45)}},
		}
		change(&a, &g)
		parts.Activities, parts.Groups = append(parts.Activities, a), append(parts.Groups, g)
		for i := range 3 {
			parts.Occurrences = append(parts.Occurrences, leisure.Occurrence{
				ID: leisure.OccurrenceID(fmt.Sprint(code, "-", i)), Group: g.ID, Day: g.From + civil.Day(7*i), Start: g.Slots[0].Start, End: g.Slots[0].End, State: leisure.Planned,
			})
		}
	}
	add("natation", "Natation", func(a *leisure.Activity, g *leisure.Group) {
		a.Forms = []string{leisure.FormHealth, leisure.FormPickUp}
		g.Options = []leisure.Option{{Code: "garde", Name: words("Service de garde"), Amount: 20_00}}
	})
	add("yoga", "Yoga", func(_ *leisure.Activity, g *leisure.Group) { g.Prices[0].Amount = 0 })
	add("guitare", "Guitare", func(_ *leisure.Activity, g *leisure.Group) {
		g.Windows = []leisure.Window{{Opens: time.Date(2026, 9, 3, 13, 0, 0, 0, time.UTC)}}
	})
	add("poterie", "Poterie", func(_ *leisure.Activity, g *leisure.Group) { g.Places = 1 })
	add("hockey", "Hockey", func(_ *leisure.Activity, g *leisure.Group) { g.MinAge, g.MaxAge = 11*12, 15*12 })
	return parts
}

// cardHouse is a provider of hosted pages of a few lines.
type cardHouse struct {
	away bool
	made int
	last payments.PageOrder
}

func (h *cardHouse) Open(_ context.Context, o payments.PageOrder) (payments.Page, error) {
	if h.away {
		return payments.Page{}, errors.New("the provider is away")
	}
	h.made++
	h.last = o
	return payments.Page{ID: h.page(), URL: "https://carte.exemple/" + h.page(), Expires: o.Expires}, nil
}

// page is the name of the last page.
func (h *cardHouse) page() string { return fmt.Sprint("cs_", h.made) }

func (h *cardHouse) Look(context.Context, string) (payments.Event, error) {
	return payments.Event{Kind: payments.PageWaiting, Page: h.page(), Checkout: h.last.Checkout, Amount: h.last.Amount, Currency: "cad"}, nil
}

func (h *cardHouse) Close(context.Context, string) error { return nil }

func (h *cardHouse) Refund(_ context.Context, o payments.RefundOrder) (payments.RefundAnswer, error) {
	return payments.RefundAnswer{ID: "re_1", State: payments.Given}, nil
}

// Read believes that the last page was paid.
func (h *cardHouse) Read(_ []byte, _ string, at time.Time) (payments.Event, error) {
	return payments.Event{ID: "evt" + h.page(), Kind: payments.PagePaid, Page: h.page(), Checkout: h.last.Checkout, Payment: "pi" + h.page(), Amount: h.last.Amount, Currency: "cad", At: at}, nil
}

func (h *cardHouse) List(context.Context, time.Time, time.Time) ([]payments.Told, error) {
	return nil, nil
}

func citizenOf(name string) session.Viewer {
	return session.Viewer{Account: "compte-" + name, Person: name, Name: name, FullName: name}
}

func (b *town) as(name string) *town {
	b.Viewer = citizenOf(name)
	return b
}

func (b *town) key() forms.Key {
	b.keys++
	return forms.Key{Value: fmt.Sprint("clé ", b.keys), Actor: "test"}
}

// adds puts somebody of a family into the cart without the pages.
func (b *town) adds(owner, group string, who ...string) registration.Outcome {
	b.Helper()
	a := registration.AddTo{Owner: people.ID(owner), Group: leisure.GroupID(group), Channel: leisure.Web}
	for _, one := range who {
		a.People = append(a.People, people.ID(one))
	}
	outcomes, err := b.service.Add(b.Context(), citizenOf(owner), a, b.key())
	b.Must(err)
	return outcomes[0]
}

// registered gives somebody a place that costs nothing more: it is paid by card.
func (b *town) registered(owner, group, who string) registration.Order {
	b.Helper()
	b.adds(owner, group, who)
	o, err := b.service.CheckOut(b.Context(), citizenOf(owner), people.ID(owner), registration.CheckOut{Channel: leisure.Web}, b.key())
	b.Must(err)
	if o.Bill != "" {
		_, err = b.payments.Checkout(b.Context(), citizenOf(owner), o.Bill, "/")
		b.Must(err)
		b.Must(b.payments.Webhook(b.Context(), nil, "good"))
	}
	o, err = b.service.Order(b.Context(), citizenOf(owner), o.Number)
	b.Must(err)
	if o.State != registration.OrderConfirmed {
		b.Fatalf("the order %s is %s", o.Number, o.State)
	}
	return o
}

// placeOf is the only live place of somebody in a group.
func (b *town) placeOf(who, group string) registration.Place {
	b.Helper()
	places, err := b.service.PlacesOf(b.Context(), people.ID(who))
	b.Must(err)
	for _, p := range places {
		if string(p.Group) == group && p.State.Live() {
			return p
		}
	}
	b.Fatalf("%s has no place in %s", who, group)
	return registration.Place{}
}

// wants fails unless somebody's place in a group is in a state.
func (b *town) wants(who, group string, state registration.State) {
	b.Helper()
	if p := b.placeOf(who, group); p.State != state {
		b.Errorf("the place of %s in %s is %s, want %s", who, group, p.State, state)
	}
}

// seen is a page that must be one that somebody can read: no right given away by its address.
func (b *town) seen(path string) webtest.Page {
	b.Helper()
	return b.Get(path, http.StatusOK)
}

// orderOf makes an order of the viewer's cart on the pages, and gives its page.
func (b *town) orderOf() string {
	b.Helper()
	b.Post("/panier/payer", http.StatusSeeOther)
	orders, err := b.service.Orders(b.Context(), b.Viewer, people.ID(b.Viewer.Person))
	b.Must(err)
	return "/loisirs/inscriptions/" + orders[0].Number
}

// registeredFree takes a place at the counter, to be paid later.
func (b *town) registeredFree(who, group string) {
	b.Helper()
	b.adds(who, group, who)
	how := registration.CheckOut{Channel: leisure.Counter, Tender: &payments.Tender{Method: payments.Deferred}}
	_, err := b.service.CheckOut(b.Context(), nadia, people.ID(who), how, b.key())
	b.Must(err)
}
