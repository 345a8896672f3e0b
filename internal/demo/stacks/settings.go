package stacks

import "sem/internal/library"

// Driver is the code of the driver that reaches the library.
const Driver = "sip2"

// Settings are those of the driver for the demonstration's library.
func Settings() library.Settings {
	return library.Settings{
		"adresse": Host, "port": Port, "chiffrement": "aucun", "encodage": "utf8", "etablissement": "BIBLIO", "controle": "strict", "connexions": "4",
	}
}
