package treasury

import (
	"math"
	"strconv"

	"sem/internal/demo/assessor"
	"sem/internal/demo/chance"
	"sem/internal/money"
)

// words are how a line is called on the bill.
type words struct{ category, label, english, explanation, scope string }

var (
	general     = words{"fonciere", "Services de la Ville", "City services", "Police, pompiers, rues, parcs, bibliothèque", "ville"}
	generalTall = words{"fonciere", "Services de la Ville, six logements et plus", "City services, six dwellings or more", "Police, pompiers, rues, parcs, bibliothèque", "ville"}
	generalWork = words{"fonciere", "Services de la Ville, catégorie non résidentielle", "City services, non-residential", "Police, pompiers, rues, parcs, bibliothèque", "ville"}
	generalOpen = words{"fonciere", "Services de la Ville, terrain vague desservi", "City services, serviced vacant land", "Police, pompiers, rues, parcs, bibliothèque", "ville"}
	heritage    = words{"patrimoine", "Patrimoine", "Heritage", "Moulin, église, vieux quartier", "ville"}
	nature      = words{"environnement", "Environnement", "Environment", "Arbres, berges, milieux humides", "ville"}
	water       = words{"eau", "Eau potable", "Drinking water", "Usine de filtration et réseau", "beneficiaires"}
	sewer       = words{"egout", "Égouts", "Sewers", "Réseau et épuration", "beneficiaires"}
	waste       = words{"matieres", "Matières résiduelles", "Waste", "Collectes, recyclage, écocentre", "beneficiaires"}
	transit     = words{"transport", "Transport en commun", "Public transit", "Autobus et train", "ville"}
	transitNext = words{"transport-suivants", "Transport en commun, logements suivants", "Public transit, further dwellings", "Demi-tarif", "ville"}
	pit         = words{"fosse", "Vidange de fosse septique", "Septic tank emptying", "Une vidange tous les deux ans", "beneficiaires"}
	frontage    = words{"pavage", "Amélioration locale, pavage de la rue", "Local improvement, street paving", "Emprunt remboursé jusqu’en 2031", "secteur"}
	barrel      = words{"baril", "Remise, baril d’eau de pluie", "Rebate, rain barrel", "", ""}
)

// line is one line of an account; one without kind is a credit.
type line struct {
	words
	kind       string // kind is what it is counted on: valeur, logement, unite, metre, or fixe.
	thousandth int64  // thousandth is the base in thousandths.
	rate       money.Rate
	amount     money.Cents
}

// lines are what a unit pays for in a year; nothing when it is exempt.
func lines(u assessor.Unit, year int) []line {
	if u.Exempt {
		return nil
	}
	r, value := ratesOf(year), u.Total(year)
	name, price := general, r.dwelling
	switch {
	case u.Dwellings >= 6:
		name, price = generalTall, r.tall
	case u.Premises > 0 && u.Dwellings == 0:
		name, price = generalWork, r.trade
	case u.Vacant() && !u.Agricultural:
		name, price = generalOpen, r.empty
	}
	all := []line{onValue(name, value, price), onValue(heritage, value, r.heritage), onValue(nature, value, r.nature)}
	if u.Dwellings > 0 {
		each := func(w words, price money.Rate) line { return counted(w, "logement", int64(u.Dwellings)*1000, price) }
		if u.Agricultural {
			all = append(all, each(waste, r.waste), each(pit, r.pit))
		} else {
			all = append(all, each(water, r.water), each(sewer, r.sewer), each(waste, r.waste))
		}
		all = append(all, counted(transit, "logement", 1000, r.transit))
		if u.Dwellings > 1 { // The first dwelling pays the whole tariff, the others half of it.
			all = append(all, counted(transitNext, "logement", int64(u.Dwellings-1)*1000, r.transit/2))
		}
	}
	if u.Premises > 0 && u.Dwellings == 0 {
		all = append(all, counted(water, "unite", 2000, r.water), counted(sewer, "unite", 2000, r.sewer))
	}
	if paved(u) {
		all = append(all, counted(frontage, "metre", int64(math.Round(u.Front*1000)), r.frontage))
	}
	if chance.For("barrel "+u.File, year).Happens(1.5) && u.Dwellings == 1 && u.Number != 84 {
		all = append(all, line{words: barrel, amount: -50_00})
	}
	return all
}

// paved tells the streets whose paving their neighbours repay.
func paved(u assessor.Unit) bool {
	return u.Front > 0 && !u.Agricultural && chance.For("paving "+u.Street, 0).Happens(7) && u.Street != "rue du Moulin"
}

func onValue(w words, value money.Cents, price money.Rate) line {
	return line{words: w, kind: "valeur", thousandth: int64(value) * 10, rate: price, amount: price.PerHundred(value)}
}

func counted(w words, kind string, thousandth int64, price money.Rate) line {
	return line{words: w, kind: kind, thousandth: thousandth, rate: price, amount: price.Times(thousandth)}
}

func total(all []line) money.Cents {
	var sum money.Cents
	for _, l := range all {
		sum += l.amount
	}
	return sum
}

// Code is what is printed on the bill of a unit, with which its owner links it: without the
// letters and digits that look alike.
func Code(u assessor.Unit, year int) string {
	const letters = "ABCDEFGHJKLMNPQRTUVWXY346789"
	d := chance.For("code "+u.File, year)
	var code [8]byte
	for i := range code {
		code[i] = letters[d.IntN(len(letters))]
	}
	return string(code[:])
}

func decimal(thousandth int64) string {
	whole, rest := strconv.FormatInt(thousandth/1000, 10), thousandth%1000
	if rest == 0 {
		return whole
	}
	return whole + "," + strconv.Itoa(int(1000 + rest))[1:]
}
