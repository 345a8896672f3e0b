package ui_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"sem/internal/golden"
	"sem/internal/i18n"
	"sem/internal/ui"
)

// drawn is a component as the browser gets it, one element a line.
func drawn(t *testing.T, ctx context.Context, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), "><", ">\n<") + "\n"
}

func TestTheLookOfComponentsIsAsLastSeen(t *testing.T) {
	ctx := context.Background()
	problems := ui.Problems{{Field: "adresse", Message: "Entrez l’adresse"}, {Message: "Réessayez"}}
	for name, c := range map[string]templ.Component{
		"text-field":    ui.TextField(ui.Field{Name: "adresse", Label: "Adresse", Hint: "Numéro et rue", Value: `84, rue "du" Moulin`, Wrong: problems.Wrong("adresse"), Autocomplete: "street-address", Optional: true}),
		"text-area":     ui.TextArea(ui.Field{Name: "message", Label: "Message", Max: 600, Value: "Bonjour"}),
		"password":      ui.PasswordField(ui.Field{Name: "motdepasse", Label: "Mot de passe"}),
		"date-field":    ui.DateField(ui.Date{Field: ui.Field{Name: "naissance", Label: "Date de naissance", Autocomplete: "bday", Wrong: "La date doit être passée"}, Day: "14", Month: "5", Year: "2062"}),
		"radios":        ui.Radios(ui.Field{Name: "canal", Label: "Comment?", Value: "tel", Options: []ui.Option{{Value: "courriel", Label: "Courriel"}, {Value: "tel", Label: "Téléphone", Hint: "Le jour"}}}),
		"error-summary": ui.ErrorSummary(problems),
		"buttons":       templ.Join(ui.Submit("Envoyer"), ui.Button(ui.ButtonOf{Label: "Inscrire", Disabled: "Ouvre jeudi"}), ui.LinkButton("Voir", "/demandes")),
		"progress":      ui.Progress([]ui.ProgressStep{{Label: "Reçue", When: "28 août", Done: true}, {Label: "Travaux", Current: true}, {Label: "Réglée"}}),
		"thread":        ui.Thread([]ui.ThreadItem{{Person: ui.WhoOf{Name: "Martin Gagnon", City: true}, Author: "Martin Gagnon", From: "Travaux publics", Meta: "hier", Lines: []string{"Merci <b>"}, Internal: true}, {Icon: "i-wrench", Title: "Travaux prévus", Meta: "hier"}}),
		"table":         ui.Table(ui.TableOf{Caption: "Demandes", Columns: []ui.ColumnOf{{Label: "Titre"}, {Label: "Temps", Sort: "?tri=temps", Sorted: "ascending", Right: true}}, Rows: []ui.RowOf{{Cells: []ui.Cell{{Text: "Nid-de-poule", Href: "/demandes/1"}, {Body: ui.SLA(ui.SLAOf{Tone: ui.Bad, Text: "En retard", Share: 140})}}}}}),
		"pager":         ui.Pager(ui.PagerOf{From: 1, To: 8, Of: 23, Next: "?page=2"}),
	} {
		golden.Check(t, name+".html", []byte(drawn(t, ctx, c)))
	}
}

func TestWhatNoAnswerCanMendIsNotHeadedAsAnAnswer(t *testing.T) {
	ctx := context.Background()
	refused := drawn(t, ctx, ui.ErrorSummary(ui.Problems{{Message: "La dernière place vient d’être prise."}}))
	if !strings.Contains(refused, "Il y a un problème") || strings.Contains(refused, "à corriger") {
		t.Errorf("a place that is gone is headed:\n%s", refused)
	}
	wrong := drawn(t, ctx, ui.ErrorSummary(ui.Problems{{Field: "lieu", Message: "Dites où"}}))
	if !strings.Contains(wrong, "Une réponse est à corriger") {
		t.Errorf("a wrong answer is headed:\n%s", wrong)
	}
}

