package watering

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/fault"
	"sem/internal/text"
)

// RuleText is a rule as a file or a form writes it, in words. Its problems are named by its
// keys.
type RuleText struct {
	Bylaw     string   `toml:"reglement"`
	Code      string   `toml:"code"`
	Article   string   `toml:"article"`
	ArticleEN string   `toml:"article_en"`
	Devices   []string `toml:"appareils"`
	Effect    string   `toml:"effet"`
	Season    []string `toml:"saison"`
	Lots      string   `toml:"terrains"`
	Areas     []string `toml:"secteurs"`
	Days      string   `toml:"jours"`
	Weekdays  []string `toml:"semaine"`
	Even      []string `toml:"pairs"`
	Odd       []string `toml:"impairs"`
	Hours     []string `toml:"heures"`
	Night     string   `toml:"nuit"`
	Words     string   `toml:"texte"`
	WordsEN   string   `toml:"texte_en"`
}

// The words of files and forms, and what they mean.
var (
	effectWords  = map[string]Effect{"permet": Allows, "interdit": Forbids}
	lotsWords    = map[string]Lots{"tous": AllLots, "numerotes": Numbered, "sans-numero": Unnumbered}
	daysWords    = map[string]Days{"tous": EveryDay, "parite-date": CivicDate, "parite-semaine": CivicWeekday, "semaine": Weekdays, "dates-paires": EvenDates, "dates-impaires": OddDates}
	nightWords   = map[string]Night{"soir": Evening, "matin": Morning, "date": EachDate}
	weekdayCodes = []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
)

// WeekdayCodes are the words for weekdays, from Sunday on.
func WeekdayCodes() []string { return slices.Clone(weekdayCodes) }

// codeShape is what a code may be: it stands in addresses and in the lists of others.
var codeShape = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// known are the codes that a rule may name.
type known struct{ devices, areas, bylaws map[string]bool }

