package requests

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/text"
)

// Row is a request in a list.
type Row struct {
	Request    Request
	Type       Type
	Department Department
	Reporter   string // Reporter is a name; in the staff's lists.
	Followed   bool   // Followed tells that the viewer follows it, and sees its public part.
	Left       Left
}

// Filter chooses among a citizen's requests.
type Filter struct {
	Open   bool // Open leaves out what is ended.
	Ended  bool // Ended leaves out what is open.
	State  State
	Person people.ID // Person keeps what one of the people in their care reported, or what is for them.
	Text   string
	Page   int // Page counts from 1.
}

// List is a page of requests.
type List struct {
	Rows  []Row
	Total int
	Page  int
	Pages int
}

// perPage is how many requests a page shows.
const perPage = 25

// Mine are the requests of a citizen, of those in their care, and those they follow, the
// newest first.
func (s *Service) Mine(ctx context.Context, v session.Viewer, f Filter) (List, error) {
	if v.Person == "" {
		return List{}, fault.New(fault.SignIn, "Entrez dans votre dossier pour voir vos demandes.")
	}
	care, err := s.inCare(ctx, people.ID(v.Person))
	if err != nil {
		return List{}, err
	}
	if f.Person != "" && !slices.Contains(care, f.Person) {
		return List{}, notFound()
	}
	rows, err := s.listOf(ctx, care, people.ID(v.Person))
	if err != nil {
		return List{}, err
	}
	typed := text.Fold(f.Text)
	rows = slices.DeleteFunc(rows, func(row Row) bool { return !f.keeps(row, typed) })
	return paged(rows, f.Page), nil
}

func (s *Service) inCare(ctx context.Context, who people.ID) ([]people.ID, error) {
	care, err := s.People.InCare(ctx, who, people.Requests)
	if err != nil {
		return nil, err
	}
	ids := make([]people.ID, len(care))
	for i, c := range care {
		ids[i] = c.Person.ID
	}
	return ids, nil
}

func (f Filter) keeps(row Row, typed string) bool {
	r := row.Request
	switch {
	case f.Open && !r.State.Open(), f.Ended && r.State.Open(), f.State != "" && r.State != f.State:
		return false
	case f.Person != "" && (row.Followed || r.ReportedBy != f.Person && r.Beneficiary != f.Person):
		return false
	}
	return typed == "" || strings.Contains(text.Fold(string(r.Number)+" "+r.Title+" "+r.PlaceLine+" "+row.Type.Label.FR+" "+row.Type.Label.EN), typed)
}

func paged(rows []Row, page int) List {
	l := List{Total: len(rows), Page: max(page, 1), Pages: max((len(rows)+perPage-1)/perPage, 1)}
	l.Page = min(l.Page, l.Pages)
	from := (l.Page - 1) * perPage
	l.Rows = rows[from:min(from+perPage, len(rows))]
	return l
}

// OpenOf are the open requests reported by some people, or for them, the newest first.
func (s *Service) OpenOf(ctx context.Context, whose ...people.ID) ([]Row, error) {
	return s.concerning(ctx, whose, "AND r.resolved_at IS NULL")
}

// mostOf bounds how many requests of one family are read at once.
const mostOf = 1000

// listOf are the requests of some people, and those that follower follows.
func (s *Service) listOf(ctx context.Context, whose []people.ID, follower people.ID) ([]Row, error) {
	all, err := s.concerning(ctx, whose, "")
	if err != nil || follower == "" {
		return all, err
	}
	followed, err := s.rowsFollowed(ctx, follower)
	return newestOnce(append(all, followed...)), err
}

// concerning are the requests that some people reported, or that are for them, the newest
// first. Each of the two is read by its own index.
func (s *Service) concerning(ctx context.Context, whose []people.ID, also string) ([]Row, error) {
	if len(whose) == 0 {
		return nil, nil
	}
	marks, values := listed(whose)
	var either db.Where
	either.And(`r.id IN (
			SELECT o.id FROM requests_request o WHERE o.reported_by IN (`+marks+`)
			UNION
			SELECT b.id FROM requests_request b WHERE b.beneficiary IN (`+marks+`))`, slices.Concat(values, values)...)
	rows, err := s.DB.Query(ctx, selectRequest+either.SQL()+also+`
		ORDER BY r.received_at DESC, r.id DESC
		LIMIT  `+either.Next(mostOf), either.Args()...)
	found, err := db.Collect(rows, err, scanRequest)
	if err != nil {
		return nil, fmt.Errorf("read requests of people: %w", err)
	}
	return s.rows(ctx, found)
}

// newestOnce keeps each request once, the newest first.
func newestOnce(rows []Row) []Row {
	seen := map[ID]bool{}
	rows = slices.DeleteFunc(rows, func(row Row) bool {
		was := seen[row.Request.ID]
		seen[row.Request.ID] = true
		return was
	})
	slices.SortFunc(rows, func(a, b Row) int {
		if c := b.Request.ReceivedAt.Compare(a.Request.ReceivedAt); c != 0 {
			return c
		}
		return strings.Compare(string(b.Request.ID), string(a.Request.ID))
	})
	return rows
}

