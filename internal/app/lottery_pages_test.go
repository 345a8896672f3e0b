package app_test

import "strings"

// lotteries are the page of all lotteries. The first one takes choices, and Marie has ranked
// hers; another was drawn the day before.
const lotteries = "/loisirs/tirages"

var lotteryVisits = []visit{
	{route: lotteries, path: lotteries},
	{who: "100001", route: lotteries + "/{id}", path: lotteries + `/` + anyID, from: lotteries},
	{who: "100001", route: lotteries + "/{id}/choix", path: lotteries + `/` + anyID + `/choix`, from: lotteries + "/*"},
	{who: "100001", route: lotteries + "/{id}/tirage", path: lotteries + `/` + anyID + `/tirage`, from: lotteries + "/*"},
	{route: lotteries + "/{id}/bilan", walk: func(w *walker) string {
		return w.link("/loisirs?session=C2027&mot=art", lotteries+`/`+anyID) + "/bilan"
	}},
	{who: agent, route: "/guichet/inscrire/{person}" + "/tirages", walk: func(w *walker) string {
		person := w.link("/guichet/recherche?q=450+555-0187", `/guichet/personnes/`+anyID+`\?motif=comptoir$`)
		return counterLotteries(w.link(person, atDesk+`/tirages/`+anyID))
	}},
	{who: agent, route: "/guichet/inscrire/{person}" + "/tirages/{id}", walk: func(w *walker) string { return w.link(counterLotteries(w.here()), atDesk+`/tirages/`+anyID) }},
	{who: desk, route: "/gestion/tirages", path: "/gestion/tirages"},
	{who: desk, route: "/gestion/tirages/{id}", path: `/gestion/tirages/` + anyID, from: "/gestion/tirages"},
}

// counterLotteries is the page of the lotteries of somebody at the counter, whatever below it a
// path leads to.
func counterLotteries(path string) string {
	before, _, _ := strings.Cut(path, "/tirages")
	return before + "/tirages"
}
