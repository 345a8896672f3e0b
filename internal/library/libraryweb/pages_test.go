package libraryweb_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/i18n"
	"sem/internal/library"
)

func TestACityWithoutLibrarySystemSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.seen("/bibliotheque").Says("La bibliothèque n’est pas encore reliée à ce site.").Hides("Lier une carte")
		b.seen("/bibliotheque/cartes").Says("n’est pas encore reliée").Hides("/bibliotheque/cartes/lier")
		b.seen("/bibliotheque/cartes/lier").Says("n’est pas encore reliée").Hides(`name="nip"`)
		b.seen("/bibliotheque/reserver").Says("Aucune carte n’est liée")
	})
}

func TestACardIsLinkedWithItsPIN(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.seen("/bibliotheque").Says("Il faut le numéro d’une carte et son NIP").Shows(`href="/bibliotheque/cartes/lier"`)
		b.seen("/bibliotheque/cartes/lier").Says("Marie (vous)", "Léo", "À qui est la carte?").Hides("Paul")
		wrong := b.Post("/bibliotheque/cartes/lier", http.StatusUnprocessableEntity, "personne", "léo", "numero", "22222", "nip", "9876")
		wrong.Shows(`value="22222"`, `href="#champ-nip"`).Hides("9876", "Le loup")
		unknown := b.Post("/bibliotheque/cartes/lier", http.StatusUnprocessableEntity, "personne", "léo", "numero", "29999", "nip", "9876")
		if said := `class="govuk-error-message"`; strings.Count(wrong.Body, said) != strings.Count(unknown.Body, said) {
			t.Error("an unknown card and a wrong PIN are not refused alike")
		}
		b.Post("/bibliotheque/cartes/lier", http.StatusNotFound, "personne", "luc", "numero", "24444", "nip", "1234")
		if to := b.Post("/bibliotheque/cartes/lier", http.StatusSeeOther, "personne", "léo", "numero", "2 2222", "nip", "1234").To; to != "/bibliotheque?fait=lie" {
			t.Fatalf("linking leads to %s", to)
		}
		b.seen("/bibliotheque?fait=lie").Says("La carte est liée.", "Le loup", "Léo, carte finissant par 2222")
	})
}

func TestWhoGuessesAPINWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		for range 5 {
			b.Post("/bibliotheque/cartes/lier", http.StatusUnprocessableEntity, "personne", "marie", "numero", "21111", "nip", "9876")
		}
		page := b.Post("/bibliotheque/cartes/lier", http.StatusTooManyRequests, "personne", "marie", "numero", "21111", "nip", "1234")
		page.Shows(`name="nip"`).Hides("La rivière")
		if page.Header.Get("Retry-After") == "" {
			t.Error("the page does not say when to come back")
		}
	})
}

func TestTheFileIsReadByDueDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		b.clock.Advance(4 * time.Minute)
		page := b.seen("/bibliotheque").Says(
			"5 documents à rendre. 1 est en retard.", "À jour aujourd’hui à 10 h (il y a 4 minutes)", "Un été", "A. Auteur · Livre",
			"À rendre depuis hier", "1 jour de retard", "À rendre demain", "Bientôt", "À rendre dimanche 20 septembre, dans 18 jours", "Réservé par une autre personne.", "« Item on hold »",
			"Encore 1 renouvellement possible", "Carte de Léo", "Prête à prendre", "À prendre d’ici mardi 8 septembre. Endroit : Succursale du Centre", "2e en file", "Annuler cette réservation",
			"Document abîmé : sa réparation", "Le chat · Couverture · 20 août", "À payer 5,00 $", "La bibliothèque écrit à Marie : Votre carte a été renouvelée.",
			"Autres adultes du ménage", "1 document à rendre. Le premier : demain.", "Les titres restent à la personne qui emprunte.",
		)
		page.Hides("Secret de Paul", "1234", "21111")
		words := page.Words()
		last := -1
		for _, title := range []string{"Un été", "La lune", "Le jardin des ombres", "Le loup", "La rivière"} {
			if at := strings.Index(words, title); at < last {
				t.Errorf("%s does not stand at its date", title)
			} else {
				last = at
			}
		}
		leo := b.seen(page.Find(`href="(/bibliotheque\?carte=[^"]+)">Léo`))
		leo.Says("2 documents à rendre.", "Le loup").Hides("La rivière", "Couverture")
		b.as("luc").seen("/bibliotheque").Says("Il faut le numéro d’une carte").Hides("Le loup")
		b.Get(page.Find(`href="(/bibliotheque\?carte=[^"]+)">Léo`), http.StatusNotFound)
	})
}

func TestEachLoanOfARenewalIsAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		page := b.seen("/bibliotheque").Says("Tout renouveler", "Renouveler les documents cochés")
		key := page.Key()
		to := b.Post("/bibliotheque/renouveler", http.StatusSeeOther, "tous", "1", "cle", key).To
		if again := b.Post("/bibliotheque/renouveler", http.StatusSeeOther, "tous", "1", "cle", key).To; again != to {
			t.Errorf("a second press leads to %s, the first to %s", again, to)
		}
		b.seen(to).Says("Ce qui a été demandé", "Renouvelé. À rendre samedi 3 octobre.", "La lune Pas renouvelé. Déjà renouvelé autant de fois que permis. La bibliothèque répond : « Maximum renewals reached »")
		b.seen(to).Hides("Choisir « La lune »") // It was just refused: asking again gives nothing.
		b.as("paul").seen(to).Hides("Ce qui a été demandé", "La lune Pas")
	})
}

func TestOneLoanOrThoseTickedAreRenewed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		page := b.seen("/bibliotheque")
		river, wolf := page.Find(`value="([^"]+/m1)"`), page.Find(`value="([^"]+/l1)"`)
		b.Post("/bibliotheque/renouveler", http.StatusUnprocessableEntity).Says("Cochez au moins un document, ou renouvelez-les tous.").Shows(`href="#champ-pret"`, `id="champ-pret"`)
		to := b.Post("/bibliotheque/renouveler", http.StatusSeeOther, "seul", river).To
		b.seen(to).Says("1 document est renouvelé.", "La rivière Renouvelé. À rendre dimanche 18 octobre.").Hides("Le loup Renouvelé")
		to = b.Post("/bibliotheque/renouveler", http.StatusSeeOther, "pret", river, "pret", wolf).To
		b.seen(to).Says("2 documents sont renouvelés.")
		to = b.Post("/bibliotheque/renouveler", http.StatusSeeOther, "seul", page.Find(`value="([^"]+/l2)"`)).To
		b.seen(to).Says("Le document n’est pas renouvelé. Voici pourquoi.", "Maximum renewals reached")
		b.as("luc").Post("/bibliotheque/renouveler", http.StatusConflict, "seul", river).Hides("La rivière")
		b.as("paul").Post("/bibliotheque/renouveler", http.StatusConflict, "seul", river).Hides("La rivière")
		if due := b.shelf.accounts["21111"].Loans[0].Due; civil.DayOf(due) != civil.DayAt(2026, 11, 15) {
			t.Errorf("La rivière is due on %s: a stranger's order went through", civil.DayOf(due))
		}
	})
}

func TestASilentLibraryShowsItsLastWordWithItsDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		river := b.seen("/bibliotheque").Find(`value="([^"]+/m1)"`)
		b.silence()
		b.seen("/bibliotheque").Says("La bibliothèque ne répond pas.", "Voici vos prêts tels qu’ils étaient hier à 10 h.", "La rivière", "On ne peut pas renouveler pour l’instant.").
			Hides("Tout renouveler", `name="seul"`, "Annuler cette réservation", "Réserver un document")
		page := b.Post("/bibliotheque/renouveler", http.StatusServiceUnavailable, "seul", river).Says("Rien n’a été renouvelé.", "La rivière").Hides("Renouvelé.")
		if page.Header.Get("Retry-After") == "" {
			t.Error("the page does not say when to come back")
		}
		b.seen("/bibliotheque/reserver").Says("La bibliothèque ne répond pas.").Hides(`name="numero"`)
		b.clock.Advance(72 * time.Hour)
		b.seen("/bibliotheque").Says("tels qu’ils étaient mercredi à 10 h.")
	})
}

func TestAnOrderThatWasNotAnsweredIsNotPretended(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		river := b.seen("/bibliotheque").Find(`value="([^"]+/m1)"`)
		b.shelf.lost = true
		to := b.Post("/bibliotheque/renouveler", http.StatusSeeOther, "seul", river).To
		b.seen(to).Says("Nous ne savons pas encore.").Hides("Renouvelé. À rendre")
	})
}

func TestALibraryThatOnlyLetsReadSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.shelf.limited = true
		b.family()
		b.seen("/bibliotheque").Says("Ici, les prêts se lisent seulement.").Hides("Tout renouveler", "Réserver un document", "Annuler cette réservation")
		b.seen("/bibliotheque/reserver").Says("La bibliothèque ne prend pas de réservations ici.")
	})
}

func TestAHoldIsPlacedAndGivenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		page := b.seen("/bibliotheque/reserver").Says("Sur quelle carte?", "Celui de sa page au catalogue").Hides("3333")
		b.Post("/bibliotheque/reserver", http.StatusUnprocessableEntity, "sorte", "notice").Says("Choisissez la carte.", "Entrez le numéro du document")
		card := page.Find(`name="carte" type="radio" value="([^"]+)"`)
		b.shelf.shuns = library.Outcome{Why: library.TooManyHolds, Words: "Limite de 7"}
		b.Post("/bibliotheque/reserver", http.StatusConflict, "carte", card, "sorte", "notice", "numero", "778").Says("autant de réservations que permis", "« Limite de 7 »").Shows(`value="778"`)
		b.shelf.shuns = library.Outcome{}
		to := b.Post("/bibliotheque/reserver", http.StatusSeeOther, "carte", card, "sorte", "notice", "numero", "778").To
		b.asks(card)
		b.seen(to).Says("Le document est réservé.", "Notice 778", "3e en file")
		b.as("luc").Post("/bibliotheque/reservations/annuler", http.StatusNotFound, "carte", card, "reservation", "h-778")
		b.as("marie").Post("/bibliotheque/reservations/annuler", http.StatusSeeOther, "carte", card, "reservation", "h-778")
		b.asks(card)
		b.seen("/bibliotheque?fait=annule").Says("La réservation est annulée.").Hides("Notice 778")
	})
}

func TestTitlesAreShownByTheirOwnerAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		mine := b.seen("/bibliotheque/cartes").Says("Paul", "Carte finissant par 3333", "Titres montrés au ménage")
		if n := strings.Count(mine.Body, "/titres"); n != 2 {
			t.Errorf("Marie decides about %d cards, want hers and Léo's", n)
		}
		paul := b.as("paul").seen("/bibliotheque/cartes").Find(`action="(/bibliotheque/cartes/[^"]+/titres)"`)
		b.as("marie").Post(paul, http.StatusNotFound, "choix", "oui")
		b.as("luc").Post(paul, http.StatusNotFound, "choix", "oui")
		b.as("paul")
		if to := b.Post(paul, http.StatusSeeOther, "choix", "oui").To; to != "/bibliotheque/cartes?fait=montre" {
			t.Fatalf("showing titles leads to %s", to)
		}
		b.as("marie").seen("/bibliotheque").Says("Secret de Paul").Hides(`/p1"`)
	})
}

func TestPastLoansAreKeptOnlyForWhoAsks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.links("luc", "luc", "24444")
		b.as("luc").seen("/bibliotheque/historique").Says("Rien n’est gardé de ce que vous avez rendu.")
		choice := b.seen("/bibliotheque/cartes").Find(`action="(/bibliotheque/cartes/[^"]+/historique)"`)
		b.Post(choice, http.StatusSeeOther, "choix", "oui")
		b.seen("/bibliotheque/cartes?fait=garde").Says("Les prêts rendus sont gardés", "Les effacer et ne plus en garder")
		b.lends("24444", library.Loan{Item: "x1", Title: "Le phare", Author: "B. Auteur", Due: september.AddDate(0, 0, 20)})
		b.lends("24444")
		path := b.seen("/bibliotheque/cartes").Find(`href="(/bibliotheque/historique\?carte=[^"]+)"`)
		b.seen(path).Says("Le phare", "B. Auteur", "Du 3 septembre au 4 septembre")
		b.as("marie").Get(path, http.StatusNotFound)
		b.as("luc").Post(choice, http.StatusSeeOther, "choix", "non")
		b.seen("/bibliotheque/historique").Says("Rien n’est gardé").Hides("Le phare")
	})
}

// lends has the library lend other documents to a card, and the room ask a day later.
func (b *town) lends(card string, loans ...library.Loan) {
	b.Helper()
	a := b.shelf.accounts[card]
	a.Loans = loans
	b.shelf.accounts[card] = a
	b.clock.Advance(24 * time.Hour)
	all, err := b.service.Cards(b.Context(), b.Viewer)
	b.Must(err)
	b.asks(string(all[0].ID))
}

// asks has the room ask for a card, as its job does.
func (b *town) asks(card string) {
	b.Helper()
	b.Must(b.service.Fetch(b.Context(), library.Fetch{Card: library.CardID(card)}))
}

func TestUnlinkingErasesAfterSayingWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		path := b.seen("/bibliotheque/cartes").Find(`href="(/bibliotheque/cartes/[^"]+/delier)"`)
		b.seen(path).Says("Délier la carte de Marie", "La copie des prêts", "La garder")
		b.as("paul").Get(path, http.StatusNotFound)
		b.Post(path, http.StatusNotFound)
		b.as("marie").Post(path, http.StatusSeeOther)
		b.seen("/bibliotheque/cartes?fait=delie").Says("La carte est déliée.").Hides("Marie, carte finissant")
		b.seen("/bibliotheque").Hides("La rivière")
	})
}

func TestFarTooManyLoansComeInPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		a := library.Account{Card: "21111"}
		for i := range 120 {
			a.Loans = append(a.Loans, library.Loan{Item: fmt.Sprint("n", i), Title: fmt.Sprintf("Tome %03d", i), Due: september.AddDate(0, 0, 1+i), DueAtEnd: true})
		}
		b.shelf.accounts["21111"] = a
		b.links("marie", "marie", "21111")
		b.seen("/bibliotheque").Says("120 documents à rendre.", "Tome 000", "1 à 50 de 120").Hides("Tome 050")
		b.seen("/bibliotheque?page=3").Says("Tome 119", "101 à 120 de 120").Hides("Tome 099")
		b.seen("/bibliotheque?page=99").Hides("Tome 099")
		b.seen(b.Post("/bibliotheque/renouveler", http.StatusSeeOther, "tous", "1").To).Says("120 documents sont renouvelés.")
	})
}

func TestTheDatesAreACalendarWithoutTheTitlesOfOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		first := b.seen("/bibliotheque/echeances.ics").Shows("BEGIN:VCALENDAR", "DTSTART;VALUE=DATE:20260920", "La rivière", "Carte de Léo")
		first.Hides("Secret de Paul", "21111", "UID:pret-m1")
		b.as("luc").seen("/bibliotheque/echeances.ics").Hides("La rivière")
	})
}

func TestThePagesSpeakEnglishWhereTheSentenceIsKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		b.Prefs.Lang = i18n.English
		for _, path := range []string{"/bibliotheque", "/bibliotheque/cartes", "/bibliotheque/cartes/lier", "/bibliotheque/historique", "/bibliotheque/reserver"} {
			b.seen(path).Shows(`lang="en-CA"`)
		}
	})
}

func TestACardThatTheLibraryKnowsNoMoreIsToBeLinkedAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		b.shelf.disowns = true
		b.clock.Advance(24 * time.Hour)
		b.Must(b.service.Sweep(t.Context()))
		b.seen("/bibliotheque").Says("La bibliothèque ne reconnaît plus la carte de Marie.", "Lier la carte de nouveau", "La rivière").Hides("La bibliothèque ne répond pas.")
	})
}

func TestWhatWasCopiedStaysWhenTheSystemIsTakenAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		b.Must(b.service.Furnish(t.Context(), library.NoDriver, nil))
		b.clock.Advance(time.Hour)
		b.seen("/bibliotheque").Says("La bibliothèque n’est plus reliée à ce site.", "tels qu’ils étaient aujourd’hui à 10 h", "La rivière").Hides("Tout renouveler", "Réserver un document", "se lisent seulement")
		b.seen("/bibliotheque/cartes").Says("Délier cette carte").Hides("Lier une autre carte")
	})
}

func TestWhatTheLibrarySaysOfACardIsShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.shelf.accounts["24444"] = library.Account{
			Card: "24444", Blocked: library.Owing, Balance: 42_50, Expires: civil.DayAt(2026, 9, 12), Loans: []library.Loan{{Item: "z"}},
			Holds: []library.Hold{{ID: "a", State: library.InTransit}, {ID: "b", State: library.Suspended}, {ID: "c", State: library.Queued}, {ID: "d", State: library.Ready}},
		}
		b.links("luc", "luc", "24444")
		b.as("luc").seen("/bibliotheque").Says(
			"La carte de Luc ne peut pas emprunter.", "Des frais sont à régler d’abord.", "La carte de Luc expire le 12 septembre.", "Document sans titre", "La bibliothèque ne dit pas pour quand.",
			"À payer 42,50 $", "n’en donne pas le détail", "En chemin", "En pause", "En file", "Elle vous attend à la bibliothèque.",
		).Hides("Carte de Luc", "Toute la famille")
		b.clock.Advance(20 * 24 * time.Hour)
		b.seen("/bibliotheque").Says("La carte de Luc est expirée depuis le 12 septembre.", "(il y a 20 jours)")
	})
}
