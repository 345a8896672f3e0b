package neighbourhood

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/text"
)

// Category is a kind of place.
type Category struct {
	Code   string `toml:"code"`
	French string `toml:"fr"`
	Eng    string `toml:"en"`
	Icon   string `toml:"icon"` // Icon is one of the sprite.
	Tone   string `toml:"tone"` // Tone is the colour of its number on the plan: eco, par, ser, bus, san, spo.
	Hidden bool   `toml:"-"`    // Hidden categories are offered to nobody, nor their places.
}

// In is the name of the category in the language of ctx.
func (c Category) In(ctx context.Context) string {
	if i18n.Lang(ctx) == i18n.English && c.Eng != "" {
		return c.Eng
	}
	return c.French
}

//go:embed categories.toml mappings/*.toml
var cityFiles embed.FS

// firstCategories are those a city is given.
var firstCategories = sync.OnceValue(func() []Category {
	var file struct{ Category []Category }
	if _, err := toml.DecodeFS(cityFiles, "categories.toml", &file); err != nil {
		panic(fmt.Sprintf("categories.toml: %v", err))
	}
	return file.Category
})

// otherPlace is the category of what fits no other.
const otherPlace = "autre"

// Tones are the colours a category may have.
func Tones() []string { return []string{"eco", "par", "ser", "bus", "san", "spo"} }

// merged are the first categories as the city changed them, then those it added.
func merged(changed []Category) []Category {
	all := slices.Clone(firstCategories())
	for _, c := range changed {
		if i := slices.IndexFunc(all, func(a Category) bool { return a.Code == c.Code }); i >= 0 {
			all[i] = c
			continue
		}
		all = append(all, c)
	}
	return all
}

// cleaned is the category as it is kept, or what is wrong with it.
func (c Category) cleaned() (Category, error) {
	var wrong fault.Problems
	c.French, c.Eng = text.Clip(text.SafeLine(c.French), 60), text.Clip(text.SafeLine(c.Eng), 60)
	if c.Code == "" {
		c.Code = strings.Join(text.Tokens(c.French), "-")
	}
	if c.French == "" || c.Code == "" { // Signs alone are no name.
		wrong.Add("nom", "Écrivez le nom de la catégorie.")
	}
	if !slices.Contains(Tones(), c.Tone) {
		c.Tone = "bus"
	}
	if c.Icon == "" {
		c.Icon = "i-map-pin"
	}
	return c, wrong.Err()
}
