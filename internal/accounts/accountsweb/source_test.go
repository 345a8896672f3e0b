package accountsweb_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sem/internal/accounts/accountsweb"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/session"
)

func TestTheExportHoldsOnesOwnAccountAndItsSessionsAndNobodyElses(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	v := h.visitor()
	code := v.register("Marie", "marie@exemple.com")
	v.wantTo(v.post("/preferences/affichage", "texte", "3", "theme", "contrast", "langue", "en", "retour", "/profil"), "/profil")
	h.visitor().register("Léo", "leo@exemple.com")
	person, err := h.door.PersonOfCode(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	marie, err := h.door.OfPerson(t.Context(), person)
	if err != nil {
		t.Fatal(err)
	}

	got, err := accountsweb.Source{Accounts: h.door}.Export(t.Context(), dossier.Scope{Viewer: session.Viewer{Account: string(marie.ID)}})

	if err != nil {
		t.Fatal(err)
	}
	now := h.clock.Now()
	want := []dossier.Section{
		{
			Name:    "compte",
			Columns: []string{"code_utilisateur", "taille_texte", "theme", "police", "langue", "deuxieme_facteur", "ouvert_le", "change_le"},
			Rows:    [][]any{{code, 3, "contrast", "", "en", false, now, now}},
		},
		{
			Name:    "seances",
			Columns: []string{"appareil", "reseau", "gardee", "ouverte_le", "vue_le", "prend_fin_le"},
			Rows:    [][]any{{"Navigateur", "127.0.0.0/24", false, now, now, now.Add(session.Longest)}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Marie's account (-want +got):\n%s", diff)
	}
	if _, err := (accountsweb.Source{Accounts: h.door}).Export(t.Context(), dossier.Scope{Viewer: session.Viewer{Account: "nobody"}}); err == nil {
		t.Error("an account that does not exist was exported")
	}
}
