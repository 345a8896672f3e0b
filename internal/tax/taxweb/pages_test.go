package taxweb_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/property"
	"sem/internal/session"
	"sem/internal/tax"
)

func TestAnOwnerReadsWhatTheyOweFirst(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(header + bill2025 + bill2026 + paid2026)
		page := b.shows("/taxes",
			"84, rue du Moulin", "Compte de taxes 2026, matricule 7247-58-0000", "Dans 7 jours", "À payer au plus tard le mercredi 9 septembre", "755,11 $",
			"C’est le dernier versement de 2026.", "Numéro à entrer dans votre institution : 7247 5800 00", "Vos quatre versements", "25 février Payé le 20 février 755,10 $",
			"Données du service des finances reçues aujourd’hui, 10 h.", "0,4260 $ par 100 $ d’évaluation, sur 484 200 $.", "Total 3 020,41 $",
			"C’est 62,18 $ de plus qu’en 2025.", "+638,22 $ parce que la valeur de votre propriété a monté", "−609,61 $ parce que les taux ont baissé",
			"+33,57 $ parce que les services coûtent plus cher", "Reçu du 29 juin, 755,10 $")
		if again := b.shows("/taxes/7247-58-0000"); again != page {
			t.Error("the page of the matricule differs from the page of the only property")
		}
		b.shows("/taxes/7247-58-0000/2025", "Mes taxes de 2025", "Vos deux versements", "26 février 2025 Payé le 20 février 2025", "Total 2 958,23 $")
		b.shows("/taxes/7247-00-0000", "Compte de taxes 2026") // The matricule of an older bill.
	})
}

func TestAnAccountOfSomebodyElsesPropertyDoesNotExist(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2025 + bill2026 + paid2026)
	f, err := b.tax.File(t.Context(), "moulin", 2026, 0)
	b.must(err)
	receipt := "/taxes/7247-58-0000/2026/recus/" + string(f.Bills[0].Payments[0].ID) + ".pdf"
	for _, who := range []string{"luc", "gerard"} {
		b.viewer = sure(who)
		for _, path := range []string{
			"/taxes/7247-58-0000", "/taxes/7247-58-0000/2026", "/taxes/7247-58-0000/2026/releve.pdf", receipt, "/taxes/7247-00-0000",
			"/taxes/9999-99-9999", "/taxes/abc",
		} {
			w := b.get(path)
			if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "755") {
				t.Errorf("%s reads %s: got %d, want 404", who, path, w.Code)
			}
		}
		for _, path := range []string{"/taxes/7247-58-0000/courriel", "/taxes/7247-58-0000/courriel/retirer"} {
			if w := b.post(path, url.Values{"accord": {"1"}}); w.Code != http.StatusNotFound {
				t.Errorf("%s posts %s: got %d, want 404", who, path, w.Code)
			}
		}
	}
	b.viewer = sure("marie")
	for _, path := range []string{"/taxes/7247-58-0000/2019", "/taxes/7247-58-0000/2025/recus/" + string(f.Bills[0].Payments[0].ID) + ".pdf", "/taxes/7247-58-0000/x"} {
		if w := b.get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, w.Code)
		}
	}
}

func TestATenantIsToldHowAnOwnerLinksAProperty(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026)
	b.viewer = session.Viewer{Session: "s", Account: "compte-luc", Person: "luc"} // Luc lives with an owner and gave no password lately.
	b.shows("/taxes", "Aucune propriété n’est liée à votre dossier.", "Lier ma propriété")
}

func TestThePasswordIsAskedOnceASession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(header + bill2026)
		store := session.Store{DB: d, Clock: b.clock}
		var secret string
		b.must(d.InTx(t.Context(), func(tx *db.Tx) (err error) {
			secret, err = store.Start(t.Context(), tx, session.Session{Account: "compte-marie"})
			return err
		}))
		open, err := store.Find(t.Context(), secret)
		b.must(err)
		b.viewer.Session, b.viewer.Reassured = open.ID, september.Add(-session.ReassuredFor-1)

		w := b.get("/taxes")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/connexion?suite=") {
			t.Fatalf("got %d to %s, want the password asked", w.Code, w.Header().Get("Location"))
		}
		b.viewer.Reassured = september
		b.shows("/taxes", "84, rue du Moulin")
		if open, err = store.Find(t.Context(), secret); err != nil || open.SensitiveAt.IsZero() {
			t.Fatalf("got %+v, %v, want the session to remember", open, err)
		}
		b.viewer.Reassured, b.viewer.Sensitive = september.Add(-session.ReassuredFor-1), true
		b.shows("/taxes", "84, rue du Moulin")
	})
}

