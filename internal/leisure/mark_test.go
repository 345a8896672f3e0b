package leisure_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/session"
)

var julie = session.Viewer{Account: "julie", Name: "Julie D.", Role: session.Leisure}

func TestWhatAnotherManagerChangedMeanwhileIsToldBeforeItIsOverwritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		other := b.node()
		b.must(other.Refresh(t.Context()))
		mine := *b.group("N3-1")
		seen := mine.Mark()

		hers := mine
		hers.Places, hers.Room = 14, "B2"
		_, err := other.SaveGroup(t.Context(), julie, hers, leisure.Sent{Seen: seen})
		b.must(err)

		mine.Instructor = "Léa"
		_, err = b.rooms.SaveGroup(t.Context(), sonia, mine, leisure.Sent{Seen: seen})
		changed, ok := errors.AsType[*leisure.Changed](err)
		if !ok || fault.KindOf(err) != fault.Invalid || !slices.Equal(changed.Parts, []string{"salle", "places"}) || changed.By != "julie" || !changed.At.Equal(monday) {
			t.Fatalf("the second one is told %v: %+v", err, changed)
		}
		b.must(b.rooms.Refresh(t.Context()))
		if g := b.group("N3-1"); g.Places != 14 || g.Instructor != "" || g.Mark() != changed.Now {
			t.Errorf("the refused form changed the group: %+v", g)
		}
		_, err = b.rooms.SaveGroup(t.Context(), sonia, mine, leisure.Sent{Seen: changed.Now})
		if g := b.group("N3-1"); err != nil || g.Instructor != "Léa" || g.Places != 10 {
			t.Errorf("sent again: %v %+v", err, g)
		}
		if n := len(b.journaled()); n != 2 {
			t.Errorf("journal: %v", b.journaled())
		}
	})
}

func TestEachKindOfThingIsComparedWithWhatWasShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		p := b.rooms.Program()
		one := *p.Sessions()[0]
		activity := *p.ActivitiesOf(one.ID)[0]
		site, policy := *p.Sites()[0], p.Policies()[0]
		stale := leisure.Sent{Seen: leisure.Mark(strings.Repeat("0", 54))}
		room := "B9"
		bulk := leisure.Bulk{Groups: []leisure.GroupID{b.group("N3-1").ID}, Room: &room}
		for name, save := range map[string]func(leisure.Sent) error{
			"session": func(s leisure.Sent) error { _, err := b.rooms.SaveSession(t.Context(), sonia, one, s); return err },
			"activity": func(s leisure.Sent) error {
				_, err := b.rooms.SaveActivity(t.Context(), sonia, activity, s)
				return err
			},
			"site":   func(s leisure.Sent) error { _, err := b.rooms.SaveSite(t.Context(), sonia, site, s); return err },
			"policy": func(s leisure.Sent) error { return b.rooms.SavePolicy(t.Context(), sonia, policy, s) },
			"bulk":   func(s leisure.Sent) error { _, err := b.rooms.BulkChange(t.Context(), sonia, bulk, s); return err },
		} {
			changed, ok := errors.AsType[*leisure.Changed](save(stale))
			if !ok || changed.At.IsZero() {
				t.Errorf("%s: a form of something else is taken: %+v", name, changed)
				continue
			}
			b.must(save(leisure.Sent{Seen: changed.Now}))
		}
	})
}

func TestPublishingKeepsWhatAnotherNodeJustChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		other := b.node()
		b.must(other.Refresh(t.Context()))
		one := *b.rooms.Program().Sessions()[0]
		one.Name = i18n.Words{FR: "L’automne"}
		_, err := b.rooms.SaveSession(t.Context(), sonia, one, leisure.Sent{})
		b.must(err)
		b.must(other.Publish(t.Context(), julie, one.ID, false, forms.Key{}))
		if s, _ := other.Program().Session(one.ID); s.Name.FR != "L’automne" || s.Published {
			t.Errorf("the session is %+v", s)
		}
	})
}

// files are the groups and the activities that somebody's file names.
type files []string

func (f files) Used(_ context.Context, _ db.Querier, a leisure.ActivityID, g leisure.GroupID) (bool, error) {
	if g == "" {
		return slices.Contains(f, string(a)), nil
	}
	return slices.Contains(f, string(g)), nil
}

func TestOnlyWhatNobodyNamesIsDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		n3, pottery := b.group("N3-1"), b.group("P-1")
		story, _ := b.rooms.Program().ActivityByCode(n3.Session, "conte")
		b.rooms.Uses = []leisure.Uses{files{string(n3.ID)}}
		for _, kept := range []leisure.Thing{
			{Kind: leisure.KindGroup, ID: string(n3.ID)}, {Kind: leisure.KindActivity, ID: string(pottery.Activity)}, {Kind: leisure.KindSession, ID: string(n3.Session)},
			{Kind: leisure.KindSite, ID: string(pottery.Site)}, {Kind: leisure.KindPolicy, ID: "courante"},
		} {
			for name, err := range map[string]error{"asked": b.rooms.MayDelete(t.Context(), sonia, kept), "deleted": b.rooms.Delete(t.Context(), sonia, kept, forms.Key{})} {
				if fault.KindOf(err) != fault.Conflict {
					t.Errorf("%v %s: %v", kept, name, err)
				}
			}
		}
		if n := len(b.journaled()); n != 0 {
			t.Errorf("what was refused is journaled: %v", b.journaled())
		}
		key := forms.Key{Value: "0123456789abcdef", Actor: "sonia", Fingerprint: "x"}
		group := leisure.Thing{Kind: leisure.KindGroup, ID: string(pottery.ID)}
		for range 2 {
			b.must(b.rooms.Delete(t.Context(), sonia, group, key))
		}
		b.must(b.rooms.Delete(t.Context(), sonia, leisure.Thing{Kind: leisure.KindActivity, ID: string(pottery.Activity)}, forms.Key{}))
		b.must(b.rooms.Delete(t.Context(), sonia, leisure.Thing{Kind: leisure.KindActivity, ID: string(story.ID)}, forms.Key{}))
		b.must(b.rooms.Delete(t.Context(), sonia, leisure.Thing{Kind: leisure.KindSite, ID: string(pottery.Site)}, forms.Key{}))
		p := b.rooms.Program()
		if _, known := p.Group(pottery.ID); known || len(p.Occurrences(pottery.ID)) > 0 || len(p.ActivitiesOf(n3.Session)) != 1 || len(p.Sites()) != 1 {
			t.Errorf("something stays: %+v", p.Sites())
		}
		if fault.KindOf(b.rooms.MayDelete(t.Context(), agent, group)) != fault.Forbidden || fault.KindOf(b.rooms.Delete(t.Context(), sonia, group, forms.Key{})) != fault.NotFound {
			t.Error("an agent may delete, or a thing is deleted twice")
		}
		if got := b.journaled(); len(got) != 4 || !slices.Contains(got, "leisure group P-1: group deleted") {
			t.Errorf("journal: %v", got)
		}
	})
}
