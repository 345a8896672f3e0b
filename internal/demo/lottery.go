package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/demo/chance"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/lottery"
	"sem/internal/people"
	"sem/internal/session"
)

const (
	campWeeks = 8 // campWeeks are the weeks of the camp whose places are drawn.
	campRoom  = 5 // campRoom is how many children a week takes: fewer than want to come.
	artWeeks  = 2 // artWeeks are the weeks of art, drawn since yesterday.
	askFolk   = 600
)

// lotteries have the day camp of next summer given by a draw: choices are taken for some days
// more. Marie Tremblay has ranked the weeks of her children, who go together; families of the
// town did so too.
func (b *builder) lotteries(ctx context.Context) error {
	if b.Leisure == nil || b.Registration == nil {
		return nil
	}
	town, ok := b.Registration.Lotteries.(*lottery.Service)
	if !ok || town == nil { // The lotteries are those that registration asks.
		return nil
	}
	which, err := b.summerCamp(ctx)
	if err != nil {
		return fmt.Errorf("lay out the summer camp: %w", err)
	}
	still := clock.At((civil.DayOf(b.Now) - 12).At(10))
	desk := &lottery.Service{
		DB: b.DB, Clock: still, IDs: b.IDs, Leisure: b.Leisure, Registration: b.Registration, People: b.People, Key: town.Key,
		Alerts: &alerts.Service{DB: b.DB, Clock: still, IDs: b.IDs},
	}
	l, err := b.announce(ctx, desk, which)
	if err != nil {
		return fmt.Errorf("announce the lottery of the camp: %w", err)
	}
	tells := desk.Alerts
	desk.Alerts = nil // Of the others nobody reads the file.
	still.Set((civil.DayOf(b.Now) - 7).At(19))
	if err := b.families(ctx, desk, l, "camp-tirage", campWeeks); err != nil {
		return err
	}
	if err := b.drawn(ctx, desk, still, l); err != nil {
		return fmt.Errorf("draw the art weeks: %w", err)
	}
	desk.Alerts = tells
	still.Set((civil.DayOf(b.Now) - 2).At(20))
	return b.mariesWeeks(ctx, desk, l)
}

// drawn has the weeks of art of the same summer be drawn since yesterday: those who were given a
// week have some days to pay.
func (b *builder) drawn(ctx context.Context, desk *lottery.Service, still *clock.Still, camp lottery.Lottery) error {
	art, _ := b.Leisure.Program().ActivityByCode(camp.Session, "art-tirage")
	today := civil.DayOf(b.Now)
	by := session.Viewer{Role: session.Leisure}
	still.Set((today - 9).At(10))
	id, err := desk.Save(ctx, by, lottery.Lottery{
		Session: camp.Session, Name: i18n.Words{FR: "Semaines d’art", EN: "Art weeks"}, Activities: []leisure.ActivityID{art.ID},
		Opens: (today - 9).At(9), Closes: (today - 2).At(16), Draws: (today - 1).At(9), Releases: (today + 20).At(9), Choices: 2, Most: 1, PayWithin: 7 * 24 * time.Hour,
	}, forms.Key{})
	if err != nil {
		return err
	}
	if err := desk.Publish(ctx, by, id, forms.Key{}); err != nil {
		return err
	}
	l, err := desk.Lottery(by, id)
	if err != nil {
		return err
	}
	still.Set((today - 4).At(19))
	if err := b.families(ctx, desk, l, "art-tirage", artWeeks); err != nil {
		return err
	}
	still.Set((today - 1).At(9))
	return desk.Tick(ctx)
}

// summerOf is the Monday on which the first camp begins that is far enough away to be drawn.
func summerOf(now time.Time) civil.Day {
	year := clock.Local(now).Year()
	for {
		first := (civil.DayAt(year, time.June, 23) + 6).Monday()
		if first > civil.DayOf(now)+100 {
			return first
		}
		year++
	}
}

