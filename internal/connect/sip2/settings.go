package sip2

import (
	"net"
	"strconv"
	"strings"
	"time"

	"sem/internal/fault"
	"sem/internal/library"
)

// Settings are how one library's system is reached, and how it speaks.
type Settings struct {
	Host        string
	Port        int
	TLS         bool
	Fingerprint string // Fingerprint is the SHA-256 of the server's certificate, in hexadecimals, in place of authorities.

	User, Password string // User is empty where no login is sent.
	Location       string
	Institution    string // Institution is AO; empty takes what the server calls itself.
	Terminal       string // Terminal is AC, the terminal's password, which is empty nearly everywhere.

	Charset    Charset
	CRLF       bool
	Detection  Detection
	Language   string // Language is its three digits in SIP2.
	MonthFirst bool   // MonthFirst reads 11/12/2026 as 12 November.
	AllHolds   bool   // AllHolds: the list of holds has the waiting ones too.
	KeepsPIN   bool   // KeepsPIN: the PIN goes with each question.

	Connections int
	Page        int // Page is how many lines of a list are asked for at once.
	Idle        time.Duration
	Life        time.Duration
}

// Detection is what is made of checksums and sequence numbers.
type Detection string

// What may be made of them.
const (
	Strict Detection = "strict"  // Strict takes no answer without the right ones.
	Warn   Detection = "avertir" // Warn sends them, and takes any answer.
	Off    Detection = "non"     // Off sends none, and looks at none.
)

func (s Settings) address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// read makes settings of a form's, or a fault with a problem for each field.
func read(given library.Settings) (Settings, error) {
	r := reader{given: given}
	s := Settings{
		Host: r.host(), Port: r.number("port", 6001, 1, 65535), TLS: r.choice("chiffrement", "tls", "aucun") == "tls", Fingerprint: r.fingerprint(),
		User: r.text("compte"), Password: given["motdepasse"], Location: r.text("lieu"), Institution: r.text("etablissement"), Terminal: given["terminal"],
		Charset: Charset(r.choice("encodage", string(UTF8), string(CP850), string(Latin1), string(Latin9), string(ASCII))),
		CRLF:    r.choice("fin", "cr", "crlf") == "crlf", Detection: Detection(r.choice("controle", string(Warn), string(Strict), string(Off))),
		Language: r.choice("langue", "002", "011", "001"), MonthFirst: r.choice("dates", "jour", "mois") == "mois",
		AllHolds: r.choice("reservations", "pretes", "toutes") == "toutes", KeepsPIN: r.choice("nip", "toujours", "jamais") == "toujours",
		Connections: r.number("connexions", 2, 1, 8), Page: r.number("page", 50, 1, 9999),
		Idle: time.Duration(r.number("repos", 30, 0, 3600)) * time.Second, Life: time.Duration(r.number("duree", 600, 1, 86400)) * time.Second,
	}
	if s.User == "" && s.Password != "" {
		r.add("compte", "Entrez le compte de ce mot de passe, ou laissez les deux vides.")
	}
	if len(r.fields) > 0 {
		return Settings{}, &fault.Fault{Kind: fault.Invalid, Message: "Ces réglages ne peuvent pas servir.", Fields: r.fields}
	}
	return s, nil
}

// reader reads the fields of a form.
type reader struct {
	given  library.Settings
	fields []fault.Field
}

func (r *reader) add(name, message string) {
	r.fields = append(r.fields, fault.Field{Name: name, Message: message})
}

func (r *reader) text(name string) string { return strings.TrimSpace(r.given[name]) }

func (r *reader) host() string {
	host := strings.ToLower(r.text("adresse"))
	switch {
	case host == "":
		r.add("adresse", "Entrez l’adresse du serveur, par exemple sip.bibliotheque.ca.")
	case len(host) > 253 || strings.ContainsAny(host, " /@?#\\%\r\n\t") || strings.Contains(host, ":") && net.ParseIP(host) == nil:
		r.add("adresse", "L’adresse est un nom ou un numéro IP seul, sans http:// ni port, par exemple sip.bibliotheque.ca.")
	}
	return host
}

func (r *reader) number(name string, usual, least, most int) int {
	text := r.text(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		r.fields = append(r.fields, outOfRange(name))
	}
	return n
}

// outOfRange says which numbers a field takes.
func outOfRange(name string) fault.Field {
	switch name {
	case "port":
		return fault.Field{Name: name, Message: "Le port est un nombre de 1 à 65535, souvent 6001."}
	case "connexions":
		return fault.Field{Name: name, Message: "Le nombre de connexions va de 1 à 8."}
	case "page":
		return fault.Field{Name: name, Message: "Le nombre de lignes va de 1 à 9999."}
	case "repos":
		return fault.Field{Name: name, Message: "Le repos va de 0 à 3600 secondes."}
	}
	return fault.Field{Name: name, Message: "La durée va de 1 à 86400 secondes."}
}

// choice is one of the values of a field, the first when none is given.
func (r *reader) choice(name string, values ...string) string {
	text := r.text(name)
	if text == "" {
		return values[0]
	}
	for _, v := range values {
		if v == text {
			return v
		}
	}
	r.add(name, "Choisissez une des réponses de la liste.")
	return values[0]
}

func (r *reader) fingerprint() string {
	text := strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(r.text("empreinte")))
	if text != "" && (len(text) != 64 || strings.Trim(text, "0123456789abcdef") != "") {
		r.add("empreinte", "L’empreinte SHA-256 a 64 chiffres hexadécimaux.")
	}
	return text
}
