package demo

import (
	"strconv"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/demo/chance"
	"sem/internal/requests"
	"sem/internal/text"
)

// teller tells the lives of ordinary requests by chance.
type teller struct {
	types       []kindOfRequest
	calendar    requests.Calendar
	staff       staff
	departments map[string]requests.Department
	phrases     phrases
	now         time.Time
	newID       func() string
}

// kindOfRequest is a type and what people say about it.
type kindOfRequest struct {
	requests.Type
	words *words
	clues map[string][]string // clues are words that point at a choice, by question and choice.
}

// Requests reach the city in these shares: 45 in a hundred by telephone, 30 by the web, 12
// at the counter, 9 by e-mail, the others by letter and from the field. A third comes in
// when the desk is closed, nearly all of it in writing.
var (
	openChannels = []chance.Share[requests.Channel]{
		{Of: requests.Telephone, Weight: 62.5}, {Of: requests.Web, Weight: 10}, {Of: requests.Counter, Weight: 18}, {Of: requests.Email, Weight: 3.5}, {Of: requests.Letter, Weight: 3}, {Of: requests.Field, Weight: 3},
	}
	closedChannels = []chance.Share[requests.Channel]{{Of: requests.Web, Weight: 70}, {Of: requests.Email, Weight: 20}, {Of: requests.Telephone, Weight: 10}}
)

// channelAt is how a request reaches the city at a time.
func (t *teller) channelAt(d chance.Dice, at time.Time) requests.Channel {
	if hour := clock.Local(at).Hour(); hour >= 8 && hour < 17 && t.calendar.IsBusiness(at) {
		return chance.Weighted(d, openChannels)
	}
	return chance.Weighted(d, closedChannels)
}

// kindIn is a type that people ask about in a month.
func (t *teller) kindIn(d chance.Dice, month time.Month) kindOfRequest {
	var sum float64
	for _, k := range t.types {
		sum += k.words.inSeason(month)
	}
	at := d.Float64() * sum
	for _, k := range t.types {
		if at -= k.words.inSeason(month); at < 0 {
			return k
		}
	}
	return t.types[0]
}

// report is what somebody says about a kind of request at a place.
func (t *teller) report(d chance.Dice, k kindOfRequest, p place, at time.Time) requests.Report {
	about := chance.One(d, k.words.subjects)
	r := requests.Report{
		Type:        k.Code,
		Title:       p.fill(d, about.title, at),
		Description: p.fill(d, chance.One(d, about.stories), at),
	}
	r.Answers = answersTo(d, k, r.Title+" "+r.Description, at)
	if k.NeedsPlace || d.Happens(60) {
		r.PlaceLine, r.AddressID, r.DistrictID, r.Lat, r.Lon = p.line, p.address, p.district, p.lat, p.lon
	}
	return r
}

// answersTo are answers to the questions of a type.
func answersTo(d chance.Dice, k kindOfRequest, said string, at time.Time) map[string]string {
	answers := map[string]string{}
	for _, q := range k.Questions {
		if !q.Required && d.Happens(40) {
			continue
		}
		switch q.Kind {
		case requests.AskChoice, requests.AskSeveral:
			if calm := calmChoices(q); len(calm) > 0 {
				answers[q.Code] = k.likely(d, q, calm, said)
			}
		case requests.AskYesNo:
			answers[q.Code] = chance.One(d, []string{"yes", "no"})
		case requests.AskNumber:
			answers[q.Code] = number(d, q)
		case requests.AskDate:
			answers[q.Code] = requests.FormatDay(at.AddDate(0, 0, -d.IntN(4)))
		case requests.AskText:
			if q.Required {
				answers[q.Code] = said
			}
		case requests.AskPlace:
			answers[q.Code] = chance.One(d, []string{"À l’entrée", "Du côté du parc", "Près de la boîte aux lettres"})
		}
	}
	return answers
}

// likely is the choice that somebody means who says these words: one whose label shares a
// word with them, or any.
func (k kindOfRequest) likely(d chance.Dice, q requests.Question, choices []string, said string) string {
	said = text.Fold(said)
	for _, code := range choices {
		for _, clue := range k.clues[q.Code+"/"+code] {
			if strings.Contains(said, clue) {
				return code
			}
		}
	}
	return chance.One(d, choices)
}

// clues are the beginnings of the long words of each choice's label.
func clues(k requests.Type) map[string][]string {
	all := map[string][]string{}
	for _, q := range k.Questions {
		for _, c := range q.Choices {
			for _, word := range text.Tokens(c.Label.FR) {
				if len(word) >= 4 {
					all[q.Code+"/"+c.Code] = append(all[q.Code+"/"+c.Code], word[:min(len(word), 6)])
				}
			}
		}
	}
	return all
}

