package taxweb

import (
	"context"
	"strconv"

	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/tax"
)

// comparison says what changed since the year before, and why.
func comparison(ctx context.Context, f tax.File) comparisonView {
	if !f.Compared {
		return comparisonView{}
	}
	c := f.Comparison
	before := f.Year - 1
	v := comparisonView{Shown: true, Before: strconv.Itoa(before), After: strconv.Itoa(f.Year), Causes: causes(ctx, c.Causes)}
	switch sum := c.Sum(); {
	case sum > 0:
		v.Sentence = i18n.T(ctx, "C’est %s de plus qu’en %d.", amount(ctx, sum), before)
	case sum < 0:
		v.Sentence = i18n.T(ctx, "C’est %s de moins qu’en %d.", amount(ctx, -sum), before)
	default:
		v.Sentence = i18n.T(ctx, "C’est le même montant qu’en %d.", before)
	}
	for _, change := range c.Changes {
		v.Rows = append(v.Rows, changeRow{
			Label: lineOf(ctx, change.Line, 0).Label, Before: amount(ctx, change.Before), After: amount(ctx, change.After),
			Change: signed(ctx, change.Sum()), Why: why(ctx, change),
		})
	}
	v.Total = changeRow{Before: amount(ctx, c.Before), After: amount(ctx, c.After), Change: signed(ctx, c.Sum())}
	return v
}

// causes are the parts of the whole difference, each in a sentence.
func causes(ctx context.Context, c tax.Causes) []string {
	var all []string
	add := func(part money.Cents, sentence string) {
		if part != 0 {
			all = append(all, sentence)
		}
	}
	if c.Value > 0 {
		add(c.Value, i18n.T(ctx, "%s parce que la valeur de votre propriété a monté", signed(ctx, c.Value)))
	} else {
		add(c.Value, i18n.T(ctx, "%s parce que la valeur de votre propriété a baissé", signed(ctx, c.Value)))
	}
	if c.Rate > 0 {
		add(c.Rate, i18n.T(ctx, "%s parce que les taux ont monté", signed(ctx, c.Rate)))
	} else {
		add(c.Rate, i18n.T(ctx, "%s parce que les taux ont baissé", signed(ctx, c.Rate)))
	}
	if c.Service > 0 {
		add(c.Service, i18n.T(ctx, "%s parce que les services coûtent plus cher", signed(ctx, c.Service)))
	} else {
		add(c.Service, i18n.T(ctx, "%s parce que les services coûtent moins cher", signed(ctx, c.Service)))
	}
	return all
}

// why is the cause of one line, in a few words.
func why(ctx context.Context, c tax.Change) string {
	switch {
	case c.Added:
		return i18n.T(ctx, "Nouvelle ligne cette année")
	case c.Gone:
		return i18n.T(ctx, "N’est plus sur le compte")
	case c.Sum() == 0 && c.Causes == tax.Causes{}:
		return i18n.T(ctx, "Rien n’a changé")
	case c.Service != 0:
		return i18n.T(ctx, "Le prix du service ou la quantité a changé")
	case c.Value == 0:
		return i18n.T(ctx, "%s par le taux", signed(ctx, c.Rate))
	case c.Rate == 0:
		return i18n.T(ctx, "%s par la valeur", signed(ctx, c.Value))
	}
	return i18n.T(ctx, "%s par la valeur, %s par le taux", signed(ctx, c.Value), signed(ctx, c.Rate))
}

// signed is an amount with its sign.
func signed(ctx context.Context, c money.Cents) string {
	if c > 0 {
		return "+" + amount(ctx, c)
	}
	return amount(ctx, c)
}
