package requests

import (
	"context"
	"slices"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/session"
)

// File is a request as one viewer may see it.
type File struct {
	Standing
	Whole       bool // Whole is false when only the public part is shown: where it stands, not what was said.
	Events      []Event
	Attachments []Attachment
	Contacts    []Interaction // Contacts are those it came up in; for the staff.
	Follows     bool          // Follows tells whether the viewer follows it.
	Reporter    people.Person // Reporter is empty when unknown, or not for these eyes.
	Beneficiary people.Person
	Original    *Related  // Original is what a duplicate follows.
	Duplicates  []Related // Duplicates are those that follow this one; for the staff.
	Deeds       []Kind    // Deeds are what the viewer may do now.
	Left        Left
}

// Related is another request, in one line.
type Related struct {
	Number Number
	Title  string
	State  State
}

// May tells whether the viewer may do a deed now.
func (f File) May(k Kind) bool { return slices.Contains(f.Deeds, k) }

// File is a request as the viewer may see it: all of it for the staff who may work on it,
// what concerns citizens for its owners, the public part for whoever follows it. For
// anybody else, colleagues of another department included, it does not exist.
func (s *Service) File(ctx context.Context, v session.Viewer, n Number) (File, error) {
	r, err := requestByNumber(ctx, s.DB, n)
	if err != nil {
		return File{}, err
	}
	f, err := s.standing(ctx, r)
	if err != nil {
		return File{}, err
	}
	if v.Person != "" {
		if f.Follows, err = follows(ctx, s.DB, r.ID, people.ID(v.Person)); err != nil {
			return File{}, err
		}
	}
	if v.Staff() {
		if workers(ctx, s.DB, s, v, r) != nil {
			return File{}, notFound()
		}
		return s.fileForStaff(ctx, v, f)
	}
	err = owners(ctx, s.DB, s, v, r)
	switch {
	case err == nil:
		return s.fileForOwner(ctx, f)
	case fault.KindOf(err) == fault.NotFound && f.Follows:
		return s.publicPart(f), nil
	}
	return File{}, err
}

// ByTracking is the public part of the request with a tracking code, for whoever holds it.
func (s *Service) ByTracking(ctx context.Context, code string) (File, error) {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(code))
	if len(code) != 8 {
		return File{}, notFound()
	}
	var w db.Where
	w.And("r.tracking = ?", code)
	r, err := requestWith(ctx, s.DB, w)
	if err != nil {
		return File{}, err
	}
	f, err := s.standing(ctx, r)
	if err != nil {
		return File{}, err
	}
	return s.publicPart(f), nil
}

// standing is what every view of a request begins with.
func (s *Service) standing(ctx context.Context, r Request) (File, error) {
	t, err := s.TypeOf(ctx, r)
	if err != nil {
		return File{}, err
	}
	f := File{Standing: Standing{Request: r, Type: t, Department: s.Department(r.Department)}, Left: SLA(r, s.Calendar(), s.Clock.Now())}
	followed := r.ID
	if r.DuplicateOf != "" {
		followed = r.DuplicateOf
	}
	followers, err := followersOf(ctx, s.DB, followed)
	if err != nil {
		return File{}, err
	}
	f.Followers = 1 + len(followers)
	if f.Events, err = eventsOf(ctx, s.DB, r.ID); err != nil {
		return File{}, err
	}
	if r.DuplicateOf == "" {
		return f, nil
	}
	original, err := requestByID(ctx, s.DB, r.DuplicateOf)
	if err != nil {
		return File{}, err
	}
	f.Original = &Related{Number: original.Number, Title: original.Title, State: original.State}
	return f, nil
}

func (s *Service) fileForStaff(ctx context.Context, v session.Viewer, f File) (File, error) {
	r := f.Request
	f.Whole = true
	var err error
	if f.Attachments, err = attachmentsOf(ctx, s.DB, r.ID); err != nil {
		return File{}, err
	}
	if !v.WorksFor(r.Department) {
		f.Events = slices.DeleteFunc(f.Events, func(e Event) bool { return e.Visibility == ForDepartment })
		f.Attachments = slices.DeleteFunc(f.Attachments, func(a Attachment) bool { return a.Visibility == ForDepartment })
	}
	if f.Contacts, err = interactionsAbout(ctx, s.DB, r.ID); err != nil {
		return File{}, err
	}
	if f.Duplicates, err = duplicatesOf(ctx, s.DB, r.ID); err != nil {
		return File{}, err
	}
	f.Deeds = s.staffDeeds(v, r)
	return s.named(ctx, f)
}

// named gives the file the people it is about.
func (s *Service) named(ctx context.Context, f File) (File, error) {
	ids := slices.DeleteFunc([]people.ID{f.Request.ReportedBy, f.Request.Beneficiary}, func(p people.ID) bool { return p == "" })
	if len(ids) == 0 {
		return f, nil
	}
	found, err := s.People.Persons(ctx, ids)
	if err != nil {
		return File{}, err
	}
	f.Reporter, f.Beneficiary = found[f.Request.ReportedBy], found[f.Request.Beneficiary]
	return f, nil
}

