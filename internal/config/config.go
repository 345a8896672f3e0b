package config

import (
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// Config is every setting of the program. Load fills it.
type Config struct {
	Data        string `set:"data" default:"data" help:"Folder of the database file, the photos, the key and sem.toml."`
	Addr        string `set:"addr" default:"127.0.0.1:8080" help:"Address the pages are served on."`
	AdminAddr   string `set:"admin_addr" default:"127.0.0.1:9090" help:"Address of metrics, readiness details and profiling; off for none. Never open it to the public."`
	DatabaseURL string `set:"database_url" secret:"true" help:"postgres:// address of the database; empty for the SQLite file in the data folder."`
	Connections int    `set:"database_connections" default:"16" help:"Size of the pool of PostgreSQL connections."`
	KeyFile     string `set:"key_file" help:"File of the master key; sem.key in the data folder when empty. Keep a copy away from the backups."`

	BaseURL        string   `set:"base_url" help:"Public address of the site, written in mails; https:// turns on what only TLS allows. From addr when empty."`
	Hosts          []string `set:"hosts" help:"Host names we answer to, between commas. When empty: that of base_url; without it, the names of this machine if addr is of this machine, else any."`
	TrustedProxies []string `set:"trusted_proxies" help:"Addresses of the proxies in front of us (1.2.3.4 or 10.0.0.0/8), whose X-Forwarded-For is believed."`
	PerAddress     int      `set:"connections_per_address" default:"256" help:"Open connections allowed from one address; proxies and this machine are not counted."`
	Pay            []string `set:"payment_origins" help:"Origins of the payment pages a form may lead to."`

	LogLevel  string `set:"log_level" default:"info" help:"debug, info, warn or error."`
	LogFormat string `set:"log_format" default:"json" help:"json, or text for reading on a terminal."`

	SMTP SMTP `set:"smtp"`
	City City `set:"city"`
	Map  Map  `set:"map"`
	Bank Bank `set:"bank"`

	Stripe   Stripe   `set:"stripe"`
	Payments Payments `set:"payments"`

	origins map[string]Origin
}

// SMTP is the mail server that takes our messages.
type SMTP struct {
	Addr         string `set:"addr" help:"host:port of the mail server; empty keeps messages waiting."`
	User         string `set:"user" help:"Name to sign in with; empty for none."`
	Password     string `set:"password" secret:"true" help:"Password of the mail server; password_file is the better place."`
	PasswordFile string `set:"password_file" help:"File that holds the password of the mail server."`
	TLS          string `set:"tls" default:"starttls" help:"starttls, tls, or none for a server on this machine."`
	From         string `set:"from" help:"Address our messages come from."`
}

// Map is what plans are drawn from, beside the files that are imported.
type Map struct {
	Tiles string `set:"tiles" help:"PMTiles file of the city's own map; a path from the data folder. Plans are drawn from the imported streets when empty."`
}

// Bank is how the city's taxes are paid at a bank.
type Bank struct {
	Payee  string `set:"payee" help:"Name of the city in the banks' lists of payees; made of the city's name when empty."`
	Prefix string `set:"prefix" help:"What stands before the matricule in the number a bank asks for."`
	Digits int    `set:"digits" default:"10" help:"Digits of the matricule in that number: 10, or 18 for all."`
}

// Stripe is the account whose hosted page takes the cards.
type Stripe struct {
	Secret            string `set:"secret" secret:"true" help:"Key of the Stripe account: sk_live_…, or sk_test_… to rehearse; empty takes no cards on line. secret_file is the better place."`
	SecretFile        string `set:"secret_file" help:"File that holds the key of the Stripe account."`
	WebhookSecret     string `set:"webhook_secret" secret:"true" help:"Secret that signs Stripe's messages to /paiement/avis/stripe: whsec_…; webhook_secret_file is the better place."`
	WebhookSecretFile string `set:"webhook_secret_file" help:"File that holds the secret of Stripe's messages."`
}

// Payments are the rules of the cash office that are settings.
type Payments struct {
	ApproveAbove int `set:"approve_above" default:"200" help:"Refund in dollars above which a second person decides."`
}

// City is what the pages say of the city that speaks. Texts are French; those whose name
// ends in _en are the same in English.
type City struct {
	Name           string `set:"name" default:"Votre ville" help:"Name of the city."`
	Code           string `set:"code" help:"Geographic code of the municipality, five digits: 72005. Rolls of another one are refused; empty takes any."`
	Product        string `set:"product" default:"SEM en ligne" help:"Name of the service."`
	Phone          string `set:"phone" help:"Phone number, as it is written: 450 555-0142."`
	Hours          string `set:"hours" help:"When somebody answers the phone; Monday to Friday from 8 to 17 h when empty."`
	Counter        string `set:"counter" help:"Where to come; the counter of the city hall when empty."`
	CounterHours   string `set:"counter_hours" help:"When to come; without appointment at the same hours when empty."`
	HoursEn        string `set:"hours_en" help:"hours in English; needed as soon as hours is set."`
	CounterEn      string `set:"counter_en" help:"counter in English; needed as soon as counter is set."`
	CounterHoursEn string `set:"counter_hours_en" help:"counter_hours in English; needed as soon as counter_hours is set."`
	Address        string `set:"address" help:"Postal address of the city hall."`
	Email          string `set:"email" help:"Address for letters by e-mail."`
	Logo           string `set:"logo" help:"SVG file of the coat, 48 by 48; a path from the data folder. Trusted: it becomes part of the pages."`
	Panorama       string `set:"panorama" help:"SVG file of the picture on the home page; a path from the data folder. Trusted too."`
	Notice         string `set:"notice" help:"Words at the top of every page."`
	NoticeEn       string `set:"notice_en" help:"notice in English; needed as soon as notice is set."`
	PrivacyName    string `set:"privacy_name" help:"Person in charge of the protection of personal information."`
	PrivacyEmail   string `set:"privacy_email" help:"How to write to that person."`
	PrivacyPhone   string `set:"privacy_phone" help:"How to call that person; the city's number when empty."`
}

// DatabaseFile is the SQLite database of the data folder.
func (c Config) DatabaseFile() string { return filepath.Join(c.Data, "sem.db") }

// FilesFolder is where the photos and documents lie.
func (c Config) FilesFolder() string { return filepath.Join(c.Data, "files") }

// Path is a path of the settings: from the data folder when it is not absolute.
func (c Config) Path(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.Data, name)
}

