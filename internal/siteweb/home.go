package siteweb

import (
	"context"
	"net/url"

	"sem/internal/i18n"
	"sem/internal/ui"
)

// search is where the words of the home page lead: the types of requests that match them.
const search = "/demandes/nouvelle"

// doors are the tasks of the home page, in the order in which people come for them; only
// those whose page exists are shown, eight at most.
func (p Pages) doors(ctx context.Context) []ui.TaskOf {
	all := []ui.TaskOf{
		{Href: search, Icon: "d-megaphone", Title: i18n.T(ctx, "Signaler un problème"), Text: i18n.T(ctx, "Nid-de-poule, lampadaire, propreté, bruit")},
		{Href: "/loisirs", Icon: "d-person-simple-swim", Title: i18n.T(ctx, "Inscrire quelqu’un à une activité"), Text: i18n.T(ctx, "Piscine, sports, arts, aînés, camps")},
		{Href: "/taxes", Icon: "d-receipt", Title: i18n.T(ctx, "Consulter ou payer mes taxes"), Text: i18n.T(ctx, "Versements, reçus, évaluation")},
		{Href: "/collectes", Icon: "d-recycle", Title: i18n.T(ctx, "Savoir quel bac sortir"), Text: i18n.T(ctx, "Calendrier de collecte selon votre adresse")},
		{Href: "/bibliotheque", Icon: "d-books", Title: i18n.T(ctx, "Renouveler un prêt"), Text: i18n.T(ctx, "Livres, jeux, réservations, frais")},
		{Href: "/arrosage", Icon: "d-drop", Title: i18n.T(ctx, "Savoir si je peux arroser"), Text: i18n.T(ctx, "La règle du jour pour votre adresse")},
		{Href: "/quartier", Icon: "d-map-pin", Title: i18n.T(ctx, "Trouver ce qui est près de chez moi"), Text: i18n.T(ctx, "Parcs, écoles, santé, services, avec leurs heures")},
		{Href: "/propriete", Icon: "d-house", Title: i18n.T(ctx, "Voir l’évaluation d’une propriété"), Text: i18n.T(ctx, "La valeur au rôle, par adresse ou par matricule")},
		{Href: "/demandes", Icon: "d-tray", Title: i18n.T(ctx, "Voir où en sont mes demandes"), Text: i18n.T(ctx, "La prochaine étape, par qui et pour quand")},
		{Href: "/suivi", Icon: "d-magnifying-glass", Title: i18n.T(ctx, "Suivre une demande sans compte"), Text: i18n.T(ctx, "Avec le code de suivi de votre reçu")},
		{Href: "/famille", Icon: "d-users", Title: i18n.T(ctx, "Ajouter un enfant ou un proche"), Text: i18n.T(ctx, "Votre famille et ce que chacun peut faire")},
		{Href: "/mandats", Icon: "d-identification-card", Title: i18n.T(ctx, "Aider quelqu’un en ligne"), Text: i18n.T(ctx, "Agir pour une personne qui vous le demande")},
		{Href: "/vie-privee", Icon: "d-shield-check", Title: i18n.T(ctx, "Savoir qui a consulté mon dossier"), Text: i18n.T(ctx, "La date, le rôle et la raison")},
		{Href: "/profil", Icon: "d-user", Title: i18n.T(ctx, "Changer mes coordonnées"), Text: i18n.T(ctx, "Courriel, cellulaire, mot de passe")},
		{Href: "/aide", Icon: "d-phone", Title: i18n.T(ctx, "Trouver de l’aide"), Text: i18n.T(ctx, "Le téléphone d’abord, puis douze questions")},
	}
	var open []ui.TaskOf
	for _, t := range all {
		if p.has(t.Href) && len(open) < 8 {
			open = append(open, t)
		}
	}
	return open
}

// asks are words people type, as examples.
func asks(ctx context.Context) []ui.Link {
	var all []ui.Link
	for _, words := range []string{
		i18n.T(ctx, "nid-de-poule"), i18n.T(ctx, "bac brun"), i18n.T(ctx, "lampadaire"), i18n.T(ctx, "abri d’auto"),
	} {
		all = append(all, ui.Link{Label: words, Href: search + "?" + url.Values{"q": {words}}.Encode()})
	}
	return all
}
