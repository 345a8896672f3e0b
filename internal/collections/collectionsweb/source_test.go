package collectionsweb_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/collections"
	"sem/internal/collections/collectionsweb"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/session"
)

// scope is a look of somebody at their own file.
func (b *town) scope(v session.Viewer) dossier.Scope {
	b.Helper()
	care, err := b.people.InCare(b.Context(), people.ID(v.Person), people.All)
	b.Must(err)
	return dossier.Scope{Viewer: v, People: care, Now: b.clock.Now()}
}

func TestTheFileShowsTheCollectionsOfHomeAndOnesInscriptions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		ctx := i18n.WithNow(t.Context(), wednesday)
		source := collectionsweb.Source{Collections: b.collections, People: b.people, Places: b.places}
		monday, _ := civil.ParseDay("2026-09-07")
		_, err := b.collections.Inscribe(ctx, marie, collections.Asking{Address: b.home.ID, Stream: "branches", Day: monday, What: "Deux branches"}, forms.Key{Value: forms.NewKey()})
		b.Must(err)

		today := clock.Day(wednesday)
		coming, err := source.Coming(ctx, b.scope(marie), today, today.AddDate(0, 0, 7))
		b.Must(err)
		if len(coming) != 2 || coming[0].Title != "Collecte\u00a0: recyclage et bac brun" || !coming[0].AllDay || coming[1].Title != "Collecte\u00a0: branches" {
			t.Errorf("coming: %+v", coming)
		}
		entries, err := source.Entries(ctx, b.scope(marie), dossier.Filter{Limit: 10})
		b.Must(err)
		if len(entries) != 1 || entries[0].Title != "Inscription à une collecte\u00a0: branches, lundi 7 septembre" {
			t.Errorf("history: %+v", entries)
		}
		if entries, err = source.Entries(ctx, b.scope(marie), dossier.Filter{Kind: "demandes", Limit: 10}); err != nil || len(entries) != 0 {
			t.Errorf("the history of other matters: %+v %v", entries, err)
		}
		sections, err := source.Export(ctx, b.scope(marie))
		b.Must(err)
		var copied bytes.Buffer
		b.Must(dossier.WriteJSON(&copied, wednesday, sections))
		if !strings.Contains(copied.String(), "Deux branches") {
			t.Errorf("the copy: %s", copied.String())
		}
		sections, err = source.Export(ctx, b.scope(luc))
		b.Must(err)
		if len(sections[0].Rows) != 0 {
			t.Error("Luc's copy holds what is Marie's")
		}
		panel, err := source.Panel(ctx, b.scope(marie))
		b.Must(err)
		b.Draw(ctx, panel).Shows("Recyclage et bac brun")
	})
}

func TestACardSaysTheNextCollectionInOneLine(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	ctx := i18n.WithNow(t.Context(), wednesday)
	card := b.collections.DoorOf(b.home).Card(ctx, wednesday, "lieu=x")
	if !card.Known || card.Title != "Recyclage et bac brun, demain" || card.Path != "/collectes?lieu=x" || !card.Day.Equal(time.Date(2026, 9, 3, 4, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", card)
	}
	if card := b.collections.DoorOf(b.away).Card(ctx, wednesday, ""); card.Known || card.Path != "/collectes" {
		t.Errorf("an address without sector: %+v", card)
	}
}
