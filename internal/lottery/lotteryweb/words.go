package lotteryweb

import (
	"context"
	"strconv"

	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/lottery"
	"sem/internal/registration"
	"sem/internal/ui"
)

// stateTag is where a lottery stands, in a word.
func stateTag(ctx context.Context, s lottery.State) ui.TagOf {
	switch s {
	case lottery.Draft:
		return ui.TagOf{Label: i18n.T(ctx, "Brouillon"), Icon: "i-pencil-simple"}
	case lottery.Coming:
		return ui.TagOf{Label: i18n.T(ctx, "À venir"), Icon: "i-clock"}
	case lottery.Open:
		return ui.TagOf{Label: i18n.T(ctx, "Choix ouverts"), Icon: "i-check", Tone: ui.OK}
	case lottery.Closed:
		return ui.TagOf{Label: i18n.T(ctx, "Choix fermés"), Icon: "i-hourglass-medium", Tone: ui.Info}
	case lottery.Drawn:
		return ui.TagOf{Label: i18n.T(ctx, "Tiré"), Icon: "i-check-circle", Tone: ui.River}
	}
	return ui.TagOf{Label: i18n.T(ctx, "Terminé"), Icon: "i-check"}
}

// leadOf says what happens next.
func leadOf(ctx context.Context, l lottery.Lottery, s lottery.State) string {
	switch s {
	case lottery.Draft:
		return i18n.T(ctx, "Les familles ne le voient pas encore.")
	case lottery.Coming:
		return i18n.T(ctx, "Inscrivez vos choix du %[1]s au %[2]s.", i18n.DateTime(ctx, l.Opens), i18n.DateTime(ctx, l.Closes))
	case lottery.Open:
		return i18n.T(ctx, "Inscrivez vos choix avant le %s. Être rapide ne sert à rien : l’ordre est tiré au sort.", i18n.DateTime(ctx, l.Closes))
	case lottery.Closed:
		return i18n.T(ctx, "Les choix sont fermés. Le tirage se fait au plus tard le %s.", i18n.DateTime(ctx, l.Draws))
	case lottery.Drawn:
		return i18n.T(ctx, "Le tirage est fait. Les places données se paient avant le %s.", i18n.DateTime(ctx, l.PayBy))
	}
	return i18n.T(ctx, "Le tirage est fait. Les places qui restent sont à qui les demande.")
}

// dateFacts are the dates of a lottery.
func dateFacts(ctx context.Context, l lottery.Lottery) []ui.Fact {
	facts := []ui.Fact{
		{Icon: "i-pencil-simple", Label: i18n.T(ctx, "Les choix ouvrent"), Value: i18n.DateTime(ctx, l.Opens)},
		{Icon: "i-lock", Label: i18n.T(ctx, "Les choix ferment"), Value: i18n.DateTime(ctx, l.Closes)},
	}
	if l.DrawnAt.IsZero() {
		facts = append(facts,
			ui.Fact{Icon: "i-calendar-dots", Label: i18n.T(ctx, "Tirage, au plus tard"), Value: i18n.DateTime(ctx, l.Draws)},
			ui.Fact{Icon: "i-receipt", Label: i18n.T(ctx, "Pour payer une place tirée"), Value: daysWords(ctx, l)})
	} else {
		facts = append(facts,
			ui.Fact{Icon: "i-calendar-dots", Label: i18n.T(ctx, "Tiré"), Value: i18n.DateTime(ctx, l.DrawnAt)},
			ui.Fact{Icon: "i-receipt", Label: i18n.T(ctx, "À payer avant"), Value: i18n.DateTime(ctx, l.PayBy)})
	}
	return append(facts, ui.Fact{Icon: "i-users", Label: i18n.T(ctx, "Places qui restent, pour tous"), Value: i18n.DateTime(ctx, l.Releases)})
}

func daysWords(ctx context.Context, l lottery.Lottery) string {
	return i18n.TN(ctx, "%d jour", "%d jours", int(l.PayWithin.Hours())/24)
}

// whenOf says when a group meets: its days, and its hours. The year is the lottery's.
func whenOf(ctx context.Context, g *leisure.Group) string {
	ctx = i18n.WithNow(ctx, g.First().At(12))
	when := i18n.T(ctx, "du %[1]s au %[2]s", i18n.DateOnly(ctx, g.First().At(12)), i18n.DateOnly(ctx, g.Last().At(12)))
	if hours := g.WhenWords(ctx); hours != "" {
		return i18n.T(ctx, "%[1]s, %[2]s", when, hours)
	}
	return when
}

// optionWords name a group in a list to choose from: short, for a phone shows little of it.
func (p Pages) optionWords(ctx context.Context, l lottery.Lottery, g *leisure.Group) string {
	name := p.Lottery.GroupWords(ctx, g.ID)
	if len(l.Activities) == 1 && g.Label != "" {
		name = i18n.Sentence(g.Label)
	}
	return i18n.T(ctx, "%[1]s, dès le %[2]s", name, i18n.DateOnly(i18n.WithNow(ctx, g.First().At(12)), g.First().At(12)))
}

// choiceWords name a choice by its number, counted from one.
func choiceWords(ctx context.Context, n int) string {
	if n == 1 {
		return i18n.T(ctx, "1er choix")
	}
	return i18n.T(ctx, "%de choix", n)
}

// placeTag is what became of a place that was drawn, or of a rank.
func placeTag(ctx context.Context, p registration.Place) ui.TagOf {
	switch p.State {
	case registration.Offered:
		return ui.TagOf{Label: i18n.T(ctx, "Une place est à vous"), Icon: "i-bell", Tone: ui.Warn}
	case registration.Held:
		return ui.TagOf{Label: i18n.T(ctx, "Dans votre panier"), Icon: "i-basket", Tone: ui.River}
	case registration.Confirmed:
		return ui.TagOf{Label: i18n.T(ctx, "Inscription confirmée"), Icon: "i-check-circle", Tone: ui.OK}
	case registration.Waiting:
		return ui.TagOf{Label: i18n.T(ctx, "Rang %d en attente", p.Rank), Icon: "i-hourglass-medium", Tone: ui.Plum}
	case registration.Lapsed:
		return ui.TagOf{Label: i18n.T(ctx, "Délai passé"), Icon: "i-clock"}
	case registration.Cancelled:
		return ui.TagOf{Label: i18n.T(ctx, "Annulé par la Ville"), Icon: "i-calendar-x", Tone: ui.Bad}
	}
	if p.Reason == registration.EndedServed {
		return ui.TagOf{Label: i18n.T(ctx, "Vous avez une autre place"), Icon: "i-check"}
	}
	return ui.TagOf{Label: i18n.T(ctx, "Place laissée"), Icon: "i-x"}
}

func itoa(n int) string { return strconv.Itoa(n) }

// short is the beginning of a number, enough to tell it from the others on a page.
func short(number string) string {
	if len(number) > 16 {
		return number[:16] + "…"
	}
	return number
}
