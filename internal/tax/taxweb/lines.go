package taxweb

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/tax"
)

func billOf(ctx context.Context, b tax.Bill, staff bool) billView {
	v := billView{Kind: b.Kind, Total: amount(ctx, b.Total), Title: billTitle(ctx, b, staff)}
	switch n := len(b.Balance.Instalments); {
	case n == 1:
		v.Heading = i18n.T(ctx, "Un seul versement")
	case n > 1 && staff:
		v.Heading = i18n.T(ctx, "Les %s versements", inWords(ctx, n))
	case n > 1:
		v.Heading = i18n.T(ctx, "Vos %s versements", inWords(ctx, n))
	}
	for _, s := range b.Balance.Instalments {
		v.Instalments = append(v.Instalments, instalmentOf(ctx, s))
	}
	lines := bySize(b.Lines)
	for i, l := range lines {
		v.Lines = append(v.Lines, lineOf(ctx, l, place(i, l)))
	}
	v.Bar = bar(lines)
	v.Share = share(ctx, b)
	return v
}

func billTitle(ctx context.Context, b tax.Bill, staff bool) string {
	switch {
	case b.Kind == tax.Supplement:
		return i18n.T(ctx, "Supplément de %d, envoyé le %s", b.Year, date(ctx, b.SentOn))
	case b.Kind == tax.Refund:
		return i18n.T(ctx, "Remboursement de %d, envoyé le %s", b.Year, date(ctx, b.SentOn))
	case staff:
		return i18n.T(ctx, "Les lignes du compte de %d", b.Year)
	}
	return i18n.T(ctx, "À quoi servent vos taxes de %d", b.Year)
}

// inWords is a small number as a title says it.
func inWords(ctx context.Context, n int) string {
	words := map[int]string{2: i18n.T(ctx, "deux"), 3: i18n.T(ctx, "trois"), 4: i18n.T(ctx, "quatre"), 5: i18n.T(ctx, "cinq"), 6: i18n.T(ctx, "six")}
	if w, ok := words[n]; ok {
		return w
	}
	return strconv.Itoa(n)
}

func instalmentOf(ctx context.Context, s tax.Standing) instalmentView {
	v := instalmentView{Day: i18n.DateOnly(ctx, s.Due.Time()), Amount: amount(ctx, s.Amount), Icon: "i-circle"}
	switch s.State {
	case tax.Paid:
		v.Class, v.Icon, v.State = "paid", "i-check", i18n.T(ctx, "Payé")
		if s.PaidOn != "" {
			v.State = i18n.T(ctx, "Payé le %s", i18n.DateOnly(ctx, s.PaidOn.Time()))
		}
	case tax.Late:
		v.Class, v.Icon, v.State = "late", "i-clock", i18n.TN(ctx, "Date passée depuis %d jour", "Date passée depuis %d jours", s.DaysLate)
		v.More = i18n.T(ctx, "Reste %s, dont %s d’intérêt et de pénalité", amount(ctx, s.Owing()), amount(ctx, s.Interest+s.Penalty))
	case tax.Due:
		v.Class, v.Icon, v.State = "due", "i-clock", i18n.T(ctx, "À payer")
	case tax.Partly:
		v.Class, v.Icon, v.State = "due", "i-clock", i18n.T(ctx, "Payé en partie, reste %s", amount(ctx, s.Unpaid))
	default:
		v.State = i18n.T(ctx, "À venir")
	}
	return v
}

// colours is how many parts the bar has: the smallest lines share the last one.
const colours = 7

// bySize are the lines of a bill, the largest first and the credits last.
func bySize(lines []tax.Line) []tax.Line {
	sorted := slices.Clone(lines)
	slices.SortStableFunc(sorted, func(a, b tax.Line) int { return cmp.Compare(b.Amount, a.Amount) })
	return sorted
}

// place is the part of the bar that the i-th largest line has; a credit has none.
func place(i int, l tax.Line) int {
	if l.Amount <= 0 {
		return 0
	}
	return min(i+1, colours)
}