func (b *Book) known() known {
	k := known{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, d := range b.Devices {
		k.devices[d.Code] = true
	}
	for _, a := range b.Areas {
		k.areas[a.Code] = true
	}
	for _, l := range b.Bylaws {
		k.bylaws[l.Code] = true
	}
	return k
}

// rule is the rule that the words say, with everything that is wrong with them.
func (t RuleText) rule(k known) (Rule, []fault.Field) {
	var w wrongs
	r := Rule{
		Bylaw: t.Bylaw, Code: w.code(t.Code), Article: w.text("article", t.Article, t.ArticleEN, 200), Words: w.text("texte", t.Words, t.WordsEN, 600),
		Devices: w.named("appareils", t.Devices, k.devices, "appareil"), Areas: w.named("secteurs", t.Areas, k.areas, "secteur"),
		Season: w.season(t.Season), Weekdays: w.weekdays("semaine", t.Weekdays), Even: w.weekdays("pairs", t.Even), Odd: w.weekdays("impairs", t.Odd),
		Hours:  w.hours(t.Hours),
		Effect: worded(&w, "effet", t.Effect, "permet", effectWords), Lots: worded(&w, "terrains", t.Lots, "tous", lotsWords),
		Days: worded(&w, "jours", t.Days, "tous", daysWords), Night: worded(&w, "nuit", t.Night, "soir", nightWords),
	}
	if !k.bylaws[t.Bylaw] {
		w.add("reglement", "Aucun règlement n’a ce code : donnez celui d’un [[reglement]].")
	}
	if len(t.Devices) == 0 {
		w.add("appareils", "Nommez au moins un appareil.")
	}
	w.days(r)
	return r, w.fields
}

// days checks that a rule says which days it means, and no others.
func (w *wrongs) days(r Rule) {
	if r.Days == Weekdays && len(r.Weekdays) == 0 {
		w.add("semaine", "Choisissez au moins un jour de la semaine.")
	}
	if r.Days == CivicWeekday && len(r.Even) == 0 {
		w.add("pairs", "Choisissez les jours des adresses paires.")
	}
	if r.Days == CivicWeekday && len(r.Odd) == 0 {
		w.add("impairs", "Choisissez les jours des adresses impaires.")
	}
	if r.Days.needsNumber() && r.Lots == Unnumbered {
		w.add("jours", "Un terrain sans numéro n’est ni pair ni impair : choisissez d’autres jours.")
	}
}

// wrongs gathers what cannot be used.
type wrongs struct{ fields []fault.Field }

func (w *wrongs) add(field, reason string) {
	w.fields = append(w.fields, fault.Field{Name: field, Message: reason})
}

func (w *wrongs) code(code string) string {
	if !codeShape.MatchString(code) {
		w.add("code", "Donnez un code de petites lettres, de chiffres et de traits d’union, comme arroseur-pair.")
	}
	return code
}

func (w *wrongs) text(field, fr, en string, most int) Text {
	t := Text{text.SafeLine(fr), text.SafeLine(en)}
	if len([]rune(t.FR)) > most || len([]rune(t.EN)) > most {
		w.add(field, "Ce texte est trop long : gardez au plus "+strconv.Itoa(most)+" caractères.")
	}
	return t
}

func (w *wrongs) named(field string, codes []string, known map[string]bool, what string) []string {
	var all []string
	for _, code := range codes {
		if code = strings.TrimSpace(code); code == "" || slices.Contains(all, code) {
			continue
		}
		if !known[code] {
			w.add(field, "« "+text.SafeLine(code)+" » n’est le code d’aucun "+what+".")
		}
		all = append(all, code)
	}
	return all
}

// worded is what a word means; an empty one means usual.
func worded[T ~string](w *wrongs, field, word, usual string, words map[string]T) T {
	if word == "" {
		word = usual
	}
	meaning, ok := words[word]
	if !ok {
		w.add(field, "Écrivez un de ces mots : "+strings.Join(slices.Sorted(maps.Keys(words)), ", ")+".")
	}
	return meaning
}

// wordOf is the word for a meaning.
func wordOf[T ~string](meaning T, words map[string]T) string {
	for word, m := range words {
		if m == meaning {
			return word
		}
	}
	return ""
}

func (w *wrongs) weekdays(field string, names []string) (days []time.Weekday) {
	for _, name := range names {
		i := slices.Index(weekdayCodes, strings.ToLower(strings.TrimSpace(name)))
		if i < 0 {
			w.add(field, "« "+text.SafeLine(name)+" » n’est pas un jour : écrivez lundi, mardi, mercredi, jeudi, vendredi, samedi ou dimanche.")
			continue
		}
		if !slices.Contains(days, time.Weekday(i)) {
			days = append(days, time.Weekday(i))
		}
	}
	slices.Sort(days)
	return days
}

func (w *wrongs) season(days []string) Season {
	days = slices.DeleteFunc(slices.Clone(days), func(d string) bool { return strings.TrimSpace(d) == "" })
	if len(days) == 0 {
		return Season{}
	}
	_, ok := parseMonthDay(strings.TrimSpace(days[0]))
	_, good := parseMonthDay(strings.TrimSpace(days[len(days)-1]))
	if len(days) != 2 || !ok || !good {
		w.add("saison", "Écrivez le premier et le dernier jour, mois puis jour, comme 05-01 et 09-30.")
		return Season{}
	}
	return Season{strings.TrimSpace(days[0]), strings.TrimSpace(days[1])}
}

func (w *wrongs) hours(all []string) (hours []Hours) {
	for _, s := range all {
		if strings.TrimSpace(s) == "" {
			continue
		}
		h, ok := ParseHours(s)
		if !ok {
			w.add("heures", "« "+text.SafeLine(s)+" » n’est pas une plage d’heures : écrivez 20:00-23:00, ou 20 h à 23 h.")
			continue
		}
		hours = append(hours, h)
	}
	if len(hours) > 6 {
		w.add("heures", "Donnez au plus six plages d’heures.")
		return hours[:6]
	}
	return hours
}

var hoursShape = regexp.MustCompile(`^(\d{1,2})\s*(?:[:hH]\s*(\d{2})?)?\s*(?:-|–|—|à|a|to)\s*(\d{1,2})\s*(?:[:hH]\s*(\d{2})?)?$`)

// ParseHours reads 20:00-23:00, or 20 h à 23 h 30.
func ParseHours(s string) (Hours, bool) {
	m := hoursShape.FindStringSubmatch(strings.TrimSpace(strings.ReplaceAll(s, "\u00a0", " ")))
	if m == nil {
		return Hours{}, false
	}
	from, ok := parseClock(two(m[1]) + ":" + two(m[2]))
	to, good := parseClock(two(m[3]) + ":" + two(m[4]))
	if !ok || !good || from == 24*60 || from == to {
		return Hours{}, false
	}
	return Hours{from, to}, true
}

func two(digits string) string { return strings.Repeat("0", 2-len(digits)) + digits }

// String is the hours as a file writes them: 20:00-23:00.
func (h Hours) String() string { return clockText(h.From) + "-" + clockText(h.To) }

func clockText(minutes int) string {
	return two(strconv.Itoa(minutes/60)) + ":" + two(strconv.Itoa(minutes%60))
}

// TextOf is a rule as a file or a form writes it.
func TextOf(r Rule) RuleText {
	t := RuleText{
		Bylaw: r.Bylaw, Code: r.Code, Article: r.Article.FR, ArticleEN: r.Article.EN, Devices: r.Devices, Areas: r.Areas,
		Effect: wordOf(r.Effect, effectWords), Lots: wordOf(r.Lots, lotsWords), Days: wordOf(r.Days, daysWords), Night: wordOf(r.Night, nightWords),
		Weekdays: weekdayNames(r.Weekdays), Even: weekdayNames(r.Even), Odd: weekdayNames(r.Odd), Words: r.Words.FR, WordsEN: r.Words.EN,
	}
	if r.Season != (Season{}) {
		t.Season = []string{r.Season.From, r.Season.To}
	}
	for _, h := range r.Hours {
		t.Hours = append(t.Hours, h.String())
	}
	return t
}

func weekdayNames(days []time.Weekday) (names []string) {
	for _, d := range days {
		names = append(names, weekdayCodes[d])
	}
	return names
}
