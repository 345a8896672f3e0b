package libraryweb

import (
	"context"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/money"
	"sem/internal/ui"
)

func dollars(ctx context.Context, c money.Cents) string { return c.In(string(i18n.Lang(ctx))) }

// reasonWords say why a library refuses; empty for a reason that it did not give.
func reasonWords(ctx context.Context, why library.Reason) string {
	switch why {
	case library.Reserved:
		return i18n.T(ctx, "Réservé par une autre personne.")
	case library.TooMany:
		return i18n.T(ctx, "Déjà renouvelé autant de fois que permis.")
	case library.TooSoon:
		return i18n.T(ctx, "Trop tôt pour le renouveler.")
	case library.Overdue:
		return i18n.T(ctx, "Un retard empêche de renouveler.")
	case library.Owing:
		return i18n.T(ctx, "Des frais sont à régler d’abord.")
	case library.CardExpired:
		return i18n.T(ctx, "La carte est expirée.")
	case library.CardBlocked:
		return i18n.T(ctx, "La carte est bloquée.")
	case library.NotRenewable:
		return i18n.T(ctx, "Ce genre de document ne se renouvelle pas.")
	case library.Automatic:
		return i18n.T(ctx, "La bibliothèque le renouvelle d’elle-même.")
	case library.NotOut:
		return i18n.T(ctx, "Il n’est plus prêté sur cette carte.")
	}
	return holdReason(ctx, why)
}

// holdReason say why a library does not reserve.
func holdReason(ctx context.Context, why library.Reason) string {
	switch why {
	case library.TooManyHolds:
		return i18n.T(ctx, "La carte a déjà autant de réservations que permis.")
	case library.NotReservable:
		return i18n.T(ctx, "Ce document ne se réserve pas.")
	case library.AlreadyHeld:
		return i18n.T(ctx, "Ce document est déjà réservé sur cette carte.")
	case library.NoSuchDocument:
		return i18n.T(ctx, "La bibliothèque ne connaît pas ce document.")
	case library.Refused:
		return i18n.T(ctx, "La bibliothèque refuse.")
	case library.NotAsked:
		return i18n.T(ctx, "La bibliothèque ne répondait plus : rien ne lui a été demandé.")
	}
	return ""
}

// whyWords are the reason, with the library's own words when it gave some.
func whyWords(ctx context.Context, why library.Reason, own string) string {
	reason := reasonWords(ctx, why)
	switch {
	case own == "":
		return reason
	case reason == "":
		return i18n.T(ctx, "La bibliothèque répond : « %s »", own)
	}
	return reason + " " + i18n.T(ctx, "La bibliothèque répond : « %s »", own)
}

func mediumWords(ctx context.Context, m library.Medium) string {
	switch m {
	case library.Book:
		return i18n.T(ctx, "Livre")
	case library.Magazine:
		return i18n.T(ctx, "Revue")
	case library.Sound:
		return i18n.T(ctx, "Document sonore")
	case library.Film:
		return i18n.T(ctx, "Film")
	case library.Game:
		return i18n.T(ctx, "Jeu")
	}
	return ""
}

// feeWords say what a fee is for, and whether it may come back.
func feeWords(ctx context.Context, kind library.FeeKind) string {
	switch kind {
	case library.OverdueFee:
		return i18n.T(ctx, "Retard")
	case library.LostFee:
		return i18n.T(ctx, "Document perdu : son prix et les frais de dossier")
	case library.DamageFee:
		return i18n.T(ctx, "Document abîmé : sa réparation")
	case library.ProcessingFee:
		return i18n.T(ctx, "Frais de dossier")
	case library.HoldFee:
		return i18n.T(ctx, "Réservation")
	case library.RentalFee:
		return i18n.T(ctx, "Location")
	case library.MembershipFee:
		return i18n.T(ctx, "Abonnement")
	case library.ReplacementFee:
		return i18n.T(ctx, "Document à remplacer")
	}
	return i18n.T(ctx, "Frais")
}

// soon is how many days before its due date a loan is worth a mark.
const soon = 3

// daysTo is how many days are left until a loan is due, below zero once it is late.
func daysTo(l library.Loan, now time.Time) int {
	days := int(civil.DayOf(l.Due) - civil.DayOf(now))
	if days == 0 && l.Late(now) {
		return -1
	}
	return days
}

// dueWords say until when a loan is out.
func dueWords(ctx context.Context, l library.Loan, now time.Time) string {
	if l.Due.IsZero() {
		return i18n.T(ctx, "La bibliothèque ne dit pas pour quand.")
	}
	day, days := i18n.Near(ctx, l.Due), daysTo(l, now)
	if !l.DueAtEnd {
		day = i18n.Ago(ctx, l.Due)
	}
	switch {
	case days < 0:
		return i18n.T(ctx, "À rendre depuis %s", day)
	case days < 2:
		return i18n.T(ctx, "À rendre %s", day)
	}
	return i18n.TN(ctx, "À rendre %[2]s, dans %[1]d jour", "À rendre %[2]s, dans %[1]d jours", days, day)
}

