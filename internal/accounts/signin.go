package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/session"
)

// SignIn is what somebody gives at the door.
type SignIn struct {
	Name     string // Name is a user code, an e-mail or a mobile number.
	Password string
	Code     string // Code is of the second factor; whoever has one may give it at once.
	Remember bool   // Remember keeps this device for pages of low risk.
	From     From
}

// Entered is what comes of signing in.
type Entered struct {
	Account  Account
	Secret   string // Secret is of the session, empty while the second factor is awaited.
	Device   string // Device is the secret by which the browser will be known again.
	Remember bool
	Second   string // Second is the secret of the second step, when one is awaited.
	Enrol    bool   // Enrol says that the second step is to prepare the second factor.
}

// secondFor is how long the second step may take.
const secondFor = 10 * time.Minute

// mostCodes is how many tries a code of six digits stands.
const mostCodes = 5

// second is what is kept between the two steps of signing in.
type second struct {
	Remember bool   `json:"remember"`
	Key      string `json:"key"` // Key is where wrong tries are counted.
}

// SignIn opens a session, or the second step towards one. A wrong name and a wrong password
// get the same answer after the same work.
func (s *Service) SignIn(ctx context.Context, in SignIn) (Entered, error) {
	now := s.Clock.Now()
	if !s.NetworkLimitsWaived {
		if wait := s.buckets.take("signin/"+in.From.Network, signInsPerNetwork, now); wait > 0 {
			return Entered{}, refuse(wait)
		}
	}
	name, kind := readName(in.Name)
	candidates, err := s.accountsNamed(ctx, s.DB, name, kind, false)
	if err != nil {
		return Entered{}, err
	}
	key, isKnown, err := s.attemptKey(ctx, name, candidates, in.From)
	if err != nil {
		return Entered{}, err
	}
	failures, err := s.attempt(ctx, key)
	if err != nil {
		return Entered{}, err
	}
	opened, err := s.Hasher.Which(ctx, in.Password, openable(candidates, isKnown), hashesFor(kind))
	if err != nil {
		return Entered{}, err
	}
	if opened < 0 {
		if err := s.missed(ctx, candidates, in.From); err != nil {
			return Entered{}, err
		}
		return Entered{}, errWrong(ctx, failures)
	}
	return s.passwordRight(ctx, candidates[opened], in, key)
}

// hashesFor is the work for a name: a user code names one account, an e-mail or a number up
// to mostSharing, and the work is that of all of them however many there are.
func hashesFor(kind nameKind) int {
	if kind == email || kind == mobile {
		return mostSharing
	}
	return 1
}

// openable are the hashes of the candidates; an account that was guessed at too often
// opens on its known devices only, until its password is chosen anew.
func openable(candidates []Account, isKnown bool) []string {
	hashes := make([]string, len(candidates))
	for i, a := range candidates {
		if isKnown || a.Failures < resetAt {
			hashes[i] = a.password
		}
	}
	return hashes
}

// attemptKey is where this try is counted, and whether the device is known to a candidate.
func (s *Service) attemptKey(ctx context.Context, name string, candidates []Account, from From) (key string, isKnown bool, err error) {
	for _, a := range candidates {
		device := deviceOf(a.ID, from.Device)
		if isKnown, err = knownDevice(ctx, s.DB, device); err != nil {
			return "", false, err
		}
		if isKnown {
			return byDevice(device), true, nil
		}
	}
	return byName(name), false, nil
}

// deviceOf names a device of an account: another account on the same device has another name.
func deviceOf(account ID, secret string) string {
	if secret == "" {
		return "-"
	}
	return id.Digest("device/" + string(account) + "/" + secret)
}

