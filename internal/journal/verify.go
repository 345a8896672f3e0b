package journal

import (
	"context"
	"crypto/hmac"
	"fmt"

	"sem/internal/db"
	"sem/internal/session"
)

// Report is what Verify found.
type Report struct {
	Sealed   int64 // Sealed is how many entries the chain holds.
	Unsealed int64 // Unsealed is how many wait for their seal.
	Problems []Problem
	More     int64 // More is how many problems there are beyond those listed.
}

// OK tells whether nothing was touched.
func (r Report) OK() bool { return len(r.Problems) == 0 }

// Problem is one place where the book is not what was sealed.
type Problem struct {
	Seq   int64 // Seq is the place in the chain, 0 outside it.
	Entry string
	Kind  ProblemKind
}

// ProblemKind says what is wrong at a place.
type ProblemKind string

// What may be wrong.
const (
	Altered   ProblemKind = "altered"   // Altered: the entry, its place or its seal is not what was sealed.
	Removed   ProblemKind = "removed"   // Removed: an entry or a seal is missing here.
	Truncated ProblemKind = "truncated" // Truncated: the chain ends before the head kept outside.
	Rewritten ProblemKind = "rewritten" // Rewritten: the chain is whole, but not the one whose head was kept.
	Forged    ProblemKind = "forged"    // Forged: the head itself was not signed with our key.
	Slipped   ProblemKind = "slipped"   // Slipped: an entry is neither sealed nor waiting for its seal.
)

// listed is how many problems a report lists.
const listed = 100

func (r *Report) add(seq int64, entry string, kind ProblemKind) {
	if len(r.Problems) == listed {
		r.More++
		return
	}
	r.Problems = append(r.Problems, Problem{Seq: seq, Entry: entry, Kind: kind})
}

// Verify goes through the whole book and compares it with its seals, and with the head
// that was kept outside; nil when there is none.
func (s *Service) Verify(ctx context.Context, head *Head) (Report, error) {
	var report Report
	if err := s.verifyChain(ctx, &report); err != nil {
		return Report{}, fmt.Errorf("verify the journal: %w", err)
	}
	if err := s.verifyUnsealed(ctx, &report); err != nil {
		return Report{}, fmt.Errorf("verify the journal: %w", err)
	}
	if head == nil {
		return report, nil
	}
	problem, err := s.reaches(ctx, *head)
	if err != nil {
		return Report{}, err
	}
	if problem != "" {
		report.add(head.Count, "", problem)
	}
	return report, nil
}

// VerifyAs is Verify at the demand of somebody, which is itself written down.
func (s *Service) VerifyAs(ctx context.Context, by session.Viewer, head *Head) (Report, error) {
	report, err := s.Verify(ctx, head)
	if err != nil {
		return Report{}, err
	}
	detail := "whole"
	if !report.OK() {
		detail = "touched"
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		return s.Add(ctx, tx, Entry{Actor: by.Account, ActorRole: RoleOf(by), Action: JournalVerified, Detail: detail})
	})
	return report, err
}

func (s *Service) verifyChain(ctx context.Context, report *Report) error {
	rows, err := s.DB.Query(ctx, `
		SELECT s.seq, s.entry_id, s.seal, COALESCE(e.id, ''), e.at, COALESCE(e.actor, ''), COALESCE(e.actor_role, ''), COALESCE(e.person, ''),
		       COALESCE(e.action, ''), COALESCE(e.object, ''), COALESCE(e.reason, ''), COALESCE(e.detail, ''), COALESCE(e.origin, '')
		FROM   journal_seal s
		LEFT JOIN journal_entry e ON e.id = s.entry_id
		ORDER BY s.seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	previous := ""
	for rows.Next() {
		var seq int64
		var entry, kept string
		var e Entry
		err := rows.Scan(&seq, &entry, &kept, &e.ID, &e.At, &e.Actor, &e.ActorRole, &e.Person, &e.Action, &e.Object, &e.Reason, &e.Detail, &e.Origin)
		if err != nil {
			return err
		}
		for report.Sealed++; report.Sealed < seq; report.Sealed++ {
			report.add(report.Sealed, "", Removed)
		}
		switch {
		case e.ID == "":
			report.add(seq, entry, Removed)
		case !hmac.Equal([]byte(kept), []byte(seal(s.Key, seq, e, previous))):
			report.add(seq, entry, Altered)
		}
		previous = kept
	}
	return rows.Err()
}

// verifyUnsealed counts the entries without a seal, and finds those that do not wait for one.
func (s *Service) verifyUnsealed(ctx context.Context, report *Report) error {
	rows, err := s.DB.Query(ctx, `
		SELECT e.id, COALESCE(p.entry_id, '')
		FROM   journal_entry e
		LEFT JOIN journal_seal s ON s.entry_id = e.id
		LEFT JOIN journal_pending p ON p.entry_id = e.id
		WHERE  s.seq IS NULL
		ORDER BY e.at, e.id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var entry, pending string
		if err := rows.Scan(&entry, &pending); err != nil {
			return err
		}
		report.Unsealed++
		if pending == "" {
			report.add(0, entry, Slipped)
		}
	}
	return rows.Err()
}

// reaches tells what is wrong between a head kept outside and the chain; empty when the
// chain goes through it.
func (s *Service) reaches(ctx context.Context, head Head) (ProblemKind, error) {
	if !head.isSigned(s.Key) {
		return Forged, nil
	}
	if head.Count == 0 {
		return "", nil
	}
	var kept string
	err := s.DB.QueryRow(ctx, `
		SELECT s.seal
		FROM   journal_seal s
		WHERE  s.seq = $1`, head.Count).Scan(&kept)
	switch {
	case db.NotFound(err, nil) != nil:
		return "", fmt.Errorf("compare the journal with its head: %w", err)
	case err != nil:
		return Truncated, nil
	case kept != head.Seal:
		return Rewritten, nil
	}
	return "", nil
}
