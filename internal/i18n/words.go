package i18n

import "context"

// Words are a text of the city in both languages, as an office wrote it.
type Words struct {
	FR string `json:"fr" toml:"fr"`
	EN string `json:"en,omitempty" toml:"en"`
}

// In is the text in the language of ctx; French when there is no other.
func (w Words) In(ctx context.Context) string {
	if Lang(ctx) == English && w.EN != "" {
		return w.EN
	}
	return w.FR
}
