package app_test

// slipVisits are the pages of the slips for childcare: Marie has that of last year, and a camp
// of this year, which the father is asked to share.
var slipVisits = []visit{
	{who: "100001", route: "/loisirs/releves", path: "/loisirs/releves"},
	{who: desk, route: "/gestion/releves", path: "/gestion/releves"},
	{who: desk, route: "/gestion/releves/emetteur", path: "/gestion/releves/emetteur"},
	{who: desk, route: "/gestion/releves/{annee}/calcul", path: `/gestion/releves/\d{4}/calcul\?[^#\n]*`, from: "/gestion/releves"},
}
