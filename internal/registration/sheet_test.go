package registration

import (
	"bytes"
	"testing"

	"sem/internal/seal"
)

// A sheet as tables hold it, sealed under the key of the test by AES-256-GCM alone.
const storedSheet = "k1:9PJknC4zNDlVBNdyBhijXaTYcL3pHNdPnkYt0zl6FGaMb7Zj0pBOOFRXDC+8rUf/m9mAy8w"

func TestASheetOpensForItsPersonAndKindAlone(t *testing.T) {
	key := seal.Key(bytes.Repeat([]byte{7}, 32))
	if text, err := key.Open(sheetPlace("zoé", HealthSheet), storedSheet); err != nil || text != "Arachides, auto-injecteur" {
		t.Errorf("the sheet of Zoé: %q, %v", text, err)
	}
	for _, place := range []string{sheetPlace("léo", HealthSheet), sheetPlace("zoé", PickUpSheet)} {
		if text, err := key.Open(place, storedSheet); err == nil {
			t.Errorf("opened as %s: %q", place, text)
		}
	}
}
