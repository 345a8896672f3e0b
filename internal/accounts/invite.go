package accounts

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/session"
)

// Invitation opens an account for a person the city knows already. The desk hands it over;
// nobody at the desk ever knows the password.
type Invitation struct {
	Person people.ID
	Name   string
	To     string    // To is where it was sent, empty for a letter.
	Code   string    // Code is to be printed on the letter, empty when it was sent.
	Until  time.Time // Until is the last moment it serves.
}

// invited is what an invitation keeps until it is used.
type invited struct {
	Person people.ID `json:"person"`
}

// AttachTo invites a person of the register to open their account: by their e-mail or
// mobile number when contactID names one, else by a code on a letter. The same form handed
// in twice makes one invitation; the code of a letter is then not shown again.
func (s *Service) AttachTo(ctx context.Context, by session.Viewer, person people.ID, contactID string, key forms.Key) (Invitation, error) {
	if !by.May(session.PeopleEdit) {
		return Invitation{}, fault.New(fault.Forbidden, "Votre rôle ne permet pas d’ouvrir un compte pour quelqu’un.")
	}
	p, err := s.People.Person(ctx, person)
	if err != nil {
		return Invitation{}, err
	}
	to, err := addressOf(p, contactID)
	if err != nil {
		return Invitation{}, err
	}
	now := s.Clock.Now()
	i := Invitation{Person: person, Name: p.Name(), To: to, Until: now.Add(activateFor)}
	secret := id.Secret()
	if kindOf(to) == people.Mobile {
		secret = id.TrackingCode() + id.TrackingCode()
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, key, string(person), now)
		switch {
		case err != nil:
			return err
		case earlier != "" && to == "":
			return fault.New(fault.Conflict, "Ce code a déjà été montré. S’il est perdu, invitez la personne de nouveau\u00a0: elle aura un autre code.")
		case earlier != "":
			return nil
		}
		return s.attach(ctx, tx, by, p, i, secret)
	})
	if err != nil {
		return Invitation{}, err
	}
	if to == "" {
		i.Code = grouped(secret)
	}
	return i, nil
}

// addressOf is the e-mail or mobile number of a person that contactID names.
func addressOf(p people.Person, contactID string) (string, error) {
	if contactID == "" {
		return "", nil
	}
	for _, c := range p.Contacts {
		if c.ID == contactID && c.Kind != people.Phone {
			return c.Value, nil
		}
	}
	return "", fault.New(fault.NotFound, "Cette adresse n’est plus au dossier de la personne.")
}

