package accounts

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/text"
)

// The times of a registration.
const (
	registrationFor = 2 * time.Hour
	codeFor         = 10 * time.Minute // codeFor is how long six digits serve (ASVS 6.5.5).
)

// Registration is an account in the making, kept until its person has answered everything.
type Registration struct {
	GivenName   string `json:"given"`
	FamilyName  string `json:"family"`
	Contact     string `json:"contact"` // Contact is a normalised e-mail or mobile number.
	Proved      string `json:"proved"`  // Proved is the contact that a code has proved.
	HasPassword bool   `json:"has_password"`
	AddressID   string `json:"address_id"`
	AddressLine string `json:"address_line"`
	DistrictID  string `json:"district_id"`
	Answered    bool   `json:"answered"` // Answered says that the facultative address was asked.

	Password string    `json:"password"` // Password is its hash.
	CodeAt   time.Time `json:"code_at"`
}

// IsEmail tells whether the contact is an e-mail.
func (r Registration) IsEmail() bool { return strings.Contains(r.Contact, "@") }

// IsProved tells whether the contact was proved.
func (r Registration) IsProved() bool { return r.Contact != "" && r.Proved == r.Contact }

// Begin starts a registration with a name, and gives the secret that the browser keeps; or
// changes the name of the one under way.
func (s *Service) Begin(ctx context.Context, secret, given, family string, from From) (string, error) {
	given, family = text.SafeLine(given), text.SafeLine(family)
	var p fault.Problems
	if given == "" {
		p.Add("prenom", i18n.T(ctx, "Entrez votre prénom, comme on vous appelle."))
	}
	if family == "" {
		p.Add("nom", i18n.T(ctx, "Entrez votre nom de famille."))
	}
	if err := p.Err(); err != nil {
		return secret, err
	}
	if _, _, err := s.registration(ctx, s.DB, secret); err == nil {
		return secret, s.change(ctx, secret, func(_ *db.Tx, _ *token, r *Registration) error {
			r.GivenName, r.FamilyName = given, family
			return nil
		})
	}
	now := s.Clock.Now()
	if wait := s.buckets.take("register/"+from.Network, newPerNetwork, now); wait > 0 && !s.NetworkLimitsWaived {
		return "", refuse(wait)
	}
	secret = id.Secret()
	body, err := json.Marshal(Registration{GivenName: given, FamilyName: family})
	if err != nil {
		return "", err
	}
	return secret, s.DB.InTx(ctx, func(tx *db.Tx) error {
		return insertToken(ctx, tx, token{id: s.IDs.New(), digest: id.Digest(secret), purpose: toRegister, body: string(body), createdAt: now, expiresAt: now.Add(registrationFor)})
	})
}

var errNoRegistration = fault.New(fault.NotFound, "Cette inscription a expiré. Recommencez : elle prend cinq minutes.")

// Registration is the registration that a secret names, NotFound once it is over.
func (s *Service) Registration(ctx context.Context, secret string) (Registration, error) {
	_, r, err := s.registration(ctx, s.DB, secret)
	return r, err
}

func (s *Service) registration(ctx context.Context, q db.Querier, secret string) (token, Registration, error) {
	var r Registration
	t, err := tokenByDigest(ctx, q, toRegister, id.Digest(secret), s.Clock.Now())
	if err != nil {
		return token{}, r, db.NotFound(err, errNoRegistration)
	}
	return t, r, json.Unmarshal([]byte(t.body), &r)
}

// change rewrites a registration under way.
func (s *Service) change(ctx context.Context, secret string, how func(*db.Tx, *token, *Registration) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		t, r, err := s.registration(ctx, tx, secret)
		if err != nil {
			return err
		}
		if err := how(tx, &t, &r); err != nil {
			return err
		}
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		t.body = string(body)
		return updateToken(ctx, tx, t)
	})
}