// HTTPS tells whether people reach us through TLS.
func (c Config) HTTPS() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Site is the public address of the site, without a slash at its end.
func (c Config) Site() string {
	if c.BaseURL != "" {
		return strings.TrimRight(c.BaseURL, "/")
	}
	return "http://" + c.Addr
}

// AnswersTo are the host names we answer to; none means any, on an address of the network
// whose name nobody has said. An address of this machine answers to this machine's names:
// a page elsewhere whose name is made to point here learns nothing.
func (c Config) AnswersTo() []string {
	if len(c.Hosts) > 0 {
		return c.Hosts
	}
	here := []string{"127.0.0.1", "localhost", "::1"}
	if u, err := url.Parse(c.BaseURL); err == nil && u.Hostname() != "" {
		return append(here, u.Hostname())
	}
	name, _, err := net.SplitHostPort(c.Addr)
	if ip := net.ParseIP(name); err == nil && (name == "localhost" || ip != nil && ip.IsLoopback()) {
		return append(here, name)
	}
	return nil
}

// Admin is the address of the administration, empty when there is none.
func (c Config) Admin() string {
	if c.AdminAddr == "off" {
		return ""
	}
	return c.AdminAddr
}

// Proxies are the trusted proxies as networks. Load has refused those that cannot be read.
func (c Config) Proxies() []*net.IPNet {
	var all []*net.IPNet
	for _, p := range c.TrustedProxies {
		if n := network(p); n != nil {
			all = append(all, n)
		}
	}
	return all
}

func network(s string) *net.IPNet {
	if ip := net.ParseIP(s); ip != nil {
		bits := 8 * len(ip)
		if four := ip.To4(); four != nil {
			ip, bits = four, 32
		}
		return &net.IPNet{IP: ip, Mask: net.CIDRMask(bits, bits)}
	}
	_, n, err := net.ParseCIDR(s)
	if err != nil {
		return nil
	}
	return n
}

// The limits of the server, written in docs/operate.md.
const (
	HeaderTimeout = 5 * time.Second  // HeaderTimeout is how long a request may take to say what it wants.
	ReadTimeout   = 30 * time.Second // ReadTimeout is how long a whole request may take to arrive.
	WriteTimeout  = 30 * time.Second // WriteTimeout is how long an answer may take.
	IdleTimeout   = 60 * time.Second // IdleTimeout is how long a silent connection stays open.
	DrainTimeout  = 10 * time.Second // DrainTimeout is how long requests under way may take to end at a stop.
	HeaderBytes   = 16 << 10         // HeaderBytes is the largest header.
)
