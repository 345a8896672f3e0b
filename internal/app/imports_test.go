package app_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sem/internal/app"
	"sem/internal/config"
	"sem/internal/db"
)

// placesFile writes a file of so many places, whose names end in a word.
func placesFile(t *testing.T, n int, word string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i := range n {
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `{"type":"Feature","properties":{"id":"%d","nom":"Parc %d %s","categorie":"parc"},"geometry":{"type":"Point","coordinates":[-73.9,45.56]}}`, i, i, word)
	}
	b.WriteString("]}")
	name := filepath.Join(t.TempDir(), "parcs.geojson")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAFileThatReplacesMuchWaitsForAYes(t *testing.T) {
	c := settings(t, config.Given{"data": t.TempDir(), "admin_addr": "off"})
	bring := func(file string, o app.ImportOptions) (string, error) {
		var out bytes.Buffer
		o.Kind, o.Files, o.Out = "places", []string{file}, &out
		err := app.Import(t.Context(), c, o)
		return out.String(), err
	}
	if said, err := bring(placesFile(t, 100, ""), app.ImportOptions{}); err != nil || !strings.Contains(said, "100 added") {
		t.Fatalf("the first file: %v, %s", err, said)
	}
	half := placesFile(t, 50, "")
	if _, err := bring(half, app.ImportOptions{}); err == nil || !strings.Contains(err.Error(), "50 of the 100") || !strings.Contains(err.Error(), "--approve") {
		t.Errorf("half a file: %v; want a refusal", err)
	}
	if said, err := bring(half, app.ImportOptions{DryRun: true}); err != nil || !strings.Contains(said, "--approve") {
		t.Errorf("a look at half a file: %v, %s", err, said)
	}
	if said, err := bring(placesFile(t, 100, ""), app.ImportOptions{}); err != nil || !strings.Contains(said, "100 unchanged") {
		t.Errorf("after the refusal: %v, %s; want all as it was", err, said)
	}
	if said, err := bring(half, app.ImportOptions{Approve: true}); err != nil || !strings.Contains(said, "50 gone") {
		t.Errorf("half a file with a yes: %v, %s", err, said)
	}
}

func TestOneImportRunsAtATimeAndIsJournaled(t *testing.T) {
	c := settings(t, config.Given{"data": t.TempDir(), "admin_addr": "off"})
	if err := app.Migrate(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), db.Settings{File: c.DatabaseFile()})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	release, ok, err := d.Alone(t.Context(), "import")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	people := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(people, []byte("reference,prenom,nom,courriel\n1,Zoé,Essai,zoe@courriel.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := app.ImportOptions{Kind: "people", Files: []string{people}, Out: &bytes.Buffer{}}
	if err := app.Import(t.Context(), c, o); err == nil || !strings.Contains(err.Error(), "under way") {
		t.Errorf("beside another import: %v", err)
	}
	release()
	if err := app.Import(t.Context(), c, o); err != nil {
		t.Fatal(err)
	}
	var detail string
	if err := d.QueryRow(t.Context(), `SELECT detail FROM journal_entry WHERE action = 'import made' AND object = 'people'`).Scan(&detail); err != nil || detail != "1 added, 0 changed, 0 gone" {
		t.Errorf("the journal says %q, %v", detail, err)
	}
}
