package propertyweb

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/i18n"
	"sem/internal/property"
	"sem/internal/property/rollfile"
)

// dollars is a value of the roll in words; the roll may leave it open.
func dollars(ctx context.Context, n rollfile.Number) string {
	if !n.Known {
		return i18n.T(ctx, "Non inscrite")
	}
	return n.Money().Whole(string(i18n.Lang(ctx)))
}

// decimal writes thousandths with at most so many decimals and no zeros at their end: 548,3.
func decimal(ctx context.Context, m rollfile.Measure, decimals int) string {
	power := int64(1)
	for range 3 - decimals {
		power *= 10
	}
	n := (m.N + power/2) / power // in the last decimal that is shown
	unit := int64(1)
	for range decimals {
		unit *= 10
	}
	whole, rest := n/unit, n%unit
	text := grouped(ctx, whole)
	if rest == 0 {
		return text
	}
	after := strconv.FormatInt(unit+rest, 10)[1:]
	mark := ","
	if i18n.Lang(ctx) == i18n.English {
		mark = "."
	}
	return text + mark + strings.TrimRight(after, "0")
}

// grouped is a whole number in groups of three digits.
func grouped(ctx context.Context, n int64) string {
	s := strconv.FormatInt(n, 10)
	space := "\u00a0"
	if i18n.Lang(ctx) == i18n.English {
		space = ","
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + space + s[i:]
	}
	return s
}

// landWords is the land in words: 548,3 m², façade de 18,29 m.
func landWords(ctx context.Context, s rollfile.Sheet) string {
	switch {
	case s.Land.Known && s.Front.Known:
		return i18n.T(ctx, "%[1]s\u00a0m², façade de %[2]s\u00a0m", decimal(ctx, s.Land, 1), decimal(ctx, s.Front, 2))
	case s.Land.Known:
		return i18n.T(ctx, "%s\u00a0m²", decimal(ctx, s.Land, 1))
	case s.Front.Known:
		return i18n.T(ctx, "façade de %s\u00a0m", decimal(ctx, s.Front, 2))
	}
	return ""
}

// buildingWords is the building in words: 1974, 2 étages, 112 m² de plancher.
func buildingWords(ctx context.Context, s rollfile.Sheet) string {
	var parts []string
	if s.Built.Known {
		year := strconv.FormatInt(s.Built.N, 10)
		if s.BuiltAs == "E" {
			year = i18n.T(ctx, "vers %s (année estimée)", year)
		}
		parts = append(parts, year)
	}
	if s.Floors.Known && s.Floors.N > 0 {
		parts = append(parts, i18n.TN(ctx, "%d étage", "%d étages", int(s.Floors.N)))
	}
	if s.FloorArea.Known && s.FloorArea.N > 0 {
		parts = append(parts, i18n.T(ctx, "%s\u00a0m² de plancher", decimal(ctx, s.FloorArea, 1)))
	}
	return strings.Join(parts, ", ")
}

// useWords is the predominant use in words, and how many dwellings and premises there are.
func useWords(ctx context.Context, s rollfile.Sheet) string {
	var parts []string
	if word := cubf(ctx, s.Use); word != "" {
		parts = append(parts, word)
	}
	if s.Dwellings.Known && s.Dwellings.N > 0 {
		if s.Dwellings.N == 1 && s.Use == "1000" {
			parts = append(parts, i18n.T(ctx, "un seul"))
		} else {
			parts = append(parts, i18n.TN(ctx, "%d logement", "%d logements", int(s.Dwellings.N)))
		}
	}
	if s.Rooms.Known && s.Rooms.N > 0 {
		parts = append(parts, i18n.TN(ctx, "%d chambre en location", "%d chambres en location", int(s.Rooms.N)))
	}
	if s.Premises.Known && s.Premises.N > 0 {
		parts = append(parts, i18n.TN(ctx, "%d local non résidentiel", "%d locaux non résidentiels", int(s.Premises.N)))
	}
	return strings.Join(parts, ", ")
}

// attachedWords is how the building touches its neighbours (RL0309A); an unknown code says
// nothing.
func attachedWords(ctx context.Context, code string) string {
	switch code {
	case "1":
		return i18n.T(ctx, "Détaché des voisins")
	case "2":
		return i18n.T(ctx, "Jumelé à un voisin")
	case "3":
		return i18n.T(ctx, "En rangée, au bout")
	case "4":
		return i18n.T(ctx, "En rangée, entre deux voisins")
	case "5":
		return i18n.T(ctx, "Intégré à un plus grand bâtiment")
	}
	return ""
}

// constructionWords is how the storeys are built (RL0310A).
func constructionWords(ctx context.Context, code string) string {
	switch code {
	case "1":
		return i18n.T(ctx, "De plain-pied")
	case "2":
		return i18n.T(ctx, "À niveaux décalés")
	case "3":
		return i18n.T(ctx, "Unimodulaire")
	case "4":
		return i18n.T(ctx, "À étage mansardé")
	case "5":
		return i18n.T(ctx, "À étages entiers")
	}
	return ""
}

// zoneWords is the agricultural zone (RL0303A); outside it nothing is said.
func zoneWords(ctx context.Context, code string) string {
	switch code {
	case "1":
		return i18n.T(ctx, "Entièrement en zone agricole")
	case "2":
		return i18n.T(ctx, "En partie en zone agricole")
	}
	return ""
}

// roleWords is what somebody is to a property.
func roleWords(ctx context.Context, role property.Role) string {
	if role == property.Tenant {
		return i18n.T(ctx, "Locataire")
	}
	return i18n.T(ctx, "Propriétaire")
}

// proofWords is how it was proved.
func proofWords(ctx context.Context, proof property.Proof) string {
	switch proof {
	case property.ByBill:
		return i18n.T(ctx, "code du compte de taxes")
	case property.ByLetter:
		return i18n.T(ctx, "code reçu par lettre")
	case property.AtCounter:
		return i18n.T(ctx, "papiers vus au comptoir")
	case property.ByFile:
		return i18n.T(ctx, "dossiers de la Ville")
	}
	return i18n.T(ctx, "déclaration")
}

// endedWords is why a holding ended.
func endedWords(ctx context.Context, why property.Ended) string {
	switch why {
	case property.Sold:
		return i18n.T(ctx, "vendue")
	case property.Mistake:
		return i18n.T(ctx, "erreur corrigée")
	case property.AtRequest:
		return i18n.T(ctx, "à la demande de la personne")
	}
	return ""
}

// daysUntil is how many days there are from the day of now to another: negative once it is over.
func daysUntil(now, until time.Time) int {
	a, b := clock.Day(now), clock.Day(until)
	return int(math.Round(b.Sub(a).Hours() / 24))
}
