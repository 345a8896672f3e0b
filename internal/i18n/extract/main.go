// Command extract keeps locales/en.po in step with the French sentences of the code. It
// reads every Go and templ file under internal and cmd, except tests and generated files,
// and collects the literals given to i18n.T, i18n.TN and i18n.Translate, the messages of faults, and
// the problems of forms.
//
// Without a flag it fails when a sentence has no entry, no translation, or an entry no
// sentence, and lists them. With -update it adds the missing entries, untranslated, and
// removes the dead ones.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	update := flag.Bool("update", false, "add missing entries and remove dead ones")
	po := flag.String("po", "internal/i18n/locales/en.po", "the catalogue")
	flag.Parse()
	roots := flag.Args()
	if len(roots) == 0 {
		roots = []string{"internal", "cmd"}
	}
	if err := run(*po, roots, *update); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(po string, roots []string, update bool) error {
	found, err := collect(roots)
	if err != nil {
		return err
	}
	catalogue, err := readCatalogue(po)
	if err != nil {
		return err
	}
	if update {
		return os.WriteFile(po, catalogue.with(found).bytes(), 0o644)
	}
	return catalogue.check(found)
}