// calmChoices are the answers that do not call for an ambulance.
func calmChoices(q requests.Question) []string {
	var calm []string
	for _, c := range q.Choices {
		if !c.Emergency {
			calm = append(calm, c.Code)
		}
	}
	return calm
}

// number is a small number within the bounds of a question.
func number(d chance.Dice, q requests.Question) string {
	n := d.Between(1, 4)
	if q.Max > 0 {
		n = min(n, int(q.Max))
	}
	return strconv.Itoa(max(n, int(q.Min)))
}

// course tells what became of a request after it came in.
// course may find out on the way that double, unless it is nil, is about the same thing.
func (t *teller) course(d chance.Dice, k kindOfRequest, story *tale, citizen requests.Actor, double *tale) {
	switch chance := d.Float64() * 100; {
	case double != nil:
		t.worked(d, k, story, citizen, double)
	case chance < 2.5 && citizen.ID != "":
		t.givenUp(d, story, citizen)
	case chance < 5:
		t.refused(d, story)
	case chance < 8:
		t.sentAway(d, story)
	default:
		t.worked(d, k, story, citizen, nil)
	}
}

func (t *teller) givenUp(d chance.Dice, story *tale, citizen requests.Actor) {
	at := story.at.Add(time.Duration(d.Spread(30, 0.8) * float64(time.Hour)))
	story.cancel(at, citizen, t.phrases.any(d, "annule"))
}

func (t *teller) refused(d chance.Dice, story *tale) {
	clerk := t.staff.of(d, story.r.Department)
	story.assign(t.later(story, d.Spread(6, 0.8)), clerk, clerk)
	story.reject(t.later(story, d.Spread(8, 0.8)), clerk, t.phrases.any(d, "rejet"))
}

func (t *teller) sentAway(d chance.Dice, story *tale) {
	clerk := t.staff.of(d, story.r.Department)
	who := t.phrases.any(d, "tiers")
	story.sendAway(t.later(story, d.Spread(6, 0.8)), clerk, strings.ToUpper(who[:1])+who[1:], "450-555-0110")
}

// later is so many working hours after the last deed of a story.
func (t *teller) later(story *tale, hours float64) time.Time {
	return later(t.calendar, story.at, hours)
}

// worked tells the work on a request, up to its end or to the present.
func (t *teller) worked(d chance.Dice, k kindOfRequest, story *tale, citizen requests.Actor, double *tale) {
	received, promised := story.at, story.r.PromisedAt
	// The share of the promised time that the work takes: mostly less than all of it.
	took := min(d.Spread(0.55, 0.5), 4)
	if d.Happens(12) {
		took *= float64(d.Between(4, 10)) // Some wait for a part, a season or a budget.
	}
	ready := received.Add(time.Duration(took * float64(promised.Sub(received))))
	whole := ready.Sub(received).Hours() / 6 // A day of 24 hours has some working hours.

	if other := t.staff.otherDepartment(d, story.r.Department); d.Happens(9) && other != "" {
		story.transfer(t.later(story, d.Spread(whole/6, 0.6)), t.staff.of(d, story.r.Department), other, t.phrases.any(d, "transfert"))
	}
	clerk := t.staff.of(d, story.r.Department)
	story.assign(t.later(story, d.Spread(whole/6, 0.6)), clerk, clerk)
	if double != nil {
		t.found(d, story, double, clerk)
	}
	if d.Happens(75) {
		story.reply(t.later(story, d.Spread(whole/20, 0.6)), clerk, chance.One(d, k.words.replies))
	}
	if d.Happens(40) {
		story.note(t.later(story, d.Spread(whole/8, 0.6)), clerk, t.phrases.any(d, "note"), d.Happens(6))
	}
	if d.Happens(11) {
		t.question(d, k, story, clerk, citizen)
	}
	if d.Happens(12) && citizen.ID != "" {
		story.message(story.at.Add(time.Duration(d.Spread(20, 0.7)*float64(time.Hour))), citizen, t.phrases.any(d, "relance"))
	}
	if d.Happens(25) {
		t.plan(d, story, clerk, ready)
	}
	if d.Happens(6) {
		t.thirdParty(d, story, clerk)
	}
	if took > 1 && d.Happens(85) {
		t.movePromise(d, story, clerk, ready)
	}
	t.settle(d, k, story, clerk, citizen, ready)
}

