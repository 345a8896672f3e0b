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
	table := regexp.MustCompile(`CREATE TABLE (\w+)`)
	err = fs.WalkDir(files, "migrations", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := files.ReadFile(path)
		for _, m := range table.FindAllStringSubmatch(string(body), -1) {
			if !strings.Contains(string(page), "`"+m[1]+"`") {
				t.Errorf("docs/model.md does not tell of %s", m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
