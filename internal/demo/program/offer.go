package program

import (
	"slices"
	"time"
)

// Days of the week, short enough for a table.
const (
	sun = time.Sunday
	mon = time.Monday
	tue = time.Tuesday
	wed = time.Wednesday
	thu = time.Thursday
	fri = time.Friday
	sat = time.Saturday
)

const (
	swimBring   = "Maillot, bonnet de bain, serviette et cadenas."
	swimBringEN = "Swimsuit, bathing cap, towel and padlock."
	gymBring    = "Vêtements confortables, espadrilles propres et bouteille d’eau."
	gymBringEN  = "Comfortable clothes, clean indoor shoes and a water bottle."
	children    = "sante; retour"
)

// activities are what each session offers.
var activities = slices.Concat(swimming, seniors, sports, arts, music, courses, library)

func swims(code, fr, en, text, textEN, from, to string, minutes, price int, needs string, slots ...slot) activity {
	return activity{
		code: code, fr: fr, en: en, category: "Aquatique", text: text, textEN: textEN, bring: swimBring, bringEN: swimBringEN,
		from: from, to: to, price: price, minutes: minutes, places: 12, needs: needs, forms: children, slots: slots, more: 6,
	}
}

var swimming = []activity{
	swims("bebe-nageur", "Natation : bébé et parent", "Swimming: baby and parent", "Premiers jeux dans l’eau, dans les bras d’un parent.", "First games in the water, in a parent’s arms.", "6 mois", "23 mois", 30, 74, "",
		at(sat, 800, "piscine", "bassin chaud"), at(sun, 900, "piscine", "bassin chaud")),
	swims("petit-nageur", "Natation : petit nageur et parent", "Swimming: toddler and parent", "Entrer dans l’eau sans peur, flotter, souffler des bulles.", "Entering the water without fear, floating, blowing bubbles.", "2", "3", 30, 74, "",
		at(sat, 830, "piscine", "bassin chaud"), at(sun, 930, "piscine", "bassin chaud")),
	swims("prescolaire", "Natation préscolaire", "Preschool swimming", "Seul dans l’eau avec l’équipe : glisser, battre des pieds, se retourner.", "Alone in the water with the team: gliding, kicking, turning over.", "4", "5", 30, 78, "",
		at(sat, 900, "piscine", "bassin chaud"), at(wed, 1600, "piscine", "bassin chaud"), at(sun, 1000, "piscine", "bassin chaud")),
	swims("nageur-1", "Natation : Nageur 1", "Swimming: Swimmer 1", "Les premières longueurs avec une planche.", "The first lengths with a board.", "5", "7", 45, 98, "",
		at(sat, 945, "piscine", "bassin de 25 m"), at(tue, 1630, "piscine", "bassin de 25 m")),
	swims("nageur-2", "Natation : Nageur 2", "Swimming: Swimmer 2", "Dix mètres sur le ventre et sur le dos, plonger assis.", "Ten metres on front and back, sitting dives.", "6", "7", 45, 98, "",
		at(sat, 900, "piscine", "bassin de 25 m"), at(thu, 1630, "piscine", "bassin de 25 m")),
	swims("nageur-3", "Natation : Nageur 3", "Swimming: Swimmer 3", "Quinze mètres au crawl, premiers battements de brasse.", "Fifteen metres of front crawl, first whip kicks.", "7", "10", 45, 98, "nageur-2",
		at(sat, 1030, "piscine", "bassin de 25 m"), at(tue, 1715, "piscine", "bassin de 25 m")),
	swims("nageur-4", "Natation : Nageur 4", "Swimming: Swimmer 4", "Vingt-cinq mètres au crawl et sur le dos.", "Twenty-five metres of front and back crawl.", "8", "11", 45, 98, "nageur-3",
		at(sat, 1115, "piscine", "bassin de 25 m"), at(thu, 1715, "piscine", "bassin de 25 m")),
	swims("nageur-5", "Natation : Nageur 5", "Swimming: Swimmer 5", "Cinquante mètres, brasse et plongeon.", "Fifty metres, breaststroke and dives.", "9", "12", 45, 98, "nageur-4",
		at(sat, 915, "piscine", "bassin de 25 m"), at(thu, 1800, "piscine", "bassin de 25 m")),
	swims("nageur-6", "Natation : Nageur 6", "Swimming: Swimmer 6", "Cent mètres, endurance et sauvetage.", "A hundred metres, endurance and lifesaving.", "10", "14", 45, 98, "nageur-5",
		at(sat, 1200, "piscine", "bassin de 25 m")),
	{code: "natation-adultes", fr: "Natation pour adultes", en: "Swimming for adults", category: "Aquatique", text: "Apprendre ou reprendre, à son rythme.", textEN: "Learn or start again, at your own pace.", bring: swimBring, bringEN: swimBringEN,
		from: "16", price: 118, minutes: 55, places: 14, slots: []slot{at(mon, 2000, "piscine", "bassin de 25 m"), at(wed, 2000, "piscine", "bassin de 25 m")}, more: 3},
	{code: "aquaforme", fr: "Aquaforme", en: "Aquafit", category: "Aquatique", text: "Bouger en musique, en eau profonde ou non.", textEN: "Moving to music, in deep water or not.", bring: swimBring, bringEN: swimBringEN,
		from: "16", price: 96, minutes: 55, places: 24, slots: []slot{at(mon, 1900, "piscine", "bassin de 25 m"), at(wed, 1900, "piscine", "bassin de 25 m")}, more: 5},
	{code: "aquaforme-douce", fr: "Aquaforme douce", en: "Gentle aquafit", category: "Aquatique", text: "Assouplir et renforcer, dans l’eau chaude.", textEN: "Stretching and strengthening, in warm water.", bring: swimBring, bringEN: swimBringEN,
		from: "55", price: 84, minutes: 55, places: 20, slots: []slot{at(tue, 1000, "piscine", "bassin chaud"), at(thu, 1000, "piscine", "bassin chaud")}, more: 3},
	{code: "longueurs", fr: "Bain en longueurs", en: "Lane swimming", category: "Aquatique", text: "Trois couloirs : lent, moyen, rapide.", textEN: "Three lanes: slow, medium, fast.", bring: swimBring, bringEN: swimBringEN,
		from: "14", minutes: 60, places: 60, slots: []slot{at(mon, 630, "piscine", "bassin de 25 m"), at(fri, 630, "piscine", "bassin de 25 m")}},
}

