package programweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/text"
)

// mostRows is how many rows a form takes in.
const mostRows = 60

// rowed is a form with rows: what each cell says, in its place, the empty ones too.
type rowed interface{ rows() map[string]*[]string }

// read reads a form, and its rows with their empty cells, which forms.Read leaves out.
func read(r *http.Request, form any) error {
	err := forms.Read(r, form)
	with, ok := form.(rowed)
	if !ok {
		return err
	}
	sent := r.URL.Query()
	if r.Method == http.MethodPost {
		sent = r.PostForm
	}
	for name, cells := range with.rows() {
		all := sent[name]
		*cells = make([]string, min(len(all), mostRows))
		for i := range *cells {
			(*cells)[i] = text.Clip(strings.TrimSpace(text.SafeLine(all[i])), 200)
		}
	}
	return err
}

func (w *windowCells) rows() map[string]*[]string {
	return map[string]*[]string{"fen_public": &w.Audience, "fen_canal": &w.Channel, "fen_ouvre": &w.Opens, "fen_ferme": &w.Closes}
}

func (f *groupForm) rows() map[string]*[]string {
	all := f.windowCells.rows()
	for name, cells := range map[string]*[]string{
		"plage_jour": &f.SlotDay, "plage_debut": &f.SlotStart, "plage_fin": &f.SlotEnd,
		"prix_public": &f.PriceOf, "prix_montant": &f.Price, "prix_depuis": &f.PriceFrom,
		"option_code": &f.OptionCode, "option_nom": &f.OptionName, "option_nom_en": &f.OptionEN, "option_prix": &f.OptionPrice,
		"option_garde": &f.OptionCare,
	} {
		all[name] = cells
	}
	return all
}

func (f *policyForm) rows() map[string]*[]string {
	return map[string]*[]string{"etape_quand": &f.When, "etape_nombre": &f.Count, "etape_montant": &f.Keep, "etape_taux": &f.Rate, "etape_billet": &f.Note}
}

// cell is a cell of a row, empty beyond the last.
func cell(cells []string, row int) string {
	if row < len(cells) {
		return cells[row]
	}
	return ""
}

// answers reads what was typed into days, times, numbers and amounts, and remembers what is
// none, once for each field.
type answers struct {
	problems fault.Problems
	told     map[string]bool
}

func (a *answers) wrong(field, message string) {
	if a.told == nil {
		a.told = map[string]bool{}
	}
	if !a.told[field] {
		a.problems.Add(field, message)
		a.told[field] = true
	}
}

// day reads a day; nothing is no day.
func (a *answers) day(field, typed string) civil.Day {
	if typed == "" {
		return 0
	}
	day, err := civil.ParseDay(typed)
	if err != nil {
		a.wrong(field, "Écrivez une date comme 2027-01-11.")
	}
	return day
}

// moment reads a day and an hour on the clocks of the town; a day alone begins at midnight.
func (a *answers) moment(field, typed string) time.Time {
	if typed == "" {
		return time.Time{}
	}
	date, hour, timed := strings.Cut(strings.Replace(typed, " ", "T", 1), "T")
	day, err := civil.ParseDay(date)
	at := civil.Time(0)
	if err == nil && timed {
		at, err = civil.ParseTime(hour)
	}
	if err != nil {
		a.wrong(field, "Écrivez une date et une heure comme 2026-12-08 09:00.")
		return time.Time{}
	}
	return day.In(at).UTC()
}

// hour reads a time of the day.
func (a *answers) hour(field, typed string) civil.Time {
	at, err := civil.ParseTime(typed)
	if err != nil {
		a.wrong(field, "Écrivez une heure comme 18:30.")
	}
	return at
}

// number reads a whole number; nothing is 0.
func (a *answers) number(field, typed string) int {
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 {
		a.wrong(field, "Écrivez un nombre entier, par exemple 12.")
		return 0
	}
	return n
}

// amount reads an amount of money; nothing is 0.
func (a *answers) amount(field, typed string) money.Cents {
	if typed == "" {
		return 0
	}
	cents, err := money.Parse(typed)
	if err != nil {
		a.wrong(field, "Écrivez un montant comme 85,00.")
	}
	return cents
}

// rate reads percents; nothing is 0.
func (a *answers) rate(field, typed string) money.Rate {
	typed = strings.TrimSpace(strings.TrimSuffix(typed, "%"))
	if typed == "" {
		return 0
	}
	negative := strings.HasPrefix(typed, "-")
	rate, err := money.ParseRate(strings.TrimLeft(typed, "+-"))
	if err != nil {
		a.wrong(field, "Écrivez un pourcentage comme 5 ou 2,5.")
	}
	if negative {
		return -rate
	}
	return rate
}

// age reads an age in months: 11 and 11 ans are years, 18 mois are months; nothing is no age.
func (a *answers) age(field, typed string) int {
	if typed == "" {
		return 0
	}
	digits, unit, _ := strings.Cut(text.Fold(typed), " ")
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil || n < 0 || n > 2000:
	case unit == "mois" || unit == "month" || unit == "months":
		return n
	case unit == "" || unit == "an" || unit == "ans" || unit == "year" || unit == "years":
		return 12 * n
	}
	a.wrong(field, "Écrivez un âge comme 11, 11 ans ou 18 mois.")
	return 0
}

// ageText is an age as its box shows it.
func ageText(months int) string {
	switch {
	case months == 0:
		return ""
	case months%12 == 0:
		return strconv.Itoa(months / 12)
	}
	return strconv.Itoa(months) + " mois"
}

// windows are the rows of windows that say when one opens or closes.
func (a *answers) windows(w windowCells) []leisure.Window {
	var all []leisure.Window
	for i := range w.Opens {
		if cell(w.Opens, i) == "" && cell(w.Closes, i) == "" {
			continue
		}
		all = append(all, leisure.Window{
			Audience: leisure.Audience(cell(w.Audience, i)), Channel: leisure.Channel(cell(w.Channel, i)),
			Opens: a.moment("fenetres", cell(w.Opens, i)), Closes: a.moment("fenetres", cell(w.Closes, i)),
		})
	}
	return all
}

// windowText is windows as their rows show them.
func windowText(some []leisure.Window) (w windowCells) {
	for _, one := range some {
		w.Audience, w.Channel = append(w.Audience, string(one.Audience)), append(w.Channel, string(one.Channel))
		w.Opens, w.Closes = append(w.Opens, momentText(one.Opens)), append(w.Closes, momentText(one.Closes))
	}
	return w
}

// momentText is a moment as a box for days and hours holds it.
func momentText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return civil.DayOf(t).String() + "T" + civil.TimeOf(t).String()
}

// rateText is percents as a box shows them: 5, 2,5.
func rateText(rate money.Rate) string {
	if rate == 0 {
		return ""
	}
	return strings.TrimRight(strings.TrimRight(rate.In("fr"), "0"), ",")
}

// amountText is an amount as a box shows it.
func amountText(c money.Cents) string { return strings.Replace(c.Plain(), ".", ",", 1) }

// numberText is a number as a box shows it; 0 is nothing.
func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
