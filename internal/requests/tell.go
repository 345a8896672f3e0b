package requests

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sem/internal/alerts"
	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/people"
)

// tell raises the notices of what was done to a request.
func (s *Service) tell(ctx context.Context, tx *db.Tx, r Request, t Type, events []Event) error {
	if s.Alerts == nil {
		return nil
	}
	st := Standing{Request: r, Type: t, Department: s.Department(r.Department)}
	if r.DuplicateOf != "" {
		others, err := followersOf(ctx, tx, r.DuplicateOf)
		if err != nil {
			return fmt.Errorf("read the followers of the original of %s: %w", r.Number, err)
		}
		st.Followers = 1 + len(others)
	}
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
	if !whole {
		s.Request = s.Request.public(s.Type)
	}
	return alerts.Notice{
		Key:     fmt.Sprintf("request/%s/%d/%s", s.Request.Number, last.Rank, person),
		Person:  person,
		Subject: "request",
		Object:  string(s.Request.Number),
		Path:    "/demandes/" + string(s.Request.Number),
		Words: func(ctx context.Context) (string, string) {
			title := s.Request.Title
			if !whole {
				title = s.Type.Label.In(ctx)
			}
			return i18n.T(ctx, "%s : %s", events[0].Words(ctx), title), s.news(ctx, events, whole)
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
