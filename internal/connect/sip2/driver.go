package sip2

import (
	"context"
	"net"
	"slices"

	"sem/internal/clock"
	"sem/internal/i18n"
	"sem/internal/library"
)

// Code is the name of the driver.
const Code = "sip2"

// Dial reaches an address.
type Dial func(ctx context.Context, address string) (net.Conn, error)

// Wire is what reaches libraries that speak SIP2.
type Wire struct {
	Clock clock.Clock
	Dial  Dial // Dial is the network by default; the demonstration has its own.
}

// Driver is the kind of system, for a city to choose.
func (w Wire) Driver() library.Driver {
	return library.Driver{
		Code: Code,
		Name: plainText("SIP2"),
		Text: func(ctx context.Context) string {
			return i18n.T(ctx, "Pour presque tous les systèmes de bibliothèque : ils parlent SIP2 avec les bornes de prêt. Demandez au fournisseur une adresse, un port et un compte.")
		},
		Fields: slices.Concat(reachFields(), speechFields(), habitFields()),
		Open: func(given library.Settings) (library.System, error) {
			set, err := read(given)
			if err != nil {
				return nil, err
			}
			return New(set, w.Clock, w.Dial), nil
		},
		Check: func(given library.Settings) error {
			_, err := read(given)
			return err
		},
		Try: w.try,
	}
}

// text is a label, a hint or a choice in the reader's language.
type text = func(context.Context) string

// reachFields are where the server is, and who we are there.
func reachFields() []library.Field {
	return []library.Field{
		{Name: "adresse", Kind: library.TextField, Needed: true, Label: func(ctx context.Context) string { return i18n.T(ctx, "Adresse du serveur") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "Un nom ou un numéro IP, par exemple sip.bibliotheque.ca")
			}},
		{Name: "port", Kind: library.NumberField, Needed: true, Default: "6001", Label: func(ctx context.Context) string { return i18n.T(ctx, "Port") }},
		{Name: "chiffrement", Kind: library.ChoiceField, Travels: true, Label: func(ctx context.Context) string { return i18n.T(ctx, "Chiffrement") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "Sans chiffrement, les cartes et les NIP passent en clair : ne l’utilisez que par un réseau privé.")
			},
			Default: "tls",
			Choices: []library.Choice{
				{Value: "tls", Label: plainText("TLS")},
				{Value: "aucun", Label: func(ctx context.Context) string { return i18n.T(ctx, "Aucun") }},
			}},
		{Name: "empreinte", Kind: library.TextField, Label: func(ctx context.Context) string { return i18n.T(ctx, "Empreinte du certificat") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "SHA-256, 64 chiffres. Seulement si le serveur a signé son propre certificat.")
			}},
		{Name: "compte", Kind: library.TextField, Label: func(ctx context.Context) string { return i18n.T(ctx, "Compte de service") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "Celui que la bibliothèque nous donne. Laissez vide si le serveur n’en demande pas.")
			}},
		{Name: "motdepasse", Kind: library.SecretField, Label: func(ctx context.Context) string { return i18n.T(ctx, "Mot de passe du compte") }},
		{Name: "lieu", Kind: library.TextField, Label: func(ctx context.Context) string { return i18n.T(ctx, "Code du lieu") },
			Hint: func(ctx context.Context) string { return i18n.T(ctx, "Champ CP. Souvent vide.") }},
		{Name: "etablissement", Kind: library.TextField, Label: func(ctx context.Context) string { return i18n.T(ctx, "Code de l’établissement") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "Champ AO. Vide, nous prenons celui que le serveur se donne.")
			}},
		{Name: "terminal", Kind: library.SecretField, Label: func(ctx context.Context) string { return i18n.T(ctx, "Mot de passe du terminal") },
			Hint: func(ctx context.Context) string { return i18n.T(ctx, "Champ AC. Presque toujours vide.") }},
	}
}

