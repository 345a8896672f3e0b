package accounts

import (
	"context"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/people"
)

// resetFor is how long a link to choose a password anew serves.
const resetFor = 30 * time.Minute

// ForgotPassword sends a link, or six digits to a mobile number, to whoever the name
// belongs to, and gives the reference under which the digits will be taken. The reference
// looks the same when nobody is there.
//
// The work is done by a job: the page answers before anybody was looked for, so its time
// says nothing either.
func (s *Service) ForgotPassword(ctx context.Context, typed string, from From, key forms.Key) (reference string, err error) {
	now := s.Clock.Now()
	if wait := s.buckets.take("reset/"+from.Network, resetsPerNetwork, now); wait > 0 && !s.NetworkLimitsWaived {
		return "", refuse(wait)
	}
	name, _ := readName(typed)
	if name == "" {
		var p fault.Problems
		p.Add("identifiant", i18n.T(ctx, "Entrez votre code d’utilisateur, votre courriel ou votre cellulaire."))
		return "", p.Err()
	}
	// Whoever is there has three messages already: the page is the same, nothing more is sent.
	isEnough := s.buckets.take("reset/"+id.Digest(name), resetsPerName, now) > 0
	asked := token{id: s.IDs.New(), digest: id.Digest(id.Secret()), purpose: toReset, contact: name, createdAt: now, expiresAt: now.Add(codeFor)}
	job := AnswerForgotten{Token: asked.id, Network: from.Network}
	isRepeated := false
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		reference, isRepeated = asked.id, false
		earlier, err := forms.Claim(ctx, tx, key, asked.id, now)
		if err != nil {
			return err
		}
		if earlier != "" {
			reference, isRepeated = earlier, true
			return nil
		}
		if err := insertToken(ctx, tx, asked); err != nil || isEnough || s.queue == nil {
			return err
		}
		return s.queue.Add(ctx, tx, job)
	})
	if err == nil && s.queue == nil && !isEnough && !isRepeated {
		err = s.AnswerForgotten(ctx, job)
	}
	return reference, err
}

// AnswerForgotten is the job that looks for whoever lost a password, and writes to them.
type AnswerForgotten struct {
	Token   string `json:"token"`
	Network string `json:"network"`
}

// Kind names the job.
func (AnswerForgotten) Kind() string { return "accounts_answer_forgotten" }

// AnswerForgotten writes to whoever lost a password, once; nobody there is no error.
func (s *Service) AnswerForgotten(ctx context.Context, job AnswerForgotten) error {
	asked, err := tokenByID(ctx, s.DB, toReset, job.Token, s.Clock.Now())
	if err != nil {
		return db.NotFound(err, nil)
	}
	if asked.body != "" {
		return nil
	}
	name, kind := readName(asked.contact)
	found, err := s.accountsNamed(ctx, s.DB, name, kind, true)
	if err != nil || len(found) == 0 {
		return err
	}
	asked.body = "answered"
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return s.sendReset(ctx, tx, found, name, kind, asked, From{Network: job.Network})
	})
}

// sendReset writes to the address that was named; to the proved one of the account when it
// was named by its code.
func (s *Service) sendReset(ctx context.Context, tx *db.Tx, found []Account, name string, kind nameKind, asked token, from From) error {
	to := name
	if kind == userCode {
		contacts, err := people.ProvedContacts(ctx, tx, found[0].Person)
		if err != nil {
			return err
		}
		addresses := told(contacts)
		if len(addresses) == 0 {
			return nil
		}
		to = addresses[0]
	}
	for _, a := range found {
		if err := s.record(ctx, tx, Account{ID: a.ID, Person: a.Person}, ResetAsked, "", from.Network); err != nil {
			return err
		}
	}
	if kindOf(to) == people.Mobile {
		return s.sendResetCode(ctx, tx, found, to, asked)
	}
	if err := updateToken(ctx, tx, asked); err != nil {
		return err
	}
	var links []resetLink
	for _, a := range found {
		link, err := s.resetLink(ctx, tx, a, to)
		if err != nil {
			return err
		}
		links = append(links, link)
	}
	l, err := s.letterTo(ctx, tx, found[0], to)
	if err != nil {
		return err
	}
	return s.send(ctx, tx, l, resetLinks(links))
}

