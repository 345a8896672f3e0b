package taxweb_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/i18n"
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
		page := b.Get("/taxes", http.StatusOK).Says(
			"84, rue du Moulin", "Compte de taxes 2026, matricule 7247-58-0000", "Dans 7 jours", "À payer au plus tard le mercredi 9 septembre", "755,11 $",
			"C’est le dernier versement de 2026.", "Numéro à entrer dans votre institution : 7247 5800 00", "Vos quatre versements", "25 février Payé le 20 février 755,10 $",
			"Données du service des finances reçues aujourd’hui, 10 h.", "0,4260 $ par 100 $ d’évaluation, sur 484 200 $.", "Total 3 020,41 $",
			"C’est 62,18 $ de plus qu’en 2025.", "+638,22 $ parce que la valeur de votre propriété a monté", "−609,61 $ parce que les taux ont baissé",
			"+33,57 $ parce que les services coûtent plus cher", "Reçu du 29 juin, 755,10 $")
		if again := b.Get("/taxes/7247-58-0000", http.StatusOK); again.Words() != page.Words() {
			t.Error("the page of the matricule differs from the page of the only property")
		}
		b.Get("/taxes/7247-58-0000/2025", http.StatusOK).Says("Mes taxes de 2025", "Vos deux versements", "26 février 2025 Payé le 20 février 2025", "Total 2 958,23 $")
		b.Get("/taxes/7247-00-0000", http.StatusOK).Says("Compte de taxes 2026") // The matricule of an older bill.
	})
}

func TestAnAccountOfSomebodyElsesPropertyDoesNotExist(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2025 + bill2026 + paid2026)
	f, err := b.tax.File(t.Context(), "moulin", 2026, 0)
	b.Must(err)
	receipt := "/taxes/7247-58-0000/2026/recus/" + string(f.Bills[0].Payments[0].ID) + ".pdf"
	for _, who := range []string{"luc", "gerard"} {
		b.Viewer = sure(who)
		for _, path := range []string{
			"/taxes/7247-58-0000", "/taxes/7247-58-0000/2026", "/taxes/7247-58-0000/2026/releve.pdf", receipt, "/taxes/7247-00-0000",
			"/taxes/9999-99-9999", "/taxes/abc",
		} {
			if page := b.Get(path, http.StatusNotFound); strings.Contains(page.Body, "755") {
				t.Errorf("%s reads of an amount on %s", who, path)
			}
		}
		for _, path := range []string{"/taxes/7247-58-0000/courriel", "/taxes/7247-58-0000/courriel/retirer"} {
			b.Send(path, http.StatusNotFound, url.Values{"accord": {"1"}})
		}
	}
	b.Viewer = sure("marie")
	for _, path := range []string{"/taxes/7247-58-0000/2019", "/taxes/7247-58-0000/2025/recus/" + string(f.Bills[0].Payments[0].ID) + ".pdf", "/taxes/7247-58-0000/x"} {
		b.Get(path, http.StatusNotFound)
	}
}

func TestATenantIsToldHowAnOwnerLinksAProperty(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026)
	b.Viewer = session.Viewer{Session: "s", Account: "compte-luc", Person: "luc"} // Luc lives with an owner and gave no password lately.
	b.Get("/taxes", http.StatusOK).Says("Aucune propriété n’est liée à votre dossier.", "Lier ma propriété")
}

func TestThePasswordIsAskedOnceASession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(header + bill2026)
		store := session.Store{DB: d, Clock: b.clock}
		var secret string
		b.Must(d.InTx(t.Context(), func(tx *db.Tx) (err error) {
			secret, err = store.Start(t.Context(), tx, session.Session{Account: "compte-marie"})
			return err
		}))
		open, err := store.Find(t.Context(), secret)
		b.Must(err)
		b.Viewer.Session, b.Viewer.Reassured = open.ID, september.Add(-session.ReassuredFor-1)

		if to := b.Get("/taxes", http.StatusSeeOther).To; !strings.HasPrefix(to, "/connexion?suite=") {
			t.Fatalf("led to %s, want the password asked", to)
		}
		b.Viewer.Reassured = september
		b.Get("/taxes", http.StatusOK).Says("84, rue du Moulin")
		if open, err = store.Find(t.Context(), secret); err != nil || open.SensitiveAt.IsZero() {
			t.Fatalf("got %+v, %v, want the session to remember", open, err)
		}
		b.Viewer.Reassured, b.Viewer.Sensitive = september.Add(-session.ReassuredFor-1), true
		b.Get("/taxes", http.StatusOK).Says("84, rue du Moulin")
	})
}