func lineOf(ctx context.Context, l tax.Line, at int) lineView {
	v := lineView{Label: l.Label, Amount: amount(ctx, l.Amount), Words: words(ctx, l)}
	if at > 0 {
		v.Swatch, v.Number = "q"+strconv.Itoa(at), strconv.Itoa(at)
	}
	if i18n.Lang(ctx) != i18n.French {
		v.Lang = "fr"
		if l.LabelEnglish != "" {
			v.Label, v.Lang = l.LabelEnglish, ""
		}
	}
	return v
}

// words say how a line is counted and who pays it, as the bill must.
func words(ctx context.Context, l tax.Line) string {
	var all []string
	if l.Purpose != "" && i18n.Lang(ctx) == i18n.French {
		all = append(all, strings.TrimSuffix(l.Purpose, ".")+".")
	}
	all = append(all, counted(ctx, l))
	switch l.Scope {
	case tax.Sector:
		all = append(all, i18n.T(ctx, "Pour votre secteur."))
	case tax.Beneficiaries:
		all = append(all, i18n.T(ctx, "Pour les propriétés qui en profitent."))
	}
	return strings.Join(all, " ")
}

func counted(ctx context.Context, l tax.Line) string {
	lang := language(ctx)
	price := money.Cents(l.Rate / 10_000).In(lang)
	if l.Rate%10_000 != 0 {
		price = i18n.T(ctx, "%s $", l.Rate.In(lang))
	}
	base := quantity(ctx, l.Base)
	switch l.Basis {
	case tax.OnValue:
		return i18n.T(ctx, "%s $ par 100 $ d’évaluation, sur %s.", l.Rate.In(lang), l.Value().Whole(lang))
	case tax.OnDwellings:
		if l.Base == 1000 {
			return i18n.T(ctx, "Tarif fixe pour un logement.")
		}
		return i18n.T(ctx, "%s par logement, %s logements.", price, base)
	case tax.OnMetres:
		return i18n.T(ctx, "%s par mètre de façade, sur %s m.", price, base)
	case tax.OnSquareMetres:
		return i18n.T(ctx, "%s par mètre carré, sur %s m².", price, base)
	case tax.OnCubicMetres:
		return i18n.T(ctx, "%s par mètre cube d’eau, sur %s m³.", price, base)
	case tax.OnUnits:
		if l.Base == 1000 {
			return i18n.T(ctx, "Tarif fixe.")
		}
		return i18n.T(ctx, "%s par unité, %s unités.", price, base)
	}
	if l.Amount < 0 {
		return i18n.T(ctx, "Crédit.")
	}
	return i18n.T(ctx, "Montant fixe.")
}

// quantity is thousandths as a number, without zeros that say nothing.
func quantity(ctx context.Context, thousandths int64) string {
	text := strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%03d", thousandths/1000, thousandths%1000), "0"), ".")
	if i18n.Lang(ctx) == i18n.French {
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}

// The bar is barWidth units wide, with barGap between parts.
const (
	barWidth = 800.0
	barGap   = 3.0
)

// bar lays the parts of a bill side by side, the largest first.
func bar(lines []tax.Line) []segment {
	var sums [colours + 1]money.Cents
	var whole money.Cents
	for i, l := range lines {
		if at := place(i, l); at > 0 {
			sums[at] += l.Amount
			whole += l.Amount
		}
	}
	if whole == 0 {
		return nil
	}
	parts := 0
	for _, s := range sums {
		if s > 0 {
			parts++
		}
	}
	room := barWidth - barGap*float64(parts-1)
	var all []segment
	x := 0.0
	for at, s := range sums {
		if s == 0 {
			continue
		}
		width := room * float64(s) / float64(whole)
		all = append(all, segment{X: tenth(x), Width: tenth(width), Class: "q" + strconv.Itoa(at)})
		x += width + barGap
	}
	return all
}

func tenth(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// share says where most of each hundred dollars goes.
func share(ctx context.Context, b tax.Bill) string {
	if b.Total <= 0 || len(b.Lines) < 2 {
		return ""
	}
	most := slices.MaxFunc(b.Lines, func(x, y tax.Line) int { return int(x.Amount - y.Amount) })
	dollars := money.Dollars(100).Share(int64(most.Amount), int64(b.Total))
	return i18n.T(ctx, "Sur chaque %s, %s vont à « %s ».", money.Dollars(100).Whole(language(ctx)), (dollars + 50).Whole(language(ctx)), lineOf(ctx, most, 0).Label)
}
