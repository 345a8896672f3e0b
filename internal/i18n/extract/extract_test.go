package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const room = `package room

const closed = "La demande est fermée."

func f(ctx context.Context, n int) error {
	i18n.T(ctx, "Envoyer")
	i18n.TN(ctx, "%d demande", "%d demandes", n)
	w.Header().Add("Vary", "Accept Encoding")
	var problems fault.Problems
	problems.Add("nom", "Écrivez votre nom.")
	_ = []fault.Field{{Name: "age", Message: "L’âge est de trop."}, {"rue", "La rue manque."}}
	_ = fault.Wrap(fault.Invalid, err, "Revenez" + " demain.")
	_ = wrong("lieu", "Choisissez un lieu.")
	within("part", n < 50, "La part est trop grande.")
	w.add("jour", "Choisissez un jour.")
	_ = []wrong{{"flux", "Choisissez un flux."}}
	return fault.New(fault.Conflict, closed)
}
`

const page = `package room

templ page() {
	<p>{ i18n.T(ctx, "Bonjour, %s (citoyen)", name(")")) }</p>
	@ui.Submit(i18n.TN(ctx, "Une photo", "%d photos", n))
}
`

func town(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"room.go": room, "room.templ": page,
		"room_test.go":  `package room; var _ = i18n.T(ctx, "Un essai")`,
		"room_templ.go": `package room; var _ = i18n.T(ctx, "Du code généré")`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestEverySentenceForPeopleIsCollected(t *testing.T) {
	found, err := collect([]string{town(t)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range found {
		got = append(got, strings.TrimSuffix(s.one+"|"+s.many, "|"))
	}
	want := []string{
		"%d demande|%d demandes", "Choisissez un flux.", "Choisissez un jour.", "Choisissez un lieu.", "Envoyer", "La demande est fermée.",
		"La part est trop grande.", "La rue manque.", "L’âge est de trop.", "Revenez demain.", "Écrivez votre nom.",
		"Bonjour, %s (citoyen)", "Une photo|%d photos",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("collected (-want +got):\n%s", diff)
	}
}

func TestASentenceThatIsNoLiteralIsRefused(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a\nvar _ = i18n.T(ctx, text)\n"), 0o600)
	_, err := collect([]string{dir})
	if err == nil || !strings.Contains(err.Error(), "a.go:2") {
		t.Errorf("got %v, want the line of the call", err)
	}
}

func TestTheCatalogueIsKeptInStep(t *testing.T) {
	dir := town(t)
	po := filepath.Join(t.TempDir(), "en.po")
	old := header + "\nmsgid \"Envoyer\"\nmsgstr \"Send\"\n\nmsgid \"Parti\"\nmsgstr \"Gone\"\n"
	if err := os.WriteFile(po, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	err := run(po, []string{dir}, false)
	for _, want := range []string{`missing: ` + filepath.ToSlash(dir) + `/room.go: "Revenez demain."`, `dead: "Parti"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to list %s", err, want)
		}
	}
	if err := run(po, []string{dir}, true); err != nil {
		t.Fatal(err)
	}
	next, err := os.ReadFile(po)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(next); strings.Contains(text, "Parti") || !strings.Contains(text, `msgstr "Send"`) || !strings.Contains(text, `msgid_plural "%d demandes"`) {
		t.Errorf("the catalogue became\n%s", text)
	}
	if err := run(po, []string{dir}, false); err == nil || !strings.Contains(err.Error(), "untranslated") || strings.Contains(err.Error(), "missing") {
		t.Errorf("got %v, want only untranslated sentences", err)
	}
}

func TestATranslationKeepsTheVerbs(t *testing.T) {
	for french, english := range map[string]string{"%d sur %s": "%d of %s", "Gardez 50 % de tout": "Keep 50% of all", "%s puis %s": "%[2]s then %[1]s"} {
		if !sameVerbs(french, english) {
			t.Errorf("%q and %q: want the same verbs", french, english)
		}
	}
	if sameVerbs("%d sur %s", "%s of %d") {
		t.Error("swapped verbs went unseen")
	}
}