// summerCamp writes the camp as the city's own table does, and gives its activity.
func (b *builder) summerCamp(ctx context.Context) (leisure.ActivityID, error) {
	first := summerOf(b.Now)
	year, _, _ := first.Date()
	code := fmt.Sprint("C", year)
	opens := (civil.DayOf(b.Now) + 20).At(9)
	var table bytes.Buffer
	w := csv.NewWriter(&table)
	columns := []string{
		"session", "session_nom", "session_nom_en", "session_debut", "session_fin", "session_publiee", "ouvre", "ferme",
		"activite", "titre", "titre_en", "texte", "texte_en", "apporter", "apporter_en", "categorie", "loterie", "service_de_garde", "formulaires",
		"groupe", "libelle", "lieu", "local", "age_min", "age_max", "places", "minimum", "liste_attente", "debut", "fin", "horaire", "prix_resident", "prix_autre",
	}
	put := func(row map[string]string) {
		row["session"] = code
		line := make([]string, len(columns))
		for i, c := range columns {
			line[i] = row[c]
		}
		_ = w.Write(line) //nolint:errcheck // Flush tells.
	}
	_ = w.Write(columns) //nolint:errcheck // Flush tells.
	put(map[string]string{
		"session_nom": fmt.Sprint("Camps de jour, été ", year), "session_nom_en": fmt.Sprint("Day camps, summer ", year), "session_debut": first.String(), "session_fin": (first + 7*campWeeks - 1).String(),
		"session_publiee": "oui", "ouvre": clock.Local(opens).Format("2006-01-02 15:04"), "ferme": clock.Local((first + 7*campWeeks - 3).At(9)).Format("2006-01-02 15:04"),
	})
	put(map[string]string{
		"activite": "camp-tirage", "titre": "Camp de jour du boisé", "titre_en": "Woodland day camp", "categorie": "Camps de jour", "loterie": "oui", "service_de_garde": "oui", "formulaires": "sante; retour",
		"texte": "Cabanes, orientation, baignade et feux du vendredi, de 9 h à 16 h.", "texte_en": "Shelters, orienteering, swimming and Friday fires, from 9 to 4.",
		"apporter": "Dîner froid, deux collations, bouteille d’eau, crème solaire et maillot.", "apporter_en": "Cold lunch, two snacks, water bottle, sunscreen and swimsuit.",
	})
	for week := range campWeeks {
		from := first + civil.Day(7*week)
		put(map[string]string{
			"activite": "camp-tirage", "groupe": fmt.Sprint("camp-tirage-", week+1), "libelle": fmt.Sprint("semaine ", week+1), "lieu": "stade", "local": "chalet",
			"age_min": "5", "age_max": "12", "places": fmt.Sprint(campRoom), "minimum": "3", "liste_attente": "oui", "debut": from.String(), "fin": (from + 4).String(),
			"horaire":       "lundi 9:00-16:00; mardi 9:00-16:00; mercredi 9:00-16:00; jeudi 9:00-16:00; vendredi 9:00-16:00",
			"prix_resident": "110,00", "prix_autre": "165,00",
		})
	}
	put(map[string]string{
		"activite": "art-tirage", "titre": "Semaine d’art", "titre_en": "Art week", "categorie": "Camps de jour", "loterie": "oui", "service_de_garde": "oui", "formulaires": "sante; retour",
		"texte": "Peinture, argile et scène, de 9 h à 16 h.", "texte_en": "Paint, clay and stage, from 9 to 4.",
	})
	for week := range artWeeks {
		from := first + civil.Day(7*(week+2))
		put(map[string]string{
			"activite": "art-tirage", "groupe": fmt.Sprint("art-tirage-", week+1), "libelle": fmt.Sprint("semaine ", week+3), "lieu": "stade", "local": "atelier",
			"age_min": "5", "age_max": "12", "places": fmt.Sprint(campRoom), "minimum": "3", "liste_attente": "oui", "debut": from.String(), "fin": (from + 4).String(),
			"horaire":       "lundi 9:00-16:00; mardi 9:00-16:00; mercredi 9:00-16:00; jeudi 9:00-16:00; vendredi 9:00-16:00",
			"prix_resident": "140,00", "prix_autre": "210,00",
		})
	}
	w.Flush()
	if _, err := b.Leisure.ImportActivities(ctx, &table, leisure.ImportOptions{}); err != nil {
		return "", err
	}
	if err := b.Leisure.Refresh(ctx); err != nil {
		return "", err
	}
	s, _ := b.Leisure.Program().SessionByCode(code)
	a, _ := b.Leisure.Program().ActivityByCode(s.ID, "camp-tirage")
	return a.ID, b.Registration.Refresh(ctx)
}

// announce sets the lottery up and publishes it, as somebody of leisure does.
func (b *builder) announce(ctx context.Context, desk *lottery.Service, which leisure.ActivityID) (lottery.Lottery, error) {
	a, _ := b.Leisure.Program().Activity(which)
	s, _ := b.Leisure.Program().Session(a.Session)
	year, _, _ := s.From.Date()
	today := civil.DayOf(b.Now)
	by := session.Viewer{Role: session.Leisure}
	id, err := desk.Save(ctx, by, lottery.Lottery{
		Session: s.ID, Name: i18n.Words{FR: fmt.Sprint("Camp de jour du boisé, été ", year), EN: fmt.Sprint("Woodland day camp, summer ", year)}, Activities: []leisure.ActivityID{which},
		Opens: (today - 10).At(9), Closes: (today + 5).At(16), Draws: (today + 6).At(9), Releases: (today + 20).At(9), Choices: 4, Most: 2, PayWithin: 7 * 24 * time.Hour,
	}, forms.Key{})
	if err != nil {
		return lottery.Lottery{}, err
	}
	if err := desk.Publish(ctx, by, id, forms.Key{}); err != nil {
		return lottery.Lottery{}, err
	}
	return desk.Lottery(by, id)
}