func TestAHelperWithAMandateForThePropertyReads(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + strings.NewReplacer("2026-004217", "2026-9", "7247-58-0000", "7247-58-1111").Replace(bill2026))
	mandate := func(id string, scope people.Scope) {
		b.Must(b.db.InTx(t.Context(), func(tx *db.Tx) error {
			return b.people.LoadMandates(t.Context(), tx, func(yield func(people.Mandate) bool) {
				yield(people.Mandate{ID: id, Grantor: people.Person{ID: "gerard"}, Helper: people.Person{ID: "luc"}, Scope: scope, Since: september.AddDate(0, -1, 0), CreatedAt: september})
			})
		}))
	}
	b.Viewer = sure("luc")
	mandate("m1", people.Library)
	b.Get("/taxes/7247-58-1111", http.StatusNotFound) // A mandate for the library opens no taxes.
	mandate("m2", people.Property)
	b.Get("/taxes", http.StatusOK).Says("12, rue des Érables") // The only one that Luc may read.
	b.Get("/taxes/7247-58-1111", http.StatusOK).Says("12, rue des Érables", "Propriété de Gerard Tremblay, qui vous a donné un mandat")
	b.Send("/taxes/7247-58-1111/courriel", http.StatusForbidden, url.Values{"accord": {"1"}}) // Nobody consents for the owner.
}

func TestSeveralPropertiesAreOffered(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + paid2026)
	b.roll.held["marie"] = append(b.roll.held["marie"], property.Holding{Property: "chalet", Person: "marie", Matricule: chaletMatricule, Line: "12, rue des Érables", Role: property.Owner})
	b.Get("/taxes", http.StatusOK).Says("Votre dossier a 2 propriétés.", "84, rue du Moulin 755,11 $ à payer au plus tard le mercredi 9 septembre.", "12, rue des Érables Aucun compte de taxes reçu pour l’instant.")
	b.Get("/taxes/7247-58-1111", http.StatusOK).Says("Votre compte de taxes arrivera ici.")
}

func TestWhatIsPastItsDayIsSaidInNeutralWords(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + paid2026)
	b.clock.Set(september.AddDate(0, 1, 20))
	b.Viewer.Reassured = b.clock.Now()
	b.Get("/taxes", http.StatusOK).Says("Un versement était à payer le mercredi 9 septembre", "759,56 $", "Ce montant comprend 4,45 $ d’intérêt et de pénalité jusqu’à aujourd’hui.",
		"L’intérêt est de 5 % par année.", "Date passée depuis 43 jours", "Si votre paiement est en route, vous n’avez rien à faire").Hides("retard", "Retard", "défaut", "arrérages")
}

func TestSupplementsAndCreditsStandBesideTheAccount(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + paid2026 +
		"compte;2026-S1;2026;7247-58-0000;supplement;2026-08-20;;;;;;;;;412,50;;;\nligne;2026-S1;;;;;;fonciere;Agrandissement;;ville;fixe;;;412,50;;;\n" +
		"compte;2026-R1;2026;7247-58-0000;remboursement;2026-08-21;;;;;;;;;-84,50;;;\ncredit;2026-R1;;;;;;fonciere;Correction du rôle;;;;;;-84,50;;;\n")
	b.Get("/taxes", http.StatusOK).Says("Supplément de 2026, envoyé le jeudi 20 août", "Le versement suivant est de 206,25 $, le samedi 19 septembre.", "Remboursement de 2026, envoyé le vendredi 21 août",
		"La Ville vous doit 84,50 $.")
}

