package stacks

import (
	"bytes"
	"strings"
	"testing"

	"sem/internal/connect/sip2"
	"sem/internal/golden"
	"sem/internal/library"
)

// tried are the steps of a trial, with what came of the last.
func tried(t *testing.T, l *Library, besides library.Settings, k library.Key) (names []string, last library.Step) {
	t.Helper()
	set := Settings()
	for name, value := range besides {
		set[name] = value
	}
	steps := sip2.Wire{Clock: l.Clock, Dial: l.Dial}.Driver().Try(t.Context(), set, k)
	for i, s := range steps {
		names = append(names, s.Name)
		if i < len(steps)-1 && !s.Good {
			t.Errorf("step %q failed, and was not the last: %s", s.Name, s.Text)
		}
	}
	return names, steps[len(steps)-1]
}

func TestAConnectionIsTriedStepByStepInWords(t *testing.T) {
	marie := keyOf(Marie)
	for _, c := range []struct {
		name  string
		bent  Quirks
		set   library.Settings
		key   library.Key
		steps int
		good  bool
		says  string
	}{
		{"all is well", Quirks{}, nil, marie, 6, true, "La bibliothèque répond aussi sans NIP"},
		{"without a card", Quirks{}, nil, library.Key{}, 3, true, "Montrer le dossier, renouveler, réserver."},
		{"with an account", Quirks{User: "portail", Password: "a"}, library.Settings{"compte": "portail", "motdepasse": "a"}, marie, 7, true, "sans NIP"},
		{"with the wrong account", Quirks{User: "portail", Password: "a"}, library.Settings{"compte": "portail", "motdepasse": "b"}, marie, 2, false, "Vérifiez le compte"},
		{"without its account", Quirks{User: "portail", Password: "a"}, nil, marie, 2, false, "raccroché sans un mot"},
		{"a wrong PIN", Quirks{}, nil, library.Key{Card: marie.Card, PIN: "no"}, 4, false, "ne vont pas ensemble"},
		{"another card's answer", Quirks{Swap: true}, nil, marie, 4, false, "une autre carte"},
		{"no renewals", Quirks{Supports: "YNNNYYYYYNYNNYNN"}, nil, library.Key{}, 3, true, "Il ne renouvelle pas"},
		{"no checksums", Quirks{NoDetection: true}, nil, marie, 2, false, "Ne les exigez pas"},
		{"garbage", Quirks{Garbage: true}, nil, marie, 2, false, "pas du SIP2"},
		{"wrong checksums", Quirks{BadSums: 1}, library.Settings{"controle": "avertir"}, library.Key{}, 3, true, "Montrer"},
		{"an unknown name", Quirks{}, library.Settings{"adresse": "biblio.invalid"}, marie, 1, false, "inconnu du réseau"},
		{"settings that cannot be", Quirks{}, library.Settings{"port": "x"}, marie, 1, false, "ne peuvent pas servir"},
		{"TLS where there is none", Quirks{}, library.Settings{"chiffrement": "tls"}, marie, 1, false, "a raccroché"},
	} {
		t.Run(c.name, func(t *testing.T) {
			names, last := tried(t, open(t, &Library{Quirks: c.bent}), c.set, c.key)
			if len(names) != c.steps || last.Good != c.good || !strings.Contains(last.Text, c.says) {
				t.Errorf("steps %q, the last %+v", names, last)
			}
		})
	}
	l := open(t, &Library{})
	l.Stop()
	if _, last := tried(t, l, nil, marie); last.Good || !strings.Contains(last.Text, "Rien n’écoute à ce port") {
		t.Errorf("stopped: %+v", last)
	}
}

func TestATranscriptTellsHowALibrarySpeaksAndNothingOfItsReaders(t *testing.T) {
	l := open(t, &Library{Quirks: Quirks{User: "portail", Password: "S3cret-de-la-ville", Charset: sip2.Latin1}})
	set := Settings()
	set["encodage"], set["compte"], set["motdepasse"] = "latin1", "portail", "S3cret-de-la-ville"
	k := keyOf(Marie)
	var got bytes.Buffer
	if err := (sip2.Wire{Clock: l.Clock, Dial: l.Dial}).Record(t.Context(), set, k.Card, k.PIN, &got); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{k.Card, "AD" + k.PIN, "portail", "S3cret", "Tremblay", "Marie", "X9xx", "Pain", "neige", "Réparation", barcode(bread, Marie), "AZ1"} {
		if strings.Contains(got.String(), secret) {
			t.Errorf("the transcript says %s", secret)
		}
	}
	golden.Check(t, "transcript.txt", got.Bytes())
}
