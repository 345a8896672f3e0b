package surveyor

import (
	"fmt"
	"io"
	"strings"

	"sem/internal/demo/chance"
	"sem/internal/demo/ground"
)

// place is one of the city's places, or somebody else's that people ask about.
type place struct {
	name, category, text, english string
	hours, access                 string
	district, street              int     // street is the round of its street in the district.
	along                         float64 // along is from 0 to 1 along the street.
}

// Hours as OpenStreetMap writes them, which is what the city's file uses.
const (
	libraryHours = "Mo-Fr 10:00-20:30; Sa,Su 10:00-17:00; PH off"
	officeHours  = "Mo-Fr 08:30-16:30; PH off"
	rinkHours    = "Mo-Su 07:00-23:00"
	poolHours    = "Mo-Fr 06:30-21:00; Sa,Su 09:00-17:00"
	centreHours  = "Mo-Th 08:30-21:00; Fr 08:30-17:00; Sa 09:00-16:00; PH off"
	daycareHours = "Mo-Fr 07:00-18:00; PH off"
	shopHours    = "Mo-Fr 09:00-21:00; Sa,Su 09:00-17:00"
	dumpHours    = "Apr-Nov Tu-Sa 08:00-17:00; Dec-Mar Th-Sa 09:00-16:00; PH off"
	always       = "24/7"
)

// known are the places that the demonstration tells of, several around 84, rue du Moulin.
var known = []place{
	{name: "Bibliothèque du Vieux-Moulin", category: "bibliotheque", text: "Prêt de livres, de jeux et d’instruments; salle d’étude", english: "Books, games and instruments on loan; study room", hours: libraryHours, access: "complete", district: 1, street: 0, along: 0.84},
	{name: "Maison des Meuniers", category: "culture", text: "Arts, spectacles, salle à louer", english: "Arts, shows, room for rent", hours: "We-Su 12:00-18:00", access: "partielle", district: 1, street: 1, along: 0.35},
	{name: "CPE Les Petites Pommes", category: "garderie", text: "0 à 5 ans, liste d’attente en ligne", english: "Ages 0 to 5, waiting list online", hours: daycareHours, access: "complete", district: 1, street: 2, along: 0.55},
	{name: "Pharmacie du Moulin", category: "sante", text: "Ordonnances et conseils", english: "Prescriptions and advice", hours: shopHours, access: "complete", district: 1, street: 1, along: 0.72},
	{name: "Défibrillateur, pharmacie du Moulin", category: "defibrillateur", text: "À l’entrée, jour et nuit", english: "At the entrance, day and night", hours: always, access: "complete", district: 1, street: 1, along: 0.73},
	{name: "Toilettes du parc du Vieux-Moulin", category: "toilettes", text: "Fontaine d’eau potable, table à langer", english: "Drinking fountain, changing table", hours: "May-Oct Mo-Su 08:00-21:00", access: "complete", district: 1, street: 0, along: 0.3},
	{name: "Mairie", category: "mairie", text: "Comptoir du citoyen, sans rendez-vous", english: "Citizens’ counter, no appointment", hours: officeHours, access: "complete", district: 1, street: 4, along: 0.5},
	{name: "Caserne 1", category: "caserne", text: "Service de sécurité incendie", english: "Fire department", hours: always, access: "partielle", district: 1, street: 6, along: 0.2},
	{name: "Poste de police", category: "caserne", text: "Accueil jour et nuit", english: "Open day and night", hours: always, access: "complete", district: 2, street: 0, along: 0.5},
	{name: "Aréna du Carrefour", category: "sport", text: "Deux glaces, patin libre le dimanche", english: "Two rinks, free skating on Sundays", hours: rinkHours, access: "complete", district: 2, street: 3, along: 0.6},
	{name: "Centre communautaire du Carrefour", category: "communautaire", text: "Cours, salles et cuisine collective", english: "Classes, rooms and collective kitchen", hours: centreHours, access: "complete", district: 2, street: 1, along: 0.2},
	{name: "Chalet de la Rivière-Nord", category: "communautaire", text: "Location de skis et de raquettes", english: "Skis and snowshoes for rent", hours: "Dec-Mar Mo-Su 09:00-17:00", access: "partielle", district: 3, street: 1, along: 0.4},
	{name: "Écocentre des Érables", category: "ecocentre", text: "Carte citoyen demandée; matériaux, appareils, produits dangereux", english: "Citizen card asked; materials, appliances, hazardous products", hours: dumpHours, access: "partielle", district: 4, street: 5, along: 0.1},
	{name: "Piscine du Clair-Matin", category: "sport", text: "Bassin de 25 m, bain libre et cours", english: "25 m pool, free swim and lessons", hours: poolHours, access: "complete", district: 5, street: 2, along: 0.3},
	{name: "Centre communautaire de la Seigneurie", category: "communautaire", text: "Aînés, jeunes et familles", english: "Seniors, youth and families", hours: centreHours, access: "complete", district: 6, street: 1, along: 0.6},
	{name: "Bibliothèque des Moissons", category: "bibliotheque", text: "Succursale, heure du conte le samedi", english: "Branch, story time on Saturdays", hours: "Tu-Th 13:00-20:00; Fr-Su 10:00-17:00; PH off", access: "complete", district: 7, street: 1, along: 0.5},
	{name: "Marina des Îles", category: "sport", text: "Descente de bateaux, permis demandé", english: "Boat launch, permit asked", hours: "May-Oct Mo-Su 06:00-21:00", access: "partielle", district: 8, street: 2, along: 0.9},
	{name: "Stade des Chênes", category: "sport", text: "Soccer, piste d’athlétisme", english: "Soccer, running track", hours: "Apr-Oct Mo-Su 08:00-23:00", access: "complete", district: 9, street: 3, along: 0.7},
	{name: "Caserne 2", category: "caserne", text: "Service de sécurité incendie", english: "Fire department", hours: always, access: "partielle", district: 10, street: 1, along: 0.1},
	{name: "Centre communautaire des Jardins", category: "communautaire", text: "Jardins collectifs, serre", english: "Collective gardens, greenhouse", hours: centreHours, access: "complete", district: 10, street: 2, along: 0.8},
}

