package accounts_test

import (
	"context"
	"fmt"

	"sem/internal/accounts"
)

// A room that lets somebody choose a password shows the sentence beside the question.
func ExampleWrongPassword() {
	ctx := context.Background()
	fmt.Println(accounts.WrongPassword(ctx, "motdepasse2026", accounts.ShortestAlone))
	fmt.Println(accounts.WrongPassword(ctx, "tremblay en vacances", accounts.ShortestAlone, "Marie Tremblay"))
	fmt.Printf("%q\n", accounts.WrongPassword(ctx, "girafe bleue sous escalier", accounts.ShortestAlone))
	// Output:
	// Ce mot de passe est dans les listes des fraudeurs. Réunissez plutôt quatre mots sans lien entre eux.
	// Ce mot de passe contient « tremblay », qu’on essaierait en premier. Choisissez des mots sans lien avec vous ou la Ville.
	// ""
}
