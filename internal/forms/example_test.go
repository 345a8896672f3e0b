package forms_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"sem/internal/forms"
)

// A page reads its form into a struct, and takes the key that makes sending it again
// harmless: the use case claims it in its own transaction.
func ExampleRead() {
	type childForm struct {
		GivenName string   `form:"prenom" max:"80"`
		Rights    []string `form:"droit"`
	}
	r := httptest.NewRequest(http.MethodPost, "/famille/enfant", strings.NewReader("prenom=+Zo%C3%A9+&droit=voir&droit=payer&prix=0&cle=abc"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")

	var form childForm
	err := forms.Read(r, &form)
	key := forms.KeyOf(r, "account of Marie")
	fmt.Printf("%+v %v %s\n", form, err, key.Value)
	// Output: {GivenName:Zoé Rights:[voir payer]} <nil> abc
}
