package stacks

import (
	"sem/internal/civil"
	"sem/internal/money"
)

// What the library lends, and for how long.
const (
	loanDays    = 28
	maxLoans    = 20
	maxRenewals = 2
	maxHolds    = 7
)

// owedToo is from when on what is owed keeps a card from borrowing.
var owedToo = money.Dollars(10)

// The library's own words when it refuses.
const (
	saysReserved    = "Document réservé par une autre personne"
	saysTooMany     = "Nombre maximal de renouvellements atteint"
	saysTooSoon     = "Trop tôt pour renouveler ce document"
	saysLate        = "Dossier bloqué : un document est en retard"
	saysOwing       = "Dossier bloqué : frais impayés"
	saysFixed       = "Ce document ne se renouvelle pas"
	saysNotOut      = "Ce document n’est pas prêté à cette carte"
	saysUnknown     = "Document inconnu"
	saysHolds       = "Nombre maximal de réservations atteint"
	saysAlreadyHeld = "Vous avez déjà réservé ce document"
	saysNoHold      = "Vous n’avez pas réservé ce document"
	saysRenewed     = "Renouvelé"
)

// renew lends a copy for longer, or says why not. The caller holds mu.
func (l *Library) renew(a *account, item string) (refusal string, err error) {
	today := civil.DayOf(l.Clock.Now())
	on := a.loan(item)
	switch {
	case on == nil:
		return saysNotOut, nil
	case titles[on.title].fixed:
		return saysFixed, nil
	case on.wanted:
		return saysReserved, nil
	case a.late(today) > 0:
		return saysLate, nil
	case a.owed() >= owedToo:
		return saysOwing, nil
	case on.renewals >= maxRenewals:
		return saysTooMany, nil
	case on.due >= today+loanDays:
		return saysTooSoon, nil
	}
	on.due = today + loanDays
	on.renewals++
	return "", l.write(entry{Card: a.number, Deed: "renew", Item: item, Day: on.due.String()})
}

// reserve keeps a copy for a card, or says why not. The caller holds mu.
func (l *Library) reserve(a *account, item, pickUp string) (refusal string, err error) {
	today := civil.DayOf(l.Clock.Now())
	_, _, known := copyOf(item)
	switch {
	case !known:
		return saysUnknown, nil
	case a.hold(item) != nil || a.loan(item) != nil:
		return saysAlreadyHeld, nil
	case len(a.holds) >= maxHolds:
		return saysHolds, nil
	case a.late(today) > 0:
		return saysLate, nil
	}
	a.reserve(item, pickUp, today)
	return "", l.write(entry{Card: a.number, Deed: "hold", Item: item, Day: today.String(), PickUp: pickUp})
}

// giveUp ends a hold, or says why not. The caller holds mu.
func (l *Library) giveUp(a *account, item string) (refusal string, err error) {
	if a.hold(item) == nil {
		return saysNoHold, nil
	}
	a.giveUp(item)
	return "", l.write(entry{Card: a.number, Deed: "cancel", Item: item, Day: civil.DayOf(l.Clock.Now()).String()})
}