func (s *Service) attach(ctx context.Context, tx *db.Tx, by session.Viewer, p people.Person, i Invitation, secret string) error {
	existing, err := byPerson(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if len(existing) > 0 {
		return fault.New(fault.Conflict, "Cette personne a déjà un compte. Son code d’utilisateur est le %s.", existing[0].UserCode)
	}
	body, err := json.Marshal(invited{Person: p.ID})
	if err != nil {
		return err
	}
	t := token{id: s.IDs.New(), digest: id.Digest(plainCode(secret)), purpose: toInvite, contact: i.To, body: string(body), createdAt: s.Clock.Now(), expiresAt: i.Until}
	if err := insertToken(ctx, tx, t); err != nil {
		return err
	}
	if err := s.recordBy(ctx, tx, by, Account{Person: p.ID}, AccountAttached, "invited"); err != nil {
		return err
	}
	if i.To == "" {
		return nil
	}
	return s.send(ctx, tx, letter{to: i.To, name: p.Name(), language: i18n.Parse(p.Language), person: p.ID}, citizenInvitation(s.City.Site, secret))
}

// plainCode is a code as it is kept, however it was copied from the letter.
func plainCode(typed string) string {
	compact := strings.NewReplacer("-", "", " ", "", "\u00a0", "").Replace(typed)
	if len(compact) == 16 {
		return strings.ToUpper(compact)
	}
	return compact
}

// Activation is what an invitation opens.
type Activation struct {
	Name  string
	Staff bool
}

// Activation tells what an invitation opens, without using it. Tries are limited by network.
func (s *Service) Activation(ctx context.Context, secret string, from From) (Activation, error) {
	if wait := s.buckets.take("activate/"+from.Network, resetsPerNetwork, s.Clock.Now()); wait > 0 && !s.NetworkLimitsWaived {
		return Activation{}, refuse(wait)
	}
	_, a, p, err := s.activating(ctx, s.DB, secret)
	if err != nil {
		return Activation{}, err
	}
	if a.Staff() {
		return Activation{Name: a.StaffName, Staff: true}, nil
	}
	return Activation{Name: p.GivenName}, nil
}

var errInvitationOver = fault.New(fault.NotFound, "Cette invitation a déjà servi, ou elle a expiré. Demandez-en une autre à la Ville.")

// activating is the invitation that a secret names, with the member of the staff or the
// person that it is for.
func (s *Service) activating(ctx context.Context, q db.Querier, secret string) (token, Account, people.Person, error) {
	t, err := tokenByDigest(ctx, q, toInvite, id.Digest(plainCode(secret)), s.Clock.Now())
	if err != nil {
		return token{}, Account{}, people.Person{}, db.NotFound(err, errInvitationOver)
	}
	if t.account != "" {
		a, err := byID(ctx, q, t.account)
		if err == nil && a.State != Pending {
			err = errInvitationOver
		}
		return t, a, people.Person{}, err
	}
	var body invited
	if err := json.Unmarshal([]byte(t.body), &body); err != nil {
		return token{}, Account{}, people.Person{}, err
	}
	p, err := s.People.Person(ctx, body.Person)
	return t, Account{}, p, err
}

// Activate uses an invitation: its person chooses a password. A citizen's account opens and
// is signed in to; a member of the staff signs in next, to prepare a second factor.
func (s *Service) Activate(ctx context.Context, secret, password string, from From, key forms.Key) (Entered, error) {
	t, a, p, err := s.activating(ctx, s.DB, secret)
	if fault.KindOf(err) == fault.NotFound {
		return s.activatedAlready(ctx, secret, from, key)
	}
	if err != nil {
		return Entered{}, err
	}
	shortest, about := ShortestAlone, []string{p.GivenName, p.FamilyName, t.contact}
	if a.Staff() {
		shortest, about = ShortestWithFactor, []string{a.StaffName, a.StaffEmail}
	}
	if err := s.checkPassword(ctx, password, shortest, about...); err != nil {
		return Entered{}, err
	}
	hash, err := s.Hasher.Hash(ctx, password)
	if err != nil {
		return Entered{}, err
	}
	account := ID(s.IDs.New())
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if a.Staff() {
			account = a.ID
		}
		if err := s.useOnce(ctx, tx, t, account, key, errInvitationOver); err != nil {
			return err
		}
		if a.Staff() {
			return s.activateStaff(ctx, tx, a, hash, from)
		}
		a, err = s.activateCitizen(ctx, tx, t, account, p, hash, from)
		return err
	})
	if err != nil || a.Staff() {
		return Entered{Account: a}, err
	}
	return s.open(ctx, a, from, false, "")
}

// activatedAlready answers the same form sent twice as it was answered first.
func (s *Service) activatedAlready(ctx context.Context, secret string, from From, key forms.Key) (Entered, error) {
	account, err := s.repeated(ctx, toInvite, secret, key, errInvitationOver)
	if err != nil {
		return Entered{}, err
	}
	a, err := byID(ctx, s.DB, account)
	if err != nil || a.Staff() {
		return Entered{Account: a}, err
	}
	return s.open(ctx, a, from, false, "")
}

func (s *Service) activateStaff(ctx context.Context, tx *db.Tx, a Account, hash string, from From) error {
	if err := setPassword(ctx, tx, a.ID, hash, s.Clock.Now()); err != nil {
		return err
	}
	if err := setState(ctx, tx, a.ID, Active, s.Clock.Now()); err != nil {
		return err
	}
	tx.AfterCommit(s.forgetStaff)
	return s.record(ctx, tx, a, PasswordChanged, "", from.Network)
}

// activateCitizen opens the account of a person the city knew. The address an invitation
// was sent to is thereby proved; a letter proves none.
func (s *Service) activateCitizen(ctx context.Context, tx *db.Tx, t token, account ID, p people.Person, hash string, from From) (Account, error) {
	a, err := s.openFor(ctx, tx, account, p.ID, hash, Prefs{Language: i18n.Parse(p.Language)})
	if err != nil {
		return Account{}, err
	}
	if t.contact != "" {
		if err := s.People.ConfirmContactTx(ctx, tx, p.ID, kindOf(t.contact), t.contact); err != nil {
			return Account{}, err
		}
		if err := s.send(ctx, tx, letter{to: t.contact, name: p.Name(), language: i18n.Parse(p.Language), person: p.ID}, welcome(a.UserCode)); err != nil {
			return Account{}, err
		}
	}
	return a, s.record(ctx, tx, a, AccountAttached, "activated", from.Network)
}
