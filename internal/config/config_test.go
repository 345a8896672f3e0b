package config

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func write(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return name
}

func environment(values map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := values[name]
		return v, ok
	}
}

func TestAFlagWinsOverTheEnvironmentOverTheFileOverTheDefault(t *testing.T) {
	data := t.TempDir()
	write(t, filepath.Join(data, "sem.toml"), "addr = \"file:1\"\nadmin_addr = \"file:2\"\nlog_level = \"warn\"\ntrusted_proxies = [\"10.0.0.0/8\", \"192.168.1.1\"]\n[city]\nname = \"Laval\"\n", 0o644)
	env := map[string]string{"SEM_ADDR": "env:1", "SEM_ADMIN_ADDR": "env:2", "SEM_DATA": data}
	c, err := load(Given{"addr": "flag:1"}, environment(env))
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "flag:1" || c.AdminAddr != "env:2" || c.LogLevel != "warn" || c.Connections != 16 || c.City.Name != "Laval" || len(c.Proxies()) != 2 {
		t.Errorf("read %+v", c)
	}
	origins := map[string]Origin{}
	for _, s := range c.Settings() {
		origins[s.Key] = s.Origin
		if s.Help == "" {
			t.Errorf("%s has no sentence of help", s.Key)
		}
	}
	for key, want := range map[string]Origin{"addr": FromFlag, "admin_addr": FromEnvironment, "log_level": FromFile, "city.name": FromFile, "smtp.addr": FromDefault, "data": FromEnvironment} {
		if origins[key] != want {
			t.Errorf("%s came from %q, want %q", key, origins[key], want)
		}
	}
}

func TestWhatCannotWorkIsRefusedAtTheStart(t *testing.T) {
	for name, file := range map[string]string{
		"an unknown key":     "adr = \"x\"",
		"an address":         "addr = \"8080\"",
		"a level":            "log_level = \"loud\"",
		"a proxy":            "trusted_proxies = [\"proxy\"]",
		"a number":           "database_connections = 0",
		"a database":         "database_url = \"mysql://x\"",
		"the folder":         "data = \"elsewhere\"",
		"a known password":   "[smtp]\npassword = \"changeme\"",
		"a date for a text":  "addr = 2026-01-01",
		"an address of site": "base_url = \"ville.example\"",
		"a public key":       "[stripe]\nsecret = \"pk_test_1\"\nwebhook_secret = \"whsec_1\"",
		"no endpoint":        "[stripe]\nsecret = \"sk_test_1\"",
		"money without TLS":  "[stripe]\nsecret = \"sk_live_1\"\nwebhook_secret = \"whsec_1\"",
	} {
		data := t.TempDir()
		write(t, filepath.Join(data, "sem.toml"), file, 0o600)
		if _, err := load(Given{"data": data}, environment(nil)); err == nil {
			t.Errorf("%s: %q was taken", name, file)
		}
	}
}

func TestASecretOthersCanReadIsRefused(t *testing.T) {
	data := t.TempDir()
	file := write(t, filepath.Join(data, "sem.toml"), "database_url = \"postgres://sem:long-word@db/sem\"", 0o644)
	if _, err := load(Given{"data": data}, environment(nil)); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a database password for everybody: %v", err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := load(Given{"data": data}, environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Settings() {
		if strings.Contains(s.Value, "long-word") {
			t.Errorf("%s shows its secret: %s", s.Key, s.Value)
		}
	}
	word := write(t, filepath.Join(data, "mail"), "long-enough-word\n", 0o640)
	if _, err := load(Given{"data": data, "smtp.password_file": "mail"}, environment(nil)); err == nil {
		t.Error("a password file the group can read was taken")
	}
	if err := os.Chmod(word, 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := load(Given{"data": data, "smtp.password_file": "mail"}, environment(nil)); err != nil || c.SMTP.Password != "long-enough-word" {
		t.Errorf("read %q, %v", c.SMTP.Password, err)
	}
}

func TestTheMasterKeyIsMadeOnceAndKeptPrivate(t *testing.T) {
	c := Config{Data: filepath.Join(t.TempDir(), "new")}
	first, err := c.Keys()
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Keys()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.For("journal"), again.For("journal")) || bytes.Equal(first.For("journal"), first.For("tokens")) {
		t.Error("keys are not those of their purpose")
	}
	info, err := os.Stat(c.MasterKeyFile())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file is %v (%v), want 0600", info.Mode(), err)
	}
	if err := os.Chmod(c.MasterKeyFile(), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Keys(); err == nil {
		t.Error("a key everybody can read was taken")
	}
}

func TestAWeakOrLostMasterKeyIsRefused(t *testing.T) {
	c := Config{Data: t.TempDir()}
	write(t, c.MasterKeyFile(), strings.Repeat("0", 64), 0o600)
	if _, err := c.Keys(); err == nil {
		t.Error("a key of zeros was taken")
	}
	if err := os.Remove(c.MasterKeyFile()); err != nil {
		t.Fatal(err)
	}
	write(t, c.DatabaseFile(), "registers", 0o600)
	if _, err := c.Keys(); err == nil {
		t.Error("a new key was made for an old database")
	}
}

func TestWeAnswerToOurNamesOnly(t *testing.T) {
	for _, c := range []struct {
		config Config
		name   string
		want   bool
	}{
		{Config{Addr: "127.0.0.1:8080"}, "localhost", true},
		{Config{Addr: "127.0.0.1:8080"}, "elsewhere.example", false},
		{Config{Addr: "[::1]:8080"}, "::1", true},
		{Config{Addr: "0.0.0.0:8080"}, "elsewhere.example", true},
		{Config{Addr: "0.0.0.0:8080", BaseURL: "https://services.ville.example"}, "elsewhere.example", false},
		{Config{Addr: "0.0.0.0:8080", BaseURL: "https://services.ville.example"}, "services.ville.example", true},
		{Config{Addr: "127.0.0.1:8080", Hosts: []string{"services.ville.example"}}, "localhost", false},
	} {
		names := c.config.AnswersTo()
		if got := names == nil || slices.Contains(names, c.name); got != c.want {
			t.Errorf("%+v answers to %s: %v, want %v", c.config, c.name, got, c.want)
		}
	}
}

func TestTheKeysOfTheCardHouseLieInFilesOfTheirOwn(t *testing.T) {
	data := t.TempDir()
	write(t, filepath.Join(data, "stripe.key"), "sk_test_long-word\n", 0o600)
	write(t, filepath.Join(data, "stripe.hook"), "whsec_long-word\n", 0o600)
	c, err := load(Given{"data": data, "stripe.secret_file": "stripe.key", "stripe.webhook_secret_file": "stripe.hook"}, environment(nil))
	if err != nil || c.Stripe.Secret != "sk_test_long-word" || c.Stripe.WebhookSecret != "whsec_long-word" || c.Payments.ApproveAbove != 200 {
		t.Errorf("read %+v %+v, %v", c.Stripe, c.Payments, err)
	}
	for _, s := range c.Settings() {
		if strings.Contains(s.Value, "long-word") {
			t.Errorf("%s shows its secret: %s", s.Key, s.Value)
		}
	}
}