func TestTheStatementAndReceiptsAreSheetsInTheReadersLanguageAndSize(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + paid2026)
	f, err := b.tax.File(t.Context(), "moulin", 2026, 0)
	b.Must(err)
	receipt := "/taxes/7247-58-0000/2026/recus/" + string(f.Bills[0].Payments[0].ID) + ".pdf"
	for _, path := range []string{"/taxes/7247-58-0000/2026/releve.pdf", receipt} {
		sheets := map[int]string{}
		for _, size := range []int{1, 3} {
			b.Prefs.Text = size
			sheet := b.Get(path, http.StatusOK)
			if kind := sheet.Header.Get("Content-Type"); kind != "application/pdf" || !strings.HasPrefix(sheet.Body, "%PDF-") {
				t.Fatalf("%s: got %s", path, kind)
			}
			if kept := sheet.Header.Get("Cache-Control"); !strings.Contains(kept, "no-store") {
				t.Errorf("%s may be kept: %s", path, kept)
			}
			sheets[size] = sheet.Body
		}
		if sheets[1] == sheets[3] {
			t.Errorf("%s: large print is the same sheet", path)
		}
	}
	b.Prefs.Lang = i18n.English
	if lang := b.Get(receipt, http.StatusOK).Header.Get("Content-Language"); lang != "en" {
		t.Errorf("got a sheet in %q, want English", lang)
	}
	b.Get(strings.TrimSuffix(receipt, ".pdf"), http.StatusNotFound)
}

func TestTheBillByMailIsChosenAndLeftAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(header + bill2026)
		b.Send("/taxes/7247-58-0000/courriel", http.StatusUnprocessableEntity, url.Values{}).Says("Cochez la case")
		to := b.Send("/taxes/7247-58-0000/courriel", http.StatusSeeOther, url.Values{"accord": {"1"}}).To
		b.Get(to, http.StatusOK).Says("Votre prochain compte arrivera par courriel.", "Vous recevez votre compte par courriel seulement, depuis le mercredi 2 septembre.")
		to = b.Send("/taxes/7247-58-0000/courriel/retirer", http.StatusSeeOther, url.Values{}).To
		b.Get(to, http.StatusOK).Says("Votre prochain compte arrivera par la poste.", "J’accepte de recevoir mon compte")
		all, err := b.tax.Consents(t.Context(), "marie")
		b.Must(err)
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
		b.Viewer = julie
		if page := b.Get("/guichet/proprietes/moulin/taxes", http.StatusOK).Says("Pourquoi ouvrez-vous ce compte de taxes?").Words(); strings.Contains(page, "755") {
			t.Error("the account is shown before the reason is given")
		}
		b.Get("/guichet/proprietes/moulin/taxes?motif=appel", http.StatusOK).Says("84, rue du Moulin", "755,11 $", "Les quatre versements")
		b.Get("/guichet/proprietes/moulin/taxes?annee=2026", http.StatusOK).Says("755,11 $") // The reason given a moment ago counts.
		seen, err := b.journal.OfPerson(t.Context(), "marie", 1)
		b.Must(err)
		if len(seen.Lines) == 0 || seen.Lines[0].Action != journal.View || seen.Lines[0].Object != "taxes 7247-58-0000" || seen.Lines[0].Reason != "Appel téléphonique" {
			t.Errorf("Marie reads %+v", seen.Lines)
		}
		b.Send("/guichet/proprietes/moulin/taxes/motif", http.StatusUnprocessableEntity, url.Values{"precision": {" "}})
		b.Get("/guichet/proprietes/rien/taxes?motif=appel", http.StatusNotFound)
	})
}

