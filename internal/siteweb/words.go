package siteweb

import (
	"context"
	"strings"

	"sem/internal/i18n"
	"sem/internal/ui"
)

// words is a page of text.
type words struct {
	title string
	lead  string
	parts []part
}

// part is one subject of a page of text.
type part struct {
	title string
	texts []string
	list  []string
	link  ui.Link
}

// question is one of the help page: what people ask, and what we answer.
type question struct {
	asked   string
	answers []string
	link    ui.Link
}

// ways are the ways to reach a person, the phone first.
func ways(ctx context.Context, p Pages) []ui.Fact {
	city := ui.CityFrom(ctx)
	var all []ui.Fact
	add := func(icon, label, value string) {
		if value != "" {
			all = append(all, ui.Fact{Icon: icon, Label: label, Value: value})
		}
	}
	if city.Phone != "" {
		all = append(all, ui.Fact{Icon: "d-phone", Label: i18n.T(ctx, "Téléphone"), Body: phoneLink(city.Phone)})
	}
	add("d-clock", i18n.T(ctx, "Heures"), city.Hours)
	add("d-storefront", i18n.T(ctx, "Sur place"), city.Counter)
	add("d-map-pin", i18n.T(ctx, "Adresse"), p.Address)
	add("d-envelope-simple", i18n.T(ctx, "Courriel"), p.Email)
	return all
}

// dialled is a phone number as a telephone takes it (RFC 3966); ten digits are of North America.
func dialled(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	if len(digits) == 10 {
		digits = "1" + digits
	}
	return "+" + digits
}

func questions(ctx context.Context, p Pages) []question {
	return []question{
		{i18n.T(ctx, "Comment signaler un problème dans ma rue?"), []string{
			i18n.T(ctx, "Dites ce qui se passe dans vos mots, puis donnez l’adresse. Une photo aide, mais elle n’est pas obligatoire."),
			i18n.T(ctx, "S’il y a un danger immédiat, appelez le 911."),
		}, ui.Link{Href: search, Label: i18n.T(ctx, "Signaler un problème")}},
		{i18n.T(ctx, "Faut-il un compte pour faire une demande?"), []string{
			i18n.T(ctx, "Non. Sans compte, vous recevez un code de suivi. Gardez-le : il montre où en est votre demande."),
		}, ui.Link{Href: "/suivi", Label: i18n.T(ctx, "Suivre une demande sans compte")}},
		{i18n.T(ctx, "Où en est ma demande?"), []string{
			i18n.T(ctx, "Votre dossier montre l’étape en cours, la prochaine, qui s’en occupe et pour quand. Vos appels et vos lettres y sont aussi."),
		}, ui.Link{Href: "/demandes", Label: i18n.T(ctx, "Voir mes demandes")}},
		{i18n.T(ctx, "On me dit que c’est réglé, mais ce ne l’est pas."), []string{
			i18n.T(ctx, "Ouvrez la demande et choisissez « Ce n’est pas réglé ». Une autre personne reprend votre dossier."),
		}, ui.Link{}},
		{i18n.T(ctx, "J’ai oublié mon code ou mon mot de passe."), []string{
			i18n.T(ctx, "À la page de connexion, choisissez « J’ai oublié mon code ou mon mot de passe ». Nous vous écrivons à l’adresse que nous connaissons."),
			i18n.T(ctx, "Si vous n’avez plus cette adresse, appelez-nous."),
		}, ui.Link{Href: "/connexion", Label: i18n.T(ctx, "Me connecter")}},
		{i18n.T(ctx, "Où trouver mon code d’utilisateur?"), []string{
			i18n.T(ctx, "Il a six chiffres et il est sur la lettre ou le courriel de bienvenue. Votre courriel ou votre cellulaire fonctionnent aussi."),
		}, ui.Link{}},
		{i18n.T(ctx, "Je suis locataire. Est-ce que je peux créer un compte?"), []string{
			i18n.T(ctx, "Oui. Le compte est pour tout le monde : locataires, propriétaires, jeunes et personnes qui habitent ailleurs."),
		}, ui.Link{Href: "/inscription", Label: i18n.T(ctx, "Créer mon compte")}},
		{i18n.T(ctx, "Est-ce que je peux m’occuper du dossier de mon parent?"), []string{
			i18n.T(ctx, "Oui, s’il vous le permet. Il vous donne un mandat dans son dossier, pour ce qu’il choisit et jusqu’à la date qu’il choisit."),
			i18n.T(ctx, "S’il n’a pas de compte, appelez-nous ou venez ensemble au comptoir."),
		}, ui.Link{Href: "/mandats", Label: i18n.T(ctx, "Voir les mandats")}},
		{i18n.T(ctx, "Nous sommes séparés. Est-ce que nous pouvons voir tous les deux le dossier de nos enfants?"), []string{
			i18n.T(ctx, "Oui. Un enfant peut être dans deux familles. Chaque parent a ses propres droits, et chacun est averti des changements."),
		}, ui.Link{Href: "/famille", Label: i18n.T(ctx, "Voir ma famille")}},
		{i18n.T(ctx, "Les lettres sont trop petites pour moi."), []string{
			i18n.T(ctx, "En haut de chaque page, choisissez A+ ou A++. Sous « Affichage », il y a aussi des couleurs sombres et un contraste élevé. Votre choix est gardé."),
		}, ui.Link{Href: "/accessibilite", Label: i18n.T(ctx, "Accessibilité du site")}},
		{i18n.T(ctx, "Qui peut voir mon dossier à la Ville?"), []string{
			i18n.T(ctx, "Seulement les personnes dont c’est le travail. Chaque consultation est notée, et vous voyez qui, quand et pourquoi."),
		}, ui.Link{Href: "/vie-privee", Label: i18n.T(ctx, "Qui a consulté mon dossier")}},
		{i18n.T(ctx, "Comment changer d’adresse ou fermer mon compte?"), []string{
			i18n.T(ctx, "Changez votre courriel et vos téléphones dans votre profil. Pour l’adresse de votre logement ou la fermeture du compte, appelez-nous."),
		}, ui.Link{Href: "/profil", Label: i18n.T(ctx, "Ouvrir mon profil")}},
	}
}