// found tells that a request is about the same thing as another one.
func (t *teller) found(d chance.Dice, first, double *tale, c clerk) {
	at := first.at
	if double.at.After(at) {
		at = double.at
	}
	double.doubleOf(later(t.calendar, at, d.Spread(2, 0.7)), c, first)
}

// question asks the citizen; most answer, and some are reminded before the work goes on.
func (t *teller) question(d chance.Dice, k kindOfRequest, story *tale, c clerk, citizen requests.Actor) {
	asked, answered := t.phrases.any(d, "question"), t.phrases.any(d, "precision")
	if len(k.words.questions) > 0 && len(k.words.answers) > 0 {
		i := d.IntN(len(k.words.questions))
		asked, answered = k.words.questions[i], k.words.answers[min(i, len(k.words.answers)-1)]
	}
	story.ask(t.later(story, d.Spread(3, 0.8)), c, asked)
	if d.Happens(80) && citizen.ID != "" {
		story.message(story.at.Add(time.Duration(d.Spread(26, 1)*float64(time.Hour))), citizen, answered)
		return
	}
	story.remind(t.calendar.Due(story.at, 10).Add(time.Duration(d.Between(10, 350)) * time.Minute))
	story.resume(t.later(story, 4*8), c, "Nous poursuivons avec ce que nous savons.")
}

func (t *teller) plan(d chance.Dice, story *tale, c clerk, ready time.Time) {
	at := t.later(story, d.Spread(4, 0.6))
	day := openDay(t.calendar, ready.AddDate(0, 0, 1))
	if day.Before(at) {
		day = openDay(t.calendar, at.AddDate(0, 0, 2))
	}
	story.plan(at, c, requests.FormatDay(day), t.phrases.any(d, "plan"))
}

func (t *teller) thirdParty(d chance.Dice, story *tale, c clerk) {
	at := t.later(story, d.Spread(4, 0.6))
	until := openDay(t.calendar, at.AddDate(0, 0, d.Between(7, 60)))
	story.await(at, c, t.phrases.any(d, "tiers"), requests.FormatDay(until))
	story.resume(later(t.calendar, until, d.Spread(3, 0.8)), c, "La pièce est arrivée; nous reprenons le travail.")
}

func (t *teller) movePromise(d chance.Dice, story *tale, c clerk, ready time.Time) {
	at := t.later(story, d.Spread(6, 0.6))
	day := openDay(t.calendar, ready.AddDate(0, 0, d.Between(1, 5)))
	if to := t.calendar.Close(day); to.After(at.Add(time.Hour)) && to.After(story.r.PromisedAt) {
		story.movePromise(at, c, requests.FormatDay(day), t.phrases.any(d, "promesse"))
	}
}

// settle tells how the request was settled, contested now and then, and closed.
func (t *teller) settle(d chance.Dice, k kindOfRequest, story *tale, c clerk, citizen requests.Actor, ready time.Time) {
	if ready.Before(story.at) {
		ready = story.at
	}
	t.resolve(d, k, story, c, later(t.calendar, ready, d.Float64()*4))
	if d.Happens(5) && citizen.ID != "" && k.Target.Contest > 0 {
		story.contest(story.at.Add(time.Duration(d.Between(2, 20))*time.Hour), citizen, t.phrases.any(d, "conteste"))
		c = t.staff.anotherThan(d, story.r.Department, c)
		story.assign(t.later(story, d.Spread(12, 0.6)), c, c)
		story.reply(t.later(story, d.Spread(2, 0.6)), c, chance.One(d, k.words.replies))
		t.resolve(d, k, story, c, t.later(story, d.Spread(24, 0.7)))
	}
	if d.Happens(17) && citizen.ID != "" {
		stars := chance.Weighted(d, []chance.Share[int]{{Of: 5, Weight: 48}, {Of: 4, Weight: 30}, {Of: 3, Weight: 11}, {Of: 2, Weight: 6}, {Of: 1, Weight: 5}})
		story.rate(story.at.Add(time.Duration(d.Between(30, 1200))*time.Minute), citizen, stars, "")
	}
	story.close()
}

func (t *teller) resolve(d chance.Dice, k kindOfRequest, story *tale, c clerk, at time.Time) {
	outcome := k.Outcomes[0] // The first outcome is the good one.
	sentence := chance.One(d, k.words.solutions)
	if len(k.Outcomes) > 1 && d.Happens(20) {
		outcome = k.Outcomes[1+d.IntN(len(k.Outcomes)-1)]
		sentence = outcome.Sentence.FR
	}
	if sentence == "" {
		sentence = outcome.Label.FR + "."
	}
	story.resolve(at, c, outcome.Code, sentence)
}
