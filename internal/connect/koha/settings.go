package koha

import (
	"context"
	"net/url"
	"strings"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/library"
)

// Codes of the drivers, kept in the database.
const (
	RESTCode  = "koha"
	ILSDICode = "koha-ilsdi"
)

// REST is the driver of Koha's REST interface.
func REST(c clock.Clock) library.Driver {
	open := func(s library.Settings) (*rest, error) {
		given, err := read(s, true)
		if err != nil {
			return nil, err
		}
		return newREST(given.base, given.local, given.account, c), nil
	}
	return library.Driver{
		Code: RESTCode,
		Name: func(ctx context.Context) string { return i18n.T(ctx, "Koha (interface REST)") },
		Text: func(ctx context.Context) string {
			return i18n.T(ctx, "Pour une bibliothèque qui a Koha 23.05 ou plus récent et peut ouvrir un compte de service.")
		},
		Fields: restFields(),
		Check: func(s library.Settings) error {
			_, err := read(s, true)
			return err
		},
		Open: func(s library.Settings) (library.System, error) {
			system, err := open(s)
			if err != nil {
				return nil, err
			}
			return system, nil
		},
		Try: func(ctx context.Context, s library.Settings, card library.Key) []library.Step {
			system, err := open(s)
			if err != nil {
				return []library.Step{badSettings(ctx, err)}
			}
			defer system.Close()
			return system.try(ctx, card)
		},
	}
}

// ILSDI is the driver of Koha's ILS-DI interface.
func ILSDI(c clock.Clock) library.Driver {
	open := func(s library.Settings) (*ilsdi, error) {
		given, err := read(s, false)
		if err != nil {
			return nil, err
		}
		return newILSDI(given.base, given.local, c), nil
	}
	return library.Driver{
		Code: ILSDICode,
		Name: func(ctx context.Context) string { return i18n.T(ctx, "Koha (interface ILS-DI)") },
		Text: func(ctx context.Context) string {
			return i18n.T(ctx, "Pour un Koha plus ancien, ou sans compte de service. Les prêts sont lus et prolongés; Koha ne dit pas d’avance lesquels peuvent l’être.")
		},
		Fields: ilsdiFields(),
		Check: func(s library.Settings) error {
			_, err := read(s, false)
			return err
		},
		Open: func(s library.Settings) (library.System, error) {
			system, err := open(s)
			if err != nil {
				return nil, err
			}
			return system, nil
		},
		Try: func(ctx context.Context, s library.Settings, card library.Key) []library.Step {
			system, err := open(s)
			if err != nil {
				return []library.Step{badSettings(ctx, err)}
			}
			defer system.Close()
			return system.try(ctx, card)
		},
	}
}

func restFields() []library.Field {
	return []library.Field{
		{
			Name: "adresse", Kind: library.TextField, Needed: true,
			Label: func(ctx context.Context) string { return i18n.T(ctx, "Adresse du Koha") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "L’adresse de l’interface du personnel ou du catalogue, par exemple https://koha.bibliotheque.ca.")
			},
		},
		{
			Name: "acces", Kind: library.ChoiceField, Default: "oauth", Needed: true,
			Label: func(ctx context.Context) string { return i18n.T(ctx, "Accès") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "Le compte a les droits borrowers, circulate_remaining_permissions, place_holds et remaining_permissions.")
			},
			Choices: []library.Choice{
				{Value: "oauth", Label: func(ctx context.Context) string {
					return i18n.T(ctx, "Clé d’API (préférence RESTOAuth2ClientCredentials)")
				}},
				{Value: "basic", Label: func(ctx context.Context) string {
					return i18n.T(ctx, "Nom et mot de passe (préférence RESTBasicAuth)")
				}},
			},
		},
		{
			Name: "compte", Kind: library.TextField, Needed: true,
			Label: func(ctx context.Context) string { return i18n.T(ctx, "Compte de service") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "L’identifiant de la clé, ou le nom d’utilisateur du compte.")
			},
		},
		{
			Name: "secret", Kind: library.SecretField, Needed: true,
			Label: func(ctx context.Context) string { return i18n.T(ctx, "Secret") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "Le secret de la clé, ou le mot de passe du compte.")
			},
		},
		privateField(),
	}
}

func ilsdiFields() []library.Field {
	return []library.Field{
		{
			Name: "adresse", Kind: library.TextField, Needed: true,
			Label: func(ctx context.Context) string { return i18n.T(ctx, "Adresse du catalogue") },
			Hint: func(ctx context.Context) string {
				return i18n.T(ctx, "Par exemple https://catalogue.bibliotheque.ca. La bibliothèque active la préférence ILS-DI et inscrit l’adresse IP de ce serveur dans ILS-DI:AuthorizedIPs.")
			},
		},
		privateField(),
	}
}

func privateField() library.Field {
	return library.Field{
		Name: "prive", Kind: library.YesNoField, Travels: true,
		Label: func(ctx context.Context) string {
			return i18n.T(ctx, "Le serveur est dans le réseau privé de la ville")
		},
		Hint: func(ctx context.Context) string {
			return i18n.T(ctx, "Permet une adresse privée, et http:// pour elle seule. Sinon, l’adresse est publique et commence par https://.")
		},
	}
}

// settings are good settings.
type settings struct {
	base    *url.URL
	local   bool
	account account
}

// read reads settings, or finds what is wrong with each field.
func read(given library.Settings, needsAccount bool) (settings, error) {
	var (
		wrong fault.Problems
		err   error
	)
	s := settings{local: given["prive"] != ""}
	if s.base, err = parseBase(given["adresse"], s.local); err != nil {
		wrong.Add("adresse", wrongAddress(given["adresse"], s.local))
	} else {
		s.base.Path = strings.TrimSuffix(s.base.Path, "/api/v1")
	}
	if needsAccount {
		s.account = account{name: strings.TrimSpace(given["compte"]), secret: given["secret"], basic: given["acces"] == "basic"}
		if a := given["acces"]; a != "" && a != "oauth" && a != "basic" {
			wrong.Add("acces", "Choisissez comment le compte est reconnu.")
		}
		if s.account.name == "" {
			wrong.Add("compte", "Entrez le compte de service que la bibliothèque vous a donné.")
		}
		if s.account.secret == "" {
			wrong.Add("secret", "Entrez le secret de ce compte.")
		}
		if s.account.basic && strings.Contains(s.account.name, ":") {
			wrong.Add("compte", "Un nom d’utilisateur n’a pas de deux-points.")
		}
	}
	return s, wrong.Err()
}

func wrongAddress(given string, local bool) string {
	given = strings.TrimSpace(given)
	switch {
	case given == "":
		return "Entrez l’adresse, par exemple https://koha.bibliotheque.ca."
	case strings.HasPrefix(given, "http://") && !local:
		return "Une adresse publique commence par https://, pour que les NIP voyagent chiffrés."
	}
	return "Entrez une adresse complète et sans mot de passe, par exemple https://koha.bibliotheque.ca."
}
