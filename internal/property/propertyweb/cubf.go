package propertyweb

import (
	"context"

	"sem/internal/i18n"
)

// cubf is what a property is used for, by the first two digits of its code (Codes
// d'utilisation des biens-fonds, Manuel d'évaluation foncière du Québec), else by the first;
// empty when the code is none.
func cubf(ctx context.Context, code string) string {
	if len(code) != 4 {
		return ""
	}
	for _, word := range []string{dwellingUse(ctx, code[:2]), workUse(ctx, code[:2]), serviceUse(ctx, code[:2]), landUse(ctx, code[:2])} {
		if word != "" {
			return word
		}
	}
	return kindOfUse(ctx, code[:1])
}

func dwellingUse(ctx context.Context, two string) string {
	switch two {
	case "10":
		return i18n.T(ctx, "Logement")
	case "11":
		return i18n.T(ctx, "Chalet ou maison de villégiature")
	case "12":
		return i18n.T(ctx, "Maison mobile ou roulotte")
	case "15":
		return i18n.T(ctx, "Habitation en commun")
	case "16":
		return i18n.T(ctx, "Hôtel résidentiel")
	case "17":
		return i18n.T(ctx, "Parc de maisons mobiles ou de roulottes")
	}
	return ""
}

func workUse(ctx context.Context, two string) string {
	switch two {
	case "41":
		return i18n.T(ctx, "Chemin de fer")
	case "42":
		return i18n.T(ctx, "Transport par véhicule")
	case "43":
		return i18n.T(ctx, "Transport par avion")
	case "44":
		return i18n.T(ctx, "Transport maritime")
	case "45":
		return i18n.T(ctx, "Voie publique")
	case "46":
		return i18n.T(ctx, "Stationnement")
	case "47":
		return i18n.T(ctx, "Communications")
	case "48":
		return i18n.T(ctx, "Service public")
	}
	return ""
}

func serviceUse(ctx context.Context, two string) string {
	switch two {
	case "50":
		return i18n.T(ctx, "Centre commercial")
	case "51":
		return i18n.T(ctx, "Vente en gros")
	case "52":
		return i18n.T(ctx, "Quincaillerie et matériaux")
	case "53":
		return i18n.T(ctx, "Magasin général")
	case "54":
		return i18n.T(ctx, "Magasin d’alimentation")
	case "55":
		return i18n.T(ctx, "Vente de véhicules, ou essence")
	case "56":
		return i18n.T(ctx, "Vente de vêtements")
	case "57":
		return i18n.T(ctx, "Vente de meubles")
	case "58":
		return i18n.T(ctx, "Restaurant ou hébergement")
	case "59":
		return i18n.T(ctx, "Autre commerce de détail")
	case "61":
		return i18n.T(ctx, "Finance, assurance ou immobilier")
	case "62":
		return i18n.T(ctx, "Services aux personnes")
	case "63":
		return i18n.T(ctx, "Services aux entreprises")
	case "64":
		return i18n.T(ctx, "Réparation")
	case "65":
		return i18n.T(ctx, "Bureaux de professionnels")
	case "66":
		return i18n.T(ctx, "Entreprise de construction")
	case "67":
		return i18n.T(ctx, "Service gouvernemental")
	case "68":
		return i18n.T(ctx, "École")
	case "69":
		return i18n.T(ctx, "Autre service")
	}
	return ""
}

func landUse(ctx context.Context, two string) string {
	switch two {
	case "71":
		return i18n.T(ctx, "Lieu de culture")
	case "72":
		return i18n.T(ctx, "Lieu d’assemblée ou de sport")
	case "73":
		return i18n.T(ctx, "Amusement")
	case "74":
		return i18n.T(ctx, "Activité récréative")
	case "75":
		return i18n.T(ctx, "Centre touristique ou camp")
	case "76":
		return i18n.T(ctx, "Parc")
	case "81":
		return i18n.T(ctx, "Agriculture")
	case "82":
		return i18n.T(ctx, "Activité reliée à l’agriculture")
	case "83":
		return i18n.T(ctx, "Forêt exploitée")
	case "84":
		return i18n.T(ctx, "Chasse ou pêche")
	case "85":
		return i18n.T(ctx, "Mine ou carrière")
	case "91":
		return i18n.T(ctx, "Terrain vacant")
	case "92":
		return i18n.T(ctx, "Forêt non exploitée")
	case "93":
		return i18n.T(ctx, "Étendue d’eau")
	case "95":
		return i18n.T(ctx, "Immeuble en construction")
	}
	return ""
}

func kindOfUse(ctx context.Context, one string) string {
	switch one {
	case "1":
		return i18n.T(ctx, "Autre habitation")
	case "2", "3":
		return i18n.T(ctx, "Industrie")
	case "4":
		return i18n.T(ctx, "Transport ou service public")
	case "5":
		return i18n.T(ctx, "Commerce")
	case "6":
		return i18n.T(ctx, "Services divers")
	case "7":
		return i18n.T(ctx, "Culture ou loisirs")
	case "8":
		return i18n.T(ctx, "Ressources naturelles")
	case "9":
		return i18n.T(ctx, "Terrain vacant ou étendue d’eau")
	}
	return ""
}
