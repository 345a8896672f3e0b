package collectionsweb_test

import (
	"encoding/json"
	"net/http"
	"net/url"
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
	b.Get("/collectes", http.StatusOK).Shows("Numéro et rue", "Votre secteur")
	page := b.Get("/collectes?adresse=84+rue+du+moulin", http.StatusOK)
	page.Shows(
		"Demain, jeudi 3 septembre\u00a0: recyclage et bac brun", "À sortir ce soir après 19\u00a0h", "Secteur\u00a0: Secteur du jeudi, d’après la rue et le numéro.",
		"Recyclage\u00a0: un jeudi sur deux.", "Collecte déplacée du jeudi 17 septembre (Fête du village)", "fête du Travail\u00a0: aucun changement à vos collectes.",
		"Nous ne connaissons pas le nombre de logements", "webcal://ville.example/collectes.ics?lieu=", "Septembre 2026")
	if strings.Index(page.Body, "recyclage et bac brun") > strings.Index(page.Body, "un jeudi sur deux") {
		t.Error("the rule comes before the answer")
	}
	b.Get("/collectes?adresse=84+rue+du+moulin&classe=grands", http.StatusOK).Shows("Lundi 14 septembre", "Ordures")
	b.Get("/collectes?adresse=7+chemin+Perdu", http.StatusOK).Shows("Nous ne connaissons pas le secteur", "Secteur du jeudi")
	b.Get("/collectes?adresse=zzz", http.StatusOK).Shows("Nous ne trouvons pas cette adresse")
	b.Get("/collectes?secteur=jeudi", http.StatusOK).Shows("Demain, jeudi 3 septembre", "comme vous l’avez choisi")
	b.Get("/collectes?secteur=nulle-part", http.StatusOK).Shows("Nous ne")
	b.Get("/collectes?secteur=jeudi&mois=2027-02", http.StatusOK).Shows("Février 2027", "Janvier 2027", "Mars 2027")
	b.Get("/collectes?secteur=jeudi&mois=pas", http.StatusOK).Shows("Septembre 2026")
	b.Viewer = marie
	b.Get("/collectes", http.StatusOK).Shows("84, rue du Moulin", "Demain, jeudi 3 septembre")
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
		b.Must(err)
		b.clock.Set(at)
		b.Get("/collectes?secteur=jeudi", http.StatusOK).Shows(c.want...)
	}
}

func TestTheYearStandsOnOneSheetAndInLargePrint(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	page := b.Get("/collectes/annee?secteur=jeudi", http.StatusOK)
	page.Shows("Collectes 2026", "Janvier", "Décembre", "Changements", "En gros caractères")
	if n := strings.Count(page.Body, "<table"); n != 12 {
		t.Errorf("%d months", n)
	}
	b.Get("/collectes/annee?secteur=jeudi&gros=1&annee=2027", http.StatusOK).Shows("Collectes 2027", "Sur une feuille")
	b.Get("/collectes/annee?secteur=jeudi&annee=1999", http.StatusNotFound)
	b.Get("/collectes/annee", http.StatusSeeOther)
}

func unfold(s string) string { return strings.ReplaceAll(s, "\r\n ", "") }