func TestAHelperWithAMandateForThePropertyReads(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + strings.NewReplacer("2026-004217", "2026-9", "7247-58-0000", "7247-58-1111").Replace(bill2026))
	mandate := func(id string, scope people.Scope) {
		b.must(b.db.InTx(t.Context(), func(tx *db.Tx) error {
			return b.people.LoadMandates(t.Context(), tx, func(yield func(people.Mandate) bool) {
				yield(people.Mandate{ID: id, Grantor: people.Person{ID: "gerard"}, Helper: people.Person{ID: "luc"}, Scope: scope, Since: september.AddDate(0, -1, 0), CreatedAt: september})
			})
		}))
	}
	b.viewer = sure("luc")
	mandate("m1", people.Library)
	if w := b.get("/taxes/7247-58-1111"); w.Code != http.StatusNotFound {
		t.Errorf("a mandate for the library opens the taxes: got %d", w.Code)
	}
	mandate("m2", people.Property)
	b.shows("/taxes", "12, rue des Érables") // The only one that Luc may read.
	b.shows("/taxes/7247-58-1111", "12, rue des Érables", "Propriété de Gerard Tremblay, qui vous a donné un mandat")
	if w := b.post("/taxes/7247-58-1111/courriel", url.Values{"accord": {"1"}}); w.Code != http.StatusForbidden {
		t.Errorf("a helper consents for the owner: got %d, want 403", w.Code)
	}
}

func TestSeveralPropertiesAreOffered(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + paid2026)
	b.roll.held["marie"] = append(b.roll.held["marie"], property.Holding{Property: "chalet", Person: "marie", Matricule: chaletMatricule, Line: "12, rue des Érables", Role: property.Owner})
	b.shows("/taxes", "Votre dossier a 2 propriétés.", "84, rue du Moulin 755,11 $ à payer au plus tard le mercredi 9 septembre.", "12, rue des Érables Aucun compte de taxes reçu pour l’instant.")
	b.shows("/taxes/7247-58-1111", "Votre compte de taxes arrivera ici.")
}

func TestWhatIsPastItsDayIsSaidInNeutralWords(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + paid2026)
	b.clock.Set(september.AddDate(0, 1, 20))
	b.viewer.Reassured = b.clock.Now()
	page := b.shows("/taxes", "Un versement était à payer le mercredi 9 septembre", "759,56 $", "Ce montant comprend 4,45 $ d’intérêt et de pénalité jusqu’à aujourd’hui.",
		"L’intérêt est de 5 % par année.", "Date passée depuis 43 jours", "Si votre paiement est en route, vous n’avez rien à faire")
	for _, hard := range []string{"retard", "Retard", "défaut", "arrérages"} {
		if strings.Contains(page, hard) {
			t.Errorf("the page says %q", hard)
		}
	}
}

func TestSupplementsAndCreditsStandBesideTheAccount(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + paid2026 +
		"compte;2026-S1;2026;7247-58-0000;supplement;2026-08-20;;;;;;;;;412,50;;;\nligne;2026-S1;;;;;;fonciere;Agrandissement;;ville;fixe;;;412,50;;;\n" +
		"compte;2026-R1;2026;7247-58-0000;remboursement;2026-08-21;;;;;;;;;-84,50;;;\ncredit;2026-R1;;;;;;fonciere;Correction du rôle;;;;;;-84,50;;;\n")
	b.shows("/taxes", "Supplément de 2026, envoyé le jeudi 20 août", "Le versement suivant est de 206,25 $, le samedi 19 septembre.", "Remboursement de 2026, envoyé le vendredi 21 août",
		"La Ville vous doit 84,50 $.")
}

