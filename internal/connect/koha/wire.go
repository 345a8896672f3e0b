package koha

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"sem/internal/fault"
	"sem/internal/library"
)

const (
	atOnce   = 4                // atOnce is how many connections a server of Koha sees from us.
	longest  = 4 << 20          // longest is the largest answer read, in bytes.
	patience = 10 * time.Second // patience is how long one request may take when its caller sets no earlier end.
)

var (
	errTooLong  = errors.New("koha answered more than we read")
	errAddress  = errors.New("koha's address may not be reached from here")
	errNoAnswer = errors.New("koha did not answer as itself")
)

// wire carries requests to one server, and to nobody else.
type wire struct {
	base *url.URL
	http *http.Client
}

// newWire makes a wire to base. local allows a server on this machine or a private network; only
// such a server may be spoken to without TLS.
func newWire(base *url.URL, local bool) *wire {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		return mayDial(address, base.Scheme == "https", local)
	}}
	return &wire{base: base, http: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		// Without Proxy the environment of the program leads no request elsewhere.
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ForceAttemptHTTP2: true,
			MaxConnsPerHost: atOnce, MaxIdleConnsPerHost: atOnce, IdleConnTimeout: 60 * time.Second,
			MaxResponseHeaderBytes: 64 << 10, ResponseHeaderTimeout: patience,
		},
	}}
}

// mayDial refuses addresses by what they are once resolved, so that a name cannot point inside.
func mayDial(address string, tls, local bool) error {
	where, err := netip.ParseAddrPort(address)
	if err != nil {
		return errAddress
	}
	ip := where.Addr().Unmap()
	inside := ip.IsLoopback() || ip.IsPrivate()
	switch {
	case ip.IsUnspecified(), ip.IsMulticast(), ip.IsLinkLocalUnicast(): // Among these, the metadata of a hosting company.
		return errAddress
	case inside && !local, !inside && !tls:
		return errAddress
	}
	return nil
}

// parseBase reads the address that the city has set.
func parseBase(text string, local bool) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil, u.Host == "", u.Hostname() == "", u.User != nil, u.RawQuery != "", u.Fragment != "", u.Opaque != "":
		return nil, errAddress
	case u.Scheme != "https" && (u.Scheme != "http" || !local):
		return nil, errAddress
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/")}, nil
}

// answer is what came back, read whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send sends a request and reads its answer. sent tells whether the server may have had it. The
// error quotes neither address nor body: both may name a card.
func (w *wire) send(r *http.Request) (a answer, sent bool, err error) {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent = true }})
	r = r.WithContext(ctx)
	r.Header.Set("User-Agent", "sem")
	said, err := w.http.Do(r)
	if err != nil {
		if inner := new(url.Error); errors.As(err, &inner) {
			err = inner.Err
		}
		return answer{}, sent, err
	}
	defer said.Body.Close()
	body, err := io.ReadAll(io.LimitReader(said.Body, longest+1))
	if err != nil {
		return answer{}, true, err
	}
	if len(body) > longest {
		return answer{}, true, errTooLong
	}
	return answer{status: said.StatusCode, header: said.Header, body: body}, true, nil
}

func (w *wire) close() { w.http.CloseIdleConnections() }

// away says that Koha was not reached, or did not answer as Koha does.
func away(doing string, err error) error {
	return fault.Wrap(fault.Unavailable, fmt.Errorf("koha: %s: %w", doing, err),
		"Le système de la bibliothèque ne répond pas en ce moment. Réessayez dans quelques minutes.")
}

// unsure says that an order was sent and that nobody knows what became of it.
func unsure(doing string, err error) error {
	return fmt.Errorf("koha: %s: %w: %w", doing, library.ErrUnsure, err)
}

// wrongAnswer is a status that Koha's interface does not give to a question.
type wrongAnswer struct {
	status int
	code   string // code is Koha's error_code, or the permissions that the account of service lacks.
}

// Error tells it to a log.
func (e wrongAnswer) Error() string { return fmt.Sprintf("answered %d %s", e.status, e.code) }
