package app_test

// cardLinks leads to the pages of one card.
const cardLinks = `/bibliotheque/cartes/` + anyID

// bookVisits are the pages of the library: Marie has her card and Zoé’s, and keeps what she has
// read.
var bookVisits = []visit{
	{route: "/demonstration/bibliotheque", path: "/demonstration/bibliotheque"},

	{who: "100001", route: "/bibliotheque", path: "/bibliotheque"},
	{who: "100001", route: "/bibliotheque", walk: func(w *walker) string {
		return w.press("/bibliotheque", `form[action="/bibliotheque/renouveler"] button`)
	}},
	{who: "100001", route: "/bibliotheque/cartes", path: "/bibliotheque/cartes"},
	{who: "100001", route: "/bibliotheque/cartes/lier", path: "/bibliotheque/cartes/lier"},
	{who: "100001", route: "/bibliotheque/cartes/{carte}/delier", path: cardLinks + `/delier`, from: "/bibliotheque/cartes"},
	{who: "100001", route: "/bibliotheque/historique", path: "/bibliotheque/historique"},
	{who: "100001", route: "/bibliotheque/reserver", path: "/bibliotheque/reserver"},

	{who: agent, route: "/guichet/personnes/{personne}/bibliotheque", walk: func(w *walker) string {
		person := w.link("/guichet/recherche?q=450+555-0143", `/guichet/personnes/`+anyID+`\?motif=comptoir$`)
		return w.link(person, `/guichet/personnes/`+anyID+`/bibliotheque`)
	}},

	{who: "admin@demo.sem", route: "/gestion/bibliotheque", path: "/gestion/bibliotheque"},
}
