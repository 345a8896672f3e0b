package forms_test

import (
	"bytes"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
)

var now = time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)

func post(path string, fields url.Values) *http.Request {
	r := httptest.NewRequest("POST", path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func claim(t *testing.T, d *db.DB, key forms.Key, result string, at time.Time) (earlier string, err error) {
	t.Helper()
	err = d.InTx(t.Context(), func(tx *db.Tx) error {
		earlier, err = forms.Claim(t.Context(), tx, key, result, at)
		return err
	})
	return earlier, err
}

func TestTheSecondAnswerEqualsTheFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		key := forms.Key{Value: "k", Actor: "marie", Fingerprint: "f"}
		for i, want := range []string{"", "R-1", "R-1"} {
			earlier, err := claim(t, d, key, fmt.Sprintf("R-%d", i+1), now)
			if err != nil || earlier != want {
				t.Errorf("claim %d: got %q, %v, want %q", i+1, earlier, err, want)
			}
		}
		other := key
		other.Fingerprint = "g"
		if _, err := claim(t, d, other, "R-9", now); fault.KindOf(err) != fault.Conflict {
			t.Errorf("other content: got %v, want a conflict", err)
		}
		luc := other
		luc.Actor = "luc"
		if earlier, err := claim(t, d, luc, "R-10", now); err != nil || earlier != "" {
			t.Errorf("the same key by somebody else: got %q, %v", earlier, err)
		}
		for range 2 {
			if earlier, err := claim(t, d, forms.Key{Actor: "marie"}, "R-11", now); err != nil || earlier != "" {
				t.Errorf("without key: got %q, %v", earlier, err)
			}
		}
		claim(t, d, forms.Key{Value: "vide"}, "", now)
		if earlier, _ := claim(t, d, forms.Key{Value: "vide"}, "", now); earlier == "" {
			t.Error("a deed without result is done twice")
		}
	})
}

func TestADeedThatFailsLeavesItsFormFree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		key := forms.Key{Value: "k", Fingerprint: "f"}
		full := errors.New("the group is full")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			forms.Claim(t.Context(), tx, key, "R-1", now)
			return full
		})
		if !errors.Is(err, full) {
			t.Fatal(err)
		}
		if earlier, err := claim(t, d, key, "R-2", now); err != nil || earlier != "" {
			t.Errorf("got %q, %v, want the form free", earlier, err)
		}
	})
}

func TestTwoClicksAtOnceHaveOneEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		key := forms.Key{Value: "k", Fingerprint: "f"}
		var wait sync.WaitGroup
		answers := make([]string, 8)
		for i := range answers {
			wait.Go(func() {
				mine := fmt.Sprintf("R-%d", i)
				earlier, err := claim(t, d, key, mine, now)
				if err != nil {
					t.Error(err)
				}
				answers[i] = mine
				if earlier != "" {
					answers[i] = earlier
				}
			})
		}
		wait.Wait()
		for _, a := range answers {
			if a != answers[0] {
				t.Fatalf("answers differ: %v", answers)
			}
		}
	})
}

func TestKeysAreForgottenAfterTwoDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		old, recent := forms.Key{Value: "old"}, forms.Key{Value: "recent"}
		claim(t, d, old, "R-1", now)
		claim(t, d, recent, "R-2", now.Add(time.Hour))
		dropped, err := forms.Forget(t.Context(), d, now.Add(48*time.Hour+time.Minute))
		if err != nil || dropped != 1 {
			t.Fatalf("dropped %d, %v, want 1", dropped, err)
		}
		if earlier, _ := claim(t, d, recent, "R-3", now); earlier != "R-2" {
			t.Errorf("the recent one: got %q, want R-2", earlier)
		}
	})
}

func TestTheFingerprintIsOfWhatTheFormSaysInAnyOrder(t *testing.T) {
	a := forms.KeyOf(post("/famille", url.Values{"cle": {"k"}, "nom": {"Roy"}, "jour": {"lundi", "mardi"}}), "marie")
	b := forms.KeyOf(post("/famille", url.Values{"jour": {"lundi", "mardi"}, "nom": {"Roy"}, "cle": {"k"}}), "marie")
	if a != b || a.Value != "k" || a.Actor != "marie" {
		t.Errorf("the same form twice: %v and %v", a, b)
	}
	for what, r := range map[string]*http.Request{
		"another value":   post("/famille", url.Values{"cle": {"k"}, "nom": {"Roi"}, "jour": {"lundi", "mardi"}}),
		"another address": post("/mandats", url.Values{"cle": {"k"}, "nom": {"Roy"}, "jour": {"lundi", "mardi"}}),
		"another order":   post("/famille", url.Values{"cle": {"k"}, "nom": {"Roy"}, "jour": {"mardi", "lundi"}}),
		"a photo":         withPhoto(t, "abc"),
	} {
		if forms.KeyOf(r, "marie").Fingerprint == a.Fingerprint {
			t.Errorf("%s has the same fingerprint", what)
		}
	}
	if forms.KeyOf(withPhoto(t, "abc"), "").Fingerprint == forms.KeyOf(withPhoto(t, "abd"), "").Fingerprint {
		t.Error("two photos have the same fingerprint")
	}
	if key := forms.KeyOf(post("/famille", url.Values{"nom": {"Roy"}}), "marie"); key != (forms.Key{}) {
		t.Errorf("a form without cle: got %v, want the zero key", key)
	}
	if key := forms.KeyOf(post("/famille", url.Values{"cle": {strings.Repeat("k", 5000)}}), "marie"); len(key.Value) > 100 {
		t.Errorf("a key of %d characters is kept", len(key.Value))
	}
}

