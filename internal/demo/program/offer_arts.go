package program

import (
	"time"

	"sem/internal/civil"
)

func art(code, fr, en, text, textEN, from, to string, price, minutes, places int, slots ...slot) activity {
	a := activity{code: code, fr: fr, en: en, category: "Arts", text: text, textEN: textEN, from: from, to: to, price: price, minutes: minutes, places: places, slots: slots, more: 5}
	if to != "" {
		a.forms = children
	}
	return a
}

// after makes an activity ask for another one to have been passed.
func (a activity) after(code string) activity {
	a.needs = code
	return a
}

// takes says what to bring.
func (a activity) takes(fr, en string) activity {
	a.bring, a.bringEN = fr, en
	return a
}

var arts = []activity{
	art("danse-creative", "Danse créative", "Creative dance", "Inventer des pas, seul et en groupe.", "Inventing steps, alone and together.", "9", "11", 96, 60, 16, at(mon, 1730, "meuniers", "studio")),
	art("ballet", "Éveil au ballet", "First ballet", "Écouter la musique avec tout le corps.", "Listening to music with the whole body.", "4", "6", 92, 45, 14, at(sat, 900, "meuniers", "studio"), at(tue, 1630, "meuniers", "studio")),
	art("hip-hop", "Hip-hop", "Hip-hop", "Rythme, énergie et un numéro à la fin.", "Rhythm, energy and a number at the end.", "8", "12", 96, 60, 18, at(sat, 1030, "meuniers", "studio"), at(wed, 1800, "meuniers", "studio")),
	art("poterie", "Poterie au tour", "Wheel pottery", "Centrer, monter, tourner; deux pièces à rapporter.", "Centring, raising, throwing; two pieces to take home.", "16", "", 210, 150, 8, at(tue, 1830, "meuniers", "atelier")).takes("Un tablier et une vieille serviette.", "An apron and an old towel."),
	art("poterie-2", "Poterie au tour, suite", "Wheel pottery, next step", "Des formes plus hautes, des couvercles, l’émail.", "Taller shapes, lids, glazing.", "16", "", 220, 150, 8, at(thu, 1830, "meuniers", "atelier")).after("poterie").takes("Un tablier et une vieille serviette.", "An apron and an old towel."),
	art("poterie-enfants", "Poterie pour enfants", "Pottery for children", "Modeler des bols et des bêtes.", "Modelling bowls and beasts.", "7", "12", 112, 90, 10, at(sat, 930, "meuniers", "atelier"), at(sat, 1330, "meuniers", "atelier")).takes("Un tablier.", "An apron."),
	art("dessin", "Dessin et bande dessinée", "Drawing and comics", "Du croquis à la planche.", "From sketch to page.", "9", "13", 94, 75, 14, at(wed, 1630, "meuniers", "salle claire")),
	art("aquarelle", "Aquarelle", "Watercolour", "La lumière, l’eau et le papier.", "Light, water and paper.", "16", "", 124, 120, 12, at(mon, 1330, "meuniers", "salle claire"), at(wed, 1900, "meuniers", "salle claire")),
	art("theatre", "Théâtre jeunesse", "Youth theatre", "Jouer, improviser, monter une courte pièce.", "Acting, improvising, staging a short play.", "8", "12", 108, 90, 16, at(thu, 1730, "meuniers", "grande salle")),
	art("couture", "Couture", "Sewing", "Du premier point au sac à dos.", "From the first stitch to a backpack.", "14", "", 132, 120, 10, at(thu, 1900, "jardins", "salle du verger")).takes("Ciseaux et tissu; les machines sont sur place.", "Scissors and fabric; machines are provided."),
}

func song(code, fr, en, text, textEN, from, to string, price, minutes, places int, slots ...slot) activity {
	a := art(code, fr, en, text, textEN, from, to, price, minutes, places, slots...)
	a.category = "Musique"
	return a
}

var music = []activity{
	song("eveil-musical", "Éveil musical", "First music", "Chanter, frapper, écouter, bouger.", "Singing, drumming, listening, moving.", "4", "6", 72, 45, 8, at(wed, 1630, "moulin", "coin des petits"), at(sat, 1000, "moissons", "coin lecture")),
	song("guitare", "Guitare, débutants", "Guitar, beginners", "Les premiers accords et trois chansons.", "The first chords and three songs.", "10", "", 165, 60, 10, at(sat, 900, "meuniers", "salle claire"), at(mon, 1900, "meuniers", "salle claire")).takes("Une guitare; la bibliothèque en prête.", "A guitar; the library lends some."),
	song("guitare-2", "Guitare, suite", "Guitar, next step", "Arpèges, rythmes et accompagnement.", "Arpeggios, rhythms and accompaniment.", "10", "", 165, 60, 10, at(sat, 1015, "meuniers", "salle claire")).after("guitare").takes("Une guitare.", "A guitar."),
	song("ukulele", "Ukulélé en famille", "Family ukulele", "Un enfant et un adulte, un instrument chacun.", "A child and an adult, an instrument each.", "8", "", 118, 60, 12, at(sun, 1030, "moulin", "salle d’étude")),
	song("chorale", "Chorale des jeunes", "Youth choir", "Chanter à plusieurs voix et donner un concert.", "Singing in parts and giving a concert.", "7", "12", 64, 60, 30, at(tue, 1800, "meuniers", "grande salle")),
	song("percussions", "Percussions", "Percussion", "Djembé, rythme et écoute.", "Djembe, rhythm and listening.", "12", "", 104, 75, 12, at(fri, 1900, "carrefour", "salle 2")),
}