// speechFields are how the server writes.
func speechFields() []library.Field {
	return []library.Field{
		{Name: "encodage", Kind: library.ChoiceField, Default: string(UTF8), Label: func(ctx context.Context) string { return i18n.T(ctx, "Jeu de caractères") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "Si les accents des titres sortent mal, essayez-en un autre.")
			},
			Choices: []library.Choice{
				{Value: string(UTF8), Label: plainText("UTF-8")}, {Value: string(CP850), Label: plainText("CP850")},
				{Value: string(Latin1), Label: plainText("ISO 8859-1")}, {Value: string(Latin9), Label: plainText("ISO 8859-15")}, {Value: string(ASCII), Label: plainText("ASCII")},
			}},
		{Name: "fin", Kind: library.ChoiceField, Default: "cr", Label: func(ctx context.Context) string { return i18n.T(ctx, "Fin des messages") },
			Choices: []library.Choice{{Value: "cr", Label: plainText("CR")}, {Value: "crlf", Label: plainText("CR LF")}}},
		{Name: "controle", Kind: library.ChoiceField, Default: string(Warn), Label: func(ctx context.Context) string { return i18n.T(ctx, "Somme de contrôle") },
			Choices: []library.Choice{
				{Value: string(Strict), Label: func(ctx context.Context) string { return i18n.T(ctx, "Exigée : toute erreur refuse la réponse") }},
				{Value: string(Warn), Label: func(ctx context.Context) string {
					return i18n.T(ctx, "Envoyée, sans refuser les réponses qui en manquent")
				}},
				{Value: string(Off), Label: func(ctx context.Context) string { return i18n.T(ctx, "Ni envoyée ni lue") }},
			}},
		{Name: "langue", Kind: library.ChoiceField, Default: "002", Label: func(ctx context.Context) string { return i18n.T(ctx, "Langue demandée au serveur") },
			Choices: []library.Choice{
				{Value: "002", Label: func(ctx context.Context) string { return i18n.T(ctx, "Français") }},
				{Value: "011", Label: func(ctx context.Context) string { return i18n.T(ctx, "Français du Canada") }},
				{Value: "001", Label: func(ctx context.Context) string { return i18n.T(ctx, "Anglais") }},
			}},
		{Name: "dates", Kind: library.ChoiceField, Default: "jour", Label: func(ctx context.Context) string { return i18n.T(ctx, "Dates comme 11/12/2026") },
			Choices: []library.Choice{
				{Value: "jour", Label: func(ctx context.Context) string { return i18n.T(ctx, "11 décembre : le jour d’abord") }},
				{Value: "mois", Label: func(ctx context.Context) string { return i18n.T(ctx, "12 novembre : le mois d’abord") }},
			}},
	}
}

// habitFields are what the server means, and how much it bears.
func habitFields() []library.Field {
	return []library.Field{
		{Name: "reservations", Kind: library.ChoiceField, Default: "pretes", Label: func(ctx context.Context) string { return i18n.T(ctx, "Liste des réservations") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "Les fournisseurs ne comptent pas de la même façon. Essayez avec une carte qui a une réservation en attente.")
			},
			Choices: []library.Choice{
				{Value: "pretes", Label: func(ctx context.Context) string { return i18n.T(ctx, "Seulement celles qui sont prêtes") }},
				{Value: "toutes", Label: func(ctx context.Context) string { return i18n.T(ctx, "Toutes, celles qui attendent aussi") }},
			}},
		{Name: "nip", Kind: library.ChoiceField, Default: "toujours", Label: func(ctx context.Context) string { return i18n.T(ctx, "NIP de la carte") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "L’essai avec une carte dit si la bibliothèque répond sans NIP. Alors, choisissez de ne pas le garder.")
			},
			Choices: []library.Choice{
				{Value: "toujours", Label: func(ctx context.Context) string { return i18n.T(ctx, "Gardé, chiffré : il va avec chaque question") }},
				{Value: "jamais", Label: func(ctx context.Context) string {
					return i18n.T(ctx, "Jamais gardé : il ne sert qu’à lier la carte")
				}},
			}},
		{Name: "connexions", Kind: library.NumberField, Default: "2", Label: func(ctx context.Context) string { return i18n.T(ctx, "Connexions à la fois") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "De 1 à 8. Certains serveurs n’en prennent qu’une par compte.")
			}},
		{Name: "page", Kind: library.NumberField, Default: "50", Label: func(ctx context.Context) string { return i18n.T(ctx, "Lignes demandées à la fois") }},
		{Name: "repos", Kind: library.NumberField, Default: "30", Label: func(ctx context.Context) string { return i18n.T(ctx, "Repos d’une connexion, en secondes") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "Sans question, nous la fermons après ce temps. Zéro la ferme tout de suite.")
			}},
		{Name: "duree", Kind: library.NumberField, Default: "600", Label: func(ctx context.Context) string { return i18n.T(ctx, "Vie d’une connexion, en secondes") }},
	}
}

// plainText is a name that is the same in every language.
func plainText(name string) text { return func(context.Context) string { return name } }