// sendResetCode sends six digits; of several people on one number, to the first: the
// others use their user code.
func (s *Service) sendResetCode(ctx context.Context, tx *db.Tx, found []Account, to string, asked token) error {
	code := sixDigits()
	asked.account, asked.contact, asked.code = found[0].ID, to, codeDigest(asked.id, code)
	if err := updateToken(ctx, tx, asked); err != nil {
		return err
	}
	l, err := s.letterTo(ctx, tx, found[0], to)
	if err != nil {
		return err
	}
	return s.send(ctx, tx, l, resetCode(code))
}

// resetLink makes a link for one of the accounts behind an address.
func (s *Service) resetLink(ctx context.Context, tx *db.Tx, a Account, to string) (resetLink, error) {
	secret, now := id.Secret(), s.Clock.Now()
	who, err := s.nameOf(ctx, tx, a)
	if err != nil {
		return resetLink{}, err
	}
	err = insertToken(ctx, tx, token{id: s.IDs.New(), digest: id.Digest(secret), purpose: toReset, account: a.ID, contact: to, createdAt: now, expiresAt: now.Add(resetFor)})
	return resetLink{who: who, code: a.UserCode, href: s.City.Site + "/connexion/nouveau?jeton=" + secret}, err
}

// ResetCode takes the six digits sent to a mobile number, and gives the secret that a link
// would have carried.
func (s *Service) ResetCode(ctx context.Context, reference, code string) (secret string, err error) {
	now := s.Clock.Now()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		secret = ""
		t, err := tokenByID(ctx, tx, toReset, reference, now)
		if err != nil {
			return db.NotFound(err, wrongCode(ctx))
		}
		counted, err := tryToken(ctx, tx, t.id, mostCodes, now)
		if err != nil || !counted || t.account == "" || t.code == "" || t.code != codeDigest(t.id, code) {
			return err
		}
		if _, err := useToken(ctx, tx, t.id, now); err != nil {
			return err
		}
		secret = id.Secret()
		return insertToken(ctx, tx, token{id: s.IDs.New(), digest: id.Digest(secret), purpose: toReset, account: t.account, contact: t.contact, createdAt: now, expiresAt: now.Add(codeFor)})
	})
	if err == nil && secret == "" {
		err = wrongCode(ctx)
	}
	return secret, err
}

var errLinkOver = fault.New(fault.NotFound, "Ce lien a déjà servi, ou il a expiré. Demandez-en un autre : il arrive en une minute.")

// MayReset tells whether a link still serves, without using it.
func (s *Service) MayReset(ctx context.Context, secret string) error {
	_, _, err := s.resetting(ctx, s.DB, secret)
	return err
}

func (s *Service) resetting(ctx context.Context, q db.Querier, secret string) (token, Account, error) {
	t, err := tokenByDigest(ctx, q, toReset, id.Digest(secret), s.Clock.Now())
	if err != nil {
		return token{}, Account{}, db.NotFound(err, errLinkOver)
	}
	if t.account == "" || t.code != "" {
		return token{}, Account{}, errLinkOver
	}
	a, err := byID(ctx, q, t.account)
	if err != nil {
		return token{}, Account{}, err
	}
	isTheirs, err := s.isTheirs(ctx, q, a, t.contact)
	if err == nil && (a.State != Active || !isTheirs) {
		err = errLinkOver
	}
	return t, a, err
}

