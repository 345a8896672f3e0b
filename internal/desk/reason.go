package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/text"
)

// Reason is why a member of the staff opens somebody's file. The person reads it under
// "Qui a consulté mon dossier".
type Reason string

// The reasons. Other demands words.
const (
	ForCall     Reason = "appel"    // ForCall: the person is on the line.
	ForCounter  Reason = "comptoir" // ForCounter: the person stands at the counter.
	ForFollowUp Reason = "suivi"    // ForFollowUp: a request of theirs is being handled.
	ForOther    Reason = "autre"
)

// Valid tells whether r is one of the reasons.
func (r Reason) Valid() bool {
	return slices.Contains([]Reason{ForCall, ForCounter, ForFollowUp, ForOther}, r)
}

// Words is the reason as the journal keeps it and the person reads it, in French; empty
// for ForOther, whose words are the agent's own.
func (r Reason) Words() string {
	switch r {
	case ForCall:
		return "Appel téléphonique"
	case ForCounter:
		return "Au comptoir"
	case ForFollowUp:
		return "Suivi d’une demande"
	}
	return ""
}

// asked is how long a reason given counts for the same person's file.
const asked = 15 * time.Minute

// reasons remembers, on this node and for a quarter of an hour, the reasons that were
// given, so that going through a file asks once. Forgetting one only asks again.
type reasons struct {
	mu    sync.Mutex
	given map[opening]given
}

type opening struct {
	account string
	person  people.ID
}

type given struct {
	reason string
	at     time.Time
}

// Reason is the viewer's reason to open a file that was given a moment ago, empty when it
// must be asked.
func (s *Service) Reason(by session.Viewer, whose people.ID) string {
	r := &s.reasons
	r.mu.Lock()
	defer r.mu.Unlock()
	g := r.given[opening{by.Account, whose}]
	if s.Clock.Now().Sub(g.at) > asked {
		return ""
	}
	return g.reason
}

func (r *reasons) give(by session.Viewer, whose people.ID, reason string, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.given == nil {
		r.given = map[opening]given{}
	}
	for o, g := range r.given {
		if now.Sub(g.at) > asked {
			delete(r.given, o)
		}
	}
	r.given[opening{by.Account, whose}] = given{reason, now}
}

// Viewed puts the opening of a file into the journal with its reason, and remembers the
// reason. Other reasons than the usual ones need words.
func (s *Service) Viewed(ctx context.Context, by session.Viewer, whose people.ID, object string, reason Reason, words string) error {
	words = text.SafeLine(words)
	switch {
	case !reason.Valid():
		return &fault.Fault{Kind: fault.Invalid, Message: "Dites pourquoi vous ouvrez ce dossier.", Fields: []fault.Field{{Name: "motif", Message: "Choisissez une raison."}}}
	case reason == ForOther && words == "":
		return &fault.Fault{Kind: fault.Invalid, Message: "Dites pourquoi vous ouvrez ce dossier.", Fields: []fault.Field{{Name: "precision", Message: "Écrivez la raison en quelques mots. La personne pourra la lire."}}}
	}
	why := reason.Words()
	if reason == ForOther {
		why = text.Clip(words, 200)
	}
	return s.ViewedFor(ctx, by, whose, object, why)
}

// ViewedFor is Viewed with a reason that is already known: the one given a moment ago, or
// the work on a request of one's own queue.
func (s *Service) ViewedFor(ctx context.Context, by session.Viewer, whose people.ID, object, why string) error {
	if err := s.Journal.Viewed(ctx, by, string(whose), object, why); err != nil {
		return err
	}
	s.reasons.give(by, whose, why, s.Clock.Now())
	return nil
}
