package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/accounts"
	"sem/internal/alerts"
	"sem/internal/basemap"
	"sem/internal/clock"
	"sem/internal/collections"
	"sem/internal/db"
	"sem/internal/demo/ground"
	"sem/internal/files"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/library"
	"sem/internal/neighbourhood"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/registration"
	"sem/internal/requests"
	"sem/internal/slips"
	"sem/internal/tax"
	"sem/internal/watering"
)

// Rooms are the rooms that the town is written into. Their registers are migrated and empty.
type Rooms struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      id.Source // IDs may be nil: identifiers then come from the seed, and each build has the same.
	Places   *places.Service
	People   *people.Service
	Accounts *accounts.Service
	Requests *requests.Service
	Journal  *journal.Service
	Alerts   *alerts.Service
	Files    *files.Service

	Property      *property.Service
	Tax           *tax.Service
	Collections   *collections.Service
	Watering      *watering.Service
	Neighbourhood *neighbourhood.Service
	Map           *basemap.Service
	Leisure       *leisure.Service      // Leisure may be nil: the town then has no program.
	Registration  *registration.Service // Registration may be nil: then nobody is registered.
	Payments      *payments.Service
	Slips         *slips.Service   // Slips may be nil: then nobody has a relevé 24.
	Library       *library.Service // Library may be nil: then nobody has a card.
}

// Size is how large the town is.
type Size string

// The sizes.
const (
	Small Size = "small" // Small has about 300 people and is ready in a few seconds.
	City  Size = "city"  // City has 45 000 people at 17 000 addresses, and half a million events in their files.
	Large Size = "large" // Large is ten times the city.
)

// measure is what a size stands for.
type measure struct {
	people, addresses, requests int
	readers                     int     // readers are the ordinary people who have linked a library card.
	skew                        float64 // skew is how much more came in lately than long ago; 1 is no more.
	crowd                       int     // crowd is how many requests the one person has who asks most.
}

var measures = map[Size]measure{
	Small: {people: 300, addresses: 1700, requests: 900, readers: 40, skew: 1.8, crowd: 300},
	City:  {people: 45_000, addresses: 17_000, requests: 74_000, readers: 900, skew: 1.15, crowd: 300},
	Large: {people: 450_000, addresses: 170_000, requests: 740_000, readers: 900, skew: 1.15, crowd: 300},
}

// Options say which town to build.
type Options struct {
	Size     Size
	Now      time.Time                          // Now is the present of the town; the zero time is the clock's.
	Progress func(done, total int, what string) // Progress may be nil.
	Folder   string                             // Folder is where the files of other offices are laid, and stay for anybody to see.
}

// Ready tells whether the town stands: the last account written can sign in.
func Ready(ctx context.Context, r Rooms) (bool, error) {
	return r.Accounts.HasCode(ctx, MarieCode)
}

// Build writes the town. A build that was interrupted leaves a part of one, which Ready
// tells apart; such a folder is thrown away and built anew.
func Build(ctx context.Context, r Rooms, o Options) error {
	size, ok := measures[o.Size]
	if !ok {
		return fmt.Errorf("build the demonstration: no size is called %q; choose small, city or large", o.Size)
	}
	if o.Now.IsZero() {
		o.Now = r.Clock.Now()
	}
	if o.Progress == nil {
		o.Progress = func(int, int, string) {}
	}
	if r.IDs == nil {
		r.IDs = newSeeded(o.Now.AddDate(-years, 0, 0))
	}
	b := &builder{Rooms: r, Options: o, measure: size, accountOf: map[string]string{}}
	if err := b.build(ctx); err != nil {
		return fmt.Errorf("build the demonstration: %w", err)
	}
	return nil
}

// builder writes one town.
type builder struct {
	Rooms
	Options
	measure

	hash      string // hash is of the one password, worked out once.
	addresses []places.Address
	teller    *teller
	settler   *settler
	deck      *deck
	cast      cast
	stories   []plot            // stories are those told by name.
	codes     int               // codes counts the accounts of ordinary citizens.
	tracked   int               // tracked counts the tracking codes given out.
	taken     float64           // taken is the part of a request that a household is owed when its turn ends.
	neighbour people.Person     // neighbour is who asked before, and may notice the same thing.
	accountOf map[string]string // accountOf are the accounts of the people who have one, of the last households.
	books     books
	plan      *ground.Plan
	cared     int                           // cared is the year in which Zoé’s camp was paid, 0 when she has none.
	dwellings map[places.AddressID]dwelling // dwellings are the properties of the doors.
	rental    dwelling                      // rental is the house that Gérard Paquette rents out.
}

