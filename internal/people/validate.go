package people

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/text"
)

// The longest answers.
const (
	longestName    = 80
	longestAddress = 200
	oldest         = 130 // oldest is the greatest age somebody has, in years.
)

// checked is n as it is kept, and what is wrong with it. The problems bear the names of
// the form fields: prenom, nom, naissance, courriel, cellulaire, telephone, adresse, langue.
func (n NewPerson) checked(now time.Time) (NewPerson, error) {
	var p fault.Problems
	n = n.check(&p, now)
	return n, p.Err()
}

func (n NewPerson) check(p *fault.Problems, now time.Time) NewPerson {
	n.GivenName, n.FamilyName = checkNames(p, n.GivenName, n.FamilyName)
	n.BirthDate = checkBirth(p, n.BirthDate, now)
	n.Language = checkLanguage(p, n.Language)
	n.AddressLine = checkAddress(p, n.AddressLine)
	if n.Email != "" {
		n.Email = checkEmail(p, "courriel", n.Email)
	}
	if n.Mobile != "" {
		n.Mobile = checkPhone(p, "cellulaire", n.Mobile)
	}
	if n.Phone != "" {
		n.Phone = checkPhone(p, "telephone", n.Phone)
	}
	return n
}

// checkNames takes names as people bear them: accents, hyphens, apostrophes, several words,
// or a single name.
func checkNames(p *fault.Problems, given, family string) (string, string) {
	given, family = tidy(given), tidy(family)
	if given == "" && family == "" {
		p.Add("prenom", "Entrez un prénom ou un nom. Un seul suffit.")
	}
	checkName(p, "prenom", given)
	checkName(p, "nom", family)
	return given, family
}

func checkName(p *fault.Problems, field, name string) {
	switch {
	case name == "":
	case utf8.RuneCountInString(name) > longestName:
		p.Add(field, "Ce nom dépasse 80 caractères. Écrivez la forme courte que la personne utilise.")
	case strings.ContainsFunc(name, notInNames):
		p.Add(field, "Un nom s’écrit avec des lettres, des espaces, des traits d’union et des apostrophes. Retirez les autres signes.")
	case !strings.ContainsFunc(name, unicode.IsLetter):
		p.Add(field, "Ce nom n’a aucune lettre. Écrivez-le comme sur une pièce d’identité.")
	}
}

func notInNames(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && !strings.ContainsRune(" -‑'’.·", r)
}

// tidy is a name on one line, its letters composed and its apostrophe the typographic one.
func tidy(name string) string {
	return strings.ReplaceAll(norm.NFC.String(text.SafeLine(name)), "'", "’")
}

func checkBirth(p *fault.Problems, birth string, now time.Time) string {
	birth = strings.TrimSpace(birth)
	if birth == "" {
		return ""
	}
	day, err := time.Parse(time.DateOnly, birth)
	switch {
	case err != nil:
		p.Add("naissance", "Cette date n’existe pas. Écrivez-la comme 2016-05-14.")
	case birth > clock.Local(now).Format(time.DateOnly):
		p.Add("naissance", "La date de naissance doit être passée, par exemple 2016-05-14.")
	case ageOn(birth, now) > oldest:
		p.Add("naissance", "Cette date de naissance est trop ancienne. Vérifiez l’année.")
	}
	return day.Format(time.DateOnly)
}

func checkLanguage(p *fault.Problems, language string) string {
	language = strings.ToLower(strings.TrimSpace(language))
	switch language {
	case "":
		return "fr"
	case "fr", "en":
	default:
		p.Add("langue", "Choisissez fr ou en.")
	}
	return language
}

func checkAddress(p *fault.Problems, line string) string {
	line = text.SafeLine(line)
	if utf8.RuneCountInString(line) > longestAddress {
		p.Add("adresse", "Cette adresse dépasse 200 caractères. Gardez le numéro, la rue, l’appartement et la ville.")
	}
	return line
}

func checkEmail(p *fault.Problems, field, value string) string {
	kept := NormaliseEmail(value)
	if kept == "" {
		p.Add(field, "Cette adresse est incomplète. Écrivez-la comme marie@exemple.com.")
	}
	return kept
}

func checkPhone(p *fault.Problems, field, value string) string {
	kept := text.PhoneDigits(strings.TrimSpace(value))
	if kept == "" {
		p.Add(field, "Un numéro de téléphone a 10 chiffres, par exemple 450 974-5000.")
	}
	return kept
}
