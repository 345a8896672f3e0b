package collectionsweb_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/i18n"
)

func TestAnAddressIsAnsweredFirstAndTheRuleAfter(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.shows(b.get("/collectes"), http.StatusOK, "Numéro et rue", "Votre secteur")
	page := b.get("/collectes?adresse=84+rue+du+moulin")
	b.shows(page, http.StatusOK,
		"Demain, jeudi 3 septembre\u00a0: recyclage et bac brun", "À sortir ce soir après 19\u00a0h", "Secteur\u00a0: Secteur du jeudi, d’après la rue et le numéro.",
		"Recyclage\u00a0: un jeudi sur deux.", "Collecte déplacée du jeudi 17 septembre (Fête du village)", "fête du Travail\u00a0: aucun changement à vos collectes.",
		"Nous ne connaissons pas le nombre de logements", "webcal://ville.example/collectes.ics?lieu=", "Septembre 2026")
	if strings.Index(page.Body.String(), "recyclage et bac brun") > strings.Index(page.Body.String(), "un jeudi sur deux") {
		t.Error("the rule comes before the answer")
	}
	b.shows(b.get("/collectes?adresse=84+rue+du+moulin&classe=grands"), http.StatusOK, "Lundi 14 septembre", "Ordures")
	b.shows(b.get("/collectes?adresse=7+chemin+Perdu"), http.StatusOK, "Nous ne connaissons pas le secteur", "Secteur du jeudi")
	b.shows(b.get("/collectes?adresse=zzz"), http.StatusOK, "Nous ne trouvons pas cette adresse")
	b.shows(b.get("/collectes?secteur=jeudi"), http.StatusOK, "Demain, jeudi 3 septembre", "comme vous l’avez choisi")
	b.shows(b.get("/collectes?secteur=nulle-part"), http.StatusOK, "Nous ne")
	b.shows(b.get("/collectes?secteur=jeudi&mois=2027-02"), http.StatusOK, "Février 2027", "Janvier 2027", "Mars 2027")
	b.shows(b.get("/collectes?secteur=jeudi&mois=pas"), http.StatusOK, "Septembre 2026")
	b.viewer = marie
	b.shows(b.get("/collectes"), http.StatusOK, "84, rue du Moulin", "Demain, jeudi 3 septembre")
}

func TestTheAnswerFollowsTheHour(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	for _, c := range []struct {
		at   string
		want []string
	}{
		{"2026-09-01T12:00:00Z", []string{"Jeudi 3 septembre\u00a0: recyclage", "À sortir le mercredi 2 septembre après 19\u00a0h."}},
		{"2026-09-02T22:59:00Z", []string{"Demain", "À sortir ce soir après 19\u00a0h, avant 7\u00a0h demain matin."}},
		{"2026-09-02T23:00:00Z", []string{"Demain", "Vous pouvez sortir le tout maintenant"}},
		{"2026-09-03T10:59:00Z", []string{"Aujourd’hui, jeudi 3 septembre", "À sortir ce matin, avant 7\u00a0h."}},
		{"2026-09-03T11:00:00Z", []string{"Aujourd’hui, jeudi 3 septembre", "Le camion passe d’ici 18\u00a0h."}},
		{"2026-09-03T22:00:00Z", []string{"Jeudi 10 septembre\u00a0: ordures et bac brun"}},
		{"2026-11-01T05:30:00Z", []string{"Jeudi 5 novembre"}}, // 1:30 the first time
		{"2026-11-01T06:30:00Z", []string{"Jeudi 5 novembre"}}, // 1:30 the second time
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		b.must(err)
		b.clock.Set(at)
		b.shows(b.get("/collectes?secteur=jeudi"), http.StatusOK, c.want...)
	}
}