func withPhoto(t *testing.T, content string) *http.Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	w.WriteField("cle", "k")
	part, _ := w.CreateFormFile("photo", "trou.jpg")
	part.Write([]byte(content))
	w.Close()
	r := httptest.NewRequest("POST", "/famille", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		t.Fatal(err)
	}
	return r
}

type place struct {
	Line string `form:"adresse"`
}

type report struct {
	place
	Title    string   `form:"titre" max:"10"`
	Text     string   `form:"texte" max:"2000"`
	Password string   `form:"motdepasse" raw:"true"`
	Days     []string `form:"jour" max:"8"`
	Agreed   bool     `form:"accord"`
	Count    int      `form:"nombre" max:"30"`
	Price    int      // Price is never taken from a form.
}

func TestAFormFillsItsStructAndNothingElse(t *testing.T) {
	r := post("/demandes", url.Values{
		"adresse": {" 84, rue du Moulin "}, "titre": {"Trou\x00\x07"}, "texte": {"Un trou.\r\nProfond.\r\n"}, "motdepasse": {"  phrase secrète "},
		"jour": {"lundi", " ", "mardi"}, "accord": {"on"}, "nombre": {" 12 "}, "Price": {"0"}, "prix": {"0"},
	})
	var got report
	if err := forms.Read(r, &got); err != nil {
		t.Fatal(err)
	}
	want := report{place: place{"84, rue du Moulin"}, Title: "Trou", Text: "Un trou.\nProfond.", Password: "  phrase secrète ",
		Days: []string{"lundi", "mardi"}, Agreed: true, Count: 12}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(report{})); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsWrongWithAFormIsNamedAndKept(t *testing.T) {
	var got report
	err := forms.Read(post("/demandes", url.Values{
		"titre": {"beaucoup trop long"}, "accord": {"1", "1"}, "nombre": {"douze"}, "jour": {"dimanche matin"},
	}), &got)
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid {
		t.Fatalf("got %v, want an Invalid fault", err)
	}
	var names []string
	for _, field := range f.Fields {
		names = append(names, field.Name)
	}
	if diff := cmp.Diff([]string{"titre", "jour", "accord", "nombre"}, names); diff != "" {
		t.Error(diff)
	}
	if got.Title != "beaucoup trop long" {
		t.Errorf("what was typed: got %q", got.Title)
	}
	if err := forms.Read(post("/", url.Values{"nombre": {"31"}}), &got); fault.KindOf(err) != fault.Invalid {
		t.Errorf("too large a number: got %v", err)
	}
}

func TestAFormThatOnlyAsksIsReadFromTheAddress(t *testing.T) {
	var got report
	r := httptest.NewRequest("GET", "/guichet/recherche?titre=rue&nombre=2", nil)
	if err := forms.Read(r, &got); err != nil || got.Title != "rue" || got.Count != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestTheFieldsOfAFormAreListedForTheDocumentation(t *testing.T) {
	want := []forms.FieldDoc{
		{Name: "adresse", Kind: "text", Max: 200}, {Name: "titre", Kind: "text", Max: 10}, {Name: "texte", Kind: "text", Max: 2000},
		{Name: "motdepasse", Kind: "text", Max: 200}, {Name: "jour", Kind: "text", Max: 8, Repeated: true},
		{Name: "accord", Kind: "yes/no"}, {Name: "nombre", Kind: "number", Max: 30},
	}
	if diff := cmp.Diff(want, forms.Fields(report{})); diff != "" {
		t.Error(diff)
	}
	if got := forms.Fields(nil); got != nil {
		t.Errorf("no form has fields: %v", got)
	}
}

func TestManyFormsAreClaimedAtOnceAndEachOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		at := time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)
		claim := func(some ...forms.Claiming) (fresh []bool) {
			err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
				fresh, err = forms.ClaimMany(t.Context(), tx, some, at)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return fresh
		}
		one := func(actor, key string) forms.Claiming {
			return forms.Claiming{Key: forms.Key{Value: key, Actor: actor, Fingerprint: "f"}, Result: actor + key}
		}
		var many []forms.Claiming
		for i := range 150 {
			many = append(many, one("marie", strconv.Itoa(i)))
		}
		if fresh := claim(append(many, one("marie", "3"), forms.Claiming{}, forms.Claiming{})...); slices.Contains(fresh[:150], false) || fresh[150] || !fresh[151] || !fresh[152] {
			t.Errorf("the first time: %v", fresh)
		}
		again := one("marie", "7")
		again.Result = "another"
		if fresh := claim(again, one("luc", "7")); fresh[0] || !fresh[1] {
			t.Errorf("again: %v", fresh)
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			earlier, err := forms.Claim(t.Context(), tx, one("marie", "149").Key, "other", at)
			if earlier != "marie149" {
				t.Errorf("the result kept: %q", earlier)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
