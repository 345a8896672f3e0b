package accounts

import (
	"context"
	"errors"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/session"
)

// own is the account of the viewer.
func (s *Service) own(ctx context.Context, q db.Querier, by session.Viewer) (Account, error) {
	if !by.SignedIn() {
		return Account{}, fault.New(fault.SignIn, "Connectez-vous pour continuer.")
	}
	return byID(ctx, q, ID(by.Account))
}

// Profile is what somebody sees of their own account.
type Profile struct {
	Account      Account
	Person       people.Person // Person is empty for the staff.
	HasFactor    bool
	RecoveryLeft int
}

// Profile is the viewer's own account.
func (s *Service) Profile(ctx context.Context, by session.Viewer) (Profile, error) {
	a, err := s.own(ctx, s.DB, by)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{Account: a}
	if p.HasFactor, err = hasFactor(ctx, s.DB, a.ID); err != nil {
		return Profile{}, err
	}
	if p.RecoveryLeft, err = recoveryLeft(ctx, s.DB, a.ID); err != nil {
		return Profile{}, err
	}
	if a.Person != "" {
		p.Person, err = s.People.Person(ctx, a.Person)
	}
	return p, err
}

// SavePrefs keeps how the viewer wants to see every page. Messages follow its language.
func (s *Service) SavePrefs(ctx context.Context, by session.Viewer, p Prefs) error {
	p = p.valid()
	a, err := s.own(ctx, s.DB, by)
	if err != nil {
		return err
	}
	if a.Person != "" && a.Prefs.Language != p.Language {
		language := string(p.Language)
		if err := s.People.Correct(ctx, by, a.Person, people.Correction{Language: &language}, forms.Key{}); err != nil {
			return err
		}
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return setPrefs(ctx, tx, a.ID, p, s.Clock.Now()) })
}

// ChangePassword gives the account another password, and ends its other sessions. The one
// in use was opened, or reassured, a moment ago.
func (s *Service) ChangePassword(ctx context.Context, by session.Viewer, password string, from From, key forms.Key) error {
	if err := by.Demand(s.Clock.Now()); err != nil {
		return err
	}
	a, err := s.own(ctx, s.DB, by)
	if err != nil {
		return err
	}
	hash, err := s.newPassword(ctx, a, password)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, forms.Key{Value: key.Value, Actor: "password/" + by.Account}, "", s.Clock.Now())
		if err != nil || earlier != "" {
			return err
		}
		return s.passwordIs(ctx, tx, a, hash, by.Session, from)
	})
}

// AddContact sends six digits to an e-mail or a mobile number that the viewer says is
// theirs, and gives the reference under which they will be taken. Nothing changes yet.
func (s *Service) AddContact(ctx context.Context, by session.Viewer, contact string, key forms.Key) (reference string, err error) {
	now := s.Clock.Now()
	if err := by.Demand(now); err != nil {
		return "", err
	}
	a, err := s.own(ctx, s.DB, by)
	if err != nil {
		return "", err
	}
	kept, err := readContact(ctx, contact)
	if err != nil {
		return "", err
	}
	if wait := s.buckets.take("code/"+kept, codesPerAddress, now); wait > 0 {
		return "", errCodesSent(ctx, wait)
	}
	if wait := s.buckets.take("codes/"+by.Account, codesPerPerson, now); wait > 0 {
		return "", refuse(wait)
	}
	code := sixDigits()
	t := token{id: s.IDs.New(), digest: id.Digest(id.Secret()), purpose: toChange, account: a.ID, contact: kept, createdAt: now, expiresAt: now.Add(codeFor)}
	t.code = codeDigest(t.id, code)
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		reference = t.id
		earlier, err := forms.Claim(ctx, tx, key, t.id, now)
		if err != nil {
			return err
		}
		if earlier != "" {
			reference = earlier
			return nil
		}
		if err := voidTokens(ctx, tx, a.ID, toChange, now); err != nil {
			return err
		}
		if err := insertToken(ctx, tx, t); err != nil {
			return err
		}
		l, err := s.letterTo(ctx, tx, a, kept)
		if err != nil {
			return err
		}
		return s.send(ctx, tx, l, contactCode(code))
	})
	return reference, err
}

