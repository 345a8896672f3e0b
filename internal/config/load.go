package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Origin says where a setting came from.
type Origin string

// The places a setting can come from, the strongest first.
const (
	FromFlag        Origin = "flag"
	FromEnvironment Origin = "environment"
	FromFile        Origin = "sem.toml"
	FromDefault     Origin = "default"
)

// Given are the settings that flags gave, by key; a key that is absent was not given.
type Given map[string]string

// Load reads every setting, and refuses what cannot work: an unknown key, a value that
// cannot be read, a secret that others can read or that everybody knows.
func Load(flags Given) (Config, error) { return load(flags, os.LookupEnv) }

func load(flags Given, lookup func(string) (string, bool)) (Config, error) {
	c := Config{origins: map[string]Origin{}}
	fields := fieldsOf(reflect.ValueOf(&c).Elem(), "")
	if err := fillOne(&c, fields[0], flags, lookup, nil); err != nil { // The data folder says where sem.toml lies.
		return c, err
	}
	written, err := readFile(filepath.Join(c.Data, "sem.toml"), fields)
	if err != nil {
		return c, err
	}
	for _, f := range fields[1:] {
		if err := fillOne(&c, f, flags, lookup, written); err != nil {
			return c, err
		}
	}
	for key := range flags {
		if !slices.ContainsFunc(fields, func(f field) bool { return f.key == key }) {
			return c, fmt.Errorf("there is no setting %s", key)
		}
	}
	err = errors.Join(c.check(), c.checkSecrets(written))
	return c, err
}

func fillOne(c *Config, f field, flags Given, lookup func(string) (string, bool), written map[string]string) error {
	text, origin := f.standard, FromDefault
	if v, ok := written[f.key]; ok {
		text, origin = v, FromFile
	}
	if v, ok := lookup(f.env()); ok {
		text, origin = v, FromEnvironment
	}
	if v, ok := flags[f.key]; ok {
		text, origin = v, FromFlag
	}
	c.origins[f.key] = origin
	if err := f.set(text); err != nil {
		return fmt.Errorf("setting %s (from the %s): %w", f.key, origin, err)
	}
	return nil
}

// field is one setting: where it stands in Config, and what its tag says.
type field struct {
	key      string
	standard string
	help     string
	secret   bool
	value    reflect.Value
}

func (f field) env() string {
	return "SEM_" + strings.ToUpper(strings.ReplaceAll(f.key, ".", "_"))
}

func fieldsOf(v reflect.Value, prefix string) []field {
	var all []field
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		key, ok := tag.Lookup("set")
		switch {
		case !ok:
		case v.Field(i).Kind() == reflect.Struct:
			all = append(all, fieldsOf(v.Field(i), prefix+key+".")...)
		default:
			all = append(all, field{
				key: prefix + key, standard: tag.Get("default"), help: tag.Get("help"),
				secret: tag.Get("secret") == "true", value: v.Field(i),
			})
		}
	}
	return all
}

func (f field) set(text string) error {
	switch f.value.Kind() {
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is not a number above 0", text)
		}
		f.value.SetInt(int64(n))
	case reflect.Slice:
		var list []string
		for item := range strings.SplitSeq(text, ",") {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
		f.value.Set(reflect.ValueOf(list))
	default:
		f.value.SetString(strings.TrimSpace(text))
	}
	return nil
}

func (f field) text() string {
	if list, ok := f.value.Interface().([]string); ok {
		return strings.Join(list, ",")
	}
	return fmt.Sprint(f.value.Interface())
}

// readFile reads sem.toml into key and value; a missing file holds nothing.
func readFile(name string, fields []field) (map[string]string, error) {
	var tree map[string]any
	_, err := toml.DecodeFile(name, &tree)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	written := map[string]string{}
	if err := flatten(tree, "", written); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	for key := range written {
		if key == "data" || !slices.ContainsFunc(fields, func(f field) bool { return f.key == key }) {
			return nil, fmt.Errorf("%s: there is no setting %s; sem doctor lists them", name, key)
		}
	}
	return written, nil
}

func flatten(tree map[string]any, prefix string, into map[string]string) error {
	for key, value := range tree {
		switch v := value.(type) {
		case map[string]any:
			if err := flatten(v, prefix+key+".", into); err != nil {
				return err
			}
		case []any:
			var items []string
			for _, item := range v {
				items = append(items, fmt.Sprint(item))
			}
			into[prefix+key] = strings.Join(items, ",")
		case string, int64, bool:
			into[prefix+key] = fmt.Sprint(v)
		default:
			return fmt.Errorf("%s%s: write a text, a number or a list of texts", prefix, key)
		}
	}
	return nil
}

// check refuses values that would only fail later.
func (c Config) check() error {
	var wrong []error
	refuse := func(key, why string) { wrong = append(wrong, fmt.Errorf("setting %s: %s", key, why)) }
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		refuse("addr", "write host:port, such as 127.0.0.1:8080")
	}
	if c.Admin() != "" {
		if _, _, err := net.SplitHostPort(c.Admin()); err != nil {
			refuse("admin_addr", "write host:port, such as 127.0.0.1:9090, or off")
		}
	}
	if c.BaseURL != "" {
		if u, err := url.Parse(c.BaseURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			refuse("base_url", "write the whole address, such as https://services.ville.example")
		}
	}
	if c.DatabaseURL != "" && !strings.HasPrefix(c.DatabaseURL, "postgres://") && !strings.HasPrefix(c.DatabaseURL, "postgresql://") {
		refuse("database_url", "write an address that begins with postgres://, or leave it out for the SQLite file")
	}
	for _, p := range c.TrustedProxies {
		if network(p) == nil {
			refuse("trusted_proxies", p+" is neither an address nor a network")
		}
	}
	oneOf := func(key, value string, allowed ...string) {
		if !slices.Contains(allowed, value) {
			refuse(key, "write one of "+strings.Join(allowed, ", "))
		}
	}
	oneOf("log_level", c.LogLevel, "debug", "info", "warn", "error")
	oneOf("log_format", c.LogFormat, "json", "text")
	oneOf("smtp.tls", c.SMTP.TLS, "starttls", "tls", "none")
	return errors.Join(wrong...)
}

// Setting is one setting as sem doctor shows it.
type Setting struct {
	Key    string
	Env    string
	Help   string
	Value  string // Value is hidden when the setting is a secret.
	Origin Origin
}

// Settings are all settings in their order, with where each came from; secrets are hidden.
func (c Config) Settings() []Setting {
	var all []Setting
	for _, f := range fieldsOf(reflect.ValueOf(&c).Elem(), "") {
		value := f.text()
		if f.secret {
			value = hidden(value)
		}
		all = append(all, Setting{Key: f.key, Env: f.env(), Help: f.help, Value: value, Origin: c.origins[f.key]})
	}
	return all
}

// hidden is a secret as it may be shown: an address without its password, or stars.
func hidden(secret string) string {
	if secret == "" {
		return ""
	}
	u, err := url.Parse(secret)
	if err != nil || u.Host == "" && u.Path == "" || u.Scheme == "" {
		return "********"
	}
	q := u.Query()
	for name := range q {
		if strings.Contains(strings.ToLower(name), "password") {
			q.Set(name, "xxxxx")
		}
	}
	u.RawQuery = q.Encode()
	return u.Redacted()
}
