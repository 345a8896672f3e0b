package peopleweb

import (
	"context"
	"strconv"
	"strings"

	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/library"
)

// identifier is the length of the identifiers that the program gives; nobody reads them.
const identifier = 26

// objectLabel is what an entry is about, in words or by its public number: a member of the
// staff by name, and nothing for what only the program knows.
func (p Pages) objectLabel(ctx context.Context, e journal.Entry) string {
	if len(e.Object) != identifier {
		return thingOf(e.Object).words(ctx)
	}
	if p.Staff != nil && e.Object != e.Actor {
		return p.Staff(e.Object)
	}
	return ""
}

// detailLabel is what the journal keeps of a deed, for whoever reads it. What it does not
// know stays as it was written.
func detailLabel(ctx context.Context, e journal.Entry) string {
	words := map[string]string{}
	switch e.Action {
	case journal.RequestChanged, journal.RequestMerged:
		words = requestDetails(ctx)
	case journal.RequestAdded:
		words = channelDetails(ctx)
	case journal.ContactLogged:
		words = contactDetails(ctx)
	case journal.PersonCorrected:
		words = personDetails(ctx)
	case journal.HouseholdChanged, journal.MandateChanged, journal.AccountAttached:
		words = familyDetails(ctx)
	case journal.PropertyLinked, journal.PropertyUnlinked:
		words = propertyDetails(ctx)
	case library.CardChanged, library.LoansRenewed, library.HoldChanged:
		words = libraryDetails(ctx)
	case journal.SettingChanged:
		if year, ok := strings.CutPrefix(e.Detail, "rule 2"); ok {
			return i18n.T(ctx, "règle de %s", "2"+year)
		}
		words = settingDetails(ctx)
	case journal.ImportMade:
		return importLabel(ctx, e.Detail)
	case journal.Search:
		if n, err := strconv.Atoi(e.Detail); err == nil {
			return i18n.TN(ctx, "%d résultat", "%d résultats", n)
		}
	}
	var said []string
	for _, part := range strings.Split(e.Detail, ",") {
		if word, known := words[part]; known {
			part = word
		}
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, ", ")
}

func libraryDetails(ctx context.Context) map[string]string {
	return map[string]string{
		"titles shared":  i18n.T(ctx, "titres montrés au ménage"),
		"titles hidden":  i18n.T(ctx, "titres cachés au ménage"),
		"history kept":   i18n.T(ctx, "prêts passés gardés"),
		"history erased": i18n.T(ctx, "prêts passés effacés"),
		"renew":          i18n.T(ctx, "renouvellement"),
		"hold":           i18n.T(ctx, "réservation"),
		"cancel":         i18n.T(ctx, "annulation"),
		"done":           i18n.T(ctx, "fait"),
		"refused":        i18n.T(ctx, "refusé par la bibliothèque"),
		"unsure":         i18n.T(ctx, "résultat pas encore connu"),
		"unsent":         i18n.T(ctx, "non demandé"),
		"settled":        i18n.T(ctx, "résultat appris"),
	}
}

func requestDetails(ctx context.Context) map[string]string {
	return map[string]string{
		"reported":      i18n.T(ctx, "signalée"),
		"assigned":      i18n.T(ctx, "attribuée"),
		"transferred":   i18n.T(ctx, "transférée"),
		"noted":         i18n.T(ctx, "note interne"),
		"replied":       i18n.T(ctx, "réponse"),
		"asked":         i18n.T(ctx, "question à la personne"),
		"answered":      i18n.T(ctx, "réponse de la personne"),
		"reminded":      i18n.T(ctx, "rappel de la question"),
		"message":       i18n.T(ctx, "message de la personne"),
		"planned":       i18n.T(ctx, "date prévue"),
		"awaited":       i18n.T(ctx, "attente d’un partenaire"),
		"resumed":       i18n.T(ctx, "travail repris"),
		"promise_moved": i18n.T(ctx, "promesse déplacée"),
		"resolved":      i18n.T(ctx, "réglée"),
		"closed":        i18n.T(ctx, "fermée"),
		"contested":     i18n.T(ctx, "contestée"),
		"reopened":      i18n.T(ctx, "rouverte"),
		"duplicate":     i18n.T(ctx, "déjà signalée"),
		"joined":        i18n.T(ctx, "réunie avec une autre"),
		"sent_away":     i18n.T(ctx, "pas de notre ressort"),
		"rejected":      i18n.T(ctx, "refusée"),
		"cancelled":     i18n.T(ctx, "annulée"),
		"attached":      i18n.T(ctx, "fichier joint"),
		"rated":         i18n.T(ctx, "avis de la personne"),
	}
}

func channelDetails(ctx context.Context) map[string]string {
	return map[string]string{
		"web":       i18n.T(ctx, "par Internet"),
		"telephone": i18n.T(ctx, "par téléphone"),
		"comptoir":  i18n.T(ctx, "au comptoir"),
		"courriel":  i18n.T(ctx, "par courriel"),
		"lettre":    i18n.T(ctx, "par lettre"),
		"terrain":   i18n.T(ctx, "sur le terrain"),
	}
}

func contactDetails(ctx context.Context) map[string]string {
	return map[string]string{
		"answered":    i18n.T(ctx, "répondu au premier contact"),
		"request":     i18n.T(ctx, "demande créée"),
		"linked":      i18n.T(ctx, "au sujet d’une demande ouverte"),
		"transferred": i18n.T(ctx, "transféré à un service"),
		"callback":    i18n.T(ctx, "rappel promis"),
		"called":      i18n.T(ctx, "rappel fait"),
		"none":        i18n.T(ctx, "sans suite"),
	}
}

func personDetails(ctx context.Context) map[string]string {
	return map[string]string{
		"given_name":      i18n.T(ctx, "prénom"),
		"family_name":     i18n.T(ctx, "nom"),
		"birth_date":      i18n.T(ctx, "date de naissance"),
		"language":        i18n.T(ctx, "langue"),
		"address":         i18n.T(ctx, "adresse du registre"),
		"address_line":    i18n.T(ctx, "adresse"),
		"district":        i18n.T(ctx, "district"),
		"preferred":       i18n.T(ctx, "canal préféré"),
		"card_number":     i18n.T(ctx, "carte citoyenne"),
		"email":           i18n.T(ctx, "courriel"),
		"mobile":          i18n.T(ctx, "cellulaire"),
		"phone":           i18n.T(ctx, "téléphone"),
		"residence":       i18n.T(ctx, "résidence"),
		"residence_until": i18n.T(ctx, "fin de la résidence"),
	}
}

func familyDetails(ctx context.Context) map[string]string {
	return map[string]string{
		"joined":  i18n.T(ctx, "entrée dans le ménage"),
		"opened":  i18n.T(ctx, "ménage ouvert"),
		"rights":  i18n.T(ctx, "droits changés"),
		"left":    i18n.T(ctx, "sortie du ménage"),
		"invited": i18n.T(ctx, "invitation"),
		"given":   i18n.T(ctx, "mandat donné"),
		"ended":   i18n.T(ctx, "mandat terminé"),
	}
}