// workshop is one day, some weeks after the session begins.
func workshop(code, fr, en, text, textEN, from, to string, price, minutes, places int, slots ...slot) activity {
	a := art(code, fr, en, text, textEN, from, to, price, minutes, places, slots...)
	a.category, a.once, a.more = "Formation", true, 0
	return a
}

var courses = []activity{
	workshop("gardiens-avertis", "Gardiens avertis", "Babysitting course", "Prendre soin d’enfants, réagir à un accident, trouver ses premiers clients.", "Caring for children, dealing with an accident, finding first customers.", "11", "15", 55, 420, 20, at(sat, 900, "carrefour", "salle 2"), at(sun, 900, "seigneurie", "salle A")).takes("Un dîner froid, une poupée ou une peluche, un crayon.", "A cold lunch, a doll or a plush toy, a pencil."),
	workshop("seul-a-la-maison", "Prêts à rester seuls!", "Home alone!", "Les bons réflexes pour rester seul à la maison.", "The right reflexes to stay at home alone.", "9", "11", 48, 300, 20, at(sat, 930, "jardins", "grande salle")).takes("Un dîner froid et un crayon.", "A cold lunch and a pencil."),
	workshop("premiers-secours", "Premiers secours, cours d’un jour", "First aid in a day", "Réanimation, défibrillateur, étouffement, allergies.", "Resuscitation, defibrillator, choking, allergies.", "14", "", 92, 480, 16, at(sun, 830, "carrefour", "salle 2")).takes("Un dîner froid.", "A cold lunch."),
}

func freeAt(code, fr, en, text, textEN, from, to string, minutes int, slots ...slot) activity {
	return activity{code: code, fr: fr, en: en, category: "Bibliothèque", text: text, textEN: textEN, from: from, to: to, minutes: minutes, places: 25, slots: slots}
}

var library = []activity{
	freeAt("conte", "Heure du conte en pyjama", "Story time in pyjamas", "Des histoires avant la nuit, avec toutou et pyjama.", "Stories before bed, with plush toy and pyjamas.", "3", "7", 45, at(wed, 1800, "moulin", "coin des petits"), at(sat, 1030, "moissons", "coin lecture")),
	freeAt("bebes-lecteurs", "Bébés lecteurs", "Baby readers", "Comptines, livres cartonnés et rencontres.", "Rhymes, board books and company.", "0 mois", "23 mois", 40, at(thu, 1000, "moulin", "coin des petits")),
	freeAt("club-lecture", "Club de lecture des 9 à 12 ans", "Book club, ages 9 to 12", "Un roman par mois et une collation.", "A novel a month and a snack.", "9", "12", 60, at(fri, 1600, "moulin", "salle d’étude")),
}

// camps are those of a season: eight weeks in summer, the school break in winter, the days
// without school in spring and fall.
func camps(s Season) []activity {
	camp := activity{
		category: "Camps de jour", from: "5", to: "12", places: 30, minutes: 7 * 60, forms: children, care: true,
		bring: "Dîner froid, deux collations, bouteille d’eau, crème solaire et maillot.", bringEN: "Cold lunch, two snacks, water bottle, sunscreen and swimsuit.",
		text: "Jeux, bricolage, sorties et grand air, de 9 h à 16 h.", textEN: "Games, crafts, outings and fresh air, from 9 to 4.",
		only: func(Season) bool { return true },
	}
	switch s.kind {
	case summer:
		camp.code, camp.fr, camp.en, camp.price = "camp-ete", "Camp de jour d’été", "Summer day camp", 110
		camp.options = "garde: Service de garde, 7 h à 9 h et 16 h à 18 h / Day care, 7 to 9 and 4 to 6 = 45,00 (relevé 24); sortie: Sortie de la semaine / Outing of the week = 18,00"
		for week := range 8 {
			first := s.From + civil.Day(7*week)
			camp.slots = append(camp.slots, campWeek(first, first+4, "stade", "chalet", "Semaine "+string(rune('1'+week))))
		}
	case winter:
		first := s.breakMonday()
		camp.code, camp.fr, camp.en, camp.price = "camp-relache", "Camp de la relâche", "School break camp", 125
		camp.options = "garde: Service de garde / Day care = 40,00 (relevé 24); glissades: Sortie aux glissades / Snow tubing outing = 28,00"
		camp.slots = []slot{
			campWeek(first, first+4, "carrefour", "gymnase", "").ages("5", "8", "5 à 8 ans"),
			campWeek(first, first+4, "carrefour", "gymnase", "").ages("9", "12", "9 à 12 ans"),
			campWeek(first, first+4, "jardins", "grande salle", "").ages("5", "8", "5 à 8 ans, aux Jardins"),
		}
	default:
		camp.code, camp.fr, camp.en, camp.price = "journee-pedagogique", "Journée pédagogique au centre", "Day off school at the centre", 32
		camp.options = "garde: Service de garde / Day care = 12,00 (relevé 24)"
		for _, week := range []int{3, 7} {
			day := s.From + civil.Day(7*week+4)
			camp.slots = append(camp.slots, campWeek(day, day, "carrefour", "gymnase", ""), campWeek(day, day, "jardins", "grande salle", ""))
		}
	}
	return []activity{camp}
}

// campWeek is a camp from a day to another.
func campWeek(from, to civil.Day, venue, room, label string) slot {
	s := slot{hour: 9 * 60, venue: venue, room: room, label: label, day: from, last: to}
	for day := from; day <= to; day++ {
		s.days = append(s.days, time.Weekday(day.Weekday()))
	}
	return s
}
