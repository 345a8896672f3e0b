package requests

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/people"
)

func TestLoadingAStoryEqualsTheDeedsOneByOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, john := tw.citizen("Marie", "fr"), tw.citizen("John", "en")
		n := tw.reported(marie)
		tw.ok(tw.Follow(tw.ctx(), john, n))
		tw.later(time.Hour)
		tw.ok(tw.Ask(tw.ctx(), martinAtWorks, n, "Où?", tw.fresh()))
		lived := tw.want(n, WaitingCitizen)
		events, err := eventsOf(tw.ctx(), tw.DB, lived.ID)
		tw.ok(err)

		story := Story{Request: lived, Followers: []Follower{{people.ID(john.Person), lived.ReceivedAt}}}
		story.Request.ID, story.Request.Number, story.Request.Tracking = "loaded", "2026-000009-X", "LOADED22"
		for _, e := range events {
			e.ID, e.Request = "loaded-"+e.ID, "loaded"
			story.Events = append(story.Events, e)
		}
		story.Contacts = []Interaction{{ID: "contact", At: lived.ReceivedAt, Channel: Web, Direction: In, Person: lived.ReportedBy, Subject: lived.Title, Outcome: Requested}}
		tw.tx(func(tx *db.Tx) error {
			if err := tw.Load(tw.ctx(), tx, slices.Values([]Story{story})); err != nil {
				return err
			}
			return tw.LoadCounters(tw.ctx(), tx, map[int]int{2026: 9, 2025: 4})
		})

		if diff := cmp.Diff(story.Request, tw.want("2026-000009-X", WaitingCitizen)); diff != "" {
			t.Errorf("the request read differs from the one loaded:\n%s", diff)
		}
		ours, err := tw.File(tw.ctx(), marie, n)
		tw.ok(err)
		loaded, err := tw.File(tw.ctx(), marie, "2026-000009-X")
		tw.ok(err)
		if len(loaded.Events) != len(ours.Events) || loaded.Followers != ours.Followers || !slices.Equal(loaded.Deeds, ours.Deeds) {
			t.Errorf("the file loaded has %d events, %d followers, %v; want %d, %d, %v",
				len(loaded.Events), loaded.Followers, loaded.Deeds, len(ours.Events), ours.Followers, ours.Deeds)
		}
		contacts, err := interactionsAbout(tw.ctx(), tw.DB, "loaded")
		tw.ok(err)
		if len(contacts) != 1 || len(tw.told(marie)) != 2 {
			t.Errorf("%d contacts, %d notices; want 1, and the 2 of the request lived", len(contacts), len(tw.told(marie)))
		}
		if next := tw.reported(marie); next != "2026-000010-"+next[12:] {
			t.Errorf("the next number is %s, want the tenth", next)
		}
		tw.ok(tw.Message(tw.ctx(), marie, "2026-000009-X", "Ici.", nil, tw.fresh()))
		tw.want("2026-000009-X", InProgress)
	})
}