// Plan is what the surveyor knows of the town.
type Plan struct {
	ground  *ground.Plan
	streets []ground.Street
}

// atLeast is how many addresses the plan has even when few of them are in the register.
const atLeast = 17_000

// Survey walks through the town.
func Survey(p *ground.Plan, addresses int) *Plan {
	s := &Plan{ground: p}
	for street := range p.Streets(max(addresses, atLeast)) {
		s.streets = append(s.streets, street)
	}
	return s
}

// street is the n-th street of a district.
func (s *Plan) street(district, n int) ground.Street {
	var found ground.Street
	for _, street := range s.streets {
		if street.District == district && street.Round <= n {
			found = street
		}
	}
	return found
}

// WritePlaces writes the city's own places.
func (s *Plan) WritePlaces(w io.Writer) error {
	c := begin(w)
	for i, p := range known {
		c.place(i+1, p, s.street(p.district, p.street))
	}
	n := 1000
	for _, district := range s.ground.Districts {
		for round := range 3 {
			n++
			c.place(n, further(district, round), s.street(district.Number, 3+2*round))
		}
	}
	c.stops(s.streets)
	return c.end()
}

// further are what each district has as well.
func further(d ground.District, round int) place {
	p := place{district: d.Number, along: 0.15 + 0.3*float64(round), access: "complete"}
	switch round {
	case 0:
		p.name, p.category, p.hours = "CPE "+chance.One(chance.For("cpe", d.Number), []string{"La Ribambelle", "Les Coccinelles", "Le Petit Train", "Les Tournesols", "La Farandole"})+", "+short(d.Name), "garderie", daycareHours
		p.text, p.english = "0 à 5 ans, 80 places", "Ages 0 to 5, 80 places"
	case 1:
		p.name, p.category, p.hours = "Défibrillateur, district "+short(d.Name), "defibrillateur", always
		p.text, p.english = "Sous l’auvent, jour et nuit", "Under the awning, day and night"
	default:
		p.name, p.category, p.hours = "Pharmacie "+short(d.Name), "sante", shopHours
		p.text, p.english = "Ordonnances et vaccination", "Prescriptions and vaccination"
	}
	return p
}

