package demo

import "sem/internal/requests"

// The titles by which the stories speak of each other.
const (
	potholeTitle = "Nid-de-poule, rue Saint-Laurent"
	binTitle     = "Bac brun au couvercle brisé"
	fenceTitle   = "Permis : clôture arrière"
)

// plots are the stories of the demonstration, in the order of time: those of Marie
// Tremblay and the people around her, and what waits on the desk this morning.
func plots(t *teller, k cast) []plot {
	d := days{t.now, t.calendar}
	martin, julie := t.staff.named("Martin Gagnon"), t.staff.named("Julie Desrosiers")
	karine := t.staff.named("Karine Lavoie")
	urban, green, water := t.staff.byDepartment["urbanisme"][0], t.staff.byDepartment["environnement"][0], t.staff.byDepartment["eau"][0]
	finance, safety := t.staff.byDepartment["finances"][0], t.staff.byDepartment["securite"][0]
	return []plot{
		{
			code: "dos-dane", at: d.open(260, 10, 5), channel: requests.Letter, who: &k.marie, where: "rue du Moulin",
			title: "Dos d’âne devant l’école, rue du Moulin",
			text:  "Lettre signée par onze voisins : les autos roulent trop vite à l’heure de l’école.",
			tell: func(s *scene) {
				s.assign(d.open(257, 9, 30), safety)
				s.reply(d.open(255, 14, 0), safety, "Merci de votre lettre. Le comité de circulation l’étudiera à sa prochaine séance et un radar comptera les passages.")
				s.plan(d.open(240, 11, 0), safety, requests.FormatDay(d.open(215, 9, 0)), "Pose du dos d’âne avec les travaux du printemps.")
				s.resolve(d.open(214, 15, 20), safety, "Le dos d’âne a été posé et les panneaux installés.")
				s.close()
			},
		},
		{
			code: "lampadaire", at: d.open(62, 9, 12), channel: requests.Telephone, who: &k.marie, where: "rue du Moulin",
			title: "Lampadaire éteint, rue du Moulin",
			text:  "Éteint depuis une semaine, en face du 90. Le coin est très sombre.",
			tell: func(s *scene) {
				s.assign(d.open(61, 8, 40), martin)
				s.resolve(d.open(57, 13, 55), martin, "L’ampoule a été remplacée par un luminaire à diodes.")
				s.rate(d.open(56, 18, 30), 5, "Rapide, merci!")
				s.close()
			},
		},
		{
			code: "compte-taxes", at: d.open(45, 11, 25), channel: requests.Counter, who: &k.marie,
			title: "Nom à corriger sur le compte de taxes",
			text:  "Le compte porte encore le nom de l’ancien propriétaire à côté du sien.",
			tell: func(s *scene) {
				s.assign(d.open(45, 14, 0), finance)
				s.reply(d.open(43, 10, 15), finance, "Votre acte de vente est bien au dossier. Nous corrigeons le compte.")
				s.resolve(d.open(41, 9, 45), finance, "Le nom est corrigé; le prochain compte sera à votre seul nom.")
				s.close()
			},
		},
		{
			code: "branche", at: d.ago(33, 19, 48), channel: requests.Web, who: &k.patrick,
			title: "Branche cassée au-dessus du trottoir",
			text:  "Une grosse branche pend depuis l’orage d’hier.",
			tell: func(s *scene) {
				parks := t.staff.byDepartment["parcs"][0]
				s.assign(d.open(22, 8, 20), parks)
				s.resolve(d.open(21, 15, 40), parks, "La branche a été coupée et les débris ramassés.")
			},
		},
		{
			code: "permis-cloture", at: d.open(12, 20, 15), channel: requests.Web, who: &k.marie,
			title: fenceTitle,
			text:  "Je veux refaire la clôture du fond de ma cour, en bois, 1,8 m de haut.",
			tell: func(s *scene) {
				s.assign(d.open(10, 9, 5), urban)
				s.reply(d.open(10, 9, 20), urban, "Bonjour Madame Tremblay, la hauteur est permise à l’arrière. Je regarde la marge avec le voisin.")
				s.ask(d.open(3, 11, 30), urban, "Pouvez-vous nous envoyer une photo de l’emplacement de la clôture?")
			},
		},
		{
			code: "camp", at: d.open(9, 12, 40), channel: requests.Email, who: &k.marie, beneficiary: k.zoe.ID,
			title: "Erreur de nom, inscription au camp de Zoé",
			text:  "Le reçu du camp est au nom de Zoé Nadeau. Son nom est Zoé Tremblay-Nadeau.",
			tell: func(s *scene) {
				s.assign(d.open(8, 9, 10), karine)
				s.resolve(d.open(4, 10, 50), karine, "L’inscription a été corrigée et un nouveau reçu envoyé.")
				s.contest(d.open(2, 21, 5), "Le reçu corrigé dit maintenant Zoée, avec deux e.")
			},
		},
		{
			code: "eau-brune", at: d.open(6, 9, 3), channel: requests.Telephone, who: &k.gerard,
			title: "Eau brune au robinet",
			text:  "L’eau est brune le matin depuis deux jours, même froide.",
			tell: func(s *scene) {
				s.assign(d.open(6, 9, 40), water)
				s.reply(d.open(6, 10, 0), water, "Laissez couler l’eau froide dix minutes. Une équipe rince le réseau de votre rue cette semaine.")
				s.note(d.open(3, 15, 10), water, "Rinçage fait au coin; à vérifier chez lui. Il préfère le téléphone.")
			},
		},
		{
			code: "nid-de-poule", at: d.ago(d.sinceOpen(2)+3, 20, 41), channel: requests.Web, who: &k.marie, where: "rue Saint-Laurent",
			title: potholeTitle, photo: pothole, photoSays: "Le trou vu de la piste cyclable",
			text: "Gros trou au coin de la 3e Avenue, direction est.",
			tell: func(s *scene) {
				s.assign(d.open(2, 10, 25), martin)
				s.note(d.open(2, 10, 40), martin, "Inspection faite sur place, 60 cm sur 40 cm, 12 cm de profondeur.")
				s.message(d.open(2, 12, 3), "Un cycliste a failli tomber ce matin. C’est juste devant l’arrêt d’autobus.")
				s.plan(d.open(1, 15, 10), martin, d.ahead(7), "Tournée d’asphalte 37.")
				s.reply(d.open(1, 15, 12), martin, "Bonjour Madame Tremblay, merci pour la photo. Le trou fait partie de la tournée d’asphalte de la semaine prochaine. D’ici là, nous avons posé un cône.")
				s.photo(cone, "Le cône posé par l’équipe", requests.ForCitizen)
			},
		},
		{
			code: "nid-de-poule", at: d.open(1, 8, 55), channel: requests.Telephone, who: &k.aline, where: "rue Saint-Laurent",
			title: "Trou dans la rue, rue Saint-Laurent",
			text:  "Elle a trébuché en traversant à l’arrêt d’autobus.",
			tell:  func(s *scene) { s.doubleOf(d.open(1, 15, 30), martin, potholeTitle) },
		},
		{
			code: "bac-brise", at: d.ago(1, 18, 20), channel: requests.Web, who: &k.marie,
			title: binTitle, photo: bin, photoSays: "Le couvercle fendu",
			text: "Le couvercle s’est brisé à la dernière collecte. Les écureuils en profitent.",
			tell: func(*scene) {},
		},
		{
			code: "feux-circulation", at: d.ago(0, 9, 20), channel: requests.Counter, who: &k.aline, where: "3e Avenue",
			title: "Feu piéton muet, 3e Avenue",
			text:  "Le signal sonore ne marche plus depuis dimanche. « Je traverse avec une canne blanche. »",
			tell: func(s *scene) {
				s.note(s.at.Add(4*minute), julie, "Sécurité et accessibilité : à traiter avant les autres.")
			},
		},
		{
			code: "camp", at: d.ago(0, 8, 35), channel: requests.Email, who: &k.karim,
			title: "Erreur de nom, inscription au camp",
			text:  "Le prénom de ma fille est écrit Yasmin au lieu de Yasmine.",
			tell:  func(*scene) {},
		},
		{
			code: "arbre", at: d.ago(0, 10, 10), channel: requests.Telephone, where: "rue du Verger",
			title: "Arbre penché, parc du Verger",
			text:  "Penche vers le sentier depuis le vent de cette nuit.",
			tell:  func(*scene) {},
		},
		{
			code: "suggestion", at: d.ago(0, 7, 50), channel: requests.Web, who: &k.rose,
			title: "Suggestion : banc à l’arrêt 88",
			text:  "Les personnes âgées attendent debout, un banc serait le bienvenu.",
			tell:  func(*scene) {},
		},
		{
			code: "bac-brise", at: d.ago(0, 8, 5), channel: requests.Counter, who: &k.fernand,
			title: "Roue manquante sur le bac vert",
			text:  "La roue est tombée quand le camion a reposé le bac.",
			tell:  func(s *scene) { s.assign(s.at.Add(20*minute), green) },
		},
	}
}