// missed counts and journals a wrong password, and tells the owner when there are many. A
// name that nobody has is journaled too: the work is the same.
func (s *Service) missed(ctx context.Context, candidates []Account, from From) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		failed := Deed{Kind: SignInFailed, From: from.Network, At: s.Clock.Now()}
		if len(candidates) == 0 {
			return s.Journal.AccountUsed(ctx, tx, failed)
		}
		for _, a := range candidates {
			failed.Object, failed.Person = a.ID, a.Person
			if err := s.Journal.AccountUsed(ctx, tx, failed); err != nil {
				return err
			}
			n, err := addFailure(ctx, tx, a.ID, s.Clock.Now())
			if err != nil {
				return err
			}
			if n == warnAt || n == resetAt {
				if err := s.writeAbout(ctx, tx, a, manyFailures(n == resetAt)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// passwordRight goes on to the second factor, or opens the session.
func (s *Service) passwordRight(ctx context.Context, a Account, in SignIn, key string) (Entered, error) {
	if s.Hasher.Stale(a.password) {
		if err := s.rehash(ctx, a, in.Password); err != nil {
			return Entered{}, err
		}
	}
	has, err := hasFactor(ctx, s.DB, a.ID)
	if err != nil {
		return Entered{}, err
	}
	if !has && (!a.Staff() || s.SecondFactorWaived) {
		return s.open(ctx, a, in.From, in.Remember, key)
	}
	entered, err := s.awaitSecond(ctx, a, in, key, !has)
	if err != nil || !has || in.Code == "" {
		return entered, err
	}
	return s.Second(ctx, entered.Second, in.Code, in.From)
}

func (s *Service) rehash(ctx context.Context, a Account, password string) error {
	hash, err := s.Hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return rehash(ctx, tx, a.ID, a.password, hash) })
}

func (s *Service) awaitSecond(ctx context.Context, a Account, in SignIn, key string, enrol bool) (Entered, error) {
	body, err := json.Marshal(second{Remember: in.Remember, Key: key})
	if err != nil {
		return Entered{}, err
	}
	secret := id.Secret()
	now := s.Clock.Now()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		return insertToken(ctx, tx, token{id: s.IDs.New(), digest: id.Digest(secret), purpose: toSecond, account: a.ID, body: string(body), createdAt: now, expiresAt: now.Add(secondFor)})
	})
	return Entered{Account: a, Second: secret, Enrol: enrol}, err
}

var errSecondOver = fault.New(fault.Conflict, "Cette étape a expiré. Retournez à la page de connexion et recommencez.")

// awaited is the second step that a secret names.
func (s *Service) awaited(ctx context.Context, q db.Querier, secret string) (token, second, Account, error) {
	t, err := tokenByDigest(ctx, q, toSecond, id.Digest(secret), s.Clock.Now())
	if err != nil {
		return token{}, second{}, Account{}, db.NotFound(err, errSecondOver)
	}
	var kept second
	if err := json.Unmarshal([]byte(t.body), &kept); err != nil {
		return token{}, second{}, Account{}, err
	}
	a, err := byID(ctx, q, t.account)
	if err == nil && a.State != Active {
		err = errSecondOver
	}
	return t, kept, a, err
}

// Second gives the code of the second factor, or a recovery code, and opens the session.
func (s *Service) Second(ctx context.Context, secret, code string, from From) (Entered, error) {
	t, kept, a, err := s.awaited(ctx, s.DB, secret)
	if err != nil {
		return Entered{}, err
	}
	ok, err := s.trySecond(ctx, t, func(tx *db.Tx) (bool, error) { return s.useFactor(ctx, tx, a.ID, code) })
	if err != nil {
		return Entered{}, err
	}
	if !ok {
		if err := s.secondMissed(ctx, a, kept, from); err != nil {
			return Entered{}, err
		}
		return Entered{}, errWrongFactor
	}
	return s.open(ctx, a, from, kept.Remember, kept.Key)
}

// trySecond counts a try at the second step, and ends the step when it is right.
func (s *Service) trySecond(ctx context.Context, t token, try func(*db.Tx) (bool, error)) (ok bool, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		ok = false
		counted, err := tryToken(ctx, tx, t.id, mostCodes, s.Clock.Now())
		if err != nil {
			return err
		}
		if !counted {
			return errSecondOver
		}
		if ok, err = try(tx); err != nil || !ok {
			return err
		}
		ok, err = useToken(ctx, tx, t.id, s.Clock.Now())
		return err
	})
	return ok, err
}

// secondMissed counts a wrong code with the wrong passwords: the right password does not
// buy endless tries at six digits.
func (s *Service) secondMissed(ctx context.Context, a Account, kept second, from From) error {
	if _, err := s.attempt(ctx, kept.Key); err != nil && fault.KindOf(err) != fault.TooMany {
		return err
	}
	return s.missed(ctx, []Account{a}, from)
}

// Enrolment shows what the second step asks to put into an authenticator.
func (s *Service) Enrolment(ctx context.Context, secret string) (Enrolment, error) {
	_, _, a, err := s.awaited(ctx, s.DB, secret)
	if err != nil {
		return Enrolment{}, err
	}
	return s.enrol(ctx, a)
}

// Enrol makes the authenticator the account's second factor, opens the session, and gives
// the recovery codes, shown this once.
func (s *Service) Enrol(ctx context.Context, secret, code string, from From) (Entered, []string, error) {
	t, kept, a, err := s.awaited(ctx, s.DB, secret)
	if err != nil {
		return Entered{}, nil, err
	}
	var codes []string
	ok, err := s.trySecond(ctx, t, func(tx *db.Tx) (bool, error) {
		has, err := hasFactor(ctx, tx, a.ID)
		if err != nil {
			return false, err
		}
		if has {
			return false, errSecondOver
		}
		codes, err = s.confirmFactor(ctx, tx, a.ID, code)
		if errors.Is(err, errWrongFactor) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		return true, s.record(ctx, tx, a, FactorChanged, "", from.Network)
	})
	if err != nil {
		return Entered{}, nil, err
	}
	if !ok {
		return Entered{}, nil, errWrongFactor
	}
	entered, err := s.open(ctx, a, from, kept.Remember, kept.Key)
	return entered, codes, err
}

