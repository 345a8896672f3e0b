package tax

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/places"
)

// Service keeps the tax accounts. Refresh is called now and then, for the rules that other
// processes set.
type Service struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    id.Source
	Key    []byte // Key digests the codes printed on bills; it is not in the database.
	Roll   roll
	Owners owners
	Alerts *alerts.Service // Alerts tells who chose the bill by e-mail that it is here; nil tells nobody.

	rules   atomic.Pointer[rulesRead] // rules are those read last, nil when they must be read anew.
	reading sync.Mutex
}

// rulesRead is the rules as they stood at one moment. It is never changed.
type rulesRead struct {
	version rulesVersion
	rules   []Rule
}

// Refresh reads the rules of the years when they have changed since the last time, in this
// process or in another. It is cheap when they have not.
func (s *Service) Refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	version, err := rulesVersionIn(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("ask whether the rules of the taxes have changed: %w", err)
	}
	if known := s.rules.Load(); known != nil && known.version == version {
		return nil
	}
	rules, err := allRules(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("read the rules of the taxes: %w", err)
	}
	s.rules.Store(&rulesRead{version, rules})
	return nil
}

// roll is all that taxes ask of the assessment roll: which property bears a matricule now, or
// bore it once.
type roll interface {
	Matricules(ctx context.Context, q db.Querier) (map[places.Matricule]places.PropertyID, error)
}

// owners is all that taxes ask of those who hold properties.
type owners interface {
	// PropertiesOf are the properties that a person is a proved owner of now.
	PropertiesOf(ctx context.Context, person people.ID) ([]places.PropertyID, error)
}

// BillCode tells whether a code is the one printed on a bill of this property, of this year
// or the last, that was sent after a day: whoever sold the house kept the earlier ones. Only a
// digest of it is kept, and as much time goes by whether it is or not.
func (s *Service) BillCode(ctx context.Context, property places.PropertyID, code, after string) (bool, error) {
	bills, err := codesOf(ctx, s.DB, property, DayAt(s.Clock.Now()).Year()-1, after)
	if err != nil {
		return false, err
	}
	found := false
	for _, b := range bills {
		if hmac.Equal([]byte(s.codeDigest(b.number, code)), []byte(b.digest)) {
			found = true
		}
	}
	return found, nil
}

// codeDigest is what is kept of a code: it opens only with the key, and differs from bill to
// bill.
func (s *Service) codeDigest(number, code string) string {
	code = plainCode(code)
	if code == "" {
		return ""
	}
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte(number + "\x00" + code))
	return hex.EncodeToString(mac.Sum(nil))
}

// plainCode is a code as it is compared: capitals and digits, without what separates them.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, code)
}

// ErrNoAccount says that a property has no account, or none that this person may know of.
var ErrNoAccount = fault.New(fault.NotFound, "Nous n’avons pas de compte de taxes à cette adresse dans votre dossier.")
