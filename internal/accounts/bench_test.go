package accounts_test

import (
	"strconv"
	"testing"
	"time"

	"sem/internal/accounts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/mail"
	"sem/internal/people"
	"sem/internal/session"
)

// BenchmarkViewer finds who stands behind a request, as every page does.
func BenchmarkViewer(b *testing.B) {
	each := func(b *testing.B, d *db.DB) {
		now, ids := clock.At(time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)), id.Random()
		door := &accounts.Service{
			DB: d, Clock: now, IDs: ids, People: &people.Service{DB: d, Clock: now, IDs: ids}, Mail: &mail.Service{DB: d, Clock: now, IDs: ids},
			Journal: &book{}, Sessions: session.Store{DB: d, Clock: now}, Hasher: &accounts.Hasher{Cost: accounts.Cost{MemoryKiB: 64, Passes: 1}},
		}
		secret := registered(b, door)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := door.Viewer(b.Context(), secret); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	b.Run("sqlite", func(b *testing.B) { each(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { each(b, dbtest.Postgres(b)) })
}

// registered is the session of somebody whom an agent has handed a letter.
func registered(b *testing.B, door *accounts.Service) string {
	b.Helper()
	var person people.ID
	err := door.DB.InTx(b.Context(), func(tx *db.Tx) (err error) {
		person, err = door.People.AddTx(b.Context(), tx, people.NewPerson{GivenName: "Marie", FamilyName: "Tremblay"})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	letter, err := door.AttachTo(b.Context(), session.Viewer{Account: "agent", Role: session.Agent}, person, "", forms.Key{})
	if err != nil {
		b.Fatal(err)
	}
	entered, err := door.Activate(b.Context(), letter.Code, passphrase, accounts.From{}, forms.Key{})
	if err != nil {
		b.Fatal(err)
	}
	return entered.Secret
}

// BenchmarkPassword checks passwords at the house's cost, as many at once as there are cores.
func BenchmarkPassword(b *testing.B) {
	var h accounts.Hasher
	hash, err := h.Hash(b.Context(), passphrase)
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		i++
		if _, err := h.Which(b.Context(), strconv.Itoa(i), []string{hash}, 1); err != nil {
			b.Fatal(err)
		}
	}
}