// weeks are the groups of weeks of a camp, counted from one.
func (b *builder) weeks(l lottery.Lottery, of string, numbers ...int) (groups []leisure.GroupID) {
	for _, n := range numbers {
		if g, ok := b.Leisure.Program().GroupByCode(l.Session, fmt.Sprint(of, "-", n)); ok {
			groups = append(groups, g.ID)
		}
	}
	return groups
}

// mariesWeeks are what Marie Tremblay asks for.
func (b *builder) mariesWeeks(ctx context.Context, desk *lottery.Service, l lottery.Lottery) error {
	weeks := b.weeks(l, "camp-tirage", 2, 3, 6)
	_, err := desk.Wish(ctx, session.Viewer{Account: b.accountOf[string(b.cast.marie.ID)], Person: string(b.cast.marie.ID)}, lottery.Wishes{
		Lottery: l.ID, Owner: b.cast.marie.ID, Most: 2,
		People: []lottery.Child{{Person: b.cast.zoe.ID, Together: true, Choices: weeks}, {Person: b.cast.leo.ID, Together: true, Choices: weeks}},
	}, forms.Key{})
	if err != nil {
		return fmt.Errorf("rank the weeks of Marie’s children: %w", err)
	}
	return nil
}

// families have parents of the town rank some of the weeks of a camp, by chance.
func (b *builder) families(ctx context.Context, desk *lottery.Service, l lottery.Lottery, of string, weeks int) error {
	folk, err := b.People.Changed(ctx, time.Time{}, "", askFolk)
	if err != nil {
		return err
	}
	cast := map[people.ID]bool{}
	for _, p := range b.cast.people() {
		cast[p.ID] = true
	}
	asked := map[people.ID]bool{}
	for i, p := range folk {
		if cast[p.ID] || p.Age(b.Now) < 20 || p.Age(b.Now) > 60 {
			continue
		}
		if err := b.parentAsks(ctx, desk, l, p, b.someWeeks(l, of, weeks, chance.For(of, i)), asked); err != nil {
			return fmt.Errorf("rank the weeks of a family: %w", err)
		}
	}
	return nil
}

// someWeeks are weeks that a family likes, the best first.
func (b *builder) someWeeks(l lottery.Lottery, of string, weeks int, d chance.Dice) []leisure.GroupID {
	first := d.IntN(weeks)
	some := []int{1 + first}
	for _, next := range []int{1, 3} {
		if n := 1 + (first+next)%weeks; len(some) < min(l.Choices, weeks) {
			some = append(some, n)
		}
	}
	return b.weeks(l, of, some...)
}

func (b *builder) parentAsks(ctx context.Context, desk *lottery.Service, l lottery.Lottery, p people.Person, choices []leisure.GroupID, asked map[people.ID]bool) error {
	family, err := b.Registration.Registers(ctx, session.Viewer{Person: string(p.ID)})
	if err != nil {
		return err
	}
	w := lottery.Wishes{Lottery: l.ID, Owner: p.ID, Most: l.Most}
	for _, child := range family {
		if asked[child.ID] || child.ID == p.ID || !b.campAge(l, child) {
			continue
		}
		asked[child.ID] = true
		w.People = append(w.People, lottery.Child{Person: child.ID, Choices: choices})
	}
	if len(w.People) == 0 {
		return nil
	}
	for i := range w.People {
		w.People[i].Together = len(w.People) > 1
	}
	_, err = desk.Wish(ctx, session.Viewer{Person: string(p.ID)}, w, forms.Key{})
	return err
}

// campAge tells whether the rules let a child into the camp.
func (b *builder) campAge(l lottery.Lottery, child people.Person) bool {
	for _, g := range l.Groups(b.Leisure.Program()) {
		f := b.Leisure.Program().Check(g, leisure.Candidate{Person: child, Audience: leisure.AudienceOf(child, b.Now)}, b.Now, leisure.Web, leisure.Left{Places: 1, Web: 1})
		if f.Of(leisure.RuleAge).Answer != leisure.Yes {
			return false
		}
	}
	return true
}
