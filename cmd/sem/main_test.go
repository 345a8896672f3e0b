package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestWrongUsageIsToldApart(t *testing.T) {
	for _, line := range []string{"frobnicate", "import trees x", "import people", "staff", "demo --size huge", "staff add a@b.example --name X --role mayor", "backup", "restore /no/such/file", "demo --now yesterday"} {
		if _, err := parse(strings.Fields(line)); err == nil {
			t.Errorf("sem %s was taken", line)
		}
	}
	for _, line := range []string{"serve --data d --addr 127.0.0.1:1 --set city.name=Laval", "demo --size city --now 2026-09-02T09:00:00-04:00", "doctor --journal", "version", "migrate --database postgres://x/y"} {
		if _, err := parse(strings.Fields(line)); err != nil {
			t.Errorf("sem %s: %v", line, err)
		}
	}
}

func TestExitStatusesSayWhatHappened(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	sem := filepath.Join(t.TempDir(), "sem")
	if out, err := exec.Command("go", "build", "-o", sem, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, people := t.TempDir(), filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(people, []byte("reference,prenom,nom,courriel\n1,Zoé,Essai,zoe@courriel.example\n2,,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line   string
		status int
		says   string
	}{
		{"version", done, "sem "},
		{"frobnicate", wrongUsage, "frobnicate"},
		{"import trees " + people, wrongUsage, "trees"},
		{"doctor --data " + data, done, "none yet"},
		{"doctor --data " + data + " --set addr=nowhere", refused, "addr"},
		{"migrate --data " + data, done, ""},
		{"import roll --data " + data + " " + people, refused, people + ":1: "},
		{"doctor --journal --data " + data, done, "nothing was touched"},
		{"import people --dry-run --data " + data + " " + people, refused, people + ":3: "},
		{"staff add zoe@ville.example --name Zoé --role agent --data " + data, done, "/connexion/activer?jeton="},
		{"staff add zoe@ville.example --name Zoé --role agent --data " + data, refused, "courriel"},
		{"backup " + filepath.Join(data, "b.sem") + " --data " + data, done, "backup: sem.db"},
		{"restore " + filepath.Join(data, "b.sem") + " --data " + data, refused, "restored into an empty database only"},
	} {
		var out bytes.Buffer
		cmd := exec.Command(sem, strings.Fields(c.line)...)
		cmd.Stdout, cmd.Stderr = &out, &out
		err := cmd.Run()
		status := done
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			status = exit.ExitCode()
		}
		if status != c.status || !strings.Contains(out.String(), c.says) {
			t.Errorf("sem %s: status %d, want %d with %q; it said:\n%s", c.line, status, c.status, c.says, &out)
		}
	}
}
