package peopleweb

import (
	"context"
	"testing"

	"sem/internal/i18n"
	"sem/internal/journal"
)

func TestTheJournalSaysWhatWasTouchedInWords(t *testing.T) {
	ctx := i18n.With(context.Background(), i18n.French)
	for object, want := range map[string]string{
		"taxes 7446-64-0046":               "Compte de taxes 7446-64-0046",
		"taxes":                            "Taxes",
		"watering":                         "Règlements d’arrosage",
		"7446-64-0046":                     "Propriété 7446-64-0046",
		"7446-64-0046-1-002-0003":          "Propriété 7446-64-0046-1-002-0003",
		"arrosage/permis/2026-000012-K":    "Permis d’arrosage 2026-000012-K",
		"arrosage/regle/1234/pelouse-pair": "Règle d’arrosage pelouse-pair, règlement 1234",
		"arrosage/interdiction/canicule":   "Interdiction d’arroser canicule",
		"collections day 3 bac-bleu":       "Jour de collecte (secteur 3, bac-bleu)",
		"collections rule city bac-brun":   "Règle de collecte (toute la ville, bac-brun)",
		"collections prose city ":          "Texte du calendrier des collectes (toute la ville)",
		"place:01K0ABCDEF":                 "Lieu du quartier",
		"place category:parc":              "Catégorie de lieux parc",
		"places:parcs-2026":                "Lieux de la source parcs-2026",
		"roll 2024-2026":                   "Rôle d’évaluation 2024-2026",
		"2026-004217-K":                    "2026-004217-K",
	} {
		if got := thingOf(object).words(ctx); got != want {
			t.Errorf("%s: got %q, want %q", object, got, want)
		}
	}
}

func TestTheJournalSaysWhatWasDoneInWords(t *testing.T) {
	ctx := i18n.With(context.Background(), i18n.French)
	for _, c := range []struct {
		action journal.Action
		detail string
		want   string
	}{
		{journal.PropertyLinked, "owner,letter", "propriétaire, code reçu par lettre"},
		{journal.PropertyUnlinked, "tenant,word", "locataire, déclaration"},
		{journal.SettingChanged, "rule 2027", "règle de 2027"},
		{journal.SettingChanged, "rule removed", "retirée"},
		{journal.SettingChanged, "lifted", "levée"},
		{journal.SettingChanged, "moved", "déplacée"},
		{journal.SettingChanged, "ebill given", "compte par courriel accepté"},
		{journal.ImportMade, "18234 units", "18234 unités"},
		{journal.ImportMade, "3 added, 2 changed, 0 gone, approved", "ajouts\u00a0: 3, changements\u00a0: 2, retraits\u00a0: 0, approuvé par une personne"},
		{journal.ImportMade, "", ""},
	} {
		if got := detailLabel(ctx, journal.Entry{Action: c.action, Detail: c.detail}); got != c.want {
			t.Errorf("%s, %s: got %q, want %q", c.action, c.detail, got, c.want)
		}
	}
}
