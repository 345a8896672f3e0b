package schema

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestTheModelPageTellsOfEveryTable(t *testing.T) {
	page, err := os.ReadFile("../../docs/model.md")
	if err != nil {
		t.Fatal(err)
	}
	table, renamed := regexp.MustCompile(`CREATE TABLE (\w+)`), regexp.MustCompile(`ALTER TABLE (\w+) RENAME TO`)
	err = fs.WalkDir(files, "migrations", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := files.ReadFile(path)
		passing := map[string]bool{} // passing are tables that take the place of another one at once.
		for _, m := range renamed.FindAllStringSubmatch(string(body), -1) {
			passing[m[1]] = true
		}
		for _, m := range table.FindAllStringSubmatch(string(body), -1) {
			if !passing[m[1]] && !strings.Contains(string(page), "`"+m[1]+"`") {
				t.Errorf("docs/model.md does not tell of %s", m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