func TestTheYearStandsOnOneSheetAndInLargePrint(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	page := b.get("/collectes/annee?secteur=jeudi")
	b.shows(page, http.StatusOK, "Collectes 2026", "Janvier", "Décembre", "Changements", "En gros caractères")
	if n := strings.Count(page.Body.String(), "<table"); n != 12 {
		t.Errorf("%d months", n)
	}
	b.shows(b.get("/collectes/annee?secteur=jeudi&gros=1&annee=2027"), http.StatusOK, "Collectes 2027", "Sur une feuille")
	if w := b.get("/collectes/annee?secteur=jeudi&annee=1999"); w.Code != http.StatusNotFound {
		t.Errorf("1999: %d", w.Code)
	}
	if w := b.get("/collectes/annee"); w.Code != http.StatusSeeOther {
		t.Errorf("without address: %d", w.Code)
	}
}

func unfold(s string) string { return strings.ReplaceAll(s, "\r\n ", "") }

func TestACalendarFollowsADayThatMoves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		path := "/collectes.ics?lieu=" + string(b.home.ID)
		before := b.get(path)
		b.shows(before, http.StatusOK, "BEGIN:VCALENDAR")
		if kind := before.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/calendar") {
			t.Errorf("it is %s", kind)
		}
		uid := "UID:collecte-recyclage-jeudi-2026-10-01@ville.example"
		event := func(calendar string) string {
			for _, e := range strings.Split(unfold(calendar), "BEGIN:VEVENT") {
				if strings.Contains(e, uid) {
					return e
				}
			}
			t.Fatalf("no event %s in %s", uid, calendar)
			return ""
		}
		if e := event(before.Body.String()); !strings.Contains(e, "DTSTART;VALUE=DATE:20261001") {
			t.Errorf("before: %s", e)
		}
		for _, c := range []struct{ shown, to, sequence string }{{"2026-10-01", "2026-10-02", "SEQUENCE:1"}, {"2026-10-02", "2026-10-03", "SEQUENCE:2"}} {
			shown, _ := civil.ParseDay(c.shown)
			to, _ := civil.ParseDay(c.to)
			b.clock.Advance(time.Minute)
			b.must(b.collections.ChangeDay(t.Context(), foreman, collections.Changing{
				Streams: []string{"recyclage"}, Sector: "jeudi", Shown: shown, State: collections.Moved, To: to, Reason: collections.Words{FR: "Bris", EN: "Breakdown"},
			}, forms.Key{Value: forms.NewKey()}))
			if e := event(b.get(path).Body.String()); !strings.Contains(e, "DTSTART;VALUE=DATE:"+strings.ReplaceAll(c.to, "-", "")) || !strings.Contains(e, c.sequence) {
				t.Errorf("moved to %s: %s", c.to, e)
			}
		}
		last, _ := civil.ParseDay("2026-10-03")
		b.must(b.collections.ChangeDay(t.Context(), foreman, collections.Changing{
			Streams: []string{"recyclage"}, Sector: "jeudi", Shown: last, State: collections.Cancelled, Reason: collections.Words{FR: "Bris"},
		}, forms.Key{Value: forms.NewKey()}))
		if e := event(b.get(path).Body.String()); !strings.Contains(e, "STATUS:CANCELLED") || !strings.Contains(e, "SEQUENCE:3") {
			t.Errorf("cancelled: %s", e)
		}
		b.viewer = marie
		if whole := b.get(path).Body.String(); strings.Contains(whole, "Marie") || strings.Contains(whole, "ATTENDEE") {
			t.Error("the feed tells about a person")
		}
		if w := b.get("/collectes.ics"); w.Code != http.StatusNotFound {
			t.Errorf("a feed of no address: %d", w.Code)
		}
		if ring := b.get(path + "&rappel=oui&langue=en").Body.String(); !strings.Contains(ring, "BEGIN:VALARM") || !strings.Contains(ring, "SUMMARY:Recycling") {
			t.Error("the feed does not ring, or not in English")
		}
	})
}

