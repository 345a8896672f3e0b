package stacks

import (
	"fmt"
	"strconv"

	"sem/internal/connect/sip2"
)

// renewal answers 29.
func (l *Library) renewal(asked sip2.Message) (sip2.Message, bool) {
	a, _ := l.whose(asked)
	item := asked.Get("AB")
	if a == nil {
		return message("30", "0NUN"+l.stamp(), "AO", l.institution(), "AA", asked.Get("AA"), "AB", item, "AF", "Carte inconnue"), true
	}
	if l.loses(l.quirks().LoseDeed) {
		return sip2.Message{}, false
	}
	refusal, err := l.renew(a, item)
	if err != nil || l.loses(l.quirks().LoseAnswer) {
		return sip2.Message{}, false
	}
	of, _, _ := copyOf(item)
	common := []string{"AO", l.institution(), "AA", a.card, "AB", item, "AJ", titles[of].line()}
	if refusal != "" {
		return message("30", "0NUN"+l.stamp(), append(common, "AH", "", "AF", refusal)...), true
	}
	until := l.due(a.loan(item).due)
	if l.quirks().NoDueDate {
		until = ""
	}
	return message("30", "1YUN"+l.stamp(), append(common, "AH", until, "AF", saysRenewed)...), true
}

// loses tells whether a quirk loses something now, which happens once. The caller holds mu.
func (l *Library) loses(quirk bool) bool {
	loses := quirk && !l.lost
	l.lost = l.lost || loses
	return loses
}

// renewals answers 65.
func (l *Library) renewals(asked sip2.Message) (sip2.Message, bool) {
	a, _ := l.whose(asked)
	if a == nil {
		return message("66", "000000000"+l.stamp(), "AO", l.institution(), "AF", "Carte inconnue"), true
	}
	var fields []string
	done := 0
	for _, on := range a.loans {
		refusal, err := l.renew(a, on.item)
		if err != nil {
			return sip2.Message{}, false
		}
		if refusal == "" {
			done++
			fields = append(fields, "BM", on.item)
		} else {
			fields = append(fields, "BN", on.item)
		}
	}
	if l.loses(l.quirks().LoseAnswer) {
		return sip2.Message{}, false
	}
	return message("66", fmt.Sprintf("1%04d%04d", done, len(a.loans)-done)+l.stamp(), append([]string{"AO", l.institution()}, fields...)...), true
}

// reservation answers 15.
func (l *Library) reservation(asked sip2.Message) sip2.Message {
	a, _ := l.whose(asked)
	item := asked.Get("AB")
	refusal := "Carte inconnue"
	var err error
	if a != nil {
		switch asked.Part(0, 1) {
		case "+":
			refusal, err = l.reserve(a, item, asked.Get("BS"))
		case "-":
			refusal, err = l.giveUp(a, item)
		default:
			refusal = "Ce changement ne se fait pas ici"
		}
	}
	if err != nil {
		refusal = "Système en panne"
	}
	common := []string{"AO", l.institution(), "AA", asked.Get("AA"), "AB", item}
	if refusal != "" {
		return message("16", "0N"+l.stamp(), append(common, "AF", refusal)...)
	}
	if h := a.hold(item); h != nil {
		common = append(common, "BR", strconv.Itoa(h.rank), "BS", h.pickUp)
	}
	return message("16", "1N"+l.stamp(), common...)
}