func TestTheStatementAndReceiptsAreSheetsInTheReadersLanguageAndSize(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + paid2026)
	f, err := b.tax.File(t.Context(), "moulin", 2026, 0)
	b.must(err)
	receipt := "/taxes/7247-58-0000/2026/recus/" + string(f.Bills[0].Payments[0].ID) + ".pdf"
	for _, path := range []string{"/taxes/7247-58-0000/2026/releve.pdf", receipt} {
		pages := map[int][]byte{}
		for _, size := range []int{1, 3} {
			b.prefs.Text = size
			w := b.get(path)
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(w.Body.Bytes(), []byte("%PDF-")) {
				t.Fatalf("%s: got %d %s", path, w.Code, w.Header().Get("Content-Type"))
			}
			if !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
				t.Errorf("%s may be kept: %s", path, w.Header().Get("Cache-Control"))
			}
			pages[size] = w.Body.Bytes()
		}
		if bytes.Equal(pages[1], pages[3]) {
			t.Errorf("%s: large print is the same sheet", path)
		}
	}
	b.english()
	if w := b.get(receipt); w.Header().Get("Content-Language") != "en" {
		t.Errorf("got a sheet in %q, want English", w.Header().Get("Content-Language"))
	}
	if w := b.get(strings.TrimSuffix(receipt, ".pdf")); w.Code != http.StatusNotFound {
		t.Errorf("a receipt without .pdf: got %d, want 404", w.Code)
	}
}

func TestTheBillByMailIsChosenAndLeftAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(header + bill2026)
		if w := b.post("/taxes/7247-58-0000/courriel", url.Values{}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(text(w.Body.String()), "Cochez la case") {
			t.Errorf("without the tick: got %d, want 422 and why", w.Code)
		}
		w := b.post("/taxes/7247-58-0000/courriel", url.Values{"accord": {"1"}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("got %d, want 303", w.Code)
		}
		b.shows(w.Header().Get("Location"), "Votre prochain compte arrivera par courriel.", "Vous recevez votre compte par courriel seulement, depuis le mercredi 2 septembre.")
		w = b.post("/taxes/7247-58-0000/courriel/retirer", url.Values{})
		b.shows(w.Header().Get("Location"), "Votre prochain compte arrivera par la poste.", "J’accepte de recevoir mon compte")
		all, err := b.tax.Consents(t.Context(), "marie")
		b.must(err)
		if len(all) != 1 || all[0].Open() || all[0].Wording != tax.Wording {
			t.Errorf("got %+v, want the withdrawn consent kept", all)
		}
	})
}

func TestAnAgentGivesAReasonAndOwnersReadIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(header + bill2026 + paid2026)
		b.viewer = julie
		if page := b.shows("/guichet/proprietes/moulin/taxes", "Pourquoi ouvrez-vous ce compte de taxes?"); strings.Contains(page, "755") {
			t.Error("the account is shown before the reason is given")
		}
		b.shows("/guichet/proprietes/moulin/taxes?motif=appel", "84, rue du Moulin", "755,11 $", "Les quatre versements")
		b.shows("/guichet/proprietes/moulin/taxes?annee=2026", "755,11 $") // The reason given a moment ago counts.
		seen, err := b.journal.OfPerson(t.Context(), "marie", 1)
		b.must(err)
		if len(seen.Lines) == 0 || seen.Lines[0].Action != journal.View || seen.Lines[0].Object != "taxes 7247-58-0000" || seen.Lines[0].Reason != "Appel téléphonique" {
			t.Errorf("Marie reads %+v", seen.Lines)
		}
		if w := b.post("/guichet/proprietes/moulin/taxes/motif", url.Values{"precision": {" "}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("without words: got %d, want 422", w.Code)
		}
		if w := b.get("/guichet/proprietes/rien/taxes?motif=appel"); w.Code != http.StatusNotFound {
			t.Errorf("a property without account: got %d, want 404", w.Code)
		}
	})
}