func accessibilityWords(ctx context.Context, p Pages) words {
	city := ui.CityFrom(ctx)
	w := words{
		title: i18n.T(ctx, "Accessibilité"),
		lead:  i18n.T(ctx, "Ce site doit servir à tout le monde. Voici ce que nous avons fait, et ce qui manque encore."),
		parts: []part{
			{title: i18n.T(ctx, "Ce que nous visons"), texts: []string{
				i18n.T(ctx, "Les règles WCAG 2.2, niveau AA, et le standard du Québec sur l’accessibilité des sites Web (SGQRI 008)."),
			}},
			{title: i18n.T(ctx, "Ce que vous pouvez faire"), list: []string{
				i18n.T(ctx, "Agrandir le texte jusqu’à 200 %%, en haut de chaque page."),
				i18n.T(ctx, "Choisir des couleurs claires, sombres ou très contrastées, et des lettres plus distinctes."),
				i18n.T(ctx, "Tout faire au clavier, avec un lecteur d’écran, et sans JavaScript."),
				i18n.T(ctx, "Lire chaque page en français ou en anglais."),
				i18n.T(ctx, "Faire la même chose par téléphone ou au comptoir."),
			}},
			{title: i18n.T(ctx, "Ce qui est vérifié"), list: []string{
				i18n.T(ctx, "Chaque page passe par un outil automatique : en taille normale, à 200 %%, en couleurs sombres et sur un écran de 360 points."),
				i18n.T(ctx, "Les contrastes des textes sont mesurés dans chaque choix de couleurs."),
			}},
			{title: i18n.T(ctx, "Ce que nous savons imparfait"), list: []string{
				i18n.T(ctx, "Un outil automatique ne voit qu’une partie des problèmes. Le site n’a pas encore été essayé par un groupe de personnes handicapées."),
				i18n.T(ctx, "Les photos et les documents envoyés par d’autres personnes n’ont pas toujours de description."),
				i18n.T(ctx, "Il n’y a pas encore de vidéo en langue des signes québécoise."),
			}},
			{title: i18n.T(ctx, "Quelque chose vous bloque?"), texts: []string{
				i18n.T(ctx, "Dites-le-nous. Nous vous aidons tout de suite par téléphone, et nous corrigeons la page."),
			}, link: ui.Link{Href: "/aide", Label: i18n.T(ctx, "Comment nous joindre")}},
		},
	}
	if city.Phone != "" {
		last := &w.parts[len(w.parts)-1]
		last.texts = append(last.texts, i18n.T(ctx, "Téléphone : %s.", city.Phone))
	}
	return w
}