func TestACalendarFollowsADayThatMoves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		path := "/collectes.ics?lieu=" + string(b.home.ID)
		before := b.Get(path, http.StatusOK)
		before.Shows("BEGIN:VCALENDAR")
		if kind := before.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/calendar") {
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
		if e := event(before.Body); !strings.Contains(e, "DTSTART;VALUE=DATE:20261001") {
			t.Errorf("before: %s", e)
		}
		for _, c := range []struct{ shown, to, sequence string }{{"2026-10-01", "2026-10-02", "SEQUENCE:1"}, {"2026-10-02", "2026-10-03", "SEQUENCE:2"}} {
			shown, _ := civil.ParseDay(c.shown)
			to, _ := civil.ParseDay(c.to)
			b.clock.Advance(time.Minute)
			b.Must(b.collections.ChangeDay(t.Context(), foreman, collections.Changing{
				Streams: []string{"recyclage"}, Sector: "jeudi", Shown: shown, State: collections.Moved, To: to, Reason: collections.Words{FR: "Bris", EN: "Breakdown"},
			}, forms.Key{Value: forms.NewKey()}))
			if e := event(b.Get(path, http.StatusOK).Body); !strings.Contains(e, "DTSTART;VALUE=DATE:"+strings.ReplaceAll(c.to, "-", "")) || !strings.Contains(e, c.sequence) {
				t.Errorf("moved to %s: %s", c.to, e)
			}
		}
		last, _ := civil.ParseDay("2026-10-03")
		b.Must(b.collections.ChangeDay(t.Context(), foreman, collections.Changing{
			Streams: []string{"recyclage"}, Sector: "jeudi", Shown: last, State: collections.Cancelled, Reason: collections.Words{FR: "Bris"},
		}, forms.Key{Value: forms.NewKey()}))
		if e := event(b.Get(path, http.StatusOK).Body); !strings.Contains(e, "STATUS:CANCELLED") || !strings.Contains(e, "SEQUENCE:3") {
			t.Errorf("cancelled: %s", e)
		}
		b.Viewer = marie
		b.Get(path, http.StatusOK).Hides("Marie", "ATTENDEE")
		b.Get("/collectes.ics", http.StatusNotFound)
		b.Get(path+"&rappel=oui&langue=en", http.StatusOK).Shows("BEGIN:VALARM", "SUMMARY:Recycling")
	})
}

func TestAMachineReadsTheNextDayOfEachStream(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	w := b.Get("/collectes.json?lieu="+string(b.home.ID), http.StatusOK)
	var a struct {
		Place string `json:"lieu"`
		Next  []struct {
			Stream  string `json:"flux"`
			Day     string `json:"jour"`
			InDays  int    `json:"dans_jours"`
			OutFrom string `json:"sortir_des"`
		} `json:"prochaines"`
	}
	b.Must(json.Unmarshal([]byte(w.Body), &a))
	if a.Place != "84, rue du Moulin" || len(a.Next) != 4 || a.Next[0].Day != "2026-09-03" || a.Next[0].InDays != 1 || a.Next[0].OutFrom != "2026-09-02T19:00:00-04:00" {
		t.Errorf("%+v", a)
	}
	lost := b.Get("/collectes.json?adresse=nulle+part", http.StatusNotFound)
	lost.Shows(`{"erreur":"Nous ne connaissons pas`)
	if kind := lost.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		t.Errorf("a machine is answered in %s", kind)
	}
}

func TestAnObjectSaysWhereItGoes(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.Get("/collectes/objets", http.StatusOK).Shows("objets connus", "lettre=b")
	b.Get("/collectes/objets?q=piles", http.StatusOK).Shows("Retour au magasin", "Jamais dans un bac")
	b.Get("/collectes/objets?lettre=A", http.StatusOK).Shows("Aspirateur")
	b.Get("/collectes/objets?q=%3Cscript%3E", http.StatusOK).Shows("Nous ne connaissons pas", "&lt;script&gt;")
	b.Prefs.Lang = i18n.English
	b.Get("/collectes/objets?q=toaster", http.StatusOK).Shows("Toaster")
}

func TestACitizenPutsTheirDoorOnAList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Get("/collectes/inscription", http.StatusSeeOther)
		b.Viewer = marie
		page := b.Get("/collectes/inscription", http.StatusOK)
		page.Shows("Branches", "Lundi 7 septembre", "Inscription d’ici le samedi 5 septembre, 12\u00a0h")
		form := url.Values{"lieu": {string(b.home.ID)}, "flux": {"branches"}, "date": {"2026-09-14"}, "cle": {page.Key()}}
		b.Send("/collectes/inscription", http.StatusUnprocessableEntity, form).Shows("Écrivez ce que l’équipe doit ramasser", `value="2026-09-14"`)
		form.Set("quoi", "Deux branches")
		for range 2 {
			b.Send("/collectes/inscription", http.StatusSeeOther, form)
		}
		mine := b.Get("/collectes/inscription?fait=inscrite", http.StatusOK)
		mine.Shows("Votre adresse est inscrite", "Branches, lundi 14 septembre", "Deux branches", "Retirer")
		mine.Hides(`value="2026-09-14"`) // A full day is not on offer.
		withdraw := mine.Find(`/collectes/inscription/[^/]+/retirer`)
		b.Viewer = luc
		b.Send(withdraw, http.StatusNotFound, url.Values{})
		b.Viewer = foreman
		b.Get("/gestion/collectes/inscriptions", http.StatusOK).Shows("Lundi 14 septembre", "84, rue du Moulin", "Deux branches")
		b.Viewer = marie
		b.Send(withdraw, http.StatusSeeOther, url.Values{})
		b.Get("/collectes/inscription?fait=retiree", http.StatusOK).Shows("Retirée")
	})
}