// dueTag marks a loan that is late or soon is; nothing for the others.
func dueTag(ctx context.Context, l library.Loan, now time.Time) ui.TagOf {
	if l.Due.IsZero() {
		return ui.TagOf{}
	}
	days := daysTo(l, now)
	switch {
	case days < 0 && civil.DayOf(l.Due) == civil.DayOf(now):
		return ui.TagOf{Label: i18n.T(ctx, "En retard"), Icon: "i-warning", Tone: ui.Bad}
	case days < 0:
		return ui.TagOf{Label: i18n.TN(ctx, "%d jour de retard", "%d jours de retard", -days), Icon: "i-warning", Tone: ui.Bad}
	case days == 0:
		return ui.TagOf{Label: i18n.T(ctx, "C’est aujourd’hui"), Icon: "i-clock-countdown", Tone: ui.Warn}
	case days <= soon:
		return ui.TagOf{Label: i18n.T(ctx, "Bientôt"), Icon: "i-clock", Tone: ui.Warn}
	}
	return ui.TagOf{}
}

// holdTag is where a hold stands, in a word.
func holdTag(ctx context.Context, h library.Hold) ui.TagOf {
	switch h.State {
	case library.Ready:
		return ui.TagOf{Label: i18n.T(ctx, "Prête à prendre"), Icon: "i-check-circle", Tone: ui.OK}
	case library.InTransit:
		return ui.TagOf{Label: i18n.T(ctx, "En chemin"), Icon: "i-truck", Tone: ui.Info}
	case library.Suspended:
		return ui.TagOf{Label: i18n.T(ctx, "En pause"), Icon: "i-pause-circle"}
	}
	if h.Rank > 0 {
		return ui.TagOf{Label: i18n.TN(ctx, "%dre en file", "%de en file", h.Rank), Icon: "i-hourglass-medium", Tone: ui.Plum}
	}
	return ui.TagOf{Label: i18n.T(ctx, "En file"), Icon: "i-hourglass-medium", Tone: ui.Plum}
}

// holdWords say what comes next of a hold.
func holdWords(ctx context.Context, h library.Hold) string {
	switch {
	case h.State == library.Ready && h.Until != 0 && h.PickUp != "":
		return i18n.T(ctx, "À prendre d’ici %[1]s. Endroit : %[2]s", i18n.Near(ctx, h.Until.Time()), h.PickUp)
	case h.State == library.Ready && h.Until != 0:
		return i18n.T(ctx, "À prendre d’ici %s.", i18n.Near(ctx, h.Until.Time()))
	case h.State == library.Ready:
		return i18n.T(ctx, "Elle vous attend à la bibliothèque.")
	case h.State == library.InTransit:
		return i18n.T(ctx, "Le document vient d’un autre point de service. Vous n’avez rien à faire.")
	case h.State == library.Suspended:
		return i18n.T(ctx, "La réservation est en pause : elle ne passe pas à son tour.")
	}
	return i18n.T(ctx, "Nous vous avertirons quand ce sera votre tour. Vous n’avez rien à faire.")
}

// ageWords say how old a copy is.
func ageWords(ctx context.Context, at, now time.Time) string {
	switch age := now.Sub(at); {
	case age < time.Minute:
		return i18n.T(ctx, "à l’instant")
	case age < time.Hour:
		return i18n.TN(ctx, "il y a %d minute", "il y a %d minutes", int(age/time.Minute))
	case age < 24*time.Hour:
		return i18n.TN(ctx, "il y a %d heure", "il y a %d heures", int(age/time.Hour))
	default:
		return i18n.TN(ctx, "il y a %d jour", "il y a %d jours", int(age/(24*time.Hour)))
	}
}

// freshWords say of when a copy is.
func freshWords(ctx context.Context, at, now time.Time) string {
	if at.IsZero() {
		return i18n.T(ctx, "La bibliothèque n’a pas encore répondu pour cette carte. Revenez dans quelques minutes.")
	}
	return i18n.T(ctx, "À jour %[1]s à %[2]s (%[3]s)", dayOf(ctx, at), i18n.Time(ctx, at), ageWords(ctx, at, now))
}

// silentWords say what is shown while the library does not answer.
func silentWords(ctx context.Context, at time.Time) string {
	if at.IsZero() {
		return i18n.T(ctx, "Vos prêts seront ici dès qu’elle répondra.")
	}
	return i18n.T(ctx, "Voici vos prêts tels qu’ils étaient %[1]s à %[2]s.", dayOf(ctx, at), i18n.Time(ctx, at))
}

// dayOf is a day that is past, as it is said in a sentence: "hier", "mardi" within the week, then
// with its date.
func dayOf(ctx context.Context, at time.Time) string {
	if ago := civil.DayOf(i18n.Now(ctx)) - civil.DayOf(at); ago > 1 && ago < 7 {
		return i18n.Weekday(ctx, at)
	}
	return i18n.Near(ctx, at)
}
