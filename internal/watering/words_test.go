package watering

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"sem/internal/i18n"
	"sem/internal/places"
)

// said is an answer in words, on a line.
func said(ctx context.Context, b *Book, a places.Address, device, when string) string {
	s := b.Answer(a, device, at(when)).Said(i18n.WithNow(ctx, at(when)))
	line := strings.Join([]string{string(s.Mark), s.Headline, s.Why, s.Next, s.Source}, " | ")
	return strings.ReplaceAll(line, "\u00a0", " ")
}

func TestAnAnswerIsSaidInWords(t *testing.T) {
	for _, c := range []struct{ file, civic, device, when, want string }{
		{"1-parite-des-dates", "84", "arroseur", "2026-09-02 10:00", "later | Oui, ce soir de 20 h à 23 h | Adresse paire : les jours pairs. | Prochaine fois : vendredi 4 septembre, de 20 h à 23 h. | Règlement 1825, article 12"},
		{"1-parite-des-dates", "84", "arroseur", "2026-09-02 20:30", "yes | Oui, jusqu’à 23 h | Adresse paire : les jours pairs. | Prochaine fois : vendredi 4 septembre, de 20 h à 23 h. | Règlement 1825, article 12"},
		{"1-parite-des-dates", "85", "arroseur", "2026-09-02 10:00", "no | Non, pas aujourd’hui | Adresse impaire : les jours impairs. | Prochaine fois : demain, de 20 h à 23 h. | Règlement 1825, article 12"},
		{"1-parite-des-dates", "84", "arroseur", "2026-09-02 23:30", "no | Non, plus aujourd’hui | Adresse paire : les jours pairs. | Prochaine fois : vendredi 4 septembre, de 20 h à 23 h. | Règlement 1825, article 12"},
		{"1-parite-des-dates", "84", "automatique", "2026-09-01 22:00", "later | Oui, cette nuit de 3 h à 6 h | Adresse paire : les jours pairs. | Prochaine fois : vendredi 4 septembre, de 3 h à 6 h. | Règlement 1825, article 13"},
		{"1-parite-des-dates", "84", "manuel", "2026-09-01 22:00", "yes | Oui, en tout temps | Tenue à la main, la lance est permise en tout temps. |  | Règlement 1825, article 14"},
		{"1-parite-des-dates", "84", "piscine", "2026-09-01 22:00", "yes | Oui, en tout temps | Aucune règle ne limite cet appareil. |  | "},
		{"1-parite-des-dates", "84", "arroseur", "2026-12-01 10:00", "yes | Oui, en tout temps | La règle ne s’applique pas avant le 1er mai 2027. | À partir de ce jour : les jours pairs, de 20 h à 23 h. | Règlement 1825, article 12"},
		{"1-parite-des-dates", "85", "arroseur", "2027-04-30 23:59", "yes | Oui, en tout temps | La règle ne s’applique pas avant le 1er mai. | À partir de ce jour : les jours impairs, de 20 h à 23 h. | Règlement 1825, article 12"},
		{"1-parite-des-dates", "", "automatique", "2026-07-01 10:00", "ask | Nous ne pouvons pas le dire pour cette adresse | La règle dépend du numéro civique, et cette adresse n’en a pas. Appelez-nous. |  | Règlement 1825, article 13"},
		{"2-parite-des-semaines", "85", "boyau", "2026-07-08 12:00", "later | Oui, ce soir de 19 h à 22 h 30 | Adresse impaire : le dimanche, le mercredi et le vendredi. | Prochaine fois : vendredi 10 juillet, de 19 h à 22 h 30. | Règlement 702-19, art. 5"},
		{"4-strict", "1", "entree", "2026-07-06 07:00", "no | Non, pas aujourd’hui | Le règlement interdit ce qu’il ne permet pas, et il ne dit rien de cet appareil en ce moment. | Prochaine fois : mardi 1er septembre. | Règlement 88"},
		{"4-strict", "1", "auto", "2026-07-11 12:00", "later | Oui, à partir de 15 h | Aux heures les plus chaudes, on ne lave pas son auto. | Prochaine fois : demain, de 15 h à minuit. | Règlement 88, art. 3"},
		{"4-strict", "1", "arroseur", "2026-07-06 05:00", "later | Oui, ce matin de 6 h à 8 h | Le lundi et le mercredi, de 6 h à 8 h et de 20 h à 22 h. | Prochaine fois : aujourd’hui, de 20 h à 22 h. | Règlement 88, art. 2"},
		{"5-nuit", "84", "soir", "2026-09-02 23:00", "yes | Oui, jusqu’à 2 h | Adresse paire : les jours pairs. | Prochaine fois : vendredi 4 septembre, de 22 h à 2 h. | Règlement 1200, art. 1"},
		{"6-canicule", "84", "arroseur", "2026-07-10 12:00", "no | Non, pas aujourd’hui | La canicule abaisse les réserves d’eau. Interdit jusqu’au dimanche 12 juillet, 20 h 30. | Prochaine fois : dimanche 12 juillet, de 20 h 30 à 23 h. | "},
	} {
		if got := said(t.Context(), bookOf(t, c.file), house(c.civic), c.device, c.when); got != c.want {
			t.Errorf("%s, %s at %q on %s:\n got %s\nwant %s", c.file, c.device, c.civic, c.when, got, c.want)
		}
	}
}

func TestEnglishReadersGetTheCitysOwnEnglish(t *testing.T) {
	got := said(i18n.With(t.Context(), i18n.English), bookOf(t, "1-parite-des-dates"), house("84"), "manuel", "2026-09-01 22:00")
	if !strings.Contains(got, "A hand-held nozzle is allowed at any time.") {
		t.Errorf("got %s", got)
	}
}

func TestARuleIsSaidInPlainWords(t *testing.T) {
	r := Rule{Days: CivicWeekday, Even: []time.Weekday{2, 4}, Odd: []time.Weekday{3}, Hours: []Hours{{22 * 60, 2 * 60}, {18 * 60, 24 * 60}}, Season: Season{"11-01", "02-29"}, Lots: Numbered}
	for got, want := range map[string]string{
		r.DaysText(t.Context()):    "le mardi et le jeudi pour les adresses paires, le mercredi pour les adresses impaires",
		r.HoursText(t.Context()):   "de 22 h à 2 h et de 18 h à minuit",
		r.NightText(t.Context()):   "La nuit compte pour la date du soir.",
		r.Season.Text(t.Context()): "du 1er novembre au 29 février",
		r.LotsText(t.Context()):    "Les adresses avec un numéro",
	} {
		if got = strings.ReplaceAll(got, "\u00a0", " "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func ExampleAnswer_Said() {
	b := NewBook(Contents{
		Devices: []Device{{Code: "arroseur", Name: Text{FR: "Arroseur"}}},
		Bylaws:  []Bylaw{{Code: "eau", Number: "1825"}},
		Rules: []Rule{{
			Bylaw: "eau", Code: "soir", Article: Text{FR: "article 12"}, Devices: []string{"arroseur"},
			Effect: Allows, Lots: AllLots, Days: CivicDate, Hours: []Hours{{20 * 60, 23 * 60}},
		}},
	})
	now := at("2026-09-02 10:00")
	said := b.Answer(places.Address{Civic: "84", Street: "rue du Moulin"}, "arroseur", now).Said(i18n.WithNow(context.Background(), now))
	fmt.Println(strings.ReplaceAll(said.Headline, "\u00a0", " "))
	fmt.Println(said.Source)
	// Output:
	// Oui, ce soir de 20 h à 23 h
	// Règlement 1825, article 12
}