func senior(code, fr, en, text, textEN string, price, minutes, places int, slots ...slot) activity {
	return activity{code: code, fr: fr, en: en, category: "Aînés", text: text, textEN: textEN, from: "55", price: price, minutes: minutes, places: places, slots: slots, more: 4}
}

var seniors = []activity{
	senior("yoga-chaise", "Yoga sur chaise", "Chair yoga", "Des mouvements lents, assis ou debout avec un appui.", "Slow movements, seated or standing with support.", 68, 60, 18, at(mon, 1000, "seigneurie", "salle A"), at(wed, 1330, "carrefour", "salle 2")),
	senior("pickleball-50", "Pickleball, 50 ans et plus", "Pickleball, 50 and over", "Jouer en double, tous les niveaux.", "Doubles, all levels.", 62, 90, 16, at(tue, 900, "carrefour", "gymnase").ages("50", "", ""), at(fri, 900, "carrefour", "gymnase").ages("50", "", "")),
	senior("danse-en-ligne", "Danse en ligne", "Line dancing", "Sans partenaire, pour le plaisir.", "No partner needed, for the fun of it.", 58, 75, 30, at(thu, 1330, "seigneurie", "grande salle")),
	senior("memoire", "Ateliers de mémoire", "Memory workshops", "Des trucs et des jeux pour se rappeler.", "Tricks and games to remember.", 45, 90, 14, at(wed, 930, "jardins", "salle du verger")),
	senior("tablette", "Apprivoiser sa tablette", "Getting used to a tablet", "Photos, courriels, appels vidéo, à petits pas.", "Photos, e-mail, video calls, one small step at a time.", 40, 90, 10, at(tue, 1330, "moulin", "salle d’étude"), at(thu, 930, "moissons", "coin lecture")),
	senior("vie-active", "Vie active", "Active living", "Équilibre, force et souffle, pour prévenir les chutes.", "Balance, strength and breath, to prevent falls.", 64, 60, 20, at(mon, 1330, "carrefour", "gymnase"), at(thu, 1030, "jardins", "grande salle")),
	{code: "club-de-marche", fr: "Club de marche", en: "Walking club", category: "Aînés", text: "Une heure ensemble, beau temps, mauvais temps.", textEN: "An hour together, rain or shine.", bring: "Chaussures de marche.", bringEN: "Walking shoes.",
		from: "55", minutes: 60, places: 40, slots: []slot{at(wed, 930, "stade", "entrée principale")}},
}

