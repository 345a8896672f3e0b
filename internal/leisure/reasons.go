package leisure

import (
	"context"

	"sem/internal/i18n"
	"sem/internal/people"
)

// oldIn says how old somebody is: in months until the second birthday.
func oldIn(ctx context.Context, months int) string {
	if months < 24 {
		return i18n.T(ctx, "%d mois", max(0, months))
	}
	return i18n.TN(ctx, "%d an", "%d ans", months/12)
}

// Reason says why a rule answers as it does, in one or two sentences.
func (f Finding) Reason(ctx context.Context) string {
	a := f.about
	if a == nil {
		return ""
	}
	switch f.Rule {
	case RuleAge:
		return a.ageReason(ctx, f.why)
	case RuleWindow:
		return a.windowReason(ctx, f.why)
	case RulePlaces:
		return a.placesReason(ctx, f.why)
	}
	who := nameOf(a.who.Person)
	switch f.why {
	case everybody:
		return i18n.T(ctx, "Ce groupe accepte les personnes de votre ville.")
	case notYours:
		return a.audienceReason(ctx)
	case noProof:
		return a.audienceReason(ctx) + " " + i18n.T(ctx, "Nous n’avons pas de preuve de résidence valide pour %s.", who)
	case nothingNeeded:
		return i18n.T(ctx, "Aucun préalable.")
	case passed:
		return i18n.T(ctx, "%s a réussi ce qu’il faut avant.", who)
	case notPassed:
		return i18n.T(ctx, "Il faut avoir réussi « %s » avant. Nous n’en avons pas de trace pour %s.", a.titleOf(ctx, a.missing), who)
	case notLooked:
		return i18n.T(ctx, "Il faut avoir réussi « %s » avant.", a.titleOf(ctx, a.missing))
	case notIn:
		return i18n.T(ctx, "%s n’a pas encore de place dans ce groupe.", who)
	case alreadyIn:
		return i18n.T(ctx, "%s a déjà une place dans ce groupe, ou dans un panier.", who)
	}
	return ""
}

// Remedy says what can be done, empty when nothing can or need be.
func (f Finding) Remedy(ctx context.Context) string {
	a := f.about
	if a == nil || f.Answer == Yes {
		return ""
	}
	who := nameOf(a.who.Person)
	switch f.why {
	case tooYoung:
		return i18n.T(ctx, "%s pourra s’inscrire à partir du %s.", who, i18n.DateOnly(ctx, f.From))
	case tooOld:
		return i18n.T(ctx, "Cherchez une activité pour les personnes de %s.", oldIn(ctx, MonthsOld(a.birth, a.ageDay)))
	case noBirth:
		return i18n.T(ctx, "Ajoutez la date de naissance de %s dans votre dossier, à la page Ma famille.", who)
	case noProof:
		return i18n.T(ctx, "Montrez une preuve de résidence au guichet. Votre inscription pourra suivre aussitôt.")
	case notYours:
		return i18n.T(ctx, "Si vous avez déménagé, montrez une preuve de résidence au guichet.")
	case notYet:
		return i18n.T(ctx, "Ajoutez ce cours à votre liste. Elle sera prête à l’ouverture.")
	case closed, never:
		if a.channel == Web && a.program.Window(a.group, a.audience, Counter, a.at).Open {
			return i18n.T(ctx, "L’inscription se fait encore au guichet ou par téléphone.")
		}
	case walkIn:
		return i18n.T(ctx, "Présentez-vous à l’heure du cours.")
	case notPassed, notLooked:
		return i18n.T(ctx, "Si %s l’a réussi ailleurs, montrez l’attestation au guichet. Une évaluation est aussi possible.", who)
	case full:
		return a.placesRemedy(ctx)
	case alreadyIn:
		return i18n.T(ctx, "Voyez vos inscriptions et votre panier.")
	}
	return ""
}

func (a *about) ageReason(ctx context.Context, w why) string {
	switch w {
	case allAges:
		return i18n.T(ctx, "Cette activité est pour tous les âges.")
	case noBirth:
		return i18n.T(ctx, "%s Nous n’avons pas la date de naissance de %s.", a.forWhom(ctx), nameOf(a.who.Person))
	case rightAge:
		return a.old(ctx)
	}
	return a.old(ctx) + " " + a.forWhom(ctx)
}

func (a *about) forWhom(ctx context.Context) string {
	if a.group.MinAge == 0 {
		return i18n.T(ctx, "Cette activité est offerte %s.", a.group.AgeWords(ctx))
	}
	return i18n.T(ctx, "Cette activité est pour les %s.", a.group.AgeWords(ctx))
}

