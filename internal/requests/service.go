package requests

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// Service is the desk. LoadTypes is called before it is used.
type Service struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    id.Source
	People *people.Service
	Alerts *alerts.Service
	Files  *files.Service
	Places *places.Service // Places finds the district of an address or a point; nil leaves it unknown.
	Staff  Staff           // Staff gives names to accounts; nil shows the name of the viewer.

	known   atomic.Pointer[known]
	reading sync.Mutex
}

// Staff is all that requests asks of the accounts: how a member of the staff is shown to
// citizens, Martin G.
type Staff interface {
	StaffName(account string) string
}

// LoadTypes reads the types, departments and holidays. It is called again after they change.
func (s *Service) LoadTypes(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	k, err := readKnown(ctx, s.DB)
	if err != nil {
		return err
	}
	s.known.Store(k)
	return nil
}

func (s *Service) memory() *known {
	if k := s.known.Load(); k != nil {
		return k
	}
	return &known{}
}

// Types are those offered now, by group and label.
func (s *Service) Types() []Type { return s.memory().offered }

// Type is the current version of a type.
func (s *Service) Type(code string) (Type, bool) {
	t, ok := s.memory().current[code]
	return t, ok
}

// Departments are the services of the city, in their order.
func (s *Service) Departments() []Department { return s.memory().departments }

// Department is a service by its code.
func (s *Service) Department(code string) Department { return s.memory().department(code) }

// Calendar counts the business days of the city.
func (s *Service) Calendar() Calendar { return s.memory().calendar }

// TypeOf is the version of the type that a request was reported with. A version made by
// another process since is read.
func (s *Service) TypeOf(ctx context.Context, r Request) (Type, error) {
	key := versionKey{r.Type, r.TypeVersion}
	if t, ok := s.memory().versions[key]; ok {
		return t, nil
	}
	if err := s.LoadTypes(ctx); err != nil {
		return Type{}, err
	}
	t, ok := s.memory().versions[key]
	if !ok {
		return Type{}, fmt.Errorf("request %s: no version %d of type %s", r.Number, r.TypeVersion, r.Type)
	}
	return t, nil
}

// actor is the viewer as the events of a request remember them.
func (s *Service) actor(v session.Viewer) Actor {
	if !v.Staff() {
		return Actor{Kind: ByCitizen, ID: v.Person}
	}
	return Actor{Kind: ByStaff, ID: v.Account, Name: s.staffName(v.Account, v.FullName)}
}

func (s *Service) staffName(account, full string) string {
	if s.Staff != nil {
		if name := s.Staff.StaffName(account); name != "" {
			return name
		}
	}
	given, family, found := strings.Cut(full, " ")
	if !found {
		return full
	}
	return given + " " + string([]rune(family)[:1]) + "."
}

// permission says who may do a deed: nil, or the refusal.
type permission func(ctx context.Context, q db.Querier, s *Service, v session.Viewer, r Request) error

// workers may work on a request: those of its department, and the desk.
func workers(_ context.Context, _ db.Querier, _ *Service, v session.Viewer, r Request) error {
	switch {
	case !v.Staff():
		return notFound()
	case !v.May(session.RequestsWork):
		return fault.New(fault.Forbidden, "Votre rôle ne permet pas de traiter les demandes.")
	case !v.WorksFor(r.Department) && !v.May(session.RequestsMerge):
		return fault.New(fault.Forbidden, "Cette demande est à un autre service. Demandez-lui de vous la transférer.")
	}
	return nil
}

// mergers may merge and reopen requests.
func mergers(ctx context.Context, q db.Querier, s *Service, v session.Viewer, r Request) error {
	if err := workers(ctx, q, s, v, r); err != nil {
		return err
	}
	if !v.May(session.RequestsMerge) {
		return fault.New(fault.Forbidden, "Seul le guichet peut faire cela. Laissez-lui une note.")
	}
	return nil
}