// SendCode sends six digits to an e-mail or a mobile number. Whether an account uses it
// already is said there, and only there.
func (s *Service) SendCode(ctx context.Context, secret, contact string, key forms.Key) error {
	kept, err := readContact(ctx, contact)
	if err != nil {
		return err
	}
	if wait := s.buckets.take("code/"+kept, codesPerAddress, s.Clock.Now()); wait > 0 {
		return errCodesSent(ctx, wait)
	}
	if wait := s.buckets.take("codes/"+id.Digest(secret), codesPerPerson, s.Clock.Now()); wait > 0 {
		return refuse(wait)
	}
	users, err := s.users(ctx, kept)
	if err != nil {
		return err
	}
	return s.change(ctx, secret, func(tx *db.Tx, t *token, r *Registration) error {
		key.Actor = "registration/" + t.id
		earlier, err := forms.Claim(ctx, tx, key, "", s.Clock.Now())
		if err != nil || earlier != "" {
			return err
		}
		code := sixDigits()
		t.contact, t.code, t.tries = kept, codeDigest(t.id, code), 0
		r.Contact, r.CodeAt = kept, s.Clock.Now()
		// The address may be anybody's: the message has no word of whoever typed it.
		return s.send(ctx, tx, letter{to: kept, language: i18n.Lang(ctx)}, registrationCode(code, len(users) > 0, len(users) >= mostSharing))
	})
}

// users are the accounts that a contact opens.
func (s *Service) users(ctx context.Context, contact string) ([]Account, error) {
	name, kind := readName(contact)
	return s.accountsNamed(ctx, s.DB, name, kind, true)
}

// readContact is an e-mail or a mobile number as it is kept.
func readContact(ctx context.Context, typed string) (string, error) {
	if kept := people.Normalise(typed); kept != "" {
		return kept, nil
	}
	var p fault.Problems
	if strings.TrimSpace(typed) == "" {
		p.Add("contact", i18n.T(ctx, "Entrez un courriel ou un numéro de cellulaire."))
	} else {
		p.Add("contact", i18n.T(ctx, "Cette adresse est incomplète. Un courriel s’écrit comme nom@exemple.com, un cellulaire comme 450 555-0142."))
	}
	return "", p.Err()
}

func errCodesSent(ctx context.Context, wait time.Duration) error {
	f := fault.New(fault.TooMany, i18n.TN(ctx, "Nous avons déjà envoyé plusieurs codes à cette adresse. Vérifiez vos messages, ou attendez %d minute.",
		"Nous avons déjà envoyé plusieurs codes à cette adresse. Vérifiez vos messages, ou attendez %d minutes.", minutes(wait)))
	f.RetryAfterSeconds = int(wait/time.Second) + 1
	return f
}

// ProveContact takes the six digits that were sent.
func (s *Service) ProveContact(ctx context.Context, secret, code string) error {
	t, r, err := s.registration(ctx, s.DB, secret)
	if err != nil {
		return err
	}
	if r.Contact == "" || s.Clock.Now().Sub(r.CodeAt) > codeFor {
		return wrongCode(ctx)
	}
	var right bool
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		counted, err := tryToken(ctx, tx, t.id, mostCodes, s.Clock.Now())
		if err != nil {
			return err
		}
		right = counted && codeDigest(t.id, code) == t.code
		return nil
	})
	if err != nil {
		return err
	}
	if !right {
		return wrongCode(ctx)
	}
	return s.change(ctx, secret, func(_ *db.Tx, t *token, r *Registration) error {
		r.Proved, t.code = r.Contact, ""
		return nil
	})
}

func wrongCode(ctx context.Context) error {
	var p fault.Problems
	p.Add("code", i18n.T(ctx, "Ce code ne correspond pas, ou il a plus de dix minutes. Vérifiez les six chiffres, ou demandez un autre code."))
	return p.Err()
}

// ChoosePassword keeps the password of a registration, as its hash.
func (s *Service) ChoosePassword(ctx context.Context, secret, password string) error {
	_, r, err := s.registration(ctx, s.DB, secret)
	if err != nil {
		return err
	}
	if err := s.checkPassword(ctx, password, ShortestAlone, r.GivenName, r.FamilyName, r.Contact); err != nil {
		return err
	}
	hash, err := s.Hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.change(ctx, secret, func(_ *db.Tx, _ *token, r *Registration) error {
		r.Password, r.HasPassword = hash, true
		return nil
	})
}

// checkPassword refuses a password at the field motdepasse of a form.
func (s *Service) checkPassword(ctx context.Context, password string, shortest int, about ...string) error {
	var p fault.Problems
	if wrong := WrongPassword(ctx, password, shortest, append(about, s.City.Name, s.City.Product)...); wrong != "" {
		p.Add("motdepasse", wrong)
	}
	return p.Err()
}

// Address is where a person says they live.
type Address struct {
	ID, Line, District string // ID and District are empty when the register does not know the line.
}

// LiveAt keeps the address of a registration; the zero Address says that none was given.
func (s *Service) LiveAt(ctx context.Context, secret string, at Address) error {
	return s.change(ctx, secret, func(_ *db.Tx, _ *token, r *Registration) error {
		r.AddressID, r.AddressLine, r.DistrictID, r.Answered = at.ID, text.SafeLine(at.Line), at.District, true
		return nil
	})
}