func TestAPropertyWithoutKnownOwnerIsReadForAReasonEachTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(header + strings.ReplaceAll(bill2026, "7247-58-0000", "7247-58-1111"))
		delete(b.roll.held, "gerard")
		b.viewer = julie
		if w := b.post("/guichet/proprietes/chalet/taxes/motif", url.Values{"precision": {"Appel du notaire"}}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "755,10") {
			t.Errorf("got %d, want the account", w.Code)
		}
		b.shows("/guichet/proprietes/chalet/taxes", "Pourquoi ouvrez-vous ce compte de taxes?")
		entries, err := b.journal.List(t.Context(), journal.Filter{Object: "taxes 7247-58-1111"})
		b.must(err)
		if len(entries.Lines) != 1 || entries.Lines[0].Reason != "Appel du notaire" {
			t.Errorf("got %+v, want the look with its reason", entries.Lines)
		}
	})
}

func TestOnlyThoseWhoMayManageRulesDo(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + strings.Join(regexp.MustCompile(`(?m)^versement.*\n`).Split(bill2026, -1), ""))
	b.viewer = julie
	if w := b.get("/gestion/taxes"); w.Code == http.StatusOK {
		t.Error("an agent opens the rules")
	}
	admin := julie
	admin.Role = session.Administrator
	b.viewer = admin
	b.shows("/gestion/taxes", "La règle de la loi s’applique")
	rule := url.Values{
		"annee": {"2026"}, "nombre": {"4"}, "premier": {"30"}, "suivants": {"60"}, "minimum": {"300,00"}, "part": {"0"}, "dates": {"02-25 04-28 06-30 09-09"},
		"interet": {"11"}, "penalite": {"0,5"}, "plafond": {"5"}, "escompte": {"0"},
	}
	wrong := url.Values{}
	for k, v := range rule {
		wrong[k] = v
	}
	wrong["penalite"] = []string{"0,6"}
	if w := b.post("/gestion/taxes", wrong); w.Code != http.StatusUnprocessableEntity || !strings.Contains(text(w.Body.String()), "au plus 0,5 % par mois complet") || !strings.Contains(w.Body.String(), `value="0,6"`) {
		t.Errorf("a penalty beyond the law: got %d", w.Code)
	}
	w := b.post("/gestion/taxes", rule)
	b.shows(w.Header().Get("Location"), "La règle de 2026 est gardée.", "4 versements à partir de 300,00 $")
	b.viewer = sure("marie")
	b.shows("/taxes", "Vos quatre versements", "9 septembre")
}

func TestANewOwnerDoesNotReadHowThoseBeforeThemPaid(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	old := strings.NewReplacer("2025-000001", "2024-000001", ";2025;", ";2024;", "2025-01-27", "2024-01-27", "2025-02-20", "2024-02-20", "2025-05-20", "2024-05-20", "Q-", "O-").Replace(bill2025)
	b.take(header + old + bill2025 + bill2026)
	b.roll.held["marie"][0].Since = september // Marie bought the house this summer.
	if page := b.shows("/taxes", "Autres années : 2025"); strings.Contains(page, "2024") {
		t.Errorf("the page tells of 2024:\n%s", page)
	}
	if page := b.shows("/taxes/7247-58-0000/2025"); strings.Contains(page, "de plus qu’en 2024") {
		t.Error("2025 is compared with a year she may not read")
	}
	if w := b.get("/taxes/7247-58-0000/2024"); w.Code != http.StatusNotFound {
		t.Errorf("2024: got %d, want 404", w.Code)
	}
	b.viewer = julie
	b.shows("/guichet/proprietes/moulin/taxes?motif=appel&annee=2024", "Total 2 958,23 $")
}

func TestOnesOwnPropertyComesBeforeThoseOfOthers(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + strings.NewReplacer("2026-004217", "2026-9", "7247-58-0000", "7247-58-1111").Replace(bill2026))
	b.must(b.db.InTx(t.Context(), func(tx *db.Tx) error {
		return b.people.LoadMandates(t.Context(), tx, func(yield func(people.Mandate) bool) {
			yield(people.Mandate{ID: "m", Grantor: people.Person{ID: "gerard"}, Helper: people.Person{ID: "marie"}, Scope: people.All, Since: september.AddDate(0, -1, 0), CreatedAt: september})
		})
	}))
	b.shows("/taxes", "84, rue du Moulin", "Vos quatre versements", "Voir une autre propriété")
	b.shows("/taxes?toutes=1", "Votre dossier a 2 propriétés.", "12, rue des Érables")
}