func (s *Service) rowsFollowed(ctx context.Context, follower people.ID) ([]Row, error) {
	rows, err := s.DB.Query(ctx, selectRequest+`
		JOIN   requests_follower f ON f.request_id = r.id
		WHERE  f.person_id = $1
		ORDER BY r.received_at DESC, r.id DESC
		LIMIT  $2`, string(follower), mostOf)
	found, err := db.Collect(rows, err, scanRequest)
	if err != nil {
		return nil, fmt.Errorf("read requests followed: %w", err)
	}
	followed, err := s.rows(ctx, found)
	if err != nil {
		return nil, err
	}
	for i, row := range followed {
		followed[i].Request, followed[i].Followed = row.Request.public(row.Type), true
	}
	return followed, nil
}

// rows completes requests for a list.
func (s *Service) rows(ctx context.Context, found []Request) ([]Row, error) {
	now, calendar := s.Clock.Now(), s.Calendar()
	rows := make([]Row, len(found))
	for i, r := range found {
		t, err := s.TypeOf(ctx, r)
		if err != nil {
			return nil, err
		}
		rows[i] = Row{Request: r, Type: t, Department: s.Department(r.Department), Left: SLA(r, calendar, now)}
	}
	return rows, nil
}

// Happening is something a citizen should see of one of their requests.
type Happening struct {
	Event  Event
	Number Number
	Title  string
	State  State
	Person people.ID
}

// Recent are the events of the requests that some people reported, or that are for them,
// before a moment, the newest first. A zero moment is now.
func (s *Service) Recent(ctx context.Context, whose []people.ID, before time.Time, limit int) ([]Happening, error) {
	if len(whose) == 0 {
		return nil, nil
	}
	if before.IsZero() {
		before = s.Clock.Now().Add(time.Second)
	}
	theirs, err := s.recent(ctx, "r.reported_by", whose, before, limit)
	if err != nil {
		return nil, err
	}
	forThem, err := s.recent(ctx, "r.beneficiary", whose, before, limit)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	found := slices.DeleteFunc(append(theirs, forThem...), func(h Happening) bool {
		was := seen[h.Event.ID]
		seen[h.Event.ID] = true
		return was
	})
	slices.SortFunc(found, func(a, b Happening) int {
		return cmp.Or(b.Event.At.Compare(a.Event.At), strings.Compare(b.Event.ID, a.Event.ID))
	})
	return found[:min(len(found), limit)], nil
}

// recent reads by one of the two columns that name whose a request is, each with its index.
func (s *Service) recent(ctx context.Context, column string, whose []people.ID, before time.Time, limit int) ([]Happening, error) {
	w := oneOf(column, whose)
	w.And("e.visibility = ?", string(ForCitizen))
	w.And("e.at < ?", before)
	rows, err := s.DB.Query(ctx, `
		SELECT e.id, e.request_id, e.rank, e.at, e.kind, e.visibility, e.actor, e.actor_kind, e.actor_name, e.from_state, e.to_state,
		       e.body, e.detail, r.number, r.title, r.state, COALESCE(r.beneficiary, r.reported_by, '')
		FROM   requests_request r
		JOIN   requests_event e ON e.request_id = r.id`+w.SQL()+`
		ORDER BY e.at DESC, e.id DESC
		LIMIT  `+w.Next(limit), w.Args()...)
	found, err := db.Collect(rows, err, func(rows *db.Rows) (Happening, error) {
		var h Happening
		e := &h.Event
		return h, rows.Scan(&e.ID, &e.Request, &e.Rank, &e.At, &e.Kind, &e.Visibility, &e.By.ID, &e.By.Kind, &e.By.Name, &e.From, &e.To,
			&e.Body, &e.Detail, &h.Number, &h.Title, &h.State, &h.Person)
	})
	if err != nil {
		return nil, fmt.Errorf("read recent events: %w", err)
	}
	return found, nil
}

// PersonFile is what the desk sees of a person's requests.
type PersonFile struct {
	Open         []Row
	Ended        int // Ended counts those that are over.
	Interactions []Interaction
	CallBacks    []Interaction // CallBacks are the calls promised to this person and not made.
}

// Of is what the desk sees of a person: open requests, contacts, promised calls.
func (s *Service) Of(ctx context.Context, person people.ID) (PersonFile, error) {
	rows, err := s.listOf(ctx, []people.ID{person}, "")
	if err != nil {
		return PersonFile{}, err
	}
	var f PersonFile
	for _, row := range rows {
		if row.Request.State.Open() {
			f.Open = append(f.Open, row)
		}
	}
	f.Ended = len(rows) - len(f.Open)
	if f.Interactions, err = s.Interactions(ctx, person, time.Time{}, perPage); err != nil {
		return PersonFile{}, err
	}
	for _, i := range f.Interactions {
		if !i.CallBackAt.IsZero() && i.CalledAt.IsZero() {
			f.CallBacks = append(f.CallBacks, i)
		}
	}
	return f, nil
}

// AllOf are the requests reported by a person or for them, the newest first: for the desk,
// and for the copy of everything the city holds.
func (s *Service) AllOf(ctx context.Context, person people.ID) ([]Row, error) {
	return s.listOf(ctx, []people.ID{person}, "")
}
