package peopleweb

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"sem/internal/i18n"
	"sem/internal/journal"
)

// thing is what an entry of the journal is about: its kind, and the number or name by which
// people know it.
type thing struct {
	kind string
	name string
}

// The kinds of things, as the rooms name them to the journal: "taxes 7446-64-0046".
const (
	taxAccount    = "taxes"
	property      = "property"
	permit        = "arrosage/permis"
	wateringRule  = "arrosage/regle"
	wateringBan   = "arrosage/interdiction"
	roll          = "roll"
	placesOf      = "places"
	place         = "place"
	placeCategory = "place category"
	lotteryOf     = "loisirs/tirages"
)

// matricule is how the number of a property is written.
var matricule = regexp.MustCompile(`^\d{4}-\d{2}-\d{4}(-\d-\d{3}-\d{4})?$`)

// thingOf reads what a room wrote in Entry.Object.
func thingOf(object string) thing {
	if matricule.MatchString(object) {
		return thing{property, object}
	}
	for _, kind := range []string{taxAccount + " ", roll + " ", permit + "/", wateringRule + "/", wateringBan + "/", lotteryOf + "/", placesOf + ":", place + ":", placeCategory + ":", "collections day ", "collections rule ", "collections prose "} {
		if name, ok := strings.CutPrefix(object, kind); ok {
			return thing{strings.TrimRight(kind, " /:"), name}
		}
	}
	return thing{kind: object}
}

// words is a thing as the staff reads it; what is not known stays as it was written.
func (t thing) words(ctx context.Context) string {
	switch t.kind {
	case "dossier":
		return i18n.T(ctx, "Dossier")
	case "journal":
		return i18n.T(ctx, "Journal")
	case "guichet":
		return i18n.T(ctx, "Recherche du guichet")
	case "people":
		return i18n.T(ctx, "Personnes")
	case "requests":
		return i18n.T(ctx, "Demandes")
	case "points":
		return i18n.T(ctx, "Points des propriétés")
	case "map":
		return i18n.T(ctx, "Carte")
	case "sectors":
		return i18n.T(ctx, "Secteurs")
	case "collections":
		return i18n.T(ctx, "Calendrier des collectes")
	case "watering":
		return i18n.T(ctx, "Règlements d’arrosage")
	case property:
		return i18n.T(ctx, "Propriété %s", t.name)
	case taxAccount:
		if t.name == "" {
			return i18n.T(ctx, "Taxes")
		}
		return i18n.T(ctx, "Compte de taxes %s", t.name)
	case roll:
		return i18n.T(ctx, "Rôle d’évaluation %s", t.name)
	case placesOf:
		return i18n.T(ctx, "Lieux de la source %s", t.name)
	case place:
		return i18n.T(ctx, "Lieu du quartier")
	case lotteryOf:
		return i18n.T(ctx, "Tirage des loisirs")
	case placeCategory:
		return i18n.T(ctx, "Catégorie de lieux %s", t.name)
	case permit:
		return i18n.T(ctx, "Permis d’arrosage %s", t.name)
	case wateringRule:
		law, rule, _ := strings.Cut(t.name, "/")
		return i18n.T(ctx, "Règle d’arrosage %[1]s, règlement %[2]s", rule, law)
	case wateringBan:
		return i18n.T(ctx, "Interdiction d’arroser %s", t.name)
	case "collections day", "collections rule", "collections prose":
		return t.collection(ctx)
	}
	return t.kind
}

// collection is what was changed of the collections, of one sector or of the whole city.
func (t thing) collection(ctx context.Context) string {
	sector, stream, _ := strings.Cut(t.name, " ")
	if sector == "city" {
		sector = i18n.T(ctx, "toute la ville")
	} else {
		sector = i18n.T(ctx, "secteur %s", sector)
	}
	where := strings.Trim(sector+", "+stream, ", ")
	switch t.kind {
	case "collections day":
		return i18n.T(ctx, "Jour de collecte (%s)", where)
	case "collections prose":
		return i18n.T(ctx, "Texte du calendrier des collectes (%s)", where)
	}
	return i18n.T(ctx, "Règle de collecte (%s)", where)
}

