package accounts_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"sem/internal/accounts"
	"sem/internal/fault"
)

func TestPasswordsThatAnybodyWouldTryAreRefused(t *testing.T) {
	t.Parallel()
	about := []string{"Marie", "Tremblay-Gagnon", "marie.tg@exemple.com", "Saint-Eustache", "SEM en ligne"}
	for _, c := range []struct{ password, want string }{
		{"", "Choisissez"},
		{"trop court", "10 caractères"},
		{"motdepasse2026", "listes"},
		{"Motdepasse!!!123", "listes"},
		{"qwertyuiop123", "listes"},
		{"passwordpassword", "listes"},
		{"123456789012", "mêmes touches"},
		{"abcabcabcabcabc", "mêmes touches"},
		{"aaaaaaaaaaaaaaaa", "mêmes touches"},
		{"vive-Saint-Eustache", "Saint-Eustache"},
		{"ma belle eustache 4", "eustache"},
		{"gros tremblay vert", "tremblay"},
		{"girafe bleue sous escalier", ""},
		{"été à la plage, l’hiver au lit", ""},
		{strings.Repeat("phrase longue ", 20) + "fin", ""},
		{"K9$ vm2!pQ w7", ""},
	} {
		got := accounts.WrongPassword(context.Background(), c.password, accounts.ShortestAlone, about...)
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%q: got %q, want a sentence with %q", c.password, got, c.want)
		}
	}
}

func TestAPasswordIsTheSameHoweverItsAccentsAreTyped(t *testing.T) {
	t.Parallel()
	h := &accounts.Hasher{Cost: accounts.Cost{MemoryKiB: 64, Passes: 1}}
	hash, err := h.Hash(t.Context(), "caf\u00e9 noisette du matin")
	if err != nil {
		t.Fatal(err)
	}
	if i, err := h.Which(t.Context(), "cafe\u0301 noisette du matin", []string{hash}, 1); i != 0 || err != nil {
		t.Errorf("got %d, %v, want the same password", i, err)
	}
	long := strings.Repeat("x", 200)
	hash, err = h.Hash(t.Context(), long+"a")
	if err != nil {
		t.Fatal(err)
	}
	if i, _ := h.Which(t.Context(), long+"b", []string{hash}, 1); i != -1 {
		t.Error("the end of a long password does not count, want no letter cut off")
	}
}

func TestARushAtTheHasherIsAskedToComeBack(t *testing.T) {
	t.Parallel()
	h := &accounts.Hasher{Cost: accounts.Cost{MemoryKiB: 1024, Passes: 1}}
	var refused, served int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 600 {
		all.Go(func() {
			_, err := h.Which(t.Context(), "mot", nil, 1)
			mu.Lock()
			defer mu.Unlock()
			switch fault.KindOf(err) {
			case "":
				served++
			case fault.Unavailable:
				refused++
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if served == 0 || served+refused != 600 {
		t.Errorf("served %d, refused %d of 600", served, refused)
	}
}