func short(district string) string {
	for _, word := range []string{"de la ", "du ", "des "} {
		if name, ok := strings.CutPrefix(district, word); ok {
			return name
		}
	}
	return district
}

// place writes one place beside the houses of its street, with the address of the nearest.
func (c *collection) place(n int, p place, street ground.Street) {
	known := columns{
		"id": fmt.Sprintf("V-%04d", n), "nom": p.name, "categorie": p.category, "description": p.text, "description_en": p.english,
		"horaire": p.hours, "accessibilite": p.access, "telephone": fmt.Sprintf("450 555-01%02d", n%100),
	}
	if line := p.line(street); line != "" {
		known["adresse"] = line
	}
	c.put(known, pointAt(onAxis(street.Axis, p.along*street.Length, 12)))
}

// stops writes the stops of the buses: two lines along the streets with the most doors.
func (c *collection) stops(streets []ground.Street) {
	for i, s := range streets {
		if s.Round > 0 && (s.Round+s.District)%3 != 0 {
			continue
		}
		lines := []string{"Ligne 88", "Lignes 88 et 92", "Ligne 92, abri chauffé", "Ligne 88, abri"}[i%4]
		for j, along := range s.Crossings() {
			c.put(columns{
				"id": fmt.Sprintf("A-%03d%d", i, j), "nom": "Arrêt " + s.Name, "categorie": "arret", "description": lines,
				"description_en": strings.NewReplacer("Lignes", "Lines", "Ligne", "Line", " et ", " and ", "abri chauffé", "heated shelter", "abri", "shelter").Replace(lines),
				"accessibilite":  []string{"complete", "partielle"}[i%2],
			}, pointAt(onAxis(s.Axis, along+8, 6)))
		}
	}
}

// parks are the names of the parks, in the order of the districts.
var parkNames = []string{
	"parc du Vieux-Moulin", "parc du Passeur", "parc des Tanneurs", "parc du Verger-Ancien", "parc du Carrefour", "parc des Marchands", "parc du Tramway", "parc Primeau",
	"parc de la Rivière", "parc des Castors", "parc du Héron", "parc des Saules", "parc des Érables", "parc des Sucriers", "parc du Boisé", "parc des Samares",
	"parc Clair-Matin", "parc de l’Aurore", "parc du Zénith", "parc de la Brise", "parc de la Seigneurie", "parc du Manoir", "parc des Arpents", "parc des Ormes",
	"parc des Moissons", "parc du Verger", "parc des Blés", "parc des Pommiers", "parc des Îles", "parc de la Marina", "parc du Phare", "parc des Chaloupes",
	"parc des Chênes", "parc des Écureuils", "parc de la Mésange", "parc du Cardinal", "parc des Jardins", "parc des Lilas", "parc du Trèfle", "parc des Iris",
}

// equipment is what the parks have, in the two languages.
var equipment = [][2]string{
	{"Balançoires, jeux d’eau, toilettes", "Swings, splash pad, toilets"},
	{"Sentier accessible, pétanque, bancs", "Accessible path, pétanque, benches"},
	{"Terrain de soccer, patinoire en hiver", "Soccer field, skating rink in winter"},
	{"Jeux pour 2 à 5 ans, tables à l’ombre", "Play area for ages 2 to 5, shaded tables"},
	{"Parc à chiens, sentier éclairé", "Dog park, lit path"},
}

// parkOf is the green part of a reserve.
func parkOf(r ground.Reserve) geometry {
	return rectangle(r.Axis, 0, min(200, r.Length/2), -30, 30)
}

func parkName(i int) string { return parkNames[i%len(parkNames)] }

// WriteParks writes the parks as areas.
func (s *Plan) WriteParks(w io.Writer) error {
	c := begin(w)
	for i, r := range s.ground.Reserves() {
		c.put(columns{
			"id_parc": fmt.Sprintf("P-%02d", i+1), "nom_parc": upper(parkName(i)), "horaire": "Mo-Su 07:00-23:00",
			"equipements": equipment[i%len(equipment)][0], "equipements_en": equipment[i%len(equipment)][1],
			"accessibilite": []string{"oui", "partielle", "oui"}[i%3],
		}, parkOf(r))
	}
	return c.end()
}

func upper(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