func TestTheStaffSeesTheDatesBeforeItSaves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Viewer = agent
		b.Get("/gestion/collectes", http.StatusForbidden)
		b.Viewer = foreman
		b.Get("/gestion/collectes", http.StatusOK).Shows("Secteur du jeudi", "Toute la ville")
		b.Get("/gestion/collectes/secteurs/jeudi", http.StatusOK).Shows("Un jeudi sur deux", "Prochaines dates", "calendrier-2026")
		b.Get("/gestion/collectes/secteurs/ville", http.StatusOK).Shows("Le dernier mercredi du mois")
		b.Get("/gestion/collectes/secteurs/nulle-part", http.StatusNotFound)
		rule := url.Values{"apercu": {"oui"}, "secteur": {"mardi"}, "flux": {"recyclage"}, "rythme": {"weekly"}, "jour": {"2"}, "toutes_les": {"2"}, "depuis": {"2026-09-02"}}
		b.Get("/gestion/collectes/regles?"+rule.Encode(), http.StatusUnprocessableEntity).Shows("Cette date ne tombe pas le jour de la semaine choisi")
		rule.Set("depuis", "2026-09-08")
		b.Get("/gestion/collectes/regles?"+rule.Encode(), http.StatusOK).Shows("Un mardi sur deux", "Mardi 8 septembre", "Mardi 15 décembre", "Enregistrer cette règle")
		if n := len(b.collections.RulesOf("mardi", "recyclage")); n != 0 {
			t.Error("looking at the dates saved the rule")
		}
		if to := b.Send("/gestion/collectes/regles", http.StatusSeeOther, rule).To; to != "/gestion/collectes/secteurs/mardi?fait=regle" {
			t.Fatalf("saving leads to %s", to)
		}
		saved := b.collections.RulesOf("mardi", "recyclage")
		if len(saved) != 1 {
			t.Fatalf("saved: %+v", saved)
		}
		b.Get("/gestion/collectes/regles?regle="+saved[0].ID, http.StatusOK).Shows("Corriger une règle", `value="2026-09-08"`)
		for range 2 { // Pressed twice, it is taken away once.
			b.Send("/gestion/collectes/regles/"+saved[0].ID+"/retirer", http.StatusSeeOther, url.Values{})
		}
		b.Get("/gestion/collectes/regles?apercu=oui&rythme=dates&flux=ordures&dates=2026-10-05+demain", http.StatusUnprocessableEntity).Shows("Corrigez «\u00a0demain\u00a0»")

		change := url.Values{"apercu": {"oui"}, "genre": {"deplacer"}, "flux": {"recyclage", "organiques"}, "secteur": {"jeudi"}, "jour": {"2026-09-03"}, "vers": {"2026-09-04"}, "raison": {"Bris"}}
		b.Get("/gestion/collectes/jours?"+change.Encode(), http.StatusOK).Shows("la collecte du jeudi 3 septembre passe au vendredi 4 septembre.", "Enregistrer ce changement")
		b.Send("/gestion/collectes/jours", http.StatusSeeOther, change)
		b.Get("/gestion/collectes/jours?fait=jour", http.StatusOK).Shows("Déplacée au vendredi 4 septembre")
		change.Set("vers", "")
		b.Send("/gestion/collectes/jours", http.StatusUnprocessableEntity, change).Shows("Écrivez le nouveau jour")
		b.Get("/collectes?secteur=jeudi", http.StatusOK).Shows("Vendredi 4 septembre\u00a0: recyclage et bac brun")
	})
}
