package journal

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
)

// Unusual is a day on which a member of the staff looked at many files, or looked outside
// the hours of the city hall. It proves nothing: the privacy officer asks.
type Unusual struct {
	Actor     string
	ActorRole string
	Day       time.Time // Day is its midnight in town.
	People    int       // People is how many different people's files were looked at.
	Outside   int       // Outside is how many looks were outside the hours.
}

// What is usual.
const (
	manyPeople = 80 // manyPeople is more files than a busy desk opens in a day.
	opens      = 7  // opens is the hour from which looks are usual, Monday to Friday.
	closes     = 19 // closes is the hour until which they are.
)

// Unusual are the unusual days from a moment to another, the newest first.
func (s *Service) Unusual(ctx context.Context, from, to time.Time) ([]Unusual, error) {
	rows, err := s.DB.Query(ctx, `
		SELECT e.actor, e.actor_role, e.at, e.person
		FROM   journal_entry e
		WHERE  e.at >= $1 AND e.at < $2 AND e.actor_role <> '' AND e.person <> '' AND e.action = $3
		ORDER BY e.at, e.id`, from, to, View)
	looks, err := db.Collect(rows, err, func(r *db.Rows) (Entry, error) {
		var e Entry
		return e, r.Scan(&e.Actor, &e.ActorRole, &e.At, &e.Person)
	})
	if err != nil {
		return nil, fmt.Errorf("read the looks of a while: %w", err)
	}
	return unusualIn(looks), nil
}

// unusualIn finds the unusual days among looks.
func unusualIn(looks []Entry) []Unusual {
	type key struct {
		actor string
		day   time.Time
	}
	days := map[key]*Unusual{}
	seen := map[key]map[string]bool{}
	for _, e := range looks {
		k := key{e.Actor, clock.Day(e.At)}
		if days[k] == nil {
			days[k], seen[k] = &Unusual{Actor: e.Actor, ActorRole: e.ActorRole, Day: k.day}, map[string]bool{}
		}
		seen[k][e.Person] = true
		days[k].People = len(seen[k])
		if isOutside(e.At) {
			days[k].Outside++
		}
	}
	var found []Unusual
	for _, u := range days {
		if u.Outside > 0 || u.People >= manyPeople {
			found = append(found, *u)
		}
	}
	slices.SortFunc(found, func(a, b Unusual) int {
		if c := b.Day.Compare(a.Day); c != 0 {
			return c
		}
		return strings.Compare(a.Actor, b.Actor)
	})
	return found
}

func isOutside(at time.Time) bool {
	local := clock.Local(at)
	weekend := local.Weekday() == time.Saturday || local.Weekday() == time.Sunday
	return weekend || local.Hour() < opens || local.Hour() >= closes
}