func TestAPropertyWithoutKnownOwnerIsReadForAReasonEachTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(header + strings.ReplaceAll(bill2026, "7247-58-0000", "7247-58-1111"))
		delete(b.roll.held, "gerard")
		b.Viewer = julie
		b.Send("/guichet/proprietes/chalet/taxes/motif", http.StatusOK, url.Values{"precision": {"Appel du notaire"}}).Shows("755,10")
		b.Get("/guichet/proprietes/chalet/taxes", http.StatusOK).Says("Pourquoi ouvrez-vous ce compte de taxes?")
		entries, err := b.journal.List(t.Context(), journal.Filter{Object: "taxes 7247-58-1111"})
		b.Must(err)
		if len(entries.Lines) != 1 || entries.Lines[0].Reason != "Appel du notaire" {
			t.Errorf("got %+v, want the look with its reason", entries.Lines)
		}
	})
}

func TestOnlyThoseWhoMayManageRulesDo(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + strings.Join(regexp.MustCompile(`(?m)^versement.*\n`).Split(bill2026, -1), ""))
	b.Viewer = julie
	b.Get("/gestion/taxes", http.StatusForbidden)
	admin := julie
	admin.Role = session.Administrator
	b.Viewer = admin
	b.Get("/gestion/taxes", http.StatusOK).Says("La règle de la loi s’applique")
	rule := url.Values{
		"annee": {"2026"}, "nombre": {"4"}, "premier": {"30"}, "suivants": {"60"}, "minimum": {"300,00"}, "part": {"0"}, "dates": {"02-25 04-28 06-30 09-09"},
		"interet": {"11"}, "penalite": {"0,5"}, "plafond": {"5"}, "escompte": {"0"},
	}
	wrong := maps.Clone(rule)
	wrong.Set("penalite", "0,6") // Beyond the law.
	b.Send("/gestion/taxes", http.StatusUnprocessableEntity, wrong).Says("au plus 0,5 % par mois complet").Shows(`value="0,6"`)
	to := b.Send("/gestion/taxes", http.StatusSeeOther, rule).To
	b.Get(to, http.StatusOK).Says("La règle de 2026 est gardée.", "4 versements à partir de 300,00 $")
	b.Viewer = sure("marie")
	b.Get("/taxes", http.StatusOK).Says("Vos quatre versements", "9 septembre")
}

func TestANewOwnerDoesNotReadHowThoseBeforeThemPaid(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	old := strings.NewReplacer("2025-000001", "2024-000001", ";2025;", ";2024;", "2025-01-27", "2024-01-27", "2025-02-20", "2024-02-20", "2025-05-20", "2024-05-20", "Q-", "O-").Replace(bill2025)
	b.take(header + old + bill2025 + bill2026)
	b.roll.held["marie"][0].Since = september // Marie bought the house this summer.
	if page := b.Get("/taxes", http.StatusOK).Says("Autres années : 2025").Words(); strings.Contains(page, "2024") {
		t.Errorf("the page tells of 2024:\n%s", page)
	}
	b.Get("/taxes/7247-58-0000/2025", http.StatusOK).Hides("de plus qu’en 2024")
	b.Get("/taxes/7247-58-0000/2024", http.StatusNotFound)
	b.Viewer = julie
	b.Get("/guichet/proprietes/moulin/taxes?motif=appel&annee=2024", http.StatusOK).Says("Total 2 958,23 $")
}

func TestOnesOwnPropertyComesBeforeThoseOfOthers(t *testing.T) {
	t.Parallel()
	b := newTown(t, dbtest.SQLite(t))
	b.take(header + bill2026 + strings.NewReplacer("2026-004217", "2026-9", "7247-58-0000", "7247-58-1111").Replace(bill2026))
	b.Must(b.db.InTx(t.Context(), func(tx *db.Tx) error {
		return b.people.LoadMandates(t.Context(), tx, func(yield func(people.Mandate) bool) {
			yield(people.Mandate{ID: "m", Grantor: people.Person{ID: "gerard"}, Helper: people.Person{ID: "marie"}, Scope: people.All, Since: september.AddDate(0, -1, 0), CreatedAt: september})
		})
	}))
	b.Get("/taxes", http.StatusOK).Says("84, rue du Moulin", "Vos quatre versements", "Voir une autre propriété")
	b.Get("/taxes?toutes=1", http.StatusOK).Says("Votre dossier a 2 propriétés.", "12, rue des Érables")
}
