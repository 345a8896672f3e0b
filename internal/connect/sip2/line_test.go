package sip2

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/library"
)

// behind puts TLS before a server, with a certificate that no authority knows.
func behind(t *testing.T, dial Dial) (secured Dial, fingerprint string) {
	t.Helper()
	model := httptest.NewTLSServer(nil)
	defer model.Close()
	certificate := model.TLS.Certificates[0]
	sum := sha256.Sum256(certificate.Certificate[0])
	return func(ctx context.Context, address string) (net.Conn, error) {
		inner, err := dial(ctx, address)
		if err != nil {
			return nil, err
		}
		ours, theirs := net.Pipe()
		server := tls.Server(theirs, &tls.Config{Certificates: []tls.Certificate{certificate}})
		t.Cleanup(func() { ours.Close(); theirs.Close() })
		go carry(server, inner)
		go carry(inner, server)
		return ours, nil
	}, hex.EncodeToString(sum[:])
}

// carry passes bytes on until one side ends.
func carry(to, from net.Conn) {
	buffer := make([]byte, 1024)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			to.Write(buffer[:n])
		}
		if err != nil {
			to.Close()
			return
		}
	}
}

func TestACertificateIsVerifiedByAnAuthorityOrByItsFingerprint(t *testing.T) {
	secured, fingerprint := behind(t, parrot(t, worked[:4]))
	s := town(clock.At(quarter), secured, library.Settings{"chiffrement": "tls", "empreinte": strings.ToUpper(fingerprint)})
	if err := s.talk(t.Context(), (*talk).ready); err != nil {
		t.Errorf("its own certificate: %v", err)
	}
	for name, print := range map[string]string{"no authority knows it": "", "another certificate": strings.Repeat("ab", 32)} {
		secured, _ := behind(t, func(context.Context, string) (net.Conn, error) {
			inner, _ := net.Pipe()
			return inner, nil
		})
		s := town(clock.At(quarter), secured, library.Settings{"chiffrement": "tls", "empreinte": print})
		err := s.talk(t.Context(), (*talk).ready)
		var f *fault.Fault
		if !errors.As(err, &f) || f.Kind != fault.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
		if words := remedy(t.Context(), err); !strings.Contains(words, "certificat") {
			t.Errorf("%s: %s", name, words)
		}
	}
}

func TestSettingsThatCannotServeNameTheirFields(t *testing.T) {
	for field, given := range map[string]library.Settings{
		"adresse":    {"adresse": "http://sip.example.org"},
		"port":       {"adresse": "sip.example.org", "port": "70000"},
		"empreinte":  {"adresse": "sip.example.org", "empreinte": "abc"},
		"encodage":   {"adresse": "sip.example.org", "encodage": "ebcdic"},
		"connexions": {"adresse": "sip.example.org", "connexions": "0"},
		"compte":     {"adresse": "sip.example.org", "motdepasse": "x"},
	} {
		_, err := read(given)
		var f *fault.Fault
		if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if s, err := read(library.Settings{"adresse": " SIP.example.org "}); err != nil || s.address() != "sip.example.org:6001" || !s.TLS || !s.KeepsPIN || s.Detection != Warn {
		t.Errorf("an address alone: %+v, %v", s, err)
	}
	for _, field := range (Wire{}).Driver().Fields {
		if field.Kind != library.ChoiceField {
			continue
		}
		for _, choice := range field.Choices {
			if _, err := read(library.Settings{"adresse": "a.example", field.Name: choice.Value}); err != nil {
				t.Errorf("%s %q is offered, and refused: %v", field.Name, choice.Value, err)
			}
		}
	}
}

func TestNoLibraryIsAtAnAddressOfTheLinkItself(t *testing.T) {
	for _, address := range []string{"169.254.169.254:80", "[fe80::1]:6001", "0.0.0.0:6001", "224.0.0.1:6001", "[::ffff:169.254.169.254]:80"} {
		if conn, err := network(t.Context(), address); !errors.Is(err, errForbidden) {
			if err == nil {
				conn.Close()
			}
			t.Errorf("%s: %v", address, err)
		}
	}
}
