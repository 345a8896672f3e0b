package sip2

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"syscall"
	"time"
)

const (
	patience = 6 * time.Second // patience is how long one answer may take.
	longest  = 256 << 10       // longest is the longest answer read, in bytes.
	repeats  = 2               // repeats is how often one side asks the other to say it again.
)

// What is wrong with a connection.
var (
	errTooLong    = errors.New("sip2: the answer is longer than we read")
	errUndetected = errors.New("sip2: the answer has no checksum, and one is wanted")
	errSequence   = errors.New("sip2: the answer belongs to another question")
	errAnswer     = errors.New("sip2: the answer is not the one of the question")
	errAskedAgain = errors.New("sip2: the server asks for the question again")
	errLogin      = errors.New("sip2: the server refuses our account")
	errOffline    = errors.New("sip2: the server says that its system is away")
	errForbidden  = errors.New("sip2: no library is at such an address")
)

// line is one connection. One goroutine speaks on it at a time.
type line struct {
	conn     net.Conn
	in       *bufio.Reader
	set      *Settings
	sequence int
	born     time.Time
	rest     *time.Timer // rest closes it when it has been idle for long.
	used     bool        // used: it has answered more than the login.
	doubts   int         // doubts counts wrong checksums and sequences that were let pass.
	heard    func(sent bool, text []byte)
}

// dial opens a connection, with TLS where it is set.
func dial(ctx context.Context, set *Settings, by Dial) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if by == nil {
		by = network
	}
	conn, err := by(ctx, set.address())
	if err != nil || !set.TLS {
		return conn, err
	}
	secured := tls.Client(conn, secure(set))
	if err := secured.HandshakeContext(ctx); err != nil {
		conn.Close() // The handshake's error says enough.
		return nil, fmt.Errorf("secure the connection: %w", err)
	}
	return secured, nil
}

// network reaches a library on the network; addresses of the link itself, of groups and of
// nobody have none.
func network(ctx context.Context, address string) (net.Conn, error) {
	d := net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if a := at.Addr().Unmap(); a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
			return errForbidden
		}
		return nil
	}}
	return d.DialContext(ctx, "tcp", address)
}

// secure wants a certificate that authorities vouch for, or the very one whose fingerprint is set.
func secure(set *Settings) *tls.Config {
	c := &tls.Config{ServerName: set.Host, MinVersion: tls.VersionTLS12}
	if set.Fingerprint == "" {
		return c
	}
	c.InsecureSkipVerify = true // VerifyConnection compares the certificate itself.
	c.VerifyConnection = func(state tls.ConnectionState) error {
		if got := fingerprintOf(state); got != set.Fingerprint {
			return &otherCertificate{got}
		}
		return nil
	}
	return c
}

// otherCertificate is one whose fingerprint is not the one set.
type otherCertificate struct{ got string }

// Error tells it to a log.
func (o *otherCertificate) Error() string { return "sip2: the certificate's fingerprint is " + o.got }

func fingerprintOf(state tls.ConnectionState) string {
	sum := sha256.Sum256(state.PeerCertificates[0].Raw)
	return hex.EncodeToString(sum[:])
}

// ask sends a question and reads its answer, a message of the code wanted. After an error other
// than errAskedAgain the connection cannot be used any more.
func (l *line) ask(ctx context.Context, m Message, want string) (Message, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	stop := l.until(ctx)
	answer, err := l.exchange(m, want)
	if !stop() && err == nil {
		err = ctx.Err() // The connection was cut while the answer came.
	}
	if err != nil && ctx.Err() != nil {
		return Message{}, fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return answer, err
}

// until cuts what is read and written when a context ends. stop tells whether it did not.
func (l *line) until(ctx context.Context) (stop func() bool) {
	deadline, _ := ctx.Deadline()
	l.conn.SetDeadline(deadline) // A connection that takes no deadline fails at once when it is used.
	return context.AfterFunc(ctx, func() { l.conn.SetDeadline(time.Unix(1, 0)) })
}

func (l *line) exchange(m Message, want string) (Message, error) {
	m.Sequence = -1
	if l.set.Detection != Off {
		m.Sequence = l.sequence
		l.sequence = (l.sequence + 1) % 10
	}
	text := Encode(m, l.set.Charset)
	for said := 0; ; said++ {
		answer, err := l.once(text)
		if err != nil {
			return Message{}, err
		}
		if answer.Code == codeRepeatWhatWasSaid {
			if isDeed(m.Code) || said == repeats {
				return Message{}, errAskedAgain
			}
			continue
		}
		return l.accept(m, answer, want)
	}
}

// accept is an answer that belongs to a question.
func (l *line) accept(m, answer Message, want string) (Message, error) {
	if answer.Code != want {
		return Message{}, errAnswer
	}
	if l.set.Detection != Off && answer.Sequence >= 0 && answer.Sequence != m.Sequence {
		if l.set.Detection == Strict {
			return Message{}, errSequence
		}
		l.doubts++
	}
	return answer, nil
}

// once says a text and hears an answer, asking for it again while its checksum is wrong.
func (l *line) once(text []byte) (Message, error) {
	for asked := 0; ; asked++ {
		if err := l.say(text); err != nil {
			return Message{}, err
		}
		answer, err := l.hear()
		if !errors.Is(err, errChecksum) || asked == repeats {
			return answer, err
		}
		text = []byte(codeRepeat + "AZ")
		text = append(text, Checksum(text)...)
	}
}

func (l *line) say(text []byte) error {
	if l.heard != nil {
		l.heard(true, text)
	}
	text = append(text, '\r')
	if l.set.CRLF {
		text = append(text, '\n')
	}
	_, err := l.conn.Write(text)
	return err
}

// hear reads one message. A line feed, which some servers send late, begins none.
func (l *line) hear() (Message, error) {
	text, err := l.read()
	if err != nil {
		return Message{}, err
	}
	if l.heard != nil {
		l.heard(false, text)
	}
	m, checked, err := Decode(text, l.set.Charset)
	switch {
	case errors.Is(err, errChecksum) && l.set.Detection != Strict:
		l.doubts++
		return m, nil
	case err == nil && !checked && l.set.Detection == Strict && m.Code != codeRepeatWhatWasSaid:
		return Message{}, errUndetected
	}
	return m, err
}

func (l *line) read() ([]byte, error) {
	var text []byte
	for {
		b, err := l.in.ReadByte()
		if err != nil {
			return nil, err
		}
		switch {
		case b != '\r' && b != '\n':
			if text = append(text, b); len(text) > longest {
				return nil, errTooLong
			}
		case len(text) > 0:
			return text, nil
		}
	}
}

// isDeed tells a question that changes something.
func isDeed(code string) bool { return code == codeRenew || code == codeRenewAll || code == codeHold }

// isClosed tells an error of a connection that the other side closed.
func isClosed(err error) bool {
	var of net.Error
	if errors.As(err, &of) && of.Timeout() || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var op *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &op)
}
