package leisure

import (
	"context"

	"sem/internal/i18n"
	"sem/internal/text"
)

// CategoryWords is the name of a category in the language of the reader. What the city
// invents itself is shown as it wrote it.
func CategoryWords(ctx context.Context, category string) string {
	switch text.Fold(category) {
	case "aquatique":
		return i18n.T(ctx, "Aquatique")
	case "sport", "sports":
		return i18n.T(ctx, "Sports")
	case "plein air":
		return i18n.T(ctx, "Plein air")
	case "mise en forme":
		return i18n.T(ctx, "Mise en forme")
	case "formation":
		return i18n.T(ctx, "Formation")
	case "arts":
		return i18n.T(ctx, "Arts")
	case "danse":
		return i18n.T(ctx, "Danse")
	case "musique":
		return i18n.T(ctx, "Musique")
	case "petite enfance":
		return i18n.T(ctx, "Petite enfance")
	case "bibliotheque":
		return i18n.T(ctx, "Bibliothèque")
	case "aines":
		return i18n.T(ctx, "Aînés")
	case "camps de jour":
		return i18n.T(ctx, "Camps de jour")
	}
	return category
}
