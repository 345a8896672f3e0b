// Package i18n gives the town its two languages. French is the language of the code: a
// sentence is written in French where it is shown, and that sentence is the key of its
// translation. English comes from locales/en.po, embedded in the program.
//
// A sentence without translation is shown in French, for a person can call about it; the
// catalogue is checked for completeness before a release (see the extract command).
//
// The language of a page and the present moment travel in the context: With and WithNow.
package i18n

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/leonelquinteros/gotext"

	"sem/internal/fault"
)

// Language is the language somebody reads.
type Language string

// The languages of the city hall.
const (
	French  Language = "fr"
	English Language = "en"
)

// Parse is the language that a code such as "en" or "en-CA" names, French by default.
func Parse(code string) Language {
	if strings.HasPrefix(strings.ToLower(code), string(English)) {
		return English
	}
	return French
}

// Tag is the value of the HTML lang attribute.
func (l Language) Tag() string {
	if l == English {
		return "en-CA"
	}
	return "fr-CA"
}

type languageKey struct{}

// With gives ctx the language of its reader.
func With(ctx context.Context, l Language) context.Context {
	return context.WithValue(ctx, languageKey{}, l)
}

// Lang is the language of ctx, French when nobody said.
func Lang(ctx context.Context) Language {
	if l, _ := ctx.Value(languageKey{}).(Language); l == English {
		return English
	}
	return French
}

// T is a French sentence in the language of ctx, its verbs filled by args. The sentence is
// a literal, so that it can be collected and so that its verbs are checked: a percent sign
// is written %%.
func T(ctx context.Context, french string, args ...any) string {
	if Lang(ctx) == French {
		return fmt.Sprintf(french, args...)
	}
	return stopped(fmt.Sprintf(catalogue().sentence(french), args...))
}

// stopped is an English sentence whose last word is a time, "7 p.m.": the stop of the time
// is the stop of the sentence.
func stopped(english string) string { return strings.ReplaceAll(english, ".m..", ".m.") }

// TN is T for a sentence that depends on a number. n fills the first verb, args the next
// ones; a sentence without verb ("Une demande") is given as it is. In French, 0 and 1 are
// singular; in English, only 1.
func TN(ctx context.Context, one, many string, n int, args ...any) string {
	text := many
	switch {
	case Lang(ctx) == English:
		text = catalogue().number(one, many, n)
	case n > -2 && n < 2:
		text = one
	}
	if !strings.Contains(text, "%") {
		return text
	}
	return fmt.Sprintf(text, append([]any{n}, args...)...)
}

// Translate is T for the sentences that reach the page inside a value: faults, and texts
// that a table of the code holds. Any other text is given to T as a literal. Without args
// the sentence is not read as a format.
func Translate(ctx context.Context, french string, args ...any) string {
	text := french
	if Lang(ctx) == English {
		text = catalogue().sentence(french)
	}
	if len(args) == 0 {
		return text
	}
	if Lang(ctx) == English {
		return stopped(fmt.Sprintf(text, args...))
	}
	return fmt.Sprintf(text, args...)
}

// Message is the sentence of a fault in the language of ctx, its verbs filled by its Args.
func Message(ctx context.Context, f *fault.Fault) string {
	return Translate(ctx, f.Message, f.Args...)
}

//go:embed locales/en.po
var englishPO []byte

// translations are the English sentences by their French key.
type translations struct {
	sentences map[string]string
	numbers   map[string][2]string // numbers are by the French singular: one, many
}

var catalogue = sync.OnceValue(func() translations { return read(englishPO) })

func read(po []byte) translations {
	file := gotext.NewPo()
	file.Parse(po)
	c := translations{sentences: map[string]string{}, numbers: map[string][2]string{}}
	for key, entry := range file.GetDomain().GetTranslations() {
		if entry.PluralID != "" {
			if entry.Trs[0] != "" && entry.Trs[1] != "" {
				c.numbers[key] = [2]string{entry.Trs[0], entry.Trs[1]}
			}
			continue
		}
		if key != "" && entry.Trs[0] != "" { // The empty key is the header of the catalogue.
			c.sentences[key] = entry.Trs[0]
		}
	}
	return c
}

func (c translations) sentence(french string) string {
	if english, ok := c.sentences[french]; ok {
		return english
	}
	return french
}

func (c translations) number(one, many string, n int) string {
	forms, ok := c.numbers[one]
	if !ok {
		forms = [2]string{one, many}
	}
	if n == 1 || n == -1 {
		return forms[0]
	}
	return forms[1]
}