// owners are the people the request is of: who reported it, for whom it is, and those in
// whose care they are.
func owners(ctx context.Context, q db.Querier, s *Service, v session.Viewer, r Request) error {
	if v.Person == "" {
		return notFound()
	}
	for _, whose := range []people.ID{r.ReportedBy, r.Beneficiary} {
		if whose == "" {
			continue
		}
		err := s.People.MayAct(ctx, q, people.ID(v.Person), whose, people.Requests)
		if err == nil {
			return nil
		}
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	return notFound()
}

// ownersOrWorkers are its owners, and the staff who act for them on the telephone.
func ownersOrWorkers(ctx context.Context, q db.Querier, s *Service, v session.Viewer, r Request) error {
	if v.Staff() {
		return workers(ctx, q, s, v, r)
	}
	return owners(ctx, q, s, v, r)
}

// deed is what a use case does to the request it was given.
type deed func(ctx context.Context, c *change) error

// change is a request while something is done to it.
type change struct {
	tx      *db.Tx
	request *Request
	act     Act
	events  []Event
	files   []kept
}

// kept is a file that comes with an event.
type kept struct {
	file  files.File
	rank  int
	eyes  Visibility
	about string
}

// add takes the event of a rule, or its refusal.
func (c *change) add(e Event, err error) error {
	if err == nil {
		c.events = append(c.events, e)
	}
	return err
}

// attach has files come with the last event.
func (c *change) attach(uploads []files.File, eyes Visibility) {
	for _, f := range uploads {
		c.files = append(c.files, kept{file: f, rank: c.request.Events, eyes: eyes})
	}
}

// tries is how often a deed is tried when others change the same request meanwhile. Each
// try asks the rules again, of the request as it has become.
const tries = 5

// change does a deed to a request: once for each key, by somebody who may, in one
// transaction with its events, its journal entry and its notices.
func (s *Service) change(ctx context.Context, v session.Viewer, n Number, key forms.Key, may permission, what deed) error {
	return s.again(func() error {
		return s.DB.InTx(ctx, func(tx *db.Tx) error {
			earlier, err := forms.Claim(ctx, tx, key, string(n), s.Clock.Now())
			if err != nil || earlier != "" {
				return err
			}
			r, err := requestByNumber(ctx, tx, n)
			if err != nil {
				return err
			}
			if err := may(ctx, tx, s, v, r); err != nil {
				return err
			}
			return s.perform(ctx, tx, v, s.actor(v), r, what)
		})
	})
}

// again tries a transaction again when another one was faster.
func (s *Service) again(try func() error) error {
	var err error
	for range tries {
		if err = try(); !errors.Is(err, errStale) && !db.IsDuplicate(err) {
			return err
		}
	}
	if errors.Is(err, errStale) {
		return fault.Wrap(fault.Conflict, err, "Quelqu’un d’autre change cette demande en ce moment. Relisez-la, puis recommencez.")
	}
	return err
}

// perform does a deed to a request that was read, and writes what comes of it.
func (s *Service) perform(ctx context.Context, tx *db.Tx, v session.Viewer, who Actor, r Request, what deed) error {
	t, err := s.TypeOf(ctx, r)
	if err != nil {
		return err
	}
	before := r.Events
	c := &change{tx: tx, request: &r, act: Act{By: who, At: s.Clock.Now(), Type: t, Calendar: s.Calendar()}}
	if err := what(ctx, c); err != nil {
		return err
	}
	if len(c.events) == 0 {
		return nil
	}
	if err := saveRequest(ctx, tx, r, before); err != nil {
		return err
	}
	if err := s.writeEvents(ctx, tx, c); err != nil {
		return err
	}
	if err := s.write(ctx, tx, v, journal.RequestChanged, r, string(c.events[0].Kind)); err != nil {
		return err
	}
	return s.tell(ctx, tx, r, t, c.events)
}

func (s *Service) writeEvents(ctx context.Context, tx *db.Tx, c *change) error {
	for i := range c.events {
		c.events[i].ID = s.IDs.New()
		if err := insertEvent(ctx, tx, c.events[i]); err != nil {
			return fmt.Errorf("write an event of %s: %w", c.request.Number, err)
		}
	}
	for _, k := range c.files {
		if err := s.keepFile(ctx, tx, c.events, k); err != nil {
			return fmt.Errorf("keep a file of %s: %w", c.request.Number, err)
		}
	}
	return nil
}

func (s *Service) keepFile(ctx context.Context, tx *db.Tx, events []Event, k kept) error {
	if err := s.Files.KeepTx(ctx, tx, k.file); err != nil {
		return err
	}
	for _, e := range events {
		if e.Rank == k.rank {
			return insertAttachment(ctx, tx, Attachment{ID: s.IDs.New(), File: k.file.ID, Visibility: k.eyes, Description: k.about}, e)
		}
	}
	return fmt.Errorf("no event of rank %d", k.rank)
}

// write tells the journal; whoever the request is about can read it there.
func (s *Service) write(ctx context.Context, tx *db.Tx, v session.Viewer, action journal.Action, r Request, detail string) error {
	return journal.Add(ctx, tx, s.IDs, journal.Entry{
		At: s.Clock.Now(), Actor: v.Account, ActorRole: journal.RoleOf(v), Person: string(r.concerned()),
		Action: action, Object: string(r.Number), Detail: detail,
	})
}

// concerned is whose file the request is in.
func (r *Request) concerned() people.ID {
	if r.ReportedBy != "" {
		return r.ReportedBy
	}
	return r.Beneficiary
}

// tell raises the notices of what was done to a request.
func (s *Service) tell(ctx context.Context, tx *db.Tx, r Request, t Type, events []Event) error {
	if s.Alerts == nil {
		return nil
	}
	st := Standing{Request: r, Type: t, Department: s.Department(r.Department)}
	notices, err := st.Notices(events, func() ([]people.ID, error) { return followersOf(ctx, tx, r.ID) })
	if err != nil {
		return fmt.Errorf("read the followers of %s: %w", r.Number, err)
	}
	ctx = i18n.WithNow(ctx, s.Clock.Now())
	for _, n := range notices {
		if err := s.Alerts.RaiseTx(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

// Notices are one notice for each person who should know what the city did in one deed.
// Whoever did it knows; followers, who are asked for only when they are told, hear where it
// stands, not what was said to the reporter.
func (s Standing) Notices(events []Event, followers func() ([]people.ID, error)) ([]alerts.Notice, error) {
	var own, public []Event
	for _, e := range events {
		if e.Visibility != ForCitizen || e.By.Kind == ByCitizen {
			continue
		}
		own = append(own, e)
		if e.MovedState() || e.Kind == DidMovePromise {
			public = append(public, e)
		}
	}
	if len(own) == 0 {
		return nil, nil
	}
	var notices []alerts.Notice
	told := map[people.ID]bool{"": true}
	add := func(person people.ID, events []Event, whole bool) {
		if !told[person] {
			told[person] = true
			notices = append(notices, s.notice(events, person, whole))
		}
	}
	add(s.Request.ReportedBy, own, true)
	add(s.Request.Beneficiary, own, true)
	if len(public) == 0 {
		return notices, nil
	}
	who, err := followers()
	for _, person := range who {
		add(person, public, false)
	}
	return notices, err
}

func (s Standing) notice(events []Event, person people.ID, whole bool) alerts.Notice {
	last := events[len(events)-1]
	return alerts.Notice{
		Key:     fmt.Sprintf("request/%s/%d/%s", s.Request.Number, last.Rank, person),
		Person:  person,
		Subject: "request",
		Object:  string(s.Request.Number),
		Path:    "/demandes/" + string(s.Request.Number),
		Words: func(ctx context.Context) (string, string) {
			return i18n.T(ctx, "%s : %s", events[0].Words(ctx), s.Request.Title), s.news(ctx, events, whole)
		},
	}
}

// news is the body of a notice: what was said, when it is for this person, and where the
// request stands.
func (s Standing) news(ctx context.Context, events []Event, whole bool) string {
	var lines []string
	for i, e := range events {
		if i > 0 {
			lines = append(lines, e.Words(ctx)+".")
		}
		if whole && e.Body != "" && slices.Contains(spoken, e.Kind) {
			lines = append(lines, e.Body)
		}
	}
	if sentence := s.Sentence(ctx); sentence != "" && sentence != lastOf(lines) {
		lines = append(lines, sentence)
	}
	return strings.Join(lines, "\n\n")
}

// spoken are the deeds whose words are for the citizen and are not in the public sentence.
var spoken = []Kind{DidReply, DidPlan, DidResume, DidMovePromise, DidResolve, DidReopen, DidReject, DidCancel}

func lastOf(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[len(lines)-1]
}

// locate finds the district, and the point of an address.
func (s *Service) locate(ctx context.Context, q db.Querier, report *Report) error {
	if s.Places == nil || report.DistrictID != "" {
		return nil
	}
	if report.AddressID != "" {
		a, err := s.Places.AddressByID(ctx, q, places.AddressID(report.AddressID))
		if err != nil {
			return err
		}
		if report.PlaceLine == "" {
			report.PlaceLine = a.Line()
		}
		if report.Lat == 0 {
			report.Lat, report.Lon = a.Point.Lat, a.Point.Lon
		}
		report.DistrictID = string(a.District)
	}
	if report.DistrictID == "" && report.Lat != 0 {
		if d, ok := s.Places.DistrictAt(geo.Point{Lat: report.Lat, Lon: report.Lon}); ok {
			report.DistrictID = string(d.ID)
		}
	}
	return nil
}