func TestAMachineReadsTheNextDayOfEachStream(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	w := b.get("/collectes.json?lieu=" + string(b.home.ID))
	b.shows(w, http.StatusOK)
	var a struct {
		Place string `json:"lieu"`
		Next  []struct {
			Stream  string `json:"flux"`
			Day     string `json:"jour"`
			InDays  int    `json:"dans_jours"`
			OutFrom string `json:"sortir_des"`
		} `json:"prochaines"`
	}
	b.must(json.Unmarshal(w.Body.Bytes(), &a))
	if a.Place != "84, rue du Moulin" || len(a.Next) != 4 || a.Next[0].Day != "2026-09-03" || a.Next[0].InDays != 1 || a.Next[0].OutFrom != "2026-09-02T19:00:00-04:00" {
		t.Errorf("%+v", a)
	}
	lost := b.get("/collectes.json?adresse=nulle+part")
	b.shows(lost, http.StatusNotFound, `{"erreur":"Nous ne connaissons pas`)
	if kind := lost.Header().Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		t.Errorf("a machine is answered in %s", kind)
	}
}

func TestAnObjectSaysWhereItGoes(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.shows(b.get("/collectes/objets"), http.StatusOK, "objets connus", "lettre=b")
	b.shows(b.get("/collectes/objets?q=piles"), http.StatusOK, "Retour au magasin", "Jamais dans un bac")
	b.shows(b.get("/collectes/objets?lettre=A"), http.StatusOK, "Aspirateur")
	b.shows(b.get("/collectes/objets?q=%3Cscript%3E"), http.StatusOK, "Nous ne connaissons pas", "&lt;script&gt;")
	b.lang = i18n.English
	b.shows(b.get("/collectes/objets?q=toaster"), http.StatusOK, "Toaster")
}

var hiddenKey = regexp.MustCompile(`name="cle" value="([^"]+)"`)

func TestACitizenPutsTheirDoorOnAList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		if w := b.get("/collectes/inscription"); w.Code != http.StatusSeeOther {
			t.Errorf("a visitor: %d", w.Code)
		}
		b.viewer = marie
		page := b.get("/collectes/inscription")
		b.shows(page, http.StatusOK, "Branches", "Lundi 7 septembre", "Inscription d’ici le samedi 5 septembre, 12\u00a0h")
		form := url.Values{"lieu": {string(b.home.ID)}, "flux": {"branches"}, "date": {"2026-09-14"}, "cle": {hiddenKey.FindStringSubmatch(page.Body.String())[1]}}
		b.shows(b.post("/collectes/inscription", form), http.StatusUnprocessableEntity, "Écrivez ce que l’équipe doit ramasser", `value="2026-09-14"`)
		form.Set("quoi", "Deux branches")
		for range 2 {
			if w := b.post("/collectes/inscription", form); w.Code != http.StatusSeeOther {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
		}
		mine := b.get("/collectes/inscription?fait=inscrite")
		b.shows(mine, http.StatusOK, "Votre adresse est inscrite", "Branches, lundi 14 septembre", "Deux branches", "Retirer")
		if strings.Contains(mine.Body.String(), `name="date" value="2026-09-14"`) || strings.Contains(mine.Body.String(), `value="2026-09-14"`) {
			t.Error("a full day is on offer")
		}
		withdraw := regexp.MustCompile(`/collectes/inscription/[^/]+/retirer`).FindString(mine.Body.String())
		b.viewer = luc
		if w := b.post(withdraw, url.Values{}); w.Code != http.StatusNotFound {
			t.Errorf("Luc withdrew Marie's: %d", w.Code)
		}
		b.viewer = foreman
		b.shows(b.get("/gestion/collectes/inscriptions"), http.StatusOK, "Lundi 14 septembre", "84, rue du Moulin", "Deux branches")
		b.viewer = marie
		if w := b.post(withdraw, url.Values{}); w.Code != http.StatusSeeOther {
			t.Errorf("Marie: %d", w.Code)
		}
		b.shows(b.get("/collectes/inscription?fait=retiree"), http.StatusOK, "Retirée")
	})
}