// deedLabel is what was done in somebody's file, as they read it: a tax account that was
// looked at is called by its name.
func deedLabel(ctx context.Context, action journal.Action, object string) string {
	t := thingOf(object)
	switch {
	case action == journal.View && t.kind == taxAccount:
		return i18n.T(ctx, "Compte de taxes consulté, matricule %s", t.name)
	case action == journal.View && t.kind == property:
		return i18n.T(ctx, "Votre lien avec une propriété consulté, matricule %s", t.name)
	case action == journal.View && t.kind == permit:
		return i18n.T(ctx, "Demande de permis d’arrosage %s consultée", t.name)
	case action == journal.View && t.kind == "journal":
		return i18n.T(ctx, "Journal de votre dossier consulté")
	case action == journal.RequestAdded && t.kind == permit:
		return i18n.T(ctx, "Permis d’arrosage %s demandé", t.name)
	case action == journal.RequestChanged && t.kind == permit:
		return i18n.T(ctx, "Demande de permis d’arrosage %s traitée", t.name)
	case t.kind == property:
		return i18n.T(ctx, "%[1]s, matricule %[2]s", actionLabel(ctx, action), t.name)
	}
	return actionLabel(ctx, action)
}

// reasonLabel is the reason of a deed: most are words, those of the end of a link to a
// property are codes.
func reasonLabel(ctx context.Context, action journal.Action, reason string) string {
	if action == journal.PropertyUnlinked {
		switch reason {
		case "sold":
			return i18n.T(ctx, "Acte de vente vu par la Ville")
		case "mistake":
			return i18n.T(ctx, "Erreur corrigée")
		case "asked":
			return i18n.T(ctx, "À la demande de la personne")
		}
	}
	return i18n.Translate(ctx, reason)
}

// importLabel is how much a file changed, as "3 added, 2 changed, 0 gone, approved" says it.
func importLabel(ctx context.Context, detail string) string {
	if n, err := strconv.Atoi(strings.TrimSuffix(detail, " units")); err == nil {
		return i18n.TN(ctx, "%d unité", "%d unités", n)
	}
	var added, changed, gone int
	if n, _ := fmt.Sscanf(detail, "%d added, %d changed, %d gone", &added, &changed, &gone); n < 3 {
		return detail
	}
	if strings.HasSuffix(detail, ", approved") {
		return i18n.T(ctx, "ajouts : %[1]d, changements : %[2]d, retraits : %[3]d, approuvé par une personne", added, changed, gone)
	}
	return i18n.T(ctx, "ajouts : %[1]d, changements : %[2]d, retraits : %[3]d", added, changed, gone)
}

func propertyDetails(ctx context.Context) map[string]string {
	return map[string]string{
		"owner":   i18n.T(ctx, "propriétaire"),
		"tenant":  i18n.T(ctx, "locataire"),
		"bill":    i18n.T(ctx, "code du compte de taxes"),
		"letter":  i18n.T(ctx, "code reçu par lettre"),
		"counter": i18n.T(ctx, "papiers vus au comptoir"),
		"word":    i18n.T(ctx, "déclaration"),
		"file":    i18n.T(ctx, "dossiers de la Ville"),
	}
}

// settingDetails are the details of what the rooms of the town let their staff change, and
// of what owners choose about their tax bills.
func settingDetails(ctx context.Context) map[string]string {
	return map[string]string{
		"saved":           i18n.T(ctx, "enregistrée"),
		"removed":         i18n.T(ctx, "retirée"),
		"declared":        i18n.T(ctx, "décrétée"),
		"lifted":          i18n.T(ctx, "levée"),
		"rule":            i18n.T(ctx, "enregistrée"),
		"rule removed":    i18n.T(ctx, "retirée"),
		"checked":         i18n.T(ctx, "relu"),
		"words":           i18n.T(ctx, "texte corrigé"),
		"hidden":          i18n.T(ctx, "caché ou montré de nouveau"),
		"restored":        i18n.T(ctx, "rendu à sa source"),
		"held":            i18n.T(ctx, "a lieu"),
		"moved":           i18n.T(ctx, "déplacée"),
		"cancelled":       i18n.T(ctx, "annulée"),
		"ebill given":     i18n.T(ctx, "compte par courriel accepté"),
		"ebill withdrawn": i18n.T(ctx, "compte par courriel retiré"),
	}
}
