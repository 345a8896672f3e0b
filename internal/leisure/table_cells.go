package leisure

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/text"
)

// moment is a day and a time on the clocks of the town: 2026-08-27 9:00; a day alone begins at
// midnight.
func (c *cells) moment(column string) time.Time {
	written := c.text(column)
	if written == "" {
		return time.Time{}
	}
	date, hour, _ := strings.Cut(strings.Replace(written, "T", " ", 1), " ")
	day, err := civil.ParseDay(date)
	at := civil.Time(0)
	if hour = strings.TrimSpace(hour); err == nil && hour != "" {
		at, err = hourOf(hour)
	}
	if err != nil {
		c.wrong(column, fmt.Sprintf("« %s » n’est pas une date et une heure comme 2026-08-27 09:00.", text.Clip(written, 40)))
		return time.Time{}
	}
	return day.In(at).UTC()
}

// hourOf reads a time of the day as people write it: 9:00, 09:00, 18 h 30, 9h.
func hourOf(written string) (civil.Time, error) {
	written = strings.NewReplacer("h", ":", "H", ":", " ", "", "\u00a0", "").Replace(written)
	if strings.HasSuffix(written, ":") {
		written += "00"
	}
	if strings.IndexByte(written, ':') == 1 {
		written = "0" + written
	}
	return civil.ParseTime(written)
}

// age is an age in months: 11 and 11 ans are years, 18 mois are months.
func (c *cells) age(column string, highest bool) int {
	written := c.text(column)
	if written == "" {
		return 0
	}
	digits, unit, _ := strings.Cut(written, " ")
	n, err := strconv.Atoi(digits)
	unit = folded(unit)
	if err != nil || n < 0 || n > mostMonths || unit != "" && unit != "an" && unit != "ans" && unit != "mois" {
		c.wrong(column, fmt.Sprintf("« %s » n’est pas un âge. Écrivez 11, 11 ans ou 18 mois.", text.Clip(written, 40)))
		return 0
	}
	if unit != "mois" {
		return 12 * n
	}
	if highest && n > 0 && n%12 == 0 {
		c.wrong(column, fmt.Sprintf("%d mois se lit de deux façons. Écrivez %d mois, jusqu’à la veille de l’anniversaire, ou %d ans, l’année entière.", n, n-1, n/12))
	}
	return n
}

var priceColumns = []struct {
	column   string
	audience Audience
}{{"prix", ""}, {"prix_resident", Resident}, {"prix_voisin", Neighbour}, {"prix_autre", Other}}

// prices are amounts by audience; a later one has its day: 85,00; 95,00 dès 2026-12-01.
func (c *cells) prices() []Price {
	var all []Price
	for _, p := range priceColumns {
		for _, part := range c.list(p.column) {
			price := Price{Audience: p.audience}
			words := strings.Fields(part)
			if n := len(words); n > 2 && folded(words[n-2]) == "des" {
				price.From = c.dayIn(p.column, words[n-1])
				words = words[:n-2]
			}
			price.Amount = c.amount(p.column, strings.Join(words, " "))
			all = append(all, price)
		}
	}
	return all
}

// forSlip follows the amount of an option whose price counts for the relevé 24.
const forSlip = "(relevé 24)"

// options are written garde: Service de garde / Day care = 45,00 (relevé 24), with semicolons between.
func (c *cells) options(column string) []Option {
	var all []Option
	for _, part := range c.list(column) {
		before, amount, priced := strings.Cut(part, "=")
		code, name, named := strings.Cut(before, ":")
		if !priced || !named {
			c.wrong(column, "Écrivez une option comme garde: Service de garde = 45,00, avec des points-virgules entre elles.")
			continue
		}
		fr, en, _ := strings.Cut(name, "/")
		amount, childcare := strings.CutSuffix(strings.TrimSpace(amount), forSlip)
		all = append(all, Option{
			Code: strings.TrimSpace(code), Name: i18n.Words{FR: strings.TrimSpace(fr), EN: strings.TrimSpace(en)},
			Amount: c.amount(column, strings.TrimSpace(amount)), Childcare: childcare,
		})
	}
	return all
}

