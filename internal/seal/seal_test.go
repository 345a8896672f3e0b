package seal_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"sem/internal/seal"
)

func TestASealedTextOpensOnlyInItsPlace(t *testing.T) {
	key, other := seal.Key(bytes.Repeat([]byte{1}, 32)), seal.Key(bytes.Repeat([]byte{2}, 32))
	sealed, err := key.Close("library_card/pin/c1", "4711")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(sealed, "4711") {
		t.Error("the text shows through its seal")
	}
	if text, err := key.Open("library_card/pin/c1", sealed); err != nil || text != "4711" {
		t.Errorf("opened in its place: %q, %v", text, err)
	}
	for name, open := range map[string]func() (string, error){
		"in another row":   func() (string, error) { return key.Open("library_card/pin/c2", sealed) },
		"with another key": func() (string, error) { return other.Open("library_card/pin/c1", sealed) },
		"with a short key": func() (string, error) { return seal.Key("short").Open("library_card/pin/c1", sealed) },
		"touched":          func() (string, error) { return key.Open("library_card/pin/c1", sealed[:len(sealed)-2]+"AA") },
		"never sealed":     func() (string, error) { return key.Open("library_card/pin/c1", "4711") },
		"an empty text":    func() (string, error) { return key.Open("library_card/pin/c1", "") },
	} {
		if text, err := open(); err == nil {
			t.Errorf("opened %s: %q", name, text)
		} else if strings.Contains(err.Error(), "c1") || strings.Contains(err.Error(), "c2") {
			t.Errorf("%s: the message names the row: %v", name, err)
		}
	}
}

func TestTheSameTextIsNeverSealedAlike(t *testing.T) {
	key := seal.Key(bytes.Repeat([]byte{1}, 32))
	one, _ := key.Close("a/b/c", "text")
	two, _ := key.Close("a/b/c", "text")
	if one == two {
		t.Error("two seals of one text are equal: whoever reads the table sees who has the same")
	}
}

func ExampleKey() {
	key := seal.Key(bytes.Repeat([]byte{7}, 32)) // In the program: keys.For("the name of a matter").
	sealed, _ := key.Close("library_card/pin/42", "4711")
	text, _ := key.Open("library_card/pin/42", sealed)
	fmt.Println(text)
	// Output: 4711
}
