package app_test

// emptyVisits are pages of the library, the slips and the draws for whoever has nothing there, and
// looking for a family at the counter.
var emptyVisits = []visit{
	{who: "100002", route: "/bibliotheque", path: "/bibliotheque"},
	{who: "100002", route: "/bibliotheque/cartes", path: "/bibliotheque/cartes"},
	{who: "100002", route: "/bibliotheque/historique", path: "/bibliotheque/historique"},
	{who: "100002", route: "/bibliotheque/reserver", path: "/bibliotheque/reserver"},
	{who: "100002", route: "/loisirs/releves", path: "/loisirs/releves"},
	{who: "100002", route: lotteries + "/{id}", path: lotteries + `/` + anyID, from: lotteries},
	{who: "100002", route: lotteries + "/{id}/choix", path: lotteries + `/` + anyID + `/choix`, from: lotteries + "/*"},

	{who: desk, route: "/guichet/familles", path: "/guichet/familles"},
	{who: desk, route: "/guichet/familles", path: "/guichet/familles?q=zzzz"},
	{who: desk, route: "/guichet/familles", path: "/guichet/familles?q=marie+tremblay"},
	{who: desk, route: "/guichet/familles/{id}", path: `/guichet/familles/` + anyID + `$`, from: "/guichet/familles?q=marie+tremblay"},
}