// AwaitedContact is the e-mail or number whose six digits a reference awaits.
func (s *Service) AwaitedContact(ctx context.Context, by session.Viewer, reference string) (string, error) {
	t, err := tokenByID(ctx, s.DB, toChange, reference, s.Clock.Now())
	if err == nil && t.account != ID(by.Account) {
		err = db.ErrNoRows
	}
	return t.contact, db.NotFound(err, errLinkOver)
}

// ConfirmContact takes the six digits and adds the contact to the person. The addresses
// proved before are told.
func (s *Service) ConfirmContact(ctx context.Context, by session.Viewer, reference, code string, from From) error {
	now := s.Clock.Now()
	right := false
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		right = false
		t, err := tokenByID(ctx, tx, toChange, reference, now)
		if err != nil {
			return db.NotFound(err, errLinkOver)
		}
		counted, err := tryToken(ctx, tx, t.id, mostCodes, now)
		if err != nil || !counted || t.account != ID(by.Account) || t.code != codeDigest(t.id, code) {
			return err
		}
		right, err = useToken(ctx, tx, t.id, now)
		if err != nil || !right {
			return err
		}
		return s.contactIs(ctx, tx, by, t.contact, from)
	})
	if err == nil && !right {
		err = wrongCode(ctx)
	}
	return err
}

func (s *Service) contactIs(ctx context.Context, tx *db.Tx, by session.Viewer, contact string, from From) error {
	a, err := byID(ctx, tx, ID(by.Account))
	if err != nil {
		return err
	}
	if a.Person == "" {
		return fault.New(fault.Forbidden, "L’adresse d’un membre du personnel se change à l’administration.")
	}
	if err := s.writeAbout(ctx, tx, a, contactAdded(contact)); err != nil {
		return err
	}
	if err := s.People.ConfirmContactTx(ctx, tx, a.Person, kindOf(contact), contact); err != nil {
		return err
	}
	if err := voidTokens(ctx, tx, a.ID, toReset, s.Clock.Now()); err != nil {
		return err
	}
	return s.record(ctx, tx, a, ContactChanged, "added "+string(kindOf(contact)), from.Network)
}

// RemoveContact takes an e-mail or number away from the viewer, unless it is the last one
// proved. The address is told, and what was sent to it no longer opens anything.
func (s *Service) RemoveContact(ctx context.Context, by session.Viewer, contactID string, from From) error {
	now := s.Clock.Now()
	if err := by.Demand(now); err != nil {
		return err
	}
	profile, err := s.Profile(ctx, by)
	if err != nil {
		return err
	}
	var gone people.Contact
	others := 0
	for _, c := range profile.Person.Contacts {
		switch {
		case c.ID == contactID:
			gone = c
		case !c.ConfirmedAt.IsZero() && c.Kind != people.Phone:
			others++
		}
	}
	if gone.ID == "" {
		return nil // Removed already, by the same form sent twice.
	}
	if others == 0 && !gone.ConfirmedAt.IsZero() {
		return fault.New(fault.Conflict, "C’est votre seule adresse vérifiée. Ajoutez-en une autre avant de retirer celle-ci.")
	}
	a := profile.Account
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := s.writeAbout(ctx, tx, a, contactRemoved(gone.Value)); err != nil {
			return err
		}
		if err := s.People.RemoveContactTx(ctx, tx, a.Person, gone.Kind, gone.Value); err != nil {
			return err
		}
		for _, p := range []purpose{toReset, toChange} {
			if err := voidTokens(ctx, tx, a.ID, p, now); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, a, ContactChanged, "removed "+string(gone.Kind), from.Network)
	})
}