// Finish enters the person into the register, opens their account with a user code, and
// signs them in. The code is on the page and in a message. The same form handed in twice
// signs in to the one account it has opened.
func (s *Service) Finish(ctx context.Context, secret string, from From, key forms.Key) (Entered, error) {
	var a Account
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		t, err := anyToken(ctx, tx, toRegister, id.Digest(secret))
		if err != nil {
			return db.NotFound(err, errNoRegistration)
		}
		a = Account{ID: ID(s.IDs.New())}
		key.Actor = "registration/" + t.id
		earlier, err := forms.Claim(ctx, tx, key, string(a.ID), s.Clock.Now())
		if err != nil {
			return err
		}
		if earlier != "" {
			a, err = byID(ctx, tx, ID(earlier))
			return err
		}
		a, err = s.finish(ctx, tx, t, a.ID, from)
		return err
	})
	if err != nil {
		return Entered{}, err
	}
	return s.open(ctx, a, from, false, "")
}

func (s *Service) finish(ctx context.Context, tx *db.Tx, t token, account ID, from From) (Account, error) {
	var r Registration
	if err := json.Unmarshal([]byte(t.body), &r); err != nil {
		return Account{}, err
	}
	if !r.IsProved() || r.Password == "" || r.GivenName == "" {
		return Account{}, fault.New(fault.Conflict, "Il manque une réponse à votre inscription. Revenez à la page précédente.")
	}
	used, err := useToken(ctx, tx, t.id, s.Clock.Now())
	if err != nil {
		return Account{}, err
	}
	if !used {
		return Account{}, errNoRegistration
	}
	a, err := s.create(ctx, tx, account, r)
	if err != nil {
		return Account{}, err
	}
	if err := s.record(ctx, tx, a, Registered, "", from.Network); err != nil {
		return Account{}, err
	}
	return a, s.send(ctx, tx, letter{to: r.Contact, name: r.GivenName, language: i18n.Lang(ctx), person: a.Person}, welcome(a.UserCode))
}

func (s *Service) create(ctx context.Context, tx *db.Tx, account ID, r Registration) (Account, error) {
	n := people.NewPerson{
		GivenName: r.GivenName, FamilyName: r.FamilyName, Language: string(i18n.Lang(ctx)),
		AddressID: r.AddressID, AddressLine: r.AddressLine, DistrictID: r.DistrictID,
	}
	person, err := s.People.AddTx(ctx, tx, n)
	if err != nil {
		return Account{}, err
	}
	if err := s.People.ConfirmContactTx(ctx, tx, person, kindOf(r.Contact), r.Contact); err != nil {
		return Account{}, err
	}
	return s.openFor(ctx, tx, account, person, r.Password, Prefs{Language: i18n.Lang(ctx)})
}

func kindOf(contact string) people.ContactKind {
	if strings.Contains(contact, "@") {
		return people.Email
	}
	return people.Mobile
}

// The user codes of citizens who register themselves: those below are of the demonstration.
const (
	firstCode = 300_001
	lastCode  = 999_999
)

// openFor makes the active account of a person, under a user code that nobody has.
func (s *Service) openFor(ctx context.Context, tx *db.Tx, account ID, person people.ID, hash string, prefs Prefs) (Account, error) {
	existing, err := byPerson(ctx, tx, person)
	if err != nil {
		return Account{}, err
	}
	if len(existing) > 0 {
		return Account{}, fault.New(fault.Conflict, "Cette personne a déjà un compte.")
	}
	now := s.Clock.Now()
	a := Account{ID: account, Person: person, State: Active, Prefs: prefs, password: hash, CreatedAt: now, UpdatedAt: now}
	for range 50 {
		a.UserCode = fmt.Sprint(firstCode + random(lastCode-firstCode+1))
		inserted, err := insertAccount(ctx, tx, a)
		if err != nil || inserted {
			return a, err
		}
	}
	return Account{}, errors.New("no free user code found in fifty draws")
}

func random(below int64) int64 {
	n, err := rand.Int(rand.Reader, big.NewInt(below))
	if err != nil {
		panic(err) // crypto/rand does not fail.
	}
	return n.Int64()
}

func sixDigits() string { return fmt.Sprintf("%06d", random(1_000_000)) }

// codeDigest binds six digits to the token they were sent for.
func codeDigest(tokenID, code string) string {
	return id.Digest("code/" + tokenID + "/" + strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, code))
}