func privacyWords(ctx context.Context, p Pages) words {
	return words{
		title: i18n.T(ctx, "Confidentialité"),
		lead:  i18n.T(ctx, "Vos renseignements servent à vous répondre. Ils ne sont ni vendus, ni donnés, ni utilisés pour de la publicité."),
		parts: []part{
			{title: i18n.T(ctx, "Ce que nous gardons, et pourquoi"), list: []string{
				i18n.T(ctx, "Votre nom et vos moyens de contact : pour savoir qui vous êtes et vous répondre."),
				i18n.T(ctx, "Vos demandes, vos messages et vos photos : pour régler ce que vous signalez."),
				i18n.T(ctx, "Les membres de votre famille que vous inscrivez : pour agir en leur nom."),
				i18n.T(ctx, "Le moment et l’adresse Internet de vos connexions : pour protéger votre compte."),
			}},
			{title: i18n.T(ctx, "Ce que nous ne faisons pas"), list: []string{
				i18n.T(ctx, "Aucun traceur, aucune mesure d’audience par un tiers, aucune police ni image d’un autre site."),
				i18n.T(ctx, "Aucune décision n’est prise à votre sujet par un ordinateur seul."),
				i18n.T(ctx, "Les données cachées de vos photos, comme le lieu, sont effacées à la réception."),
			}},
			{title: i18n.T(ctx, "Les témoins (cookies)"), texts: []string{
				i18n.T(ctx, "Deux seulement : l’un garde votre connexion ouverte, l’autre retient la taille du texte, les couleurs et la langue. Sans eux, le site ne peut pas vous reconnaître."),
			}},
			{title: i18n.T(ctx, "Qui voit vos renseignements"), texts: []string{
				i18n.T(ctx, "Les membres du personnel de la Ville dont c’est le travail, selon leur rôle et leur service. Chaque consultation est notée, et vous pouvez la voir."),
			}, link: linkIf(p, "/vie-privee", i18n.T(ctx, "Voir qui a consulté mon dossier"))},
			{title: i18n.T(ctx, "Combien de temps"), texts: []string{
				i18n.T(ctx, "Le temps de vous répondre, puis celui que demande le calendrier de conservation de la Ville. Le journal des consultations est gardé sept ans."),
			}},
			{title: i18n.T(ctx, "Vos droits"), list: []string{
				i18n.T(ctx, "Voir ce que la Ville garde sur vous, et en recevoir une copie."),
				i18n.T(ctx, "Faire corriger ce qui est faux."),
				i18n.T(ctx, "Retirer un consentement, aussi facilement que vous l’avez donné."),
				i18n.T(ctx, "Demander la suppression de ce que la loi ne nous oblige pas à garder."),
				i18n.T(ctx, "Porter plainte à la Commission d’accès à l’information du Québec."),
			}, link: linkIf(p, "/dossier/export.json", i18n.T(ctx, "Recevoir une copie de mon dossier"))},
			{title: i18n.T(ctx, "La personne responsable"), texts: officer(ctx, p.Privacy)},
		},
	}
}

func linkIf(p Pages, href, label string) ui.Link {
	if !p.has(href) {
		return ui.Link{}
	}
	return ui.Link{Href: href, Label: label}
}

// officer is how to reach the person in charge of personal information.
func officer(ctx context.Context, o Officer) []string {
	texts := []string{i18n.T(ctx, "Une personne répond de la protection des renseignements personnels à la Ville. La loi lui donne 30 jours pour vous répondre.")}
	if o.Name != "" {
		texts = append(texts, o.Name)
	}
	if o.Email != "" {
		texts = append(texts, i18n.T(ctx, "Courriel : %s", o.Email))
	}
	if o.Phone != "" {
		texts = append(texts, i18n.T(ctx, "Téléphone : %s", o.Phone))
	}
	return texts
}