var weekdays = map[string]time.Weekday{
	"dimanche": time.Sunday, "lundi": time.Monday, "mardi": time.Tuesday, "mercredi": time.Wednesday,
	"jeudi": time.Thursday, "vendredi": time.Friday, "samedi": time.Saturday,
}

// slots are written lundi 18:30-19:30; mercredi 18:30-19:30.
func (c *cells) slots(column string) []Slot {
	var all []Slot
	for _, part := range c.list(column) {
		name, hours, _ := strings.Cut(part, " ")
		weekday, known := weekdays[folded(name)]
		from, to, ranged := strings.Cut(strings.ReplaceAll(hours, "–", "-"), "-")
		start, err := hourOf(strings.TrimSpace(from))
		end, wrong := hourOf(strings.TrimSpace(to))
		if !known || !ranged || err != nil || wrong != nil {
			c.wrong(column, fmt.Sprintf("« %s » n’est pas une plage comme lundi 18:30-19:30. Mettez des points-virgules entre elles.", text.Clip(part, 40)))
			continue
		}
		all = append(all, Slot{weekday, start, end})
	}
	return all
}

func (c *cells) forms(column string) []string {
	var all []string
	for _, part := range c.list(column) {
		switch folded(part) {
		case "sante", FormHealth:
			all = append(all, FormHealth)
		case "retour", FormPickUp:
			all = append(all, FormPickUp)
		default:
			c.wrong(column, "Les formulaires sont sante (fiche santé) et retour (qui vient chercher l’enfant).")
		}
	}
	return all
}

// windows are when registration opens, by audience. The hour of the counter, when it has one
// of its own, is for all audiences there, and the others are then for the web alone.
func (c *cells) windows() []Window {
	closes, counter := c.moment("ferme"), c.moment("ouvre_guichet")
	web := Channel("")
	if !counter.IsZero() {
		web = Web
	}
	var all []Window
	for _, w := range []struct {
		column   string
		audience Audience
	}{{"ouvre", ""}, {"ouvre_resident", Resident}, {"ouvre_voisin", Neighbour}, {"ouvre_autre", Other}} {
		if opens := c.moment(w.column); !opens.IsZero() {
			all = append(all, Window{Audience: w.audience, Channel: web, Opens: opens, Closes: closes})
		}
	}
	if !counter.IsZero() {
		all = append(all, Window{Channel: Counter, Opens: counter, Closes: closes})
	}
	if len(all) == 0 && !closes.IsZero() {
		c.wrong("ferme", "Donnez aussi quand l’inscription ouvre, par exemple dans la colonne ouvre.")
	}
	var problems fault.Problems
	checkWindows(&problems, all)
	tellProblems(c.report, c.row.Line, &problems, func(string) string { return "ferme" })
	return all
}

// steps are written 14 jours; 1 jour 10,00; 2 cours 15 %; 99 cours note: until when, what is
// kept, and whether a medical note is asked.
func (c *cells) steps(column string) []Step {
	var all []Step
	for _, part := range c.list(column) {
		words := strings.Fields(part)
		step, ok := Step{}, len(words) >= 2
		if ok {
			n, err := strconv.Atoi(words[0])
			unit := folded(words[1])
			switch {
			case err != nil || n < 0 || n > mostDays:
				ok = false
			case unit == "jour" || unit == "jours":
				step.DaysBefore = n
			case unit == "cours" && n > 0:
				step.DaysBefore = -n
			default:
				ok = false
			}
		}
		if !ok {
			c.wrong(column, "Écrivez une étape comme 14 jours, 1 jour 10,00, 2 cours 15 % ou 99 cours note.")
			continue
		}
		rest := words[2:]
		if n := len(rest); n > 0 && folded(rest[n-1]) == "note" {
			step.WithNote, rest = true, rest[:n-1]
		}
		switch kept := strings.Join(rest, " "); {
		case kept == "":
		case strings.HasSuffix(kept, "%"):
			step.KeepRate = c.rate(column, kept)
		default:
			step.Keep = c.amount(column, kept)
		}
		all = append(all, step)
	}
	return all
}
