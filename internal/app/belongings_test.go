package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/library"
)

// TestWhatAFamilyReadsAndAsksIsItsOwn has others of the town try Marie’s loans, slips and choices
// with the values of her forms, then looks whether anything of hers has moved.
func TestWhatAFamilyReadsAndAsksIsItsOwn(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	w := openTown(t, "")
	marie := w.person("100001")
	hers := w.ofMarie(marie)
	_, _, own := w.try(marie, http.MethodGet, "/bibliotheque", nil)
	for _, words := range append([]string{"Carte de Gérard"}, w.secrets[2:]...) { // Gérard’s by his mandate.
		if !strings.Contains(own, words) {
			t.Errorf("Marie’s own page of the library lacks %q", words)
		}
	}
	_, _, copied := w.try(marie, http.MethodGet, "/dossier/export.json", nil)
	for _, words := range []string{w.secrets[0], w.secrets[1], hers.ticket, "bibliotheque_prets", "releves_24_lignes", "tirages"} {
		if !strings.Contains(copied, words) {
			t.Errorf("the copy of Marie’s file lacks %q", words)
		}
	}
	before := w.leisureOf(hers)
	loan := hers.card + "/" + hers.loan
	for _, who := range []string{"100002", "100003", "100004", "100005"} {
		client := w.person(who)
		for _, path := range []string{"/bibliotheque", "/bibliotheque?carte=" + hers.card, "/bibliotheque/cartes", "/bibliotheque/historique", "/bibliotheque/historique?carte=" + hers.card,
			"/bibliotheque/echeances.ics", "/bibliotheque/reserver?carte=" + hers.card, "/loisirs/releves", "/loisirs/releves/" + hers.slip + "/releve.pdf", "/loisirs/tirages/" + hers.camp, "/loisirs/tirages/" + hers.camp + "/choix",
			"/dossier", "/dossier/historique", "/dossier/export.json"} {
			_, _, page := w.try(client, http.MethodGet, path, nil)
			w.wantNothingRead(who, path, page, hers)
		}
		for path, form := range map[string]url.Values{
			"/bibliotheque/renouveler":                          {"pret": {loan}},
			"/bibliotheque/renouveler#seul":                     {"seul": {loan}},
			"/bibliotheque/reservations/annuler":                {"carte": {hers.card}, "reservation": {hers.loan}},
			"/bibliotheque/reserver":                            {"carte": {hers.card}, "sorte": {"notice"}, "numero": {"1"}},
			"/bibliotheque/cartes/" + hers.card + "/titres":     {"choix": {"oui"}},
			"/bibliotheque/cartes/" + hers.card + "/historique": {"choix": {"non"}},
			"/bibliotheque/cartes/" + hers.card + "/delier":     {},
			"/loisirs/tirages/" + hers.camp + "/choix":          {"choix": {hers.person + " 1 " + hers.group}, "places": {"1"}},
			"/loisirs/tirages/" + hers.camp + "/retirer":        {},
			"/loisirs/releves/partage":                          {"annee": {"2026"}, "enfant": {hers.person}, "menage": {hers.person}},
			"/bibliotheque/cartes/lier":                         {"personne": {hers.person}, "numero": {w.secrets[0]}, "nip": {"0000"}},
		} {
			path, _, _ := strings.Cut(path, "#")
			form.Set("cle", "essai-"+who)
			code, where, page := w.try(client, http.MethodPost, path, form)
			if code < 400 {
				t.Errorf("%s sends %s with what is Marie’s and is answered %d %s", who, path, code, where)
			}
			w.wantNothingRead(who, path, page, hers)
		}
	}
	for who, want := range map[string]int{agent: 200, works: 404, "moderation@demo.sem": 404, "vieprivee@demo.sem": 404} {
		code, _, page := w.try(w.person(who), http.MethodGet, "/guichet/personnes/"+hers.person+"/bibliotheque", nil)
		if code != want && !(want == 404 && code == 403) {
			t.Errorf("the desk’s page of Marie’s loans answers %s %d, want %d", who, code, want)
		}
		w.wantNothingRead(who, "the desk’s page of loans", page, hers)
	}
	if after := w.leisureOf(hers); after != before {
		t.Errorf("strangers moved what is Marie’s: %q, before %q", after, before)
	}
}

// wantNothingRead wants a page to hold nothing that Marie reads, nor her ticket.
func (w *town) wantNothingRead(who, path, page string, hers belongings) {
	w.t.Helper()
	for _, words := range append([]string{hers.ticket, "450 555-0187"}, w.secrets...) {
		if strings.Contains(page, words) {
			w.t.Errorf("%s shows %q to %q", path, words, who)
		}
	}
}

// leisureOf says how it stands with what Marie reads and asks.
func (w *town) leisureOf(hers belongings) string {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), db.Settings{URL: w.database, File: filepath.Join(w.data, "sem.db")})
	if err != nil {
		w.t.Fatal(err)
	}
	defer d.Close()
	var shares, keeps bool
	var account, split, choices string
	var cards int
	err = d.QueryRow(w.t.Context(), `
		SELECT c.shares, c.keeps, p.account, s.state, (SELECT MIN(k.choices) FROM lottery_child k JOIN lottery_request r ON r.id = k.request_id WHERE r.owner_id = c.person_id),
		       (SELECT COUNT(*) FROM library_card o WHERE o.number = c.number)
		FROM   library_card c
		JOIN   library_copy p ON p.card_id = c.id
		JOIN   slips_split s ON s.payer_id = c.person_id
		WHERE  c.id = $1`, hers.card).Scan(&shares, &keeps, &account, &split, &choices, &cards)
	if err != nil {
		w.t.Fatal(err)
	}
	var has library.Account
	if err := json.Unmarshal([]byte(account), &has); err != nil {
		w.t.Fatal(err)
	}
	said := fmt.Sprintf("shares %v, keeps %v, split %s, choices %s, the card is linked %d times", shares, keeps, split, choices, cards)
	for _, l := range has.Loans {
		said += fmt.Sprintf(", %s until %s", l.Title, l.Due)
	}
	return said + fmt.Sprintf(", %d holds", len(has.Holds))
}