func sport(code, fr, en, text, textEN, from, to string, price, minutes, places int, slots ...slot) activity {
	a := activity{code: code, fr: fr, en: en, category: "Sports", text: text, textEN: textEN, bring: gymBring, bringEN: gymBringEN, from: from, to: to, price: price, minutes: minutes, places: places, slots: slots, more: 5}
	if to != "" {
		a.forms = children
	}
	return a
}

var sports = []activity{
	sport("badminton-famille", "Badminton parent-enfant", "Parent and child badminton", "Un enfant et un adulte sur le même terrain. Le prix est pour deux.", "A child and an adult on the same court. The price is for both.", "8", "12", 142, 75, 12, at(thu, 1830, "carrefour", "gymnase")),
	sport("hockey-cosom", "Hockey cosom", "Floor hockey", "Apprendre à jouer en équipe, sans patins.", "Learning to play as a team, without skates.", "6", "8", 88, 60, 24, at(sat, 1100, "carrefour", "gymnase"), at(sat, 1215, "carrefour", "gymnase").ages("9", "11", "9 à 11 ans")),
	sport("gymnastique", "Gymnastique", "Gymnastics", "Roulades, poutre et trampoline.", "Rolls, beam and trampoline.", "4", "6", 104, 60, 15, at(sat, 830, "jardins", "grande salle"), at(sun, 930, "jardins", "grande salle").ages("7", "9", "7 à 9 ans")),
	sport("karate", "Karaté", "Karate", "Respect, souplesse et confiance.", "Respect, suppleness and confidence.", "7", "12", 96, 60, 20, at(tue, 1800, "seigneurie", "salle A"), at(thu, 1800, "seigneurie", "salle A")),
	sport("soccer", "Soccer intérieur", "Indoor soccer", "Jeux de ballon et petites parties.", "Ball games and small matches.", "5", "7", 86, 60, 20, at(sun, 1300, "carrefour", "gymnase"), at(sun, 1415, "carrefour", "gymnase").ages("8", "10", "8 à 10 ans")),
	sport("patinage", "Initiation au patinage", "Learn to skate", "Tomber, se relever, glisser.", "Falling, getting up, gliding.", "4", "8", 92, 50, 20, at(sat, 1330, "arena", "glace 2"), at(sun, 1100, "arena", "glace 2")),
	sport("basketball", "Mini-basketball", "Mini basketball", "Dribbler, passer, lancer.", "Dribbling, passing, shooting.", "8", "11", 88, 60, 18, at(wed, 1800, "carrefour", "gymnase")),
	{code: "pickleball", fr: "Pickleball", en: "Pickleball", category: "Sports", text: "Deux niveaux sur les mêmes terrains : les places sont partagées.", textEN: "Two levels on the same courts: the places are shared.", bring: gymBring, bringEN: gymBringEN,
		from: "16", price: 78, minutes: 90, places: 16, quota: "pickleball", slots: []slot{labelled(at(tue, 1930, "carrefour", "gymnase"), "débutants"), labelled(at(tue, 1930, "carrefour", "gymnase"), "intermédiaires")}},
	sport("yoga", "Yoga", "Yoga", "Étirer, respirer, relâcher.", "Stretching, breathing, letting go.", "16", "", 98, 75, 20, at(mon, 1900, "seigneurie", "salle A"), at(wed, 1900, "seigneurie", "salle A")),
	sport("pilates", "Pilates", "Pilates", "Renforcer le dos et le centre.", "Strengthening back and core.", "16", "", 98, 60, 18, at(tue, 1800, "jardins", "salle du verger"), at(thu, 1900, "jardins", "salle du verger")),
	sport("volleyball", "Volleyball récréatif", "Recreational volleyball", "Des parties amicales, équipes mêlées.", "Friendly games, mixed teams.", "16", "", 72, 120, 24, at(fri, 1930, "carrefour", "gymnase")),
}

func labelled(s slot, label string) slot {
	s.label = label
	return s
}
