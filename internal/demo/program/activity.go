package program

import (
	"fmt"
	"time"

	"sem/internal/civil"
	"sem/internal/demo/chance"
)

// activity is something the town offers.
type activity struct {
	code, fr, en, category       string
	text, textEN, bring, bringEN string
	from, to                     string // from and to are ages as the table writes them.
	price                        int    // price is in dollars; 0 is for all who come.
	minutes, places              int
	needs, forms, quota, options string
	care                         bool              // care is childcare, for the relevé 24.
	once                         bool              // once is one meeting, refunded otherwise.
	only                         func(Season) bool // only is nil for every season.
	slots                        []slot
	more                         int // more is how many further groups a city has.
}

// slot is when and where a group meets.
type slot struct {
	weekday time.Weekday
	hour    civil.Time
	venue   string
	room    string
	label   string
	days    []time.Weekday // days are those of a camp, in place of weekday.
	day     civil.Day      // day is that of a single meeting, or the first of a camp.
	last    civil.Day
	from    string // from and to are the ages of this group alone.
	to      string
}

// at is a slot by its hour and minutes: 915 is 9:15.
func at(day time.Weekday, hour int, venue, room string) slot {
	return slot{weekday: day, hour: civil.Time(hour/100*60 + hour%100), venue: venue, room: room}
}

// ages gives the group ages of its own, and a label that says so.
func (s slot) ages(from, to, label string) slot {
	s.from, s.to, s.label = from, to, label
	return s
}

var weekdays = []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}

// hours are the times of the week as the table writes them.
func (s slot) hours(minutes int) string {
	days := s.days
	if len(days) == 0 {
		days = []time.Weekday{s.weekday}
	}
	said := ""
	for i, day := range days {
		if i > 0 {
			said += "; "
		}
		said += fmt.Sprintf("%s %s-%s", weekdays[day], s.hour, s.hour+civil.Time(minutes))
	}
	return said
}

func (a activity) free() bool { return a.price == 0 }

func (a activity) policy() string {
	switch {
	case a.free():
		return ""
	case a.care:
		return "camp"
	case a.once:
		return "atelier"
	}
	return "cours"
}

// hour is a likely hour for a further group of the activity.
func (a activity) hour(d chance.Dice, day time.Weekday) civil.Time {
	switch {
	case day == time.Saturday:
		return civil.Time(8*60 + 15*d.IntN(20))
	case a.from == "50" || a.from == "55":
		return civil.Time(9*60 + 30*d.IntN(10))
	case a.to != "":
		return civil.Time(16*60 + 15*d.IntN(9))
	}
	return civil.Time(17*60 + 30*d.IntN(7))
}

// venue is a place of the program, by the name that the surveyor gives it.
type venue struct{ code, name string }

// The places of the program.
var venues = []venue{
	{"piscine", "Piscine du Clair-Matin"},
	{"carrefour", "Centre communautaire du Carrefour"},
	{"seigneurie", "Centre communautaire de la Seigneurie"},
	{"jardins", "Centre communautaire des Jardins"},
	{"meuniers", "Maison des Meuniers"},
	{"moulin", "Bibliothèque du Vieux-Moulin"},
	{"moissons", "Bibliothèque des Moissons"},
	{"arena", "Aréna du Carrefour"},
	{"stade", "Stade des Chênes"},
}

func venueOf(code string) venue {
	for _, v := range venues {
		if v.code == code {
			return v
		}
	}
	return venue{}
}

// Venues are the names of the places of the program, as the surveyor gives them.
func Venues() (names []string) {
	for _, v := range venues {
		names = append(names, v.name)
	}
	return names
}

// people give the activities.
var people = []string{
	"Audrey Lavoie", "Benoît Saucier", "Camille Fortier", "Djamel Haddad", "Émilie Roy-Dubé", "Frédéric Lauzon", "Geneviève Poitras", "Hugo Marchand",
	"Isabelle Cormier", "Joël Desmarais", "Karine Thibault", "Lucas Ferreira", "Mélanie Ouellet", "Nadia Belkacem", "Olivier Gingras", "Patricia Nguyen",
}

// policies say what comes back to whoever withdraws.
var policies = []row{
	{
		"politique": "cours", "politique_nom": "Cours de session", "politique_nom_en": "Session courses",
		"politique_texte":    "Jusqu’à 14 jours avant le premier cours, tout vous est rendu. Ensuite, la Ville garde 10 $ jusqu’au premier cours, puis 15 % de ce qui reste jusqu’au deuxième. Après, seulement avec un billet du médecin.",
		"politique_texte_en": "Until 14 days before the first class, everything is given back. After that the city keeps $10 until the first class, then 15% of what is left until the second. Later, only with a doctor’s note.",
		"politique_etapes":   "14 jours; 0 jour 10,00; 2 cours 15 %; 99 cours 15 % note",
	},
	{
		"politique": "atelier", "politique_nom": "Ateliers d’un jour", "politique_nom_en": "One-day workshops",
		"politique_texte":    "Jusqu’à 7 jours avant l’atelier, tout vous est rendu. Ensuite, la moitié vous est rendue jusqu’à la veille.",
		"politique_texte_en": "Until 7 days before the workshop, everything is given back. After that, half is given back until the day before.",
		"politique_etapes":   "7 jours; 1 jour 50 %",
	},
	{
		"politique": "camp", "politique_nom": "Camps de jour", "politique_nom_en": "Day camps",
		"politique_texte":    "Jusqu’à 30 jours avant le camp, la Ville garde 25 $ par semaine. Ensuite, la moitié vous est rendue jusqu’à la veille. Avec un billet du médecin, les jours qui restent vous sont rendus.",
		"politique_texte_en": "Until 30 days before the camp, the city keeps $25 a week. After that, half is given back until the day before. With a doctor’s note, the days that are left are given back.",
		"politique_etapes":   "30 jours 25,00; 1 jour 50 %; 99 cours note",
	},
}

// The groups that the demonstration's family goes to, by their codes in each session.
const (
	SwimmingForSix    = "nageur-2-1"          // SwimmingForSix is on Saturdays at 9:00.
	SwimmingForTen    = "nageur-5-1"          // SwimmingForTen is on Saturdays at 9:15.
	SwimmingBefore    = "nageur-4-1"          // SwimmingBefore is what SwimmingForTen wants to have been passed, on Saturdays at 11:15.
	GuitarForTen      = "guitare-1"           // GuitarForTen is on Saturdays at 9:00, when SwimmingForTen is.
	BadmintonFamily   = "badminton-famille-1" // BadmintonFamily is for a child and an adult, on Thursday evenings.
	MusicForSix       = "eveil-musical-1"     // MusicForSix has few places.
	DanceForTen       = "danse-creative-1"    // DanceForTen is nearly full.
	PotteryForAdults  = "poterie-1"           // PotteryForAdults is full.
	HockeyForSix      = "hockey-cosom-1"      // HockeyForSix opens to residents with the sports.
	AquaformForSenior = "aquaforme-douce-1"   // AquaformForSenior is for those of 55 and more, on Tuesday mornings.
	BabysitterCourse  = "gardiens-avertis-1"  // BabysitterCourse begins at 11 years.
)
