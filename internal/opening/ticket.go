package opening

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sem/internal/fault"
)

// slipLasts is how long a browser is answered by its slip alone. Then who it is is asked
// again, which also keeps their session in use.
const slipLasts = 5 * time.Minute

var errSlip = fault.New(fault.SignIn, "Ce billet n’est pas valable. Connectez-vous pour retrouver votre rang.")

// Slip is what a browser keeps of its ticket, so that it is told its rank from memory alone.
// It is signed, and bound to one session of one browser: handed on, it is worth nothing. It
// opens nothing: who may register is asked of the account.
func (s *Service) Slip(p Position, session string) string {
	r := s.room(p.Event.ID)
	if r == nil || p.Arrival == 0 {
		return ""
	}
	said := fmt.Sprintf("%d.%d", p.Arrival, s.Clock.Now().Unix())
	return said + "." + r.sign(said, session)
}

// Shown is the position of the ticket whose slip a browser shows with the secret of its
// session. A slip that was forged, altered, handed on or is too old is refused.
func (s *Service) Shown(id EventID, slip, session string) (Position, error) {
	r := s.room(id)
	at := strings.LastIndexByte(slip, '.')
	if r == nil || at < 0 || session == "" {
		return Position{}, errSlip
	}
	if !hmac.Equal([]byte(r.sign(slip[:at], session)), []byte(slip[at+1:])) {
		return Position{}, errSlip
	}
	number, since, _ := strings.Cut(slip[:at], ".")
	arrival, _ := strconv.Atoi(number)
	issued, _ := strconv.ParseInt(since, 10, 64)
	now := s.Clock.Now()
	if age := now.Sub(time.Unix(issued, 0)); age < -time.Minute || age > slipLasts {
		return Position{}, errSlip
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	t := r.byArrival[arrival]
	if t == nil {
		return Position{}, errSlip
	}
	return r.position(t, now), nil
}

// sign is the seal of a slip for a session.
func (r *room) sign(said, session string) string {
	mac := hmac.New(sha256.New, r.key)
	mac.Write([]byte(string(r.id) + "\n" + said + "\n" + session))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
