package text_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sem/internal/text"
)

func TestSearchesSeeThroughAccentsHyphensAndSaints(t *testing.T) {
	for typed, want := range map[string]string{
		"Saint-Eustache":     "saint eustache",
		"St. Eustache":       "saint eustache",
		"STE-MARTHE":         "sainte marthe",
		"Côté d’Œuvre":       "cote d oeuvre",
		"L'Écuyer":           "l ecuyer",
		"  Jean - François ": "jean francois",
		"Stéphane":           "stephane",
		"J7R 1A1":            "j7r 1a1",
		"84, rue du Moulin":  "84 rue du moulin",
		"Łukasz Søren":       "lukasz soren",
		"e\u0301lan":         "elan",
		"–’":                 "",
	} {
		if got := text.Fold(typed); got != want {
			t.Errorf("Fold(%q): got %q, want %q", typed, got, want)
		}
	}
}

func TestFoldingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := text.Fold(rapid.String().Draw(t, "typed"))
		if twice := text.Fold(once); twice != once {
			t.Errorf("Fold(%q): got %q, want it unchanged", once, twice)
		}
	})
}

func TestTelephoneNumbersAreReadHoweverTheyAreWritten(t *testing.T) {
	for typed, want := range map[string]string{
		"450-974-5000":             "4509745000",
		"(450) 974 5000":           "4509745000",
		"+1 450.974.5000":          "4509745000",
		"1-450-974-5000":           "4509745000",
		"450 974-5000 poste 5123":  "4509745000",
		"450 974-5000 #12":         "4509745000",
		"450\u00a0974\u20115000":   "4509745000",
		"974-5000":                 "",
		"150-974-5000":             "",
		"450-174-5000":             "",
		"84, rue du Moulin":        "",
		"+33 1 44 55 66 77":        "",
		"4509745000 et 4509745001": "",
		"":                         "",
	} {
		if got := text.PhoneDigits(typed); got != want {
			t.Errorf("PhoneDigits(%q): got %q, want %q", typed, got, want)
		}
	}
}

func TestPostalCodesAreCanonicalOrRefused(t *testing.T) {
	for typed, want := range map[string]string{
		"j7r1a1": "J7R 1A1", "J7R 1A1": "J7R 1A1", " j7p-4x2 ": "J7P 4X2",
		"J7R 1A": "", "D7R 1A1": "", "J7O 1A1": "", "Z1A 1A1": "", "JJR 1A1": "", "é7R 1A1": "",
	} {
		got, ok := text.PostalCode(typed)
		if got != want || ok != (want != "") {
			t.Errorf("PostalCode(%q): got %q, %v, want %q", typed, got, ok, want)
		}
	}
}

func TestLinesShownToPeopleObeyNobody(t *testing.T) {
	if got, want := text.SafeLine(" Bonjour\x00\r\n\tMarie\u202e \u200f!\x1b[31m "), "Bonjour Marie ![31m"; got != want {
		t.Errorf("SafeLine: got %q, want %q", got, want)
	}
	if got, want := text.SafeText("\n\nUn  mot. \r\n\r\n\r\nDeux.\x07\rTrois\n\n"), "Un  mot.\n\nDeux. Trois"; got != want {
		t.Errorf("SafeText: got %q, want %q", got, want)
	}
	if got := text.SafeLine("a\xffb"); got != "ab" {
		t.Errorf("SafeLine of broken UTF-8: got %q, want %q", got, "ab")
	}
}

func TestClippedTextIsShortAndSaysSo(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"court", 10, "court"},
		{"Le lampadaire devant chez moi clignote", 30, "Le lampadaire devant chez moi…"},
		{"Anticonstitutionnellement", 10, "Anticonst…"},
		{"été", 3, "été"},
		{"mot", 0, ""},
	} {
		if got := text.Clip(c.text, c.n); got != c.want {
			t.Errorf("Clip(%q, %d): got %q, want %q", c.text, c.n, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s, n := rapid.String().Draw(t, "text"), rapid.IntRange(0, 40).Draw(t, "n")
		if got := text.Clip(s, n); len([]rune(got)) > n {
			t.Errorf("Clip(%q, %d): got %q, longer than asked", s, n, got)
		}
	})
}

func TestTypingErrorsAreCounted(t *testing.T) {
	for _, c := range []struct {
		a, b string
		max  int
		want int
	}{
		{"tremblay", "tremblay", 2, 0},
		{"trembaly", "tremblay", 2, 1},
		{"tramblai", "tremblay", 2, 2},
		{"trembl", "tremblay", 2, 2},
		{"gagnon", "tremblay", 2, 3},
		{"", "ab", 1, 2},
		{"été", "ete", 2, 2},
		{"ca", "abc", 3, 3},
		{strings.Repeat("a", 50), strings.Repeat("a", 24) + "b" + strings.Repeat("a", 26), 2, 1},
	} {
		if got := text.Distance(c.a, c.b, c.max); got != c.want {
			t.Errorf("Distance(%q, %q, %d): got %d, want %d", c.a, c.b, c.max, got, c.want)
		}
		if got := text.Distance(c.b, c.a, c.max); got != c.want {
			t.Errorf("Distance(%q, %q, %d): got %d, want %d", c.b, c.a, c.max, got, c.want)
		}
	}
}

func TestInitialsAndMaskedAddresses(t *testing.T) {
	got := []string{
		text.Initials("Marie-Ève Tremblay"), text.Initials("élise de la Roy"), text.Initials("Zoé"), text.Initials(" "),
		text.EmailMasked("marie@exemple.com"), text.EmailMasked("@exemple.com"), text.EmailMasked("marie"),
	}
	want := []string{"MT", "ÉR", "Z", "", "m•••@exemple.com", "•••", "•••"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func ExampleFold() {
	fmt.Println(text.Fold("Marie-Ève St-Onge"))
	// Output: marie eve saint onge
}

func ExamplePhoneDigits() {
	fmt.Println(text.FormatPhone(text.PhoneDigits("(450) 974 5000, poste 12")))
	// Output: 450 974-5000
}

func ExamplePostalCode() {
	code, ok := text.PostalCode("j7r1a1")
	fmt.Println(code, ok)
	// Output: J7R 1A1 true
}

func ExampleWithinOne() {
	fmt.Println(text.WithinOne("gangon", "gagnon"), text.WithinOne("gagne", "gagnon"))
	// Output: true false
}