func TestTheStaffSeesTheDatesBeforeItSaves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.viewer = agent
		if w := b.get("/gestion/collectes"); w.Code != http.StatusForbidden {
			t.Errorf("an agent: %d", w.Code)
		}
		b.viewer = foreman
		b.shows(b.get("/gestion/collectes"), http.StatusOK, "Secteur du jeudi", "Toute la ville")
		b.shows(b.get("/gestion/collectes/secteurs/jeudi"), http.StatusOK, "Un jeudi sur deux", "Prochaines dates", "calendrier-2026")
		b.shows(b.get("/gestion/collectes/secteurs/ville"), http.StatusOK, "Le dernier mercredi du mois")
		if w := b.get("/gestion/collectes/secteurs/nulle-part"); w.Code != http.StatusNotFound {
			t.Errorf("no such sector: %d", w.Code)
		}
		rule := url.Values{"apercu": {"oui"}, "secteur": {"mardi"}, "flux": {"recyclage"}, "rythme": {"weekly"}, "jour": {"2"}, "toutes_les": {"2"}, "depuis": {"2026-09-02"}}
		b.shows(b.get("/gestion/collectes/regles?"+rule.Encode()), http.StatusUnprocessableEntity, "Cette date ne tombe pas le jour de la semaine choisi")
		rule.Set("depuis", "2026-09-08")
		b.shows(b.get("/gestion/collectes/regles?"+rule.Encode()), http.StatusOK, "Un mardi sur deux", "Mardi 8 septembre", "Mardi 15 décembre", "Enregistrer cette règle")
		if n := len(b.collections.RulesOf("mardi", "recyclage")); n != 0 {
			t.Error("looking at the dates saved the rule")
		}
		if w := b.post("/gestion/collectes/regles", rule); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/gestion/collectes/secteurs/mardi?fait=regle" {
			t.Fatalf("saving: %d %s", w.Code, w.Body)
		}
		saved := b.collections.RulesOf("mardi", "recyclage")
		if len(saved) != 1 {
			t.Fatalf("saved: %+v", saved)
		}
		b.shows(b.get("/gestion/collectes/regles?regle="+saved[0].ID), http.StatusOK, "Corriger une règle", `value="2026-09-08"`)
		if w := b.post("/gestion/collectes/regles/"+saved[0].ID+"/retirer", url.Values{}); w.Code != http.StatusSeeOther {
			t.Errorf("taking it away: %d", w.Code)
		}
		if w := b.post("/gestion/collectes/regles/"+saved[0].ID+"/retirer", url.Values{}); w.Code != http.StatusSeeOther {
			t.Errorf("pressing twice: %d", w.Code)
		}
		b.shows(b.get("/gestion/collectes/regles?apercu=oui&rythme=dates&flux=ordures&dates=2026-10-05+demain"), http.StatusUnprocessableEntity, "Corrigez «\u00a0demain\u00a0»")

		change := url.Values{"apercu": {"oui"}, "genre": {"deplacer"}, "flux": {"recyclage", "organiques"}, "secteur": {"jeudi"}, "jour": {"2026-09-03"}, "vers": {"2026-09-04"}, "raison": {"Bris"}}
		b.shows(b.get("/gestion/collectes/jours?"+change.Encode()), http.StatusOK, "la collecte du jeudi 3 septembre passe au vendredi 4 septembre.", "Enregistrer ce changement")
		if w := b.post("/gestion/collectes/jours", change); w.Code != http.StatusSeeOther {
			t.Fatalf("changing a day: %d %s", w.Code, w.Body)
		}
		b.shows(b.get("/gestion/collectes/jours?fait=jour"), http.StatusOK, "Déplacée au vendredi 4 septembre")
		change.Set("vers", "")
		b.shows(b.post("/gestion/collectes/jours", change), http.StatusUnprocessableEntity, "Écrivez le nouveau jour")
		b.shows(b.get("/collectes?secteur=jeudi"), http.StatusOK, "Vendredi 4 septembre\u00a0: recyclage et bac brun")
	})
}