func TestAPageWithProblemsSaysSoInItsTitle(t *testing.T) {
	ctx := ui.WithCity(context.Background(), ui.City{Name: "Saint-Eustache"})
	page := drawn(t, ctx, ui.Page(ui.PageOf{Title: "Signaler un problème", Problems: ui.Problems{{Field: "lieu", Message: "Dites où"}}}))
	for _, want := range []string{
		"<title>Erreur\u00a0: Signaler un problème – SEM en ligne – Saint-Eustache</title>",
		`href="#champ-lieu"`, `class="skip" href="#contenu"`, `<main id="contenu"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestThePageSpeaksTheReadersLanguage(t *testing.T) {
	ctx := ui.WithPrefs(context.Background(), ui.Prefs{Lang: i18n.English})
	page := drawn(t, ctx, ui.Page(ui.PageOf{Title: "Requests"}))
	for _, want := range []string{`lang="en-CA"`, "Skip to content", `lang="fr">Français`} {
		if !strings.Contains(page, want) {
			t.Errorf("the English page lacks %q", want)
		}
	}
}

func TestTheCitySpeaksTheReadersLanguage(t *testing.T) {
	city := ui.City{
		Phone: "450 555-0142", Hours: "Le matin", Counter: "À la mairie", Notice: "Démonstration",
		English: ui.CityWords{Hours: "In the morning", Notice: "Demonstration"},
	}
	for lang, wants := range map[i18n.Language][]string{
		i18n.French:  {"Le matin", "À la mairie", "Démonstration"},
		i18n.English: {"In the morning", "À la mairie", "Demonstration"},
	} {
		ctx := ui.WithCity(ui.WithPrefs(context.Background(), ui.Prefs{Lang: lang}), city)
		page := drawn(t, ctx, ui.Page(ui.PageOf{Title: "Aide"}))
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("the page in %s lacks %q", lang, want)
			}
		}
	}
}

func TestEveryIdOfAPageIsItsOwn(t *testing.T) {
	for _, path := range []string{"/styleguide", "/styleguide/guichet"} {
		page := styleguide(t, path, "")
		seen := map[string]bool{}
		for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if seen[m[1]] {
				t.Errorf("%s: the id %s stands twice", path, m[1])
			}
			seen[m[1]] = true
		}
		for _, m := range regexp.MustCompile(` (?:for|aria-describedby|aria-labelledby)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			for _, ref := range strings.Fields(m[1]) {
				if !seen[ref] {
					t.Errorf("%s: nothing has the id %s", path, ref)
				}
			}
		}
		for _, m := range regexp.MustCompile(`<use href="#([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if !seen[m[1]] {
				t.Errorf("%s: the icon %s is not drawn", path, m[1])
			}
		}
	}
}

func TestPagesHoldNothingThatThePolicyForbids(t *testing.T) {
	for _, path := range []string{"/styleguide", "/styleguide/guichet"} {
		page := styleguide(t, path, "")
		for _, forbidden := range []string{" style=", "<style", " onclick=", " onsubmit=", "javascript:", "<script>", " title="} {
			if strings.Contains(page, forbidden) {
				t.Errorf("%s holds %q", path, forbidden)
			}
		}
	}
}

func styleguide(t *testing.T, path, encoding string) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	ui.Mux(ui.StyleguideRoutes(), ui.Options{Log: slog.New(slog.DiscardHandler), City: ui.City{Name: "Saint-Eustache", Phone: "450 555-0142", Counter: "Au comptoir"}}).ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: status %d", path, w.Code)
	}
	return w.Body.String()
}

// first visit is at most 100 KB on the wire; the HTML of an ordinary page takes its share.
func TestAFirstVisitStaysLight(t *testing.T) {
	page := len(styleguide(t, "/styleguide", "gzip"))
	total := page
	for _, name := range []string{"sem.css", "sem.js", "public-sans.woff2", "literata.woff2"} {
		total += wire(t, name)
	}
	t.Logf("styleguide %d, css %d, desk %d, home %d, script %d, in all %d bytes", page, wire(t, "sem.css"), wire(t, "desk.css"), wire(t, "home.css"), wire(t, "sem.js"), total)
	if total > 100<<10 {
		t.Errorf("a first visit weighs %d bytes, want at most 100 KB", total)
	}
}

func wire(t *testing.T, name string) int {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, ui.AssetPath(name), nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	ui.Mux(nil, ui.Options{Log: slog.New(slog.DiscardHandler)}).ServeHTTP(w, r)
	if w.Header().Get("Content-Encoding") == "gzip" {
		if _, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes())); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	return w.Body.Len()
}

func TestOnlyTokensNameColours(t *testing.T) {
	colour := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(`)
	css := os.DirFS("assets/css")
	files, err := fs.Glob(css, "*.css")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d style sheets, err %v", len(files), err)
	}
	for _, name := range files {
		if strings.Contains(name, "tokens") {
			continue
		}
		text, err := fs.ReadFile(css, name)
		if err != nil {
			t.Fatal(err)
		}
		if m := colour.Find(text); m != nil {
			t.Errorf("%s names the colour %s", name, m)
		}
	}
}

// A person who lets the device choose must see at night what one who chose dark sees.
func TestBothWaysToTheDarkThemeAgree(t *testing.T) {
	for _, name := range []string{"assets/css/tokens.css", "assets/css/panorama-tokens.css", "assets/css/map-tokens.css"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		flat := strings.Join(strings.Fields(string(text)), " ")
		auto := regexp.MustCompile(`:root:not\(\[data-theme\]\) \{ ([^}]*)\}`).FindStringSubmatch(flat)
		chosen := regexp.MustCompile(`:root\[data-theme="?dark"?\] \{ ([^}]*)\}`).FindStringSubmatch(flat)
		if auto == nil || chosen == nil || auto[1] != chosen[1] {
			t.Errorf("%s: the two dark themes differ", name)
		}
	}
}
