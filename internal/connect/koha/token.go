package koha

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sem/internal/clock"
)

// account is the account of service that Koha knows us by.
type account struct {
	name, secret string
	basic        bool // basic: name and secret go with each request (RESTBasicAuth).
}

// early is how long before its end a token is replaced.
const early = 60 * time.Second

// purse keeps the token of an account that has client credentials (RFC 6749 §4.4): there is no
// refresh token, so a new one is asked for shortly before the end of the old, or when Koha does
// not want it any more.
type purse struct {
	wire    *wire
	account account
	clock   clock.Clock
	hand    chan struct{} // hand is held by whoever looks into the purse, so that one asks for all.

	token string
	until time.Time
}

func newPurse(w *wire, a account, c clock.Clock) *purse {
	return &purse{wire: w, account: a, clock: c, hand: make(chan struct{}, 1)}
}

// sign puts the account on a request. token is what refuse takes when Koha does not believe it.
func (p *purse) sign(r *http.Request) (token string, err error) {
	if p.account.basic {
		r.SetBasicAuth(p.account.name, p.account.secret)
		return "", nil
	}
	token, err = p.current(r.Context())
	if err == nil {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return token, err
}

func (p *purse) current(ctx context.Context) (string, error) {
	select {
	case p.hand <- struct{}{}:
		defer func() { <-p.hand }()
	case <-ctx.Done():
		return "", away("ask for a token", ctx.Err())
	}
	if p.token != "" && p.clock.Now().Before(p.until) {
		return p.token, nil
	}
	token, life, err := p.ask(ctx)
	if err != nil {
		return "", err
	}
	p.token, p.until = token, p.clock.Now().Add(life)
	return token, nil
}

// refuse throws a token away, unless somebody has replaced it already. It tells whether asking
// for another makes sense.
func (p *purse) refuse(token string) bool {
	if p.account.basic {
		return false
	}
	p.hand <- struct{}{} // Held for one request at most, which has a deadline.
	if p.token == token {
		p.token = ""
	}
	<-p.hand
	return true
}

var (
	errUnknownAccount = errors.New("koha does not know the account of service")
	errNoGrants       = errors.New("koha gives no tokens: RESTOAuth2ClientCredentials is off")
	errNoToken        = errors.New("koha gave no token")
)

func (p *purse) ask(ctx context.Context) (token string, life time.Duration, err error) {
	const doing = "ask for a token"
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {p.account.name}, "client_secret": {p.account.secret}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.wire.base.String()+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, away(doing, errAddress)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	a, _, err := p.wire.send(r)
	if err != nil {
		return "", 0, away(doing, err)
	}
	switch a.status {
	case http.StatusOK:
		return readToken(a.body)
	case http.StatusBadRequest:
		return "", 0, away(doing, errNoGrants)
	case http.StatusForbidden, http.StatusUnauthorized:
		return "", 0, away(doing, errUnknownAccount)
	}
	return "", 0, away(doing, wrongAnswer{status: a.status})
}

func readToken(body []byte) (token string, life time.Duration, err error) {
	var said struct {
		Token string `json:"access_token"`
		Type  string `json:"token_type"`
		Life  word   `json:"expires_in"`
	}
	if json.Unmarshal(body, &said) != nil || said.Token == "" || !strings.EqualFold(said.Type, "bearer") || strings.ContainsAny(said.Token, "\r\n") {
		return "", 0, away("ask for a token", errNoToken)
	}
	life = time.Duration(min(said.Life.count(3600), 24*3600)) * time.Second
	return said.Token, max(life-early, life/2), nil
}