func (b *builder) build(ctx context.Context) error {
	var err error
	if b.hash, err = b.Accounts.Hasher.Hash(ctx, Password); err != nil {
		return fmt.Errorf("hash the password: %w", err)
	}
	b.Progress(0, b.people, "rues et adresses")
	if err := b.layOut(ctx); err != nil {
		return err
	}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	if err := b.offices(ctx); err != nil {
		return err
	}
	if err := b.write(ctx, b.ordinary(ctx)); err != nil {
		return err
	}
	if err := b.DB.InTx(ctx, func(tx *db.Tx) error { return b.Requests.LoadCounters(ctx, tx, b.deck.highest()) }); err != nil {
		return err
	}
	named, err := b.named(ctx)
	if err != nil {
		return err
	}
	if err := b.load(ctx, named); err != nil {
		return err
	}
	if err := b.permits(ctx); err != nil {
		return err
	}
	if err := b.courses(ctx); err != nil {
		return fmt.Errorf("register the town: %w", err)
	}
	if err := b.lastYear(ctx); err != nil {
		return fmt.Errorf("issue the slips of last year: %w", err)
	}
	if err := b.lotteries(ctx); err != nil {
		return fmt.Errorf("hold the lotteries of the town: %w", err)
	}
	if err := b.readers(ctx); err != nil {
		return fmt.Errorf("give the town its library cards: %w", err)
	}
	b.Progress(b.people, b.people, "ville prête")
	return nil
}

// layOut writes the districts, and the streets with their addresses.
func (b *builder) layOut(ctx context.Context) error {
	var err error
	if b.plan, err = ground.Read(); err != nil {
		return err
	}
	var outlines []places.District
	for _, d := range b.plan.Districts {
		outlines = append(outlines, d.District)
	}
	if _, err := b.Places.SaveDistricts(ctx, outlines); err != nil {
		return fmt.Errorf("write the districts: %w", err)
	}
	all := slices.Collect(b.plan.Addresses(b.measure.addresses))
	for i := range all {
		all[i].ID = places.AddressID(b.IDs.New())
	}
	for part := range slices.Chunk(all, 4000) {
		var saved []places.Address
		err := b.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			saved, err = b.Places.Fill(ctx, tx, part)
			return err
		})
		if err != nil {
			return err
		}
		b.addresses = append(b.addresses, saved...)
	}
	return nil
}

// prepare reads what the town is told with, and engages its staff.
func (b *builder) prepare(ctx context.Context) error {
	err := b.DB.InTx(ctx, func(tx *db.Tx) error { return requests.Seed(ctx, tx, b.Now.AddDate(-years, -1, 0)) })
	if err != nil {
		return err
	}
	names, err := readNames()
	if err != nil {
		return err
	}
	if b.teller, err = newTeller(b.Now, b.IDs); err != nil {
		return err
	}
	colleagues := b.engage(names)
	err = b.DB.InTx(ctx, func(tx *db.Tx) error { return b.Accounts.Load(ctx, tx, b.hash, slices.Values(colleagues)) })
	if err != nil {
		return err
	}
	homes, err := findHomes(b.addresses)
	if err != nil {
		return err
	}
	b.settler = &settler{names: names, ids: b.IDs, now: b.Now, addresses: homes.others(b.addresses)}
	b.cast = (&caster{ids: b.IDs, now: b.Now, since: b.Now.AddDate(-years, -2, 0).Truncate(time.Second)}).cast(homes)
	b.books = books{
		newID: b.IDs.New, departments: b.teller.departments, roleOf: func(account string) string { return b.clerkOf(account).journalRole() },
		accountOf: b.accountOf, languageOf: map[people.ID]string{}, noticesSince: b.Now.AddDate(0, 0, -noticeDays),
	}
	b.stories = plots(b.teller, b.cast)
	told := make([]time.Time, len(b.stories))
	for i, s := range b.stories {
		told[i] = s.at
		for slices.Contains(told[:i], told[i]) {
			told[i] = told[i].Add(-time.Minute) // Early in the morning, several came in at the same time.
		}
		b.stories[i].at = told[i]
	}
	b.deck = newDeck(b.measure.requests, b.skew, b.Now, told)
	return nil
}