// open opens a session for somebody who has proved who they are. The session that the
// browser had ends, so that nobody goes on with one that was planted there.
func (s *Service) open(ctx context.Context, a Account, from From, remember bool, key string) (Entered, error) {
	entered := Entered{Account: a, Device: from.Device, Remember: remember && !a.Staff()}
	if entered.Device == "" {
		entered.Device = id.Secret()
	}
	device := deviceOf(a.ID, entered.Device)
	isKnown, err := knownDevice(ctx, s.DB, device)
	if err != nil {
		return Entered{}, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := s.forgiven(ctx, tx, a, key); err != nil {
			return err
		}
		if err := s.Sessions.EndHere(ctx, tx, from.Session); err != nil {
			return err
		}
		others, err := countDevices(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := saveDevice(ctx, tx, device, a.ID, from.Browser, s.Clock.Now()); err != nil {
			return err
		}
		if !isKnown && others > 0 {
			if err := s.writeAbout(ctx, tx, a, newDevice(from, s.Clock.Now())); err != nil {
				return err
			}
		}
		entered.Secret, err = s.Sessions.Start(ctx, tx, session.Session{Account: string(a.ID), Device: from.Browser, Origin: from.Network, Remembered: entered.Remember})
		if err != nil {
			return err
		}
		return s.record(ctx, tx, a, SignedIn, "", from.Network)
	})
	return entered, err
}

// forgiven forgets the wrong tries that came before the right one.
func (s *Service) forgiven(ctx context.Context, tx *db.Tx, a Account, key string) error {
	if err := clearFailures(ctx, tx, a.ID); err != nil {
		return err
	}
	return dropAttempts(ctx, tx, key)
}

// SignOut ends the session of a browser, remembered ones too; one that has ended already
// is no matter.
func (s *Service) SignOut(ctx context.Context, from From) error {
	open, err := s.Sessions.Find(ctx, from.Session)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := byID(ctx, tx, ID(open.Account))
		if err != nil {
			return err
		}
		if err := s.Sessions.EndHere(ctx, tx, from.Session); err != nil {
			return err
		}
		return s.record(ctx, tx, a, SignedOut, "", from.Network)
	})
}

// Reassure takes the password, or a code of the second factor, of somebody signed in, and
// gives their session a new secret: the graver deeds are open for a few minutes.
func (s *Service) Reassure(ctx context.Context, by session.Viewer, password string, from From) (Entered, error) {
	a, err := byID(ctx, s.DB, ID(by.Account))
	if err != nil {
		return Entered{}, err
	}
	key := byDevice("session/" + by.Session)
	failures, err := s.attempt(ctx, key)
	if err != nil {
		return Entered{}, err
	}
	opened, err := s.Hasher.Which(ctx, password, []string{a.password}, 1)
	if err != nil {
		return Entered{}, err
	}
	if opened < 0 {
		if err := s.missed(ctx, []Account{a}, from); err != nil {
			return Entered{}, err
		}
		return Entered{}, errWrongAgain(ctx, failures)
	}
	entered := Entered{Account: a, Device: from.Device}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := dropAttempts(ctx, tx, key); err != nil {
			return err
		}
		var err error
		if entered.Secret, err = s.Sessions.Reassure(ctx, tx, by.Session); err != nil {
			return err
		}
		return s.record(ctx, tx, a, Reassured, "", from.Network)
	})
	if err != nil {
		return Entered{}, err
	}
	renewed, err := s.Sessions.Find(ctx, entered.Secret)
	entered.Remember = renewed.Remembered
	return entered, err
}

func errWrongAgain(ctx context.Context, failures int) error {
	if left := quickTries - failures; left > 0 {
		return fault.New(fault.Invalid, i18n.TN(ctx, "Ce n’est pas votre mot de passe. Encore %d essai avant une pause d’une minute.",
			"Ce n’est pas votre mot de passe. Encore %d essais avant une pause d’une minute.", left))
	}
	return fault.New(fault.Invalid, i18n.TN(ctx, "Ce n’est pas votre mot de passe. Attendez %d minute avant le prochain essai.",
		"Ce n’est pas votre mot de passe. Attendez %d minutes avant le prochain essai.", minutes(pause(failures))))
}