// ContactGone tells the owner of an account that the desk takes away an address they had
// proved, at that address too. What was sent to it no longer opens anything.
func (s *Service) ContactGone(ctx context.Context, tx *db.Tx, person people.ID, contact string) error {
	found, err := byPerson(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, a := range found {
		if err := s.writeAbout(ctx, tx, a, contactRemoved(contact)); err != nil {
			return err
		}
		for _, p := range []purpose{toReset, toChange} {
			if err := voidTokens(ctx, tx, a.ID, p, s.Clock.Now()); err != nil {
				return err
			}
		}
	}
	return nil
}

// OpenSessions are the viewer's sessions, the last used first.
func (s *Service) OpenSessions(ctx context.Context, by session.Viewer) ([]session.Session, error) {
	return s.Sessions.Of(ctx, by.Account)
}

// EndSession ends one of the viewer's sessions.
func (s *Service) EndSession(ctx context.Context, by session.Viewer, sessionID string) error {
	return s.endSessions(ctx, by, func(tx *db.Tx) error { return s.Sessions.End(ctx, tx, by.Account, sessionID) })
}

// EndOtherSessions ends all of the viewer's sessions but the one in use, and forgets the
// devices they were opened from.
func (s *Service) EndOtherSessions(ctx context.Context, by session.Viewer) error {
	return s.endSessions(ctx, by, func(tx *db.Tx) error {
		return errors.Join(s.Sessions.EndAll(ctx, tx, by.Account, by.Session), dropDevices(ctx, tx, ID(by.Account)))
	})
}

func (s *Service) endSessions(ctx context.Context, by session.Viewer, end func(*db.Tx) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := s.own(ctx, tx, by)
		if err != nil {
			return err
		}
		if err := end(tx); err != nil {
			return err
		}
		return s.record(ctx, tx, a, SessionEnded, "", "")
	})
}

// PrepareFactor shows what to put into an authenticator; the factor counts once
// ConfirmFactor has seen a code of it.
func (s *Service) PrepareFactor(ctx context.Context, by session.Viewer) (Enrolment, error) {
	if err := by.Demand(s.Clock.Now()); err != nil {
		return Enrolment{}, err
	}
	a, err := s.own(ctx, s.DB, by)
	if err != nil {
		return Enrolment{}, err
	}
	return s.enrol(ctx, a)
}

// ConfirmFactor makes the authenticator the viewer's second factor and gives the recovery
// codes, shown this once.
func (s *Service) ConfirmFactor(ctx context.Context, by session.Viewer, code string, from From) (codes []string, err error) {
	if err := by.Demand(s.Clock.Now()); err != nil {
		return nil, err
	}
	if _, err := s.attempt(ctx, byDevice("factor/"+by.Session)); err != nil {
		return nil, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := s.own(ctx, tx, by)
		if err != nil {
			return err
		}
		has, err := hasFactor(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if has {
			return fault.New(fault.Conflict, "Ce compte a déjà un deuxième facteur.")
		}
		if codes, err = s.confirmFactor(ctx, tx, a.ID, code); err != nil {
			return err
		}
		return s.factorChanged(ctx, tx, a, from)
	})
	return codes, err
}

// RemoveFactor takes a citizen's second factor away; the staff cannot do without.
func (s *Service) RemoveFactor(ctx context.Context, by session.Viewer, from From) error {
	if err := by.Demand(s.Clock.Now()); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := s.own(ctx, tx, by)
		if err != nil {
			return err
		}
		if a.Staff() && !s.SecondFactorWaived {
			return fault.New(fault.Forbidden, "Le personnel de la Ville garde toujours un deuxième facteur.")
		}
		if err := s.noFactor(ctx, tx, a.ID); err != nil {
			return err
		}
		return s.factorChanged(ctx, tx, a, from)
	})
}

// NewRecoveryCodes replaces the viewer's recovery codes.
func (s *Service) NewRecoveryCodes(ctx context.Context, by session.Viewer, from From) (codes []string, err error) {
	if err := by.Demand(s.Clock.Now()); err != nil {
		return nil, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := s.own(ctx, tx, by)
		if err != nil {
			return err
		}
		if has, err := hasFactor(ctx, tx, a.ID); err != nil || !has {
			return db.NotFound(err, errNoAccount)
		}
		if codes, err = s.newRecoveryCodes(ctx, tx, a.ID); err != nil {
			return err
		}
		return s.factorChanged(ctx, tx, a, from)
	})
	return codes, err
}

func (s *Service) noFactor(ctx context.Context, tx *db.Tx, account ID) error {
	if err := dropRecovery(ctx, tx, account); err != nil {
		return err
	}
	return dropFactor(ctx, tx, account)
}

func (s *Service) factorChanged(ctx context.Context, tx *db.Tx, a Account, from From) error {
	if err := s.record(ctx, tx, a, FactorChanged, "", from.Network); err != nil {
		return err
	}
	return s.writeAbout(ctx, tx, a, factorChanged())
}
