package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/leonelquinteros/gotext"
)

// entry is a sentence with its English: one form, or two when it has a plural.
type entry struct {
	sentence
	english [2]string
}

func (e entry) key() string {
	if e.many != "" {
		return e.one + "\x00"
	}
	return e.one
}

func (e entry) translated() bool {
	return e.english[0] != "" && (e.many == "" || e.english[1] != "")
}

type catalogue struct{ entries []entry }

func readCatalogue(path string) (catalogue, error) {
	var c catalogue
	source, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	po := gotext.NewPo()
	po.Parse(source)
	for _, t := range po.GetDomain().GetTranslations() {
		if t.ID == "" {
			continue
		}
		c.entries = append(c.entries, entry{sentence{one: t.ID, many: t.PluralID}, [2]string{t.Trs[0], t.Trs[1]}})
	}
	return c, nil
}

// check lists everything that keeps the catalogue from being whole.
func (c catalogue) check(found []sentence) error {
	known := map[string]entry{}
	for _, e := range c.entries {
		known[e.key()] = e
	}
	var problems []error
	for _, s := range found {
		e, ok := known[entry{sentence: s}.key()]
		switch {
		case !ok:
			problems = append(problems, fmt.Errorf("missing: %s: %q", s.file, s.one))
		case !e.translated():
			problems = append(problems, fmt.Errorf("untranslated: %s: %q", s.file, s.one))
		case !sameVerbs(s.one, e.english[0]) || s.many != "" && !sameVerbs(s.many, e.english[1]):
			problems = append(problems, fmt.Errorf("verbs differ: %s: %q", s.file, s.one))
		}
		delete(known, e.key())
	}
	for _, e := range c.entries {
		if _, dead := known[e.key()]; dead {
			problems = append(problems, fmt.Errorf("dead: %q", e.one))
		}
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(problems...)
}

var verb = regexp.MustCompile(`%[-+#0-9.\[\]]*[a-zA-Z]`)

// sameVerbs tells whether a translation is filled by the same values in the same order.
func sameVerbs(french, english string) bool {
	return slices.Equal(verb.FindAllString(french, -1), verb.FindAllString(english, -1)) || strings.Contains(english, "%[")
}

// with is the catalogue of exactly the found sentences, with the English already known.
func (c catalogue) with(found []sentence) catalogue {
	known := map[string][2]string{}
	for _, e := range c.entries {
		known[e.key()] = e.english
	}
	var next catalogue
	for _, s := range found {
		e := entry{sentence: s}
		e.english = known[e.key()]
		next.entries = append(next.entries, e)
	}
	return next
}

const header = `msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
`

func (c catalogue) bytes() []byte {
	var b strings.Builder
	b.WriteString(header)
	for _, e := range c.entries {
		fmt.Fprintf(&b, "\n#: %s\n", e.file)
		if strings.Contains(e.one+e.many, "%") {
			b.WriteString("#, c-format\n")
		}
		fmt.Fprintf(&b, "msgid %s\n", quote(e.one))
		if e.many == "" {
			fmt.Fprintf(&b, "msgstr %s\n", quote(e.english[0]))
			continue
		}
		fmt.Fprintf(&b, "msgid_plural %s\nmsgstr[0] %s\nmsgstr[1] %s\n", quote(e.many), quote(e.english[0]), quote(e.english[1]))
	}
	return []byte(b.String())
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
}
