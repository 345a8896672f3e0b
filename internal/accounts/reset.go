package accounts

import (
	"context"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/people"
)

// resetFor is how long a link to choose a password anew serves.
const resetFor = 30 * time.Minute

// ForgotPassword sends a link, or six digits to a mobile number, to whoever the name
// belongs to, and gives the reference under which the digits will be taken. The reference
// looks the same when nobody is there.
func (s *Service) ForgotPassword(ctx context.Context, typed string, from From) (reference string, err error) {
	now := s.Clock.Now()
	if wait := s.buckets.take("reset/"+from.Network, resetsPerNetwork, now); wait > 0 && !s.NetworkLimitsWaived {
		return "", refuse(wait)
	}
	name, kind := readName(typed)
	if name == "" {
		var p fault.Problems
		p.Add("identifiant", i18n.T(ctx, "Entrez votre code d’utilisateur, votre courriel ou votre cellulaire."))
		return "", p.Err()
	}
	found, err := s.accountsNamed(ctx, s.DB, name, kind, true)
	if err != nil {
		return "", err
	}
	if s.buckets.take("reset/"+id.Digest(name), resetsPerName, now) > 0 {
		found = nil // The page is the same; whoever is there has three messages already.
	}
	asked := token{id: s.IDs.New(), digest: id.Digest(id.Secret()), purpose: toReset, contact: name, createdAt: now, expiresAt: now.Add(codeFor)}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if len(found) == 0 {
			return insertToken(ctx, tx, asked)
		}
		return s.sendReset(ctx, tx, found, name, kind, asked, from)
	})
	return asked.id, err
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
			return insertToken(ctx, tx, asked)
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
	if err := insertToken(ctx, tx, asked); err != nil {
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
	if err := insertToken(ctx, tx, asked); err != nil {
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
	if t.account == "" {
		return token{}, Account{}, errLinkOver
	}
	a, err := byID(ctx, q, t.account)
	if err == nil && a.State != Active {
		err = errLinkOver
	}
	return t, a, err
}

// Reset chooses a password anew by a link. Every session ends and every other link dies;
// the owner is told. It opens no session: whoever has a second factor still gives it.
func (s *Service) Reset(ctx context.Context, secret, password string, from From) error {
	t, a, err := s.resetting(ctx, s.DB, secret)
	if err != nil {
		return err
	}
	hash, err := s.newPassword(ctx, a, password)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		used, err := useToken(ctx, tx, t.id, s.Clock.Now())
		if err != nil {
			return err
		}
		if !used {
			return errLinkOver
		}
		return s.passwordIs(ctx, tx, a, hash, "", from)
	})
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