// old says how old somebody is: today, or on the day that counts when that is another age.
func (a *about) old(ctx context.Context) string {
	who, months := nameOf(a.who.Person), MonthsOld(a.birth, a.ageDay)
	age := oldIn(ctx, months)
	switch {
	case months < 0:
		return i18n.T(ctx, "La date de naissance de %s vient après le %s.", who, i18n.DateOnly(ctx, a.ageDay.Time()))
	case age == oldIn(ctx, MonthsOld(a.birth, a.today)):
		return i18n.T(ctx, "%s a %s.", who, age)
	case a.ageDay < a.today:
		return i18n.T(ctx, "%s avait %s le %s, le jour qui compte.", who, age, i18n.DateOnly(ctx, a.ageDay.Time()))
	}
	return i18n.T(ctx, "%s aura %s le %s, le jour qui compte.", who, age, i18n.DateOnly(ctx, a.ageDay.Time()))
}

func (a *about) windowReason(ctx context.Context, w why) string {
	switch w {
	case cancelled:
		return i18n.T(ctx, "Ce groupe est annulé.")
	case hidden:
		return i18n.T(ctx, "Cette session n’est pas encore publiée.")
	case walkIn:
		return i18n.T(ctx, "Cette activité est sans inscription.")
	case over:
		return i18n.T(ctx, "Ce groupe est terminé.")
	case never:
		return i18n.T(ctx, "La date d’inscription n’est pas annoncée.")
	case closed:
		return i18n.T(ctx, "L’inscription est fermée depuis le %s.", i18n.DateTime(ctx, a.opening.Closes))
	case notYet:
		return i18n.T(ctx, "L’inscription ouvre le %s.", i18n.DateTime(ctx, a.opening.Next))
	}
	if a.opening.Closes.IsZero() {
		return i18n.T(ctx, "L’inscription est ouverte.")
	}
	return i18n.T(ctx, "L’inscription est ouverte jusqu’au %s.", i18n.DateTime(ctx, a.opening.Closes))
}

// audienceReason says whom a group is for. The windows of one audience alone are open to it,
// or those of residents and of their neighbours.
func (a *about) audienceReason(ctx context.Context) string {
	windows := a.program.windows(a.group)
	switch {
	case a.audience == Neighbour:
		return i18n.T(ctx, "Ce groupe est réservé aux personnes des villes voisines avec entente.")
	case a.audience == Resident && !OpeningOf(windows, Neighbour, a.channel, a.at).Never():
		return i18n.T(ctx, "Ce groupe est réservé aux personnes de la ville et des villes voisines avec entente.")
	}
	return i18n.T(ctx, "Ce groupe est réservé aux personnes qui habitent la ville.")
}

func (a *about) placesReason(ctx context.Context, w why) string {
	n := a.left.Free(a.channel)
	switch {
	case w == full && a.left.Held > 0 && a.left.Taken < a.left.Places:
		return i18n.T(ctx, "Les dernières places sont dans des paniers.")
	case w == full:
		return i18n.T(ctx, "Ce groupe est complet.")
	}
	return i18n.TN(ctx, "Il reste %d place.", "Il reste %d places.", n)
}

func (a *about) placesRemedy(ctx context.Context) string {
	switch {
	case a.channel == Web && a.left.Free(Counter) > 0:
		return i18n.T(ctx, "Il reste des places au guichet. Appelez-nous ou passez nous voir.")
	case a.group.Waits && a.left.Waiting == 0:
		return i18n.T(ctx, "Voulez-vous la liste d’attente? Vous seriez 1re.")
	case a.group.Waits:
		return i18n.T(ctx, "Voulez-vous la liste d’attente? Vous seriez %de.", a.left.Waiting+1)
	}
	return i18n.T(ctx, "Voyez les autres groupes de l’activité.")
}

// titleOf is the title of an activity by its code, in this session or another.
func (a *about) titleOf(ctx context.Context, code string) string {
	if found, known := a.program.ActivityByCode(a.group.Session, code); known {
		return found.Title.In(ctx)
	}
	for i := len(a.program.sessions) - 1; i >= 0; i-- {
		if found, known := a.program.ActivityByCode(a.program.sessions[i].ID, code); known {
			return found.Title.In(ctx)
		}
	}
	return code
}

func nameOf(p people.Person) string {
	if p.GivenName != "" {
		return p.GivenName
	}
	return p.Name()
}