// staffDeeds are what a member of the staff may do to a request now.
func (s *Service) staffDeeds(v session.Viewer, r Request) []Kind {
	deeds := []Kind{DidNote}
	kinds := []Kind{DidAssign, DidTransfer, DidReply, DidAsk, DidPlan, DidAwait, DidResume, DidMovePromise, DidResolve, DidClose, DidContest, DidSendAway, DidReject, DidCancel, DidAttach}
	if v.May(session.RequestsMerge) {
		kinds = append(kinds, DidDuplicate, DidReopen)
	}
	act := Act{By: s.actor(v)}
	for _, k := range kinds {
		// The desk plans work that waits for the citizen: it is resumed in the same deed.
		resumed := r.State == WaitingCitizen && (k == DidPlan || k == DidAwait)
		if (r.State.Allows(k) || resumed) && !r.ownContest(act, k) {
			deeds = append(deeds, k)
		}
	}
	return deeds
}

func (s *Service) fileForOwner(ctx context.Context, f File) (File, error) {
	r := f.Request
	f.Whole = true
	f.Events = slices.DeleteFunc(f.Events, func(e Event) bool { return e.Visibility != ForCitizen })
	attachments, err := attachmentsOf(ctx, s.DB, r.ID)
	if err != nil {
		return File{}, err
	}
	f.Attachments = slices.DeleteFunc(attachments, func(a Attachment) bool { return a.Visibility != ForCitizen })
	for _, k := range []Kind{DidMessage, DidAnswer, DidCancel, DidContest, DidRate} {
		late := k == DidContest && s.Clock.Now().After(r.ContestedBefore(f.Type, s.Calendar()))
		if r.State.Allows(k) && !late {
			f.Deeds = append(f.Deeds, k)
		}
	}
	f.Request.EnteredBy, f.Request.AssignedTo, f.Request.ResolvedBy = "", "", ""
	return s.named(ctx, f)
}

// publicPart keeps of a request where it stands. What was said, by whom, and what the
// reporter wrote is nobody else's.
func (s *Service) publicPart(f File) File {
	f.Request = f.Request.public(f.Type)
	var events []Event
	for _, e := range f.Events {
		if e.Visibility == ForCitizen && (e.MovedState() || e.Kind == DidMovePromise) {
			e.Body, e.By = "", Actor{Kind: e.By.Kind}
			events = append(events, e)
		}
	}
	f.Events, f.Attachments, f.Original, f.Whole = events, nil, nil, false
	return f
}

// public is what anybody may know of a request.
func (r *Request) public(t Type) Request {
	p := Request{
		ID: r.ID, Number: r.Number, Type: r.Type, TypeVersion: r.TypeVersion, Department: r.Department, State: r.State,
		Title: t.Label.FR, ReceivedAt: r.ReceivedAt, AnswerBy: r.AnswerBy, PromisedAt: r.PromisedAt, PausedAt: r.PausedAt,
		PlannedFor: r.PlannedFor, ResolvedAt: r.ResolvedAt, ClosedAt: r.ClosedAt, Outcome: r.Outcome, DuplicateOf: r.DuplicateOf, Events: r.Events,
	}
	switch r.State {
	case WaitingThirdParty:
		p.Awaited = r.Awaited
	case OutOfJurisdiction:
		p.Awaited, p.OutcomeText = r.Awaited, r.OutcomeText
	}
	if t.NeedsPlace {
		p.PlaceLine, p.DistrictID, p.Lat, p.Lon = r.PlaceLine, r.DistrictID, r.Lat, r.Lon
	}
	return p
}

func duplicatesOf(ctx context.Context, q db.Querier, request ID) ([]Related, error) {
	rows, err := q.Query(ctx, `
		SELECT r.number, r.title, r.state
		FROM   requests_request r
		WHERE  r.duplicate_of = $1
		ORDER BY r.received_at, r.id`, string(request))
	return db.Collect(rows, err, func(rows *db.Rows) (Related, error) {
		var r Related
		return r, rows.Scan(&r.Number, &r.Title, &r.State)
	})
}

// Attachment is a file of a request that the viewer may open.
func (s *Service) Attachment(ctx context.Context, v session.Viewer, n Number, attachment string) (Attachment, error) {
	f, err := s.File(ctx, v, n)
	if err != nil {
		return Attachment{}, err
	}
	i := slices.IndexFunc(f.Attachments, func(a Attachment) bool { return a.ID == attachment })
	if i < 0 {
		return Attachment{}, fault.New(fault.NotFound, "Ce fichier n’existe pas ou plus.")
	}
	return f.Attachments[i], nil
}
