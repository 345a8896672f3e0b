package mail

import (
	"context"
	"errors"
	"fmt"
	"time"

	gomail "github.com/wneessen/go-mail"

	"sem/internal/text"
)

// SMTP hands letters over to a mail server (RFC 5321). TLS is verified and obligatory
// unless Plain says that the server stands on this machine.
type SMTP struct {
	Host     string
	Port     int // Port is 587 by default.
	User     string
	Password string
	From     string // From is the address that letters come from, with the city's name.
	ReplyTo  string
	Implicit bool // Implicit speaks TLS from the first byte, as on port 465 (RFC 8314, 3.3).
	Plain    bool // Plain goes without TLS, for a server on this machine.
}

// Send hands one letter over within half a minute.
func (s SMTP) Send(ctx context.Context, l Letter) error {
	m, err := s.compose(l)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	client, err := s.client()
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, m)
	if refusal, ok := errors.AsType[*gomail.SendError](err); ok && !refusal.IsTemp() && refusal.ErrorCode() >= 500 {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return err
}

func (s SMTP) client() (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithTimeout(30 * time.Second), gomail.WithTLSPolicy(s.policy())}
	if s.Port != 0 {
		options = append(options, gomail.WithPort(s.Port))
	} else {
		options = append(options, gomail.WithPort(587))
	}
	if s.Implicit {
		options = append(options, gomail.WithSSL())
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, options...)
}

func (s SMTP) policy() gomail.TLSPolicy {
	if s.Plain {
		return gomail.NoTLS
	}
	return gomail.TLSMandatory
}

// compose makes the letter. Addresses and headers are built by the library only, from
// lines that hold no line end.
func (s SMTP) compose(l Letter) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.From(s.From); err != nil {
		return nil, err
	}
	if err := m.To(text.SafeLine(l.To)); err != nil {
		return nil, err
	}
	if s.ReplyTo != "" {
		if err := m.ReplyTo(s.ReplyTo); err != nil {
			return nil, err
		}
	}
	m.Subject(text.SafeLine(l.Subject))
	m.SetMessageIDWithValue(l.MessageID)
	m.SetDateWithValue(l.At)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834, 5
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	}
	return m, nil
}

// Nowhere takes every letter and hands it to nobody: the demonstration's post, whose box
// is shown to its visitors.
type Nowhere struct{}

// Send takes the letter.
func (Nowhere) Send(context.Context, Letter) error { return nil }