// isTheirs tells whether an address is still one that the account's person has proved.
func (s *Service) isTheirs(ctx context.Context, q db.Querier, a Account, address string) (bool, error) {
	if a.Staff() {
		return a.StaffEmail == address, nil
	}
	contacts, err := people.ProvedContacts(ctx, q, a.Person)
	return slices.ContainsFunc(contacts, func(c people.Contact) bool { return c.Value == address }), err
}

// Reset chooses a password anew by a link. Every session ends and every other link dies;
// the owner is told. It opens no session: whoever has a second factor still gives it.
func (s *Service) Reset(ctx context.Context, secret, password string, from From, key forms.Key) error {
	t, a, err := s.resetting(ctx, s.DB, secret)
	if fault.KindOf(err) == fault.NotFound {
		_, err := s.repeated(ctx, toReset, secret, key, errLinkOver)
		return err
	}
	if err != nil {
		return err
	}
	hash, err := s.newPassword(ctx, a, password)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := s.useOnce(ctx, tx, t, a.ID, key, errLinkOver); err != nil {
			return err
		}
		return s.passwordIs(ctx, tx, a, hash, "", from)
	})
}

// useOnce uses a link up, and remembers by which form, for the account it led to.
func (s *Service) useOnce(ctx context.Context, tx *db.Tx, t token, account ID, key forms.Key, over error) error {
	used, err := useToken(ctx, tx, t.id, s.Clock.Now())
	if err != nil {
		return err
	}
	if !used {
		return over
	}
	_, err = forms.Claim(ctx, tx, ofLink(key, t.id), string(account), s.Clock.Now())
	return err
}

// repeated is the account that the same form has led to before; over when it was another
// form that used the link up.
func (s *Service) repeated(ctx context.Context, p purpose, secret string, key forms.Key, over error) (account ID, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		t, err := anyToken(ctx, tx, p, id.Digest(plainCode(secret)))
		if err != nil {
			return db.NotFound(err, over)
		}
		earlier, err := forms.Claim(ctx, tx, ofLink(key, t.id), "-", s.Clock.Now())
		if err == nil && (earlier == "" || earlier == "-") {
			err = over // Nothing is remembered of a form that did nothing.
		}
		account = ID(earlier)
		return err
	})
	return account, err
}

// ofLink is the key of a form that a link opened. It keeps no fingerprint: a quick digest
// of what was typed would tell a thief of the database the password.
func ofLink(key forms.Key, tokenID string) forms.Key {
	return forms.Key{Value: key.Value, Actor: "link/" + tokenID}
}

// newPassword checks and hashes a password that the owner of an account chooses.
func (s *Service) newPassword(ctx context.Context, a Account, password string) (string, error) {
	about := []string{a.StaffName, a.StaffEmail}
	if a.Person != "" {
		p, err := s.People.Person(ctx, a.Person)
		if err != nil {
			return "", err
		}
		about = []string{p.GivenName, p.FamilyName}
		for _, c := range p.Contacts {
			about = append(about, c.Value)
		}
	}
	if err := s.checkPassword(ctx, password, a.shortestPassword(), about...); err != nil {
		return "", err
	}
	return s.Hasher.Hash(ctx, password)
}

// passwordIs puts a password in place: the sessions end but the one named, links die, wrong
// tries are forgotten, and the owner is told.
func (s *Service) passwordIs(ctx context.Context, tx *db.Tx, a Account, hash, butSession string, from From) error {
	now := s.Clock.Now()
	if err := setPassword(ctx, tx, a.ID, hash, now); err != nil {
		return err
	}
	for _, p := range []purpose{toReset, toSecond} {
		if err := voidTokens(ctx, tx, a.ID, p, now); err != nil {
			return err
		}
	}
	if err := s.Sessions.EndAll(ctx, tx, string(a.ID), butSession); err != nil {
		return err
	}
	if err := s.record(ctx, tx, a, PasswordChanged, "", from.Network); err != nil {
		return err
	}
	return s.writeAbout(ctx, tx, a, passwordChanged(now))
}
